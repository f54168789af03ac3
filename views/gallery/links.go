package main

import (
	"linktill/views"
	"linktill/views/ui"
)

var (
	active   = ui.Status{Tone: ui.Good, Word: "Active"}
	inactive = ui.Status{Tone: ui.Quiet, Word: "Inactive"}
	expired  = ui.Status{Tone: ui.Quiet, Word: "Expired"}
	usedUp   = ui.Status{Tone: ui.Quiet, Word: "Used up"}
)

func someLinks() []views.LinkRow {
	row := func(what, amount string, status ui.Status, uses string, when ui.Moment) views.LinkRow {
		return views.LinkRow{Href: "/dashboard/links/link_2Vf", Description: what, Amount: amount, Status: status, Uses: uses, Created: when}
	}
	return []views.LinkRow{
		row("Sunset tasting for two", "B$50.00", active, "3 of 10 paid", today),
		row("Reef fund: plant a coral", "Customer decides", active, "41 paid", yesterday),
		row("Gift card", "B$5.00 to B$100.00", active, "0 paid", yesterday),
		row("Invoice 2026-0114", "B$1,240.00", usedUp, "1 of 1 paid", lastWeek),
		row("Regatta weekend", "US$18.00", expired, "12 paid", lastMonth),
		row("", "B$6.50", inactive, "0 paid", lastMonth),
	}
}

func aLink() views.LinkPage {
	return views.LinkPage{
		ID: "link_2VfSgrjL3bQ1xN8kYp0dZw", Base: "/dashboard/links/link_2VfSgrjL3bQ1xN8kYp0dZw",
		Description: "Sunset tasting for two", Amount: "B$50.00", Status: active,
		URL: "https://pay.example.com/pay/island-coffee/link_2VfSgrjL3bQ1xN8kYp0dZw",
		QR:  sampleQR, QRSVG: "/qr/link_2VfSgrjL3bQ1xN8kYp0dZw.svg", QRPNG: "/qr/link_2VfSgrjL3bQ1xN8kYp0dZw?size=1024",
		MailHref: "mailto:?subject=Sunset%20tasting%20for%20two", ShareText: "Sunset tasting for two, B$50.00",
		Uses: "3 of 10 paid, 2 being paid now", UsesPercent: 30, Taken: "B$150.00",
		Expires: newYear, Created: today, Updated: now, Reference: "TASTING-26",
		Metadata: []views.Fact{{Name: "table", Value: "12"}, {Name: "campaign", Value: "winter"}},
		Payments: somePayments()[:3], PaymentsHref: "/dashboard/payments?link=link_2Vf",
		Active: true, CanChange: true,
	}
}

