package web

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"linktill/internal/pay"
	"linktill/store"
)

// The request example of the document, with a product of ours and a moment that
// is still to come.
func TestLinkExample(t *testing.T) {
	s := newTill(t)
	m, product := s.member(), s.product("USD", "9900")
	future := time.Now().AddDate(1, 0, 0).UTC().Format(time.RFC3339)
	status, got := s.asPerson(m, "POST", "/payment-links/", `{"name": "string", "products": [{"product_id": "`+product+`", "quantity": 1}],
		"currency": "USD", "pricing_mode": "TAX_EXCLUSIVE", "expires_at": "`+future+`", "max_uses": 1, "metadata": { }}`)
	line := map[string]any{"product_id": product, "name": "Conch salad", "quantity": 1.0, "unit_amount": "99.00", "amount": "99.00"}
	if status != 201 || got["name"] != "string" || got["amount"] != "99.00" || got["currency"] != "USD" || got["pricing_mode"] != "TAX_EXCLUSIVE" ||
		got["expires_at"] != future || got["max_uses"].(float64) != 1 || got["is_active"] != true || got["uses_count"].(float64) != 0 ||
		fmt.Sprint(got["products"]) != fmt.Sprint([]any{line}) || got["token"] != uuidOf(pay.LinkPrefix, got["id"].(string)) ||
		got["url"] != s.url+"/pay/"+s.open().Merchant.Slug+"/"+got["id"].(string) {
		t.Errorf("%d %v", status, got)
	}
	for _, id := range []string{got["token"].(string), got["id"].(string)} {
		if _, same := s.asPerson(m, "GET", "/payment-links/"+id+"/", ""); fmt.Sprint(same) != fmt.Sprint(got) {
			t.Errorf("as %s: %v", id, same)
		}
	}
	if on := s.makes("GET", "/payment-links/"+got["id"].(string), ""); on["amount"].(float64) != 9900 || on["description"] != "Conch salad" {
		t.Errorf("on /v1: %v", on)
	}
	status, plain := s.asPerson(m, "POST", "/payment-links/", `{"name":"Plain","products":[{"product_id":"`+product+`"}],"expires_at":null,"max_uses":null,"metadata":null}`)
	if status != 201 || plain["currency"] != "USD" || plain["pricing_mode"] != "TAX_INCLUSIVE" || plain["expires_at"] != nil || plain["max_uses"] != nil || fmt.Sprint(plain["metadata"]) != "map[]" {
		t.Errorf("%d %v", status, plain)
	}
}

func TestLinkInput(t *testing.T) {
	s := newTill(t)
	m := s.member()
	usd, eur, bsd, dear := s.product("USD", "9900"), s.product("EUR", "500"), s.product("BSD", "500"), s.product("USD", "10000")
	one := `"products":[{"product_id":"` + usd + `","quantity":1}]`
	for name, c := range map[string]struct{ body, wrong string }{
		"euro":           {`"name":"x","currency":"EUR","products":[{"product_id":"` + eur + `"}]`, ""},
		"nothing":        {"", "name products"},
		"blank name":     {`"name":"  ",` + one, "name"},
		"long name":      {`"name":"` + strings.Repeat("é", 201) + `",` + one, "name"},
		"currency":       {`"name":"x","currency":"BSD",` + one, "currency"},
		"other currency": {`"name":"x","products":[{"product_id":"` + bsd + `"}]`, "products.0.product_id"},
		"mixed":          {`"name":"x","products":[{"product_id":"` + usd + `"},{"product_id":"` + eur + `"}]`, "products.1.product_id"},
		"id":             {`"name":"x","products":[{"id":"` + usd + `"}]`, "products.0.id products.0.product_id"},
		"mode":           {`"name":"x","pricing_mode":"NONE",` + one, "pricing_mode"},
		"past":           {`"name":"x","expires_at":"2019-08-24T14:15:22Z",` + one, "expires_at"},
		"no time":        {`"name":"x","expires_at":"soon",` + one, "expires_at"},
		"no uses":        {`"name":"x","max_uses":0,` + one, "max_uses"},
		"half a use":     {`"name":"x","max_uses":1.5,` + one, "max_uses"},
		"metadata":       {`"name":"x","metadata":{"a":[1]},` + one, "metadata"},
		"amount":         {`"name":"x","amount":"1.00",` + one, "amount"},
		"too much":       {`"name":"x","products":[{"product_id":"` + usd + `","quantity":1000000},{"product_id":"` + dear + `","quantity":1000000}]`, "products"},
		"all at once": {`"name":"","currency":"X","pricing_mode":"x","expires_at":"x","max_uses":0,"metadata":{"":1},"products":[{"product_id":"x"}]`,
			"currency expires_at max_uses metadata name pricing_mode products.0.product_id"},
	} {
		before := s.rows("links")
		status, got := s.asPerson(m, "POST", "/payment-links/", `{`+c.body+`}`)
		if c.wrong == "" && status != 201 || c.wrong != "" && (status != 422 || wrongFields(got) != c.wrong) {
			t.Errorf("%s: %d %q, want %q: %v", name, status, wrongFields(got), c.wrong, got)
		}
		if c.wrong != "" && s.rows("links") != before {
			t.Errorf("%s left a row", name)
		}
	}
}

