package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// hostileJSON are values that nobody means, for any field.
var hostileJSON = []string{
	`null`, `true`, `0`, `-1`, `1.5`, `1e3`, `1e400`, `-0`, `9223372036854775807`, `9223372036854775808`, strings.Repeat("9", 400),
	`""`, `" "`, `"x"`, `"5000"`, `"１２３"`, `"NaN"`, `"-1"`, `"1e9"`, `"a\u0000b"`, `"a\r\nBcc: x@example.com"`, `"\u202etxt.exe"`, `"\u200b"`, `"\ud800"`,
	`"` + hostileText + `"`, `"🏝️ á́́́"`, `"2026-13-45T99:99:99Z"`, `"0001-01-01T00:00:00Z"`, `"9999-12-31T23:59:59Z"`, `"` + strings.Repeat("long ", 2_000) + `"`,
	`[]`, `{}`, `["x"]`, `[null]`, `[1,[2,[3]]]`, `[0]`, `[-5,1e30]`, `{"":""}`, `{"a":{"b":{"c":1}}}`, `{"a\u0000":1}`, `{"a":1,"a":2}`,
	strings.Repeat(`{"a":`, 5_000) + "1" + strings.Repeat("}", 5_000), strings.Repeat("[", 5_000), `tru`, `01`, `'x'`, `NaN`,
}

// hostileText is what a browser would run if a page wrote it as it is.
const hostileText = `<script>alert(1)</script><img src=x onerror=alert(2)>&lt;b&gt;' & co`

// jsonCall is an endpoint with a body that it accepts, and its fields.
type jsonCall struct {
	method, path, good string
	fields             []string
}

func (s *shop) jsonCalls() []jsonCall {
	link, payment := s.newLink(5_00, ""), s.pays(s.newLink(1_000_000, ""))
	return []jsonCall{
		{"POST", "/v1/payment-links", `"description":"x"`, []string{"merchant_slug", "amount", "min_amount", "max_amount", "suggested_amounts",
			"currency", "description", "max_uses", "expires_at", "metadata", "Amount", "id", "livemode", ""}},
		{"PATCH", "/v1/payment-links/" + link, ``, []string{"description", "is_active", "max_uses", "expires_at", "metadata", "amount", "merchant_slug", "uses_count"}},
		{"POST", "/v1/payments/" + payment + "/refund", ``, []string{"amount", "currency", "reason", "payment_id"}},
		{"POST", "/v1/me/api-keys", `"name":"x","scopes":["links:read"]`, []string{"name", "scopes", "refund_limit", "expires_at", "key"}},
	}
}

// TestHostileJSON sends every hostile value as every field of every call, and
// bodies that are broken as a whole. Each is taken or refused as documented;
// what was refused left nothing behind.
func TestHostileJSON(t *testing.T) {
	t.Parallel()
	s := newShop(t, release)
	s.serve()
	calls := s.jsonCalls()
	before, made, sent := s.number(thingsMade), int64(0), 0
	send := func(c jsonCall, field, body string, header map[string]string) {
		got := s.refuses(ask{method: c.method, path: c.path, body: body, key: s.merchant.TestAPIKey, header: header})
		sent++
		if got.StatusCode == http.StatusCreated {
			made++
		}
		for _, sentence := range s.misbehaved(got, field) {
			t.Errorf("%s %s %s: %s: %d %.300s", c.method, c.path, shorten(body), sentence, got.StatusCode, got.body)
		}
	}
	for _, c := range calls {
		for _, field := range c.fields {
			for _, value := range hostileJSON {
				send(c, field, bodyWith(c.good, field, value), nil)
			}
		}
		for _, body := range hostileBodies {
			send(c, "", body, nil)
		}
		for _, header := range hostileHeaders {
			send(c, "", `{}`, header)
		}
	}
	if after := s.number(thingsMade); after-before != made {
		t.Errorf("%d calls were answered 201, and %d things made", made, after-before)
	}
	t.Logf("%d calls, %d of them taken", sent, made)
	s.inOrder()
}

const thingsMade = `SELECT (SELECT count(*) FROM links) + (SELECT count(*) FROM refunds) + (SELECT count(*) FROM api_keys)`

// bodyWith puts a field into a good body, in place of its own.
func bodyWith(good, field, value string) string {
	fields := []string{`"` + field + `":` + value}
	for _, other := range strings.Split(good, `,"`) {
		if name, _, _ := strings.Cut(strings.TrimPrefix(other, `"`), `"`); other != "" && name != field {
			fields = append(fields, `"`+strings.TrimPrefix(other, `"`))
		}
	}
	return "{" + strings.Join(fields, ",") + "}"
}

