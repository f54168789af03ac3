package store_test

import (
	"slices"
	"testing"
	"time"

	"linktill/internal/pay"
	"linktill/store"
)

// subscriptionNotes are the last n entries of the log about subscriptions, oldest
// first.
func (s shop) subscriptionNotes(n int) []pay.AuditEntry {
	s.t.Helper()
	list, err := s.AuditEntries(s.ctx(), s.caller(), store.AuditFilter{Topic: pay.Topic("money"), Limit: n})
	s.must(err)
	slices.Reverse(list.Rows)
	return list.Rows
}

// What the merchant's side does to a subscription is in the log, with who did it
// and what it changed; what changes nothing, and what is refused, is not.
func TestActsOnSubscriptionsAreWrittenDown(t *testing.T) {
	s := newShop(t)
	ctx, owner := s.ctx(), s.caller()
	owner.UserEmail, owner.IP = "maria@example.com", "203.0.113.7"
	ok := func(_ pay.Subscription, err error) { s.t.Helper(); s.must(err) }
	n := pay.NewSubscription{ID: s.NewID(owner.MerchantNumber), CustomerEmail: "ben@example.com", AmountMinor: 10_00, Currency: "BSD", Description: "Beans",
		Interval: pay.Interval{Unit: pay.UnitMonth, Count: 1}}
	for range 2 {
		ok(s.CreateSubscription(ctx, owner, n))
	}
	s.must(s.MailCardAgain(ctx, owner, n.ID))
	for version, minor := range []int64{1: 12_00, 2: 12_00} { // the second as it is
		if minor > 0 {
			ok(s.ChangeSubscription(ctx, owner, n.ID, pay.SubscriptionPatch{Version: version, AmountMinor: minor, Description: "Beans", Interval: n.Interval}))
		}
	}
	ok(s.PutCard(ctx, customer(s.by), n.ID, s.terms(n.ID), s.card()))
	s.charges(n.ID, pay.AttemptPaid)
	ok(s.PauseSubscription(ctx, owner, n.ID))
	if _, err := s.PauseSubscription(ctx, owner, n.ID); code(err) != pay.Conflict {
		t.Errorf("paused twice: %v", err)
	}
	ok(s.ResumeSubscription(ctx, s.by, n.ID))
	for range 2 {
		ok(s.CancelSubscription(ctx, owner, n.ID, true))
	}
	ok(s.KeepSubscription(ctx, owner, n.ID))
	ok(s.CancelSubscription(ctx, customer(s.by), n.ID, true))
	ok(s.KeepSubscription(ctx, customer(s.by), n.ID))
	s.clocked(time.Now().AddDate(0, 2, 0)).charges(n.ID, pay.AttemptDeclined)
	ok(s.RetryCharge(ctx, owner, n.ID))
	ok(s.CancelSubscription(ctx, owner, n.ID, false))
	want := []pay.AuditEntry{
		{Act: pay.ActSubscriptionCreated, Changes: []pay.Change{pay.Changed("amount", "", "B$10.00"), pay.Changed("interval", "", "every month")}},
		{Act: pay.ActSubscriptionReminded},
		{Act: pay.ActSubscriptionChanged, Changes: []pay.Change{pay.Changed("amount", "B$10.00", "B$12.00")}},
		{Act: pay.ActSubscriptionPaused},
		{Act: pay.ActSubscriptionResumed, KeyID: s.by.KeyID},
		{Act: pay.ActSubscriptionCanceled, Changes: []pay.Change{pay.Changed("ends", "", "with the period that is paid")}},
		{Act: pay.ActSubscriptionKept},
		{Act: pay.ActSubscriptionRetried},
		{Act: pay.ActSubscriptionCanceled, Changes: []pay.Change{pay.Changed("ends", "", "at once")}},
	}
	got := s.subscriptionNotes(100)
	for i, e := range got {
		if i >= len(want) || e.Act != want[i].Act || !slices.Equal(e.Changes, want[i].Changes) || e.KeyID != want[i].KeyID || e.KeyID.IsZero() && (e.UserID != owner.UserID || e.IP != owner.IP) ||
			e.Object != pay.SubscriptionPrefix.Show(n.ID) || e.Name != "Beans" || e.Livemode == nil || *e.Livemode {
			t.Errorf("entry %d: %+v", i, e)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d entries, want %d", len(got), len(want))
	}
}

// customer is who knows the secret address of a subscription of that merchant.
func customer(by pay.Caller) pay.Caller {
	return pay.Caller{MerchantID: by.MerchantID, MerchantNumber: by.MerchantNumber, Livemode: by.Livemode}
}

// card is one that the acquirer keeps.
func (s shop) card() pay.SavedCard {
	return pay.SavedCard{ID: s.NewID(s.by.MerchantNumber), Acquirer: "sandbox", Token: "token", Brand: "visa", Last4: "4242", ExpMonth: 12, ExpYear: 2040}
}

// charges ends the charge that is due.
func (s shop) charges(id pay.ID, state pay.AttemptState) {
	s.t.Helper()
	c, found, err := s.BeginCharge(s.ctx(), store.WhichDue{MerchantID: s.by.MerchantID, Only: id}, time.Minute)
	s.must(err)
	if !found {
		s.t.Fatal("nothing is due")
	}
	_, err = s.FinishAttempt(s.ctx(), c.Begun, store.AttemptOutcome{State: state, AcquirerRef: "ref"})
	s.must(err)
}

// A person and a key end a subscription for the merchant, whoever has neither for
// the customer, and only the same side takes it back.
func TestSidesOfASubscription(t *testing.T) {
	s := newShop(t)
	for name, c := range map[string]struct {
		by   pay.Caller
		want pay.CancelReason
	}{
		"a person":     {s.caller(), pay.CanceledByMerchant},
		"a key":        {s.by, pay.CanceledByMerchant},
		"the customer": {customer(s.by), pay.CanceledByCustomer},
	} {
		id := s.subscription()
		_, err := s.PutCard(s.ctx(), s.by, id, s.terms(id), s.card())
		s.must(err)
		s.charges(id, pay.AttemptPaid)
		x, err := s.CancelSubscription(s.ctx(), c.by, id, true)
		if err != nil || x.CancelReason != c.want {
			t.Errorf("%s ends it for %q, %v", name, x.CancelReason, err)
		}
		for side, by := range map[pay.CancelReason]pay.Caller{pay.CanceledByMerchant: s.by, pay.CanceledByCustomer: customer(s.by)} {
			if _, err := s.KeepSubscription(s.ctx(), by, id); side != c.want && code(err) != pay.Conflict {
				t.Errorf("%s ends it, and the %s keeps it: %v", name, side, err)
			}
		}
		if x, err := s.Subscription(s.ctx(), s.by, id); err != nil || x.CancelAtPeriodEnd {
			t.Errorf("%s ends it and takes it back: %+v, %v", name, x, err)
		}
	}
}
