package store_test

import (
	"testing"
	"time"

	"linktill/internal/pay"
	"linktill/store"
)

func TestRefundSetsAsideThenGivesBack(t *testing.T) {
	s := newShop(t)
	p := s.paid(s.link())
	for _, part := range []struct {
		minor int64
		state pay.PaymentState
	}{{4_00, pay.PaymentPartiallyRefunded}, {6_00, pay.PaymentRefunded}} {
		before := s.payment(p.ID)
		r := s.beginRefund(p, part.minor)
		if now := s.payment(p.ID); r.Refund.State != pay.RefundProcessing || r.Refund.Reason != "cold" || r.Refund.KeyID != s.by.KeyID || !r.Refund.UserID.IsZero() ||
			now.RefundReservedMinor != part.minor || now.State != before.State || now.Version != before.Version {
			t.Errorf("begun: %+v of %+v", r.Refund, now)
		}
		r = s.finishRefund(r, pay.RefundCompleted)
		if r.Refund.State != pay.RefundCompleted || r.Refund.Version != 2 || r.Payment.State != part.state || r.Payment.RefundReservedMinor != 0 {
			t.Errorf("completed: %+v of %+v", r.Refund, r.Payment)
		}
		s.wantEvents(r.Refund.ID, "refund.created", "refund.completed")
	}
	if got := s.payment(p.ID); got.RefundedMinor != 10_00 || got.PaidAt == nil {
		t.Errorf("%+v", got)
	}
	if n := s.count(`SELECT count(*) FROM refunds WHERE number IN (1, 2)`); n != 2 {
		t.Errorf("%d refunds with the first numbers", n)
	}
	s.wantEvents(p.ID, "payment.created", "payment.completed", "payment.refunded", "payment.refunded")
}

func TestRefundThatEndsOtherwiseGivesTheAmountFree(t *testing.T) {
	s := newShop(t)
	p := s.paid(s.link())
	for _, end := range []pay.RefundState{pay.RefundFailed, pay.RefundRejected} {
		r := s.finishRefund(s.beginRefund(p, 10_00), end)
		if r.Refund.State != end || r.Payment.Refundable().Minor != 10_00 || r.Payment.State != pay.PaymentPaid {
			t.Errorf("%s: %+v of %+v", end, r.Refund, r.Payment)
		}
		s.wantEvents(r.Refund.ID, "refund.created", "refund."+string(end))
	}
	if r := s.refunded(p, 10_00); r.Payment.State != pay.PaymentRefunded {
		t.Errorf("afterwards it is %s", r.Payment.State)
	}
}

func TestFinishRefundTwiceChangesNothing(t *testing.T) {
	s := newShop(t)
	for _, first := range []pay.RefundState{pay.RefundCompleted, pay.RefundFailed, pay.RefundRejected} {
		r := s.beginRefund(s.paid(s.link()), 4_00)
		ended := s.finishRefund(r, first)
		before := s.shared()
		for _, second := range []pay.RefundState{pay.RefundCompleted, pay.RefundFailed, pay.RefundRejected, pay.RefundProcessing} {
			s.finishRefund(r, second)
			s.finishRefund(ended, second)
		}
		if s.shared() != before {
			t.Errorf("after %s something changed", first)
		}
	}
	r := s.beginRefund(s.paid(s.link()), 4_00)
	if n := atOnce(t, 20, func(i int) error {
		_, err := s.FinishRefund(s.ctx(), r, store.RefundOutcome{State: []pay.RefundState{pay.RefundCompleted, pay.RefundFailed}[i%2]})
		return err
	}); n != 20 {
		t.Errorf("%d of 20 answers were taken", n)
	}
}

// The same request twice at once is one refund, whether the amount is there
// once or would be there again.
func TestBeginRefundTwiceIsOneRefund(t *testing.T) {
	s := newShop(t)
	for _, minor := range []int64{6_00, 2_00} {
		p := s.paid(s.link())
		o := s.refundOrder(p, minor)
		if n := atOnce(t, 20, func(int) error {
			_, err := s.BeginRefund(s.ctx(), s.by, o, pay.ID{}, time.Minute)
			return err
		}); n != 20 {
			t.Errorf("%d of 20 equal requests were answered", n)
		}
		if got := s.payment(p.ID); got.RefundReservedMinor != minor || s.count(`SELECT count(*) FROM refunds WHERE payment_id = $1`, p.ID) != 1 {
			t.Errorf("%d set aside", got.RefundReservedMinor)
		}
		other := o
		other.AmountMinor = 1_00
		if _, err := s.BeginRefund(s.ctx(), s.by, other, pay.ID{}, time.Minute); code(err) != pay.KeyReused {
			t.Errorf("another amount under the same id: %v", err)
		}
	}
}

func TestRefundsAtOnceStayWithinThePayment(t *testing.T) {
	s := newShop(t)
	p := s.paid(s.link())
	n := atOnce(t, 30, func(int) error {
		_, err := s.BeginRefund(s.ctx(), s.by, s.refundOrder(p, 3_00), pay.ID{}, time.Minute)
		return err
	})
	if got := s.payment(p.ID); n != 3 || got.RefundReservedMinor != 9_00 {
		t.Errorf("%d refunds of 3.00 were begun, %d set aside of 10.00", n, got.RefundReservedMinor)
	}
}

