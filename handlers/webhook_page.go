package handlers

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
	"linktill/views/ui"
)

const webhooksPath = "/dashboard/webhooks"

func webhookPath(id pay.ID) string { return webhooksPath + "/" + pay.WebhookPrefix.Show(id) }

func deliveryPath(d pay.Delivery) string {
	return webhookPath(d.WebhookID) + "/deliveries/" + pay.DeliveryPrefix.Show(d.ID)
}

// webhooksPage answers with the list of endpoints.
func (h *Handlers) webhooksPage(c *fiber.Ctx, list pay.List[pay.Webhook]) error {
	by := caller(c)
	health, err := h.Store.WebhookHealth(c.UserContext(), by)
	if err != nil {
		return err
	}
	m := views.WebhooksPage{CanChange: by.May(pay.WebhooksWrite), SeesEvents: by.May(pay.EventsRead), Livemode: by.Livemode}
	if list.Total >= pay.WebhooksMax {
		m.Full = fmt.Sprintf("There are %d endpoints, which is the most. Delete one that is not needed to add another.", list.Total)
	}
	for _, w := range list.Rows {
		seen := health[w.ID]
		row := views.WebhookRow{Href: webhookPath(w.ID), URL: w.URL, Description: w.Description, Hears: hearsShort(w.Events), Status: webhookStatus(w),
			Last: momentOpt(seen.LastAt, zone(c)), Told: strconv.Itoa(seen.Told), Taken: strconv.Itoa(seen.Told - seen.Failed), Failed: seen.Failed > 0}
		if seen.Told > 0 {
			row.Day = failedOf(seen)
		}
		m.Endpoints = append(m.Endpoints, row)
	}
	return h.respond(c, reply{Page: views.Webhooks(h.frame(c, webhooksPath), m)})
}

// hearsNamed is how many events are named in the list.
const hearsNamed = 2

// hearsShort says in a few words what an endpoint is told.
func hearsShort(events []string) string {
	words := pay.EventsInWords(events)
	if more := len(words) - hearsNamed; more > 0 {
		words = append(words[:hearsNamed:hearsNamed], fmt.Sprintf("%d more", more))
	}
	return strings.Join(words, ", ")
}

// failedOf says how the last day went. Of very many deliveries only the newest
// were counted.
func failedOf(seen store.WebhookHealth) string {
	told := strconv.Itoa(seen.Told)
	if seen.Told >= store.HealthDeliveries {
		told = "the latest " + told
	}
	if seen.Failed == 0 {
		return "All of " + told + " taken"
	}
	return strconv.Itoa(seen.Failed) + " of " + told + " not taken"
}

func webhookStatus(w pay.Webhook) ui.Status {
	switch {
	case w.State == pay.WebhookDisabled && w.DisabledReason != pay.WebhookManual:
		return ui.Status{Tone: ui.Bad, Word: "Stopped"}
	case w.State == pay.WebhookDisabled:
		return ui.Status{Tone: ui.Quiet, Word: "Disabled"}
	case w.FailingSince != nil:
		return ui.Status{Tone: ui.Warn, Word: "Failing"}
	}
	return ui.Status{Tone: ui.Good, Word: "Enabled"}
}

// webhookTrouble says what is wrong with an endpoint and what to do about it.
func webhookTrouble(w pay.Webhook, in *time.Location) string {
	const then = " What waited until then is sent as soon as you enable it; what happened after that is in your list of events."
	switch {
	case w.DisabledReason == pay.WebhookGone:
		return "We stopped sending on " + moment(w.UpdatedAt, in).Text + ": the address answered 410, which says that it wants to hear nothing more." +
			" If that was not meant, mend the program and enable the endpoint again." + then
	case w.DisabledReason == pay.WebhookFailing:
		return "We stopped sending on " + moment(w.UpdatedAt, in).Text + ": for five days every try had failed." +
			" The failed deliveries below say why. Mend the program, then enable the endpoint again." + then
	case w.State == pay.WebhookEnabled && w.FailingSince != nil:
		return "Every try has failed since " + moment(*w.FailingSince, in).Text + ". The failed deliveries below say why. If nothing is taken until " +
			moment(w.FailingSince.Add(pay.WebhookFailingMax), in).Text + ", we stop and mail the owners."
	}
	return ""
}

