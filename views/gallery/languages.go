package main

import (
	"time"

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
	for _, lang := range []string{"de", "ja", "ru", "ka", "bn", "kk", "ar"} {
		pages = append(pages, pagesIn(lang)...)
	}
	for _, lang := range []string{"de", "ar", "ja", "bn"} {
		for _, currency := range []string{"BSD", "JPY", "KWD", "EUR"} {
			pages = append(pages, one("Checkout", "Languages", lang+" "+currency, views.Checkout(pageIn(lang), priced(lang, currency))))
		}
	}
	return pages
}

// priced is a checkout of lines with tax, in a language and a currency.
func priced(lang, currency string) views.CheckoutForm {
	m, in := cart(), pay.LocaleOf(lang)
	money := func(minor int64) string {
		return in.Money(pay.Money{Minor: minor * pay.MinorPerUnit(currency) / 100, Currency: currency})
	}
	m.MerchantName, m.Description = "Island Coffee", ""
	m.Total, m.Currency, m.Tax, m.TaxName, m.TaxPercent = money(1_382_810), currency, money(148_158), "", in.Percent(1200)
	m.Lines = []views.CheckoutLine{{Name: "Enamel mug", Quantity: 12, Amount: money(1_200_000), Choosable: 100, Chosen: in.Digits("12")}, {Name: "Coffee beans 500 g", Quantity: 1, Amount: money(34_652), Choosable: 100, Chosen: in.Digits("1")}}
	m.Countries, m.QR = nil, sampleQR
	for _, c := range in.Countries() {
		m.Countries = append(m.Countries, views.Option{Value: c.Code, Label: c.Name})
	}
	country := map[string]string{"BSD": "BS", "JPY": "JP", "KWD": "KW", "EUR": "DE"}[currency]
	m.Fields = nil
	for _, part := range pay.AddressForm([]pay.BillingField{"first_name", "last_name", "country", "state", "city", "address", "zip"}, country) {
		m.Fields = append(m.Fields, views.BillingInput{Name: string(part.Field), Kind: part.Kind, Optional: part.Optional})
		if part.Field == "country" {
			m.Fields[len(m.Fields)-1].Value = country
		}
	}
	return m
}

func pageIn(lang string) views.Page {
	p := views.PageIn(lang)
	p.CSRF = page.CSRF
	return p
}

func pagesIn(lang string) []Page {
	const group = "Languages"
	p := pageIn(lang)
	bsd := func(minor int64) string { return p.Locale().Money(pay.Money{Minor: minor, Currency: "BSD"}) }
	open := openCheckout()
	open.AmountHint, open.CurrencySymbol, open.Again = bsd(500)+" – "+bsd(50000), p.Locale().Sign("BSD"), true
	open.AmountAround, open.Numbers, open.DecimalMark = p.Locale().MoneyAround("BSD", "{}"), p.Locale().Tag(), p.Locale().DecimalMark()
	open.Customs = []views.CustomInput{{Name: "custom_1", Label: "T-shirt", Kind: "choice", Options: []string{"S", "M", "L"}}, {Name: "custom_2", Label: "Newsletter", Kind: "checkbox"}}
	open.AsksNote = true
	for i, minor := range []int64{1000, 2500, 5000} {
		open.Suggested[i].Label = bsd(minor)
	}
	open.Errors = views.Errors{"email": {"Enter your e-mail address, such as ana@example.com. The receipt goes there."}, "card_number": {"Enter the card number."},
		"card_expiry": {"This card has expired. Use another card."}, "card_cvc": {"Enter the security code: the 3 digits on the back of the card."}}
	hold := fixedCheckout()
	hold.Holds, hold.Lines, hold.Livemode = true, []views.CheckoutLine{{Name: "Sunset tasting for two", Quantity: 1, Amount: bsd(5000)}}, true
	hold.Total = bsd(5000)
	hold.Tax, hold.TaxPercent, hold.TaxIncluded = bsd(536), p.Locale().Percent(1200), true
	hold.Declined = "The bank declined this card. You were not charged. Use another card, or ask your bank."
	back := soldReceipt
	back.Status, back.Net, back.Amount, back.Livemode = "partially_refunded", bsd(3800), bsd(5000), false
	back.WithoutTax, back.Taxes = bsd(4464), []views.ReceiptTax{{Percent: p.Locale().Percent(1200), Amount: bsd(536)}}
	back.Lines = []views.CheckoutLine{{Name: "Sunset tasting for two", Quantity: 2, Amount: bsd(5000)}}
	short, exact := p.Locale().Moment(time.Date(2026, 11, 11, 14, 5, 12, 0, time.UTC))
	back.Paid = at(short, exact+" (UTC−5)", now.Machine)
	back.ContinueHref, back.ContinueHost = "https://shop.example/thanks", "shop.example"
	for _, word := range []string{"Refunded", "On its way", "Did not go through"} {
		back.Refunds = append(back.Refunds, views.ReceiptRefund{Amount: bsd(-1200), Created: ui.Moment{Text: back.Paid.Text, Machine: now.Machine}, Word: word, Reason: "Requested by the customer"})
	}
	status := views.CheckoutStatus{State: "confirming", MerchantName: "Island Coffee", Description: "Enamel mug", Amount: bsd(5000), AgainHref: "/checkout/cs", PaymentNumber: "pay_2VfSgrjL3bQ1xN8kYp0dZw", RefreshSeconds: 5}
	return []Page{
		one("Checkout", group, lang+", customer decides, errors", views.Checkout(p, open)),
		one("Checkout", group, lang+", amount held, declined", views.Checkout(p, hold)),
		one("CheckoutState", group, lang+", confirming", views.CheckoutState(p, status)),
		one("Closed", group, lang+", session expired", views.Closed(p, views.CheckoutClosed{Reason: "session_expired", MerchantName: "Island Coffee", Description: "Enamel mug", BackHref: "https://shop.example/cart", BackHost: "shop.example"})),
		one("Receipt", group, lang+", partly refunded", views.Receipt(p, back)),
		one("Challenge", group, lang, views.Challenge(p, views.ChallengePage{Action: "/sandbox/3ds/t", MerchantName: "Island Coffee", Amount: bsd(5000), Card: "Visa •••• 3220", Date: back.Paid})),
		one("Problem", group, lang+", not found", views.Problem(p, views.ProblemPage{Status: 404, Public: true, RequestID: "req_01JCGX2V5T"})),
	}
}
