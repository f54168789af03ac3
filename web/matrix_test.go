package web

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"linktill/handlers"
	"linktill/internal/mail"
	"linktill/internal/pay"
	"linktill/store"
)

// matrix asks every route of the real table as everybody who could, and counts
// the cells.
type matrix struct {
	*shop
	cells int
}

// stranger is another merchant.
func (s *shop) stranger() handlers.OpenedMerchant {
	s.t.Helper()
	other, err := handlers.OpenMerchant(s.t.Context(), s.st, s.keys, pay.NewMerchant{
		Name: "Other Shop", Email: "eve@example.com", Currency: "USD", Country: "US"}, "")
	s.must(err)
	return other
}

// showing is a request for the route with an API key, shown as its door wants.
func showing(r Route, path string, of handlers.OpenedMerchant, key string) ask {
	authorization := "Bearer " + key
	switch entryOf(r.Path).styles[0] {
	case basicStyle:
		authorization = basic(strconv.FormatUint(uint64(of.Merchant.Number), 10), key)
	case apiKeyStyle:
		authorization = "Api-Key " + key
	}
	return with(r.Method, path, "Authorization", authorization)
}

// key makes an API key with these scopes.
func (s *shop) key(scopes ...pay.Scope) (id, key string) {
	s.t.Helper()
	made := s.makes("POST", "/me/api-keys", `{"name":"matrix","scopes":["`+strings.Join(words(scopes), `","`)+`"]}`)
	return made["id"].(string), made["key"].(string)
}

func words(scopes []pay.Scope) []string {
	var out []string
	for _, scope := range scopes {
		out = append(out, string(scope))
	}
	return out
}

func (m *matrix) wants(r Route, who string, got answer, statuses ...int) {
	m.t.Helper()
	m.cells++
	for _, status := range statuses {
		if got.StatusCode == status {
			return
		}
	}
	m.t.Errorf("%s at %s %s: %d, want %v\n%.300s", who, r.Method, r.Path, got.StatusCode, statuses, got.body)
}

// passes fails for an answer that says who asks is not welcome, or that broke.
func (m *matrix) passes(r Route, who string, got answer) {
	m.t.Helper()
	m.cells++
	if s := got.StatusCode; s == 401 || s == 403 || s == 405 || s >= 500 {
		m.t.Errorf("%s at %s %s: %d\n%.300s", who, r.Method, r.Path, s, got.body)
	}
}

// Every route of the table × nobody, a session's cookie, a session's token, a
// revoked key, and each scope alone.
func TestMatrixOfCredentials(t *testing.T) {
	m := &matrix{shop: newTill(t)}
	member := m.member()
	revokedID, revoked := m.key(pay.Scopes...)
	m.makes("DELETE", "/me/api-keys/"+revokedID, "")
	alone := map[pay.Scope]string{}
	for _, scope := range pay.Scopes {
		_, alone[scope] = m.key(scope)
	}
	table := Routes(m.h)
	for _, r := range table {
		path := example(r.Path)
		m.anybody(r, path, member)
		m.wantsRefusal(r, "a revoked key", m.send(showing(r, path, m.open(), revoked)), 401)
		for _, scope := range pay.Scopes {
			got := m.send(showing(r, path, m.open(), alone[scope]))
			switch who := "a key for " + string(scope); {
			case r.Access == Key && (scope == r.Scope || scope == r.OrScope):
				m.passes(r, who, got)
			case r.Access == Key:
				m.wants(r, who, got, 403)
			default:
				m.wantsRefusal(r, who, got, 403)
			}
		}
	}
	t.Logf("%d routes × %d callers = %d cells", len(table), 4+len(pay.Scopes), m.cells)
}

// wantsRefusal wants what keys get where they are of no use: at Person that
// status, 401 at pages of the dashboard; public pages do not look at them.
func (m *matrix) wantsRefusal(r Route, who string, got answer, person int) {
	m.t.Helper()
	switch r.Access {
	case Public, Guest:
		m.passes(r, who, got)
	case Person:
		m.wants(r, who, got, person)
	default:
		m.wants(r, who, got, 401)
	}
}

