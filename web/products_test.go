package web

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"linktill/internal/pay"
)

// shopID is the merchant's number, which documents call the shop's id.
func (s *shop) shopID() string { return strconv.FormatUint(uint64(s.open().Merchant.Number), 10) }

// atProducts asks /products as its document does: by HTTP Basic.
func (s *shop) atProducts(key, method, path, body string) answer {
	s.t.Helper()
	a := with(method, path, "Authorization", basic(s.shopID(), key), "Accept", "application/json")
	a.body = body
	return s.send(a)
}

// object is the JSON of an answer.
func object(t *testing.T, a answer) map[string]any {
	t.Helper()
	var got map[string]any
	if err := json.Unmarshal([]byte(a.body), &got); err != nil {
		t.Fatalf("%d with no JSON object: %.300s", a.StatusCode, a.body)
	}
	return got
}

// makesProduct makes a product with a test key and returns its id.
func (s *shop) makesProduct(more string) string {
	s.t.Helper()
	got := s.atProducts(s.open().TestAPIKey.Reveal(), "POST", "/products", `{"name":"Beans","description":"Dark roast","currency":"USD","amount":"990"`+more+`}`)
	if got.StatusCode != 201 {
		s.t.Fatalf("%d %s", got.StatusCode, got.body)
	}
	return object(s.t, got)["id"].(string)
}

// productFields are those of document 001, with the pattern of each value in
// the test below.
var productFields = map[string]string{
	"id": `^"prd_\w{22}"$`, "name": `^"product"$`, "description": `^"description"$`, "currency": `^"USD"$`, "amount": `^990$`,
	"quantity": `^(null|10)$`, "infinite": `^(true|false)$`, "language": `^"en"$`, "transaction_type": `^"payment"$`,
	"created_at": `^"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"$`, "updated_at": `^"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"$`,
	"test": `^false$`, "additional_data": `^{}$`, "pay_url": `^"http://.*/products/prd_\w{22}/pay"$`,
	"payment_url": `^"http://.*/products/prd_\w{22}/pay"$`, "confirm_url": `^"http://.*/v2/confirm_order/prd_\w{22}/\d+"$`,
}

// wantProduct compares an object with the documented fields; there are no more.
func wantProduct(t *testing.T, body string) {
	t.Helper()
	var got map[string]json.RawMessage
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	for field, value := range got {
		if pattern, known := productFields[field]; !known || !regexp.MustCompile(pattern).Match(value) {
			t.Errorf("%s is %s", field, value)
		}
	}
	if len(got) != len(productFields) {
		t.Errorf("%d fields, want %d: %s", len(got), len(productFields), body)
	}
}

// The requests of document 001 as they stand there, with host, credentials and
// the date replaced.
func TestProductsAsDocumented(t *testing.T) {
	s := newTill(t)
	live := s.open().LiveAPIKey.Reveal()
	common := `"name":"product","description":"description","currency":"USD","amount":"990","test":false,"return_url":"http://return-url.com","shop_id":"` +
		s.shopID() + `","language":"en","transaction_type":"payment"`
	unlimited := s.atProducts(live, "POST", "/products", `{`+common+`,"infinite":true,"immortal":true}`)
	limited := s.atProducts(live, "POST", "/products", `{`+common+`,"quantity":"10","infinite":false,"immortal":false,"expired_at":"2099-12-31"}`)
	for name, got := range map[string]answer{"unlimited": unlimited, "limited": limited} {
		if got.StatusCode != 201 {
			t.Fatalf("%s: %d %s", name, got.StatusCode, got.body)
		}
		wantProduct(t, got.body)
	}
	if object(t, unlimited)["quantity"] != nil || object(t, unlimited)["infinite"] != true || object(t, limited)["quantity"] != 10.0 || object(t, limited)["infinite"] != false {
		t.Errorf("stock: %s %s", unlimited.body, limited.body)
	}
	id := object(t, limited)["id"].(string)
	if url := object(t, limited)["confirm_url"]; url != s.url+"/v2/confirm_order/"+id+"/"+s.shopID() {
		t.Errorf("confirm_url %s", url)
	}
	shown := s.atProducts(live, "GET", "/products/"+id, "")
	if shown.StatusCode != 200 || shown.body != limited.body {
		t.Errorf("reading: %d %s", shown.StatusCode, shown.body)
	}
	for _, slash := range []string{"", "/"} {
		list := s.atProducts(live, "GET", "/products"+slash, "")
		var all []map[string]any
		if err := json.Unmarshal([]byte(list.body), &all); err != nil || list.StatusCode != 200 || len(all) != 2 || all[0]["id"] != id {
			t.Errorf("list: %d %s", list.StatusCode, list.body)
		}
	}
	changed := s.atProducts(live, "PUT", "/products/"+id+"/", `{"amount":950,"infinite":false,"quantity":"5"}`)
	if changed.StatusCode != 204 || changed.body != "" {
		t.Errorf("changing: %d %s", changed.StatusCode, changed.body)
	}
	if got := object(t, s.atProducts(live, "GET", "/products/"+id, "")); got["amount"] != 950.0 || got["quantity"] != 5.0 || got["name"] != "product" || got["updated_at"] == got["created_at"] {
		t.Errorf("changed: %v", got)
	}
	wrong := s.atProducts(live, "POST", "/products", strings.Replace(`{`+common+`}`, "USD", "dollar", 1))
	if wrong.StatusCode != 422 || wrong.body != `{"message":"Currency is not in ISO 4217 Alpha-3 format. Currency is unknown ISO 4217 Alpha-3 code",`+
		`"errors":{"currency":["is not in ISO 4217 Alpha-3 format","is unknown ISO 4217 Alpha-3 code"]}}`+"\n" {
		t.Errorf("wrong: %d %s", wrong.StatusCode, wrong.body)
	}
}

