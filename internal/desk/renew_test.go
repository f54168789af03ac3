package desk

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linktill/internal/pay"
)

const paysOnce = "4000000000000341"

// clock is a time that tests set forward.
type clock struct{ unixNano atomic.Int64 }

func newClock(at string) *clock {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		panic(err)
	}
	c := &clock{}
	c.unixNano.Store(t.UnixNano())
	return c
}

func (c *clock) now() time.Time           { return time.Unix(0, c.unixNano.Load()).UTC() }
func (c *clock) set(t time.Time)          { c.unixNano.Store(t.UnixNano()) }
func (c *clock) forward(by time.Duration) { c.unixNano.Add(int64(by)) }

// subscribers is a bench with a clock, whose merchant lives in that zone.
type subscribers struct {
	*bench
	*clock
}

func newSubscribers(t *testing.T, at, zone string) subscribers {
	t.Helper()
	c := newClock(at)
	s := subscribers{newBenchAt(t, c.now), c}
	_, err := s.pool.Exec(context.Background(), `UPDATE merchants SET time_zone = $1`, zone)
	must(t, err)
	return s
}

// subscribes has a customer pay a recurring link of B$20.
func (s subscribers) subscribes(number string, every pay.Interval) pay.Subscription {
	s.t.Helper()
	l, err := s.store.CreateLink(context.Background(), s.by, pay.Link{ID: s.store.NewID(s.by.MerchantNumber), AmountMinor: ptr(int64(20_00)),
		Currency: "BSD", Description: "Coffee every month", Interval: every})
	must(s.t, err)
	begun := s.pay(l, number)
	if begun.Payment.State != pay.PaymentPaid || begun.Payment.SubscriptionID.IsZero() {
		s.t.Fatalf("%s, subscription %s", begun.Payment.State, begun.Payment.SubscriptionID.UUID())
	}
	return s.subscription(begun.Payment.SubscriptionID)
}

func (s subscribers) subscription(id pay.ID) pay.Subscription {
	s.t.Helper()
	x, err := s.store.Subscription(context.Background(), s.by, id)
	must(s.t, err)
	return x
}

func (s subscribers) renew() int {
	s.t.Helper()
	n, err := s.desk.Renew(context.Background())
	must(s.t, err)
	return n
}

// charges are the periods of a subscription, oldest first.
func (s subscribers) charges(x pay.Subscription) []pay.Charge {
	s.t.Helper()
	page := pay.Page{Limit: 100}
	var all []pay.Charge
	for {
		list, err := s.store.Charges(context.Background(), s.by, x.ID, page)
		must(s.t, err)
		all = append(all, list.Rows...)
		if !list.HasMore {
			slices.Reverse(all)
			return all
		}
		page.Offset += 100
	}
}

func (s subscribers) wantState(x pay.Subscription, want pay.SubscriptionState, paid int) pay.Subscription {
	s.t.Helper()
	x = s.subscription(x.ID)
	if x.State != want || x.ChargedCount != paid || x.ChargedMinor != int64(paid)*x.AmountMinor {
		s.t.Fatalf("%s, %d charges of %d in all; want %s, %d", x.State, x.ChargedCount, x.ChargedMinor, want, paid)
	}
	return x
}

var monthly = pay.Interval{Unit: pay.UnitMonth, Count: 1}

func TestSubscribesByLink(t *testing.T) {
	t.Parallel()
	s := newSubscribers(t, "2027-01-31T15:00:00Z", "America/Nassau")
	x := s.wantState(s.subscribes(paying, monthly), pay.SubscriptionActive, 1)
	if x.Card.Last4 != "4242" || x.CustomerEmail != "ana@example.com" || x.NextChargeAt.Format(time.RFC3339) != "2027-02-28T15:00:00Z" {
		t.Errorf("%+v", x)
	}
	if n := s.renew(); n != 0 {
		t.Errorf("%d charged before their time", n)
	}
	s.forward(28*24*time.Hour - time.Second)
	if n := s.renew(); n != 0 {
		t.Errorf("%d charged a second too early", n)
	}
	s.forward(time.Second)
	if n := s.renew(); n != 1 || s.renew() != 0 {
		t.Errorf("%d charged", n)
	}
	x = s.wantState(x, pay.SubscriptionActive, 2)
	charges := s.charges(x)
	p := s.payment(charges[1].PaymentID)
	if p.State != pay.PaymentPaid || p.AmountMinor != 20_00 || p.SubscriptionID != x.ID || p.CardLast4 != "4242" || p.PayerEmail != "ana@example.com" {
		t.Errorf("%+v", p)
	}
	if !charges[0].PeriodEnd.Equal(charges[1].PeriodStart) {
		t.Errorf("one period ends at %s, the next begins at %s", charges[0].PeriodEnd, charges[1].PeriodStart)
	}
}

