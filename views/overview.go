package views

import "linktill/views/ui"

// OverviewPage is the first page of the dashboard.
type OverviewPage struct {
	// Periods are the stretches of time to choose from.
	Periods []ui.Chip
	// Days are those of the chosen one, Compared those of the one before:
	// "15 – 21 Nov 2026". Zone is where they begin: "Nassau time (UTC−5)".
	Days, Compared, Zone string
	// Behind is true while the latest payments are not in the figures yet.
	Behind bool
	// Currencies holds the figures, one group per currency, never added together.
	Currencies []CurrencyFigures
	// Attention is what somebody should look at; empty shows nothing.
	Attention []AttentionItem
	// Latest are the latest payments.
	Latest []PaymentRow
	// Steps is the first-steps checklist; empty when all were done. StepsHidden
	// is true when this person put it away.
	Steps       []Step
	StepsHidden bool
	// CanCreate is true when this person may create links.
	CanCreate bool
}

// CurrencyFigures are the period's figures in one currency.
type CurrencyFigures struct {
	// Currency is the ISO 4217 code.
	Currency string
	// Gross, Refunds and Net are amounts: "B$1,240.00".
	Gross, Refunds, Net string
	// Payments counts paid payments: "31".
	Payments string
	// Converted is how many of those who started paid: "78 %", ConvertedOf says
	// "31 of 40"; both "" when nobody started.
	Converted, ConvertedOf string
	// GrossChange, RefundsChange, NetChange and PaymentsChange compare with the period before.
	GrossChange, RefundsChange, NetChange, PaymentsChange Change
	// Step is what a point stands for: "day" or "hour".
	Step string
	// Points are the amounts over time, oldest first, at least two for a chart.
	Points []ChartPoint
}

// Change compares a figure with the period before.
type Change struct {
	// Text is "12 %" or "from B$0.00"; "" shows nothing.
	Text string
	// Direction is "up", "down" or "same".
	Direction string
	// Title is shown on hover: "The period before: B$12.00".
	Title string
}

// ChartPoint is one day or hour of a chart.
type ChartPoint struct {
	// Label is "Mon 3 Nov".
	Label string
	// Amount is the net: "B$120.00".
	Amount string
	// Minor is the amount in minor units and gives the height; may be negative.
	Minor int64
	// Gross, Refunds and Payments are what it is made of.
	Gross, Refunds, Payments string
}

// AttentionItem is one thing that needs somebody.
type AttentionItem struct {
	// Tone is a tone of ui: ui.Warn or ui.Bad.
	Tone string
	// Text is a sentence: "2 payments are waiting for the bank's answer."
	Text string
	// Href and Action are the way to it: "/dashboard/payments?status=unknown", "Look at them".
	Href, Action string
}

// Step is one step of the first-steps checklist.
type Step struct {
	// Title is what to do: "Create a payment link".
	Title string
	// Hint is one sentence about why or how.
	Hint string
	// Done is true when it happened.
	Done bool
	// Href and Action are the button of an open step.
	Href, Action string
}

// PaymentRow is one payment in a list.
type PaymentRow struct {
	// Href is the payment's page.
	Href string
	// Amount is "B$50.00".
	Amount string
	// Refunded is "B$12.00 refunded", or "".
	Refunded string
	// Status is dot and word.
	Status ui.Status
	// Description says what was paid for; "" becomes "Payment".
	Description string
	// Customer is the e-mail address; may be "".
	Customer string
	// Card is "Visa •••• 4242"; may be "".
	Card string
	// Created is when the customer started to pay.
	Created ui.Moment
}
