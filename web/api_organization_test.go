package web

import (
	"encoding/json"
	"strings"
	"testing"

	"linktill/internal/pay"
	"linktill/store"
)

// asPerson asks /api with the token of a session.
func (s *shop) asPerson(m signedIn, method, path, body string, pairs ...string) (int, map[string]any) {
	s.t.Helper()
	return s.inflow(method, path, body, append([]string{"Authorization", "Token " + m.cookie}, pairs...)...)
}

func TestOrganization(t *testing.T) {
	s := newTill(t)
	m := s.member()
	status, got := s.asPerson(m, "GET", "/organization/", "")
	if status != 200 || got["name"] != "Island Coffee" || got["price_mode"] != "TAX_INCLUSIVE" || got["slug"] != s.open().Merchant.Slug || got["telegram"] != "" {
		t.Errorf("%d %v", status, got)
	}
	status, got = s.asPerson(m, "PATCH", "/organization/", `{"name":" Island  Tea ","website":"https://tea.example/","contact_email":"Hi@Tea.example","telegram":"@island_tea","price_mode":"TAX_EXCLUSIVE"}`)
	if status != 200 || got["name"] != "Island Tea" || got["website"] != "https://tea.example/" || got["contact_email"] != "hi@tea.example" ||
		got["telegram"] != "@island_tea" || got["price_mode"] != "TAX_EXCLUSIVE" {
		t.Errorf("%d %v", status, got)
	}
	// One field alone, and nothing at all, leave the others as they are.
	for _, body := range []string{`{"telegram":null}`, `{}`, ``} {
		status, got = s.asPerson(m, "PATCH", "/organization", body)
		if status != 200 || got["name"] != "Island Tea" || got["telegram"] != "" || got["website"] != "https://tea.example/" {
			t.Errorf("%s: %d %v", body, status, got)
		}
	}
}

func TestOrganizationInput(t *testing.T) {
	s := newTill(t)
	m := s.member()
	_, before := s.asPerson(m, "GET", "/organization/", "")
	for body, want := range map[string]string{
		`{"name":""}`: "name", `{"name":null}`: "name", `{"name":5}`: "name", `{"name":"` + strings.Repeat("x", 121) + `"}`: "name",
		`{"website":"javascript:alert(1)"}`: "website", `{"website":"tea"}`: "website", `{"contact_email":"tea"}`: "contact_email",
		`{"telegram":"a b"}`: "telegram", `{"price_mode":"BOTH"}`: "price_mode", `{"price_mode":null}`: "price_mode",
		`{"slug":"tea"}`: "slug", `{"livemode":true}`: "livemode", `{"id":"x"}`: "id", `{"default_currency":"EUR"}`: "default_currency", `{"Name":"x"}`: "Name",
		`{"name":"","website":"x","contact_email":"x","telegram":"!","price_mode":"x"}`: "contact_email name price_mode telegram website",
		`{"name":"Good","role":"owner"}`:                                                "role",
	} {
		if status, got := s.asPerson(m, "PATCH", "/organization/", body); status != 422 || wrongFields(got) != want {
			t.Errorf("%s: %d %v, want %s", body, status, got, want)
		}
	}
	if _, after := s.asPerson(m, "GET", "/organization/", ""); after["name"] != before["name"] || after["updated_at"] != before["updated_at"] {
		t.Errorf("%v, was %v", after, before)
	}
}

// The organization and its links belong to people: no key gets in, whatever it
// may do, and a cookie only with the token that other sites do not know.
func TestOnlyPeople(t *testing.T) {
	s := newTill(t)
	m, key := s.member(), s.open().TestAPIKey.Reveal()
	link, _ := s.link(`{"amount":500,"currency":"USD"}`)
	body := `{"name":"x","products":["` + s.product("USD", "100") + `"]}`
	half := s.signIn(store.SignIn{UserID: s.open().User.ID})
	for _, r := range []struct{ method, path, body string }{
		{"GET", "/organization/", ""}, {"PATCH", "/organization/", `{}`}, {"GET", "/payment-links/", ""}, {"POST", "/payment-links/", body},
		{"GET", "/payment-links/" + link + "/", ""}, {"PATCH", "/payment-links/" + link + "/", `{}`}, {"GET", "/payment-links/" + link + "/payments/", ""},
		{"DELETE", "/payment-links/" + link + "/", ""},
	} {
		cookie := s.h.Sessions.Cookie.Name + "=" + m.cookie
		for name, c := range map[string]struct {
			pairs  []string
			status int
		}{
			"Api-Key":         {[]string{"Authorization", "Api-Key " + key}, 403},
			"Bearer":          {[]string{"Authorization", "Bearer " + key}, 403},
			"nobody":          {[]string{"Authorization", ""}, 401},
			"no session":      {[]string{"Authorization", "Token x"}, 401},
			"half a session":  {[]string{"Authorization", "Token " + half.cookie}, 403},
			"another's token": {[]string{"Authorization", "", "Cookie", cookie, "X-Csrf-Token", "x"}, 403},
			"another site":    {[]string{"Authorization", "", "Cookie", cookie, "X-Csrf-Token", m.csrf, "Origin", "https://evil.example"}, 403},
		} {
			if r.method == "GET" && strings.HasPrefix(name, "another") {
				continue
			}
			if got := s.inflowAnswer(r.method, r.path, r.body, c.pairs...); got.StatusCode != c.status {
				t.Errorf("%s at %s %s: %d %s", name, r.method, r.path, got.StatusCode, got.body)
			}
		}
		for _, pairs := range [][]string{{"Authorization", "Token " + m.cookie}, {"Authorization", "", "Cookie", cookie, "X-Csrf-Token", m.csrf}} {
			if r.method == "DELETE" && pairs[1] == "" {
				continue
			}
			if got := s.inflowAnswer(r.method, r.path, r.body, pairs...); got.StatusCode/100 != 2 {
				t.Errorf("a person at %s %s: %d %s", r.method, r.path, got.StatusCode, got.body)
			}
		}
	}
}

// What a member may do here, their role decides each time.
func TestRolesOnAPI(t *testing.T) {
	s := newTill(t)
	m := s.member()
	body := `{"name":"x","products":["` + s.product("USD", "100") + `"]}`
	for role, want := range map[pay.Role][3]int{pay.Owner: {200, 200, 201}, pay.Manager: {200, 403, 201}, pay.Viewer: {200, 403, 403}} {
		s.becomes(role)
		for i, r := range [][3]string{{"GET", "/organization/", ""}, {"PATCH", "/organization/", `{}`}, {"POST", "/payment-links/", body}} {
			if status, got := s.asPerson(m, r[0], r[1], r[2]); status != want[i] {
				t.Errorf("%s at %s %s: %d %v", role, r[0], r[1], status, got)
			}
		}
	}
}

// jsonList decodes a bare array.
func (s *shop) jsonList(got answer) (list []map[string]any) {
	s.t.Helper()
	if err := json.Unmarshal([]byte(got.body), &list); err != nil {
		s.t.Fatalf("%d %s", got.StatusCode, got.body)
	}
	return list
}
