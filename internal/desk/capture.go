package desk

import (
	"context"

	"linktill/internal/acquirer"
	"linktill/internal/pay"
	"linktill/store"
)

// Capture takes what a payment holds, or gives it up, as the order says. One
// that is still processing is one whose outcome is not known yet. The same
// order again gives what became of the first.
func (d *Desk) Capture(ctx context.Context, by pay.Caller, o pay.CaptureOrder) (store.HeldPayment, error) {
	FaultHere("capture.before_intent")
	held, err := d.store.BeginCapture(ctx, by, o, lease)
	if err != nil || held.Capture.State != pay.CaptureProcessing {
		return held, err
	}
	a, ok := d.named(held.Payment.Acquirer)
	if !ok {
		return held, pay.Errorf(pay.Unavailable, "The acquirer of this payment is not set up any more. The operation waits for it.")
	}
	FaultHere("capture.after_intent")
	finished, done := call(ctx, d, func(ctx context.Context) store.HeldPayment { return d.captureCall(ctx, a, held) })
	if !done {
		return held, nil
	}
	return finished, nil
}

// captureCall calls the acquirer and records what it says.
func (d *Desk) captureCall(ctx context.Context, a acquirer.Acquirer, held store.HeldPayment) store.HeldPayment {
	callCtx, cancel := context.WithTimeout(ctx, callMax)
	defer cancel()
	do := a.Capture
	if held.Capture.Kind == pay.KindVoid {
		do = a.Release
	}
	result, err := do(callCtx, acquirer.HoldRequest{
		Key: held.Capture.ID.UUID(), PaymentRef: held.Payment.AcquirerRef, Money: held.Capture.Amount()})
	FaultHere("capture.after_call")
	finished := d.recordCapture(ctx, held, captureOutcome(held, result, err))
	FaultHere("capture.after_outcome")
	return finished
}

func (d *Desk) recordCapture(ctx context.Context, held store.HeldPayment, out store.CaptureOutcome) store.HeldPayment {
	finished, err := d.store.FinishCapture(ctx, held, out)
	if err != nil {
		d.log.Error("outcome not recorded; it will be asked for again", "capture", pay.CapturePrefix.Show(held.Capture.ID), "err", err)
		return held
	}
	return finished
}

// captureOutcome is what an acquirer's answer means for a capture or void.
func captureOutcome(held store.HeldPayment, result acquirer.Result, err error) store.CaptureOutcome {
	out := store.CaptureOutcome{State: pay.CaptureProcessing, AcquirerRef: result.Ref, CheckAfter: pay.SettleDelay(held.Capture.Checks)}
	switch {
	case acquirer.IsMisuse(err):
		out.State, out.FailureCode = pay.CaptureRejected, string(acquirer.ProcessingError)
		out.Message = "The acquirer refused this operation."
	case err != nil:
	case result.State == acquirer.Completed:
		out.State = pay.CaptureCompleted
	case result.State == acquirer.Failed:
		out.State, out.FailureCode, out.Message = pay.CaptureRejected, string(result.DeclineCode), result.Message
	}
	return out
}

// settleCapture asks what became of a capture or void, and makes the same call
// again when the acquirer never saw it.
func (d *Desk) settleCapture(ctx context.Context, held store.HeldPayment) {
	a, ok := d.named(held.Payment.Acquirer)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, callMax)
	defer cancel()
	result, err := a.Status(ctx, held.Capture.ID.UUID())
	if err == nil && result.State == acquirer.NotFound {
		d.captureCall(ctx, a, held)
		return
	}
	d.recordCapture(ctx, held, captureOutcome(held, result, err))
}

// expireHold gives up a hold whose time is over.
func (d *Desk) expireHold(ctx context.Context, p pay.Payment) {
	by := pay.Caller{MerchantID: p.MerchantID, MerchantNumber: p.ID.MerchantNumber(), Livemode: p.Livemode}
	order := pay.CaptureOrder{ID: d.store.NewID(by.MerchantNumber), PaymentID: p.ID, Kind: pay.KindVoid, Expiry: true}
	if _, err := d.Capture(ctx, by, order); err != nil && pay.CodeOf(err) != pay.Conflict {
		d.log.Error("hold not given up; it will be tried again", "payment", pay.PaymentPrefix.Show(p.ID), "err", err)
	}
}
