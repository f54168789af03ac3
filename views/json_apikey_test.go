package views

import (
	"testing"

	"linktill/internal/pay"
)

func TestKeyJSON(t *testing.T) {
	t.Parallel()
	k := NewKeyJSON(pay.APIKey{ID: fixedID(9), Name: "Shop", Scopes: []pay.Scope{pay.LinksRead, pay.RefundsWrite}, Last4: "9fQ2", Livemode: true,
		RefundLimitMinor: ptr(int64(0)), LastUsedAt: &changed, CreatedAt: created, CreatedBy: fixedID(1)})
	wantJSON(t, k, `{
	"id": "key_111111118C6oxMkBMKvD2x",
	"name": "Shop",
	"scopes": [
		"links:read",
		"refunds:write"
	],
	"last4": "9fQ2",
	"livemode": true,
	"refund_limit": 0,
	"expires_at": null,
	"last_used_at": "2026-03-01T16:00:15Z",
	"created_at": "2026-03-01T14:30:15Z"
}`)
	wantJSON(t, NewKeyRevokedJSON(pay.APIKey{ID: fixedID(9), RevokedAt: &changed}), `{
	"id": "key_111111118C6oxMkBMKvD2x",
	"deleted": true,
	"revoked_at": "2026-03-01T16:00:15Z"
}`)
}
