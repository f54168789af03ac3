package web

import (
	"fmt"
	"strings"
	"testing"

	"linktill/internal/pay"
)

// What was tried at one page cannot go on at the page of something else that
// costs as much: the stock of the one would be held, and that of the other sold.
func TestCheckoutOfAnotherThing(t *testing.T) {
	s := newTill(t)
	mug, mugPath := s.onSale(`,"quantity":1`)
	cup, cupPath := s.onSale(`,"quantity":1`)
	l := s.makes("POST", "/listings", `{"title":"Lesson","amount":2000,"currency":"BSD"}`)
	s.makes("POST", "/listings/"+l["id"].(string)+"/publish", "")
	lessonPath := "/shop/" + s.open().Merchant.Slug + "/" + l["id"].(string) + "/pay"
	b := s.browser()
	for _, c := range []struct{ from, to string }{{mugPath, cupPath}, {mugPath, lessonPath}, {lessonPath, cupPath}} {
		refused := b.wants(b.paysAt(c.from, declinedCard), 402)
		got := b.do("POST", c.to, form(b.cardForm(refused, card{goodCard, "12/40", "123"})...))
		b.wants(got, 409, "This page was not complete. Nothing was charged")
		b.wantPaid(b.do("POST", c.from, form(b.cardForm(refused, card{goodCard, "12/40", "123"})...)))
		if c.from == mugPath {
			s.makes("PUT", "/products/"+mug, `{"quantity":1}`)
		}
	}
	for _, id := range []string{mug, cup} {
		if p := s.makes("GET", "/products/"+id, ""); p["held"] != 0.0 || p["quantity"] != 1.0 {
			t.Errorf("%v", p)
		}
	}
	b.wantPaid(b.paysAt(cupPath, goodCard))
}

// Each checkout is no new start for somebody who tries cards: they count for
// what is sold.
func TestRefusedCardsCountForWhatIsSold(t *testing.T) {
	s := newTill(t)
	id, path := s.onSale("")
	b := s.browser()
	got := b.wants(b.paysAt(path, declinedCard), 402)
	action := got.body[strings.Index(got.body, `action="/checkout/`)+len(`action="`):]
	action = action[:strings.Index(action, `"`)]
	b.wants(b.do("POST", action, form(b.cardForm(got, card{declinedCard, "12/40", "123"})...)), 402)
	product, _ := pay.ProductPrefix.Parse(id)
	var refused, subjects int
	s.must(s.pool.QueryRow(t.Context(), `SELECT count(DISTINCT key), sum(n) FILTER (WHERE key LIKE $1) FROM rate_hits WHERE key LIKE 'refused:%'`,
		"refused:"+product.UUID()+":%").Scan(&subjects, &refused))
	if subjects != 1 || refused != 2 {
		t.Errorf("%d refused cards at %d things", refused, subjects)
	}
}

func TestLongestNamesPay(t *testing.T) {
	s := newTill(t)
	_, path := s.onSale(`,"visible_fields":["first_name","last_name"]`)
	s.browser().wantPaid(s.browser().paysAt(path, goodCard, "first_name", strings.Repeat("é", 100), "last_name", strings.Repeat("ñ", 100)))
}

// Bytes that are no text are answered like a name that nobody has.
func TestAddressesOfStrangeBytes(t *testing.T) {
	s := newTill(t)
	key := s.open().TestAPIKey.Reveal()
	for _, path := range []string{
		"/@\xff", "/@%ff", "/@%00", "/@\xff/go/bl_111111118C6oxMkBMKvD2x", "/shop/\xff", "/shop/%00", "/shop/\xff/lst_111111118C6oxMkBMKvD2x", "/shop/\xff/lst_111111118C6oxMkBMKvD2x/pay",
		"/pay/\xff/\xff", "/pay/\xff/link_111111118C6oxMkBMKvD2x", "/products/\xff/pay", "/v2/confirm_order/\xff/\xff", "/checkout/\xff", "/receipt/\xff", "/qr/\xff", "/sandbox/3ds/\xff",
		"/docs/\xff", "/docs/..%2f..%2fgo.mod", "/docs/%00",
	} {
		if got := s.raw("GET " + path + " HTTP/1.1\r\nHost: " + strings.TrimPrefix(s.url, "http://") + "\r\nConnection: close\r\n\r\n"); got.StatusCode < 400 || got.StatusCode >= 500 {
			t.Errorf("%q: %d", path, got.StatusCode)
		}
	}
	for _, path := range []string{
		"/api/transactions/\xff", "/api/transactions/99999999999999999999", "/api/refunds/\xff", "/v1/products/\xff", "/v1/listings/\xff", "/v1/webhooks/\xff/deliveries/\xff",
		"/v1/events/\xff", "/v1/customers?email=%ff@x.example", "/v1/customers?email=%00@x.example", "/api/refunds?search=%ff%00&ordering=%00", "/api/refunds?created_at__gte=%ff",
		"/api/refunds?status=%00", "/v1/listings?status=%ff", "/v1/payments?status=%ff", "/v1/events?after=%ff", "/v1/events?after=99999999999999999999", "/v1/events?cursor=%ff",
	} {
		got := s.raw("GET " + path + " HTTP/1.1\r\nHost: " + strings.TrimPrefix(s.url, "http://") + "\r\nConnection: close\r\nAuthorization: Bearer " + key + "\r\n\r\n")
		if got.StatusCode < 400 || got.StatusCode >= 500 {
			t.Errorf("%q: %d %s", path, got.StatusCode, got.body)
		}
	}
}