func TestLinkOfProductsLives(t *testing.T) {
	s := newTill(t)
	m, product := s.member(), s.product("USD", "9900")
	_, made := s.asPerson(m, "POST", "/payment-links/", `{"name":"Tea","products":["`+product+`"]}`)
	at := "/payment-links/" + made["token"].(string) + "/"
	for _, step := range []struct {
		body, field string
		want        any
	}{
		{`{"name":"Green tea"}`, "name", "Green tea"}, {`{"max_uses":5}`, "max_uses", 5.0}, {`{"max_uses":null}`, "max_uses", nil},
		{`{"is_active":false}`, "is_active", false}, {`{"is_active":true}`, "is_active", true},
		{`{"metadata":{"a":"b"}}`, "metadata", map[string]any{"a": "b"}}, {`{"metadata":null}`, "metadata", map[string]any{}},
		{`{"expires_at":"2099-01-01T00:00:00Z"}`, "expires_at", "2099-01-01T00:00:00Z"}, {`{"expires_at":null}`, "expires_at", nil},
	} {
		status, got := s.asPerson(m, "PATCH", at, step.body)
		if status != 200 || fmt.Sprint(got[step.field]) != fmt.Sprint(step.want) || got["name"] != "Green tea" {
			t.Errorf("%s: %d %v", step.body, status, got)
		}
	}
	for body, wrong := range map[string]string{
		`{"name":""}`: "name", `{"name":null}`: "name", `{"is_active":null}`: "is_active", `{"max_uses":0}`: "max_uses", `{"currency":"EUR"}`: "currency",
		`{"products":[]}`: "products", `{"pricing_mode":"TAX_EXCLUSIVE"}`: "pricing_mode", `{"amount":"1.00"}`: "amount", `{"description":"x"}`: "description",
	} {
		if status, got := s.asPerson(m, "PATCH", at, body); status != 422 || wrongFields(got) != wrong {
			t.Errorf("%s: %d %v", body, status, got)
		}
	}
	status, gone := s.asPerson(m, "DELETE", at, "")
	if status != 200 || gone["deleted"] != true || gone["token"] != made["token"] {
		t.Errorf("%d %v", status, gone)
	}
	for _, r := range [][3]string{{"GET", at, ""}, {"PATCH", at, `{}`}, {"DELETE", at, ""}, {"GET", at + "payments/", ""}, {"POST", "/checkout" + strings.Replace(at, "links", "link", 1), `{` + customer + `}`}} {
		if status, got := s.asPerson(m, r[0], r[1], r[2]); status != 404 || got["code"] != "LINK_NOT_FOUND" {
			t.Errorf("%s %s after deletion: %d %v", r[0], r[1], status, got)
		}
	}
}

