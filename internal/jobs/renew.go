package jobs

import (
	"context"
	"time"

	"github.com/riverqueue/river"
)

// renewInterval is how often subscriptions are looked at that are due.
const renewInterval = 10 * time.Second

// renewQueue keeps a morning with many charges from delaying everything else.
const renewQueue = "renew"

// RenewArgs charges the subscriptions that are due.
type RenewArgs struct{}

// Kind names the job in the queue; stored, so it never changes.
func (RenewArgs) Kind() string { return "renew" }

// InsertOpts lets in one a period. Two that overlap do no harm.
func (RenewArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: renewQueue, MaxAttempts: 1, UniqueOpts: oncePer(renewInterval)}
}

type renewWorker struct {
	river.WorkerDefaults[RenewArgs]
	deps Deps
}

// Work charges until nothing is due.
func (w *renewWorker) Work(ctx context.Context, _ *river.Job[RenewArgs]) error {
	_, err := w.deps.Desk.Renew(ctx)
	return err
}

// Timeout bounds one job; what is left is due for the next.
func (w *renewWorker) Timeout(*river.Job[RenewArgs]) time.Duration { return 2 * time.Minute }
