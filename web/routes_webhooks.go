package web

import (
	"linktill/handlers"
	"linktill/internal/pay"
)

// webhooks are endpoints, their deliveries and the events to catch up with.
func webhooks(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "GET", Path: "/v1/webhooks", Access: Key, Scope: pay.WebhooksRead, Handle: h.ListWebhooks},
		{Method: "POST", Path: "/v1/webhooks", Access: Key, Scope: pay.WebhooksWrite, Handle: h.CreateWebhook},
		{Method: "GET", Path: "/v1/webhooks/:id", Access: Key, Scope: pay.WebhooksRead, Handle: h.ShowWebhook},
		{Method: "PUT", Path: "/v1/webhooks/:id", Access: Key, Scope: pay.WebhooksWrite, Handle: h.ChangeWebhook},
		{Method: "PATCH", Path: "/v1/webhooks/:id", Access: Key, Scope: pay.WebhooksWrite, Handle: h.ChangeWebhook},
		{Method: "DELETE", Path: "/v1/webhooks/:id", Access: Key, Scope: pay.WebhooksWrite, Handle: h.DeleteWebhook},
		{Method: "POST", Path: "/v1/webhooks/:id/enable", Access: Key, Scope: pay.WebhooksWrite, Handle: h.SwitchWebhook(true)},
		{Method: "POST", Path: "/v1/webhooks/:id/rotate", Access: Key, Scope: pay.WebhooksWrite, Handle: h.RotateWebhook},
		{Method: "POST", Path: "/v1/webhooks/:id/test", Access: Key, Scope: pay.WebhooksWrite, Handle: h.TestWebhook, PerMinute: 60},
		{Method: "GET", Path: "/v1/webhooks/:id/deliveries", Access: Key, Scope: pay.WebhooksRead, Handle: h.ListDeliveries},
		{Method: "GET", Path: "/v1/webhooks/:id/deliveries/:did", Access: Key, Scope: pay.WebhooksRead, Handle: h.ShowDelivery},
		{Method: "POST", Path: "/v1/webhooks/:id/deliveries/:did/redeliver", Access: Key, Scope: pay.WebhooksWrite, Handle: h.Redeliver},
		{Method: "GET", Path: "/v1/events", Access: Key, Scope: pay.EventsRead, Handle: h.ListEvents},
		{Method: "GET", Path: "/v1/events/:id", Access: Key, Scope: pay.EventsRead, Handle: h.ShowEvent},

		{Method: "GET", Path: "/dashboard/webhooks", Access: Member, Scope: pay.WebhooksRead, Handle: h.ListWebhooks},
		{Method: "GET", Path: "/dashboard/webhooks/new", Access: Fresh, Scope: pay.WebhooksWrite, Handle: h.NewWebhook},
		{Method: "POST", Path: "/dashboard/webhooks", Access: Fresh, Scope: pay.WebhooksWrite, Handle: h.CreateWebhook},
		{Method: "GET", Path: "/dashboard/webhooks/:id", Access: Member, Scope: pay.WebhooksRead, Handle: h.ShowWebhook},
		{Method: "GET", Path: "/dashboard/webhooks/:id/edit", Access: Fresh, Scope: pay.WebhooksWrite, Handle: h.EditWebhook},
		{Method: "POST", Path: "/dashboard/webhooks/:id", Access: Fresh, Scope: pay.WebhooksWrite, Handle: h.ChangeWebhook},
		{Method: "POST", Path: "/dashboard/webhooks/:id/enable", Access: Member, Scope: pay.WebhooksWrite, Handle: h.SwitchWebhook(true)},
		{Method: "POST", Path: "/dashboard/webhooks/:id/disable", Access: Member, Scope: pay.WebhooksWrite, Handle: h.SwitchWebhook(false)},
		{Method: "GET", Path: "/dashboard/webhooks/:id/rotate", Access: Fresh, Scope: pay.WebhooksWrite, Handle: h.RotatePage},
		{Method: "POST", Path: "/dashboard/webhooks/:id/rotate", Access: Fresh, Scope: pay.WebhooksWrite, Handle: h.RotateWebhook},
		{Method: "POST", Path: "/dashboard/webhooks/:id/retire", Access: Member, Scope: pay.WebhooksWrite, Handle: h.EndOldSecrets},
		{Method: "POST", Path: "/dashboard/webhooks/:id/test", Access: Member, Scope: pay.WebhooksWrite, Handle: h.TestWebhook, PerMinute: 60},
		{Method: "POST", Path: "/dashboard/webhooks/:id/delete", Access: Member, Scope: pay.WebhooksWrite, Handle: h.DeleteWebhook},
		{Method: "GET", Path: "/dashboard/webhooks/:id/deliveries/:did", Access: Member, Scope: pay.WebhooksRead, Handle: h.ShowDelivery},
		{Method: "POST", Path: "/dashboard/webhooks/:id/deliveries/:did/redeliver", Access: Member, Scope: pay.WebhooksWrite, Handle: h.Redeliver},
		{Method: "GET", Path: "/dashboard/events", Access: Member, Scope: pay.EventsRead, Handle: h.EventsPage},
		{Method: "GET", Path: "/dashboard/events/:id", Access: Member, Scope: pay.EventsRead, Handle: h.ShowEvent},
	}
}
