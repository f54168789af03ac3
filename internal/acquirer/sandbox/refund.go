package sandbox

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/acquirer"
	"linktill/internal/pay"
)

// Refund gives back at most what is left of a paid payment. The first call
// with a key decides; any other is told what the books say.
func (s *Sandbox) Refund(ctx context.Context, r acquirer.RefundRequest) (acquirer.Result, error) {
	if err := errors.Join(acquirer.CheckKey(r.Key), acquirer.CheckMoney(r.Money)); err != nil {
		return acquirer.Result{}, err
	}
	// Not clean: an id can have digits that look like a card's number.
	r.PaymentRef = pay.CleanLine(r.PaymentRef)
	var op operation
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		isFirst, err := takeKey(ctx, tx, "refund", r.Key, r.Money, r.PaymentRef, r.Reason)
		if err == nil && isFirst {
			err = s.decideRefund(ctx, tx, r)
		}
		if err != nil {
			return err
		}
		op, err = load(ctx, tx, r.Key)
		return err
	})
	if err != nil {
		return acquirer.Result{}, fmt.Errorf("sandbox: refund: %w", err)
	}
	if op.Kind != "refund" || op.money() != r.Money || deref(op.PaymentRef) != r.PaymentRef {
		return acquirer.Result{}, acquirer.Misusef("the key %s is taken by another %s", op.Key, op.Kind)
	}
	return s.result(op), nil
}

// takeKey writes the operation as one that failed, until it is decided in the
// same transaction; others with the key wait for that. It reports whether the
// key was free.
func takeKey(ctx context.Context, tx pgx.Tx, kind, key string, money pay.Money, paymentRef, description string) (isFirst bool, err error) {
	tag, err := tx.Exec(ctx, `/* sandbox.takeKey */
		INSERT INTO sandbox.operations (key, kind, state, decline_code, amount_minor, currency, description, payment_ref)
		VALUES ($1, $2, 'failed', $3, $4, $5, $6, $7)
		ON CONFLICT (key) DO NOTHING`,
		key, kind, notPossible[kind], money.Minor, money.Currency, clean(description), paymentRef)
	return tag.RowsAffected() == 1, err
}

// notPossible is why an operation on a payment fails that cannot have it.
var notPossible = map[string]acquirer.DeclineCode{
	"refund": acquirer.RefundNotPossible, "capture": acquirer.HoldNotPossible, "release": acquirer.HoldNotPossible,
}

// lockPayment locks the payment with that reference, so that what is done to it
// is decided one after the other; found is false when there is none.
func lockPayment(ctx context.Context, tx pgx.Tx, ref string) (payment operation, found bool, err error) {
	key, isRef := strings.CutPrefix(ref, refPrefix)
	if !isRef {
		return operation{}, false, nil
	}
	payment, err = one(tx.Query(ctx, `/* sandbox.lockPayment */
		SELECT `+operationColumns+` FROM sandbox.operations WHERE key = $1 AND kind = 'payment' FOR UPDATE`, key))
	if errors.Is(err, pgx.ErrNoRows) {
		return operation{}, false, nil
	}
	return payment, err == nil, err
}

// decideRefund writes the outcome of a refund, with the payment locked.
func (s *Sandbox) decideRefund(ctx context.Context, tx pgx.Tx, r acquirer.RefundRequest) error {
	payment, found, err := lockPayment(ctx, tx, r.PaymentRef)
	if err != nil || !found {
		return err // not found, it stays failed
	}
	// A statement of its own: only one that starts after the lock was had sees
	// what the refunds before this one did.
	var pendingMinor int64
	err = tx.QueryRow(ctx, `/* sandbox.pendingRefunds */
		SELECT coalesce(sum(amount_minor), 0)::bigint FROM sandbox.operations
		 WHERE payment_ref = $1 AND settles_at > now()`, r.PaymentRef).Scan(&pendingMinor)
	if err != nil {
		return err
	}
	return s.writeRefund(ctx, tx, r.Key, payment, refundOutcome(payment, pendingMinor, r))
}

// outcome is how a refund ends, and whether that shows only later.
type outcome struct {
	state    acquirer.State
	decline  acquirer.DeclineCode
	isLater  bool
	refunded int64 // minor units that leave the payment
}

// refundOutcome decides about one refund of a payment, of which refunds that
// have not settled hold pendingMinor.
func refundOutcome(payment operation, pendingMinor int64, r acquirer.RefundRequest) outcome {
	takenMinor := payment.takenMinor()
	switch {
	case takenMinor == 0 || !payment.Settled || payment.money().Currency != r.Money.Currency:
		return outcome{state: acquirer.Failed, decline: acquirer.RefundNotPossible}
	case r.Money.Minor > takenMinor-payment.RefundedMinor-pendingMinor:
		return outcome{state: acquirer.Failed, decline: acquirer.RefundTooLarge}
	case deref(payment.Scenario) == refundReturned.Name:
		return outcome{state: acquirer.Failed, decline: acquirer.RefundReturned, isLater: true}
	default:
		return outcome{state: acquirer.Completed, refunded: r.Money.Minor}
	}
}

func (s *Sandbox) writeRefund(ctx context.Context, tx pgx.Tx, key string, payment operation, out outcome) error {
	var settleAfter *time.Duration
	if out.isLater {
		settleAfter = &s.options.SettleAfter
	}
	_, err := tx.Exec(ctx, `/* sandbox.writeRefund */
		UPDATE sandbox.operations
		   SET state = $2, decline_code = nullif($3, ''), settles_at = now() + $4::interval, updated_at = now()
		 WHERE key = $1`, key, out.state, out.decline, settleAfter)
	if err != nil || out.refunded == 0 {
		return err
	}
	_, err = tx.Exec(ctx, `/* sandbox.writeRefunded */
		UPDATE sandbox.operations SET refunded_minor = refunded_minor + $2, updated_at = now()
		 WHERE key = $1`, payment.Key, out.refunded)
	return err
}
