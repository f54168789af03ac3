package web

import (
	"path"
	"regexp"
	"strings"
	"testing"

	"linktill/internal/pay"
	"linktill/store"
)

// One thing found is gone to, several are shown, none says what can be searched.
func TestSearchInTheDashboard(t *testing.T) {
	s := newTill(t)
	payment := s.paid("1250")
	refund := s.makes("POST", "/payments/"+payment+"/refund", `{"amount":100}`)["id"].(string)
	made := s.makes("GET", "/payments/"+payment, "")
	link, customer := made["payment_link_id"].(string), made["customer_id"].(string)
	b := s.signedInBrowser()
	at := "/dashboard/payments/" + payment
	for q, want := range map[string]string{
		payment: at, refund: at, link: "/dashboard/links/" + link, customer: "/dashboard/customers/" + customer, made["checkout_id"].(string): at,
		strings.TrimPrefix(payment, "pay_"): at, "B%2412.50": at, "12.50": at, "%23" + "1": "", "4242": at,
	} {
		got := b.get("/dashboard/search?q=" + q)
		if want != "" && (got.StatusCode != 303 || got.Header.Get("Location") != want) {
			t.Errorf("%s: %d %s, want %s", q, got.StatusCode, got.Header.Get("Location"), want)
		}
	}
	for _, page := range []string{s.subscribed(goodCard), b.hookInBrowser("hears", "all")} {
		b.wants(b.get("/dashboard/search?q="+path.Base(page)), 303, page)
	}
	b.wants(b.get("/dashboard/search?q=ana"), 200, "Payments", "Customers", "ana@example.com")
	b.wants(b.get("/dashboard/search?q=nothing+like+it"), 200, "Nothing is called", "What you can search for")
	b.wants(b.get("/dashboard/search"), 200, "What you can search for")
	for _, q := range []string{"%00", "%ff%fe", "%", "%25%25%25", strings.Repeat("a", 3000), "pay_", "%F0%9F%98%80", "'%3B--", "&q=2&q=3", "-1", "1e9", "%E2%80%AE"} {
		if got := b.get("/dashboard/search?q=" + q); got.StatusCode != 200 && got.StatusCode != 303 {
			t.Errorf("%.20s: %d", q, got.StatusCode)
		}
	}
	b.wants(b.post("/dashboard/mode", "livemode", "true"), 303, "/dashboard")
	b.wants(b.get("/dashboard/search?q="+payment), 200, "in test mode")
}

// searchedIn is where a thing of each kind that the search finds is kept: the
// first one is taken.
var searchedIn = map[pay.Prefix]string{
	pay.PaymentPrefix: "id FROM payments", pay.AttemptPrefix: "id FROM attempts", pay.RefundPrefix: "id FROM refunds", pay.CapturePrefix: "id FROM captures",
	pay.CheckoutPrefix: "checkout_id FROM payments", pay.CustomerPrefix: "id FROM customers", pay.LinkPrefix: "id FROM links", pay.ProductPrefix: "id FROM products",
	pay.ListingPrefix: "id FROM listings", pay.SubscriptionPrefix: "id FROM subscriptions", pay.ChargePrefix: "id FROM charges", pay.EventPrefix: "id FROM events",
	pay.WebhookPrefix: "id FROM webhook_endpoints", pay.PayoutPrefix: "id FROM payouts", pay.PlacementPrefix: "id FROM link_placements",
}

// Whatever id can be searched for leads to a page.
func TestEveryKindOfIDLeadsToItsPage(t *testing.T) {
	s := newTill(t)
	s.objects(s.open().TestAPIKey.Reveal(), false)
	s.subscribed(goodCard)
	_, path := s.onSale(`,"transaction_type":"authorization"`)
	s.browser().paysAt(path, goodCard)
	s.makes("POST", "/payments/"+s.lastPayment()["id"].(string)+"/capture", `{"amount":1500}`)
	b := s.signedInBrowser()
	for _, prefix := range pay.Searched {
		var uuid string
		if searchedIn[prefix] == "" || s.pool.QueryRow(t.Context(), "SELECT "+searchedIn[prefix]+" ORDER BY 1 LIMIT 1").Scan(&uuid) != nil {
			t.Errorf("the test has no %s", prefix)
			continue
		}
		id, _ := prefix.Parse(uuid)
		found := b.get("/dashboard/search?q=" + prefix.Show(id))
		if found.StatusCode != 303 {
			t.Errorf("%s: %d", prefix, found.StatusCode)
			continue
		}
		b.wants(b.get(found.Header.Get("Location")), 200)
	}
}

