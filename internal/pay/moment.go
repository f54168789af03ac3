package pay

import "time"

// ParseMoment reads an ISO 8601 time with its offset, with or without seconds;
// a date alone means the end of that day in UTC.
func ParseMoment(s string) (time.Time, bool) {
	t, ok := parseMoment(s)
	// What the database rounds would not be what was checked; and a year of five
	// digits is no ISO 8601 any more.
	t = t.Truncate(time.Microsecond)
	return t, ok && t.Year() >= 1970 && t.UTC().Year() <= 9999
}

func parseMoment(s string) (time.Time, bool) {
	for _, form := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00"} {
		if t, err := time.Parse(form, s); err == nil {
			return t, true
		}
	}
	day, err := time.Parse(time.DateOnly, s)
	return day.AddDate(0, 0, 1).Add(-time.Second), err == nil
}
