package pay

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func zone(t interface{ Fatal(...any) }, name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// The day of the anchor is kept: a short month takes its last day, and the month
// after it has the day back.
func TestPeriodsBeginOnTheAnchorsDay(t *testing.T) {
	t.Parallel()
	for anchor, want := range map[string][]string{
		"2027-10-31": {"2027-10-31", "2027-11-30", "2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31"},
		"2027-11-30": {"2027-11-30", "2027-12-30", "2028-01-30", "2028-02-29", "2028-03-30"},
		"2026-12-29": {"2026-12-29", "2027-01-29", "2027-02-28", "2027-03-29"},
		"2027-12-29": {"2027-12-29", "2028-01-29", "2028-02-29", "2028-03-29"},
		"2099-12-31": {"2099-12-31", "2100-01-31", "2100-02-28", "2100-03-31"},
		"2026-01-01": {"2026-01-01", "2026-02-01", "2026-03-01"},
	} {
		start, _ := time.ParseInLocation(time.DateOnly, anchor, zone(t, "America/Nassau"))
		s := Schedule{AnchorAt: start.Add(10 * time.Hour), Zone: zone(t, "America/Nassau"), Interval: Interval{UnitMonth, 1}}
		for n, day := range want {
			if got := s.Start(n).In(s.Zone).Format(time.DateTime); got != day+" 10:00:00" {
				t.Errorf("%s, period %d: %s, want %s", anchor, n, got, day)
			}
		}
	}
}

func TestPeriodsOfOtherLengths(t *testing.T) {
	t.Parallel()
	at := time.Date(2028, 2, 29, 23, 30, 0, 0, time.UTC)
	for interval, want := range map[Interval][]string{
		{UnitYear, 1}:  {"2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"},
		{UnitYear, 3}:  {"2028-02-29", "2031-02-28", "2034-02-28"},
		{UnitMonth, 3}: {"2028-02-29", "2028-05-29", "2028-08-29", "2028-11-29", "2029-02-28", "2029-05-29"},
		{UnitWeek, 2}:  {"2028-02-29", "2028-03-14", "2028-03-28"},
		{UnitDay, 1}:   {"2028-02-29", "2028-03-01", "2028-03-02"},
	} {
		s := Schedule{AnchorAt: at, Zone: time.UTC, Interval: interval}
		for n, day := range want {
			if got := s.Start(n).Format(time.DateTime); got != day+" 23:30:00" {
				t.Errorf("%s, period %d: %s, want %s", interval, n, got, day)
			}
		}
	}
}

// When the clocks are turned, what they skip counts on from before, and what
// they show twice is meant the first time.
func TestPeriodsWhenClocksAreTurned(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, anchor, want string }{
		{"Europe/Berlin", "2026-02-28T02:30:00+01:00", "2026-03-28T02:30:00+01:00"},
		{"Europe/Berlin", "2026-02-28T12:00:00+01:00", "2026-03-28T12:00:00+01:00"},
		{"Europe/Berlin", "2027-02-28T02:30:00+01:00", "2027-03-28T03:30:00+02:00"},    // skipped
		{"Europe/Berlin", "2026-09-25T02:30:00+02:00", "2026-10-25T02:30:00+02:00"},    // twice
		{"America/New_York", "2026-02-08T02:15:00-05:00", "2026-03-08T03:15:00-04:00"}, // skipped
		{"America/New_York", "2026-10-01T01:30:00-04:00", "2026-11-01T01:30:00-04:00"}, // twice
		{"Australia/Lord_Howe", "2026-09-04T02:15:00+10:30", "2026-10-04T02:45:00+11:00"},
		{"Pacific/Apia", "2011-11-30T09:00:00-10:00", "2011-12-31T09:00:00+14:00"}, // a day that was not
		{"Asia/Kathmandu", "2026-01-31T00:00:00+05:45", "2026-02-28T00:00:00+05:45"},
	} {
		anchor, err := time.Parse(time.RFC3339, c.anchor)
		if err != nil {
			t.Fatal(err)
		}
		s := Schedule{AnchorAt: anchor, Zone: zone(t, c.zone), Interval: Interval{UnitMonth, 1}}
		if got := s.Start(1).In(s.Zone).Format(time.RFC3339); got != c.want {
			t.Errorf("%s, after %s: %s, want %s", c.zone, c.anchor, got, c.want)
		}
	}
}

// testZones go from UTC-12 to UTC+14, with and without summer time, on both
// sides of the equator.
var testZones = []string{"Etc/GMT+12", "Pacific/Pago_Pago", "Pacific/Honolulu", "America/New_York", "America/Nassau", "America/St_Johns", "America/Santiago",
	"UTC", "Europe/London", "Europe/Berlin", "Africa/Casablanca", "Asia/Tehran", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo", "Australia/Lord_Howe",
	"Pacific/Auckland", "Pacific/Chatham", "Pacific/Kiritimati"}

// Whatever the anchor, each period begins after the one before, on the right
// day of its month, and Next finds the first that is still to come.
func TestPeriodsInOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		z := zone(t, rapid.SampledFrom(testZones).Draw(t, "zone"))
		unit := rapid.SampledFrom([]IntervalUnit{UnitDay, UnitWeek, UnitMonth, UnitYear}).Draw(t, "unit")
		at := time.Unix(rapid.Int64Range(1_700_000_000, 2_500_000_000).Draw(t, "anchor"), 0)
		s := Schedule{AnchorAt: at, Zone: z, Interval: Interval{unit, rapid.IntRange(1, intervalMax[unit]).Draw(t, "count")}}
		if !s.Start(0).Equal(at) && at.In(z).Format("15:04") == s.Start(0).In(z).Format("15:04") && !isTwice(at, z) {
			t.Fatalf("period 0 begins at %s, the anchor is %s", s.Start(0), at)
		}
		for n := range 20 {
			this, next := s.Start(n), s.Start(n+1)
			if !next.After(this) {
				t.Fatalf("period %d begins at %s, the one after at %s", n, this, next)
			}
			day, want := this.In(z), at.In(z).Day()
			last := time.Date(day.Year(), day.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
			if (unit == UnitMonth || unit == UnitYear) && day.Day() != min(want, last) {
				t.Fatalf("period %d begins on %s, the anchor's day is %d", n, day, want)
			}
			if got := s.Next(0, this); got != n+1 {
				t.Fatalf("at the beginning of period %d the next is %d", n, got)
			}
		}
	})
}

// isTwice reports whether the clock shows this time a second time.
func isTwice(at time.Time, z *time.Location) bool {
	return at.In(z).Add(-time.Hour).Format("15:04") == at.In(z).Format("15:04") ||
		at.Add(-time.Hour).In(z).Format("15:04") == at.In(z).Format("15:04") ||
		at.Add(-30*time.Minute).In(z).Format("15:04") == at.In(z).Format("15:04")
}

func TestIntervals(t *testing.T) {
	t.Parallel()
	for interval, ok := range map[Interval]bool{
		{UnitMonth, 1}: true, {UnitMonth, 36}: true, {UnitMonth, 37}: false, {UnitDay, 0}: false, {UnitDay, -1}: false,
		{"fortnight", 1}: false, {}: false,
	} {
		var c Checks
		interval.Check(&c, "interval")
		if (c.Err() == nil) != ok {
			t.Errorf("%v: %v", interval, c.Err())
		}
	}
	if got := fmt.Sprint(Interval{UnitMonth, 1}, "; ", Interval{UnitWeek, 2}); got != "every month; every 2 weeks" {
		t.Error(got)
	}
}
