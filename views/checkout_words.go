package views

import "linktill/views/ui"

// endWords are what a page says that ends or pauses a checkout.
type endWords struct{ tone, icon, title, sentence string }

var closedWords = map[string]endWords{
	"expired":   {ui.Quiet, "clock", "This payment link has ended", "Its time is over, and you were not charged. If you still want to pay, ask for a new link."},
	"max_uses":  {ui.Quiet, "check", "This payment link is used up", "All of its payments were made by others, and you were not charged. Ask whether there is another one."},
	"inactive":  {ui.Quiet, "stop", "This payment link is switched off", "It takes no payments at the moment, and you were not charged. Ask whoever sent it to you."},
	"not_found": {ui.Quiet, "link", "There is no payment link here", "The address may have a typing error, or the link was removed. You were not charged."},
	"paid":      {ui.Good, "check", "This was paid already", "Your payment went through the first time. You were charged once, and there is nothing left to do."},
}

func (m CheckoutClosed) words() endWords {
	if w, ok := closedWords[m.Reason]; ok {
		return w
	}
	return closedWords["inactive"]
}

var statusWords = map[string]endWords{
	"processing": {ui.Info, "clock", "Your payment is on its way", "This usually takes a few seconds. You can stay here or come back later: this page finds the answer by itself."},
	"confirming": {ui.Info, "bank", "We are waiting for the bank", "The bank has not answered yet. Please do not pay again: we keep asking, and you are never charged twice. This page shows the answer as soon as there is one."},
	"expired":    {ui.Quiet, "clock", "This took a little too long", "To keep you safe, a checkout ends after a while. You were not charged."},
	"failed":     {ui.Bad, "cross", "The payment did not go through", "You were not charged."},
}

func (m CheckoutStatus) words() endWords {
	w, ok := statusWords[m.State]
	if !ok {
		w = statusWords["processing"]
	}
	if m.Reason != "" {
		w.sentence = m.Reason + " " + w.sentence
	}
	return w
}

var receiptWords = map[string]endWords{
	"paid":               {ui.Good, "check", "Paid", "Thank you. This is your receipt."},
	"refund_pending":     {ui.Info, "refund", "Refund on its way", "The money usually arrives within a few working days."},
	"partially_refunded": {ui.Good, "refund", "Partly refunded", "A part of the payment went back to your card."},
	"refunded":           {ui.Good, "refund", "Refunded", "The whole payment went back to your card."},
}

func (m ReceiptPage) words() endWords {
	if w, ok := receiptWords[m.Status]; ok {
		return w
	}
	return receiptWords["paid"]
}

func (m ReceiptPage) heading() string {
	if m.Description == "" {
		return "Payment"
	}
	return m.Description
}
