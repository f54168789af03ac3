package web

import (
	"net/netip"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"linktill/handlers"
	"linktill/internal/hook"
	"linktill/internal/pay"
)

// hookTo makes an endpoint and returns its id.
func (s *shop) hookTo(body string) string {
	s.t.Helper()
	return s.makes("POST", "/webhooks", body)["id"].(string)
}

func fieldsOf(v map[string]any) []string {
	var fields []string
	for name := range v {
		fields = append(fields, name)
	}
	slices.Sort(fields)
	return fields
}

func TestWebhooksOverJSON(t *testing.T) {
	s := newTill(t)
	status, made := s.api("POST", "/webhooks", `{"url":"https://example.com/hook","events":["payment.completed","refund.completed"],"description":" My  shop "}`)
	want := []string{"created_at", "description", "disabled_reason", "events", "failing_since", "id", "livemode", "secret", "status", "updated_at", "url"}
	if status != 201 || !slices.Equal(fieldsOf(made), want) {
		t.Fatalf("%d %v", status, fieldsOf(made))
	}
	id := made["id"].(string)
	if !strings.HasPrefix(id, "whk_") || !strings.HasPrefix(made["secret"].(string), "whsec_") || made["description"] != "My shop" || made["status"] != "enabled" || made["livemode"] != false {
		t.Errorf("%v", made)
	}
	read := s.makes("GET", "/webhooks/"+id, "")
	list := s.makes("GET", "/webhooks", "")["data"].([]any)
	if read["secret"] != nil || len(list) != 1 || list[0].(map[string]any)["secret"] != nil || list[0].(map[string]any)["id"] != id {
		t.Errorf("%v %v", read, list)
	}
	// PUT and PATCH change what is sent and nothing else.
	put := s.makes("PUT", "/webhooks/"+id, `{"events":["*"]}`)
	if put["url"] != "https://example.com/hook" || put["description"] != "My shop" || put["events"].([]any)[0] != "*" {
		t.Errorf("%v", put)
	}
	patched := s.makes("PATCH", "/webhooks/"+id, `{"url":"https://example.com:8443/other","status":"disabled"}`)
	if patched["url"] != "https://example.com:8443/other" || patched["status"] != "disabled" || patched["disabled_reason"] != "manual" {
		t.Errorf("%v", patched)
	}
	if status, got := s.api("POST", "/webhooks/"+id+"/test", ""); status != 409 || got["code"] != "CONFLICT" {
		t.Errorf("a test of a disabled endpoint: %d %v", status, got)
	}
	if on := s.makes("POST", "/webhooks/"+id+"/enable", ""); on["status"] != "enabled" || on["disabled_reason"] != nil {
		t.Errorf("%v", on)
	}
	if gone := s.makes("DELETE", "/webhooks/"+id, ""); gone["id"] != id || gone["deleted"] != true {
		t.Errorf("%v", gone)
	}
	for _, path := range []string{"", "/deliveries"} {
		if status, _ := s.api("GET", "/webhooks/"+id+path, ""); status != 404 {
			t.Errorf("%s after it was deleted: %d", path, status)
		}
	}
}

func TestBadWebhookInput(t *testing.T) {
	s := newTill(t)
	const good = `"events":["*"]`
	id := s.hookTo(`{"url":"https://example.com",` + good + `}`)
	for body, field := range map[string]string{
		`{` + good + `}`: "url", `{"url":"",` + good + `}`: "url", `{"url":5,` + good + `}`: "url", `{"url":"http://example.com",` + good + `}`: "url",
		`{"url":"https://user:pw@example.com",` + good + `}`: "url", `{"url":"https://example.com/#a",` + good + `}`: "url",
		`{"url":"https://example.com"}`: "events", `{"url":"https://example.com","events":[]}`: "events", `{"url":"https://example.com","events":"*"}`: "events",
		`{"url":"https://example.com","events":["payment.done"]}`: "events", `{"url":"https://example.com","events":[""]}`: "events",
		`{"url":"https://example.com",` + good + `,"secret":"whsec_x"}`:                                   "secret",
		`{"url":"https://example.com",` + good + `,"status":"on"}`:                                        "status",
		`{"url":"https://example.com",` + good + `,"description":"` + strings.Repeat("x", 201) + `"}`:     "description",
		`{"url":"https://example.com/` + strings.Repeat("x", pay.WebhookURLMax) + `",` + good + `}`:       "url",
		`{"url":"https://example.com","events":[` + strings.Repeat(`"x",`, 200) + `"payment.completed"]}`: "events",
	} {
		for _, way := range [][2]string{{"POST", "/webhooks"}, {"PATCH", "/webhooks/" + id}, {"PUT", "/webhooks/" + id}} {
			status, got := s.api(way[0], way[1], body)
			errors, _ := got["errors"].(map[string]any)
			missing := way[0] != "POST" && (!strings.Contains(body, `"`+field+`":`)) // what is not sent stays as it is
			if !missing && (status != 422 || errors[field] == nil) {
				t.Errorf("%s %.80s: %d %v", way[0], body, status, got)
			}
		}
	}
	status, got := s.api("POST", "/webhooks", `{"url":"http://10.0.0.1","events":["x"],"status":"y","description":"`+strings.Repeat("x", 300)+`"}`)
	if errors := got["errors"].(map[string]any); status != 422 || len(errors) != 4 {
		t.Errorf("all at once: %d %v", status, errors)
	}
	for _, path := range []string{"/webhooks/" + id + "x", "/webhooks/x", "/webhooks/" + pay.WebhookPrefix.Show(s.st.NewID(1)), "/webhooks/" + id + "/deliveries/x"} {
		if status, _ := s.api("GET", path, ""); status != 404 {
			t.Errorf("%s: %d", path, status)
		}
	}
	if n := len(s.makes("GET", "/webhooks", "")["data"].([]any)); n != 1 {
		t.Errorf("%d endpoints: something half was made", n)
	}
}

