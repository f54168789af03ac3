package main

import (
	"fmt"

	"linktill/views"
	"linktill/views/ui"
)

var (
	paid       = ui.Status{Tone: ui.Good, Word: "Paid"}
	failed     = ui.Status{Tone: ui.Bad, Word: "Failed"}
	processing = ui.Status{Tone: ui.Info, Word: "In progress"}
	unknown    = ui.Status{Tone: ui.Warn, Word: "Unknown"}
	refunded   = ui.Status{Tone: ui.Quiet, Word: "Refunded"}
	partly     = ui.Status{Tone: ui.Quiet, Word: "Partly refunded"}
)

func somePayments() []views.PaymentRow {
	row := func(amount, what, who string, status ui.Status, when ui.Moment) views.PaymentRow {
		return views.PaymentRow{Href: "/dashboard/payments/pay_2Vf", Amount: amount, Status: status, Description: what, Customer: who, Card: "Visa •••• 4242", Created: when}
	}
	rows := []views.PaymentRow{
		row("B$50.00", "Sunset tasting for two", "ana@example.com", paid, now),
		row("B$6.50", "Flat white and a guava pastry", "kofi@example.com", paid, today),
		row("B$120.00", "Coffee subscription, one year", "longest.address.that.anybody.has@subdomain.example.com", partly, yesterday),
		row("US$18.00", "House blend, 250 g", "dominique@example.com", failed, yesterday),
		row("B$25.00", "Reef fund", "", unknown, lastWeek),
		row("B$1,240.00", "Catering for the regatta", "events@example.com", processing, lastWeek),
		row("B$12.00", "", "sam@example.com", refunded, lastMonth),
	}
	rows[2].Refunded = "B$20.00 refunded"
	return rows
}

// wave is a chart of n days.
func wave(n int, symbol string) []views.ChartPoint {
	points := make([]views.ChartPoint, n)
	for i := range points {
		minor := int64((i*i*37)%97)*150 + int64(i)*220
		if i%6 == 5 {
			minor = 0
		}
		amount := fmt.Sprintf("%s%d.%02d", symbol, minor/100, minor%100)
		points[i] = views.ChartPoint{Label: fmt.Sprintf("%d Nov", i+1), Amount: amount, Minor: minor, Gross: amount, Refunds: symbol + "0.00", Payments: fmt.Sprint(i % 5)}
	}
	return points
}

func steps(done int) []views.Step {
	all := []views.Step{
		{Title: "Open your account"},
		{Title: "Set up two-factor", Hint: "A code from your phone, so that only you can send money back.", Href: "/dashboard/security/totp", Action: "Set up"},
		{Title: "Create a payment link", Hint: "Say what it is for and what it costs. That is all.", Href: "/dashboard/links/new", Action: "Create link"},
		{Title: "Take a test payment", Hint: "Open your link and pay with the card 4242 4242 4242 4242.", Href: "/dashboard/links", Action: "Open a link"},
		{Title: "Add your logo", Hint: "Your logo and your colour, on the pages and mails that customers see.", Href: "/dashboard/settings/branding", Action: "Add logo"},
		{Title: "Print the QR code", Hint: "For the counter, the table or the window.", Href: "/dashboard/links", Action: "Choose a link"},
	}
	for i := range all {
		all[i].Done = i < done
	}
	return all
}

// overviewOf is an overview of a period, with nothing in it.
func overviewOf(period string) views.OverviewPage {
	m := views.OverviewPage{Days: "13 Oct – 11 Nov 2026", Compared: "13 Sep – 12 Oct until 14:15", Zone: "Nassau time (UTC−5)", CanCreate: true}
	for _, label := range []string{"Today", "7 days", "30 days", "90 days"} {
		m.Periods = append(m.Periods, ui.Chip{Label: label, Href: "?period=x", Current: label == period})
	}
	return m
}

func busyOverview() views.OverviewPage {
	m := overviewOf("30 days")
	m.Currencies, m.Attention, m.Latest = busyFigures(), []views.AttentionItem{
		{Tone: ui.Warn, Text: "2 payments are waiting for the bank’s answer.", Href: "/dashboard/payments?status=unknown", Action: "Look at them"},
		{Tone: ui.Bad, Text: "A webhook endpoint was turned off because it did not answer.", Href: "/dashboard/webhooks", Action: "See webhooks"},
		{Tone: ui.Info, Text: "One link is almost used up.", Href: "/dashboard/links", Action: "See links"},
	}, somePayments()
	return m
}

