package views

import "linktill/views/ui"

// KeysPage is the list of API keys.
type KeysPage struct {
	// Keys are all keys of this mode, newest first.
	Keys []KeyRow
	// Livemode is the mode of the list.
	Livemode bool
	// APIBase is the address of the API: "https://pay.example.com/v1".
	APIBase string
}

// KeyRow is one API key.
type KeyRow struct {
	// RevokeAction is where the revoke form posts: /dashboard/keys/key_…/revoke.
	RevokeAction string
	// Name is what it is called.
	Name string
	// Hint is how it starts and ends: "sk_test_…9fQ2".
	Hint string
	// Scopes are in plain words: "Read payments", "Refund payments".
	Scopes []string
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
	// Name and ExpiresAt ("2026-12-31T18:00") are as typed.
	Name, ExpiresAt string
	// ZoneName is the zone of ExpiresAt.
	ZoneName string
	// Groups are the scopes to choose from.
	Groups []ScopeGroup
	// NeedsCode is true when a two-factor code is asked for here (input "code").
	NeedsCode bool
	// Errors are by input: name, scopes, expires_at, code, and "" for the whole form.
	Errors Errors
}

// ScopeGroup is the scopes about one noun.
type ScopeGroup struct {
	// Name is the noun: "Payments".
	Name string
	// Scopes are the choices.
	Scopes []ScopeChoice
}

// ScopeChoice is one scope to tick.
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
	// Expires is when it stops working; the zero value means never.
	Expires ui.Moment
	// Livemode is its mode.
	Livemode bool
	// Curl is a command that works when pasted.
	Curl string
	// Gone is true when the page is opened again: the key is not shown a second time.
	Gone bool
}
