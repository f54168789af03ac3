package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

const paymentColumns = `p.merchant_id, p.id, p.livemode, p.number, p.checkout_id, p.link_id, p.product_id, p.lines_count, p.customer_id, p.state,
	p.version, p.amount_minor, p.currency, p.captured_minor, p.refunded_minor, p.refund_reserved_minor, p.description,
	p.transaction_type, p.voided_minor, p.authorized_until, p.tax_minor, p.tax_refunded_minor, p.tax_reserved_minor,
	coalesce(p.usd_rate::text, ''), coalesce(p.interval_unit, ''), coalesce(p.interval_count, 0), p.subscription_id, p.custom_fields, p.customer_note,
	p.reference, p.payer_email, p.card_brand, p.card_last4, p.acquirer, p.acquirer_ref, p.failure_code,
	p.failure_message, p.metadata, p.paid_at, p.created_at, p.updated_at`

func paymentFields(p *pay.Payment) []any {
	return []any{&p.MerchantID, &p.ID, &p.Livemode, &p.Number, &p.CheckoutID, &p.LinkID, &p.ProductID, &p.LinesCount, &p.CustomerID, &p.State,
		&p.Version, &p.AmountMinor, &p.Currency, &p.CapturedMinor, &p.RefundedMinor, &p.RefundReservedMinor, &p.Description,
		&p.TransactionType, &p.VoidedMinor, &p.AuthorizedUntil, &p.TaxMinor, &p.TaxRefundedMinor, &p.TaxReservedMinor,
		&p.USDRate, &p.Interval.Unit, &p.Interval.Count, &p.SubscriptionID, jsonAnswers{&p.CustomFields}, &p.CustomerNote,
		&p.Reference, &p.PayerEmail, &p.CardBrand, &p.CardLast4, &p.Acquirer, &p.AcquirerRef, &p.FailureCode,
		&p.FailureMessage, jsonObject{&p.Metadata}, &p.PaidAt, &p.CreatedAt, &p.UpdatedAt}
}

// paymentLanguage is what the customer of a payment reads.
const paymentLanguage = `(SELECT c.language FROM checkouts c WHERE c.merchant_id = p.merchant_id AND c.id = p.checkout_id)`

func scanPayment(row pgx.CollectableRow) (p pay.Payment, err error) {
	err = row.Scan(paymentFields(&p)...)
	return p, err
}

const attemptColumns = `a.merchant_id, a.id, a.payment_id, a.number, a.state, a.card_brand, a.card_last4,
	a.acquirer_ref, a.decline_code, a.message, a.action_url, a.checks, a.created_at, a.finished_at`

func attemptFields(a *pay.Attempt) []any {
	return []any{&a.MerchantID, &a.ID, &a.PaymentID, &a.Number, &a.State, &a.CardBrand, &a.CardLast4,
		&a.AcquirerRef, &a.DeclineCode, &a.Message, &a.ActionURL, &a.Checks, &a.CreatedAt, &a.FinishedAt}
}

func noSuchPayment(err error) error {
	return notFound(err, pay.PaymentNotFound, "There is no payment with this id.")
}

// Payment returns one payment of the caller's merchant and mode.
func (s *Store) Payment(ctx context.Context, by pay.Caller, id pay.ID) (p pay.Payment, err error) {
	err = s.pool.QueryRow(ctx, `/* Payment */
		SELECT `+paymentColumns+` FROM payments p WHERE p.merchant_id = $1 AND p.id = $2 AND p.livemode = $3`,
		by.MerchantID, id, by.Livemode).Scan(paymentFields(&p)...)
	return p, noSuchPayment(err)
}

// PaymentFilter narrows a list of payments; zero fields do not.
type PaymentFilter struct {
	LinkID     pay.ID
	CustomerID pay.ID
	States     []pay.PaymentState
	// Email is the whole address that the customer gave.
	Email string
	// Currency, and how much was asked for in it, both bounds included.
	Currency           string
	MinMinor, MaxMinor *int64
	// From and To bound when it was made; To itself is outside.
	From, To *time.Time
}

// onlyByLink reports whether nothing but the link, or nothing at all, narrows
// the list: the two questions that the API asks most.
func (f PaymentFilter) onlyByLink() bool {
	return f.States == nil && f.CustomerID.IsZero() && f.Email == "" && f.Currency == "" && f.MinMinor == nil && f.MaxMinor == nil && f.From == nil && f.To == nil
}

