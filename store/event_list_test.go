package store_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"linktill/internal/pay"
)

// An event is read as the object was right after it, which for the latest one is
// as it is now.
func TestEventsTellOfTheirObjects(t *testing.T) {
	s := newShop(t)
	l := s.link(func(l *pay.Link) { l.Metadata = map[string]any{"a": "b"}; l.SuggestedMinor = nil })
	r := s.refunded(s.paid(l), 4_00)
	list, err := s.Events(s.ctx(), s.by, pay.Page{Limit: 100})
	s.must(err)
	latest := map[pay.ID]*pay.Told{}
	for _, e := range list.Rows {
		if e.Object == nil {
			t.Errorf("%s is about nothing", e.Type)
		}
		if latest[e.ObjectID] == nil {
			latest[e.ObjectID] = e
		}
	}
	payment := s.payment(r.Payment.ID)
	refund, err := s.Refund(s.ctx(), s.by, r.Refund.ID)
	s.must(err)
	for id, want := range map[pay.ID]any{payment.ID: payment, refund.ID: refund} {
		got := latest[id].Object
		if a, b := stripped(got), stripped(want); !reflect.DeepEqual(a, b) {
			t.Errorf("%s\n%+v, want\n%+v", latest[id].Type, a, b)
		}
	}
	link := latest[l.ID].Object.(pay.Link)
	if link.ID != l.ID || *link.AmountMinor != 10_00 || link.UsesCount != 0 || link.Metadata["a"] != "b" {
		t.Errorf("%+v", link)
	}
	completed := list.Rows[len(list.Rows)-3]
	if p := completed.Object.(pay.Payment); completed.Type != pay.EventPaymentCompleted || p.State != pay.PaymentPaid || p.RefundedMinor != 0 || len(completed.Attempts) != 1 {
		t.Errorf("%s: %+v", completed.Type, p)
	}
}

// stripped makes two objects comparable: who may see what is not in an event,
// and times are compared as moments.
func stripped(object any) any {
	switch o := object.(type) {
	case pay.Payment:
		o.MerchantID, o.CreatedAt, o.UpdatedAt = pay.ID{}, o.CreatedAt.UTC(), o.UpdatedAt.UTC()
		if o.PaidAt != nil {
			at := o.PaidAt.UTC()
			o.PaidAt = &at
		}
		return o
	case pay.Refund:
		o.MerchantID, o.CreatedAt, o.UpdatedAt = pay.ID{}, o.CreatedAt.UTC(), o.UpdatedAt.UTC()
		return o
	}
	return object
}

// Going on from the last event seen misses none and repeats none, while more
// arrive.
func TestEventsAfter(t *testing.T) {
	s := newShop(t)
	for range 2 {
		s.link()
	}
	var seen []int64
	for len(seen) < 12 {
		last := int64(0)
		if len(seen) > 0 {
			last = seen[len(seen)-1]
		}
		list, err := s.EventsAfter(s.ctx(), s.by, last, pay.Page{Limit: 2})
		s.must(err)
		for _, e := range list.Rows {
			seen = append(seen, e.Seq)
		}
		s.link()
		s.link()
		if len(list.Rows) != 2 {
			t.Fatalf("%d rows after %d", len(list.Rows), last)
		}
	}
	for i, seq := range seen {
		if seq != int64(i+1) {
			t.Fatalf("the sequence is %v", seen)
		}
	}
	if list, err := s.EventsAfter(s.ctx(), live(s.by), 0, pay.Page{Limit: 2}); err != nil || len(list.Rows) != 0 {
		t.Errorf("in the other mode: %d, %v", len(list.Rows), err)
	}
}

func TestEventsAreListed(t *testing.T) {
	s := newShop(t)
	for range 5 {
		s.link()
	}
	first, err := s.Events(s.ctx(), s.by, pay.Page{Limit: 2})
	s.must(err)
	s.link()
	next, err := s.Events(s.ctx(), s.by, pay.Page{Limit: 2, Cursor: first.Rows[1].ID})
	s.must(err)
	if first.Rows[0].Seq != 5 || first.Rows[1].Seq != 4 || next.Rows[0].Seq != 3 || next.Rows[1].Seq != 2 || !next.HasMore {
		t.Errorf("%+v %+v", first, next)
	}
	by, err := s.Events(s.ctx(), s.by, pay.Page{Limit: 2, Offset: 5, ByOffset: true})
	s.must(err)
	if by.Total != 6 || len(by.Rows) != 1 || by.Rows[0].Seq != 1 {
		t.Errorf("%+v", by)
	}
	one, err := s.Event(s.ctx(), s.by, first.Rows[0].ID)
	if err != nil || one.Seq != 5 || one.Object == nil {
		t.Errorf("%+v, %v", one, err)
	}
	if seq, err := s.EventSeq(s.ctx(), s.by, one.ID); err != nil || seq != 5 {
		t.Errorf("%d, %v", seq, err)
	}
	if _, err := s.EventSeq(s.ctx(), live(s.by), one.ID); code(err) != pay.NotFound {
		t.Errorf("in the other mode: %v", err)
	}
}

// A link that ends by itself is told of once for each end, and not at all when
// somebody ended it.
func TestLinkEndsAreTold(t *testing.T) {
	s := newShop(t)
	soon := time.Now().Add(time.Hour)
	expiring := s.link(func(l *pay.Link) { l.ExpiresAt = &soon })
	used := s.link(uses(1))
	off := s.link(func(l *pay.Link) { l.ExpiresAt = &soon })
	_, err := s.ChangeLink(s.ctx(), s.by, off.ID, pay.LinkPatch{Active: ptr(false)})
	s.must(err)
	s.paid(used)
	s.exec(`UPDATE links SET expires_at = now() - interval '1 minute' WHERE expires_at IS NOT NULL`)
	told := make(chan int, 20)
	for range 2 {
		atOnce(t, 4, func(int) error {
			n, err := s.TellLinkEnds(s.ctx())
			told <- n
			return err
		})
	}
	close(told)
	sum := 0
	for n := range told {
		sum += n
	}
	s.wantEvents(expiring.ID, "payment_link.created", "payment_link.expired")
	s.wantEvents(used.ID, "payment_link.created", "payment_link.deactivated")
	s.wantEvents(off.ID, "payment_link.created", "payment_link.deactivated")
	if sum != 2 {
		t.Errorf("%d ends were told", sum)
	}
	// Both are revived, and end once more.
	_, err = s.ChangeLink(s.ctx(), s.by, used.ID, pay.LinkPatch{SetMaxUses: true, MaxUses: ptr(int64(2))})
	s.must(err)
	_, err = s.ChangeLink(s.ctx(), s.by, expiring.ID, pay.LinkPatch{SetExpiresAt: true, ExpiresAt: &soon})
	s.must(err)
	s.paid(used)
	s.exec(`UPDATE links SET expires_at = now() - interval '1 second' WHERE id = $1`, expiring.ID)
	if n, err := s.TellLinkEnds(s.ctx()); n != 2 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	s.wantEvents(used.ID, strings.Fields("payment_link.created payment_link.deactivated payment_link.updated payment_link.deactivated")...)
	s.wantEvents(expiring.ID, strings.Fields("payment_link.created payment_link.expired payment_link.updated payment_link.expired")...)
}
