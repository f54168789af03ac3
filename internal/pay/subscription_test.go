package pay_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"linktill/internal/pay"
)

var monthly = pay.Interval{Unit: pay.UnitMonth, Count: 1}

// subscriptionIn is a subscription in that state: but for one that is trialing,
// two periods are paid, and the third begins in ten days.
func subscriptionIn(state pay.SubscriptionState) pay.Subscription {
	x := pay.Subscription{ID: pay.NewID(noon, 1), State: state, Version: 7, AmountMinor: 10_00, Currency: "BSD", Description: "Beans",
		Interval: monthly, AnchorAt: noon.AddDate(0, -2, 10), TimeZone: "UTC", CardID: pay.NewID(noon, 1), Period: 2, ChargedCount: 2}
	if state == pay.SubscriptionTrialing {
		x.AnchorAt, x.Period, x.ChargedCount = noon.AddDate(0, 0, 10), 0, 0
	}
	switch state {
	case pay.SubscriptionPaused:
	case pay.SubscriptionCanceled:
		x.CanceledAt = &noon
	default:
		x.NextChargeAt = ptr(noon.AddDate(0, 0, 10))
	}
	return x
}

// subscriptions are one of each state, and those that a merchant or a customer
// has ended with the period that is paid.
func subscriptions() map[string]pay.Subscription {
	all := map[string]pay.Subscription{}
	for _, state := range pay.SubscriptionStates {
		all[string(state)] = subscriptionIn(state)
	}
	for _, by := range []pay.CancelReason{pay.CanceledByMerchant, pay.CanceledByCustomer} {
		ending := subscriptionIn(pay.SubscriptionActive)
		ending.CancelAtPeriodEnd, ending.CancelReason = true, by
		all["ended by "+string(by)] = ending
	}
	return all
}

// subscriptionActs are what people do to a subscription, in the order of the
// table's columns.
var subscriptionActs = []func(x pay.Subscription) (pay.Subscription, error){
	func(x pay.Subscription) (pay.Subscription, error) {
		return x.Apply(pay.SubscriptionPatch{Version: x.Version, AmountMinor: 12_00, Description: "Beans", Interval: x.Interval})
	},
	pay.Subscription.Paused,
	func(x pay.Subscription) (pay.Subscription, error) { return x.Resumed(noon) },
	func(x pay.Subscription) (pay.Subscription, error) {
		return x.Canceled(pay.CanceledByMerchant, false, noon)
	},
	func(x pay.Subscription) (pay.Subscription, error) {
		return x.Canceled(pay.CanceledByMerchant, true, noon)
	},
	func(x pay.Subscription) (pay.Subscription, error) { return x.Kept(pay.CanceledByMerchant) },
	func(x pay.Subscription) (pay.Subscription, error) { return x.Kept(pay.CanceledByCustomer) },
	func(x pay.Subscription) (pay.Subscription, error) { return x.WithCard(pay.NewID(noon, 1), noon) },
}

// What a Conflict says.
const (
	rests   = "Only a running subscription can be paused."
	runs    = "This subscription is not paused."
	owes    = "A charge has failed and is tried again. Wait for it, or cancel the subscription."
	stays   = "This subscription is not about to end."
	ends    = "This subscription is about to end already."
	keep    = "This subscription is about to end. Keep it first."
	over    = "This subscription has ended."
	already = "This subscription has ended already."
	noCard  = "This subscription has ended, and no card is charged for it any more."
	theirs  = "The customer ended this subscription, and only they can take that back, on their page."
	sellers = "The seller ended this subscription, and only they can take that back."
)

// What each act makes of a subscription: the state that it is in then, with "…"
// when it ends with its period, or what the Conflict says.
var subscriptionTable = map[string][8]string{
	//                    change      pause     resume    end now     at the end  seller   customer  another
	//                                                                            keeps    keeps     card
	"trialing":          {"trialing", "paused", runs, "canceled", "canceled", stays, stays, "trialing"},
	"active":            {"active", "paused", runs, "canceled", "active…", stays, stays, "active"},
	"past_due":          {"past_due", owes, runs, "canceled", "canceled", stays, stays, "past_due"},
	"paused":            {"paused", rests, "active", "canceled", "canceled", stays, stays, "paused"},
	"canceled":          {over, rests, runs, already, already, stays, stays, noCard},
	"ended by merchant": {"active…", keep, runs, "canceled", ends, "active", sellers, "active…"},
	"ended by customer": {"active…", keep, runs, "canceled", ends, theirs, "active", "active…"},
}