// anybody asks without a key.
func (m *matrix) anybody(r Route, path string, member signedIn) {
	m.t.Helper()
	nobody := m.send(ask{method: r.Method, path: path})
	cookie := m.send(ask{method: r.Method, path: path, cookie: member.cookie})
	token := m.send(with(r.Method, path, "Authorization", "Token "+member.cookie))
	switch r.Access {
	case Public, Guest:
		m.passes(r, "nobody", nobody)
		m.passes(r, "a cookie", cookie)
		m.passes(r, "a session's token", token)
	case Key:
		m.wants(r, "nobody", nobody, 401)
		m.wants(r, "a cookie", cookie, 401)
		onlyWrongKind := strings.HasPrefix(r.Path, "/api")
		m.wants(r, "a session's token", token, map[bool]int{true: 403, false: 401}[onlyWrongKind])
	case Person:
		m.wants(r, "nobody", nobody, 401)
		if r.Method == "GET" {
			m.passes(r, "a cookie", cookie)
		} else {
			m.wants(r, "a cookie without the form's token", cookie, 403)
		}
		m.passes(r, "a session's token", token)
	default:
		m.wants(r, "nobody", nobody, 303)
		if r.Method == "GET" {
			m.passes(r, "a cookie", cookie)
		} else {
			m.wants(r, "a cookie without the form's token", cookie, 403)
		}
		m.wants(r, "a session's token", token, 401)
	}
}

// objectAt names the object that a parameter of a path stands for, by the path
// up to it. A new route with a parameter has to be entered here.
var objectAt = map[string]string{
	"/dashboard/links/:id": "link", "/v1/payment-links/:id": "link", "/api/payment-links/:id": "link",
	"/dashboard/products/:id": "product", "/dashboard/listings/:id": "listing", "/dashboard/links/:id/placements/:placement": "placement",
	"/dashboard/payments/:id": "payment", "/v1/payments/:id": "payment", "/api/transactions/:id": "payment",
	"/dashboard/payouts/:id": "payout",
	"/v1/refunds/:id":        "refund", "/api/refunds/:id": "refund",
	"/dashboard/keys/:id": "key", "/v1/me/api-keys/:id": "key",
	"/products/:id": "product", "/v1/products/:id": "product",
	"/v1/listings/:id": "listing", "/v1/bio/links/:id": "bio link", "/dashboard/bio/blocks/:id": "bio link", "/v1/checkouts/:id": "checkout", "/v1/customers/:id": "customer", "/dashboard/customers/:id": "customer", "/dashboard/payments/:id/notes/:note": "note",
	"/dashboard/webhooks/:id": "webhook", "/dashboard/webhooks/:id/deliveries/:did": "delivery", "/dashboard/events/:id": "event",
	"/v1/webhooks/:id": "webhook", "/v1/webhooks/:id/deliveries/:did": "delivery", "/v1/events/:id": "event",
	"/dashboard/security/passkeys/:id": "passkey", "/dashboard/merchants/:id": "merchant",
	"/dashboard/mailbox/:id": "mail", "/dashboard/settings/pictures/:id": "picture",
	"/dashboard/team/:id": "member", "/dashboard/team/invites/:id": "invite",
	"/dashboard/security/sessions/:id": "session", "/dashboard/subscriptions/:id": "subscription",
}

