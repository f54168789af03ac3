package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// WebhookHealth is how an endpoint did lately.
type WebhookHealth struct {
	// LastAt is when it was told something last, nil when it never was. LastOK
	// is whether it took that.
	LastAt *time.Time
	LastOK bool
	// Told is how many deliveries of the last day were tried, Failed how many of
	// them it has not taken yet.
	Told, Failed int
	// Waiting is how many deliveries were not tried yet.
	Waiting int
}

// HealthDeliveries is how many of an endpoint's newest deliveries its health is
// read from: looking through all would take time that grows with them.
const HealthDeliveries = 1000

// WebhookHealth tells how each of the caller's endpoints did.
func (s *Store) WebhookHealth(ctx context.Context, by pay.Caller) (map[pay.ID]WebhookHealth, error) {
	rows, err := s.pool.Query(ctx, `/* WebhookHealth */
		SELECT w.id, n.told, n.failed, n.waiting, last.at, coalesce(last.response_status BETWEEN 200 AND 299, false)
		FROM webhook_endpoints w
		CROSS JOIN LATERAL (
			SELECT count(*) FILTER (WHERE d.attempts > 0 AND d.id >= $3) AS told,
				count(*) FILTER (WHERE d.attempts > 0 AND d.id >= $3 AND d.tries > 0 AND d.state <> 'delivered') AS failed,
				count(*) FILTER (WHERE d.state = 'pending' AND d.tries = 0) AS waiting,
				(array_agg(d.id ORDER BY d.id DESC) FILTER (WHERE d.attempts > 0))[1] AS last_id
			FROM (SELECT id, state, attempts, tries FROM deliveries
				WHERE merchant_id = $1 AND endpoint_id = w.id ORDER BY id DESC LIMIT $4) d
		) n
		LEFT JOIN LATERAL (
			SELECT t.at, t.response_status FROM delivery_attempts t
			WHERE t.merchant_id = $1 AND t.delivery_id = n.last_id ORDER BY t.number DESC LIMIT 1
		) last ON true
		WHERE w.merchant_id = $1 AND w.livemode = $2 AND w.deleted_at IS NULL`,
		by.MerchantID, by.Livemode, pay.FirstIDAt(s.now().Add(-24*time.Hour)), HealthDeliveries)
	if err != nil {
		return nil, explain(err)
	}
	all := map[pay.ID]WebhookHealth{}
	var id pay.ID
	var one WebhookHealth
	_, err = pgx.ForEachRow(rows, []any{&id, &one.Told, &one.Failed, &one.Waiting, &one.LastAt, &one.LastOK}, func() error {
		all[id] = one
		one = WebhookHealth{}
		return nil
	})
	return all, explain(err)
}

// WebhookSecret is a secret that an endpoint's deliveries are signed with.
type WebhookSecret struct {
	CreatedAt time.Time
	ExpiresAt *time.Time // nil for the newest
}

// WebhookSecrets tells which secrets of an endpoint work, newest first.
func (s *Store) WebhookSecrets(ctx context.Context, by pay.Caller, id pay.ID) ([]WebhookSecret, error) {
	if _, err := s.Webhook(ctx, by, id); err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, `/* WebhookSecrets */
		SELECT created_at, expires_at FROM webhook_secrets
		WHERE merchant_id = $1 AND endpoint_id = $2 AND (expires_at IS NULL OR expires_at > now()) ORDER BY id DESC`,
		by.MerchantID, id)
	if err != nil {
		return nil, explain(err)
	}
	secrets, err := pgx.CollectRows(rows, pgx.RowToStructByPos[WebhookSecret])
	return secrets, explain(err)
}

// EventDelivery is a delivery of an event and the address that it goes to.
type EventDelivery struct {
	pay.Delivery
	URL string
}

// DeliveriesOf lists the deliveries of one event to endpoints that are still
// there, each with its latest try.
func (s *Store) DeliveriesOf(ctx context.Context, by pay.Caller, eventID pay.ID) ([]EventDelivery, error) {
	rows, err := s.pool.Query(ctx, `/* DeliveriesOf */
		SELECT w.url, `+deliveryColumns+`, `+deliveryAttemptColumns+`
		FROM webhook_endpoints w
		JOIN deliveries d ON d.merchant_id = $1 AND d.endpoint_id = w.id AND d.event_id = $2
		LEFT JOIN delivery_attempts t ON t.merchant_id = $1 AND t.delivery_id = d.id AND t.number = d.attempts
		WHERE w.merchant_id = $1 AND w.livemode = $3 AND w.deleted_at IS NULL
		ORDER BY w.id, d.name`, by.MerchantID, eventID, by.Livemode)
	if err != nil {
		return nil, explain(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (e EventDelivery, err error) {
		var last pay.DeliveryAttempt
		fields := append([]any{&e.URL}, deliveryFields(&e.Delivery)...)
		if err = row.Scan(append(fields, deliveryAttemptFields(&last)...)...); last.Number > 0 {
			e.Last = &last
		}
		return e, err
	})
	return list, explain(err)
}
