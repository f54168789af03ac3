package views

import "linktill/views/ui"

// OverviewPage is the first page of the dashboard.
type OverviewPage struct {
	// Period is the chosen one: "today", "7d" or "30d" (query parameter "period").
	Period string
	// Currencies holds the figures, one group per currency, never added together.
	Currencies []CurrencyFigures
	// Attention is what somebody should look at; empty shows nothing.
	Attention []AttentionItem
	// Latest are the latest payments, at most ten.
	Latest []PaymentRow
	// Steps is the first-steps checklist; empty when all were done or dismissed.
	Steps []Step
	// ZoneName is the zone that days are counted in: "Nassau time".
	ZoneName string
}

// CurrencyFigures are the period's figures in one currency.
type CurrencyFigures struct {
	// Currency is the ISO 4217 code.
	Currency string
	// Gross, Refunds and Net are amounts: "B$1,240.00".
	Gross, Refunds, Net string
	// Payments counts paid payments: "31".
	Payments string
	// GrossChange, RefundsChange, NetChange and PaymentsChange compare with the period before.
	GrossChange, RefundsChange, NetChange, PaymentsChange Change
	// Points are the net amounts over time, oldest first, at least two for a chart.
	Points []ChartPoint
}

// Change compares a figure with the period before.
type Change struct {
	// Text is "12 %" or "B$20.00"; "" shows nothing.
	Text string
	// Direction is "up", "down" or "same".
	Direction string
}

// ChartPoint is one day (or hour) of a chart.
type ChartPoint struct {
	// Label is "Mon 3 Nov".
	Label string
	// Amount is "B$120.00".
	Amount string
	// Minor is the amount in minor units and gives the height; may be negative.
	Minor int64
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
