package web

import (
	"net/http"
	"strings"
	"testing"

	"linktill/internal/pay"
)

// onSale makes a product on /v1 and returns its id and the path where it is
// paid.
func (s *shop) onSale(more string) (id, path string) {
	s.t.Helper()
	p := s.makes("POST", "/products", `{"name":"Mug","description":"A mug","currency":"BSD","amount":2000,"language":"en"`+more+`}`)
	return p["id"].(string), strings.TrimPrefix(p["pay_url"].(string), s.url)
}

// lastPayment is the newest payment, as /v1 shows it.
func (s *shop) lastPayment() map[string]any {
	s.t.Helper()
	list := s.makes("GET", "/payments?limit=1", "")["data"].([]any)
	if len(list) == 0 {
		s.t.Fatal("there is no payment")
	}
	return list[0].(map[string]any)
}

// wantPaid checks that an answer leads to a receipt, and opens it.
func (b *browser) wantPaid(got answer) answer {
	b.t.Helper()
	path := got.Header.Get("Location")
	if got.StatusCode != http.StatusSeeOther || !strings.HasPrefix(path, "/receipt/") {
		b.t.Fatalf("paying: %d %s %.600s", got.StatusCode, path, got.body)
	}
	return b.wants(b.get(path), 200, "Test receipt")
}

func TestProductIsPaid(t *testing.T) {
	s := newTill(t)
	id, path := s.onSale(`,"quantity":2,"visible_fields":["first_name","last_name","phone","country"],"return_url":"https://shop.example/thanks"`)
	b := s.browser()
	page := b.wants(b.get(path), 200, "Mug", "B$20.00", "First name", "Phone", "Country")
	got := b.do("POST", path, form(b.cardForm(page, card{goodCard, "12/40", "123"}, "first_name", "Ana", "country", "Atlantis")...))
	b.wants(got, 422, "This is needed.", "This is not a country", `value="Ana"`)
	fields := []string{"first_name", "Ana", "last_name", "Rolle", "phone", "+1 242 555 0100", "country", "BS"}
	receipt := b.wantPaid(b.paysAt(path, goodCard, fields...))
	b.wants(receipt, 200, "Continue to shop.example", `href="https://shop.example/thanks"`)
	p := s.lastPayment()
	if p["product_id"] != id || p["amount"] != 2000.0 || p["status"] != "completed" || p["lines"].([]any)[0].(map[string]any)["description"] != "Mug" {
		t.Errorf("the payment is %v", p)
	}
	b.wantPaid(b.paysAt(path, goodCard, fields...))
	b.wants(b.get(path), 410, "Sold out")
	if left := s.makes("GET", "/products/"+id, ""); left["quantity"] != 0.0 || left["sold"] != 2.0 || left["held"] != 0.0 {
		t.Errorf("left: %v", left)
	}
}

func TestProductAddresses(t *testing.T) {
	s := newTill(t)
	p := s.makes("POST", "/products", `{"name":"Mug","description":"A mug","currency":"JPY","amount":"990","language":"de"}`)
	b := s.browser()
	for _, url := range []string{p["pay_url"].(string), p["payment_url"].(string), p["confirm_url"].(string)} {
		b.wants(b.get(strings.TrimPrefix(url, s.url)), 200, "Mug", "990\u00a0¥")
	}
	b.wants(b.get("/v2/confirm_order/"+p["id"].(string)+"/1"), 404, "nothing for sale")
	b.wants(b.get("/products/prd_111111118C6oxMkBMKvD2x/pay"), 404, "nothing for sale")
	b.wants(b.get("/products/nothing/pay"), 404, "nothing for sale")
	s.makes("DELETE", "/products/"+p["id"].(string), "")
	b.wants(b.get(strings.TrimPrefix(p["pay_url"].(string), s.url)), 404, "nothing for sale")
}

// After a decline the customer goes on at the checkout, at the price they saw.
func TestDeclinedProductIsPaidAgain(t *testing.T) {
	s := newTill(t)
	id, path := s.onSale(`,"quantity":1`)
	b := s.browser()
	got := b.wants(b.paysAt(path, declinedCard), 402, "The payment did not go through", `action="/checkout/`)
	s.makes("PUT", "/products/"+id, `{"name":"Cup"}`)
	again := form(b.cardForm(got, card{goodCard, "12/40", "123"})...)
	action := got.body[strings.Index(got.body, `action="/checkout/`)+len(`action="`):]
	action = action[:strings.Index(action, `"`)]
	b.wants(b.get(action), 200, "Mug", "The payment did not go through")
	b.wantPaid(b.do("POST", action, again))
	b.wantPaid(b.do("POST", action, again)) // sent twice
	if p := s.lastPayment(); p["description"] != "Mug" || p["amount"] != 2000.0 {
		t.Errorf("paid %v", p)
	}
}

// The price depends on the country, and the customer agrees to what they saw.
func TestTaxOfTheCustomersCountry(t *testing.T) {
	s := newTill(t)
	s.makes("PUT", "/me", `{"price_mode":"TAX_EXCLUSIVE"}`)
	s.makes("PUT", "/tax-rates", `{"data":[{"country":"BS","rate":1000,"name":"VAT"},{"country":"DE","rate":1900,"name":"MwSt"}]}`)
	_, path := s.onSale("")
	b := s.browser()
	page := b.wants(b.get(path), 200, "B$22.00", "VAT 10 %", "B$2.00")
	got := b.do("POST", path, form(b.cardForm(page, card{goodCard, "12/40", "123"}, "country", "DE")...))
	b.wants(got, 422, "The total is B$23.80", "MwSt 19 %")
	b.wantPaid(b.do("POST", path, form(b.cardForm(got, card{goodCard, "12/40", "123"}, "country", "DE")...)))
	p := s.lastPayment()
	line := p["lines"].([]any)[0].(map[string]any)
	if p["amount"] != 2380.0 || p["tax"] != 380.0 || line["net"] != 2000.0 || line["tax_rate"] != 1900.0 {
		t.Errorf("paid %v", p)
	}
	refund := s.makes("POST", "/payments/"+p["id"].(string)+"/refund", `{"amount":1190}`)
	if refund["tax"] != 190.0 {
		t.Errorf("refunded %v", refund)
	}
	b.wants(b.paysAt(path, goodCard, "country", "FR"), 422, "The total is B$20.00")
}

