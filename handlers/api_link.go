package handlers

import (
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

// apiLinkJSON is a payment link as a person's program makes one on /api: of
// products, which are kept in it as they are now.
type apiLinkJSON struct {
	Name        string         `json:"name"`
	Products    any            `json:"products"`
	Currency    *string        `json:"currency"`
	PricingMode *pay.PriceMode `json:"pricing_mode"`
	ExpiresAt   *string        `json:"expires_at"`
	MaxUses     *int64         `json:"max_uses"`
	Metadata    map[string]any `json:"metadata"`
}

// link is what needs no look at products; it notes all that is wrong.
func (in apiLinkJSON) link(checks *pay.Checks, mode pay.PriceMode) pay.Link {
	l := pay.Link{Name: pay.CleanLine(in.Name), Currency: apiCurrency(checks, in.Currency, apiCurrencies[0]), PricingMode: mode,
		MaxUses: in.MaxUses, Metadata: pay.CleanMetadata(in.Metadata)}
	checks.That(l.Name != "", "name", "Give the link a name, so that you know later what it is for.")
	if in.PricingMode != nil {
		l.PricingMode = *in.PricingMode
		checks.That(l.PricingMode.Valid(), "pricing_mode", "Must be TAX_INCLUSIVE or TAX_EXCLUSIVE.")
	}
	if in.ExpiresAt != nil {
		l.ExpiresAt = checkMoment(checks, "expires_at", *in.ExpiresAt)
	}
	return l
}

// CreateAPILink answers POST /api/payment-links/.
func (h *Handlers) CreateAPILink(c *fiber.Ctx) error {
	var in apiLinkJSON
	if err := bindJSON(c, &in); err != nil {
		return err
	}
	ctx, by := c.UserContext(), caller(c)
	m, err := h.Store.Merchant(ctx, by.MerchantID)
	if err != nil {
		return err
	}
	var checks pay.Checks
	l := in.link(&checks, m.PriceMode)
	basket, err := h.fill(ctx, by, &checks, "product_id", l.Currency, readProducts(&checks, "product_id", in.Products))
	if err != nil {
		return err
	}
	l.TransactionType, _ = pay.TypeOf(basket.products)
	if l, err = l.Selling(basket.lines, &checks, h.Now()); err != nil {
		return err
	}
	l.ID = h.operationID(c)
	if l, err = h.Store.CreateLink(ctx, by, l); err != nil {
		return err
	}
	return h.respond(c, reply{Status: fiber.StatusCreated, Data: h.apiLinkJSON(c, l)})
}

func (h *Handlers) apiLinkJSON(c *fiber.Ctx, l pay.Link) views.APILinkJSON {
	return views.NewAPILinkJSON(l, h.merchantOf(c), h.Now())
}

// ListAPILinks answers GET /api/payment-links/.
func (h *Handlers) ListAPILinks(c *fiber.Ctx) error {
	var checks pay.Checks
	page := numberedPage(c, &checks)
	active, err := activeFilter(c)
	checks.Join(err)
	if err := checks.Err(); err != nil {
		return err
	}
	links, err := h.Store.Links(c.UserContext(), caller(c), active, page)
	if err != nil {
		return err
	}
	h.setPageHeaders(c, "/api/payment-links/", page, links.Total, links.HasMore)
	return h.respond(c, reply{Data: views.Show(links.Rows, func(l pay.Link) views.APILinkJSON { return h.apiLinkJSON(c, l) })})
}

// ShowAPILink answers GET /api/payment-links/{id}/, where the id may be the
// link's token.
func (h *Handlers) ShowAPILink(c *fiber.Ctx) error {
	l, err := h.linkParam(c)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: h.apiLinkJSON(c, l)})
}

// apiLinkPatchJSON is a PATCH on /api. What was frozen cannot be changed, and is
// here only to say so.
type apiLinkPatchJSON struct {
	Name        opt[string]         `json:"name"`
	IsActive    opt[bool]           `json:"is_active"`
	ExpiresAt   opt[string]         `json:"expires_at"`
	MaxUses     opt[int64]          `json:"max_uses"`
	Metadata    opt[map[string]any] `json:"metadata"`
	Products    opt[any]            `json:"products"`
	Currency    opt[any]            `json:"currency"`
	PricingMode opt[any]            `json:"pricing_mode"`
}

func (in apiLinkPatchJSON) patch() (pay.LinkPatch, error) {
	p, err := linkPatchJSON{IsActive: in.IsActive, ExpiresAt: in.ExpiresAt, MaxUses: in.MaxUses, Metadata: in.Metadata}.patch()
	var checks pay.Checks
	checks.Join(err)
	for field, set := range map[string]bool{"products": in.Products.Set, "currency": in.Currency.Set, "pricing_mode": in.PricingMode.Set} {
		checks.That(!set, field, "This cannot be changed after creation. Create a new link instead.")
	}
	if in.Name.Set {
		name := pay.CleanLine(in.Name.Value)
		checks.That(name != "", "name", "Give the link a name, so that you know later what it is for.")
		p.Name = &name
	}
	return p, checks.Err()
}

// ChangeAPILink answers PATCH /api/payment-links/{id}/.
func (h *Handlers) ChangeAPILink(c *fiber.Ctx) error {
	l, err := h.linkParam(c)
	if err != nil {
		return err
	}
	var in apiLinkPatchJSON
	if err := bindJSON(c, &in); err != nil {
		return err
	}
	patch, err := in.patch()
	if err != nil {
		return err
	}
	if l, err = h.Store.ChangeLink(c.UserContext(), caller(c), l.ID, patch); err != nil {
		return err
	}
	return h.respond(c, reply{Data: h.apiLinkJSON(c, l)})
}

// DeleteAPILink answers DELETE /api/payment-links/{id}/.
func (h *Handlers) DeleteAPILink(c *fiber.Ctx) error {
	l, err := h.linkParam(c)
	if err != nil {
		return err
	}
	if l, err = h.Store.DeleteLink(c.UserContext(), caller(c), l.ID); err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewAPILinkDeletedJSON(l)})
}

// APILinkPayments answers GET /api/payment-links/{id}/payments/: those that took
// money.
func (h *Handlers) APILinkPayments(c *fiber.Ctx) error {
	var checks pay.Checks
	page := numberedPage(c, &checks)
	if err := checks.Err(); err != nil {
		return err
	}
	l, err := h.linkParam(c)
	if err != nil {
		return err
	}
	payments, err := h.linkPayments(c, l, page)
	if err != nil {
		return err
	}
	h.setPageHeaders(c, "/api/payment-links/"+l.ID.UUID()+"/payments/", page, payments.Total, payments.HasMore)
	return h.respond(c, reply{Data: views.Show(payments.Rows, views.NewAPILinkPaymentJSON)})
}
