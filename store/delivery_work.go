package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"linktill/internal/pay"
)

// The queues of the jobs that send. Endpoints that fail or are slow wait for
// workers of their own, and keep nobody else from theirs.
const (
	WebhookQueue     = "webhooks"
	SlowWebhookQueue = "webhooks_slow"
)

// WebhookArgs asks for what waits for one endpoint to be sent.
type WebhookArgs struct {
	MerchantID string `json:"merchant_id"` // a UUID
	WebhookID  string `json:"webhook_id"`  // a UUID
}

// Kind names the job in the queue; stored, so it never changes.
func (WebhookArgs) Kind() string { return "webhook" }

// WebhookLease is how long an endpoint belongs to whoever sends to it, or to the
// job that is to send, before somebody else may: twice as long as one try can
// take. It is renewed with each try.
const WebhookLease = 30 * time.Second

// webhooksQueued is how many endpoints are queued at once.
const webhooksQueued = 500

// WebhooksAtOnce is how many endpoints of one merchant are told at the same time
// by workers that all merchants share: whose endpoints all hang keeps the others
// from few of them. Those that fail or are slow do not count: they have workers
// of their own.
const WebhooksAtOnce = 4

// QueueWebhooks finds the endpoints for which something is due and which nobody
// sends to, and leaves a job for each in the same transaction. It steps from
// endpoint to endpoint in the index, however many deliveries wait for one. Of
// one merchant's those come first that wait longest.
func (s *Store) QueueWebhooks(ctx context.Context) (queued int, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `/* QueueWebhooks */
			WITH RECURSIVE in_order AS (
				(SELECT d.merchant_id, d.endpoint_id FROM deliveries d WHERE d.state = 'pending' AND NOT d.aside
				ORDER BY d.merchant_id, d.endpoint_id LIMIT 1)
				UNION ALL
				SELECT n.merchant_id, n.endpoint_id FROM in_order i CROSS JOIN LATERAL (
					SELECT d.merchant_id, d.endpoint_id FROM deliveries d
					WHERE d.state = 'pending' AND NOT d.aside AND (d.merchant_id, d.endpoint_id) > (i.merchant_id, i.endpoint_id)
					ORDER BY d.merchant_id, d.endpoint_id LIMIT 1) n
			), put_aside AS (
				(SELECT d.merchant_id, d.endpoint_id FROM deliveries d WHERE d.state = 'pending' AND d.aside
				ORDER BY d.merchant_id, d.endpoint_id LIMIT 1)
				UNION ALL
				SELECT n.merchant_id, n.endpoint_id FROM put_aside i CROSS JOIN LATERAL (
					SELECT d.merchant_id, d.endpoint_id FROM deliveries d
					WHERE d.state = 'pending' AND d.aside AND (d.merchant_id, d.endpoint_id) > (i.merchant_id, i.endpoint_id)
					ORDER BY d.merchant_id, d.endpoint_id LIMIT 1) n
			), due AS (
				SELECT i.merchant_id, i.endpoint_id, first.next_attempt_at AS since
				FROM in_order i CROSS JOIN LATERAL (SELECT d.next_attempt_at FROM deliveries d
					WHERE d.merchant_id = i.merchant_id AND d.endpoint_id = i.endpoint_id AND d.state = 'pending' AND NOT d.aside
					ORDER BY d.event_seq, d.id LIMIT 1) first
				WHERE first.next_attempt_at <= now()
				UNION ALL
				SELECT i.merchant_id, i.endpoint_id, first.next_attempt_at
				FROM put_aside i CROSS JOIN LATERAL (SELECT d.next_attempt_at FROM deliveries d
					WHERE d.merchant_id = i.merchant_id AND d.endpoint_id = i.endpoint_id AND d.state = 'pending' AND d.aside
					ORDER BY d.next_attempt_at LIMIT 1) first
				WHERE first.next_attempt_at <= now()
			), ready AS (
				SELECT w.merchant_id, w.id, w.slow OR w.failing_since IS NOT NULL AS slow, due.since
				FROM (SELECT merchant_id, endpoint_id, min(since) AS since FROM due GROUP BY 1, 2) due
				JOIN webhook_endpoints w ON w.merchant_id = due.merchant_id AND w.id = due.endpoint_id
				WHERE w.state = 'enabled' AND w.deleted_at IS NULL AND w.lease_until < now()
			), placed AS (
				SELECT r.*, row_number() OVER (PARTITION BY r.merchant_id, r.slow ORDER BY r.since, r.id) AS place FROM ready r
			), free AS (
				SELECT w.merchant_id, w.id FROM placed p JOIN webhook_endpoints w ON w.merchant_id = p.merchant_id AND w.id = p.id
				WHERE w.state = 'enabled' AND w.deleted_at IS NULL AND w.lease_until < now() AND (p.slow OR p.place + (
					SELECT count(*) FROM webhook_endpoints b WHERE b.merchant_id = p.merchant_id AND b.deleted_at IS NULL
						AND b.lease_until >= now() AND NOT b.slow AND b.failing_since IS NULL) <= $3)
				ORDER BY p.place, p.since LIMIT $1 FOR NO KEY UPDATE OF w SKIP LOCKED
			)
			UPDATE webhook_endpoints w SET lease_until = now() + $2::interval, running = false
			FROM free WHERE w.merchant_id = free.merchant_id AND w.id = free.id
			RETURNING w.merchant_id, w.id, w.slow OR w.failing_since IS NOT NULL`, webhooksQueued, WebhookLease, WebhooksAtOnce)
		if err != nil {
			return err
		}
		jobs, err := pgx.CollectRows(rows, webhookJob)
		if err != nil || len(jobs) == 0 {
			return err
		}
		queued = len(jobs)
		_, err = s.jobs.InsertManyFastTx(ctx, tx, jobs)
		return err
	})
	return queued, err
}