func TestListingIsBought(t *testing.T) {
	s := newTill(t)
	product, _ := s.onSale(`,"quantity":1`)
	l := s.makes("POST", "/listings", `{"title":"Straw hat","description":"Woven","amount":4500,"currency":"BSD","product_id":"`+product+`"}`)
	id, path := l["id"].(string), "/shop/"+s.open().Merchant.Slug+"/"+l["id"].(string)+"/pay"
	b := s.browser()
	b.wants(b.get(path), 404)
	s.makes("POST", "/listings/"+id+"/publish", "")
	b.wantPaid(b.paysAt(path, goodCard))
	if p := s.lastPayment(); p["amount"] != 4500.0 || p["description"] != "Straw hat" || p["product_id"] != product {
		t.Errorf("paid %v", p)
	}
	b.wants(b.get(path), 410, "Sold out")
	s.makes("POST", "/listings/"+id+"/unpublish", "")
	b.wants(b.get(path), 410, "switched off")
}

func TestSessionPage(t *testing.T) {
	s := newTill(t)
	session := func(more string) (id, path string) {
		got := s.makes("POST", "/checkouts", `{"lines":[{"name":"Fee","unit_amount":500,"quantity":3}],"currency":"BSD",
			"billing":{"email":"ana@example.com"},"success_url":"https://shop.example/ok","cancel_url":"https://shop.example/cart"`+more+`}`)
		return got["id"].(string), strings.TrimPrefix(got["url"].(string), s.url)
	}
	id, path := session("")
	b := s.browser()
	b.wants(b.get(path), 200, "Fee", "B$15.00", "Cancel and go back to shop.example", `value="ana@example.com"`)
	b.wantPaid(b.paysAt(path, goodCard))
	if got := b.get(path); got.StatusCode != 303 || !strings.HasPrefix(got.Header.Get("Location"), "/receipt/") {
		t.Errorf("a paid session: %d %s", got.StatusCode, got.Header.Get("Location"))
	}
	if got := s.makes("GET", "/checkouts/"+id, ""); got["status"] != "paid" || got["payment_id"] == nil {
		t.Errorf("the session says %v", got)
	}
	_, path = session(`,"sandbox_simulate":"canceled"`)
	b.wants(b.get(path), 410, "This checkout was canceled", "Back to shop.example")
	_, path = session(`,"sandbox_simulate":"payment_failed"`)
	b.wants(b.paysAt(path, goodCard), 402, "The payment did not go through")
	_, path = session("")
	_, err := s.pool.Exec(t.Context(), `UPDATE checkouts SET expires_at = now() - interval '1 s' WHERE merchant_id = $1`, s.open().Merchant.ID)
	s.must(err)
	b.wants(b.get(path), 410, "This checkout has ended")
}

func TestCaptureByKey(t *testing.T) {
	s := newTill(t)
	_, path := s.onSale(`,"transaction_type":"authorization","quantity":5`)
	b := s.browser()
	b.wants(b.get(path), 200, "Reserve B$20.00", "held on your card")
	b.wants(b.wantPaid(b.paysAt(path, goodCard)), 200, "Reserved on your card")
	p := s.lastPayment()
	got := s.send(ask{path: "/dashboard/payments/" + p["id"].(string), cookie: s.member().cookie})
	if got.StatusCode != 200 || !strings.Contains(got.body, "B$20.00 is held on the card") || strings.Contains(got.body, "Processing") {
		t.Errorf("the page of a held payment: %d", got.StatusCode)
	}
	at := "/payments/" + p["id"].(string)
	if p["status"] != "authorized" || p["amount_captured"] != 0.0 || p["authorized_until"] == nil {
		t.Fatalf("held: %v", p)
	}
	for body, field := range map[string]string{`{"amount":0}`: "amount", `{"amount":2001}`: "amount", `{"amont":1}`: "amont"} {
		status, got := s.api("POST", at+"/capture", body)
		if _, named := got["errors"].(map[string]any)[field]; status != 422 || !named {
			t.Errorf("%s: %d %v", body, status, got)
		}
	}
	if got := s.makes("POST", at+"/capture", `{"amount":1500}`); got["status"] != "completed" || got["amount_captured"] != 1500.0 {
		t.Errorf("captured: %v", got)
	}
	if status, got := s.api("POST", at+"/capture", `{}`); status != 422 || got["code"] != string(pay.NotCapturable) {
		t.Errorf("captured twice: %d %v", status, got)
	}
	if got := s.makes("POST", at+"/void", ""); got["status"] != "completed" || got["amount_voided"] != 500.0 {
		t.Errorf("voided: %v", got)
	}
	b.wantPaid(b.paysAt(path, goodCard))
	at = "/payments/" + s.lastPayment()["id"].(string)
	if got := s.makes("POST", at+"/void", `{}`); got["status"] != "canceled" || got["amount_voided"] != 2000.0 {
		t.Errorf("voided: %v", got)
	}
}
