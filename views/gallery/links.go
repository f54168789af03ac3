package main

import (
	"linktill/internal/pay"
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
		Uses: "7 of 10 paid, 3 left, 2 being paid for now", UsesPercent: 70, Taken: "B$350.00",
		Expires: newYear, Created: today, Updated: now, Reference: "TASTING-26",
		Metadata: []views.Fact{{Name: "table", Value: "12"}, {Name: "campaign", Value: "winter"}},
		Payments: somePayments()[:3], PaymentsHref: "/dashboard/payments?link=link_2Vf",
		Active: true, CanChange: true, CloneHref: "/dashboard/links/new?from=link_2Vf",
		Funnel: views.NewFunnel(pay.Funnel{Viewed: 118, Started: 14, Paid: 11}),
		Days:   []views.LinkDay{{Label: "18 Nov", Viewed: "41", Started: "3", Paid: "3"}, {Label: "20 Nov", Viewed: "77", Started: "11", Paid: "8"}},
		Places: views.LinkPlaces{Action: "/dashboard/links/link_2Vf/placements", Nonce: "nonce-2", CanChange: true, PrintHref: "/dashboard/links/link_2Vf/print?format=tent&placement=all",
			Rows: []views.PlaceRow{
				{Href: placementHref, Name: "Table 4", Scanned: "62", Paid: "8", Share: "12 %"},
				{Href: placementHref, Name: "Poster at the ferry", Scanned: "31", Paid: "0", Share: "0 %"},
			}},
	}
}

const placementHref = "/dashboard/links/link_2Vf/placements/plc_7Kd"

func aPlacement() views.PlacementPage {
	return views.PlacementPage{
		Base: placementHref, LinkHref: "/dashboard/links/link_2Vf", LinkName: "Sunset tasting for two", Name: "Table 4", Typed: "Table 4",
		Code: views.PrintCode{URL: aLink().URL + "/m4kq7tzb", QRSVG: sampleQR}, PNG: "/qr/plc_7Kd?size=1024", SVG: "/qr/plc_7Kd.svg",
		PrintHref: "/dashboard/links/link_2Vf/print?placement=plc_7Kd", Funnel: views.NewFunnel(pay.Funnel{Viewed: 62, Started: 9, Paid: 8}), CanChange: true,
	}
}

func placementPages() []Page {
	const group = "Dashboard"
	unseen := aPlacement()
	unseen.Funnel, unseen.CanChange = views.NewFunnel(pay.Funnel{}), false
	evil := aPlacement()
	evil.Name, evil.LinkName, evil.Typed, evil.Errors = hostile, endless, endless, views.Errors{"name": {"Another printed code of this link has this name."}}
	adding := aLink()
	adding.Places.Typed, adding.Places.Errors = "Table 4\nTable 4", views.Errors{"names": {"Table 4 is there twice."}}
	return []Page{
		one("Placement", group, "some", views.Placement(frame, aPlacement())),
		one("Placement", group, "not scanned, read only", views.Placement(liveFrame, unseen)),
		one("Placement", group, "hostile", views.Placement(hostileFrame, evil)),
		one("Link", group, "placements with errors", views.Link(frame, adding)),
	}
}

func linkPages() []Page {
	const group = "Dashboard"
	created := aLink()
	created.JustCreated, created.Payments, created.PaymentsHref, created.Uses, created.UsesPercent, created.Taken = true, nil, "", "0 paid", -1, ""
	created.Expires, created.Metadata, created.Reference = ui.Moment{}, nil, ""
	created.Funnel, created.Days, created.Places.Rows, created.Places.PrintHref = views.NewFunnel(pay.Funnel{}), nil, nil, ""
	created.Charges = "every month"
	off := aLink()
	off.Status, off.Active, off.CanActivate, off.StatusReason = inactive, false, true, "You deactivated this link yesterday. Nobody can pay with it."
	over := aLink()
	over.Status, over.Active, over.StatusReason, over.Uses, over.UsesPercent = usedUp, false, "All 10 payments were made. Raise the limit to take more.", "10 of 10 paid", 100
	over.CanChange, over.Places.CanChange, over.Partial = false, false, true
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
	return append(append(pages, placementPages()...), linkFormPages()...)
}

