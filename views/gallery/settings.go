package main

import (
	"linktill/views"
	"linktill/views/ui"
)

func settingsPages() []Page {
	const group = "Dashboard"
	head := views.SettingsHead{MayChange: true, Role: "owner", Edition: "e1"}
	viewer := views.SettingsHead{Role: "viewer"}
	organization := views.OrganizationSettings{SettingsHead: head, Slug: "island-coffee", ShopAddress: "till.example/shop/island-coffee", Name: "Island Coffee", Website: "https://island-coffee.example/",
		ContactEmail: "hello@island-coffee.example", Telegram: "@island_coffee", Country: "BS", DefaultCurrency: "BSD", TimeZone: "America/Nassau",
		Address: "Bay Street 12\nNassau", TaxID: "TIN 100-200-300", Countries: []views.Option{{Value: "BS", Label: "Bahamas"}, {Value: "DE", Label: "Germany"}},
		Currencies: []views.Option{{Value: "BSD", Label: "BSD – Bahamian dollar"}}, Zones: []views.Option{{Value: "America/Nassau", Label: "UTC−5 · America/Nassau"}, {Value: "UTC", Label: "UTC+0 · UTC"}}}
	wrong, stale, seen := organization, organization, organization
	wrong.Name, wrong.Website, wrong.Errors = "", hostile, views.Errors{"name": {"Enter the name that your customers know you by."}, "website": {"This is not an address that can be opened: it starts with https:// or http://, and has at most 2048 characters."}}
	stale.Changes = []views.ChangedField{{Label: "Name", Yours: "Island Coffee", Theirs: hostile}}
	seen.SettingsHead = viewer
	checkout := views.CheckoutSettings{SettingsHead: head, PayMessage: "We roast on Mondays and send on Tuesdays.", PaidNote: "Thank you. Show this receipt at the counter.", PaidURL: "https://island-coffee.example/thanks",
		Languages: append([]views.Option{{Label: "English, as nothing else is set"}}, views.LanguageNames()...)}
	for _, name := range []string{"first_name", "last_name", "email", "phone", "country", "state", "city", "address", "zip", "birth_date", "taxpayer_id"} {
		checkout.Asks = append(checkout.Asks, views.AskOption{Name: name, Checked: name == "phone"})
	}
	badURL := checkout
	badURL.PaidURL, badURL.Errors = "island coffee", views.Errors{"paid_url": {"This is not an address that a browser can open: it starts with https:// or http://."}}
	plain := views.BrandSettings{SettingsHead: head, Name: "Island Coffee", Accent: "#125a66"}
	own := views.BrandSettings{SettingsHead: head, Name: "Island Coffee", Accent: "#b91c1c", Own: true, Logo: sampleQR, Tones: views.TonesOf("#b91c1c")}
	pale := views.BrandSettings{SettingsHead: head, Name: hostile, Accent: "#facc15", Own: true, Tried: true, Tones: views.TonesOf("#facc15")}
	heavy := own
	heavy.Errors = views.Errors{"logo": {"This is not a picture that can be read. Send a JPEG, PNG, WebP or GIF."}}
	pages := []Page{
		one("Settings", group, "owner", views.Settings(frame, somePlaces(head))),
		one("Settings", group, "payments stopped", views.Settings(frame, func() views.SettingsIndex { m := somePlaces(head); m.Stopped = yesterday; return m }())),
		one("SettingsOrganization", group, "form", views.SettingsOrganization(frame, organization)),
		one("SettingsOrganization", group, "errors", views.SettingsOrganization(frame, wrong)),
		one("SettingsOrganization", group, "changed meanwhile", views.SettingsOrganization(frame, stale)),
		one("SettingsOrganization", group, "seen by a viewer", views.SettingsOrganization(hostileFrame, seen)),
		one("SettingsCheckout", group, "form", views.SettingsCheckout(frame, checkout)),
		one("SettingsCheckout", group, "errors", views.SettingsCheckout(frame, badURL)),
		one("SettingsBranding", group, "ours", views.SettingsBranding(frame, plain)),
		one("SettingsBranding", group, "own", views.SettingsBranding(frame, own)),
		one("SettingsBranding", group, "pale, not saved", views.SettingsBranding(frame, pale)),
		one("SettingsBranding", group, "errors", views.SettingsBranding(frame, heavy)),
	}
	return append(append(pages, settingsMoneyPages(head, viewer)...), settingsPicturePages(head, viewer)...)
}