func TestFiltersOfPayments(t *testing.T) {
	s := newTill(t)
	s.paid("5000")
	s.paid("700")
	b := s.signedInBrowser()
	list := func(query string, status, rows int, texts ...string) answer {
		t.Helper()
		got := b.wants(b.get("/dashboard/payments"+query), status, texts...)
		if n := strings.Count(got.body, "<tr data-row"); n != rows {
			t.Errorf("%s: %d rows, want %d", query, n, rows)
		}
		return got
	}
	list("", 200, 2, "B$50.00", "B$7.00")
	got := list("?min=10&currency=BSD&email=ana%40example.com&status=paid", 200, 1, "B$10.00 or more", "ana@example.com")
	// Each chip leads to the list without it; the status stays.
	for _, href := range []string{"/dashboard/payments?email=ana%40example.com&amp;status=paid", "/dashboard/payments?currency=BSD&amp;min=10&amp;status=paid"} {
		if !strings.Contains(got.body, `href="`+href+`"`) {
			t.Errorf("no chip leads to %s", href)
		}
	}
	list("?min=7&max=7", 200, 1, "B$7.00")
	list("?status=failed", 200, 0, "No payments like this")
	list("?from=2020-01-01&to=2020-12-31", 200, 0, "1 Jan 2020 to 31 Dec 2020")
	list("?from=2020-01-01", 200, 2, "Since 1 Jan 2020")
	list("?limit=1&from=2020-01-01", 200, 1, "from=2020-01-01&cursor=pay_")
	for query, says := range map[string]string{
		"?min=ten": "digits 0 to 9", "?min=9&max=8": "less than the amount", "?from=tomorrow": "year, month and day", "?from=2026-02-02&to=2026-02-01": "before the first",
		"?currency=XXX": "Choose a currency", "?email=ana": "whole address", "?from=0000-00-00": "year, month and day", "?min=99999999999999": "too large",
	} {
		list(query, 422, 0, says)
	}
	list("?status=nonsense", 422, 0, "could not be read")
	for path, says := range map[string]string{"/dashboard/refunds": "No refunds yet", "/dashboard/refunds?status=nonsense": "", "/dashboard/customers": "ana@example.com", "/dashboard/customers?email=an": "B$57.00",
		"/dashboard/customers?email=zoe": "No customers like this", "/dashboard/customers?from=x": "year, month and day", "/dashboard/payments/export": "2 rows"} {
		got := b.get(path)
		if got.StatusCode >= 500 || !strings.Contains(tag.ReplaceAllString(got.body, ""), says) {
			t.Errorf("%s: %d without %q", path, got.StatusCode, says)
		}
	}
}

// note is one about the payment, by the owner.
func (s *shop) note(payment string) string {
	s.t.Helper()
	o := s.open()
	paymentID, _ := pay.PaymentPrefix.Parse(payment)
	id := s.st.NewID(o.Merchant.Number)
	s.must(s.st.AddNote(s.t.Context(), pay.Caller{MerchantID: o.Merchant.ID, UserID: o.User.ID, Role: pay.Owner}, paymentID, id, "Called back"))
	return pay.NotePrefix.Show(id)
}

func TestNotesInTheDashboard(t *testing.T) {
	s := newTill(t)
	at := "/dashboard/payments/" + s.paid("5000")
	b := s.signedInBrowser()
	b.wants(b.get(at), 200, "Add note")
	b.wants(b.post(at+"/notes", "body", "  "), 422, "Write the note first")
	b.wants(b.post(at+"/notes", "body", "Called\nback <b>"), 303, at+"#notes")
	page := b.wants(b.get(at), 200, "Note saved.", "Called", "You · ")
	note := regexp.MustCompile(`/notes/(note_\w+)"`).FindStringSubmatch(page.body)[1]
	b.wants(b.post(at+"/notes/"+note, "body", strings.Repeat("x", 2001)), 422, "At most 2000")
	b.wants(b.post(at+"/notes/"+note, "body", "Called twice"), 303, at+"#notes")
	b.wants(b.get(at), 200, "Called twice", "edited")
	b.wants(b.post(at+"/notes/"+note+"/delete"), 303, at+"#notes")
	if got := b.get(at); strings.Contains(got.body, "Called twice") {
		t.Error("the note is still there")
	}
	b.wants(b.post(at+"/notes/"+note+"/delete"), 404, "")
	nonce := nonceField.FindStringSubmatch(page.body)[1]
	for range 2 { // a double click
		b.wants(b.post(at+"/notes", "body", "Once", "nonce", nonce), 303, at+"#notes")
	}
	if n := strings.Count(b.get(at).body, `<p class="note-body break">Once</p>`); n != 1 {
		t.Errorf("%d notes of one form", n)
	}
}

