package pay_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linktill/internal/pay"
)

// refundMoves is the documented life of a refund, written out once more.
var refundMoves = map[pay.RefundState][]pay.RefundState{
	"pending":    {"processing", "rejected"},
	"processing": {"completed", "failed", "rejected"},
	"completed":  {}, "failed": {}, "rejected": {},
}

func TestRefundMoves(t *testing.T) {
	t.Parallel()
	if len(pay.RefundStates) != len(refundMoves) {
		t.Errorf("%d states, want %d", len(pay.RefundStates), len(refundMoves))
	}
	for _, from := range pay.RefundStates {
		legal, known := refundMoves[from]
		if !known {
			t.Errorf("there is no state %s", from)
		}
		if from.Final() != (len(legal) == 0) {
			t.Errorf("%s is final: %v", from, from.Final())
		}
		for _, to := range pay.RefundStates {
			if got, want := pay.RefundMay(from, to), slices.Contains(legal, to); got != want {
				t.Errorf("%s to %s: %v, want %v", from, to, got, want)
			}
		}
	}
	if pay.RefundMay("", pay.RefundCompleted) || pay.RefundMay(pay.RefundProcessing, "") {
		t.Error("nothing is a state")
	}
}

func paid() pay.Payment {
	return pay.Payment{ID: pay.NewID(noon, 1), State: pay.PaymentPaid, AmountMinor: 50_00, CapturedMinor: 50_00, Currency: "BSD"}
}

func TestCheckRefund(t *testing.T) {
	t.Parallel()
	inPart := paid()
	inPart.State, inPart.RefundedMinor = pay.PaymentPartiallyRefunded, 40_00
	underWay := paid()
	underWay.RefundReservedMinor = 45_00
	limited := pay.Caller{KeyID: pay.NewID(noon, 1), RefundLimitMinor: ptr(int64(10_00))}
	const largest = "At most B$10.00 is left to refund."
	for name, c := range map[string]struct {
		payment pay.Payment
		order   pay.RefundOrder
		by      pay.Caller
		code    pay.Code
		want    map[string]string
	}{
		"in full":           {paid(), pay.RefundOrder{AmountMinor: 50_00, Reason: "x"}, pay.Caller{}, "", nil},
		"a cent":            {paid(), pay.RefundOrder{AmountMinor: 1, Currency: "BSD", Reason: "x"}, pay.Caller{}, "", nil},
		"what is left":      {inPart, pay.RefundOrder{AmountMinor: 10_00, Reason: "x"}, pay.Caller{}, "", nil},
		"more than is left": {inPart, pay.RefundOrder{AmountMinor: 10_01, Reason: "x"}, pay.Caller{}, pay.RefundTooLarge, map[string]string{"amount": largest}},
		"what is set aside": {underWay, pay.RefundOrder{AmountMinor: 5_01, Reason: "x"}, pay.Caller{}, pay.RefundTooLarge,
			map[string]string{"amount": "At most B$5.00 is left to refund."}},
		"a fortune":        {paid(), pay.RefundOrder{AmountMinor: 1e18, Reason: "x"}, pay.Caller{}, pay.RefundTooLarge, map[string]string{"amount": "At most B$50.00 is left to refund."}},
		"nothing":          {paid(), pay.RefundOrder{Reason: "x"}, pay.Caller{}, pay.Invalid, map[string]string{"amount": "The amount must be more than zero."}},
		"less":             {paid(), pay.RefundOrder{AmountMinor: -1, Reason: "x"}, pay.Caller{}, pay.Invalid, map[string]string{"amount": "The amount must be more than zero."}},
		"another currency": {paid(), pay.RefundOrder{AmountMinor: 1, Currency: "USD", Reason: "x"}, pay.Caller{}, pay.Invalid, map[string]string{"currency": "The payment was made in BSD."}},
		"no reason":        {paid(), pay.RefundOrder{AmountMinor: 1, Reason: " \t"}, pay.Caller{}, pay.Invalid, map[string]string{"reason": "Say why you refund it."}},
		"the longest":      {paid(), pay.RefundOrder{AmountMinor: 1, Reason: strings.Repeat("é", pay.RefundReasonMax)}, pay.Caller{}, "", nil},
		"too long": {paid(), pay.RefundOrder{AmountMinor: 1, Reason: strings.Repeat("é", pay.RefundReasonMax+1)}, pay.Caller{}, pay.Invalid,
			map[string]string{"reason": "At most 500 characters."}},
		"within the key's limit": {paid(), pay.RefundOrder{AmountMinor: 10_00, Reason: "x"}, limited, "", nil},
		"beyond the key's limit": {paid(), pay.RefundOrder{AmountMinor: 10_01, Reason: "x"}, limited, pay.Invalid,
			map[string]string{"amount": "This key may refund at most B$10.00 at a time."}},
		"all wrong": {paid(), pay.RefundOrder{Currency: "EUR"}, pay.Caller{}, pay.Invalid, map[string]string{
			"amount": "The amount must be more than zero.", "currency": "The payment was made in BSD.", "reason": "Say why you refund it."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := pay.CheckRefund(c.payment, c.order, c.by)
			wantFields(t, err, c.want)
			if pay.CodeOf(err) != c.code {
				t.Errorf("%v, want %q", err, c.code)
			}
		})
	}
}

