package web

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"linktill/internal/pay"
)

// paidIn is paid in another currency than the merchant's own.
func (s *shop) paidIn(currency, amountMinor string) string {
	s.t.Helper()
	id, path := s.link(`{"amount":` + amountMinor + `,"currency":"` + currency + `","description":"Conch"}`)
	if got := s.browser().paysAt(path, goodCard); got.StatusCode != 303 {
		s.t.Fatalf("paying: %d", got.StatusCode)
	}
	return s.makes("GET", "/payment-links/"+id+"/payments", "")["payments"].([]any)[0].(map[string]any)["id"].(string)
}

// wantTypes holds a decoded object against fields of an example.
func wantTypes(t *testing.T, got map[string]any, example map[string]any) {
	t.Helper()
	for name, want := range example {
		if value, is := got[name]; !is || fmt.Sprintf("%T", value) != fmt.Sprintf("%T", want) {
			t.Errorf("%s is %T %v, documented as %T", name, value, value, want)
		}
	}
}

func TestTransaction(t *testing.T) {
	s := newTill(t)
	payment := s.paidIn("USD", "9900")
	status, got := s.inflow("GET", "/transactions/"+payment+"/", "")
	wantTypes(t, got, map[string]any{"id": "", "amount": "", "status": "", "currency": "", "payer_email": "", "products": []any{},
		"created_at": "", "depositAttempts": []any{}})
	if status != 200 || got["id"] != payment || got["amount"] != "99.00" || got["status"] != "paid" || got["currency"] != "USD" ||
		got["payer_email"] != "ana@example.com" || got["amount_refundable"] != "99.00" || got["amount_in_cents"].(float64) != 9900 {
		t.Errorf("%d %v", status, got)
	}
	if _, err := time.Parse(time.RFC3339, got["created_at"].(string)); err != nil {
		t.Error(err)
	}
	attempt := got["depositAttempts"].([]any)[0].(map[string]any)
	if attempt["status"] != "succeeded" || attempt["paymentId"] != payment || attempt["paymentMethod"] != "card" || attempt["errorMessage"] != "" || attempt["attemptedAt"] == "" {
		t.Errorf("the attempt: %v", attempt)
	}
	for _, id := range []string{"1", "01", uuidOf(pay.PaymentPrefix, payment), strings.TrimPrefix(payment, "pay_")} {
		if _, same := s.inflow("GET", "/transactions/"+id, ""); same["id"] != payment {
			t.Errorf("as %s: %v", id, same)
		}
	}
	for _, id := range []string{"0", "2", "-1", "+1", "1.0", "99999999999999999999", "TXabc123", "x", "%20", "%00", "1%00", strings.Replace(payment, "pay", "ref", 1)} {
		if status, got := s.inflow("GET", "/transactions/"+id+"/", ""); status != 404 || got["code"] != "PAYMENT_NOT_FOUND" && got["code"] != "NOT_FOUND" {
			t.Errorf("as %s: %d %v", id, status, got)
		}
	}
	if got := s.inflowAnswer("GET", "/transactions/1/", "", "Authorization", "Api-Key "+s.open().LiveAPIKey.Reveal()); got.StatusCode != 404 {
		t.Errorf("number 1 in live mode: %d", got.StatusCode)
	}
	if got := s.inflowAnswer("GET", "/transactions/1/", "", "Authorization", "Api-Key "+s.stranger().TestAPIKey.Reveal()); got.StatusCode != 404 {
		t.Errorf("number 1 of another merchant: %d", got.StatusCode)
	}
}

