package views

import "linktill/internal/pay"

// KeyJSON is an API key on /v1. Key, the secret itself, is in the answer that
// creates it and nowhere else.
type KeyJSON struct {
	ID          string      `json:"id"`
	Name        string      `json:"name"`
	Scopes      []pay.Scope `json:"scopes"`
	Last4       string      `json:"last4"`
	Livemode    bool        `json:"livemode"`
	RefundLimit *int64      `json:"refund_limit"`
	ExpiresAt   *string     `json:"expires_at"`
	LastUsedAt  *string     `json:"last_used_at"`
	CreatedAt   string      `json:"created_at"`
	Key         string      `json:"key,omitempty"`
}

// NewKeyJSON returns the key as the API shows it, without the secret.
func NewKeyJSON(k pay.APIKey) KeyJSON {
	return KeyJSON{
		ID: pay.KeyPrefix.Show(k.ID), Name: k.Name, Scopes: list(k.Scopes), Last4: k.Last4, Livemode: k.Livemode,
		RefundLimit: k.RefundLimitMinor, ExpiresAt: stampOpt(k.ExpiresAt), LastUsedAt: stampOpt(k.LastUsedAt),
		CreatedAt: stamp(k.CreatedAt),
	}
}

// KeyRevokedJSON is the answer to revoking a key.
type KeyRevokedJSON struct {
	ID        string  `json:"id"`
	Deleted   bool    `json:"deleted"`
	RevokedAt *string `json:"revoked_at"`
}

// NewKeyRevokedJSON returns what the API says of a revoked key.
func NewKeyRevokedJSON(k pay.APIKey) KeyRevokedJSON {
	return KeyRevokedJSON{ID: pay.KeyPrefix.Show(k.ID), Deleted: true, RevokedAt: stampOpt(k.RevokedAt)}
}
