package store_test

import (
	"testing"
	"time"

	"linktill/internal/pay"
	"linktill/store"
)

// placements makes printed codes of a link.
func (s shop) placements(l pay.Link, names ...string) []pay.Placement {
	s.t.Helper()
	s.must(s.AddPlacements(s.ctx(), s.by, l.ID, s.NewID(s.by.MerchantNumber), names))
	made, err := s.Placements(s.ctx(), s.by, l.ID)
	s.must(err)
	return made
}

// placementLooks are the methods about printed codes and what came of links.
func (s shop) placementLooks() []look {
	ctx, l := s.ctx(), s.link()
	made := s.placements(l, "Table 4", "Table 5")
	paid := s.beginAt(l, made[0].ID).Payment
	s.CountLinkView(l, "UTC", made[0].ID)
	s.must(s.FlushLinkViews(ctx))
	return []look{
		{"Placements", func(by pay.Caller) (int, error) { p, err := s.Placements(ctx, by, l.ID); return len(p), err }},
		{"Placement", func(by pay.Caller) (int, error) { _, err := s.Placement(ctx, by, l.ID, made[0].ID); return one(err) }},
		{"LinkNumbers", func(by pay.Caller) (int, error) {
			n, err := s.LinkNumbers(ctx, by, l.ID, lastDays(2))
			return int(n.Days[0].Viewed+n.Days[1].Viewed) + len(n.ByPlace), err
		}},
		{"PlacementsOf", func(by pay.Caller) (int, error) {
			came, err := s.PlacementsOf(ctx, by, []pay.ID{paid.ID})
			return len(came), err
		}},
		{"AddPlacements", func(by pay.Caller) (int, error) {
			return one(s.AddPlacements(ctx, by, l.ID, s.NewID(by.MerchantNumber), []string{"Mine"}))
		}},
		{"RenamePlacement", func(by pay.Caller) (int, error) {
			return one(s.RenamePlacement(ctx, by, l.ID, made[0].ID, "My table"))
		}},
		{"RemovePlacement", func(by pay.Caller) (int, error) { return one(s.RemovePlacement(ctx, by, l.ID, made[1].ID)) }},
	}
}

// beginAt is begin for whoever came by a printed code.
func (s shop) beginAt(l pay.Link, place pay.ID) store.Begun {
	s.t.Helper()
	o := s.order(l)
	o.PlacementID = place
	b, err := s.Begin(s.ctx(), o)
	s.must(err)
	return b
}

// lastDays are when the last so many days in UTC began.
func lastDays(n int) []time.Time {
	days := make([]time.Time, n)
	for i := range days {
		days[i] = time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, i+1-n)
	}
	return days
}

func TestPlacements(t *testing.T) {
	s := newShop(t)
	l, other := s.link(), s.link()
	first, names := s.NewID(s.by.MerchantNumber), []string{"Table 4", "Poster"}
	for range 2 { // the same form, sent twice
		s.must(s.AddPlacements(s.ctx(), s.by, l.ID, first, names))
	}
	made, err := s.Placements(s.ctx(), s.by, l.ID)
	if err != nil || len(made) != 2 || made[0].ID != first || made[0].Name != "Table 4" || made[0].Code == made[1].Code {
		t.Fatalf("%+v, %v", made, err)
	}
	at := func(l pay.Link, code string) pay.ID {
		id, err := s.PlacementAt(s.ctx(), l.MerchantID, l.ID, code)
		s.must(err)
		return id
	}
	if at(l, made[1].Code) != made[1].ID || !at(other, made[1].Code).IsZero() || !at(l, "nothing").IsZero() {
		t.Error("a code leads elsewhere")
	}
	for name, err := range map[string]error{
		"taken":    s.AddPlacements(s.ctx(), s.by, l.ID, s.NewID(1), []string{"Poster"}),
		"twice":    s.AddPlacements(s.ctx(), s.by, l.ID, s.NewID(1), []string{"Bar", "Bar"}),
		"none":     s.AddPlacements(s.ctx(), s.by, l.ID, s.NewID(1), nil),
		"too many": s.AddPlacements(s.ctx(), s.by, l.ID, s.NewID(1), make([]string, 51)),
		"renamed":  s.RenamePlacement(s.ctx(), s.by, l.ID, made[0].ID, "Poster"),
		"nameless": s.RenamePlacement(s.ctx(), s.by, l.ID, made[0].ID, ""),
	} {
		if code(err) != pay.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	s.must(s.RenamePlacement(s.ctx(), s.by, l.ID, made[0].ID, "Window"))
	s.must(s.RemovePlacement(s.ctx(), s.by, l.ID, made[1].ID))
	if err := s.RemovePlacement(s.ctx(), s.by, l.ID, made[1].ID); code(err) != pay.NotFound {
		t.Errorf("removed twice: %v", err)
	}
	if !at(l, made[1].Code).IsZero() {
		t.Error("a removed code is counted")
	}
	slug, linkID, printed, err := s.PlacementAddress(s.ctx(), made[1].ID)
	if err != nil || slug != s.owner.Merchant.Slug || linkID != l.ID || printed != made[1].Code {
		t.Errorf("the picture of a removed code: %s %v %s %v", slug, linkID, printed, err)
	}
	if left := s.placements(l, "Poster"); len(left) != 2 || left[0].Name != "Window" || left[1].Name != "Poster" {
		t.Errorf("the name is not free again: %+v", left)
	}
	if _, err := s.Placement(s.ctx(), s.by, other.ID, made[0].ID); code(err) != pay.NotFound {
		t.Errorf("under another link: %v", err)
	}
}

func TestLinkNumbers(t *testing.T) {
	s := newShop(t)
	l := s.link()
	table, window := s.placements(l, "Table 4", "Window")[0].ID, s.placements(l, "Bar")[1].ID
	for _, place := range []pay.ID{{}, {}, table, table, table, window} {
		s.CountLinkView(l, "UTC", place)
	}
	s.finish(s.beginAt(l, table), pay.AttemptPaid)
	s.finish(s.beginAt(l, table), pay.AttemptDeclined)
	s.finish(s.beginAt(l, pay.ID{}), pay.AttemptPaid)
	for range 2 { // what was counted is stored once
		n, err := s.LinkNumbers(s.ctx(), s.by, l.ID, lastDays(3))
		s.must(err)
		if all := n.Days[0].Plus(n.Days[1]).Plus(n.Days[2]); all != (pay.Funnel{Viewed: 6, Started: 3, Paid: 2}) || n.Partial {
			t.Errorf("all: %+v", n)
		}
		if n.ByPlace[table] != (pay.Funnel{Viewed: 3, Started: 2, Paid: 1}) || n.ByPlace[window] != (pay.Funnel{Viewed: 1}) || len(n.ByPlace) != 2 {
			t.Errorf("by place: %+v", n.ByPlace)
		}
	}
	n, err := s.LinkNumbers(s.ctx(), s.by, s.link().ID, lastDays(1))
	if err != nil || n.Days[0] != (pay.Funnel{}) {
		t.Errorf("another link: %+v, %v", n, err)
	}
}
