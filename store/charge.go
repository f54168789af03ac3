package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"linktill/internal/pay"
)

const chargeColumns = `h.merchant_id, h.id, h.livemode, h.subscription_id, h.payment_id, h.state, h.period_start,
	h.period_end, h.amount_minor, h.currency, h.tries, h.first_failed_at, h.retry_at, h.failure_message, h.created_at, h.updated_at`

func chargeFields(h *pay.Charge) []any {
	return []any{&h.MerchantID, &h.ID, &h.Livemode, &h.SubscriptionID, &h.PaymentID, &h.State, &h.PeriodStart,
		&h.PeriodEnd, &h.AmountMinor, &h.Currency, &h.Tries, &h.FirstFailedAt, &h.RetryAt, &h.FailureMessage, &h.CreatedAt, &h.UpdatedAt}
}

func scanCharge(row pgx.CollectableRow) (h pay.Charge, err error) {
	err = row.Scan(chargeFields(&h)...)
	return h, err
}

// Charges lists the periods of a subscription that were charged, newest first.
func (s *Store) Charges(ctx context.Context, by pay.Caller, subscriptionID pay.ID, page pay.Page) (pay.List[pay.Charge], error) {
	rows, err := s.pool.Query(ctx, `/* Charges */
		SELECT `+chargeColumns+` FROM charges h
		WHERE h.merchant_id = $1 AND h.subscription_id = $2 AND h.livemode = $3
		ORDER BY h.period_start DESC LIMIT $4 OFFSET $5`,
		by.MerchantID, subscriptionID, by.Livemode, page.Limit+1, page.Offset)
	if err != nil {
		return pay.List[pay.Charge]{}, explain(err)
	}
	list, err := pgx.CollectRows(rows, scanCharge)
	return pay.Cut(list, page.Limit), explain(err)
}

// openCharge is the charge that is under way or waits to be tried again, nil
// when there is none.
func (s *Store) openCharge(ctx context.Context, q querier, merchantID, subscriptionID pay.ID) (*pay.Charge, error) {
	rows, err := q.Query(ctx, `/* openCharge */
		SELECT `+chargeColumns+` FROM charges h
		WHERE h.merchant_id = $1 AND h.subscription_id = $2 AND h.state IN ('processing', 'failed')`, merchantID, subscriptionID)
	if err != nil {
		return nil, explain(err)
	}
	h, err := pgx.CollectExactlyOneRow(rows, scanCharge)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return &h, explain(err)
}

// Charging is a charge whose payment has begun: with Token, the acquirer is to
// be called. Ended is true when there was nothing to begin, since the
// subscription was to end with its period.
type Charging struct {
	Begun
	Token string
	Ended bool
}

// chargeLife is how long a charge can be tried.
const chargeLife = 60 * 24 * time.Hour

// due is a subscription that is to be charged now, and the charge that is to be
// tried again, if there is one.
type due struct {
	pay.Subscription
	again *pay.Charge
}

// BeginCharge begins the charge of one subscription that is due: a period that
// has come, or a failed one whose time to try again has. It reports false when
// there is none. However many call it at once, each period begins once: the row
// is locked and looked at again, and the table takes no second charge of a
// period.
func (s *Store) BeginCharge(ctx context.Context, which WhichDue, lease time.Duration) (c Charging, found bool, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		var x due
		if x, found, err = s.lockDue(ctx, tx, which); err != nil || !found {
			return err
		}
		c.Token = x.Card.Token
		switch {
		case x.again != nil:
			c.Begun, err = s.beginRetry(ctx, tx, x, lease)
		case x.CancelAtPeriodEnd:
			c.Ended = true
			err = s.endWithPeriod(ctx, tx, x.Subscription)
		default:
			c.Begun, err = s.beginPeriod(ctx, tx, x.Subscription, lease)
		}
		return err
	})
	if isBegun(err) {
		return Charging{}, true, nil
	}
	return c, found, explain(err)
}

// WhichDue narrows which subscriptions are looked at; zero fields do not.
type WhichDue struct {
	// Only is one subscription of the merchant MerchantID, which has to be given
	// with it.
	MerchantID, Only pay.ID

	Livemode *bool
	Except   []pay.ID // merchants
}

