package store_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// wantEvents compares the events of an object, in their sequence; versions go
// up by one with each.
func (s shop) wantEvents(objectID pay.ID, want ...string) {
	s.t.Helper()
	rows, err := s.pool.Query(s.ctx(), `SELECT type FROM events WHERE object_id = $1 ORDER BY seq`, objectID)
	s.must(err)
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	s.must(err)
	if strings.Join(got, " ") != strings.Join(want, " ") {
		s.t.Errorf("events %v, want %v", got, want)
	}
	wrong := s.count(`SELECT count(*) FROM (SELECT version, row_number() OVER (ORDER BY seq) AS n FROM events WHERE object_id = $1) e WHERE version <> n`, objectID)
	if wrong != 0 {
		s.t.Errorf("%d versions are out of order", wrong)
	}
}

// An event holds the object as it was right after, for good.
func TestEventsHoldTheObjectFrozen(t *testing.T) {
	s := newShop(t)
	l := s.link(func(l *pay.Link) { l.Metadata = map[string]any{"n": json.Number("9007199254740993")} })
	p := s.paid(l)
	s.refunded(p, 4_00)
	timeline, err := s.Timeline(s.ctx(), s.by, p.ID)
	s.must(err)
	var types []string
	last := int64(0)
	for _, e := range timeline {
		types = append(types, string(e.Type))
		if e.Seq <= last || e.Livemode || e.Data["merchant_id"] != nil || e.Data["id"] == nil {
			t.Errorf("%+v", e)
		}
		last = e.Seq
	}
	want := "payment.created payment.completed refund.created refund.completed payment.refunded"
	if got := strings.Join(types, " "); got != want {
		t.Errorf("timeline %s, want %s", got, want)
	}
	completed := timeline[1]
	if completed.Data["state"] != "paid" || completed.Data["captured_minor"] != json.Number("1000") || completed.Data["refunded_minor"] != json.Number("0") || completed.Version != 2 {
		t.Errorf("%+v", completed)
	}
	if metadata, _ := timeline[0].Data["metadata"].(map[string]any); metadata["n"] != json.Number("9007199254740993") {
		t.Errorf("metadata %v", timeline[0].Data["metadata"])
	}
}

// Each mode counts its own events, without a gap, however many act at once.
func TestEventSequenceHasNoGap(t *testing.T) {
	s := newShop(t)
	atOnce(t, 40, func(i int) error {
		by := s.by
		by.Livemode = i%2 == 0
		_, err := s.CreateLink(s.ctx(), by, pay.Link{ID: s.NewID(by.MerchantNumber), Currency: "BSD"})
		return err
	})
	for _, mode := range []bool{true, false} {
		n := s.count(`SELECT count(DISTINCT seq) FROM events WHERE livemode = $1`, mode)
		if highest := s.count(`SELECT max(seq) FROM events WHERE livemode = $1`, mode); n != 20 || highest != 20 {
			t.Errorf("live %v: %d numbers up to %d", mode, n, highest)
		}
	}
}
