package handlers

import (
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

// ShowBio answers GET /v1/bio. A page that was never saved is empty.
func (h *Handlers) ShowBio(c *fiber.Ctx) error {
	b, err := h.Store.Bio(c.UserContext(), caller(c))
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewBioJSON(b, h.merchantOf(c))})
}

// SaveBio answers PUT /v1/bio: fields that are not sent stay. Programs publish at
// once, here and with links: a draft in the dashboard's editor is neither shown
// nor changed by them, and the editor says that the page changed since.
func (h *Handlers) SaveBio(c *fiber.Ctx) error {
	patch, err := h.readBio(c)
	if err != nil {
		return err
	}
	b, err := h.Store.SaveBio(c.UserContext(), caller(c), patch)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewBioJSON(b, h.merchantOf(c))})
}

// CreateBioLink answers POST /v1/bio/links.
func (h *Handlers) CreateBioLink(c *fiber.Ctx) error {
	id := h.operationID(c)
	patch, err := h.readBioLink(c, pay.NewBioLink(id))
	if err != nil {
		return err
	}
	l, err := h.Store.CreateBioLink(c.UserContext(), caller(c), id, patch)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Status: fiber.StatusCreated, Data: views.NewBioLinkJSON(l)})
}

// ChangeBioLink answers PUT /v1/bio/links/{id}: fields that are not sent stay.
func (h *Handlers) ChangeBioLink(c *fiber.Ctx) error {
	id, ok := pay.BioLinkPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.NoSuchBioLink()
	}
	patch, err := h.readBioLink(c, pay.BioLink{Title: "…", URL: "https://example.com", Kind: pay.BioKindLink})
	if err != nil {
		return err
	}
	l, err := h.Store.ChangeBioLink(c.UserContext(), caller(c), id, patch)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewBioLinkJSON(l)})
}

// DeleteBioLink answers DELETE /v1/bio/links/{id}.
func (h *Handlers) DeleteBioLink(c *fiber.Ctx) error {
	id, ok := pay.BioLinkPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.NoSuchBioLink()
	}
	if err := h.Store.DeleteBioLink(c.UserContext(), caller(c), id); err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.RemovedJSON{ID: pay.BioLinkPrefix.Show(id), Deleted: true}})
}

// OrderBioLinks answers PUT /v1/bio/links/order.
func (h *Handlers) OrderBioLinks(c *fiber.Ctx) error {
	ids, err := readBioOrder(c)
	if err != nil {
		return err
	}
	links, err := h.Store.OrderBioLinks(c.UserContext(), caller(c), ids)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.ListJSON[views.BioLinkJSON]{Data: views.Show(links, views.NewBioLinkJSON)}})
}