// What a viewer may not do is not offered, and said why.
func TestPaymentForAViewer(t *testing.T) {
	s := newTill(t)
	at := "/dashboard/payments/" + s.paid("5000")
	s.becomes(pay.Viewer)
	b := s.signedInBrowser()
	page := b.wants(b.get(at), 200, "You are a viewer")
	for _, form := range []string{`/receipt"`, `/notes"`, `/refund"`} {
		if strings.Contains(page.body, `action="`+at+form) {
			t.Errorf("a viewer is offered %s", form)
		}
	}
	b.wants(b.post(at+"/notes", "body", "x"), 403, "")
	b.wants(b.post(at+"/receipt"), 403, "")
}

// A refund ordered from a page that was opened before another refund is not
// made: the form says what it was and what it is.
func TestRefundFromAStalePage(t *testing.T) {
	s := newTill(t)
	payment := s.paid("5000")
	at := "/dashboard/payments/" + payment
	b := s.signedInBrowser()
	b.wants(b.get(at+"/refund"), 200, `name="seen" value="5000"`)
	s.makes("POST", "/payments/"+payment+"/refund", `{"amount":1200}`)
	code := s.freshCode()
	b.wants(b.post(at+"/refund", "amount", "12.00", "reason", "cold", "code", code, "seen", "5000"), 422, "Nothing more was refunded", "B$50.00 left to refund", "B$38.00 left to refund")
	b.wants(b.post(at+"/refund", "amount", "12.00", "reason", "cold", "code", code, "seen", "3800"), 303, at)
	if p := s.makes("GET", "/payments/"+payment, ""); p["amount_refunded"].(float64) != 2400 {
		t.Errorf("refunded %v", p["amount_refunded"])
	}
	b.wants(b.get(at), 200, "You", "API key")
}

func TestReceiptOnceMore(t *testing.T) {
	s := newTill(t)
	payment := s.paid("5000")
	b := s.signedInBrowser()
	at := "/dashboard/payments/" + payment
	id, _ := pay.PaymentPrefix.Parse(payment)
	s.exec(`UPDATE payments SET payer_email = 'ana@shop.example' WHERE id = $1`, id)
	b.wants(b.get(at), 200, "address for examples")
	s.exec(`UPDATE payments SET payer_email = 'ana@mail.shop.test' WHERE id = $1`, id)
	b.wants(b.get(at), 200, "Send receipt again")
	b.wants(b.post(at+"/receipt"), 303, at)
	b.wants(b.get(at), 200, "on its way to ana@mail.shop.test")
	var jobs int
	s.must(s.pool.QueryRow(t.Context(), `SELECT count(*) FROM `+store.RiverSchema+`.river_job WHERE kind = 'receipt_mail'`).Scan(&jobs))
	if jobs != 2 {
		t.Errorf("%d receipts are to be mailed, want the first and one more", jobs)
	}
}

func TestCustomerInTheDashboard(t *testing.T) {
	s := newTill(t)
	payment := s.paid("5000")
	s.makes("POST", "/payments/"+payment+"/refund", `{"amount":1200}`)
	at := "/dashboard/customers/" + s.makes("GET", "/payments/"+payment, "")["customer_id"].(string)
	b := s.signedInBrowser()
	b.wants(b.get(at), 200, "ana@example.com", "B$38.00", "B$12.00", "Save name")
	b.wants(b.post(at, "name", strings.Repeat("é", 201)), 422, "At most 200", "é")
	b.wants(b.post(at, "name", "  Ana \u202e Rolle "), 303, at)
	b.wants(b.get(at), 200, "Name saved.", "Ana Rolle")
	b.wants(b.get("/dashboard/payments?customer="+at[len("/dashboard/customers/"):]), 200, "Customer: ana@example.com")
	b.wants(b.get("/dashboard/customers/cus_x"), 404, "")
}
