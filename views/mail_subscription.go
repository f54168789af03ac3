package views

import (
	"fmt"
	"time"

	"linktill/internal/pay"
)

// SubscriptionMail is what the mails to a subscriber say.
type SubscriptionMail struct {
	CustomerMail
	Description string
	Amount      pay.Money
	Interval    pay.Interval
	// NextChargeAt is when the card is charged next, RetryAt when a charge that
	// failed is tried again; nil when it is not.
	NextChargeAt, RetryAt *time.Time
	// Failure is what the bank said, in English; may be "".
	Failure string
	// EndsAt is when a subscription ends that was canceled.
	EndsAt *time.Time
	Reason pay.CancelReason
	Card   string // "Visa •••• 4242"; may be ""
	// CardMonth and CardYear are the last in which the card is good.
	CardMonth, CardYear int
	URL                 string // of the customer's page of it
}

func (m SubscriptionMail) begin() *draft {
	d := m.draft(saying{})
	d.said.amount = d.w.locale.Money(m.Amount)
	return d
}

// end adds what the subscription is, the button, and whom to ask.
func (m SubscriptionMail) end(d *draft, button string, small ...string) Mail {
	d.lines = []Fact{{Name: plain(m.Description), Value: d.said.amount}}
	d.button, d.url = button, m.URL
	for _, text := range small {
		d.small = append(d.small, d.say(text))
	}
	return d.mail()
}

// CardWanted asks a customer for the card of a subscription that a merchant made.
func (m SubscriptionMail) CardWanted() Mail {
	d, w := m.begin(), mailWordsIn(m.Lang)
	d.head(m.CustomerMail, w.CardSubject, w.CardHeading)
	d.tell(w.CardText, w.renewsEvery(m.Interval))
	if m.NextChargeAt != nil {
		d.fact(w.FirstCharge, d.day(*m.NextChargeAt))
	}
	return m.end(d, w.CardButton, w.CardUnknown, w.YoursAlone)
}

// ChargeFailed says that the card could not be charged, and when that is tried
// again.
func (m SubscriptionMail) ChargeFailed() Mail {
	d, w := m.begin(), mailWordsIn(m.Lang)
	if m.RetryAt != nil {
		d.said.date = d.day(*m.RetryAt)
	}
	d.head(m.CustomerMail, w.FailedSubject, w.FailedHeading)
	if m.Failure != "" {
		d.paragraphs = append(d.paragraphs, plain(w.say(m.Failure)))
	}
	if m.RetryAt != nil {
		d.tell(w.FailedRetry)
	}
	d.fact(w.Card, d.fromLeft(m.Card))
	return m.end(d, w.FailedButton, w.Ask, w.YoursAlone)
}

// CardEnds asks for another card, in time.
func (m SubscriptionMail) CardEnds() Mail {
	d, w := m.begin(), mailWordsIn(m.Lang)
	d.said.date = w.words.cardMonth(m.CardMonth, m.CardYear)
	d.head(m.CustomerMail, w.EndsSubject, w.EndsHeading)
	d.tell(w.EndsText)
	d.fact(w.Card, d.fromLeft(m.Card))
	if m.NextChargeAt != nil {
		d.fact(w.NextCharge, d.day(*m.NextChargeAt))
	}
	return m.end(d, w.FailedButton, w.Ask, w.YoursAlone)
}

// cardMonth writes the month in which a card ends, as cards do.
func (w *words) cardMonth(month, year int) string {
	return w.locale.Digits(fmt.Sprintf("%02d/%d", month, year))
}

// Canceled says that a subscription has ended, and why.
func (m SubscriptionMail) Canceled() Mail {
	d, w := m.begin(), mailWordsIn(m.Lang)
	d.head(m.CustomerMail, w.EndedSubject, w.EndedHeading)
	why := map[pay.CancelReason]string{pay.CanceledByCustomer: w.EndedByYou, pay.CanceledByMerchant: w.EndedByMerchant, pay.CanceledUnpaid: w.EndedUnpaid}
	d.tell(why[m.Reason], w.EndedNoMore)
	return m.end(d, w.SeeSubscription, w.Ask, w.YoursAlone)
}

// WillEnd says that a subscription ends with the period that is paid.
func (m SubscriptionMail) WillEnd() Mail {
	d, w := m.begin(), mailWordsIn(m.Lang)
	if m.EndsAt != nil {
		d.said.date = d.day(*m.EndsAt)
	}
	d.head(m.CustomerMail, w.EndingSubject, w.EndingHeading)
	d.tell(w.EndingText)
	return m.end(d, w.SeeSubscription, w.Ask, w.YoursAlone)
}

// GoesOn says that a subscription that was to end does not.
func (m SubscriptionMail) GoesOn() Mail {
	d, w := m.begin(), mailWordsIn(m.Lang)
	d.head(m.CustomerMail, w.GoesOnSubject, w.GoesOnHeading)
	d.tell(w.GoesOnText)
	if m.NextChargeAt != nil {
		d.fact(w.NextCharge, d.day(*m.NextChargeAt))
	}
	return m.end(d, w.SeeSubscription, w.Ask, w.YoursAlone)
}

// NewTerms says what is charged from now on, which the merchant has changed.
func (m SubscriptionMail) NewTerms() Mail {
	d, w := m.begin(), mailWordsIn(m.Lang)
	d.head(m.CustomerMail, w.TermsSubject, w.TermsHeading)
	d.tell(w.TermsText, w.renewsEvery(m.Interval), w.TermsCancel)
	if m.NextChargeAt != nil {
		d.fact(w.NextCharge, d.day(*m.NextChargeAt))
	}
	return m.end(d, w.SeeSubscription, w.Ask, w.YoursAlone)
}
