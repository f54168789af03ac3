package web

import (
	"encoding/json"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"linktill/handlers"
	"linktill/internal/acquirer/sandbox"
	"linktill/internal/dbtest"
	"linktill/internal/desk"
	"linktill/internal/pay"
	"linktill/internal/secret"
)

// newTill is a house that takes payments; its books are audited at the end.
func newTill(t *testing.T) *shop {
	t.Helper()
	s := newShop(t, nil, takesMoney(t, dbtest.Audit))
	s.open()
	return s
}

// takesMoney gives a house what it takes to be paid, and its books to whoever
// looks at them at the end.
func takesMoney(t *testing.T, atEnd func(testing.TB, *pgxpool.Pool)) func(*Deps) {
	return func(d *Deps) {
		h := d.Handlers
		h.Secrets, h.DefaultCurrency, h.APIPerMinute = d.Sealer.(*secret.Keys), "BSD", 60_000
		d.Auth = h
		pool := h.Store.Pool()
		if err := sandbox.Migrate(t.Context(), pool); err != nil {
			t.Fatal(err)
		}
		bank := sandbox.New(pool, sandbox.Options{Hang: time.Millisecond, SettleAfter: time.Millisecond})
		path := func(id pay.ID) string { return handlers.CheckoutPath(h.Secrets, id) }
		h.Desk = desk.New(h.Store, bank, path, time.Now, slog.New(slog.NewTextHandler(io.Discard, nil)))
		t.Cleanup(func() {
			h.Desk.Wait()
			atEnd(t, pool)
		})
	}
}

// api asks /v1 with the merchant's test key and decodes the answer.
func (s *shop) api(method, path, body string) (int, map[string]any) {
	s.t.Helper()
	got := s.send(ask{method: method, path: "/v1" + path, body: body, key: s.open().TestAPIKey.Reveal()})
	var decoded map[string]any
	if err := json.Unmarshal([]byte(got.body), &decoded); err != nil {
		s.t.Fatalf("%s %s: %d with no JSON: %.300s", method, path, got.StatusCode, got.body)
	}
	return got.StatusCode, decoded
}

// makes is api for calls that have to work; it returns the object.
func (s *shop) makes(method, path, body string) map[string]any {
	s.t.Helper()
	status, got := s.api(method, path, body)
	if status/100 != 2 {
		s.t.Fatalf("%s %s: %d %v", method, path, status, got)
	}
	return got
}

// linkPath makes a link and returns its id and the path where it is paid.
func (s *shop) link(body string) (id, path string) {
	s.t.Helper()
	l := s.makes("POST", "/payment-links", body)
	return l["id"].(string), strings.TrimPrefix(l["url"].(string), s.url)
}

var hidden = regexp.MustCompile(`name="(checkout|attempt|shown)" value="([^"]*)"`)

// card is what a customer types; a number of "" leaves it out.
type card struct{ number, expiry, cvc string }

func (b *browser) cardForm(page answer, c card, more ...string) []string {
	b.t.Helper()
	pairs := []string{"email", "ana@example.com", "card_number", c.number, "card_expiry", c.expiry, "card_cvc", c.cvc}
	for _, found := range hidden.FindAllStringSubmatch(page.body, -1) {
		pairs = append(pairs, found[1], found[2])
	}
	return append(pairs, more...)
}

// paysAt opens the link and pays with that card.
func (b *browser) paysAt(path, number string, more ...string) answer {
	b.t.Helper()
	cvc := "123"
	if strings.HasPrefix(number, "37") {
		cvc = "1234"
	}
	page := b.wants(b.get(path), 200, "Pay")
	return b.do("POST", path, form(b.cardForm(page, card{number, "12/40", cvc}, more...)...))
}

const (
	goodCard     = "4242 4242 4242 4242"
	declinedCard = "4000 0000 0000 0002"
	timeoutCard  = "4000 0000 0000 0259"
	threeDCard   = "4000 0000 0000 3220"
)

// paid makes a link of that price, pays it and returns the payment's id.
func (s *shop) paid(amountMinor string) string {
	s.t.Helper()
	id, path := s.link(`{"amount":` + amountMinor + `}`)
	got := s.browser().paysAt(path, goodCard)
	if got.StatusCode != 303 || !strings.HasPrefix(got.Header.Get("Location"), "/receipt/") {
		s.t.Fatalf("paying: %d %s", got.StatusCode, got.Header.Get("Location"))
	}
	payments := s.makes("GET", "/payment-links/"+id+"/payments", "")["payments"].([]any)
	return payments[0].(map[string]any)["id"].(string)
}

// fingerprint is a hash of every row that customers could change.
func (s *shop) fingerprint() (sum string) {
	s.t.Helper()
	s.must(s.pool.QueryRow(s.t.Context(), `
		SELECT md5(string_agg(row, '|' ORDER BY row)) FROM (
			SELECT to_jsonb(t)::text AS row FROM links t UNION ALL SELECT to_jsonb(t)::text FROM checkouts t
			UNION ALL SELECT to_jsonb(t)::text FROM payments t UNION ALL SELECT to_jsonb(t)::text FROM attempts t
			UNION ALL SELECT to_jsonb(t)::text FROM customers t UNION ALL SELECT to_jsonb(t)::text FROM events t
			UNION ALL SELECT to_jsonb(t)::text FROM products t UNION ALL SELECT to_jsonb(t)::text FROM captures t
			UNION ALL SELECT to_jsonb(t)::text FROM refunds t UNION ALL SELECT to_jsonb(t)::text FROM transfers t
			UNION ALL SELECT to_jsonb(t)::text FROM sandbox.operations t) rows`).Scan(&sum))
	return sum
}
