package store

import (
	"context"
	"errors"
	"net/netip"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

const webhookColumns = `w.merchant_id, w.id, w.livemode, w.url, w.events, w.description, w.state, w.disabled_reason,
	w.failing_since, w.created_at, w.updated_at`

func webhookFields(w *pay.Webhook) []any {
	return []any{&w.MerchantID, &w.ID, &w.Livemode, &w.URL, &w.Events, &w.Description, &w.State, &w.DisabledReason,
		&w.FailingSince, &w.CreatedAt, &w.UpdatedAt}
}

func scanWebhook(row pgx.CollectableRow) (w pay.Webhook, err error) {
	err = row.Scan(webhookFields(&w)...)
	return w, err
}

const noWebhook = "There is no webhook endpoint with this id."

// CreateWebhook stores an endpoint that pay.NewWebhook approved, with its
// secret, sealed for its id. When the same request ran before and its answer,
// the only one that shows the secret, never got out, the new secret takes the
// place of that one.
func (s *Store) CreateWebhook(ctx context.Context, by pay.Caller, w pay.Webhook, sealed []byte) (pay.Webhook, error) {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if err := roomForWebhook(ctx, tx, by, w.ID); err != nil {
			return err
		}
		b := &pgx.Batch{}
		b.Queue(`/* CreateWebhook */
			WITH counter AS (SELECT events FROM merchant_counters WHERE merchant_id = $1 AND livemode = $3 FOR SHARE)
			INSERT INTO webhook_endpoints (merchant_id, id, livemode, url, events, description, since_seq, created_at, updated_at)
			SELECT $1, $2, $3, $4, $5, $6, events, $7, $7 FROM counter
			ON CONFLICT (merchant_id, id) DO NOTHING`,
			by.MerchantID, w.ID, by.Livemode, w.URL, w.Events, w.Description, s.now())
		queueSecret(b, by.MerchantID, w.ID, w.ID, sealed)
		s.queueAudit(b, by, webhookNote(pay.ActWebhookCreated, w))
		return send(ctx, tx, b)
	})
	if err != nil {
		return w, err
	}
	return s.Webhook(ctx, by, w.ID)
}

// roomForWebhook locks the merchant's row, so that the endpoints are counted as
// they are then, whoever else makes one.
func roomForWebhook(ctx context.Context, tx pgx.Tx, by pay.Caller, id pay.ID) error {
	var there int
	_, err := tx.Exec(ctx, `/* CreateWebhook */ SELECT FROM merchants WHERE id = $1 FOR NO KEY UPDATE`, by.MerchantID)
	if err != nil {
		return err
	}
	err = tx.QueryRow(ctx, `/* CreateWebhook */
		SELECT count(*) FROM webhook_endpoints w
		WHERE w.merchant_id = $1 AND w.livemode = $2 AND w.id <> $3 AND w.deleted_at IS NULL`,
		by.MerchantID, by.Livemode, id).Scan(&there)
	if err == nil && there >= pay.WebhooksMax {
		return pay.Errorf(pay.Invalid, "There are %d webhook endpoints already, which is the most. Delete one that is not needed.", there)
	}
	return err
}

// Webhook returns one endpoint of the caller's merchant and mode.
func (s *Store) Webhook(ctx context.Context, by pay.Caller, id pay.ID) (w pay.Webhook, err error) {
	err = s.pool.QueryRow(ctx, `/* Webhook */
		SELECT `+webhookColumns+` FROM webhook_endpoints w
		WHERE w.merchant_id = $1 AND w.id = $2 AND w.livemode = $3 AND w.deleted_at IS NULL`,
		by.MerchantID, id, by.Livemode).Scan(webhookFields(&w)...)
	return w, notFound(err, pay.NotFound, noWebhook)
}

// Webhooks lists the caller's endpoints, newest first.
func (s *Store) Webhooks(ctx context.Context, by pay.Caller, page pay.Page) (pay.List[pay.Webhook], error) {
	rows, err := s.pool.Query(ctx, `/* Webhooks */
		SELECT `+webhookColumns+` FROM webhook_endpoints w
		WHERE w.merchant_id = $1 AND w.livemode = $2 AND w.deleted_at IS NULL AND ($3::uuid IS NULL OR w.id < $3)
		ORDER BY w.id DESC LIMIT $4 OFFSET $5`,
		by.MerchantID, by.Livemode, page.Cursor, page.Limit+1, page.Offset)
	if err != nil {
		return pay.List[pay.Webhook]{}, explain(err)
	}
	webhooks, err := pgx.CollectRows(rows, scanWebhook)
	if err != nil {
		return pay.List[pay.Webhook]{}, explain(err)
	}
	list := pay.Cut(webhooks, page.Limit)
	err = s.pool.QueryRow(ctx, `/* Webhooks */
		SELECT count(*) FROM webhook_endpoints w WHERE w.merchant_id = $1 AND w.livemode = $2 AND w.deleted_at IS NULL`,
		by.MerchantID, by.Livemode).Scan(&list.Total)
	return list, explain(err)
}

