package web

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"linktill/handlers"
	"linktill/internal/pay"
)

// inflow asks /api like somebody who followed its document, with the test key.
func (s *shop) inflow(method, path, body string, pairs ...string) (int, map[string]any) {
	s.t.Helper()
	got := s.inflowAnswer(method, path, body, pairs...)
	var decoded map[string]any
	if err := json.Unmarshal([]byte(got.body), &decoded); err != nil {
		s.t.Fatalf("%s %s: %d with no JSON object: %.300s", method, path, got.StatusCode, got.body)
	}
	return got.StatusCode, decoded
}

// inflowAnswer is inflow with the answer as it came. pairs are headers, in the
// place of the key where one of them is a credential.
func (s *shop) inflowAnswer(method, path, body string, pairs ...string) answer {
	s.t.Helper()
	a := ask{method: method, path: "/api" + path, body: body, header: map[string]string{"Content-Type": "application/json",
		"Authorization": "Api-Key " + s.open().TestAPIKey.Reveal()}}
	for i := 0; i < len(pairs); i += 2 {
		a.header[pairs[i]] = pairs[i+1]
		if pairs[i+1] == "" {
			delete(a.header, pairs[i])
		}
	}
	return s.send(a)
}

// keyCaller is the merchant's test key, for what no address gives.
func (s *shop) keyCaller() pay.Caller {
	m := s.open().Merchant
	return pay.Caller{MerchantID: m.ID, MerchantNumber: m.Number, DefaultCurrency: m.DefaultCurrency}
}

// product makes one that costs so many minor units, after the change.
func (s *shop) product(currency, amountMinor string, change ...func(*pay.ProductInput)) string {
	s.t.Helper()
	return s.productOf(s.keyCaller(), currency, amountMinor, change...)
}

func (s *shop) productOf(by pay.Caller, currency, amountMinor string, change ...func(*pay.ProductInput)) string {
	s.t.Helper()
	name, description := "Conch salad", "Fresh"
	in := pay.ProductInput{Name: &name, Description: &description, Currency: &currency, Amount: &amountMinor}
	for _, c := range change {
		c(&in)
	}
	p, err := s.st.CreateProduct(s.t.Context(), by, s.st.NewID(by.MerchantNumber), in)
	s.must(err)
	return pay.ProductPrefix.Show(p.ID)
}

// wrongFields are the names of the fields that an answer complains of.
func wrongFields(got map[string]any) string {
	fields, _ := got["errors"].(map[string]any)
	var names []string
	for name := range fields {
		names = append(names, name)
	}
	return strings.Join(sorted(names), " ")
}

// customer is the part of a request that says who pays.
const customer = `"billing_country":"US","billing_first_name":"Ana","billing_last_name":"Rolle","billing_email":"ana@example.com"`

// The request example of the document, with a product of ours.
func TestCheckoutExample(t *testing.T) {
	s := newTill(t)
	product := s.product("USD", "9900")
	status, got := s.inflow("POST", "/checkout/create/", `{
		"billing_country": "US", "billing_postal_code": "string", "billing_first_name": "string", "billing_last_name": "string",
		"billing_email": "user@example.com", "billing_phone": "string", "currency": "USD",
		"products": [{"id": "`+product+`", "quantity": 1}], "sandbox_simulate": "payment_failed"}`)
	if status != 201 {
		t.Fatalf("%d %v", status, got)
	}
	token, expires := got["token"].(string), got["expires_at"].(float64)
	left := time.Until(time.Unix(int64(expires), 0))
	if !strings.HasPrefix(got["checkout_id"].(string), "cs_") || got["order_id"] != got["checkout_id"] ||
		got["checkout_url"] != s.url+"/checkout/"+token || left < 23*time.Hour || left > 24*time.Hour || got["amount"] != "99.00" {
		t.Errorf("%v", got)
	}
	session := s.makes("GET", "/checkouts/"+got["checkout_id"].(string), "")
	if session["status"] != "open" || session["amount"].(float64) != 9900 || session["sandbox_simulate"] != "payment_failed" ||
		session["url"] != got["checkout_url"] || session["payment_id"] != nil || session["currency"] != "USD" {
		t.Errorf("on /v1: %v", session)
	}
	if billing := session["billing"].(map[string]any); billing["country"] != "US" || billing["zip"] != "string" || billing["email"] != "user@example.com" {
		t.Errorf("billing: %v", billing)
	}
}

