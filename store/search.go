package store

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// FoundMax is how many of each kind a search shows.
const FoundMax = 10

// Found is what a search found, of each kind the newest.
type Found struct {
	Payments  pay.List[pay.Payment]
	Refunds   pay.List[PaidRefund]
	Customers pay.List[pay.Customer]
	Links     pay.List[pay.Link]
	Products  pay.List[FoundThing]
}

// FoundThing is something that only has a name and a page.
type FoundThing struct {
	Prefix pay.Prefix
	ID     pay.ID
	Name   string
}

// latestSearched is how many of the newest rows are looked through for words.
// Looking through all would take time that grows with the merchant's history.
const latestSearched = 10_000

// Each way to find a payment reads a few rows from an index of its own; only
// words and the ends of cards are looked for in the newest payments: an index
// that every payment pays for is not worth it. Parameters that are NULL find
// nothing, and cost nothing.
const (
	foundPayments = `/* Search */
		WITH found AS (
			(SELECT id FROM payments WHERE merchant_id = $1 AND livemode = $2 AND number = $4)
			UNION (SELECT id FROM (SELECT id, card_last4 FROM payments WHERE merchant_id = $1 AND livemode = $2 AND $5::text IS NOT NULL
				ORDER BY id DESC LIMIT $13) latest WHERE card_last4 = $5)
			UNION (SELECT id FROM payments WHERE merchant_id = $1 AND livemode = $2 AND payer_email = $6 ORDER BY id DESC LIMIT $3)
			UNION (SELECT id FROM payments WHERE merchant_id = $1 AND livemode = $2 AND payer_email ~>=~ $6 AND payer_email ~<~ $7
				ORDER BY payer_email USING ~<~, id LIMIT $3)
			UNION (SELECT id FROM payments WHERE merchant_id = $1 AND livemode = $2 AND reference <> '' AND reference = $8 ORDER BY id DESC LIMIT $3)
			UNION (SELECT id FROM payments WHERE merchant_id = $1 AND livemode = $2 AND reference <> '' AND reference ~>=~ $8 AND reference ~<~ $9
				ORDER BY reference USING ~<~, id LIMIT $3)
			UNION (SELECT p.id FROM attempts a JOIN payments p ON p.merchant_id = $1 AND p.id = a.payment_id
				WHERE a.merchant_id = $1 AND a.acquirer_ref <> '' AND a.acquirer_ref = $8 AND p.livemode = $2 LIMIT $3)
			UNION (SELECT few.id FROM unnest($10::bpchar[], $11::bigint[]) sought (currency, minor) CROSS JOIN LATERAL (
				SELECT id FROM payments p WHERE p.merchant_id = $1 AND p.livemode = $2 AND p.currency = sought.currency AND p.amount_minor = sought.minor
				ORDER BY id DESC LIMIT $3) few)
			UNION (SELECT id FROM (SELECT id, description FROM payments WHERE merchant_id = $1 AND livemode = $2 AND $12::text[] IS NOT NULL
				ORDER BY id DESC LIMIT $13) latest WHERE description ILIKE ALL ($12))
		)
		SELECT ` + paymentColumns + ` FROM found JOIN payments p ON p.merchant_id = $1 AND p.id = found.id
		ORDER BY p.id DESC LIMIT $3`
	foundRefunds = `/* Search */
		WITH found AS (
			(SELECT id FROM refunds WHERE merchant_id = $1 AND livemode = $2 AND number = $4)
			UNION (SELECT id FROM refunds WHERE merchant_id = $1 AND livemode = $2 AND acquirer_ref <> '' AND acquirer_ref = $5 LIMIT $3)
			UNION (SELECT id FROM (SELECT id, currency, amount_minor FROM refunds WHERE merchant_id = $1 AND livemode = $2 AND amount_minor = ANY ($7)
				ORDER BY created_at DESC LIMIT $9) latest
				WHERE (currency, amount_minor) IN (SELECT * FROM unnest($6::bpchar[], $7::bigint[])))
			UNION (SELECT id FROM (SELECT id, reason FROM refunds WHERE merchant_id = $1 AND livemode = $2 AND $8::text[] IS NOT NULL
				ORDER BY id DESC LIMIT $9) latest WHERE reason ILIKE ALL ($8))
		)
		SELECT ` + refundColumns + `, ` + paymentColumns + `
		FROM found JOIN refunds r ON r.merchant_id = $1 AND r.id = found.id JOIN payments p ON p.merchant_id = $1 AND p.id = r.payment_id
		ORDER BY r.id DESC LIMIT $3`
	foundCustomers = `/* Search */
		WITH found AS (
			(SELECT id FROM customers WHERE merchant_id = $1 AND livemode = $2 AND email = $4)
			UNION (SELECT id FROM customers WHERE merchant_id = $1 AND livemode = $2 AND email ~>=~ $4 AND email ~<~ $5
				ORDER BY email USING ~<~ LIMIT $3)
			UNION (SELECT id FROM (SELECT id, name FROM customers WHERE merchant_id = $1 AND livemode = $2 AND $6::text[] IS NOT NULL
				ORDER BY id DESC LIMIT $7) latest WHERE name ILIKE ALL ($6))
		)
		SELECT ` + customerColumns + ` FROM found JOIN customers c ON c.merchant_id = $1 AND c.id = found.id
		ORDER BY c.id DESC LIMIT $3`
	foundLinks = `/* Search */
		SELECT ` + linkColumns + ` FROM (SELECT * FROM links WHERE merchant_id = $1 AND livemode = $2 AND deleted_at IS NULL AND $4::text[] IS NOT NULL
			ORDER BY id DESC LIMIT $5) l
		WHERE l.description || ' ' || l.name ILIKE ALL ($4) ORDER BY l.id DESC LIMIT $3`
	foundProducts = `/* Search */
		SELECT prefix, id, name FROM (
			(SELECT 'prd' AS prefix, id, name FROM products WHERE merchant_id = $1 AND livemode = $2 AND deleted_at IS NULL AND $4::text[] IS NOT NULL
				ORDER BY id DESC LIMIT $5)
			UNION ALL (SELECT 'lst', id, title FROM listings WHERE merchant_id = $1 AND livemode = $2 AND deleted_at IS NULL AND $4::text[] IS NOT NULL
				ORDER BY id DESC LIMIT $5)) latest
		WHERE name ILIKE ALL ($4) ORDER BY id DESC LIMIT $3`
)

