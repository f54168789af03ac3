package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// The three statements below add an event about a row as it now stands in the
// transaction. They come last: the counter row is what every change of a
// merchant waits for, and its lock lasts to the commit, so sequence order is
// commit order.
const (
	eventOfLink = `/* queueEvent */
		WITH counter AS (UPDATE merchant_counters SET events = events + 1,
				links = links + CASE $4::text WHEN 'payment_link.created' THEN 1 WHEN 'payment_link.deleted' THEN -1 ELSE 0 END
			WHERE merchant_id = $1 AND livemode = $2 RETURNING events)
		INSERT INTO events (merchant_id, id, livemode, seq, type, object_id, version, data, created_at)
		SELECT $1, $3, $2, counter.events, $4, o.id, o.version, to_jsonb(o) - 'merchant_id', $6
		FROM counter, links o WHERE o.merchant_id = $1 AND o.id = $5`
	eventOfPayment = `/* queueEvent */
		WITH counter AS (UPDATE merchant_counters SET events = events + 1
			WHERE merchant_id = $1 AND livemode = $2 RETURNING events)
		INSERT INTO events (merchant_id, id, livemode, seq, type, object_id, version, data, created_at)
		SELECT $1, $3, $2, counter.events, $4, o.id, o.version, to_jsonb(o) - 'merchant_id', $6
		FROM counter, payments o WHERE o.merchant_id = $1 AND o.id = $5`
	eventOfRefund = `/* queueEvent */
		WITH counter AS (UPDATE merchant_counters SET events = events + 1
			WHERE merchant_id = $1 AND livemode = $2 RETURNING events)
		INSERT INTO events (merchant_id, id, livemode, seq, type, object_id, version, data, created_at)
		SELECT $1, $3, $2, counter.events, $4, o.id, o.version, to_jsonb(o) - 'merchant_id', $6
		FROM counter, refunds o WHERE o.merchant_id = $1 AND o.id = $5`
)

// queueEvent adds the event to a batch, with one of the statements above.
func (s *Store) queueEvent(b *pgx.Batch, sql string, merchantID pay.ID, livemode bool, t pay.EventType, objectID pay.ID) {
	b.Queue(sql, merchantID, livemode, s.NewID(objectID.MerchantNumber()), t, objectID, s.now()).Exec(oneRow(errStale))
}

// Timeline returns what happened to a payment and its refunds, oldest first.
func (s *Store) Timeline(ctx context.Context, by pay.Caller, paymentID pay.ID) ([]pay.Event, error) {
	rows, err := s.pool.Query(ctx, `/* Timeline */
		SELECT id, livemode, seq, type, object_id, version, data, created_at
		FROM events
		WHERE merchant_id = $1 AND livemode = $3 AND (object_id = $2
			OR object_id IN (SELECT id FROM refunds WHERE merchant_id = $1 AND payment_id = $2))
		ORDER BY seq LIMIT 500`, by.MerchantID, paymentID, by.Livemode)
	if err != nil {
		return nil, explain(err)
	}
	events, err := pgx.CollectRows(rows, scanEvent)
	return events, explain(err)
}

// EventsOf returns what happened to one thing, oldest first, up to 500.
func (s *Store) EventsOf(ctx context.Context, by pay.Caller, objectID pay.ID) ([]pay.Event, error) {
	rows, err := s.pool.Query(ctx, `/* EventsOf */
		SELECT id, livemode, seq, type, object_id, version, data, created_at
		FROM events WHERE merchant_id = $1 AND livemode = $3 AND object_id = $2
		ORDER BY seq LIMIT 500`, by.MerchantID, objectID, by.Livemode)
	if err != nil {
		return nil, explain(err)
	}
	events, err := pgx.CollectRows(rows, scanEvent)
	return events, explain(err)
}

func scanEvent(row pgx.CollectableRow) (e pay.Event, err error) {
	err = row.Scan(&e.ID, &e.Livemode, &e.Seq, &e.Type, &e.ObjectID, &e.Version, jsonObject{&e.Data}, &e.CreatedAt)
	return e, err
}