func linkFormPages() []Page {
	const group = "Dashboard"
	form := views.LinkForm{
		Action: "/dashboard/links", Cancel: "/dashboard/links", Nonce: "nonce-1", Kind: "fixed", Currency: "BSD", Currencies: currencies,
		ZoneName: "Nassau time (UTC−5)", MerchantName: "Island Coffee", CurrencySymbol: "B$", Decimals: 2,
	}
	form.Every, form.Unit, form.Asks = "1", "month", askRows()
	open := form
	open.Kind, open.Description, open.MinAmount, open.MaxAmount, open.Suggested = "open", "Reef fund: plant a coral", "5", "500", "10, 25, 50"
	wrong := form
	wrong.Description, wrong.Amount, wrong.MaxUses, wrong.ExpiresAt, wrong.Metadata, wrong.PreviewAmount = hostile, "1,5o", "0", "2020-01-01T10:00", "table 12", ""
	wrong.Errors = views.Errors{"amount": {"Write the price in digits, like 50 or 49.95."}, "max_uses": {"Allow at least one payment, or leave it empty."}, "expires_at": {"This is in the past. Choose a later day."}, "metadata": {"Line 1 has no “=”. Write it like table=12."}}
	asks := form
	asks.Description, asks.Amount, asks.PreviewAmount, asks.Repeats, asks.Every, asks.Unit = "Coffee every month", "25", "B$25.00", true, "2", "week"
	asks.AsksNote, asks.Asks = true, askRows(
		views.LinkAsk{Label: "Which roast?", Kind: "choice", Options: "Light\nDark", Required: true},
		views.LinkAsk{Label: "Name on the bag", Kind: "text"})
	wrongAsks := asks
	wrongAsks.Every, wrongAsks.QuantityMax = "0", "900"
	wrongAsks.Asks = askRows(views.LinkAsk{Kind: "choice", Options: "Light", Required: true, LabelErrors: []string{"This is needed."}, OptionsErrors: []string{"A choice has 2 to 20 options."}},
		views.LinkAsk{Label: hostile, Kind: "text"})
	wrongAsks.Errors = views.Errors{"interval": {"Between 1 and 156."}, "quantity_max": {"A whole number from 1 to 100."}}
	edit := form
	edit.Charges = "every month"
	edit.Editing, edit.Action, edit.Cancel = true, "/dashboard/links/link_2Vf", "/dashboard/links/link_2Vf"
	edit.Description, edit.AmountShown, edit.PreviewAmount, edit.MaxUses, edit.ExpiresAt = "Sunset tasting for two", "B$50.00", "B$50.00", "10", "2026-12-31T18:00"
	stale := edit
	stale.Changes = []views.ChangedField{{Label: "What it is for", Yours: "Sunset tasting for two", Theirs: hostile}, {Label: "Most payments", Yours: "10", Theirs: ""}}
	sheet := views.LinkPrintPage{Format: "poster", Base: "/dashboard/links/link_2Vf", MerchantName: "Island Coffee", Description: "Sunset tasting for two", Amount: "B$50.00", Livemode: true,
		Codes: []views.PrintCode{{URL: aLink().URL, QRSVG: sampleQR}}}
	tent := sheet
	tent.Format, tent.Livemode = "tent", false
	tent.Codes = []views.PrintCode{{Place: "Table 4", URL: aLink().URL + "/m4kq7tzb", QRSVG: sampleQR}, {Place: "Table 5", URL: aLink().URL + "/x7c2mmqa", QRSVG: sampleQR}}
	tent.Placement = "all"
	large := sheet
	large.Format, large.Placement, large.Codes = "code", "plc_7Kd", tent.Codes[:1]
	evil := sheet
	evil.MerchantName, evil.Description, evil.Amount = hostile, endless, ""
	return []Page{
		one("LinkNew", group, "empty", views.LinkNew(frame, form)),
		one("LinkNew", group, "customer decides", views.LinkNew(frame, open)),
		one("LinkNew", group, "errors", views.LinkNew(frame, wrong)),
		one("LinkNew", group, "asks", views.LinkNew(frame, asks)),
		one("LinkNew", group, "asks with errors", views.LinkNew(frame, wrongAsks)),
		one("LinkEdit", group, "fixed price", views.LinkEdit(frame, edit)),
		one("LinkEdit", group, "changed meanwhile", views.LinkEdit(frame, stale)),
		one("LinkPrint", group, "poster", views.LinkPrint(page, sheet)),
		one("LinkPrint", group, "tents of two places, test", views.LinkPrint(page, tent)),
		one("LinkPrint", group, "large code", views.LinkPrint(page, large)),
		one("LinkPrint", group, "hostile", views.LinkPrint(page, evil)),
	}
}

// askRows are the builder's five rows, the first of them filled in.
func askRows(filled ...views.LinkAsk) []views.LinkAsk {
	rows := make([]views.LinkAsk, 5)
	for i := range rows {
		rows[i].Kind = "text"
		if i < len(filled) {
			rows[i] = filled[i]
		}
		rows[i].Row = string(rune('0' + i))
	}
	return rows
}
