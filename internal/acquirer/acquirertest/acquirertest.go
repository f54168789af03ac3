// Package acquirertest is the suite that every acquirer's adapter passes. It
// asks what Linktill relies on: one outcome for each idempotency key, whoever
// asks and however often; no answer that is taken back; no key without an
// answer.
package acquirertest

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"testing"
	"time"

	"linktill/internal/acquirer"
	"linktill/internal/pay"
)

// Harness is an adapter under test and the cards that make it do things.
type Harness struct {
	// Open returns the adapter. Each call returns another instance with the
	// same books, as another process would have it.
	Open func(tb testing.TB) acquirer.Acquirer
	// Paid pays, and so does OtherPaid, which has another number.
	Paid, OtherPaid pay.Card
	// Declines has a card for each reason that the acquirer can be made to give.
	Declines map[acquirer.DeclineCode]pay.Card
	// Challenge asks for 3-D Secure; AnswerChallenge does what the customer
	// does at that address, and may be called again.
	Challenge       pay.Card
	AnswerChallenge func(ctx context.Context, actionURL string, approve bool) error
	// TimeoutPaid and TimeoutFailed give no answer to Pay, and turn out so.
	TimeoutPaid, TimeoutFailed pay.Card
	// RefundReturned pays, and its refunds fail later.
	RefundReturned pay.Card
	// SettleWithin is how long an outcome may stay open at the longest.
	SettleWithin time.Duration
}

// Run runs the suite.
func Run(t *testing.T, h Harness) {
	for name, test := range map[string]func(*testing.T, suite){
		"Paid":                    testPaid,
		"Declined":                testDeclined,
		"UnknownKey":              testUnknownKey,
		"Misuse":                  testMisuse,
		"OneKeyOnePayment":        testOneKeyOnePayment,
		"KeyWithOtherParameters":  testKeyWithOtherParameters,
		"TimeoutThenSettled":      testTimeoutThenSettled,
		"CanceledContext":         testCanceledContext,
		"Refund":                  testRefund,
		"RefundNotPossible":       testRefundNotPossible,
		"OneKeyOneRefund":         testOneKeyOneRefund,
		"RefundsNeverExceed":      testRefundsNeverExceed,
		"RefundReturned":          testRefundReturned,
		"VoidUnknownKey":          testVoidUnknownKey,
		"VoidTooLate":             testVoidTooLate,
		"VoidOrPay":               testVoidOrPay,
		"Challenge":               testChallenge,
		"ChallengeAnsweredTwice":  testChallengeAnsweredTwice,
		"ChallengeVoided":         testChallengeVoided,
		"ChallengeVoidedOrPassed": testChallengeVoidedOrPassed,
		"HoldAndCapture":          testHoldAndCapture,
		"HoldAndRelease":          testHoldAndRelease,
		"HoldNotPossible":         testHoldNotPossible,
		"HoldAfterWaiting":        testHoldAfterWaiting,
		"OneCaptureOrRelease":     testOneCaptureOrRelease,
		"PaidAndKept":             testPaidAndKept,
		"KeptAfterChallenge":      testKeptAfterChallenge,
		"KeptAfterTimeout":        testKeptAfterTimeout,
		"Kept":                    testKept,
		"NotKept":                 testNotKept,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, suite{Harness: h, a: h.Open(t), b: h.Open(t)})
		})
	}
}

// suite is what one test has: two processes, a and b, with the same books.
type suite struct {
	Harness
	a, b acquirer.Acquirer
}

// amount is what the tests pay.
var amount = pay.Money{Minor: 100_00, Currency: "BSD"}

func newKey() string { return "test_" + rand.Text() }

func payment(key string, card pay.Card) acquirer.PayRequest {
	return acquirer.PayRequest{
		Key: key, Money: amount, Card: card,
		Description: "Two coffees", ReturnURL: "http://127.0.0.1/checkout/return",
	}
}

// mustPay pays and returns the result, which has that state.
func (s suite) mustPay(t *testing.T, card pay.Card, want acquirer.State) (key string, result acquirer.Result) {
	t.Helper()
	key = newKey()
	result, err := s.a.Pay(t.Context(), payment(key, card))
	if err != nil || result.State != want {
		t.Fatalf("Pay = %+v, %v; want %s", result, err, want)
	}
	s.mustBe(t, key, result)
	return key, result
}

// mustBe asks both processes, and asks them twice.
func (s suite) mustBe(t *testing.T, key string, want acquirer.Result) {
	t.Helper()
	for _, a := range []acquirer.Acquirer{s.a, s.b, s.a, s.b} {
		if got := status(t, a, key); got != want {
			t.Fatalf("Status = %+v; want %+v", got, want)
		}
	}
}

func status(t *testing.T, a acquirer.Acquirer, key string) acquirer.Result {
	t.Helper()
	result, err := a.Status(t.Context(), key)
	if err != nil {
		t.Fatalf("Status: %v", err)
	}
	return result
}

// settled asks until the outcome is final.
func (s suite) settled(t *testing.T, key string) acquirer.Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), s.SettleWithin)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		result, err := s.b.Status(ctx, key)
		if err == nil && result.State.Final() {
			return result
		}
		if err == nil && result.State != acquirer.Pending {
			t.Fatalf("before it settles, Status = %+v", result)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("not settled within %s: %+v, %v", s.SettleWithin, result, err)
		}
	}
}

// answer is what one of many calls returned.
type answer struct {
	acquirer.Result
	err error
}

// atOnce makes n calls as nearly at the same time as it can.
func atOnce(n int, call func(i int) (acquirer.Result, error)) []answer {
	answers := make([]answer, n)
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start
			answers[i].Result, answers[i].err = call(i)
		})
	}
	close(start)
	all.Wait()
	return answers
}

// either returns a or b, in turns.
func (s suite) either(i int) acquirer.Acquirer {
	if i%2 == 0 {
		return s.a
	}
	return s.b
}

func mustMisuse(t *testing.T, what string, result acquirer.Result, err error) {
	t.Helper()
	if !acquirer.IsMisuse(err) || result != (acquirer.Result{}) {
		t.Errorf("%s: %+v, %v; want a Misuse", what, result, err)
	}
}

// isUnknown reports whether err says that the outcome is not known.
func isUnknown(err error) bool { return err != nil && !acquirer.IsMisuse(err) }

func isTimeout(err error) bool { return isUnknown(err) && errors.Is(err, context.DeadlineExceeded) }