func TestListOfLinksOnAPI(t *testing.T) {
	s := newTill(t)
	m, product := s.member(), s.product("USD", "100")
	token := []string{"Authorization", "Token " + m.cookie}
	for i := range 3 {
		s.asPerson(m, "POST", "/payment-links/", fmt.Sprintf(`{"name":"%d","products":["%s"]}`, i, product))
	}
	s.makes("POST", "/payment-links", `{"description":"Donation"}`)
	all := s.inflowAnswer("GET", "/payment-links/", "", token...)
	list := s.jsonList(all)
	if all.StatusCode != 200 || len(list) != 4 || all.Header.Get("X-Total-Count") != "4" || list[0]["amount"] != nil || fmt.Sprint(list[0]["products"]) != "[]" || list[1]["name"] != "2" {
		t.Errorf("%d %v", all.StatusCode, list)
	}
	page := s.inflowAnswer("GET", "/payment-links/?page=2&page_size=3", "", token...)
	if rows := s.jsonList(page); len(rows) != 1 || rows[0]["name"] != "0" || relations(page)["prev"] == "" || relations(page)["next"] != "" {
		t.Errorf("%v %v", rows, page.Header)
	}
	if off := s.jsonList(s.inflowAnswer("GET", "/payment-links/?is_active=false", "", token...)); len(off) != 0 {
		t.Errorf("%v", off)
	}
	got := s.inflowAnswer("GET", "/payment-links/?is_active=x&page=0&page_size=x", "", token...)
	var decoded map[string]any
	s.must(json.Unmarshal([]byte(got.body), &decoded))
	if got.StatusCode != 422 || wrongFields(decoded) != "is_active page page_size" {
		t.Errorf("%d %v", got.StatusCode, decoded)
	}
	rival := s.signIn(store.SignIn{UserID: s.stranger().User.ID, SecondFactor: true})
	if theirs := s.inflowAnswer("GET", "/payment-links/", "", "Authorization", "Token "+rival.cookie); strings.TrimSpace(theirs.body) != "[]" {
		t.Errorf("a stranger: %d %s", theirs.StatusCode, theirs.body)
	}
}

func TestPaymentsOfALinkOnAPI(t *testing.T) {
	s := newTill(t)
	m := s.member()
	id, path := s.link(`{"amount":5000,"currency":"USD"}`)
	s.browser().paysAt(path, goodCard)
	s.browser().paysAt(path, declinedCard)
	got := s.inflowAnswer("GET", "/payment-links/"+id+"/payments/", "", "Authorization", "Token "+m.cookie)
	list := s.jsonList(got)
	if got.StatusCode != 200 || len(list) != 1 || list[0]["amount"] != "50.00" || list[0]["status"] != "paid" || got.Header.Get("X-Total-Count") != "1" {
		t.Errorf("%d %v %v", got.StatusCode, list, got.Header)
	}
}

