package desk

import (
	"context"
	"testing"

	"linktill/internal/acquirer"
	"linktill/internal/pay"
	"linktill/store"
)

// hold authorizes 50.00 with 6.00 tax for two pieces of a product of which
// there are five, and returns the payment and the product.
func (b *bench) hold() (pay.Payment, pay.ID) {
	b.t.Helper()
	id := b.product(22_32, ptr(int64(5)))
	offer := b.offer(pay.OriginProduct, line(id, 2, 22_32))
	offer.TransactionType = pay.TypeAuthorization
	begun := b.payOffer(offer, paying)
	if p := begun.Payment; p.State != pay.PaymentAuthorized || p.CapturedMinor != 0 || p.AmountMinor != 50_00 || p.AuthorizedUntil == nil {
		b.t.Fatalf("held: %+v", p)
	}
	return b.payment(begun.Payment.ID), id
}

func (b *bench) order2(p pay.Payment, kind pay.CaptureKind, amountMinor *int64) pay.CaptureOrder {
	return pay.CaptureOrder{ID: b.store.NewID(b.by.MerchantNumber), PaymentID: p.ID, Kind: kind, AmountMinor: amountMinor}
}

func (b *bench) capture(p pay.Payment, kind pay.CaptureKind, amountMinor *int64) store.HeldPayment {
	b.t.Helper()
	held, err := b.desk.Capture(context.Background(), b.by, b.order2(p, kind, amountMinor))
	must(b.t, err)
	if held.Capture.State != pay.CaptureCompleted {
		b.t.Fatalf("%s: %+v", kind, held.Capture)
	}
	return held
}

func (b *bench) left(id pay.ID, want int64) {
	b.t.Helper()
	if quantity, held, _ := b.stock(id); *quantity != want || held != 0 {
		b.t.Errorf("%d left, %d held; want %d and none", *quantity, held, want)
	}
}

func TestCaptureHalfVoidTheRest(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p, id := b.hold()
	b.left(id, 3)
	if _, err := b.desk.Refund(context.Background(), b.by, b.refundOrder(p, 1), pay.ID{}); pay.CodeOf(err) != pay.NotRefundable {
		t.Errorf("a refund of what was not taken: %v", err)
	}
	paid := b.capture(p, pay.KindCapture, ptr(int64(25_00))).Payment
	if paid.State != pay.PaymentPaid || paid.CapturedMinor != 25_00 || paid.TaxMinor != 2_68 || paid.Voidable().Minor != 25_00 {
		t.Errorf("captured: %+v", paid)
	}
	if _, err := b.desk.Capture(context.Background(), b.by, b.order2(p, pay.KindCapture, nil)); pay.CodeOf(err) != pay.NotCapturable {
		t.Errorf("captured twice: %v", err)
	}
	voided := b.capture(p, pay.KindVoid, nil).Payment
	if voided.State != pay.PaymentPaid || voided.VoidedMinor != 25_00 || voided.AuthorizedUntil != nil {
		t.Errorf("voided: %+v", voided)
	}
	if _, err := b.desk.Capture(context.Background(), b.by, b.order2(p, pay.KindVoid, nil)); pay.CodeOf(err) != pay.NotCapturable {
		t.Errorf("voided twice: %v", err)
	}
	b.left(id, 3)
	// Refunds give the tax back in parts that add up to all of it.
	taxMinor := int64(0)
	for _, amountMinor := range []int64{1, 8_33, 10_00, 6_66} {
		r, err := b.desk.Refund(context.Background(), b.by, b.refundOrder(p, amountMinor), pay.ID{})
		must(t, err)
		taxMinor += r.Refund.TaxMinor
	}
	if got := b.payment(p.ID); got.State != pay.PaymentRefunded || taxMinor != 2_68 || got.TaxRefundedMinor != 2_68 {
		t.Errorf("refunded with %d tax: %+v", taxMinor, got)
	}
}

func TestVoidGivesEverythingBack(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p, id := b.hold()
	voided := b.capture(p, pay.KindVoid, nil).Payment
	if voided.State != pay.PaymentCanceled || voided.VoidedMinor != 50_00 || voided.CapturedMinor != 0 {
		t.Errorf("voided: %+v", voided)
	}
	b.left(id, 5)
}

