package pay

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Webhook is an endpoint: an address of the merchant's that is told what
// happens. What its deliveries are signed with is shown once and kept sealed.
type Webhook struct {
	MerchantID     ID
	ID             ID
	Livemode       bool
	URL            string
	Events         []string
	Description    string
	State          WebhookState
	DisabledReason WebhookReason
	FailingSince   *time.Time // since then every try failed
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// WebhookState is whether an endpoint is told anything.
type WebhookState string

// The states of an endpoint.
const (
	WebhookEnabled  WebhookState = "enabled"
	WebhookDisabled WebhookState = "disabled"
)

// WebhookReason says why an endpoint is disabled.
type WebhookReason string

// The reasons: the merchant's wish, the answer 410, days of failures.
const (
	WebhookManual  WebhookReason = "manual"
	WebhookGone    WebhookReason = "gone"
	WebhookFailing WebhookReason = "failing"
)

// Limits of webhook endpoints.
const (
	WebhooksMax           = 16 // of a merchant, in one mode
	WebhookURLMax         = 2048
	WebhookDescriptionMax = 200
	WebhookSecretsMax     = 5 // that work at the same time
)

// WebhookSecretOverlap is how long an old secret goes on working after a new
// one was made.
const WebhookSecretOverlap = 24 * time.Hour

// WebhookFailingMax is how long every try may fail before an endpoint is
// disabled. It is longer than all tries of one delivery take.
const WebhookFailingMax = 5 * 24 * time.Hour

// DeliveriesKept is how long deliveries can be looked at.
const DeliveriesKept = 30 * 24 * time.Hour

// RedeliveriesPerMinute is how often deliveries of one endpoint can be asked for
// again.
const RedeliveriesPerMinute = 30

// EveryEvent chooses all events, each under its own name.
const EveryEvent = "*"

// Events of links that end by themselves, and of an endpoint that is tried out.
const (
	EventLinkExpired EventType = "payment_link.expired"
	EventWebhookTest EventType = "webhook.test"
)

// EventName is a name under which an event is delivered; Needs narrows it.
// migrations/0005_webhooks.sql has the same table, and a test compares the two.
type EventName struct {
	Type  EventType
	Name  string
	Needs EventNeeds
}

// EventNeeds is what a payment needs to have for a name.
type EventNeeds string

// The needs: a payment link; anything that is sold but a bare link.
const (
	NeedsNothing EventNeeds = ""
	NeedsLink    EventNeeds = "link"
	NeedsGoods   EventNeeds = "goods"
)

// Names of events as the reference documents have them, beside our own.
const (
	NameTransactionChanged = "transaction.status_changed"
	NameRefundChanged      = "refund.status_changed"
	NameLinkPaid           = "payment_link.payment.completed"
	NameOrderCreated       = "order.created"
)

// EventTypes are all events that are delivered, in the order of the catalogue.
var EventTypes = []EventType{
	EventLinkCreated, EventLinkUpdated, EventLinkDeactivated, EventLinkExpired, EventLinkDeleted,
	EventPaymentCreated, EventPaymentProcessing, EventPaymentUnknown, EventPaymentAuthorized, EventPaymentCompleted,
	EventPaymentFailed, EventPaymentVoided, EventPaymentRefunded, EventPaymentCanceled, EventPaymentExpired,
	EventRefundCreated, EventRefundCompleted, EventRefundFailed, EventRefundRejected,
	EventProductCreated, EventProductUpdated, EventProductDeleted,
	EventListingCreated, EventListingUpdated, EventListingPublished, EventListingPaused, EventListingRemoved,
	EventSubscriptionCreated, EventSubscriptionUpdated, EventSubscriptionCharged, EventSubscriptionChargeFailed,
	EventSubscriptionPaused, EventSubscriptionResumed, EventSubscriptionCanceled,
	EventWebhookTest,
}

// EventNames is the catalogue: each event under its own name and under those of
// the reference documents.
func EventNames() []EventName {
	var names []EventName
	for _, t := range EventTypes {
		names = append(names, EventName{Type: t, Name: string(t)})
		switch t.Noun() {
		case "payment":
			names = append(names, EventName{Type: t, Name: NameTransactionChanged})
		case "refund":
			names = append(names, EventName{Type: t, Name: NameRefundChanged})
		}
	}
	return append(names, EventName{EventPaymentCompleted, NameLinkPaid, NeedsLink}, EventName{EventPaymentCompleted, NameOrderCreated, NeedsGoods})
}

// Noun is what an event is about: "payment_link".
func (t EventType) Noun() string {
	noun, _, _ := strings.Cut(string(t), ".")
	return noun
}

// WebhookChoices are the names that an endpoint can choose, in the order of the
// catalogue.
func WebhookChoices() []string {
	var choices []string
	for _, n := range EventNames() {
		if n.Type != EventWebhookTest && !slices.Contains(choices, n.Name) {
			choices = append(choices, n.Name)
		}
	}
	return choices
}

// WebhookPatch is what is wanted of an endpoint; a nil field stays as it is.
type WebhookPatch struct {
	URL         *string
	Events      []string // nil: as they are
	Description *string
	Enabled     *bool
	// Edition is the one that a form was opened with.
	Edition *string
}

// Edition names the endpoint as its form shows it.
func (w Webhook) Edition() string { return edition(w.URL, w.Events, w.Description) }

// Apply returns the endpoint as the patch would make it, or what is wrong with
// that. allowed are networks that may be told, too, although they are private.
func (w Webhook) Apply(p WebhookPatch, allowed []netip.Prefix) (Webhook, error) {
	if p.Edition != nil && *p.Edition != w.Edition() {
		return w, Stale("endpoint")
	}
	var c Checks
	if p.URL != nil {
		w.URL = CheckWebhookURL(&c, "url", *p.URL, allowed)
	}
	if p.Events != nil {
		w.Events = checkChoice(&c, p.Events)
	}
	if p.Description != nil {
		w.Description = CleanLine(*p.Description)
		c.CheckLength("description", w.Description, WebhookDescriptionMax)
	}
	switch {
	case p.Enabled == nil:
	case *p.Enabled:
		w.State, w.DisabledReason = WebhookEnabled, ""
	case w.State == WebhookEnabled:
		w.State, w.DisabledReason = WebhookDisabled, WebhookManual
	}
	return w, c.Err()
}

// NewWebhook returns the endpoint that the patch describes, or what is wrong.
func NewWebhook(p WebhookPatch, allowed []netip.Prefix) (Webhook, error) {
	var c Checks
	c.That(p.URL != nil, "url", "Say which address is to be told.")
	c.That(p.Events != nil, "events", "Choose at least one event, or \"*\" for all.")
	w, err := Webhook{State: WebhookEnabled}.Apply(p, allowed)
	c.Join(err)
	return w, c.Err()
}

func checkChoice(c *Checks, events []string) []string {
	choices := append(WebhookChoices(), EveryEvent)
	c.That(len(events) > 0, "events", "Choose at least one event, or \"*\" for all.")
	chosen := []string{}
	for _, name := range events {
		switch {
		case !slices.Contains(choices, name):
			c.Add("events", "There is no event %q. The events are: %s.", CleanLine(name), strings.Join(choices, ", "))
			return events
		case !slices.Contains(chosen, name):
			chosen = append(chosen, name)
		}
	}
	return chosen
}

// WebhookPorts are where webhooks are sent; allowed networks have all ports.
var WebhookPorts = []uint16{443, 8443}

// unreachable says the same of every address that is not public, so that nobody
// can ask what there is behind us.
const unreachable = "Webhooks are sent to public addresses only: https, port 443 or 8443, a name that everybody can look up."

// CheckWebhookURL notes what is wrong with an address and returns the form in
// which it is kept. It judges what the address says; where its name leads is
// judged at each connection. Where networks are allowed, names of theirs cannot
// be told from others here.
func CheckWebhookURL(c *Checks, field, address string, allowed []netip.Prefix) string {
	u, err := url.Parse(address)
	if err != nil || len(address) > WebhookURLMax || strings.ContainsFunc(address, notInURL) || u.Opaque != "" || u.Hostname() == "" {
		c.Add(field, "This is not an address. Write it like https://example.com/webhooks, with at most %d characters.", WebhookURLMax)
		return address
	}
	c.That(u.User == nil, field, "The address must not hold a user or a password: deliveries are signed.")
	c.That(u.Fragment == "" && !strings.Contains(address, "#"), field, "The part behind # is never sent. Leave it out.")
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	switch {
	case u.Scheme == "https":
	case u.Scheme == "http" && len(allowed) > 0:
	default:
		c.Add(field, "The address must start with https://.")
		return u.String()
	}
	c.That(mayBeTold(u, allowed), field, unreachable)
	kept := u.String() // what stands for itself only when escaped makes it longer
	c.That(len(kept) <= WebhookURLMax, field, "This address is too long: with %%22 for a quotation mark and the like it has more than %d characters.", WebhookURLMax)
	return kept
}

// notInURL finds what clients read in different ways. Names in other scripts
// have a form of letters and digits, which is the one that is looked up.
func notInURL(r rune) bool { return r <= ' ' || r > '~' || r == '\\' }

func mayBeTold(u *url.URL, allowed []netip.Prefix) bool {
	host := strings.TrimSuffix(u.Hostname(), ".")
	port, portOK := uint16(443), true
	if u.Port() != "" {
		n, err := strconv.ParseUint(u.Port(), 10, 16)
		port, portOK = uint16(n), err == nil && n > 0
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		if isWithin(addr, allowed) {
			return portOK
		}
		return u.Scheme == "https" && slices.Contains(WebhookPorts, port) && IsPublicAddr(addr)
	}
	if !portOK || !isHostName(host) {
		return false
	}
	return len(allowed) > 0 || slices.Contains(WebhookPorts, port) && isPublicName(host)
}

func isWithin(addr netip.Addr, networks []netip.Prefix) bool {
	addr = addr.Unmap().WithZone("")
	return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// IsPublicAddr is a first look at an address that was typed. What decides is the
// guard at the connection, which knows every reserved network.
func IsPublicAddr(addr netip.Addr) bool {
	return addr.Zone() == "" && !addr.Is4In6() && addr.IsGlobalUnicast() && !addr.IsPrivate()
}

// isHostName refuses what is no name: an address in an odd spelling, such as
// 0x7f.1 or 2130706433, ends in a number.
func isHostName(host string) bool {
	labels := strings.Split(host, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return false
		}
	}
	last := labels[len(labels)-1]
	return len(host) <= 253 && strings.Trim(last, "0123456789") != "" && !strings.HasPrefix(last, "0x")
}

// isPublicName refuses names that lead nowhere else but into our own network.
func isPublicName(host string) bool {
	for _, ending := range []string{"localhost", "localdomain", "local", "internal", "intranet", "lan", "home.arpa", "onion", "invalid", "test"} {
		if host == ending || strings.HasSuffix(host, "."+ending) {
			return false
		}
	}
	return strings.Contains(host, ".")
}