func TestCheckoutInput(t *testing.T) {
	s := newTill(t)
	usd, eur, bsd, dear := s.product("USD", "9900"), s.product("EUR", "500"), s.product("BSD", "500"), s.product("USD", "10000")
	few := s.product("USD", "100", func(in *pay.ProductInput) { in.Quantity = ptr("2") })
	hold := s.product("USD", "100", func(in *pay.ProductInput) { in.TransactionType = ptr("authorization") })
	rival := s.stranger()
	theirs := s.productOf(pay.Caller{MerchantID: rival.Merchant.ID, MerchantNumber: rival.Merchant.Number}, "USD", "100")
	by := s.keyCaller()
	by.Livemode = true
	live := s.productOf(by, "USD", "100")
	one := `"products":[{"id":"` + usd + `","quantity":1}]`
	for name, c := range map[string]struct{ body, wrong string }{
		"plain":                   {customer + `,` + one, ""},
		"lower case":              {strings.Replace(customer, "US", "us", 1) + `,` + one, ""},
		"euro":                    {customer + `,"currency":"EUR","products":[{"id":"` + eur + `"}]`, ""},
		"one object":              {customer + `,"products":{"id":"` + usd + `","quantity":3}`, ""},
		"ids":                     {customer + `,"products":["` + usd + `","` + usd + `"]`, ""},
		"one id":                  {customer + `,"products":"` + usd + `"`, ""},
		"UUID":                    {customer + `,"products":["` + uuidOf(pay.ProductPrefix, usd) + `"]`, ""},
		"addresses":               {customer + `,` + one + `,"successUrl":"https://shop.example/ok","failedUrl":"http://shop.example/no","cancelUrl":"https://shop.example/?a=b"`, ""},
		"other spelling":          {customer + `,` + one + `,"success_url":"https://shop.example/ok","failed_url":"https://shop.example/no"`, ""},
		"100 letters":             {strings.Replace(customer, "Ana", strings.Repeat("é", 100), 1) + `,` + one, ""},
		"nothing":                 {"", "billing_country billing_email billing_first_name billing_last_name products"},
		"blanks":                  {strings.Replace(customer, "Ana", "  ", 1) + `,` + one, "billing_first_name"},
		"101 letters":             {strings.Replace(customer, "Rolle", strings.Repeat("é", 101), 1) + `,` + one, "billing_last_name"},
		"country of three":        {strings.Replace(customer, "US", "USA", 1) + `,` + one, "billing_country"},
		"no country":              {strings.Replace(customer, "US", "XX", 1) + `,` + one, "billing_country"},
		"no e-mail":               {strings.Replace(customer, "ana@example.com", "ana", 1) + `,` + one, "billing_email"},
		"pounds":                  {customer + `,"currency":"GBP",` + one, "currency"},
		"BSD":                     {customer + `,"currency":"BSD","products":["` + bsd + `"]`, "currency"},
		"product in BSD":          {customer + `,"products":["` + bsd + `"]`, "products.0.id"},
		"product in EUR":          {customer + `,"products":["` + usd + `","` + eur + `"]`, "products.1.id"},
		"no products":             {customer + `,"products":[]`, "products"},
		"null products":           {customer + `,"products":null`, "products"},
		"a number":                {customer + `,"products":5`, "products.0"},
		"an array in an array":    {customer + `,"products":[["` + usd + `"]]`, "products.0"},
		"no id":                   {customer + `,"products":[{"quantity":1}]`, "products.0.id"},
		"a number as an id":       {customer + `,"products":[{"id":5}]`, "products.0.id"},
		"unknown id":              {customer + `,"products":["` + usd + `",{"id":"prd_x"}]`, "products.1.id"},
		"another merchant's":      {customer + `,"products":["` + theirs + `"]`, "products.0.id"},
		"of the other mode":       {customer + `,"products":["` + live + `"]`, "products.0.id"},
		"an id of something else": {customer + `,"products":["` + strings.Replace(usd, "prd", "pay", 1) + `"]`, "products.0.id"},
		"unknown field inside":    {customer + `,"products":[{"id":"` + usd + `","price":1}]`, "products.0.price"},
		"no pieces":               {customer + `,"products":[{"id":"` + usd + `","quantity":0}]`, "products.0.quantity"},
		"fewer than none":         {customer + `,"products":[{"id":"` + usd + `","quantity":-1}]`, "products.0.quantity"},
		"half a piece":            {customer + `,"products":[{"id":"` + usd + `","quantity":0.5}]`, "products.0.quantity"},
		"pieces as a text":        {customer + `,"products":[{"id":"` + usd + `","quantity":"1"}]`, "products.0.quantity"},
		"a million and one":       {customer + `,"products":[{"id":"` + usd + `","quantity":1000001}]`, "products.0.quantity"},
		"too expensive":           {customer + `,"products":["` + usd + `",{"id":"` + dear + `","quantity":1000000}]`, "products"},
		"more than there are":     {customer + `,"products":["` + few + `","` + few + `","` + few + `"]`, "products.0.quantity"},
		"held and paid at once":   {customer + `,"products":["` + usd + `","` + hold + `"]`, "products"},
		"a script":                {customer + `,` + one + `,"successUrl":"javascript:alert(1)","failedUrl":"//evil.example","cancelUrl":"/local"`, "cancelUrl failedUrl successUrl"},
		"another's name":          {customer + `,` + one + `,"successUrl":"https://bank@evil.example/"`, "successUrl"},
		"two spellings":           {customer + `,` + one + `,"successUrl":"https://a.example","success_url":"https://b.example"`, "success_url"},
		"simulation":              {customer + `,` + one + `,"sandbox_simulate":"paid"`, "sandbox_simulate"},
		"unknown field":           {customer + `,` + one + `,"amount":"1.00"`, "amount"},
		"unknown spelling":        {customer + `,` + one + `,"SuccessUrl":"https://a.example"`, "SuccessUrl"},
		"all at once": {`"billing_country":"U","currency":"JPY","products":[{"id":"x","quantity":0}],"successUrl":"x","sandbox_simulate":"x"`,
			"billing_country billing_email billing_first_name billing_last_name currency products.0.id products.0.quantity sandbox_simulate successUrl"},
	} {
		before := s.rows("checkouts")
		status, got := s.inflow("POST", "/checkout/create/", `{`+c.body+`}`)
		if c.wrong == "" && status != 201 || c.wrong != "" && (status != 422 || wrongFields(got) != c.wrong) {
			t.Errorf("%s: %d %q, want %q: %v", name, status, wrongFields(got), c.wrong, got)
		}
		if c.wrong != "" && s.rows("checkouts") != before {
			t.Errorf("%s left a row", name)
		}
	}
	many := strings.Repeat(`"`+usd+`",`, pay.LinesMax) + `"` + usd + `"`
	if status, got := s.inflow("POST", "/checkout/create/", `{`+customer+`,"products":[`+many+`]}`); status != 422 || wrongFields(got) != "products" {
		t.Errorf("101 products: %d %v", status, got)
	}
}

