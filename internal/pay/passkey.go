package pay

import "time"

// Passkey is a second factor that a device keeps: a fingerprint, a face, a key
// on a ring.
type Passkey struct {
	ID         ID
	Name       string
	LastUsedAt *time.Time
	CreatedAt  time.Time
	// ClonedAt is when a copy of it was used: it is not accepted any more.
	ClonedAt *time.Time
}

// Limits of passkeys.
const (
	// PasskeysMax is how many a person has at most.
	PasskeysMax = 20
	// PasskeyNameMax is how long its name is, in characters.
	PasskeyNameMax = 60
	// PasskeyChallengeLifetime is how long a browser has to answer.
	PasskeyChallengeLifetime = 5 * time.Minute
)

// CheckPasskeyName cleans what a passkey is called and checks it.
func CheckPasskeyName(name string) (string, error) {
	name = CleanLine(name)
	var c Checks
	c.That(name != "", "name", "Give it a name, so that you know it again: “Phone”, “Blue key”.")
	c.That(len([]rune(name)) <= PasskeyNameMax, "name", "Use at most %d characters.", PasskeyNameMax)
	return name, c.Err()
}
