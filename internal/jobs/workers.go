package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"linktill/internal/pay"
	"linktill/store"
)

// settleQueue keeps settling apart, so that no pile of mails delays it.
const settleQueue = "settle"

// SettleArgs asks the acquirers about everything that is due.
type SettleArgs struct{}

// Kind names the job in the queue; stored, so it never changes.
func (SettleArgs) Kind() string { return "settle" }

// InsertOpts lets in one a period.
func (SettleArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: settleQueue, MaxAttempts: 1, UniqueOpts: oncePer(settleInterval)}
}

// PruneArgs deletes what has outlived its use.
type PruneArgs struct{}

// Kind names the job in the queue; stored, so it never changes.
func (PruneArgs) Kind() string { return "prune" }

// InsertOpts lets in one a period.
func (PruneArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 1, UniqueOpts: oncePer(time.Hour)}
}

// AuditArgs checks that all money adds up.
type AuditArgs struct{}

// Kind names the job in the queue; stored, so it never changes.
func (AuditArgs) Kind() string { return "audit" }

// InsertOpts lets in one a period.
func (AuditArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 1, UniqueOpts: oncePer(auditInterval)}
}

// oncePer refuses a second job of the kind within a period. It does not ask
// whether an earlier one still runs: one whose process was killed counts as
// running until it is rescued, and nothing would be settled until then.
func oncePer(period time.Duration) river.UniqueOpts { return river.UniqueOpts{ByPeriod: period} }

type settleWorker struct {
	river.WorkerDefaults[SettleArgs]
	deps Deps
}

// Work settles until nothing is due.
func (w *settleWorker) Work(ctx context.Context, _ *river.Job[SettleArgs]) error {
	_, err := w.deps.Desk.Settle(ctx)
	return err
}

// Timeout bounds one Settle; what is left is due again when its lease ends.
func (w *settleWorker) Timeout(*river.Job[SettleArgs]) time.Duration { return 2 * time.Minute }

type receiptWorker struct {
	river.WorkerDefaults[store.ReceiptArgs]
	mailer *Mailer
}

// Work mails one receipt.
func (w *receiptWorker) Work(ctx context.Context, job *river.Job[store.ReceiptArgs]) error {
	return w.mailer.SendReceipt(ctx, job.Args)
}

type pruneWorker struct {
	river.WorkerDefaults[PruneArgs]
	deps Deps
}

// Work prunes once: sign-ins, idempotency keys, rate counts, deliveries, checkout
// sessions and known devices that are over.
func (w *pruneWorker) Work(ctx context.Context, _ *river.Job[PruneArgs]) error {
	_, sessions := w.deps.Store.PruneSessions(ctx)
	_, keys := w.deps.Store.PruneIdempotency(ctx)
	_, rates := w.deps.Store.PruneRates(ctx)
	_, deliveries := w.deps.Store.PruneDeliveries(ctx)
	_, checkouts := w.deps.Store.PruneCheckouts(ctx)
	_, devices := w.deps.Store.PruneDevices(ctx)
	return errors.Join(sessions, keys, rates, deliveries, checkouts, devices)
}

type auditWorker struct {
	river.WorkerDefaults[AuditArgs]
	deps Deps
}

// Work audits once. What does not add up is told to the operator and left as
// it is: a person decides.
func (w *auditWorker) Work(ctx context.Context, _ *river.Job[AuditArgs]) error {
	found, err := store.Audit(ctx, w.deps.Store.Pool())
	for _, v := range found {
		w.deps.Log.Error("an invariant is broken", "rule", v.Rule, "merchant", pay.MerchantPrefix.Show(v.MerchantID), "object", v.Object, "detail", v.Detail)
	}
	return err
}