func linkPages() []Page {
	const group = "Dashboard"
	created := aLink()
	created.JustCreated, created.Payments, created.PaymentsHref, created.Uses, created.UsesPercent, created.Taken = true, nil, "", "0 paid", -1, ""
	created.Expires, created.Metadata, created.Reference = ui.Moment{}, nil, ""
	off := aLink()
	off.Status, off.Active, off.CanActivate, off.StatusReason = inactive, false, true, "You deactivated this link yesterday. Nobody can pay with it."
	over := aLink()
	over.Status, over.Active, over.StatusReason, over.Uses, over.UsesPercent = usedUp, false, "All 10 payments were made. Raise the limit to take more.", "10 of 10 paid", 100
	over.CanChange = false
	evil := aLink()
	evil.Description, evil.Reference, evil.Metadata = hostile, endless, []views.Fact{{Name: hostile, Value: hostile}, {Name: endless, Value: endless}}
	evil.Suggested, evil.Amount = "B$5.00, B$10.00, B$25.00", "B$5.00 to B$100.00"
	rows := views.LinksPage{Filter: "all", Links: someLinks(), CanCreate: true, Pager: ui.Pager{Older: "?cursor=link_2Vf"}}
	middle := rows
	middle.Pager.Newer = "/dashboard/links"
	long := views.LinksPage{Filter: "active", Links: []views.LinkRow{{Href: "/dashboard/links/link_2Vf", Description: hostile, Amount: "B$1.00", Status: active, Uses: "0 paid", Created: now}, {Href: "/dashboard/links/link_2Vf", Description: endless, Amount: "XOF 9,223,372,036,854,775", Status: active, Uses: "999,999 of 1,000,000 paid", Created: now}}}
	pages := []Page{
		one("Links", group, "some", views.Links(frame, rows)),
		one("Links", group, "middle page, live", views.Links(liveFrame, middle)),
		one("Links", group, "empty", views.Links(frame, views.LinksPage{Filter: "all", CanCreate: true})),
		one("Links", group, "none inactive", views.Links(frame, views.LinksPage{Filter: "inactive"})),
		one("Links", group, "hostile", views.Links(hostileFrame, long)),
		one("Links", group, "right to left", views.Links(rtlFrame, rows)),
		one("Link", group, "active", views.Link(frame, aLink())),
		one("Link", group, "just created", views.Link(frame, created)),
		one("Link", group, "deactivated", views.Link(frame, off)),
		one("Link", group, "used up, read only", views.Link(liveFrame, over)),
		one("Link", group, "hostile", views.Link(hostileFrame, evil)),
	}
	return append(pages, linkFormPages()...)
}

func linkFormPages() []Page {
	const group = "Dashboard"
	form := views.LinkForm{
		Action: "/dashboard/links", Cancel: "/dashboard/links", Nonce: "nonce-1", Kind: "fixed", Currency: "BSD", Currencies: currencies,
		ZoneName: "Nassau time (UTC−5)", MerchantName: "Island Coffee", CurrencySymbol: "B$", Decimals: 2,
	}
	open := form
	open.Kind, open.Description, open.MinAmount, open.MaxAmount, open.Suggested = "open", "Reef fund: plant a coral", "5", "500", "10, 25, 50"
	wrong := form
	wrong.Description, wrong.Amount, wrong.MaxUses, wrong.ExpiresAt, wrong.Metadata, wrong.PreviewAmount = hostile, "1,5o", "0", "2020-01-01T10:00", "table 12", ""
	wrong.Errors = views.Errors{"amount": {"Write the price in digits, like 50 or 49.95."}, "max_uses": {"Allow at least one payment, or leave it empty."}, "expires_at": {"This is in the past. Choose a later day."}, "metadata": {"Line 1 has no “=”. Write it like table=12."}}
	edit := form
	edit.Editing, edit.Action, edit.Cancel = true, "/dashboard/links/link_2Vf", "/dashboard/links/link_2Vf"
	edit.Description, edit.AmountShown, edit.PreviewAmount, edit.MaxUses, edit.ExpiresAt = "Sunset tasting for two", "B$50.00", "B$50.00", "10", "2026-12-31T18:00"
	sheet := views.LinkPrintPage{Format: "poster", Base: "/dashboard/links/link_2Vf", MerchantName: "Island Coffee", Description: "Sunset tasting for two", Amount: "B$50.00", URL: aLink().URL, QRSVG: sampleQR, Livemode: true}
	tent := sheet
	tent.Format, tent.Livemode = "tent", false
	evil := sheet
	evil.MerchantName, evil.Description, evil.Amount = hostile, endless, ""
	return []Page{
		one("LinkNew", group, "empty", views.LinkNew(frame, form)),
		one("LinkNew", group, "customer decides", views.LinkNew(frame, open)),
		one("LinkNew", group, "errors", views.LinkNew(frame, wrong)),
		one("LinkEdit", group, "fixed price", views.LinkEdit(frame, edit)),
		one("LinkPrint", group, "poster", views.LinkPrint(page, sheet)),
		one("LinkPrint", group, "tent, test", views.LinkPrint(page, tent)),
		one("LinkPrint", group, "hostile", views.LinkPrint(page, evil)),
	}
}