var hostileBodies = []string{
	``, `{`, `}`, `[]`, `null`, `"x"`, `5`, `{}{}`, `{} x`, `{"description":"a","description":"b"}`, `{"descripti\u006fn":"a","description":"b"}`,
	"\ufeff{}", "{\"description\":\"\xff\"}", "\x00", `<xml/>`, `amount=5`, `{"a":1`, strings.Repeat("[", 60_000), `{"n":` + strings.Repeat("9", 60_000) + `}`,
	`{"x":"` + strings.Repeat("a", 64<<10-7) + `"}`, strings.Repeat(" ", 64<<10+1), `{` + strings.Repeat(`"k":1,`, 50_000) + `"k":1}`,
}

var hostileHeaders = []map[string]string{
	{"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"}, {"Content-Type": "application/json; charset=utf-16"},
	{"Content-Type": ";"}, {"Content-Encoding": "gzip"}, {"Content-Encoding": "br, gzip"}, {"Idempotency-Key": strings.Repeat("k", 256)},
	{"Idempotency-Key": ""}, {"Idempotency-Key": "schlüssel"}, {"X-HTTP-Method-Override": "DELETE"}, {"Authorization": "Bearer"}, {"Authorization": "Basic eDp5"},
	{"Authorization": "Bearer sk_test_" + strings.Repeat("x", 300)}, {"Authorization": strings.Repeat("x", 9_000)},
}

// documentedStatuses are those that a call may be answered with.
var documentedStatuses = []int{200, 201, 400, 401, 404, 409, 413, 415, 422, 431}

// misbehaved says what an answer lacks. A 422 names the field that it is about.
func (s *shop) misbehaved(got answer, field string) (wrong []string) {
	if !slices.Contains(documentedStatuses, got.StatusCode) {
		return []string{"an undocumented status"}
	}
	if got.StatusCode < 300 || got.StatusCode == http.StatusRequestHeaderFieldsTooLarge || got.Header == nil {
		return nil
	}
	said := read[object](s.t, got.body)
	for _, name := range []string{"error", "code", "message", "request_id"} {
		if text, _ := said[name].(string); text == "" {
			wrong = append(wrong, "no "+name)
		}
	}
	if got.StatusCode == http.StatusUnprocessableEntity && field != "" && said["code"] != "NOT_REFUNDABLE" {
		fields, _ := said["errors"].(object)
		named := slices.ContainsFunc(mapKeys(fields), func(name string) bool { return name == field || strings.HasPrefix(name, field+".") })
		if !named {
			wrong = append(wrong, "the field is not named")
		}
	}
	return wrong
}

func mapKeys(m object) (keys []string) {
	for key := range m {
		keys = append(keys, key)
	}
	return keys
}

func shorten(text string) string {
	if len(text) > 160 {
		return fmt.Sprintf("%q… (%d bytes)", text[:160], len(text))
	}
	return fmt.Sprintf("%q", text)
}

// TestHostilePaths asks for ids that are none, everywhere where an id stands.
func TestHostilePaths(t *testing.T) {
	t.Parallel()
	s := newShop(t, release)
	s.serve()
	owner := s.person().logIn()
	ids := []string{"x", "0", "-1", "link_", "pay_", "%00", "%ff", "..%2f..%2fetc", "%252e", "1%27%20OR%201=1", "link_1111111111111111111111", "pay_0OIl",
		"%E2%80%AE", strings.Repeat("a", 3_000), "00000000-0000-0000-0000-000000000000", ".png", "null", "%0d%0aSet-Cookie:x=1"}
	for _, route := range []string{"/v1/payment-links/%s", "/v1/payment-links/%s/payments", "/v1/payments/%s", "/v1/refunds/%s",
		"/pay/island-coffee/%s", "/pay/%s/link_1111111111111111111111", "/checkout/%s", "/receipt/%s", "/sandbox/3ds/%s", "/qr/%s", "/qr/%s.svg", "/reset/%s", "/static/%s",
		"/dashboard/links/%s", "/dashboard/links/%s/edit", "/dashboard/payments/%s", "/dashboard/payments/%s/refund", "/dashboard/payments?link=%s", "/login?next=%s"} {
		for _, id := range ids {
			path := fmt.Sprintf(route, id)
			a := ask{method: "GET", path: path, client: owner.jar}
			if strings.HasPrefix(path, "/v1/") {
				a.key = s.merchant.TestAPIKey
			}
			got := s.send(a)
			if got.StatusCode >= 500 || got.Header.Get("Set-Cookie") == "x=1" || strings.Contains(got.Header.Get("Location"), "//") {
				t.Errorf("GET %s: %d to %q", shorten(path), got.StatusCode, got.Header.Get("Location"))
			}
		}
	}
}
