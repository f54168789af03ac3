package main

import (
	"linktill/views"
	"linktill/views/ui"
)

func paymentIDs() []views.Fact {
	return []views.Fact{{Name: "Payment", Value: "pay_2VfSgrjL3bQ1xN8kYp0dZw"}, {Name: "Number", Value: "1042"}, {Name: "Checkout", Value: "cs_2VfSgrjL3bQ1xN8kYp0dZw"},
		{Name: "Customer", Value: "cus_2VfSgrjL3bQ1xN8kYp0dZw"}, {Name: "At the bank", Value: "sb_01HF7YAT31"}}
}

func someNotes() views.Notes {
	return views.Notes{Base: "/dashboard/payments/pay_2Vf/notes", Nonce: "nonce-n", CanWrite: true, Notes: []views.NoteRow{
		{ID: "note_1", Body: "Called: they come at six, not at five.\nOne of them takes no nuts.", Typed: "Called", By: "You", Written: today, Edited: now, Nonce: "nonce-1", CanEdit: true, CanDelete: true},
		{ID: "note_2", Body: "Table by the window.", By: "ben@islandcoffee.example", Written: now},
	}}
}

func viewedPayment() views.PaymentPage {
	p := aPayment()
	p.CanRefund, p.WhyNoRefund = false, "You are a viewer: an owner, admin or manager can refund payments."
	p.CanMail, p.WhyNoMail = false, "You are a viewer: an owner, admin or manager can send the receipt again."
	p.Notes = views.Notes{}
	return p
}

func stalePayment() views.PaymentPage {
	p := aPayment()
	p.Status = ui.Status{Tone: ui.Quiet, Word: "Canceled"}
	p.Stale = views.Stale{Text: "Somebody changed this payment after you opened the page. What you asked for was not done.", Then: "B$50.00 held on the card", Now: "Canceled"}
	return p
}

func longNote() views.PaymentPage {
	p := aPayment()
	p.Lines = []views.BoughtLine{{Name: "Sunset tasting", Quantity: 2, Each: "B$20.00", Amount: "B$40.00", Tax: "B$4.29", TaxRate: "12 %"}, {Name: "Beans to take home", Quantity: 1, Amount: "B$10.00"}}
	p.Tax, p.NetOfTax = "B$4.29", "B$45.71"
	p.Notes.Retype("", hostile, views.Errors{"body": {"At most 2000 characters."}})
	p.Notes.Retype("note_1", "", views.Errors{"body": {"Write the note first."}})
	return p
}

func staleRefund(form views.RefundForm) views.RefundForm {
	form.Amount, form.Reason = "50.00", "One cup was cold"
	form.Stale = views.Stale{Text: "Somebody refunded a part of this payment after you opened the page. Nothing more was refunded. Look at what is left, and send it again if it is still right.",
		Then: "B$50.00 left to refund", Now: "B$38.00 left to refund"}
	return form
}

func statusChips(current string) []ui.Chip {
	var chips []ui.Chip
	for _, word := range []string{"All", "Paid", "In progress", "Held", "Unknown", "Failed", "Refunded"} {
		chips = append(chips, ui.Chip{Label: word, Href: "?status=" + word, Current: word == current})
	}
	return chips
}

func noFilters(path string) views.Filters {
	return views.Filters{Path: path, Currencies: []views.Option{{Label: "Any currency"}, {Value: "BSD", Label: "BSD · Bahamian Dollar"}}, ZoneName: "Nassau time (UTC−5)"}
}

func someFilters(path string) views.Filters {
	f := noFilters(path)
	f.Currency, f.Min, f.From, f.To, f.Email, f.Status = "BSD", "10", "2026-11-01", "2026-11-21", "ana@example.com", "paid"
	f.Chips = []views.FilterChip{{Label: "B$10.00 or more", Without: path}, {Label: "1 Nov 2026 to 21 Nov 2026", Without: path}, {Label: "ana@example.com", Without: path}}
	return f
}

func wrongFilters(path string) views.Filters {
	f := noFilters(path)
	f.Currency, f.Min, f.Max, f.From = "BSD", "ten", "5", "yesterday"
	f.Errors = views.Errors{"min": {"Write the amount with the digits 0 to 9 only, for example 12.50."}, "from": {"Write the day as year, month and day, for example 2026-11-21."}}
	return f
}

func hostileFilters(path string) views.Filters {
	f := noFilters(path)
	f.Email, f.ZoneName = hostile, endless
	f.Chips = []views.FilterChip{{Label: endless, Without: path}, {Label: hostile, Without: path}}
	return f
}

func listPages() []Page {
	const group = "Dashboard"
	return append(searchPages(), append(customerPages(),
		one("Refunds", group, "some", views.Refunds(frame, views.RefundsPage{Filters: someFilters("/dashboard/refunds"), Narrowed: true, Status: statusChips("All"), ExportHref: "/dashboard/refunds/export", Refunds: someRefunds(), Pager: ui.Pager{Older: "/o"}})),
		one("Refunds", group, "empty", views.Refunds(frame, views.RefundsPage{Filters: noFilters("/dashboard/refunds"), Status: statusChips("All")})),
		one("Refunds", group, "none like this", views.Refunds(frame, views.RefundsPage{Filters: someFilters("/dashboard/refunds"), Narrowed: true, Status: statusChips("Failed")})),
		one("Export", group, "a million", views.Export(liveFrame, anExport())),
		one("Export", group, "nothing", views.Export(frame, views.ExportPage{What: "refunds", ListHref: "/dashboard/refunds", FileName: "refunds-island-coffee-test-to-2026-11-21.csv", RowsShown: "0", ZoneName: "Nassau time (UTC−5)", Columns: []string{"Id"}})),
	)...)
}

