package main

import (
	"linktill/views"
	"linktill/views/ui"
)

func someKeys() []views.KeyRow {
	return []views.KeyRow{
		{RevokeAction: "/dashboard/keys/key_1/revoke", Name: "Web shop", Hint: "sk_test_…9fQ2", Scopes: []string{"See payments", "Create links", "Refund payments"}, LastUsed: now, Created: lastWeek, Status: active, Revocable: true},
		{RevokeAction: "/dashboard/keys/key_2/revoke", Name: "Bookkeeping, read only", Hint: "sk_test_…Zp0d", Scopes: []string{"See payments"}, Created: lastMonth, Expires: newYear, Status: active, Revocable: true},
		{RevokeAction: "/dashboard/keys/key_3/revoke", Name: hostile, Hint: "sk_test_…aaaa", Scopes: []string{"See links", "Create and change links", "See payments", "See refunds", "Refund payments", "See API keys", "Create API keys"}, LastUsed: lastMonth, Created: lastMonth, Status: ui.Status{Tone: ui.Bad, Word: "Revoked"}},
	}
}

func scopeGroups(checked bool) []views.ScopeGroup {
	return []views.ScopeGroup{
		{Name: "Payment links", Scopes: []views.ScopeChoice{{Value: "links:read", Label: "See payment links", Checked: checked}, {Value: "links:write", Label: "Create and change payment links"}}},
		{Name: "Payments", Scopes: []views.ScopeChoice{{Value: "payments:read", Label: "See payments", Checked: checked}, {Value: "refunds:write", Label: "Refund payments", Hint: "Moves money out, without a two-factor code."}}},
		{Name: "API keys", Scopes: []views.ScopeChoice{{Value: "keys:read", Label: "See API keys"}, {Value: "keys:write", Label: "Create and revoke API keys"}}},
	}
}

func buildPages() []Page {
	const group = "Dashboard"
	form := views.KeyForm{Nonce: "nonce-1", Groups: scopeGroups(true), ZoneName: "Nassau time (UTC−5)"}
	wrong := views.KeyForm{Nonce: "nonce-1", Livemode: true, NeedsCode: true, Groups: scopeGroups(false), Name: hostile, Errors: views.Errors{"name": {"Use at most 100 characters."}, "scopes": {"Choose at least one."}, "code": {"That code is wrong or was used already."}}}
	key := "sk_test_8fK2mQ9xW4nB7vR1tY5uL0pZ3cD6gH1a2B3c4"
	made := views.KeyCreatedPage{Name: "Web shop", Key: key, Scopes: []string{"See payments", "Create links"}, Curl: "curl https://pay.example.com/v1/payment-links \\\n  -H \"Authorization: Bearer " + key + "\" \\\n  -H \"Content-Type: application/json\" \\\n  -d '{\"amount\": 5000, \"description\": \"Sunset tasting\"}'"}
	return []Page{
		one("Keys", group, "some", views.Keys(frame, views.KeysPage{Keys: someKeys(), APIBase: "https://pay.example.com/v1"})),
		one("Keys", group, "empty, live", views.Keys(liveFrame, views.KeysPage{Livemode: true, APIBase: "https://pay.example.com/v1"})),
		one("KeyNew", group, "form", views.KeyNew(frame, form)),
		one("KeyNew", group, "errors, live", views.KeyNew(liveFrame, wrong)),
		one("KeyCreated", group, "shown once", views.KeyCreated(frame, made)),
		one("KeyCreated", group, "gone", views.KeyCreated(frame, views.KeyCreatedPage{Gone: true})),
	}
}
