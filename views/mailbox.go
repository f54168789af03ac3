package views

import "linktill/views/ui"

// MailboxHref is where the mails are that a server without SMTP_URL keeps.
const MailboxHref = "/dashboard/mailbox"

// MailboxPage lists mails.
type MailboxPage struct {
	Mails []MailRow
	// OwnOnly says that mails to customers are not shown, because the role does not
	// allow it.
	OwnOnly bool
	// Most is how many are kept.
	Most int
}

// MailRow is one mail in the list.
type MailRow struct {
	Href, Subject, To string
	At                ui.Moment
}

// KeptMailPage is one mail.
type KeptMailPage struct {
	Subject, From, To string
	At                ui.Moment
	// FrameSrc is where its HTML is.
	FrameSrc string
	// Text is its other form.
	Text string
	// Headers are the lines of its head.
	Headers []Fact
}