func anExport() views.ExportPage {
	return views.ExportPage{What: "payments", ListHref: "/dashboard/payments", FileHref: "/dashboard/payments.csv", FileName: "payments-island-coffee-from-2026-11-01-to-2026-11-21.csv",
		Rows: 1_000_000, RowsShown: "1,000,000", ZoneName: "Nassau time (UTC−5)", Filters: someFilters("/dashboard/payments"), Columns: []string{"Id", "Number", "Status", "Created", "Amount", "Currency"}}
}

func someRefunds() []views.RefundOf {
	row := func(amount, reason string, status ui.Status) views.RefundOf {
		return views.RefundOf{RefundRow: views.RefundRow{Created: today, Amount: amount, Status: status, Reason: reason}, Href: "/dashboard/payments/pay_2Vf", Description: "Sunset tasting for two", Customer: "ana@example.com"}
	}
	return []views.RefundOf{row("B$5.00", "Waited too long", processing), row("B$12.00", "One cup was cold", ui.Status{Tone: ui.Good, Word: "Completed"}), row("¥1,200", endless, failed)}
}

func searchPages() []Page {
	const group = "Dashboard"
	found := views.SearchPage{
		Query: "ana", Payments: somePayments()[:3], Refunds: someRefunds()[:2], MorePayments: true, AllPayments: "/dashboard/payments?email=ana%40example.com", MoreOthers: true,
		Customers: []views.SearchThing{{Href: "/dashboard/customers/cus_1", Name: "ana@example.com", Kind: "Ana Rolle"}, {Href: "/dashboard/customers/cus_2", Name: "anabel@example.com"}},
		Links:     []views.SearchThing{{Href: "/dashboard/links/link_1", Name: "Banana bread", Kind: "B$6.00"}},
		Products:  []views.SearchThing{{Href: "/dashboard/products/prd_1", Name: "Banana bread, whole", Kind: "Product"}},
	}
	return []Page{
		one("Search", group, "found", views.Search(frame, found)),
		one("Search", group, "nothing", views.Search(frame, views.SearchPage{Query: hostile})),
		one("Search", group, "other mode", views.Search(liveFrame, views.SearchPage{Query: "pay_2VfSgrjL3bQ1xN8kYp0dZw", OtherMode: "test"})),
		one("Search", group, "empty", views.Search(frame, views.SearchPage{})),
	}
}

func customerPages() []Page {
	const group = "Dashboard"
	sums := views.CustomerSums{Payments: "12", Last: now, Sums: []views.CustomerSum{{Paid: "B$600.00", Refunded: "B$12.00", Kept: "B$588.00", Payments: "10"}, {Paid: "$40.00", Kept: "$40.00", Payments: "2"}}}
	row := views.CustomerRow{Href: "/dashboard/customers/cus_1", Email: "ana@example.com", Name: "Ana Rolle", Since: lastMonth, CustomerSums: sums}
	bare := views.CustomerRow{Href: "/dashboard/customers/cus_2", Email: "ben@example.com", Since: today, CustomerSums: views.CustomerSums{Payments: "0"}}
	page := views.CustomerPage{ID: "cus_2VfSgrjL3bQ1xN8kYp0dZw", Base: "/dashboard/customers/cus_1", Email: "ana@example.com", Name: "Ana Rolle", NameTyped: "Ana Rolle", Nonce: "nonce-c",
		Since: lastMonth, CanChange: true, CustomerSums: sums, Payments: somePayments(), PaymentsHref: "/dashboard/payments?customer=cus_2Vf",
		SubscribeHref: "/dashboard/subscriptions/new?email=ana%40example.com", Subscriptions: someSubscriptions()[:3]}
	wrong, empty, evil := page, page, page
	wrong.NameTyped, wrong.Errors = endless, views.Errors{"name": {"At most 200 characters."}}
	empty.Subscriptions, empty.SubscribeHref = nil, ""
	empty.CustomerSums, empty.Payments, empty.PaymentsHref, empty.Name, empty.CanChange = views.CustomerSums{Payments: "0"}, nil, "", "", false
	evil.Name, evil.Email, evil.NameTyped, evil.Payments = hostile, endless, hostile, hostileRows()
	evil.Subscriptions, evil.OnlyNewest = someSubscriptions()[3:], 20
	return []Page{
		one("Customers", group, "some", views.Customers(frame, views.CustomersPage{Filters: peopleFilters(), Customers: []views.CustomerRow{row, bare}, Pager: ui.Pager{Older: "/o"}})),
		one("Customers", group, "empty", views.Customers(frame, views.CustomersPage{Filters: peopleFilters()})),
		one("Customers", group, "none like this", views.Customers(frame, views.CustomersPage{Filters: peopleFilters(), Narrowed: true})),
		one("Customer", group, "some", views.Customer(frame, page)),
		one("Customer", group, "wrong name", views.Customer(frame, wrong)),
		one("Customer", group, "new", views.Customer(liveFrame, empty)),
		one("Customer", group, "hostile", views.Customer(hostileFrame, evil)),
	}
}

func peopleFilters() views.Filters {
	f := noFilters("/dashboard/customers")
	f.OnlyPeople, f.EmailHint = true, "The beginning is enough."
	return f
}
