package desk

import (
	"context"
	"testing"
	"time"

	"linktill/internal/pay"
)

// Five years of subscriptions, day by day, in many zones: the dates equal those
// of the calendar, none is missing and none is there twice.
func TestFiveYears(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"Etc/GMT+12", "America/St_Johns", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Kiritimati"} {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			s := newSubscribers(t, "2027-01-28T00:30:00Z", zone)
			z, err := time.LoadLocation(zone)
			must(t, err)
			wanted := map[int]pay.Subscription{}
			for len(wanted) < 4 {
				if day := s.now().In(z).Day(); day >= 29 || day == 1 {
					wanted[day] = s.subscribes(paying, monthly)
				}
				s.forward(24 * time.Hour)
			}
			end := s.now().AddDate(5, 0, 0)
			for s.now().Before(end) {
				s.forward(24 * time.Hour)
				s.renew()
			}
			for day, x := range wanted {
				s.wantDates(x, z, day)
			}
		})
	}
}

// wantDates holds the charges of a subscription against the calendar.
func (s subscribers) wantDates(x pay.Subscription, z *time.Location, day int) {
	s.t.Helper()
	charges := s.charges(x)
	first := charges[0].PeriodStart.In(z)
	for n, h := range charges {
		month := time.Date(first.Year(), first.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
		last := month.AddDate(0, 1, -1).Day()
		want := month.AddDate(0, 0, min(day, last)-1).Format(time.DateOnly)
		if got := h.PeriodStart.In(z).Format(time.DateOnly); got != want || h.State != pay.ChargePaid {
			s.t.Errorf("anchor %d, period %d: %s on %s, want %s", day, n, h.State, got, want)
		}
		if took := s.payment(h.PaymentID).PaidAt.Sub(h.PeriodStart); took < 0 || took > 25*time.Hour {
			s.t.Errorf("anchor %d, period %d was charged %s after its beginning", day, n, took)
		}
	}
	if len(charges) < 60 || len(charges) > 62 {
		s.t.Errorf("anchor %d: %d charges in five years", day, len(charges))
	}
	s.t.Logf("anchor %d: %d charges, %s to %s", day, len(charges), first.Format(time.DateOnly), charges[len(charges)-1].PeriodStart.In(z).Format(time.DateOnly))
}

func TestChangesFromTheNextPeriodOn(t *testing.T) {
	t.Parallel()
	s := newSubscribers(t, "2027-01-31T12:00:00Z", "UTC")
	ctx := context.Background()
	x := s.subscribes(paying, monthly)
	patch := pay.SubscriptionPatch{Version: x.Version, AmountMinor: 30_00, Description: "Two coffees", Interval: pay.Interval{Unit: pay.UnitWeek, Count: 1}}
	x, err := s.store.ChangeSubscription(ctx, s.by, x.ID, patch)
	must(t, err)
	if _, err := s.store.ChangeSubscription(ctx, s.by, x.ID, patch); pay.CodeOf(err) != pay.Conflict {
		t.Errorf("changed with an old version: %v", err)
	}
	s.set(*x.NextChargeAt)
	s.renew()
	x = s.subscription(x.ID)
	h := s.charges(x)[1]
	if h.AmountMinor != 30_00 || h.PeriodStart.Format(time.DateOnly) != "2027-02-28" || x.NextChargeAt.Format(time.DateOnly) != "2027-03-07" {
		t.Errorf("%+v, next %s", h, x.NextChargeAt)
	}
}
