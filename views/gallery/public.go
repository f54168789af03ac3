package main

import (
	"strconv"

	"linktill/views"
	"linktill/views/ui"
)

var testCards = []views.TestCard{
	{Number: "4242 4242 4242 4242", Outcome: "Paid"},
	{Number: "5555 5555 5555 4444", Outcome: "Paid, Mastercard"},
	{Number: "3782 822463 10005", Outcome: "Paid, American Express"},
	{Number: "4000 0000 0000 0002", Outcome: "Declined"},
	{Number: "4000 0000 0000 9995", Outcome: "Not enough money"},
	{Number: "4000 0000 0000 3220", Outcome: "The bank asks to confirm"},
	{Number: "4000 0000 0000 0259", Outcome: "No answer at first, then paid"},
}

func fixedCheckout() views.CheckoutForm {
	return views.CheckoutForm{
		MerchantName: "Island Coffee", Description: "Sunset tasting for two", Action: "/pay/island-coffee/link_2Vf",
		Fixed: true, Total: "B$50.00", Currency: "BSD", CurrencySymbol: "B$", Decimals: 2,
		Checkout: "cs-token", Attempt: "attempt-1", QR: sampleQR, TestCards: testCards,
	}
}

func openCheckout() views.CheckoutForm {
	m := fixedCheckout()
	m.Fixed, m.Total, m.Description = false, "", "Reef fund: plant a coral"
	m.AmountHint, m.AmountAround, m.Numbers, m.DecimalMark = "B$5.00 – B$500.00", "B${}", "en", "."
	m.Suggested = []views.SuggestedAmount{{Value: "10.00", Label: "B$10.00"}, {Value: "25.00", Label: "B$25.00", Checked: true}, {Value: "50.00", Label: "B$50.00"}}
	return m
}

func publicPages() []Page {
	return append(append(checkoutPages(), offerPages()...), endPages()...)
}

func checkoutPages() []Page {
	const group = "Public"
	live := fixedCheckout()
	live.Livemode, live.Reference = true, "INV-2026-0114"
	declined := fixedCheckout()
	declined.Email, declined.CardName, declined.CardExpiry = "ana@example.com", "Ana Rolle", "12/30"
	declined.Declined = "The bank declined the card and you were not charged. Try another card, or ask your bank."
	wrong := openCheckout()
	wrong.Suggested[1].Checked = false
	wrong.Amount, wrong.Email = "2", "ana@"
	wrong.Errors = views.Errors{"amount": {"Choose at least B$5.00."}, "email": {"This address is not complete."}, "card_number": {"This card number has a typing error. Compare it with your card."}, "card_expiry": {"This card has expired."}, "card_cvc": {"Type the three digits on the back."}, "card_name": {"Type the name as it is on the card."}}
	bare := openCheckout()
	bare.Suggested, bare.AmountHint, bare.Livemode = nil, "", true
	evil := fixedCheckout()
	evil.MerchantName, evil.Description, evil.Reference, evil.Email, evil.Declined = hostile, hostile, hostile, hostile, hostile
	long := fixedCheckout()
	long.MerchantName, long.Description, long.Total = endless, endless, "XOF 1,234,567,890,123.00"
	long.Notice = ui.Notice{Tone: ui.Warn, Text: "The page was open for a long time, so we started it again. You were not charged."}
	rtl := openCheckout()
	rtl.MerchantName, rtl.Description = rtlName, rtlThing
	right := pageIn("ar")
	subscribed := fixedCheckout()
	subscribed.Renews, subscribed.Description = "month", "Coffee club"
	asking := fixedCheckout()
	asking.AsksNote, asking.Note = true, "It is a present."
	asking.Customs = []views.CustomInput{{Name: "custom_1", Label: "Name on the mug", Kind: "text", Required: true}, {Name: "custom_2", Label: "How many people?", Kind: "number", Value: "many"},
		{Name: "custom_3", Label: "Which day?", Kind: "choice", Options: []string{"Saturday", "Sunday"}, Required: true}, {Name: "custom_4", Label: "I am 18 or older", Kind: "checkbox", Required: true}}
	asking.Errors, asking.Again = views.Errors{"custom_1": {"This is needed."}, "custom_2": {"Write this as a number, in digits."}, "custom_4": {"Tick this to go on."}}, true
	several := fixedCheckout()
	several.Lines, several.Total = []views.CheckoutLine{{Name: "Enamel mug", Quantity: 3, Amount: "B$60.00", Choosable: 12, Chosen: "3"}}, "B$60.00"
	return []Page{
		one("Checkout", group, "fixed, test", views.Checkout(page, fixedCheckout())),
		one("Checkout", group, "fixed, live", views.Checkout(page, live)),
		one("Checkout", group, "customer decides", views.Checkout(page, openCheckout())),
		one("Checkout", group, "customer decides, bare", views.Checkout(page, bare)),
		one("Checkout", group, "declined", views.Checkout(page, declined)),
		one("Checkout", group, "errors", views.Checkout(page, wrong)),
		one("Checkout", group, "hostile", views.Checkout(page, evil)),
		one("Checkout", group, "very long", views.Checkout(page, long)),
		one("Checkout", group, "right to left", views.Checkout(right, rtl)),
		one("Checkout", group, "charged every month", views.Checkout(page, subscribed)),
		one("Checkout", group, "the merchant asks", views.Checkout(page, asking)),
		one("Checkout", group, "several pieces", views.Checkout(page, several)),
	}
}

