package views

import "linktill/views/ui"

// PasskeyForm adds a passkey.
type PasskeyForm struct {
	// Name is what it is called, as typed.
	Name string
	// Options is what the browser is asked to make, as JSON; "" where browsers
	// have no passkeys.
	Options string
	// Host is where this server is.
	Host string
	// Errors are by input: name, and "" for the whole form.
	Errors Errors
}

// PasskeyRow is one passkey.
type PasskeyRow struct {
	// RemoveAction is where the remove form posts.
	RemoveAction string
	// Name is what it is called.
	Name string
	// LastUsed may be zero.
	LastUsed, Created ui.Moment
	// Copied is true when a copy of it was seen.
	Copied bool
}