func TestSubscribesAfterAChallengeOrATimeout(t *testing.T) {
	t.Parallel()
	s := newSubscribers(t, "2027-01-15T15:00:00Z", "UTC")
	l, err := s.store.CreateLink(context.Background(), s.by, pay.Link{ID: s.store.NewID(s.by.MerchantNumber), AmountMinor: ptr(int64(5_00)),
		Currency: "BSD", Description: "Paper", Interval: monthly})
	must(t, err)
	for _, number := range []string{challenged, timesOutPaid} {
		begun := s.pay(l, number)
		if number == challenged {
			_, err := s.bank.Answer(context.Background(), begun.Attempt.ActionURL[len("/sandbox/3ds/"):], true)
			must(t, err)
		}
		_, err = s.pool.Exec(context.Background(), `UPDATE attempts SET check_at = now() WHERE check_at IS NOT NULL`)
		must(t, err)
		_, err = s.desk.Settle(context.Background())
		must(t, err)
		p := s.payment(begun.Payment.ID)
		if p.State != pay.PaymentPaid || p.SubscriptionID.IsZero() {
			t.Fatalf("%s: %s, subscription %s", number, p.State, p.SubscriptionID.UUID())
		}
		s.wantState(s.subscription(p.SubscriptionID), pay.SubscriptionActive, 1)
	}
}

// A failed charge is tried again after 1, 3, 5 and 7 days, and then it is over.
func TestRetriesAndEndsUnpaid(t *testing.T) {
	t.Parallel()
	s := newSubscribers(t, "2027-01-01T12:00:00Z", "UTC")
	x := s.subscribes(paysOnce, monthly)
	s.set(*x.NextChargeAt)
	began := s.now()
	var tried []string
	for range 10 * 24 {
		if s.renew() > 0 {
			h := s.charges(x)[1]
			tried = append(tried, fmt.Sprintf("%d day %d %s", h.Tries, int(s.now().Sub(began).Hours()/24), s.subscription(x.ID).State))
		}
		s.forward(time.Hour)
	}
	want := []string{"1 day 0 past_due", "2 day 1 past_due", "3 day 3 past_due", "4 day 5 past_due", "5 day 7 canceled"}
	if !slices.Equal(tried, want) {
		t.Errorf("tried %q, want %q", tried, want)
	}
	x = s.wantState(x, pay.SubscriptionCanceled, 1)
	if x.CancelReason != pay.CanceledUnpaid || x.NextChargeAt != nil {
		t.Errorf("%+v", x)
	}
	var mails int
	must(t, s.pool.QueryRow(context.Background(), `SELECT count(*) FROM river.river_job WHERE kind = 'subscription_mail'`).Scan(&mails))
	if mails != 5 {
		t.Errorf("%d mails about 5 failures", mails)
	}
}

func TestAnotherCardPaysWhatFailed(t *testing.T) {
	t.Parallel()
	s := newSubscribers(t, "2027-01-01T12:00:00Z", "UTC")
	x := s.subscribes(paysOnce, monthly)
	s.set(*x.NextChargeAt)
	s.renew()
	x = s.wantState(x, pay.SubscriptionPastDue, 1)
	bad, err := pay.ParseCard(declined, "12/40", "123", "Ana", s.now())
	must(t, err)
	if _, err := s.desk.GiveCard(context.Background(), s.by, x, x.Terms(), bad); pay.CodeOf(err) != pay.CardDeclined {
		t.Errorf("a card that is declined: %v", err)
	}
	s.wantState(x, pay.SubscriptionPastDue, 1)
	good, err := pay.ParseCard(paying, "12/40", "123", "Ana", s.now())
	must(t, err)
	x, err = s.desk.GiveCard(context.Background(), s.by, x, x.Terms(), good)
	must(t, err)
	x = s.wantState(x, pay.SubscriptionActive, 2)
	if x.Card.Last4 != "4242" || x.NextChargeAt.Format(time.DateOnly) != "2027-03-01" {
		t.Errorf("%+v", x)
	}
	if h := s.charges(x)[1]; h.State != pay.ChargePaid || h.Tries != 2 {
		t.Errorf("%+v", h)
	}
}

