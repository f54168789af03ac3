package views

import "linktill/views/ui"

// Notes are what members wrote down about a payment.
type Notes struct {
	// Base is where the form posts; a note's own are under it.
	Base string
	// Nonce makes sending the form twice act once.
	Nonce string
	// CanWrite is true when this person may add one.
	CanWrite bool
	// Typed is what is in the form for a new one, Errors what was wrong with it.
	Typed  string
	Errors Errors
	// Notes are in the order in which they were written.
	Notes []NoteRow
}

// NoteRow is one note.
type NoteRow struct {
	// ID is the shown id, note_….
	ID string
	// Body is what it says; Typed is what is in its form.
	Body, Typed string
	// By is who wrote it: "You" or an e-mail address.
	By string
	// Written is when; Edited may be zero.
	Written, Edited ui.Moment
	// Nonce makes sending its form twice act once.
	Nonce string
	// CanEdit and CanDelete are what this person may do.
	CanEdit, CanDelete bool
	// Errors are what was wrong with what was typed; its form is then open.
	Errors Errors
}

// Retype puts back what was typed into the form of a note, by its id, or of a
// new one, "".
func (n *Notes) Retype(id, typed string, errors Errors) {
	for i := range n.Notes {
		if n.Notes[i].ID == id {
			n.Notes[i].Typed, n.Notes[i].Errors = typed, errors
			return
		}
	}
	n.Typed, n.Errors = typed, errors
}
