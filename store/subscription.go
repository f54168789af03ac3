package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

const subscriptionColumns = `x.merchant_id, x.id, x.livemode, x.customer_id, x.link_id, x.card_id, x.state, x.version,
	x.amount_minor, x.currency, x.description, x.interval_unit, x.interval_count, x.anchor_at, x.time_zone, x.period,
	x.next_charge_at, x.cancel_at_period_end, x.cancel_reason, x.charged_count, x.charged_minor, x.language,
	x.canceled_at, x.created_at, x.updated_at`

func subscriptionFields(x *pay.Subscription) []any {
	return []any{&x.MerchantID, &x.ID, &x.Livemode, &x.CustomerID, &x.LinkID, &x.CardID, &x.State, &x.Version,
		&x.AmountMinor, &x.Currency, &x.Description, &x.Unit, &x.Count, &x.AnchorAt, &x.TimeZone, &x.Period,
		&x.NextChargeAt, &x.CancelAtPeriodEnd, &x.CancelReason, &x.ChargedCount, &x.ChargedMinor, &x.Language,
		&x.CanceledAt, &x.CreatedAt, &x.UpdatedAt}
}

// subscriptionFrom joins the customer and the card of a subscription to it.
const (
	subscriptionWith = subscriptionColumns + `, u.email, u.name, k.id, coalesce(k.acquirer, ''), coalesce(k.token, ''),
	coalesce(k.brand, ''), coalesce(k.last4, ''), coalesce(k.exp_month, 0), coalesce(k.exp_year, 0)`
	subscriptionFrom = `subscriptions x
		JOIN customers u ON u.merchant_id = x.merchant_id AND u.id = x.customer_id
		LEFT JOIN cards k ON k.merchant_id = x.merchant_id AND k.id = x.card_id`
)

func subscriptionWithFields(x *pay.Subscription) []any {
	k := &x.Card
	return append(subscriptionFields(x), &x.CustomerEmail, &x.CustomerName, &k.ID, &k.Acquirer, &k.Token,
		&k.Brand, &k.Last4, &k.ExpMonth, &k.ExpYear)
}

func scanSubscription(row pgx.CollectableRow) (x pay.Subscription, err error) {
	err = row.Scan(subscriptionWithFields(&x)...)
	return x, err
}

func noSuchSubscription(err error) error {
	return notFound(err, pay.NotFound, pay.NoSuchSubscription().Message)
}

// Subscription returns one subscription of the caller's merchant and mode.
func (s *Store) Subscription(ctx context.Context, by pay.Caller, id pay.ID) (x pay.Subscription, err error) {
	err = s.pool.QueryRow(ctx, `/* Subscription */
		SELECT `+subscriptionWith+` FROM `+subscriptionFrom+`
		WHERE x.merchant_id = $1 AND x.id = $2 AND x.livemode = $3`, by.MerchantID, id, by.Livemode).
		Scan(subscriptionWithFields(&x)...)
	return x, noSuchSubscription(err)
}

// PublicSubscription is a subscription as the customer sees it who has its
// secret address.
type PublicSubscription struct {
	pay.Subscription
	MerchantName string
	MerchantSlug string
	Counter      pay.Counter
	// Open is the charge that is under way or to be tried again, if there is one.
	Open *pay.Charge
}

// PublicSubscription returns a subscription by its id alone.
func (s *Store) PublicSubscription(ctx context.Context, id pay.ID) (p PublicSubscription, err error) {
	fields := append(subscriptionWithFields(&p.Subscription), &p.MerchantName, &p.MerchantSlug)
	fields = append(fields, counterFields(&p.Counter)...)
	err = s.pool.QueryRow(ctx, `/* PublicSubscription */
		SELECT `+subscriptionWith+`, m.name, m.slug, `+counterColumns+` FROM `+subscriptionFrom+` JOIN merchants m ON m.id = x.merchant_id
		WHERE m.number = $1 AND x.id = $2`, int64(id.MerchantNumber()), id).Scan(fields...)
	if err != nil {
		return p, noSuchSubscription(err)
	}
	p.Open, err = s.openCharge(ctx, s.pool, p.MerchantID, id)
	return p, err
}

// SubscriptionFilter narrows a list of subscriptions; zero fields do not.
type SubscriptionFilter struct {
	State      pay.SubscriptionState
	CustomerID pay.ID
	// CardEnds leaves those whose customer was told that their card ends, and has
	// not given another one.
	CardEnds bool
}

// Subscriptions lists the caller's subscriptions, newest first.
func (s *Store) Subscriptions(ctx context.Context, by pay.Caller, f SubscriptionFilter, page pay.Page) (pay.List[pay.Subscription], error) {
	rows, err := s.pool.Query(ctx, `/* Subscriptions */
		SELECT `+subscriptionWith+` FROM `+subscriptionFrom+`
		WHERE x.merchant_id = $1 AND x.livemode = $2 AND ($3 = '' OR x.state = $3)
			AND ($4::uuid IS NULL OR x.customer_id = $4) AND ($5::uuid IS NULL OR x.id < $5)
			AND (NOT $8 OR `+cardEnds+`)
		ORDER BY x.id DESC LIMIT $6 OFFSET $7`,
		by.MerchantID, by.Livemode, string(f.State), f.CustomerID, page.Cursor, page.Limit+1, page.Offset, f.CardEnds)
	if err != nil {
		return pay.List[pay.Subscription]{}, explain(err)
	}
	list, err := pgx.CollectRows(rows, scanSubscription)
	return pay.Cut(list, page.Limit), explain(err)
}

