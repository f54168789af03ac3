package web

import (
	"linktill/handlers"
	"linktill/internal/pay"
)

// subscriptions are made and looked after in the dashboard; keys have no part in
// them.
func subscriptions(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "GET", Path: "/subscription/:token", Access: Public, Handle: h.MySubscription},
		{Method: "POST", Path: "/subscription/:token/card", Access: Public, Handle: h.GiveMyCard},
		{Method: "POST", Path: "/subscription/:token/cancel", Access: Public, Handle: h.CancelMySubscription},
		{Method: "POST", Path: "/subscription/:token/keep", Access: Public, Handle: h.KeepMySubscription},

		{Method: "GET", Path: "/dashboard/more", Access: Member, Handle: h.More},
		{Method: "GET", Path: "/dashboard/subscriptions", Access: Member, Scope: pay.PaymentsRead, Handle: h.ListSubscriptions},
		{Method: "GET", Path: "/dashboard/subscriptions/new", Access: Member, Scope: pay.PaymentsWrite, Handle: h.NewSubscription},
		{Method: "POST", Path: "/dashboard/subscriptions", Access: Member, Scope: pay.PaymentsWrite, Handle: h.CreateSubscription},
		{Method: "GET", Path: "/dashboard/subscriptions/:id", Access: Member, Scope: pay.PaymentsRead, Handle: h.ShowSubscription},
		{Method: "GET", Path: "/dashboard/subscriptions/:id/edit", Access: Member, Scope: pay.PaymentsWrite, Handle: h.EditSubscription},
		{Method: "POST", Path: "/dashboard/subscriptions/:id", Access: Member, Scope: pay.PaymentsWrite, Handle: h.ChangeSubscription},
		{Method: "POST", Path: "/dashboard/subscriptions/:id/pause", Access: Member, Scope: pay.PaymentsWrite, Handle: h.PauseSubscription},
		{Method: "POST", Path: "/dashboard/subscriptions/:id/resume", Access: Member, Scope: pay.PaymentsWrite, Handle: h.ResumeSubscription},
		{Method: "POST", Path: "/dashboard/subscriptions/:id/cancel", Access: Member, Scope: pay.PaymentsWrite, Handle: h.CancelSubscription},
		{Method: "POST", Path: "/dashboard/subscriptions/:id/keep", Access: Member, Scope: pay.PaymentsWrite, Handle: h.KeepSubscription},
		{Method: "POST", Path: "/dashboard/subscriptions/:id/retry", Access: Member, Scope: pay.PaymentsWrite, Handle: h.RetrySubscription, MovesMoney: true},
		{Method: "POST", Path: "/dashboard/subscriptions/:id/remind", Access: Member, Scope: pay.PaymentsWrite, Handle: h.RemindSubscription},
	}
}
