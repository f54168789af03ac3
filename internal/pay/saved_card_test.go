package pay

import (
	"testing"
	"time"
)

func TestCardEnds(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	at := func(days int) *time.Time { at := now.AddDate(0, 0, days); return &at }
	x := Subscription{State: SubscriptionActive, CardID: ID{1}, NextChargeAt: at(7), Card: SavedCard{ExpMonth: 3, ExpYear: 2026}}
	for name, c := range map[string]struct {
		want   bool
		change func(x *Subscription)
	}{
		"within a month":           {true, func(*Subscription) {}},
		"the month after":          {false, func(x *Subscription) { x.Card.ExpMonth = 4 }},
		"charged much later":       {true, func(x *Subscription) { x.NextChargeAt = at(200) }},
		"much before a far charge": {false, func(x *Subscription) { x.Card.ExpMonth, x.NextChargeAt = 8, at(200) }},
		"ended already":            {true, func(x *Subscription) { x.Card.ExpMonth, x.Card.ExpYear = 12, 2025 }},
		"not begun":                {true, func(x *Subscription) { x.State = SubscriptionTrialing }},
		"no card":                  {false, func(x *Subscription) { x.CardID, x.Card = ID{}, SavedCard{} }},
		"at rest":                  {false, func(x *Subscription) { x.State, x.NextChargeAt = SubscriptionPaused, nil }},
		"about to end":             {false, func(x *Subscription) { x.CancelAtPeriodEnd = true }},
		"failed":                   {false, func(x *Subscription) { x.State = SubscriptionPastDue }},
	} {
		y := x
		c.change(&y)
		if got := y.CardEnds(now); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// What the database compares months with agrees with when a card ends.
func TestCardMonthIsWhenCardsEnd(t *testing.T) {
	t.Parallel()
	for _, c := range []SavedCard{{ExpMonth: 1, ExpYear: 2026}, {ExpMonth: 12, ExpYear: 2026}, {ExpMonth: 2, ExpYear: 2028}} {
		for _, off := range []time.Duration{-32 * day, -time.Nanosecond, 0, time.Hour, 40 * day} {
			at := c.EndsAt().Add(off).In(time.FixedZone("+14", 14*60*60))
			year, month := CardMonth(at)
			ended := c.ExpYear < year || c.ExpYear == year && c.ExpMonth < month
			if ended != (off >= 0) {
				t.Errorf("%+v at %s: ended is %v", c, at, ended)
			}
		}
	}
	if ends := (SavedCard{ExpMonth: 12, ExpYear: 2026}).EndsAt(); !ends.Equal(time.Date(2027, 1, 1, 12, 0, 0, 0, time.UTC)) {
		t.Errorf("ends %s", ends)
	}
}