// Every try is there, the newest first, with why it failed.
func TestDepositAttempts(t *testing.T) {
	s := newTill(t)
	_, path := s.link(`{"amount":500,"currency":"EUR"}`)
	b := s.browser()
	failed := b.paysAt(path, declinedCard)
	again := b.do("POST", path, form(b.cardForm(failed, card{declinedCard, "12/40", "123"})...))
	if again.StatusCode != 402 {
		t.Fatalf("%d", again.StatusCode)
	}
	_, got := s.inflow("GET", "/transactions/1/", "")
	attempts := got["depositAttempts"].([]any)
	if got["status"] != "failed" || len(attempts) != 2 || got["amount_refundable"] != "0.00" {
		t.Errorf("%v", got)
	}
	b.do("POST", path, form(b.cardForm(again, card{goodCard, "12/40", "123"})...))
	_, got = s.inflow("GET", "/transactions/1/", "")
	var statuses []string
	for _, attempt := range got["depositAttempts"].([]any) {
		a := attempt.(map[string]any)
		statuses = append(statuses, a["status"].(string))
		if (a["status"] == "failed") != (a["errorMessage"] != "") {
			t.Errorf("%v", a)
		}
	}
	if fmt.Sprint(statuses) != "[succeeded failed failed]" || got["status"] != "paid" {
		t.Errorf("%v, %v", statuses, got["status"])
	}
}

// The request example of the document.
func TestRefundExample(t *testing.T) {
	s := newTill(t)
	payment := s.paidIn("USD", "9900")
	status, got := s.inflow("POST", "/transactions/"+payment+"/refund/", `{"reason": "Customer request", "amount": "40.00"}`)
	wantTypes(t, got, map[string]any{"status": "", "refund_id": 1.0, "refund_public_id": "", "transaction_id": 1.0, "amount": "", "currency": "",
		"amount_usd": "", "amount_in_cents": 1.0})
	if status != 201 || got["status"] != "processing" || got["refund_id"].(float64) != 1 || got["transaction_id"].(float64) != 1 ||
		got["amount"] != "40.00" || got["currency"] != "USD" || got["amount_usd"] != "40.00" || got["amount_in_cents"].(float64) != 4000 {
		t.Errorf("%d %v", status, got)
	}
	refund := got["refund_public_id"].(string)
	for _, id := range []string{refund, "1", uuidOf(pay.RefundPrefix, refund)} {
		status, one := s.inflow("GET", "/refunds/"+id+"/", "")
		wantTypes(t, one, map[string]any{"id": "", "transaction_id": "", "amount": "", "currency": "", "amount_in_cents": 1.0, "amount_usd": "",
			"reason": "", "status": "", "created_at": "", "updated_at": ""})
		if status != 200 || one["id"] != refund || one["transaction_id"] != payment || one["status"] != "completed" || one["reason"] != "Customer request" {
			t.Errorf("as %s: %d %v", id, status, one)
		}
	}
	status, rest := s.inflow("POST", "/transactions/1/refund", `{"reason":"The rest"}`)
	if status != 201 || rest["amount"] != "59.00" {
		t.Errorf("the rest: %d %v", status, rest)
	}
	if status, got := s.inflow("POST", "/transactions/1/refund/", `{"reason":"More"}`); status != 422 || got["code"] != "NOT_REFUNDABLE" {
		t.Errorf("more: %d %v", status, got)
	}
	if _, p := s.inflow("GET", "/transactions/1/", ""); p["status"] != "refunded" || p["amount_refunded"] != "99.00" || p["amount_refundable"] != "0.00" {
		t.Errorf("%v", p)
	}
}

// Without a rate there is no amount in US dollars.
func TestRefundWithoutARate(t *testing.T) {
	s := newTill(t)
	s.paidIn("EUR", "9900")
	status, got := s.inflow("POST", "/transactions/1/refund/", `{"reason":"Late","amount":"10"}`)
	if value, is := got["amount_usd"]; status != 201 || !is || value != nil || got["amount"] != "10.00" {
		t.Errorf("%d %v", status, got)
	}
	if _, one := s.inflow("GET", "/refunds/1/", ""); one["amount_usd"] != nil {
		t.Errorf("%v", one)
	}
}

