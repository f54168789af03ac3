package pay

import (
	"strconv"
	"time"
)

// IntervalUnit is what the time between two charges is counted in.
type IntervalUnit string

// The units.
const (
	UnitDay   IntervalUnit = "day"
	UnitWeek  IntervalUnit = "week"
	UnitMonth IntervalUnit = "month"
	UnitYear  IntervalUnit = "year"
)

// intervalMax is the largest count of each unit: three years, as long as a saved
// card is usually good for.
var intervalMax = map[IntervalUnit]int{UnitDay: 1095, UnitWeek: 156, UnitMonth: 36, UnitYear: 3}

// Interval is the time from one charge of a subscription to the next; the zero
// value stands for none.
type Interval struct {
	Unit  IntervalUnit
	Count int
}

// IsZero reports whether nothing is repeated.
func (i Interval) IsZero() bool { return i.Unit == "" && i.Count == 0 }

// Check notes what is wrong with an interval.
func (i Interval) Check(c *Checks, field string) {
	most, known := intervalMax[i.Unit]
	c.That(known, field, "Choose days, weeks, months or years.")
	c.That(!known || i.Count >= 1 && i.Count <= most, field, "Between 1 and %d.", most)
}

// String says how often: "every month", "every 2 weeks".
func (i Interval) String() string {
	if i.Count == 1 {
		return "every " + string(i.Unit)
	}
	return "every " + strconv.Itoa(i.Count) + " " + string(i.Unit) + "s"
}

// Schedule says when the periods of a subscription begin. All of them are
// worked out from the anchor, never one from the other: the 31st stays the
// 31st, after a February as well.
type Schedule struct {
	// AnchorAt is when period 0 begins.
	AnchorAt time.Time
	// Zone is where days begin and clocks are turned.
	Zone *time.Location
	Interval
}

// Start returns when period n begins: on the day of the anchor, or on the last
// day of a month without it, at its time of day. What the clock skips counts on
// from before, and what it shows twice is meant the first time.
func (s Schedule) Start(n int) time.Time {
	at := s.AnchorAt.In(s.Zone)
	year, month, day := at.Date()
	steps := n * s.Count
	switch s.Unit {
	case UnitDay:
		day += steps
	case UnitWeek:
		day += 7 * steps
	case UnitMonth:
		year, month, day = monthsOn(year, month, day, steps)
	case UnitYear:
		year, month, day = monthsOn(year, month, day, 12*steps)
	}
	hour, minute, second := at.Clock()
	return onTheClock(time.Date(year, month, day, hour, minute, second, at.Nanosecond(), time.UTC), s.Zone)
}

// monthsOn is the same day so many months later, or the last of that month.
func monthsOn(year int, month time.Month, day, months int) (int, time.Month, int) {
	first := time.Date(year, month+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.Year(), first.Month(), min(day, last)
}

// onTheClock returns the moment at which the clocks of a zone show what wall
// says in UTC. time.Date does not promise which moment it takes when there are
// two of them or none.
func onTheClock(wall time.Time, zone *time.Location) time.Time {
	const day = 24 * time.Hour
	_, before := wall.Add(-day).In(zone).Zone()
	_, after := wall.Add(day).In(zone).Zone()
	for _, offset := range []int{before, after} {
		at := wall.Add(-time.Duration(offset) * time.Second)
		if _, there := at.In(zone).Zone(); there == offset {
			return at.UTC()
		}
	}
	return wall.Add(-time.Duration(before) * time.Second).UTC()
}

// Next returns the first period, of number from or later, that begins after now.
func (s Schedule) Next(from int, now time.Time) int {
	for !s.Start(from).After(now) {
		from++
	}
	return from
}
