package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"linktill/internal/pay"
)

// BeginPayment is the intent to pay: what the customer was shown, and what is
// known of the card. CheckoutID was minted when the page was shown, so that
// sending a form twice is one payment.
type BeginPayment struct {
	MerchantNumber uint32
	// Link is what is paid, or the link that Offer came from; zero for others.
	Link pay.Link
	// Offer is a checkout of lines, nil for an amount by link. It is stored with
	// the payment, except that of a session, which is there already.
	Offer         *pay.Checkout
	CheckoutID    pay.ID
	AttemptNumber int
	AmountMinor   int64
	Email         string
	Name          string
	CardBrand     string
	CardLast4     string
	Acquirer      string
	// Language is what the customer reads; "" is English. Answers and Note are what
	// the link asked them; nil and "" leave what an earlier attempt brought.
	Language string
	Answers  []pay.CustomAnswer
	Note     string
	// PlacementID is the printed code by which the customer came; zero for none.
	PlacementID pay.ID
	// SubscriptionID is whose period it pays; zero for others.
	SubscriptionID pay.ID
	// Lease is how long the caller takes at the most to call the acquirer and
	// record the outcome; after it, anybody may ask the acquirer.
	Lease time.Duration
}

// merchantID is whose payment it is, and livemode in which mode.
func (in BeginPayment) merchantID() pay.ID {
	if in.Offer != nil {
		return in.Offer.MerchantID
	}
	return in.Link.MerchantID
}

func (in BeginPayment) livemode() bool {
	return in.Offer != nil && in.Offer.Livemode || in.Offer == nil && in.Link.Livemode
}

// lines are what is bought, none for an amount by link.
func (in BeginPayment) lines() []pay.Line {
	if in.Offer == nil {
		return nil
	}
	return in.Offer.Lines
}

func (in BeginPayment) language() string {
	if in.Language == "" {
		return "en"
	}
	return in.Language
}

// Begun is a payment and the attempt that is under way or over. Fresh is false
// when the same form came before: then nothing was begun.
type Begun struct {
	Payment pay.Payment
	Attempt pay.Attempt
	Fresh   bool
}

// AttemptsMax is how often one checkout can be tried.
const AttemptsMax = 10

// Begin records the intent: a use of the link and the stock are held, and
// checkout, payment and attempt are there before anybody calls the acquirer.
// The link's documented errors, and SoldOut, say why nothing can be paid.
func (s *Store) Begin(ctx context.Context, in BeginPayment) (Begun, error) {
	begin := s.beginFirst
	switch {
	case in.AttemptNumber > 1:
		begin = s.beginAgain
	case in.Offer != nil:
		begin = s.beginOffer
	}
	b, err := begin(ctx, in)
	if isDuplicate(err) {
		return s.Checkout(ctx, in.CheckoutID)
	}
	b.Fresh = err == nil
	return b, explain(err)
}

// errBegunBefore says that the same form was sent before.
var errBegunBefore = errors.New("store: this form began before")

