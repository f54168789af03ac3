package main

import (
	"linktill/views"
	"linktill/views/ui"
)

var (
	published = ui.Status{Tone: ui.Good, Word: "Published"}
	draft     = ui.Status{Tone: ui.Quiet, Word: "Draft"}
	paused    = ui.Status{Tone: ui.Warn, Word: "Paused"}
)

func someListings() []views.ListingRow {
	row := func(title, price, category, stock string, status ui.Status, photo views.Photo) views.ListingRow {
		return views.ListingRow{Href: "/dashboard/listings/lst_2Vf", Title: title, Price: price, Category: category, Stock: stock, Status: status, Look: views.Look{Name: title, Photo: photo}}
	}
	return []views.ListingRow{
		row("Sunset tasting for two", "B$50.00", "Experiences", "", published, dusk),
		row("House blend, 500 g", "B$18.00", "Beans", "40 left", published, noon),
		row("Cold brew, six bottles", "B$32.00", "Drinks", "0 left", published, views.Photo{}),
		row("Latte art, an evening class", "B$75.00", "Experiences", "3 left, 1 being paid for", paused, dawn),
		row("Holiday hamper", "No price yet", "", "", draft, views.Photo{}),
	}
}

func aListing() views.ListingAdminPage {
	return views.ListingAdminPage{
		ID: "lst_2VfSgrjL3bQ1xN8kYp0dZw", Base: "/dashboard/listings/lst_2Vf", Title: "Sunset tasting for two", Price: "B$50.00", Category: "Experiences",
		Description: "Four small cups, from light to dark, on the terrace.\n\nWe begin half an hour before sunset.", Tags: []string{"evening", "for two", "outdoors"},
		Status: published, URL: "https://pay.example.com/shop/island-coffee/lst_2VfSgrjL3bQ1xN8kYp0dZw", ViewHref: "/shop/island-coffee/lst_2Vf", Published: true,
		Product: views.Fact{Name: "Tasting", Value: "/dashboard/products/prd_2Vf"}, Stock: "3 left, 1 being paid for", Created: lastWeek, Updated: yesterday, CanChange: true, Nonce: "nonce-1",
		Pictures: views.PicturesForm{Room: 7, Rows: []views.PictureRow{{Address: "/img/pic_1", Photo: dusk, Alt: "The sun goes down over the bay"}, {Address: "/img/pic_2", Photo: noon},
			{Address: "https://img.example.com/sunset.jpg"}}},
	}
}

func listingAdminPages() []Page {
	const group = "Dashboard"
	rows := views.ListingsPage{Filter: "all", Listings: someListings(), ShopURL: "/shop/island-coffee", CanCreate: true, Pager: ui.Pager{Older: "?cursor=lst_2"}}
	evilRows := rows
	evilRows.Listings = []views.ListingRow{{Href: "/x", Title: hostile, Price: "XOF 9,223,372,036,854,775", Category: endless, Stock: "999,999,999 left, 12 being paid for", Status: paused}, {Href: "/x", Title: endless, Price: "B$1.00", Status: draft, Look: views.Look{Name: endless}}}
	fresh := aListing()
	fresh.Status, fresh.StatusReason, fresh.Published, fresh.Draft = draft, "Only you see it. Add pictures, look at the preview, then publish it.", false, true
	fresh.Pictures, fresh.Product, fresh.Description, fresh.Tags, fresh.Category, fresh.Updated = views.PicturesForm{Room: 10}, views.Fact{}, "", nil, "", ui.Moment{}
	off := aListing()
	off.Status, off.StatusReason, off.Published, off.CanChange = paused, "Customers who open its address read that it is not for sale right now.", false, false
	wrong := aListing()
	wrong.Pictures.Errors = views.Errors{"pictures": {"Picture 2: This is an SVG, which can hold programs: it is not taken. Save it as PNG and send that."}, "image_alts.0": {"At most 250 characters."}}
	stale := aListing()
	stale.Pictures.Stale, stale.Pictures.Room = true, 0
	evil := aListing()
	evil.Title, evil.Description, evil.Category, evil.Tags = endless, hostile, hostile, []string{hostile, endless}
	evil.Pictures.Rows = []views.PictureRow{{Address: "https://x.example/" + endless, Alt: hostile}}
	pages := []Page{
		one("Listings", group, "some", views.Listings(frame, rows)),
		one("Listings", group, "empty", views.Listings(frame, views.ListingsPage{Filter: "all", ShopURL: "/shop/x", CanCreate: true})),
		one("Listings", group, "no drafts, read only", views.Listings(liveFrame, views.ListingsPage{Filter: "draft", ShopURL: "/shop/x"})),
		one("Listings", group, "hostile", views.Listings(hostileFrame, evilRows)),
		one("Listings", group, "right to left", views.Listings(rtlFrame, rows)),
		one("ListingAdmin", group, "published", views.ListingAdmin(frame, aListing())),
		one("ListingAdmin", group, "new draft", views.ListingAdmin(frame, fresh)),
		one("ListingAdmin", group, "paused, read only", views.ListingAdmin(liveFrame, off)),
		one("ListingAdmin", group, "pictures refused", views.ListingAdmin(frame, wrong)),
		one("ListingAdmin", group, "pictures changed meanwhile", views.ListingAdmin(frame, stale)),
		one("ListingAdmin", group, "hostile", views.ListingAdmin(hostileFrame, evil)),
	}
	return append(pages, listingFormPages()...)
}

func listingFormPages() []Page {
	const group = "Dashboard"
	form := views.ListingForm{Action: "/dashboard/listings", Cancel: "/dashboard/listings", Nonce: "nonce-1", Currency: "BSD", Currencies: currencies,
		Products: []views.Option{{Label: "No product: never sells out"}, {Value: "prd_1", Label: "Enamel mug · B$18.00 · 3 left"}}}
	wrong := form
	wrong.Description, wrong.Amount, wrong.Tags, wrong.Kept = hostile, "fifty", "evening, for two", []views.PictureRow{{Address: "/img/pic_1", Photo: dusk}, {Address: "/img/pic_2", Photo: noon}}
	wrong.Errors = views.Errors{"title": {"Give it a title, so that customers know what it is."}, "amount": {"Write the price in digits, like 50 or 49.95."},
		"product_id": {"This product is not there any more. Choose another, or none."}, "pictures": {"Picture 3: This picture is 30000 × 30000 pixels; at most 4096 each way can be sent. Make it smaller and send it again."}}
	edit := form
	edit.Editing, edit.MustPrice, edit.Edition, edit.Action, edit.Cancel = true, true, "0123456789abcdef", "/dashboard/listings/lst_2Vf", "/dashboard/listings/lst_2Vf"
	edit.Title, edit.Description, edit.Amount, edit.ProductID, edit.Category, edit.Tags = "Enamel mug, sea blue", "A mug that survives the beach.", "18.00", "prd_1", "Things", "blue, beach"
	stale := edit
	stale.Changes = []views.ChangedField{{Label: "Price", Yours: "18.00 BSD", Theirs: "20.00 BSD"}, {Label: "Tags", Yours: "blue, beach", Theirs: ""}}
	return []Page{
		one("ListingNew", group, "empty", views.ListingNew(frame, form)),
		one("ListingNew", group, "errors", views.ListingNew(frame, wrong)),
		one("ListingEdit", group, "published", views.ListingEdit(frame, edit)),
		one("ListingEdit", group, "changed meanwhile", views.ListingEdit(frame, stale)),
	}
}