func TestCheckoutSumsUp(t *testing.T) {
	s := newTill(t)
	a, b := s.product("USD", "333"), s.product("USD", "1000")
	s.must(s.st.SetTaxRates(t.Context(), pay.Caller{MerchantID: s.open().Merchant.ID}, []pay.TaxRate{{Country: "US", BasisPoints: 725, Name: "Sales tax"}}))
	create := func(country string) map[string]any {
		status, got := s.inflow("POST", "/checkout/create", `{`+strings.Replace(customer, "US", country, 1)+`,"products":["`+a+`",{"id":"`+b+`","quantity":2},"`+a+`"]}`)
		if status != 201 {
			t.Fatalf("%d %v", status, got)
		}
		session := s.makes("GET", "/checkouts/"+got["checkout_id"].(string), "")
		var tax, amount float64
		for _, line := range session["lines"].([]any) {
			l := line.(map[string]any)
			tax, amount = tax+l["tax"].(float64), amount+l["amount"].(float64)
			if l["net"].(float64)+l["tax"].(float64) != l["amount"].(float64) {
				t.Errorf("%v", l)
			}
		}
		shown := pay.Money{Minor: int64(amount), Currency: "USD"}.Decimal()
		if len(session["lines"].([]any)) != 2 || tax != session["tax"] || amount != session["amount"] || got["amount"] != shown {
			t.Errorf("%v: %v of %v", session, tax, amount)
		}
		return session
	}
	if at := create("US"); at["amount"].(float64) != 2666 || at["tax"].(float64) != 45+135 {
		t.Errorf("tax is in the price: %v", at)
	}
	_, err := s.pool.Exec(t.Context(), `UPDATE merchants SET price_mode = 'TAX_EXCLUSIVE'`)
	s.must(err)
	if on := create("US"); on["amount"].(float64) != 2666+48+145 || on["tax"].(float64) != 48+145 {
		t.Errorf("tax on top: %v", on)
	}
	if untaxed := create("BS"); untaxed["amount"].(float64) != 2666 || untaxed["tax"].(float64) != 0 {
		t.Errorf("no rate: %v", untaxed)
	}
}