func TestRefundSaysWhyNot(t *testing.T) {
	s := newShop(t)
	p := s.paid(s.link())
	unpaid := s.begin(s.link()).Payment
	limited := s.by
	limited.RefundLimitMinor = ptr(int64(1_00))
	dollars, silent, missing := s.refundOrder(p, 1), s.refundOrder(p, 1), s.refundOrder(p, 1)
	dollars.Currency, silent.Reason, missing.PaymentID = "USD", "", s.NewID(s.by.MerchantNumber)
	before := s.shared()
	for name, c := range map[string]struct {
		by    pay.Caller
		order pay.RefundOrder
		want  pay.Code
	}{
		"nothing": {s.by, s.refundOrder(p, 0), pay.Invalid}, "less": {s.by, s.refundOrder(p, -1), pay.Invalid},
		"a cent more": {s.by, s.refundOrder(p, 10_01), pay.RefundTooLarge}, "a fortune": {s.by, s.refundOrder(p, 1e18), pay.RefundTooLarge},
		"another currency": {s.by, dollars, pay.Invalid}, "no reason": {s.by, silent, pay.Invalid}, "unknown": {s.by, missing, pay.PaymentNotFound},
		"unpaid": {s.by, s.refundOrder(unpaid, 1), pay.NotRefundable}, "over the key's limit": {limited, s.refundOrder(p, 1_01), pay.Invalid},
		"the other mode": {live(s.by), s.refundOrder(p, 1), pay.PaymentNotFound},
	} {
		if _, err := s.BeginRefund(s.ctx(), c.by, c.order, pay.ID{}, time.Minute); code(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s.shared() != before {
		t.Error("something changed")
	}
}

// A member's refund uses up a second factor that was given for exactly it, by
// them, in this session, and is still fresh.
func TestMembersRefundUsesItsAuthorization(t *testing.T) {
	s := newShop(t)
	p := s.paid(s.link())
	member := s.caller()
	o := s.refundOrder(p, 4_00)
	step := int64(100)
	authorize := func(operation string, digest []byte) pay.ID {
		step++
		id, err := s.UseSecondFactor(s.ctx(), store.SecondFactor{UserID: member.UserID,
			For:   &store.Authorization{By: member, Operation: operation, Digest: digest},
			Match: func([]byte) (int64, bool, error) { return step, true, nil }})
		s.must(err)
		return id
	}
	other, elsewhere := member, member
	other.UserID, elsewhere.SessionID = s.open("two@example.com", "Two", nil).User.ID, s.NewID(0)
	larger, stale, given := o, authorize("refund", o.Digest()), authorize("refund", o.Digest())
	larger.AmountMinor++
	s.exec(`UPDATE authorizations SET expires_at = now() WHERE id = $1`, stale)
	try := func(by pay.Caller, o pay.RefundOrder, id pay.ID) error {
		_, err := s.BeginRefund(s.ctx(), by, o, id, time.Minute)
		return err
	}
	for name, err := range map[string]error{
		"none": try(member, o, pay.ID{}), "unknown": try(member, o, s.NewID(s.by.MerchantNumber)), "stale": try(member, o, stale),
		"for something else": try(member, o, authorize("totp_disable", o.Digest())), "for another amount": try(member, larger, given),
		"of another member": try(other, o, given), "of another session": try(elsewhere, o, given),
	} {
		if code(err) != pay.BadCode {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := s.payment(p.ID); got.RefundReservedMinor != 0 {
		t.Errorf("%d set aside by refusals", got.RefundReservedMinor)
	}
	n := atOnce(t, 10, func(i int) error {
		mine := o
		if i > 0 {
			mine.ID = s.NewID(s.by.MerchantNumber)
		}
		return try(member, mine, given)
	})
	if used := s.count(`SELECT count(*) FROM authorizations WHERE used_at IS NOT NULL`); n != 1 || used != 1 {
		t.Errorf("one authorization made %d refunds; %d used", n, used)
	}
}

func TestDueRefunds(t *testing.T) {
	s := newShop(t)
	p := s.paid(s.link())
	r, err := s.BeginRefund(s.ctx(), s.by, s.refundOrder(p, 1_00), pay.ID{}, 0)
	s.must(err)
	s.beginRefund(p, 1_00) // its lease goes on
	due, err := s.DueRefunds(s.ctx(), 10, time.Minute)
	if err != nil || len(due) != 1 || due[0].Refund.ID != r.Refund.ID || due[0].Refund.Checks != 1 || due[0].Payment.ID != p.ID {
		t.Errorf("%+v, %v", due, err)
	}
	if due, err := s.DueRefunds(s.ctx(), 10, time.Minute); err != nil || len(due) != 0 {
		t.Errorf("taken twice: %+v, %v", due, err)
	}
	put := s.finishRefund(r, pay.RefundProcessing)
	stored, err := s.Refund(s.ctx(), s.by, put.Refund.ID)
	if err != nil || stored.State != pay.RefundProcessing || stored.AcquirerRef != "ref" || stored.Version != 1 {
		t.Errorf("%+v, %v", stored, err)
	}
	list, err := s.Refunds(s.ctx(), s.by, p.ID, pay.Page{Limit: 1})
	if err != nil || len(list.Rows) != 1 || !list.HasMore {
		t.Errorf("%+v, %v", list, err)
	}
	rest, err := s.Refunds(s.ctx(), s.by, pay.ID{}, pay.Page{Limit: 10, Cursor: list.Rows[0].ID})
	if err != nil || len(rest.Rows) != 1 || rest.Rows[0].ID == list.Rows[0].ID {
		t.Errorf("%+v, %v", rest, err)
	}
}
