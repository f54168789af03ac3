package desk

import (
	"context"
	"sync/atomic"
	"testing"

	"linktill/internal/pay"
)

func TestRefundInParts(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.pay(b.link(50_00, nil), paying).Payment
	for _, part := range []struct {
		amountMinor int64
		state       pay.PaymentState
	}{{12_00, pay.PaymentPartiallyRefunded}, {38_00, pay.PaymentRefunded}} {
		r, err := b.desk.Refund(context.Background(), b.by, b.refundOrder(p, part.amountMinor), pay.ID{})
		must(t, err)
		if r.Refund.State != pay.RefundCompleted || r.Payment.State != part.state {
			t.Errorf("refund %s, payment %s; want completed, %s", r.Refund.State, r.Payment.State, part.state)
		}
	}
	if _, err := b.desk.Refund(context.Background(), b.by, b.refundOrder(p, 1), pay.ID{}); pay.CodeOf(err) != pay.NotRefundable {
		t.Errorf("a refunded payment was refunded again: %v", err)
	}
}

func TestRefundsNeverExceedThePayment(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for round := range 20 {
		p := b.pay(b.link(10_00, nil), paying).Payment
		var given atomic.Int64
		atOnce(8, func(i int) {
			r, err := b.desk.Refund(context.Background(), b.by, b.refundOrder(p, int64(2_00+i*30)), pay.ID{})
			switch code := pay.CodeOf(err); {
			case err == nil && r.Refund.State == pay.RefundCompleted:
				given.Add(r.Refund.AmountMinor)
			case code == pay.RefundTooLarge || code == pay.NotRefundable || code == pay.Conflict:
			default:
				t.Errorf("round %d: %v, %s", round, err, r.Refund.State)
			}
		})
		if stored := b.payment(p.ID); given.Load() > 10_00 || stored.RefundedMinor != given.Load() {
			t.Fatalf("round %d: %d given back, %d recorded, of 1000", round, given.Load(), stored.RefundedMinor)
		}
	}
}

func TestRefundTwiceIsOneRefund(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.pay(b.link(10_00, nil), paying).Payment
	order := b.refundOrder(p, 6_00)
	for range 3 {
		r, err := b.desk.Refund(context.Background(), b.by, order, pay.ID{})
		must(t, err)
		if r.Refund.ID != order.ID || r.Payment.RefundedMinor != 6_00 {
			t.Errorf("refund %s, %d refunded", r.Refund.ID.UUID(), r.Payment.RefundedMinor)
		}
	}
}

func TestRefundThatFailsLater(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.pay(b.link(10_00, nil), refundFails).Payment
	r, err := b.desk.Refund(context.Background(), b.by, b.refundOrder(p, 10_00), pay.ID{})
	must(t, err)
	if r.Refund.State != pay.RefundProcessing {
		t.Fatalf("refund %s, want processing", r.Refund.State)
	}
	if got := b.payment(p.ID); got.Refundable().Minor != 0 || got.State != pay.PaymentPaid {
		t.Errorf("while it is under way %s is refundable, the payment %s", got.Refundable(), got.State)
	}
	b.settled()
	failed, err := b.store.Refund(context.Background(), b.by, r.Refund.ID)
	must(t, err)
	if got := b.payment(p.ID); failed.State != pay.RefundFailed || got.Refundable().Minor != 10_00 || got.State != pay.PaymentPaid {
		t.Errorf("refund %s, %s refundable, payment %s", failed.State, got.Refundable(), got.State)
	}
}

// The call is made again with the same key when the acquirer never saw it.
func TestRefundWhoseCallerDied(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.pay(b.link(10_00, nil), paying).Payment
	r, err := b.store.BeginRefund(context.Background(), b.by, b.refundOrder(p, 4_00), pay.ID{}, lease)
	must(t, err)
	atOnce(4, func(int) { b.settled() })
	done, err := b.store.Refund(context.Background(), b.by, r.Refund.ID)
	must(t, err)
	if got := b.payment(p.ID); done.State != pay.RefundCompleted || got.RefundedMinor != 4_00 {
		t.Errorf("refund %s, %d refunded", done.State, got.RefundedMinor)
	}
}

func TestMemberNeedsAnAuthorizationForExactlyThisRefund(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.pay(b.link(10_00, nil), paying).Payment
	member := b.by
	member.KeyID, member.Scopes = pay.ID{}, nil
	member.UserID, member.SessionID, member.Role = b.owner(), b.store.NewID(0), pay.Owner
	order := b.refundOrder(p, 4_00)
	other := order
	other.AmountMinor = 5_00
	given := b.authorization(member, order.Digest())
	for name, try := range map[string]struct {
		order         pay.RefundOrder
		authorization pay.ID
	}{
		"none":           {order, pay.ID{}},
		"another amount": {other, given},
		"unknown":        {order, b.store.NewID(b.by.MerchantNumber)},
	} {
		if _, err := b.desk.Refund(context.Background(), member, try.order, try.authorization); pay.CodeOf(err) != pay.BadCode {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := b.desk.Refund(context.Background(), member, order, given)
	must(t, err)
	second := order
	second.ID = b.store.NewID(b.by.MerchantNumber)
	if _, err := b.desk.Refund(context.Background(), member, second, given); pay.CodeOf(err) != pay.BadCode {
		t.Errorf("the authorization was used twice: %v", err)
	}
}

func (b *bench) owner() (id pay.ID) {
	must(b.t, b.pool.QueryRow(context.Background(), `SELECT user_id FROM members`).Scan(&id))
	return id
}

func (b *bench) authorization(by pay.Caller, digest []byte) pay.ID {
	id := b.store.NewID(by.MerchantNumber)
	_, err := b.pool.Exec(context.Background(), `
		INSERT INTO authorizations (merchant_id, id, user_id, session_id, operation, digest, expires_at)
		VALUES ($1, $2, $3, $4, 'refund', $5, now() + interval '5 minutes')`, by.MerchantID, id, by.UserID, by.SessionID, digest)
	must(b.t, err)
	return id
}
