package main

import (
	"context"
	"net/http"
	"testing"
)

// TestRevokedKeys: a key that is revoked at one server, or whose time is over,
// is refused by the other at once.
func TestRevokedKeys(t *testing.T) {
	t.Parallel()
	s := newPair(t)
	made := s.mustAPI("POST", "/v1/me/api-keys", `{"name":"Till","scopes":["links:read"]}`)
	key := made["key"].(string)
	status := func(server int) int {
		return s.send(ask{at: s.at[server], method: "GET", path: "/v1/payment-links", key: key}).StatusCode
	}
	if status(0) != http.StatusOK || status(1) != http.StatusOK {
		t.Fatal("the new key does not work")
	}
	s.exec(`UPDATE api_keys SET expires_at = now() + interval '1 hour'`)
	s.exec(`UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE name = 'Till'`)
	if status(0) != http.StatusUnauthorized || status(1) != http.StatusUnauthorized {
		t.Error("the key works after its time")
	}
	s.exec(`UPDATE api_keys SET expires_at = NULL`)
	if status(1) != http.StatusOK {
		t.Fatal("the key does not work")
	}
	s.mustAPI("DELETE", "/v1/me/api-keys/"+made["id"].(string), "")
	if status(1) != http.StatusUnauthorized || status(0) != http.StatusUnauthorized {
		t.Error("the revoked key works")
	}
}

// books are all rows about money, in one hash.
const books = `
	SELECT md5(string_agg(row, '|' ORDER BY row)) FROM (
		SELECT l::text AS row FROM links l UNION ALL SELECT c::text FROM checkouts c UNION ALL SELECT p::text FROM payments p
		UNION ALL SELECT a::text FROM attempts a UNION ALL SELECT r::text FROM refunds r UNION ALL SELECT e::text FROM events e
		UNION ALL SELECT t::text FROM transfers t UNION ALL SELECT a::text FROM accounts a UNION ALL SELECT m::text FROM merchant_counters m
		UNION ALL SELECT c::text FROM customers c UNION ALL SELECT o::text FROM sandbox.operations o) rows`

// TestLookingChangesNothing: previews, crawlers and impatient people open pages
// in any way that only looks, and no row about money changes.
func TestLookingChangesNothing(t *testing.T) {
	t.Parallel()
	s := newShop(t, release)
	s.serve()
	link := s.newLink(10_00, "")
	customer := s.person()
	paid := customer.post(s.payPath(link), customer.checkout(link, cardPays)).Header.Get("Location")
	challenge := customer.post(s.payPath(link), customer.checkout(link, cardChallenged)).Header.Get("Location")
	payment := paymentOn(s, customer.get(paid))
	owner := s.person().logIn()
	hash := func() (sum string) {
		must(t, s.pool.QueryRow(context.Background(), books).Scan(&sum))
		return sum
	}
	before := hash()
	for _, path := range []string{s.payPath(link), paid, challenge, challenge + "?answer=approve", "/qr/" + link, "/dashboard", "/dashboard/payments",
		"/dashboard/payments/" + payment, refundPath(payment) + "?amount=5.00", "/dashboard/links/" + link, "/dashboard/links/" + link + "/delete", "/logout"} {
		for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
			together(5, func(int) {
				got := s.send(ask{method: method, path: path, client: owner.jar})
				if got.StatusCode >= 500 {
					t.Errorf("%s %s: %d", method, path, got.StatusCode)
				}
			})
		}
	}
	if after := hash(); after != before {
		t.Error("looking changed the books")
	}
	if got := owner.get("/dashboard"); got.StatusCode != http.StatusOK {
		t.Errorf("looking at /logout ended the visit: %d", got.StatusCode)
	}
	s.inOrder()
}
