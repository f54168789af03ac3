package pay_test

import (
	"slices"
	"testing"
	"time"

	"linktill/internal/pay"
)

// paymentMoves is the documented life of a payment, written out once more:
// nothing goes backwards, and a late success is never lost.
var paymentMoves = map[pay.PaymentState][]pay.PaymentState{
	"created":            {"processing", "canceled", "expired"},
	"processing":         {"authorized", "paid", "failed", "unknown"},
	"unknown":            {"authorized", "paid", "failed"},
	"authorized":         {"paid", "canceled", "expired"},
	"failed":             {"processing", "paid"},
	"canceled":           {"paid"},
	"expired":            {"paid"},
	"paid":               {"partially_refunded", "refunded"},
	"partially_refunded": {"refunded"},
	"refunded":           {},
}

func TestPaymentMoves(t *testing.T) {
	t.Parallel()
	if len(pay.PaymentStates) != len(paymentMoves) {
		t.Errorf("%d states, want %d", len(pay.PaymentStates), len(paymentMoves))
	}
	for _, from := range pay.PaymentStates {
		legal, known := paymentMoves[from]
		if !known {
			t.Errorf("there is no state %s", from)
		}
		for _, to := range pay.PaymentStates {
			if got, want := pay.PaymentMay(from, to), slices.Contains(legal, to); got != want {
				t.Errorf("%s to %s: %v, want %v", from, to, got, want)
			}
			if got, want := slices.Contains(pay.PaymentFrom(to), from), slices.Contains(legal, to); got != want {
				t.Errorf("%s among what comes before %s: %v, want %v", from, to, got, want)
			}
		}
	}
	for _, unknown := range []pay.PaymentState{"", "PAID", "completed"} {
		if pay.PaymentMay(unknown, pay.PaymentPaid) || pay.PaymentMay(pay.PaymentProcessing, unknown) || len(pay.PaymentFrom(unknown)) != 0 {
			t.Errorf("%q is a state", unknown)
		}
	}
}

// A payment that took money never becomes one that did not.
func TestNoPaymentLosesItsMoney(t *testing.T) {
	t.Parallel()
	for _, from := range pay.PaymentStates {
		for _, to := range pay.PaymentStates {
			if from.Succeeded() && !to.Succeeded() && pay.PaymentMay(from, to) {
				t.Errorf("%s may become %s", from, to)
			}
		}
	}
}

func TestPaymentStateWords(t *testing.T) {
	t.Parallel()
	for _, s := range pay.PaymentStates {
		wantOpen := s == "created" || s == "processing" || s == "unknown"
		wantSucceeded := s == "paid" || s == "partially_refunded" || s == "refunded"
		if s.Open() != wantOpen || s.Succeeded() != wantSucceeded {
			t.Errorf("%s: open %v, succeeded %v", s, s.Open(), s.Succeeded())
		}
	}
}

func TestPaymentAmounts(t *testing.T) {
	t.Parallel()
	p := pay.Payment{AmountMinor: 50_00, CapturedMinor: 50_00, RefundedMinor: 12_00, RefundReservedMinor: 3_00, Currency: "BSD"}
	if got := p.Amount(); got != (pay.Money{Minor: 50_00, Currency: "BSD"}) {
		t.Errorf("amount %s", got)
	}
	if got := p.Refundable(); got != (pay.Money{Minor: 35_00, Currency: "BSD"}) {
		t.Errorf("refundable %s", got)
	}
}

// Only what is final ends an attempt, and each outcome moves a payment that is
// processing or unknown to where it may go, or leaves it.
func TestAttemptOutcomes(t *testing.T) {
	t.Parallel()
	for state, c := range map[pay.AttemptState]struct {
		final bool
		next  pay.PaymentState
	}{
		pay.AttemptProcessing:     {false, pay.PaymentProcessing},
		pay.AttemptRequiresAction: {false, pay.PaymentProcessing},
		pay.AttemptUnknown:        {false, pay.PaymentUnknown},
		pay.AttemptPaid:           {true, pay.PaymentPaid},
		pay.AttemptDeclined:       {true, pay.PaymentFailed},
		pay.AttemptCanceled:       {true, pay.PaymentFailed},
	} {
		if state.Final() != c.final || state.AttemptNext() != c.next {
			t.Errorf("%s: final %v, then %s", state, state.Final(), state.AttemptNext())
		}
		if next := state.AttemptNext(); next != pay.PaymentProcessing && !pay.PaymentMay(pay.PaymentProcessing, next) {
			t.Errorf("%s makes a payment %s, where it may not go", state, next)
		}
	}
}

func TestSettleDelay(t *testing.T) {
	t.Parallel()
	last := time.Duration(0)
	for checks := range 100 {
		got := pay.SettleDelay(checks)
		if got < last || got > time.Hour {
			t.Errorf("after %d checks %s, before it %s", checks, got, last)
		}
		last = got
	}
	for checks, want := range map[int]time.Duration{0: 2 * time.Second, 1: 4 * time.Second, 5: 64 * time.Second, 11: time.Hour, 1 << 40: time.Hour} {
		if got := pay.SettleDelay(checks); got != want {
			t.Errorf("after %d checks %s, want %s", checks, got, want)
		}
	}
}

// Events have the names that the API documents, for every state there is.
func TestEventNames(t *testing.T) {
	t.Parallel()
	want := map[pay.PaymentState]pay.EventType{
		"created": "payment.created", "processing": "payment.processing", "unknown": "payment.unknown", "authorized": "payment.authorized",
		"paid": "payment.completed", "partially_refunded": "payment.refunded", "refunded": "payment.refunded",
		"failed": "payment.failed", "canceled": "payment.canceled", "expired": "payment.expired",
	}
	for _, s := range pay.PaymentStates {
		if got := pay.PaymentEvent(s); got != want[s] {
			t.Errorf("a payment that is %s: %s", s, got)
		}
	}
	refunds := map[pay.RefundState]pay.EventType{
		"pending": "refund.pending", "processing": "refund.created", "completed": "refund.completed", "failed": "refund.failed", "rejected": "refund.rejected",
	}
	for _, s := range pay.RefundStates {
		if got := pay.RefundEvent(s); got != refunds[s] {
			t.Errorf("a refund that is %s: %s", s, got)
		}
	}
}
