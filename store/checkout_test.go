package store_test

import (
	"testing"

	"linktill/internal/pay"
)

// session makes a checkout session of one line.
func (s shop) session() pay.Checkout {
	s.t.Helper()
	lines, total, err := pay.PriceLines([]pay.Line{{Name: "Fee", Quantity: 2, UnitAmountMinor: 5_00}}, 1000, pay.PriceInclusive, "lines")
	s.must(err)
	c, err := s.CreateCheckout(s.ctx(), s.by, pay.Checkout{ID: s.NewID(s.by.MerchantNumber), AmountMinor: total.GrossMinor, TaxMinor: total.TaxMinor,
		Currency: "USD", Description: "Fee", Lines: lines, Billing: pay.Billing{"email": "ana@example.com"}})
	s.must(err)
	return c
}

// The same request again finds what the first one made.
func TestSessionIsMadeOnce(t *testing.T) {
	s := newShop(t)
	first := s.session()
	again := first
	again.AmountMinor = 20_00
	got, err := s.CreateCheckout(s.ctx(), s.by, again)
	if err != nil || got.AmountMinor != 10_00 || len(got.Lines) != 1 || got.Lines[0].TaxMinor != 91 {
		t.Errorf("%+v, %v", got, err)
	}
}

// What a customer was asked for is forgotten with a session that nobody paid,
// and kept with one that somebody tried to.
func TestPruneCheckouts(t *testing.T) {
	s := newShop(t)
	fresh, old, tried := s.session(), s.session(), s.session()
	o := s.order(pay.Link{ID: s.NewID(s.by.MerchantNumber)})
	o.Link, o.Offer, o.CheckoutID, o.AmountMinor = pay.Link{}, &tried, tried.ID, tried.AmountMinor
	b, err := s.Begin(s.ctx(), o)
	s.must(err)
	s.finish(b, pay.AttemptDeclined)
	_, err = s.pool.Exec(s.ctx(), `UPDATE checkouts SET expires_at = now() - interval '8 days' WHERE id <> $1`, fresh.ID)
	s.must(err)
	n, err := s.PruneCheckouts(s.ctx())
	if err != nil || n != 1 {
		t.Errorf("%d pruned, %v", n, err)
	}
	if _, err := s.CheckoutSession(s.ctx(), s.by, old.ID); code(err) != pay.NotFound {
		t.Errorf("the old one: %v", err)
	}
	for _, kept := range []pay.Checkout{fresh, tried} {
		if got, err := s.CheckoutSession(s.ctx(), s.by, kept.ID); err != nil || len(got.Lines) != 1 {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if _, err := s.pool.Exec(s.ctx(), `DELETE FROM checkout_lines WHERE checkout_id = $1`, tried.ID); err == nil {
		t.Error("a line of a payment was deleted")
	}
	if _, err := s.pool.Exec(s.ctx(), `UPDATE checkout_lines SET name = 'x'`); err == nil {
		t.Error("a line was changed")
	}
}
