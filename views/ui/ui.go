// Package ui holds the components that pages are made of. They know nothing
// of payments: only text, tones and addresses.
package ui

// Tones of a status, a notice or a button. A tone never stands alone: a word
// always says the same thing.
const (
	Quiet  = "quiet"
	Info   = "info"
	Good   = "good"
	Warn   = "warn"
	Bad    = "bad"
	Accent = "accent"
)

// Status is a dot and a word.
type Status struct {
	// Tone is one of the tones.
	Tone string
	// Word is "Paid".
	Word string
}

// Notice is one sentence about what happened; the zero value shows nothing.
type Notice struct {
	// Tone is one of the tones; "" is Good.
	Tone string
	// Text is a whole sentence.
	Text string
}

// Moment is a point in time, written for people.
type Moment struct {
	// Text is what is read: "3 Nov 2026, 14:05" or "2 minutes ago".
	Text string
	// Title is the exact time with its zone, shown on hover.
	Title string
	// Machine is the time in RFC 3339, for the datetime attribute.
	Machine string
}

// IsZero reports whether there is nothing to show.
func (m Moment) IsZero() bool { return m.Text == "" }

// Pager leads to the neighbouring pages of a list; "" hides a direction.
type Pager struct {
	// Newer and Older are addresses.
	Newer, Older string
}

// Chip is one filter; the chosen one is marked.
type Chip struct {
	// Label is the word.
	Label string
	// Href is the list with this filter.
	Href string
	// Current is true for the chosen one.
	Current bool
}

// TimelineItem is one thing that happened.
type TimelineItem struct {
	// Tone colours the dot.
	Tone string
	// Title is what happened: "Paid".
	Title string
	// Detail says more; may be "".
	Detail string
	// At is when.
	At Moment
}
