package acquirertest

import (
	"context"
	"strings"
	"testing"
	"time"

	"linktill/internal/acquirer"
	"linktill/internal/pay"
)

func testPaid(t *testing.T, s suite) {
	for _, card := range []pay.Card{s.Paid, s.OtherPaid} {
		key, result := s.mustPay(t, card, acquirer.Paid)
		want := acquirer.Result{State: acquirer.Paid, Ref: result.Ref, Money: amount}
		if result != want || result.Ref == "" || result.Ref == key {
			t.Errorf("Pay = %+v; want %+v and a reference of its own", result, want)
		}
		if again, err := s.b.Pay(t.Context(), payment(key, card)); err != nil || again != result {
			t.Errorf("Pay again = %+v, %v; want %+v", again, err, result)
		}
	}
	if s.a.Name() == "" {
		t.Error("no name")
	}
}

func testDeclined(t *testing.T, s suite) {
	if len(s.Declines) == 0 {
		t.Fatal("no card is ever declined")
	}
	for code, card := range s.Declines {
		key, result := s.mustPay(t, card, acquirer.Declined)
		if result.DeclineCode != code || result.Message == "" || result.Ref == "" || result.Money != amount {
			t.Errorf("%s: Pay = %+v", code, result)
		}
		if again, err := s.b.Pay(t.Context(), payment(key, card)); err != nil || again != result {
			t.Errorf("%s: Pay again = %+v, %v", code, again, err)
		}
	}
}

func testUnknownKey(t *testing.T, s suite) {
	s.mustBe(t, newKey(), acquirer.Result{State: acquirer.NotFound})
}

func testMisuse(t *testing.T, s suite) {
	for _, key := range []string{"", "a key", "é", "\x00", strings.Repeat("k", acquirer.KeyMax+1)} {
		result, err := s.a.Pay(t.Context(), payment(key, s.Paid))
		mustMisuse(t, "Pay", result, err)
		result, err = s.a.Void(t.Context(), key)
		mustMisuse(t, "Void", result, err)
		result, err = s.a.Status(t.Context(), key)
		mustMisuse(t, "Status", result, err)
		result, err = s.a.Refund(t.Context(), acquirer.RefundRequest{Key: key, PaymentRef: "x", Money: amount})
		mustMisuse(t, "Refund", result, err)
	}
	for _, money := range []pay.Money{{}, {Minor: 0, Currency: "BSD"}, {Minor: -1, Currency: "BSD"}, {Minor: 1, Currency: "XXX"}} {
		r := payment(newKey(), s.Paid)
		r.Money = money
		result, err := s.a.Pay(t.Context(), r)
		mustMisuse(t, "Pay "+money.String(), result, err)
		s.mustBe(t, r.Key, acquirer.Result{State: acquirer.NotFound})
		result, err = s.a.Refund(t.Context(), acquirer.RefundRequest{Key: r.Key, PaymentRef: "x", Money: money})
		mustMisuse(t, "Refund "+money.String(), result, err)
		s.mustBe(t, r.Key, acquirer.Result{State: acquirer.NotFound})
	}
}

func testOneKeyOnePayment(t *testing.T, s suite) {
	for _, card := range []pay.Card{s.Paid, s.Declines[acquirer.CardDeclined], s.Challenge} {
		r := payment(newKey(), card)
		answers := atOnce(50, func(i int) (acquirer.Result, error) { return s.either(i).Pay(t.Context(), r) })
		for _, got := range answers {
			if got.err != nil || got.Result != answers[0].Result {
				t.Fatalf("Pay = %+v, %v; another call got %+v", got.Result, got.err, answers[0].Result)
			}
		}
		s.mustBe(t, r.Key, answers[0].Result)
	}
}

