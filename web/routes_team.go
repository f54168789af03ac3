package web

import (
	"linktill/handlers"
	"linktill/internal/pay"
)

// team is who works for a merchant, what they did, and which of several
// merchants a person looks at.
func team(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "GET", Path: "/dashboard/team", Access: Member, Scope: pay.AccountRead, Handle: h.Team},
		{Method: "GET", Path: "/dashboard/team/invite", Access: Member, Scope: pay.AccountWrite, Handle: h.NewInvite},
		{Method: "POST", Path: "/dashboard/team/invites", Access: Member, Scope: pay.AccountWrite, Handle: h.CreateInvite},
		{Method: "POST", Path: "/dashboard/team/invites/:id/resend", Access: Member, Scope: pay.AccountWrite, Handle: h.ResendInvite},
		{Method: "POST", Path: "/dashboard/team/invites/:id/withdraw", Access: Member, Scope: pay.AccountWrite, Handle: h.WithdrawInvite},
		{Method: "POST", Path: "/dashboard/team/two-factor", Access: Fresh, Scope: pay.AccountWrite, Handle: h.RequireTwoFactor},
		{Method: "POST", Path: "/dashboard/team/leave", Access: Member, SetUp: true, Handle: h.LeaveTeam},
		{Method: "POST", Path: "/dashboard/team/:id/role", Access: Member, Scope: pay.AccountWrite, Handle: h.ChangeRole},
		{Method: "POST", Path: "/dashboard/team/:id/remove", Access: Member, Scope: pay.AccountWrite, Handle: h.RemoveMember},

		{Method: "GET", Path: "/dashboard/audit", Access: Member, Scope: pay.AccountWrite, Handle: h.Audit},

		{Method: "GET", Path: "/dashboard/merchants", Access: PasswordOnly, Handle: h.Merchants},
		{Method: "POST", Path: "/dashboard/merchants/:id", Access: PasswordOnly, Handle: h.SwitchMerchant},
	}
}
