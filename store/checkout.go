package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

const checkoutColumns = `c.merchant_id, c.id, c.livemode, c.origin, c.link_id, c.listing_id, c.key_id, c.amount_minor,
	c.tax_minor, c.currency, c.description, c.transaction_type, c.billing, c.fields, c.language, c.success_url,
	c.failed_url, c.cancel_url, c.simulate, c.metadata, c.canceled_at, c.expires_at, c.created_at,
	(SELECT coalesce(jsonb_agg(to_jsonb(x) - 'merchant_id' - 'checkout_id' ORDER BY x.position), '[]')
		FROM checkout_lines x WHERE x.merchant_id = c.merchant_id AND x.checkout_id = c.id)`

func checkoutFields(c *pay.Checkout) []any {
	return []any{&c.MerchantID, &c.ID, &c.Livemode, &c.Origin, &c.LinkID, &c.ListingID, &c.KeyID, &c.AmountMinor,
		&c.TaxMinor, &c.Currency, &c.Description, &c.TransactionType, &c.Billing, &c.Fields, &c.Language, &c.SuccessURL,
		&c.FailedURL, &c.CancelURL, &c.Simulate, jsonObject{&c.Metadata}, &c.CanceledAt, &c.ExpiresAt, &c.CreatedAt,
		jsonLines{&c.Lines}}
}

// CreateCheckout stores a session that can be paid for pay.CheckoutLife, with
// its lines priced. When one with this id is there already, because the same
// request ran before, that one is returned. A session made for an outcome that
// cancels it is canceled from the start.
func (s *Store) CreateCheckout(ctx context.Context, by pay.Caller, c pay.Checkout) (pay.Checkout, error) {
	c.MerchantID, c.Livemode, c.Origin, c.KeyID = by.MerchantID, by.Livemode, pay.OriginSession, by.KeyID
	c.CreatedAt = s.now()
	c.ExpiresAt = c.CreatedAt.Add(pay.CheckoutLife)
	if c.Simulate == "canceled" || c.Simulate == "checkout_canceled" {
		c.CanceledAt = &c.CreatedAt
	}
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		b := &pgx.Batch{}
		queueCheckout(b, c)
		return send(ctx, tx, b)
	})
	if err != nil && !isDuplicate(err) {
		return c, explain(err)
	}
	return s.CheckoutSession(ctx, by, c.ID)
}

// queueCheckout inserts a checkout and its lines.
func queueCheckout(b *pgx.Batch, c pay.Checkout) {
	if c.Language == "" {
		c.Language = "en"
	}
	if c.TransactionType == "" {
		c.TransactionType = pay.TypePayment
	}
	if c.Billing == nil {
		c.Billing = pay.Billing{}
	}
	if c.Fields == nil {
		c.Fields = []pay.BillingField{}
	}
	b.Queue(`/* queueCheckout */
		INSERT INTO checkouts (merchant_id, id, livemode, origin, link_id, listing_id, key_id, amount_minor, tax_minor,
			currency, description, transaction_type, billing, fields, language, success_url, failed_url, cancel_url,
			simulate, metadata, canceled_at, expires_at, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`,
		c.MerchantID, c.ID, c.Livemode, string(c.Origin), c.LinkID, c.ListingID, c.KeyID, c.AmountMinor, c.TaxMinor,
		c.Currency, c.Description, string(c.TransactionType), c.Billing, c.Fields, c.Language, c.SuccessURL, c.FailedURL, c.CancelURL,
		c.Simulate, object(c.Metadata), c.CanceledAt, c.ExpiresAt, c.CreatedAt)
	b.Queue(`/* queueCheckout */
		INSERT INTO checkout_lines (merchant_id, checkout_id, position, product_id, name, quantity, unit_amount_minor,
			tax_rate_bp, net_minor, tax_minor, gross_minor)
		SELECT $1, $2, l.position, l.product_id, l.name, l.quantity, l.unit_amount_minor,
			coalesce(l.tax_rate_bp, 0), coalesce(l.net_minor, 0), coalesce(l.tax_minor, 0), l.gross_minor
		FROM jsonb_to_recordset($3) AS l (position integer, product_id uuid, name text, quantity bigint,
			unit_amount_minor bigint, tax_rate_bp integer, net_minor bigint, tax_minor bigint, gross_minor bigint)`,
		c.MerchantID, c.ID, lineRows(c.Lines))
}

// CheckoutSession returns one session of the caller's merchant and mode.
func (s *Store) CheckoutSession(ctx context.Context, by pay.Caller, id pay.ID) (c pay.Checkout, err error) {
	err = s.pool.QueryRow(ctx, `/* CheckoutSession */
		SELECT `+checkoutColumns+` FROM checkouts c
		WHERE c.merchant_id = $1 AND c.id = $2 AND c.livemode = $3 AND c.origin = 'session'`,
		by.MerchantID, id, by.Livemode).Scan(checkoutFields(&c)...)
	return c, notFound(err, pay.NotFound, "There is no checkout with this id.")
}

