package main

import (
	"linktill/views"
	"linktill/views/ui"
)

func someKeys() []views.KeyRow {
	return []views.KeyRow{
		{RevokeAction: "/dashboard/keys/key_1/revoke", Name: "Web shop", Hint: "sk_test_…9fQ2", Scopes: []string{"Payments: see and change", "Refunds: see and change", "See payment links"}, RefundLimit: "Refunds of B$50.00 at most", LastUsed: now, Created: lastWeek, Status: active, Revocable: true},
		{RevokeAction: "/dashboard/keys/key_2/revoke", Name: "Bookkeeping", Hint: "sk_test_…Zp0d", Scopes: []string{"Read only"}, Created: lastMonth, Expires: newYear, Status: active, Revocable: true},
		{RevokeAction: "/dashboard/keys/key_3/revoke", Name: hostile, Hint: "sk_test_…aaaa", Scopes: []string{"Payment links: see and change", "See payments", "Refunds: see and change", "API keys: see and change"}, LastUsed: lastMonth, Created: lastMonth, Status: ui.Status{Tone: ui.Quiet, Word: "Revoked"}},
	}
}

func scopeGroups(checked bool) []views.ScopeGroup {
	return []views.ScopeGroup{
		{Name: "Payments", Scopes: []views.ScopeChoice{{Value: "payments:read", Label: "See payments", Hint: "With the names and e-mail addresses of those who paid.", Checked: checked}, {Value: "payments:write", Label: "Change payments: capture and void"}}},
		{Name: "Refunds", Scopes: []views.ScopeChoice{{Value: "refunds:read", Label: "See refunds"}, {Value: "refunds:write", Label: "Refund payments", Hint: "Moves money out, without a two-factor code.", Checked: checked}}},
		{Name: "Payment links", Scopes: []views.ScopeChoice{{Value: "links:read", Label: "See payment links", Checked: checked}, {Value: "links:write", Label: "Create, change and delete payment links"}}},
		{Name: "API keys", Scopes: []views.ScopeChoice{{Value: "keys:read", Label: "See API keys"}, {Value: "keys:write", Label: "Create and revoke API keys", Hint: "The keys that it creates can do no more than it can."}}},
	}
}

func keyPresets(chosen string) []views.ScopeChoice {
	presets := []views.ScopeChoice{
		{Value: "read", Label: "Read only", Hint: "For bookkeeping and reports. It changes nothing and moves no money."},
		{Value: "take", Label: "Take payments", Hint: "For a shop. It makes links and checkouts and sees payments. It cannot refund."},
		{Value: "all", Label: "Everything", Hint: "Whatever you may do, refunds included. For programs that you trust like yourself."},
		{Value: "own", Label: "Only what I tick"},
	}
	for i := range presets {
		presets[i].Checked = presets[i].Value == chosen
	}
	return presets
}

func buildPages() []Page {
	const group = "Dashboard"
	hint := "In BSD. Left empty, there is no limit. Payments in other currencies are limited to as many of their smallest unit: B$50.00 here is ¥5,000 there."
	form := views.KeyForm{Nonce: "nonce-1", Groups: scopeGroups(false), Presets: keyPresets("take"), Symbol: "B$", LimitHint: hint, ZoneName: "Nassau time (UTC−5)"}
	own := form
	own.Groups, own.Presets, own.Name, own.RefundLimit = scopeGroups(true), keyPresets("own"), "Web shop", "50.00"
	wrong := own
	wrong.Livemode, wrong.Groups, wrong.Name, wrong.RefundLimit, wrong.Errors = true, scopeGroups(false), hostile, "fifty", views.Errors{"name": {"Use at most 100 characters."}, "scopes": {"Choose at least one thing that the key may do."}, "refund_limit": {"Write the amount in digits, for example 12.50."}}
	key := "sk_test_8fK2mQ9xW4nB7vR1tY5uL0pZ3cD6gH1a2B3c4"
	doors := []views.KeyDoor{
		{For: "Everything", Address: "https://pay.example.com/v1", How: "Authorization: Bearer …"},
		{For: "Shop systems", Address: "https://pay.example.com/products", How: "HTTP Basic: user 17, password: the key"},
		{For: "Checkout plug-ins", Address: "https://pay.example.com/api", How: "Authorization: Api-Key …"},
	}
	made := views.KeyCreatedPage{Name: "Web shop", Key: key, Scopes: []string{"Payments: see and change", "Refund payments"}, RefundLimit: "Refunds of B$50.00 at most", Doors: doors, Curl: "curl -H 'Authorization: Bearer " + key + "' https://pay.example.com/v1/payments"}
	mute := views.KeyCreatedPage{Name: "Writer", Key: key, Scopes: []string{"Have texts drafted"}, Expires: newYear, Doors: doors[:1]}
	keys := views.KeysPage{Keys: someKeys(), CanCreate: true, APIBase: "https://pay.example.com/v1", Curl: "curl -H 'Authorization: Bearer sk_…' https://pay.example.com/v1/payments"}
	none := keys
	none.Keys, none.Livemode = nil, true
	return []Page{
		one("Keys", group, "some", views.Keys(frame, keys)),
		one("Keys", group, "empty, live", views.Keys(liveFrame, none)),
		one("KeyNew", group, "form", views.KeyNew(frame, form)),
		one("KeyNew", group, "own choice", views.KeyNew(frame, own)),
		one("KeyNew", group, "errors, live", views.KeyNew(liveFrame, wrong)),
		one("KeyCreated", group, "shown once", views.KeyCreated(frame, made)),
		one("KeyCreated", group, "nothing to try", views.KeyCreated(frame, mute)),
	}
}
