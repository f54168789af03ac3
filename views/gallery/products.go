package main

import (
	"linktill/views"
	"linktill/views/ui"
)

var (
	onSale  = ui.Status{Tone: ui.Good, Word: "On sale"}
	soldOut = ui.Status{Tone: ui.Quiet, Word: "Sold out"}
)

func someProducts() []views.ProductRow {
	row := func(name, price, stock, sold string, status ui.Status) views.ProductRow {
		return views.ProductRow{Href: "/dashboard/products/prd_2Vf", Name: name, Price: price, Stock: stock, Sold: sold, Status: status}
	}
	return []views.ProductRow{
		row("Enamel mug, sea blue", "B$18.00", "3 left, 1 being paid for", "21", onSale),
		row("House blend, 500 g of beans", "B$22.50", "40 left", "112", onSale),
		row("Birthday box", "B$64.00", "No limit", "9", onSale),
		row("Regatta T-shirt", "B$35.00", "0 left", "150", soldOut),
		row("Easter basket", "US$42.00", "12 left", "38", expired),
	}
}

func aProduct() views.ProductPage {
	return views.ProductPage{
		ID: "prd_2VfSgrjL3bQ1xN8kYp0dZw", Base: "/dashboard/products/prd_2Vf", Name: "Enamel mug, sea blue", Price: "B$18.00", Status: onSale,
		Description: "A mug that survives the beach.\nHolds 350 ml, and a good story.", URL: "https://pay.example.com/products/prd_2VfSgrjL3bQ1xN8kYp0dZw/pay",
		QR: sampleQR, QRSVG: "/dashboard/products/prd_2Vf/qr.svg", QRPNG: "/dashboard/products/prd_2Vf/qr.png",
		Stock: "3 left, 1 being paid for", Sold: "21", Language: "English", Asks: []string{"First name", "Last name", "Telephone number"},
		Expires: newYear, ReturnURL: "https://islandcoffee.example/thanks", Created: lastWeek, Updated: yesterday,
		Listings: []views.Fact{{Name: "Enamel mug", Value: "/dashboard/listings/lst_2"}}, ListHref: "/dashboard/listings/new?product=prd_2", CanChange: true,
		StockForm: views.StockForm{Counted: true, Quantity: "4", Seen: "4", Hint: "1 is being paid for right now."},
	}
}

func productPages() []Page {
	const group = "Dashboard"
	rows := views.ProductsPage{Products: someProducts(), CanCreate: true, Pager: ui.Pager{Older: "?cursor=prd_2"}}
	evilRows := views.ProductsPage{Products: []views.ProductRow{{Href: "/x", Name: hostile, Price: "XOF 9,223,372,036,854,775", Stock: "999,999,999 left, 12 being paid for", Sold: "1000000", Status: onSale},
		{Href: "/x", Name: endless, Price: "B$1.00", Stock: "No limit", Sold: "0", Status: onSale}}}
	created := aProduct()
	created.JustCreated, created.Listings, created.Asks, created.Updated, created.Expires, created.ReturnURL = true, nil, nil, ui.Moment{}, ui.Moment{}, ""
	created.Stock, created.Sold, created.StockForm = "No limit", "0", views.StockForm{}
	gone := aProduct()
	gone.Status, gone.StatusReason, gone.Stock, gone.Hold, gone.CanChange, gone.ListHref = soldOut, "There are none left, and customers read that it is sold out. Set a new stock to sell it again.", "0 left", true, false, ""
	wrong := aProduct()
	wrong.StockForm.Quantity = "0"
	wrong.StockForm.Errors = views.Errors{"quantity": {"1 is being paid for right now, so there cannot be fewer than 1. Wait for those customers, or set 1."}}
	sold := aProduct()
	sold.StockForm.Quantity, sold.StockForm.Changed = "10", "The stock changed while you had this open: it was 4 and is 2 now. You typed 10; set it again if that is still right."
	evil := aProduct()
	evil.Name, evil.Description, evil.ReturnURL, evil.Asks, evil.Listings = endless, hostile, "https://x.example/"+endless, []string{hostile, endless}, []views.Fact{{Name: hostile, Value: "/dashboard/listings/lst_2"}, {Name: endless, Value: "/dashboard/listings/lst_3"}}
	pages := []Page{
		one("Products", group, "some", views.Products(frame, rows)),
		one("Products", group, "empty", views.Products(frame, views.ProductsPage{CanCreate: true})),
		one("Products", group, "empty, read only", views.Products(liveFrame, views.ProductsPage{})),
		one("Products", group, "hostile", views.Products(hostileFrame, evilRows)),
		one("Products", group, "right to left", views.Products(rtlFrame, rows)),
		one("Product", group, "on sale", views.Product(frame, aProduct())),
		one("Product", group, "just created", views.Product(frame, created)),
		one("Product", group, "sold out, read only", views.Product(liveFrame, gone)),
		one("Product", group, "stock wrong", views.Product(frame, wrong)),
		one("Product", group, "stock changed meanwhile", views.Product(frame, sold)),
		one("Product", group, "hostile", views.Product(hostileFrame, evil)),
	}
	return append(pages, productFormPages()...)
}

func productFormPages() []Page {
	const group = "Dashboard"
	form := views.ProductForm{Action: "/dashboard/products", Cancel: "/dashboard/products", Nonce: "nonce-1", Currency: "BSD", Stock: "endless", Language: "en",
		Currencies: currencies, Languages: []views.Option{{Value: "en", Label: "English"}, {Value: "de", Label: "Deutsch"}}, ZoneName: "Nassau time (UTC−5)"}
	for _, name := range []string{"first_name", "last_name", "email", "phone", "country", "state", "city", "address", "zip", "birth_date", "taxpayer_id"} {
		form.Asks = append(form.Asks, views.AskOption{Name: name})
	}
	full := form
	full.Editing, full.Edition, full.Action, full.Cancel = true, "0123456789abcdef", "/dashboard/products/prd_2Vf", "/dashboard/products/prd_2Vf"
	full.Name, full.Description, full.Amount, full.Language, full.Hold, full.ExpiredAt = "Coffee course for two", "Two hours behind our counter.", "120.00", "de", true, "2026-12-31T18:00"
	full.Asks = append([]views.AskOption{}, form.Asks...)
	full.Asks[0].Checked, full.Asks[3].Checked = true, true
	stale := full
	stale.Amount = "125.00"
	stale.Changes = []views.ChangedField{{Label: "Price", Yours: "125.00 BSD", Theirs: "110.00 BSD"}, {Label: "Description", Yours: "Two hours behind our counter.", Theirs: ""}}
	wrong := form
	wrong.Name, wrong.Description, wrong.Amount, wrong.Stock, wrong.Quantity, wrong.ExpiredAt, wrong.ReturnURL = "", hostile, "18,5o", "counted", "many", "2020-01-01T10:00", "shop.example"
	wrong.Errors = views.Errors{"name": {"Name can't be blank."}, "amount": {"Write the price in digits, like 50 or 49.95."}, "quantity": {"Enter how many there are, as a whole number."},
		"expired_at": {"This is in the past. Choose a later time, or leave it empty."}, "return_url": {"Return url is not an address that starts with https:// or http://."}}
	return []Page{
		one("ProductNew", group, "empty", views.ProductNew(frame, form)),
		one("ProductNew", group, "errors", views.ProductNew(frame, wrong)),
		one("ProductEdit", group, "full", views.ProductEdit(frame, full)),
		one("ProductEdit", group, "changed meanwhile", views.ProductEdit(frame, stale)),
	}
}
