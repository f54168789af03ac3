package web

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"linktill/internal/pay"
	"linktill/store"
)

var nonceField = regexp.MustCompile(`name="nonce" value="([^"]*)"`)

func TestRefundInTheDashboard(t *testing.T) {
	s := newTill(t)
	payment := s.paid("5000")
	b := s.signedInBrowser()
	at := "/dashboard/payments/" + payment
	b.wants(b.get(at), 200, "Refund")
	b.wants(b.get(at+"/refund"), 200, "50.00")
	code := s.freshCode()
	b.wants(b.post(at+"/refund", "amount", "12.00", "reason", "cold", "code", "000000"), 422, "This code is not right")
	for _, test := range []struct{ amount, reason, says string }{
		{"50.01", "cold", "At most B$50.00"}, {"0", "cold", "more than zero"}, {"-1", "cold", "without a sign"}, {"1e18", "cold", "digits"},
		{"0.001", "cold", "decimals"}, {"NaN", "cold", "digits"}, {"10,00", "cold", "point"}, {"１２", "cold", "digits"}, {"", "cold", "Enter an amount"},
		{"12.00", "", "Say why"}, {"12.00", strings.Repeat("x", 501), "At most 500"},
	} {
		got := b.post(at+"/refund", "amount", test.amount, "reason", test.reason, "code", code)
		b.wants(got, 422, test.says)
		if test.reason == "cold" && !strings.Contains(got.body, "cold</textarea>") {
			t.Errorf("%q: the reason was lost", test.amount)
		}
	}
	b.wants(b.post(at+"/refund", "amount", "12.00", "reason", "cold", "code", code), 303, at)
	b.wants(b.get(at), 200, "B$12.00 refunded.")
	b.wants(b.post(at+"/refund", "amount", "12.00", "reason", "cold", "code", code), 422, "This code has been used")
	if p := s.makes("GET", "/payments/"+payment, ""); p["status"] != "partially_refunded" || p["amount_refunded"].(float64) != 1200 {
		t.Errorf("the payment: %v", p)
	}
	b.wants(b.post(at+"/refund", "amount", "38.00", "reason", "late", "code", s.freshCode()), 303, at)
	b.wants(b.get(at), 200, "refunded in full")
}

func TestRefundDoubleClick(t *testing.T) {
	s := newTill(t)
	payment := s.paid("5000")
	b := s.signedInBrowser()
	at := "/dashboard/payments/" + payment
	page := b.get(at + "/refund")
	body := form("csrf", b.csrf, "nonce", nonceField.FindStringSubmatch(page.body)[1], "amount", "12.00", "reason", "cold", "code", s.freshCode())
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			got, err := s.try(ask{method: "POST", path: at + "/refund", body: body, cookie: b.cookie()})
			if err != nil || got.StatusCode != 303 || got.Header.Get("Location") != at {
				t.Errorf("%v %d", err, got.StatusCode)
			}
		})
	}
	all.Wait()
	if p := s.makes("GET", "/payments/"+payment, ""); p["amount_refunded"].(float64) != 1200 {
		t.Errorf("refunded %v", p["amount_refunded"])
	}
}

func TestOneCodeRefundsOnce(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	payment, code := s.paid("5000"), s.freshCode()
	var done, refused atomic.Int32
	var all sync.WaitGroup
	for range 30 {
		all.Go(func() {
			got, err := s.try(ask{method: "POST", path: "/dashboard/payments/" + payment + "/refund", cookie: b.cookie(),
				body: form("csrf", b.csrf, "amount", "1.00", "reason", "cold", "code", code)})
			switch {
			case err == nil && got.StatusCode == 303:
				done.Add(1)
			case err == nil && got.StatusCode == 422:
				refused.Add(1)
			default:
				t.Errorf("%v %d", err, got.StatusCode)
			}
		})
	}
	all.Wait()
	if done.Load() != 1 || refused.Load() != 29 {
		t.Errorf("%d refunds, %d refusals of one code", done.Load(), refused.Load())
	}
}

