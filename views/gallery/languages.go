package main

import (
	"linktill/internal/pay"
	"linktill/views"
	"linktill/views/ui"
)

// languagePages are the pages for customers in the languages that a product can
// have: paying in all of them, everything in those whose script or long words
// try the pages most.
func languagePages() []Page {
	var pages []Page
	for _, lang := range pay.ProductLanguages[1:] {
		pages = append(pages, one("Checkout", "Languages", lang, views.Checkout(pageIn(lang), cart())))
	}
	for _, lang := range []string{"de", "ja", "ru", "ka", "bn", "kk"} {
		pages = append(pages, pagesIn(lang)...)
	}
	return pages
}

func pageIn(lang string) views.Page {
	p := views.PageIn(lang)
	p.CSRF = page.CSRF
	return p
}

func pagesIn(lang string) []Page {
	const group = "Languages"
	p := pageIn(lang)
	open := openCheckout()
	open.Errors = views.Errors{"email": {"Enter your e-mail address, such as ana@example.com. The receipt goes there."}, "card_number": {"Enter the card number."},
		"card_expiry": {"This card has expired. Use another card."}, "card_cvc": {"Enter the security code: the 3 digits on the back of the card."}}
	hold := fixedCheckout()
	hold.Holds, hold.Lines, hold.Livemode = true, []views.CheckoutLine{{Name: "Sunset tasting for two", Quantity: 1, Amount: "B$50.00"}}, true
	hold.Tax, hold.TaxPercent, hold.TaxIncluded = "B$5.36", "12 %", true
	hold.Declined = "The bank declined this card. You were not charged. Use another card, or ask your bank."
	back := soldReceipt
	back.Status, back.Net, back.Tax, back.Livemode = "partially_refunded", "B$38.00", "B$5.36", false
	back.Lines = []views.CheckoutLine{{Name: "Sunset tasting for two", Quantity: 2, Amount: "B$50.00"}}
	back.Paid = at("11.11.2026, 14:05", "11.11.2026, 14:05:12 (UTC−5)", now.Machine)
	back.ContinueHref, back.ContinueHost = "https://shop.example/thanks", "shop.example"
	for _, word := range []string{"Refunded", "On its way", "Did not go through"} {
		back.Refunds = append(back.Refunds, views.ReceiptRefund{Amount: "B$12.00", Created: ui.Moment{Text: back.Paid.Text, Machine: now.Machine}, Word: word, Reason: "Requested by the customer"})
	}
	status := views.CheckoutStatus{State: "confirming", MerchantName: "Island Coffee", Description: "Enamel mug", Amount: "B$50.00", AgainHref: "/checkout/cs", PaymentNumber: "pay_2VfSgrjL3bQ1xN8kYp0dZw", RefreshSeconds: 5}
	return []Page{
		one("Checkout", group, lang+", customer decides, errors", views.Checkout(p, open)),
		one("Checkout", group, lang+", amount held, declined", views.Checkout(p, hold)),
		one("CheckoutState", group, lang+", confirming", views.CheckoutState(p, status)),
		one("Closed", group, lang+", session expired", views.Closed(p, views.CheckoutClosed{Reason: "session_expired", MerchantName: "Island Coffee", Description: "Enamel mug", BackHref: "https://shop.example/cart", BackHost: "shop.example"})),
		one("Receipt", group, lang+", partly refunded", views.Receipt(p, back)),
	}
}
