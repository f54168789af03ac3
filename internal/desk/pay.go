package desk

import (
	"context"

	"linktill/internal/acquirer"
	"linktill/internal/pay"
	"linktill/store"
)

// Order is a customer's order to pay with a card: an amount by link, or an
// offer of lines.
type Order struct {
	// Link is what is paid, or the link that Offer came from; zero for others.
	Link pay.Link
	// Offer is a checkout of lines, with its price; nil for an amount by link.
	Offer          *pay.Checkout
	MerchantNumber uint32
	CheckoutID     pay.ID
	AttemptNumber  int
	AmountMinor    int64
	Email          string
	// Language is what the customer reads, Answers and Note what the link asked them.
	Language string
	Answers  []pay.CustomAnswer
	Note     string
	// PlacementID is the printed code of the link by which the customer came.
	PlacementID pay.ID
	// Name is the customer's, where it is known from elsewhere than the card.
	Name string
	Card pay.Card
}

// Pay pays a link or an offer. The result tells how far it came: an attempt that
// is still processing is one whose answer was not there within the patience, and
// one that requires action names the page to send the customer to. The same
// order again gives what became of the first.
func (d *Desk) Pay(ctx context.Context, in Order) (store.Begun, error) {
	livemode, simulate := in.Link.Livemode, ""
	if in.Offer != nil {
		livemode, simulate = in.Offer.Livemode, in.Offer.Simulate
		in.AmountMinor = in.Offer.AmountMinor
	} else if err := in.Link.CheckPayable(in.AmountMinor); err != nil {
		return store.Begun{}, err
	}
	a, err := d.acquirerFor(livemode)
	if err != nil {
		return store.Begun{}, err
	}
	FaultHere("pay.before_intent")
	begun, err := d.store.Begin(ctx, beginOf(in, a))
	if err != nil || !begun.Fresh {
		return begun, err
	}
	FaultHere("pay.after_intent")
	finished, done := call(ctx, d, func(ctx context.Context) store.Begun { return d.payAttempt(ctx, a, begun, in.Card, simulate) })
	if !done {
		return begun, nil
	}
	return finished, nil
}

func beginOf(in Order, a acquirer.Acquirer) store.BeginPayment {
	name := in.Card.Holder
	if in.Name != "" {
		name = in.Name
	}
	return store.BeginPayment{
		MerchantNumber: in.MerchantNumber, Link: in.Link, Offer: in.Offer, CheckoutID: in.CheckoutID, AttemptNumber: in.AttemptNumber,
		AmountMinor: in.AmountMinor, Email: in.Email, Name: name, Language: in.Language, Answers: in.Answers, Note: in.Note, PlacementID: in.PlacementID,
		CardBrand: in.Card.Brand(), CardLast4: in.Card.Last4(), Acquirer: a.Name(), Lease: lease,
	}
}

// payAttempt calls the acquirer and records what it says.
func (d *Desk) payAttempt(ctx context.Context, a acquirer.Acquirer, b store.Begun, card pay.Card, simulate string) store.Begun {
	callCtx, cancel := context.WithTimeout(ctx, callMax)
	defer cancel()
	result, err := a.Pay(callCtx, d.payRequest(b, card, simulate))
	FaultHere("pay.after_call")
	finished := d.record(ctx, b, attemptOutcome(result, err))
	FaultHere("pay.after_outcome")
	return finished
}

func (d *Desk) payRequest(b store.Begun, card pay.Card, simulate string) acquirer.PayRequest {
	return acquirer.PayRequest{
		Key: b.Attempt.ID.UUID(), Money: b.Payment.Amount(), Card: card, Description: b.Payment.Description,
		ReturnURL: d.returnPath(b.Payment.CheckoutID), Livemode: b.Payment.Livemode,
		Hold: b.Payment.TransactionType == pay.TypeAuthorization, Simulate: simulate, Save: !b.Payment.Interval.IsZero(),
	}
}

// record stores an outcome. When that fails the attempt stays as it is, and
// Settle finds it once the lease is over.
func (d *Desk) record(ctx context.Context, b store.Begun, out store.AttemptOutcome) store.Begun {
	if out.State == pay.AttemptRequiresAction && b.Payment.State == pay.PaymentUnknown {
		// The customer was told to wait and will not see a challenge now.
		out = store.AttemptOutcome{State: pay.AttemptUnknown, AcquirerRef: out.AcquirerRef, CheckAfter: pay.SettleDelay(0)}
	}
	finished, err := d.store.FinishAttempt(ctx, b, out)
	if err != nil {
		d.log.Error("outcome not recorded; it will be asked for again", "attempt", pay.AttemptPrefix.Show(b.Attempt.ID), "err", err)
		return b
	}
	if finished.Payment.Unsubscribed() {
		d.log.Error("paid, but the acquirer kept no card: no subscription was begun", "payment", pay.PaymentPrefix.Show(finished.Payment.ID))
	}
	return finished
}

// attemptOutcome is what an acquirer's answer means for an attempt. Only a
// definite answer ends it.
func attemptOutcome(r acquirer.Result, err error) store.AttemptOutcome {
	out := store.AttemptOutcome{AcquirerRef: r.Ref, Card: r.Card, CheckAfter: pay.SettleDelay(0)}
	switch {
	case acquirer.IsMisuse(err):
		out.State, out.DeclineCode = pay.AttemptDeclined, string(acquirer.ProcessingError)
		out.Message = acquirer.ProcessingError.Message()
	case err != nil:
		out.State = pay.AttemptUnknown
	case r.State == acquirer.Paid:
		out.State = pay.AttemptPaid
	case r.State == acquirer.Authorized:
		out.State = pay.AttemptAuthorized
	case r.State == acquirer.Declined:
		out.State, out.DeclineCode, out.Message = pay.AttemptDeclined, string(r.DeclineCode), r.Message
	case r.State == acquirer.Canceled:
		out.State, out.DeclineCode = pay.AttemptCanceled, "not_completed"
		out.Message = "The payment was not completed, and nothing was charged."
	case r.State == acquirer.RequiresAction:
		out.State, out.ActionURL, out.CheckAfter = pay.AttemptRequiresAction, r.ActionURL, challengeLook
	default:
		out.State = pay.AttemptUnknown
	}
	return out
}
