package pay

import "time"

// Takings are what came in over some time in one currency, in minor units.
type Takings struct {
	GrossMinor  int64
	RefundMinor int64
	// Paid counts payments by when they were paid; Started and Converted by when
	// they were begun: all, and those of them that were paid.
	Paid      int64
	Started   int64
	Converted int64
}

// Sub is what came in between two running totals.
func (t Takings) Sub(before Takings) Takings {
	return Takings{
		GrossMinor: t.GrossMinor - before.GrossMinor, RefundMinor: t.RefundMinor - before.RefundMinor,
		Paid: t.Paid - before.Paid, Started: t.Started - before.Started, Converted: t.Converted - before.Converted,
	}
}

// NetMinor is what stayed.
func (t Takings) NetMinor() int64 { return t.GrossMinor - t.RefundMinor }

// IsZero reports whether nothing happened.
func (t Takings) IsZero() bool { return t == Takings{} }

// TakingsQuarter is how finely takings are kept: days of every time zone begin
// with a quarter of an hour.
const TakingsQuarter = 15 * time.Minute

// Period is a stretch of days that ends with today.
type Period struct {
	// Name stands in addresses, Label on the page.
	Name, Label string
	Days        int
}

// Periods are the ones that can be chosen.
var Periods = []Period{{"today", "Today", 1}, {"7d", "7 days", 7}, {"30d", "30 days", 30}, {"90d", "90 days", 90}}

// PeriodNamed returns the period with that name, seven days when there is none.
func PeriodNamed(name string) Period {
	for _, p := range Periods {
		if p.Name == name {
			return p
		}
	}
	return Periods[1]
}

// Span is a period in moments: when each of its steps begins, which are days, or
// the hours of a single one, and the end of the last. The period before is as
// many days, up to the same time of day, so that like is compared with like.
type Span struct {
	BeforeFrom, BeforeTo time.Time
	Starts               []time.Time
	Hourly               bool
}

// Span works the moments out on the clock that now shows. Days have 23 or 25
// hours where clocks are turned.
func (p Period) Span(now time.Time) Span {
	s := Span{BeforeFrom: DayStart(now, 1-2*p.Days), BeforeTo: p.sameTimeBefore(now)}
	for i := 1 - p.Days; i <= 1; i++ {
		s.Starts = append(s.Starts, DayStart(now, i))
	}
	if p.Days == 1 {
		s.Hourly, s.Starts = true, hours(s.Starts[0], s.Starts[1])
	}
	if s.BeforeTo.After(s.Starts[0]) {
		s.BeforeTo = s.Starts[0]
	}
	return s
}

// sameTimeBefore is what the clock shows now, a period ago, at the end of its
// quarter of an hour.
func (p Period) sameTimeBefore(now time.Time) time.Time {
	year, month, day := now.Date()
	hour, minute, second := now.Clock()
	at := onTheClock(time.Date(year, month, day-p.Days, hour, minute, second, 0, time.UTC), now.Location())
	if quarter := at.Truncate(TakingsQuarter); quarter.Before(at) {
		at = quarter.Add(TakingsQuarter)
	}
	return at.In(now.Location())
}

// DayStart is the first moment of the day so many days after now's, on the clock
// that now shows; also where clocks skip midnight.
func DayStart(now time.Time, days int) time.Time {
	year, month, day := now.Date()
	return onTheClock(time.Date(year, month, day+days, 0, 0, 0, 0, time.UTC), now.Location()).In(now.Location())
}

// hours are the starts of the hours of a day, and its end.
func hours(from, to time.Time) []time.Time {
	var starts []time.Time
	for at := from; at.Before(to); at = at.Add(time.Hour) {
		starts = append(starts, at)
	}
	return append(starts, to)
}

// Boundaries are the moments between which takings are asked for, in order: the
// period before, then the steps.
func (s Span) Boundaries() []time.Time {
	return append([]time.Time{s.BeforeFrom, s.BeforeTo}, s.Starts...)
}

// Figures are one currency's takings over a span.
type Figures struct {
	Currency    string
	Before, Now Takings
	// Steps are those of the span's days or hours.
	Steps []Takings
}

// Figures cuts running totals, one for each of the span's boundaries, into what
// came in between them.
func (s Span) Figures(currency string, totals []Takings) Figures {
	f := Figures{Currency: currency, Before: totals[1].Sub(totals[0]), Now: totals[len(totals)-1].Sub(totals[2])}
	for i := 3; i < len(totals); i++ {
		f.Steps = append(f.Steps, totals[i].Sub(totals[i-1]))
	}
	return f
}

// Past returns how many of the span's steps have begun.
func (s Span) Past(now time.Time) int {
	n := 0
	for n < len(s.Starts)-1 && !s.Starts[n].After(now) {
		n++
	}
	return n
}
