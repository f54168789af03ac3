package desk

import (
	"context"

	"linktill/internal/acquirer"
	"linktill/internal/pay"
	"linktill/store"
)

// Refund gives a payment back, whole or in part. authorization is the member's
// second factor for exactly this order; zero for an API key, whose scope and
// limit count instead. A refund that is still processing is one whose outcome
// is not known yet. The same order again gives what became of the first.
func (d *Desk) Refund(ctx context.Context, by pay.Caller, o pay.RefundOrder, authorization pay.ID) (store.PaidRefund, error) {
	FaultHere("refund.before_intent")
	r, err := d.store.BeginRefund(ctx, by, o, authorization, lease)
	if err != nil || r.Refund.State.Final() {
		return r, err
	}
	a, ok := d.named(r.Payment.Acquirer)
	if !ok {
		return r, pay.Errorf(pay.Unavailable, "The acquirer of this payment is not set up any more. The refund waits for it.")
	}
	FaultHere("refund.after_intent")
	finished, done := call(ctx, d, func(ctx context.Context) store.PaidRefund { return d.refundCall(ctx, a, r) })
	if !done {
		return r, nil
	}
	return finished, nil
}

// refundCall calls the acquirer and records what it says.
func (d *Desk) refundCall(ctx context.Context, a acquirer.Acquirer, r store.PaidRefund) store.PaidRefund {
	callCtx, cancel := context.WithTimeout(ctx, callMax)
	defer cancel()
	result, err := a.Refund(callCtx, acquirer.RefundRequest{
		Key: r.Refund.ID.UUID(), PaymentRef: r.Payment.AcquirerRef, Money: r.Refund.Amount(), Reason: r.Refund.Reason,
	})
	FaultHere("refund.after_call")
	finished := d.recordRefund(ctx, r, refundOutcome(r, result, err))
	FaultHere("refund.after_outcome")
	return finished
}

func (d *Desk) recordRefund(ctx context.Context, r store.PaidRefund, out store.RefundOutcome) store.PaidRefund {
	finished, err := d.store.FinishRefund(ctx, r, out)
	if err != nil {
		d.log.Error("outcome not recorded; it will be asked for again", "refund", pay.RefundPrefix.Show(r.Refund.ID), "err", err)
		return r
	}
	return finished
}

// refundOutcome is what an acquirer's answer means for a refund. A refusal on
// the first call is a rejection; a failure that comes later is one. What was
// set aside stays so until the answer is definite.
func refundOutcome(r store.PaidRefund, result acquirer.Result, err error) store.RefundOutcome {
	out := store.RefundOutcome{State: pay.RefundProcessing, AcquirerRef: result.Ref, CheckAfter: pay.SettleDelay(r.Refund.Checks)}
	switch {
	case acquirer.IsMisuse(err):
		out.State, out.FailureCode = pay.RefundRejected, string(acquirer.ProcessingError)
		out.Message = "The acquirer refused this refund."
	case err != nil:
	case result.State == acquirer.Completed:
		out.State = pay.RefundCompleted
	case result.State == acquirer.Failed && r.Refund.AcquirerRef == "":
		out.State, out.FailureCode, out.Message = pay.RefundRejected, string(result.DeclineCode), result.Message
	case result.State == acquirer.Failed:
		out.State, out.FailureCode, out.Message = pay.RefundFailed, string(result.DeclineCode), result.Message
	}
	return out
}
