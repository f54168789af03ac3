package desk

import (
	"context"
	"testing"
	"time"

	"linktill/internal/acquirer/sandbox"
	"linktill/internal/pay"
)

const challengedLater = "4000000000000358"

// A bank that wants the customer to confirm a renewal asks somebody who is not
// there: the charge has failed, the customer is told, and it ends as others do.
func TestARenewalThatWantsTheCustomerHasFailed(t *testing.T) {
	t.Parallel()
	s := newSubscribers(t, "2027-01-01T12:00:00Z", "UTC")
	x := s.subscribes(challengedLater, monthly)
	s.set(*x.NextChargeAt)
	for _, days := range []int{0, 1, 2, 2, 2} {
		s.forward(time.Duration(days) * 24 * time.Hour)
		if n := s.renew(); n != 1 {
			t.Fatalf("after %d more days %d charged", days, n)
		}
		if h := s.charges(x)[1]; h.State != pay.ChargeProcessing {
			t.Fatalf("it is %s before anybody asked what became of it", h.State)
		}
		s.settled()
		if n := s.renew(); n != 0 {
			t.Error("it is tried again at once")
		}
	}
	x = s.wantState(x, pay.SubscriptionCanceled, 1)
	if h := s.charges(x)[1]; x.CancelReason != pay.CanceledUnpaid || h.FailureMessage == "" {
		t.Errorf("%s, %q", x.CancelReason, h.FailureMessage)
	}
	var mails int
	must(t, s.pool.QueryRow(context.Background(), `SELECT count(*) FROM river.river_job WHERE kind = 'subscription_mail'`).Scan(&mails))
	if mails != 5 {
		t.Errorf("%d mails about 5 failures", mails)
	}
}

// While the cards of one merchant hang, the others' are charged.
func TestCardsThatHangDelayOnlyTheirMerchant(t *testing.T) {
	t.Parallel()
	s := newSubscribers(t, "2027-01-01T12:00:00Z", "UTC")
	s.bank = sandbox.New(s.pool, sandbox.Options{Hang: 4 * time.Second, SettleAfter: time.Millisecond})
	s.desk.sandbox = s.bank
	ctx := context.Background()
	hangs, err := pay.ParseCard(timesOutPaid, "12/40", "123", "Ben", s.now())
	must(t, err)
	for range 3 {
		x, err := s.store.CreateSubscription(ctx, s.by, pay.NewSubscription{ID: s.store.NewID(s.by.MerchantNumber), CustomerEmail: "ben@example.com",
			AmountMinor: 24_00, Currency: "BSD", Description: "Beans", Interval: monthly, FirstChargeAt: s.now().Add(24 * time.Hour)})
		must(t, err)
		_, err = s.desk.GiveCard(ctx, s.by, x, x.Terms(), hangs)
		must(t, err)
	}
	other := *s.bench
	other.by = newMerchant(t, s.store)
	x := subscribers{&other, s.clock}.subscribes(paying, monthly)
	s.set(x.NextChargeAt.Add(time.Hour)) // all are due, and this one was the last to be
	done := make(chan error)
	go func() {
		_, err := s.desk.Renew(ctx)
		done <- err
	}()
	paid := false
	for !paid {
		select {
		case err := <-done:
			t.Fatalf("all were charged before it: %v", err)
		case <-time.After(20 * time.Millisecond):
			got, err := s.store.Subscription(ctx, other.by, x.ID)
			must(t, err)
			paid = got.ChargedCount == 2
		}
	}
	var begun int
	must(t, s.pool.QueryRow(ctx, `SELECT count(*) FROM charges WHERE merchant_id = $1`, s.by.MerchantID).Scan(&begun))
	if begun > 1 {
		t.Errorf("%d of the cards that hang went first", begun)
	}
	must(t, <-done)
	s.settled()
}

// The card is for the terms that were read; others by now, and nothing is kept.
func TestTheCardIsForTheTermsThatWereRead(t *testing.T) {
	t.Parallel()
	s := newSubscribers(t, "2027-01-10T12:00:00Z", "UTC")
	ctx := context.Background()
	x, err := s.store.CreateSubscription(ctx, s.by, pay.NewSubscription{ID: s.store.NewID(s.by.MerchantNumber), CustomerEmail: "ben@example.com",
		AmountMinor: 24_00, Currency: "BSD", Description: "Beans", Interval: monthly})
	must(t, err)
	read := x.Terms()
	x, err = s.store.ChangeSubscription(ctx, s.by, x.ID, pay.SubscriptionPatch{Version: x.Version, AmountMinor: 9_999_00, Description: "Beans", Interval: monthly})
	must(t, err)
	card, err := pay.ParseCard(paying, "12/40", "123", "Ben", s.now())
	must(t, err)
	if _, err := s.desk.GiveCard(ctx, s.by, x, read, card); pay.CodeOf(err) != pay.Conflict {
		t.Errorf("a card for the old price: %v", err)
	}
	if _, err := s.store.PutCard(ctx, s.by, x.ID, read, pay.SavedCard{ID: s.store.NewID(s.by.MerchantNumber)}); pay.CodeOf(err) != pay.Conflict {
		t.Errorf("the price changed while the bank was asked: %v", err)
	}
	if s.renew() != 0 || !s.subscription(x.ID).AwaitsCard() {
		t.Error("it is charged")
	}
	_, err = s.desk.GiveCard(ctx, s.by, x, x.Terms(), card)
	must(t, err)
	s.wantState(x, pay.SubscriptionActive, 1)
}
