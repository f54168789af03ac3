package web

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"linktill/internal/pay"
	"linktill/views"
)

func TestOpenAPINamesEveryEventAndNoOther(t *testing.T) {
	t.Parallel()
	want := append(pay.WebhookChoices(), string(pay.EventWebhookTest))
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(loadDescription(t).Webhooks)); !slices.Equal(got, want) {
		t.Errorf("described are %v\nthere are %v", got, want)
	}
}

// What a webhook says of everything that can happen is as described, under each
// of its names.
func TestWebhooksAreAsDescribed(t *testing.T) {
	m := &matrix{shop: newTill(t)}
	made := m.objects(m.open().TestAPIKey.Reveal(), false)
	m.makes("POST", "/listings/"+made["listing"]+"/publish", "")
	m.makes("POST", "/payment-links/"+made["link"]+"/deactivate", "")
	m.makes("PUT", "/products/"+made["product"], `{"amount":1}`)
	m.makes("POST", "/webhooks/"+made["webhook"]+"/test", "")
	by := pay.Caller{MerchantID: m.open().Merchant.ID, MerchantNumber: m.open().Merchant.Number, TimeZone: "America/Nassau"}
	m.subscriptionEvents(by)
	happened, err := m.st.Events(t.Context(), by, pay.Page{Limit: pay.PageLimitMax})
	m.must(err)
	of := views.Merchant{ID: by.MerchantID, Slug: m.open().Merchant.Slug, PublicURL: m.url}
	seen := map[string]bool{}
	for _, told := range happened.Rows {
		for _, name := range pay.EventNames() {
			if name.Type != told.Type {
				continue
			}
			seen[name.Name] = true
			text, err := json.Marshal(views.NewHookJSON(*told, name.Name, of))
			m.must(err)
			var body any
			m.must(json.Unmarshal(text, &body))
			schema := loadDescription(t).Webhooks[name.Name].Post.RequestBody.Value.Content["application/json"].Schema.Value
			if err := schema.VisitJSON(body, openapi3.EnableJSONSchema2020(), openapi3.VisitAsRequest()); err != nil {
				t.Errorf("%s: %v\n%s", name.Name, err, text)
			}
		}
	}
	for _, name := range []string{pay.NameTransactionChanged, pay.NameRefundChanged, pay.NameLinkPaid, "payment.completed", "refund.completed", "product.updated",
		"listing.published", "payment_link.deactivated", "subscription.created", "subscription.updated", "subscription.paused", "subscription.resumed", "subscription.canceled", "webhook.test"} {
		if !seen[name] {
			t.Errorf("%s did not happen", name)
		}
	}
	t.Logf("%d events, %d names", len(happened.Rows), len(seen))
}

// subscriptionEvents makes a subscription and has most of what can happen to it happen.
func (s *shop) subscriptionEvents(by pay.Caller) {
	s.t.Helper()
	ctx := s.t.Context()
	x, err := s.st.CreateSubscription(ctx, by, pay.NewSubscription{ID: s.st.NewID(by.MerchantNumber), CustomerEmail: "ben@example.com", AmountMinor: 10_00,
		Currency: "BSD", Description: "Coffee", Interval: pay.Interval{Unit: pay.UnitMonth, Count: 1}})
	s.must(err)
	_, err = s.st.ChangeSubscription(ctx, by, x.ID, pay.SubscriptionPatch{Version: x.Version, AmountMinor: 12_00, Description: "Coffee", Interval: x.Interval})
	s.must(err)
	_, err = s.st.PauseSubscription(ctx, by, x.ID)
	s.must(err)
	_, err = s.st.ResumeSubscription(ctx, by, x.ID)
	s.must(err)
	_, err = s.st.CancelSubscription(ctx, by, x.ID, false)
	s.must(err)
}

// Whoever answers what is not described is noticed.
func TestWhatIsNotDescribedIsNoticed(t *testing.T) {
	t.Parallel()
	doc := loadDescription(t)
	example, err := json.Marshal(doc.Paths.Value("/v1/payments/{id}").Get.Responses.Status(200).Value.Content["application/json"].Example)
	if err != nil {
		t.Fatal(err)
	}
	problem := `{"error":"not_found","code":"PAYMENT_NOT_FOUND","message":"x","request_id":"x"}`
	for _, c := range []struct {
		name, method, path, sent string
		status                   int
		body, wrong              string
	}{
		{"as described", "GET", "/v1/payments/x", "", 200, string(example), ""},
		{"with a slash", "GET", "/v1/payments/x/", "", 200, string(example), ""},
		{"an error as described", "GET", "/v1/payments/x", "", 404, problem, ""},
		{"an unknown field", "GET", "/v1/payments/x", "", 200, strings.Replace(string(example), `{`, `{"extra":1,`, 1), "extra"},
		{"a missing field", "GET", "/v1/payments/x", "", 200, strings.Replace(string(example), `"number":17,`, ``, 1), "number"},
		{"another type", "GET", "/v1/payments/x", "", 200, strings.Replace(string(example), `"number":17`, `"number":"17"`, 1), "number"},
		{"an unknown status", "GET", "/v1/payments/x", "", 418, problem, "status"},
		{"an unknown code", "GET", "/v1/payments/x", "", 404, strings.Replace(problem, "PAYMENT", "SOMETHING", 1), "SOMETHING_NOT_FOUND"},
		{"an unknown parameter", "GET", "/v1/payments/x?colour=red", "", 200, string(example), "colour"},
		{"an unknown parameter that was refused", "GET", "/v1/payments/x?colour=red", "", 404, problem, ""},
		{"a field that nobody sends", "POST", "/v1/webhooks/x/enable", `{}`, 404, strings.Replace(problem, "PAYMENT_", "", 1), ""},
		{"a request that should have been refused", "PUT", "/v1/me", `{"colour":"red"}`, 200, meExample(t, doc), "colour"},
		{"not ours to say", "GET", "/dashboard", "", 200, "<html>", ""},
	} {
		req, err := http.NewRequest(c.method, "http://till.example"+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		header := http.Header{"Content-Type": {"application/json"}, "X-Request-Id": {"8vGm2Q0yN5w3KxZt"}}
		err = asDescribed(req, c.sent, answer{&http.Response{StatusCode: c.status, Header: header}, c.body})
		if (err == nil) != (c.wrong == "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func meExample(t *testing.T, doc *openapi3.T) string {
	t.Helper()
	text, err := json.Marshal(doc.Paths.Value("/v1/me").Get.Responses.Status(200).Value.Content["application/json"].Example)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
