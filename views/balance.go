package views

import "linktill/views/ui"

// BalancePage is what a merchant has, and how it came to be.
type BalancePage struct {
	// Currencies are the balances, one per currency, never added together.
	Currencies []CurrencyBalance
	// Transfers are this page's lines of the ledger.
	Transfers []TransferRow
	// Pager leads to newer and older lines.
	Pager ui.Pager
	// Payouts are the latest recorded ones; MorePayouts is true when there are
	// others.
	Payouts     []PayoutRow
	MorePayouts bool
	// CanRecord is true when this person may record a payout; WhyNot is a
	// sentence when they may not.
	CanRecord bool
	WhyNot    string
}

// CurrencyBalance is what there is in one currency.
type CurrencyBalance struct {
	// Currency is the ISO 4217 code.
	Currency string
	// Available, Pending and PaidOut are amounts: "B$240.00".
	Available, Pending, PaidOut string
	// Owed is true when less than nothing is available.
	Owed bool
}

// TransferRow is one line of the ledger.
type TransferRow struct {
	// What says what happened: "Payment".
	What string
	// About is what it was for; may be "".
	About string
	// Href is the page of what it belongs to.
	Href string
	// Available and Pending are what it changed: "+B$50.00"; "" is nothing.
	Available, Pending string
	// Created is when.
	Created ui.Moment
}

// PayoutRow is one payout in a list.
type PayoutRow struct {
	// Href is its page.
	Href string
	// Amount is "B$500.00".
	Amount string
	// PaidOn is the day: "3 Nov 2026".
	PaidOn string
	// Destination says where it went, Reference how it is found there; the
	// second may be "".
	Destination, Reference string
	// Status is dot and word.
	Status ui.Status
}

// PayoutsPage is the list of payouts.
type PayoutsPage struct {
	Payouts   []PayoutRow
	Pager     ui.Pager
	CanRecord bool
	WhyNot    string
}

// PayoutPage is one payout.
type PayoutPage struct {
	PayoutRow
	// ID is the shown id, po_….
	ID string
	// Recorded is when it was recorded, RecordedBy by whom: an e-mail address,
	// or "" for somebody who has left.
	Recorded   ui.Moment
	RecordedBy string
	// Reversed is when it was taken back; zero when it was not. ReversedBy and
	// ReversalReason say by whom and why.
	Reversed                   ui.Moment
	ReversedBy, ReversalReason string
	// CanReverse is true when this person may take it back; Nonce makes sending
	// the form twice act once.
	CanReverse    bool
	Nonce, Reason string
	// Errors are by input: reason, and "" for the whole form.
	Errors Errors
}

// PayoutForm records a payout.
type PayoutForm struct {
	// Nonce is the idempotency key (hidden input "nonce").
	Nonce string
	// Currencies are those in which something is available: "BSD — B$240.00 available".
	Currencies []Option
	// Currency, Amount, PaidOn (2026-11-03), Destination and Reference are as typed.
	Currency, Amount, PaidOn, Destination, Reference string
	// Today is the last day that can be chosen: 2026-11-21.
	Today string
	// Errors are by input: currency, amount, paid_on, destination, reference,
	// and "" for the whole form.
	Errors Errors
}

// focus is the input that the cursor is put into.
func (m PayoutForm) focus() string {
	return m.Errors.First("currency", "amount", "paid_on", "destination", "reference")
}

// input is a field of the form.
func (m PayoutForm) input(name, label, hint, value string) ui.Input {
	return ui.Input{Name: name, Label: label, Hint: hint, Value: value, Errors: m.Errors.On(name), Focus: m.focus() == name}
}

func (m PayoutForm) amount() ui.Input {
	in := m.input("amount", "Amount", "", m.Amount)
	in.Class, in.InputMode, in.MaxLength, in.Required = "number", "decimal", 24, true
	return in
}

func (m PayoutForm) paidOn() ui.Input {
	in := m.input("paid_on", "Paid on", "The day on which the money was sent.", m.PaidOn)
	in.Type, in.Required, in.Attrs = "date", true, map[string]any{"max": m.Today, "min": "2000-01-01"}
	return in
}

func (m PayoutForm) destination() ui.Input {
	in := m.input("destination", "Paid to", "The bank and the last digits of the account, or “cash”.", m.Destination)
	in.MaxLength, in.Required = 120, true
	return in
}

func (m PayoutForm) reference() ui.Input {
	in := m.input("reference", "Reference", "What the transfer is called on your bank statement.", m.Reference)
	in.MaxLength, in.Optional = 120, true
	return in
}

func (m PayoutForm) choices() []ui.Choice {
	return Show(m.Currencies, func(o Option) ui.Choice { return ui.Choice(o) })
}
