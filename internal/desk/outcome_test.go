package desk

import (
	"context"
	"errors"
	"testing"

	"linktill/internal/acquirer"
	"linktill/internal/pay"
	"linktill/store"
)

// Only a definite answer ends an attempt; everything else is asked for again.
func TestWhatAnAnswerMeansForAnAttempt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		result  acquirer.Result
		err     error
		state   pay.AttemptState
		decline string
	}{
		"paid":                {acquirer.Result{State: acquirer.Paid, Ref: "r"}, nil, pay.AttemptPaid, ""},
		"declined":            {acquirer.Result{State: acquirer.Declined, DeclineCode: acquirer.ExpiredCard, Message: "Expired."}, nil, pay.AttemptDeclined, "expired_card"},
		"canceled":            {acquirer.Result{State: acquirer.Canceled}, nil, pay.AttemptCanceled, "not_completed"},
		"challenge":           {acquirer.Result{State: acquirer.RequiresAction, ActionURL: "/3ds"}, nil, pay.AttemptRequiresAction, ""},
		"pending":             {acquirer.Result{State: acquirer.Pending}, nil, pay.AttemptUnknown, ""},
		"not found":           {acquirer.Result{State: acquirer.NotFound}, nil, pay.AttemptUnknown, ""},
		"a word of its own":   {acquirer.Result{State: "PAID"}, nil, pay.AttemptUnknown, ""},
		"nothing":             {acquirer.Result{}, nil, pay.AttemptUnknown, ""},
		"timed out":           {acquirer.Result{}, context.DeadlineExceeded, pay.AttemptUnknown, ""},
		"paid, with an error": {acquirer.Result{State: acquirer.Paid}, errors.New("reset"), pay.AttemptUnknown, ""},
		"refused as wrong":    {acquirer.Result{}, acquirer.Misusef("key used"), pay.AttemptDeclined, "processing_error"},
	} {
		out := attemptOutcome(c.result, c.err)
		if out.State != c.state || out.DeclineCode != c.decline || out.AcquirerRef != c.result.Ref || out.CheckAfter <= 0 {
			t.Errorf("%s: %+v", name, out)
		}
		if failed := c.decline != ""; failed != (out.Message != "") || (out.ActionURL != "") != (c.state == pay.AttemptRequiresAction) {
			t.Errorf("%s says %q, sends to %q", name, out.Message, out.ActionURL)
		}
	}
}

// A refusal at once is a rejection, a failure that comes later is one; what is
// not known keeps the amount set aside.
func TestWhatAnAnswerMeansForARefund(t *testing.T) {
	t.Parallel()
	fresh, known := store.PaidRefund{}, store.PaidRefund{Refund: pay.Refund{AcquirerRef: "r"}}
	failed := acquirer.Result{State: acquirer.Failed, DeclineCode: acquirer.RefundReturned, Message: "Returned."}
	for name, c := range map[string]struct {
		refund store.PaidRefund
		result acquirer.Result
		err    error
		state  pay.RefundState
		code   string
	}{
		"completed":             {fresh, acquirer.Result{State: acquirer.Completed}, nil, pay.RefundCompleted, ""},
		"failed at once":        {fresh, failed, nil, pay.RefundRejected, "refund_returned"},
		"failed later":          {known, failed, nil, pay.RefundFailed, "refund_returned"},
		"pending":               {fresh, acquirer.Result{State: acquirer.Pending, Ref: "r"}, nil, pay.RefundProcessing, ""},
		"not found":             {known, acquirer.Result{State: acquirer.NotFound}, nil, pay.RefundProcessing, ""},
		"a payment's word":      {fresh, acquirer.Result{State: acquirer.Paid}, nil, pay.RefundProcessing, ""},
		"nothing":               {fresh, acquirer.Result{}, nil, pay.RefundProcessing, ""},
		"timed out":             {fresh, acquirer.Result{}, context.DeadlineExceeded, pay.RefundProcessing, ""},
		"failed, with an error": {known, failed, errors.New("reset"), pay.RefundProcessing, ""},
		"refused as wrong":      {fresh, acquirer.Result{}, acquirer.Misusef("key used"), pay.RefundRejected, "processing_error"},
	} {
		out := refundOutcome(c.refund, c.result, c.err)
		if out.State != c.state || out.FailureCode != c.code || out.AcquirerRef != c.result.Ref || (out.Message != "") != (c.code != "") || out.CheckAfter <= 0 {
			t.Errorf("%s: %+v", name, out)
		}
	}
}

// There is no acquirer for real money in this build: no live link is paid, and
// nothing of it is begun.
func TestLiveModeTakesNoPayments(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if b.desk.Accepts(true) || !b.desk.Accepts(false) {
		t.Error("live mode is accepted")
	}
	b.by.Livemode = true
	if _, err := b.desk.Pay(context.Background(), b.order(b.link(10_00, nil), paying)); pay.CodeOf(err) != pay.Conflict {
		t.Errorf("%v", err)
	}
	if list, err := b.store.Payments(context.Background(), b.by, store.PaymentFilter{}, pay.DefaultPage()); err != nil || len(list.Rows) != 0 {
		t.Errorf("%d payments were begun, %v", len(list.Rows), err)
	}
}