// No way of making or changing an endpoint takes an address that is not public,
// and what is said of all of them is the same.
func TestWebhooksToPrivateAddresses(t *testing.T) {
	s := newTill(t)
	id := s.hookTo(`{"url":"https://example.com","events":["*"]}`)
	said := map[string]bool{}
	for _, host := range []string{"127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "[::1]", "[::ffff:10.0.0.1]", "[fd00::1]", "[fe80::1]", "10.0.0.1",
		"172.16.0.1", "192.168.1.1", "169.254.169.254", "localhost", "localhost.", "x.localhost", "db.internal", "db", "example.com:22", "example.com:5432"} {
		for _, way := range [][2]string{{"POST", "/webhooks"}, {"PATCH", "/webhooks/" + id}, {"PUT", "/webhooks/" + id}} {
			status, got := s.api(way[0], way[1], `{"url":"https://`+host+`/x","events":["*"]}`)
			errors, _ := got["errors"].(map[string]any)
			if status != 422 || errors["url"] == nil {
				t.Errorf("%s %s: %d %v", way[0], host, status, got)
				continue
			}
			said[errors["url"].([]any)[0].(string)] = true
		}
	}
	if len(said) != 1 {
		t.Errorf("private addresses are told apart: %v", said)
	}
	// With an allowed network the address may be there, by http, too.
	s.h.WebhookNetworks = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	s.hookTo(`{"url":"http://127.0.0.1:9/x","events":["*"]}`)
	if status, _ := s.api("POST", "/webhooks", `{"url":"http://10.0.0.1/x","events":["*"]}`); status != 422 {
		t.Errorf("another network: %d", status)
	}
}

func TestWebhookSecretsAreRenewed(t *testing.T) {
	s := newTill(t)
	made := s.makes("POST", "/webhooks", `{"url":"https://example.com","events":["*"]}`)
	path := "/v1/webhooks/" + made["id"].(string) + "/rotate"
	again := ask{method: "POST", path: path, key: s.open().TestAPIKey.Reveal(), header: map[string]string{"Idempotency-Key": "one rotation"}}
	first, second := s.send(again), s.send(again)
	secret := first.json(t)["secret"].(string)
	if first.StatusCode != 200 || secret == made["secret"] || first.body != second.body || second.Header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("%s, then %s", first.body, second.body)
	}
	if _, err := hook.Sign([]string{secret}, "x", s.h.Now(), ""); err != nil {
		t.Error(err)
	}
	var kept []byte
	s.must(s.pool.QueryRow(t.Context(), `SELECT string_agg(encode(sealed, 'escape'), ' ')::bytea FROM webhook_secrets`).Scan(&kept))
	if strings.Contains(string(kept), secret) || strings.Contains(string(kept), strings.TrimPrefix(secret, "whsec_")) {
		t.Error("a secret is kept in the clear")
	}
	for range 3 {
		s.makes("POST", "/webhooks/"+made["id"].(string)+"/rotate", "")
	}
	if status, got := s.api("POST", "/webhooks/"+made["id"].(string)+"/rotate", ""); status != 409 {
		t.Errorf("a sixth secret: %d %v", status, got)
	}
}

