//go:build !faults

package desk

// FaultHere does nothing in this build.
func FaultHere(string) {}