// Search finds what the text can mean, in one round trip that reads a bounded
// number of rows.
func (s *Store) Search(ctx context.Context, by pay.Caller, in pay.Search) (Found, error) {
	var found Found
	batch := &pgx.Batch{}
	for _, q := range searchQueries(by, in) {
		batch.Queue(q.sql, q.args...).Query(q.into(&found))
	}
	if err := s.pool.SendBatch(ctx, batch).Close(); err != nil {
		return Found{}, explain(err)
	}
	found.Payments, found.Refunds = pay.Cut(found.Payments.Rows, FoundMax), pay.Cut(found.Refunds.Rows, FoundMax)
	found.Customers, found.Links = pay.Cut(found.Customers.Rows, FoundMax), pay.Cut(found.Links.Rows, FoundMax)
	found.Products = pay.Cut(found.Products.Rows, FoundMax)
	return found, nil
}

// searchQuery is one statement of a search, and where its rows go.
type searchQuery struct {
	sql  string
	args []any
	into func(*Found) func(pgx.Rows) error
}

func searchQueries(by pay.Caller, in pay.Search) []searchQuery {
	var number *int64
	if in.Number > 0 {
		number = &in.Number
	}
	currencies, minors := amountArrays(in.Amounts)
	email, text, words := textOpt(in.Email), textOpt(in.Text), likeWords(in.Words)
	if len(in.Words) == 0 {
		text = nil // a card's number is looked for nowhere
	}
	first := []any{by.MerchantID, by.Livemode, FoundMax + 1}
	with := func(more ...any) []any { return append(first[:3:3], more...) }
	return []searchQuery{
		{foundPayments, with(number, textOpt(in.Last4), email, behindOpt(email), text, behindOpt(text), currencies, minors, words, latestSearched), func(f *Found) func(pgx.Rows) error {
			return eachRow(paymentFields, func(p pay.Payment) { f.Payments.Rows = append(f.Payments.Rows, p) })
		}},
		{foundRefunds, with(number, text, currencies, minors, words, latestSearched), func(f *Found) func(pgx.Rows) error {
			return eachRow(paidRefundFields, func(r PaidRefund) { f.Refunds.Rows = append(f.Refunds.Rows, r) })
		}},
		{foundCustomers, with(email, behindOpt(email), words, latestSearched), func(f *Found) func(pgx.Rows) error {
			return eachRow(customerFields, func(c pay.Customer) { f.Customers.Rows = append(f.Customers.Rows, c) })
		}},
		{foundLinks, with(words, latestSearched), func(f *Found) func(pgx.Rows) error {
			return eachRow(linkFields, func(l pay.Link) { f.Links.Rows = append(f.Links.Rows, l) })
		}},
		{foundProducts, with(words, latestSearched), func(f *Found) func(pgx.Rows) error {
			return eachRow(foundThingFields, func(t FoundThing) { f.Products.Rows = append(f.Products.Rows, t) })
		}},
	}
}

func paidRefundFields(r *PaidRefund) []any {
	return append(refundFields(&r.Refund), paymentFields(&r.Payment)...)
}

