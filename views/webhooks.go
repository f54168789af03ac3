package views

import "linktill/views/ui"

// WebhooksPage is the list of webhook endpoints.
type WebhooksPage struct {
	// Endpoints are those of this mode, newest first.
	Endpoints []WebhookRow
	// CanChange is true for a role that may add some. Full says why there cannot
	// be more; "" when there can.
	CanChange bool
	Full      string
	// SeesEvents is true for a role that may see events.
	SeesEvents bool
	// Livemode is the mode of the list.
	Livemode bool
}

// WebhookRow is one endpoint in the list.
type WebhookRow struct {
	// Href is its page.
	Href string
	// URL is its address, Description what it is for.
	URL, Description string
	// Hears says in words what it is told: "Everything".
	Hears string
	// Status is "Enabled", "Failing" or "Disabled".
	Status ui.Status
	// Last is when it was told something last; the zero value means never.
	Last ui.Moment
	// Day says how the last day went: "3 of 120 failed"; "" when nothing was sent.
	Day string
	// Told and Taken draw the bar beside it, Failed marks it.
	Told, Taken string
	Failed      bool
}

// WebhookForm makes an endpoint or changes one.
type WebhookForm struct {
	// Editing is true for one that is there.
	Editing bool
	// Action is where the form posts, Cancel where it leads back to.
	Action, Cancel string
	// Nonce is the idempotency key.
	Nonce string
	// URL and Description are as typed.
	URL, Description string
	// Everything is whether it is told all there is.
	Everything bool
	// Groups are the events to choose from.
	Groups []EventChoices
	// Seen is the endpoint as the form was opened with.
	Seen string
	// Changes are what somebody else changed meanwhile.
	Changes []ChangedField
	// Errors are by input: url, events, description, and "" for the whole form.
	Errors Errors
}

// EventChoices are events about one thing.
type EventChoices struct {
	// Name is the thing: "Payments". Hint says more; may be "".
	Name, Hint string
	// Choices are the events.
	Choices []EventChoice
}

// EventChoice is one event to tick.
type EventChoice struct {
	// Name is what the form sends: "payment.completed".
	Name string
	// Words say it: "Payment succeeded".
	Words string
	// Checked is whether it is ticked.
	Checked bool
}

// first is the input where the cursor belongs.
func (m WebhookForm) first() string {
	if field := m.Errors.First("url", "description"); field != "" || len(m.Errors) > 0 {
		return field
	}
	return "url"
}

// WebhookSecretPage shows a secret for the only time.
type WebhookSecretPage struct {
	// URL is the endpoint's address, Href its page.
	URL, Href string
	// Secret is what deliveries are signed with.
	Secret string
	// OldUntil is when the secrets before it end; the zero value for the first.
	OldUntil ui.Moment
}

// WebhookPage is one endpoint with its deliveries.
type WebhookPage struct {
	// Base is its address here: "/dashboard/webhooks/whk_…".
	Base, ID string
	// URL is the address that is told, Description what it is for.
	URL, Description string
	// Hears are in words what it is told.
	Hears []string
	// Status is "Enabled", "Failing" or "Disabled".
	Status ui.Status
	// Enabled is whether it is told anything.
	Enabled bool
	// Trouble says what is wrong with it and what to do; "" when nothing is.
	Trouble string
	// Stopped is true when it was us who disabled it.
	Stopped bool
	// Told says how the last day went: "3 of 120 deliveries failed in the last day".
	Told string
	// Secrets say which secrets work: "One, made on …".
	Secrets []ui.Moment
	// Created is when it was added.
	Created ui.Moment
	// CanChange is true for a role that may.
	CanChange bool
	// TestNonce makes sending the test twice act once.
	TestNonce string
	// Chips choose deliveries by their state; Types by their event, Type is the
	// chosen one, State goes with it.
	Chips       []ui.Chip
	Types       []Option
	Type, State string
	// Deliveries are the rows, Filtered whether the list is narrowed.
	Deliveries []DeliveryRow
	Filtered   bool
	Pager      ui.Pager
}

