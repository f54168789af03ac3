package web

import (
	"slices"
	"strings"
	"testing"

	"linktill/internal/pay"
)

func TestMe(t *testing.T) {
	s := newTill(t)
	me := s.makes("GET", "/me", "")
	want := map[string]any{"slug": "island-coffee", "name": "Island Coffee", "email": "maria@example.com", "website": nil, "contact_email": nil, "telegram": nil,
		"country": "BS", "default_currency": "BSD", "price_mode": "TAX_INCLUSIVE", "livemode": false}
	for field, value := range want {
		if me[field] != value {
			t.Errorf("%s is %v, want %v", field, me[field], value)
		}
	}
	if len(me) != len(want)+2 || !strings.HasPrefix(me["id"].(string), "mer_") || me["created_at"] == nil {
		t.Errorf("%v", me)
	}
	changed := s.makes("PUT", "/me", `{"name":" Island  Tea ","website":"https://tea.example","contact_email":"Hi@Tea.example","telegram":"https://t.me/island_tea","price_mode":"TAX_EXCLUSIVE"}`)
	if changed["name"] != "Island Tea" || changed["website"] != "https://tea.example" || changed["contact_email"] != "hi@tea.example" || changed["telegram"] != "@island_tea" ||
		changed["price_mode"] != "TAX_EXCLUSIVE" || changed["slug"] != "island-coffee" {
		t.Errorf("%v", changed)
	}
	if merged := s.makes("PUT", "/me/", `{"website":null}`); merged["website"] != nil || merged["telegram"] != "@island_tea" || merged["name"] != "Island Tea" {
		t.Errorf("merged: %v", merged)
	}
	if live := s.send(ask{path: "/v1/me", key: s.open().LiveAPIKey.Reveal()}).json(t); live["livemode"] != true || live["name"] != "Island Tea" || live["id"] != me["id"] {
		t.Errorf("live: %v", live)
	}
}

func TestBadMe(t *testing.T) {
	s := newTill(t)
	before := s.makes("GET", "/me", "")
	for body, wrong := range map[string]string{
		`{"name":""}`:                    "name",
		`{"name":null}`:                  "name",
		`{"name":7}`:                     "name",
		`{"website":"javascript:x"}`:     "website",
		`{"website":"tea.example"}`:      "website",
		`{"contact_email":"a@b\nBcc:c"}`: "contact_email",
		`{"telegram":"not a name"}`:      "telegram",
		`{"price_mode":"NONE"}`:          "price_mode",
		`{"price_mode":null}`:            "price_mode",
		`{"slug":"tea"}`:                 "slug",
		`{"email":"x@example.com"}`:      "email",
		`{"country":"US"}`:               "country",
		`{"default_currency":"USD"}`:     "default_currency",
		`{"livemode":true}`:              "livemode",
		`{"id":"x"}`:                     "id",
		`{"created_at":"x"}`:             "created_at",
		`{"role":"owner"}`:               "role",
		`{"number":1}`:                   "number",
		`{"name":"","website":"x","slug":"y","email":"z"}`: "email name slug website",
	} {
		if status, got := s.api("PUT", "/me", body); status != 422 || wrongFields(got) != wrong {
			t.Errorf("%s: %d %v, want %s", body, status, got["errors"], wrong)
		}
	}
	for field, value := range s.makes("GET", "/me", "") {
		if before[field] != value {
			t.Errorf("%s became %v", field, value)
		}
	}
}

func TestCustomersOverJSON(t *testing.T) {
	s := newTill(t)
	if none := s.makes("GET", "/customers", ""); len(none["data"].([]any)) != 0 || none["has_more"] != false || none["next_cursor"] != nil {
		t.Errorf("%v", none)
	}
	s.paid("5000")
	list := s.makes("GET", "/customers?limit=1&email=ANA@example.com", "")["data"].([]any)
	c := list[0].(map[string]any)
	if len(list) != 1 || c["email"] != "ana@example.com" || c["created_at"] == nil || len(c) != 4 || !strings.HasPrefix(c["id"].(string), "cus_") {
		t.Errorf("%v", list)
	}
	if got := s.makes("GET", "/customers/"+c["id"].(string), ""); got["id"] != c["id"] || got["email"] != c["email"] {
		t.Errorf("%v", got)
	}
	if payment := s.makes("GET", "/payments", "")["data"].([]any)[0].(map[string]any); payment["customer_id"] != c["id"] {
		t.Errorf("paid by %v", payment["customer_id"])
	}
	if page := s.makes("GET", "/customers?offset=0", ""); page["total"] != 1.0 {
		t.Errorf("by offset: %v", page)
	}
	for path, status := range map[string]int{"/customers/x": 404, "/customers/" + pay.CustomerPrefix.Show(s.st.NewID(s.open().Merchant.Number)): 404,
		"/customers?email=x": 422, "/customers?limit=0": 422, "/customers?cursor=pay_x": 422, "/customers?email=bea@example.com": 200} {
		if got, answer := s.api("GET", path, ""); got != status {
			t.Errorf("%s: %d %v", path, got, answer)
		}
	}
	live := s.send(ask{path: "/v1/customers/" + c["id"].(string), key: s.open().LiveAPIKey.Reveal()})
	stranger := s.send(ask{path: "/v1/customers/" + c["id"].(string), key: s.stranger().TestAPIKey.Reveal()})
	if live.StatusCode != 404 || stranger.StatusCode != 404 {
		t.Errorf("live %d, a stranger %d", live.StatusCode, stranger.StatusCode)
	}
}

