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

func (in webhookInput) patch(checks *pay.Checks) pay.WebhookPatch {
	p := pay.WebhookPatch{URL: in.URL, Events: in.Events, Description: in.Description}
	if in.Status != nil {
		enabled := *in.Status == string(pay.WebhookEnabled)
		checks.That(enabled || *in.Status == string(pay.WebhookDisabled), "status", "Must be enabled or disabled.")
		p.Enabled = &enabled
	}
	return p
}

// readWebhook binds an endpoint from whichever form it came in.
func readWebhook(c *fiber.Ctx, form *webhookForm) (patch pay.WebhookPatch, checks pay.Checks, err error) {
	if wantsJSON(c) {
		var in webhookInput
		err = bindJSON(c, &in)
		return in.patch(&checks), checks, err
	}
	err = bindForm(c, form)
	return form.patch(), checks, err
}

func webhookID(c *fiber.Ctx) (pay.ID, error) {
	id, ok := pay.WebhookPrefix.Parse(c.Params("id"))
	if !ok {
		return id, pay.Errorf(pay.NotFound, "There is no webhook endpoint with this id.")
	}
	return id, nil
}

// ListWebhooks answers GET /dashboard/webhooks and GET /v1/webhooks.
func (h *Handlers) ListWebhooks(c *fiber.Ctx) error {
	page, err := paging(c, pay.WebhookPrefix)
	if err != nil {
		return err
	}
	list, err := h.Store.Webhooks(c.UserContext(), caller(c), page)
	if err != nil {
		return err
	}
	if !wantsJSON(c) {
		return h.webhooksPage(c, list)
	}
	show := func(w pay.Webhook) string { return pay.WebhookPrefix.Show(w.ID) }
	return h.respond(c, reply{Data: views.NewListJSON(list, page, views.NewWebhookJSON, show)})
}

// CreateWebhook answers POST /dashboard/webhooks and POST /v1/webhooks. Its
// answer is the only one that shows the secret.
func (h *Handlers) CreateWebhook(c *fiber.Ctx) error {
	var form webhookForm
	patch, checks, err := readWebhook(c, &form)
	if err != nil {
		return err
	}
	w, err := pay.NewWebhook(patch, h.WebhookNetworks)
	checks.Join(err)
	secret := hook.NewSecret()
	if err = checks.Err(); err == nil {
		w.ID = h.operationID(c)
		w, err = h.Store.CreateWebhook(c.UserContext(), caller(c), w, h.Secrets.Seal([]byte(secret), w.ID[:]))
	}
	if err != nil {
		return h.again(c, err, func(e *pay.Error) reply { return reply{Page: h.newWebhookPage(c, form, e)} })
	}
	shown := views.NewWebhookJSON(w)
	shown.Secret = secret
	return h.respond(c, reply{Status: fiber.StatusCreated, Data: shown, Page: h.secretPage(c, w, secret, nil)})
}

// ShowWebhook answers GET /dashboard/webhooks/{id} and GET /v1/webhooks/{id}.
func (h *Handlers) ShowWebhook(c *fiber.Ctx) error {
	w, err := h.webhookAt(c)
	if err != nil {
		return err
	}
	if !wantsJSON(c) {
		return h.webhookPage(c, w)
	}
	return h.respond(c, reply{Data: views.NewWebhookJSON(w)})
}

// webhookAt returns the caller's endpoint that the address names.
func (h *Handlers) webhookAt(c *fiber.Ctx) (pay.Webhook, error) {
	id, err := webhookID(c)
	if err != nil {
		return pay.Webhook{}, err
	}
	return h.Store.Webhook(c.UserContext(), caller(c), id)
}

