package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"linktill/internal/pay"
)

// AttemptOutcome is what the acquirer said of an attempt, or, with
// AttemptUnknown, that it gave no answer.
type AttemptOutcome struct {
	State       pay.AttemptState
	AcquirerRef string
	DeclineCode string
	Message     string
	ActionURL   string
	// Card is the card that the acquirer keeps from now on, where that was asked
	// for.
	Card pay.SavedCard
	// CheckAfter is when the acquirer is asked next, for states that are not
	// final.
	CheckAfter time.Duration
	// Unheard is true for a renewal that is Canceled because the acquirer never
	// heard of it: it is tried again at once, and nobody is told.
	Unheard bool
}

// refused reports whether a charge has failed, so that the customer has to know.
func (out AttemptOutcome) refused() bool {
	return out.State == pay.AttemptDeclined || out.State == pay.AttemptCanceled && !out.Unheard
}

// FinishAttempt is the one way by which an attempt and its payment change
// after the intent: the answer to our call, the job that asks again and the
// acquirer's own calls all come here. In one transaction it moves attempt and
// payment, turns the held use into a counted one or gives it back, posts the
// transfer, and leaves the event and the jobs. Coming twice, or too late,
// changes nothing; the result is the state that stands.
func (s *Store) FinishAttempt(ctx context.Context, b Begun, out AttemptOutcome) (Begun, error) {
	subscribed, err := s.subscribes(ctx, b.Payment, out)
	if err != nil {
		return b, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		batch := &pgx.Batch{}
		s.queueAttempt(batch, b.Attempt, out)
		next := out.State.AttemptNext()
		if out.State.Final() {
			s.queueCharge(batch, b.Payment, out)
			queueLinkUse(batch, b.Payment, out.State)
			queueStock(batch, b.Payment, out.State.Succeeded())
		}
		if next != b.Payment.State {
			s.queuePayment(batch, b, out, next)
			s.queueSubscribed(batch, b.Payment, subscribed)
			if next == pay.PaymentPaid {
				s.queueTransfer(batch, "payment", b.Payment.ID, b.Payment.Livemode, b.Payment.MerchantID, b.Payment.Amount())
			}
			s.queueEvent(batch, eventOfPayment, b.Payment.MerchantID, b.Payment.Livemode, pay.PaymentEvent(next), b.Payment.ID)
		}
		s.queueChargeEvent(batch, b.Payment, out, subscribed)
		if err := send(ctx, tx, batch); err != nil {
			return err
		}
		return s.insertMail(ctx, tx, b.Payment, out)
	})
	if errors.Is(err, errStale) {
		return s.attempt(ctx, b.Payment.MerchantID, b.Attempt.ID)
	}
	if err != nil {
		return b, fmt.Errorf("store: finish attempt %s: %w", b.Attempt.ID.UUID(), err)
	}
	if subscribed != nil {
		b.Payment.SubscriptionID = subscribed.ID
	}
	return b.after(out, s.now()), nil
}

// after is what FinishAttempt made of b.
func (b Begun) after(out AttemptOutcome, now time.Time) Begun {
	b.Attempt.State, b.Attempt.AcquirerRef = out.State, out.AcquirerRef
	b.Attempt.DeclineCode, b.Attempt.Message, b.Attempt.ActionURL = out.DeclineCode, out.Message, out.ActionURL
	if next := out.State.AttemptNext(); next != b.Payment.State {
		b.Payment.State = next
		b.Payment.Version++
		b.Payment.UpdatedAt = now
		b.Payment.FailureCode, b.Payment.FailureMessage = out.DeclineCode, out.Message
		b.Payment.AcquirerRef = out.AcquirerRef
		switch next {
		case pay.PaymentPaid:
			b.Payment.PaidAt, b.Payment.CapturedMinor = &now, b.Payment.AmountMinor
		case pay.PaymentAuthorized:
			until := now.Add(pay.HoldLife)
			b.Payment.AuthorizedUntil = &until
		}
	}
	return b
}

func (s *Store) queueAttempt(b *pgx.Batch, a pay.Attempt, out AttemptOutcome) {
	var checkAfter *time.Duration
	if !out.State.Final() {
		checkAfter = &out.CheckAfter
	}
	b.Queue(`/* FinishAttempt */
		UPDATE attempts SET state = $3, acquirer_ref = $4, decline_code = $5, message = $6, action_url = $7,
			check_at = now() + $8, finished_at = CASE WHEN $8::interval IS NULL THEN $9::timestamptz END
		WHERE merchant_id = $1 AND id = $2 AND state IN ('processing', 'requires_action', 'unknown')`,
		a.MerchantID, a.ID, out.State, out.AcquirerRef, out.DeclineCode, out.Message, out.ActionURL, checkAfter, s.now()).
		Exec(oneRow(errStale))
}

