package web

import (
	"slices"

	"linktill/internal/pay"
)

func ptr[T any](v T) *T { return &v }

func sorted(words []string) []string {
	slices.Sort(words)
	return words
}

// uuidOf is an id in its other spelling.
func uuidOf(prefix pay.Prefix, id string) string {
	parsed, _ := prefix.Parse(id)
	return parsed.UUID()
}

// rows counts a table.
func (s *shop) rows(table string) (n int) {
	s.t.Helper()
	s.must(s.pool.QueryRow(s.t.Context(), `SELECT count(*) FROM `+table).Scan(&n))
	return n
}
