package views

import "linktill/internal/pay"

// WebhookJSON is a webhook endpoint on /v1. Secret is in the answer that creates
// or renews it and nowhere else.
type WebhookJSON struct {
	ID             string   `json:"id"`
	URL            string   `json:"url"`
	Events         []string `json:"events"`
	Description    string   `json:"description"`
	Livemode       bool     `json:"livemode"`
	Status         string   `json:"status"`
	DisabledReason *string  `json:"disabled_reason"`
	FailingSince   *string  `json:"failing_since"`
	CreatedAt      string   `json:"created_at"`
	UpdatedAt      string   `json:"updated_at"`
	Secret         string   `json:"secret,omitempty"`
}

// NewWebhookJSON returns the endpoint as the API shows it, without the secret.
func NewWebhookJSON(w pay.Webhook) WebhookJSON {
	return WebhookJSON{
		ID: pay.WebhookPrefix.Show(w.ID), URL: w.URL, Events: list(w.Events), Description: w.Description, Livemode: w.Livemode,
		Status: string(w.State), DisabledReason: text(string(w.DisabledReason)), FailingSince: stampOpt(w.FailingSince),
		CreatedAt: stamp(w.CreatedAt), UpdatedAt: stamp(w.UpdatedAt),
	}
}

// DeliveryJSON is a delivery on /v1, with what the latest try came to; null
// before the first.
type DeliveryJSON struct {
	ID             string  `json:"id"`
	WebhookID      string  `json:"webhook_id"`
	EventID        string  `json:"event_id"`
	EventType      string  `json:"event_type"`
	Attempt        int     `json:"attempt"`
	Status         string  `json:"status"`
	ResponseStatus *int    `json:"response_status"`
	ResponseBody   *string `json:"response_body"`
	Error          *string `json:"error"`
	DurationMS     *int64  `json:"duration_ms"`
	AttemptedAt    *string `json:"attempted_at"`
	NextAttemptAt  *string `json:"next_attempt_at"`
	Livemode       bool    `json:"livemode"`
	CreatedAt      string  `json:"created_at"`
}

// NewDeliveryJSON returns the delivery as the API lists it.
func NewDeliveryJSON(d pay.Delivery) DeliveryJSON {
	out := DeliveryJSON{
		ID: pay.DeliveryPrefix.Show(d.ID), WebhookID: pay.WebhookPrefix.Show(d.WebhookID), EventID: pay.EventPrefix.Show(d.EventID),
		EventType: d.Name, Attempt: d.Attempts, Status: string(d.State), NextAttemptAt: stampOpt(d.NextAttemptAt),
		Livemode: d.Livemode, CreatedAt: stamp(d.CreatedAt),
	}
	if d.Last != nil {
		out.AttemptedAt, out.DurationMS, out.Error = text(stamp(d.Last.At)), &d.Last.DurationMillis, text(d.Last.Error)
		out.ResponseStatus, out.ResponseBody = answered(*d.Last)
	}
	return out
}

// answered are status and body of an answer, null when there was none.
func answered(a pay.DeliveryAttempt) (status *int, body *string) {
	if a.ResponseStatus == 0 {
		return nil, nil
	}
	return &a.ResponseStatus, &a.ResponseBody
}

// DeliveryDetailJSON is one delivery with everything that was sent and answered.
type DeliveryDetailJSON struct {
	DeliveryJSON
	Attempts []DeliveryAttemptJSON `json:"attempts"`
}

// DeliveryAttemptJSON is one try.
type DeliveryAttemptJSON struct {
	Number          int                 `json:"number"`
	At              string              `json:"at"`
	DurationMS      int64               `json:"duration_ms"`
	Request         DeliveryRequestJSON `json:"request"`
	ResponseStatus  *int                `json:"response_status"`
	ResponseHeaders *string             `json:"response_headers"`
	ResponseBody    *string             `json:"response_body"`
	Error           *string             `json:"error"`
}

// DeliveryRequestJSON is what was sent.
type DeliveryRequestJSON struct {
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
}

// NewDeliveryDetailJSON returns the delivery with its tries, newest first.
func NewDeliveryDetailJSON(d pay.Delivery, tries []pay.DeliveryAttempt) DeliveryDetailJSON {
	id := pay.DeliveryPrefix.Show(d.ID)
	return DeliveryDetailJSON{DeliveryJSON: NewDeliveryJSON(d), Attempts: Show(tries, func(a pay.DeliveryAttempt) DeliveryAttemptJSON {
		out := DeliveryAttemptJSON{Number: a.Number, At: stamp(a.At), DurationMS: a.DurationMillis, Error: text(a.Error), ResponseHeaders: text(a.ResponseHeaders),
			Request: DeliveryRequestJSON{Method: "POST", URL: a.URL, Headers: pay.DeliveryHeaders(id, a.At, a.Signature), Body: d.Body}}
		out.ResponseStatus, out.ResponseBody = answered(a)
		return out
	})}
}
