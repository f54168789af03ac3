package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"linktill/internal/pay"
)

const captureColumns = `h.merchant_id, h.id, h.livemode, h.payment_id, h.kind, h.state, h.amount_minor, h.currency,
	h.expiry, h.acquirer_ref, h.failure_code, h.failure_message, h.checks, h.created_at, h.updated_at`

func captureFields(c *pay.Capture) []any {
	return []any{&c.MerchantID, &c.ID, &c.Livemode, &c.PaymentID, &c.Kind, &c.State, &c.AmountMinor, &c.Currency,
		&c.Expiry, &c.AcquirerRef, &c.FailureCode, &c.FailureMessage, &c.Checks, &c.CreatedAt, &c.UpdatedAt}
}

// HeldPayment is a capture or void and the payment whose hold it is about.
type HeldPayment struct {
	Capture pay.Capture
	Payment pay.Payment
}

// BeginCapture records the intent to take or to give up what a payment holds.
// Only one can be under way. When one with this id is there already, because
// the same request ran before, that one is returned.
func (s *Store) BeginCapture(ctx context.Context, by pay.Caller, o pay.CaptureOrder, lease time.Duration) (HeldPayment, error) {
	if before, err := s.captureBefore(ctx, by, o); err == nil || pay.CodeOf(err) != pay.NotFound {
		return before, err
	}
	p, err := s.Payment(ctx, by, o.PaymentID)
	if err != nil {
		return HeldPayment{}, err
	}
	amountMinor, err := pay.CheckCapture(p, o)
	if err != nil {
		return HeldPayment{}, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error { return s.insertCapture(ctx, tx, by, p, o, amountMinor, lease) })
	if err != nil { // the same request, sent twice at once, may have been faster
		if before, again := s.captureBefore(ctx, by, o); again == nil {
			return before, nil
		}
	}
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &pg) && pg.ConstraintName == "captures_one_open":
		return HeldPayment{}, pay.Errorf(pay.Conflict, "This payment is being captured or voided right now. Look at it again in a moment.")
	case errors.Is(err, errStale):
		return HeldPayment{}, pay.Errorf(pay.Conflict, "The payment has changed in the meantime. Look at it again.")
	case err != nil:
		return HeldPayment{}, explain(err)
	}
	return s.capture(ctx, by.MerchantID, o.ID)
}

// insertCapture also locks the payment, after the capture as everybody does, so
// that of two that read it at the same time the second sees what the first made
// of it.
func (s *Store) insertCapture(ctx context.Context, tx pgx.Tx, by pay.Caller, p pay.Payment, o pay.CaptureOrder, amountMinor int64, lease time.Duration) error {
	b := &pgx.Batch{}
	b.Queue(`/* BeginCapture */
		INSERT INTO captures (merchant_id, id, livemode, payment_id, kind, state, amount_minor, currency, expiry,
			user_id, key_id, check_at, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, 'processing', $6, $7, $8, $9, $10, now() + $11, $12, $12)`,
		p.MerchantID, o.ID, p.Livemode, p.ID, string(o.Kind), amountMinor, p.Currency, o.Expiry,
		by.UserID, by.KeyID, lease, s.now())
	b.Queue(`/* BeginCapture */
		SELECT FROM payments WHERE merchant_id = $1 AND id = $2 AND version = $3 AND authorized_until IS NOT NULL FOR NO KEY UPDATE`,
		p.MerchantID, p.ID, p.Version).Exec(oneRow(errStale))
	act := pay.ActPaymentCaptured
	if o.Kind == pay.KindVoid {
		act = pay.ActPaymentVoided
	}
	s.queuePersonsAct(b, by, act, p.ID, pay.Money{Minor: amountMinor, Currency: p.Currency})
	return send(ctx, tx, b)
}

// captureBefore finds what the same request recorded, and refuses when the id
// stands for something else.
func (s *Store) captureBefore(ctx context.Context, by pay.Caller, o pay.CaptureOrder) (HeldPayment, error) {
	before, err := s.capture(ctx, by.MerchantID, o.ID)
	if err == nil && (before.Capture.PaymentID != o.PaymentID || before.Capture.Kind != o.Kind ||
		o.AmountMinor != nil && *o.AmountMinor != before.Capture.AmountMinor) {
		return HeldPayment{}, pay.Errorf(pay.KeyReused, "This request was sent before with other values.")
	}
	return before, err
}