func settingsPicturePages(head, viewer views.SettingsHead) []Page {
	const group = "Dashboard"
	picture := func(p views.Photo, pixels, size string, uses ...views.PictureUse) views.StoredPicture {
		return views.StoredPicture{Src: p.Src, Href: "/img/pic_1", Alt: p.Alt, Pixels: pixels, Size: size, Kind: "JPEG", Created: lastMonth, Uses: uses, DeleteAction: "/dashboard/settings/pictures/pic_1/delete"}
	}
	logo, bio := views.PictureUse{Words: "Your logo", Href: "/dashboard/settings/branding"}, views.PictureUse{Words: "Bio page", Href: "/dashboard/bio"}
	mug := views.PictureUse{Words: "Listing “Tin mug”", Href: "/dashboard/listings/lst_1"}
	shelf := views.PicturesSettings{SettingsHead: head, Room: "5 pictures, 2 of 256 MB", Pictures: []views.StoredPicture{
		picture(noon, "1600 × 1066", "412 KB"), picture(dusk, "1280 × 1280", "1.2 MB", bio, views.PictureUse{Words: "History of the bio page", Href: "/dashboard/bio/history"}),
		picture(withAlt(dusk, "A tin mug on the sand"), "900 × 1600", "233 KB", mug, views.PictureUse{Words: "Listing “Tin mug (copy)”", Mode: "test"}),
		picture(views.Photo{Src: sampleQR}, "160 × 160", "3 KB", logo), picture(dawn, "1600 × 900", "98 KB"),
	}}
	refused, looks, evil := shelf, shelf, shelf
	refused.Errors = views.Errors{"": {"This picture is used, so it was not deleted: Bio page, Listing “Tin mug”. Take it away there first."}}
	looks.SettingsHead = viewer
	many := views.PictureUse{Words: "Listing “" + endless + "”", Href: "/dashboard/listings/lst_1"}
	evil.Pictures = []views.StoredPicture{picture(withAlt(dawn, hostile), "4096 × 1", "2.0 MB", many, views.PictureUse{Words: "Listing “" + hostile + "”", Mode: "live"}, logo)}
	evil.Pictures[0].MoreUses, evil.Pager = true, ui.Pager{Newer: "/n", Older: "/o"}
	return []Page{
		one("SettingsPictures", group, "some", views.SettingsPictures(liveFrame, shelf)),
		one("SettingsPictures", group, "used meanwhile", views.SettingsPictures(frame, refused)),
		one("SettingsPictures", group, "none", views.SettingsPictures(frame, views.PicturesSettings{SettingsHead: head})),
		one("SettingsPictures", group, "seen by a viewer", views.SettingsPictures(frame, looks)),
		one("SettingsPictures", group, "hostile", views.SettingsPictures(hostileFrame, evil)),
		one("SettingsPictures", group, "right to left", views.SettingsPictures(rtlFrame, shelf)),
	}
}

