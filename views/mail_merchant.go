package views

import (
	"time"

	"linktill/internal/pay"
)

// WebhookDisabledMail is what a merchant is told of an endpoint that was disabled.
type WebhookDisabledMail struct {
	MerchantName string
	Endpoint     string // its address
	ID           string
	Gone         bool // it answered 410; otherwise it failed for days
	Livemode     bool
	At           time.Time // in the merchant's zone
	URL          string    // of its page in the dashboard
}

// Mail says which endpoint is told nothing any more, why, and how to go on.
func (m WebhookDisabledMail) Mail() Mail {
	why := "Every delivery to it has failed for five days, so nothing is sent there any more."
	if m.Gone {
		why = "It answered 410 Gone, which says that it wants to hear nothing any more, so nothing is sent there now."
	}
	l := letter{
		subject: "A webhook endpoint was disabled", heading: "A webhook endpoint was disabled", from: ourName,
		paragraphs: []string{
			"One of the webhook endpoints of " + plain(m.MerchantName) + " was disabled. " + why,
			"When it works again, enable it in the dashboard or with POST /v1/webhooks/" + m.ID + "/enable. What was waiting is sent then; " +
				"what happened in between is in the list of events and does not get lost.",
		},
		button: "Open the endpoint", url: m.URL,
	}
	l.fact("Endpoint", plain(m.Endpoint))
	l.fact("Id", m.ID)
	l.fact("Mode", modeWord(m.Livemode))
	l.fact("When", mailMoment(m.At))
	return l.mail()
}

func modeWord(livemode bool) string {
	if livemode {
		return "Live"
	}
	return "Test"
}

// RefundFailedMail is what a merchant is told of a refund that did not go through.
type RefundFailedMail struct {
	MerchantName            string
	Amount                  pay.Money
	Description             string // may be ""
	Customer                string // their e-mail address; may be ""
	Why                     string // what the bank said; may be ""
	PaymentNumber, RefundID string
	Livemode                bool
	At                      time.Time // in the merchant's zone
	URL                     string    // of the payment in the dashboard
}

// Mail says that the customer did not get their money, and what can be done.
func (m RefundFailedMail) Mail() Mail {
	amount := m.Amount.String()
	l := letter{
		subject: "A refund of " + amount + " did not go through", heading: "A refund of " + amount + " did not go through", from: ourName,
		paragraphs: []string{"The customer of " + plain(m.MerchantName) + " did not get the money. It is in your balance again, and can be refunded once more."},
		button:     "Open the payment", url: m.URL,
		small: []string{"If it fails again, the card may be closed: ask the customer for another way to pay the money back."},
	}
	if m.Why != "" {
		l.paragraphs = append(l.paragraphs, plain(m.Why))
	}
	if !m.Livemode {
		l.subject = "[Test] " + l.subject
	}
	l.fact("Payment for", plain(m.Description))
	l.fact("Customer", oneLine(m.Customer))
	l.fact("Payment", m.PaymentNumber)
	l.fact("Refund", m.RefundID)
	l.fact("Mode", modeWord(m.Livemode))
	l.fact("When", mailMoment(m.At))
	return l.mail()
}
