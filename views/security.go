package views

import "linktill/views/ui"

// SecurityPage is two-factor, password and sessions of the person.
type SecurityPage struct {
	// TOTPOn is true when two-factor is on.
	TOTPOn bool
	// TOTPSince is when it was turned on.
	TOTPSince ui.Moment
	// RecoveryLeft is how many recovery codes are unused.
	RecoveryLeft int
	// RecoveryOf is how many were made: 10.
	RecoveryOf int
	// PasswordChanged is when the password was last changed; may be zero.
	PasswordChanged ui.Moment
	// Passkeys are the person's.
	Passkeys []PasskeyRow
	// MustSetUp is true when the merchant asks for a second factor and there is
	// none: nothing else is open until then.
	MustSetUp bool
	// MerchantName is who asks for it, Role what the person is there.
	MerchantName, Role string
	// Sessions are the places that are logged in, this one first.
	Sessions []SessionRow
	// Password holds the errors of the password form by input: current_password, password, code.
	Password Errors
	// Disable holds the errors of turning two-factor off by input: password, code.
	Disable Errors
	// Recovery holds the errors of making new recovery codes by input: password, code.
	Recovery Errors
}

// SessionRow is one place that is logged in.
type SessionRow struct {
	// RevokeAction is where the revoke form posts: /dashboard/security/sessions/ses_…/revoke.
	RevokeAction string
	// Device is "Firefox on Linux".
	Device string
	// IP is the address it was last seen from.
	IP string
	// LastSeen and Created are when it was last used and when it began.
	LastSeen, Created ui.Moment
	// Current is true for the session that reads this.
	Current bool
}

// EnrolForm turns two-factor on.
type EnrolForm struct {
	// QR is the picture's address, a data: URI.
	QR string
	// Secret is the text key in groups: "JBSW Y3DP EHPK 3PXP".
	Secret string
	// Account is what the app will show: "Linktill: maria@example.com".
	Account string
	// Errors are by input: code.
	Errors Errors
}

// RecoveryPage shows new recovery codes for the only time.
type RecoveryPage struct {
	// Codes are the codes: "7f3k-9qmd".
	Codes []string
	// Account is whose they are.
	Account string
	// Next is where "I have saved them" leads.
	Next string
	// Gone is true when the page is opened again: the codes are not shown a second time.
	Gone bool
}

// StepUpForm asks again who it is before a sensitive act.
type StepUpForm struct {
	// Action is where the form posts.
	Action string
	// Return is the local path to go on to (hidden input "return"); may be "".
	Return string
	// Purpose says what it is for, as a sentence: "You are about to create a live API key."
	Purpose string
	// AskPassword asks for the password; AskCode asks for a two-factor or recovery code.
	AskPassword, AskCode bool
	// HasApp is whether the code may come from an app; otherwise it is a recovery code.
	HasApp bool
	// Passkey is what a passkey is asked to sign, as JSON; "" without one.
	Passkey string
	// Cancel is where "Cancel" leads.
	Cancel string
	// Hidden are values of the interrupted form to send along.
	Hidden []Fact
	// Errors are by input: password, code.
	Errors Errors
}
