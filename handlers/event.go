package handlers

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

// ListEvents answers GET /v1/events: newest first, or with after, the id or the
// number of an event, everything since then in the order in which it happened.
// The next page is after next_cursor, either way.
func (h *Handlers) ListEvents(c *fiber.Ctx) error {
	page, err := paging(c, pay.EventPrefix)
	if err != nil {
		return err
	}
	var list pay.List[*pay.Told]
	if after := c.Query("after"); after != "" {
		list, err = h.eventsAfter(c, after, page)
	} else {
		list, err = h.Store.Events(c.UserContext(), caller(c), page)
	}
	if err != nil {
		return err
	}
	m := h.merchantOf(c)
	show := func(t *pay.Told) views.EventJSON { return views.NewEventJSON(*t, m) }
	cursor := func(t *pay.Told) string { return pay.EventPrefix.Show(t.ID) }
	return h.respond(c, reply{Data: views.NewListJSON(list, page, show, cursor)})
}

func (h *Handlers) eventsAfter(c *fiber.Ctx, after string, page pay.Page) (pay.List[*pay.Told], error) {
	var checks pay.Checks
	checks.That(page.Cursor.IsZero() && !page.ByOffset, "after", "Use either after, cursor or offset.")
	seq, err := strconv.ParseInt(after, 10, 64)
	if err != nil || seq < 0 {
		id, ok := pay.EventPrefix.Parse(after)
		seq = 0
		if ok {
			seq, err = h.Store.EventSeq(c.UserContext(), caller(c), id)
		}
		if err != nil && ok && pay.CodeOf(err) != pay.NotFound {
			return pay.List[*pay.Told]{}, err
		}
		checks.That(ok && err == nil, "after", "Must be the id or the number of an event that you have seen; 0 starts with the first.")
	}
	if err := checks.Err(); err != nil {
		return pay.List[*pay.Told]{}, err
	}
	return h.Store.EventsAfter(c.UserContext(), caller(c), seq, page)
}

// ShowEvent answers GET /dashboard/events/{id} and GET /v1/events/{id}.
func (h *Handlers) ShowEvent(c *fiber.Ctx) error {
	id, ok := pay.EventPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.Errorf(pay.NotFound, "There is no event with this id.")
	}
	t, err := h.Store.Event(c.UserContext(), caller(c), id)
	if err != nil {
		return err
	}
	if !wantsJSON(c) {
		return h.eventPage(c, t)
	}
	return h.respond(c, reply{Data: views.NewEventJSON(t, h.merchantOf(c))})
}
