package web

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"linktill/internal/pay"
)

var deliveryHref = regexp.MustCompile(`href="(/dashboard/webhooks/whk_\w+/deliveries/dlv_\w+)"`)

func (s *shop) countOf(sql string) (n int) {
	s.t.Helper()
	s.must(s.pool.QueryRow(s.t.Context(), sql).Scan(&n))
	return n
}

// hookInBrowser adds an endpoint in the dashboard and returns its page's path.
func (b *browser) hookInBrowser(pairs ...string) string {
	b.t.Helper()
	b.wants(b.get("/dashboard/webhooks/new"), 200, "Add an endpoint")
	made := b.wants(b.post("/dashboard/webhooks", append([]string{"url", "https://example.com/hook"}, pairs...)...), 201, "Copy it now")
	return regexp.MustCompile(`/dashboard/webhooks/whk_\w+`).FindString(made.body)
}

func TestWebhooksInTheDashboard(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	b.wants(b.get("/dashboard/webhooks"), 200, "No endpoints yet")
	b.wants(b.get("/dashboard/webhooks/new"), 200, "Charge of a subscription failed", "Payment succeeded")
	bad := b.wants(b.post("/dashboard/webhooks", "url", "http://10.0.0.1/x", "description", "Mine <b>", "hears", "some"), 422,
		"must start with https://", "Tick at least one event", `value="http://10.0.0.1/x"`, "Mine <b>")
	if strings.Contains(bad.body, "whsec_") {
		t.Error("a secret is shown for what was not made")
	}
	sent := []string{"nonce", "n1", "url", "https://example.com/hook", "description", "Stock", "hears", "some", "events", "payment.completed"}
	made := b.wants(b.post("/dashboard/webhooks", sent...), 201, "whsec_", "Copy it now", "standardwebhooks")
	if again := b.post("/dashboard/webhooks", sent...); again.body != made.body {
		t.Error("a double click makes two endpoints")
	}
	list := b.wants(b.get("/dashboard/webhooks"), 200, "https://example.com/hook", "Payment succeeded", "Never", "Enabled")
	if strings.Count(list.body, "row-link") != 1 || strings.Contains(list.body, "whsec_") {
		t.Errorf("%d endpoints", strings.Count(list.body, "row-link"))
	}
	path := regexp.MustCompile(`/dashboard/webhooks/whk_\w+`).FindString(list.body)
	b.wants(b.get(path), 200, "Nothing sent yet", "Stock")
	b.wants(b.post(path+"/disable"), 303, path)
	b.wants(b.get(path), 200, "Disabled.", "Enable")
	b.wants(b.post(path+"/test"), 409, "disabled")
	b.wants(b.post(path+"/enable"), 303, path)
	b.wants(b.get(path+"/rotate"), 200, "24 hours")
	renewed := b.wants(b.post(path+"/rotate", "nonce", "n2"), 200, "The old secret works as well until", "whsec_")
	if renewed.body == made.body {
		t.Error("the same secret")
	}
	b.wants(b.get(path), 200, "An old one works until", "End the old one")
	b.wants(b.post(path+"/retire"), 303, path)
	if page := b.wants(b.get(path), 200, "signed with the new one only"); strings.Contains(page.body, "An old one works") {
		t.Error("the old secret goes on")
	}
	b.wants(b.post(path+"/delete"), 303, "/dashboard/webhooks")
	b.wants(b.get("/dashboard/webhooks"), 200, "No endpoints yet", "Endpoint deleted")
	b.wants(b.get(path), 404)
}

// Whoever edits what somebody else changed meanwhile sees both, and loses nothing.
func TestStaleWebhook(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	path := b.hookInBrowser("hears", "all")
	form := b.wants(b.get(path+"/edit"), 200, "https://example.com/hook")
	seen := regexp.MustCompile(`name="seen" value="(\w+)"`).FindStringSubmatch(form.body)[1]
	s.exec(`UPDATE webhook_endpoints SET url = 'https://other.example.com/'`)
	typed := []string{"url", "https://mine.example.com/", "hears", "some", "events", "refund.completed"}
	shown := b.wants(b.post(path, append(typed, "seen", seen)...), 409, "https://other.example.com/", "https://mine.example.com/", "Somebody changed this endpoint")
	seen = regexp.MustCompile(`name="seen" value="(\w+)"`).FindStringSubmatch(shown.body)[1]
	b.wants(b.post(path, append(typed, "seen", seen, "description", strings.Repeat("x", 300))...), 422, "https://mine.example.com/")
	b.wants(b.post(path, append(typed, "seen", seen)...), 303, path)
	b.wants(b.get(path), 200, "https://mine.example.com/", "Refund completed", "Endpoint changed.")
}

