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
		isFirst, err := takeRefundKey(ctx, tx, r)
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

// takeRefundKey writes the refund as one that failed, until it is decided in
// the same transaction; others with the key wait for that. It reports whether
// the key was free.
func takeRefundKey(ctx context.Context, tx pgx.Tx, r acquirer.RefundRequest) (isFirst bool, err error) {
	tag, err := tx.Exec(ctx, `/* sandbox.takeRefundKey */
		INSERT INTO sandbox.operations (key, kind, state, decline_code, amount_minor, currency, description, payment_ref)
		VALUES ($1, 'refund', 'failed', $2, $3, $4, $5, $6)
		ON CONFLICT (key) DO NOTHING`,
		r.Key, acquirer.RefundNotPossible, r.Money.Minor, r.Money.Currency, clean(r.Reason), r.PaymentRef)
	return tag.RowsAffected() == 1, err
}

// decideRefund locks the payment, so that refunds of it are decided one after
// the other, and writes the outcome of this one.
func (s *Sandbox) decideRefund(ctx context.Context, tx pgx.Tx, r acquirer.RefundRequest) error {
	key, isRef := strings.CutPrefix(r.PaymentRef, refPrefix)
	if !isRef {
		return nil // it stays failed
	}
	payment, err := one(tx.Query(ctx, `/* sandbox.lockPayment */
		SELECT `+operationColumns+` FROM sandbox.operations WHERE key = $1 AND kind = 'payment' FOR UPDATE`, key))
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
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
	paid := payment.money()
	switch {
	case payment.State != acquirer.Paid || !payment.Settled || paid.Currency != r.Money.Currency:
		return outcome{state: acquirer.Failed, decline: acquirer.RefundNotPossible}
	case r.Money.Minor > paid.Minor-payment.RefundedMinor-pendingMinor:
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