// ChangeWebhook answers POST /dashboard/webhooks/{id}, PUT and PATCH
// /v1/webhooks/{id}; what is not sent stays as it is.
func (h *Handlers) ChangeWebhook(c *fiber.Ctx) error {
	before, err := h.webhookAt(c)
	if err != nil {
		return err
	}
	id := before.ID
	var form webhookForm
	patch, checks, err := readWebhook(c, &form)
	if err != nil {
		return err
	}
	var w pay.Webhook
	if err = checks.Err(); err == nil {
		w, err = h.Store.ChangeWebhook(c.UserContext(), caller(c), id, patch, h.WebhookNetworks)
	}
	if pay.CodeOf(err) == pay.Conflict && !wantsJSON(c) {
		return h.staleWebhook(c, form, id)
	}
	if err != nil {
		return h.again(c, err, func(e *pay.Error) reply { return reply{Page: h.editWebhookPage(c, form, id, e)} })
	}
	return h.respond(c, reply{Data: views.NewWebhookJSON(w), Redirect: webhookPath(id), Flash: "Endpoint changed."})
}

// SwitchWebhook answers POST /dashboard/webhooks/{id}/enable and …/disable, and
// POST /v1/webhooks/{id}/enable.
func (h *Handlers) SwitchWebhook(on bool) fiber.Handler {
	flash := "Disabled. Nothing is sent there until you enable it again."
	if on {
		flash = "Enabled. What waited is sent now."
	}
	return func(c *fiber.Ctx) error {
		id, err := webhookID(c)
		if err != nil {
			return err
		}
		if err := bindNothing(c); err != nil {
			return err
		}
		w, err := h.Store.ChangeWebhook(c.UserContext(), caller(c), id, pay.WebhookPatch{Enabled: &on}, h.WebhookNetworks)
		if err != nil {
			return err
		}
		return h.respond(c, reply{Data: views.NewWebhookJSON(w), Redirect: webhookPath(id), Flash: flash})
	}
}

// DeleteWebhook answers POST /dashboard/webhooks/{id}/delete and DELETE
// /v1/webhooks/{id}.
func (h *Handlers) DeleteWebhook(c *fiber.Ctx) error {
	id, err := webhookID(c)
	if err != nil {
		return err
	}
	if err := bindNothing(c); err != nil {
		return err
	}
	if err := h.Store.DeleteWebhook(c.UserContext(), caller(c), id); err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.RemovedJSON{ID: pay.WebhookPrefix.Show(id), Deleted: true},
		Redirect: webhooksPath, Flash: "Endpoint deleted. Nothing more is sent there."})
}

// RotateWebhook answers POST /dashboard/webhooks/{id}/rotate and POST
// /v1/webhooks/{id}/rotate: a new secret, shown in this answer only. The old one
// works for another day.
func (h *Handlers) RotateWebhook(c *fiber.Ctx) error {
	id, err := webhookID(c)
	if err != nil {
		return err
	}
	if err := bindNothing(c); err != nil {
		return err
	}
	secret := hook.NewSecret()
	w, err := h.Store.RotateWebhook(c.UserContext(), caller(c), id, h.operationID(c), h.Secrets.Seal([]byte(secret), id[:]))
	if err != nil {
		return err
	}
	shown := views.NewWebhookJSON(w)
	shown.Secret = secret
	ends := h.Now().Add(pay.WebhookSecretOverlap)
	return h.respond(c, reply{Data: shown, Page: h.secretPage(c, w, secret, &ends)})
}

// EndOldSecrets answers POST /dashboard/webhooks/{id}/retire: only the newest
// secret works from now on.
func (h *Handlers) EndOldSecrets(c *fiber.Ctx) error {
	id, err := webhookID(c)
	if err != nil {
		return err
	}
	if err := bindNothing(c); err != nil {
		return err
	}
	if _, err := h.Store.EndOldSecrets(c.UserContext(), caller(c), id); err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: webhookPath(id), Flash: "The old secret is over. Deliveries are signed with the new one only."})
}

// TestWebhook answers POST /dashboard/webhooks/{id}/test and POST
// /v1/webhooks/{id}/test: an event about the endpoint itself is on its way there.
func (h *Handlers) TestWebhook(c *fiber.Ctx) error {
	id, err := webhookID(c)
	if err != nil {
		return err
	}
	if err := bindNothing(c); err != nil {
		return err
	}
	d, err := h.Store.TestWebhook(c.UserContext(), caller(c), id, h.operationID(c))
	if err != nil {
		return err
	}
	return h.respond(c, reply{Status: fiber.StatusAccepted, Data: views.NewDeliveryJSON(d), Redirect: deliveryPath(d)})
}
