package main

import (
	"linktill/views"
	"linktill/views/ui"
)

// countryOptions are enough to choose from.
var countryOptions = []views.Option{{Value: "BS", Label: "Bahamas"}, {Value: "DE", Label: "Germany"}, {Value: "US", Label: "United States"}}

// cart is a checkout of lines with tax on top and a customer to be asked.
func cart() views.CheckoutForm {
	m := fixedCheckout()
	m.Description, m.Total, m.QR, m.Action = "2 × Enamel mug, Coffee beans 500 g", "B$72.80", "", "/checkout/cs-token"
	m.Lines = []views.CheckoutLine{{Name: "Enamel mug", Quantity: 2, Amount: "B$40.00"}, {Name: "Coffee beans 500 g", Quantity: 1, Amount: "B$25.00"}}
	m.Tax, m.TaxName, m.TaxPercent, m.Shown = "B$7.80", "VAT", "12 %", "7280"
	m.Fields = []views.BillingInput{{Name: "first_name"}, {Name: "last_name"}, {Name: "phone"}, {Name: "country", Value: "BS"}, {Name: "address"}, {Name: "zip"}, {Name: "birth_date"}}
	m.Countries = countryOptions
	m.CancelHref, m.CancelHost = "https://shop.example/cart", "shop.example"
	return m
}

// offerPages are what customers see of products, listings and sessions.
func offerPages() []Page {
	const group = "Public"
	changed := cart()
	changed.Total, changed.Tax, changed.TaxName, changed.TaxPercent = "B$77.35", "B$12.35", "MwSt", "19 %"
	changed.Fields[3].Value, changed.Email = "DE", "ana@example.com"
	changed.Errors = views.Errors{"": {"The total is B$77.35, with the tax of your country. Nothing was charged; look at it and press the button again."}, "zip": {"This is needed."}}
	hold := fixedCheckout()
	hold.Holds, hold.Lines, hold.QR = true, []views.CheckoutLine{{Name: "Sunset tasting for two", Quantity: 1, Amount: "B$50.00"}}, ""
	evil := cart()
	evil.MerchantName, evil.CancelHref, evil.CancelHost = hostile, `https://shop.example/?"><script>`, hostile
	evil.Lines = []views.CheckoutLine{{Name: hostile, Quantity: 1_000_000, Amount: "XOF 9,223,372,036,854"}, {Name: endless, Quantity: 1, Amount: "B$1.00"}}
	pages := []Page{
		one("Checkout", group, "products", views.Checkout(page, cart())),
		one("Checkout", group, "products, tax changed", views.Checkout(page, changed)),
		one("Checkout", group, "amount held", views.Checkout(page, hold)),
		one("Checkout", group, "products, hostile", views.Checkout(page, evil)),
	}
	for _, reason := range []string{"sold_out", "product_expired", "no_product", "canceled", "session_expired"} {
		m := views.CheckoutClosed{Reason: reason, MerchantName: "Island Coffee", Description: "Enamel mug"}
		if reason == "canceled" {
			m.BackHref, m.BackHost = "https://shop.example/cart", "shop.example"
		}
		pages = append(pages, one("Closed", group, reason, views.Closed(page, m)))
	}
	bought := soldReceipt
	bought.Description, bought.Amount, bought.Lines = "2 × Enamel mug, Coffee beans 500 g", "B$72.80", []views.CheckoutLine{
		{Name: "Enamel mug", Quantity: 2, Amount: "B$44.80"}, {Name: "Coffee beans 500 g", Quantity: 1, Amount: "B$28.00"}}
	bought.WithoutTax, bought.Taxes = "B$65.00", []views.ReceiptTax{{Percent: "12 %", Amount: "B$7.80"}}
	bought.MerchantAddress, bought.MerchantTaxID = []string{"Bay Street 12", "Nassau", "Bahamas"}, "TIN 100-200-300"
	bought.Answers = []views.Fact{{Name: "Name on the mug", Value: "Ana"}}
	bought.ContinueHref, bought.ContinueHost = "https://shop.example/thanks", "shop.example"
	held := soldReceipt
	held.Status = "authorized"
	return append(pages, one("Receipt", group, "products", views.Receipt(page, bought)), one("Receipt", group, "amount held", views.Receipt(page, held)))
}

// heldPayment is a payment whose amount can be captured.
func heldPayment() views.PaymentPage {
	m := aPayment()
	m.Status, m.WhyNoRefund, m.CanRefund = ui.Status{Tone: ui.Info, Word: "Authorized"}, "Only a paid payment can be refunded.", false
	m.Held, m.CaptureAmount, m.CurrencySymbol, m.Decimals, m.CanCapture = "B$50.00", "50.00", "B$", 2, true
	m.HeldUntil = now
	m.Lines, m.Tax, m.NetOfTax = []views.BoughtLine{{Name: "Enamel mug", Quantity: 2, Each: "B$25.00", Amount: "B$50.00", Tax: "B$5.36", TaxRate: "12 %"}}, "B$5.36", "B$44.64"
	return m
}