func webhookJob(row pgx.CollectableRow) (river.InsertManyParams, error) {
	var merchantID, id pay.ID
	var slow bool
	err := row.Scan(&merchantID, &id, &slow)
	opts := &river.InsertOpts{Queue: WebhookQueue, MaxAttempts: 1}
	if slow {
		opts.Queue = SlowWebhookQueue
	}
	return river.InsertManyParams{Args: WebhookArgs{MerchantID: merchantID.UUID(), WebhookID: id.UUID()}, InsertOpts: opts}, err
}

// WebhookRun is the right to send to one endpoint, alone, and what that takes.
type WebhookRun struct {
	Webhook      pay.Webhook
	MerchantSlug string
	// Sealed are the secrets that work, newest first, sealed for the endpoint's id.
	Sealed [][]byte
	claim  int64
}

// StartWebhook takes the endpoint, unless somebody sends to it right now, or it
// is not to be told anything: then ok is false.
func (s *Store) StartWebhook(ctx context.Context, merchantID, id pay.ID) (run WebhookRun, ok bool, err error) {
	err = s.pool.QueryRow(ctx, `/* StartWebhook */
		UPDATE webhook_endpoints w SET running = true, claim = claim + 1, lease_until = now() + $3::interval
		FROM merchants m
		WHERE w.merchant_id = $1 AND w.id = $2 AND m.id = $1 AND w.state = 'enabled' AND w.deleted_at IS NULL
			AND (NOT w.running OR w.lease_until < now())
		RETURNING `+webhookColumns+`, m.slug, w.claim,
			ARRAY(SELECT k.sealed FROM webhook_secrets k WHERE k.merchant_id = $1 AND k.endpoint_id = $2
				AND (k.expires_at IS NULL OR k.expires_at > now()) ORDER BY k.id DESC)`, merchantID, id, WebhookLease).
		Scan(append(webhookFields(&run.Webhook), &run.MerchantSlug, &run.claim, &run.Sealed)...)
	if errors.Is(err, pgx.ErrNoRows) {
		return run, false, nil
	}
	return run, err == nil, explain(err)
}

