package pay

import "slices"

// eventWords say in plain words what each name of an event stands for.
var eventWords = map[string]string{
	string(EventPaymentCreated): "Payment started", string(EventPaymentProcessing): "Payment is being processed",
	string(EventPaymentUnknown): "Payment not confirmed yet", string(EventPaymentAuthorized): "Amount held on the card",
	string(EventPaymentCompleted): "Payment succeeded", string(EventPaymentFailed): "Payment failed",
	string(EventPaymentVoided): "Rest of a held amount given up", string(EventPaymentRefunded): "Payment refunded, whole or in part",
	string(EventPaymentCanceled): "Payment canceled", string(EventPaymentExpired): "Payment expired",

	string(EventRefundCreated): "Refund started", string(EventRefundCompleted): "Refund completed",
	string(EventRefundFailed): "Refund failed", string(EventRefundRejected): "Refund rejected",

	string(EventSubscriptionCreated): "Subscription created", string(EventSubscriptionUpdated): "Subscription changed",
	string(EventSubscriptionCharged): "Subscription charged", string(EventSubscriptionChargeFailed): "Charge of a subscription failed",
	string(EventSubscriptionPaused): "Subscription paused", string(EventSubscriptionResumed): "Subscription resumed",
	string(EventSubscriptionCanceled): "Subscription ended",

	string(EventLinkCreated): "Payment link created", string(EventLinkUpdated): "Payment link changed",
	string(EventLinkDeactivated): "Payment link turned off", string(EventLinkExpired): "Payment link expired or used up",
	string(EventLinkDeleted): "Payment link deleted",

	string(EventProductCreated): "Product created", string(EventProductUpdated): "Product changed", string(EventProductDeleted): "Product deleted",

	string(EventListingCreated): "Listing created", string(EventListingUpdated): "Listing changed", string(EventListingPublished): "Listing published",
	string(EventListingPaused): "Listing paused", string(EventListingRemoved): "Listing removed",

	NameTransactionChanged: "Any change of a payment", NameRefundChanged: "Any change of a refund",
	NameLinkPaid: "Payment link paid", NameOrderCreated: "Something other than a bare link paid",

	string(EventWebhookTest): "Test of an endpoint", EveryEvent: "Everything",
}

// EventWords says in plain words what a name of an event stands for: "Payment
// succeeded".
func EventWords(name string) string {
	if words := eventWords[name]; words != "" {
		return words
	}
	return name
}

// EventGroup are the names of events about one thing, in the order in which
// people are shown them.
type EventGroup struct {
	Name  string
	Names []string
}

// otherNames are those of the reference documents.
var otherNames = []string{NameTransactionChanged, NameRefundChanged, NameLinkPaid, NameOrderCreated}

// EventGroups are all names that an endpoint can choose.
func EventGroups() []EventGroup {
	groups := []EventGroup{{Name: "Payments"}, {Name: "Refunds"}, {Name: "Subscriptions"}, {Name: "Payment links"}, {Name: "Products"},
		{Name: "Listings"}, {Name: "Other names of the same"}}
	places := map[string]int{"payment": 0, "refund": 1, "subscription": 2, "payment_link": 3, "product": 4, "listing": 5}
	for _, name := range WebhookChoices() {
		place, known := places[EventType(name).Noun()]
		if !known || slices.Contains(otherNames, name) {
			place = len(groups) - 1
		}
		groups[place].Names = append(groups[place].Names, name)
	}
	return groups
}

// EventsInWords says what a choice of names comes to: whole groups by their
// name, the others one by one.
func EventsInWords(chosen []string) []string {
	if slices.Contains(chosen, EveryEvent) {
		return []string{EventWords(EveryEvent)}
	}
	var words []string
	for _, g := range EventGroups() {
		var some []string
		for _, name := range g.Names {
			if slices.Contains(chosen, name) {
				some = append(some, EventWords(name))
			}
		}
		if len(some) == len(g.Names) {
			some = []string{g.Name + ": all"}
		}
		words = append(words, some...)
	}
	return words
}
