package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"linktill/internal/fault"
)

// TestKillNine kills the server between each two steps of paying and of
// refunding, starts it again, and has the client repeat what got no answer.
// The operation ends as the sandbox's books say, once.
func TestKillNine(t *testing.T) {
	t.Parallel()
	for _, point := range fault.Points {
		flow, _, _ := strings.Cut(point, ".")
		if flow == "pay" {
			t.Run(point, func(t *testing.T) { t.Parallel(); killPay(t, point) })
			continue
		}
		t.Run(point+" by key", func(t *testing.T) { t.Parallel(); killRefundByKey(t, point) })
		t.Run(point+" by hand", func(t *testing.T) { t.Parallel(); killRefundByHand(t, point) })
	}
}

// untilRepeated is how long a client repeats its request: as long as the dead
// one's claim on the key lasts, and then some.
const untilRepeated = 90 * time.Second

// killPay: the customer's form gets no answer and is sent again.
func killPay(t *testing.T, point string) {
	s := newShop(t, faulty)
	dying := s.serveWith([]string{"FAULT=" + point})
	link := s.newLink(12_50, `,"max_uses":1`)
	customer := s.person()
	form := customer.checkout(link, cardPays)
	if got, err := customer.tryPost(s.payPath(link), form); err == nil {
		t.Fatalf("the server answered %d instead of dying", got.StatusCode)
	}
	dying.wasKilled()
	s.serve()
	intended := s.number(`SELECT count(*) FROM attempts`) > 0
	if intended {
		s.settled() // nobody repeats anything, and still it ends
	}
	truth := s.number(`SELECT count(*) FROM sandbox.operations WHERE state = 'paid'`)
	again := customer.post(s.payPath(link), form)
	if intended && truth == 0 { // it was stopped for good; the form is there for another try
		customer.goesTo(again, "/checkout/")
		page := customer.get(again.Header.Get("Location"))
		next := with(form, "attempt", customer.formIn(page, s.payPath(link)).Get("attempt"))
		again = customer.post(s.payPath(link), next)
	}
	customer.goesTo(again, "/receipt/")
	if n := s.number(`SELECT count(*) FROM sandbox.operations WHERE state = 'paid'`); n != 1 {
		t.Errorf("the card was charged %d times", n)
	}
	if n := s.number(`SELECT count(*) FROM payments`); n != 1 {
		t.Errorf("there are %d payments", n)
	}
	s.inOrder()
	s.audited()
}

// killRefundByKey: a program's call gets no answer and is repeated with its
// idempotency key until it does.
func killRefundByKey(t *testing.T, point string) {
	s := newShop(t, faulty)
	dying := s.serveWith([]string{"FAULT=" + point})
	payment := s.pays(s.newLink(10_00, ""))
	refund := ask{method: "POST", path: "/v1/payments/" + payment + "/refund", key: s.merchant.TestAPIKey,
		body: `{"amount":400,"reason":"cold"}`, header: map[string]string{"Idempotency-Key": "one refund"}}
	if got, err := s.try(refund); err == nil {
		t.Fatalf("the server answered %d instead of dying", got.StatusCode)
	}
	dying.wasKilled()
	s.serve()
	if s.number(`SELECT count(*) FROM refunds`) > 0 {
		s.settled()
	}
	var got answer
	patiently(untilRepeated, func() bool {
		got = s.send(refund)
		return got.StatusCode != http.StatusConflict
	})
	if got.StatusCode != http.StatusCreated {
		t.Fatalf("repeated: %d %s", got.StatusCode, got.body)
	}
	if more := s.send(refund); more.body != got.body || more.Header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("repeated once more: %d %s, want the same as before: %s", more.StatusCode, more.body, got.body)
	}
	s.refundedOnce(payment, 4_00)
}

// killRefundByHand: a member's form gets no answer and is sent again. Where the
// code had been used up for a refund that never came to be, a fresh one is asked
// for.
func killRefundByHand(t *testing.T, point string) {
	s := newShop(t, faulty)
	dying := s.serveWith([]string{"FAULT=" + point})
	payment := s.pays(s.newLink(10_00, ""))
	owner := s.person().logIn()
	form := owner.refundForm(payment, "4.00", owner.codes.next())
	if got, err := owner.tryPost(refundPath(payment), form); err == nil {
		t.Fatalf("the server answered %d instead of dying", got.StatusCode)
	}
	dying.wasKilled()
	s.serve()
	intended := s.number(`SELECT count(*) FROM refunds`) > 0
	if intended {
		s.settled()
	}
	got := s.formAnswered(owner, payment, form)
	if !intended {
		if got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.body, "This code ") {
			t.Fatalf("the used code, which is old by now, was answered %d:\n%s", got.StatusCode, got.body)
		}
		got = owner.post(refundPath(payment), owner.refundForm(payment, "4.00", owner.codes.next()))
	}
	owner.goesTo(got, "/dashboard/payments/"+payment)
	s.refundedOnce(payment, 4_00)
}

// formAnswered sends the form again and again while the dead server's claim on
// its nonce lasts.
func (s *shop) formAnswered(owner *person, payment string, form url.Values) (got answer) {
	s.t.Helper()
	patiently(untilRepeated, func() bool {
		got = owner.post(refundPath(payment), form)
		return got.StatusCode != http.StatusConflict
	})
	return got
}

// refundedOnce checks that the payment was given back exactly once, by us and
// by the sandbox.
func (s *shop) refundedOnce(payment string, minor int) {
	s.t.Helper()
	s.settled()
	if got := fmt.Sprint(s.payment(payment)["amount_refunded"]); got != fmt.Sprint(minor) {
		s.t.Errorf("refunded %s, want %d", got, minor)
	}
	if n := s.number(`SELECT count(*) FROM refunds`); n != 1 {
		s.t.Errorf("there are %d refunds", n)
	}
	if n := s.number(`SELECT count(*) FROM sandbox.operations WHERE kind = 'refund'`); n != 1 {
		s.t.Errorf("the sandbox was asked for %d refunds", n)
	}
	s.inOrder()
	s.audited()
}

// TestKillNineWhileSettling kills the server once more while it finds out what
// became of the operation that the first death left open.
func TestKillNineWhileSettling(t *testing.T) {
	t.Parallel()
	s := newShop(t, faulty)
	dying := s.serveWith([]string{"FAULT=refund.after_intent"})
	payment := s.pays(s.newLink(10_00, ""))
	if got, err := s.try(ask{method: "POST", path: "/v1/payments/" + payment + "/refund", key: s.merchant.TestAPIKey, body: `{"amount":400}`}); err == nil {
		t.Fatalf("the server answered %d instead of dying", got.StatusCode)
	}
	dying.wasKilled()
	settling := launch(t, s.binary, append(append([]string{}, s.env...), "FAULT=refund.after_call"), "serve")
	settling.wait(60 * time.Second)
	settling.wasKilled()
	s.serve()
	s.refundedOnce(payment, 4_00)
}
