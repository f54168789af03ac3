package mail

import "time"

// WebhookDisabled is what the mail about a disabled endpoint says.
type WebhookDisabled struct {
	To           string
	MerchantName string
	URL          string
	ID           string
	Gone         bool // it answered 410; otherwise it failed for days
	Livemode     bool
	At           time.Time // in the merchant's zone
	Dashboard    string
}

// WebhookDisabledMail tells a merchant that an endpoint is told nothing any more,
// why, and how to go on.
func WebhookDisabledMail(w WebhookDisabled) Message {
	why := "Every delivery to it has failed for five days, so nothing is sent there any more."
	if w.Gone {
		why = "It answered 410 Gone, which says that it wants to hear nothing any more, so nothing is sent there now."
	}
	mode := "Live"
	if !w.Livemode {
		mode = "Test"
	}
	return letter{
		Subject: "A webhook endpoint was disabled", Heading: "A webhook endpoint was disabled", From: ourName,
		Paragraphs: []string{
			"One of the webhook endpoints of " + unlinked(w.MerchantName) + " was disabled. " + why,
			"When it works again, enable it with POST /v1/webhooks/" + w.ID + "/enable. What was waiting is sent then; " +
				"what happened in between is listed by GET /v1/events?after=… and does not get lost.",
		},
		Facts:  []fact{{"Endpoint", unlinked(w.URL)}, {"Id", w.ID}, {"Mode", mode}, {"When", w.At.Format("2 January 2006, 15:04 MST")}},
		Button: "Open the dashboard", URL: w.Dashboard,
	}.message(w.To)
}
