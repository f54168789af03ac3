package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// RefundFilter narrows the dashboard's list of refunds; zero fields do not.
type RefundFilter struct {
	States []pay.RefundState
	// Currency, and how much was given back in it, both bounds included.
	Currency           string
	MinMinor, MaxMinor *int64
	// From and To bound when it was made; To itself is outside.
	From, To   *time.Time
	CustomerID pay.ID
	Email      string
}

// What a filter leaves of the refunds, named r, with their payments, named p.
const refundsLeft = `refunds r JOIN payments p ON p.merchant_id = r.merchant_id AND p.id = r.payment_id
	WHERE r.merchant_id = $1 AND r.livemode = $2 AND ($3::uuid IS NULL OR r.id < $3)
	AND ($4::uuid IS NULL OR r.id >= $4) AND ($5::uuid IS NULL OR r.id < $5) AND ($6::text[] IS NULL OR r.state = ANY ($6))
	AND ($7::bpchar IS NULL OR r.currency = $7) AND ($8::bigint IS NULL OR r.amount_minor >= $8) AND ($9::bigint IS NULL OR r.amount_minor <= $9)
	AND ($10::uuid IS NULL OR p.customer_id = $10) AND ($11::text IS NULL OR p.payer_email = $11)`

func (f RefundFilter) args(by pay.Caller, cursor pay.ID) []any {
	return []any{by.MerchantID, by.Livemode, cursor, firstIDOpt(f.From), firstIDOpt(f.To), f.States,
		textOpt(f.Currency), f.MinMinor, f.MaxMinor, f.CustomerID, textOpt(f.Email)}
}

// PaidRefunds lists the caller's refunds with their payments, newest first.
func (s *Store) PaidRefunds(ctx context.Context, by pay.Caller, f RefundFilter, page pay.Page) (pay.List[PaidRefund], error) {
	rows, err := s.pool.Query(ctx, `/* PaidRefunds */
		SELECT `+refundColumns+`, `+paymentColumns+` FROM `+refundsLeft+`
		ORDER BY r.id DESC LIMIT $12`, plannedAnew(append(f.args(by, page.Cursor), page.Limit+1))...)
	if err != nil {
		return pay.List[PaidRefund]{}, explain(err)
	}
	refunds, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r PaidRefund, err error) {
		return r, row.Scan(paidRefundFields(&r)...)
	})
	return pay.Cut(refunds, page.Limit), explain(err)
}

// exportCountMax is how far the rows of an export are counted beforehand.
const exportCountMax = 5_000_000

// CountExport counts the payments that an export with this filter will have.
// Of all payments the number is kept.
func (s *Store) CountExport(ctx context.Context, by pay.Caller, f PaymentFilter) (n int, err error) {
	if !f.onlyByLink() || !f.LinkID.IsZero() {
		return s.countPayments(ctx, by, f, exportCountMax)
	}
	err = s.pool.QueryRow(ctx, `/* CountExport */
		SELECT coalesce((SELECT payments FROM merchant_counters WHERE merchant_id = $1 AND livemode = $2), 0)`, by.MerchantID, by.Livemode).Scan(&n)
	return n, explain(err)
}

// CountRefundExport counts the refunds that an export with this filter will have.
func (s *Store) CountRefundExport(ctx context.Context, by pay.Caller, f RefundFilter) (n int, err error) {
	err = s.pool.QueryRow(ctx, `/* CountRefundExport */
		SELECT count(*) FROM (SELECT FROM `+refundsLeft+` LIMIT $12) counted`,
		plannedAnew(append(f.args(by, pay.ID{}), exportCountMax))...).Scan(&n)
	return n, explain(err)
}