// A test's page looks again by itself until there is an answer, and stops then.
func TestDeliveryPages(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	path := b.hookInBrowser("hears", "all")
	b.wants(b.get(path), 200, "Send a test")
	sent := b.post(path+"/test", "nonce", "t1")
	at := sent.Header.Get("Location")
	b.wants(sent, 303, at)
	if again := b.post(path+"/test", "nonce", "t1"); again.Header.Get("Location") != at {
		t.Errorf("a double click sends two tests: %s", again.Header.Get("Location"))
	}
	if page := b.wants(b.get(at), 200, "On its way", "Waiting"); !strings.Contains(page.body, `data-look="2"`) || !strings.Contains(page.body, `http-equiv="refresh" content="2"`) {
		t.Errorf("the page does not look again: %v", page.Header)
	}
	s.exec(`UPDATE deliveries SET state = 'delivered', attempts = 2, tries = 2, next_attempt_at = NULL, body = '{"a":"</pre><script>"}'`)
	s.exec(`INSERT INTO delivery_attempts (merchant_id, delivery_id, number, at, duration_ms, url, signature, response_status, response_headers, response_body, error)
		SELECT d.merchant_id, d.id, n, now(), 1234, 'https://example.com/hook', 'v1,abc', CASE n WHEN 2 THEN 200 END, CASE n WHEN 2 THEN 'server: <i>theirs' ELSE '' END, CASE n WHEN 2 THEN '<b>thanks</b>' ELSE '' END, CASE n WHEN 1 THEN 'There was no answer within 15 seconds.' ELSE '' END
		FROM deliveries d, generate_series(1, 2) n`)
	page := b.wants(b.get(at), 200, "Delivered", "Answered 200", "No answer", "1.2 s", "<b>thanks</b>", "webhook-signature: v1,abc", "server: <i>theirs", `"a": "</pre><script>"`, "within 15 seconds")
	if strings.Contains(page.body, "data-look") || strings.Contains(page.body, `http-equiv="refresh"`) || strings.Contains(page.body, "<b>thanks") || strings.Contains(page.body, `</pre><script>"`) {
		t.Error("the page goes on looking, or shows what was answered as markup")
	}
	b.wants(b.get(path), 200, "Test of an endpoint", "200 in 1.2 s", "All of 1 taken")
	b.wants(b.get(path+"?status=delivered&type=webhook.test"), 200, "200 in 1.2 s")
	b.wants(b.get(path+"?status=failed"), 200, "None of these")
	b.wants(b.get(path+"?type=payment.completed"), 200, "None of these")
	b.wants(b.get(path+"?status=lost"), 422)
	b.wants(b.get("/dashboard/webhooks"), 200, "All of 1 taken")
	b.wants(b.post(at+"/redeliver", "nonce", "r1"), 303, at)
	b.wants(b.post(at+"/redeliver", "nonce", "r1"), 303, at)
	b.wants(b.get(at), 200, "On its way")
	if n := s.countOf(`SELECT coalesce(sum(n), 0) FROM rate_hits WHERE key LIKE 'redeliver:%'`); n != 1 {
		t.Errorf("a double click counts %d times", n)
	}
	for i := range pay.RedeliveriesPerMinute - 1 {
		b.wants(b.post(at+"/redeliver", "nonce", fmt.Sprint("more", i)), 303, at)
	}
	b.wants(b.post(at+"/redeliver", "nonce", "over"), 429, "At most 30 deliveries of an endpoint")
}

