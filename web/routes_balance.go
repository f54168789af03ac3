package web

import (
	"linktill/handlers"
	"linktill/internal/pay"
)

// balance is what a merchant has: the ledger, recorded payouts, and the list of
// first steps on the overview.
func balance(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "POST", Path: "/dashboard/steps", Access: Member, Handle: h.HideSteps},
		{Method: "GET", Path: "/dashboard/balance", Access: Member, Scope: pay.PaymentsRead, Handle: h.ShowBalance},
		{Method: "GET", Path: "/dashboard/payouts", Access: Member, Scope: pay.PaymentsRead, Handle: h.ListPayouts},
		{Method: "GET", Path: "/dashboard/payouts/new", Access: Member, Scope: pay.AccountWrite, Handle: h.NewPayout},
		{Method: "POST", Path: "/dashboard/payouts", Access: Member, Scope: pay.AccountWrite, Handle: h.CreatePayout, MovesMoney: true},
		{Method: "GET", Path: "/dashboard/payouts/:id", Access: Member, Scope: pay.PaymentsRead, Handle: h.ShowPayout},
		{Method: "POST", Path: "/dashboard/payouts/:id/reverse", Access: Member, Scope: pay.AccountWrite, Handle: h.ReversePayout, MovesMoney: true},
	}
}
