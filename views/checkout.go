package views

import "linktill/views/ui"

// CheckoutForm is the page that customers pay on.
type CheckoutForm struct {
	// MerchantName is who is paid.
	MerchantName string
	// Message is what the merchant says above the button; may be "".
	Message string
	// Description says what for; "" becomes "Payment to {merchant}".
	Description string
	// Reference is the merchant's reference, shown when set; may be "".
	Reference string
	// Action is where the form posts: /pay/{slug}/{link}.
	Action string
	// Livemode is false for test money: the strip and the test cards are shown.
	Livemode bool

	// Fixed is true when the amount is set; false lets the customer decide.
	Fixed bool
	// Total is the amount to pay: "B$50.00"; "" until the customer decided.
	Total string
	// Currency is the ISO 4217 code.
	Currency string
	// CurrencySymbol stands before typed amounts: "B$".
	CurrencySymbol string
	// Decimals is how many decimals the currency has: 2.
	Decimals int
	// AmountHint is the limits: "B$5.00 – B$500.00", or a sentence; may be "".
	AmountHint string
	// AmountAround is an amount with {} in the place of the number, and Numbers
	// the BCP 47 tag that numbers are written by with DecimalMark, for the script.
	AmountAround, Numbers, DecimalMark string
	// Suggested are amounts to choose from; empty shows only the free field.
	Suggested []SuggestedAmount

	// Checkout is the session's token (hidden input "checkout").
	Checkout string
	// Attempt is the idempotency key of this try (hidden input "attempt").
	Attempt string

	// Amount, Email, CardNumber, CardExpiry and CardName are the inputs as
	// typed. The card's number and CVC are never sent back after an error.
	Amount, Email, CardNumber, CardExpiry, CardName string

	// Lines are what is bought; empty for an amount by link.
	Lines []CheckoutLine
	// Tax is the tax in the total; "" for none. TaxName is what it is called where
	// the customer is, "" without a name there, TaxPercent its rate: "12 %".
	// TaxIncluded is true when the prices of the lines have it in them.
	Tax, TaxName, TaxPercent string
	TaxIncluded              bool
	// Shown is the total of the lines in minor units, which the customer agrees
	// to by sending the form (hidden input "shown").
	Shown string
	// Holds is true when the amount is held on the card and taken later.
	Holds bool
	// Renews is how often the card is charged: "month", or "months" with RenewsEvery
	// "3"; "" is once.
	Renews, RenewsEvery string
	// Customs are what the merchant asks besides, AsksNote offers a Note.
	Customs  []CustomInput
	AsksNote bool
	Note     string
	// Again is true when the form comes back: the card has to be typed again.
	Again bool
	// Fields are what the customer is asked besides, Countries the choices of
	// the one that is called country.
	Fields    []BillingInput
	Countries []Option
	// CancelHref leads back to the shop without paying, CancelHost says where; "" shows none.
	CancelHref, CancelHost string

	// Declined is why the last try failed and what to do, in one or two
	// sentences; "" shows none.
	Declined string
	// Notice is anything else to say above the form (price changed, session renewed); may be zero.
	Notice ui.Notice
	// QR is the picture's address for "pay on your phone instead"; "" shows none.
	QR string
	// TestCards are shown folded in test mode.
	TestCards []TestCard
	// Errors are by input: amount, email, card_number, card_expiry, card_cvc, card_name, and "" for the whole form.
	Errors Errors
}

// CheckoutLine is one thing that is bought.
type CheckoutLine struct {
	// Name says what, Amount is "B$12.00" for all of them.
	Name     string
	Quantity int64
	Amount   string
	// Choosable is how many pieces the customer may choose; 0 is no choice. Chosen
	// is what they typed, and Errors what is wrong with that.
	Choosable int64
	Chosen    string
	Errors    []string
}

// BillingInput is something that the customer is asked, by the name that the
// API has for it, and what they typed. Kind is what their country calls it, see
// pay.AddressPart.
type BillingInput struct {
	Name, Kind, Value string
	Optional          bool
}

// CustomInput is a field of the merchant's own.
type CustomInput struct {
	// Name is what the form sends: "custom_1".
	Name, Label string
	// Kind is "text", "number", "choice" or "checkbox".
	Kind     string
	Options  []string
	Required bool
	Value    string
}

// SuggestedAmount is one amount to choose.
type SuggestedAmount struct {
	// Value is what the form sends: "25.00".
	Value string
	// Label is "B$25.00".
	Label string
	// Checked is whether it is chosen.
	Checked bool
}

// TestCard is one card of the sandbox.
type TestCard struct {
	// Number is grouped: "4242 4242 4242 4242".
	Number string
	// Outcome says what happens: "Paid".
	Outcome string
}

