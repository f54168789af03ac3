package views

import (
	"time"

	"linktill/internal/pay"
	"linktill/views/ui"
)

// MySubscription is a customer's page about their subscription, which they reach
// by its secret address.
type MySubscription struct {
	// Subscription is what it is about, Open its charge that is not paid yet.
	Subscription pay.Subscription
	Open         *pay.Charge
	// Charges are the latest periods, newest first.
	Charges []MyCharge
	// MerchantName is whom they pay.
	MerchantName string
	// Base is the path of the page, without a slash at its end.
	Base string
	// Card is the form for another card.
	Card CheckoutForm
	// CardEnds is true when another card is wanted before the next charge.
	CardEnds bool
	// Saved is true right after a card was saved, Stale when something else was
	// done meanwhile than this page offered.
	Saved, Stale bool
}

// MyCharge is one period, and the receipt of what was paid for it.
type MyCharge struct {
	pay.Charge
	// ReceiptHref is the receipt; "" when it is not paid.
	ReceiptHref string
}

func (m MySubscription) zone() *time.Location { return m.Subscription.Schedule().Zone }

// say fills a text in.
func (m MySubscription) say(w *myWords, text string, at *time.Time) string {
	s := saying{name: m.MerchantName, amount: w.locale.Money(m.Subscription.Amount())}
	if at != nil {
		s.date = m.day(w, *at)
	}
	return s.in(w.words, text)
}

// day is a moment without its time, as the language writes it.
func (m MySubscription) day(w *myWords, at time.Time) string {
	return w.locale.Day(at.In(m.zone()))
}

// validUntil is when the card ends.
func (m MySubscription) validUntil(w *myWords) string {
	return m.ofCard(w, w.CardExpires)
}

// ofCard fills in a text about when the card ends.
func (m MySubscription) ofCard(w *myWords, text string) string {
	k := m.Subscription.Card
	return saying{date: w.words.cardMonth(k.ExpMonth, k.ExpYear)}.in(w.words, text)
}

// status is where it stands, in a word.
func (m MySubscription) status(w *myWords) ui.Status {
	switch x := m.Subscription; {
	case x.State == pay.SubscriptionCanceled:
		return ui.Status{Tone: ui.Quiet, Word: w.Ended}
	case x.State == pay.SubscriptionPaused:
		return ui.Status{Tone: ui.Quiet, Word: w.Paused}
	case x.AwaitsCard():
		return ui.Status{Tone: ui.Info, Word: w.Waiting}
	case x.State == pay.SubscriptionTrialing:
		return ui.Status{Tone: ui.Info, Word: w.NotBegun}
	case x.State == pay.SubscriptionPastDue:
		return ui.Status{Tone: ui.Bad, Word: w.PastDue}
	}
	return ui.Status{Tone: ui.Good, Word: w.Active}
}

// failed is true when a card is wanted for what could not be charged.
func (m MySubscription) failed() bool { return m.Open != nil && m.Open.State == pay.ChargeFailed }

// note says what the state means, in a sentence.
func (m MySubscription) note(w *myWords) ui.Notice {
	x := m.Subscription
	switch {
	case m.Stale:
		return ui.Notice{Tone: ui.Warn, Text: w.Stale}
	case x.State == pay.SubscriptionCanceled:
		return ui.Notice{Tone: ui.Info, Text: w.EndedText}
	case m.failed():
		text := m.say(w, w.FailedText, nil)
		if m.Open.RetryAt != nil {
			text += " " + m.say(w, w.RetryOn, m.Open.RetryAt)
		}
		return ui.Notice{Tone: ui.Warn, Text: text}
	case m.Open != nil:
		return ui.Notice{Tone: ui.Info, Text: w.UnderWay}
	case m.Saved:
		return ui.Notice{Tone: ui.Good, Text: w.CardSaved}
	case x.State == pay.SubscriptionPaused:
		return ui.Notice{Tone: ui.Info, Text: m.say(w, w.PausedText, nil)}
	case x.CancelAtPeriodEnd:
		return ui.Notice{Tone: ui.Info, Text: w.EndingText}
	case m.CardEnds:
		return ui.Notice{Tone: ui.Warn, Text: m.ofCard(w, w.CardEnds)}
	}
	return ui.Notice{}
}

// next is the name of the day that comes next, and the day.
func (m MySubscription) next(w *myWords) (name, day string) {
	x := m.Subscription
	switch {
	case x.State == pay.SubscriptionCanceled:
		return "", ""
	case x.AwaitsCard():
		return w.FirstCharge, m.day(w, x.AnchorAt)
	case x.NextChargeAt == nil:
		return "", ""
	case x.CancelAtPeriodEnd:
		return w.EndsOn, m.day(w, *x.NextChargeAt)
	case x.State == pay.SubscriptionTrialing:
		return w.FirstCharge, m.day(w, *x.NextChargeAt)
	}
	return w.NextCharge, m.day(w, *x.NextChargeAt)
}

// cancels is what canceling leads to.
func (m MySubscription) cancels(w *myWords) string {
	if x := m.Subscription; x.State == pay.SubscriptionActive && x.NextChargeAt != nil {
		return m.say(w, w.CancelLater, x.NextChargeAt)
	}
	return w.CancelNow
}

func (c MyCharge) status(w *myWords) ui.Status {
	switch c.State {
	case pay.ChargePaid:
		return ui.Status{Tone: ui.Good, Word: w.ChargePaid}
	case pay.ChargeProcessing:
		return ui.Status{Tone: ui.Info, Word: w.ChargeOpen}
	}
	return ui.Status{Tone: ui.Bad, Word: w.ChargeFailed}
}