func TestDeliveriesOverJSON(t *testing.T) {
	s := newTill(t)
	id := s.hookTo(`{"url":"https://example.com","events":["payment.completed"]}`)
	status, queued := s.api("POST", "/webhooks/"+id+"/test", "")
	want := []string{"attempt", "attempted_at", "created_at", "duration_ms", "error", "event_id", "event_type", "id", "livemode", "next_attempt_at",
		"response_body", "response_status", "status", "webhook_id"}
	if status != 202 || !slices.Equal(fieldsOf(queued), want) || queued["event_type"] != "webhook.test" || queued["status"] != "pending" || queued["response_status"] != nil {
		t.Fatalf("%d %v", status, queued)
	}
	s.paid("5000")
	list := s.makes("GET", "/webhooks/"+id+"/deliveries?limit=1", "")
	newest := list["data"].([]any)[0].(map[string]any)
	if newest["event_type"] != "payment.completed" || list["has_more"] != true || list["next_cursor"] != newest["id"] {
		t.Errorf("%v", list)
	}
	next := s.makes("GET", "/webhooks/"+id+"/deliveries?cursor="+newest["id"].(string), "")
	if rows := next["data"].([]any); len(rows) != 1 || rows[0].(map[string]any)["id"] != queued["id"] || next["has_more"] != false {
		t.Errorf("%v", next)
	}
	if by := s.makes("GET", "/webhooks/"+id+"/deliveries?offset=1", ""); by["total"] != 2.0 || len(by["data"].([]any)) != 1 {
		t.Errorf("%v", by)
	}
	path := "/webhooks/" + id + "/deliveries/" + newest["id"].(string)
	s.exec(`UPDATE deliveries SET state = 'delivered', attempts = 1, tries = 1, next_attempt_at = NULL, body = '{"a":"<"}' WHERE name = 'payment.completed'`)
	s.exec(`INSERT INTO delivery_attempts (merchant_id, delivery_id, number, at, duration_ms, url, signature, response_status, response_body)
		SELECT merchant_id, id, 1, '2026-01-02T03:04:05Z', 12, 'https://example.com', 'v1,abc', 200, 'ok' FROM deliveries WHERE name = 'payment.completed'`)
	detail := s.makes("GET", path, "")
	try := detail["attempts"].([]any)[0].(map[string]any)
	request := try["request"].(map[string]any)
	headers := request["headers"].(map[string]any)
	if detail["response_status"] != 200.0 || detail["response_body"] != "ok" || detail["duration_ms"] != 12.0 || request["body"] != `{"a":"<"}` ||
		headers["webhook-id"] != newest["id"] || headers["webhook-timestamp"] != "1767323045" || headers["webhook-signature"] != "v1,abc" || try["number"] != 1.0 {
		t.Errorf("%v", detail)
	}
	status, again := s.api("POST", path+"/redeliver", "")
	if status != 202 || again["status"] != "pending" || again["id"] != newest["id"] || again["next_attempt_at"] == nil {
		t.Errorf("%d %v", status, again)
	}
}

func TestEventsOverJSON(t *testing.T) {
	s := newTill(t)
	payment := s.paid("5000")
	s.makes("POST", "/payments/"+payment+"/refund", `{"amount":100}`)
	all := s.makes("GET", "/events?after=0", "")
	var types []string
	for i, row := range all["data"].([]any) {
		e := row.(map[string]any)
		if e["seq"] != float64(i+1) || !slices.Equal(fieldsOf(e), []string{"created_at", "data", "id", "livemode", "seq", "type"}) {
			t.Errorf("%v", e)
		}
		types = append(types, e["type"].(string))
	}
	if got := strings.Join(types, " "); got != "payment_link.created payment.created payment.completed refund.created refund.completed payment.refunded" {
		t.Errorf("events: %s", got)
	}
	third := all["data"].([]any)[2].(map[string]any)
	data := third["data"].(map[string]any)
	if data["id"] != payment || data["status"] != "completed" || data["amount"] != 5000.0 || data["amount_refunded"] != 0.0 {
		t.Errorf("%v", data)
	}
	// The latest event of a payment shows what the payment itself does.
	last, now := all["data"].([]any)[5].(map[string]any)["data"].(map[string]any), s.makes("GET", "/payments/"+payment, "")
	for name, value := range last {
		if !reflect.DeepEqual(now[name], value) {
			t.Errorf("%s is %v in the event and %v now", name, value, now[name])
		}
	}
	for _, after := range []string{third["id"].(string), "3"} {
		page := s.makes("GET", "/events?limit=2&after="+after, "")
		rows := page["data"].([]any)
		if len(rows) != 2 || rows[0].(map[string]any)["seq"] != 4.0 || page["has_more"] != true || page["next_cursor"] != rows[1].(map[string]any)["id"] {
			t.Errorf("after %s: %v", after, page)
		}
		rest := s.makes("GET", "/events?after="+page["next_cursor"].(string), "")
		if rows := rest["data"].([]any); len(rows) != 1 || rest["has_more"] != false {
			t.Errorf("the rest: %v", rest)
		}
	}
	newest := s.makes("GET", "/events?limit=1", "")
	if rows := newest["data"].([]any); rows[0].(map[string]any)["seq"] != 6.0 || newest["has_more"] != true {
		t.Errorf("%v", newest)
	}
	older := s.makes("GET", "/events?cursor="+newest["next_cursor"].(string), "")
	if rows := older["data"].([]any); len(rows) != 5 || rows[0].(map[string]any)["seq"] != 5.0 {
		t.Errorf("%v", older)
	}
	if one := s.makes("GET", "/events/"+third["id"].(string), ""); one["seq"] != 3.0 {
		t.Errorf("%v", one)
	}
	for _, bad := range []string{"after=x", "after=-1", "after=evt_1", "after=" + pay.EventPrefix.Show(s.st.NewID(1)), "after=1&offset=1", "after=1&limit=0", "after=1&cursor=" + third["id"].(string)} {
		if status, got := s.api("GET", "/events?"+bad, ""); status != 422 {
			t.Errorf("%s: %d %v", bad, status, got)
		}
	}
}

