package handlers

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
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

// deliveryFilter reads how the list of deliveries is to be narrowed.
func deliveryFilter(c *fiber.Ctx) (store.DeliveryFilter, error) {
	f := store.DeliveryFilter{State: pay.DeliveryState(c.Query("status")), Name: c.Query("type")}
	var checks pay.Checks
	_, known := deliveryWords[f.State]
	checks.That(known, "status", "Must be pending, delivered or failed.")
	checks.That(f.Name == "" || f.Name == string(pay.EventWebhookTest) || slices.Contains(pay.WebhookChoices(), f.Name), "type", "There is no such event.")
	return f, checks.Err()
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
	f, err := deliveryFilter(c)
	if err != nil {
		return err
	}
	list, err := h.Store.Deliveries(c.UserContext(), caller(c), id, f, page)
	if err != nil {
		return err
	}
	show := func(d pay.Delivery) string { return pay.DeliveryPrefix.Show(d.ID) }
	return h.respond(c, reply{Data: views.NewListJSON(list, page, views.NewDeliveryJSON, show)})
}

// ShowDelivery answers GET /dashboard/webhooks/{id}/deliveries/{did} and GET
// /v1/webhooks/{id}/deliveries/{did}, with every try: what was sent, what came
// back and how long it took.
func (h *Handlers) ShowDelivery(c *fiber.Ctx) error {
	webhook, id, err := deliveryIDs(c)
	if err != nil {
		return err
	}
	d, tries, err := h.Store.Delivery(c.UserContext(), caller(c), webhook, id)
	if err != nil {
		return err
	}
	if !wantsJSON(c) {
		return h.deliveryPage(c, d, tries)
	}
	return h.respond(c, reply{Data: views.NewDeliveryDetailJSON(d, tries)})
}

// Redeliver answers POST /dashboard/webhooks/{id}/deliveries/{did}/redeliver and
// POST /v1/webhooks/{id}/deliveries/{did}/redeliver: the same is sent again,
// under the same id.
func (h *Handlers) Redeliver(c *fiber.Ctx) error {
	webhook, id, err := deliveryIDs(c)
	if err != nil {
		return err
	}
	if err := bindNothing(c); err != nil {
		return err
	}
	by := caller(c)
	if err := h.limit(c, "redeliver:"+by.MerchantID.UUID()+":"+webhook.UUID(), pay.RedeliveriesPerMinute, time.Minute); err != nil {
		return tooManyRedeliveries(err)
	}
	d, err := h.Store.Redeliver(c.UserContext(), by, webhook, id)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Status: fiber.StatusAccepted, Data: views.NewDeliveryJSON(d), Redirect: deliveryPath(d)})
}

// tooManyRedeliveries says which limit it was.
func tooManyRedeliveries(err error) error {
	var e *pay.Error
	if errors.As(err, &e) && e.Code == pay.TooMany {
		return &pay.Error{Code: pay.TooMany, RetryAfterSeconds: e.RetryAfterSeconds, Message: fmt.Sprintf(
			"At most %d deliveries of an endpoint can be sent again in a minute. Nothing was sent; go on in %d seconds.", pay.RedeliveriesPerMinute, e.RetryAfterSeconds)}
	}
	return err
}
