package acquirertest

import (
	"testing"

	"linktill/internal/acquirer"
	"linktill/internal/pay"
)

func testVoidUnknownKey(t *testing.T, s suite) {
	for _, card := range append(declining(s), s.Paid, s.Challenge, s.TimeoutPaid) {
		r := payment(newKey(), card)
		voided, err := s.a.Void(t.Context(), r.Key)
		if err != nil || voided.State != acquirer.Canceled || voided.Message == "" {
			t.Fatalf("Void = %+v, %v", voided, err)
		}
		late, err := s.b.Pay(t.Context(), r)
		if err != nil || late != voided {
			t.Errorf("Pay after Void = %+v, %v; want %+v", late, err, voided)
		}
		if again, err := s.b.Void(t.Context(), r.Key); err != nil || again != voided {
			t.Errorf("Void again = %+v, %v", again, err)
		}
		s.mustBe(t, r.Key, voided)
		s.mustRefund(t, refundOf(voided, 1), acquirer.Failed, acquirer.RefundNotPossible)
	}
}

func testVoidTooLate(t *testing.T, s suite) {
	paidKey, paid := s.mustPay(t, s.Paid, acquirer.Paid)
	declinedKey, declined := s.mustPay(t, s.Declines[acquirer.CardDeclined], acquirer.Declined)
	for key, want := range map[string]acquirer.Result{paidKey: paid, declinedKey: declined} {
		if got, err := s.b.Void(t.Context(), key); err != nil || got != want {
			t.Errorf("Void = %+v, %v; want %+v", got, err, want)
		}
		s.mustBe(t, key, want)
	}
	r := refundOf(paid, amount.Minor)
	refund := s.mustRefund(t, r, acquirer.Completed, "")
	got, err := s.a.Void(t.Context(), r.Key)
	mustMisuse(t, "Void of a refund", got, err)
	s.mustBe(t, r.Key, refund)
}

// testVoidOrPay lets a payment and its void race: one of them wins, and both
// are told which.
func testVoidOrPay(t *testing.T, s suite) {
	const rounds = 200
	won := map[acquirer.State]int{}
	for range rounds {
		r := payment(newKey(), s.Paid)
		answers := atOnce(2, func(i int) (acquirer.Result, error) {
			if i == 0 {
				return s.a.Pay(t.Context(), r)
			}
			return s.b.Void(t.Context(), r.Key)
		})
		paid, voided := answers[0], answers[1]
		if paid.err != nil || voided.err != nil || paid.Result != voided.Result {
			t.Fatalf("Pay = %+v, %v, and Void = %+v, %v", paid.Result, paid.err, voided.Result, voided.err)
		}
		if paid.State != acquirer.Paid && paid.State != acquirer.Canceled {
			t.Fatalf("Pay = %+v", paid.Result)
		}
		won[paid.State]++
		s.mustBe(t, r.Key, paid.Result)
	}
	t.Logf("who won: %v", won)
}

func testChallenge(t *testing.T, s suite) {
	for _, approve := range []bool{true, false} {
		key, waiting := s.mustPay(t, s.Challenge, acquirer.RequiresAction)
		if waiting.ActionURL == "" || waiting.Money != amount {
			t.Fatalf("Pay = %+v", waiting)
		}
		if again, err := s.b.Pay(t.Context(), payment(key, s.Challenge)); err != nil || again != waiting {
			t.Errorf("Pay again = %+v, %v; want %+v", again, err, waiting)
		}
		want := acquirer.Result{State: acquirer.Paid, Ref: waiting.Ref, Money: amount}
		if !approve {
			want.State, want.DeclineCode = acquirer.Declined, acquirer.AuthenticationFailed
			want.Message = acquirer.AuthenticationFailed.Message()
		}
		// The second answer is the opposite, and too late.
		for _, answer := range []bool{approve, !approve} {
			if err := s.AnswerChallenge(t.Context(), waiting.ActionURL, answer); err != nil {
				t.Fatalf("answer %v: %v", answer, err)
			}
			s.mustBe(t, key, want)
		}
		if again, err := s.b.Pay(t.Context(), payment(key, s.Challenge)); err != nil || again != want {
			t.Errorf("Pay after the answer = %+v, %v; want %+v", again, err, want)
		}
		if approve {
			s.mustRefund(t, refundOf(want, amount.Minor), acquirer.Completed, "")
		}
	}
}

func testChallengeAnsweredTwice(t *testing.T, s suite) {
	for range 20 {
		key, waiting := s.mustPay(t, s.Challenge, acquirer.RequiresAction)
		answers := atOnce(2, func(i int) (acquirer.Result, error) {
			return acquirer.Result{}, s.AnswerChallenge(t.Context(), waiting.ActionURL, i == 0)
		})
		if answers[0].err != nil || answers[1].err != nil {
			t.Fatalf("answers: %v, %v", answers[0].err, answers[1].err)
		}
		result := status(t, s.a, key)
		if result.State != acquirer.Paid && result.State != acquirer.Declined {
			t.Fatalf("Status = %+v", result)
		}
		s.mustBe(t, key, result)
	}
}

func testChallengeVoided(t *testing.T, s suite) {
	key, waiting := s.mustPay(t, s.Challenge, acquirer.RequiresAction)
	voided, err := s.b.Void(t.Context(), key)
	if err != nil || voided.State != acquirer.Canceled || voided.Ref != waiting.Ref || voided.ActionURL != "" {
		t.Fatalf("Void = %+v, %v", voided, err)
	}
	if err := s.AnswerChallenge(t.Context(), waiting.ActionURL, true); err != nil {
		t.Fatalf("a late answer: %v", err)
	}
	s.mustBe(t, key, voided)
	if late, err := s.a.Pay(t.Context(), payment(key, s.Challenge)); err != nil || late != voided {
		t.Errorf("Pay after Void = %+v, %v; want %+v", late, err, voided)
	}
}

// testChallengeVoidedOrPassed lets the customer approve while the payment is
// given up.
func testChallengeVoidedOrPassed(t *testing.T, s suite) {
	for range 50 {
		key, waiting := s.mustPay(t, s.Challenge, acquirer.RequiresAction)
		answers := atOnce(2, func(i int) (acquirer.Result, error) {
			if i == 0 {
				return acquirer.Result{}, s.AnswerChallenge(t.Context(), waiting.ActionURL, true)
			}
			return s.a.Void(t.Context(), key)
		})
		voided := answers[1]
		if answers[0].err != nil || voided.err != nil || voided.State != acquirer.Canceled && voided.State != acquirer.Paid {
			t.Fatalf("answer: %v; Void = %+v, %v", answers[0].err, voided.Result, voided.err)
		}
		s.mustBe(t, key, voided.Result)
	}
}

func declining(s suite) (cards []pay.Card) {
	for _, card := range s.Declines {
		cards = append(cards, card)
	}
	return cards
}