var prefixOf = map[string]pay.Prefix{
	"mail": "mail", "picture": pay.PicturePrefix, "placement": pay.PlacementPrefix, "passkey": pay.PasskeyPrefix, "member": pay.UserPrefix, "invite": pay.InvitePrefix, "merchant": pay.MerchantPrefix,
	"link": pay.LinkPrefix, "payment": pay.PaymentPrefix, "payout": pay.PayoutPrefix, "refund": pay.RefundPrefix, "key": pay.KeyPrefix, "product": pay.ProductPrefix,
	"listing": pay.ListingPrefix, "bio link": pay.BioLinkPrefix, "checkout": pay.CheckoutPrefix, "customer": pay.CustomerPrefix,
	"webhook": pay.WebhookPrefix, "delivery": pay.DeliveryPrefix, "event": pay.EventPrefix, "session": pay.SessionPrefix, "note": pay.NotePrefix, "subscription": pay.SubscriptionPrefix,
}

// filled puts ids into a path; ok is false when it has no parameter.
func filled(r Route, ids func(object string) string) (path string, ok bool, err error) {
	parts := strings.Split(r.Path, "/")
	for i, part := range parts {
		if !strings.HasPrefix(part, ":") {
			continue
		}
		at := strings.Join(strings.Split(r.Path, "/")[:i+1], "/")
		object := objectAt[at]
		if object == "" {
			return "", false, fmt.Errorf("%s %s: the test does not know what %s stands for: enter it in objectAt", r.Method, r.Path, at)
		}
		parts[i], ok = ids(object), true
	}
	return strings.Join(parts, "/"), ok, nil
}

// objects makes one of each kind with that key, in test mode those as well that
// a payment brings along.
func (s *shop) objects(key string, live bool) map[string]string {
	s.t.Helper()
	ask := func(method, path, body string) map[string]any {
		got := s.send(ask{method: method, path: "/v1" + path, key: key, body: body})
		if got.StatusCode/100 != 2 {
			s.t.Fatalf("%s %s: %d %s", method, path, got.StatusCode, got.body)
		}
		return got.json(s.t)
	}
	create := func(path, body string) string { return ask("POST", path, body)["id"].(string) }
	first := func(path string) string {
		return ask("GET", path, "")["data"].([]any)[0].(map[string]any)["id"].(string)
	}
	made := map[string]string{"webhook": create("/webhooks", `{"url":"https://hooks.shop.example/x","events":["*"]}`)}
	if !live {
		made["payment"] = s.paid("5000")
		made["refund"] = create("/payments/"+made["payment"]+"/refund", `{"amount":100}`)
		made["customer"] = first("/customers")
		made["note"] = s.note(made["payment"])
		made["payout"] = s.payout()
		made["subscription"] = s.subscription()
	}
	made["link"] = create("/payment-links", `{"amount":5000}`)
	made["placement"] = s.placement(made["link"], live)
	made["key"] = create("/me/api-keys", `{"name":"object","scopes":["links:read"]}`)
	made["product"] = create("/products", `{"name":"Beans","description":"Dark","currency":"BSD","amount":990}`)
	made["listing"] = create("/listings", `{"title":"Class","amount":7500}`)
	made["bio link"] = create("/bio/links", `{"title":"Beans","url":"https://shop.example"}`)
	made["checkout"] = create("/checkouts", `{"lines":[{"name":"Catering","unit_amount":100}]}`)
	made["delivery"], made["event"] = first("/webhooks/"+made["webhook"]+"/deliveries"), first("/events")
	return made
}

