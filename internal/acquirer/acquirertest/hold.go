package acquirertest

import (
	"testing"

	"linktill/internal/acquirer"
	"linktill/internal/pay"
)

func holding(card pay.Card) acquirer.PayRequest {
	r := payment(newKey(), card)
	r.Hold = true
	return r
}

// mustHold holds the amount and returns the payment's result.
func (s suite) mustHold(t *testing.T) (key string, held acquirer.Result) {
	t.Helper()
	r := holding(s.Paid)
	held, err := s.a.Pay(t.Context(), r)
	if err != nil || held.State != acquirer.Authorized || held.Money != amount || held.Ref == "" {
		t.Fatalf("Pay with Hold = %+v, %v", held, err)
	}
	s.mustBe(t, r.Key, held)
	return r.Key, held
}

func ofHold(held acquirer.Result, minor int64) acquirer.HoldRequest {
	return acquirer.HoldRequest{Key: newKey(), PaymentRef: held.Ref, Money: pay.Money{Minor: minor, Currency: amount.Currency}}
}

// must calls a capture or a release in both processes, and both say the same.
func (s suite) must(t *testing.T, what string, r acquirer.HoldRequest, want acquirer.State) {
	t.Helper()
	do := func(a acquirer.Acquirer) (acquirer.Result, error) {
		if what == "Capture" {
			return a.Capture(t.Context(), r)
		}
		return a.Release(t.Context(), r)
	}
	result, err := do(s.a)
	if err != nil || result.State != want || result.Money != r.Money || result.Ref == "" || (result.Message != "") != (want == acquirer.Failed) {
		t.Fatalf("%s = %+v, %v; want %s", what, result, err, want)
	}
	if again, err := do(s.b); err != nil || again != result {
		t.Fatalf("%s again = %+v, %v; want %+v", what, again, err, result)
	}
	s.mustBe(t, r.Key, result)
}

// A part is captured once, the rest released once, and no more is given back
// than was captured.
func testHoldAndCapture(t *testing.T, s suite) {
	key, held := s.mustHold(t)
	s.mustRefund(t, refundOf(held, 1), acquirer.Failed, acquirer.RefundNotPossible)
	s.must(t, "Capture", ofHold(held, amount.Minor+1), acquirer.Failed)
	s.must(t, "Capture", ofHold(held, 40_00), acquirer.Completed)
	s.must(t, "Capture", ofHold(held, 1), acquirer.Failed)
	s.must(t, "Release", ofHold(held, amount.Minor), acquirer.Failed)
	s.must(t, "Release", ofHold(held, 60_00), acquirer.Completed)
	s.must(t, "Release", ofHold(held, 60_00), acquirer.Failed)
	s.mustRefund(t, refundOf(held, 40_01), acquirer.Failed, acquirer.RefundTooLarge)
	s.mustRefund(t, refundOf(held, 40_00), acquirer.Completed, "")
	s.mustBe(t, key, held)
}

func testHoldAndRelease(t *testing.T, s suite) {
	_, held := s.mustHold(t)
	s.must(t, "Release", ofHold(held, 1), acquirer.Failed)
	s.must(t, "Release", ofHold(held, amount.Minor), acquirer.Completed)
	s.must(t, "Capture", ofHold(held, 1), acquirer.Failed)
	s.mustRefund(t, refundOf(held, 1), acquirer.Failed, acquirer.RefundNotPossible)
}

func testHoldNotPossible(t *testing.T, s suite) {
	_, paid := s.mustPay(t, s.Paid, acquirer.Paid)
	_, waiting := s.mustPay(t, s.Challenge, acquirer.RequiresAction)
	_, held := s.mustHold(t)
	inDollars := ofHold(held, amount.Minor)
	inDollars.Money.Currency = "USD"
	for _, r := range []acquirer.HoldRequest{
		ofHold(paid, 1), ofHold(waiting, 1), inDollars,
		ofHold(acquirer.Result{}, 1), ofHold(acquirer.Result{Ref: "nothing"}, 1), ofHold(acquirer.Result{Ref: "\x00\xff"}, 1),
	} {
		s.must(t, "Capture", r, acquirer.Failed)
		r.Key = newKey()
		s.must(t, "Release", r, acquirer.Failed)
	}
	capture := ofHold(held, 1)
	s.must(t, "Capture", capture, acquirer.Completed)
	other := capture
	other.Money.Minor = 2
	result, err := s.b.Capture(t.Context(), other)
	mustMisuse(t, "another amount with the key", result, err)
	result, err = s.b.Release(t.Context(), capture)
	mustMisuse(t, "a release with the key of a capture", result, err)
	result, err = s.b.Capture(t.Context(), ofHold(held, 0))
	mustMisuse(t, "a capture of nothing", result, err)
}

// A hold that waits for a challenge, or for an answer, becomes one as well.
func testHoldAfterWaiting(t *testing.T, s suite) {
	r := holding(s.Challenge)
	waiting, err := s.a.Pay(t.Context(), r)
	if err != nil || waiting.State != acquirer.RequiresAction {
		t.Fatalf("Pay = %+v, %v", waiting, err)
	}
	s.must(t, "Capture", ofHold(waiting, 1), acquirer.Failed)
	if err := s.AnswerChallenge(t.Context(), waiting.ActionURL, true); err != nil {
		t.Fatal(err)
	}
	if got := status(t, s.b, r.Key); got.State != acquirer.Authorized {
		t.Fatalf("after the challenge, Status = %+v", got)
	}
	s.must(t, "Capture", ofHold(waiting, 1), acquirer.Completed)

	r = holding(s.TimeoutPaid)
	if _, err := s.a.Pay(t.Context(), r); !isUnknown(err) {
		t.Fatalf("Pay = %v; want no answer", err)
	}
	if got := s.settled(t, r.Key); got.State != acquirer.Authorized {
		t.Fatalf("settled: %+v", got)
	}
}

// Of captures and releases at once, one has it.
func testOneCaptureOrRelease(t *testing.T, s suite) {
	for range 20 {
		_, held := s.mustHold(t)
		answers := atOnce(8, func(i int) (acquirer.Result, error) {
			if i%4 < 2 {
				return s.either(i).Capture(t.Context(), ofHold(held, amount.Minor))
			}
			return s.either(i).Release(t.Context(), ofHold(held, amount.Minor))
		})
		completed := 0
		for _, a := range answers {
			if a.err != nil {
				t.Fatal(a.err)
			}
			if a.State == acquirer.Completed {
				completed++
			}
		}
		if completed != 1 {
			t.Fatalf("%d of 8 captures and releases had the hold", completed)
		}
	}
}
