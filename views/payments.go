package views

import "linktill/views/ui"

// PaymentsPage is the list of payments.
type PaymentsPage struct {
	// Filter is the chosen chip: "all", "paid", "processing", "unknown",
	// "failed" or "refunded" (query parameter "status").
	Filter string
	// LinkDescription and LinkHref are set when only one link's payments are shown.
	LinkDescription, LinkHref string
	// Payments are this page's rows.
	Payments []PaymentRow
	// Pager leads to newer and older rows.
	Pager ui.Pager
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
	// Lines are what was bought, Tax the tax in the amount; may be empty.
	Lines []CheckoutLine
	Tax   string
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
	// CustomerEmail and CustomerName are who paid; either may be "".
	CustomerEmail, CustomerName string
	// CardBrand ("Visa"), CardLast4 ("4242") and CardExpiry ("12/30") are the card; may be "".
	CardBrand, CardLast4, CardExpiry string
	// Created and Paid are when it was started and paid; Paid may be zero.
	Created, Paid ui.Moment
	// ReceiptHref is the customer's receipt; may be "".
	ReceiptHref string
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
