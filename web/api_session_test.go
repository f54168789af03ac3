package web

import (
	"strings"
	"testing"

	"linktill/internal/pay"
)

// session starts one on /api and returns its id and the path of its page.
func (s *shop) session(body string) (id, path string) {
	s.t.Helper()
	status, got := s.inflow("POST", "/checkout/create/", `{`+customer+`,`+body+`}`)
	if status != 201 {
		s.t.Fatalf("%d %v", status, got)
	}
	return got["checkout_id"].(string), strings.TrimPrefix(got["checkout_url"].(string), s.url)
}

// From the API call to the transaction: what was asked for is what was paid.
func TestAPaidSession(t *testing.T) {
	s := newTill(t)
	product := s.product("USD", "9900", func(in *pay.ProductInput) { in.Quantity = ptr("5") })
	other := s.product("USD", "100", func(in *pay.ProductInput) { in.Name = ptr("Napkins") })
	id, path := s.session(`"products":[{"id":"` + product + `","quantity":2},"` + other + `"],"successUrl":"https://shop.example/ok"`)
	s.browser().paysAt(path, goodCard)
	session := s.makes("GET", "/checkouts/"+id, "")
	if session["status"] != "paid" || session["payment_id"] == nil {
		t.Fatalf("%v", session)
	}
	_, paid := s.inflow("GET", "/transactions/"+session["payment_id"].(string)+"/", "")
	products := paid["products"].([]any)
	first := products[0].(map[string]any)
	if paid["status"] != "paid" || paid["amount"] != "199.00" || paid["order_id"] != id || len(products) != 2 || first["id"] != product ||
		first["name"] != "Conch salad" || first["quantity"].(float64) != 2 || first["amount"] != "198.00" {
		t.Errorf("%v", paid)
	}
	if status, got := s.inflow("POST", "/checkout/create/", `{`+customer+`,"products":[{"id":"`+product+`","quantity":4}]}`); status != 422 || wrongFields(got) != "products.0.quantity" {
		t.Errorf("four of three: %d %v", status, got)
	}
}

// The outcome that a sandbox session was made for is what comes of it, whatever
// good card pays.
func TestSimulatedOutcomes(t *testing.T) {
	s := newTill(t)
	product := s.product("USD", "9900")
	for outcome, want := range map[string]struct{ session, transaction string }{
		"":                        {"paid", "paid"},
		"payment_failed":          {"open", "failed"},
		"canceled":                {"canceled", ""},
		"checkout_canceled":       {"canceled", ""},
		"success_pending_deposit": {"processing", "unknown"},
		"checkout_pending":        {"processing", "processing"},
	} {
		simulate := `,"sandbox_simulate":"` + outcome + `"`
		if outcome == "" {
			simulate = ""
		}
		id, path := s.session(`"products":["` + product + `"]` + simulate)
		if b := s.browser(); want.transaction == "" {
			b.wants(b.get(path), 410, "")
		} else {
			b.paysAt(path, goodCard)
		}
		session := s.makes("GET", "/checkouts/"+id, "")
		if session["status"] != want.session {
			t.Errorf("%q: the session is %v", outcome, session["status"])
		}
		if want.transaction == "" {
			if session["payment_id"] != nil {
				t.Errorf("%q: %v", outcome, session)
			}
			continue
		}
		if _, got := s.inflow("GET", "/transactions/"+session["payment_id"].(string)+"/", ""); got["status"] != want.transaction {
			t.Errorf("%q: the transaction is %v", outcome, got["status"])
		}
	}
}

// A session from a link takes one of the link's uses.
func TestASessionUsesItsLink(t *testing.T) {
	s := newTill(t)
	m, product := s.member(), s.product("USD", "9900")
	_, link := s.asPerson(m, "POST", "/payment-links/", `{"name":"Tea","products":["`+product+`"],"max_uses":1}`)
	at := "/checkout/payment-link/" + link["token"].(string) + "/"
	var paths []string
	for range 2 {
		status, got := s.inflow("POST", at, `{`+customer+`}`, "Authorization", "")
		if status != 201 {
			t.Fatalf("%d %v", status, got)
		}
		paths = append(paths, strings.TrimPrefix(got["checkout_url"].(string), s.url))
	}
	s.browser().paysAt(paths[0], goodCard)
	late := s.browser()
	if page := late.get(paths[1]); page.StatusCode == 200 {
		late.do("POST", paths[1], form(late.cardForm(page, card{goodCard, "12/40", "123"})...))
	}
	_, link = s.asPerson(m, "GET", "/payment-links/"+link["token"].(string)+"/", "")
	if link["uses_count"].(float64) != 1 || link["is_active"] != false || link["deactivation_reason"] != "max_uses" {
		t.Errorf("%v", link)
	}
	payments := s.jsonList(s.inflowAnswer("GET", "/payment-links/"+link["id"].(string)+"/payments/", "", "Authorization", "Token "+m.cookie))
	if len(payments) != 1 || payments[0]["amount"] != "99.00" {
		t.Errorf("%v", payments)
	}
	if status, got := s.inflow("POST", at, `{`+customer+`}`, "Authorization", ""); status != 422 || got["code"] != "LINK_MAX_USES" {
		t.Errorf("a third session: %d %v", status, got)
	}
}

