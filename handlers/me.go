package handlers

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

// ShowMe answers GET /v1/me.
func (h *Handlers) ShowMe(c *fiber.Ctx) error {
	m, err := h.Store.Merchant(c.UserContext(), caller(c).MerchantID)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewMeJSON(m, caller(c).Livemode)})
}

// ChangeMe answers PUT /v1/me: fields that are not sent stay.
func (h *Handlers) ChangeMe(c *fiber.Ctx) error {
	patch, err := readMe(c)
	if err != nil {
		return err
	}
	m, err := h.Store.UpdateOrganization(c.UserContext(), caller(c), patch)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewMeJSON(m, caller(c).Livemode)})
}

// meInput is the merchant as programs send it on /v1. The fields of its own are
// there only to say that they cannot be changed.
type meInput struct {
	organizationJSON
	ID              opt[any] `json:"id"`
	Slug            opt[any] `json:"slug"`
	Email           opt[any] `json:"email"`
	Country         opt[any] `json:"country"`
	DefaultCurrency opt[any] `json:"default_currency"`
	Livemode        opt[any] `json:"livemode"`
	CreatedAt       opt[any] `json:"created_at"`
}

func readMe(c *fiber.Ctx) (pay.OrganizationPatch, error) {
	var in meInput
	if err := bindJSON(c, &in); err != nil {
		return pay.OrganizationPatch{}, err
	}
	var checks pay.Checks
	for field, sent := range map[string]opt[any]{"id": in.ID, "slug": in.Slug, "email": in.Email, "country": in.Country,
		"default_currency": in.DefaultCurrency, "livemode": in.Livemode, "created_at": in.CreatedAt} {
		checks.That(!sent.Set, field, "This cannot be changed here.")
	}
	p := in.patch()
	if !checks.OK() {
		_, err := pay.Merchant{Name: "…", PriceMode: pay.PriceInclusive}.Apply(p, time.Time{})
		checks.Join(err)
	}
	return p, checks.Err()
}
