package main

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestGracefulStop sends SIGTERM while many clients make links, read and pay.
// Whoever got a connection gets an answer; then nobody gets a connection.
func TestGracefulStop(t *testing.T) {
	t.Parallel()
	s := newShop(t, release)
	server := s.serve()
	link := s.newLink(5_00, "")
	var made, paid, asked atomic.Int64
	var clients sync.WaitGroup
	for i := range 12 {
		clients.Go(func() {
			client := newClient()
			defer client.CloseIdleConnections()
			for s.load(client, i%3, link, &made, &paid) {
				asked.Add(1)
			}
		})
	}
	until(t, startMax, "every kind of request was answered", func() bool {
		return made.Load() > 20 && paid.Load() > 5 && asked.Load() > 100
	})
	if status := server.stop(syscall.SIGTERM); status != 0 {
		t.Errorf("it ended with %d\n%s", status, server.tail())
	}
	clients.Wait()
	if links := s.number(`SELECT count(*) FROM links`) - 1; links != made.Load() {
		t.Errorf("%d links were made, %d answered", links, made.Load())
	}
	if payments := s.number(`SELECT count(*) FROM payments`); payments != paid.Load() {
		t.Errorf("%d payments were made, %d answered", payments, paid.Load())
	}
	t.Logf("%d requests, %d links, %d payments; none was dropped", asked.Load(), made.Load(), paid.Load())
	s.serve()
	s.inOrder()
}

// load makes one request of a kind and reports whether the server is still there.
func (s *shop) load(client *http.Client, kind int, link string, made, paid *atomic.Int64) bool {
	switch kind {
	case 0:
		return s.answered(ask{method: "POST", path: "/v1/payment-links", key: s.merchant.TestAPIKey, body: `{"amount":100}`, client: client}, http.StatusCreated, made)
	case 1:
		return s.answered(ask{method: "GET", path: "/v1/payments?limit=5", key: s.merchant.TestAPIKey, client: client}, http.StatusOK, new(atomic.Int64))
	}
	page, err := s.try(ask{method: "GET", path: s.payPath(link), client: client})
	if err != nil {
		return s.refused(err)
	}
	visitor := &person{shop: s, jar: client, at: s.url}
	form := with(visitor.formIn(page, s.payPath(link)), "email", "ana@example.com", "card_number", cardPays,
		"card_expiry", "12/40", "card_cvc", "123", "card_name", "Ana")
	return s.answered(ask{method: "POST", path: s.payPath(link), form: true, body: form.Encode(), client: client}, http.StatusSeeOther, paid)
}

func (s *shop) answered(a ask, want int, count *atomic.Int64) bool {
	got, err := s.try(a)
	if err != nil {
		return s.refused(err)
	}
	if got.StatusCode != want {
		s.t.Errorf("%s %s: %d %s", a.method, a.path, got.StatusCode, got.body)
		return false
	}
	count.Add(1)
	return true
}

// refused tells a server that is gone from one that dropped a request.
func (s *shop) refused(err error) bool {
	if !errors.Is(err, syscall.ECONNREFUSED) {
		s.t.Errorf("a request was dropped: %v", err)
	}
	return false
}

// TestStopWaitsForThePaymentUnderWay stops the server while the bank lets a
// customer wait: they get their page, and the outcome is recorded.
func TestStopWaitsForThePaymentUnderWay(t *testing.T) {
	t.Parallel()
	s := newShop(t, release)
	server := s.serve()
	link := s.newLink(5_00, "")
	customer := s.person()
	form := customer.checkout(link, cardTimesOutPaid)
	answers := make(chan answer, 1)
	go func() {
		got, err := customer.tryPost(s.payPath(link), form)
		if err != nil {
			t.Errorf("the customer got no answer: %v", err)
		}
		answers <- got
	}()
	until(t, 20*time.Second, "the bank was called", func() bool { return s.number(`SELECT count(*) FROM sandbox.operations`) == 1 })
	if status := server.stop(syscall.SIGTERM); status != 0 {
		t.Errorf("it ended with %d\n%s", status, server.tail())
	}
	got := <-answers
	if !strings.HasPrefix(got.Header.Get("Location"), "/checkout/") {
		t.Fatalf("the customer was answered %d to %q", got.StatusCode, got.Header.Get("Location"))
	}
	if n := s.number(`SELECT count(*) FROM payments WHERE state = 'unknown'`); n != 1 {
		t.Error("that the bank gave no answer was not recorded")
	}
	s.serve()
	s.inOrder()
	customer.goesTo(customer.get(got.Header.Get("Location")), "/receipt/")
}
