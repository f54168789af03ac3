package main

import (
	"time"

	"linktill/internal/pay"
	"linktill/views"
	"linktill/views/ui"
)

func someSubscription() views.SubscriptionPage {
	return views.SubscriptionPage{
		ID: "sub_7fK2mQ9xW4nB7vR1tY5uL", Base: "/dashboard/subscriptions/sub_1", Description: "Beans for the office, 2 kg",
		Price: "B$48.00", Interval: "every month", Status: active, CustomerName: "Ana Rolle", CustomerEmail: "ana@example.com",
		CustomerHref: "/dashboard/customers/cus_1", Card: "Visa •••• 4242", CardExpiry: "12/40", LinkHref: "/dashboard/links/link_1",
		CustomerURL: "https://pay.example.com/subscription/sbs_7fK2mQ9xW4nB7vR1tY5uL", Next: newYear, Began: lastMonth, Zone: "Nassau time (UTC−5)",
		Paid: "B$96.00 in 2 charges", Charges: []views.ChargeRow{
			{Href: "/dashboard/payments/pay_2", Period: "31 Oct 2026 – 30 Nov 2026", Amount: "B$48.00", Status: ui.Status{Tone: ui.Good, Word: "Paid"}},
			{Href: "/dashboard/payments/pay_1", Period: "30 Sep 2026 – 31 Oct 2026", Amount: "B$48.00", Status: ui.Status{Tone: ui.Good, Word: "Paid"}},
		},
		Timeline: []ui.TimelineItem{{Tone: ui.Info, Title: "Created", Detail: "B$48.00", At: lastMonth}, {Tone: ui.Good, Title: "Charged", Detail: "B$48.00", At: lastWeek}},
		CanEdit:  true, CanPause: true, CanCancel: true, CanCancelLater: true, Nonce: "nonce-1",
	}
}

var past = ui.Status{Tone: ui.Bad, Word: "Past due"}

func someSubscriptions() []views.SubscriptionRow {
	row := func(customer, thing, price, every, next string, s ui.Status) views.SubscriptionRow {
		return views.SubscriptionRow{Href: "/dashboard/subscriptions/sub_1", Customer: customer, Description: thing, Price: price, Interval: every, Next: next, Status: s}
	}
	return []views.SubscriptionRow{
		row("Ana Rolle", "Beans for the office, 2 kg", "B$48.00", "every month", "1 Jan 2027", active),
		row("ben@example.com", "Beans, 500 g", "B$14.00", "every 2 weeks", "", ui.Status{Tone: ui.Info, Word: "Waiting for the card"}),
		row("Cleo Munroe", "Reef fund", "B$5.00", "every month", "3 Dec 2026", past),
		row(hostile, endless, "KWD 1,234,567.890", "every 36 months", "", ui.Status{Tone: ui.Quiet, Word: "Ended"}),
	}
}

func subscriptionPages() []Page {
	const group = "Dashboard"
	list := views.SubscriptionsPage{CanCreate: true, Rows: someSubscriptions()}
	failing := someSubscription()
	failing.Status, failing.StatusTone, failing.CanPause, failing.CanCancelLater, failing.CanRetry = past, ui.Warn, false, false, true
	failing.StatusNote = "A charge has failed. The card is tried again one, three, five and seven days after that; then the subscription ends. The customer was told by mail, with the way to give another card."
	failing.Charges = append([]views.ChargeRow{{Href: "/dashboard/payments/pay_3", Period: "30 Nov 2026 – 31 Dec 2026", Amount: "B$48.00", Status: ui.Status{Tone: ui.Bad, Word: "Failed"},
		Detail: "2 tries. There is not enough money on the card. Tried again on 3 December, 10:00."}}, failing.Charges...)
	waiting := someSubscription()
	waiting.Status, waiting.StatusTone, waiting.StatusNote = ui.Status{Tone: ui.Info, Word: "Waiting for the card"}, ui.Info, "The customer has not given a card yet. Nothing is charged before they do."
	waiting.Card, waiting.Charges, waiting.Paid, waiting.LinkHref, waiting.CanRemind, waiting.Next, waiting.CanCancelLater = "", nil, "Nothing yet", "", true, ui.Moment{}, false
	late := someSubscription()
	late.CardExpiry, late.StatusTone = "11/26", ui.Warn
	late.StatusNote = "The card is good until the end of November 2026, and the next charge is on 1 January 2027. The customer is asked for another card by mail, once."
	looking := someSubscription()
	looking.CanEdit, looking.CanPause, looking.CanCancel, looking.CustomerURL = false, false, false, ""
	looking.WhyNot = "Your role may look at subscriptions, and not change them."
	form := views.SubscriptionForm{Action: "/dashboard/subscriptions", Cancel: "/dashboard/subscriptions", Nonce: "n", Currency: "BSD", Currencies: currencies, Count: "1", Unit: "month",
		Units: []views.Option{{Value: "day", Label: "days"}, {Value: "week", Label: "weeks"}, {Value: "month", Label: "months"}, {Value: "year", Label: "years"}}, ZoneName: "Nassau time (UTC−5)"}
	wrong := form
	wrong.Email, wrong.Description, wrong.Amount, wrong.Count = "ana@", hostile, "a lot", "0"
	wrong.Errors = views.Errors{"email": {"This is not an e-mail address."}, "amount": {"Write the amount with digits, such as 12.50."}, "interval": {"Between 1 and 36."}, "first_charge_at": {"This moment has passed."}}
	stale := form
	stale.Editing, stale.Action, stale.Cancel, stale.CurrencySymbol = true, "/dashboard/subscriptions/sub_1", "/dashboard/subscriptions/sub_1", "B$"
	stale.Description, stale.Amount, stale.Stands = "Beans, 2 kg", "50.00", "As it stands now: Beans for the office, 2 kg, B$49.00 every month. Below is what you typed."
	stale.Errors = views.Errors{"": {"The subscription has changed in the meantime. Look at it as it is now, and change it again."}}
	return []Page{
		one("Subscriptions", group, "some", views.Subscriptions(frame, list)),
		one("Subscriptions", group, "empty", views.Subscriptions(liveFrame, views.SubscriptionsPage{CanCreate: true})),
		one("Subscriptions", group, "none of these", views.Subscriptions(frame, views.SubscriptionsPage{Filter: "paused"})),
		one("Subscription", group, "active", views.Subscription(frame, someSubscription())),
		one("Subscriptions", group, "no card ends", views.Subscriptions(frame, views.SubscriptionsPage{Filter: "card_ends"})),
		one("Subscription", group, "card ends", views.Subscription(frame, late)),
		one("Subscription", group, "past due", views.Subscription(frame, failing)),
		one("Subscription", group, "refused", views.Subscription(flashed(frame, ui.Bad, "Only a running subscription can be paused."), failing)),
		one("Subscription", group, "waiting for the card", views.Subscription(frame, waiting)),
		one("Subscription", group, "viewer", views.Subscription(frame, looking)),
		one("SubscriptionEdit", group, "new", views.SubscriptionEdit(frame, form)),
		one("SubscriptionEdit", group, "errors", views.SubscriptionEdit(frame, wrong)),
		one("SubscriptionEdit", group, "stale", views.SubscriptionEdit(frame, stale)),
		one("More", group, "menu", views.More(frame)),
	}
}

