package handlers

import (
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

// organizationJSON are the fields of a merchant that may be changed. null takes a
// value away, as "" does.
type organizationJSON struct {
	Name         opt[string]        `json:"name"`
	Website      opt[string]        `json:"website"`
	ContactEmail opt[string]        `json:"contact_email"`
	Telegram     opt[string]        `json:"telegram"`
	PriceMode    opt[pay.PriceMode] `json:"price_mode"`
}

func (in organizationJSON) patch() pay.OrganizationPatch {
	return pay.OrganizationPatch{Name: in.Name.wanted(), Website: in.Website.wanted(), ContactEmail: in.ContactEmail.wanted(),
		Telegram: in.Telegram.wanted(), PriceMode: in.PriceMode.wanted()}
}

// ShowOrganization answers GET /api/organization/.
func (h *Handlers) ShowOrganization(c *fiber.Ctx) error {
	m, err := h.Store.Merchant(c.UserContext(), caller(c).MerchantID)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewOrganizationJSON(m)})
}

// ChangeOrganization answers PATCH /api/organization/.
func (h *Handlers) ChangeOrganization(c *fiber.Ctx) error {
	var in organizationJSON
	if err := bindJSON(c, &in); err != nil {
		return err
	}
	m, err := h.Store.UpdateOrganization(c.UserContext(), caller(c), in.patch())
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewOrganizationJSON(m)})
}
