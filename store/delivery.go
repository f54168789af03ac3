package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

const deliveryColumns = `d.merchant_id, d.id, d.livemode, d.endpoint_id, d.event_id, d.event_seq, d.name, d.state,
	d.attempts, d.tries, coalesce(d.body, ''), d.next_attempt_at, d.created_at`

func deliveryFields(d *pay.Delivery) []any {
	return []any{&d.MerchantID, &d.ID, &d.Livemode, &d.WebhookID, &d.EventID, &d.EventSeq, &d.Name, &d.State,
		&d.Attempts, &d.Tries, &d.Body, &d.NextAttemptAt, &d.CreatedAt}
}

// Of a delivery that was not tried, the attempt is number 0.
const deliveryAttemptColumns = `coalesce(t.number, 0), coalesce(t.at, d.created_at), coalesce(t.duration_ms, 0), coalesce(t.url, ''),
	coalesce(t.signature, ''), coalesce(t.response_status, 0), coalesce(t.response_headers, ''), coalesce(t.response_body, ''), coalesce(t.error, '')`

func deliveryAttemptFields(t *pay.DeliveryAttempt) []any {
	return []any{&t.Number, &t.At, &t.DurationMillis, &t.URL, &t.Signature, &t.ResponseStatus, &t.ResponseHeaders, &t.ResponseBody, &t.Error}
}

// scanDelivery reads a delivery with its latest attempt.
func scanDelivery(row pgx.CollectableRow) (d pay.Delivery, err error) {
	var last pay.DeliveryAttempt
	err = row.Scan(append(deliveryFields(&d), deliveryAttemptFields(&last)...)...)
	if last.Number > 0 {
		d.Last = &last
	}
	return d, err
}

// DeliveryFilter narrows an endpoint's deliveries; zero fields do not.
type DeliveryFilter struct {
	State pay.DeliveryState
	Name  string // under which an event is told
}

// Deliveries lists what an endpoint was told or is to be told, newest first.
func (s *Store) Deliveries(ctx context.Context, by pay.Caller, webhookID pay.ID, f DeliveryFilter, page pay.Page) (pay.List[pay.Delivery], error) {
	if _, err := s.Webhook(ctx, by, webhookID); err != nil {
		return pay.List[pay.Delivery]{}, err
	}
	rows, err := s.pool.Query(ctx, `/* Deliveries */
		SELECT `+deliveryColumns+`, `+deliveryAttemptColumns+`
		FROM deliveries d LEFT JOIN delivery_attempts t
			ON t.merchant_id = d.merchant_id AND t.delivery_id = d.id AND t.number = d.attempts
		WHERE d.merchant_id = $1 AND d.endpoint_id = $2 AND d.livemode = $3 AND ($4::uuid IS NULL OR d.id < $4)
			AND ($7 = '' OR d.state = $7) AND ($8 = '' OR d.name = $8)
		ORDER BY d.id DESC LIMIT $5 OFFSET $6`,
		by.MerchantID, webhookID, by.Livemode, page.Cursor, page.Limit+1, page.Offset, f.State, f.Name)
	if err != nil {
		return pay.List[pay.Delivery]{}, explain(err)
	}
	deliveries, err := pgx.CollectRows(rows, scanDelivery)
	if err != nil {
		return pay.List[pay.Delivery]{}, explain(err)
	}
	list := pay.Cut(deliveries, page.Limit)
	if page.ByOffset {
		err = s.pool.QueryRow(ctx, `/* Deliveries */
			SELECT count(*) FROM (SELECT FROM deliveries d
				WHERE d.merchant_id = $1 AND d.endpoint_id = $2 AND d.livemode = $3
					AND ($5 = '' OR d.state = $5) AND ($6 = '' OR d.name = $6) LIMIT $4) counted`,
			by.MerchantID, webhookID, by.Livemode, pay.TotalMax, f.State, f.Name).Scan(&list.Total)
	}
	return list, explain(err)
}

const noDelivery = "There is no delivery with this id."

// deliveryAttemptsShown bounds how many tries of one delivery are read: each
// round has ten, and anybody can ask for another round.
const deliveryAttemptsShown = 100

// Delivery returns one delivery of an endpoint and its tries, newest first.
func (s *Store) Delivery(ctx context.Context, by pay.Caller, webhookID, id pay.ID) (d pay.Delivery, tries []pay.DeliveryAttempt, err error) {
	if _, err := s.Webhook(ctx, by, webhookID); err != nil {
		return d, nil, err
	}
	err = s.pool.QueryRow(ctx, `/* Delivery */
		SELECT `+deliveryColumns+` FROM deliveries d
		WHERE d.merchant_id = $1 AND d.id = $2 AND d.endpoint_id = $3 AND d.livemode = $4`,
		by.MerchantID, id, webhookID, by.Livemode).Scan(deliveryFields(&d)...)
	if err != nil {
		return d, nil, notFound(err, pay.NotFound, noDelivery)
	}
	rows, err := s.pool.Query(ctx, `/* Delivery */
		SELECT `+deliveryAttemptColumns+`
		FROM deliveries d JOIN delivery_attempts t ON t.merchant_id = d.merchant_id AND t.delivery_id = d.id
		WHERE d.merchant_id = $1 AND d.id = $2 ORDER BY t.number DESC LIMIT $3`, by.MerchantID, id, deliveryAttemptsShown)
	if err != nil {
		return d, nil, explain(err)
	}
	tries, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (t pay.DeliveryAttempt, err error) {
		err = row.Scan(deliveryAttemptFields(&t)...)
		return t, err
	})
	if len(tries) > 0 {
		d.Last = &tries[0]
	}
	return d, tries, explain(err)
}

// Redeliver has a delivery sent again, whatever became of it, with all the tries
// of a new one and before those that wait their turn.
func (s *Store) Redeliver(ctx context.Context, by pay.Caller, webhookID, id pay.ID) (d pay.Delivery, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		w, err := lockWebhook(ctx, tx, by, webhookID)
		if err != nil {
			return err
		}
		if w.State != pay.WebhookEnabled {
			return errWebhookDisabled
		}
		err = tx.QueryRow(ctx, `/* Redeliver */
			UPDATE deliveries d SET state = 'pending', tries = 0, aside = true, next_attempt_at = now()
			WHERE d.merchant_id = $1 AND d.id = $2 AND d.endpoint_id = $3 AND d.livemode = $4 RETURNING d.id`,
			by.MerchantID, id, webhookID, by.Livemode).Scan(&d.ID)
		return notFound(err, pay.NotFound, noDelivery)
	})
	if err != nil {
		return d, err
	}
	d, _, err = s.Delivery(ctx, by, webhookID, id)
	return d, err
}

// deliveriesPruned is how many deliveries one statement deletes: few enough to
// be over soon.
const deliveriesPruned = 2000

// PruneDeliveries forgets the deliveries that are older than they are kept, and
// returns how many. What is left when the context ends goes the next time.
func (s *Store) PruneDeliveries(ctx context.Context) (all int64, err error) {
	for {
		tag, err := s.pool.Exec(ctx, `/* PruneDeliveries */
			DELETE FROM deliveries d USING (
				SELECT merchant_id, id FROM deliveries WHERE created_at < now() - $1::interval ORDER BY created_at LIMIT $2
			) old WHERE d.merchant_id = old.merchant_id AND d.id = old.id`, pay.DeliveriesKept, deliveriesPruned)
		all += tag.RowsAffected()
		if err != nil || tag.RowsAffected() < deliveriesPruned {
			return all, explain(err)
		}
	}
}
