package acquirertest

import (
	"testing"

	"linktill/internal/acquirer"
	"linktill/internal/pay"
)

func refundOf(payment acquirer.Result, minor int64) acquirer.RefundRequest {
	return acquirer.RefundRequest{
		Key: newKey(), PaymentRef: payment.Ref, Reason: "Spilled",
		Money: pay.Money{Minor: minor, Currency: amount.Currency},
	}
}

// mustRefund refunds and returns the result, which has that state and reason.
func (s suite) mustRefund(t *testing.T, r acquirer.RefundRequest, want acquirer.State, code acquirer.DeclineCode) acquirer.Result {
	t.Helper()
	result, err := s.a.Refund(t.Context(), r)
	if err != nil || result.State != want || result.DeclineCode != code || result.Money != r.Money || result.Ref == "" {
		t.Fatalf("Refund = %+v, %v; want %s %s", result, err, want, code)
	}
	if (result.Message != "") != (code != "") {
		t.Errorf("Refund says %q with %q", result.Message, code)
	}
	again, err := s.b.Refund(t.Context(), r)
	if err != nil || again != result {
		t.Fatalf("Refund again = %+v, %v; want %+v", again, err, result)
	}
	s.mustBe(t, r.Key, result)
	return result
}

func testRefund(t *testing.T, s suite) {
	key, payment := s.mustPay(t, s.Paid, acquirer.Paid)
	first := s.mustRefund(t, refundOf(payment, 30_00), acquirer.Completed, "")
	s.mustRefund(t, refundOf(payment, 70_01), acquirer.Failed, acquirer.RefundTooLarge)
	second := s.mustRefund(t, refundOf(payment, 70_00), acquirer.Completed, "")
	s.mustRefund(t, refundOf(payment, 1), acquirer.Failed, acquirer.RefundTooLarge)
	if first.Ref == second.Ref || first.Ref == payment.Ref {
		t.Errorf("references are not unique: %s, %s, %s", payment.Ref, first.Ref, second.Ref)
	}
	s.mustBe(t, key, payment)

	_, payment = s.mustPay(t, s.OtherPaid, acquirer.Paid)
	s.mustRefund(t, refundOf(payment, amount.Minor+1), acquirer.Failed, acquirer.RefundTooLarge)
	s.mustRefund(t, refundOf(payment, amount.Minor), acquirer.Completed, "")
}

func testRefundNotPossible(t *testing.T, s suite) {
	_, declined := s.mustPay(t, s.Declines[acquirer.CardDeclined], acquirer.Declined)
	_, waiting := s.mustPay(t, s.Challenge, acquirer.RequiresAction)
	_, paid := s.mustPay(t, s.Paid, acquirer.Paid)
	refund := s.mustRefund(t, refundOf(paid, 1), acquirer.Completed, "")
	inDollars := refundOf(paid, 1)
	inDollars.Money.Currency = "USD"
	for _, r := range []acquirer.RefundRequest{
		refundOf(declined, 1), refundOf(waiting, 1), refundOf(refund, 1), inDollars,
		refundOf(acquirer.Result{}, 1), refundOf(acquirer.Result{Ref: "nothing"}, 1), refundOf(acquirer.Result{Ref: "\x00\xff"}, 1),
	} {
		s.mustRefund(t, r, acquirer.Failed, acquirer.RefundNotPossible)
	}
	s.mustRefund(t, refundOf(paid, amount.Minor-1), acquirer.Completed, "")
}

func testOneKeyOneRefund(t *testing.T, s suite) {
	_, payment := s.mustPay(t, s.Paid, acquirer.Paid)
	r := refundOf(payment, 60_00)
	answers := atOnce(50, func(i int) (acquirer.Result, error) { return s.either(i).Refund(t.Context(), r) })
	for _, got := range answers {
		if got.err != nil || got.Result != answers[0].Result || got.State != acquirer.Completed {
			t.Fatalf("Refund = %+v, %v; another call got %+v", got.Result, got.err, answers[0].Result)
		}
	}
	s.mustRefund(t, refundOf(payment, 40_01), acquirer.Failed, acquirer.RefundTooLarge)
	s.mustRefund(t, refundOf(payment, 40_00), acquirer.Completed, "")
}

func testRefundsNeverExceed(t *testing.T, s suite) {
	_, payment := s.mustPay(t, s.Paid, acquirer.Paid)
	answers := atOnce(25, func(i int) (acquirer.Result, error) {
		return s.either(i).Refund(t.Context(), refundOf(payment, 10_00))
	})
	completed := 0
	for _, got := range answers {
		switch {
		case got.err == nil && got.State == acquirer.Completed:
			completed++
		case got.err == nil && got.State == acquirer.Failed && got.DeclineCode == acquirer.RefundTooLarge:
		default:
			t.Errorf("Refund = %+v, %v", got.Result, got.err)
		}
	}
	if completed != 10 {
		t.Errorf("%d refunds of a tenth completed", completed)
	}
}

func testRefundReturned(t *testing.T, s suite) {
	_, payment := s.mustPay(t, s.RefundReturned, acquirer.Paid)
	r := refundOf(payment, 60_00)
	result, err := s.a.Refund(t.Context(), r)
	if err != nil || result.State != acquirer.Pending || result.DeclineCode != "" || result.Message != "" {
		t.Fatalf("Refund = %+v, %v; want it pending", result, err)
	}
	// What is on its way cannot be given back twice, and what came back can.
	s.mustRefund(t, refundOf(payment, 40_01), acquirer.Failed, acquirer.RefundTooLarge)
	result = s.settled(t, r.Key)
	if result.State != acquirer.Failed || result.DeclineCode != acquirer.RefundReturned || result.Money != r.Money {
		t.Fatalf("settled as %+v", result)
	}
	again, err := s.a.Refund(t.Context(), r)
	if err != nil || again != result {
		t.Errorf("Refund again = %+v, %v; want %+v", again, err, result)
	}
	s.mustBe(t, r.Key, result)
	if next, err := s.b.Refund(t.Context(), refundOf(payment, amount.Minor)); err != nil || next.State != acquirer.Pending {
		t.Errorf("the next refund: %+v, %v", next, err)
	}
}
