// Package jobs works the queue. Each worker is a few lines that call one named
// operation of desk, store or mail.
package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"linktill/internal/desk"
	"linktill/store"
)

// Deps are what the workers call.
type Deps struct {
	Store *store.Store
	Desk  *desk.Desk
	// Mailer writes the mails.
	Mailer *Mailer
	// Teller sends the webhooks.
	Teller *Teller
	Log    *slog.Logger
}

// settleInterval is how often the acquirers are asked about what is open.
const settleInterval = 3 * time.Second

// auditInterval is how often the books are audited while the worker runs.
const auditInterval = 10 * time.Minute

// rescueAfter is how long a job may be running before its process counts as
// dead; no job's timeout is longer.
const rescueAfter = 3 * time.Minute

// New returns the client that works the queue once it is started. Stop it
// before the pool is closed.
func New(d Deps) (*river.Client[pgx.Tx], error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, &receiptWorker{mailer: d.Mailer})
	river.AddWorker(workers, &refundMailWorker{mailer: d.Mailer})
	river.AddWorker(workers, &subscriptionMailWorker{mailer: d.Mailer})
	river.AddWorker(workers, &settleWorker{deps: d})
	river.AddWorker(workers, &renewWorker{deps: d})
	river.AddWorker(workers, &cardEndsWorker{deps: d})
	river.AddWorker(workers, &resetWorker{mailer: d.Mailer})
	river.AddWorker(workers, &noticeWorker{mailer: d.Mailer})
	river.AddWorker(workers, &inviteWorker{mailer: d.Mailer})
	river.AddWorker(workers, &pruneWorker{deps: d})
	river.AddWorker(workers, &auditWorker{deps: d})
	river.AddWorker(workers, &takingsWorker{deps: d})
	addWebhookWorkers(workers, d)
	client, err := river.NewClient(riverpgxv5.New(d.Store.Pool()), &river.Config{
		Schema:  store.RiverSchema,
		Logger:  slog.New(quiet{d.Log.Handler()}),
		Workers: workers,
		Queues:  queues(),
		PeriodicJobs: []*river.PeriodicJob{
			every(settleInterval, SettleArgs{}),
			every(renewInterval, RenewArgs{}),
			every(cardEndsInterval, CardEndsArgs{}),
			every(webhookInterval, WebhookSweepArgs{}),
			every(time.Hour, PruneArgs{}),
			every(auditInterval, AuditArgs{}),
			every(takingsInterval, TakingsArgs{}),
		},
		CompletedJobRetentionPeriod: time.Hour,
		// What a killed process was at, a receipt say, is taken up by another.
		RescueStuckJobsAfter: rescueAfter,
		// Rebuilding indexes needs the tables' owner, who this role is not.
		ReindexerSchedule: river.NeverSchedule(),
	})
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	return client, nil
}

func queues() map[string]river.QueueConfig {
	all := webhookQueues()
	all[river.QueueDefault] = river.QueueConfig{MaxWorkers: 4}
	all[settleQueue] = river.QueueConfig{MaxWorkers: 1}
	all[renewQueue] = river.QueueConfig{MaxWorkers: 1}
	return all
}

func every(interval time.Duration, args river.JobArgs) *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(interval),
		func() (river.JobArgs, *river.InsertOpts) { return args, nil }, &river.PeriodicJobOpts{RunOnStart: true})
}

// quiet lets only warnings and errors of the queue through: it logs every job.
type quiet struct{ slog.Handler }

// Enabled reports whether the level is worth a line.
func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}
