package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// What the outcome of an attempt means for subscriptions.

// subscribes is the subscription that a payment begins once it is paid, nil when
// it begins none. It only reads, and FinishAttempt asks it before its
// transaction; what follows is part of that. When the acquirer kept no card, the
// money was taken and is recorded all the same: see pay.Payment.Unsubscribed.
func (s *Store) subscribes(ctx context.Context, p pay.Payment, out AttemptOutcome) (*pay.Subscription, error) {
	if p.Interval.IsZero() || out.State != pay.AttemptPaid || out.Card.Token == "" {
		return nil, nil
	}
	now, number := s.now(), p.ID.MerchantNumber()
	x := &pay.Subscription{MerchantID: p.MerchantID, ID: s.NewID(number), Livemode: p.Livemode, CustomerID: p.CustomerID, LinkID: p.LinkID,
		CardID: s.NewID(number), State: pay.SubscriptionActive, AmountMinor: p.AmountMinor, Currency: p.Currency,
		Description: p.Description, Interval: p.Interval, AnchorAt: now, Period: 1, Card: out.Card}
	x.Card.ID = x.CardID
	err := s.pool.QueryRow(ctx, `/* subscribes */
		SELECT m.time_zone, c.language FROM merchants m JOIN checkouts c ON c.merchant_id = m.id
		WHERE m.id = $1 AND c.id = $2`, p.MerchantID, p.CheckoutID).Scan(&x.TimeZone, &x.Language)
	next := x.Schedule().Start(1)
	x.NextChargeAt = &next
	return x, explain(err)
}

// queueSubscribed inserts the subscription that a payment has begun, its card,
// and its first period, which is paid.
func (s *Store) queueSubscribed(b *pgx.Batch, p pay.Payment, x *pay.Subscription) {
	if x == nil {
		return
	}
	queueCard(b, *x, x.Card, s.now())
	b.Queue(`/* queueSubscribed */
		INSERT INTO subscriptions (merchant_id, id, livemode, customer_id, link_id, card_id, state, amount_minor, currency,
			description, interval_unit, interval_count, anchor_at, time_zone, period, next_charge_at, charged_count,
			charged_minor, language, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, 'active', $7, $8, $9, $10, $11, $12, $13, 1, $14, 1, $7, $15, $12, $12)`,
		x.MerchantID, x.ID, x.Livemode, x.CustomerID, x.LinkID, x.CardID, x.AmountMinor, x.Currency,
		x.Description, string(x.Unit), x.Count, x.AnchorAt, x.TimeZone, x.NextChargeAt, x.Language)
	b.Queue(`/* queueSubscribed */
		UPDATE payments SET subscription_id = $3 WHERE merchant_id = $1 AND id = $2`, p.MerchantID, p.ID, x.ID)
	b.Queue(`/* queueSubscribed */
		INSERT INTO charges (merchant_id, id, livemode, subscription_id, payment_id, state, period_start, period_end,
			amount_minor, currency, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, 'paid', $6, $7, $8, $9, $6, $6)`,
		p.MerchantID, s.NewID(p.ID.MerchantNumber()), p.Livemode, x.ID, p.ID, x.AnchorAt, x.NextChargeAt, p.AmountMinor, p.Currency)
}

// queueCharge ends the charge that the payment is for: paid, or failed and to be
// tried again, or failed for the last time, which ends the subscription. What
// the acquirer never heard of is tried again at once, and nobody is told.
func (s *Store) queueCharge(b *pgx.Batch, p pay.Payment, out AttemptOutcome) {
	if p.SubscriptionID.IsZero() {
		return
	}
	b.Queue(`/* queueCharge */
		SELECT FROM subscriptions WHERE merchant_id = $1 AND id = $2 FOR NO KEY UPDATE`, p.MerchantID, p.SubscriptionID)
	switch {
	case out.State == pay.AttemptPaid:
		b.Queue(`/* queueCharge */
			WITH paid AS (
				UPDATE charges SET state = 'paid', failure_message = '', updated_at = $4
				WHERE merchant_id = $1 AND payment_id = $3 AND state = 'processing' RETURNING amount_minor
			)
			UPDATE subscriptions SET state = CASE WHEN state IN ('trialing', 'past_due') THEN 'active' ELSE state END,
				charged_count = charged_count + 1, charged_minor = charged_minor + paid.amount_minor,
				version = version + 1, updated_at = $4
			FROM paid WHERE merchant_id = $1 AND id = $2`, p.MerchantID, p.SubscriptionID, p.ID, s.now()).Exec(oneRow(errStale))
	case out.refused():
		s.queueChargeFailed(b, p, out)
	default:
		b.Queue(`/* queueCharge */
			UPDATE charges h SET state = CASE WHEN x.state = 'canceled' THEN 'voided' ELSE 'failed' END,
				first_failed_at = coalesce(first_failed_at, $4), retry_at = CASE WHEN x.state <> 'canceled' THEN $4::timestamptz END,
				updated_at = $4
			FROM subscriptions x
			WHERE x.merchant_id = $1 AND x.id = $2 AND h.merchant_id = $1 AND h.payment_id = $3 AND h.state = 'processing'`,
			p.MerchantID, p.SubscriptionID, p.ID, s.now()).Exec(oneRow(errStale))
	}
}

