package store_test

import (
	"time"

	"linktill/internal/pay"
	"linktill/store"
)

// subscriptionLooks look at, and change, a subscription that waits for its card,
// one that is paused and back, and one whose charge has failed.
func (s shop) subscriptionLooks() []look {
	s.t.Helper()
	ctx, all := s.ctx(), pay.Page{Limit: 100}
	waiting, running, failing, rival := s.subscription(), s.subscription(), s.subscription(), s.keyCaller(s.open("due@example.com", "Due", nil).Merchant, "due")
	for _, id := range []pay.ID{running, failing} {
		_, err := s.PutCard(ctx, s.by, id, s.terms(id), s.card())
		s.must(err)
		for name, merchant := range map[string]pay.ID{"another merchant": rival.MerchantID, "nobody": {}} {
			if _, found, err := s.BeginCharge(ctx, store.WhichDue{MerchantID: merchant, Only: id}, time.Minute); found || err != nil {
				s.t.Errorf("BeginCharge by %s: %v, %v", name, found, err)
			}
		}
		begun, found, err := s.BeginCharge(ctx, store.WhichDue{MerchantID: s.by.MerchantID, Only: id}, time.Minute)
		s.must(err)
		if !found {
			s.t.Fatal("nothing is due")
		}
		state := map[pay.ID]pay.AttemptState{running: pay.AttemptPaid, failing: pay.AttemptDeclined}[id]
		_, err = s.FinishAttempt(ctx, begun.Begun, store.AttemptOutcome{State: state, AcquirerRef: "ref"})
		s.must(err)
	}
	x := func(_ pay.Subscription, err error) (int, error) { return one(err) }
	return []look{
		{"Subscription", func(by pay.Caller) (int, error) { return x(s.Subscription(ctx, by, waiting)) }},
		{"Subscriptions", func(by pay.Caller) (int, error) {
			l, err := s.Subscriptions(ctx, by, store.SubscriptionFilter{}, all)
			return len(l.Rows), err
		}},
		{"Charges", func(by pay.Caller) (int, error) { l, err := s.Charges(ctx, by, running, all); return len(l.Rows), err }},
		{"EventsOf", func(by pay.Caller) (int, error) { l, err := s.EventsOf(ctx, by, running); return len(l), err }},
		{"MailCardAgain", func(by pay.Caller) (int, error) { return one(s.MailCardAgain(ctx, by, waiting)) }},
		{"ChangeSubscription", func(by pay.Caller) (int, error) {
			return x(s.ChangeSubscription(ctx, by, waiting, pay.SubscriptionPatch{Version: 1, AmountMinor: 1, Description: "Mine", Interval: pay.Interval{Unit: pay.UnitDay, Count: 1}}))
		}},
		{"PauseSubscription", func(by pay.Caller) (int, error) { return x(s.PauseSubscription(ctx, by, running)) }},
		{"ResumeSubscription", func(by pay.Caller) (int, error) { return x(s.ResumeSubscription(ctx, by, running)) }},
		{"CancelSubscription", func(by pay.Caller) (int, error) { return x(s.CancelSubscription(ctx, by, running, true)) }},
		{"KeepSubscription", func(by pay.Caller) (int, error) { return x(s.KeepSubscription(ctx, by, running)) }},
		{"RetryCharge", func(by pay.Caller) (int, error) { return x(s.RetryCharge(ctx, by, failing)) }},
		{"PutCard", func(by pay.Caller) (int, error) { return x(s.PutCard(ctx, by, waiting, s.terms(waiting), s.card())) }},
	}
}

// subscription makes one that waits for its card.
func (s shop) subscription() pay.ID {
	s.t.Helper()
	x, err := s.CreateSubscription(s.ctx(), s.by, pay.NewSubscription{ID: s.NewID(s.by.MerchantNumber), CustomerEmail: "ben@example.com", AmountMinor: 10_00,
		Currency: "BSD", Description: "Beans", Interval: pay.Interval{Unit: pay.UnitMonth, Count: 1}})
	s.must(err)
	return x.ID
}

// terms are what a customer who reads the page now agrees to.
func (s shop) terms(id pay.ID) string {
	s.t.Helper()
	x, err := s.Subscription(s.ctx(), s.by, id)
	s.must(err)
	return x.Terms()
}
