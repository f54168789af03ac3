package views

import (
	"strconv"
	"time"

	"linktill/internal/pay"
)

// CustomerMail is what every mail to a customer is written with.
type CustomerMail struct {
	// Lang is what the customer reads.
	Lang         string
	MerchantName string
	// Zone is the merchant's.
	Zone *time.Location
	// Livemode is false for test money, and the mail says so.
	Livemode bool
	// Accent is the merchant's colour as #rrggbb, "" for ours. Logo is their
	// picture, by its whole address: mails are read elsewhere.
	Accent string
	Logo   Photo
}

// draft is a mail to a customer, put together in steps.
type draft struct {
	letter
	w    *mailWords
	said saying
	zone *time.Location
}

func (m CustomerMail) draft(s saying) *draft {
	d := &draft{w: mailWordsIn(m.Lang), said: s, zone: m.Zone}
	d.said.name = plain(m.MerchantName)
	d.letter = letter{page: PageIn(m.Lang), from: d.said.name, logo: m.Logo, accent: m.Accent}
	return d
}

func (d *draft) say(text string) string { return d.said.in(d.w.words, text) }

// head sets what the mail is about.
func (d *draft) head(m CustomerMail, subject, heading string) {
	d.subject, d.heading = d.say(subject), d.say(heading)
	if !m.Livemode {
		d.subject = "[" + d.w.TestTag + "] " + d.subject
		d.paragraphs = append(d.paragraphs, d.w.TestNote)
	}
}

func (d *draft) tell(texts ...string) {
	for _, text := range texts {
		if text != "" {
			d.paragraphs = append(d.paragraphs, d.say(text))
		}
	}
}

// moment writes a time with its zone.
func (d *draft) moment(t time.Time) string {
	local := t.In(d.zone)
	short, _ := d.w.locale.Moment(local)
	return short + " " + local.Format("MST")
}

func (d *draft) day(t time.Time) string { return d.w.locale.Day(t.In(d.zone)) }

// fromLeft keeps what is written from left to right in one piece.
func (d *draft) fromLeft(s string) string {
	if s == "" || !d.w.locale.RightToLeft() {
		return s
	}
	return "\u2066" + s + "\u2069"
}

// renewsEvery says how often a card is charged.
func (w *words) renewsEvery(i pay.Interval) string {
	if i.IsZero() {
		return ""
	}
	if i.Count == 1 {
		return w.renews[string(i.Unit)].with("")
	}
	return w.renews[string(i.Unit)+"s"].with(w.locale.Digits(strconv.Itoa(i.Count)))
}

// MailLine is something that was bought.
type MailLine struct {
	Name     string
	Quantity int64
	Amount   pay.Money
}

// MailTax is the tax at one rate.
type MailTax struct {
	BasisPoints int
	Amount      pay.Money
}

// ReceiptMail is what the mail with a receipt says.
type ReceiptMail struct {
	CustomerMail
	Amount      pay.Money
	Lines       []MailLine
	Taxes       []MailTax
	Description string // may be ""
	// PaymentNumber is what to quote to the merchant, Reference their own; may be "".
	PaymentNumber, Reference string
	PaidAt                   time.Time
	Card                     string // "Visa •••• 4242"; may be ""
	URL                      string // of the receipt's page
	// Subscription is set when the payment is a part of one.
	Subscription *SubscriptionTerms
}

// SubscriptionTerms are how a subscription goes on, and where it is changed.
// NextChargeAt is nil when it does not go on.
type SubscriptionTerms struct {
	Interval     pay.Interval
	NextChargeAt *time.Time
	URL          string
}

// Mail is the proof of a payment. What the merchant wrote in it stays text: the
// only links are those of the receipt and of the customer's subscription.
func (m ReceiptMail) Mail() Mail {
	d := m.draft(saying{})
	d.said.amount = d.w.locale.Money(m.Amount)
	w := d.w
	d.head(m.CustomerMail, w.ReceiptSubject, w.ReceiptHeading)
	if len(m.Lines) == 0 && m.Description != "" {
		d.paragraphs = append(d.paragraphs, plain(m.Description))
	}
	d.bought(m)
	d.fact(w.PaidTo, d.said.name)
	d.fact(w.Date, d.moment(m.PaidAt))
	d.fact(w.Card, d.fromLeft(m.Card))
	d.fact(w.Reference, plain(m.Reference))
	d.fact(w.PaymentNumber, d.fromLeft(m.PaymentNumber))
	if s := m.Subscription; s != nil {
		d.goesOn(s)
	}
	d.button, d.url = w.ShowReceipt, m.URL
	d.small = append(d.small, d.say(w.ReceiptAsk))
	return d.mail()
}

// bought lists the lines with their taxes and the sum.
func (d *draft) bought(m ReceiptMail) {
	for _, l := range m.Lines {
		name := plain(l.Name)
		if l.Quantity > 1 {
			name = d.w.locale.Digits(strconv.FormatInt(l.Quantity, 10)) + " × " + name
		}
		d.lines = append(d.lines, Fact{Name: name, Value: d.w.locale.Money(l.Amount)})
	}
	if len(m.Lines) > 0 {
		d.lines = append(d.lines, Fact{Name: d.w.Total, Value: d.said.amount})
	}
	for _, t := range m.Taxes {
		d.fact(d.w.Tax+" "+d.w.locale.Percent(t.BasisPoints), d.w.locale.Money(t.Amount))
	}
}

// goesOn says when the card is charged next, and where that can be changed.
func (d *draft) goesOn(s *SubscriptionTerms) {
	if s.NextChargeAt != nil {
		d.fact(d.w.NextCharge, d.day(*s.NextChargeAt))
		d.small = append(d.small, d.w.renewsEvery(s.Interval))
	}
	d.second = Fact{Name: d.w.Manage, Value: s.URL}
	d.small = append(d.small, d.w.YoursAlone)
}

// RefundMail is what the mail says when money went back.
type RefundMail struct {
	CustomerMail
	Amount, Paid pay.Money
	Description  string // of the payment; may be ""
	// Reason is what the merchant wrote; "" for none.
	Reason              string
	At                  time.Time
	Card, PaymentNumber string
	URL                 string // of the receipt's page
}

// Mail tells a customer of a refund.
func (m RefundMail) Mail() Mail {
	d := m.draft(saying{})
	d.said.amount = d.w.locale.Money(m.Amount)
	w := d.w
	d.head(m.CustomerMail, w.RefundSubject, w.RefundHeading)
	d.tell(w.RefundText)
	if m.Description != "" {
		d.lines = []Fact{{Name: plain(m.Description), Value: w.locale.Money(m.Paid)}}
	}
	d.fact(w.Refunded, d.said.amount)
	d.fact(w.Reason, plain(w.reason(m.Reason)))
	d.fact(w.Date, d.moment(m.At))
	d.fact(w.Card, d.fromLeft(m.Card))
	d.fact(w.PaymentNumber, d.fromLeft(m.PaymentNumber))
	d.button, d.url = w.ShowReceipt, m.URL
	d.small = append(d.small, d.say(w.Ask))
	return d.mail()
}