// Payments lists the caller's payments, newest first.
func (s *Store) Payments(ctx context.Context, by pay.Caller, f PaymentFilter, page pay.Page) (pay.List[pay.Payment], error) {
	rows, err := s.paymentRows(ctx, by, f, page)
	if err != nil {
		return pay.List[pay.Payment]{}, explain(err)
	}
	payments, err := pgx.CollectRows(rows, scanPayment)
	return pay.Cut(payments, page.Limit), explain(err)
}

// paymentRows asks one of three questions, each with the index that answers it.
// A plan that serves any cursor does not look it up in the index, but passes by
// all that stands before: an export, whose pages are larger, has each planned.
func (s *Store) paymentRows(ctx context.Context, by pay.Caller, f PaymentFilter, page pay.Page) (pgx.Rows, error) {
	switch {
	case !f.onlyByLink() || page.Limit > pay.PageLimitMax:
		sql, args := f.page(by, page)
		return s.pool.Query(ctx, sql, plannedAnew(args)...)
	case f.LinkID.IsZero():
		return s.pool.Query(ctx, `/* Payments */
			SELECT `+paymentColumns+` FROM payments p
			WHERE p.merchant_id = $1 AND p.livemode = $2
				AND ($3::text[] IS NULL OR p.state = ANY ($3)) AND ($4::uuid IS NULL OR p.id < $4)
			ORDER BY p.id DESC LIMIT $5 OFFSET $6`,
			by.MerchantID, by.Livemode, f.States, page.Cursor, page.Limit+1, page.Offset)
	}
	return s.pool.Query(ctx, `/* Payments of a link */
		SELECT `+paymentColumns+` FROM payments p
		WHERE p.merchant_id = $1 AND p.livemode = $2 AND p.link_id = $7
			AND ($3::text[] IS NULL OR p.state = ANY ($3)) AND ($4::uuid IS NULL OR p.id < $4)
		ORDER BY p.id DESC LIMIT $5 OFFSET $6`,
		by.MerchantID, by.Livemode, f.States, page.Cursor, page.Limit+1, page.Offset, f.LinkID)
}

// What a filter leaves of the payments, named p. Ids are in the order of time,
// so a period is a range of them.
const paymentsLeft = `p.merchant_id = $1 AND p.livemode = $2 AND ($3::uuid IS NULL OR p.id < $3)
	AND ($4::uuid IS NULL OR p.id >= $4) AND ($5::uuid IS NULL OR p.id < $5)
	AND ($6::uuid IS NULL OR p.link_id = $6) AND ($7::uuid IS NULL OR p.customer_id = $7) AND ($8::text IS NULL OR p.payer_email = $8)
	AND ($9::bpchar IS NULL OR p.currency = $9) AND ($10::bigint IS NULL OR p.amount_minor >= $10) AND ($11::bigint IS NULL OR p.amount_minor <= $11)`

// args are the parameters of paymentsLeft.
func (f PaymentFilter) args(by pay.Caller, cursor pay.ID) []any {
	return []any{by.MerchantID, by.Livemode, cursor, firstIDOpt(f.From), firstIDOpt(f.To), f.LinkID, f.CustomerID,
		textOpt(f.Email), textOpt(f.Currency), f.MinMinor, f.MaxMinor}
}

// page is the statement for one page. Each of several states has its own stretch
// of the index by state, in which its newest come first.
func (f PaymentFilter) page(by pay.Caller, page pay.Page) (sql string, args []any) {
	args = append(f.args(by, page.Cursor), page.Limit+1, page.Offset)
	if f.States == nil {
		return `/* Payments left by a filter */
			SELECT ` + paymentColumns + ` FROM payments p WHERE ` + paymentsLeft + `
			ORDER BY p.id DESC LIMIT $12 OFFSET $13`, args
	}
	return `/* Payments in some states */
		SELECT ` + paymentColumns + ` FROM unnest($14::text[]) wanted (state) CROSS JOIN LATERAL (
			SELECT * FROM payments p WHERE p.state = wanted.state AND ` + paymentsLeft + `
			ORDER BY p.id DESC LIMIT $12::bigint + $13) p
		ORDER BY p.id DESC LIMIT $12 OFFSET $13`, append(args, f.States)
}

// CountPayments counts the payments that the filter leaves, up to pay.TotalMax.
func (s *Store) CountPayments(ctx context.Context, by pay.Caller, f PaymentFilter) (int, error) {
	return s.countPayments(ctx, by, f, pay.TotalMax)
}