func settingsMoneyPages(head, viewer views.SettingsHead) []Page {
	const group = "Dashboard"
	taxes := views.TaxSettings{SettingsHead: head, Mode: "TAX_INCLUSIVE", TableDay: "21 November 2026",
		Inclusive: "A price of B$100.00, customer from Bahamas (10 %): they pay B$100.00, of which B$9.09 is tax.",
		Exclusive: "A price of B$100.00, customer from Bahamas (10 %): they pay B$110.00, of which B$10.00 is tax.",
		Choices:   []views.Option{{Label: "Choose…"}, {Value: "DE", Label: "Germany · 19 %"}},
		Rates: []views.TaxRow{
			{Code: "BS", Country: "Bahamas", Rate: "10", Shown: "10 %", Name: "VAT"},
			{Code: "FI", Country: "Finland", Rate: "14", Shown: "14 %", Name: hostile, Note: "the standard rate is 25.5 %"},
		}}
	none, wrong, open, looks, stale := taxes, taxes, taxes, taxes, taxes
	stale.Changes = []views.ChangedField{{Label: "What a price means", Yours: "Tax is in the price", Theirs: "Tax comes on top"}}
	none.Rates = nil
	wrong.Country, wrong.Rate, wrong.Errors = "DE", "nineteen", views.Errors{"rate": {"Write the rate in percent with two decimals at most, from 0 to 100: 19 or 7.25."}}
	open.Open, open.Errors = "BS", views.Errors{"rate": {"Write the rate in percent with two decimals at most, from 0 to 100: 19 or 7.25."}}
	looks.SettingsHead = viewer
	currencies := views.CurrencySettings{SettingsHead: head, Default: views.CurrencyRow{Code: "BSD", Label: "BSD – Bahamian dollar"},
		Rows: []views.CurrencyRow{{Code: "EUR", Label: "EUR – Euro", Rate: "1 EUR = 1.0832 USD on 20 Nov 2026", Offered: true}, {Code: "JPY", Label: "JPY – Japanese yen", Rate: "1 JPY = 0.0065 USD on 20 Nov 2026"}, {Code: "USD", Label: "USD – US dollar", Offered: true}, {Code: "XAF", Label: "XAF – Central African franc"}}}
	unticked := currencies
	unticked.Errors = views.Errors{"currencies": {"Tick at least one currency besides your default, or offer every one."}}
	danger := views.DangerSettings{SettingsHead: head, Name: "Island Coffee", Owner: true, Exports: []views.Option{{Value: "/dashboard/payments.csv", Label: "Payments"}, {Value: "/dashboard/refunds.csv", Label: "Refunds"}}}
	stopped, admin := danger, danger
	stopped.Stopped, admin.Owner = yesterday, false
	return []Page{
		one("SettingsTaxes", group, "rates", views.SettingsTaxes(frame, taxes)),
		one("SettingsTaxes", group, "changed meanwhile", views.SettingsTaxes(frame, stale)),
		one("SettingsTaxes", group, "none", views.SettingsTaxes(frame, none)),
		one("SettingsTaxes", group, "adding, errors", views.SettingsTaxes(frame, wrong)),
		one("SettingsTaxes", group, "changing, errors", views.SettingsTaxes(frame, open)),
		one("SettingsTaxes", group, "seen by a viewer", views.SettingsTaxes(frame, looks)),
		one("SettingsCurrencies", group, "some", views.SettingsCurrencies(frame, currencies)),
		one("SettingsCurrencies", group, "errors", views.SettingsCurrencies(frame, unticked)),
		one("SettingsDanger", group, "open", views.SettingsDanger(frame, danger)),
		one("SettingsDanger", group, "stopped", views.SettingsDanger(flashed(frame, ui.Good, "You take no payments now."), stopped)),
		one("SettingsDanger", group, "seen by an admin", views.SettingsDanger(frame, admin)),
	}
}

func somePlaces(head views.SettingsHead) views.SettingsIndex {
	return views.SettingsIndex{SettingsHead: head, Slug: "island-coffee", Places: []views.SettingsPlace{
		{Icon: "shop", Title: "Organization", Text: "Name, contact, country, time zone, address on receipts.", Now: "Island Coffee, Bahamas", Href: "/dashboard/settings/organization"},
		{Icon: "image", Title: "Branding", Text: "Your logo and your colour on pages for customers.", Now: "Logo and #b91c1c", Href: "/dashboard/settings/branding"},
		{Icon: "card", Title: "Checkout", Text: "Message, note after the payment, language.", Now: "The browser’s language", Href: "/dashboard/settings/checkout"},
		{Icon: "bank", Title: "Taxes", Text: "What is charged where, and whether prices have it in them.", Now: "2 countries", Href: "/dashboard/settings/taxes"},
		{Icon: "balance", Title: "Currencies", Text: "Which ones forms offer.", Now: endless, Href: "/dashboard/settings/currencies"},
		{Icon: "copy", Title: "Pictures", Text: "All that you sent, where each is shown, and what can go.", Href: "/dashboard/settings/pictures"},
		{Icon: "team", Title: "Team", Text: "Who works here, and what they may do.", Href: "/dashboard/team"},
		{Icon: "shield", Title: "Your security", Text: "Your second factor, passkeys, password and sessions.", Href: "/dashboard/security"},
		{Icon: "list", Title: "Audit log", Text: "Who did what, when and from where.", Href: "/dashboard/audit"},
		{Icon: "alert", Title: "Danger zone", Text: "Stop taking payments, export everything.", Href: "/dashboard/settings/danger"},
	}}
}