// EndWebhook lets the endpoint go at once.
func (s *Store) EndWebhook(ctx context.Context, run WebhookRun) error {
	_, err := s.pool.Exec(ctx, `/* EndWebhook */
		UPDATE webhook_endpoints SET running = false, lease_until = '-infinity'
		WHERE merchant_id = $1 AND id = $2 AND claim = $3`, run.Webhook.MerchantID, run.Webhook.ID, run.claim)
	return explain(err)
}

// DueDelivery is a delivery whose time has come, and its event.
type DueDelivery struct {
	Delivery pay.Delivery
	Told     pay.Told
	InOrder  bool // those after it wait for it
}

// DueDeliveries returns up to limit deliveries of the run's endpoint that are to
// be sent now: those in their order, up to the first that has to wait, and then
// those put aside.
func (s *Store) DueDeliveries(ctx context.Context, run WebhookRun, limit int) ([]DueDelivery, error) {
	rows, err := s.pool.Query(ctx, `/* DueDeliveries */
		WITH turn AS (
			SELECT d.id, true AS in_order, d.event_seq, bool_and(d.next_attempt_at <= now()) OVER (ORDER BY d.event_seq, d.id) AS due
			FROM (SELECT * FROM deliveries d WHERE d.merchant_id = $1 AND d.endpoint_id = $2 AND d.state = 'pending' AND NOT d.aside
				ORDER BY d.event_seq, d.id LIMIT $3) d
			UNION ALL
			SELECT d.id, false, d.event_seq, true
			FROM (SELECT * FROM deliveries d WHERE d.merchant_id = $1 AND d.endpoint_id = $2 AND d.state = 'pending' AND d.aside
				AND d.next_attempt_at <= now() ORDER BY d.next_attempt_at LIMIT $3) d
		)
		SELECT turn.in_order, `+deliveryColumns+`, `+eventColumns+`
		FROM turn JOIN deliveries d ON d.merchant_id = $1 AND d.id = turn.id
		JOIN events e ON e.merchant_id = $1 AND e.id = d.event_id
		WHERE turn.due ORDER BY turn.in_order DESC, d.event_seq, d.id LIMIT $3`,
		run.Webhook.MerchantID, run.Webhook.ID, limit)
	if err != nil {
		return nil, explain(err)
	}
	due, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (d DueDelivery, err error) {
		fields := append([]any{&d.InOrder}, deliveryFields(&d.Delivery)...)
		err = row.Scan(append(fields, eventFields(&d.Told.Event)...)...)
		return d, err
	})
	if err != nil || len(due) == 0 {
		return nil, explain(err)
	}
	told := make([]*pay.Told, len(due))
	for i := range due {
		told[i] = &due[i].Told
	}
	return due, s.tell(ctx, run.Webhook.MerchantID, told)
}

// Tried is what one try came to.
type Tried struct {
	Attempt pay.DeliveryAttempt
	Body    string
	Slow    bool
	// Accepted: the endpoint took it. Otherwise Wait is until the next try, and
	// Last says that there is none.
	Accepted, Last bool
	Wait           time.Duration
}

func (t Tried) state() pay.DeliveryState {
	switch {
	case t.Accepted:
		return pay.DeliveryDelivered
	case t.Last:
		return pay.DeliveryFailed
	}
	return pay.DeliveryPending
}