// queueLinkUse ends the hold on the link: counted when the money was taken or
// is held on the card, else given back.
func queueLinkUse(b *pgx.Batch, p pay.Payment, s pay.AttemptState) {
	if p.LinkID.IsZero() {
		return
	}
	b.Queue(`/* FinishAttempt */
		UPDATE links SET uses_held = uses_held - 1, uses_count = uses_count + $3, taken_minor = taken_minor + $4 * $5::bigint
		WHERE merchant_id = $1 AND id = $2`,
		p.MerchantID, p.LinkID, oneIf(s.Succeeded()), oneIf(s == pay.AttemptPaid), p.AmountMinor).Exec(oneRow(errors.New("store: the payment's link is gone")))
}

// lockBought locks the products of a checkout by ascending id, as everywhere, for
// the statement that follows it. New lines refer to products by a foreign key, in
// any order: this lock leaves that to them, or the two could wait for each other.
const lockBought = `WITH bought AS (
			SELECT product_id, sum(quantity)::bigint AS quantity FROM checkout_lines
			WHERE merchant_id = $1 AND checkout_id = $2 AND product_id IS NOT NULL GROUP BY product_id
		), locked AS (
			SELECT o.id, bought.quantity FROM products o JOIN bought ON bought.product_id = o.id
			WHERE o.merchant_id = $1 ORDER BY o.id FOR NO KEY UPDATE OF o
		)`

// queueStock ends the hold on what the payment buys: sold, or given back.
func queueStock(b *pgx.Batch, p pay.Payment, sold bool) {
	if p.LinesCount == 0 {
		return
	}
	b.Queue(`/* FinishAttempt */
		`+lockBought+`
		UPDATE products o SET held = o.held - l.quantity,
			sold = o.sold + $3 * l.quantity, quantity = o.quantity - $3 * l.quantity
		FROM locked l WHERE o.merchant_id = $1 AND o.id = l.id`, p.MerchantID, p.CheckoutID, int64(oneIf(sold)))
}

func oneIf(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s *Store) queuePayment(b *pgx.Batch, begun Begun, out AttemptOutcome, next pay.PaymentState) {
	p := begun.Payment
	b.Queue(`/* FinishAttempt */
		UPDATE payments SET state = $3, version = version + 1, updated_at = $8,
			failure_code = $4, failure_message = $5, acquirer_ref = $6,
			paid_at = CASE WHEN $3 = 'paid' THEN $8::timestamptz END,
			captured_minor = CASE WHEN $3 = 'paid' THEN amount_minor ELSE 0 END,
			authorized_until = CASE WHEN $3 = 'authorized' THEN $8::timestamptz + $9::interval END
		WHERE merchant_id = $1 AND id = $2 AND state = ANY ($7)`,
		p.MerchantID, p.ID, string(next), out.DeclineCode, out.Message, out.AcquirerRef, pay.PaymentFrom(next), s.now(), pay.HoldLife).
		Exec(oneRow(errStale))
}

// DueAttempts takes up to limit attempts whose time to ask the acquirer has
// come, and puts off the next time, so that nobody else takes them until then.
func (s *Store) DueAttempts(ctx context.Context, limit int, again time.Duration) ([]Begun, error) {
	rows, err := s.pool.Query(ctx, `/* DueAttempts */
		WITH due AS (
			SELECT merchant_id, id FROM attempts WHERE check_at <= now()
			ORDER BY check_at LIMIT $1 FOR UPDATE SKIP LOCKED
		), a AS (
			UPDATE attempts SET check_at = now() + $2, checks = checks + 1
			FROM due WHERE attempts.merchant_id = due.merchant_id AND attempts.id = due.id
			RETURNING attempts.*
		)
		SELECT `+paymentColumns+`, `+attemptColumns+`
		FROM a JOIN payments p ON p.merchant_id = a.merchant_id AND p.id = a.payment_id`, limit, again)
	if err != nil {
		return nil, explain(err)
	}
	due, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (b Begun, err error) {
		err = row.Scan(append(paymentFields(&b.Payment), attemptFields(&b.Attempt)...)...)
		return b, err
	})
	return due, explain(err)
}

// PutOffAttempt sets when the acquirer is asked again about an attempt that it
// still cannot tell.
func (s *Store) PutOffAttempt(ctx context.Context, a pay.Attempt, wait time.Duration) error {
	_, err := s.pool.Exec(ctx, `/* PutOffAttempt */
		UPDATE attempts SET check_at = now() + $3 WHERE merchant_id = $1 AND id = $2 AND check_at IS NOT NULL`,
		a.MerchantID, a.ID, wait)
	return explain(err)
}

func (s *Store) insertJob(ctx context.Context, tx pgx.Tx, args river.JobArgs) error {
	_, err := s.jobs.InsertTx(ctx, tx, args, nil)
	return err
}
