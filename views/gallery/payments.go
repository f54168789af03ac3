package main

import (
	"linktill/views"
	"linktill/views/ui"
)

func aPayment() views.PaymentPage {
	return views.PaymentPage{
		ID: "pay_2VfSgrjL3bQ1xN8kYp0dZw", Base: "/dashboard/payments/pay_2Vf", Amount: "B$50.00", Currency: "BSD", Status: paid,
		Description: "Sunset tasting for two", Reference: "TASTING-26", LinkHref: "/dashboard/links/link_2Vf", LinkDescription: "Sunset tasting for two", CameBy: views.PlaceOf{Href: "/dashboard/links/link_2Vf#placements", Label: "Table 4"},
		CustomerEmail: "ana@example.com", CustomerName: "Ana Rolle", CustomerHref: "/dashboard/customers/cus_2Vf", CardBrand: "Visa", CardLast4: "4242",
		Created: today, Paid: now, ReceiptHref: "/receipt/r", CanMail: true, MailNonce: "nonce-r", CanRefund: true,
		IDs: paymentIDs(), Notes: someNotes(),
		Attempts: []views.AttemptRow{
			{ID: "att_2", Created: now, Amount: "B$50.00", Card: "Visa •••• 4242", Status: paid},
			{ID: "att_1", Created: today, Amount: "B$50.00", Card: "Visa •••• 0002", Status: failed, Reason: "The bank declined the card."},
		},
		Timeline: []ui.TimelineItem{
			{Tone: ui.Good, Title: "Paid", Detail: "B$50.00 · You", At: now},
			{Tone: ui.Bad, Title: "Attempt failed", Detail: "The bank declined the card.", At: today},
			{Tone: ui.Quiet, Title: "Started", Detail: "From the link “Sunset tasting for two”", At: today},
		},
		Metadata: []views.Fact{{Name: "table", Value: "12"}},
	}
}

