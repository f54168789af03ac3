package handlers

import (
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

const dangerPath = settingsPath + "/danger"

// DangerZone answers GET /dashboard/settings/danger.
func (h *Handlers) DangerZone(c *fiber.Ctx) error {
	m, err := h.Store.Merchant(c.UserContext(), caller(c).MerchantID)
	if err != nil {
		return err
	}
	page := views.DangerSettings{SettingsHead: settingsHead(c), Name: m.Name, Owner: caller(c).Role == pay.Owner, Stopped: momentOpt(m.StoppedAt, zone(c)),
		Exports: []views.Option{{Value: "/dashboard/payments.csv", Label: "Payments"}, {Value: "/dashboard/refunds.csv", Label: "Refunds"}}}
	return h.respond(c, reply{Page: views.SettingsDanger(h.frame(c, dangerPath), page)})
}

// StopPayments answers POST /dashboard/settings/danger/stop.
func (h *Handlers) StopPayments(c *fiber.Ctx) error {
	return h.setStopped(c, true, "You take no payments now. Customers read so at every checkout.")
}

// StartPayments answers POST /dashboard/settings/danger/start.
func (h *Handlers) StartPayments(c *fiber.Ctx) error {
	return h.setStopped(c, false, "You take payments again.")
}

func (h *Handlers) setStopped(c *fiber.Ctx, stopped bool, done string) error {
	if caller(c).Role != pay.Owner {
		return pay.Errorf(pay.Forbidden, "Only an owner stops and starts payments.")
	}
	if err := bindNothing(c); err != nil {
		return err
	}
	if _, err := h.Store.UpdateOrganization(c.UserContext(), caller(c), pay.OrganizationPatch{Stopped: &stopped}); err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: dangerPath, Flash: done})
}