func TestActsOnSubscriptions(t *testing.T) {
	t.Parallel()
	all := subscriptions()
	if !slices.Equal(slices.Sorted(maps.Keys(all)), slices.Sorted(maps.Keys(subscriptionTable))) {
		t.Fatal("the table has other subscriptions")
	}
	for name, before := range all {
		for i, do := range subscriptionActs {
			want := subscriptionTable[name][i]
			after, err := do(before)
			got := string(after.State)
			if after.CancelAtPeriodEnd {
				got += "…"
			}
			var e *pay.Error
			if errors.As(err, &e) {
				got = e.Message
			}
			if got != want || err != nil && (pay.CodeOf(err) != pay.Conflict || after != before) {
				t.Errorf("%s, act %d: %q, %v, want %q", name, i, got, err, want)
			}
			if err == nil {
				checkSubscription(t, fmt.Sprintf("%s, act %d", name, i), before, after)
			}
		}
	}
}

// checkSubscription is what the database would refuse, and what no act changes.
func checkSubscription(t *testing.T, name string, before, after pay.Subscription) {
	t.Helper()
	if before.State != after.State && !pay.SubscriptionMay(before.State, after.State) {
		t.Errorf("%s: may not go from %s to %s", name, before.State, after.State)
	}
	atRest := after.State == pay.SubscriptionPaused || after.State == pay.SubscriptionCanceled
	if atRest == (after.NextChargeAt != nil) || (after.CanceledAt != nil) != (after.State == pay.SubscriptionCanceled) {
		t.Errorf("%s: %s, charged next %v, ended %v", name, after.State, after.NextChargeAt, after.CanceledAt)
	}
	ends := after.CancelAtPeriodEnd || after.State == pay.SubscriptionCanceled
	if ends != (after.CancelReason != "") || after.CancelAtPeriodEnd && after.State != pay.SubscriptionActive {
		t.Errorf("%s: %s, ends with its period %v, for %q", name, after.State, after.CancelAtPeriodEnd, after.CancelReason)
	}
	if after.ChargedCount != before.ChargedCount || after.Currency != before.Currency {
		t.Errorf("%s: %+v", name, after)
	}
}