func testKeyWithOtherParameters(t *testing.T, s suite) {
	key, result := s.mustPay(t, s.Paid, acquirer.Paid)
	for what, change := range map[string]func(r *acquirer.PayRequest){
		"other amount":   func(r *acquirer.PayRequest) { r.Money.Minor++ },
		"other currency": func(r *acquirer.PayRequest) { r.Money.Currency = "USD" },
		"other card":     func(r *acquirer.PayRequest) { r.Card = s.OtherPaid },
		"declined card":  func(r *acquirer.PayRequest) { r.Card = s.Declines[acquirer.CardDeclined] },
	} {
		r := payment(key, s.Paid)
		change(&r)
		got, err := s.b.Pay(t.Context(), r)
		mustMisuse(t, what, got, err)
	}
	got, err := s.b.Refund(t.Context(), acquirer.RefundRequest{Key: key, PaymentRef: result.Ref, Money: amount})
	mustMisuse(t, "refund with the payment's key", got, err)
	s.mustBe(t, key, result)

	r := acquirer.RefundRequest{Key: newKey(), PaymentRef: result.Ref, Money: pay.Money{Minor: 10_00, Currency: "BSD"}}
	refund, err := s.a.Refund(t.Context(), r)
	if err != nil || refund.State != acquirer.Completed {
		t.Fatalf("Refund = %+v, %v", refund, err)
	}
	for what, other := range map[string]acquirer.RefundRequest{
		"other amount":  {Key: r.Key, PaymentRef: r.PaymentRef, Money: pay.Money{Minor: 20_00, Currency: "BSD"}},
		"other payment": {Key: r.Key, PaymentRef: "another", Money: r.Money},
	} {
		got, err := s.b.Refund(t.Context(), other)
		mustMisuse(t, "refund: "+what, got, err)
	}
	got, err = s.b.Pay(t.Context(), payment(r.Key, s.Paid))
	mustMisuse(t, "payment with the refund's key", got, err)
	s.mustBe(t, r.Key, refund)
}

func testTimeoutThenSettled(t *testing.T, s suite) {
	for card, want := range map[pay.Card]acquirer.State{s.TimeoutPaid: acquirer.Paid, s.TimeoutFailed: acquirer.Declined} {
		r := payment(newKey(), card)
		result, err := s.a.Pay(t.Context(), r)
		if !isTimeout(err) || result != (acquirer.Result{}) {
			t.Fatalf("Pay = %+v, %v; want context.DeadlineExceeded", result, err)
		}
		result = s.settled(t, r.Key)
		if result.State != want || result.Money != amount || result.Ref == "" || (result.DeclineCode != "") != (want == acquirer.Declined) {
			t.Fatalf("settled as %+v; want %s", result, want)
		}
		if again, err := s.b.Pay(t.Context(), r); err != nil || again != result {
			t.Errorf("Pay again = %+v, %v; want %+v", again, err, result)
		}
		if voided, err := s.b.Void(t.Context(), r.Key); err != nil || voided != result {
			t.Errorf("Void = %+v, %v; want %+v", voided, err, result)
		}
		s.mustBe(t, r.Key, result)
	}
}

// testCanceledContext gives up on calls at all stages of their lives. What
// became of each must be found out, and must stay as it is.
func testCanceledContext(t *testing.T, s suite) {
	const rounds = 60
	for round := range rounds {
		r := payment(newKey(), s.Paid)
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(round)*3*time.Millisecond/rounds)
		result, err := s.a.Pay(ctx, r)
		cancel()
		if err == nil && result.State != acquirer.Paid || acquirer.IsMisuse(err) {
			t.Fatalf("Pay = %+v, %v", result, err)
		}
		became := status(t, s.b, r.Key)
		if became.State != acquirer.NotFound && became.State != acquirer.Paid || err == nil && became != result {
			t.Fatalf("Pay = %+v, %v, and then Status = %+v", result, err, became)
		}
		voided, err := s.b.Void(t.Context(), r.Key)
		if err != nil || voided.State != acquirer.Canceled && voided.State != acquirer.Paid ||
			became.State == acquirer.Paid && voided != became {
			t.Fatalf("Status = %+v, and then Void = %+v, %v", became, voided, err)
		}
		if again, err := s.a.Pay(t.Context(), r); err != nil || again.State != voided.State {
			t.Fatalf("Void = %+v, and then Pay = %+v, %v", voided, again, err)
		}
		s.mustBe(t, r.Key, voided)
	}
}
