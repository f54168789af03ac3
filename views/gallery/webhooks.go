package main

import (
	"linktill/internal/pay"
	"linktill/views"
	"linktill/views/ui"
)

var (
	hookOK      = ui.Status{Tone: ui.Good, Word: "Enabled"}
	hookFailing = ui.Status{Tone: ui.Warn, Word: "Failing"}
	delivered   = ui.Status{Tone: ui.Good, Word: "Delivered"}
	waiting     = ui.Status{Tone: ui.Info, Word: "Waiting"}
	tryingAgain = ui.Status{Tone: ui.Warn, Word: "Trying again"}
	gaveUp      = ui.Status{Tone: ui.Bad, Word: "Failed"}
)

const hookBase = "/dashboard/webhooks/whk_2Jm3vYk4Ze7Fh8PuTx5VaY"

func someHooks() views.WebhooksPage {
	return views.WebhooksPage{CanChange: true, SeesEvents: true, Endpoints: []views.WebhookRow{
		{Href: hookBase, URL: "https://shop.islandcoffee.example/linktill", Description: "Web shop", Hears: "Payment succeeded, Refund completed", Status: hookOK, Last: now, Day: "All of 120 taken", Told: "120", Taken: "120"},
		{Href: hookBase, URL: "https://books.example.com:8443/hooks/incoming?tenant=island-coffee&token=" + endless, Hears: "Everything", Status: hookFailing, Last: today, Day: "17 of 120 not taken", Told: "120", Taken: "103", Failed: true},
		{Href: hookBase, URL: "https://old.example.com/hook", Description: hostile, Hears: "Payments: all, Refunds: all, 5 more", Status: ui.Status{Tone: ui.Bad, Word: "Stopped"}, Last: lastWeek},
		{Href: hookBase, URL: "https://new.example.com/hook", Description: rtlThing, Hears: "Everything", Status: ui.Status{Tone: ui.Quiet, Word: "Disabled"}},
	}}
}

func hookForm(chosen ...string) views.WebhookForm {
	m := views.WebhookForm{Action: "/dashboard/webhooks", Cancel: "/dashboard/webhooks", Nonce: "nonce-1"}
	for _, g := range pay.EventGroups() {
		group := views.EventChoices{Name: g.Name}
		for _, name := range g.Names {
			checked := false
			for _, c := range chosen {
				checked = checked || c == name
			}
			group.Choices = append(group.Choices, views.EventChoice{Name: name, Words: pay.EventWords(name), Checked: checked})
		}
		m.Groups = append(m.Groups, group)
	}
	return m
}

func someDeliveries() []views.DeliveryRow {
	return []views.DeliveryRow{
		{Href: hookBase + "/deliveries/dlv_1", What: "Payment succeeded", Name: "payment.completed", Status: waiting, Created: now},
		{Href: hookBase + "/deliveries/dlv_2", What: "Refund completed", Name: "refund.completed", Status: tryingAgain, Answer: "500 in 35 ms", Created: today},
		{Href: hookBase + "/deliveries/dlv_3", What: "Payment succeeded", Name: "payment.completed", Status: delivered, Answer: "200 in 35 ms", Created: yesterday},
		{Href: hookBase + "/deliveries/dlv_4", What: "Charge of a subscription failed", Name: "subscription.charge_failed", Status: gaveUp, Answer: "No answer", Created: lastWeek},
	}
}

func oneHook() views.WebhookPage {
	m := views.WebhookPage{
		Base: hookBase, ID: "whk_2Jm3vYk4Ze7Fh8PuTx5VaY", URL: "https://shop.islandcoffee.example/linktill", Description: "Web shop",
		Hears: []string{"Payment succeeded", "Refunds: all"}, Status: hookOK, Enabled: true, Told: "All of 120 taken", Created: lastMonth, CanChange: true, TestNonce: "nonce-1",
		Types: []views.Option{{Label: "Any event"}, {Value: "payment.completed", Label: "Payment succeeded"}}, Deliveries: someDeliveries(), Pager: ui.Pager{Older: "?cursor=dlv_4"},
	}
	for _, w := range []string{"All", "Waiting", "Delivered", "Failed"} {
		m.Chips = append(m.Chips, ui.Chip{Label: w, Href: hookBase, Current: w == "All"})
	}
	return m
}

const hookBody = `{
  "id": "evt_2Jm3vam6Bg9Hk1RwVz7XCa",
  "type": "payment.completed",
  "created_at": "2026-11-19T12:30:00Z",
  "livemode": false,
  "data": {
    "id": "pay_2Jm3vKd5Sx8Yb1HnLq6MtR",
    "amount": 4500,
    "currency": "BSD",
    "description": "<script>alert(1)</script> and a line that is much longer than any window is wide, so that it has to be scrolled to be read"
  }
}`