// Whoever asks for a product that is not there is sent to a page that says so,
// also with the credential that programs bring along.
func TestNoSuchProduct(t *testing.T) {
	s := newTill(t)
	test, live := s.open().TestAPIKey.Reveal(), s.open().LiveAPIKey.Reveal()
	id := s.makesProduct("")
	for name, got := range map[string]answer{
		"malformed":      s.atProducts(test, "GET", "/products/1", ""),
		"link's id":      s.atProducts(test, "GET", "/products/"+pay.LinkPrefix.Show(s.st.NewID(1)), ""),
		"unknown":        s.atProducts(test, "GET", "/products/"+pay.ProductPrefix.Show(s.st.NewID(s.open().Merchant.Number)), ""),
		"the other mode": s.atProducts(live, "GET", "/products/"+id, ""),
	} {
		if got.StatusCode != 302 || got.Header.Get("Location") != s.url+"/no-such-product" ||
			got.body != `{"message":"There is no product with this id.","errors":{}}`+"\n" {
			t.Errorf("%s: %d %s %s", name, got.StatusCode, got.Header.Get("Location"), got.body)
		}
	}
	page := s.atProducts(test, "GET", "/no-such-product", "")
	if page.StatusCode != 404 || !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") || !strings.Contains(page.body, "<h1>") {
		t.Errorf("the page: %d %s", page.StatusCode, page.body)
	}
	if got := s.atProducts(test, "PUT", "/products/1", `{}`); got.StatusCode != 404 || got.Header.Get("Location") != "" {
		t.Errorf("changing: %d %s", got.StatusCode, got.body)
	}
	for _, method := range []string{"GET", "PUT", "DELETE"} {
		if status, got := s.api(method, "/products/prd_x", "{}"); status != 404 || got["code"] != "PRODUCT_NOT_FOUND" || got["error"] != "not_found" {
			t.Errorf("%s on /v1: %d %v", method, status, got)
		}
	}
	if got := s.atProducts(test, "DELETE", "/products/"+id, ""); got.StatusCode != 405 && got.StatusCode != 404 {
		t.Errorf("nothing is deleted at this door: %d", got.StatusCode)
	}
}

