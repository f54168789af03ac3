package store_test

import "maps"

// subscribed is a subscription that a book's payment has begun, as far as the
// rules go: its card is nobody's.
func subscribed(subscription, charge string) []string {
	return []string{
		`INSERT INTO subscriptions (merchant_id, id, livemode, customer_id, state, amount_minor, currency, description, interval_unit,
			interval_count, anchor_at, time_zone, charged_count, charged_minor, version, created_at, updated_at)
		SELECT merchant_id, '` + extraTransfer + `', livemode, customer_id, 'active', amount_minor, currency, '', 'month', 1, now(), 'UTC', ` + subscription + `, 0, now(), now()
		FROM payments WHERE id = :payment`,
		`UPDATE payments SET subscription_id = '` + extraTransfer + `' WHERE id = :payment`,
		`INSERT INTO charges (merchant_id, id, livemode, subscription_id, payment_id, state, period_start, period_end, amount_minor, currency, created_at, updated_at)
		SELECT merchant_id, '` + extraTransfer + `', livemode, '` + extraTransfer + `', :payment, ` + charge + `, now(), now() + interval '1 month', 1000, currency, now(), now()
		FROM payments WHERE id = :payment`,
	}
}

func init() {
	maps.Copy(breaches, map[string]breach{
		"charge_has_its_payment":          {"extra", subscribed("0, 0", "'voided'")},
		"charge_has_its_payment: nobody":  {"payment", append(subscribed("0, 0", "'paid'"), `DELETE FROM charges WHERE payment_id = :payment`)},
		"subscription_counts_its_charges": {"extra", subscribed("1, 999", "'paid'")},
	})
}