// CreateSubscription makes a subscription for a customer, who is asked for their
// card by mail. When one with this id is there already, because the same request
// ran before, that one is returned.
func (s *Store) CreateSubscription(ctx context.Context, by pay.Caller, n pay.NewSubscription) (pay.Subscription, error) {
	if err := n.Check(s.now()); err != nil {
		return pay.Subscription{}, err
	}
	email, _ := pay.ParseEmail(n.CustomerEmail)
	anchorAt := n.FirstChargeAt
	if anchorAt.IsZero() {
		anchorAt = s.now()
	}
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `/* CreateSubscription */
			WITH customer AS (
				INSERT INTO customers (merchant_id, id, livemode, email, name, created_at)
				VALUES ($1, $2, $3, $4, $5, $6)
				ON CONFLICT ON CONSTRAINT customers_email_key DO UPDATE
					SET name = CASE WHEN customers.name = '' THEN excluded.name ELSE customers.name END
				RETURNING id
			)
			INSERT INTO subscriptions (merchant_id, id, livemode, customer_id, state, amount_minor, currency, description,
				interval_unit, interval_count, anchor_at, time_zone, language, created_at, updated_at)
			SELECT $1, $7, $3, c.id, 'trialing', $8, $9, $10, $11, $12, $13, m.time_zone, coalesce(nullif($14, ''), nullif(m.language, ''), 'en'), $6, $6
			FROM customer c JOIN merchants m ON m.id = $1
			ON CONFLICT (merchant_id, id) DO NOTHING`,
			by.MerchantID, s.NewID(by.MerchantNumber), by.Livemode, email, n.CustomerName, s.now(),
			n.ID, n.AmountMinor, n.Currency, n.Description, string(n.Interval.Unit), n.Interval.Count, anchorAt, n.Language)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		if err := s.insertJob(ctx, tx, SubscriptionMailArgs{SubscriptionID: n.ID.UUID(), About: MailCardWanted}); err != nil {
			return err
		}
		b := &pgx.Batch{}
		s.queueEvent(b, eventOfSubscription, by.MerchantID, by.Livemode, pay.EventSubscriptionCreated, n.ID)
		if err := send(ctx, tx, b); err != nil {
			return err
		}
		return s.auditSubscription(ctx, tx, by, pay.ActSubscriptionCreated, pay.Subscription{ID: n.ID, Description: n.Description},
			pay.Changed("amount", "", pay.Money{Minor: n.AmountMinor, Currency: n.Currency}.String()), pay.Changed("interval", "", n.Interval.String()))
	})
	if err != nil {
		return pay.Subscription{}, err
	}
	return s.Subscription(ctx, by, n.ID)
}

// MailCardAgain asks the customer for their card once more.
func (s *Store) MailCardAgain(ctx context.Context, by pay.Caller, id pay.ID) error {
	x, err := s.Subscription(ctx, by, id)
	if err != nil {
		return err
	}
	if !x.AwaitsCard() {
		return pay.Errorf(pay.Conflict, "The customer has given a card already.")
	}
	return s.inTx(ctx, func(tx pgx.Tx) error {
		if err := s.insertJob(ctx, tx, SubscriptionMailArgs{SubscriptionID: id.UUID(), About: MailCardWanted}); err != nil {
			return err
		}
		return s.auditSubscription(ctx, tx, by, pay.ActSubscriptionReminded, x)
	})
}

// SubscriptionMail says what a mail to a subscriber is about.
type SubscriptionMail string

// The mails.
const (
	MailCardWanted   SubscriptionMail = "card_wanted"
	MailChargeFailed SubscriptionMail = "charge_failed"
	MailCanceled     SubscriptionMail = "canceled"
	MailWillEnd      SubscriptionMail = "will_end"
	MailGoesOn       SubscriptionMail = "goes_on"
	MailNewTerms     SubscriptionMail = "new_terms"
	MailCardEnds     SubscriptionMail = "card_ends"
)

// SubscriptionMailArgs asks for a subscriber to be told.
type SubscriptionMailArgs struct {
	SubscriptionID string           `json:"subscription_id"` // a UUID; it tells the merchant, too
	About          SubscriptionMail `json:"about"`
}

// Kind names the job in the queue; stored, so it never changes.
func (SubscriptionMailArgs) Kind() string { return "subscription_mail" }

const eventOfSubscription = `/* queueEvent */
	WITH counter AS (UPDATE merchant_counters SET events = events + 1
		WHERE merchant_id = $1 AND livemode = $2 RETURNING events)
	INSERT INTO events (merchant_id, id, livemode, seq, type, object_id, version, data, created_at)
	SELECT $1, $3, $2, counter.events,
		CASE WHEN $4::text = 'subscription.charge_failed' AND o.state = 'canceled' THEN 'subscription.canceled' ELSE $4 END,
		o.id, o.version, to_jsonb(o) - 'merchant_id', $6
	FROM counter, subscriptions o WHERE o.merchant_id = $1 AND o.id = $5`
