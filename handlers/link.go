package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

// merchantOf is what JSON says of the caller's merchant.
func (h *Handlers) merchantOf(c *fiber.Ctx) views.Merchant {
	by := caller(c)
	return views.Merchant{ID: by.MerchantID, Slug: by.MerchantSlug, PublicURL: h.PublicURL}
}

func (h *Handlers) linkJSON(c *fiber.Ctx, l pay.Link) views.LinkJSON {
	return views.NewLinkJSON(l, h.merchantOf(c), h.Now())
}

// linkParam returns the link that the address names.
func (h *Handlers) linkParam(c *fiber.Ctx) (pay.Link, error) {
	id, ok := pay.LinkPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.Link{}, pay.NoSuchLink()
	}
	return h.Store.Link(c.UserContext(), caller(c), id)
}

// ListLinks answers GET /dashboard/links and GET /v1/payment-links.
func (h *Handlers) ListLinks(c *fiber.Ctx) error {
	page, err := paging(c, pay.LinkPrefix)
	if err != nil {
		return err
	}
	active, err := activeFilter(c)
	if err != nil {
		return err
	}
	links, err := h.Store.Links(c.UserContext(), caller(c), active, page)
	if err != nil {
		return err
	}
	if wantsJSON(c) {
		return h.respond(c, reply{Data: h.linkListJSON(c, links, page)})
	}
	return h.respond(c, reply{Page: views.Links(h.frame(c, "/dashboard/links"), h.linksPage(c, links, page))})
}

// activeFilter reads is_active, and from the dashboard's chips status.
func activeFilter(c *fiber.Ctx) (*bool, error) {
	yes, no := true, false
	switch wanted := c.Query("is_active") + c.Query("status"); wanted {
	case "", "all":
		return nil, nil
	case "true", "active":
		return &yes, nil
	case "false", "inactive":
		return &no, nil
	}
	var checks pay.Checks
	checks.Add("is_active", "Must be true or false.")
	return nil, checks.Err()
}

// linkList is a list of links as /v1 documents it: with its own key, and
// always with total, limit and offset.
type linkList struct {
	Links      []views.LinkJSON `json:"payment_links"`
	Total      int              `json:"total"`
	Limit      int              `json:"limit"`
	Offset     int              `json:"offset"`
	HasMore    bool             `json:"has_more"`
	NextCursor *string          `json:"next_cursor"`
}

func (h *Handlers) linkListJSON(c *fiber.Ctx, links pay.List[pay.Link], page pay.Page) linkList {
	out := linkList{Total: links.Total, Limit: page.Limit, Offset: page.Offset, HasMore: links.HasMore,
		Links: views.Show(links.Rows, func(l pay.Link) views.LinkJSON { return h.linkJSON(c, l) })}
	if links.HasMore {
		out.NextCursor = pay.LinkPrefix.ShowOpt(links.Rows[len(links.Rows)-1].ID)
	}
	return out
}

// NewLink answers GET /dashboard/links/new, and with from filled in like that
// link.
func (h *Handlers) NewLink(c *fiber.Ctx) error {
	in := linkForm{Kind: "fixed", Currency: caller(c).DefaultCurrency}
	if from := c.Query("from"); from != "" {
		id, _ := pay.LinkPrefix.Parse(from)
		l, err := h.Store.Link(c.UserContext(), caller(c), id)
		if err != nil {
			return err
		}
		in = cloneOf(l, zone(c), h.Now())
	}
	return h.respond(c, reply{Page: h.linkFormPage(c, in, pay.Link{}, nil)})
}

// CreateLink answers POST /dashboard/links and POST /v1/payment-links.
func (h *Handlers) CreateLink(c *fiber.Ctx) error {
	var form linkForm
	l, err := h.readLink(c, &form)
	if err == nil {
		l.ID = h.operationID(c)
		l, err = h.Store.CreateLink(c.UserContext(), caller(c), l)
	}
	if err != nil {
		return h.again(c, err, func(e *pay.Error) reply { return reply{Page: h.linkFormPage(c, form, pay.Link{}, e)} })
	}
	return h.respond(c, reply{Status: fiber.StatusCreated, Data: h.linkJSON(c, l),
		Redirect: linkPath(l.ID) + "?created=1", Flash: "Link created."})
}

// readLink binds a new link from whichever form it came in.
func (h *Handlers) readLink(c *fiber.Ctx, form *linkForm) (pay.Link, error) {
	if wantsJSON(c) {
		var in linkJSON
		if err := bindJSON(c, &in); err != nil {
			return pay.Link{}, err
		}
		return in.link(caller(c))
	}
	if err := bindForm(c, form); err != nil {
		return pay.Link{}, err
	}
	return form.link(zone(c))
}

