package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// newHeldProduct is newProduct for one that is paid when its amount is captured.
func (s *shop) newHeldProduct(fields string) (id, path string) {
	s.t.Helper()
	return s.newProduct(`,"transaction_type":"authorization"` + fields)
}

// onHold is what is asked of a payment's hold by key.
func (s *shop) onHold(at, payment, act, body string) answer {
	s.t.Helper()
	return s.send(ask{at: at, method: "POST", path: "/v1/payments/" + payment + "/" + act, body: body, key: s.merchant.TestAPIKey})
}

// stands fails unless the API says of a payment that it is in that state, with
// that much captured, voided and refunded.
func (s *shop) stands(payment, state string, capturedMinor, voidedMinor, refundedMinor int) {
	s.t.Helper()
	p := s.payment(payment)
	got := fmt.Sprint(p["status"], p["amount_captured"], p["amount_voided"], p["amount_refunded"])
	if want := fmt.Sprint(state, float64(capturedMinor), float64(voidedMinor), float64(refundedMinor)); got != want {
		s.t.Errorf("the payment is %s, with captured, voided and refunded; want %s", got, want)
	}
}

// TestCaptureHalfVoidTheRest holds 20.00 for a product, takes half of it and
// gives up the rest; another hold is given up whole.
func TestCaptureHalfVoidTheRest(t *testing.T) {
	t.Parallel()
	s := newPair(t)
	product, path := s.newHeldProduct(`,"quantity":2`)
	half, whole := s.paysAt(path), s.paysAt(path)
	s.stands(half, "authorized", 0, 0, 0)
	s.inStock(product, 0, 2)
	steps := []struct{ payment, act, body, want string }{
		{half, "refund", `{"amount":1}`, "422 NOT_REFUNDABLE"}, // nothing was taken yet
		{half, "capture", `{"amount":2001}`, "422 VALIDATION_FAILED"},
		{half, "capture", `{"amount":1000}`, "200"},
		{half, "capture", `{"amount":1000}`, "422 NOT_CAPTURABLE"},
		{half, "void", ``, "200"},
		{half, "void", ``, "422 NOT_CAPTURABLE"},
		{half, "refund", `{"amount":1001}`, "422 REFUND_TOO_LARGE"},
		{half, "refund", `{"amount":400}`, "201"},
		{whole, "void", `{}`, "200"},
		{whole, "capture", `{}`, "422 NOT_CAPTURABLE"},
	}
	for i, step := range steps {
		if got := s.onHold(s.at[i%2], step.payment, step.act, step.body); codeOf(got) != step.want {
			t.Errorf("%d. %s %s: %d %s, want %s", i, step.act, step.body, got.StatusCode, got.body, step.want)
		}
	}
	s.stands(half, "partially_refunded", 10_00, 10_00, 4_00)
	s.stands(whole, "canceled", 0, 20_00, 0)
	s.inStock(product, 1, 1)
	s.inOrder()
	s.audited()
}

// TestCapturesAndVoidsAtOnce: of ten who take a hold and give it up at once, on
// two servers, one does.
func TestCapturesAndVoidsAtOnce(t *testing.T) {
	t.Parallel()
	s := newPair(t)
	captured := 0
	n := roundsOr(t, 10)
	product, path := s.newHeldProduct(fmt.Sprintf(`,"quantity":%d`, n))
	for round := range n {
		payment := s.paysAt(path)
		var got tally
		together(10, func(i int) {
			act := [2]string{"capture", "void"}[(i/2+round)%2]
			a := s.onHold(s.at[i%2], payment, act, "")
			got.add(act + " " + codeOf(a))
		})
		refused := 0
		for what, n := range got.counts {
			if strings.HasSuffix(what, " 409 CONFLICT") || strings.HasSuffix(what, " 422 NOT_CAPTURABLE") {
				refused += n
			}
		}
		if refused != 9 || got.counts["capture 200"]+got.counts["void 200"] != 1 {
			t.Fatalf("round %d: %v", round, got.counts)
		}
		if got.counts["capture 200"] == 1 {
			captured++
			s.stands(payment, "completed", 20_00, 0, 0)
		} else {
			s.stands(payment, "canceled", 0, 20_00, 0)
		}
	}
	s.inStock(product, n-captured, captured)
	t.Logf("%d rounds: %d captured, %d voided", n, captured, n-captured)
	s.inOrder()
	s.audited()
}

// TestOneCaptureKeyAtOnce: of fifty captures with one key one is run, and a
// dashboard's form that is sent ten times at once acts once.
func TestOneCaptureKeyAtOnce(t *testing.T) {
	t.Parallel()
	s := newPair(t)
	_, path := s.newHeldProduct("")
	owner := s.person().logIn()
	for _, act := range []string{"capture", "void"} {
		payment := s.paysAt(path)
		s.sameRequest(t, ask{method: "POST", path: "/v1/payments/" + payment + "/" + act}, act, http.StatusOK)
		payment = s.paysAt(path)
		form := owner.formTo(paymentPath(payment), paymentPath(payment)+"/"+act)
		var got tally
		together(10, func(i int) {
			a := owner.ofServer(s.at[i%2]).post(paymentPath(payment)+"/"+act, form)
			got.add(fmt.Sprint(a.StatusCode, " ", a.Header.Get("Location")))
		})
		if got.counts["303 "+paymentPath(payment)] != 10 {
			t.Errorf("%s by hand: %v", act, got.counts)
		}
	}
	if n := s.number(`SELECT count(*) FROM captures WHERE state = 'completed'`); n != 4 {
		t.Errorf("%d captures and voids; want 4", n)
	}
	s.inOrder()
}

func paymentPath(payment string) string { return "/dashboard/payments/" + payment }
