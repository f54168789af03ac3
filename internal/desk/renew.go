package desk

import (
	"context"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"linktill/internal/acquirer"
	"linktill/internal/pay"
	"linktill/store"
)

// How many calls of renewals are under way at once in a process. Test mode has
// its own: nobody's card that takes its time keeps real money waiting.
const (
	renewLive = 4
	renewTest = 2
)

// Renew charges the subscriptions that are due until nothing is, and returns how
// many it looked at. It may run in any number of processes at once: each period
// is charged once.
func (d *Desk) Renew(ctx context.Context) (int, error) {
	var looks errgroup.Group
	sides := []*renewals{{livemode: true, free: renewLive}, {free: renewTest}}
	for _, side := range sides {
		d.renewSide(ctx, &looks, side)
	}
	err := looks.Wait()
	return sides[0].looked + sides[1].looked, err
}

// renewals are those of one mode. One merchant has one call under way at a time,
// so that one with many cards that take their time delays nobody else.
type renewals struct {
	livemode bool
	mu       sync.Mutex
	free     int      // calls that may be begun beside those under way
	busy     []pay.ID // merchants
	looked   int
}

// renewSide charges what is due, one after the other. While it calls, another
// looks for more: where nothing is due, one look is all there is.
func (d *Desk) renewSide(ctx context.Context, looks *errgroup.Group, side *renewals) {
	side.free--
	looks.Go(func() error {
		for {
			side.mu.Lock()
			charging, found, err := d.beginCharge(ctx, store.WhichDue{Livemode: &side.livemode, Except: side.busy})
			if err != nil || !found {
				side.free++
				side.mu.Unlock()
				return err
			}
			side.looked++
			merchant := charging.Payment.MerchantID // zero when what was due has ended
			if !merchant.IsZero() {
				side.busy = append(side.busy, merchant)
				if side.free > 0 {
					d.renewSide(ctx, looks, side)
				}
			}
			side.mu.Unlock()
			d.charge(ctx, charging)
			side.mu.Lock()
			side.busy = slices.DeleteFunc(side.busy, func(id pay.ID) bool { return id == merchant })
			side.mu.Unlock()
			if ctx.Err() != nil {
				return nil
			}
		}
	})
}

func (d *Desk) beginCharge(ctx context.Context, which store.WhichDue) (store.Charging, bool, error) {
	FaultHere("renew.before_intent")
	return d.store.BeginCharge(ctx, which, lease)
}

// renewOne charges one subscription, if it is due.
func (d *Desk) renewOne(ctx context.Context, x pay.Subscription) error {
	charging, _, err := d.beginCharge(ctx, store.WhichDue{MerchantID: x.MerchantID, Only: x.ID})
	if err == nil {
		d.charge(ctx, charging)
	}
	return err
}

// charge goes on with a charge that was begun. It has the shape of every flow:
// the intent is committed, the acquirer is called, the outcome is recorded. When
// it ends half-way, Settle finds out.
func (d *Desk) charge(ctx context.Context, charging store.Charging) {
	if charging.Token == "" || charging.Ended {
		return
	}
	FaultHere("renew.after_intent")
	a, ok := d.named(charging.Payment.Acquirer)
	if !ok { // nobody can be asked: the attempt stays, to be looked at by a person
		return
	}
	d.underWay.Add(1)
	defer d.underWay.Done()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lease)
	defer cancel()
	d.chargeCard(ctx, a, charging)
}

// chargeCard calls the acquirer for a charge and records what it says.
func (d *Desk) chargeCard(ctx context.Context, a acquirer.Acquirer, c store.Charging) {
	callCtx, cancel := context.WithTimeout(ctx, callMax)
	defer cancel()
	request := d.payRequest(c.Begun, pay.Card{}, "")
	request.Token = c.Token
	result, err := a.Pay(callCtx, request)
	FaultHere("renew.after_call")
	d.record(ctx, c.Begun, unattended(c.Begun, attemptOutcome(result, err)))
	FaultHere("renew.after_outcome")
}

// GiveCard has the acquirer keep a customer's card and charges the subscription
// with it from then on, for the terms that they read; what is due is charged at
// once. Other terms by now are a Conflict. A card that the acquirer
// refuses is a CardDeclined error, and nothing has changed. The result is the
// subscription as it then stands, or as it stood after the patience.
func (d *Desk) GiveCard(ctx context.Context, by pay.Caller, x pay.Subscription, terms string, card pay.Card) (pay.Subscription, error) {
	a, err := d.acquirerFor(x.Livemode)
	if err != nil {
		return x, err
	}
	if err := x.Agreed(terms); err != nil {
		return x, err
	}
	saved, err := d.saveCard(ctx, a, x, card)
	if err != nil {
		return x, err
	}
	if x, err = d.store.PutCard(ctx, by, x.ID, terms, saved); err != nil {
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
		err := d.renewOne(ctx, x)
		if err != nil { // it is still due: the job charges it
			d.log.Error("charge not begun", "subscription", pay.SubscriptionPrefix.Show(x.ID), "err", err)
		}
		return err
	})
	return d.store.Subscription(ctx, by, x.ID)
}