// lockDue locks the subscription that has waited longest. What another process
// has locked is skipped.
func (s *Store) lockDue(ctx context.Context, tx pgx.Tx, which WhichDue) (x due, found bool, err error) {
	var h pay.Charge
	except := append([]pay.ID{}, which.Except...) // never NULL, which nothing is unequal to
	err = tx.QueryRow(ctx, `/* lockDue */
		SELECT `+subscriptionWith+`, `+chargeColumns+` FROM charges h
			JOIN subscriptions x ON x.merchant_id = h.merchant_id AND x.id = h.subscription_id
			JOIN customers u ON u.merchant_id = x.merchant_id AND u.id = x.customer_id
			JOIN cards k ON k.merchant_id = x.merchant_id AND k.id = x.card_id
		WHERE h.retry_at <= $1 AND ($2::uuid IS NULL OR h.merchant_id = $5 AND h.subscription_id = $2)
			AND ($3::boolean IS NULL OR h.livemode = $3) AND h.merchant_id <> ALL ($4::uuid[])
		ORDER BY h.retry_at LIMIT 1 FOR NO KEY UPDATE OF x, h SKIP LOCKED`, s.now(), which.Only, which.Livemode, except, which.MerchantID).
		Scan(append(subscriptionWithFields(&x.Subscription), chargeFields(&h)...)...)
	if err == nil {
		x.again = &h
		return x, true, nil
	}
	if !errors.Is(err, pgx.ErrNoRows) {
		return x, false, err
	}
	err = tx.QueryRow(ctx, `/* lockDue */
		SELECT `+subscriptionWith+` FROM subscriptions x
			JOIN customers u ON u.merchant_id = x.merchant_id AND u.id = x.customer_id
			JOIN cards k ON k.merchant_id = x.merchant_id AND k.id = x.card_id
		WHERE x.next_charge_at <= $1 AND ($2::uuid IS NULL OR x.merchant_id = $5 AND x.id = $2)
			AND ($3::boolean IS NULL OR x.livemode = $3) AND x.merchant_id <> ALL ($4::uuid[]) AND NOT EXISTS (
			SELECT FROM charges h WHERE h.merchant_id = x.merchant_id AND h.subscription_id = x.id AND h.state IN ('processing', 'failed'))
		ORDER BY x.next_charge_at LIMIT 1 FOR NO KEY UPDATE OF x SKIP LOCKED`, s.now(), which.Only, which.Livemode, except, which.MerchantID).
		Scan(subscriptionWithFields(&x.Subscription)...)
	if errors.Is(err, pgx.ErrNoRows) {
		return x, false, nil
	}
	return x, err == nil, err
}

// beginPeriod begins the payment of the next period, and moves on to the one
// after it.
func (s *Store) beginPeriod(ctx context.Context, tx pgx.Tx, x pay.Subscription, lease time.Duration) (b Begun, err error) {
	in := s.beginOf(x, lease)
	b = Begun{Attempt: s.newAttempt(in), Fresh: true}
	number, schedule := x.ID.MerchantNumber(), x.Schedule()
	after := schedule.Start(x.Period + 1)
	batch := &pgx.Batch{}
	queueCheckout(batch, *in.Offer)
	batch.Queue(`/* beginPeriod */
		UPDATE subscriptions SET period = period + 1, next_charge_at = $3 WHERE merchant_id = $1 AND id = $2`,
		x.MerchantID, x.ID, after)
	s.queueFirstAttempt(batch, in, &b)
	batch.Queue(`/* beginPeriod */
		INSERT INTO charges (merchant_id, id, livemode, subscription_id, payment_id, state, period_start, period_end,
			amount_minor, currency, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, 'processing', $6, $7, $8, $9, $10, $10)`,
		x.MerchantID, s.NewID(number), x.Livemode, x.ID, b.Attempt.PaymentID, *x.NextChargeAt, after, x.AmountMinor, x.Currency, s.now())
	return b, send(ctx, tx, batch)
}

