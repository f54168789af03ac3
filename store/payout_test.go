package store_test

import (
	"strings"
	"testing"
	"time"

	"linktill/internal/pay"
)

var payday = time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC)

func (s shop) payoutOrder(minor int64) pay.PayoutOrder {
	return pay.PayoutOrder{ID: s.NewID(s.by.MerchantNumber), AmountMinor: minor, Currency: "BSD", PaidOn: payday, Destination: "Bank ••42", Reference: "NOV-3"}
}

func (s shop) payOut(o pay.PayoutOrder) (pay.Payout, error) {
	return s.RecordPayout(s.ctx(), s.caller(), o, payday)
}

func (s shop) balance() pay.Balance {
	s.t.Helper()
	balances, err := s.AccountBalances(s.ctx(), s.by)
	s.must(err)
	if len(balances) == 0 {
		return pay.Balance{}
	}
	return balances[0]
}

// Many record payouts at once: never more than there is. Refunds may still be made
// of what was paid out, and are owed then.
func TestPayoutsAtOnceNeverOverdraw(t *testing.T) {
	s := newShop(t)
	l := s.link()
	for range 5 {
		s.paid(l)
	}
	refundable := s.paid(l)
	done := atOnce(t, 40, func(i int) error {
		if i%8 == 7 { // refunds set aside from the same balance meanwhile
			_, err := s.BeginRefund(s.ctx(), s.by, s.refundOrder(refundable, 1_00), pay.ID{}, time.Minute)
			return err
		}
		_, err := s.payOut(s.payoutOrder(7_00))
		return err
	})
	got := s.balance()
	if got.AvailableMinor+got.PendingMinor < 0 || got.AvailableMinor >= 7_00 || got.PaidOutMinor%7_00 != 0 || got.AvailableMinor+got.PendingMinor+got.PaidOutMinor != 60_00 {
		t.Errorf("%d came through: %+v", done, got)
	}
	if n := s.count(`SELECT count(*) FROM payouts`); int64(n)*7_00 != got.PaidOutMinor {
		t.Errorf("%d payouts, %d paid out", n, got.PaidOutMinor)
	}
}

// The same request counts once, also when it is sent many times at once.
func TestPayoutOnceForEachRequest(t *testing.T) {
	s := newShop(t)
	s.paid(s.link())
	order := s.payoutOrder(4_00)
	if done := atOnce(t, 12, func(int) error { _, err := s.payOut(order); return err }); done != 12 {
		t.Errorf("%d of 12 heard that it was recorded", done)
	}
	if got := s.balance(); got != (pay.Balance{Currency: "BSD", AvailableMinor: 6_00, PaidOutMinor: 4_00}) {
		t.Errorf("%+v", got)
	}
	order.AmountMinor = 5_00
	if _, err := s.payOut(order); code(err) != pay.KeyReused {
		t.Errorf("other values: %v", err)
	}
}

// Reversed by many at once, it is given back once.
func TestPayoutIsReversedOnce(t *testing.T) {
	s := newShop(t)
	s.paid(s.link())
	o, err := s.payOut(s.payoutOrder(10_00))
	s.must(err)
	if _, err := s.ReversePayout(s.ctx(), s.caller(), o.ID, ""); code(err) != pay.Invalid {
		t.Errorf("without a reason: %v", err)
	}
	if done := atOnce(t, 12, func(int) error { _, err := s.ReversePayout(s.ctx(), s.caller(), o.ID, "Recorded twice"); return err }); done != 12 {
		t.Errorf("%d of 12 heard that it was reversed", done)
	}
	if got := s.balance(); got != (pay.Balance{Currency: "BSD", AvailableMinor: 10_00}) {
		t.Errorf("%+v", got)
	}
	o, err = s.Payout(s.ctx(), s.by, o.ID)
	if err != nil || o.ReversedAt == nil || o.ReversalReason != "Recorded twice" || o.ReversedBy != s.owner.User.ID {
		t.Errorf("%+v, %v", o, err)
	}
	refuses(t, s.pool, "42501", `DELETE FROM transfers WHERE source_id = $1`, o.ID)
}

