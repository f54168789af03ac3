package sandbox

import (
	"testing"

	"linktill/internal/acquirer"
	"linktill/internal/pay"
)

func TestRefundOutcome(t *testing.T) {
	t.Parallel()
	minor, bsd, dollars := int64(100), "BSD", "USD"
	good := operation{State: acquirer.Paid, Settled: true, AmountMinor: &minor, Currency: &bsd, RefundedMinor: 30, Scenario: &paid.Name}
	with := func(change func(*operation)) operation { op := good; change(&op); return op }
	for name, c := range map[string]struct {
		payment         operation
		pending, refund int64
		state           acquirer.State
		code            acquirer.DeclineCode
		isLater         bool
	}{
		"a part":         {good, 0, 1, acquirer.Completed, "", false},
		"the rest":       {good, 0, 70, acquirer.Completed, "", false},
		"too large":      {good, 0, 71, acquirer.Failed, acquirer.RefundTooLarge, false},
		"rest is held":   {good, 50, 20, acquirer.Completed, "", false},
		"held too much":  {good, 50, 21, acquirer.Failed, acquirer.RefundTooLarge, false},
		"other currency": {with(func(op *operation) { op.Currency = &dollars }), 0, 1, acquirer.Failed, acquirer.RefundNotPossible, false},
		"not settled":    {with(func(op *operation) { op.Settled = false }), 0, 1, acquirer.Failed, acquirer.RefundNotPossible, false},
		"declined":       {with(func(op *operation) { op.State = acquirer.Declined }), 0, 1, acquirer.Failed, acquirer.RefundNotPossible, false},
		"voided":         {operation{State: acquirer.Canceled, Settled: true}, 0, 1, acquirer.Failed, acquirer.RefundNotPossible, false},
		"returned":       {with(func(op *operation) { op.Scenario = &refundReturned.Name }), 0, 1, acquirer.Failed, acquirer.RefundReturned, true},
	} {
		got := refundOutcome(c.payment, c.pending, acquirer.RefundRequest{Money: pay.Money{Minor: c.refund, Currency: "BSD"}})
		refunded := map[bool]int64{true: c.refund}[c.state == acquirer.Completed]
		if want := (outcome{c.state, c.code, c.isLater, refunded}); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}
