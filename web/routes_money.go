package web

import (
	"linktill/handlers"
	"linktill/internal/pay"
)

// customers are the pages of those who pay.
func customers(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "GET", Path: "/pay/:slug/:link", Access: Public, Handle: h.ShowLinkCheckout},
		{Method: "POST", Path: "/pay/:slug/:link", Access: Public, Handle: h.PayLinkCheckout},
		{Method: "GET", Path: "/products/:id/pay", Access: Public, Handle: h.ShowProductCheckout},
		{Method: "POST", Path: "/products/:id/pay", Access: Public, Handle: h.PayProductCheckout},
		{Method: "GET", Path: "/v2/confirm_order/:id/:shop", Access: Public, Handle: h.ShowProductCheckout},
		{Method: "GET", Path: "/shop/:slug/:listing/pay", Access: Public, Handle: h.ShowListingCheckout},
		{Method: "POST", Path: "/shop/:slug/:listing/pay", Access: Public, Handle: h.PayListingCheckout},
		{Method: "POST", Path: "/checkout/:token", Access: Public, Handle: h.PaySession},
		{Method: "GET", Path: "/checkout/:token", Access: Public, Handle: h.CheckoutState},
		{Method: "GET", Path: "/receipt/:token", Access: Public, Handle: h.Receipt},
		{Method: "GET", Path: "/sandbox/3ds/:token", Access: Public, Handle: h.Challenge},
		{Method: "POST", Path: "/sandbox/3ds/:token", Access: Public, Handle: h.AnswerChallenge},
		{Method: "GET", Path: "/qr/:id", Access: Public, Handle: h.QR},
	}
}

// links are payment links, in the dashboard and on /v1.
func links(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "GET", Path: "/dashboard/links", Access: Member, Scope: pay.LinksRead, Handle: h.ListLinks},
		{Method: "GET", Path: "/dashboard/links/new", Access: Member, Scope: pay.LinksWrite, Handle: h.NewLink},
		{Method: "POST", Path: "/dashboard/links", Access: Member, Scope: pay.LinksWrite, Handle: h.CreateLink},
		{Method: "GET", Path: "/dashboard/links/:id", Access: Member, Scope: pay.LinksRead, Handle: h.ShowLink},
		{Method: "POST", Path: "/dashboard/links/:id", Access: Member, Scope: pay.LinksWrite, Handle: h.ChangeLink},
		{Method: "GET", Path: "/dashboard/links/:id/edit", Access: Member, Scope: pay.LinksWrite, Handle: h.EditLink},
		{Method: "GET", Path: "/dashboard/links/:id/print", Access: Member, Scope: pay.LinksRead, Handle: h.PrintLink},
		{Method: "POST", Path: "/dashboard/links/:id/deactivate", Access: Member, Scope: pay.LinksWrite, Handle: h.DeactivateLink},
		{Method: "POST", Path: "/dashboard/links/:id/activate", Access: Member, Scope: pay.LinksWrite, Handle: h.ActivateLink},
		{Method: "POST", Path: "/dashboard/links/:id/delete", Access: Member, Scope: pay.LinksWrite, Handle: h.DeleteLink},

		{Method: "GET", Path: "/v1/payment-links", Access: Key, Scope: pay.LinksRead, Handle: h.ListLinks},
		{Method: "POST", Path: "/v1/payment-links", Access: Key, Scope: pay.LinksWrite, Handle: h.CreateLink},
		{Method: "GET", Path: "/v1/payment-links/:id", Access: Key, Scope: pay.LinksRead, Handle: h.ShowLink},
		{Method: "PATCH", Path: "/v1/payment-links/:id", Access: Key, Scope: pay.LinksWrite, Handle: h.ChangeLink},
		{Method: "DELETE", Path: "/v1/payment-links/:id", Access: Key, Scope: pay.LinksWrite, Handle: h.DeleteLink},
		{Method: "POST", Path: "/v1/payment-links/:id/deactivate", Access: Key, Scope: pay.LinksWrite, Handle: h.DeactivateLink},
		{Method: "GET", Path: "/v1/payment-links/:id/payments", Access: Key, Scope: pay.PaymentsRead, Handle: h.LinkPayments},
	}
}

// money is the overview, payments and refunds, in the dashboard and on /v1.
func money(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "GET", Path: "/dashboard", Access: Member, Scope: pay.PaymentsRead, Handle: h.Overview},
		{Method: "POST", Path: "/dashboard/mode", Access: Member, Handle: h.SwitchMode},
		{Method: "GET", Path: "/dashboard/payments", Access: Member, Scope: pay.PaymentsRead, Handle: h.ListPayments},
		{Method: "GET", Path: "/dashboard/payments/:id", Access: Member, Scope: pay.PaymentsRead, Handle: h.ShowPayment},
		{Method: "GET", Path: "/dashboard/payments/:id/refund", Access: Member, Scope: pay.RefundsWrite, Handle: h.NewRefund},
		{Method: "POST", Path: "/dashboard/payments/:id/refund", Access: Member, Scope: pay.RefundsWrite, Handle: h.CreateRefund, MovesMoney: true},

		{Method: "POST", Path: "/dashboard/payments/:id/capture", Access: Member, Scope: pay.PaymentsWrite, Handle: h.CapturePayment, MovesMoney: true},
		{Method: "POST", Path: "/dashboard/payments/:id/void", Access: Member, Scope: pay.PaymentsWrite, Handle: h.VoidPayment, MovesMoney: true},

		{Method: "GET", Path: "/v1/payments", Access: Key, Scope: pay.PaymentsRead, Handle: h.ListPayments},
		{Method: "GET", Path: "/v1/payments/:id", Access: Key, Scope: pay.PaymentsRead, Handle: h.ShowPayment},
		{Method: "POST", Path: "/v1/payments/:id/refund", Access: Key, Scope: pay.RefundsWrite, Handle: h.CreateRefund, MovesMoney: true},
		{Method: "POST", Path: "/v1/payments/:id/capture", Access: Key, Scope: pay.PaymentsWrite, Handle: h.CapturePayment, MovesMoney: true},
		{Method: "POST", Path: "/v1/payments/:id/void", Access: Key, Scope: pay.PaymentsWrite, Handle: h.VoidPayment, MovesMoney: true},
		{Method: "GET", Path: "/v1/refunds", Access: Key, Scope: pay.RefundsRead, Handle: h.ListRefunds},
		{Method: "GET", Path: "/v1/refunds/:id", Access: Key, Scope: pay.RefundsRead, Handle: h.ShowRefund},
	}
}
