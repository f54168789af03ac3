package desk

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"linktill/internal/pay"
)

func TestPay(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, test := range []struct {
		card    string
		payment pay.PaymentState
		attempt pay.AttemptState
		settled pay.PaymentState
	}{
		{paying, pay.PaymentPaid, pay.AttemptPaid, pay.PaymentPaid},
		{"378282246310005", pay.PaymentPaid, pay.AttemptPaid, pay.PaymentPaid},
		{declined, pay.PaymentFailed, pay.AttemptDeclined, pay.PaymentFailed},
		{timesOutPaid, pay.PaymentUnknown, pay.AttemptUnknown, pay.PaymentPaid},
		{timesOutDead, pay.PaymentUnknown, pay.AttemptUnknown, pay.PaymentFailed},
	} {
		l := b.link(50_00, ptr(int64(1)))
		order := b.order(l, paying)
		card, err := pay.ParseCard(test.card, "12/40", map[bool]string{true: "1234", false: "123"}[len(test.card) == 15], "", time.Now())
		must(t, err)
		order.Card = card
		begun, err := b.desk.Pay(context.Background(), order)
		must(t, err)
		if begun.Payment.State != test.payment || begun.Attempt.State != test.attempt {
			t.Errorf("%s: payment %s, attempt %s; want %s, %s", test.card, begun.Payment.State, begun.Attempt.State, test.payment, test.attempt)
		}
		if stored := b.payment(begun.Payment.ID); stored.State != begun.Payment.State || stored.Version != begun.Payment.Version {
			t.Errorf("%s: stored %s version %d, told %s version %d", test.card, stored.State, stored.Version, begun.Payment.State, begun.Payment.Version)
		}
		b.settled()
		if got := b.payment(begun.Payment.ID).State; got != test.settled {
			t.Errorf("%s: settled as %s, want %s", test.card, got, test.settled)
		}
	}
}

func TestPayTwiceIsOnePayment(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, most := range []*int64{nil, ptr(int64(1))} {
		order := b.order(b.link(50_00, most), paying)
		var fresh atomic.Int32
		atOnce(20, func(int) {
			begun, err := b.desk.Pay(context.Background(), order)
			if err != nil {
				t.Error(err)
			}
			if begun.Fresh {
				fresh.Add(1)
			}
		})
		if fresh.Load() != 1 {
			t.Errorf("%d payments were begun, want 1", fresh.Load())
		}
	}
}

func TestDeclinedCustomerTriesAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	order := b.order(b.link(50_00, ptr(int64(1))), declined)
	first, err := b.desk.Pay(context.Background(), order)
	must(t, err)
	again := b.order(order.Link, paying)
	again.CheckoutID, again.AttemptNumber = order.CheckoutID, 2
	second, err := b.desk.Pay(context.Background(), again)
	must(t, err)
	if second.Payment.ID != first.Payment.ID || second.Payment.State != pay.PaymentPaid || second.Attempt.Number != 2 {
		t.Errorf("the second try made %+v of %s", second, first.Payment.ID.UUID())
	}
	third, err := b.desk.Pay(context.Background(), again)
	must(t, err)
	if third.Fresh || third.Payment.State != pay.PaymentPaid {
		t.Errorf("sending the second try again began a payment: %+v", third)
	}
}

func TestLastUseGoesToOneBuyer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	l := b.link(10_00, ptr(int64(5)))
	var paid, refused atomic.Int32
	atOnce(60, func(int) {
		begun, err := b.desk.Pay(context.Background(), b.order(l, paying))
		switch {
		case err == nil && begun.Payment.State == pay.PaymentPaid:
			paid.Add(1)
		case pay.CodeOf(err) == pay.LinkMaxUses:
			refused.Add(1)
		default:
			t.Errorf("%v, %+v", err, begun.Payment.State)
		}
	})
	if paid.Load() != 5 || refused.Load() != 55 {
		t.Errorf("%d paid, %d refused; want 5 and 55", paid.Load(), refused.Load())
	}
}

func TestLinkGivesItsUseBackAfterDecline(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	l := b.link(10_00, ptr(int64(1)))
	b.pay(l, declined)
	if begun := b.pay(l, paying); begun.Payment.State != pay.PaymentPaid {
		t.Errorf("after a decline the link was %s", begun.Payment.State)
	}
	_, err := b.desk.Pay(context.Background(), b.order(l, paying))
	if pay.CodeOf(err) != pay.LinkMaxUses {
		t.Errorf("the used link answered %v", err)
	}
}

