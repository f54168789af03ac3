package handlers

import (
	"github.com/gofiber/fiber/v2"

	"linktill/internal/hook"
	"linktill/internal/pay"
	"linktill/views"
)

// webhookInput is an endpoint as programs send it: whole, or what is to change.
type webhookInput struct {
	URL         *string  `json:"url"`
	Events      []string `json:"events"`
	Description *string  `json:"description"`
	Status      *string  `json:"status"`
}

func (in webhookInput) patch() (pay.WebhookPatch, error) {
	p := pay.WebhookPatch{URL: in.URL, Events: in.Events, Description: in.Description}
	var checks pay.Checks
	if in.Status != nil {
		enabled := *in.Status == string(pay.WebhookEnabled)
		checks.That(enabled || *in.Status == string(pay.WebhookDisabled), "status", "Must be enabled or disabled.")
		p.Enabled = &enabled
	}
	return p, checks.Err()
}

func webhookID(c *fiber.Ctx) (pay.ID, error) {
	id, ok := pay.WebhookPrefix.Parse(c.Params("id"))
	if !ok {
		return id, pay.Errorf(pay.NotFound, "There is no webhook endpoint with this id.")
	}
	return id, nil
}

// ListWebhooks answers GET /v1/webhooks.
func (h *Handlers) ListWebhooks(c *fiber.Ctx) error {
	page, err := paging(c, pay.WebhookPrefix)
	if err != nil {
		return err
	}
	list, err := h.Store.Webhooks(c.UserContext(), caller(c), page)
	if err != nil {
		return err
	}
	show := func(w pay.Webhook) string { return pay.WebhookPrefix.Show(w.ID) }
	return h.respond(c, reply{Data: views.NewListJSON(list, page, views.NewWebhookJSON, show)})
}

// CreateWebhook answers POST /v1/webhooks. Its answer is the only one that shows
// the secret.
func (h *Handlers) CreateWebhook(c *fiber.Ctx) error {
	var in webhookInput
	if err := bind(c, &in); err != nil {
		return err
	}
	var checks pay.Checks
	patch, err := in.patch()
	checks.Join(err)
	w, err := pay.NewWebhook(patch, h.WebhookNetworks)
	checks.Join(err)
	if err := checks.Err(); err != nil {
		return err
	}
	w.ID = h.operationID(c)
	secret := hook.NewSecret()
	w, err = h.Store.CreateWebhook(c.UserContext(), caller(c), w, h.Secrets.Seal([]byte(secret), w.ID[:]))
	if err != nil {
		return err
	}
	shown := views.NewWebhookJSON(w)
	shown.Secret = secret
	return h.respond(c, reply{Status: fiber.StatusCreated, Data: shown})
}

// ShowWebhook answers GET /v1/webhooks/{id}.
func (h *Handlers) ShowWebhook(c *fiber.Ctx) error {
	id, err := webhookID(c)
	if err != nil {
		return err
	}
	w, err := h.Store.Webhook(c.UserContext(), caller(c), id)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewWebhookJSON(w)})
}

// ChangeWebhook answers PUT and PATCH /v1/webhooks/{id}; what is not sent stays
// as it is.
func (h *Handlers) ChangeWebhook(c *fiber.Ctx) error {
	id, err := webhookID(c)
	if err != nil {
		return err
	}
	var in webhookInput
	if err := bind(c, &in); err != nil {
		return err
	}
	patch, err := in.patch()
	if err != nil {
		return err
	}
	return h.changeWebhook(c, id, patch)
}

// EnableWebhook answers POST /v1/webhooks/{id}/enable.
func (h *Handlers) EnableWebhook(c *fiber.Ctx) error {
	id, err := webhookID(c)
	if err != nil {
		return err
	}
	if err := bind(c, &struct{}{}); err != nil {
		return err
	}
	enabled := true
	return h.changeWebhook(c, id, pay.WebhookPatch{Enabled: &enabled})
}

func (h *Handlers) changeWebhook(c *fiber.Ctx, id pay.ID, patch pay.WebhookPatch) error {
	w, err := h.Store.ChangeWebhook(c.UserContext(), caller(c), id, patch, h.WebhookNetworks)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewWebhookJSON(w)})
}

// DeleteWebhook answers DELETE /v1/webhooks/{id}.
func (h *Handlers) DeleteWebhook(c *fiber.Ctx) error {
	id, err := webhookID(c)
	if err != nil {
		return err
	}
	if err := h.Store.DeleteWebhook(c.UserContext(), caller(c), id); err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.RemovedJSON{ID: pay.WebhookPrefix.Show(id), Deleted: true}})
}

// RotateWebhook answers POST /v1/webhooks/{id}/rotate: a new secret, shown in
// this answer only. The old one works for another day.
func (h *Handlers) RotateWebhook(c *fiber.Ctx) error {
	id, err := webhookID(c)
	if err != nil {
		return err
	}
	if err := bind(c, &struct{}{}); err != nil {
		return err
	}
	secret := hook.NewSecret()
	w, err := h.Store.RotateWebhook(c.UserContext(), caller(c), id, h.operationID(c), h.Secrets.Seal([]byte(secret), id[:]))
	if err != nil {
		return err
	}
	shown := views.NewWebhookJSON(w)
	shown.Secret = secret
	return h.respond(c, reply{Data: shown})
}

// TestWebhook answers POST /v1/webhooks/{id}/test: an event about the endpoint
// itself is on its way there.
func (h *Handlers) TestWebhook(c *fiber.Ctx) error {
	id, err := webhookID(c)
	if err != nil {
		return err
	}
	if err := bind(c, &struct{}{}); err != nil {
		return err
	}
	d, err := h.Store.TestWebhook(c.UserContext(), caller(c), id, h.operationID(c))
	if err != nil {
		return err
	}
	return h.respond(c, reply{Status: fiber.StatusAccepted, Data: views.NewDeliveryJSON(d)})
}