func TestPayoutsAreChecked(t *testing.T) {
	s := newShop(t)
	s.paid(s.link())
	s.beginRefund(s.paid(s.link()), 4_00) // 16.00 are available
	for name, c := range map[string]struct {
		field, says string
		change      func(*pay.PayoutOrder)
	}{
		"nothing":        {"amount", "more than zero", func(o *pay.PayoutOrder) { o.AmountMinor = 0 }},
		"too much":       {"amount", "At most B$16.00", func(o *pay.PayoutOrder) { o.AmountMinor = 16_01 }},
		"in no currency": {"currency", "Choose", func(o *pay.PayoutOrder) { o.Currency = "EUR" }},
		"tomorrow":       {"paid_on", "still to come", func(o *pay.PayoutOrder) { o.PaidOn = payday.AddDate(0, 0, 1) }},
		"never":          {"paid_on", "Enter the day", func(o *pay.PayoutOrder) { o.PaidOn = time.Time{} }},
		"to nowhere":     {"destination", "Say where", func(o *pay.PayoutOrder) { o.Destination = "" }},
		"too long":       {"reference", "At most", func(o *pay.PayoutOrder) { o.Reference = strings.Repeat("x", 121) }},
	} {
		order := s.payoutOrder(1_00)
		c.change(&order)
		_, err := s.payOut(order)
		if e, ok := err.(*pay.Error); !ok || len(e.Fields[c.field]) != 1 || !strings.Contains(e.Fields[c.field][0], c.says) || len(e.Fields) != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.payOut(s.payoutOrder(16_00)); err != nil {
		t.Error(err)
	}
	if _, err := s.payOut(s.payoutOrder(1)); err == nil || !strings.Contains(err.Error(), "Nothing is available in BSD") {
		t.Errorf("of nothing: %v", err)
	}
}

// The ledger reads like a list: what it was about, newest first, a page at a time.
func TestTransfersTellWhatTheyAreAbout(t *testing.T) {
	s := newShop(t)
	p := s.refunded(s.paid(s.link()), 4_00).Payment
	o, err := s.payOut(s.payoutOrder(6_00))
	s.must(err)
	_, err = s.ReversePayout(s.ctx(), s.caller(), o.ID, "Wrong account")
	s.must(err)
	s.paid(s.linkOf(live(s.by)))
	var got []string
	page := pay.Page{Limit: 2}
	for {
		list, err := s.Transfers(s.ctx(), s.by, page)
		s.must(err)
		for _, tr := range list.Rows {
			got = append(got, string(tr.Kind)+" "+tr.Description+" "+tr.On(pay.AccountAvailable).Decimal()+" "+tr.On(pay.AccountPending).Decimal())
			if about := tr.PaymentID == p.ID; about != !strings.HasPrefix(string(tr.Kind), "payout") {
				t.Errorf("%s is about %s", tr.Kind, tr.PaymentID.UUID())
			}
		}
		if !list.HasMore {
			break
		}
		page.Cursor = list.Rows[len(list.Rows)-1].ID
	}
	want := "payout_reversed Bank ••42 6.00 0.00, payout Bank ••42 -6.00 0.00, refund_completed Coffee 0.00 -4.00, " +
		"refund_reserved Coffee -4.00 4.00, payment Coffee 10.00 0.00"
	if strings.Join(got, ", ") != want {
		t.Errorf("%s", strings.Join(got, ", "))
	}
	list, err := s.Payouts(s.ctx(), s.by, pay.DefaultPage())
	if err != nil || len(list.Rows) != 1 || list.Rows[0].ID != o.ID || !list.Rows[0].PaidOn.Equal(payday) {
		t.Errorf("%+v, %v", list, err)
	}
}
