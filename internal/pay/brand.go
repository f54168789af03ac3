package pay

import (
	"slices"
	"strings"
	"time"
)

// Counter is what a merchant set for the pages that their customers see.
type Counter struct {
	// Accent is their colour as #rrggbb; "" is ours.
	Accent string
	// LogoID is their picture; zero shows the first letter of their name.
	LogoID ID
	// PayMessage stands above the button that pays, PaidNote on receipts.
	PayMessage, PaidNote string
	// PaidURL is where receipts lead on; "" is nowhere.
	PaidURL string
	// Language is for customers of whom nobody knows what they read; "" is English.
	Language string
	// StoppedAt is when the owner stopped all checkouts; nil: they are open.
	StoppedAt *time.Time
}

// What a merchant's words on pages for customers may have, in characters.
const (
	PayMessageMax = 200
	PaidNoteMax   = 500
)

// Logos. What is kept is LogoPX wide and high at most; pages on which people pay
// carry it in LogoShownPX, which may take LogoBytesMax so that they stay quick.
const (
	LogoPX       = 512
	LogoShownPX  = 160
	LogoBytesMax = 12 << 10
)

// Branded reports whether anything of the pages' looks is the merchant's own.
func (c Counter) Branded() bool { return c.Accent != "" || !c.LogoID.IsZero() }

// ParseAccent reads a colour as it is typed or chosen: #0d5e6f, 0D5E6F or #abc.
func ParseAccent(s string) (string, bool) {
	hex := strings.ToLower(strings.TrimPrefix(CleanLine(s), "#"))
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	strange := strings.ContainsFunc(hex, func(r rune) bool { return (r < '0' || r > '9') && (r < 'a' || r > 'f') })
	return "#" + hex, len(hex) == 6 && !strange
}

func cleanAccent(s string) string {
	if accent, ok := ParseAccent(s); ok {
		return accent
	}
	return CleanLine(s)
}

// check says what is wrong with what was set for customers.
func (c Counter) check(checks *Checks) {
	if c.Accent != "" {
		_, ok := ParseAccent(c.Accent)
		checks.That(ok, "accent", "Write the colour as # and six digits or letters from a to f, such as #0d5e6f.")
	}
	checks.CheckLength("pay_message", c.PayMessage, PayMessageMax)
	checks.CheckLength("paid_note", c.PaidNote, PaidNoteMax)
	CheckReturnURL(checks, "paid_url", c.PaidURL)
	checks.That(c.Language == "" || slices.Contains(ProductLanguages, c.Language), "language", "Choose a language from the list.")
}

// apply takes over what a patch sets.
func (c Counter) apply(p OrganizationPatch, now time.Time) Counter {
	set(&c.Accent, p.Accent, cleanAccent)
	set(&c.LogoID, p.LogoID, nil)
	set(&c.PayMessage, p.PayMessage, CleanText)
	set(&c.PaidNote, p.PaidNote, CleanText)
	set(&c.PaidURL, p.PaidURL, strings.TrimSpace)
	set(&c.Language, p.Language, nil)
	switch {
	case p.Stopped == nil:
	case !*p.Stopped:
		c.StoppedAt = nil
	case c.StoppedAt == nil:
		c.StoppedAt = &now
	}
	return c
}