func TestRefundNeedsTwoFactor(t *testing.T) {
	s := newTill(t)
	payment := s.paid("5000")
	_, err := s.pool.Exec(t.Context(), `UPDATE users SET totp_secret = NULL, totp_since = NULL`)
	s.must(err)
	who := s.signIn(store.SignIn{UserID: s.open().User.ID})
	at := "/dashboard/payments/" + payment + "/refund"
	if page := s.send(ask{path: at, cookie: who.cookie}); page.StatusCode != 200 || strings.Contains(page.body, `name="code"`) || !strings.Contains(page.body, "/dashboard/security") {
		t.Errorf("the form without two-factor: %d", page.StatusCode)
	}
	got := s.send(ask{method: "POST", path: at, cookie: who.cookie, body: form("csrf", who.csrf, "amount", "1.00", "reason", "cold", "code", "123456")})
	if got.StatusCode != 403 {
		t.Errorf("refunding without two-factor: %d", got.StatusCode)
	}
	if p := s.makes("GET", "/payments/"+payment, ""); p["amount_refunded"].(float64) != 0 {
		t.Errorf("refunded %v", p["amount_refunded"])
	}
}

func TestRefundByAPIKey(t *testing.T) {
	s := newTill(t)
	at := "/payments/" + s.paid("5000") + "/refund"
	for body, field := range map[string]string{
		`{"amount":0}`: "amount", `{"amount":-1}`: "amount", `{"amount":5001}`: "amount", `{"amount":"12.00"}`: "amount", `{"amount":1.5}`: "amount",
		`{"amount":1,"currency":"USD"}`: "currency", `{"amount":1,"reason":""}`: "reason", `{"amount":1,"to":"x"}`: "to", `{"amount":1,"amount":2}`: "amount",
	} {
		status, got := s.api("POST", at, body)
		if errors, _ := got["errors"].(map[string]any); status != 422 || errors[field] == nil {
			t.Errorf("%s: %d %v, want 422 on %s", body, status, got, field)
		}
	}
	part := s.makes("POST", at, `{"amount":1200,"reason":"cold"}`)
	rest := s.makes("POST", at, "")
	if part["status"] != "completed" || rest["amount"].(float64) != 3800 || rest["reason"] != pay.DefaultRefundReason {
		t.Errorf("%v, %v", part, rest)
	}
	if status, got := s.api("POST", at, ""); status != 422 || got["code"] != "NOT_REFUNDABLE" {
		t.Errorf("a third refund: %d %v", status, got)
	}
	if list := s.makes("GET", "/refunds", "")["data"].([]any); len(list) != 2 {
		t.Errorf("%d refunds are listed", len(list))
	}
	if one := s.makes("GET", "/refunds/"+part["id"].(string), ""); one["amount"].(float64) != 1200 {
		t.Errorf("one refund: %v", one)
	}
}

func TestRefundLimitOfAKey(t *testing.T) {
	s := newTill(t)
	payment := s.paid("5000")
	made := s.makes("POST", "/me/api-keys", `{"name":"till","scopes":["refunds:write"],"refund_limit":1000}`)
	key := made["key"].(string)
	refund := func(amountMinor int) int {
		return s.send(ask{method: "POST", path: "/v1/payments/" + payment + "/refund", key: key, body: fmt.Sprintf(`{"amount":%d}`, amountMinor)}).StatusCode
	}
	if status := refund(1001); status != 422 {
		t.Errorf("above the limit: %d", status)
	}
	if status := refund(1000); status != 201 {
		t.Errorf("at the limit: %d", status)
	}
}

func TestSameKeyRefundsOnce(t *testing.T) {
	s := newTill(t)
	payment, key := s.paid("5000"), s.open().TestAPIKey.Reveal()
	send := func(body string) answer {
		return s.send(ask{method: "POST", path: "/v1/payments/" + payment + "/refund", key: key, body: body, header: map[string]string{"Idempotency-Key": "one"}})
	}
	first, second := send(`{"amount":100}`), send(`{"amount":100}`)
	if first.StatusCode != 201 || second.StatusCode != 201 || second.body != first.body || second.Header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("%d, then %d %q", first.StatusCode, second.StatusCode, second.Header.Get("Idempotent-Replayed"))
	}
	if other := send(`{"amount":200}`); other.StatusCode != 422 || !strings.Contains(other.body, "IDEMPOTENCY_KEY_REUSED") {
		t.Errorf("another body: %d", other.StatusCode)
	}
	var refund map[string]any
	s.must(json.Unmarshal([]byte(first.body), &refund))
	if p := s.makes("GET", "/payments/"+payment, ""); p["amount_refunded"].(float64) != 100 {
		t.Errorf("refunded %v by %v", p["amount_refunded"], refund)
	}
}
