package handlers

import (
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

// deliveryIDs reads the endpoint's id and the delivery's.
func deliveryIDs(c *fiber.Ctx) (webhook, delivery pay.ID, err error) {
	if webhook, err = webhookID(c); err != nil {
		return webhook, delivery, err
	}
	delivery, ok := pay.DeliveryPrefix.Parse(c.Params("did"))
	if !ok {
		return webhook, delivery, pay.Errorf(pay.NotFound, "There is no delivery with this id.")
	}
	return webhook, delivery, nil
}

// ListDeliveries answers GET /v1/webhooks/{id}/deliveries.
func (h *Handlers) ListDeliveries(c *fiber.Ctx) error {
	id, err := webhookID(c)
	if err != nil {
		return err
	}
	page, err := paging(c, pay.DeliveryPrefix)
	if err != nil {
		return err
	}
	list, err := h.Store.Deliveries(c.UserContext(), caller(c), id, page)
	if err != nil {
		return err
	}
	show := func(d pay.Delivery) string { return pay.DeliveryPrefix.Show(d.ID) }
	return h.respond(c, reply{Data: views.NewListJSON(list, page, views.NewDeliveryJSON, show)})
}

// ShowDelivery answers GET /v1/webhooks/{id}/deliveries/{did}, with every try:
// what was sent, what came back and how long it took.
func (h *Handlers) ShowDelivery(c *fiber.Ctx) error {
	webhook, id, err := deliveryIDs(c)
	if err != nil {
		return err
	}
	d, tries, err := h.Store.Delivery(c.UserContext(), caller(c), webhook, id)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewDeliveryDetailJSON(d, tries)})
}

// Redeliver answers POST /v1/webhooks/{id}/deliveries/{did}/redeliver: the same
// is sent again, under the same id.
func (h *Handlers) Redeliver(c *fiber.Ctx) error {
	webhook, id, err := deliveryIDs(c)
	if err != nil {
		return err
	}
	if err := bind(c, &struct{}{}); err != nil {
		return err
	}
	d, err := h.Store.Redeliver(c.UserContext(), caller(c), webhook, id)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Status: fiber.StatusAccepted, Data: views.NewDeliveryJSON(d)})
}