func paymentPages() []Page {
	const group = "Dashboard"
	part := aPayment()
	part.Status, part.Refunded, part.Net = partly, "B$12.00", "B$38.00"
	part.Refunds = []views.RefundRow{
		{ID: "ref_3", Created: now, Amount: "B$5.00", Status: processing, Reason: "Waited too long", By: "API key Web shop", Note: "The bank has not answered yet. We ask again until it does."},
		{ID: "ref_2", Created: now, Amount: "B$12.00", Status: ui.Status{Tone: ui.Good, Word: "Completed"}, Reason: "One cup was cold", By: "maria@islandcoffee.example"},
		{ID: "ref_1", Created: now, Amount: "B$12.00", Status: failed, Reason: "One cup was cold", By: "maria@islandcoffee.example", Note: "The bank refused it. The money stayed with you; you can try again."},
	}
	full := aPayment()
	full.Status, full.CanRefund, full.WhyNoRefund, full.Refunded, full.Net = refunded, false, "This payment was refunded in full.", "B$50.00", "B$0.00"
	full.Refunds = part.Refunds[1:2]
	open := aPayment()
	open.Status, open.CanRefund, open.WhyNoRefund, open.Paid, open.ReceiptHref = unknown, false, "Refunds are possible once the payment is certain.", ui.Moment{}, ""
	open.StatusNote = "The bank has not answered yet. We ask again until it does; nobody is charged twice."
	open.Attempts[0].Status = unknown
	bare := views.PaymentPage{ID: "pay_1", Base: "/dashboard/payments/pay_1", Amount: "B$5.00", Currency: "BSD", Status: ui.Status{Tone: ui.Quiet, Word: "Created"}, Created: now, Timeline: []ui.TimelineItem{{Tone: ui.Quiet, Title: "Started", At: now}}, WhyNoRefund: "Nothing was paid yet."}
	evil := part
	evil.Amount, evil.Description, evil.CustomerName, evil.CustomerEmail, evil.LinkDescription = "XOF 9,223,372,036,854,775", hostile, hostile, endless, hostile
	evil.CameBy.Label = endless
	evil.Refunds = []views.RefundRow{{ID: "ref_1", Created: now, Amount: "XOF 9,223,372,036,854", Status: failed, Reason: hostile, By: endless, Note: hostile}}
	evil.Notes = someNotes()
	evil.Notes.Notes[0].Body, evil.Notes.Notes[0].By, evil.Notes.Notes[1].Body = hostile, endless, endless
	evil.Lines = []views.BoughtLine{{Name: hostile, Quantity: 1, Amount: "XOF 9,223,372,036,854"}, {Name: endless, Quantity: 9000, Each: "XOF 9,223", Amount: "XOF 9,223,372,036,854", Tax: "XOF 1", TaxRate: "12.5 %"}}
	evil.Metadata = []views.Fact{{Name: hostile, Value: endless}}
	pages := []Page{
		one("Payments", group, "some", views.Payments(liveFrame, views.PaymentsPage{Filters: noFilters("/dashboard/payments"), Status: statusChips("All"), ExportHref: "/dashboard/payments/export", Payments: somePayments(), Pager: ui.Pager{Newer: "/n", Older: "/o"}})),
		one("Payments", group, "filtered", views.Payments(frame, views.PaymentsPage{Filters: someFilters("/dashboard/payments"), Narrowed: true, Status: statusChips("Paid"), ExportHref: "/dashboard/payments/export", Payments: somePayments()[:3]})),
		one("Payments", group, "wrong filter", views.Payments(frame, views.PaymentsPage{Filters: wrongFilters("/dashboard/payments"), Status: statusChips("All")})),
		one("Payments", group, "of one link", views.Payments(frame, views.PaymentsPage{Filters: noFilters("/dashboard/payments"), Status: statusChips("All"), Link: views.PlaceOf{Href: "/dashboard/links/link_2Vf", Label: "Sunset tasting for two"}, Payments: somePayments()[:2]})),
		one("Payments", group, "empty", views.Payments(frame, views.PaymentsPage{Filters: noFilters("/dashboard/payments"), Status: statusChips("All")})),
		one("Payments", group, "none refunded", views.Payments(frame, views.PaymentsPage{Filters: noFilters("/dashboard/payments"), Narrowed: true, Status: statusChips("Refunded")})),
		one("Payments", group, "hostile", views.Payments(hostileFrame, views.PaymentsPage{Filters: hostileFilters("/dashboard/payments"), Status: statusChips("Paid"), Payments: hostileRows()})),
		one("Payments", group, "right to left", views.Payments(rtlFrame, views.PaymentsPage{Filters: someFilters("/dashboard/payments"), Narrowed: true, Status: statusChips("All"), Payments: somePayments()})),
		one("Payment", group, "paid", views.Payment(frame, aPayment())),
		one("Payment", group, "amount held", views.Payment(frame, heldPayment())),
		one("Payment", group, "partly refunded", views.Payment(flashed(frame, ui.Good, "B$12.00 are on their way back to Visa •••• 4242."), part)),
		one("Payment", group, "refunded", views.Payment(liveFrame, full)),
		one("Payment", group, "unknown", views.Payment(frame, open)),
		one("Payment", group, "just started", views.Payment(frame, bare)),
		one("Payment", group, "for a viewer", views.Payment(frame, viewedPayment())),
		one("Payment", group, "changed meanwhile", views.Payment(frame, stalePayment())),
		one("Payment", group, "note too long", views.Payment(frame, longNote())),
		one("Payment", group, "hostile", views.Payment(hostileFrame, evil)),
	}
	return append(append(pages, refundPages()...), listPages()...)
}

func refundPages() []Page {
	const group = "Dashboard"
	form := views.RefundForm{
		Base: "/dashboard/payments/pay_2Vf", Nonce: "nonce-1", PaymentAmount: "B$50.00", Left: "B$38.00", Description: "Sunset tasting for two",
		Customer: "ana@example.com", Card: "Visa •••• 4242", CurrencySymbol: "B$", Decimals: 2, Amount: "38.00",
	}
	code := form
	code.Amount, code.Reason = "12.00", "One cup was cold"
	code.Errors = views.Errors{"code": {"That code is wrong or was used already. Nothing was refunded. Wait for the next one; it changes every 30 seconds."}}
	big := form
	big.Amount, big.Reason = "90", hostile
	big.Errors = views.Errors{"amount": {"Only B$38.00 are left to refund."}}
	failed := code
	failed.Errors = views.Errors{"": {"The bank could not be reached, so nothing was refunded. Try again in a minute."}}
	enrol := form
	enrol.NeedsEnrol = true
	not := form
	not.WhyNot, not.Left = "This payment was refunded in full, so nothing is left to send back.", ""
	return []Page{
		one("Refund", group, "form", views.Refund(frame, form)),
		one("Refund", group, "wrong code", views.Refund(frame, code)),
		one("Refund", group, "too much", views.Refund(frame, big)),
		one("Refund", group, "bank not reached", views.Refund(liveFrame, failed)),
		one("Refund", group, "refunded meanwhile", views.Refund(frame, staleRefund(form))),
		one("Refund", group, "no two-factor yet", views.Refund(frame, enrol)),
		one("Refund", group, "nothing left", views.Refund(frame, not)),
	}
}