func (s *Store) queueChargeFailed(b *pgx.Batch, p pay.Payment, out AttemptOutcome) {
	b.Queue(`/* queueChargeFailed */
		WITH failed AS (
			UPDATE charges h SET state = CASE WHEN x.state = 'canceled' THEN 'voided' ELSE 'failed' END,
				first_failed_at = coalesce(h.first_failed_at, $4), failure_message = $5, updated_at = $4,
				retry_at = CASE WHEN x.state <> 'canceled' THEN (
					SELECT min(coalesce(h.first_failed_at, $4) + wait) FROM unnest($6::interval[]) wait
					WHERE coalesce(h.first_failed_at, $4) + wait > $4) END
			FROM subscriptions x
			WHERE x.merchant_id = $1 AND x.id = $2 AND h.merchant_id = $1 AND h.payment_id = $3 AND h.state = 'processing'
			RETURNING h.retry_at
		), became AS (
			SELECT CASE WHEN x.state = 'canceled' OR failed.retry_at IS NULL THEN 'canceled' ELSE 'past_due' END AS state
			FROM failed, subscriptions x WHERE x.merchant_id = $1 AND x.id = $2
		)
		UPDATE subscriptions x SET state = became.state, version = version + 1, updated_at = $4,
			cancel_reason = CASE WHEN became.state = 'canceled' AND x.state <> 'canceled' THEN 'unpaid' ELSE x.cancel_reason END,
			canceled_at = CASE WHEN became.state = 'canceled' THEN coalesce(x.canceled_at, $4) END,
			next_charge_at = CASE WHEN became.state <> 'canceled' THEN x.next_charge_at END,
			cancel_at_period_end = x.cancel_at_period_end AND became.state <> 'canceled'
		FROM became WHERE x.merchant_id = $1 AND x.id = $2`,
		p.MerchantID, p.SubscriptionID, p.ID, s.now(), out.Message, pay.RetryAfter).Exec(oneRow(errStale))
}

// queueChargeEvent tells what became of a charge, or of who subscribed.
func (s *Store) queueChargeEvent(b *pgx.Batch, p pay.Payment, out AttemptOutcome, x *pay.Subscription) {
	switch {
	case x != nil:
		s.queueEvent(b, eventOfSubscription, x.MerchantID, x.Livemode, pay.EventSubscriptionCreated, x.ID)
	case p.SubscriptionID.IsZero():
	case out.State == pay.AttemptPaid:
		s.queueEvent(b, eventOfSubscription, p.MerchantID, p.Livemode, pay.EventSubscriptionCharged, p.SubscriptionID)
	case out.refused():
		s.queueEvent(b, eventOfSubscription, p.MerchantID, p.Livemode, pay.EventSubscriptionChargeFailed, p.SubscriptionID)
	}
}

// insertMail leaves the mail that the customer gets: the receipt, or that their
// card could not be charged.
func (s *Store) insertMail(ctx context.Context, tx pgx.Tx, p pay.Payment, out AttemptOutcome) error {
	switch {
	case out.State == pay.AttemptPaid:
		return s.insertJob(ctx, tx, ReceiptArgs{PaymentID: p.ID.UUID()})
	case !p.SubscriptionID.IsZero() && out.refused():
		return s.insertJob(ctx, tx, SubscriptionMailArgs{SubscriptionID: p.SubscriptionID.UUID(), About: MailChargeFailed})
	}
	return nil
}
