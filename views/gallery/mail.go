package main

import (
	"context"
	"encoding/base64"
	"io"
	"time"

	"github.com/a-h/templ"

	"linktill/internal/pay"
	"linktill/views"
)

// mailGroup are the mails, which keep other rules than pages.
const mailGroup = "Mails"

// mailShown shows the HTML of a mail.
func mailShown(name, state string, m views.Mail) Page {
	return one(name, mailGroup, state, templ.ComponentFunc(func(_ context.Context, to io.Writer) error {
		_, err := io.WriteString(to, m.HTML)
		return err
	}))
}

var (
	nassau  = time.FixedZone("EST", -5*60*60)
	mailNow = time.Date(2026, 11, 11, 14, 5, 12, 0, nassau)
	nextDay = mailNow.AddDate(0, 1, 0)
)

func money(minor int64) pay.Money { return pay.Money{Minor: minor, Currency: "BSD"} }

func toAna(lang string) views.CustomerMail {
	return views.CustomerMail{Lang: lang, MerchantName: "Island Coffee", Zone: nassau, Livemode: true}
}

// aLogo is a merchant's picture, with dark strokes on nothing.
func aLogo() views.Photo {
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 120"><circle cx="60" cy="60" r="46" fill="none" stroke="#2b2118" stroke-width="10"/>` +
		`<path d="M38 64c14 22 30 22 44 0z" fill="#b45309"/><path d="M132 44h140M132 78h96" stroke="#2b2118" stroke-width="14"/></svg>`
	return views.Photo{Src: "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(svg)), Width: 300, Height: 120}
}

func aReceiptMail(lang string) views.ReceiptMail {
	return views.ReceiptMail{
		CustomerMail: toAna(lang), Amount: money(50_00), Description: "Sunset tasting for two", PaymentNumber: "pay_2VfSgrjL3bQ1xN8kYp0dZw",
		PaidAt: mailNow, Card: "Visa •••• 4242", URL: "https://pay.example.com/receipt/rcpt_2VfSgrjL3bQ1xN8kYp0dZwQ1xN8kYp0dZw2VfSg",
	}
}

func aSubscriptionMail(lang string) views.SubscriptionMail {
	return views.SubscriptionMail{
		CustomerMail: toAna(lang), Description: "House blend, a bag every month", Amount: money(22_50), Interval: pay.Interval{Unit: pay.UnitMonth, Count: 1},
		NextChargeAt: &nextDay, Card: "Visa •••• 4242", URL: "https://pay.example.com/subscription/sbs_2VfSgrjL3bQ1xN8kYp0dZwQ1xN8kYp0dZw2VfSg",
	}
}

// mailPages are the mails in the states and languages that try them most.
func mailPages() []Page {
	pages := append(receiptMails(), subscriptionMails()...)
	return append(pages, memberMails()...)
}

func receiptMails() []Page {
	bought := aReceiptMail("en")
	bought.Lines = []views.MailLine{{Name: "Enamel mug, sea blue", Quantity: 2, Amount: money(36_00)}, {Name: "House blend, 500 g of beans", Quantity: 1, Amount: money(14_00)}}
	bought.Taxes, bought.Reference = []views.MailTax{{BasisPoints: 1200, Amount: money(5_36)}}, "TABLE-7"
	test := aReceiptMail("en")
	test.Livemode = false
	branded := bought
	branded.Accent, branded.Logo = "#b45309", aLogo()
	branded.Subscription = &views.SubscriptionTerms{Interval: pay.Interval{Unit: pay.UnitMonth, Count: 1}, NextChargeAt: &nextDay, URL: aSubscriptionMail("en").URL}
	bright := aReceiptMail("en")
	bright.Accent = "#facc15"
	evil := bought
	evil.MerchantName, evil.Reference = hostile, "www.evil.example"
	evil.Lines = []views.MailLine{{Name: endless, Quantity: 100, Amount: money(9_223_372_036_854_775)}, {Name: hostile, Quantity: 1, Amount: money(1)}}
	pages := []Page{
		mailShown("Mail", "receipt", aReceiptMail("en").Mail()),
		mailShown("Mail", "receipt, products and tax", bought.Mail()),
		mailShown("Mail", "receipt, test", test.Mail()),
		mailShown("Mail", "receipt, own look", branded.Mail()),
		mailShown("Mail", "receipt, bright colour", bright.Mail()),
		mailShown("Mail", "receipt, hostile", evil.Mail()),
	}
	for _, lang := range []string{"de", "ja", "ar", "bn"} {
		m := bought
		m.CustomerMail = toAna(lang)
		m.Subscription = &views.SubscriptionTerms{Interval: pay.Interval{Unit: pay.UnitMonth, Count: 1}, NextChargeAt: &nextDay, URL: aSubscriptionMail(lang).URL}
		back := views.RefundMail{CustomerMail: toAna(lang), Amount: money(12_00), Paid: money(50_00), Description: "Sunset tasting for two", Reason: "One cup was cold",
			At: mailNow, Card: "Visa •••• 4242", PaymentNumber: m.PaymentNumber, URL: m.URL}
		pages = append(pages, mailShown("Mail", lang+", receipt of a subscription", m.Mail()), mailShown("Mail", lang+", refund", back.Mail()))
	}
	return pages
}

func subscriptionMails() []Page {
	var pages []Page
	for _, lang := range []string{"en", "ar", "ru"} {
		m := aSubscriptionMail(lang)
		failed := m
		failed.RetryAt, failed.Failure = &nextDay, "There is not enough money on this card. You were not charged. Use another card."
		unpaid := m
		unpaid.Reason = pay.CanceledUnpaid
		ending := m
		ending.EndsAt = &nextDay
		ends := m
		ends.CardMonth, ends.CardYear, ends.Accent, ends.Logo = 11, 2026, "#b45309", aLogo()
		pages = append(pages,
			mailShown("Mail", lang+", card wanted", m.CardWanted()), mailShown("Mail", lang+", charge failed", failed.ChargeFailed()),
			mailShown("Mail", lang+", subscription ended", unpaid.Canceled()), mailShown("Mail", lang+", subscription will end", ending.WillEnd()), mailShown("Mail", lang+", card ends", ends.CardEnds()),
			mailShown("Mail", lang+", subscription goes on", ends.GoesOn()), mailShown("Mail", lang+", subscription changed", ends.NewTerms()))
	}
	return pages
}

func memberMails() []Page {
	device := views.NoticeMail{Email: "maria@islandcoffee.example", Notice: pay.NoticeNewDevice, At: mailNow, Device: "Firefox on Linux", IP: "198.51.100.7", URL: "https://pay.example.com/dashboard/security"}
	invite := views.InviteMail{MerchantName: "Island Coffee", InvitedBy: "maria@islandcoffee.example", Role: pay.Manager, URL: "https://pay.example.com/invite/2VfSgrjL3bQ1xN8kYp0dZw"}
	webhook := views.WebhookDisabledMail{MerchantName: "Island Coffee", Endpoint: "https://shop.example/hooks/linktill", ID: "whk_2VfSgrjL3bQ1xN8kYp0dZw", Livemode: true, At: mailNow, URL: "https://pay.example.com/dashboard/webhooks/whk_2Vf"}
	failed := views.RefundFailedMail{MerchantName: "Island Coffee", Amount: money(12_00), Description: "Sunset tasting for two", Customer: "ana@example.com", Why: "The card is closed.",
		PaymentNumber: "pay_2VfSgrjL3bQ1xN8kYp0dZw", RefundID: "ref_2VfSgrjL3bQ1xN8kYp0dZw", At: mailNow, URL: "https://pay.example.com/dashboard/payments/pay_2Vf"}
	return []Page{
		mailShown("Mail", "new password", views.ResetMail("maria@islandcoffee.example", "https://pay.example.com/reset/2VfSgrjL3bQ1xN8kYp0dZw")),
		mailShown("Mail", "new device", device.Mail()),
		mailShown("Mail", "invite", invite.Mail()),
		mailShown("Mail", "webhook disabled", webhook.Mail()),
		mailShown("Mail", "refund failed", failed.Mail()),
	}
}

func mailboxPages() []Page {
	const group = "Dashboard"
	row := func(subject, to string) views.MailRow {
		return views.MailRow{Href: "/dashboard/mailbox/20261111T140512000-abcdefghij", Subject: subject, To: to, At: now}
	}
	some := views.MailboxPage{Most: 200, Mails: []views.MailRow{row("[Test] Receipt from Island Coffee: B$50.00", "ana@example.com"),
		row("[Test] Refund from Island Coffee: B$12.00", "ana@example.com"), row("A new device logged in", "maria@islandcoffee.example"),
		row("[تجربة] إيصال من "+rtlName+": \u200f50.00 B$", "layla@example.com")}}
	evil := views.MailboxPage{Most: 200, OwnOnly: true, Mails: []views.MailRow{row(hostile, endless+"@example.com"), row(endless, hostile)}}
	kept := views.KeptMailPage{Subject: "[Test] Receipt from Island Coffee: B$50.00", From: "Linktill <linktill@localhost>", To: "ana@example.com", At: now,
		FrameSrc: "/mail-receipt-test.html", Text: aReceiptMail("en").Mail().Text,
		Headers: []views.Fact{{Name: "From", Value: `"Linktill" <linktill@localhost>`}, {Name: "To", Value: "<ana@example.com>"}, {Name: "Subject", Value: "[Test] Receipt from Island Coffee: B$50.00"},
			{Name: "Content-Type", Value: "multipart/alternative; boundary=5f0a"}}}
	wild := kept
	wild.Subject, wild.From, wild.To, wild.Text = endless, hostile, endless, hostile+endless
	return []Page{
		one("Mailbox", group, "some", views.Mailbox(frame, some)),
		one("Mailbox", group, "empty", views.Mailbox(frame, views.MailboxPage{Most: 200})),
		one("Mailbox", group, "hostile, own only", views.Mailbox(hostileFrame, evil)),
		one("KeptMail", group, "receipt", views.KeptMail(frame, kept)),
		one("KeptMail", group, "hostile", views.KeptMail(hostileFrame, wild)),
	}
}