// books is a hash of everything but what a request leaves behind by itself.
func (s *shop) books() map[string]string {
	s.t.Helper()
	rows, err := s.pool.Query(s.t.Context(), `SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
		WHERE schemaname IN ('public', 'sandbox') AND tablename NOT LIKE 'river%' AND tablename NOT IN ('sessions', 'idempotency_keys', 'rate_hits')`)
	s.must(err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	s.must(err)
	sums := map[string]string{}
	for _, table := range tables {
		var sum *string
		s.must(s.pool.QueryRow(s.t.Context(), `SELECT md5(string_agg(row, '|' ORDER BY row)) FROM (SELECT (to_jsonb(t) - 'last_used_at')::text AS row FROM `+table+` t) rows`).Scan(&sum))
		if sum != nil {
			sums[table] = *sum
		}
	}
	return sums
}

// Every route with ids × another merchant's key or member, and our own key of
// the other mode. What they try with our ids is answered like an id that does
// not exist, byte for byte but for the request's id, and changes nothing.
func TestMatrixOfOwners(t *testing.T) {
	m := &matrix{shop: newTill(t)}
	mine := m.open()
	test, live := mine.TestAPIKey.Reveal(), mine.LiveAPIKey.Reveal()
	inTest, inLive := m.objects(test, false), m.objects(live, true)
	inTest["session"] = pay.SessionPrefix.Show(m.member().session.ID)
	inTest["merchant"], inTest["member"] = pay.MerchantPrefix.Show(mine.Merchant.ID), pay.UserPrefix.Show(m.another("helper@example.com", pay.Viewer))
	inTest["invite"], inTest["passkey"] = m.openInvite("guest@example.com"), m.passkey()
	inTest["picture"] = m.picture()
	inTest["mail"] = m.keepMail(mail.Reader{MerchantID: mine.Merchant.ID}, "[Test] Receipt")
	stranger := m.stranger()
	who := m.signIn(store.SignIn{UserID: stranger.User.ID, SecondFactor: true})
	m.must(m.st.StepUp(t.Context(), who.session.ID))
	before := m.books()
	routes := 0
	for _, r := range Routes(m.h) {
		if r.Access < PasswordOnly || !strings.Contains(r.Path, "/:") {
			continue
		}
		routes++
		if r.Access == Key {
			m.likeUnknown(r, "another merchant's key", inTest, stranger.Merchant.Number, keyed(r, stranger, stranger.TestAPIKey.Reveal()))
			m.likeUnknown(r, "another merchant's live key", inLive, stranger.Merchant.Number, keyed(r, stranger, stranger.LiveAPIKey.Reveal()))
			m.likeUnknown(r, "the live key at test data", inTest, mine.Merchant.Number, keyed(r, mine, live))
			m.likeUnknown(r, "the test key at live data", inLive, mine.Merchant.Number, keyed(r, mine, test))
			continue
		}
		m.likeUnknown(r, "another merchant's member", inTest, stranger.Merchant.Number, func(path string) ask {
			if r.Access == Person {
				return with(r.Method, path, "Authorization", "Token "+who.cookie)
			}
			a := ask{method: r.Method, path: path, cookie: who.cookie}
			if r.Method == "POST" {
				a.body = form("csrf", who.csrf)
			}
			return a
		})
	}
	for table, sum := range m.books() {
		if before[table] != sum {
			t.Errorf("somebody changed what is not theirs: %s", table)
		}
	}
	t.Logf("%d routes with ids, %d cells", routes, m.cells)
}

func keyed(r Route, of handlers.OpenedMerchant, key string) func(path string) ask {
	return func(path string) ask { return showing(r, path, of, key) }
}

// likeUnknown asks for somebody else's objects and for ones that do not exist.
func (m *matrix) likeUnknown(r Route, who string, theirs map[string]string, number uint32, make func(path string) ask) {
	m.t.Helper()
	missing := false
	foreign, _, err := filled(r, func(object string) string {
		missing = missing || theirs[object] == ""
		return theirs[object]
	})
	if err != nil {
		m.t.Error(err)
		return
	}
	if missing {
		return
	}
	unknown, _, _ := filled(r, func(object string) string { return prefixOf[object].Show(m.st.NewID(number)) })
	got, want := m.send(make(foreign)), m.send(make(unknown))
	m.cells++
	absent := 404
	if entryOf(r.Path).root == "/products" && r.Method == "GET" {
		absent = 302 // as its document wants it
	}
	if got.StatusCode != absent || want.StatusCode != absent || withoutIDs(got) != withoutIDs(want) {
		m.t.Errorf("%s at %s %s: %d for an id of somebody's, %d for nobody's\n%.300s\n%.300s", who, r.Method, r.Path, got.StatusCode, want.StatusCode, got.body, want.body)
	}
}