// CheckoutClosed is a link that takes no payment.
type CheckoutClosed struct {
	// Reason is "expired", "max_uses", "inactive", "not_found" or "paid" (this checkout is paid already),
	// "stopped" (the merchant takes no payments at all now), "sold_out", "product_expired" or "no_product", "canceled" or "session_expired".
	Reason string
	// MerchantName is who was to be paid; "" when not found.
	MerchantName string
	// Description says what for; may be "".
	Description string
	// ContactEmail is how to reach the merchant; may be "".
	ContactEmail string
	// ReceiptHref leads to the receipt when Reason is "paid"; may be "".
	ReceiptHref string
	// BackHref leads back to the shop, BackHost says where; "" shows none.
	BackHref, BackHost string
	// Livemode is false for test money.
	Livemode bool
}

// CheckoutStatus is a checkout whose end is not known yet, or that ran out.
type CheckoutStatus struct {
	// State is "processing" (usually seconds), "confirming" (the bank did not
	// answer in time), "expired" (the session ran out, nothing was charged) or
	// "failed" (it ended without payment, and there is no form to show).
	State string
	// MerchantName is who is paid.
	MerchantName string
	// Description says what for; may be "".
	Description string
	// Amount is "B$50.00".
	Amount string
	// RefreshSeconds reloads the page while the end is open; 0 does not.
	RefreshSeconds int
	// Reason says why it failed, when State is "failed"; may be "".
	Reason string
	// AgainHref is the payment link, to start again; may be "".
	AgainHref string
	// BackHref leads back to the shop, BackHost says where; "" shows none.
	BackHref, BackHost string
	// PaymentNumber is what to quote to the merchant; may be "".
	PaymentNumber string
	// Livemode is false for test money.
	Livemode bool
}

// ReceiptPage is the proof of one payment.
type ReceiptPage struct {
	// MerchantName is who was paid.
	MerchantName string
	// MerchantEmail is how to reach them; may be "".
	MerchantEmail string
	// Description says what for; "" becomes "Payment".
	Description string
	// Amount is "B$50.00".
	Amount string
	// Status is "paid", "partially_refunded", "refunded" or "refund_pending";
	// "authorized" while the amount is held, "voided" when that was given up.
	Status string
	// Refunded and Net are amounts when something was refunded, otherwise "".
	Refunded, Net string
	// Lines are what was bought, WithoutTax their sum without tax, and Taxes the
	// tax by rate; may be empty.
	Lines      []CheckoutLine
	WithoutTax string
	Taxes      []ReceiptTax
	// Answers are what the customer said of the merchant's own questions.
	Answers []Fact
	// MerchantAddress is where the merchant is, line by line, and MerchantTaxID
	// their number as a taxpayer; may be empty.
	MerchantAddress []string
	MerchantTaxID   string
	// Note is what the merchant says after paying; may be "".
	Note string
	// ContinueHref leads back to the shop, ContinueHost says where; "" shows none.
	ContinueHref, ContinueHost string
	// Refunds are the refunds to show, newest first.
	Refunds []ReceiptRefund
	// Paid is when.
	Paid ui.Moment
	// Card is "Visa •••• 4242".
	Card string
	// Email is where the receipt was sent; may be "".
	Email string
	// PaymentNumber is the shown id.
	PaymentNumber string
	// Reference is the merchant's reference; may be "".
	Reference string
	// Livemode is false for test money: the receipt says so.
	Livemode bool
}

// ReceiptTax is the tax at one rate.
type ReceiptTax struct {
	// Percent is "12 %", Amount "B$5.36".
	Percent, Amount string
}

// ReceiptRefund is one refund on a receipt.
type ReceiptRefund struct {
	// Amount is "−B$12.00".
	Amount string
	// Created is when it was asked for.
	Created ui.Moment
	// Word is "Refunded", "On its way" or "Did not go through", in English.
	Word string
	// Reason is what the merchant wrote; may be "".
	Reason string
}

// ChallengePage is the sandbox's stand-in for a bank's 3-D Secure page.
type ChallengePage struct {
	// Action is where the form posts: /sandbox/3ds/{token}, input "answer" is "approve" or "fail".
	Action string
	// MerchantName is who is paid.
	MerchantName string
	// Amount is "B$50.00".
	Amount string
	// Card is "Visa •••• 3220".
	Card string
	// Date is the moment of the payment.
	Date ui.Moment
	// Done is true when it was answered already: the page only leads on.
	Done bool
	// ContinueHref leads back to the checkout when Done.
	ContinueHref string
}