// ChangeWebhook applies a patch to an endpoint, with the row locked while pay
// decides. What waits for a disabled endpoint is sent when it is enabled again;
// what happens meanwhile is not.
func (s *Store) ChangeWebhook(ctx context.Context, by pay.Caller, id pay.ID, patch pay.WebhookPatch, allowed []netip.Prefix) (w pay.Webhook, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		before, err := lockWebhook(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if w, err = before.Apply(patch, allowed); err != nil {
			return err
		}
		err = tx.QueryRow(ctx, `/* ChangeWebhook */
			WITH counter AS (SELECT events FROM merchant_counters WHERE merchant_id = $1 AND livemode = $3 FOR SHARE)
			UPDATE webhook_endpoints w SET url = $4, events = $5, description = $6, state = $7, disabled_reason = $8,
				failing_since = CASE WHEN $9 THEN NULL ELSE w.failing_since END,
				since_seq = greatest(w.since_seq, counter.events), updated_at = $10
			FROM counter WHERE w.merchant_id = $1 AND w.id = $2 RETURNING `+webhookColumns,
			by.MerchantID, id, by.Livemode, w.URL, w.Events, w.Description, w.State, w.DisabledReason,
			w.URL != before.URL || w.State != before.State, s.now()).Scan(webhookFields(&w)...)
		if err != nil {
			return err
		}
		return s.audit(ctx, tx, by, webhookNote(pay.ActWebhookChanged, w, changedAddress(before.URL, w.URL),
			pay.Changed("state", string(before.State), string(w.State)),
			pay.Changed("events", strings.Join(before.Events, ", "), strings.Join(w.Events, ", "))))
	})
	return w, err
}

// lockWebhook leaves the row to those who only refer to it: a payment queues
// deliveries while it holds the merchant's counters, which are waited for here.
func lockWebhook(ctx context.Context, tx pgx.Tx, by pay.Caller, id pay.ID) (w pay.Webhook, err error) {
	err = tx.QueryRow(ctx, `/* lockWebhook */
		SELECT `+webhookColumns+` FROM webhook_endpoints w
		WHERE w.merchant_id = $1 AND w.id = $2 AND w.livemode = $3 AND w.deleted_at IS NULL FOR NO KEY UPDATE`,
		by.MerchantID, id, by.Livemode).Scan(webhookFields(&w)...)
	return w, notFound(err, pay.NotFound, noWebhook)
}

// DeleteWebhook takes an endpoint away for good, with its secrets. A try that is
// under way ends; nothing is sent after it.
func (s *Store) DeleteWebhook(ctx context.Context, by pay.Caller, id pay.ID) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		w, err := lockWebhook(ctx, tx, by, id)
		if err != nil {
			return err
		}
		b := &pgx.Batch{}
		b.Queue(`/* DeleteWebhook */ UPDATE webhook_endpoints SET deleted_at = $3, updated_at = $3 WHERE merchant_id = $1 AND id = $2`,
			by.MerchantID, id, s.now())
		b.Queue(`/* DeleteWebhook */ DELETE FROM webhook_secrets WHERE merchant_id = $1 AND endpoint_id = $2`, by.MerchantID, id)
		s.queueAudit(b, by, webhookNote(pay.ActWebhookDeleted, w))
		return send(ctx, tx, b)
	})
}

