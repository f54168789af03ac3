package main

import (
	"linktill/views"
	"linktill/views/ui"
)

func someGoods() []views.ShopItem {
	goods := []views.ShopItem{
		{Title: "Sunset tasting for two", Price: "B$50.00", Category: "Experiences"},
		{Title: "House blend, 500 g", Price: "B$18.00", Category: "Beans"},
		{Title: "Cold brew, six bottles", Price: "B$32.00", Category: "Drinks", Badge: "Sold out"},
		{Title: "Enamel mug", Price: "B$14.50", Category: "For the table"},
		{Title: "Latte art, an evening class", Price: "B$75.00", Category: "Experiences", Badge: "Expired"},
		{Title: "Gift card", Price: "B$25.00"},
		{Title: "Conch shell brooch, made by hand on Eleuthera from shells that were found, not taken", Price: "B$1,250.00", Category: "Jewellery"},
	}
	for i := range goods {
		goods[i].Href = "/shop/island-coffee/lst_2VfSgrjL3bQ1xN8kYp0dZw"
		goods[i].Look = views.Look{Name: goods[i].Title, Tint: i}
	}
	return goods
}

func shopShare() views.Share {
	return views.Share{URL: "https://pay.example.com/shop/island-coffee", Site: "Island Coffee", Title: "Island Coffee", Text: "Everything that Island Coffee sells online."}
}

func shopPages() []Page {
	const group = "Public"
	full := views.ShopPage{MerchantName: "Island Coffee", Livemode: true, BioHref: "/@island-coffee", Items: someGoods(), Share: shopShare(),
		Pager: ui.Pager{Older: "/shop/island-coffee?cursor=lst_2"}}
	test := full
	test.Livemode, test.BioHref, test.Share, test.Pager, test.Items = false, "", views.Share{}, ui.Pager{}, someGoods()[:3]
	pictured := full
	pictured.Items = someGoods()[:4]
	for i, photo := range []views.Photo{dusk, noon, dawn} {
		pictured.Items[i].Look.Photo = photo
	}
	evil := full
	evil.MerchantName = hostile
	evil.Items = []views.ShopItem{{Href: "/shop/x/lst_1", Title: hostile, Price: "XOF 1,234,567,890,123.00", Category: endless, Look: views.Look{Name: hostile}}, {Href: "/shop/x/lst_2", Title: endless, Price: "B$1.00", Look: views.Look{Name: endless, Tint: 3}}}
	rtl := full
	rtl.MerchantName, rtl.Pager = rtlName, ui.Pager{Newer: "/shop/x", Older: "/shop/x?cursor=lst_3"}
	rtl.Items = []views.ShopItem{{Href: "/shop/x/lst_1", Title: rtlThing, Price: "BHD 12.500", Category: "تجارب", Look: views.Look{Name: rtlThing, Tint: 2}}}
	right := page
	right.Lang, right.RTL = "ar", true
	pages := []Page{
		one("Shop", group, "live", views.Shop(page, full)),
		one("Shop", group, "test", views.Shop(page, test)),
		one("Shop", group, "with pictures", views.Shop(page, pictured)),
		one("Shop", group, "empty", views.Shop(page, views.ShopPage{MerchantName: "Island Coffee", Livemode: true, Share: shopShare()})),
		one("Shop", group, "hostile", views.Shop(page, evil)),
		one("Shop", group, "right to left", views.Shop(right, rtl)),
	}
	return append(append(pages, listingPages()...), nothingPages()...)
}

func listingPages() []Page {
	const group = "Public"
	m := views.ListingPage{
		MerchantName: "Island Coffee", ShopHref: "/shop/island-coffee", Title: "Sunset tasting for two", Category: "Experiences",
		Description: "Four small cups, from light to dark, on the terrace while the sun goes down over the bay.\n\nWe begin half an hour before sunset and finish by lamplight. Tell us on the day if one of you prefers it without milk.",
		Tags:        []string{"evening", "for two", "outdoors"}, Price: "B$50.00", BuyHref: "/shop/island-coffee/lst_2/pay", Livemode: true,
		Look: views.Look{Name: "Sunset tasting for two", Tint: 5},
		Share: views.Share{URL: "https://pay.example.com/shop/island-coffee/lst_2", Site: "Island Coffee", Title: "Sunset tasting for two",
			Text: "Four small cups, from light to dark.", Picture: "https://pay.example.com/img/pic_2", PictureWidth: 1600, PictureHeight: 1066, PictureAlt: "A white beach at noon", Price: "50.00", Currency: "BSD"},
	}
	few := m
	few.Left, few.Livemode, few.Share = "Only 3 left", false, views.Share{}
	gone := m
	gone.Badge, gone.Photos = "Sold out", []views.Photo{dawn}
	several := m
	several.Photos = []views.Photo{dusk, noon, dawn}
	preview := several
	preview.Preview, preview.Livemode, preview.Share = true, false, views.Share{}
	late := m
	late.Badge, late.Description, late.Tags, late.Category = "Expired", "", nil, ""
	evil := m
	evil.Title, evil.Description, evil.MerchantName, evil.Tags, evil.Category, evil.Price = endless, hostile, hostile, []string{hostile, endless}, hostile, "XOF 1,234,567,890,123.00"
	rtl := m
	rtl.Title, rtl.MerchantName, rtl.Description, rtl.Tags, rtl.Category, rtl.Look.Name = rtlThing, rtlName, rtlThing, []string{"مساء"}, "تجارب", rtlThing
	right := page
	right.Lang, right.RTL = "ar", true
	return []Page{
		one("Listing", group, "live", views.Listing(page, m)),
		one("Listing", group, "few left, test", views.Listing(page, few)),
		one("Listing", group, "sold out, with a picture", views.Listing(page, gone)),
		one("Listing", group, "several pictures", views.Listing(page, several)),
		one("Listing", group, "preview", views.Listing(page, preview)),
		one("Listing", group, "expired, bare", views.Listing(page, late)),
		one("Listing", group, "hostile", views.Listing(page, evil)),
		one("Listing", group, "right to left", views.Listing(right, rtl)),
	}
}

func nothingPages() []Page {
	var pages []Page
	for _, reason := range []string{"no_shop", "no_listing", "paused", "removed", "no_bio"} {
		m := views.NothingPage{Reason: reason}
		if reason == "paused" || reason == "removed" {
			m.MerchantName, m.ShopHref, m.Livemode = "Island Coffee", "/shop/island-coffee", reason == "paused"
		}
		pages = append(pages, one("Nothing", "Public", reason, views.Nothing(page, m)))
	}
	return pages
}
