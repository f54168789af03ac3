//go:build !faults

package desk

import "testing"

// The program that is released cannot be stopped from outside.
func TestReleasedBinaryHasNoFaults(t *testing.T) {
	for _, point := range FaultPoints {
		t.Setenv("FAULT", point)
		FaultHere(point)
	}
}
