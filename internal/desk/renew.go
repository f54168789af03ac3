package desk

import (
	"context"

	"linktill/internal/acquirer"
	"linktill/internal/pay"
	"linktill/store"
)

// Renew charges the subscriptions that are due, one after the other, until
// nothing is, and returns how many it looked at. It may run in any number of
// processes at once: each period is charged once.
func (d *Desk) Renew(ctx context.Context) (int, error) {
	for n := 0; ; n++ {
		found, err := d.renewOne(ctx, pay.ID{})
		if err != nil || !found || ctx.Err() != nil {
			return n, err
		}
	}
}

// renewOne charges one subscription that is due; only is that one, or zero for
// any. It has the shape of every flow: the intent is committed, the acquirer is
// called, the outcome is recorded. When it ends half-way, Settle finds out.
func (d *Desk) renewOne(ctx context.Context, only pay.ID) (found bool, err error) {
	FaultHere("renew.before_intent")
	charging, found, err := d.store.BeginCharge(ctx, only, lease)
	if err != nil || !found || charging.Token == "" || charging.Ended {
		return found, err
	}
	FaultHere("renew.after_intent")
	a, ok := d.named(charging.Payment.Acquirer)
	if !ok { // nobody can be asked: the attempt stays, to be looked at by a person
		return true, nil
	}
	d.underWay.Add(1)
	defer d.underWay.Done()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lease)
	defer cancel()
	d.chargeCard(ctx, a, charging)
	return true, nil
}

// chargeCard calls the acquirer for a charge and records what it says.
func (d *Desk) chargeCard(ctx context.Context, a acquirer.Acquirer, c store.Charging) {
	callCtx, cancel := context.WithTimeout(ctx, callMax)
	defer cancel()
	request := d.payRequest(c.Begun, pay.Card{}, "")
	request.Token = c.Token
	result, err := a.Pay(callCtx, request)
	FaultHere("renew.after_call")
	d.record(ctx, c.Begun, attemptOutcome(result, err))
	FaultHere("renew.after_outcome")
}

// GiveCard has the acquirer keep a customer's card and charges the subscription
// with it from then on; what is due is charged at once. A card that the acquirer
// refuses is a CardDeclined error, and nothing has changed. The result is the
// subscription as it then stands, or as it stood after the patience.
func (d *Desk) GiveCard(ctx context.Context, by pay.Caller, x pay.Subscription, card pay.Card) (pay.Subscription, error) {
	a, err := d.acquirerFor(x.Livemode)
	if err != nil {
		return x, err
	}
	saved, err := d.saveCard(ctx, a, x, card)
	if err != nil {
		return x, err
	}
	if x, err = d.store.PutCard(ctx, by, x.ID, saved); err != nil {
		return x, err
	}
	return d.chargeNow(ctx, by, x)
}

func (d *Desk) saveCard(ctx context.Context, a acquirer.Acquirer, x pay.Subscription, card pay.Card) (pay.SavedCard, error) {
	ctx, cancel := context.WithTimeout(ctx, callMax)
	defer cancel()
	id := d.store.NewID(x.ID.MerchantNumber())
	result, err := a.Save(ctx, acquirer.SaveRequest{Key: id.UUID(), Card: card, Livemode: x.Livemode})
	switch {
	case err != nil:
		d.log.Warn("card not saved", "subscription", pay.SubscriptionPrefix.Show(x.ID), "err", err)
		return pay.SavedCard{}, &pay.Error{Code: pay.Unavailable, RetryAfterSeconds: 10,
			Message: "The bank did not answer, and your card was not saved. Nothing was charged; please try again in a moment."}
	case result.State != acquirer.Completed:
		return pay.SavedCard{}, pay.Errorf(pay.CardDeclined, "%s", result.Message)
	}
	result.Card.ID = id
	return result.Card, nil
}

// RetryCharge tries a failed charge again at once.
func (d *Desk) RetryCharge(ctx context.Context, by pay.Caller, id pay.ID) (pay.Subscription, error) {
	x, err := d.store.RetryCharge(ctx, by, id)
	if err != nil {
		return x, err
	}
	return d.chargeNow(ctx, by, x)
}

// chargeNow charges what is due of one subscription, and waits for it as long as
// the patience goes.
func (d *Desk) chargeNow(ctx context.Context, by pay.Caller, x pay.Subscription) (pay.Subscription, error) {
	call(ctx, d, func(ctx context.Context) error {
		_, err := d.renewOne(ctx, x.ID)
		if err != nil { // it is still due: the job charges it
			d.log.Error("charge not begun", "subscription", pay.SubscriptionPrefix.Show(x.ID), "err", err)
		}
		return err
	})
	return d.store.Subscription(ctx, by, x.ID)
}