const hookRequest = "POST https://shop.islandcoffee.example/linktill\ncontent-type: application/json\nuser-agent: Linktill-Webhooks/1\nwebhook-id: dlv_2Jm3vZl5Af8Gj9QvUy6WbZ\nwebhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=\nwebhook-timestamp: 1795091400"

func oneDelivery() views.DeliveryPage {
	return views.DeliveryPage{
		Base: hookBase + "/deliveries/dlv_1", Webhook: hookBase, URL: "https://shop.islandcoffee.example/linktill", ID: "dlv_2Jm3vZl5Af8Gj9QvUy6WbZ",
		What: "Payment succeeded", Name: "payment.completed", Status: tryingAgain, Note: "The next try, number 3 of 10, comes on 11 Nov 2026, 14:10.",
		EventHref: "/dashboard/events/evt_1", Created: today, Next: now, Tries: "2", Body: hookBody, CanRedeliver: true, Nonce: "nonce-1",
		Attempts: []views.DeliveryTry{
			{Title: "Try 2", Status: ui.Status{Tone: ui.Bad, Word: "Answered 500"}, At: today, Took: "1.2 s", Request: hookRequest, Answered: true, ResponseHeaders: "content-type: text/html\ndate: Sat, 21 Nov 2026 10:00:00 GMT\nserver: nginx", Response: "<html><body><h1>Oops</h1>" + hostile + endless},
			{Title: "Try 1", Status: ui.Status{Tone: ui.Bad, Word: "No answer"}, At: today, Took: "15.0 s", Error: "There was no answer within 15 seconds.", Request: hookRequest},
		},
	}
}

