package views

import "linktill/views/ui"

// SubscriptionsPage is the list of subscriptions.
type SubscriptionsPage struct {
	// Filter is the chosen chip, a state, or "" for all (query parameter "status").
	Filter string
	// Rows are this page's subscriptions.
	Rows []SubscriptionRow
	// Pager leads to newer and older rows.
	Pager ui.Pager
	// CanCreate is true when the person's role may create subscriptions.
	CanCreate bool
}

// SubscriptionRow is one subscription in a list.
type SubscriptionRow struct {
	// Href is the subscription's page.
	Href string
	// Customer is their name or e-mail.
	Customer string
	// Description says what it is for.
	Description string
	// Price is "B$20.00", Interval "every month".
	Price, Interval string
	// Status is where it stands.
	Status ui.Status
	// Next says what happens next: "Next charge 3 Dec 2026".
	Next string
}

// SubscriptionPage is one subscription.
type SubscriptionPage struct {
	// ID is the shown id, sub_…, Base the path of its pages.
	ID, Base string
	// Description, Price ("B$20.00"), Interval ("every month") are its terms.
	Description, Price, Interval string
	// Status is where it stands; StatusNote says in a sentence what that means.
	Status     ui.Status
	StatusNote string
	// StatusTone is the tone of the note.
	StatusTone string
	// CustomerName and CustomerEmail are whose it is, CustomerHref their page.
	CustomerName, CustomerEmail, CustomerHref string
	// Card is "Visa •••• 4242"; "" when there is none yet. CardExpiry is "12/40".
	Card, CardExpiry string
	// LinkHref is the payment link where it began; may be "".
	LinkHref string
	// CustomerURL is the secret page where the customer gives a card or cancels.
	CustomerURL string
	// Next is when it is charged next; zero when it is not.
	Next ui.Moment
	// Began is when its first period began or will begin.
	Began ui.Moment
	// Ended is when it ended.
	Ended ui.Moment
	// Zone is where its days begin: "Nassau time".
	Zone string
	// Paid is what it brought so far: "B$240.00 in 12 charges".
	Paid string
	// Charges are its periods, newest first.
	Charges []ChargeRow
	// Pager leads through them.
	Pager ui.Pager
	// Timeline is what happened.
	Timeline []ui.TimelineItem
	// What can be done with it now.
	CanEdit, CanPause, CanResume, CanCancel, CanCancelLater, CanKeep, CanRetry, CanRemind bool
	// WhyNot says why nothing can be done: a role, or that it has ended.
	WhyNot string
	// Nonce makes charging, and mailing, once more happen once.
	Nonce string
}

// ChargeRow is one period of a subscription.
type ChargeRow struct {
	// Href is its payment's page.
	Href string
	// Period is "3 Nov – 3 Dec 2026".
	Period string
	// Amount is "B$20.00".
	Amount string
	// Status is where it stands.
	Status ui.Status
	// Detail is "2 tries. Insufficient funds; again on 5 Nov 2026."; may be "".
	Detail string
}

// SubscriptionForm makes a subscription, or changes one.
type SubscriptionForm struct {
	// Action is where the form posts, Cancel where "Cancel" leads.
	Action, Cancel string
	// Editing is true when one is changed: customer, currency and beginning are
	// then only shown.
	Editing bool
	// Nonce is the idempotency key of creating; Version the one that is changed.
	Nonce, Version string
	// The inputs as typed. FirstChargeAt is "2026-12-31T18:00", or "".
	Email, Name, Description, Amount, Currency string
	Count, Unit, FirstChargeAt                 string
	// Currencies are the choices of the currency, Units of the interval.
	Currencies, Units []Option
	// CurrencySymbol stands before the amount.
	CurrencySymbol string
	// ZoneName is the zone of FirstChargeAt.
	ZoneName string
	// Stands are the terms as they stand, shown when somebody else changed them
	// meanwhile; "" shows nothing.
	Stands string
	// Errors are by input name, and "" for the whole form.
	Errors Errors
}

func subscriptionChips(chosen string) []ui.Chip {
	chips := []ui.Chip{{Label: "All", Href: "/dashboard/subscriptions", Current: chosen == ""}}
	for _, o := range []Option{{"active", "Active"}, {"trialing", "Not begun"}, {"past_due", "Past due"}, {"card_ends", "Card ends"}, {"paused", "Paused"}, {"canceled", "Ended"}} {
		chips = append(chips, ui.Chip{Label: o.Label, Href: "?status=" + o.Value, Current: chosen == o.Value})
	}
	return chips
}

// noSubscription says of what there is none.
func noSubscription(filter string) string {
	if filter == "card_ends" {
		return "Customers are asked for another card by mail before theirs ends. Who has not given one yet is here."
	}
	return "No subscription is in this state right now."
}
