package handlers

import (
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

// placementForm is the names of new printed codes, one per line, or the new name
// of one.
type placementForm struct {
	Names string `form:"names"`
	Name  string `form:"name"`
}

// placed notes by which printed code the customer came. An address with a code
// that is not counted is the link's own.
func (h *Handlers) placed(c *fiber.Ctx, o *offer, p store.PublicLink) (err error) {
	o.zone = p.TimeZone
	code := c.Params("placement")
	if code == "" {
		return nil
	}
	o.placementID, err = h.Store.PlacementAt(c.UserContext(), p.Link.MerchantID, p.Link.ID, code)
	if err == nil && !o.placementID.IsZero() {
		o.action = views.PlacementPath(p.MerchantSlug, p.Link.ID, code)
		o.again, o.qr = o.action, qrFile(pay.PlacementPrefix.Show(o.placementID))
	}
	return err
}

// viewedLink is atLink, counted. Choosing another language is not looking again.
func (h *Handlers) viewedLink(c *fiber.Ctx) (offer, error) {
	o, err := h.atLink(c)
	if err == nil && c.Query("lang") == "" && isCounted(c) {
		h.Store.CountLinkView(o.link, o.zone, o.placementID)
	}
	return o, err
}

// placementParam returns the link and the printed code that the address names.
func (h *Handlers) placementParam(c *fiber.Ctx) (l pay.Link, p pay.Placement, err error) {
	if l, err = h.linkParam(c); err != nil {
		return l, p, err
	}
	id, ok := pay.PlacementPrefix.Parse(c.Params("placement"))
	if !ok {
		return l, p, pay.NoSuchPlacement()
	}
	p, err = h.Store.Placement(c.UserContext(), caller(c), l.ID, id)
	return l, p, err
}

func placementPath(p pay.Placement) string {
	return linkPath(p.LinkID) + "/placements/" + pay.PlacementPrefix.Show(p.ID)
}

// AddPlacements answers POST /dashboard/links/{id}/placements.
func (h *Handlers) AddPlacements(c *fiber.Ctx) error {
	l, err := h.linkParam(c)
	if err != nil {
		return err
	}
	var in placementForm
	if err = bindForm(c, &in); err == nil {
		err = h.Store.AddPlacements(c.UserContext(), caller(c), l.ID, h.operationID(c), pay.PlacementNames(in.Names))
	}
	if err != nil {
		return h.again(c, err, func(e *pay.Error) reply {
			page, pageErr := h.linkPage(c, l, in, e)
			if pageErr != nil {
				return reply{Redirect: linkPath(l.ID), Refused: e.Message}
			}
			return reply{Page: views.Link(h.frame(c, "/dashboard/links"), page)}
		})
	}
	return h.respond(c, reply{Redirect: linkPath(l.ID) + "#placements", Flash: "The codes are ready to print."})
}

// ShowPlacement answers GET /dashboard/links/{id}/placements/{placement}.
func (h *Handlers) ShowPlacement(c *fiber.Ctx) error {
	l, p, err := h.placementParam(c)
	if err != nil {
		return err
	}
	page, err := h.placementPage(c, l, p)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Page: views.Placement(h.frame(c, "/dashboard/links"), page)})
}

// RenamePlacement answers POST /dashboard/links/{id}/placements/{placement}.
func (h *Handlers) RenamePlacement(c *fiber.Ctx) error {
	l, p, err := h.placementParam(c)
	if err != nil {
		return err
	}
	var in placementForm
	if err = bindForm(c, &in); err == nil {
		err = h.Store.RenamePlacement(c.UserContext(), caller(c), l.ID, p.ID, pay.CleanLine(in.Name))
	}
	if err != nil {
		return h.again(c, err, func(e *pay.Error) reply {
			page, pageErr := h.placementPage(c, l, p)
			if pageErr != nil {
				return reply{Redirect: placementPath(p), Refused: e.Message}
			}
			page.Typed, page.Errors = in.Name, formErrors(e)
			return reply{Page: views.Placement(h.frame(c, "/dashboard/links"), page)}
		})
	}
	return h.respond(c, reply{Redirect: placementPath(p), Flash: "Renamed. What is printed stays as it is."})
}

// RemovePlacement answers POST /dashboard/links/{id}/placements/{placement}/remove.
func (h *Handlers) RemovePlacement(c *fiber.Ctx) error {
	l, p, err := h.placementParam(c)
	if err == nil {
		err = bindNothing(c)
	}
	if err == nil {
		err = h.Store.RemovePlacement(c.UserContext(), caller(c), l.ID, p.ID)
	}
	if err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: linkPath(l.ID) + "#placements", Flash: p.Name + " is removed. What is printed still opens the link, and is not counted any more."})
}

func (h *Handlers) placementPage(c *fiber.Ctx, l pay.Link, p pay.Placement) (views.PlacementPage, error) {
	n, err := h.linkNumbers(c, l)
	name := pay.PlacementPrefix.Show(p.ID)
	return views.PlacementPage{
		Base: placementPath(p), LinkHref: linkPath(l.ID), LinkName: l.Description, Name: p.Name, Typed: p.Name,
		Code: views.PrintCode{URL: h.PublicURL + views.PlacementPath(caller(c).MerchantSlug, l.ID, p.Code), QRSVG: qrFile(name)},
		PNG:  "/qr/" + name + "?size=1024", SVG: qrFile(name), PrintHref: linkPath(l.ID) + "/print?placement=" + name,
		Funnel: views.NewFunnel(n.ByPlace[p.ID]), CanChange: caller(c).May(pay.LinksWrite), Errors: views.Errors{},
	}, err
}
