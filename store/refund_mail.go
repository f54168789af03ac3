package store

import (
	"context"

	"linktill/internal/pay"
)

// RefundMailArgs asks for a mail about a refund that has ended: to the customer
// whose money is on its way, or to the merchant when it did not go through.
type RefundMailArgs struct {
	RefundID string `json:"refund_id"` // a UUID; it tells the merchant, too
}

// Kind names the job in the queue; stored, so it never changes.
func (RefundMailArgs) Kind() string { return "refund_mail" }

// RefundToMail returns a refund by its id alone, with its payment, its merchant
// and the addresses of the merchant's owners.
func (s *Store) RefundToMail(ctx context.Context, id pay.ID) (r PaidRefund, m pay.Merchant, owners []string, err error) {
	fields := append(refundFields(&r.Refund), paymentFields(&r.Payment)...)
	fields = append(append(append(fields, &r.Payment.Language), merchantFields(&m)...), &owners)
	err = s.pool.QueryRow(ctx, `/* RefundToMail */
		SELECT `+refundColumns+`, `+paymentColumns+`, `+paymentLanguage+`, `+merchantColumns+`,
			ARRAY(SELECT u.email FROM members mb JOIN users u ON u.id = mb.user_id
				WHERE mb.merchant_id = m.id AND mb.role = 'owner' ORDER BY mb.created_at LIMIT 10)
		FROM merchants m
		JOIN refunds r ON r.merchant_id = m.id
		JOIN payments p ON p.merchant_id = m.id AND p.id = r.payment_id
		WHERE m.number = $1 AND r.id = $2`, int64(id.MerchantNumber()), id).Scan(fields...)
	return r, m, owners, notFound(err, pay.NotFound, "There is no refund with this id.")
}
