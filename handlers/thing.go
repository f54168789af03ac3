package handlers

import "linktill/internal/pay"

// thing is a kind of thing that people come to by its id.
type thing struct {
	prefix pay.Prefix
	// words is what people call it.
	words string
	// noun is the first part of the types of its events; "" when it has none.
	noun string
	// path is its page, nil when it is shown with something else.
	path func(id pay.ID) string
}

// things are all kinds: a new one is added here, and to pay.Searched and
// store.Named for the search to find it.
var things = []thing{
	{pay.PaymentPrefix, "Payment", "payment", paymentPath},
	{pay.RefundPrefix, "Refund", "refund", nil},
	{pay.CustomerPrefix, "Customer", "", customerPath},
	{pay.LinkPrefix, "Payment link", "payment_link", linkPath},
	{pay.ProductPrefix, "Product", "product", productPath},
	{pay.ListingPrefix, "Listing", "listing", listingPath},
	{pay.SubscriptionPrefix, "Subscription", "subscription", subscriptionPath},
	{pay.PayoutPrefix, "Payout", "", payoutPath},
	{pay.WebhookPrefix, "Webhook endpoint", "webhook", webhookPath},
	{pay.EventPrefix, "Event", "", eventPath},
}

// thingNamed is the kind whose ids are shown with that prefix.
func thingNamed(prefix pay.Prefix) thing {
	for _, t := range things {
		if t.prefix == prefix {
			return t
		}
	}
	return thing{prefix: prefix}
}

// thingOf is the kind that events of that type are about.
func thingOf(t pay.EventType) thing {
	for _, about := range things {
		if about.noun != "" && about.noun == t.Noun() {
			return about
		}
	}
	return thing{prefix: pay.EventPrefix}
}

// pageOf is the page that shows it, "" when none does.
func (t thing) pageOf(id pay.ID) string {
	if t.path == nil {
		return ""
	}
	return t.path(id)
}

// readObject reads the id of anything that events are about.
func readObject(typed string) (pay.ID, bool) {
	for _, t := range things {
		if id, ok := t.prefix.Parse(typed); ok && t.noun != "" {
			return id, true
		}
	}
	return pay.ID{}, false
}
