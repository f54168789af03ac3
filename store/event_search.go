package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// EventFilter narrows the list of events; zero fields do not.
type EventFilter struct {
	Type     pay.EventType
	ObjectID pay.ID
	From, To *time.Time
}

// SearchEvents lists the caller's events that a filter leaves, newest first and
// without what they are about. Ids are in the order of time, so a period is a
// range of them.
func (s *Store) SearchEvents(ctx context.Context, by pay.Caller, f EventFilter, page pay.Page) (pay.List[pay.Event], error) {
	rows, err := s.pool.Query(ctx, `/* SearchEvents */
		SELECT e.id, e.livemode, e.seq, e.type, e.object_id, e.version, e.created_at FROM events e
		WHERE e.merchant_id = $1 AND e.livemode = $2 AND ($3::uuid IS NULL OR e.id < $3)
			AND ($4 = '' OR e.type = $4) AND ($5::uuid IS NULL OR e.object_id = $5)
			AND ($6::uuid IS NULL OR e.id >= $6) AND ($7::uuid IS NULL OR e.id < $7)
		ORDER BY e.id DESC LIMIT $8 OFFSET $9`,
		plannedAnew([]any{by.MerchantID, by.Livemode, page.Cursor, f.Type, f.ObjectID, firstIDOpt(f.From), firstIDOpt(f.To),
			page.Limit + 1, page.Offset})...)
	if err != nil {
		return pay.List[pay.Event]{}, explain(err)
	}
	events, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (e pay.Event, err error) {
		err = row.Scan(&e.ID, &e.Livemode, &e.Seq, &e.Type, &e.ObjectID, &e.Version, &e.CreatedAt)
		return e, err
	})
	return pay.Cut(events, page.Limit), explain(err)
}
