package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// kills is how often the server dies under load.
const kills = 6

// crowdOf is clients who pay and refund while the server is killed and started
// again. They repeat what got no answer until it gets one.
type crowdOf struct {
	*shop
	paths    [2]string // where they pay: a link and a product
	over     context.Context
	answered atomic.Int64
	refunded atomic.Int64 // refunds that were answered 201
	mu       sync.Mutex
	receipts map[string]bool
}

// TestKillNineUnderLoad kills the server at moments that nobody chose. Whatever
// a client was told is so, nothing happened twice, and all of it ends.
func TestKillNineUnderLoad(t *testing.T) {
	t.Parallel()
	s := newShop(t, release)
	server := s.serve()
	over, end := context.WithCancel(t.Context())
	defer end()
	_, product := s.newProduct(`,"quantity":1000000`)
	c := &crowdOf{shop: s, paths: [2]string{s.payPath(s.newLink(20_00, "")), product}, over: over, receipts: map[string]bool{}}
	var clients sync.WaitGroup
	for i := range 24 {
		clients.Go(func() { c.client(i) })
	}
	for kill := range kills {
		next := c.answered.Load() + int64(150+10*kill)
		until(t, startMax, "more is answered", func() bool { return c.answered.Load() >= next })
		server.kill()
		server = s.serve()
	}
	end()
	clients.Wait()
	s.inOrder()
	s.audited()
	paid := s.number(`SELECT count(*) FROM payments WHERE paid_at IS NOT NULL`)
	refunds := s.number(`SELECT count(*) FROM refunds`)
	if int64(len(c.receipts)) != paid || c.refunded.Load() != refunds {
		t.Errorf("%d receipts for %d payments, %d answers for %d refunds", len(c.receipts), paid, c.refunded.Load(), refunds)
	}
	t.Logf("%d kills: %d payments, %d refunds", kills, paid, refunds)
}

// client pays and refunds half of it, again and again.
func (c *crowdOf) client(number int) {
	for round := 0; c.over.Err() == nil; round++ {
		customer := c.person()
		path := c.paths[number%2]
		page := c.insist(ask{method: "GET", path: path, client: customer.jar})
		form := with(customer.formIn(page, path), whoPays(cardPays)...)
		got := c.insist(ask{method: "POST", path: path, form: true, body: form.Encode(), client: customer.jar})
		receipt := c.follow(customer, got)
		if receipt == "" {
			continue // it was stopped before the bank knew of it
		}
		c.mu.Lock()
		c.receipts[receipt] = true
		c.mu.Unlock()
		payment := paymentOn(c.shop, c.insist(ask{method: "GET", path: receipt, client: customer.jar}))
		refund := ask{method: "POST", path: "/v1/payments/" + payment + "/refund", key: c.merchant.TestAPIKey, body: `{"amount":1000}`,
			header: map[string]string{"Idempotency-Key": fmt.Sprint(number, ".", round)}}
		if got := c.insist(refund); got.StatusCode == http.StatusCreated {
			c.refunded.Add(1)
		} else {
			c.t.Errorf("a refund was answered %d %s", got.StatusCode, got.body)
		}
	}
}

// insist repeats a request until it is answered, and one that is told to come
// again, because its key is taken, the server has no time for it or got it too
// slowly, until that is over.
func (c *crowdOf) insist(a ask) (got answer) {
	var err error
	answered := patiently(2*untilRepeated, func() bool {
		got, err = c.try(a)
		again := []int{http.StatusConflict, http.StatusServiceUnavailable, http.StatusRequestTimeout}
		return err == nil && !slices.Contains(again, got.StatusCode)
	})
	if !answered || got.StatusCode >= 500 {
		c.t.Errorf("%s %s: %d, %v", a.method, a.path, got.StatusCode, err)
	}
	c.answered.Add(1)
	return got
}

// follow goes from page to page until there is the receipt, "" when the payment
// failed and the form is shown again.
func (c *crowdOf) follow(customer *person, got answer) (receipt string) {
	ended := patiently(untilRepeated, func() bool {
		to := got.Header.Get("Location")
		switch {
		case strings.HasPrefix(to, "/receipt/"):
			receipt = to
			return true
		case to == "" && strings.Contains(got.body, "card_number"):
			return true
		case to == "":
			to = got.Request.URL.Path
		}
		got = c.insist(ask{method: "GET", path: to, client: customer.jar})
		return false
	})
	if !ended {
		c.t.Errorf("a payment has no end: %d\n%s", got.StatusCode, got.body)
	}
	return receipt
}
