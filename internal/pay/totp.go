package pay

import (
	"strings"
	"time"
)

// TOTPStepSeconds is how long one code of an authenticator app lasts.
const TOTPStepSeconds = 30

// TOTPSteps are the steps whose codes count at now: the one before, for
// somebody who types slowly, and the current one. A later one never counts.
func TOTPSteps(now time.Time) [2]int64 {
	step := now.Unix() / TOTPStepSeconds
	return [2]int64{step - 1, step}
}

// CleanCode takes the spaces out of a typed code: apps show "123 456".
func CleanCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\u00a0' {
			return -1
		}
		return r
	}, strings.TrimSpace(typed))
}

const (
	// SecondFactorTries is how many wrong codes in a row are let pass.
	SecondFactorTries    = 5
	secondFactorWaitMin  = 15 * time.Second
	secondFactorWaitMax  = 15 * time.Minute
	secondFactorDoubling = 6
)

// SecondFactorWait is how long no code is looked at after that many wrong ones
// in a row: nothing at first, then 15 seconds, doubling up to 15 minutes. It
// never becomes a lock-out, which anyone who knows the password could cause.
func SecondFactorWait(failures int) time.Duration {
	if failures < SecondFactorTries {
		return 0
	}
	doubled := min(failures-SecondFactorTries, secondFactorDoubling)
	return min(secondFactorWaitMin<<doubled, secondFactorWaitMax)
}

// AuthorizationLifetime is how long a second factor that was given for one
// operation waits for that operation to happen.
const AuthorizationLifetime = 5 * time.Minute

// RecoveryCodeCount is how many recovery codes a person is given at a time.
const RecoveryCodeCount = 10