func (s *Store) capture(ctx context.Context, merchantID, id pay.ID) (h HeldPayment, err error) {
	err = s.pool.QueryRow(ctx, `/* capture */
		SELECT `+captureColumns+`, `+paymentColumns+`
		FROM captures h JOIN payments p ON p.merchant_id = h.merchant_id AND p.id = h.payment_id
		WHERE h.merchant_id = $1 AND h.id = $2`, merchantID, id).
		Scan(append(captureFields(&h.Capture), paymentFields(&h.Payment)...)...)
	return h, notFound(err, pay.NotFound, "There is no such capture.")
}

// CaptureOutcome is what the acquirer said of a capture or void; a state that
// is not final means that it is to be asked again after CheckAfter.
type CaptureOutcome struct {
	State       pay.CaptureState
	AcquirerRef string
	FailureCode string
	Message     string
	CheckAfter  time.Duration
}

// FinishCapture is the one way by which a capture or void ends. A capture
// makes the payment paid and posts what was taken; a void gives up what is
// held, and with all of it the link's use and the stock. Rejected, nothing of
// the payment changes. Coming twice changes nothing.
func (s *Store) FinishCapture(ctx context.Context, h HeldPayment, out CaptureOutcome) (HeldPayment, error) {
	if out.State == pay.CaptureProcessing {
		_, err := s.pool.Exec(ctx, `/* putOffCapture */
			UPDATE captures SET check_at = now() + $3 WHERE merchant_id = $1 AND id = $2 AND state = 'processing'`,
			h.Capture.MerchantID, h.Capture.ID, out.CheckAfter)
		return h, explain(err)
	}
	c := h.Capture
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		b := &pgx.Batch{}
		b.Queue(`/* FinishCapture */
			UPDATE captures SET state = $3, acquirer_ref = $4, failure_code = $5, failure_message = $6, check_at = NULL, updated_at = $7
			WHERE merchant_id = $1 AND id = $2 AND state = 'processing'`,
			c.MerchantID, c.ID, string(out.State), out.AcquirerRef, out.FailureCode, out.Message, s.now()).Exec(oneRow(errStale))
		switch {
		case out.State == pay.CaptureRejected && c.Expiry:
			// It will be tried again, but not at once: somebody has to look at it.
			b.Queue(`/* FinishCapture */
				UPDATE payments SET authorized_until = now() + interval '1 day' WHERE merchant_id = $1 AND id = $2 AND authorized_until IS NOT NULL`,
				c.MerchantID, c.PaymentID)
		case out.State == pay.CaptureRejected:
		case c.Kind == pay.KindCapture:
			s.queueCaptured(b, h)
		default:
			s.queueVoided(b, h)
		}
		if err := send(ctx, tx, b); err != nil {
			return err
		}
		if out.State == pay.CaptureCompleted && c.Kind == pay.KindCapture {
			return s.insertJob(ctx, tx, ReceiptArgs{PaymentID: c.PaymentID.UUID()})
		}
		return nil
	})
	if err != nil && !errors.Is(err, errStale) {
		return h, fmt.Errorf("store: finish capture %s: %w", c.ID.UUID(), err)
	}
	return s.capture(ctx, c.MerchantID, c.ID)
}

var errNotHeld = errors.New("store: the payment holds nothing")

func (s *Store) queueCaptured(b *pgx.Batch, h HeldPayment) {
	c, p := h.Capture, h.Payment
	if !p.LinkID.IsZero() {
		b.Queue(`/* FinishCapture */
			UPDATE links SET taken_minor = taken_minor + $3 WHERE merchant_id = $1 AND id = $2`,
			p.MerchantID, p.LinkID, c.AmountMinor).Exec(oneRow(errors.New("store: the payment's link is gone")))
	}
	b.Queue(`/* FinishCapture */
		UPDATE payments SET state = 'paid', version = version + 1, captured_minor = $3, tax_minor = $4, paid_at = $5, updated_at = $5,
			authorized_until = CASE WHEN $3 < amount_minor THEN authorized_until END
		WHERE merchant_id = $1 AND id = $2 AND state = 'authorized'`,
		p.MerchantID, p.ID, c.AmountMinor, pay.ProrateTax(p.TaxMinor, c.AmountMinor, p.AmountMinor), s.now()).Exec(oneRow(errNotHeld))
	s.queueTransfer(b, "payment", p.ID, p.Livemode, p.MerchantID, c.Amount())
	s.queueEvent(b, eventOfPayment, p.MerchantID, p.Livemode, pay.EventPaymentCompleted, p.ID)
}

