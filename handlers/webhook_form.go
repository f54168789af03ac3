package handlers

import (
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

// webhookForm is an endpoint as the dashboard's form sends it.
type webhookForm struct {
	URL         string   `form:"url"`
	Description string   `form:"description"`
	Hears       string   `form:"hears"` // "all" or "some"
	Events      []string `form:"events"`
	Seen        string   `form:"seen"` // the edition that the form was opened with
}

func (in webhookForm) patch() pay.WebhookPatch {
	address, events := strings.TrimSpace(in.URL), append([]string{}, in.Events...)
	if in.Hears == "all" {
		events = []string{pay.EveryEvent}
	}
	p := pay.WebhookPatch{URL: &address, Description: &in.Description, Events: events}
	if in.Seen != "" {
		p.Edition = &in.Seen
	}
	return p
}

// formOfWebhook fills the form with an endpoint.
func formOfWebhook(w pay.Webhook) webhookForm {
	form := webhookForm{URL: w.URL, Description: w.Description, Hears: "some", Events: w.Events, Seen: w.Edition()}
	if slices.Contains(w.Events, pay.EveryEvent) {
		form.Hears = "all"
	}
	return form
}

func (in webhookForm) model(e *pay.Error) views.WebhookForm {
	m := views.WebhookForm{Action: webhooksPath, Cancel: webhooksPath, Nonce: newNonce(), URL: in.URL, Description: in.Description,
		Everything: in.Hears == "all", Seen: in.Seen, Errors: formErrors(e)}
	if sentences := m.Errors["events"]; len(sentences) > 0 && len(in.Events) == 0 {
		m.Errors["events"] = []string{"Tick at least one event, or choose everything."}
	}
	for _, g := range pay.EventGroups() {
		group := views.EventChoices{Name: g.Name}
		if slices.Contains(g.Names, pay.NameOrderCreated) {
			group.Hint = "For programs that were written for other payment systems: the same events under the names, and in the form, that those use."
		}
		for _, name := range g.Names {
			group.Choices = append(group.Choices, views.EventChoice{Name: name, Words: pay.EventWords(name), Checked: slices.Contains(in.Events, name)})
		}
		m.Groups = append(m.Groups, group)
	}
	return m
}

// NewWebhook answers GET /dashboard/webhooks/new.
func (h *Handlers) NewWebhook(c *fiber.Ctx) error {
	usual := webhookForm{Hears: "some", Events: []string{string(pay.EventPaymentCompleted), string(pay.EventRefundCompleted)}}
	return h.respond(c, reply{Page: h.newWebhookPage(c, usual, nil)})
}

func (h *Handlers) newWebhookPage(c *fiber.Ctx, in webhookForm, e *pay.Error) templ.Component {
	return views.WebhookNew(h.frame(c, webhooksPath+"/new"), in.model(e))
}

// EditWebhook answers GET /dashboard/webhooks/{id}/edit.
func (h *Handlers) EditWebhook(c *fiber.Ctx) error {
	w, err := h.webhookAt(c)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Page: h.editWebhookPage(c, formOfWebhook(w), w.ID, nil)})
}

func (h *Handlers) editWebhookPage(c *fiber.Ctx, in webhookForm, id pay.ID, e *pay.Error) templ.Component {
	m := in.model(e)
	m.Editing, m.Action, m.Cancel = true, webhookPath(id), webhookPath(id)
	return views.WebhookEdit(h.frame(c, webhooksPath), m)
}

// staleWebhook shows the form again to somebody whose endpoint was changed
// meanwhile, with what they typed and what there is now side by side.
func (h *Handlers) staleWebhook(c *fiber.Ctx, typed webhookForm, id pay.ID) error {
	now, err := h.Store.Webhook(c.UserContext(), caller(c), id)
	if err != nil {
		return err
	}
	theirs := formOfWebhook(now)
	typed.Seen = theirs.Seen
	m := typed.model(nil)
	m.Editing, m.Action, m.Cancel = true, webhookPath(id), webhookPath(id)
	m.Changes = changesOf([][3]string{
		{"Address", typed.URL, theirs.URL}, {"What it is for", typed.Description, theirs.Description},
		{"Hears", hearsInWords(typed.patch().Events), hearsInWords(now.Events)},
	})
	return h.respond(c, reply{Status: fiber.StatusConflict, Page: views.WebhookEdit(h.frame(c, webhooksPath), m)})
}

func hearsInWords(events []string) string { return strings.Join(pay.EventsInWords(events), ", ") }

// secretPage shows a secret for the only time; ends is when those before it do.
func (h *Handlers) secretPage(c *fiber.Ctx, w pay.Webhook, secret string, ends *time.Time) templ.Component {
	if wantsJSON(c) {
		return nil
	}
	m := views.WebhookSecretPage{URL: w.URL, Href: webhookPath(w.ID), Secret: secret, OldUntil: momentOpt(ends, zone(c))}
	return views.WebhookSecret(h.frame(c, webhooksPath), m)
}

// RotatePage answers GET /dashboard/webhooks/{id}/rotate.
func (h *Handlers) RotatePage(c *fiber.Ctx) error {
	w, err := h.webhookAt(c)
	if err != nil {
		return err
	}
	m := views.WebhookForm{Action: webhookPath(w.ID) + "/rotate", Cancel: webhookPath(w.ID), Nonce: newNonce(), URL: w.URL}
	return h.respond(c, reply{Page: views.WebhookRotate(h.frame(c, webhooksPath), m)})
}
