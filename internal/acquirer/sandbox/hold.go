package sandbox

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"linktill/internal/acquirer"
	"linktill/internal/pay"
)

// Capture takes a part of what a payment holds, once for each payment.
func (s *Sandbox) Capture(ctx context.Context, r acquirer.HoldRequest) (acquirer.Result, error) {
	return s.onHold(ctx, "capture", r, `/* sandbox.Capture */
		UPDATE sandbox.operations SET captured_minor = $2, updated_at = now()
		WHERE key = $1 AND state = 'authorized' AND currency = $3
			AND captured_minor = 0 AND released_minor = 0 AND amount_minor >= $2`)
}

// Release gives up what a payment still holds, all of it.
func (s *Sandbox) Release(ctx context.Context, r acquirer.HoldRequest) (acquirer.Result, error) {
	return s.onHold(ctx, "release", r, `/* sandbox.Release */
		UPDATE sandbox.operations SET released_minor = $2, updated_at = now()
		WHERE key = $1 AND state = 'authorized' AND currency = $3
			AND released_minor = 0 AND amount_minor - captured_minor = $2`)
}

// onHold does one thing to a payment that holds its amount: the first call with
// a key decides, any other is told what the books say. change does it when that
// is possible, and changes no row when it is not.
func (s *Sandbox) onHold(ctx context.Context, kind string, r acquirer.HoldRequest, change string) (acquirer.Result, error) {
	if err := errors.Join(acquirer.CheckKey(r.Key), acquirer.CheckMoney(r.Money)); err != nil {
		return acquirer.Result{}, err
	}
	r.PaymentRef = pay.CleanLine(r.PaymentRef)
	var op operation
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		isFirst, err := takeKey(ctx, tx, kind, r.Key, r.Money, r.PaymentRef, "")
		if err == nil && isFirst {
			err = changeHold(ctx, tx, r, change)
		}
		if err != nil {
			return err
		}
		op, err = load(ctx, tx, r.Key)
		return err
	})
	if err != nil {
		return acquirer.Result{}, fmt.Errorf("sandbox: %s: %w", kind, err)
	}
	if op.Kind != kind || op.money() != r.Money || deref(op.PaymentRef) != r.PaymentRef {
		return acquirer.Result{}, acquirer.Misusef("the key %s is taken by another %s", op.Key, op.Kind)
	}
	return s.result(op), nil
}

func changeHold(ctx context.Context, tx pgx.Tx, r acquirer.HoldRequest, change string) error {
	payment, found, err := lockPayment(ctx, tx, r.PaymentRef)
	if err != nil || !found || !payment.Settled {
		return err // it stays failed
	}
	tag, err := tx.Exec(ctx, change, payment.Key, r.Money.Minor, r.Money.Currency)
	if err != nil || tag.RowsAffected() == 0 {
		return err
	}
	_, err = tx.Exec(ctx, `/* sandbox.changeHold */
		UPDATE sandbox.operations SET state = 'completed', decline_code = NULL, updated_at = now() WHERE key = $1`, r.Key)
	return err
}