// queueVoided gives up a hold. What was captured before keeps the link's use
// and the stock.
func (s *Store) queueVoided(b *pgx.Batch, h HeldPayment) {
	c, p := h.Capture, h.Payment
	next, event := pay.PaymentCanceled, pay.EventPaymentCanceled
	switch {
	case p.CapturedMinor > 0:
		next, event = p.State, pay.EventPaymentVoided
	case c.Expiry:
		next, event = pay.PaymentExpired, pay.EventPaymentExpired
	}
	if p.CapturedMinor == 0 {
		queueUnsold(b, p)
	}
	b.Queue(`/* FinishCapture */
		UPDATE payments SET state = CASE WHEN captured_minor = 0 THEN $3 ELSE state END, version = version + 1,
			voided_minor = voided_minor + $4, authorized_until = NULL, updated_at = $5
		WHERE merchant_id = $1 AND id = $2 AND authorized_until IS NOT NULL`,
		p.MerchantID, p.ID, string(next), c.AmountMinor, s.now()).Exec(oneRow(errNotHeld))
	s.queueEvent(b, eventOfPayment, p.MerchantID, p.Livemode, event, p.ID)
}

// queueUnsold gives the link's use and the stock of a payment back.
func queueUnsold(b *pgx.Batch, p pay.Payment) {
	if !p.LinkID.IsZero() {
		b.Queue(`/* FinishCapture */
			UPDATE links SET uses_count = uses_count - 1 WHERE merchant_id = $1 AND id = $2`,
			p.MerchantID, p.LinkID).Exec(oneRow(errors.New("store: the payment's link is gone")))
	}
	if p.LinesCount == 0 {
		return
	}
	b.Queue(`/* FinishCapture */
		`+lockBought+`
		UPDATE products o SET sold = o.sold - l.quantity, quantity = o.quantity + l.quantity
		FROM locked l WHERE o.merchant_id = $1 AND o.id = l.id`, p.MerchantID, p.CheckoutID)
}

// DueCaptures takes up to limit captures and voids whose time to ask the
// acquirer has come, and puts off the next time.
func (s *Store) DueCaptures(ctx context.Context, limit int, again time.Duration) ([]HeldPayment, error) {
	rows, err := s.pool.Query(ctx, `/* DueCaptures */
		WITH due AS (
			SELECT merchant_id, id FROM captures WHERE check_at <= now()
			ORDER BY check_at LIMIT $1 FOR UPDATE SKIP LOCKED
		), h AS (
			UPDATE captures SET check_at = now() + $2, checks = checks + 1
			FROM due WHERE captures.merchant_id = due.merchant_id AND captures.id = due.id
			RETURNING captures.*
		)
		SELECT `+captureColumns+`, `+paymentColumns+`
		FROM h JOIN payments p ON p.merchant_id = h.merchant_id AND p.id = h.payment_id`, limit, again)
	if err != nil {
		return nil, explain(err)
	}
	due, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (h HeldPayment, err error) {
		err = row.Scan(append(captureFields(&h.Capture), paymentFields(&h.Payment)...)...)
		return h, err
	})
	return due, explain(err)
}

// OverdueHolds returns payments whose hold has come to its end with nothing
// under way, the longest over first.
func (s *Store) OverdueHolds(ctx context.Context, limit int) ([]pay.Payment, error) {
	rows, err := s.pool.Query(ctx, `/* OverdueHolds */
		SELECT `+paymentColumns+` FROM payments p
		WHERE p.authorized_until <= now()
			AND NOT EXISTS (SELECT FROM captures h WHERE h.merchant_id = p.merchant_id AND h.payment_id = p.id AND h.check_at IS NOT NULL)
		ORDER BY p.authorized_until LIMIT $1`, limit)
	if err != nil {
		return nil, explain(err)
	}
	overdue, err := pgx.CollectRows(rows, scanPayment)
	return overdue, explain(err)
}
