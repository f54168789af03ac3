package store

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// beginAgain adds an attempt to a payment that failed.
func (s *Store) beginAgain(ctx context.Context, in BeginPayment) (Begun, error) {
	if in.AttemptNumber > AttemptsMax {
		return Begun{}, pay.Errorf(pay.TooMany, "This payment was tried %d times. Open the page again to start anew.", AttemptsMax)
	}
	if err := s.sameGoods(ctx, in); err != nil {
		return Begun{}, err
	}
	merchantID, attemptID := in.merchantID(), s.NewID(in.MerchantNumber)
	var paymentID pay.ID
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		hold := &pgx.Batch{}
		queueHolds(hold, in)
		hold.Queue(`/* beginAgain */
			UPDATE payments p SET state = 'processing', version = version + 1, failure_code = '', failure_message = '',
				payer_email = $3, card_brand = $4, card_last4 = $5, updated_at = $6,
				custom_fields = coalesce($10, custom_fields), customer_note = coalesce(nullif($11, ''), customer_note)
			FROM checkouts c
			WHERE p.merchant_id = $1 AND p.checkout_id = $2 AND p.link_id IS NOT DISTINCT FROM $9
				AND p.state = 'failed' AND p.amount_minor = $7
				AND $8 = (SELECT max(number) + 1 FROM attempts WHERE merchant_id = $1 AND payment_id = p.id)
				AND c.merchant_id = $1 AND c.id = $2 AND c.expires_at > now() AND c.canceled_at IS NULL
			RETURNING p.id`,
			merchantID, in.CheckoutID, in.Email, in.CardBrand, in.CardLast4, s.now(), in.AmountMinor, in.AttemptNumber, in.Link.ID,
			answersOpt(in.Answers), in.Note).
			QueryRow(func(row pgx.Row) error { return row.Scan(&paymentID) })
		if err := send(ctx, tx, hold); err != nil {
			return err
		}
		b := &pgx.Batch{}
		b.Queue(`/* beginAgain */
			INSERT INTO attempts (merchant_id, id, payment_id, number, state, card_brand, card_last4, check_at, created_at)
			VALUES ($1, $2, $3, $4, 'processing', $5, $6, now() + $7, $8)`,
			merchantID, attemptID, paymentID, in.AttemptNumber, in.CardBrand, in.CardLast4, in.Lease, s.now())
		b.Queue(`/* beginAgain */
			UPDATE checkouts SET language = $3 WHERE merchant_id = $1 AND id = $2 AND language <> $3`, merchantID, in.CheckoutID, in.language())
		s.queueEvent(b, eventOfPayment, merchantID, in.livemode(), pay.EventPaymentProcessing, paymentID)
		return send(ctx, tx, b)
	})
	if errors.Is(err, errStale) || errors.Is(err, errNoUse) || errors.Is(err, errNoStock) || errors.Is(err, pgx.ErrNoRows) {
		return Begun{}, s.whyNotAgain(ctx, in, err)
	}
	if err != nil {
		return Begun{}, err
	}
	return s.attempt(ctx, merchantID, attemptID)
}

// sameGoods refuses a try that would hold other stock than its checkout gives
// back: the checkout of one thing, sent to the page of another that costs as
// much. The lines of a checkout never change, so there is no need to lock them.
func (s *Store) sameGoods(ctx context.Context, in BeginPayment) error {
	if in.Offer == nil { // its checkout is the link's, which is compared anyway
		return nil
	}
	lines, err := s.Lines(ctx, in.merchantID(), in.CheckoutID)
	if err != nil {
		return err
	}
	same := func(a, b pay.Line) bool { return a.ProductID == b.ProductID && a.Quantity == b.Quantity }
	if !slices.EqualFunc(stockOf(lines), stockOf(in.lines()), same) {
		return errNotComplete
	}
	return nil
}

var errNotComplete = pay.Errorf(pay.Conflict, "This page was not complete. Nothing was charged; please press the button again.")

// whyNotAgain finds the reason why a payment took no further attempt.
func (s *Store) whyNotAgain(ctx context.Context, in BeginPayment, refused error) error {
	b, err := s.Checkout(ctx, in.CheckoutID)
	switch {
	case err != nil:
		return err
	case b.Payment.State != pay.PaymentFailed || b.Attempt.Number >= in.AttemptNumber:
		return errBegunBefore
	case b.Attempt.Number+1 < in.AttemptNumber:
		return errNotComplete
	case b.Payment.AmountMinor != in.AmountMinor || b.Payment.LinkID != in.Link.ID:
		return pay.Errorf(pay.Conflict, "The amount has changed. Nothing was charged; press the button again to pay the new amount.")
	}
	var closed bool
	err = s.pool.QueryRow(ctx, `/* whyNotAgain */
		SELECT expires_at <= now() OR canceled_at IS NOT NULL FROM checkouts WHERE merchant_id = $1 AND id = $2`,
		in.merchantID(), in.CheckoutID).Scan(&closed)
	if err != nil {
		return explain(err)
	}
	if closed {
		return errCheckoutOver
	}
	return s.whyNoHold(ctx, in, refused)
}
