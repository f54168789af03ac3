package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// The races are run over two servers on one database, half of the requests to
// each, so that nothing but the database can decide them.

// pair is a shop with two servers.
type pair struct {
	*shop
	at [2]string
}

func newPair(t *testing.T) *pair {
	t.Helper()
	s := newShop(t, release)
	s.serve()
	other, _ := s.second()
	return &pair{shop: s, at: [2]string{s.url, other}}
}

// tally counts answers by what they were.
type tally struct {
	mu     sync.Mutex
	counts map[string]int
}

func (c *tally) add(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts == nil {
		c.counts = map[string]int{}
	}
	c.counts[what]++
}

// TestTwoRefundsThatExceedThePayment: of two refunds of 6.00 of a payment of
// 10.00 one is made.
func TestTwoRefundsThatExceedThePayment(t *testing.T) {
	t.Parallel()
	s := newPair(t)
	link := s.newLink(10_00, "")
	for round := range rounds(t) {
		payment := s.pays(link)
		var got tally
		var said [2]string
		together(2, func(i int) {
			a := s.send(ask{at: s.at[i], method: "POST", path: "/v1/payments/" + payment + "/refund", key: s.merchant.TestAPIKey, body: `{"amount":600}`})
			got.add(codeOf(a))
			said[i] = a.body
		})
		refunded := fmt.Sprint(s.payment(payment)["amount_refunded"])
		if got.counts["201"] != 1 || got.counts["422 REFUND_TOO_LARGE"]+got.counts["409 CONFLICT"] != 1 || refunded != "600" {
			t.Fatalf("round %d: answers %v, %s refunded: %v", round, got.counts, refunded, said)
		}
	}
	s.inOrder()
}

// codeOf is the status of an answer and, when it failed, its code.
func codeOf(a answer) string {
	_, rest, found := strings.Cut(a.body, `"code":"`)
	if a.StatusCode < 300 || !found {
		return fmt.Sprint(a.StatusCode)
	}
	code, _, _ := strings.Cut(rest, `"`)
	return fmt.Sprint(a.StatusCode, " ", code)
}

// TestTheLastUseOfALink: of two buyers one gets it.
func TestTheLastUseOfALink(t *testing.T) {
	t.Parallel()
	s := newPair(t)
	buyers := [2]*person{s.person(), s.person()}
	for round := range rounds(t) {
		link := s.newLink(10_00, `,"max_uses":1`)
		var forms [2]url.Values
		for i, buyer := range buyers {
			buyer.at = s.at[i]
			forms[i] = buyer.checkout(link, cardPays)
		}
		var got tally
		together(2, func(i int) {
			a := buyers[i].post(s.payPath(link), forms[i])
			to, _, _ := strings.Cut(strings.TrimPrefix(a.Header.Get("Location"), "/"), "/")
			got.add(fmt.Sprint(a.StatusCode, " ", to))
		})
		used := fmt.Sprint(s.link(link)["uses_count"])
		if got.counts["303 receipt"] != 1 || got.counts["410 "]+got.counts["422 "] != 1 || used != "1" {
			t.Fatalf("round %d: answers %v, used %s times", round, got.counts, used)
		}
	}
	s.inOrder()
}

// crowd is how many send the same thing at once.
const crowd = 50

// TestOneIdempotencyKeyAtOnce: of fifty calls with one key one is run; the
// others are told that it runs, or get its very answer.
func TestOneIdempotencyKeyAtOnce(t *testing.T) {
	t.Parallel()
	s := newPair(t)
	payment := s.pays(s.newLink(1_000_000, ""))
	n := rounds(t)
	for round := range n {
		key := fmt.Sprintf("round %d", round)
		s.sameKey(t, ask{method: "POST", path: "/v1/payments/" + payment + "/refund", body: `{"amount":1}`}, key)
		s.sameKey(t, ask{method: "POST", path: "/v1/payment-links", body: `{"amount":500,"description":"` + key + `"}`}, key+" link")
	}
	if refunded := s.number(`SELECT refunded_minor FROM payments`); refunded != int64(n) {
		t.Errorf("%d refunded in %d rounds of 1", refunded, n)
	}
	if links := s.number(`SELECT count(*) FROM links`); links != int64(n)+1 {
		t.Errorf("%d links in %d rounds", links-1, n)
	}
	s.inOrder()
}

func (s *pair) sameKey(t *testing.T, a ask, key string) {
	t.Helper()
	s.sameRequest(t, a, key, http.StatusCreated)
}

// sameRequest is sameKey for a call that is answered with another status.
func (s *pair) sameRequest(t *testing.T, a ask, key string, status int) {
	t.Helper()
	a.key, a.header = s.merchant.TestAPIKey, map[string]string{"Idempotency-Key": key}
	var fresh atomic.Int32
	var bodies sync.Map
	together(crowd, func(i int) {
		mine := a
		mine.at = s.at[i%2]
		switch got := s.send(mine); {
		case got.StatusCode == status:
			bodies.Store(got.body, true)
			if got.Header.Get("Idempotent-Replayed") == "" {
				fresh.Add(1)
			}
		case codeOf(got) == "409 IDEMPOTENCY_KEY_IN_USE":
		default:
			t.Errorf("%s: %d %s", key, got.StatusCode, got.body)
		}
	})
	last := s.send(a)
	bodies.Store(last.body, true)
	different := 0
	bodies.Range(func(any, any) bool { different++; return true })
	if fresh.Load() != 1 || different != 1 || last.Header.Get("Idempotent-Replayed") != "true" {
		t.Fatalf("%s: %d were run, %d different answers, then %d replayed %q", key, fresh.Load(), different,
			last.StatusCode, last.Header.Get("Idempotent-Replayed"))
	}
}
