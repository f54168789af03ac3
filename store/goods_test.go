package store_test

import (
	"sync/atomic"
	"testing"

	"linktill/internal/pay"
	"linktill/store"
)

// goods puts two products on sale.
func (s shop) goods() (ids [2]pay.ID) {
	s.t.Helper()
	text := func(v string) *string { return &v }
	for i := range ids {
		p, err := s.CreateProduct(s.ctx(), s.by, s.NewID(s.by.MerchantNumber), pay.ProductInput{
			Name: text("Mug"), Description: text("A mug"), Currency: text("BSD"), Amount: text("500"), Quantity: text("1000")})
		s.must(err)
		ids[i] = p.ID
	}
	return ids
}

// cart is a customer's first try to pay some of both.
func (s shop) cart(ids [2]pay.ID) store.BeginPayment {
	s.t.Helper()
	lines, total, err := pay.PriceLines([]pay.Line{
		{ProductID: ids[0], Name: "Mug", Quantity: 1, UnitAmountMinor: 5_00}, {ProductID: ids[1], Name: "Mug", Quantity: 2, UnitAmountMinor: 5_00},
	}, 0, pay.PriceInclusive, "lines")
	s.must(err)
	o := s.order(pay.Link{ID: s.NewID(s.by.MerchantNumber)})
	o.Link, o.AmountMinor = pay.Link{}, total.GrossMinor
	o.Offer = &pay.Checkout{MerchantID: s.by.MerchantID, Origin: pay.OriginListing, AmountMinor: total.GrossMinor, Currency: "BSD",
		Description: "Mugs", Lines: lines, TransactionType: pay.TypePayment}
	return o
}

// Those who begin and those who end lock the same rows: the foreign keys of the
// one must not stand in the way of the other.
func TestBuyersOfOneThingDoNotLockEachOtherOut(t *testing.T) {
	s := newShop(t)
	ids := s.goods()
	var finished atomic.Int32
	states := []pay.AttemptState{pay.AttemptPaid, pay.AttemptDeclined, pay.AttemptAuthorized}
	atOnce(t, 24, func(i int) error {
		for round := range 8 {
			order := s.cart(ids)
			if state := states[(i+round)%len(states)]; state == pay.AttemptAuthorized {
				order.Offer.TransactionType = pay.TypeAuthorization
			}
			b, err := s.Begin(s.ctx(), order)
			if err != nil {
				return err
			}
			if _, err := s.FinishAttempt(s.ctx(), b, store.AttemptOutcome{State: states[(i+round)%len(states)], AcquirerRef: "ref"}); err != nil {
				return err
			}
			finished.Add(1)
		}
		return nil
	})
	if n := finished.Load(); n != 24*8 {
		t.Errorf("%d of %d payments came to their end", n, 24*8)
	}
	s.pool.Reset() // what a connection counted is known once it is closed
	if n := s.count(`SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()`); n != 0 {
		t.Errorf("%d deadlocks", n)
	}
	if n := s.count(`SELECT sum(held)::int FROM products`); n != 0 {
		t.Errorf("%d are held", n)
	}
}

// A further try holds what its checkout gives back, and nothing else.
func TestTriesAreForTheSameGoods(t *testing.T) {
	s := newShop(t)
	ids := s.goods()
	order := s.cart(ids)
	b, err := s.Begin(s.ctx(), order)
	s.must(err)
	_, err = s.FinishAttempt(s.ctx(), b, store.AttemptOutcome{State: pay.AttemptDeclined, DeclineCode: "x", Message: "x"})
	s.must(err)
	other := s.cart([2]pay.ID{ids[1], ids[0]})
	other.CheckoutID, other.AttemptNumber = order.CheckoutID, 2
	if _, err := s.Begin(s.ctx(), other); code(err) != pay.Conflict {
		t.Errorf("the same amount of other goods: %v", err)
	}
	order.AttemptNumber = 2
	again, err := s.Begin(s.ctx(), order)
	s.must(err)
	s.finish(again, pay.AttemptPaid)
	if n := s.count(`SELECT sum(held)::int FROM products`); n != 0 {
		t.Errorf("%d are held", n)
	}
}