// mySubscriptionPages are the customer's own page, in each of its states.
func mySubscriptionPages() []Page {
	const group = "Public"
	begun := time.Date(2026, 9, 30, 13, 0, 0, 0, time.UTC)
	next := begun.AddDate(0, 3, 0)
	x := pay.Subscription{ID: pay.ID{1}, State: pay.SubscriptionActive, AmountMinor: 48_00, Currency: "BSD", Description: "Beans for the office, 2 kg",
		Interval: pay.Interval{Unit: pay.UnitMonth, Count: 1}, AnchorAt: begun, TimeZone: "America/Nassau", NextChargeAt: &next, CardID: pay.ID{2},
		Card: pay.SavedCard{Brand: "visa", Last4: "4242", ExpMonth: 12, ExpYear: 2040}, ChargedCount: 2}
	charge := func(month int, state pay.ChargeState) views.MyCharge {
		c := views.MyCharge{Charge: pay.Charge{State: state, PeriodStart: begun.AddDate(0, month, 0), AmountMinor: 48_00, Currency: "BSD"}}
		if state == pay.ChargePaid {
			c.ReceiptHref = "/receipt/rcpt_1"
		}
		return c
	}
	mine := views.MySubscription{Subscription: x, MerchantName: "Island Coffee", Base: "/subscription/sbs_1",
		Charges: []views.MyCharge{charge(1, pay.ChargePaid), charge(0, pay.ChargePaid)},
		Card:    views.CheckoutForm{TestCards: []views.TestCard{{Number: "4242 4242 4242 4242", Outcome: "Paid"}}}}
	failing, waiting, ending, over, wrong, saved, late := mine, mine, mine, mine, mine, mine, mine
	late.CardEnds, late.Subscription.Card.ExpMonth, late.Subscription.Card.ExpYear = true, 11, 2026
	retry := begun.AddDate(0, 2, 3)
	failing.Subscription.State = pay.SubscriptionPastDue
	failing.Open = &pay.Charge{State: pay.ChargeFailed, RetryAt: &retry}
	failing.Charges = append([]views.MyCharge{charge(2, pay.ChargeFailed)}, mine.Charges...)
	waiting.Subscription.State, waiting.Subscription.CardID, waiting.Subscription.Card, waiting.Charges = pay.SubscriptionTrialing, pay.ID{}, pay.SavedCard{}, nil
	waiting.Subscription.NextChargeAt, waiting.Subscription.ChargedCount = nil, 0
	ending.Subscription.CancelAtPeriodEnd = true
	over.Subscription.State, over.Subscription.NextChargeAt = pay.SubscriptionCanceled, nil
	wrong.Subscription.Description, wrong.MerchantName = hostile, endless
	wrong.Card.Errors = views.Errors{"card_number": {"A digit of this card number is wrong. Compare it with the card."}}
	saved.Saved = true
	pages := []Page{
		one("MySubscriptionPage", group, "active", views.MySubscriptionPage(page, mine)),
		one("MySubscriptionPage", group, "card saved", views.MySubscriptionPage(page, saved)),
		one("MySubscriptionPage", group, "card ends", views.MySubscriptionPage(page, late)),
		one("MySubscriptionPage", group, "past due", views.MySubscriptionPage(page, failing)),
		one("MySubscriptionPage", group, "waiting for the card", views.MySubscriptionPage(page, waiting)),
		one("MySubscriptionPage", group, "will end", views.MySubscriptionPage(page, ending)),
		one("MySubscriptionPage", group, "ended", views.MySubscriptionPage(page, over)),
		one("MySubscriptionPage", group, "hostile, wrong card", views.MySubscriptionPage(page, wrong)),
	}
	for _, lang := range []string{"ar", "de", "ja", "bn"} {
		p := views.PageIn(lang)
		p.CSRF = page.CSRF
		pages = append(pages, one("MySubscriptionPage", group, lang+" past due", views.MySubscriptionPage(p, failing)), one("MySubscriptionPage", group, lang+" card ends", views.MySubscriptionPage(p, late)))
	}
	return pages
}