// ShowLink answers GET /dashboard/links/{id} and GET /v1/payment-links/{id}.
func (h *Handlers) ShowLink(c *fiber.Ctx) error {
	l, err := h.linkParam(c)
	if err != nil {
		return err
	}
	if wantsJSON(c) {
		return h.respond(c, reply{Data: h.linkJSON(c, l)})
	}
	page, err := h.linkPage(c, l, placementForm{}, nil)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Page: views.Link(h.frame(c, "/dashboard/links"), page)})
}

// EditLink answers GET /dashboard/links/{id}/edit.
func (h *Handlers) EditLink(c *fiber.Ctx) error {
	l, err := h.linkParam(c)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Page: h.linkFormPage(c, formOf(l, zone(c)), l, nil)})
}

// ChangeLink answers POST /dashboard/links/{id} and PATCH
// /v1/payment-links/{id}.
func (h *Handlers) ChangeLink(c *fiber.Ctx) error {
	l, err := h.linkParam(c)
	if err != nil {
		return err
	}
	var form linkForm
	patch, err := h.readPatch(c, &form)
	before := l
	if err == nil {
		l, err = h.Store.ChangeLink(c.UserContext(), caller(c), l.ID, patch)
	}
	if pay.CodeOf(err) == pay.Conflict && !wantsJSON(c) {
		return h.staleLink(c, form, before.ID)
	}
	if err != nil {
		return h.again(c, err, func(e *pay.Error) reply { return reply{Page: h.linkFormPage(c, form, before, e)} })
	}
	return h.respond(c, reply{Data: h.linkJSON(c, l), Redirect: linkPath(l.ID), Flash: "Link changed."})
}

func (h *Handlers) readPatch(c *fiber.Ctx, form *linkForm) (pay.LinkPatch, error) {
	if wantsJSON(c) {
		var in linkPatchJSON
		if err := bindJSON(c, &in); err != nil {
			return pay.LinkPatch{}, err
		}
		return in.patch()
	}
	if err := bindForm(c, form); err != nil {
		return pay.LinkPatch{}, err
	}
	return form.patch(zone(c))
}

// DeactivateLink answers POST …/{id}/deactivate, in the dashboard and on /v1.
func (h *Handlers) DeactivateLink(c *fiber.Ctx) error {
	l, err := h.switchLink(c, false)
	if err != nil {
		return err
	}
	return h.respond(c, reply{
		Data:     map[string]any{"id": pay.LinkPrefix.Show(l.ID), "is_active": false, "deactivated_at": stamp(*l.DeactivatedAt)},
		Redirect: linkPath(l.ID), Flash: "Link deactivated. It takes no more payments.",
	})
}

// ActivateLink answers POST …/{id}/activate.
func (h *Handlers) ActivateLink(c *fiber.Ctx) error {
	l, err := h.switchLink(c, true)
	if e := (*pay.Error)(nil); errors.As(err, &e) && !wantsJSON(c) && e.Fields["is_active"] != nil {
		return h.respond(c, reply{Redirect: "/dashboard/links/" + c.Params("id"), Refused: e.Message + " Change that in “Edit” first."})
	}
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: h.linkJSON(c, l), Redirect: linkPath(l.ID), Flash: "Link activated. It takes payments again."})
}

func (h *Handlers) switchLink(c *fiber.Ctx, active bool) (pay.Link, error) {
	l, err := h.linkParam(c)
	if err == nil {
		err = bindNothing(c)
	}
	if err != nil {
		return l, err
	}
	return h.Store.ChangeLink(c.UserContext(), caller(c), l.ID, pay.LinkPatch{Active: &active})
}

// DeleteLink answers POST /dashboard/links/{id}/delete and DELETE
// /v1/payment-links/{id}.
func (h *Handlers) DeleteLink(c *fiber.Ctx) error {
	l, err := h.linkParam(c)
	if err == nil {
		err = bindNothing(c)
	}
	if err == nil {
		l, err = h.Store.DeleteLink(c.UserContext(), caller(c), l.ID)
	}
	if err != nil {
		return err
	}
	return h.respond(c, reply{
		Data:     map[string]any{"id": pay.LinkPrefix.Show(l.ID), "deleted": true, "is_active": false, "deactivated_at": stamp(*l.DeactivatedAt)},
		Redirect: "/dashboard/links", Flash: "Link deleted. Its payments stay in your list of payments.",
	})
}