func (s *Store) countPayments(ctx context.Context, by pay.Caller, f PaymentFilter, limit int) (n int, err error) {
	err = s.pool.QueryRow(ctx, `/* CountPayments */
		SELECT count(*) FROM (SELECT FROM payments p WHERE `+paymentsLeft+` AND ($12::text[] IS NULL OR p.state = ANY ($12)) LIMIT $13) counted`,
		plannedAnew(append(f.args(by, pay.ID{}), f.States, limit))...).Scan(&n)
	return n, explain(err)
}

// firstIDOpt is the first id of a time, the zero id for none.
func firstIDOpt(t *time.Time) pay.ID {
	if t == nil {
		return pay.ID{}
	}
	return pay.FirstIDAt(*t)
}

// textOpt is NULL for "".
func textOpt(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// Attempts returns the tries to pay, newest first.
func (s *Store) Attempts(ctx context.Context, merchantID, paymentID pay.ID) ([]pay.Attempt, error) {
	rows, err := s.pool.Query(ctx, `/* Attempts */
		SELECT `+attemptColumns+` FROM attempts a
		WHERE a.merchant_id = $1 AND a.payment_id = $2 ORDER BY a.number DESC`, merchantID, paymentID)
	if err != nil {
		return nil, explain(err)
	}
	attempts, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (a pay.Attempt, err error) {
		err = row.Scan(attemptFields(&a)...)
		return a, err
	})
	return attempts, explain(err)
}

// Checkout returns the payment of a checkout with its latest attempt, by the
// checkout's id alone: whoever has its address may see it.
func (s *Store) Checkout(ctx context.Context, checkoutID pay.ID) (b Begun, err error) {
	err = s.pool.QueryRow(ctx, `/* Checkout */
		SELECT `+paymentColumns+`, `+attemptColumns+`, `+paymentLanguage+`
		FROM merchants m
		JOIN payments p ON p.merchant_id = m.id
		JOIN attempts a ON a.merchant_id = m.id AND a.payment_id = p.id
		WHERE m.number = $1 AND p.checkout_id = $2
		ORDER BY a.number DESC LIMIT 1`,
		int64(checkoutID.MerchantNumber()), checkoutID).
		Scan(append(append(paymentFields(&b.Payment), attemptFields(&b.Attempt)...), &b.Payment.Language)...)
	return b, notFound(err, pay.NotFound, pay.NoSuchCheckout().Message)
}

// Receipt returns a payment by its id alone, with its merchant, for the
// receipt's page and mail.
func (s *Store) Receipt(ctx context.Context, paymentID pay.ID) (p pay.Payment, m pay.Merchant, err error) {
	err = s.pool.QueryRow(ctx, `/* Receipt */
		SELECT `+paymentColumns+`, `+paymentLanguage+`, `+merchantColumns+`
		FROM merchants m JOIN payments p ON p.merchant_id = m.id
		WHERE m.number = $1 AND p.id = $2`, int64(paymentID.MerchantNumber()), paymentID).
		Scan(append(append(paymentFields(&p), &p.Language), merchantFields(&m)...)...)
	return p, m, noSuchPayment(err)
}

// attempt returns one attempt with its payment.
func (s *Store) attempt(ctx context.Context, merchantID, attemptID pay.ID) (b Begun, err error) {
	err = s.pool.QueryRow(ctx, `/* attempt */
		SELECT `+paymentColumns+`, `+attemptColumns+`
		FROM attempts a JOIN payments p ON p.merchant_id = a.merchant_id AND p.id = a.payment_id
		WHERE a.merchant_id = $1 AND a.id = $2`,
		merchantID, attemptID).Scan(append(paymentFields(&b.Payment), attemptFields(&b.Attempt)...)...)
	return b, noSuchPayment(err)
}

// AttemptByKey returns the attempt that the acquirer knows by this key, which
// is its id.
func (s *Store) AttemptByKey(ctx context.Context, id pay.ID) (b Begun, err error) {
	err = s.pool.QueryRow(ctx, `/* AttemptByKey */
		SELECT `+paymentColumns+`, `+attemptColumns+`
		FROM merchants m
		JOIN attempts a ON a.merchant_id = m.id
		JOIN payments p ON p.merchant_id = m.id AND p.id = a.payment_id
		WHERE m.number = $1 AND a.id = $2`, int64(id.MerchantNumber()), id).
		Scan(append(paymentFields(&b.Payment), attemptFields(&b.Attempt)...)...)
	return b, noSuchPayment(err)
}
