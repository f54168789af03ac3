package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

// again shows a browser its form once more, with what was typed and what is
// wrong with it, a code that comes too soon included. Programs, and errors that
// no form can mend, get the error.
func (h *Handlers) again(c *fiber.Ctx, err error, form func(e *pay.Error) reply) error {
	var e *pay.Error
	if wantsJSON(c) || !errors.As(err, &e) {
		return err
	}
	status := statuses[e.Code]
	if status != fiber.StatusUnprocessableEntity && (status != fiber.StatusTooManyRequests || len(e.Fields) == 0) {
		return err
	}
	setRetryAfter(c, e)
	r := form(e)
	r.Status = status
	return h.respond(c, r)
}

// page is what every page is given. Programs have no session, and see none.
func (h *Handlers) page(c *fiber.Ctx) views.Page {
	if wantsJSON(c) {
		return views.Page{}
	}
	return views.Page{CSRF: h.CSRF(c), Flash: h.popFlash(c)}
}

// publicPage is what pages for customers are given: they have no session.
func publicPage() views.Page { return views.Page{} }
