package store_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"linktill/internal/pay"
)

func TestLinkIsKeptAsItWasMade(t *testing.T) {
	s := newShop(t)
	expires := time.Now().Add(time.Hour).UTC().Truncate(time.Microsecond)
	l := s.link(func(l *pay.Link) {
		l.AmountMinor, l.MinAmountMinor, l.MaxAmountMinor = nil, ptr(int64(5_00)), ptr(int64(pay.MaxAmountMinor))
		l.SuggestedMinor, l.Currency, l.Description = []int64{20_00, 5_00}, "KWD", "قهوة\n<b>"
		l.MaxUses, l.ExpiresAt = ptr(int64(3)), &expires
		l.Metadata = map[string]any{"reference": "INV-1", "n": json.Number("9007199254740993"), "yes": true, "none": nil}
	})
	if l.MerchantID != s.by.MerchantID || l.Livemode || l.AmountMinor != nil || *l.MinAmountMinor != 5_00 || *l.MaxAmountMinor != pay.MaxAmountMinor ||
		len(l.SuggestedMinor) != 2 || l.SuggestedMinor[0] != 20_00 || l.Currency != "KWD" || l.Description != "قهوة\n<b>" || *l.MaxUses != 3 ||
		!l.ExpiresAt.Equal(expires) || l.UsesCount != 0 || l.UsesHeld != 0 || l.DeactivatedAt != nil || l.DeletedAt != nil {
		t.Errorf("%+v", l)
	}
	if l.Metadata["n"] != json.Number("9007199254740993") || l.Metadata["yes"] != true || l.Metadata["reference"] != "INV-1" || len(l.Metadata) != 4 {
		t.Errorf("metadata %v", l.Metadata)
	}
	plain := s.link()
	if plain.SuggestedMinor == nil || plain.Metadata == nil || len(plain.SuggestedMinor)+len(plain.Metadata) != 0 {
		t.Errorf("a plain link has %v and %v", plain.SuggestedMinor, plain.Metadata)
	}
}

// The id comes with the request, so a request that runs again finds its link,
// and what it says the second time changes nothing.
func TestCreateLinkTwiceIsOneLink(t *testing.T) {
	s := newShop(t)
	first := s.link()
	made := atOnce(t, 20, func(int) error {
		again, err := s.CreateLink(s.ctx(), s.by, pay.Link{ID: first.ID, AmountMinor: ptr(int64(99_00)), Currency: "USD"})
		if err == nil && (*again.AmountMinor != 10_00 || again.Currency != "BSD" || !again.CreatedAt.Equal(first.CreatedAt)) {
			return errors.New("another link")
		}
		return err
	})
	if n := s.count(`SELECT count(*) FROM links`); made != 20 || n != 1 || s.count(`SELECT count(*) FROM events`) != 1 {
		t.Errorf("%d of 20 succeeded, %d links", made, n)
	}
	// Another merchant's link with the same id is another link.
	if other := s.linkOf(s.rival(), func(l *pay.Link) { l.ID = first.ID }); other.MerchantID == first.MerchantID {
		t.Error("the rival got our link")
	}
}

