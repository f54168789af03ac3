package web

import (
	"strings"
	"testing"

	"linktill/handlers"
	"linktill/internal/pay"
	"linktill/store"
)

// A stranger is a member and a key of another merchant. Whatever they try with
// our ids is answered like an id that does not exist, and changes nothing.
func TestAnotherMerchantSeesNothing(t *testing.T) {
	s := newTill(t)
	payment := s.paid("5000")
	link, _ := s.link(`{"amount":5000}`)
	refund := s.makes("POST", "/payments/"+payment+"/refund", `{"amount":100}`)["id"].(string)
	apiKey := s.makes("GET", "/me/api-keys", "")["data"].([]any)[0].(map[string]any)["id"].(string)
	stranger, err := handlers.OpenMerchant(t.Context(), s.st, s.keys, pay.NewMerchant{
		Name: "Other Shop", Email: "eve@example.com", Currency: "USD", Country: "US"}, "")
	s.must(err)
	who := s.signIn(store.SignIn{UserID: stranger.User.ID, SecondFactor: true})
	s.must(s.st.StepUp(t.Context(), who.session.ID))
	ours := map[string]string{"links": link, "payment-links": link, "payments": payment, "refunds": refund, "keys": apiKey, "api-keys": apiKey}
	nobodys := map[string]string{}
	for noun, id := range ours {
		prefix, _, _ := strings.Cut(id, "_")
		nobodys[noun] = pay.Prefix(prefix).Show(s.st.NewID(stranger.Merchant.Number))
	}
	before, tried := s.fingerprint(), 0
	for _, r := range Routes(s.h) {
		noun := nounOf(r.Path)
		if ours[noun] == "" || r.Access < Member {
			continue
		}
		tried++
		send := func(id string) answer {
			a := ask{method: r.Method, path: strings.ReplaceAll(r.Path, ":id", id)}
			switch {
			case r.Access == Key:
				a.key = stranger.TestAPIKey.Reveal()
			case r.Method == "POST":
				a.cookie, a.body = who.cookie, form("csrf", who.csrf, "amount", "1.00", "reason", "x", "code", "123456")
			default:
				a.cookie = who.cookie
			}
			return s.send(a)
		}
		theirs, unknown := send(ours[noun]), send(nobodys[noun])
		if theirs.StatusCode != 404 || unknown.StatusCode != 404 || withoutIDs(theirs) != withoutIDs(unknown) {
			t.Errorf("%s %s: %d for our id, %d for nobody's", r.Method, r.Path, theirs.StatusCode, unknown.StatusCode)
		}
	}
	if s.fingerprint() != before {
		t.Error("a stranger changed something")
	}
	if tried < 20 {
		t.Errorf("only %d routes were tried", tried)
	}
	for _, path := range []string{"/v1/payments?cursor=" + payment, "/v1/payment-links?cursor=" + link, "/v1/payments?payment_link_id=" + link} {
		if got := s.send(ask{path: path, key: stranger.TestAPIKey.Reveal()}); got.StatusCode != 422 && strings.Contains(got.body, payment) {
			t.Errorf("%s: %d shows our payment", path, got.StatusCode)
		}
	}
}

// nounOf is the part of a path before its :id.
func nounOf(path string) string {
	before, _, found := strings.Cut(path, "/:id")
	if !found {
		return ""
	}
	return before[strings.LastIndexByte(before, '/')+1:]
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
