package views

import "linktill/views/ui"

// KeysPage is the list of API keys.
type KeysPage struct {
	// Keys are all keys of this mode, newest first.
	Keys []KeyRow
	// CanCreate is true for a role that may make some.
	CanCreate bool
	// Livemode is the mode of the list.
	Livemode bool
	// APIBase is the address of the API: "https://pay.example.com/v1".
	APIBase string
	// Curl shows how a key is used, with a stand-in for it.
	Curl  string
	Pager ui.Pager
}

// KeyRow is one API key.
type KeyRow struct {
	// RevokeAction is where the revoke form posts: /dashboard/keys/key_…/revoke.
	RevokeAction string
	// Name is what it is called.
	Name string
	// Hint is how it starts and ends: "sk_test_…9fQ2".
	Hint string
	// Scopes are in plain words: "Payments: see", "Refunds: see and make".
	Scopes []string
	// RefundLimit bounds each refund: "Refunds of B$50.00 at most"; may be "".
	RefundLimit string
	// LastUsed is when it was last used; the zero value means never.
	LastUsed ui.Moment
	// Created is when it was made.
	Created ui.Moment
	// Expires is when it stops working; the zero value means never.
	Expires ui.Moment
	// Status is "Active", "Expired" or "Revoked".
	Status ui.Status
	// Revocable is true while it works.
	Revocable bool
}

// KeyForm makes an API key.
type KeyForm struct {
	// Nonce is the idempotency key (hidden input "nonce").
	Nonce string
	// Livemode is the mode that the key will be of.
	Livemode bool
	// Name, RefundLimit and ExpiresAt ("2026-12-31T18:00") are as typed.
	Name, RefundLimit, ExpiresAt string
	// Symbol is that of the currency in which the limit is typed, LimitHint
	// explains the limit.
	Symbol, LimitHint string
	// ZoneName is the zone of ExpiresAt.
	ZoneName string
	// Presets are ready choices, the last of them one's own.
	Presets []ScopeChoice
	// Groups are the scopes to choose from.
	Groups []ScopeGroup
	// Errors are by input: name, scopes, refund_limit, expires_at, and "" for the
	// whole form.
	Errors Errors
}

// ScopeGroup is the scopes about one noun.
type ScopeGroup struct {
	// Name is the noun: "Payments".
	Name string
	// Scopes are the choices.
	Scopes []ScopeChoice
}

// ScopeChoice is one scope to tick, or a ready choice of them.
type ScopeChoice struct {
	// Value is what the form sends: "payments:read".
	Value string
	// Label says it in plain words: "See payments".
	Label string
	// Hint says more; may be "".
	Hint string
	// Checked is whether it is ticked.
	Checked bool
}

// KeyCreatedPage shows a new key for the only time.
type KeyCreatedPage struct {
	// Name is what it is called.
	Name string
	// Key is the whole secret.
	Key string
	// Scopes are in plain words.
	Scopes []string
	// RefundLimit bounds each refund; may be "".
	RefundLimit string
	// Expires is when it stops working; the zero value means never.
	Expires ui.Moment
	// Livemode is its mode.
	Livemode bool
	// Doors are the ways in that it opens.
	Doors []KeyDoor
	// Curl is a command that works when pasted; "" when it may do nothing that
	// can be shown in one line.
	Curl string
}

// KeyDoor is one way into the API.
type KeyDoor struct {
	// Address is where it is: "https://pay.example.com/v1".
	Address string
	// How says how the key is shown there: "Authorization: Bearer …".
	How string
	// For says whom it is made for.
	For string
}