// beginOf is the intent to charge the subscription's card for its next period.
func (s *Store) beginOf(x pay.Subscription, lease time.Duration) BeginPayment {
	number, now := x.ID.MerchantNumber(), s.now()
	offer := &pay.Checkout{MerchantID: x.MerchantID, ID: s.NewID(number), Livemode: x.Livemode, Origin: pay.OriginSubscription,
		AmountMinor: x.AmountMinor, Currency: x.Currency, Description: x.Description, Language: x.Language,
		CreatedAt: now, ExpiresAt: now.Add(chargeLife)}
	return BeginPayment{MerchantNumber: number, Offer: offer, CheckoutID: offer.ID, AttemptNumber: 1, AmountMinor: x.AmountMinor,
		Email: x.CustomerEmail, Name: x.CustomerName, CardBrand: x.Card.Brand, CardLast4: x.Card.Last4, Acquirer: x.Card.Acquirer,
		SubscriptionID: x.ID, Lease: lease}
}

// beginRetry adds an attempt to the payment of a charge that failed.
func (s *Store) beginRetry(ctx context.Context, tx pgx.Tx, x due, lease time.Duration) (b Begun, err error) {
	h := x.again
	b.Attempt = pay.Attempt{MerchantID: h.MerchantID, ID: s.NewID(h.ID.MerchantNumber()), PaymentID: h.PaymentID, State: pay.AttemptProcessing,
		CardBrand: x.Card.Brand, CardLast4: x.Card.Last4, CreatedAt: s.now()}
	b.Fresh = true
	batch := &pgx.Batch{}
	batch.Queue(`/* beginRetry */
		UPDATE charges SET state = 'processing', retry_at = NULL, tries = tries + 1, updated_at = $3
		WHERE merchant_id = $1 AND id = $2`, h.MerchantID, h.ID, s.now()).Exec(oneRow(errStale))
	batch.Queue(`/* beginRetry */
		UPDATE payments p SET state = 'processing', version = version + 1, failure_code = '', failure_message = '',
			card_brand = $3, card_last4 = $4, acquirer = $5, updated_at = $6
		WHERE p.merchant_id = $1 AND p.id = $2 AND p.state = 'failed' RETURNING `+paymentColumns,
		h.MerchantID, h.PaymentID, x.Card.Brand, x.Card.Last4, x.Card.Acquirer, s.now()).
		QueryRow(func(row pgx.Row) error { return row.Scan(paymentFields(&b.Payment)...) })
	batch.Queue(`/* beginRetry */
		INSERT INTO attempts AS a (merchant_id, id, payment_id, number, state, card_brand, card_last4, check_at, created_at)
		SELECT $1, $2, $3, 1 + max(number), 'processing', $4, $5, now() + $6, $7
		FROM attempts WHERE merchant_id = $1 AND payment_id = $3 RETURNING a.number`,
		h.MerchantID, b.Attempt.ID, h.PaymentID, x.Card.Brand, x.Card.Last4, lease, s.now()).
		QueryRow(func(row pgx.Row) error { return row.Scan(&b.Attempt.Number) })
	s.queueEvent(batch, eventOfPayment, h.MerchantID, h.Livemode, pay.EventPaymentProcessing, h.PaymentID)
	return b, send(ctx, tx, batch)
}

// endWithPeriod ends a subscription that was to end when its period does.
func (s *Store) endWithPeriod(ctx context.Context, tx pgx.Tx, x pay.Subscription) error {
	ended, err := x.Canceled(x.CancelReason, false, s.now())
	if err != nil {
		return err
	}
	b := &pgx.Batch{}
	s.queueSubscription(b, subscriptionChange{to: ended, event: pay.EventSubscriptionCanceled})
	if err := send(ctx, tx, b); err != nil {
		return err
	}
	return s.insertJob(ctx, tx, SubscriptionMailArgs{SubscriptionID: x.ID.UUID(), About: MailCanceled})
}

// isBegun tells that another process began the same period first.
func isBegun(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.ConstraintName == "charges_one_open" || pg.ConstraintName == "charges_period_key")
}