// Anybody may start a session from a link, and needs nothing but it.
func TestCheckoutFromALink(t *testing.T) {
	s := newTill(t)
	m, product := s.member(), s.product("USD", "9900")
	s.must(s.st.SetTaxRates(t.Context(), pay.Caller{MerchantID: s.open().Merchant.ID}, []pay.TaxRate{{Country: "ST", BasisPoints: 1000, Name: "VAT"}}))
	_, link := s.asPerson(m, "POST", "/payment-links/", `{"name":"Tea","products":[{"product_id":"`+product+`","quantity":2}],"pricing_mode":"TAX_EXCLUSIVE","metadata":{"reference":"INV-7"}}`)
	productID, _ := pay.ProductPrefix.Parse(product)
	_, err := s.st.ChangeProduct(t.Context(), s.keyCaller(), productID, pay.ProductInput{Amount: ptr("1"), Name: ptr("Other")})
	s.must(err)
	at := "/checkout/payment-link/" + link["token"].(string) + "/"
	// The request example of the document.
	example := `{"billing_country": "st", "billing_postal_code": "string", "billing_first_name": "string", "billing_last_name": "string",
		"billing_email": "user@example.com", "billing_phone": "string", "currency": "USD"}`
	status, got := s.inflow("POST", at, example, "Authorization", "")
	if status != 201 || got["amount"] != "217.80" || got["tax_amount"] != "19.80" || got["checkout_url"] != s.url+"/checkout/"+got["token"].(string) || got["expires_at"].(float64) < float64(time.Now().Unix()) {
		t.Fatalf("%d %v", status, got)
	}
	session := s.makes("GET", "/checkouts/"+got["checkout_id"].(string), "")
	line := session["lines"].([]any)[0].(map[string]any)
	if session["payment_link_id"] != link["id"] || line["name"] != "Conch salad" || line["unit_amount"].(float64) != 9900 || line["product_id"] != product ||
		session["metadata"].(map[string]any)["reference"] != "INV-7" {
		t.Errorf("%v", session)
	}
	for body, wrong := range map[string]string{
		`{}`: "billing_country billing_email billing_first_name billing_last_name", `{` + customer + `,"currency":"EUR"}`: "currency",
		`{` + customer + `,"currency":"BSD"}`: "currency", `{` + customer + `,"products":[]}`: "products", `{` + customer + `,"sandbox_simulate":"canceled"}`: "sandbox_simulate",
		`{` + customer + `,"successUrl":"javascript:1"}`: "successUrl",
	} {
		if status, got := s.inflow("POST", at, body, "Authorization", ""); status != 422 || wrongFields(got) != wrong {
			t.Errorf("%s: %d %v", body, status, got)
		}
	}
	first := s.inflowAnswer("POST", at, example, "Authorization", "", "Idempotency-Key", "one")
	if again := s.inflowAnswer("POST", at, example, "Authorization", "", "Idempotency-Key", "one"); again.body != first.body || first.StatusCode != 201 {
		t.Errorf("%s, then %s", first.body, again.body)
	}
}

func TestLinksThatStartNoCheckout(t *testing.T) {
	s := newTill(t)
	open := func(link string) (int, map[string]any) {
		return s.inflow("POST", "/checkout/payment-link/"+link+"/", `{`+customer+`}`, "Authorization", "")
	}
	plain, path := s.link(`{"amount":5000,"currency":"USD","description":"Tea","max_uses":1}`)
	if status, got := open(uuidOf(pay.LinkPrefix, plain)); status != 201 || got["amount"] != "50.00" {
		t.Errorf("a link without products: %d %v", status, got)
	}
	s.browser().paysAt(path, goodCard)
	bsd, _ := s.link(`{"amount":5000}`)
	donation, _ := s.link(`{"currency":"USD"}`)
	stopped, _ := s.link(`{"amount":5000,"currency":"USD"}`)
	s.makes("POST", "/payment-links/"+stopped+"/deactivate", "")
	expired, _ := s.link(`{"amount":5000,"currency":"USD","expires_at":"2099-01-01T00:00:00Z"}`)
	expiredID, _ := pay.LinkPrefix.Parse(expired)
	_, err := s.pool.Exec(t.Context(), `UPDATE links SET expires_at = now() WHERE id = $1`, expiredID)
	s.must(err)
	for name, c := range map[string]struct {
		link   string
		status int
		want   string
	}{
		"used up":    {plain, 422, "LINK_MAX_USES"},
		"BSD":        {bsd, 422, "VALIDATION_FAILED"},
		"open":       {donation, 422, "VALIDATION_FAILED"},
		"stopped":    {stopped, 422, "LINK_INACTIVE"},
		"expired":    {expired, 422, "LINK_EXPIRED"},
		"no link":    {"00000000-0000-0000-0000-000000000001", 404, "LINK_NOT_FOUND"},
		"no id":      {"x", 404, "LINK_NOT_FOUND"},
		"zero":       {"00000000-0000-0000-0000-000000000000", 404, "LINK_NOT_FOUND"},
		"a payment":  {"pay_" + strings.TrimPrefix(plain, "link_"), 404, "LINK_NOT_FOUND"},
		"upper case": {strings.ToUpper(uuidOf(pay.LinkPrefix, plain)), 422, "LINK_MAX_USES"},
	} {
		if status, got := open(c.link); status != c.status || got["code"] != c.want {
			t.Errorf("%s: %d %v", name, status, got)
		}
	}
}
