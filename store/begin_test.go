package store_test

import (
	"testing"
	"time"

	"linktill/internal/pay"
	"linktill/store"
)

func TestBeginRecordsTheIntent(t *testing.T) {
	s := newShop(t)
	l := s.link(uses(2), func(l *pay.Link) { l.Metadata = map[string]any{"reference": "INV-7", "a": "b"} })
	order := s.order(l)
	b, err := s.Begin(s.ctx(), order)
	s.must(err)
	p := s.payment(b.Payment.ID)
	if !b.Fresh || p.State != pay.PaymentProcessing || p.Version != 1 || p.AmountMinor != 10_00 || p.Currency != "BSD" || p.Number != 1 || p.CapturedMinor != 0 ||
		p.CheckoutID != order.CheckoutID || p.LinkID != l.ID || p.Description != "Coffee" || p.Reference != "INV-7" || p.Metadata["a"] != "b" ||
		p.PayerEmail != "ana@example.com" || p.CardLast4 != "4242" || p.CardBrand != "visa" || p.Acquirer != "sandbox" || p.PaidAt != nil {
		t.Errorf("%+v", p)
	}
	if a := b.Attempt; a.Number != 1 || a.State != pay.AttemptProcessing || a.PaymentID != p.ID || a.ID.MerchantNumber() != s.by.MerchantNumber {
		t.Errorf("%+v", a)
	}
	if got := s.linkNow(l.ID); got.UsesHeld != 1 || got.UsesCount != 0 {
		t.Errorf("%d held, %d counted", got.UsesHeld, got.UsesCount)
	}
	for name, find := range map[string]func() (store.Begun, error){
		"checkout": func() (store.Begun, error) { return s.Checkout(s.ctx(), order.CheckoutID) },
		"attempt":  func() (store.Begun, error) { return s.AttemptByKey(s.ctx(), b.Attempt.ID) },
	} {
		if got, err := find(); err != nil || got.Payment.ID != p.ID || got.Attempt.ID != b.Attempt.ID || got.Fresh {
			t.Errorf("by %s: %+v, %v", name, got, err)
		}
	}
	s.wantEvents(p.ID, "payment.created")
}

// What was offered stays as it was offered, whatever becomes of the link.
func TestCheckoutKeepsItsPrice(t *testing.T) {
	s := newShop(t)
	l := s.link()
	b := s.begin(l)
	_, err := s.ChangeLink(s.ctx(), s.by, l.ID, pay.LinkPatch{Description: ptr("Tea"), SetMetadata: true, Metadata: map[string]any{"new": "x"}})
	s.must(err)
	if p := s.finish(b, pay.AttemptPaid).Payment; p.Description != "Coffee" || s.payment(p.ID).Description != "Coffee" || len(s.payment(p.ID).Metadata) != 0 {
		t.Errorf("%+v", s.payment(p.ID))
	}
}