// DeliveryRow is one delivery in a list.
type DeliveryRow struct {
	// Href is its page.
	Href string
	// What says what it tells: "Payment succeeded". Name is the event's.
	What, Name string
	// URL is where it goes, in lists of several endpoints.
	URL string
	// Status is "Delivered", "Waiting", "Trying again" or "Failed".
	Status ui.Status
	// Answer says what came of the latest try: "200 in 35 ms"; "" before it.
	Answer string
	// Created is when it was queued.
	Created ui.Moment
}

// DeliveryPage is one delivery with all that was sent and answered.
type DeliveryPage struct {
	// Base is its address here, Webhook the endpoint's page and URL its address.
	Base, Webhook, URL string
	// ID is the webhook-id of every try.
	ID string
	// What says what it tells: "Payment succeeded". Name is the event's.
	What, Name string
	// Status is "Delivered", "Waiting", "Trying again" or "Failed".
	Status ui.Status
	// Looking is true while the page looks again by itself.
	Looking bool
	// Note says what happens next; may be "".
	Note string
	// EventHref is the event's page, "" for a role that may not see it.
	EventHref string
	// Created is when it was queued, Next when it is tried again.
	Created, Next ui.Moment
	// Tries is how often it was tried: "3".
	Tries string
	// Body is what is sent, with line breaks; "" before the first try.
	Body string
	// Attempts are the tries, newest first. More says that there are older ones.
	Attempts []DeliveryTry
	More     bool
	// CanRedeliver is true when it can be sent again; WhyNot says why it cannot.
	CanRedeliver bool
	WhyNot       string
	// Nonce makes sending it again twice act once.
	Nonce string
}

// DeliveryTry is one try.
type DeliveryTry struct {
	// Title numbers it: "Try 2".
	Title string
	// Status is "Accepted" or "Refused", with the answer's status, or "No answer".
	Status ui.Status
	// At is when, Took how long it took: "35 ms".
	At   ui.Moment
	Took string
	// Error says why there was no answer; may be "".
	Error string
	// Request is the head of what was sent.
	Request string
	// ResponseHeaders are those of the answer, each on a line; "" when they were not
	// kept.
	ResponseHeaders string
	// Response is the beginning of what came back; "" when it had no body.
	Response string
	// Answered is true when anything came back.
	Answered bool
}

// EventsPage is the list of events.
type EventsPage struct {
	// Events are the rows, Filtered whether the list is narrowed.
	Events   []EventRow
	Filtered bool
	Filters  EventFilters
	Pager    ui.Pager
}

// EventFilters narrow the list of events.
type EventFilters struct {
	// Type, Object, From and To are as typed.
	Type, Object, From, To string
	// Types can be chosen from.
	Types []Option
	// Chips are the parts that are set.
	Chips []FilterChip
	// ZoneName is whose days they are.
	ZoneName string
	// Errors are by input: type, object, from, to.
	Errors Errors
}

// EventRow is one event in the list.
type EventRow struct {
	// Href is its page.
	Href string
	// What says what happened, Type is its name.
	What, Type string
	// About is the id of what it happened to.
	About string
	// Number is its place: "#12".
	Number string
	// At is when.
	At ui.Moment
}

// EventPage is one event.
type EventPage struct {
	// ID and Type are as the API has them, What says it in words.
	ID, Type, What string
	// Number is its place among all: "12".
	Number string
	// About is the id of what it happened to, AboutHref its page; "" without one.
	About, AboutHref string
	// Others is the list of everything that happened to the same.
	Others string
	// At is when.
	At ui.Moment
	// Data is the event as the API shows it.
	Data string
	// Deliveries are where it was told. SeesDeliveries is whether the role may see
	// them.
	Deliveries     []DeliveryRow
	SeesDeliveries bool
}