// Another merchant, and the other mode, see nothing of an endpoint, its
// deliveries and events: each answer is that for an id that does not exist.
func TestWebhooksOfOthers(t *testing.T) {
	s := newTill(t)
	id := s.hookTo(`{"url":"https://example.com","events":["*"]}`)
	d := s.makes("POST", "/webhooks/"+id+"/test", "")
	other, err := handlers.OpenMerchant(t.Context(), s.st, s.keys, pay.NewMerchant{Name: "Other", Email: "eve@example.com", Currency: "USD", Country: "US"}, "")
	s.must(err)
	tried := 0
	for _, r := range Routes(s.h) {
		if !strings.HasPrefix(r.Path, "/v1/webhooks/") && r.Path != "/v1/events/:id" {
			continue
		}
		tried++
		ours := strings.NewReplacer(":did", d["id"].(string), ":id", id).Replace(r.Path)
		nobodys := strings.NewReplacer(":did", pay.DeliveryPrefix.Show(s.st.NewID(1)), ":id", pay.WebhookPrefix.Show(s.st.NewID(1))).Replace(r.Path)
		if strings.HasPrefix(r.Path, "/v1/events") {
			ours, nobodys = "/v1/events/"+d["event_id"].(string), "/v1/events/"+pay.EventPrefix.Show(s.st.NewID(1))
		}
		for _, key := range []string{other.TestAPIKey.Reveal(), s.open().LiveAPIKey.Reveal()} {
			theirs, unknown := s.send(ask{method: r.Method, path: ours, key: key}), s.send(ask{method: r.Method, path: nobodys, key: key})
			if theirs.StatusCode != 404 || withoutIDs(theirs) != withoutIDs(unknown) {
				t.Errorf("%s %s: %d %s, nobody's %d", r.Method, r.Path, theirs.StatusCode, theirs.body, unknown.StatusCode)
			}
		}
	}
	if tried != 11 {
		t.Errorf("%d routes were tried", tried)
	}
	for _, key := range []string{other.TestAPIKey.Reveal(), s.open().LiveAPIKey.Reveal()} {
		for _, path := range []string{"/v1/webhooks", "/v1/events", "/v1/events?after=0"} {
			if got := s.send(ask{path: path, key: key}); got.StatusCode != 200 || len(got.json(t)["data"].([]any)) != 0 {
				t.Errorf("%s: %d %s", path, got.StatusCode, got.body)
			}
		}
		if got := s.send(ask{path: "/v1/events?after=" + d["event_id"].(string), key: key}); got.StatusCode != 422 {
			t.Errorf("after our event: %d", got.StatusCode)
		}
	}
	if _, err := s.st.Webhook(t.Context(), pay.Caller{}, pay.ID{}); pay.CodeOf(err) != pay.NotFound {
		t.Error(err)
	}
}

// The sixteenth endpoint is the last; a failed call leaves nothing.
func TestWebhookQuota(t *testing.T) {
	s := newTill(t)
	for i := range pay.WebhooksMax {
		s.hookTo(`{"url":"https://example.com/` + strconv.Itoa(i) + `","events":["*"]}`)
	}
	if status, got := s.api("POST", "/webhooks", `{"url":"https://example.com","events":["*"]}`); status != 422 {
		t.Errorf("%d %v", status, got)
	}
	var endpoints, secrets int
	s.must(s.pool.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM webhook_endpoints), (SELECT count(*) FROM webhook_secrets)`).Scan(&endpoints, &secrets))
	if endpoints != pay.WebhooksMax || secrets != pay.WebhooksMax {
		t.Errorf("%d endpoints, %d secrets", endpoints, secrets)
	}
}