func busyFigures() []views.CurrencyFigures {
	before := "The period before: B$4,180.00"
	return []views.CurrencyFigures{
		{Currency: "BSD", Gross: "B$4,812.50", Refunds: "B$132.00", Net: "B$4,680.50", Payments: "87", Converted: "78 %", ConvertedOf: "87 of 112", Step: "day",
			GrossChange: views.Change{Text: "12 %", Direction: "up", Title: before}, RefundsChange: views.Change{Text: "31 %", Direction: "down", Title: before},
			NetChange: views.Change{Text: "14 %", Direction: "up", Title: before}, PaymentsChange: views.Change{Text: "9 %", Direction: "up", Title: before}, Points: wave(30, "B$")},
		{Currency: "USD", Gross: "US$72.00", Refunds: "US$0.00", Net: "US$72.00", Payments: "4", Converted: "100 %", ConvertedOf: "4 of 4", Step: "day",
			GrossChange: views.Change{Text: "from US$0.00", Direction: "up", Title: before},
			NetChange:   views.Change{Text: "from US$0.00", Direction: "up", Title: before}, PaymentsChange: views.Change{Text: "from 0", Direction: "up", Title: before}, Points: wave(30, "US$")},
	}
}

func homePages() []Page {
	const group = "Dashboard"
	first := busyOverview()
	first.Steps, first.Periods = steps(3), overviewOf("7 days").Periods
	first.Currencies = first.Currencies[:1]
	first.Currencies[0].Points = wave(7, "B$")
	away, viewer := first, busyOverview()
	away.StepsHidden, away.Behind = true, true
	viewer.CanCreate, viewer.Attention = false, nil
	minus := overviewOf("Today")
	minus.Days, minus.Compared, minus.Latest = "Wed 11 Nov 2026", "Tue 10 Nov until 15:15", somePayments()
	minus.Currencies = []views.CurrencyFigures{{Currency: "JPY", Gross: "¥12,000", Refunds: "¥30,000", Net: "-¥18,000", Payments: "2", Step: "hour", Points: []views.ChartPoint{
		{Label: "09:00", Amount: "¥12,000", Minor: 12000}, {Label: "12:00", Amount: "-¥30,000", Minor: -30000}, {Label: "15:00", Amount: "¥0", Minor: 0}}}}
	huge := busyOverview()
	huge.Currencies[0].Gross, huge.Currencies[0].Net = "XOF 9,223,372,036,854,775", "XOF 9,223,372,036,854,775"
	huge.Currencies[0].GrossChange.Text = "from XOF 9,223,372,036,854,775"
	huge.Latest = hostileRows()
	huge.Attention[0].Text, huge.Attention[1].Text = hostile, endless
	empty, quiet := overviewOf("7 days"), overviewOf("Today")
	empty.Steps, quiet.Latest = steps(1), somePayments()
	return []Page{
		one("Overview", group, "busy", views.Overview(liveFrame, busyOverview())),
		one("Overview", group, "first steps", views.Overview(flashed(frame, ui.Good, "Welcome. This is your till."), first)),
		one("Overview", group, "first steps put away", views.Overview(frame, away)),
		one("Overview", group, "empty", views.Overview(frame, empty)),
		one("Overview", group, "of a viewer", views.Overview(frame, viewer)),
		one("Overview", group, "empty for a viewer", views.Overview(frame, views.OverviewPage{Periods: empty.Periods})),
		one("Overview", group, "quiet period", views.Overview(liveFrame, quiet)),
		one("Overview", group, "below zero", views.Overview(frame, minus)),
		one("Overview", group, "hostile and huge", views.Overview(hostileFrame, huge)),
		one("Overview", group, "right to left", views.Overview(rtlFrame, busyOverview())),
	}
}

func hostileRows() []views.PaymentRow {
	return []views.PaymentRow{
		{Href: "/dashboard/payments/pay_2Vf", Amount: "B$50.00", Status: paid, Description: hostile, Customer: hostile, Created: now},
		{Href: "/dashboard/payments/pay_2Vf", Amount: "XOF 9,223,372,036,854,775", Status: partly, Description: endless, Customer: endless, Created: now, Refunded: "XOF 1,000,000 refunded"},
		{Href: "/dashboard/payments/pay_2Vf", Amount: "B$5.00", Status: paid, Description: rtlThing, Customer: rtlName, Created: now},
	}
}