// The challenge's page shows what is paid to whom, and once it is answered
// that it was.
func TestChallengeShowsWhatIsPaid(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	begun := b.pay(b.link(10_00, nil), challenged)
	token := begun.Attempt.ActionURL[len("/sandbox/3ds/"):]
	got, err := b.desk.Challenge(context.Background(), token)
	must(t, err)
	if got.MerchantName != "Island Coffee" || got.Amount.String() != "B$10.00" || got.CardLast4 != "3220" || got.CardBrand != "visa" ||
		got.Done || got.ReturnPath != "/checkout/x" || got.Zone.String() != "America/Nassau" || got.CreatedAt.IsZero() {
		t.Errorf("%+v", got)
	}
	_, err = b.desk.AnswerChallenge(context.Background(), token, true)
	must(t, err)
	if got, err := b.desk.Challenge(context.Background(), token); err != nil || !got.Done {
		t.Errorf("answered: %+v, %v", got, err)
	}
	for _, unknown := range []string{"", "AAAA", "' OR 1=1", token + "A"} {
		if _, err := b.desk.Challenge(context.Background(), unknown); pay.CodeOf(err) != pay.NotFound {
			t.Errorf("%q: %v", unknown, err)
		}
		if _, err := b.desk.AnswerChallenge(context.Background(), unknown, true); pay.CodeOf(err) != pay.NotFound {
			t.Errorf("answering %q: %v", unknown, err)
		}
	}
}

// An approval that comes while the customer already waits for the outcome
// counts; a challenge that comes then is not shown, and stopped.
func TestChallengeAfterTheOutcomeIsUnknown(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	order := b.order(b.link(10_00, ptr(int64(1))), challenged)
	begun, err := b.store.Begin(context.Background(), beginOf(order, b.bank))
	must(t, err)
	unknown := b.desk.record(context.Background(), begun, attemptOutcome(acquirer.Result{}, context.DeadlineExceeded))
	late := b.desk.payAttempt(context.Background(), b.bank, unknown, order.Card, "")
	if late.Attempt.State != pay.AttemptUnknown || b.payment(begun.Payment.ID).State != pay.PaymentUnknown {
		t.Errorf("attempt %s, payment %s", late.Attempt.State, b.payment(begun.Payment.ID).State)
	}
	b.settled()
	if got := b.payment(begun.Payment.ID).State; got != pay.PaymentFailed {
		t.Errorf("the challenge that nobody sees left it %s", got)
	}
}

// What another acquirer took is left alone: nobody here can ask about it.
func TestAcquirerThatIsGone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.pay(b.link(10_00, nil), paying).Payment
	order := b.order(b.link(10_00, nil), paying)
	begun, err := b.store.Begin(context.Background(), beginOf(order, b.bank))
	must(t, err)
	_, err = b.pool.Exec(context.Background(), `UPDATE payments SET acquirer = 'gone'`)
	must(t, err)
	r, err := b.desk.Refund(context.Background(), b.by, b.refundOrder(p, 1_00), pay.ID{})
	if pay.CodeOf(err) != pay.Unavailable || r.Refund.State != pay.RefundProcessing {
		t.Errorf("%s, %v", r.Refund.State, err)
	}
	for _, table := range []string{`UPDATE attempts SET check_at = now() WHERE check_at IS NOT NULL`, `UPDATE refunds SET check_at = now()`} {
		_, err := b.pool.Exec(context.Background(), table)
		must(t, err)
	}
	if n, err := b.desk.Settle(context.Background()); n != 2 || err != nil {
		t.Errorf("%d looked at, %v", n, err)
	}
	refund, err := b.store.Refund(context.Background(), b.by, r.Refund.ID)
	must(t, err)
	if got := b.payment(begun.Payment.ID).State; got != pay.PaymentProcessing || refund.State != pay.RefundProcessing {
		t.Errorf("payment %s, refund %s", got, refund.State)
	}
	_, err = b.pool.Exec(context.Background(), `UPDATE payments SET acquirer = 'sandbox'`)
	must(t, err)
	b.settled() // it is back
}

// When the outcome cannot be recorded the operation stays open, and Settle
// finds what became of it.
func TestOutcomeThatCannotBeRecorded(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	order := b.order(b.link(10_00, nil), paying)
	begun, err := b.store.Begin(context.Background(), beginOf(order, b.bank))
	must(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if got := b.desk.record(ctx, begun, store.AttemptOutcome{State: pay.AttemptPaid}); got.Payment.State != pay.PaymentProcessing {
		t.Errorf("told %s", got.Payment.State)
	}
	b.desk.payAttempt(context.Background(), b.bank, begun, order.Card, "")
	r, err := b.store.BeginRefund(context.Background(), b.by, b.refundOrder(b.payment(begun.Payment.ID), 1_00), pay.ID{}, lease)
	must(t, err)
	if got := b.desk.recordRefund(ctx, r, store.RefundOutcome{State: pay.RefundCompleted}); got.Refund.State != pay.RefundProcessing {
		t.Errorf("told %s", got.Refund.State)
	}
	if _, err := b.desk.Settle(ctx); err == nil {
		t.Error("settling without a database went well")
	}
	b.settled()
	if got := b.payment(begun.Payment.ID); got.State != pay.PaymentPartiallyRefunded {
		t.Errorf("settled as %s", got.State)
	}
}

func TestTestCardsAreTheSandboxes(t *testing.T) {
	t.Parallel()
	cards := new(Desk).TestCards()
	if len(cards) < 12 || cards[0].Number != paying {
		t.Errorf("%d cards, the first is %s", len(cards), cards[0].Number)
	}
}
