package views

// SignUpForm is the page that opens an account.
type SignUpForm struct {
	// Name is the business's name as typed.
	Name string
	// Email is the address as typed. The password is never shown again.
	Email string
	// Currency is the chosen ISO 4217 code.
	Currency string
	// Country is the chosen ISO 3166 code of two letters.
	Country string
	// Currencies are the choices, the likely ones first.
	Currencies []Option
	// Countries are the choices, by name.
	Countries []Option
	// Errors are by input: name, email, password, currency, country.
	Errors Errors
}

// LogInForm is the page that asks for e-mail and password.
type LogInForm struct {
	// Email is the address as typed.
	Email string
	// Return is the local path to go to afterwards (hidden input "return"); may be "".
	Return string
	// DemoHint is a sentence with the demo's e-mail and password; "" shows none.
	DemoHint string
	// Errors are by input: email, password, or "" for "they do not match".
	Errors Errors
}

// CodeForm is the second step of logging in.
type CodeForm struct {
	// Email is who is logging in.
	Email string
	// Return is the local path to go to afterwards (hidden input "return"); may be "".
	Return string
	// HasApp is whether the code may come from an app; otherwise it is a recovery code.
	HasApp bool
	// Passkey is what a passkey is asked to sign, as JSON; "" without one.
	Passkey string
	// Errors are by input: code, and "" for the whole form.
	Errors Errors
}

// ForgotForm asks for the address that a reset link goes to.
type ForgotForm struct {
	// Email is the address as typed.
	Email string
	// Errors are by input: email.
	Errors Errors
}

// ForgotSentPage says that a mail is on its way, whether the address is known or not.
type ForgotSentPage struct {
	// Email is the address as typed.
	Email string
	// ValidFor is how long the link works: "one hour".
	ValidFor string
	// MailFolder is the folder that mails are written to when no mail server
	// is set, so that a newcomer finds it; "" when mail is really sent.
	MailFolder string
}

// ResetForm sets a new password from a mailed link.
type ResetForm struct {
	// Token is the path's secret: the form posts to /reset/{Token}.
	Token string
	// Email is whose password it is.
	Email string
	// NeedsCode is true when two-factor is on: the form then also asks "code".
	NeedsCode bool
	// Gone is true when the link was used or is too old: no form is shown.
	Gone bool
	// Errors are by input: password, code.
	Errors Errors
}
