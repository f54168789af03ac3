package store

import (
	"context"
	"strconv"

	"linktill/internal/pay"
)

// Payments and refunds are counted within a merchant and mode, from 1. People
// say the number, and /api takes it where an id can stand.

// parseNumber reads such a number: digits only, as many as fit.
func parseNumber(text string) (int64, bool) {
	if text == "" || text[0] == '+' || text[0] == '-' {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n > 0
}

// PaymentNamed returns the caller's payment with that id or number.
func (s *Store) PaymentNamed(ctx context.Context, by pay.Caller, name string) (p pay.Payment, err error) {
	if id, ok := pay.PaymentPrefix.Parse(name); ok {
		return s.Payment(ctx, by, id)
	}
	number, _ := parseNumber(name) // 0 is nobody's
	err = s.pool.QueryRow(ctx, `/* PaymentNamed */
		SELECT `+paymentColumns+` FROM payments p WHERE p.merchant_id = $1 AND p.livemode = $2 AND p.number = $3`,
		by.MerchantID, by.Livemode, number).Scan(paymentFields(&p)...)
	return p, noSuchPayment(err)
}

// RefundNamed returns the caller's refund with that id or number.
func (s *Store) RefundNamed(ctx context.Context, by pay.Caller, name string) (r pay.Refund, err error) {
	if id, ok := pay.RefundPrefix.Parse(name); ok {
		return s.Refund(ctx, by, id)
	}
	number, _ := parseNumber(name)
	err = s.pool.QueryRow(ctx, `/* RefundNamed */
		SELECT `+refundColumns+` FROM refunds r WHERE r.merchant_id = $1 AND r.livemode = $2 AND r.number = $3`,
		by.MerchantID, by.Livemode, number).Scan(refundFields(&r)...)
	return r, notFound(err, pay.NotFound, "There is no refund with this id.")
}
