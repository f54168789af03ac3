package store_test

import (
	"time"

	"linktill/internal/pay"
)

// balanceLooks are the methods about what came in and was paid out. What needs
// attention is a payment of which nothing is known.
func (s shop) balanceLooks() []look {
	ctx, all := s.ctx(), pay.DefaultPage()
	s.finish(s.begin(s.link()), pay.AttemptUnknown)
	s.paid(s.link())
	o, err := s.payOut(s.payoutOrder(1_00))
	s.must(err)
	owner := s.caller()
	asPerson := func(by pay.Caller) pay.Caller { // who records a payout is somebody
		by.UserID = owner.UserID
		return by
	}
	return []look{
		{"Overview", func(by pay.Caller) (int, error) {
			found, err := s.Overview(ctx, by, pay.Periods[0].Span(time.Now()))
			return len(found.Figures), err
		}},
		{"Attention", func(by pay.Caller) (int, error) { found, err := s.Attention(ctx, by); return len(found), err }},
		{"AccountBalances", func(by pay.Caller) (int, error) { b, err := s.AccountBalances(ctx, by); return len(b), err }},
		{"Transfers", func(by pay.Caller) (int, error) { l, err := s.Transfers(ctx, by, all); return len(l.Rows), err }},
		{"Payouts", func(by pay.Caller) (int, error) { l, err := s.Payouts(ctx, by, all); return len(l.Rows), err }},
		{"Payout", func(by pay.Caller) (int, error) { _, err := s.Payout(ctx, by, o.ID); return one(err) }},
		{"ReversePayout", func(by pay.Caller) (int, error) {
			_, err := s.ReversePayout(ctx, asPerson(by), o.ID, "Mine")
			return one(err)
		}},
	}
}
