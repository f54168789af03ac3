// Package views holds the pages of Linktill: templ components and the view
// models they are given. A view model carries text that is ready for people
// (amounts, dates, sentences) and nothing that needs a rule to be shown.
package views

import "linktill/views/ui"

// Page is what every page is given, signed in or not.
type Page struct {
	// Lang is the BCP 47 tag of the page's language; "" means "en".
	Lang string
	// RTL is true when that language is written from right to left.
	RTL bool
	// CSRF is the session's form token, sent as the hidden input "csrf".
	CSRF string
	// Flash is the notice of the act that led here; the zero value shows none.
	Flash ui.Notice
	// Brand is the merchant's look, on pages for customers.
	Brand Brand
}

// Frame is what every dashboard page is given: the page and its chrome.
type Frame struct {
	Page
	// MerchantName is shown in the top bar.
	MerchantName string
	// UserEmail is who is signed in, shown in the account menu.
	UserEmail string
	// Livemode is true for live money; false paints the test strip.
	Livemode bool
	// Path is where the mode switch returns to: the current path, or the list
	// it belongs to when the thing exists in one mode only.
	Path string
	// Query is what was searched for, shown in the search box.
	Query string
	// Shut are the places of the rail that the person's role may not open, by key.
	Shut map[string]bool
	// Merchants is true for a person in several merchants.
	Merchants bool
	// Mailbox is true where mails are kept instead of sent.
	Mailbox bool
	// Refresh is how many seconds later the page looks whether it changed, "" when it
	// waits for nothing. What waits carries it as data-look.
	Refresh string
}

// Errors maps a field's name to what is wrong with it, in whole sentences. The
// name "" holds what concerns the whole form.
type Errors map[string][]string

// On returns what is wrong with the named field.
func (e Errors) On(field string) []string { return e[field] }

// First returns the name of the first of these fields that has an error, so
// that the cursor can be put there.
func (e Errors) First(fields ...string) string {
	for _, f := range fields {
		if len(e[f]) > 0 {
			return f
		}
	}
	return ""
}

// Option is one choice of a select: its value and its words.
type Option struct {
	// Value is what the form sends.
	Value string
	// Label is what people read.
	Label string
}

// Fact is a name with its value, in a list of them.
type Fact struct {
	// Name is the term.
	Name string
	// Value is what it says; shown as plain text.
	Value string
}
