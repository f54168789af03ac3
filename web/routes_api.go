package web

import (
	"linktill/handlers"
	"linktill/internal/pay"
)

// api is the door /api: checkout sessions, transactions and links by decimal
// amounts; and the same sessions on /v1.
func api(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "POST", Path: "/api/checkout/create", Access: Key, Scope: pay.CheckoutCreate, Handle: h.CreateAPICheckout},
		{Method: "POST", Path: "/api/checkout/payment-link/:token", Access: Public, Owner: h.LinkOwner, PerMinute: 60, Handle: h.CreateLinkCheckout},

		{Method: "GET", Path: "/api/transactions/:id", Access: Key, Scope: pay.PaymentsRead, Handle: h.ShowTransaction},
		{Method: "POST", Path: "/api/transactions/:id/refund", Access: Key, Scope: pay.RefundsWrite, OrScope: pay.PaymentsWrite,
			Handle: h.RefundTransaction, MovesMoney: true},
		{Method: "GET", Path: "/api/refunds", Access: Key, Scope: pay.RefundsRead, OrScope: pay.PaymentsRead, Handle: h.SearchRefunds},
		{Method: "GET", Path: "/api/refunds/:id", Access: Key, Scope: pay.RefundsRead, OrScope: pay.PaymentsRead, Handle: h.ShowAPIRefund},

		{Method: "GET", Path: "/api/organization", Access: Person, Scope: pay.AccountRead, Handle: h.ShowOrganization},
		{Method: "PATCH", Path: "/api/organization", Access: Person, Scope: pay.AccountWrite, Handle: h.ChangeOrganization},
		{Method: "GET", Path: "/api/payment-links", Access: Person, Scope: pay.LinksRead, Handle: h.ListAPILinks},
		{Method: "POST", Path: "/api/payment-links", Access: Person, Scope: pay.LinksWrite, Handle: h.CreateAPILink},
		{Method: "GET", Path: "/api/payment-links/:id", Access: Person, Scope: pay.LinksRead, Handle: h.ShowAPILink},
		{Method: "PATCH", Path: "/api/payment-links/:id", Access: Person, Scope: pay.LinksWrite, Handle: h.ChangeAPILink},
		{Method: "DELETE", Path: "/api/payment-links/:id", Access: Person, Scope: pay.LinksWrite, Handle: h.DeleteAPILink},
		{Method: "GET", Path: "/api/payment-links/:id/payments", Access: Person, Scope: pay.PaymentsRead, Handle: h.APILinkPayments},

		{Method: "POST", Path: "/v1/checkouts", Access: Key, Scope: pay.CheckoutCreate, Handle: h.CreateCheckout},
		{Method: "GET", Path: "/v1/checkouts/:id", Access: Key, Scope: pay.CheckoutCreate, OrScope: pay.PaymentsRead, Handle: h.ShowCheckoutSession},
	}
}
