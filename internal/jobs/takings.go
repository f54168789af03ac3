package jobs

import (
	"context"
	"time"

	"github.com/riverqueue/river"
)

// takingsInterval is how often what came in is folded into running totals. What
// came after the last time is read from the events.
const takingsInterval = time.Minute

// TakingsArgs folds what came in into the running totals of the overview.
type TakingsArgs struct{}

// Kind names the job in the queue; stored, so it never changes.
func (TakingsArgs) Kind() string { return "fold_takings" }

// InsertOpts lets in one a period.
func (TakingsArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 1, UniqueOpts: oncePer(takingsInterval)}
}

type takingsWorker struct {
	river.WorkerDefaults[TakingsArgs]
	deps Deps
}

// Work folds until nothing is left.
func (w *takingsWorker) Work(ctx context.Context, _ *river.Job[TakingsArgs]) error {
	_, err := w.deps.Store.FoldTakings(ctx)
	return err
}

// Timeout leaves time for a long history; what is left is folded the next time.
func (w *takingsWorker) Timeout(*river.Job[TakingsArgs]) time.Duration { return 2 * time.Minute }