// PublicCheckout is a checkout as whoever has its address sees it, with its
// merchant.
type PublicCheckout struct {
	Checkout     pay.Checkout
	MerchantName string
	MerchantSlug string
	MerchantSite string
	Counter      pay.Counter
}

// PublicCheckout returns a checkout by its id alone.
func (s *Store) PublicCheckout(ctx context.Context, id pay.ID) (p PublicCheckout, err error) {
	fields := append(checkoutFields(&p.Checkout), &p.MerchantName, &p.MerchantSlug, &p.MerchantSite)
	fields = append(fields, counterFields(&p.Counter)...)
	err = s.pool.QueryRow(ctx, `/* PublicCheckout */
		SELECT `+checkoutColumns+`, m.name, m.slug, m.website, `+counterColumns+`
		FROM merchants m JOIN checkouts c ON c.merchant_id = m.id
		WHERE m.number = $1 AND c.id = $2`, int64(id.MerchantNumber()), id).Scan(fields...)
	return p, notFound(err, pay.NotFound, pay.NoSuchCheckout().Message)
}

// checkoutsKept is how long a session that nobody tried to pay is kept after
// its end: it holds what a customer was asked for. checkoutsPruned bounds one
// statement.
const (
	checkoutsKept   = 7 * 24 * time.Hour
	checkoutsPruned = 1000
)

// PruneCheckouts deletes sessions that nobody tried to pay, and returns how many.
func (s *Store) PruneCheckouts(ctx context.Context) (all int64, err error) {
	for {
		tag, err := s.pool.Exec(ctx, `/* PruneCheckouts */
			WITH old AS (
				SELECT c.merchant_id, c.id FROM checkouts c
				WHERE c.origin = 'session' AND c.expires_at < now() - $1::interval
					AND NOT EXISTS (SELECT FROM payments p WHERE p.merchant_id = c.merchant_id AND p.checkout_id = c.id)
				ORDER BY c.expires_at LIMIT $2
			), lines AS (
				DELETE FROM checkout_lines x USING old WHERE x.merchant_id = old.merchant_id AND x.checkout_id = old.id
			)
			DELETE FROM checkouts c USING old WHERE c.merchant_id = old.merchant_id AND c.id = old.id`, checkoutsKept, checkoutsPruned)
		all += tag.RowsAffected()
		if err != nil || tag.RowsAffected() < checkoutsPruned {
			return all, explain(err)
		}
	}
}

// Lines returns what a payment's checkout is made of; none for an amount by link.
func (s *Store) Lines(ctx context.Context, merchantID, checkoutID pay.ID) (lines []pay.Line, err error) {
	err = s.pool.QueryRow(ctx, `/* Lines */
		SELECT coalesce(jsonb_agg(to_jsonb(x) - 'merchant_id' - 'checkout_id' ORDER BY x.position), '[]')
		FROM checkout_lines x WHERE x.merchant_id = $1 AND x.checkout_id = $2`, merchantID, checkoutID).Scan(jsonLines{&lines})
	return lines, explain(err)
}

// WithLines puts in what was bought by the payments that have lines.
func (s *Store) WithLines(ctx context.Context, payments []pay.Payment) error {
	var merchantIDs, checkoutIDs []pay.ID
	at := map[pay.ID]*pay.Payment{}
	for i := range payments {
		if p := &payments[i]; p.LinesCount > 0 {
			merchantIDs, checkoutIDs = append(merchantIDs, p.MerchantID), append(checkoutIDs, p.CheckoutID)
			at[p.CheckoutID] = p
		}
	}
	if len(at) == 0 {
		return nil
	}
	rows, err := s.pool.Query(ctx, `/* WithLines */
		SELECT x.checkout_id, jsonb_agg(to_jsonb(x) - 'merchant_id' - 'checkout_id' ORDER BY x.position)
		FROM unnest($1::uuid[], $2::uuid[]) AS w (merchant_id, checkout_id)
		JOIN checkout_lines x ON x.merchant_id = w.merchant_id AND x.checkout_id = w.checkout_id
		GROUP BY x.checkout_id`, merchantIDs, checkoutIDs)
	if err != nil {
		return explain(err)
	}
	var id pay.ID
	var lines []pay.Line
	_, err = pgx.ForEachRow(rows, []any{&id, jsonLines{&lines}}, func() error {
		at[id].Lines, lines = lines, nil
		return nil
	})
	return explain(err)
}