func TestRefundInput(t *testing.T) {
	s := newTill(t)
	usd, yen := s.paidIn("USD", "5000"), s.paidIn("JPY", "5000")
	long := strings.Repeat("é", 501)
	for name, c := range map[string]struct{ payment, body, code, wrong string }{
		"no reason":         {usd, `{"amount":"1.00"}`, "VALIDATION_FAILED", "reason"},
		"null reason":       {usd, `{"amount":"1.00","reason":null}`, "VALIDATION_FAILED", "reason"},
		"blank reason":      {usd, `{"amount":"1.00","reason":" \n"}`, "VALIDATION_FAILED", "reason"},
		"long reason":       {usd, `{"reason":"` + long + `"}`, "VALIDATION_FAILED", "reason"},
		"all at once":       {usd, `{"amount":"x","reason":""}`, "VALIDATION_FAILED", "amount reason"},
		"no text":           {usd, `{"reason":"r","amount":950}`, "VALIDATION_FAILED", "amount"},
		"half":              {usd, `{"reason":"r","amount":40.0}`, "VALIDATION_FAILED", "amount"},
		"whole units":       {usd, `{"reason":"r","amount":"950"}`, "REFUND_TOO_LARGE", "amount"},
		"one too much":      {usd, `{"reason":"r","amount":"50.01"}`, "REFUND_TOO_LARGE", "amount"},
		"three decimals":    {usd, `{"reason":"r","amount":"40.001"}`, "VALIDATION_FAILED", "amount"},
		"decimals of a yen": {yen, `{"reason":"r","amount":"40.0"}`, "VALIDATION_FAILED", "amount"},
		"nothing":           {usd, `{"reason":"r","amount":"0.00"}`, "VALIDATION_FAILED", "amount"},
		"less":              {usd, `{"reason":"r","amount":"-1.00"}`, "VALIDATION_FAILED", "amount"},
		"plus":              {usd, `{"reason":"r","amount":"+1.00"}`, "VALIDATION_FAILED", "amount"},
		"empty":             {usd, `{"reason":"r","amount":""}`, "VALIDATION_FAILED", "amount"},
		"scientific":        {usd, `{"reason":"r","amount":"1e1"}`, "VALIDATION_FAILED", "amount"},
		"not a number":      {usd, `{"reason":"r","amount":"NaN"}`, "VALIDATION_FAILED", "amount"},
		"comma":             {usd, `{"reason":"r","amount":"40,00"}`, "VALIDATION_FAILED", "amount"},
		"thousands":         {usd, `{"reason":"r","amount":"1,000.00"}`, "VALIDATION_FAILED", "amount"},
		"space":             {usd, `{"reason":"r","amount":" 1.00"}`, "VALIDATION_FAILED", "amount"},
		"full-width":        {usd, `{"reason":"r","amount":"４０"}`, "VALIDATION_FAILED", "amount"},
		"ten to the 15th":   {usd, `{"reason":"r","amount":"1000000000000000"}`, "VALIDATION_FAILED", "amount"},
		"unknown field":     {usd, `{"reason":"r","amount_in_cents":1}`, "VALIDATION_FAILED", "amount_in_cents"},
		"code of a person":  {usd, `{"reason":"r","code":"123456"}`, "VALIDATION_FAILED", "code"},
		"an array":          {usd, `[]`, "VALIDATION_FAILED", ""},
	} {
		status, got := s.inflow("POST", "/transactions/"+c.payment+"/refund/", c.body)
		if status != 422 || got["code"] != c.code || wrongFields(got) != c.wrong {
			t.Errorf("%s: %d %v", name, status, got)
		}
	}
	if s.rows("refunds") != 0 {
		t.Error("a refused refund left a row")
	}
	if status, got := s.inflow("POST", "/transactions/"+yen+"/refund/", `{"reason":"r","amount":"1000"}`); status != 201 || got["amount"] != "1000" || got["amount_in_cents"].(float64) != 1000 {
		t.Errorf("a thousand yen: %d %v", status, got)
	}
}

