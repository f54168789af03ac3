//go:build !faults

package fault_test

import (
	"testing"

	"linktill/internal/fault"
)

// The program that is released cannot be stopped from outside.
func TestReleasedBinaryHasNoFaults(t *testing.T) {
	for _, point := range fault.Points {
		t.Setenv("FAULT", point)
		fault.Here(point)
	}
}
