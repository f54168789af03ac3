package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"
)

// reply is what a handler answers, in both representations.
type reply struct {
	// Status of Data or Page; 0 is 200.
	Status int
	// Data is what programs get, encoded as JSON.
	Data any
	// Page is what browsers get; without one they are sent to Redirect, a path
	// on this site, where Flash says what was done, or Refused why it was not.
	Page                     templ.Component
	Redirect, Flash, Refused string
}

// respond answers with the representation that the caller wants.
func (h *Handlers) respond(c *fiber.Ctx, r reply) error {
	status := r.Status
	if status == 0 {
		status = fiber.StatusOK
	}
	switch {
	case wantsJSON(c):
		return sendJSON(c, status, r.Data)
	case r.Page != nil:
		return h.render(c, status, r.Page)
	}
	switch {
	case r.Refused != "":
		h.refused(c, r.Refused)
	case r.Flash != "":
		h.flash(c, r.Flash)
	}
	return redirect(c, r.Redirect)
}

// redirect sends a browser to a path on this site.
func redirect(c *fiber.Ctx, path string) error {
	if !IsLocalPath(path) {
		return fmt.Errorf("handlers: %q is no path on this site", path)
	}
	return c.Redirect(path, fiber.StatusSeeOther)
}

// render draws a page, also when the request's time is over: then the page says
// so. templ has already written half of it when it fails: that half is taken
// back.
func (h *Handlers) render(c *fiber.Ctx, status int, page templ.Component) error {
	c.Status(status).Type("html", "utf-8")
	if err := page.Render(context.WithoutCancel(c.UserContext()), c.Response().BodyWriter()); err != nil {
		c.Response().ResetBody()
		return fmt.Errorf("handlers: render: %w", err)
	}
	return nil
}

// sendJSON encodes data as it is: "<" stays "<", which the content type and
// nosniff make harmless.
func sendJSON(c *fiber.Ctx, status int, data any) error {
	c.Status(status)
	if status == fiber.StatusNoContent {
		return nil
	}
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(data); err != nil {
		return fmt.Errorf("handlers: encode: %w", err)
	}
	c.Response().Header.SetContentType(fiber.MIMEApplicationJSON)
	c.Response().SetBody(body.Bytes())
	return nil
}
