package desk

import (
	"context"

	"linktill/internal/acquirer"
	"linktill/internal/pay"
	"linktill/store"
)

// settleBatch is how many operations of each kind one round takes on.
const settleBatch = 50

// Settle settles round after round until nothing more is due. It returns how
// many operations it looked at.
func (d *Desk) Settle(ctx context.Context) (int, error) {
	for total := 0; ; {
		n, err := d.settleRound(ctx)
		if total += n; err != nil || n < settleBatch || ctx.Err() != nil {
			return total, err
		}
	}
}

// settleRound asks the acquirers what became of every operation that is due: those
// whose caller died, those that got no clear answer, and challenges that
// nobody finished. It also gives up holds whose time is over. It may run in
// several processes at once.
func (d *Desk) settleRound(ctx context.Context) (int, error) {
	attempts, err := d.store.DueAttempts(ctx, settleBatch, lease)
	if err != nil {
		return 0, err
	}
	for _, b := range attempts {
		d.settleAttempt(ctx, b)
	}
	refunds, err := d.store.DueRefunds(ctx, settleBatch, lease)
	if err != nil {
		return len(attempts), err
	}
	for _, r := range refunds {
		d.settleRefund(ctx, r)
	}
	captures, err := d.store.DueCaptures(ctx, settleBatch, lease)
	if err != nil {
		return len(attempts) + len(refunds), err
	}
	for _, held := range captures {
		d.settleCapture(ctx, held)
	}
	overdue, err := d.store.OverdueHolds(ctx, settleBatch)
	for _, p := range overdue {
		d.expireHold(ctx, p)
	}
	return len(attempts) + len(refunds) + len(captures) + len(overdue), err
}

func (d *Desk) settleAttempt(ctx context.Context, b store.Begun) {
	a, ok := d.named(b.Payment.Acquirer)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, callMax)
	defer cancel()
	result, err := d.ask(ctx, a, b)
	out := unattended(b, attemptOutcome(result, err))
	if !out.State.Final() && (out.State == b.Attempt.State || b.Attempt.State != pay.AttemptProcessing) {
		d.putOff(ctx, b.Attempt)
		return
	}
	d.record(ctx, b, out)
}

// ask finds out what became of an attempt. What the acquirer never saw, and a
// challenge whose time is over, is stopped for good: only then is it certain
// that nothing will be charged any more.
func (d *Desk) ask(ctx context.Context, a acquirer.Acquirer, b store.Begun) (acquirer.Result, error) {
	key := b.Attempt.ID.UUID()
	result, err := a.Status(ctx, key)
	abandoned := b.Payment.State == pay.PaymentUnknown || isRenewal(b) || d.now().Sub(b.Attempt.CreatedAt) > challengeMax
	if err == nil && (result.State == acquirer.NotFound || result.State == acquirer.RequiresAction && abandoned) {
		return a.Void(ctx, key)
	}
	return result, err
}

// isRenewal reports whether a saved card was charged, with no customer there.
func isRenewal(b store.Begun) bool { return !b.Payment.SubscriptionID.IsZero() }

// unattended is what an outcome means where no customer is there to confirm it: a
// bank that wanted that has refused. What the acquirer never heard of is no
// refusal.
func unattended(b store.Begun, out store.AttemptOutcome) store.AttemptOutcome {
	switch {
	case !isRenewal(b) || out.State != pay.AttemptCanceled:
	case b.Attempt.AcquirerRef == "":
		out.Unheard = true
	default:
		out.DeclineCode, out.Message = string(acquirer.AuthenticationFailed), acquirer.AuthenticationFailed.Message()
	}
	return out
}

// putOff sets when to ask again. The answer to a challenge comes to us
// directly, unless we were away just then.
func (d *Desk) putOff(ctx context.Context, a pay.Attempt) {
	wait := pay.SettleDelay(a.Checks)
	if a.State == pay.AttemptRequiresAction {
		wait = challengeLook
	}
	if err := d.store.PutOffAttempt(ctx, a, wait); err != nil {
		d.log.Error("attempt not put off; its lease will end", "attempt", pay.AttemptPrefix.Show(a.ID), "err", err)
	}
}

// settleRefund asks what became of a refund, and makes the same call again
// when the acquirer never saw it.
func (d *Desk) settleRefund(ctx context.Context, r store.PaidRefund) {
	a, ok := d.named(r.Payment.Acquirer)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, callMax)
	defer cancel()
	result, err := a.Status(ctx, r.Refund.ID.UUID())
	if err == nil && result.State == acquirer.NotFound {
		d.refundCall(ctx, a, r)
		return
	}
	d.recordRefund(ctx, r, refundOutcome(r, result, err))
}
