package views

import "linktill/views/ui"

// PaymentsPage is the list of payments.
type PaymentsPage struct {
	// Filters narrow it; Narrowed is true when anything does, a status included.
	Filters  Filters
	Narrowed bool
	// Status are the states to choose from.
	Status []ui.Chip
	// ExportHref leads to the rows as a file.
	ExportHref string
	// Link is set when only one link's payments are shown.
	Link PlaceOf
	// Payments are this page's rows.
	Payments []PaymentRow
	// Pager leads to newer and older rows.
	Pager ui.Pager
}

// PlaceOf is a page to go to, with its words; the zero value is none.
type PlaceOf struct {
	// Href is its address, Label what it is called.
	Href, Label string
}

// PaymentPage is one payment.
type PaymentPage struct {
	// ID is the shown id, pay_….
	ID string
	// Base is the path of its pages: /dashboard/payments/pay_….
	Base string
	// Amount is "B$50.00".
	Amount string
	// Currency is the ISO 4217 code.
	Currency string
	// Refunded and Net are amounts when something was refunded, otherwise "".
	Refunded, Net string
	// Lines are what was bought, Tax the tax in the amount, NetOfTax the amount
	// without it; may be empty.
	Lines         []BoughtLine
	Tax, NetOfTax string
	// Held is what is still held on the card until HeldUntil, "" when nothing
	// is, or this person may not touch it. CanCapture is true when it can be
	// taken; CaptureAmount is what is typed into that form, Nonce makes sending
	// it twice act once. Captured is what was taken, when that was a part.
	Held, CaptureAmount, Nonce, CurrencySymbol, Captured string
	HeldUntil                                            ui.Moment
	Decimals                                             int
	CanCapture                                           bool
	// Errors are by input: amount, and "" for the whole form.
	Errors Errors
	// Status is dot and word.
	Status ui.Status
	// StatusNote is a sentence about a status that needs one: "The bank has not
	// answered yet. We ask again until it does; nobody is charged twice." May be "".
	StatusNote string
	// Description says what was paid for; "" becomes "Payment".
	Description string
	// Reference is the merchant's own reference; may be "".
	Reference string
	// LinkHref and LinkDescription lead to the payment link; "" when there is none any more.
	LinkHref, LinkDescription string
	// CameBy is the printed code of the link by which they came; may be the zero value.
	CameBy PlaceOf
	// CustomerEmail and CustomerName are who paid, CustomerHref their page; each
	// may be "".
	CustomerEmail, CustomerName, CustomerHref string
	// CardBrand ("Visa") and CardLast4 ("4242") are the card; may be "".
	CardBrand, CardLast4 string
	// Created and Paid are when it was started and paid; Paid may be zero.
	Created, Paid ui.Moment
	// ReceiptHref is the customer's receipt; may be "". CanMail is true when it can
	// be mailed to them once more, with MailNonce; WhyNoMail is a sentence when not.
	ReceiptHref, MailNonce, WhyNoMail string
	CanMail                           bool
	// IDs are the names of the payment and of what belongs to it, to take along.
	IDs []Fact
	// Notes are what the team wrote down.
	Notes Notes
	// Stale says what has changed since the page was opened that was just sent; may
	// be the zero value.
	Stale Stale
	// Attempts are the tries to pay, newest first.
	Attempts []AttemptRow
	// Timeline is what happened, newest first.
	Timeline []ui.TimelineItem
	// Refunds are its refunds, newest first.
	Refunds []RefundRow
	// CanRefund is true when a refund may be started: a button is shown.
	CanRefund bool
	// WhyNoRefund is a sentence when it may not: "This payment was refunded in full."
	WhyNoRefund string
	// Metadata is shown as it was given.
	Metadata []Fact
}

// BoughtLine is one line of what was bought.
type BoughtLine struct {
	// Name is what it is; Each is the price of one when there are more.
	Name, Each string
	// Quantity is how many.
	Quantity int64
	// Amount is the whole line with tax; TaxRate ("12 %") and Tax are of it, "" when
	// there is none.
	Amount, TaxRate, Tax string
}

// Stale says that something has changed since a page was opened: both are shown.
type Stale struct {
	// Text says what was not done because of it.
	Text string
	// Then and Now are what the page said, and what it is.
	Then, Now string
}

// AttemptRow is one try to pay.
type AttemptRow struct {
	// ID is the shown id, att_….
	ID string
	// Created is when it was made.
	Created ui.Moment
	// Amount is "B$50.00".
	Amount string
	// Card is "Visa •••• 4242".
	Card string
	// Status is dot and word.
	Status ui.Status
	// Reason says why it failed: "The card has not enough money."; may be "".
	Reason string
}

// RefundRow is one refund.
type RefundRow struct {
	// ID is the shown id, ref_….
	ID string
	// Created is when it was asked for.
	Created ui.Moment
	// Amount is "B$12.00".
	Amount string
	// Status is dot and word.
	Status ui.Status
	// Reason is what the merchant wrote; the customer reads it too.
	Reason string
	// By is who did it: an e-mail address or "API key Till 1".
	By string
	// Note is a sentence about a status that needs one; may be "".
	Note string
}

// RefundForm asks for the refund of one payment.
type RefundForm struct {
	// Base is the path of the payment's pages; the form posts to Base + "/refund".
	Base string
	// Nonce is the idempotency key (hidden input "nonce").
	Nonce string
	// Seen is what was left to refund when the page was opened, in minor units, and
	// Stale says so when that has changed.
	Seen  string
	Stale Stale
	// PaymentAmount is "B$50.00".
	PaymentAmount string
	// Left is what can still be refunded: "B$38.00".
	Left string
	// Description says what was paid for; "" becomes "Payment".
	Description string
	// Customer is the e-mail address; may be "".
	Customer string
	// Card is "Visa •••• 4242"; may be "".
	Card string
	// CurrencySymbol stands before the amount: "B$".
	CurrencySymbol string
	// Decimals is how many decimals the currency has.
	Decimals int
	// Amount and Reason are as typed; Amount starts as everything that is left: "38.00".
	Amount, Reason string
	// NeedsEnrol is true when the person has no two-factor: the page says how to set it up, without a form.
	NeedsEnrol bool
	// WhyNot is a sentence when the payment cannot be refunded: no form is shown.
	WhyNot string
	// Errors are by input: amount, reason, code, and "" for the whole form.
	Errors Errors
}