func TestCaptureIsBounded(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p, _ := b.hold()
	for _, amountMinor := range []int64{0, -1, 50_01} {
		if _, err := b.desk.Capture(context.Background(), b.by, b.order2(p, pay.KindCapture, &amountMinor)); pay.CodeOf(err) != pay.Invalid {
			t.Errorf("a capture of %d: %v", amountMinor, err)
		}
	}
	paid := b.pay(b.link(10_00, nil), paying).Payment
	for _, kind := range []pay.CaptureKind{pay.KindCapture, pay.KindVoid} {
		if _, err := b.desk.Capture(context.Background(), b.by, b.order2(paid, kind, nil)); pay.CodeOf(err) != pay.NotCapturable {
			t.Errorf("%s of a payment that holds nothing: %v", kind, err)
		}
	}
}

// Of many captures and voids at once one has the hold; the same order many
// times is one.
func TestOneCaptureAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for range 5 {
		p, _ := b.hold()
		same := b.order2(p, pay.KindCapture, nil)
		atOnce(20, func(i int) {
			order := same
			if i%2 == 0 {
				order = b.order2(p, pay.KindVoid, nil)
			}
			_, err := b.desk.Capture(context.Background(), b.by, order)
			if code := pay.CodeOf(err); err != nil && code != pay.Conflict && code != pay.NotCapturable {
				t.Error(err)
			}
		})
		b.settled()
		if got := b.payment(p.ID); got.State != pay.PaymentPaid && got.State != pay.PaymentCanceled {
			t.Errorf("in the end %s", got.State)
		}
	}
}

// Whoever asked died: before the acquirer heard of it, and after.
func TestCaptureIsSettled(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := context.Background()
	for _, kind := range []pay.CaptureKind{pay.KindCapture, pay.KindVoid} {
		for _, heard := range []bool{false, true} {
			p, _ := b.hold()
			held, err := b.store.BeginCapture(ctx, b.by, b.order2(p, kind, nil), lease)
			must(t, err)
			if heard {
				do := b.bank.Capture
				if kind == pay.KindVoid {
					do = b.bank.Release
				}
				_, err = do(ctx, acquirer.HoldRequest{Key: held.Capture.ID.UUID(), PaymentRef: p.AcquirerRef, Money: p.Amount()})
				must(t, err)
			}
			atOnce(3, func(int) { b.settled() })
			want := map[pay.CaptureKind]pay.PaymentState{pay.KindCapture: pay.PaymentPaid, pay.KindVoid: pay.PaymentCanceled}[kind]
			if got := b.payment(p.ID).State; got != want {
				t.Errorf("%s, heard %v: %s", kind, heard, got)
			}
		}
	}
}

func TestHoldEnds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := context.Background()
	untouched, id := b.hold()
	half, other := b.hold()
	b.capture(half, pay.KindCapture, ptr(int64(25_00)))
	_, err := b.pool.Exec(ctx, `UPDATE payments SET authorized_until = now() - interval '1 s'`)
	must(t, err)
	atOnce(4, func(int) { b.settled() })
	if got := b.payment(untouched.ID); got.State != pay.PaymentExpired || got.VoidedMinor != 50_00 {
		t.Errorf("untouched: %+v", got)
	}
	b.left(id, 5)
	if got := b.payment(half.ID); got.State != pay.PaymentPaid || got.CapturedMinor != 25_00 || got.VoidedMinor != 25_00 {
		t.Errorf("half of it captured: %+v", got)
	}
	b.left(other, 3)
}

func TestHoldAfterChallenge(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	offer := b.offer(pay.OriginProduct, line(b.product(1_00, nil), 1, 1_00))
	offer.TransactionType = pay.TypeAuthorization
	begun := b.payOffer(offer, challenged)
	_, err := b.desk.AnswerChallenge(context.Background(), begun.Attempt.ActionURL[len("/sandbox/3ds/"):], true)
	must(t, err)
	if got := b.payment(begun.Payment.ID).State; got != pay.PaymentAuthorized {
		t.Errorf("approved: %s", got)
	}
}
