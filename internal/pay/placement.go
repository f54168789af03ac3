package pay

import (
	"crypto/rand"
	"slices"
	"strings"
	"time"
)

// Placement is one of the places where a link is printed: "Table 4". It has an
// address of its own, so that it says what came of it.
type Placement struct {
	MerchantID ID
	ID         ID
	LinkID     ID
	Livemode   bool
	// Code is the last part of its address.
	Code      string
	Name      string
	CreatedAt time.Time
}

// Limits of placements.
const (
	PlacementNameMax = 60
	PlacementsMax    = 200 // of one link
	placementsAtOnce = 50
)

// NewPlacementCode makes a code that nobody guesses: the fewer letters, the
// larger the squares of the printed picture. It has no 0 and no 1, which look
// like letters.
func NewPlacementCode() string { return strings.ToLower(rand.Text()[:8]) }

// NoSuchPlacement is the answer for one that is not there, was removed, or is
// somebody else's.
func NoSuchPlacement() *Error { return Errorf(NotFound, "There is no printed code with this id.") }

// PlacementNames reads names as they are typed, one per line.
func PlacementNames(typed string) (names []string) {
	for line := range strings.Lines(typed) {
		if name := CleanLine(line); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// CheckPlacementNames says what is wrong with names for new placements.
func CheckPlacementNames(names []string) error {
	var c Checks
	c.That(len(names) > 0, "names", "Write where the code will hang, such as Table 4.")
	c.That(len(names) <= placementsAtOnce, "names", "At most %d at once.", placementsAtOnce)
	for i, name := range names {
		c.CheckLength("names", name, PlacementNameMax)
		c.That(!slices.Contains(names[:i], name), "names", "%s is there twice.", name)
	}
	return c.Err()
}

// CheckPlacementName says what is wrong with another name for a placement.
func CheckPlacementName(name string) error {
	var c Checks
	c.That(name != "", "name", "Write where the code hangs, such as Table 4.")
	c.CheckLength("name", name, PlacementNameMax)
	return c.Err()
}

// Funnel is how far people came: they opened the page, pressed "Pay", paid.
type Funnel struct{ Viewed, Started, Paid int64 }

// Plus adds another one.
func (f Funnel) Plus(o Funnel) Funnel {
	return Funnel{Viewed: f.Viewed + o.Viewed, Started: f.Started + o.Started, Paid: f.Paid + o.Paid}
}
