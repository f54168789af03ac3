package views

import (
	"time"

	"linktill/internal/pay"
)

// EventJSON is an event on /v1, and without Seq the body of a webhook. Data is
// the object as it was right after.
type EventJSON struct {
	ID        string `json:"id"`
	Seq       int64  `json:"seq,omitempty"`
	Type      string `json:"type"`
	CreatedAt string `json:"created_at"`
	Livemode  bool   `json:"livemode"`
	Data      any    `json:"data"`
}

// NewEventJSON returns the event as the API lists it.
func NewEventJSON(t pay.Told, m Merchant) EventJSON {
	out := NewHookJSON(t, string(t.Type), m)
	out.Seq = t.Seq
	return out
}

// NewHookJSON returns the event as a webhook tells it under a name. It depends on
// nothing but the event, so that every try says the same.
func NewHookJSON(t pay.Told, name string, m Merchant) EventJSON {
	return EventJSON{ID: pay.EventPrefix.Show(t.ID), Type: name, CreatedAt: stamp(t.CreatedAt), Livemode: t.Livemode,
		Data: eventData(t, name, m)}
}

// eventData shows the object as the door does whose document has the name.
func eventData(t pay.Told, name string, m Merchant) any {
	switch o := t.Object.(type) {
	case pay.Payment:
		if name == pay.NameTransactionChanged {
			return NewTransactionJSON(o, t.Lines, t.Attempts)
		}
		o.Lines = t.Lines
		return NewPaymentJSON(o)
	case pay.Refund:
		if name == pay.NameRefundChanged {
			return NewAPIRefundJSON(o)
		}
		return NewRefundJSON(o)
	case pay.Link:
		return NewLinkJSON(o, m, linkMoment(o, t))
	case pay.Product:
		return NewFullProductJSON(o, m.PublicURL)
	case pay.Listing:
		return NewListingJSON(o, m)
	case pay.Subscription:
		return NewSubscriptionJSON(o)
	case pay.Webhook:
		return NewWebhookJSON(o)
	}
	return map[string]any{}
}

// linkMoment is the time for which the link of an event is shown.
func linkMoment(l pay.Link, t pay.Told) time.Time {
	if t.Type == pay.EventLinkExpired && l.ExpiresAt != nil && l.ExpiresAt.After(t.CreatedAt) {
		return *l.ExpiresAt
	}
	return t.CreatedAt
}