// Only what was paid is refunded, and what was refunded in full is not again.
func TestRefundableStates(t *testing.T) {
	t.Parallel()
	order := pay.RefundOrder{AmountMinor: 1, Reason: "x"}
	for _, state := range pay.PaymentStates {
		p := paid()
		p.State = state
		if err := pay.CheckRefund(p, order, pay.Caller{}); (err == nil) != state.Succeeded() || err != nil && pay.CodeOf(err) != pay.NotRefundable {
			t.Errorf("%s: %v", state, err)
		}
	}
	p := paid()
	p.State, p.RefundedMinor = pay.PaymentRefunded, p.CapturedMinor
	if err := pay.CheckRefund(p, order, pay.Caller{}); pay.CodeOf(err) != pay.NotRefundable {
		t.Errorf("refunded in full: %v", err)
	}
}

// Whatever refunds are asked for, begun, completed and failed in any order, no
// more is given back or set aside than was captured.
func TestRefundsNeverExceedThePayment(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := paid()
		p.AmountMinor = rapid.Int64Range(1, pay.MaxAmountMinor).Draw(t, "amount")
		p.CapturedMinor = p.AmountMinor
		var open []int64
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			if len(open) > 0 && rapid.Bool().Draw(t, "answer") {
				minor := open[0]
				open = open[1:]
				p.RefundReservedMinor -= minor
				if rapid.Bool().Draw(t, "completed") {
					p.RefundedMinor += minor
				}
				continue
			}
			minor := rapid.Int64Range(-1, p.AmountMinor+1).Draw(t, "refund")
			if pay.CheckRefund(p, pay.RefundOrder{AmountMinor: minor, Reason: "x"}, pay.Caller{}) == nil {
				p.RefundReservedMinor += minor
				open = append(open, minor)
			}
			if left := p.Refundable().Minor; left < 0 || p.RefundedMinor+p.RefundReservedMinor > p.CapturedMinor {
				t.Fatalf("%d refunded and %d set aside of %d", p.RefundedMinor, p.RefundReservedMinor, p.CapturedMinor)
			}
		}
	})
}

// A code counts for exactly what was seen: any other refund has another digest,
// also one whose texts run into each other.
func TestRefundDigest(t *testing.T) {
	t.Parallel()
	order := pay.RefundOrder{ID: pay.NewID(noon, 1), PaymentID: pay.NewID(noon, 1), AmountMinor: 12_00, Currency: "BSD", Reason: "cold"}
	digest := order.Digest()
	same := order
	same.ID = pay.NewID(noon.Add(time.Second), 1)
	if !bytes.Equal(same.Digest(), digest) || len(digest) != 32 {
		t.Error("the same refund under another id has another digest")
	}
	for name, change := range map[string]func(*pay.RefundOrder){
		"payment":  func(o *pay.RefundOrder) { o.PaymentID = pay.NewID(noon, 2) },
		"amount":   func(o *pay.RefundOrder) { o.AmountMinor = 1_200 * 10 },
		"currency": func(o *pay.RefundOrder) { o.Currency = "USD" },
		"reason":   func(o *pay.RefundOrder) { o.Reason = "colD" },
		"shifted":  func(o *pay.RefundOrder) { o.Currency, o.Reason = `BSD","c`, "old" },
	} {
		other := order
		change(&other)
		if bytes.Equal(other.Digest(), digest) {
			t.Errorf("another %s has the same digest", name)
		}
	}
}

func TestRefundAmount(t *testing.T) {
	t.Parallel()
	if got := (pay.Refund{AmountMinor: 5, Currency: "JPY"}).Amount().String(); got != "¥5" {
		t.Errorf("%s", got)
	}
}
