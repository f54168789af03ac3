package handlers

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

const eventsPath = "/dashboard/events"

func eventPath(id pay.ID) string { return eventsPath + "/" + pay.EventPrefix.Show(id) }

// eventSearch is the filter of the list as it stands in the address.
type eventSearch struct{ kind, object, from, to string }

func readEventSearch(c *fiber.Ctx) eventSearch {
	read := func(name string) string { return pay.CleanLine(c.Query(name)) }
	return eventSearch{kind: read("type"), object: read("object"), from: read("from"), to: read("to")}
}

// at is the address of the list with the filter, without some of its parts.
func (in eventSearch) at(cursor string, without ...string) string {
	query := url.Values{}
	for name, value := range map[string]string{"type": in.kind, "object": in.object, "from": in.from, "to": in.to, "cursor": cursor} {
		if value != "" && !slices.Contains(without, name) {
			query.Set(name, value)
		}
	}
	if len(query) == 0 {
		return eventsPath
	}
	return eventsPath + "?" + query.Encode()
}

func (in eventSearch) filter(c *fiber.Ctx) (f store.EventFilter, err error) {
	var checks pay.Checks
	f.Type = pay.EventType(in.kind)
	checks.That(in.kind == "" || slices.Contains(pay.EventTypes, f.Type), "type", "Choose an event from the list.")
	if in.object != "" {
		var ok bool
		f.ObjectID, ok = readObject(in.object)
		checks.That(ok, "object", "Enter the whole id, for example that of a payment, which starts with pay_.")
	}
	f.From, f.To = dayBound(&checks, "from", in.from, zone(c), 0), dayBound(&checks, "to", in.to, zone(c), 1)
	if f.From != nil && f.To != nil {
		checks.That(f.From.Before(*f.To), "to", "This day is before the first one.")
	}
	return f, checks.Err()
}

// EventsPage answers GET /dashboard/events.
func (h *Handlers) EventsPage(c *fiber.Ctx) error {
	page, err := paging(c, pay.EventPrefix)
	if err != nil {
		return err
	}
	in := readEventSearch(c)
	f, err := in.filter(c)
	if err != nil {
		return h.again(c, err, func(e *pay.Error) reply {
			m := views.EventsPage{Filtered: true, Filters: h.eventFilters(c, in, f, e)}
			return reply{Page: views.Events(h.frame(c, eventsPath), m)}
		})
	}
	list, err := h.Store.SearchEvents(c.UserContext(), caller(c), f, page)
	if err != nil {
		return err
	}
	m := views.EventsPage{Filtered: in != eventSearch{}, Filters: h.eventFilters(c, in, f, nil)}
	for _, e := range list.Rows {
		m.Events = append(m.Events, views.EventRow{Href: eventPath(e.ID), What: pay.EventWords(string(e.Type)), Type: string(e.Type),
			About: thingOf(e.Type).prefix.Show(e.ObjectID), Number: strconv.FormatInt(e.Seq, 10), At: moment(e.CreatedAt, zone(c))})
	}
	if !page.Cursor.IsZero() {
		m.Pager.Newer = in.at("")
	}
	if list.HasMore {
		m.Pager.Older = in.at(pay.EventPrefix.Show(list.Rows[len(list.Rows)-1].ID))
	}
	return h.respond(c, reply{Page: views.Events(h.frame(c, eventsPath), m)})
}

// eventFilters is the form of the filter, with a chip for each part that can be
// taken away.
func (h *Handlers) eventFilters(c *fiber.Ctx, in eventSearch, f store.EventFilter, e *pay.Error) views.EventFilters {
	m := views.EventFilters{Type: in.kind, Object: in.object, From: in.from, To: in.to, ZoneName: zoneName(h.Now().In(zone(c))),
		Types: []views.Option{{Label: "Anything"}}, Errors: formErrors(e)}
	for _, t := range pay.EventTypes {
		m.Types = append(m.Types, views.Option{Value: string(t), Label: pay.EventWords(string(t))})
	}
	if e != nil {
		return m
	}
	if in.kind != "" {
		m.Chips = append(m.Chips, views.FilterChip{Label: pay.EventWords(in.kind), Without: in.at("", "type")})
	}
	if in.object != "" {
		m.Chips = append(m.Chips, views.FilterChip{Label: in.object, Without: in.at("", "object")})
	}
	if label := (bounds{from: f.From, to: f.To}).periodLabel(); label != "" {
		m.Chips = append(m.Chips, views.FilterChip{Label: label, Without: in.at("", "from", "to")})
	}
	return m
}

// eventPage answers with one event.
func (h *Handlers) eventPage(c *fiber.Ctx, t pay.Told) error {
	by, in, about := caller(c), zone(c), thingOf(t.Type)
	data, err := eventText(views.NewEventJSON(t, h.merchantOf(c)))
	if err != nil {
		return err
	}
	m := views.EventPage{ID: pay.EventPrefix.Show(t.ID), Type: string(t.Type), What: pay.EventWords(string(t.Type)), Number: strconv.FormatInt(t.Seq, 10),
		About: about.prefix.Show(t.ObjectID), AboutHref: about.pageOf(t.ObjectID), At: moment(t.CreatedAt, in), Data: data, SeesDeliveries: by.May(pay.WebhooksRead)}
	m.Others = eventSearch{object: m.About}.at("")
	if r, is := t.Object.(pay.Refund); is {
		m.AboutHref = paymentPath(r.PaymentID)
	}
	if m.SeesDeliveries {
		list, err := h.Store.DeliveriesOf(c.UserContext(), by, t.ID)
		if err != nil {
			return err
		}
		for _, d := range list {
			row := deliveryRow(d.Delivery, in)
			row.URL = d.URL
			m.Deliveries = append(m.Deliveries, row)
		}
	}
	return h.respond(c, reply{Page: views.Event(h.frame(c, eventsPath), m)})
}

// eventText writes an event as the API does, with line breaks.
func eventText(e views.EventJSON) (string, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(e)
	return string(bytes.TrimSuffix(out.Bytes(), []byte("\n"))), err
}
