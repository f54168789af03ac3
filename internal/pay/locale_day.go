package pay

import (
	"strings"
	"time"
)

// Day writes the day of a time in its own zone: Moment without the hours. In
// every language they stand at the end.
func (l Locale) Day(t time.Time) string {
	day := l.short
	if hours := strings.IndexAny(day, "Hh"); hours >= 0 {
		day = strings.TrimRight(day[:hours], " ,،")
	}
	return l.format(day, t)
}