func TestUnknownKeepsItsUse(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	l := b.link(10_00, ptr(int64(1)))
	b.pay(l, timesOutDead)
	if _, err := b.desk.Pay(context.Background(), b.order(l, paying)); pay.CodeOf(err) != pay.LinkMaxUses {
		t.Errorf("the use of an open payment was sold again: %v", err)
	}
	b.settled()
	if begun := b.pay(l, paying); begun.Payment.State != pay.PaymentPaid {
		t.Errorf("after it failed the link was %s", begun.Payment.State)
	}
}

func TestChallenge(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for approve, want := range map[bool]pay.PaymentState{true: pay.PaymentPaid, false: pay.PaymentFailed} {
		begun := b.pay(b.link(10_00, ptr(int64(1))), challenged)
		if begun.Attempt.State != pay.AttemptRequiresAction || begun.Payment.State != pay.PaymentProcessing {
			t.Fatalf("attempt %s, payment %s", begun.Attempt.State, begun.Payment.State)
		}
		token := begun.Attempt.ActionURL[len("/sandbox/3ds/"):]
		atOnce(10, func(int) {
			if path, err := b.desk.AnswerChallenge(context.Background(), token, approve); err != nil || path != "/checkout/x" {
				t.Errorf("%q, %v", path, err)
			}
		})
		if got := b.payment(begun.Payment.ID).State; got != want {
			t.Errorf("answered %v: %s, want %s", approve, got, want)
		}
	}
}

func TestAbandonedChallengeIsStopped(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	l := b.link(10_00, ptr(int64(1)))
	begun := b.pay(l, challenged)
	_, err := b.pool.Exec(context.Background(), `UPDATE attempts SET check_at = now()`)
	must(t, err)
	_, err = b.desk.Settle(context.Background())
	must(t, err)
	if got := b.payment(begun.Payment.ID).State; got != pay.PaymentProcessing {
		t.Fatalf("a fresh challenge was stopped: %s", got)
	}
	b.desk.now = func() time.Time { return time.Now().Add(challengeMax + time.Minute) }
	b.settled()
	if got := b.payment(begun.Payment.ID).State; got != pay.PaymentFailed {
		t.Errorf("an abandoned challenge is %s", got)
	}
	if again := b.pay(l, paying); again.Payment.State != pay.PaymentPaid {
		t.Errorf("its use was not given back: %s", again.Payment.State)
	}
}

// What the acquirer never saw is stopped for good, so that a late call with
// the same key charges nobody.
func TestCallerDiedBeforeTheCall(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	l := b.link(10_00, ptr(int64(1)))
	order := b.order(l, paying)
	begun, err := b.store.Begin(context.Background(), beginOf(order, b.bank))
	must(t, err)
	b.settled()
	late := b.desk.payAttempt(context.Background(), b.bank, begun, order.Card, "")
	if got := b.payment(begun.Payment.ID).State; got != pay.PaymentFailed || late.Payment.State != pay.PaymentFailed {
		t.Errorf("payment %s, the late call says %s", got, late.Payment.State)
	}
}

func TestCallerDiedAfterTheCall(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	order := b.order(b.link(10_00, ptr(int64(1))), paying)
	begun, err := b.store.Begin(context.Background(), beginOf(order, b.bank))
	must(t, err)
	_, err = b.bank.Pay(context.Background(), b.desk.payRequest(begun, order.Card, ""))
	must(t, err)
	atOnce(5, func(int) { b.settled() })
	if got := b.payment(begun.Payment.ID).State; got != pay.PaymentPaid {
		t.Errorf("the payment that went through is %s", got)
	}
}

func TestSlowAcquirerDoesNotHoldTheCustomer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.desk.patience = 0
	begun := b.pay(b.link(10_00, nil), timesOutPaid)
	if begun.Attempt.State != pay.AttemptProcessing {
		t.Errorf("the customer waited until it was %s", begun.Attempt.State)
	}
	b.desk.Wait()
	b.settled()
	if got := b.payment(begun.Payment.ID).State; got != pay.PaymentPaid {
		t.Errorf("the call that went on left it %s", got)
	}
}

func TestPayRefusesAnotherAmount(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	order := b.order(b.link(10_00, nil), paying)
	order.AmountMinor = 1
	if _, err := b.desk.Pay(context.Background(), order); pay.CodeOf(err) != pay.InvalidAmount {
		t.Errorf("a price of the customer's own was answered with %v", err)
	}
}
