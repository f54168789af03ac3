package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

const eventColumns = `e.id, e.livemode, e.seq, e.type, e.object_id, e.version, e.data, e.created_at`

func eventFields(e *pay.Event) []any {
	return []any{&e.ID, &e.Livemode, &e.Seq, &e.Type, &e.ObjectID, &e.Version, jsonObject{&e.Data}, &e.CreatedAt}
}

func scanTold(row pgx.CollectableRow) (t *pay.Told, err error) {
	t = &pay.Told{}
	err = row.Scan(eventFields(&t.Event)...)
	return t, err
}

// Event returns one event of the caller's merchant and mode.
func (s *Store) Event(ctx context.Context, by pay.Caller, id pay.ID) (pay.Told, error) {
	var t pay.Told
	err := s.pool.QueryRow(ctx, `/* Event */
		SELECT `+eventColumns+` FROM events e WHERE e.merchant_id = $1 AND e.id = $2 AND e.livemode = $3`,
		by.MerchantID, id, by.Livemode).Scan(eventFields(&t.Event)...)
	if err != nil {
		return t, notFound(err, pay.NotFound, "There is no event with this id.")
	}
	return t, s.tell(ctx, by.MerchantID, []*pay.Told{&t})
}

// Events lists the caller's events, newest first.
func (s *Store) Events(ctx context.Context, by pay.Caller, page pay.Page) (pay.List[*pay.Told], error) {
	before, err := s.eventSeq(ctx, by, page.Cursor)
	if err != nil {
		return pay.List[*pay.Told]{}, err
	}
	rows, err := s.pool.Query(ctx, `/* Events */
		SELECT `+eventColumns+` FROM events e
		WHERE e.merchant_id = $1 AND e.livemode = $2 AND ($3 = 0 OR e.seq < $3)
		ORDER BY e.seq DESC LIMIT $4 OFFSET $5`, by.MerchantID, by.Livemode, before, page.Limit+1, page.Offset)
	list, err := s.told(ctx, by, page, rows, err)
	if err == nil && page.ByOffset {
		err = s.pool.QueryRow(ctx, `/* Events */
			SELECT least(events, $3) FROM merchant_counters WHERE merchant_id = $1 AND livemode = $2`,
			by.MerchantID, by.Livemode, pay.TotalMax).Scan(&list.Total)
	}
	return list, explain(err)
}

// EventsAfter lists the caller's events behind that place in the sequence,
// oldest first. Sequence order is commit order: whoever goes on from the last
// event they saw misses none.
func (s *Store) EventsAfter(ctx context.Context, by pay.Caller, seq int64, page pay.Page) (pay.List[*pay.Told], error) {
	rows, err := s.pool.Query(ctx, `/* EventsAfter */
		SELECT `+eventColumns+` FROM events e
		WHERE e.merchant_id = $1 AND e.livemode = $2 AND e.seq > $3
		ORDER BY e.seq LIMIT $4`, by.MerchantID, by.Livemode, seq, page.Limit+1)
	list, err := s.told(ctx, by, page, rows, err)
	return list, explain(err)
}

// EventSeq returns an event's place in the sequence.
func (s *Store) EventSeq(ctx context.Context, by pay.Caller, id pay.ID) (int64, error) {
	seq, err := s.eventSeq(ctx, by, id)
	if err == nil && seq == 0 {
		err = pay.Errorf(pay.NotFound, "There is no event with this id.")
	}
	return seq, err
}

// eventSeq is 0 for the zero id and for one that is not there: a list goes on
// from where such a cursor would be, which is nowhere.
func (s *Store) eventSeq(ctx context.Context, by pay.Caller, id pay.ID) (seq int64, err error) {
	if id.IsZero() {
		return 0, nil
	}
	err = s.pool.QueryRow(ctx, `/* eventSeq */
		SELECT seq FROM events WHERE merchant_id = $1 AND id = $2 AND livemode = $3`, by.MerchantID, id, by.Livemode).Scan(&seq)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	return seq, explain(err)
}

func (s *Store) told(ctx context.Context, by pay.Caller, page pay.Page, rows pgx.Rows, err error) (pay.List[*pay.Told], error) {
	if err != nil {
		return pay.List[*pay.Told]{}, err
	}
	events, err := pgx.CollectRows(rows, scanTold)
	if err != nil {
		return pay.List[*pay.Told]{}, err
	}
	list := pay.Cut(events, page.Limit)
	return list, s.tell(ctx, by.MerchantID, list.Rows)
}