// webhookPage answers with one endpoint and its deliveries.
func (h *Handlers) webhookPage(c *fiber.Ctx, w pay.Webhook) error {
	by, in := caller(c), zone(c)
	health, err := h.Store.WebhookHealth(c.UserContext(), by)
	if err != nil {
		return err
	}
	secrets, err := h.Store.WebhookSecrets(c.UserContext(), by, w.ID)
	if err != nil {
		return err
	}
	m := views.WebhookPage{
		Base: webhookPath(w.ID), ID: pay.WebhookPrefix.Show(w.ID), URL: w.URL, Description: w.Description, Hears: pay.EventsInWords(w.Events),
		Status: webhookStatus(w), Enabled: w.State == pay.WebhookEnabled, Trouble: webhookTrouble(w, in),
		Stopped: w.State == pay.WebhookDisabled && w.DisabledReason != pay.WebhookManual, Told: "Nothing was sent.",
		Created: moment(w.CreatedAt, in), CanChange: by.May(pay.WebhooksWrite), TestNonce: newNonce(),
	}
	if seen := health[w.ID]; seen.Told > 0 {
		m.Told = failedOf(seen)
	}
	for _, s := range secrets {
		if s.ExpiresAt != nil {
			m.Secrets = append(m.Secrets, moment(*s.ExpiresAt, in))
		}
	}
	if err := h.deliveryLog(c, w, &m); err != nil {
		return err
	}
	return h.respond(c, reply{Page: views.Webhook(h.frame(c, webhooksPath), m)})
}

// deliveryLog fills in an endpoint's deliveries, narrowed as the address says.
func (h *Handlers) deliveryLog(c *fiber.Ctx, w pay.Webhook, m *views.WebhookPage) error {
	page, err := paging(c, pay.DeliveryPrefix)
	if err != nil {
		return err
	}
	f, err := deliveryFilter(c)
	if err != nil {
		return err
	}
	list, err := h.Store.Deliveries(c.UserContext(), caller(c), w.ID, f, page)
	if err != nil {
		return err
	}
	m.State, m.Type, m.Filtered = string(f.State), f.Name, f != store.DeliveryFilter{}
	m.Types = []views.Option{{Label: "Any event"}}
	for _, name := range append(pay.WebhookChoices(), string(pay.EventWebhookTest)) {
		m.Types = append(m.Types, views.Option{Value: name, Label: pay.EventWords(name)})
	}
	for _, state := range []pay.DeliveryState{"", pay.DeliveryPending, pay.DeliveryDelivered, pay.DeliveryFailed} {
		m.Chips = append(m.Chips, ui.Chip{Label: deliveryWords[state], Current: f.State == state,
			Href: deliveriesAt(m.Base, store.DeliveryFilter{State: state, Name: f.Name}, "")})
	}
	for _, d := range list.Rows {
		m.Deliveries = append(m.Deliveries, deliveryRow(d, zone(c)))
	}
	if !page.Cursor.IsZero() {
		m.Pager.Newer = deliveriesAt(m.Base, f, "")
	}
	if list.HasMore {
		m.Pager.Older = deliveriesAt(m.Base, f, pay.DeliveryPrefix.Show(list.Rows[len(list.Rows)-1].ID))
	}
	return nil
}

// deliveryWords are what the states of deliveries are called where they can be
// chosen.
var deliveryWords = map[pay.DeliveryState]string{
	"": "All", pay.DeliveryPending: "Waiting", pay.DeliveryDelivered: "Delivered", pay.DeliveryFailed: "Failed",
}

// deliveriesAt is the address of an endpoint's deliveries, narrowed.
func deliveriesAt(base string, f store.DeliveryFilter, cursor string) string {
	query := url.Values{}
	for name, value := range map[string]string{"status": string(f.State), "type": f.Name, "cursor": cursor} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if len(query) == 0 {
		return base
	}
	return base + "?" + query.Encode()
}
