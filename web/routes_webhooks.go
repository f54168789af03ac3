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
		{Method: "POST", Path: "/v1/webhooks/:id/enable", Access: Key, Scope: pay.WebhooksWrite, Handle: h.EnableWebhook},
		{Method: "POST", Path: "/v1/webhooks/:id/rotate", Access: Key, Scope: pay.WebhooksWrite, Handle: h.RotateWebhook},
		{Method: "POST", Path: "/v1/webhooks/:id/test", Access: Key, Scope: pay.WebhooksWrite, Handle: h.TestWebhook, PerMinute: 60},
		{Method: "GET", Path: "/v1/webhooks/:id/deliveries", Access: Key, Scope: pay.WebhooksRead, Handle: h.ListDeliveries},
		{Method: "GET", Path: "/v1/webhooks/:id/deliveries/:did", Access: Key, Scope: pay.WebhooksRead, Handle: h.ShowDelivery},
		{Method: "POST", Path: "/v1/webhooks/:id/deliveries/:did/redeliver", Access: Key, Scope: pay.WebhooksWrite, Handle: h.Redeliver},
		{Method: "GET", Path: "/v1/events", Access: Key, Scope: pay.EventsRead, Handle: h.ListEvents},
		{Method: "GET", Path: "/v1/events/:id", Access: Key, Scope: pay.EventsRead, Handle: h.ShowEvent},
	}
}
