package web

import (
	"strings"
	"testing"
)

// Another merchant's rows cannot be reached by way of a list either. What their
// ids are answered with is for the matrix of owners.
func TestAnotherMerchantSeesNothing(t *testing.T) {
	s := newTill(t)
	payment, stranger := s.paid("5000"), s.stranger()
	link, _ := s.link(`{"amount":5000}`)
	for _, path := range []string{"/v1/payments?cursor=" + payment, "/v1/payment-links?cursor=" + link, "/v1/payments?payment_link_id=" + link} {
		if got := s.send(ask{path: path, key: stranger.TestAPIKey.Reveal()}); got.StatusCode != 422 && strings.Contains(got.body, payment) {
			t.Errorf("%s: %d shows our payment", path, got.StatusCode)
		}
	}
}

// withoutIDs is a body without what differs in each request.
func withoutIDs(a answer) string { return strings.ReplaceAll(a.body, a.Header.Get("X-Request-Id"), "") }

// Test keys see test data only, and live keys live data only.
func TestModesDoNotMix(t *testing.T) {
	s := newTill(t)
	payment := s.paid("5000")
	link, _ := s.link(`{"amount":5000}`)
	live := s.open().LiveAPIKey.Reveal()
	for _, path := range []string{"/v1/payments/" + payment, "/v1/payment-links/" + link, "/v1/payment-links/" + link + "/payments"} {
		if got := s.send(ask{path: path, key: live}); got.StatusCode != 404 {
			t.Errorf("%s with the live key: %d", path, got.StatusCode)
		}
	}
	for _, path := range []string{"/v1/payments", "/v1/payment-links", "/v1/refunds"} {
		if got := s.send(ask{path: path, key: live}); got.StatusCode != 200 || strings.Contains(got.body, "pay_") || strings.Contains(got.body, "link_") {
			t.Errorf("%s with the live key: %d %s", path, got.StatusCode, got.body)
		}
	}
	made := s.send(ask{method: "POST", path: "/v1/payment-links", key: live, body: `{"amount":5000}`})
	if made.StatusCode != 201 || !strings.Contains(made.body, `"livemode":true`) {
		t.Errorf("a live link: %d %s", made.StatusCode, made.body)
	}
	b := s.signedInBrowser()
	b.wants(b.post("/dashboard/mode", "livemode", "true", "return", "/dashboard/payments"), 303, "/dashboard/payments")
	b.wants(b.get("/dashboard/payments/"+payment), 404, "")
	b.wants(b.post("/dashboard/mode", "livemode", "false", "return", "//evil.example"), 303, "/dashboard")
	b.wants(b.get("/dashboard/payments/"+payment), 200, "B$50.00")
}