func TestBalanceOverJSON(t *testing.T) {
	s := newTill(t)
	if none := s.makes("GET", "/balance", ""); len(none["data"].([]any)) != 0 || none["livemode"] != false {
		t.Errorf("%v", none)
	}
	payment := s.paid("5000")
	_, path := s.link(`{"amount":700,"currency":"USD"}`)
	s.browser().paysAt(path, goodCard)
	s.makes("POST", "/payments/"+payment+"/refund", `{"amount":1200}`)
	rows := s.makes("GET", "/balance", "")["data"].([]any)
	var got []string
	for _, row := range rows {
		row := row.(map[string]any)
		got = append(got, row["currency"].(string))
		if row["currency"] == "USD" && (row["available"] != 700.0 || row["pending"] != 0.0) || row["currency"] == "BSD" && row["available"] != 3800.0 {
			t.Errorf("%v", row)
		}
	}
	if !slices.Equal(got, []string{"BSD", "USD"}) {
		t.Errorf("%v", rows)
	}
}

// A key grants no more than it has: no other scope, no higher limit for
// refunds, no longer life.
func TestAKeyGrantsNoMoreThanItHas(t *testing.T) {
	s := newTill(t)
	made := s.makes("POST", "/me/api-keys", `{"name":"Helper","scopes":["keys:write","links:read","refunds:write"],"refund_limit":500,"expires_at":"2098-06-01T00:00:00Z"}`)
	key := made["key"].(string)
	for body, wrong := range map[string]string{
		`{"name":"x","scopes":["links:write"],"expires_at":"2098-01-01T00:00:00Z"}`:                      "scopes",
		`{"name":"x","scopes":["links:read"]}`:                                                           "expires_at",
		`{"name":"x","scopes":["links:read"],"expires_at":null}`:                                         "expires_at",
		`{"name":"x","scopes":["links:read"],"expires_at":"2098-06-01T00:00:01Z"}`:                       "expires_at",
		`{"name":"x","scopes":["refunds:write"],"expires_at":"2098-01-01T00:00:00Z"}`:                    "refund_limit",
		`{"name":"x","scopes":["refunds:write"],"refund_limit":501,"expires_at":"2098-01-01T00:00:00Z"}`: "refund_limit",
		`{"name":"x","scopes":["account:write"],"refund_limit":-1,"expires_at":"2099-01-01T00:00:00Z"}`:  "expires_at refund_limit scopes",
		`{"name":"x","scopes":["links:read"],"refund_limit":"500","expires_at":"2098-01-01T00:00:00Z"}`:  "refund_limit",
		`{"name":"x","scopes":["links:read"],"refund_limit":1.5,"expires_at":"2098-01-01T00:00:00Z"}`:    "refund_limit",
	} {
		got := s.send(ask{method: "POST", path: "/v1/me/api-keys", key: key, body: body})
		if got.StatusCode != 422 || wrongFields(got.json(t)) != wrong {
			t.Errorf("%s: %d %s, want %s", body, got.StatusCode, got.body, wrong)
		}
	}
	for _, body := range []string{`{"name":"x","scopes":["links:read"],"expires_at":"2098-06-01T00:00:00Z"}`,
		`{"name":"x","scopes":["keys:write","refunds:write"],"refund_limit":500,"expires_at":"2098-01-01T00:00:00Z"}`} {
		if got := s.send(ask{method: "POST", path: "/v1/me/api-keys", key: key, body: body}); got.StatusCode != 201 {
			t.Errorf("%s: %d %s", body, got.StatusCode, got.body)
		}
	}
}
