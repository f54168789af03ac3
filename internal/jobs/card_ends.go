package jobs

import (
	"context"
	"time"

	"github.com/riverqueue/river"
)

// cardEndsInterval is how often cards are looked at that end soon.
const cardEndsInterval = time.Hour

// CardEndsArgs has customers told whose saved card ends soon.
type CardEndsArgs struct{}

// Kind names the job in the queue; stored, so it never changes.
func (CardEndsArgs) Kind() string { return "card_ends" }

// InsertOpts lets in one a period. Two that overlap do no harm.
func (CardEndsArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 1, UniqueOpts: oncePer(cardEndsInterval)}
}

type cardEndsWorker struct {
	river.WorkerDefaults[CardEndsArgs]
	deps Deps
}

// Work tells until everybody is told.
func (w *cardEndsWorker) Work(ctx context.Context, _ *river.Job[CardEndsArgs]) error {
	for {
		told, err := w.deps.Store.TellCardEnds(ctx)
		if err != nil || told == 0 {
			return err
		}
	}
}

// Timeout bounds one job; who is left is told by the next.
func (w *cardEndsWorker) Timeout(*river.Job[CardEndsArgs]) time.Duration { return 2 * time.Minute }