func hookPages() []Page {
	const group = "Dashboard"
	full := someHooks()
	full.Full = "There are 16 endpoints, which is the most. Delete one that is not needed to add another."
	form := hookForm("payment.completed", "refund.completed")
	wrong := hookForm()
	wrong.URL, wrong.Description, wrong.Errors = "http://10.0.0.1/"+hostile, hostile, views.Errors{"url": {"The address must start with https://."}, "events": {"Tick at least one event, or choose everything."}}
	every := hookForm()
	every.Everything, every.Editing, every.URL = true, true, "https://shop.islandcoffee.example/linktill"
	stale := every
	stale.Changes = []views.ChangedField{{Label: "Address", Yours: every.URL, Theirs: "https://new.example.com/hook"}, {Label: "Hears", Yours: "Everything", Theirs: "Payment succeeded"}}
	secret := views.WebhookSecretPage{URL: every.URL, Href: hookBase, Secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
	renewed := secret
	renewed.OldUntil = newYear
	return []Page{
		one("Webhooks", group, "some", views.Webhooks(frame, someHooks())),
		one("Webhooks", group, "full", views.Webhooks(frame, full)),
		one("Webhooks", group, "empty, live", views.Webhooks(liveFrame, views.WebhooksPage{CanChange: true, Livemode: true})),
		one("WebhookNew", group, "form", views.WebhookNew(frame, form)),
		one("WebhookNew", group, "errors, live", views.WebhookNew(liveFrame, wrong)),
		one("WebhookEdit", group, "everything", views.WebhookEdit(frame, every)),
		one("WebhookEdit", group, "stale", views.WebhookEdit(frame, stale)),
		one("WebhookSecret", group, "first", views.WebhookSecret(frame, secret)),
		one("WebhookSecret", group, "renewed", views.WebhookSecret(frame, renewed)),
		one("WebhookRotate", group, "asks", views.WebhookRotate(frame, views.WebhookForm{URL: every.URL, Action: hookBase + "/rotate", Cancel: hookBase, Nonce: "nonce-1"})),
	}
}

func hookLogPages() []Page {
	const group = "Dashboard"
	failing, stopped, quiet := oneHook(), oneHook(), oneHook()
	failing.Status, failing.Trouble, failing.Told = hookFailing, "Every try has failed since 10 Nov 2026, 16:20. The failed deliveries below say why. If nothing is taken until 15 Nov 2026, 16:20, we stop and mail the owners.", "17 of 120 not taken"
	failing.Secrets = []ui.Moment{newYear}
	stopped.Status, stopped.Enabled, stopped.Stopped = ui.Status{Tone: ui.Bad, Word: "Stopped"}, false, true
	stopped.Trouble = "We stopped sending on 11 Nov 2026, 09:41: for five days every try had failed. The failed deliveries below say why. Mend the program, then enable the endpoint again. What waited until then is sent as soon as you enable it; what happened after that is in your list of events."
	stopped.URL, stopped.Description = "https://books.example.com:8443/hooks/"+endless, hostile
	quiet.Deliveries, quiet.Pager, quiet.Status, quiet.Enabled, quiet.Told = nil, ui.Pager{}, ui.Status{Tone: ui.Quiet, Word: "Disabled"}, false, "Nothing was sent."
	none := oneHook()
	none.Deliveries, none.Pager, none.Filtered, none.Type = nil, ui.Pager{}, true, "payment.completed"
	soon, done := oneDelivery(), oneDelivery()
	soon.Status, soon.Looking, soon.Note, soon.Attempts, soon.Body, soon.Tries = waiting, true, "On its way. This page looks by itself whether it has arrived.", nil, "", "0"
	done.Status, done.Note, done.Next, done.Tries, done.CanRedeliver, done.WhyNot = delivered, "", ui.Moment{}, "1", false, "Enable the endpoint to send this again."
	done.Attempts = []views.DeliveryTry{{Title: "Try 1", Status: ui.Status{Tone: ui.Good, Word: "Answered 204"}, At: today, Took: "35 ms", Request: hookRequest, Answered: true}}
	return []Page{
		one("Webhook", group, "enabled", views.Webhook(frame, oneHook())),
		one("Webhook", group, "failing, two secrets", views.Webhook(frame, failing)),
		one("Webhook", group, "stopped by us", views.Webhook(liveFrame, stopped)),
		one("Webhook", group, "disabled, nothing sent", views.Webhook(frame, quiet)),
		one("Webhook", group, "none of these", views.Webhook(frame, none)),
		one("Delivery", group, "trying again", views.Delivery(frame, oneDelivery())),
		one("Delivery", group, "on its way", views.Delivery(frame, soon)),
		one("Delivery", group, "delivered", views.Delivery(frame, done)),
	}
}

func eventPages() []Page {
	const group = "Dashboard"
	filters := views.EventFilters{Types: []views.Option{{Label: "Anything"}, {Value: "payment.completed", Label: "Payment succeeded"}}, ZoneName: "Nassau time (UTC−5)"}
	rows := []views.EventRow{
		{Href: "/dashboard/events/evt_1", What: "Payment succeeded", Type: "payment.completed", About: "pay_2Jm3vKd5Sx8Yb1HnLq6MtR", Number: "1,024", At: now},
		{Href: "/dashboard/events/evt_2", What: "Payment started", Type: "payment.created", About: "pay_2Jm3vKd5Sx8Yb1HnLq6MtR", Number: "1,023", At: today},
		{Href: "/dashboard/events/evt_3", What: "Charge of a subscription failed", Type: "subscription.charge_failed", About: "sub_2Jm3vbn7Ch1Jm2SxWz8YDb", Number: "1,022", At: yesterday},
	}
	some := views.EventsPage{Events: rows, Filters: filters, Pager: ui.Pager{Older: "?cursor=evt_3"}}
	narrowed := some
	narrowed.Filtered, narrowed.Filters.Type = true, "payment.completed"
	narrowed.Filters.Chips = []views.FilterChip{{Label: "Payment succeeded", Without: "/dashboard/events"}, {Label: "pay_2Jm3vKd5Sx8Yb1HnLq6MtR", Without: "/dashboard/events"}}
	wrong := views.EventsPage{Filtered: true, Filters: filters}
	wrong.Filters.Object, wrong.Filters.Errors = hostile, views.Errors{"object": {"Enter the whole id, for example that of a payment, which starts with pay_."}, "to": {"This day is before the first one."}}
	event := views.EventPage{ID: "evt_2Jm3vam6Bg9Hk1RwVz7XCa", Type: "payment.completed", What: "Payment succeeded", Number: "1,024", About: "pay_2Jm3vKd5Sx8Yb1HnLq6MtR",
		AboutHref: "/dashboard/payments/pay_1", Others: "/dashboard/events?object=pay_1", At: now, Data: hookBody, SeesDeliveries: true, Deliveries: someDeliveries()[1:3]}
	for i := range event.Deliveries {
		event.Deliveries[i].URL = "https://shop.islandcoffee.example/linktill"
	}
	untold := event
	untold.Deliveries, untold.AboutHref = nil, ""
	return []Page{
		one("Events", group, "some", views.Events(frame, some)),
		one("Events", group, "narrowed", views.Events(frame, narrowed)),
		one("Events", group, "wrong filter", views.Events(frame, wrong)),
		one("Events", group, "empty, live", views.Events(liveFrame, views.EventsPage{Filters: filters})),
		one("Event", group, "told", views.Event(frame, event)),
		one("Event", group, "told nobody", views.Event(frame, untold)),
	}
}
