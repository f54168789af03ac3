package sandbox

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/acquirer"
	"linktill/internal/pay"
)

// Entry is one operation of the books as it truly stands, settled or not.
type Entry struct {
	Key string
	// Kind is payment, refund, capture or release.
	Kind string
	Ref  string
	// PaymentRef is the Ref of the payment that the others are about.
	PaymentRef string
	// Money is zero for a key that was voided before it was seen.
	Money     pay.Money
	State     acquirer.State
	CreatedAt time.Time
}

// Journal returns the operations first seen at or after that time, oldest
// first: what really happened, to compare with what was recorded elsewhere.
func (s *Sandbox) Journal(ctx context.Context, since time.Time) ([]Entry, error) {
	rows, err := s.pool.Query(ctx, `/* sandbox.Journal */
		SELECT `+operationColumns+` FROM sandbox.operations WHERE created_at >= $1 ORDER BY created_at, key`, since)
	if err != nil {
		return nil, fmt.Errorf("sandbox: journal: %w", err)
	}
	entries, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Entry, error) {
		op, err := pgx.RowToStructByPos[operation](row)
		return Entry{
			Key: op.Key, Kind: op.Kind, Ref: refOf(op.Key), PaymentRef: deref(op.PaymentRef),
			Money: op.money(), State: op.State, CreatedAt: op.CreatedAt,
		}, err
	})
	if err != nil {
		return nil, fmt.Errorf("sandbox: journal: %w", err)
	}
	return entries, nil
}
