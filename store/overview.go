package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// AttentionMax is how far each kind of what needs attention is counted.
const AttentionMax = 100

// attentionQueries count what somebody should look at, each up to $3 of a
// merchant and mode. Every one reads an index that holds little more than what it
// looks for, or a bounded number of rows.
var attentionQueries = map[pay.Attention]string{
	pay.AttentionUnknown: `SELECT FROM payments WHERE merchant_id = $1 AND livemode = $2 AND state = 'unknown'`,
	pay.AttentionEnding: `SELECT FROM links l WHERE l.merchant_id = $1 AND l.livemode = $2 AND l.deleted_at IS NULL
		AND l.expires_at IS NOT NULL AND l.deactivated_at IS NULL AND ` + linkIsActive + ` AND l.expires_at < now() + interval '3 days'`,
	// Of the newest thousand with a limit, and of products: what is left changes
	// with each sale, so no index may have it.
	pay.AttentionRunningOut: `SELECT FROM (SELECT * FROM links
			WHERE merchant_id = $1 AND livemode = $2 AND max_uses IS NOT NULL AND deleted_at IS NULL AND deactivated_at IS NULL
			ORDER BY id DESC LIMIT 1000) l
		WHERE ` + linkIsActive + ` AND l.max_uses >= 5 AND l.uses_count * 10 >= l.max_uses * 9`,
	pay.AttentionLowStock: `SELECT FROM (SELECT quantity, sold FROM products
			WHERE merchant_id = $1 AND livemode = $2 AND deleted_at IS NULL ORDER BY id DESC LIMIT 1000) o
		WHERE o.quantity > 0 AND o.sold > 0 AND (o.quantity <= 3 OR o.quantity * 10 <= o.quantity + o.sold)`,
	pay.AttentionPastDue: `SELECT FROM subscriptions WHERE merchant_id = $1 AND livemode = $2 AND state = 'past_due'`,
	// Of the newest thousand that were told.
	pay.AttentionCardEnds: `SELECT FROM (SELECT * FROM cards
			WHERE merchant_id = $1 AND livemode = $2 AND end_told_at IS NOT NULL ORDER BY end_told_at DESC LIMIT 1000) k
		JOIN subscriptions x ON x.merchant_id = k.merchant_id AND x.card_id = k.id
		WHERE ` + cardEnds,
	pay.AttentionWebhookFails: `SELECT FROM webhook_endpoints WHERE merchant_id = $1 AND livemode = $2 AND deleted_at IS NULL
		AND state = 'enabled' AND failing_since IS NOT NULL`,
	pay.AttentionWebhookOff: `SELECT FROM webhook_endpoints WHERE merchant_id = $1 AND livemode = $2 AND deleted_at IS NULL
		AND disabled_reason IN ('gone', 'failing')`,
}

// Attention counts what somebody should look at, up to a hundred of each kind;
// kinds of which there are none are not in it.
func (s *Store) Attention(ctx context.Context, by pay.Caller) (map[pay.Attention]int, error) {
	b, found := &pgx.Batch{}, map[pay.Attention]int{}
	for kind, sql := range attentionQueries {
		b.Queue(`/* Attention */ SELECT count(*) FROM (`+sql+` LIMIT $3) x`, by.MerchantID, by.Livemode, AttentionMax).
			QueryRow(func(row pgx.Row) error {
				var n int
				if err := row.Scan(&n); err != nil || n == 0 {
					return err
				}
				found[kind] = n
				return nil
			})
	}
	err := s.pool.SendBatch(ctx, b).Close()
	return found, explain(err)
}

// FirstSteps says what a merchant has done so far, in either mode, and whether
// the member put the list of it away.
func (s *Store) FirstSteps(ctx context.Context, by pay.Caller) (f pay.FirstSteps, err error) {
	err = s.pool.QueryRow(ctx, `/* FirstSteps */
		SELECT
			EXISTS (SELECT FROM links WHERE merchant_id = $1),
			EXISTS (SELECT FROM merchants WHERE id = $1 AND (accent <> '' OR logo_id IS NOT NULL)),
			EXISTS (SELECT FROM accounts WHERE merchant_id = $1 AND code = 'available'),
			EXISTS (SELECT FROM refunds WHERE merchant_id = $1),
			EXISTS (SELECT FROM api_keys WHERE merchant_id = $1),
			coalesce((SELECT steps_hidden FROM members WHERE merchant_id = $1 AND user_id = $2), false)`, by.MerchantID, by.UserID).
		Scan(&f.Link, &f.Brand, &f.Payment, &f.Refund, &f.Key, &f.Hidden)
	f.SecondFactor = by.SecondFactorOn
	return f, explain(err)
}

// HideSteps puts a member's list of first steps away, or back.
func (s *Store) HideSteps(ctx context.Context, by pay.Caller, hidden bool) error {
	_, err := s.pool.Exec(ctx, `/* HideSteps */
		UPDATE members SET steps_hidden = $3 WHERE merchant_id = $1 AND user_id = $2`, by.MerchantID, by.UserID, hidden)
	return explain(err)
}
