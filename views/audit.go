package views

import "linktill/views/ui"

// AuditPage is the log of who did what.
type AuditPage struct {
	// Entries are the newest first.
	Entries []AuditRow
	// Chips are the topics; Topic is the chosen one, "" for all.
	Chips []ui.Chip
	Topic string
	// People are the members to choose from; Who is the chosen one's id.
	People []ui.Choice
	Who    string
	// Chain says whether the log is as it was written; the zero value says nothing.
	Chain ui.Notice
	// Head is the hash that the chain ends with.
	Head string
	// Pager leads to newer and older entries.
	Pager ui.Pager
}

// AuditRow is one entry.
type AuditRow struct {
	// Number is its place in the chain: "1,204".
	Number string
	// Act is what was done: "Role changed"; Name to what, as people call it.
	Act, Name string
	// Object is the id of what it was done to; may be "".
	Object string
	// Actor is who did it, IP from where.
	Actor, IP string
	// Mode is "Test" or "Live"; "" for what concerns both.
	Mode string
	// Changes are "role: viewer → admin".
	Changes []string
	// At is when.
	At ui.Moment
}