// The same sessions in the dialect of /v1.
func TestCheckoutOnV1(t *testing.T) {
	s := newTill(t)
	product := s.product("BSD", "9900")
	made := s.makes("POST", "/checkouts", `{"products":[{"id":"`+product+`","quantity":2}],"lines":[{"name":"Delivery","unit_amount":500},{"name":"Bag","unit_amount":10,"quantity":3}],
		"billing":{"email":"ana@example.com","country":"bs","first_name":"Ana"},"success_url":"https://shop.example/ok","metadata":{"order":"A-1"}}`)
	lines := made["lines"].([]any)
	if made["amount"].(float64) != 19800+500+30 || made["currency"] != "BSD" || made["status"] != "open" || len(lines) != 3 ||
		lines[0].(map[string]any)["product_id"] != nil || lines[2].(map[string]any)["product_id"] != product || made["success_url"] != "https://shop.example/ok" ||
		made["billing"].(map[string]any)["country"] != "BS" || made["metadata"].(map[string]any)["order"] != "A-1" || made["cancel_url"] != nil {
		t.Errorf("%v", made)
	}
	if got := s.makes("GET", "/checkouts/"+made["id"].(string), ""); got["token"] != made["token"] || got["url"] != made["url"] || made["url"] != s.url+"/checkout/"+made["token"].(string) {
		t.Errorf("%v", got)
	}
	s.browser().paysAt(strings.TrimPrefix(made["url"].(string), s.url), goodCard)
	if got := s.makes("GET", "/checkouts/"+made["id"].(string), ""); got["status"] != "paid" {
		t.Errorf("%v", got)
	}
	held := s.makes("POST", "/checkouts", `{"lines":[{"name":"Room","unit_amount":500}],"transaction_type":"authorization","currency":"jpy"}`)
	s.browser().paysAt(strings.TrimPrefix(held["url"].(string), s.url), goodCard)
	if got := s.makes("GET", "/checkouts/"+held["id"].(string), ""); got["status"] != "authorized" || got["transaction_type"] != "authorization" || got["currency"] != "JPY" {
		t.Errorf("%v", got)
	}
}

func TestCheckoutInputOnV1(t *testing.T) {
	s := newTill(t)
	product := s.product("BSD", "9900")
	line := `"lines":[{"name":"Tea","unit_amount":500}]`
	many := `"lines":[` + strings.TrimSuffix(strings.Repeat(`{"name":"Tea","unit_amount":5},`, pay.LinesMax), ",") + `]`
	for body, wrong := range map[string]string{
		`{}`: "products", `{"lines":[]}`: "products", `{"products":[],` + line + `}`: "products", `{` + line + `,"currency":"XXX"}`: "currency",
		`{"lines":[{"name":" ","unit_amount":0,"quantity":0}]}`: "lines.0.name lines.0.quantity lines.0.unit_amount",
		`{"lines":[{"name":"x","unit_amount":"5"}]}`:            "lines.0.unit_amount", `{"lines":[{"name":"x","unit_amount":-1}]}`: "lines.0.unit_amount",
		`{"lines":[{"name":"x","unit_amount":1000000000000000}]}`:                       "lines.0.unit_amount",
		`{"lines":[{"name":"x","unit_amount":9999999999,"quantity":2}]}`:                "lines",
		`{"lines":[{"name":"` + strings.Repeat("x", 256) + `","unit_amount":1}]}`:       "lines.0.name",
		`{` + line + `,"billing":{"email":"x","country":"XX","age":"5"}}`:               "billing.age billing.country billing.email",
		`{` + line + `,"billing":{"birth_date":"2999-01-01"}}`:                          "billing.birth_date",
		`{` + line + `,"transaction_type":"hold"}`:                                      "transaction_type",
		`{"products":["` + product + `"],"transaction_type":"authorization"}`:           "transaction_type",
		`{"products":["` + product + `"],"currency":"USD"}`:                             "products.0.id",
		`{` + line + `,"success_url":"javascript:1","failed_url":"x","cancel_url":"/"}`: "cancel_url failed_url success_url",
		`{` + line + `,"metadata":{"a":{}}}`:                                            "metadata",
		`{` + line + `,"sandbox_simulate":"x"}`:                                         "sandbox_simulate",
		`{` + line + `,"amount":500}`:                                                   "amount",
		`{"products":["` + product + `"],` + many + `}`:                                 "products",
		strings.Replace(`{`+many+`}`, "[", `[{"name":"Tea","unit_amount":5},`, 1):       "lines",
	} {
		if status, got := s.api("POST", "/checkouts", body); status != 422 || wrongFields(got) != wrong {
			t.Errorf("%.90s: %d %q, want %q: %v", body, status, wrongFields(got), wrong, got)
		}
	}
	if s.rows("checkouts") != 0 {
		t.Error("a refused session left a row")
	}
}