// Numbers and times at the end of what fits are taken or refused, and nothing
// else.
func TestExtremes(t *testing.T) {
	s := newTill(t)
	id, _ := s.onSale("")
	lines := strings.Repeat(`{"name":"x","unit_amount":9999999999,"quantity":1000000},`, 100)
	for _, c := range []struct {
		method, path, body string
		want               int
	}{
		{"POST", "/webhooks", `{"events":["*"],"url":"https://example.com/` + strings.Repeat(`\"`, 700) + `"}`, 422},
		{"POST", "/bio/links", `{"title":"x","url":"https://example.com","starts_at":"2040-01-01T00:00:00.0000001Z","ends_at":"2040-01-01T00:00:00.0000002Z"}`, 422},
		{"POST", "/bio/links", `{"title":"x","url":"https://example.com","position":9223372036854775807}`, 201},
		{"POST", "/payment-links", `{"amount":9999999999,"expires_at":"9999-12-31T23:59:59-12:00"}`, 422},
		{"POST", "/payment-links", `{"amount":10000000000}`, 422},
		{"POST", "/payment-links", `{"amount":1,"max_uses":9223372036854775807}`, 422},
		{"POST", "/payment-links", `{"amount":1,"metadata":{"a":1e99999}}`, 422},
		{"POST", "/payment-links", `{"amount":1,"metadata":{"a":-1.5e-20,"b":12345678901234567890}}`, 201},
		{"POST", "/checkouts", `{"currency":"BSD","lines":[` + strings.TrimSuffix(lines, ",") + `]}`, 422},
		{"POST", "/checkouts", `{"currency":"BSD","lines":[{"name":"x","unit_amount":9223372036854775807}]}`, 422},
		{"POST", "/checkouts", `{"currency":"BSD","lines":[{"name":"x","unit_amount":9223372036854775808}]}`, 422},
		{"POST", "/checkouts", `{"currency":"BSD","products":[{"id":"` + id + `","quantity":1e3}]}`, 422},
		{"POST", "/checkouts", `{"currency":"BSD","products":[{"id":"` + id + `","quantity":1000000},{"id":"` + id + `"}]}`, 422},
		{"POST", "/products", `{"name":"x","description":"x","currency":"KWD","amount":9999999999,"quantity":"1000000001"}`, 422},
		{"POST", "/products", `{"name":"x","description":"x","currency":"KWD","amount":"99999999999999999999999999"}`, 422},
		{"POST", "/products", `{"name":"x","description":"x","currency":"\u0130\u0130\u0130","amount":1,"expired_at":"9999-12-31T23:59:59.9999999-14:00"}`, 422},
		{"POST", "/listings", `{"title":"x","currency":"KWD","amount":-9223372036854775808}`, 422},
		{"PUT", "/tax-rates", `{"data":[{"country":"BS","rate":-9223372036854775808}]}`, 422},
	} {
		if status, got := s.api(c.method, c.path, c.body); status != c.want {
			t.Errorf("%s %s %.120s: %d %.300s", c.method, c.path, c.body, status, fmt.Sprint(got))
		}
	}
}

// What only one answer shows is shown again to the key that asked for it, and
// to no other of the merchant.
func TestSecretsAreRepeatedToWhoAskedOnly(t *testing.T) {
	s := newTill(t)
	first := s.open().TestAPIKey.Reveal()
	other := s.makes("POST", "/me/api-keys", `{"name":"other","scopes":["webhooks:write"]}`)["key"].(string)
	create := func(key string) answer {
		return s.send(ask{method: "POST", path: "/v1/webhooks", key: key, header: map[string]string{"Idempotency-Key": "endpoint"},
			body: `{"url":"https://example.com/hook","events":["*"]}`})
	}
	made, again, others := create(first), create(first), create(other)
	if made.StatusCode != 201 || again.body != made.body || again.Header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("%d %s, again %d %s", made.StatusCode, made.body, again.StatusCode, again.body)
	}
	if others.StatusCode != 422 || strings.Contains(others.body, "whsec_") || !strings.Contains(others.body, string(pay.KeyReused)) {
		t.Errorf("another key: %d %s", others.StatusCode, others.body)
	}
}