func TestLinkThatIsWrongIsNotStored(t *testing.T) {
	s := newShop(t)
	for name, change := range map[string]func(*pay.Link){
		"amount":      func(l *pay.Link) { l.AmountMinor = ptr(int64(0)) },
		"currency":    func(l *pay.Link) { l.Currency = "bsd" },
		"max_uses":    func(l *pay.Link) { l.MaxUses = ptr(int64(-1)) },
		"expires_at":  func(l *pay.Link) { l.ExpiresAt = ptr(time.Now().Add(-time.Second)) },
		"description": func(l *pay.Link) { l.Description = strings.Repeat("x", 501) },
		"min_amount":  func(l *pay.Link) { l.MinAmountMinor = ptr(int64(1)) },
		"metadata":    func(l *pay.Link) { l.Metadata = map[string]any{"k": map[string]any{}} },
	} {
		l := pay.Link{ID: s.NewID(1), AmountMinor: ptr(int64(1)), Currency: "BSD"}
		change(&l)
		var e *pay.Error
		if _, err := s.CreateLink(s.ctx(), s.by, l); !errors.As(err, &e) || e.Fields[name] == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := s.count(`SELECT count(*) FROM links`) + s.count(`SELECT count(*) FROM events`); n != 0 {
		t.Errorf("%d rows were left behind", n)
	}
}

func TestChangeLink(t *testing.T) {
	s := newShop(t)
	l := s.link(uses(1))
	s.paid(l)
	change := func(p pay.LinkPatch) (pay.Link, error) { return s.ChangeLink(s.ctx(), s.by, l.ID, p) }
	got, err := change(pay.LinkPatch{Description: ptr("Tea"), SetMetadata: true, Metadata: map[string]any{"a": "b"}})
	if err != nil || got.Description != "Tea" || got.Metadata["a"] != "b" || *got.MaxUses != 1 || *got.AmountMinor != 10_00 || got.UsesCount != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := change(pay.LinkPatch{Active: ptr(true)}); code(err) != pay.LinkMaxUses {
		t.Errorf("a used link was made active: %v", err)
	}
	if _, err := change(pay.LinkPatch{SetMaxUses: true, MaxUses: ptr(int64(0))}); code(err) != pay.Invalid {
		t.Errorf("no uses: %v", err)
	}
	got, err = change(pay.LinkPatch{SetMaxUses: true, MaxUses: ptr(int64(2)), Active: ptr(true)})
	if err != nil || got.Reason(time.Now()) != pay.LinkActive {
		t.Errorf("one more use: %+v, %v", got, err)
	}
	got, err = change(pay.LinkPatch{Active: ptr(false)})
	if err != nil || got.Reason(time.Now()) != pay.LinkManual {
		t.Errorf("stopped: %+v, %v", got, err)
	}
	if stored := s.linkNow(l.ID); stored.Description != "Tea" || stored.DeactivatedAt == nil || !stored.UpdatedAt.After(l.UpdatedAt) {
		t.Errorf("stored: %+v", stored)
	}
	s.wantEvents(l.ID, "payment_link.created", "payment_link.updated", "payment_link.updated", "payment_link.deactivated")
}

// Fewer uses than are paid or under way are refused, however it coincides.
func TestMaxUsesIsNeverLoweredBelowWhatIsUnderWay(t *testing.T) {
	s := newShop(t)
	l := s.link(uses(20))
	atOnce(t, 30, func(i int) error {
		if i%2 == 0 {
			_, err := s.ChangeLink(s.ctx(), s.by, l.ID, pay.LinkPatch{SetMaxUses: true, MaxUses: ptr(int64(20 - i/2))})
			return err
		}
		_, err := s.Begin(s.ctx(), s.order(l))
		return err
	})
	if got := s.linkNow(l.ID); *got.MaxUses < got.UsesHeld {
		t.Errorf("%d uses at most, %d held", *got.MaxUses, got.UsesHeld)
	}
}

// A deleted link is gone for everybody, and its payments stay.
func TestDeleteLink(t *testing.T) {
	s := newShop(t)
	l := s.link()
	p := s.paid(l)
	underWay := s.begin(l)
	gone, err := s.DeleteLink(s.ctx(), s.by, l.ID)
	if err != nil || gone.DeletedAt == nil || gone.DeactivatedAt == nil {
		t.Errorf("%+v, %v", gone, err)
	}
	_, linkErr := s.Link(s.ctx(), s.by, l.ID)
	_, changeErr := s.ChangeLink(s.ctx(), s.by, l.ID, pay.LinkPatch{Active: ptr(true)})
	_, deleteErr := s.DeleteLink(s.ctx(), s.by, l.ID)
	_, publicErr := s.PublicLink(s.ctx(), l.ID, "v", time.Minute)
	_, slugErr := s.LinkSlug(s.ctx(), l.ID)
	_, beginErr := s.Begin(s.ctx(), s.order(l))
	_, createErr := s.CreateLink(s.ctx(), s.by, pay.Link{ID: l.ID, AmountMinor: ptr(int64(1)), Currency: "BSD"})
	for name, err := range map[string]error{"get": linkErr, "change": changeErr, "delete": deleteErr, "public": publicErr,
		"slug": slugErr, "begin": beginErr, "create": createErr} {
		if code(err) != pay.LinkNotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	if list, err := s.Links(s.ctx(), s.by, nil, pay.DefaultPage()); err != nil || len(list.Rows) != 0 || list.Total != 0 {
		t.Errorf("listed: %+v, %v", list, err)
	}
	if got := s.finish(underWay, pay.AttemptPaid).Payment; got.State != pay.PaymentPaid || s.payment(p.ID).State != pay.PaymentPaid {
		t.Errorf("the payment under way ended as %s", got.State)
	}
	s.wantEvents(l.ID, "payment_link.created", "payment_link.deleted")
}

func TestPublicLink(t *testing.T) {
	s := newShop(t)
	for _, by := range []pay.Caller{s.by, live(s.by)} {
		l := s.linkOf(by)
		_, _, err := s.Hit(s.ctx(), "visitor", 10*time.Minute, 1)
		s.must(err)
		p, err := s.PublicLink(s.ctx(), l.ID, "visitor", 10*time.Minute)
		if err != nil || p.Link.ID != l.ID || p.Link.Livemode != by.Livemode || p.MerchantSlug != "island-coffee" || p.MerchantName != "Island Coffee" ||
			p.TimeZone != "America/Nassau" || p.MerchantNumber != by.MerchantNumber || p.RecentRefusals < 1 {
			t.Errorf("%+v, %v", p, err)
		}
		if slug, err := s.LinkSlug(s.ctx(), l.ID); slug != "island-coffee" || err != nil {
			t.Errorf("%q, %v", slug, err)
		}
		if p, err := s.PublicLink(s.ctx(), l.ID, "somebody else", 10*time.Minute); err != nil || p.RecentRefusals != 0 {
			t.Errorf("%d refusals of somebody else, %v", p.RecentRefusals, err)
		}
	}
	for name, id := range map[string]pay.ID{"unknown": s.NewID(s.by.MerchantNumber), "of nobody": s.NewID(s.by.MerchantNumber + 1), "zero": {}} {
		if _, err := s.PublicLink(s.ctx(), id, "v", time.Minute); code(err) != pay.LinkNotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}