// Each input is sent to both doors: what one says behind the field's name the
// other says in a sentence.
func TestInputOfProducts(t *testing.T) {
	s := newTill(t)
	test := s.open().TestAPIKey.Reveal()
	full := `{"name":"Beans","description":"Dark roast","currency":"USD","amount":990}`
	for _, c := range []struct{ change, field, text string }{
		{`"amount":"990"`, "", ""},
		{`"amount":990.5`, "amount", "is not a whole number"},
		{`"amount":"9.90"`, "amount", "is not a whole number"},
		{`"amount":true`, "amount", "is not a whole number"},
		{`"amount":{"a":1}`, "amount", "is not a whole number"},
		{`"amount":0`, "amount", "must be greater than or equal to 1"},
		{`"amount":1000000000000000`, "amount", "must be less than or equal to 9999999999"},
		{`"amount":null`, "amount", "can't be blank"},
		{`"currency":"EUROS"`, "currency", "is not in ISO 4217 Alpha-3 format"},
		{`"quantity":5`, "", ""},
		{`"quantity":null,"infinite":true`, "", ""},
		{`"quantity":"ten"`, "quantity", "is not a whole number"},
		{`"quantity":"5","infinite":true`, "quantity", "must not be sent when infinite is true"},
		{`"infinite":false`, "quantity", "can't be blank when infinite is false"},
		{`"infinite":"true"`, "infinite", "must be true or false"},
		{`"expired_at":"2099-12-31T18:00:00+02:00"`, "", ""},
		{`"expired_at":"2020-12-31"`, "expired_at", "must be in the future"},
		{`"expired_at":"2099-12-31","immortal":true`, "expired_at", "must not be sent when immortal is true"},
		{`"test":true`, "", ""},
		{`"test":false`, "test", "must be true, because this API key is for test mode"},
		{`"shop_id":` + s.shopID(), "", ""},
		{`"shop_id":1`, "shop_id", "is not the shop of this API key"},
		{`"visible_fields":["first_name","last_name","country","state","city","address","zip","phone","birth_date","email","taxpayer_id"]`, "", ""},
		{`"visible_fields":["password"]`, "visible_fields", `has the unknown value "password"`},
		{`"visible_fields":"email"`, "visible_fields", "must be a list"},
		{`"language":"xx"`, "language", "is not included in the list"},
		{`"transaction_type":"credit"`, "transaction_type", "must be payment or authorization"},
		{`"return_url":"//evil.example"`, "return_url", "is not an address that starts with https:// or http://"},
		{`"name":"<b>Beans</b>"`, "", ""},
		{`"name":"\u202e"`, "name", "can't be blank"},
		{`"name":7`, "name", "must be a text"},
		{`"price":7`, "price", "is not a known parameter"},
	} {
		body := merge(t, full, c.change)
		bare := s.atProducts(test, "POST", "/products", body)
		status, got := s.api("POST", "/products", body)
		if c.field == "" {
			if bare.StatusCode != 201 || status != 201 {
				t.Errorf("%s: %d %s; %d %v", c.change, bare.StatusCode, bare.body, status, got)
			}
			continue
		}
		said, _ := object(t, bare)["errors"].(map[string]any)[c.field].([]any)
		if bare.StatusCode != 422 || len(said) == 0 || said[0] != c.text || !strings.HasPrefix(object(t, bare)["message"].(string), pay.FieldName(c.field)+" "+c.text) {
			t.Errorf("%s: %d %s", c.change, bare.StatusCode, bare.body)
		}
		sentences, _ := got["errors"].(map[string]any)[c.field].([]any)
		if status != 422 || got["code"] != "VALIDATION_FAILED" || len(sentences) == 0 || !strings.HasSuffix(sentences[0].(string), ".") {
			t.Errorf("%s on /v1: %d %v", c.change, status, got)
		}
	}
	all := object(t, s.atProducts(test, "POST", "/products", `{"currency":"x","infinite":false}`))
	if all["message"] != "Amount can't be blank. Currency is not in ISO 4217 Alpha-3 format. Currency is unknown ISO 4217 Alpha-3 code. "+
		"Description can't be blank. Name can't be blank. Quantity can't be blank when infinite is false" {
		t.Errorf("all at once: %v", all["message"])
	}
}

