package main

import "linktill/views"

func someBio() views.BioPage {
	return views.BioPage{
		Title: "Island Coffee", Tagline: "Roasted on Eleuthera since 1998. Open every day from seven until the pot is empty.",
		Livemode: true, ShopHref: "/shop/island-coffee",
		Parts: []views.BioPart{
			{Kind: "heading", Text: "This week"},
			{Kind: "items", Items: []views.BioItem{
				{Href: "/shop/island-coffee/lst_1", Title: "Sunset tasting for two", Price: "B$50.00", Act: "Buy"},
				{Href: "/pay/island-coffee/link_1", Title: "Reef fund: plant a coral", Price: "Any amount", Act: "Pay"},
				{Title: "Latte art, an evening class", Price: "B$75.00", Badge: "Sold out"},
			}},
			{Kind: "text", Text: "The roaster runs on Tuesdays and Fridays.\nCome by and smell it."},
			{Kind: "networks", Items: []views.BioItem{{Href: "tel:+12425550100", Title: "Call", Icon: "phone", Away: true}, {Href: "https://maps.app.goo.gl/x", Title: "Find us", Icon: "place", Away: true}}},
			{Kind: "heading", Text: "Read more"},
		},
		Links: []views.BioItem{
			{Href: "/@island-coffee/go/bl_1", Title: "Where our beans grow", Place: "story.example", Away: true},
			{Href: "/@island-coffee/go/bl_2", Title: "The menu", Place: "menu.example", Away: true},
			{Href: "/@island-coffee/go/bl_3", Title: "Book the terrace", Away: true},
		},
		Networks: []views.BioItem{
			{Href: "/@island-coffee/go/bl_4", Title: "Instagram", Icon: "photos", Away: true},
			{Href: "/@island-coffee/go/bl_5", Title: "YouTube", Icon: "videos", Away: true},
			{Href: "/@island-coffee/go/bl_6", Title: "WhatsApp", Icon: "message", Away: true},
			{Href: "mailto:hello@islandcoffee.example", Title: "E-mail", Icon: "mail", Away: true},
		},
		Share: views.Share{URL: "https://pay.example.com/@island-coffee", Site: "Island Coffee", Title: "Island Coffee", Text: "Roasted on Eleuthera since 1998."},
	}
}

func bioPages() []Page {
	const group = "Public"
	var pages []Page
	for _, theme := range []string{"paper", "ink", "shore", "market", "bloom", "ticket"} {
		m := someBio()
		m.Theme = theme
		pages = append(pages, one("Bio", group, theme, views.Bio(page, m)))
	}
	accented := someBio()
	accented.Theme, accented.Accent = "ink", "brick"
	empty := views.BioPage{Title: "Island Coffee", Theme: "paper"}
	pictured := someBio()
	pictured.Theme, pictured.Picture, pictured.Livemode, pictured.Share = "shore", sampleQR, false, views.Share{}
	pictured.Parts = []views.BioPart{
		{Kind: "picture", Text: "The roaster, a red drum with a brass rim", Href: "https://img.example.com/roaster.jpg"},
		{Kind: "picture", Text: "QR code of this page", Picture: sampleQR},
		{Kind: "networks", Items: allSigns()},
	}
	evil := someBio()
	evil.Theme, evil.Title, evil.Tagline = "bloom", hostile, endless
	evil.Parts = []views.BioPart{{Kind: "heading", Text: hostile}, {Kind: "text", Text: hostile + "\n" + endless}, {Kind: "items", Items: []views.BioItem{
		{Href: "/pay/x/link_1", Title: endless, Price: "XOF 1,234,567,890,123.00", Act: "Pay"}, {Title: hostile, Price: "XOF 1,234,567,890,123.00", Badge: "Not available"}}},
		{Kind: "networks", Items: []views.BioItem{{Href: "https://example.com/", Title: endless, Icon: "site", Away: true}}}}
	long := evil
	long.Theme = "ticket"
	rtl := someBio()
	rtl.Theme, rtl.Title, rtl.Tagline = "ticket", rtlName, rtlThing
	rtl.Links = []views.BioItem{{Href: "/@x/go/bl_1", Title: rtlThing, Place: "story.example", Away: true}}
	right := page
	right.Lang, right.RTL = "ar", true
	pages = append(pages, bioEditorPages()...)
	return append(pages,
		one("Bio", group, "ink in brick", views.Bio(page, accented)),
		one("Bio", group, "empty, test", views.Bio(page, empty)),
		one("Bio", group, "pictures and all signs, test", views.Bio(page, pictured)),
		one("Bio", group, "hostile petals", views.Bio(page, evil)),
		one("Bio", group, "hostile slips", views.Bio(page, long)),
		one("Bio", group, "right to left", views.Bio(right, rtl)),
	)
}

func allSigns() []views.BioItem {
	var items []views.BioItem
	for _, icon := range []string{"photos", "videos", "music", "friends", "talk", "message", "work", "code", "phone", "mail", "place", "site"} {
		items = append(items, views.BioItem{Href: "https://example.com/" + icon, Title: icon, Icon: icon, Away: true})
	}
	return items
}