func foundThingFields(t *FoundThing) []any { return []any{&t.Prefix, &t.ID, &t.Name} }

// amountArrays are the amounts as two columns.
func amountArrays(amounts []pay.Money) (currencies []string, minors []int64) {
	for _, m := range amounts {
		currencies, minors = append(currencies, m.Currency), append(minors, m.Minor)
	}
	return currencies, minors
}

// likeWords are the patterns of texts that hold each of the words; nil for none.
func likeWords(words []string) []string {
	var patterns []string
	for _, w := range words {
		patterns = append(patterns, "%"+likeText.Replace(w)+"%")
	}
	return patterns
}

// behindOpt is the end of the texts that begin with this one: the last letter
// there is stands behind every other.
func behindOpt(text *string) *string {
	if text == nil {
		return nil
	}
	return textOpt(*text + strings.Repeat("\U0010FFFF", 4))
}

// Named finds what an id names, of whatever kind: the thing whose page shows it.
// A try to pay, a capture, a charge, a checkout or an event of a payment is shown
// with its payment, a printed code with its link.
func (s *Store) Named(ctx context.Context, by pay.Caller, id pay.ID) ([]FoundThing, error) {
	rows, err := s.pool.Query(ctx, `/* Named */
		SELECT 'pay', 'pay', id FROM payments WHERE merchant_id = $1 AND id = $2 AND livemode = $3
		UNION ALL SELECT 'cs', 'pay', id FROM payments WHERE merchant_id = $1 AND checkout_id = $2 AND livemode = $3
		UNION ALL SELECT 'att', 'pay', p.id FROM attempts a JOIN payments p ON p.merchant_id = $1 AND p.id = a.payment_id
			WHERE a.merchant_id = $1 AND a.id = $2 AND p.livemode = $3
		UNION ALL SELECT 'cap', 'pay', payment_id FROM captures WHERE merchant_id = $1 AND id = $2 AND livemode = $3
		UNION ALL SELECT 'ref', 'pay', payment_id FROM refunds WHERE merchant_id = $1 AND id = $2 AND livemode = $3
		UNION ALL SELECT 'evt', 'pay', p.id FROM events e JOIN payments p ON p.merchant_id = $1 AND p.id = e.object_id
			WHERE e.merchant_id = $1 AND e.id = $2 AND e.livemode = $3
		UNION ALL SELECT 'evt', 'pay', r.payment_id FROM events e JOIN refunds r ON r.merchant_id = $1 AND r.id = e.object_id
			WHERE e.merchant_id = $1 AND e.id = $2 AND e.livemode = $3
		UNION ALL SELECT 'evt', 'evt', e.id FROM events e
			WHERE e.merchant_id = $1 AND e.id = $2 AND e.livemode = $3
				AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.merchant_id = $1 AND p.id = e.object_id)
				AND NOT EXISTS (SELECT 1 FROM refunds r WHERE r.merchant_id = $1 AND r.id = e.object_id)
		UNION ALL SELECT 'sub', 'sub', id FROM subscriptions WHERE merchant_id = $1 AND id = $2 AND livemode = $3
		UNION ALL SELECT 'chg', 'pay', payment_id FROM charges WHERE merchant_id = $1 AND id = $2 AND livemode = $3
		UNION ALL SELECT 'whk', 'whk', id FROM webhook_endpoints WHERE merchant_id = $1 AND id = $2 AND livemode = $3 AND deleted_at IS NULL
		UNION ALL SELECT 'po', 'po', id FROM payouts WHERE merchant_id = $1 AND id = $2 AND livemode = $3
		UNION ALL SELECT 'plc', 'link', l.id FROM link_placements p JOIN links l ON l.merchant_id = $1 AND l.id = p.link_id
			WHERE p.merchant_id = $1 AND p.id = $2 AND p.livemode = $3 AND l.deleted_at IS NULL
		UNION ALL SELECT 'cus', 'cus', id FROM customers WHERE merchant_id = $1 AND id = $2 AND livemode = $3
		UNION ALL SELECT 'link', 'link', id FROM links WHERE merchant_id = $1 AND id = $2 AND livemode = $3 AND deleted_at IS NULL
		UNION ALL SELECT 'prd', 'prd', id FROM products WHERE merchant_id = $1 AND id = $2 AND livemode = $3 AND deleted_at IS NULL
		UNION ALL SELECT 'lst', 'lst', id FROM listings WHERE merchant_id = $1 AND id = $2 AND livemode = $3 AND deleted_at IS NULL`,
		by.MerchantID, id, by.Livemode)
	if err != nil {
		return nil, explain(err)
	}
	things, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t FoundThing, err error) {
		return t, row.Scan(&t.Name, &t.Prefix, &t.ID)
	})
	return things, explain(err)
}