// merge puts the members of change into a JSON object.
func merge(t *testing.T, object, change string) string {
	t.Helper()
	all := map[string]json.RawMessage{}
	for _, text := range []string{object, "{" + change + "}"} {
		if err := json.Unmarshal([]byte(text), &all); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	b, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// On /v1 products have what the other door keeps to itself, and can be deleted.
func TestProductsOnV1(t *testing.T) {
	s := newTill(t)
	made := s.makes("POST", "/products", `{"name":"Beans","description":"Dark","currency":"JPY","amount":990,"quantity":3,"expired_at":"2099-12-31",
		"visible_fields":["email"],"return_url":"https://shop.example/","transaction_type":"authorization","language":"ja"}`)
	for field, want := range map[string]any{"immortal": false, "expired_at": "2099-12-31T23:59:59Z", "return_url": "https://shop.example/", "held": 0.0,
		"sold": 0.0, "livemode": false, "test": true, "shop_id": float64(s.open().Merchant.Number), "transaction_type": "authorization", "currency": "JPY"} {
		if made[field] != want {
			t.Errorf("%s is %v", field, made[field])
		}
	}
	if !slices.Equal(made["visible_fields"].([]any), []any{"email"}) {
		t.Errorf("visible_fields %v", made["visible_fields"])
	}
	at := "/products/" + made["id"].(string)
	if got := s.makes("PUT", at, `{"immortal":true,"infinite":true}`); got["immortal"] != true || got["quantity"] != nil || got["expired_at"] != nil || got["amount"] != 990.0 {
		t.Errorf("changed: %v", got)
	}
	byBasic := s.atProducts(s.open().TestAPIKey.Reveal(), "GET", "/v1"+at, "")
	if byBasic.StatusCode != 200 || object(t, byBasic)["immortal"] != true {
		t.Errorf("by Basic: %d %s", byBasic.StatusCode, byBasic.body)
	}
	if got := s.makes("DELETE", at, ""); len(got) != 2 || got["deleted"] != true || got["id"] != made["id"] {
		t.Errorf("deleted: %v", got)
	}
	if status, _ := s.api("GET", at, ""); status != 404 {
		t.Errorf("after deletion: %d", status)
	}
}

func TestListsOfProducts(t *testing.T) {
	s := newTill(t)
	test := s.open().TestAPIKey.Reveal()
	var ids []string
	for i := range 3 {
		ids = append([]string{s.makesProduct(fmt.Sprintf(`,"quantity":%d`, i))}, ids...)
	}
	first := s.makes("GET", "/products?limit=2", "")
	if len(first["data"].([]any)) != 2 || first["has_more"] != true || first["next_cursor"] != ids[1] {
		t.Errorf("first page: %v", first)
	}
	rest := s.makes("GET", "/products?cursor="+ids[1], "")
	if len(rest["data"].([]any)) != 1 || rest["has_more"] != false || rest["data"].([]any)[0].(map[string]any)["id"] != ids[2] {
		t.Errorf("second page: %v", rest)
	}
	if got := s.makes("GET", "/products?offset=1&limit=1", ""); got["total"] != 3.0 || got["offset"] != 1.0 || got["data"].([]any)[0].(map[string]any)["id"] != ids[1] {
		t.Errorf("by offset: %v", got)
	}
	if status, got := s.api("GET", "/products?offset=1&cursor="+ids[1], ""); status != 422 {
		t.Errorf("both: %d %v", status, got)
	}
	bare := s.atProducts(test, "GET", "/products?limit=2", "")
	next := s.url + "/products?cursor=" + ids[1] + "&limit=2"
	if bare.StatusCode != 200 || bare.Header.Get("Link") != "<"+next+`>; rel="next"` || !strings.HasPrefix(bare.body, "[{") {
		t.Errorf("bare: %d %s %s", bare.StatusCode, bare.Header.Get("Link"), bare.body)
	}
	if last := s.atProducts(test, "GET", strings.TrimPrefix(next, s.url), ""); strings.Count(last.body, `"id"`) != 1 || last.Header.Get("Link") != "" {
		t.Errorf("the last: %s", last.body)
	}
	if empty := s.atProducts(s.open().LiveAPIKey.Reveal(), "GET", "/products", ""); empty.body != "[]\n" {
		t.Errorf("the other mode: %s", empty.body)
	}
	if got := s.atProducts(test, "GET", "/products?limit=abc", ""); got.StatusCode != 422 || !strings.Contains(got.body, `"limit":["must be a whole number from 1 to 100"]`) {
		t.Errorf("limit: %d %s", got.StatusCode, got.body)
	}
}

// A product that was asked for twice with one idempotency key is one product.
func TestAProductIsMadeOnce(t *testing.T) {
	s := newTill(t)
	a := with("POST", "/products", "Authorization", basic(s.shopID(), s.open().TestAPIKey.Reveal()), "Idempotency-Key", "k")
	a.body = `{"name":"Beans","description":"Dark roast","currency":"USD","amount":"990"}`
	first, again := s.send(a), s.send(a)
	if first.StatusCode != 201 || !replayed(again) || again.body != first.body {
		t.Errorf("%d %s, then %d %s", first.StatusCode, first.body, again.StatusCode, again.body)
	}
	a.body = `{}`
	if other := s.send(a); other.StatusCode != 422 || !strings.Contains(other.body, `"errors":{}`) {
		t.Errorf("another request: %d %s", other.StatusCode, other.body)
	}
	events := 0
	s.must(s.pool.QueryRow(t.Context(), `SELECT count(*) FROM events WHERE type = 'product.created'`).Scan(&events))
	if events != 1 {
		t.Errorf("%d events", events)
	}
}
