package web

import (
	"linktill/handlers"
	"linktill/internal/pay"
)

// door are the ways in and out.
func door(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "GET", Path: "/signup", Access: Guest, Handle: h.SignUpPage},
		{Method: "POST", Path: "/signup", Access: Guest, Handle: h.SignUp, PerMinute: 20},
		{Method: "GET", Path: "/login", Access: Guest, Handle: h.LogInPage},
		{Method: "POST", Path: "/login", Access: Guest, Handle: h.LogIn},
		{Method: "GET", Path: "/login/code", Access: PasswordOnly, Handle: h.CodePage},
		{Method: "POST", Path: "/login/code", Access: PasswordOnly, Handle: h.EnterCode},
		{Method: "POST", Path: "/login/passkey", Access: PasswordOnly, Handle: h.EnterPasskey},
		{Method: "POST", Path: "/logout", Access: PasswordOnly, Handle: h.LogOut},
		{Method: "GET", Path: "/forgot", Access: Guest, Handle: h.ForgotPage},
		{Method: "POST", Path: "/forgot", Access: Guest, Handle: h.Forgot},
		{Method: "GET", Path: "/reset/:token", Access: Guest, Handle: h.ResetPage, PerMinute: 60},
		{Method: "POST", Path: "/reset/:token", Access: Guest, Handle: h.Reset, PerMinute: 20},
		{Method: "GET", Path: "/invite/:token", Access: Guest, Handle: h.InvitePage, PerMinute: 60},
		{Method: "POST", Path: "/invite/:token", Access: Guest, Handle: h.AcceptInvite, PerMinute: 20},
	}
}

// security is a person's own account.
func security(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "GET", Path: "/dashboard/security", Access: Member, SetUp: true, Handle: h.Security},
		{Method: "GET", Path: "/dashboard/security/confirm", Access: Member, SetUp: true, Handle: h.StepUpPage},
		{Method: "POST", Path: "/dashboard/security/confirm", Access: Member, SetUp: true, Handle: h.StepUp},
		{Method: "POST", Path: "/dashboard/security/confirm/passkey", Access: Member, SetUp: true, Handle: h.StepUpByPasskey},
		{Method: "GET", Path: "/dashboard/security/totp", Access: Fresh, SetUp: true, Handle: h.EnrolPage},
		{Method: "POST", Path: "/dashboard/security/totp", Access: Fresh, SetUp: true, Handle: h.Enrol},
		{Method: "POST", Path: "/dashboard/security/totp/disable", Access: Member, Handle: h.DisableTOTP},
		{Method: "POST", Path: "/dashboard/security/recovery", Access: Member, Handle: h.RenewRecoveryCodes},
		{Method: "GET", Path: "/dashboard/security/passkeys/new", Access: Fresh, SetUp: true, Handle: h.NewPasskey},
		{Method: "POST", Path: "/dashboard/security/passkeys", Access: Fresh, SetUp: true, Handle: h.AddPasskey},
		{Method: "POST", Path: "/dashboard/security/passkeys/:id/remove", Access: Fresh, Handle: h.RemovePasskey},
		{Method: "POST", Path: "/dashboard/security/password", Access: Member, SetUp: true, Handle: h.ChangePassword},
		{Method: "POST", Path: "/dashboard/security/sessions/revoke", Access: Member, SetUp: true, Handle: h.RevokeOtherSessions},
		{Method: "POST", Path: "/dashboard/security/sessions/:id/revoke", Access: Member, SetUp: true, Handle: h.RevokeSession},
	}
}

// keys are API keys, in the dashboard and on /v1.
func keys(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "GET", Path: "/dashboard/keys", Access: Member, Scope: pay.KeysRead, Handle: h.ListKeys},
		{Method: "GET", Path: "/dashboard/keys/new", Access: Fresh, Scope: pay.KeysWrite, Handle: h.NewKey},
		{Method: "POST", Path: "/dashboard/keys", Access: Fresh, Scope: pay.KeysWrite, Handle: h.CreateKey},
		{Method: "POST", Path: "/dashboard/keys/:id/revoke", Access: Member, Scope: pay.KeysWrite, Handle: h.RevokeKey},

		{Method: "GET", Path: "/v1/me/api-keys", Access: Key, Scope: pay.KeysRead, Handle: h.ListKeys},
		{Method: "POST", Path: "/v1/me/api-keys", Access: Key, Scope: pay.KeysWrite, Handle: h.CreateKey},
		{Method: "DELETE", Path: "/v1/me/api-keys/:id", Access: Key, Scope: pay.KeysWrite, Handle: h.RevokeKey},
	}
}
