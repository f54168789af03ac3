package pay

import (
	"testing"
	"time"
	_ "time/tzdata" // also where the machine has no time zones
)

func clock(t *testing.T, zone, at string) time.Time {
	t.Helper()
	place, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	moment, err := time.ParseInLocation("2006-01-02 15:04:05", at, place)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

func TestPeriodNamed(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]int{"today": 1, "7d": 7, "30d": 30, "90d": 90, "": 7, "1y": 7} {
		if got := PeriodNamed(name); got.Days != want || got.Label == "" {
			t.Errorf("%q: %+v", name, got)
		}
	}
}

// The period before is as many days, up to the same time of day.
func TestSpan(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		zone, now                      string
		days, steps, past              int
		from, to, beforeFrom, beforeTo string
	}{
		"today": {"America/Nassau", "2026-11-21 14:02:03", 1, 24, 15,
			"2026-11-21T00:00:00-05:00", "2026-11-22T00:00:00-05:00", "2026-11-20T00:00:00-05:00", "2026-11-20T14:15:00-05:00"},
		"at midnight": {"UTC", "2026-03-01 00:00:00", 7, 7, 7,
			"2026-02-23T00:00:00Z", "2026-03-02T00:00:00Z", "2026-02-16T00:00:00Z", "2026-02-22T00:00:00Z"},
		"just before midnight": {"UTC", "2026-03-01 23:59:59", 1, 24, 24,
			"2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", "2026-02-28T00:00:00Z", "2026-03-01T00:00:00Z"},
		"an hour less": {"America/New_York", "2026-03-08 12:00:00", 1, 23, 12,
			"2026-03-08T00:00:00-05:00", "2026-03-09T00:00:00-04:00", "2026-03-07T00:00:00-05:00", "2026-03-07T12:00:00-05:00"},
		"an hour more": {"America/New_York", "2026-11-01 12:00:00", 1, 25, 14,
			"2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00", "2026-10-31T00:00:00-04:00", "2026-10-31T12:00:00-04:00"},
		"no midnight": {"America/Havana", "2026-03-08 08:00:00", 1, 23, 8,
			"2026-03-08T01:00:00-04:00", "2026-03-09T00:00:00-04:00", "2026-03-07T00:00:00-05:00", "2026-03-07T08:00:00-05:00"},
		"two midnights": {"America/Havana", "2026-11-01 08:00:00", 1, 25, 10,
			"2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00", "2026-10-31T00:00:00-04:00", "2026-10-31T08:00:00-04:00"},
		"half an hour": {"Asia/Kolkata", "2026-06-10 10:01:00", 30, 30, 30,
			"2026-05-12T00:00:00+05:30", "2026-06-11T00:00:00+05:30", "2026-04-12T00:00:00+05:30", "2026-05-11T10:15:00+05:30"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := clock(t, c.zone, c.now)
			s := Period{Days: c.days}.Span(now)
			got := []time.Time{s.Starts[0], s.Starts[len(s.Starts)-1], s.BeforeFrom, s.BeforeTo}
			for i, want := range []string{c.from, c.to, c.beforeFrom, c.beforeTo} {
				if got[i].Format(time.RFC3339) != want {
					t.Errorf("moment %d is %s, want %s", i, got[i].Format(time.RFC3339), want)
				}
			}
			if len(s.Starts)-1 != c.steps || s.Past(now) != c.past || s.Hourly != (c.days == 1) {
				t.Errorf("%d steps of which %d have begun", len(s.Starts)-1, s.Past(now))
			}
		})
	}
}

// Wherever and whenever: boundaries are in order, and each begins a quarter of
// an hour, which is how finely takings are kept.
func TestBoundariesAreQuarters(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"UTC", "America/Nassau", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Australia/Eucla",
		"Pacific/Chatham", "Africa/Cairo", "America/Santiago", "Asia/Beirut", "Africa/Casablanca", "Pacific/Apia", "Antarctica/Troll", "Etc/GMT+12", "Etc/GMT-14"} {
		now := clock(t, zone, "2026-01-01 12:34:56")
		for range 366 {
			for _, p := range Periods {
				at := p.Span(now).Boundaries()
				for i, moment := range at {
					if moment.Truncate(TakingsQuarter) != moment.Round(0) || i > 0 && moment.Before(at[i-1]) {
						t.Fatalf("%s at %s, %s: boundary %d is %s", p.Name, zone, now, i, moment)
					}
				}
			}
			now = now.AddDate(0, 0, 1)
		}
	}
}

func TestFigures(t *testing.T) {
	t.Parallel()
	s := Period{Days: 2}.Span(clock(t, "UTC", "2026-11-21 10:00:00"))
	f := s.Figures("BSD", []Takings{{GrossMinor: 5}, {GrossMinor: 7, Paid: 1}, {GrossMinor: 10, Paid: 2}, {GrossMinor: 30, RefundMinor: 4, Paid: 3}, {GrossMinor: 30, RefundMinor: 9, Paid: 3}})
	if f.Before != (Takings{GrossMinor: 2, Paid: 1}) || f.Now != (Takings{GrossMinor: 20, RefundMinor: 9, Paid: 1}) || f.Now.NetMinor() != 11 {
		t.Errorf("%+v", f)
	}
	if len(f.Steps) != 2 || f.Steps[0] != (Takings{GrossMinor: 20, RefundMinor: 4, Paid: 1}) || f.Steps[1] != (Takings{RefundMinor: 5}) || f.Now.IsZero() || !(Takings{}).IsZero() {
		t.Errorf("%+v", f.Steps)
	}
}
