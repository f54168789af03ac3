package store_test

import (
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // also where the machine has no time zones

	"linktill/internal/pay"
	"linktill/store"
)

// midnights are the starts of n days from a date in a zone, and the end.
func midnights(t *testing.T, zone, date string, n int) []time.Time {
	t.Helper()
	place, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	first, err := time.ParseInLocation(time.DateOnly, date, place)
	if err != nil {
		t.Fatal(err)
	}
	starts := make([]time.Time, n+1)
	for i := range starts {
		starts[i] = first.AddDate(0, 0, i)
	}
	return starts
}

// Days begin at the merchant's midnight, also those of 23 and 25 hours.
func TestDayTotalsOverDaylightSaving(t *testing.T) {
	s := newShop(t)
	l := s.link()
	for name, c := range map[string]struct {
		zone, date string
		hours      time.Duration // of the second day
	}{
		"spring":        {"America/New_York", "2026-03-07", 23},
		"autumn":        {"America/New_York", "2026-10-31", 25},
		"half an hour":  {"Australia/Lord_Howe", "2026-04-04", 24},
		"the first day": {"Pacific/Kiritimati", "2025-12-31", 24},
		"a quarter off": {"Asia/Kathmandu", "2026-06-01", 24},
		"far west":      {"Etc/GMT+12", "2026-12-31", 24},
	} {
		starts := midnights(t, c.zone, c.date, 3)
		if got := starts[2].Sub(starts[1]).Truncate(time.Hour); got != c.hours*time.Hour {
			t.Errorf("%s: a day of %s", name, got)
		}
		for _, at := range starts { // what is before the first or behind the last belongs to no day
			for _, off := range []time.Duration{-time.Microsecond, 0, 12 * time.Hour} {
				s.exec(`UPDATE payments SET paid_at = $2 WHERE id = $1`, s.paid(l).ID, at.Add(off))
			}
		}
		got, err := s.DayTotals(s.ctx(), s.by, starts)
		s.must(err)
		want := []store.DayTotal{{"BSD", 0, 30_00, 0, 3}, {"BSD", 1, 30_00, 0, 3}, {"BSD", 2, 30_00, 0, 3}}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}

// Payments count on the day they were paid, refunds on the day they were
// completed, each currency by itself, the other mode not at all.
func TestDayTotalsKeepApart(t *testing.T) {
	s := newShop(t)
	starts := midnights(t, "America/Nassau", "2026-05-01", 3)
	put := func(p pay.Payment, day int) pay.Payment {
		s.exec(`UPDATE payments SET paid_at = $2 WHERE id = $1`, p.ID, starts[day].Add(time.Hour))
		return p
	}
	yen := func(l *pay.Link) { l.AmountMinor, l.Currency = ptr(int64(700)), "JPY" }
	first := put(s.paid(s.link()), 0)
	put(s.paid(s.link(yen)), 0)
	put(s.paid(s.link()), 2)
	put(s.paid(s.linkOf(live(s.by))), 0)
	s.finish(s.begin(s.link()), pay.AttemptDeclined)
	done, failed := s.refunded(first, 3_00), s.finishRefund(s.beginRefund(first, 1_00), pay.RefundFailed)
	s.beginRefund(first, 2_00)
	s.exec(`UPDATE refunds SET updated_at = $3 WHERE id IN ($1, $2)`, done.Refund.ID, failed.Refund.ID, starts[2].Add(-time.Hour))
	got, err := s.DayTotals(s.ctx(), s.by, starts)
	s.must(err)
	want := []store.DayTotal{{"BSD", 0, 10_00, 0, 1}, {"BSD", 1, 0, 3_00, 0}, {"BSD", 2, 10_00, 0, 1}, {"JPY", 0, 700, 0, 1}}
	if !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestAttention(t *testing.T) {
	s := newShop(t)
	look := func() store.Attention {
		t.Helper()
		a, err := s.Attention(s.ctx(), s.by)
		s.must(err)
		return a
	}
	if got := look(); got != (store.Attention{HasKey: true}) {
		t.Errorf("a new merchant: %+v", got)
	}
	soon, later := time.Now().Add(48*time.Hour), time.Now().Add(96*time.Hour)
	s.link(func(l *pay.Link) { l.ExpiresAt = &soon })
	s.link(func(l *pay.Link) { l.ExpiresAt = &later })
	stopped := s.link(func(l *pay.Link) { l.ExpiresAt = &soon })
	_, err := s.ChangeLink(s.ctx(), s.by, stopped.ID, pay.LinkPatch{Active: ptr(false)})
	s.must(err)
	nearly, few := s.link(uses(5)), s.link(uses(2))
	for range 4 {
		s.paid(nearly)
	}
	s.paid(few) // half of two is not little
	s.finish(s.begin(s.link()), pay.AttemptUnknown)
	if got, want := look(), (store.Attention{Unknown: 1, EndingLinks: 1, HasLink: true, HasPayment: true, HasKey: true}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	tight := s.link(uses(10))
	for range 9 {
		s.paid(tight)
	}
	s.beginRefund(s.paid(s.link()), 1_00)
	if got := look(); got.RunningOut != 1 || !got.HasRefund {
		t.Errorf("%+v", got)
	}
	if got, err := s.Attention(s.ctx(), live(s.by)); err != nil || got != (store.Attention{HasKey: true}) {
		t.Errorf("live: %+v, %v", got, err)
	}
}