// The merchant makes it, the customer is asked for a card, and it begins on the
// day that was agreed.
func TestMadeByTheMerchant(t *testing.T) {
	t.Parallel()
	s := newSubscribers(t, "2027-01-10T12:00:00Z", "America/Nassau")
	n := pay.NewSubscription{ID: s.store.NewID(s.by.MerchantNumber), CustomerEmail: "Ben@Example.com", CustomerName: "Ben", AmountMinor: 15_00,
		Currency: "BSD", Description: "Beans", Interval: monthly, FirstChargeAt: s.now().Add(5 * 24 * time.Hour)}
	x, err := s.store.CreateSubscription(context.Background(), s.by, n)
	must(t, err)
	again, err := s.store.CreateSubscription(context.Background(), s.by, n)
	must(t, err)
	if again.ID != x.ID || !x.AwaitsCard() || x.State != pay.SubscriptionTrialing || x.CustomerEmail != "ben@example.com" {
		t.Fatalf("%+v", x)
	}
	s.forward(20 * 24 * time.Hour)
	if s.renew() != 0 {
		t.Error("charged without a card")
	}
	card, err := pay.ParseCard(paying, "12/40", "123", "Ben", s.now())
	must(t, err)
	x, err = s.desk.GiveCard(context.Background(), s.by, x, x.Terms(), card)
	must(t, err)
	x = s.wantState(x, pay.SubscriptionActive, 1)
	if x.NextChargeAt.Format(time.DateOnly) != "2027-02-28" {
		t.Errorf("subscribed on 30 January, charged next on %s", x.NextChargeAt)
	}
}

// Five jobs at once, again and again, charge each period once.
func TestFiveJobsAtOnceChargeOnce(t *testing.T) {
	t.Parallel()
	s := newSubscribers(t, "2027-01-31T12:00:00Z", "Europe/Berlin")
	var all []pay.Subscription
	for range 12 {
		all = append(all, s.subscribes(paying, monthly))
	}
	for range 3 {
		s.forward(31 * 24 * time.Hour)
		var jobs sync.WaitGroup
		var begun atomic.Int64
		for range 5 {
			jobs.Go(func() {
				n, err := s.desk.Renew(context.Background())
				if err != nil {
					t.Error(err)
				}
				begun.Add(int64(n))
			})
		}
		jobs.Wait()
		s.renew()
	}
	for _, x := range all {
		s.wantState(x, pay.SubscriptionActive, 4)
	}
	var periods, payments int
	must(t, s.pool.QueryRow(context.Background(), `SELECT (SELECT count(*) FROM charges), (SELECT count(*) FROM payments)`).Scan(&periods, &payments))
	if periods != 48 || payments != 48 {
		t.Errorf("%d periods, %d payments; want 48 of each", periods, payments)
	}
}

// Whoever cancels while the job charges: either it was charged first, or it is
// not charged at all, and it is over.
func TestCancelOrRenew(t *testing.T) {
	t.Parallel()
	s := newSubscribers(t, "2027-01-01T12:00:00Z", "UTC")
	charged := 0
	for range 20 {
		x := s.subscribes(paying, monthly)
		s.set(*x.NextChargeAt)
		var both sync.WaitGroup
		both.Go(func() { s.renew() })
		both.Go(func() {
			_, err := s.store.CancelSubscription(context.Background(), s.by, x.ID, false)
			if err != nil {
				t.Error(err)
			}
		})
		both.Wait()
		s.renew()
		x = s.subscription(x.ID)
		if x.State != pay.SubscriptionCanceled || x.NextChargeAt != nil || len(s.charges(x)) != x.ChargedCount {
			t.Fatalf("%+v", x)
		}
		charged += x.ChargedCount - 1
		s.forward(-31 * 24 * time.Hour)
	}
	t.Logf("%d rounds: %d charged first", 20, charged)
}

func TestPauseResumeCancelKeep(t *testing.T) {
	t.Parallel()
	s := newSubscribers(t, "2027-01-15T12:00:00Z", "UTC")
	ctx := context.Background()
	x := s.subscribes(paying, monthly)
	_, err := s.store.PauseSubscription(ctx, s.by, x.ID)
	must(t, err)
	s.forward(100 * 24 * time.Hour)
	if s.renew() != 0 {
		t.Error("charged while it was paused")
	}
	x, err = s.store.ResumeSubscription(ctx, s.by, x.ID)
	must(t, err)
	if got := x.NextChargeAt.Format(time.DateOnly); got != "2027-05-15" {
		t.Errorf("resumed on 25 April, charged next on %s", got)
	}
	x, err = s.store.CancelSubscription(ctx, s.by, x.ID, true)
	must(t, err)
	if x.State != pay.SubscriptionActive || !x.CancelAtPeriodEnd {
		t.Errorf("%+v", x)
	}
	x, err = s.store.KeepSubscription(ctx, s.by, x.ID)
	must(t, err)
	s.set(*x.NextChargeAt)
	s.renew()
	x = s.wantState(x, pay.SubscriptionActive, 2)
	_, err = s.store.CancelSubscription(ctx, s.by, x.ID, true)
	must(t, err)
	s.set(*x.NextChargeAt)
	s.renew()
	s.wantState(x, pay.SubscriptionCanceled, 2)
	if _, err := s.store.ResumeSubscription(ctx, s.by, x.ID); pay.CodeOf(err) != pay.Conflict {
		t.Errorf("resumed what has ended: %v", err)
	}
}
