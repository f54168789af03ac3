package mail

import "time"

// ReceiptData is what a customer's receipt says. Texts are as people read them.
type ReceiptData struct {
	To            string
	MerchantName  string
	Amount        string // "B$50.00"
	Description   string // may be ""
	PaymentNumber string // what to quote to the merchant
	Reference     string // the merchant's own reference; may be ""
	PaidAt        time.Time
	Card          string // "Visa •••• 4242"
	URL           string // of the receipt's page
	Livemode      bool   // false: test money, and the receipt says so
}

// ReceiptMail is the proof of a payment. What the merchant wrote in it stays
// text: the only link is that of the receipt.
func ReceiptMail(d ReceiptData) Message {
	merchant := unlinked(d.MerchantName)
	l := letter{
		Subject: "Receipt from " + oneLine(d.MerchantName) + ": " + d.Amount,
		Heading: "You paid " + d.Amount, From: merchant,
		Facts: []fact{
			{"Paid to", merchant},
			{"Amount", d.Amount},
			{"Date", d.PaidAt.Format("2 January 2006, 15:04 MST")},
			{"Card", d.Card},
			{"Payment", d.PaymentNumber},
		},
		Button: "See the receipt", URL: d.URL,
		Small: "Questions about what you bought? Ask " + merchant + " and give them the payment's number.",
	}
	if d.Reference != "" {
		l.Facts = append(l.Facts, fact{"Reference", unlinked(d.Reference)})
	}
	if d.Description != "" {
		l.Paragraphs = []string{unlinked(d.Description)}
	}
	if !d.Livemode {
		l.Subject = "[Test] " + l.Subject
		l.Paragraphs = append(l.Paragraphs, "This was a test. No money has moved.")
	}
	return l.message(d.To)
}
