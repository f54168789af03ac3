package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"linktill/internal/desk"
)

// TestKillNine kills the server between each two steps of paying, of refunding,
// of taking or giving up what is held, and of telling of it; starts it again,
// and has the client repeat what got no answer. The operation ends as the
// sandbox's books say, once.
func TestKillNine(t *testing.T) {
	t.Parallel()
	kills := map[string]map[string]func(t *testing.T, point string){
		"pay":     {"": killPay},
		"refund":  {" by key": killRefundByKey, " by hand": killRefundByHand},
		"capture": {"": killHolds},
		"renew":   {"": killRenewal},
		"webhook": {"": killWebhook},
	}
	for _, point := range desk.FaultPoints {
		flow, _, _ := strings.Cut(point, ".")
		if len(kills[flow]) == 0 {
			t.Errorf("nobody is killed at %s", point)
		}
		for how, kill := range kills[flow] {
			t.Run(point+how, func(t *testing.T) { t.Parallel(); kill(t, point) })
		}
	}
}

// untilRepeated is how long a client repeats its request: as long as the dead
// one's claim on the key lasts, and then some.
const untilRepeated = 90 * time.Second

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
	s.callAnswered(refund, http.StatusCreated)
	s.refundedOnce(payment, 4_00)
}

// callAnswered repeats a call with an idempotency key while the dead server's
// claim on the key lasts, and then once more, which gives the same answer.
func (s *shop) callAnswered(a ask, status int) {
	s.t.Helper()
	var got answer
	patiently(untilRepeated, func() bool {
		got = s.send(a)
		return got.StatusCode != http.StatusConflict
	})
	if got.StatusCode != status {
		s.t.Fatalf("%s repeated: %d %s", a.path, got.StatusCode, got.body)
	}
	if more := s.send(a); more.body != got.body || more.Header.Get("Idempotent-Replayed") != "true" {
		s.t.Errorf("%s repeated once more: %d %s, want the same as before: %s", a.path, more.StatusCode, more.body, got.body)
	}
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
	got := owner.formAnswered(refundPath(payment), form)
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
func (p *person) formAnswered(path string, form url.Values) (got answer) {
	p.t.Helper()
	patiently(untilRepeated, func() bool {
		got = p.post(path, form)
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
