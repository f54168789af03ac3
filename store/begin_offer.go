package store

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// What can stand in the way of an offer, until the reason is looked up.
var (
	errNoUse   = errors.New("store: the link gives no use")
	errNoStock = errors.New("store: a product gives no stock")

	errCheckoutOver = pay.Errorf(pay.Conflict, "This checkout has expired. Nothing was charged; go back to the shop to start anew.")
)

// beginOffer begins the payment of a checkout of lines: in one transaction the
// checkout is stored, or found to be open still, the link's use and the stock
// are held, and payment and attempt are there.
func (s *Store) beginOffer(ctx context.Context, in BeginPayment) (b Begun, err error) {
	offer := *in.Offer
	offer.Language = in.language()
	offer.ID, offer.CreatedAt, offer.ExpiresAt = in.CheckoutID, s.now(), s.now().Add(pay.CheckoutLife)
	b.Attempt = s.newAttempt(in)
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		hold := &pgx.Batch{}
		if offer.Origin == pay.OriginSession {
			queueOpenSession(hold, offer)
		}
		// The lines come after the holds: a foreign key takes a weak lock, and many
		// who then want the stronger one on the same row end in deadlocks.
		queueHolds(hold, in)
		if offer.Origin != pay.OriginSession {
			queueCheckout(hold, offer)
		}
		// Who gets nothing stops here: a batch runs to its end, and the many who
		// come for the last piece would queue for the merchant's counters.
		if err := send(ctx, tx, hold); err != nil {
			return err
		}
		first := &pgx.Batch{}
		s.queueFirstAttempt(first, in, &b)
		return send(ctx, tx, first)
	})
	if errors.Is(err, errNoUse) || errors.Is(err, errNoStock) {
		return b, s.whyNoHold(ctx, in, err)
	}
	if pay.CodeOf(err) == pay.Unavailable { // the line was too long to wait in; mostly it is sold by now
		if why := s.whyNoStock(ctx, in.Offer); why != nil {
			return b, why
		}
	}
	return b, err
}

// queueOpenSession keeps what the customer typed with the session, provided
// that it can still be paid, at the price that was shown.
func queueOpenSession(b *pgx.Batch, c pay.Checkout) {
	b.Queue(`/* queueOpenSession */
		UPDATE checkouts SET billing = billing || $3, language = $5
		WHERE merchant_id = $1 AND id = $2 AND canceled_at IS NULL AND expires_at > now() AND amount_minor = $4`,
		c.MerchantID, c.ID, c.Billing, c.AmountMinor, c.Language).Exec(oneRow(errCheckoutOver))
}

// queueHolds holds what the attempt would take: a use of the link, and the
// stock of each product, by ascending id. A product that is sold by itself must
// still be on sale at that price; what a session or a link froze must only be
// there.
func queueHolds(b *pgx.Batch, in BeginPayment) {
	if !in.Link.ID.IsZero() {
		b.Queue(`/* queueHolds */
			UPDATE links SET uses_held = uses_held + 1
			WHERE merchant_id = $1 AND id = $2 AND deleted_at IS NULL AND deactivated_at IS NULL
				AND (expires_at IS NULL OR expires_at > now())
				AND (max_uses IS NULL OR uses_count + uses_held < max_uses)`,
			in.Link.MerchantID, in.Link.ID).Exec(oneRow(errNoUse))
	}
	for _, l := range stockOf(in.lines()) {
		var priceMinor *int64
		if in.Offer.Origin == pay.OriginProduct {
			priceMinor = &l.UnitAmountMinor
		}
		b.Queue(`/* queueHolds */
			UPDATE products SET held = held + $3
			WHERE merchant_id = $1 AND id = $2 AND (quantity IS NULL OR quantity - held >= $3)
				AND ($4::bigint IS NULL OR amount_minor = $4 AND deleted_at IS NULL AND (expires_at IS NULL OR expires_at > now()))`,
			in.Offer.MerchantID, l.ProductID, l.Quantity, priceMinor).Exec(oneRow(errNoStock))
	}
}

// stockOf adds the lines up by product, in the order in which they are locked.
func stockOf(lines []pay.Line) []pay.Line {
	var stock []pay.Line
	for _, l := range lines {
		if l.ProductID.IsZero() {
			continue
		}
		if i := slices.IndexFunc(stock, func(s pay.Line) bool { return s.ProductID == l.ProductID }); i >= 0 {
			stock[i].Quantity += l.Quantity
			continue
		}
		stock = append(stock, l)
	}
	slices.SortFunc(stock, func(a, b pay.Line) int { return bytes.Compare(a.ProductID[:], b.ProductID[:]) })
	return stock
}

