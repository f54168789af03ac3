package store

import (
	"fmt"
	"slices"
	"testing"

	"linktill/internal/pay"
)

// Two processes that store the same days lock the rows in one order, whatever
// order a map has: otherwise each could wait for the other.
func TestCountsAreTakenInOneOrder(t *testing.T) {
	t.Parallel()
	var first []countedDay
	for round := range 20 {
		var c viewCounts
		for i := range 8 {
			for _, livemode := range []bool{true, false} {
				c.add(countedDay{livemode: livemode, day: fmt.Sprintf("2026-11-%02d", i/2+1), id: pay.ID{15: byte(i % 2)}}, 1)
			}
		}
		days, counts := c.take()
		if len(days) != 16 || len(counts) != 16 {
			t.Fatalf("%d days, %d counts", len(days), len(counts))
		}
		if round == 0 {
			first = days
		} else if !slices.Equal(days, first) {
			t.Fatalf("round %d: %v, before %v", round, days, first)
		}
	}
}