// RecordTry records a try and renews the lease, in one statement. goOn is false
// when the endpoint is somebody else's by now, or not to be told anything more.
// A try is recorded once: of two with one number the first counts.
func (s *Store) RecordTry(ctx context.Context, run WebhookRun, d pay.Delivery, t Tried) (w pay.Webhook, goOn bool, err error) {
	a := t.Attempt
	err = s.pool.QueryRow(ctx, `/* RecordTry */
		WITH done AS (
			UPDATE deliveries SET state = $5, attempts = attempts + 1, tries = tries + 1, body = coalesce(body, $6),
				aside = aside OR NOT $7 AND tries + 1 >= $8,
				next_attempt_at = CASE WHEN $5 = 'pending' THEN now() + $9::interval END
			WHERE merchant_id = $1 AND id = $3 AND attempts = $4 - 1
			RETURNING id
		), kept AS (
			INSERT INTO delivery_attempts (merchant_id, delivery_id, number, at, duration_ms, url, signature, response_status, response_headers, response_body, error)
			SELECT $1, id, $4, $10, $11, $12, $13, nullif($14, 0), $20, $15, $16 FROM done
		)
		UPDATE webhook_endpoints w SET slow = $17,
			failing_since = CASE WHEN $7 THEN NULL ELSE coalesce(w.failing_since, now()) END,
			lease_until = CASE WHEN w.claim = $18 THEN now() + $19::interval ELSE w.lease_until END
		WHERE w.merchant_id = $1 AND w.id = $2
		RETURNING `+webhookColumns+`, w.claim = $18 AND w.state = 'enabled' AND w.deleted_at IS NULL`,
		run.Webhook.MerchantID, run.Webhook.ID, d.ID, a.Number, t.state(), t.Body, t.Accepted, pay.DeliveryInOrder, t.Wait,
		a.At, a.DurationMillis, a.URL, a.Signature, a.ResponseStatus, a.ResponseBody, a.Error, t.Slow, run.claim, WebhookLease, a.ResponseHeaders).
		Scan(append(webhookFields(&w), &goOn)...)
	return w, goOn, explain(err)
}

// DisableWebhook stops telling an endpoint because of its answers, and has the
// merchant told by mail, once.
func (s *Store) DisableWebhook(ctx context.Context, w pay.Webhook, reason pay.WebhookReason) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `/* DisableWebhook */
			UPDATE webhook_endpoints SET state = 'disabled', disabled_reason = $3, updated_at = $4
			WHERE merchant_id = $1 AND id = $2 AND state = 'enabled' AND deleted_at IS NULL`,
			w.MerchantID, w.ID, reason, s.now())
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return s.insertJob(ctx, tx, WebhookDisabledArgs{MerchantID: w.MerchantID.UUID(), WebhookID: w.ID.UUID()})
	})
}

// WebhookDisabledArgs asks for a mail that says that an endpoint was disabled.
type WebhookDisabledArgs struct {
	MerchantID string `json:"merchant_id"` // a UUID
	WebhookID  string `json:"webhook_id"`  // a UUID
}

// Kind names the job in the queue; stored, so it never changes.
func (WebhookDisabledArgs) Kind() string { return "webhook_disabled_mail" }

// DisabledWebhook returns a disabled endpoint and the addresses that are to hear
// of it: the merchant's owners. None for one that was enabled again, or deleted.
func (s *Store) DisabledWebhook(ctx context.Context, merchantID, id pay.ID) (w pay.Webhook, m pay.Merchant, to []string, err error) {
	err = s.pool.QueryRow(ctx, `/* DisabledWebhook */
		SELECT `+webhookColumns+`, `+merchantColumns+`,
			ARRAY(SELECT u.email FROM members mb JOIN users u ON u.id = mb.user_id
				WHERE mb.merchant_id = $1 AND mb.role = 'owner' ORDER BY mb.created_at LIMIT 10)
		FROM webhook_endpoints w JOIN merchants m ON m.id = w.merchant_id
		WHERE w.merchant_id = $1 AND w.id = $2 AND w.state = 'disabled' AND w.deleted_at IS NULL`, merchantID, id).
		Scan(append(append(webhookFields(&w), merchantFields(&m)...), &to)...)
	return w, m, to, notFound(err, pay.NotFound, noWebhook)
}