func TestPatchOfASubscription(t *testing.T) {
	t.Parallel()
	paused, fresh := subscriptionIn(pay.SubscriptionPaused), subscriptionIn(pay.SubscriptionTrialing)
	weekly := pay.Interval{Unit: pay.UnitWeek, Count: 1}
	for name, c := range map[string]struct {
		of    pay.Subscription
		patch pay.SubscriptionPatch
		want  string
	}{
		"another price":        {subscriptionIn(pay.SubscriptionActive), pay.SubscriptionPatch{7, 1, "Tea", monthly}, ""},
		"a stale version":      {subscriptionIn(pay.SubscriptionActive), pay.SubscriptionPatch{6, 1, "Tea", monthly}, "The subscription has changed in the meantime."},
		"no price":             {subscriptionIn(pay.SubscriptionActive), pay.SubscriptionPatch{7, 0, "Tea", monthly}, "amount"},
		"no name":              {subscriptionIn(pay.SubscriptionActive), pay.SubscriptionPatch{7, 1, "", monthly}, "description"},
		"no interval":          {subscriptionIn(pay.SubscriptionActive), pay.SubscriptionPatch{7, 1, "Tea", pay.Interval{}}, "interval"},
		"another interval":     {subscriptionIn(pay.SubscriptionActive), pay.SubscriptionPatch{7, 1, "Tea", weekly}, ""},
		"interval, while away": {paused, pay.SubscriptionPatch{7, 1, "Tea", weekly}, "Resume the subscription before"},
		"interval, not begun":  {fresh, pay.SubscriptionPatch{7, 1, "Tea", weekly}, ""},
	} {
		after, err := c.of.Apply(c.patch)
		var e *pay.Error
		switch {
		case c.want == "":
			if err != nil || after.AmountMinor != c.patch.AmountMinor || after.Description != c.patch.Description || after.Interval != c.patch.Interval {
				t.Errorf("%s: %+v, %v", name, after, err)
			}
		case !errors.As(err, &e) || len(e.Fields[c.want]) == 0 && !strings.HasPrefix(e.Message, c.want) || after != c.of:
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	// Another interval counts from the next charge on, whose day stays.
	running := subscriptionIn(pay.SubscriptionActive)
	after, err := running.Apply(pay.SubscriptionPatch{7, 1, "Tea", weekly})
	if err != nil || after.Period != 0 || !after.Schedule().Start(0).Equal(*running.NextChargeAt) || !after.Schedule().Start(1).Equal(running.NextChargeAt.AddDate(0, 0, 7)) {
		t.Errorf("%+v, %v", after, err)
	}
}

// Periods that begin while it is at rest are not charged.
func TestResumedLater(t *testing.T) {
	t.Parallel()
	now := noon.AddDate(0, 3, 0)
	paused := subscriptionIn(pay.SubscriptionPaused)
	if x, err := paused.Resumed(now); err != nil || x.Period != 5 || !x.NextChargeAt.Equal(paused.Schedule().Start(5)) || x.NextChargeAt.Before(now) {
		t.Errorf("%+v, %v", x, err)
	}
	waiting := paused
	waiting.CardID, waiting.Period, waiting.ChargedCount = pay.ID{}, 0, 0
	if x, err := waiting.Resumed(now); err != nil || x.State != pay.SubscriptionTrialing || x.NextChargeAt != nil {
		t.Errorf("without a card: %+v, %v", x, err)
	}
}

// The first card starts it: now, or on the day that was agreed. Another one
// leaves the days as they are.
func TestCardStartsASubscription(t *testing.T) {
	t.Parallel()
	card := pay.NewID(noon, 2)
	waiting := func(state pay.SubscriptionState, anchorAt time.Time) pay.Subscription {
		x := subscriptionIn(state)
		x.CardID, x.Period, x.ChargedCount, x.NextChargeAt, x.AnchorAt = pay.ID{}, 0, 0, nil, anchorAt
		return x
	}
	yesterday, tomorrow := noon.AddDate(0, 0, -1), noon.AddDate(0, 0, 1)
	for name, c := range map[string]struct {
		of             pay.Subscription
		anchorAt, next time.Time
	}{
		"at once":      {waiting(pay.SubscriptionTrialing, yesterday), noon, noon},
		"later":        {waiting(pay.SubscriptionTrialing, tomorrow), tomorrow, tomorrow},
		"when resumed": {waiting(pay.SubscriptionPaused, yesterday), yesterday, time.Time{}},
		"another card": {subscriptionIn(pay.SubscriptionActive), noon.AddDate(0, -2, 10), noon.AddDate(0, 0, 10)},
	} {
		x, err := c.of.WithCard(card, noon)
		next := time.Time{}
		if x.NextChargeAt != nil {
			next = *x.NextChargeAt
		}
		if err != nil || x.CardID != card || !x.AnchorAt.Equal(c.anchorAt) || !next.Equal(c.next) {
			t.Errorf("%s: from %s, charged next %s, %v", name, x.AnchorAt, next, err)
		}
	}
}

// A customer agrees to terms: whatever they depend on changes them, and what they
// do not depend on leaves them.
func TestAgreedTerms(t *testing.T) {
	t.Parallel()
	x := subscriptionIn(pay.SubscriptionActive)
	for name, c := range map[string]struct {
		change func(*pay.Subscription)
		stale  bool
	}{
		"nothing":      {func(*pay.Subscription) {}, false},
		"the price":    {func(x *pay.Subscription) { x.AmountMinor++ }, true},
		"the currency": {func(x *pay.Subscription) { x.Currency = "USD" }, true},
		"the unit":     {func(x *pay.Subscription) { x.Unit = pay.UnitYear }, true},
		"the count":    {func(x *pay.Subscription) { x.Count = 2 }, true},
		"the day":      {func(x *pay.Subscription) { x.AnchorAt = x.AnchorAt.AddDate(0, 0, 1) }, true},
		"the zone":     {func(x *pay.Subscription) { x.TimeZone = "Asia/Tokyo" }, true},
		"the clock":    {func(x *pay.Subscription) { x.AnchorAt = x.AnchorAt.In(time.FixedZone("", 3600)) }, false},
		"the card":     {func(x *pay.Subscription) { x.CardID, x.Version = pay.NewID(noon, 3), 8 }, false},
	} {
		changed := x
		c.change(&changed)
		if err := changed.Agreed(x.Terms()); (pay.CodeOf(err) == pay.Conflict) != c.stale {
			t.Errorf("%s: %v", name, err)
		}
	}
	if x.Agreed("") == nil {
		t.Error("agreed to nothing")
	}
}

func TestSubscriptionChanged(t *testing.T) {
	t.Parallel()
	x := subscriptionIn(pay.SubscriptionActive)
	y := x
	y.AmountMinor, y.Count = 12_00, 2
	want := []pay.Change{pay.Changed("amount", "B$10.00", "B$12.00"), pay.Changed("interval", "every month", "every 2 months")}
	if got := pay.SubscriptionChanged(x, y); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if got := pay.SubscriptionChanged(x, x); len(got) > 0 {
		t.Errorf("%v", got)
	}
}