func TestBeginSaysWhyNot(t *testing.T) {
	s := newShop(t)
	stopped, deleted, maxed, held, expired := s.link(), s.link(), s.link(uses(1)), s.link(uses(1)), s.link()
	_, err := s.ChangeLink(s.ctx(), s.by, stopped.ID, pay.LinkPatch{Active: ptr(false)})
	s.must(err)
	_, err = s.DeleteLink(s.ctx(), s.by, deleted.ID)
	s.must(err)
	s.paid(maxed)
	s.begin(held)
	s.exec(`UPDATE links SET expires_at = now() WHERE id = $1`, expired.ID)
	unknown := stopped
	unknown.ID = s.NewID(s.by.MerchantNumber)
	rivals := stopped
	rivals.MerchantID = s.rival().MerchantID
	for name, c := range map[string]struct {
		link pay.Link
		want pay.Code
	}{
		"stopped": {stopped, pay.LinkInactive}, "deleted": {deleted, pay.LinkNotFound}, "used": {maxed, pay.LinkMaxUses}, "held": {held, pay.LinkMaxUses},
		"expired": {expired, pay.LinkExpired}, "unknown": {unknown, pay.LinkNotFound}, "another merchant's": {rivals, pay.LinkNotFound},
	} {
		before := s.count(`SELECT count(*) FROM payments`) + s.count(`SELECT count(*) FROM checkouts`) + s.count(`SELECT count(*) FROM events`)
		if _, err := s.Begin(s.ctx(), s.order(c.link)); code(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
		if after := s.count(`SELECT count(*) FROM payments`) + s.count(`SELECT count(*) FROM checkouts`) + s.count(`SELECT count(*) FROM events`); after != before {
			t.Errorf("%s: %d rows were left behind", name, after-before)
		}
	}
}

// A form that comes twice is one payment, also when the first took the last
// use or has ended.
func TestBeginTwiceIsOnePayment(t *testing.T) {
	s := newShop(t)
	for name, l := range map[string]pay.Link{"unlimited": s.link(), "last use": s.link(uses(1))} {
		order := s.order(l)
		fresh := 0
		begun := make(chan store.Begun, 30)
		atOnce(t, 30, func(int) error {
			b, err := s.Begin(s.ctx(), order)
			begun <- b
			return err
		})
		close(begun)
		var id pay.ID
		for b := range begun {
			if b.Fresh {
				fresh++
			}
			if id.IsZero() {
				id = b.Payment.ID
			}
			if b.Payment.ID != id {
				t.Errorf("%s: two payments", name)
			}
		}
		if fresh != 1 || s.linkNow(l.ID).UsesHeld != 1 {
			t.Errorf("%s: %d begun, %d held", name, fresh, s.linkNow(l.ID).UsesHeld)
		}
		again, err := s.Begin(s.ctx(), order)
		s.must(err)
		s.finish(again, pay.AttemptPaid)
		if after, err := s.Begin(s.ctx(), order); err != nil || after.Fresh || after.Payment.State != pay.PaymentPaid {
			t.Errorf("%s: after it was paid: %+v, %v", name, after.Payment.State, err)
		}
	}
}

func TestHeldUsesAreExact(t *testing.T) {
	s := newShop(t)
	l := s.link(uses(7))
	if n := atOnce(t, 40, func(int) error { _, err := s.Begin(s.ctx(), s.order(l)); return err }); n != 7 {
		t.Errorf("%d began, 7 uses", n)
	}
	if got := s.linkNow(l.ID); got.UsesHeld != 7 {
		t.Errorf("%d held", got.UsesHeld)
	}
}

func (s shop) again(o store.BeginPayment, number int) (store.Begun, error) {
	o.AttemptNumber, o.CardLast4 = number, "4444"
	return s.Begin(s.ctx(), o)
}

func TestBeginAgain(t *testing.T) {
	s := newShop(t)
	l := s.link(uses(1))
	order := s.order(l)
	b, err := s.Begin(s.ctx(), order)
	s.must(err)
	s.finish(b, pay.AttemptDeclined)
	if n := atOnce(t, 10, func(int) error { _, err := s.again(order, 2); return err }); n != 10 {
		t.Errorf("%d of 10 equal forms were answered", n)
	}
	second, err := s.Checkout(s.ctx(), order.CheckoutID)
	s.must(err)
	if p := second.Payment; p.ID != b.Payment.ID || second.Attempt.Number != 2 || p.State != pay.PaymentProcessing || p.FailureCode != "" || p.CardLast4 != "4444" || p.Version != 3 {
		t.Errorf("%+v", second)
	}
	if n := s.count(`SELECT count(*) FROM attempts`); n != 2 || s.linkNow(l.ID).UsesHeld != 1 {
		t.Errorf("%d attempts, %d held", n, s.linkNow(l.ID).UsesHeld)
	}
	if p := s.finish(second, pay.AttemptPaid).Payment; p.State != pay.PaymentPaid {
		t.Errorf("the second try ended as %s", p.State)
	}
	if third, err := s.again(order, 3); err != nil || third.Fresh || third.Payment.State != pay.PaymentPaid {
		t.Errorf("a paid payment was tried again: %+v, %v", third, err)
	}
	attempts, err := s.Attempts(s.ctx(), s.by.MerchantID, b.Payment.ID)
	if err != nil || len(attempts) != 2 || attempts[0].Number != 2 || attempts[1].DeclineCode != "card_declined" || attempts[1].FinishedAt == nil {
		t.Errorf("%+v, %v", attempts, err)
	}
	s.wantEvents(b.Payment.ID, "payment.created", "payment.failed", "payment.processing", "payment.completed")
}

func TestBeginAgainSaysWhyNot(t *testing.T) {
	s := newShop(t)
	failed := func(l pay.Link) store.BeginPayment {
		order := s.order(l)
		b, err := s.Begin(s.ctx(), order)
		s.must(err)
		s.finish(b, pay.AttemptDeclined)
		return order
	}
	stopped, maxed := s.link(), s.link(uses(1))
	ofStopped, ofMaxed, late, often := failed(stopped), failed(maxed), failed(s.link()), failed(s.link())
	_, err := s.ChangeLink(s.ctx(), s.by, stopped.ID, pay.LinkPatch{Active: ptr(false)})
	s.must(err)
	s.paid(maxed)
	s.exec(`UPDATE checkouts SET expires_at = now() WHERE id = $1`, late.CheckoutID)
	unknown := often
	unknown.CheckoutID = s.NewID(s.by.MerchantNumber)
	for name, c := range map[string]struct {
		order  store.BeginPayment
		number int
		want   pay.Code
	}{
		"link stopped": {ofStopped, 2, pay.LinkInactive}, "link used": {ofMaxed, 2, pay.LinkMaxUses}, "checkout expired": {late, 2, pay.Conflict},
		"too often": {often, store.AttemptsMax + 1, pay.TooMany}, "unknown": {unknown, 2, pay.NotFound},
	} {
		if _, err := s.again(c.order, c.number); code(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := s.count(`SELECT sum(uses_held)::int FROM links`); n != 0 {
		t.Errorf("%d uses stay held", n)
	}
}

// A customer who chooses another amount after a decline pays that amount or
// nothing, never the one before.
func TestBeginAgainWithAnotherAmount(t *testing.T) {
	s := newShop(t)
	order := s.order(s.link(func(l *pay.Link) { l.AmountMinor = nil }))
	b, err := s.Begin(s.ctx(), order)
	s.must(err)
	s.finish(b, pay.AttemptDeclined)
	order.AmountMinor = 3_00
	if again, err := s.again(order, 2); err == nil && again.Payment.AmountMinor != 3_00 {
		t.Errorf("asked for B$3.00, about to take %s", again.Payment.Amount())
	}
}

func TestLeaseEnds(t *testing.T) {
	s := newShop(t)
	order := s.order(s.link())
	order.Lease = 0
	b, err := s.Begin(s.ctx(), order)
	s.must(err)
	s.begin(s.link()) // its lease goes on
	due, err := s.DueAttempts(s.ctx(), 10, time.Minute)
	if err != nil || len(due) != 1 || due[0].Attempt.ID != b.Attempt.ID || due[0].Attempt.Checks != 1 || due[0].Payment.ID != b.Payment.ID {
		t.Errorf("%+v, %v", due, err)
	}
	if due, err := s.DueAttempts(s.ctx(), 10, time.Minute); err != nil || len(due) != 0 {
		t.Errorf("taken twice: %+v, %v", due, err)
	}
	s.must(s.PutOffAttempt(s.ctx(), b.Attempt, 0))
	taken := make(chan int, 8)
	atOnce(t, 8, func(int) error {
		due, err := s.DueAttempts(s.ctx(), 10, time.Minute)
		taken <- len(due)
		return err
	})
	close(taken)
	sum := 0
	for n := range taken {
		sum += n
	}
	if sum != 1 {
		t.Errorf("one due attempt was taken %d times", sum)
	}
	s.finish(b, pay.AttemptPaid)
	s.must(s.PutOffAttempt(s.ctx(), b.Attempt, 0))
	if due, err := s.DueAttempts(s.ctx(), 10, time.Minute); err != nil || len(due) != 0 {
		t.Errorf("a finished attempt is due: %+v, %v", due, err)
	}
}

// Whoever pays with an address is one customer of the merchant, in each mode,
// however many payments begin at once.
func TestCustomerIsOnePerAddressAndMode(t *testing.T) {
	s := newShop(t)
	inTest, inLive := s.link(), s.linkOf(live(s.by))
	atOnce(t, 20, func(i int) error {
		_, err := s.Begin(s.ctx(), s.order([]pay.Link{inTest, inLive}[i%2]))
		return err
	})
	nameless := s.order(inTest)
	nameless.Name = ""
	first, err := s.Begin(s.ctx(), nameless)
	s.must(err)
	theirs, err := s.Begin(s.ctx(), s.order(s.linkOf(s.rival())))
	s.must(err)
	if n := s.count(`SELECT count(*) FROM customers WHERE merchant_id = $1 AND name = 'Ana'`, s.by.MerchantID); n != 2 {
		t.Errorf("%d customers, want one in each mode", n)
	}
	if n := s.count(`SELECT count(DISTINCT customer_id) FROM payments WHERE merchant_id = $1`, s.by.MerchantID); n != 2 || first.Payment.CustomerID == theirs.Payment.CustomerID {
		t.Errorf("%d customers paid, the rival's is %s", n, theirs.Payment.CustomerID.UUID())
	}
}