// RotateWebhook gives an endpoint a new secret under that id. The ones before
// work for another day: deliveries carry a signature of each.
func (s *Store) RotateWebhook(ctx context.Context, by pay.Caller, id, secretID pay.ID, sealed []byte) (w pay.Webhook, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if w, err = lockWebhook(ctx, tx, by, id); err != nil {
			return err
		}
		var working int
		err := tx.QueryRow(ctx, `/* RotateWebhook */
			SELECT count(*) FROM webhook_secrets
			WHERE merchant_id = $1 AND endpoint_id = $2 AND id <> $3 AND (expires_at IS NULL OR expires_at > now())`,
			by.MerchantID, id, secretID).Scan(&working)
		if err != nil {
			return err
		}
		if working >= pay.WebhookSecretsMax {
			return pay.Errorf(pay.Conflict, "%d secrets of this endpoint still work. The oldest ends within a day; make another one then.", working)
		}
		b := &pgx.Batch{}
		b.Queue(`/* RotateWebhook */ DELETE FROM webhook_secrets WHERE merchant_id = $1 AND endpoint_id = $2 AND expires_at <= now()`,
			by.MerchantID, id)
		b.Queue(`/* RotateWebhook */
			UPDATE webhook_secrets SET expires_at = now() + $4::interval
			WHERE merchant_id = $1 AND endpoint_id = $2 AND id <> $3 AND expires_at IS NULL`,
			by.MerchantID, id, secretID, pay.WebhookSecretOverlap)
		queueSecret(b, by.MerchantID, id, secretID, sealed)
		s.queueAudit(b, by, webhookNote(pay.ActWebhookRotated, w))
		return send(ctx, tx, b)
	})
	return w, err
}

// EndOldSecrets ends at once what an endpoint's deliveries are signed with
// beside the newest secret.
func (s *Store) EndOldSecrets(ctx context.Context, by pay.Caller, id pay.ID) (w pay.Webhook, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if w, err = lockWebhook(ctx, tx, by, id); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `/* EndOldSecrets */
			DELETE FROM webhook_secrets WHERE merchant_id = $1 AND endpoint_id = $2 AND expires_at IS NOT NULL`, by.MerchantID, id)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return s.audit(ctx, tx, by, webhookNote(pay.ActWebhookRotated, w, pay.Changed("old secrets", "working", "ended")))
	})
	return w, err
}

func webhookNote(act pay.Act, w pay.Webhook, changes ...pay.Change) pay.AuditNote {
	return pay.AuditNote{Act: act, Object: pay.WebhookPrefix.Show(w.ID), Name: hostOf(w.URL), Changes: pay.Changes(changes...), OfMode: true}
}

func queueSecret(b *pgx.Batch, merchantID, webhookID, id pay.ID, sealed []byte) {
	b.Queue(`/* queueSecret */
		INSERT INTO webhook_secrets (merchant_id, id, endpoint_id, sealed) VALUES ($1, $2, $3, $4)
		ON CONFLICT (merchant_id, id) DO UPDATE SET sealed = excluded.sealed WHERE webhook_secrets.endpoint_id = $3`,
		merchantID, id, webhookID, sealed).Exec(oneRow(errors.New("store: the secret belongs to another endpoint")))
}

// TestWebhook adds an event about the endpoint itself, under that id, and
// returns the delivery that brings it there, whatever the endpoint chose.
func (s *Store) TestWebhook(ctx context.Context, by pay.Caller, id, eventID pay.ID) (d pay.Delivery, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		w, err := lockWebhook(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if w.State != pay.WebhookEnabled {
			return errWebhookDisabled
		}
		_, err = tx.Exec(ctx, `/* TestWebhook */
			WITH counter AS (UPDATE merchant_counters SET events = events + 1
				WHERE merchant_id = $1 AND livemode = $2 AND NOT EXISTS (SELECT FROM events WHERE merchant_id = $1 AND id = $3)
				RETURNING events)
			INSERT INTO events (merchant_id, id, livemode, seq, type, object_id, version, data, created_at)
			SELECT $1, $3, $2, counter.events, $4, o.id, 1, to_jsonb(o) - 'merchant_id', $6
			FROM counter, webhook_endpoints o WHERE o.merchant_id = $1 AND o.id = $5`,
			by.MerchantID, by.Livemode, eventID, pay.EventWebhookTest, id, s.now())
		if err != nil {
			return err
		}
		return tx.QueryRow(ctx, `/* TestWebhook */
			SELECT `+deliveryColumns+` FROM deliveries d WHERE d.merchant_id = $1 AND d.endpoint_id = $2 AND d.event_id = $3`,
			by.MerchantID, id, eventID).Scan(deliveryFields(&d)...)
	})
	return d, err
}

var errWebhookDisabled = pay.Errorf(pay.Conflict, "This endpoint is disabled. Enable it first.")

// hostOf is what the log tells of an address: what follows the host often holds
// a secret.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

func changedAddress(before, after string) pay.Change {
	from, to := hostOf(before), hostOf(after)
	if from == to && before != after {
		to += ", another path"
	}
	return pay.Changed("address", from, to)
}
