package main

import (
	"linktill/views"
	"linktill/views/ui"
)

func somePayouts() []views.PayoutRow {
	return []views.PayoutRow{
		{Href: "/dashboard/payouts/po_2", Amount: "B$500.00", PaidOn: "3 Nov 2026", Destination: "Royal Bank ••42", Reference: "LT-NOV-1", Status: ui.Status{Tone: ui.Good, Word: "Recorded"}},
		{Href: "/dashboard/payouts/po_1", Amount: "B$320.00", PaidOn: "1 Oct 2026", Destination: "Cash", Status: ui.Status{Tone: ui.Quiet, Word: "Reversed"}},
	}
}

func aBalance() views.BalancePage {
	line := func(what, about, available, pending string, when ui.Moment) views.TransferRow {
		return views.TransferRow{What: what, About: about, Href: "/dashboard/payments/pay_2Vf", Available: available, Pending: pending, Created: when}
	}
	return views.BalancePage{
		Currencies: []views.CurrencyBalance{
			{Currency: "BSD", Available: "B$4,180.50", Pending: "B$12.00", PaidOut: "B$500.00"},
			{Currency: "USD", Available: "US$72.00", Pending: "US$0.00", PaidOut: "US$0.00"},
		},
		Transfers: []views.TransferRow{
			line("Payment", "Sunset tasting for two", "+B$50.00", "", now),
			line("Refund, set aside", "Coffee subscription, one year", "-B$12.00", "+B$12.00", today),
			line("Payout", "Royal Bank ••42", "-B$500.00", "", yesterday),
			line("Refund, paid back", "Flat white and a guava pastry", "", "-B$6.50", yesterday),
			line("Refund, not made", "", "+B$8.00", "-B$8.00", lastWeek),
			line("Payout, reversed", "Cash", "+B$320.00", "", lastMonth),
		},
		Payouts: somePayouts(), MorePayouts: true, CanRecord: true, Pager: ui.Pager{Newer: "/n", Older: "/o"},
	}
}

func balancePages() []Page {
	const group = "Dashboard"
	owed := aBalance()
	owed.Currencies = []views.CurrencyBalance{{Currency: "BSD", Available: "-B$12.00", Pending: "B$0.00", PaidOut: "B$500.00", Owed: true}}
	owed.CanRecord, owed.WhyNot, owed.Payouts, owed.Pager = false, "Owners and admins record payouts.", nil, ui.Pager{}
	evil := aBalance()
	evil.Currencies[0].Available = "XOF 9,223,372,036,854,775"
	evil.Transfers[0].About, evil.Transfers[1].About, evil.Transfers[2].Available = hostile, endless, "+XOF 9,223,372,036,854,775"
	evil.Payouts[0].Destination, evil.Payouts[0].Reference = hostile, endless
	pages := []Page{
		one("Balance", group, "some", views.Balance(liveFrame, aBalance())),
		one("Balance", group, "owed", views.Balance(frame, owed)),
		one("Balance", group, "empty", views.Balance(frame, views.BalancePage{})),
		one("Balance", group, "hostile", views.Balance(hostileFrame, evil)),
		one("Balance", group, "right to left", views.Balance(rtlFrame, aBalance())),
		one("Payouts", group, "some", views.Payouts(frame, views.PayoutsPage{Payouts: somePayouts(), CanRecord: true, Pager: ui.Pager{Older: "/o"}})),
		one("Payouts", group, "empty", views.Payouts(frame, views.PayoutsPage{WhyNot: "Owners and admins record payouts."})),
		one("Payouts", group, "none yet", views.Payouts(frame, views.PayoutsPage{CanRecord: true})),
	}
	return append(pages, payoutPages()...)
}

func payoutPages() []Page {
	const group = "Dashboard"
	recorded := views.PayoutPage{PayoutRow: somePayouts()[0], ID: "po_2VfSgrjL3bQ1xN8kYp0dZw", Recorded: today, RecordedBy: "maria@islandcoffee.example", CanReverse: true, Nonce: "nonce-1"}
	wrong := recorded
	wrong.Errors = views.Errors{"reason": {"Say why it is reversed. The reason stays with the payout."}}
	reversed := recorded
	reversed.PayoutRow, reversed.CanReverse = somePayouts()[1], false
	reversed.Reversed, reversed.ReversedBy, reversed.ReversalReason = now, "kofi@islandcoffee.example", "Recorded twice"
	evil := reversed
	evil.Destination, evil.Reference, evil.ReversalReason, evil.RecordedBy, evil.Amount = hostile, endless, hostile, endless, "XOF 9,223,372,036,854,775"
	form := views.PayoutForm{Nonce: "nonce-1", Currencies: []views.Option{{Value: "BSD", Label: "BSD – B$4,180.50 available"}, {Value: "USD", Label: "USD – US$72.00 available"}},
		Currency: "BSD", PaidOn: "2026-11-11", Today: "2026-11-11"}
	bad := form
	bad.Currency, bad.Amount, bad.PaidOn, bad.Reference = "USD", "90", "2026-11-12", hostile
	bad.Errors = views.Errors{"amount": {"At most US$72.00 is available."}, "paid_on": {"Record a payout once it was made: this day is still to come."},
		"destination": {"Say where the money went, for example the bank and the last digits of the account."}}
	return []Page{
		one("Payout", group, "recorded", views.Payout(flashed(frame, ui.Good, "B$500.00 recorded as paid out."), recorded)),
		one("Payout", group, "no reason", views.Payout(frame, wrong)),
		one("Payout", group, "reversed", views.Payout(frame, reversed)),
		one("Payout", group, "hostile", views.Payout(hostileFrame, evil)),
		one("NewPayout", group, "form", views.NewPayout(frame, form)),
		one("NewPayout", group, "mistakes", views.NewPayout(frame, bad)),
		one("NewPayout", group, "nothing available", views.NewPayout(frame, views.PayoutForm{})),
	}
}