func endPages() []Page {
	const group = "Public"
	var pages []Page
	for _, reason := range []string{"expired", "max_uses", "inactive", "not_found", "paid"} {
		m := views.CheckoutClosed{Reason: reason, Livemode: true}
		if reason != "not_found" {
			m.MerchantName, m.Description, m.ContactEmail = "Island Coffee", "Sunset tasting for two", "hello@islandcoffee.example"
		}
		if reason == "paid" {
			m.ReceiptHref, m.ContactEmail = "/receipt/r", ""
		}
		pages = append(pages, one("Closed", group, reason, views.Closed(page, m)))
	}
	status := views.CheckoutStatus{MerchantName: "Island Coffee", Description: "Sunset tasting for two", Amount: "B$50.00", AgainHref: "/checkout/cs", PaymentNumber: "pay_2VfSgrjL3bQ1xN8kYp0dZw"}
	for _, state := range []string{"processing", "confirming", "expired", "failed"} {
		m := status
		m.State = state
		switch state {
		case "processing", "confirming":
			m.RefreshSeconds = 3
		case "failed":
			m.Reason = "Your bank refused the confirmation."
		}
		pages = append(pages, one("CheckoutState", group, state, views.CheckoutState(page, m)))
	}
	return append(pages, receiptPages()...)
}

var soldReceipt = views.ReceiptPage{
	MerchantName: "Island Coffee", MerchantEmail: "hello@islandcoffee.example", Description: "Sunset tasting for two", Amount: "B$50.00",
	Status: "paid", Paid: at("11 Nov 2026, 14:05", now.Title, now.Machine), Card: "Visa •••• 4242", Email: "ana@example.com",
	PaymentNumber: "pay_2VfSgrjL3bQ1xN8kYp0dZw", Livemode: true,
}

func receiptPages() []Page {
	const group = "Public"
	paid := soldReceipt
	part := paid
	part.Status, part.Refunded, part.Net, part.Reference, part.Livemode = "partially_refunded", "B$12.00", "B$38.00", "INV-2026-0114", false
	part.Refunds = []views.ReceiptRefund{{Amount: "−B$12.00", Created: now, Word: "Refunded", Reason: "One cup was cold"}}
	pending := paid
	pending.Status = "refund_pending"
	pending.Refunds = []views.ReceiptRefund{{Amount: "−B$50.00", Created: now, Word: "On its way"}}
	full := part
	full.Status, full.Refunded, full.Net = "refunded", "B$50.00", "B$0.00"
	full.Refunds = append(full.Refunds, views.ReceiptRefund{Amount: "−B$38.00", Created: now, Word: "Refunded", Reason: "Cancelled"})
	evil := part
	evil.MerchantName, evil.Description, evil.Reference, evil.Card = hostile, endless, hostile, hostile
	challenge := views.ChallengePage{Action: "/sandbox/3ds/t", MerchantName: "Island Coffee", Amount: "B$50.00", Card: "Visa •••• 3220", Date: at("11 Nov 2026, 14:05", now.Title, now.Machine)}
	done := challenge
	done.Done, done.ContinueHref = true, "/checkout/t"
	return []Page{
		one("Receipt", group, "paid", views.Receipt(page, paid)),
		one("Receipt", group, "partly refunded, test", views.Receipt(page, part)),
		one("Receipt", group, "refund on its way", views.Receipt(page, pending)),
		one("Receipt", group, "refunded", views.Receipt(page, full)),
		one("Receipt", group, "hostile", views.Receipt(page, evil)),
		one("Challenge", group, "open", views.Challenge(page, challenge)),
		one("Challenge", group, "answered", views.Challenge(page, done)),
	}
}

func problemPages() []Page {
	var pages []Page
	for _, status := range []int{400, 403, 404, 405, 409, 413, 415, 421, 422, 429, 500, 503} {
		m := views.ProblemPage{Status: status, RequestID: "req_01JCGX2V5T"}
		pages = append(pages, one("Problem", "Problems", strconv.Itoa(status), views.Problem(page, m)))
	}
	return append(pages,
		one("Problem", "Problems", "own words", views.Problem(page, views.ProblemPage{Status: 422, Title: hostile, Sentence: "This link was deleted.", Advice: "Its payments are kept.", ActionHref: "/dashboard/links", ActionLabel: "All links"})),
		one("Problem", "Problems", "public", views.Problem(page, views.ProblemPage{Status: 500, Public: true, RequestID: "req_01JCGX2V5T"})),
		one("Problem", "Problems", "public, of a merchant", views.Problem(page, views.ProblemPage{Status: 429, Public: true, MerchantName: "Island Coffee", RequestID: "req_01JCGX2V5T"})),
	)
}
