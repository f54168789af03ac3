package store_test

import (
	"maps"
	"testing"
	"time"

	"linktill/internal/pay"
)

func (s shop) attention(by pay.Caller) map[pay.Attention]int {
	s.t.Helper()
	found, err := s.Attention(s.ctx(), by)
	s.must(err)
	return found
}

func TestAttention(t *testing.T) {
	s := newShop(t)
	want := func(when string, want map[pay.Attention]int) {
		t.Helper()
		if got := s.attention(s.by); !maps.Equal(got, want) {
			t.Errorf("%s: %v, want %v", when, got, want)
		}
	}
	want("a new merchant", nil)
	soon, later := time.Now().Add(48*time.Hour), time.Now().Add(96*time.Hour)
	s.link(func(l *pay.Link) { l.ExpiresAt = &soon })
	s.link(func(l *pay.Link) { l.ExpiresAt = &later })
	stopped := s.link(func(l *pay.Link) { l.ExpiresAt = &soon })
	_, err := s.ChangeLink(s.ctx(), s.by, stopped.ID, pay.LinkPatch{Active: ptr(false)})
	s.must(err)
	nearly, few := s.link(uses(5)), s.link(uses(2))
	for range 4 {
		s.paid(nearly)
	}
	s.paid(few) // half of two is not little
	s.finish(s.begin(s.link()), pay.AttemptUnknown)
	want("links", map[pay.Attention]int{pay.AttentionUnknown: 1, pay.AttentionEnding: 1})
	tight := s.link(uses(10))
	for range 9 {
		s.paid(tight)
	}
	hook := s.hook(s.by, "*")
	s.exec(`UPDATE webhook_endpoints SET failing_since = now() WHERE id = $1`, hook.ID)
	off := s.hook(s.by, "*")
	s.exec(`UPDATE webhook_endpoints SET state = 'disabled', disabled_reason = 'failing' WHERE id = $1`, off.ID)
	manual := s.hook(s.by, "*")
	s.exec(`UPDATE webhook_endpoints SET state = 'disabled', disabled_reason = 'manual' WHERE id = $1`, manual.ID)
	want("all", map[pay.Attention]int{pay.AttentionUnknown: 1, pay.AttentionEnding: 1, pay.AttentionRunningOut: 1,
		pay.AttentionWebhookFails: 1, pay.AttentionWebhookOff: 1})
	if got := s.attention(live(s.by)); len(got) != 0 {
		t.Errorf("live: %v", got)
	}
}

// Stock is low at a tenth of what there was, or at three; what never sold, has
// no end or is gone is not low.
func TestAttentionToStock(t *testing.T) {
	s := newShopUnaudited(t)
	for _, c := range []struct {
		left any
		sold int
		low  bool
	}{{nil, 50, false}, {0, 50, false}, {3, 1, true}, {4, 1, false}, {1, 0, false}, {10, 90, true}, {11, 90, false}} {
		p := s.product()
		s.exec(`UPDATE products SET quantity = $2, sold = $3 WHERE id = $1`, p.ID, c.left, c.sold)
		if got := s.attention(s.by)[pay.AttentionLowStock] == 1; got != c.low {
			t.Errorf("%v left, %d sold: low is %v", c.left, c.sold, got)
		}
		s.exec(`UPDATE products SET deleted_at = now() WHERE id = $1`, p.ID)
	}
	if got := s.attention(s.by); len(got) != 0 {
		t.Errorf("what was deleted: %v", got)
	}
}

// The list ticks itself, whatever mode things were done in, and each member can
// put it away.
func TestFirstSteps(t *testing.T) {
	s := newShop(t)
	member := s.caller()
	look := func() pay.FirstSteps {
		t.Helper()
		f, err := s.FirstSteps(s.ctx(), live(member))
		s.must(err)
		return f
	}
	if got := look(); got != (pay.FirstSteps{Key: true, SecondFactor: member.SecondFactorOn}) {
		t.Errorf("a new merchant: %+v", got)
	}
	s.refunded(s.paid(s.link()), 1_00)
	if got := look(); !got.Link || !got.Payment || !got.Refund {
		t.Errorf("%+v", got)
	}
	if s.exec(`UPDATE merchants SET accent = '#b91c1c' WHERE id = $1`, member.MerchantID); !look().Brand {
		t.Error("a colour is a look of their own")
	}
	for _, hidden := range []bool{true, false} {
		s.must(s.HideSteps(s.ctx(), member, hidden))
		if got := look(); got.Hidden != hidden {
			t.Errorf("%+v", got)
		}
	}
	s.must(s.HideSteps(s.ctx(), s.rival(), true))
	if look().Hidden {
		t.Error("somebody else put it away")
	}
}