// isDuplicate tells a form that came twice from every other error.
func isDuplicate(err error) bool {
	if errors.Is(err, errBegunBefore) {
		return true
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != "23505" {
		return false
	}
	switch pg.ConstraintName {
	case "checkouts_pkey", "payments_checkout_key", "attempts_number_key":
		return true // whichever row of the statement came first
	}
	return false
}

// newAttempt mints the ids of a payment's first attempt.
func (s *Store) newAttempt(in BeginPayment) pay.Attempt {
	return pay.Attempt{MerchantID: in.merchantID(), ID: s.NewID(in.MerchantNumber), PaymentID: s.NewID(in.MerchantNumber),
		Number: 1, State: pay.AttemptProcessing, CardBrand: in.CardBrand, CardLast4: in.CardLast4, CreatedAt: s.now()}
}

// beginFirst is one statement, so one round trip and one commit. The held use
// is a conditional update: under READ COMMITTED the condition is checked again
// after waiting for the row, so it is exact however many come at once.
func (s *Store) beginFirst(ctx context.Context, in BeginPayment) (b Begun, err error) {
	l := in.Link
	b.Attempt = s.newAttempt(in)
	err = s.pool.QueryRow(ctx, `/* Begin */
		WITH link AS (
			UPDATE links SET uses_held = uses_held + 1
			WHERE merchant_id = $1 AND id = $2 AND deleted_at IS NULL AND deactivated_at IS NULL
				AND (expires_at IS NULL OR expires_at > now())
				AND (max_uses IS NULL OR uses_count + uses_held < max_uses)
			RETURNING livemode, currency, description, metadata, interval_unit, interval_count
		), customer AS (
			INSERT INTO customers (merchant_id, id, livemode, email, name, created_at)
			SELECT $1, $3, livemode, $4, $5, $16 FROM link
			ON CONFLICT ON CONSTRAINT customers_email_key DO UPDATE
				SET name = CASE WHEN customers.name = '' THEN excluded.name ELSE customers.name END
			RETURNING id
		), counter AS (
			UPDATE merchant_counters c SET payments = payments + 1, events = events + 1
			FROM link, customer WHERE c.merchant_id = $1 AND c.livemode = link.livemode
			RETURNING c.payments, c.events
		), checkout AS (
			INSERT INTO checkouts (merchant_id, id, livemode, link_id, amount_minor, currency, description, expires_at, created_at, language)
			SELECT $1, $6, livemode, $2, $7, currency, description, now() + $8, $16, $17 FROM link
		), payment AS (
			INSERT INTO payments AS p (merchant_id, id, livemode, number, checkout_id, link_id, customer_id, state,
				amount_minor, currency, description, reference, payer_email, card_brand, card_last4, acquirer, metadata,
				usd_rate, interval_unit, interval_count, created_at, updated_at, custom_fields, customer_note, placement_id)
			SELECT $1, $9, l.livemode, n.payments, $6, $2, c.id, 'processing',
				$7, l.currency, l.description, left(coalesce(l.metadata ->> 'reference', ''), 200), $4, $10, $11, $12, l.metadata,
				(SELECT usd_per_unit FROM currency_rates r WHERE r.currency = l.currency), l.interval_unit, l.interval_count, $16, $16, $18, $19, $20
			FROM link l, customer c, counter n
			RETURNING p.*
		), attempt AS (
			INSERT INTO attempts (merchant_id, id, payment_id, number, state, card_brand, card_last4, check_at, created_at)
			SELECT $1, $13, $9, 1, 'processing', $10, $11, now() + $14, $16 FROM payment
		), event AS (
			INSERT INTO events (merchant_id, id, livemode, seq, type, object_id, version, data, created_at)
			SELECT $1, $15, p.livemode, counter.events, 'payment.created', p.id, p.version, to_jsonb(p) - 'merchant_id', $16
			FROM payment p, counter
		)
		SELECT `+paymentColumns+` FROM payment p`,
		l.MerchantID, l.ID, s.NewID(in.MerchantNumber), in.Email, in.Name, in.CheckoutID, in.AmountMinor, pay.CheckoutLife,
		b.Attempt.PaymentID, in.CardBrand, in.CardLast4, in.Acquirer, b.Attempt.ID, in.Lease,
		s.NewID(in.MerchantNumber), b.Attempt.CreatedAt, in.language(), answerRows(in.Answers), in.Note, in.PlacementID).Scan(paymentFields(&b.Payment)...)
	if errors.Is(err, pgx.ErrNoRows) {
		return b, s.whyNot(ctx, l.MerchantID, l.ID, in.CheckoutID)
	}
	return b, err
}

// whyNot finds the reason why a link gave no use.
func (s *Store) whyNot(ctx context.Context, merchantID, linkID, checkoutID pay.ID) error {
	var l pay.Link
	var begun bool
	fields := append(linkFields(&l), &begun)
	err := s.pool.QueryRow(ctx, `/* whyNot */
		SELECT `+linkColumns+`, EXISTS (SELECT FROM payments WHERE merchant_id = $1 AND checkout_id = $3)
		FROM links l WHERE l.merchant_id = $1 AND l.id = $2`, merchantID, linkID, checkoutID).Scan(fields...)
	if err != nil {
		return notFound(err, pay.LinkNotFound, pay.NoSuchLink().Message)
	}
	if begun { // the same form, sent twice: the first took the last use
		return errBegunBefore
	}
	if err := l.Reason(s.now()).Err(); err != nil {
		return err
	}
	return pay.Errorf(pay.LinkMaxUses, "The last places are being paid for right now. Try again in a few minutes.")
}