// Whatever becomes of the products, a session stays as it was made.
func TestASessionIsFrozen(t *testing.T) {
	s := newTill(t)
	product := s.product("USD", "9900")
	_, got := s.inflow("POST", "/checkout/create/", `{`+customer+`,"products":["`+product+`"]}`)
	at := "/checkouts/" + got["checkout_id"].(string)
	before := fmt.Sprint(s.makes("GET", at, ""))
	id, _ := pay.ProductPrefix.Parse(product)
	_, err := s.st.ChangeProduct(t.Context(), s.keyCaller(), id, pay.ProductInput{Name: ptr("Other"), Amount: ptr("1"), Currency: ptr("EUR")})
	s.must(err)
	_, err = s.st.DeleteProduct(t.Context(), s.keyCaller(), id)
	s.must(err)
	if after := fmt.Sprint(s.makes("GET", at, "")); after != before {
		t.Errorf("%s, was %s", after, before)
	}
	if status, got := s.inflow("POST", "/checkout/create/", `{`+customer+`,"products":["`+product+`"]}`); status != 422 || wrongFields(got) != "products.0.id" {
		t.Errorf("a deleted product: %d %v", status, got)
	}
}

func TestSimulationsAreForTheSandbox(t *testing.T) {
	s := newTill(t)
	by := s.keyCaller()
	by.Livemode = true
	test, live := s.product("USD", "9900"), s.productOf(by, "USD", "9900")
	for _, outcome := range pay.Simulations {
		body := func(product string) string {
			return `{` + customer + `,"products":["` + product + `"],"sandbox_simulate":"` + outcome + `"}`
		}
		status, got := s.inflow("POST", "/checkout/create/", body(test))
		if status != 201 || got["livemode"] != false {
			t.Fatalf("%s: %d %v", outcome, status, got)
		}
		want := "open"
		if outcome == "canceled" || outcome == "checkout_canceled" {
			want = "canceled"
		}
		if session := s.makes("GET", "/checkouts/"+got["checkout_id"].(string), ""); session["status"] != want {
			t.Errorf("%s: %v", outcome, session)
		}
		status, got = s.inflow("POST", "/checkout/create/", body(live), "Authorization", "Api-Key "+s.open().LiveAPIKey.Reveal())
		if status != 422 || wrongFields(got) != "sandbox_simulate" {
			t.Errorf("%s with a live key: %d %v", outcome, status, got)
		}
	}
	plain := `{` + customer + `,"products":["` + live + `"]}`
	if status, got := s.inflow("POST", "/checkout/create/", plain, "Authorization", "Api-Key "+s.open().LiveAPIKey.Reveal()); status != 201 || got["livemode"] != true {
		t.Errorf("a live session: %d %v", status, got)
	}
}