func TestStoppedWebhooksSayWhy(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	path := b.hookInBrowser("hears", "all")
	for reason, sentence := range map[string]string{"gone": "answered 410", "failing": "for five days every try had failed"} {
		s.exec(`UPDATE webhook_endpoints SET state = 'disabled', disabled_reason = $1`, reason)
		b.wants(b.get(path), 200, "Stopped", sentence, "Enable it again")
	}
	b.wants(b.post(path+"/enable"), 303, path)
	s.exec(`UPDATE webhook_endpoints SET failing_since = now() - interval '1 day'`)
	b.wants(b.get(path), 200, "Failing", "we stop and mail the owners")
}

func TestEventPages(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	b.wants(b.get("/dashboard/events"), 200, "Nothing has happened yet")
	b.hookInBrowser("hears", "some", "events", "payment.completed")
	payment := s.paid("5000")
	all := b.wants(b.get("/dashboard/events"), 200, "Payment succeeded", "Payment started", "Payment link created")
	if n := strings.Count(all.body, "row-link"); n != 3 {
		t.Errorf("%d events", n)
	}
	one := b.wants(b.get("/dashboard/events?type=payment.completed&object="+payment), 200, "Payment succeeded", "Remove filter: Payment succeeded")
	if n := strings.Count(one.body, "row-link"); n != 1 {
		t.Errorf("%d events are left", n)
	}
	b.wants(b.get("/dashboard/events?to=2001-01-01"), 200, "None of these", "Until 1 Jan 2001")
	b.wants(b.get("/dashboard/events?object=pay_x&from=soon"), 422, "Enter the whole id", "Write the day", `value="pay_x"`)
	b.wants(b.get("/dashboard/events?from=2026-01-02&to=2026-01-01"), 422, "This day is before the first one.")
	b.wants(b.get("/dashboard/events?type=nothing"), 422, "Choose an event")
	first := b.get("/dashboard/events?limit=2")
	older := regexp.MustCompile(`href="([^"]*cursor=[^"]*)"`).FindStringSubmatch(first.body)
	if older == nil {
		t.Fatal("there is no second page")
	}
	b.wants(b.get(older[1]), 200, "Payment link created", "Newer")
	href := regexp.MustCompile(`/dashboard/events/evt_\w+`).FindString(one.body)
	page := b.wants(b.get(href), 200, "Payment succeeded", `"amount": 5000`, "/dashboard/payments/"+payment, "Who was told", "https://example.com/hook")
	if delivery := deliveryHref.FindStringSubmatch(page.body); delivery == nil {
		t.Error("its delivery is not linked")
	} else {
		b.wants(b.get(delivery[1]), 200, "Payment succeeded")
	}
	b.wants(b.get("/dashboard/events/evt_1"), 404)
}

// The presets say what they are and give no more than that; a limit is typed in
// the merchant's currency.
func TestKeyPresetsInTheDashboard(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	b.wants(b.get("/dashboard/keys/new"), 200, "Take payments", "whatever else the key may see", "here is ¥5,000 there")
	made := b.wants(b.post("/dashboard/keys", "name", "Reader", "preset", "read", "scopes", "refunds:write"), 201, "Read only", "/v1/payment-links", "Where it works")
	key := regexp.MustCompile(`sk_test_\w+`).FindString(made.body)
	if got := s.send(ask{method: "POST", path: "/v1/payment-links", key: key, body: `{"amount":5000}`}); got.StatusCode != 403 {
		t.Errorf("a key to read makes links: %d", got.StatusCode)
	}
	b.wants(b.post("/dashboard/keys", "name", "Refunds", "preset", "own", "scopes", "refunds:write", "refund_limit", "a lot"), 422, "a lot")
	b.wants(b.post("/dashboard/keys", "name", "Refunds", "preset", "own", "scopes", "refunds:write", "refund_limit", "50"), 201, "Refunds of B$50.00 at most")
	b.wants(b.post("/dashboard/keys", "name", "Shop", "preset", "take", "refund_limit", "50"), 201, "Take payments")
	b.wants(b.get("/dashboard/keys"), 200, "Refunds of B$50.00 at most", "Read only", "Take payments")
	if n := s.countOf(`SELECT count(*) FROM api_keys WHERE refund_limit_minor = 5000`); n != 1 {
		t.Errorf("%d keys have the limit", n)
	}
}
