//go:build race

package main

// withRaceDetector has the binary built with the detector as well.
const withRaceDetector = true