func TestCheckoutCredentials(t *testing.T) {
	s := newTill(t)
	product, key, m := s.product("USD", "9900"), s.open().TestAPIKey.Reveal(), s.member()
	_, reader := s.key(pay.PaymentsRead)
	_, maker := s.key(pay.CheckoutCreate)
	for name, c := range map[string]struct {
		headers []string
		status  int
	}{
		"Api-Key":        {[]string{"Authorization", "Api-Key " + key}, 201},
		"its own header": {[]string{"Authorization", "", "Api-Key", key}, 201},
		"Bearer":         {[]string{"Authorization", "Bearer " + key}, 201},
		"its scope":      {[]string{"Authorization", "Api-Key " + maker}, 201},
		"another scope":  {[]string{"Authorization", "Api-Key " + reader}, 403},
		"nobody":         {[]string{"Authorization", ""}, 401},
		"Basic":          {[]string{"Authorization", basic("1", key)}, 401},
		"a cookie":       {[]string{"Authorization", "", "Cookie", s.h.Sessions.Cookie.Name + "=" + m.cookie}, 401},
		"a session":      {[]string{"Authorization", "Token " + m.cookie}, 403},
	} {
		for _, path := range []string{"/checkout/create/", "/checkout/create"} {
			if status, got := s.inflow("POST", path, `{`+customer+`,"products":["`+product+`"]}`, c.headers...); status != c.status {
				t.Errorf("%s at %s: %d %v", name, path, status, got)
			}
		}
	}
}

func TestTheSameCheckoutRequestMakesOneSession(t *testing.T) {
	s := newTill(t)
	product := s.product("USD", "9900")
	body := `{` + customer + `,"products":["` + product + `"]}`
	first := s.inflowAnswer("POST", "/checkout/create/", body, "Idempotency-Key", "one")
	second := s.inflowAnswer("POST", "/checkout/create/", body, "Idempotency-Key", "one")
	if first.StatusCode != 201 || second.body != first.body || second.Header.Get("Idempotent-Replayed") != "true" || s.rows("checkouts") != 1 {
		t.Errorf("%d %s, then %d %s", first.StatusCode, first.body, second.StatusCode, second.body)
	}
	if other := s.inflowAnswer("POST", "/checkout/create/", strings.Replace(body, "Ana", "Eve", 1), "Idempotency-Key", "one"); other.StatusCode != 422 {
		t.Errorf("another body: %d", other.StatusCode)
	}
}

// What the document gives to the dashboard, keys do not have.
func TestNoSubscriptionsForKeys(t *testing.T) {
	s := newTill(t)
	for _, path := range []string{"/subscriptions/", "/subscriptions/sub_x/", "/subscriptions/sub_x/cancel/"} {
		for _, method := range []string{"GET", "POST", "PATCH", "DELETE"} {
			if got := s.inflowAnswer(method, path, `{}`); got.StatusCode != 404 {
				t.Errorf("%s %s: %d", method, path, got.StatusCode)
			}
		}
	}
	if got := s.inflowAnswer("POST", "/refunds/", `{}`); got.StatusCode != 405 || got.problem(t).Code != "METHOD_NOT_ALLOWED" {
		t.Errorf("POST /api/refunds/: %d %s", got.StatusCode, got.body)
	}
}

// Sessions are known by their id to nobody but whose they are.
func TestSessionsOfOthers(t *testing.T) {
	s := newTill(t)
	_, got := s.inflow("POST", "/checkout/create/", `{`+customer+`,"products":["`+s.product("USD", "9900")+`"]}`)
	rival, err := handlers.OpenMerchant(t.Context(), s.st, s.keys, pay.NewMerchant{Name: "Rival", Email: "r@example.com", Currency: "USD", Country: "US"}, "")
	s.must(err)
	for _, key := range []string{rival.TestAPIKey.Reveal(), s.open().LiveAPIKey.Reveal()} {
		if a := s.send(ask{path: "/v1/checkouts/" + got["checkout_id"].(string), key: key}); a.StatusCode != 404 {
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
	}
	for _, id := range []string{"x", got["token"].(string), "cs_" + strings.Repeat("z", 22)} {
		if status, _ := s.api("GET", "/checkouts/"+id, ""); status != 404 {
			t.Errorf("%s: %d", id, status)
		}
	}
}