// queueFirstAttempt inserts customer, payment, attempt and event of a checkout
// that is in the transaction, and reads the payment into b.
func (s *Store) queueFirstAttempt(batch *pgx.Batch, in BeginPayment, b *Begun) {
	offer := in.Offer
	var productID pay.ID
	if stock := stockOf(offer.Lines); len(offer.Lines) == 1 && len(stock) == 1 {
		productID = stock[0].ProductID
	}
	batch.Queue(`/* beginOffer */
		WITH offer AS (
			SELECT * FROM checkouts WHERE merchant_id = $1 AND id = $2
		), customer AS (
			INSERT INTO customers (merchant_id, id, livemode, email, name, created_at)
			SELECT $1, $3, livemode, $4, $5, $15 FROM offer
			ON CONFLICT ON CONSTRAINT customers_email_key DO UPDATE
				SET name = CASE WHEN customers.name = '' THEN excluded.name ELSE customers.name END
			RETURNING id
		), counter AS (
			UPDATE merchant_counters c SET payments = payments + 1, events = events + 1
			FROM offer, customer WHERE c.merchant_id = $1 AND c.livemode = offer.livemode
			RETURNING c.payments, c.events
		), payment AS (
			INSERT INTO payments AS p (merchant_id, id, livemode, number, checkout_id, link_id, product_id, lines_count,
				customer_id, state, amount_minor, tax_minor, transaction_type, currency, description, reference,
				payer_email, card_brand, card_last4, acquirer, metadata, usd_rate, subscription_id, created_at, updated_at,
				custom_fields, customer_note, placement_id)
			SELECT $1, $6, o.livemode, n.payments, $2, o.link_id, $7, $8,
				c.id, 'processing', o.amount_minor, o.tax_minor, o.transaction_type, o.currency, o.description,
				left(coalesce(o.metadata ->> 'reference', ''), 200), $4, $9, $10, $11, o.metadata,
				(SELECT usd_per_unit FROM currency_rates r WHERE r.currency = o.currency), $16, $15, $15, $17, $18, $19
			FROM offer o, customer c, counter n
			RETURNING p.*
		), attempt AS (
			INSERT INTO attempts (merchant_id, id, payment_id, number, state, card_brand, card_last4, check_at, created_at)
			SELECT $1, $12, $6, 1, 'processing', $9, $10, now() + $13, $15 FROM payment
		), event AS (
			INSERT INTO events (merchant_id, id, livemode, seq, type, object_id, version, data, created_at)
			SELECT $1, $14, p.livemode, counter.events, 'payment.created', p.id, p.version, to_jsonb(p) - 'merchant_id', $15
			FROM payment p, counter
		)
		SELECT `+paymentColumns+` FROM payment p`,
		offer.MerchantID, in.CheckoutID, s.NewID(in.MerchantNumber), in.Email, in.Name,
		b.Attempt.PaymentID, productID, len(offer.Lines), in.CardBrand, in.CardLast4, in.Acquirer,
		b.Attempt.ID, in.Lease, s.NewID(in.MerchantNumber), b.Attempt.CreatedAt, in.SubscriptionID,
		answerRows(in.Answers), in.Note, in.PlacementID).
		QueryRow(func(row pgx.Row) error { return row.Scan(paymentFields(&b.Payment)...) })
}

// whyNoHold finds the reason why an offer could not be held.
func (s *Store) whyNoHold(ctx context.Context, in BeginPayment, refused error) error {
	if errors.Is(refused, errNoUse) || in.Offer == nil {
		checkoutID := in.CheckoutID
		if in.AttemptNumber > 1 { // it has a payment, which is not what is asked
			checkoutID = pay.ID{}
		}
		return s.whyNot(ctx, in.Link.MerchantID, in.Link.ID, checkoutID)
	}
	var begun bool
	err := s.pool.QueryRow(ctx, `/* whyNoHold */
		SELECT EXISTS (SELECT FROM payments WHERE merchant_id = $1 AND checkout_id = $2)`, in.Offer.MerchantID, in.CheckoutID).Scan(&begun)
	if err != nil {
		return err
	}
	if begun && in.AttemptNumber == 1 { // the same form, sent twice: the first took the last piece
		return errBegunBefore
	}
	if why := s.whyNoStock(ctx, in.Offer); why != nil {
		return why
	}
	// Given back since: what was there was being paid for, and was not sold.
	return pay.Errorf(pay.SoldOut, "The last pieces were being paid for just now. Nothing was charged; press the button again.")
}

// whyNoStock names the product that is in the way, if there is one.
func (s *Store) whyNoStock(ctx context.Context, offer *pay.Checkout) error {
	for _, l := range stockOf(offer.Lines) {
		var left *int64
		var held, priceMinor int64
		var over bool
		err := s.pool.QueryRow(ctx, `/* whyNoStock */
			SELECT quantity, held, amount_minor, deleted_at IS NOT NULL OR coalesce(expires_at <= now(), false)
			FROM products WHERE merchant_id = $1 AND id = $2`, offer.MerchantID, l.ProductID).Scan(&left, &held, &priceMinor, &over)
		alone := offer.Origin == pay.OriginProduct
		switch {
		case err != nil:
			return notFound(err, pay.NotFound, "There is no such product.")
		case alone && over:
			return pay.Errorf(pay.SoldOut, "%s is not on sale any more. Nothing was charged.", l.Name)
		case left != nil && *left < l.Quantity:
			return soldOut(l.Name, *left)
		case left != nil && *left-held < l.Quantity:
			return pay.Errorf(pay.SoldOut, "The last pieces of %s are being paid for right now. Nothing was charged; try again in a few minutes.", l.Name)
		case alone && priceMinor != l.UnitAmountMinor:
			return pay.Errorf(pay.Conflict, "The price has changed. Nothing was charged; look at the new price and press the button again.")
		}
	}
	return nil
}

func soldOut(name string, left int64) error {
	if left == 0 {
		return pay.Errorf(pay.SoldOut, "%s is sold out. Nothing was charged.", name)
	}
	return pay.Errorf(pay.SoldOut, "Only %d of %s are left. Nothing was charged.", left, name)
}