func TestRefundEligibility(t *testing.T) {
	s := newTill(t)
	_, path := s.link(`{"amount":500,"currency":"USD"}`)
	s.browser().paysAt(path, declinedCard)
	if status, got := s.inflow("POST", "/transactions/1/refund/", `{"reason":"r"}`); status != 422 || got["code"] != "NOT_REFUNDABLE" || !strings.Contains(got["message"].(string), "failed") {
		t.Errorf("a failed payment: %d %v", status, got)
	}
	s.paidIn("USD", "5000")
	made := s.makes("POST", "/me/api-keys", `{"name":"till","scopes":["refunds:write"],"refund_limit":1000}`)["key"].(string)
	if status, got := s.inflow("POST", "/transactions/2/refund/", `{"reason":"r"}`, "Authorization", "Api-Key "+made); status != 422 || wrongFields(got) != "amount" {
		t.Errorf("above the key's limit: %d %v", status, got)
	}
	for _, strange := range []string{s.stranger().TestAPIKey.Reveal(), s.open().LiveAPIKey.Reveal()} {
		if got := s.inflowAnswer("POST", "/transactions/2/refund/", `{"reason":"r"}`, "Authorization", "Api-Key "+strange); got.StatusCode != 404 {
			t.Errorf("a stranger: %d", got.StatusCode)
		}
	}
	if s.rows("refunds") != 0 {
		t.Error("a refused refund left a row")
	}
}

// A key needs one of two scopes and no second factor; a session gets nothing
// here, whatever code it brings.
func TestRefundCredentials(t *testing.T) {
	s := newTill(t)
	s.paidIn("USD", "5000")
	m := s.member()
	headers := map[string][]string{
		"a session": {"Authorization", "Token " + m.cookie}, "a cookie": {"Authorization", "", "Cookie", s.h.Sessions.Cookie.Name + "=" + m.cookie},
	}
	for _, scope := range pay.Scopes {
		_, key := s.key(scope)
		headers[string(scope)] = []string{"Authorization", "Api-Key " + key}
	}
	want := map[string]int{"a session": 403, "a cookie": 401, "refunds:write": 201, "payments:write": 201}
	for who, pairs := range headers {
		status := want[who]
		if status == 0 {
			status = 403
		}
		if got := s.inflowAnswer("POST", "/transactions/1/refund/", `{"reason":"r","amount":"1.00"}`, pairs...); got.StatusCode != status {
			t.Errorf("%s: %d %s", who, got.StatusCode, got.body)
		}
	}
	reads := map[string]int{"refunds:read": 200, "payments:read": 200, "a session": 403, "a cookie": 401}
	for who, pairs := range maps.All(headers) {
		status := reads[who]
		if status == 0 {
			status = 403
		}
		for _, path := range []string{"/refunds/", "/refunds/1/"} {
			if got := s.inflowAnswer("GET", path, "", pairs...); got.StatusCode != status {
				t.Errorf("%s reads %s: %d %s", who, path, got.StatusCode, got.body)
			}
		}
	}
	if n := s.rows("refunds"); n != 2 {
		t.Errorf("%d refunds", n)
	}
}

func TestTheSameRefundRequestRefundsOnce(t *testing.T) {
	s := newTill(t)
	s.paidIn("USD", "5000")
	send := func(body string) answer {
		return s.inflowAnswer("POST", "/transactions/1/refund/", body, "Idempotency-Key", "one")
	}
	if refused := send(`{"reason":"r","amount":"50.01"}`); refused.StatusCode != 422 {
		t.Errorf("%d", refused.StatusCode)
	}
	first, second := send(`{"reason":"r"}`), send(`{"reason":"r"}`)
	if first.StatusCode != 201 || second.StatusCode != 201 || second.body != first.body || second.Header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("%d %s, then %d %s", first.StatusCode, first.body, second.StatusCode, second.body)
	}
	if other := send(`{"reason":"s"}`); other.StatusCode != 422 || other.problem(t).Code != string(pay.KeyReused) {
		t.Errorf("another body: %d", other.StatusCode)
	}
	if s.rows("refunds") != 1 {
		t.Error("more than one refund")
	}
}
