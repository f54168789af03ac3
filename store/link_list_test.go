package store_test

import (
	"slices"
	"testing"
	"time"

	"linktill/internal/pay"
)

func ids[T any](rows []T, id func(T) pay.ID) []pay.ID {
	out := make([]pay.ID, len(rows))
	for i, row := range rows {
		out[i] = id(row)
	}
	return out
}

func linkID(l pay.Link) pay.ID { return l.ID }

// Pages by cursor show each link once, newest first, whatever arrives between
// them.
func TestLinksByCursorWhileOthersArrive(t *testing.T) {
	s := newShop(t)
	var made []pay.ID
	for range 7 {
		made = append(made, s.link().ID)
	}
	slices.SortFunc(made, func(a, b pay.ID) int { return slices.Compare(b[:], a[:]) })
	var seen []pay.ID
	page := pay.Page{Limit: 3}
	for {
		list, err := s.Links(s.ctx(), s.by, nil, page)
		s.must(err)
		seen = append(seen, ids(list.Rows, linkID)...)
		if !list.HasMore {
			break
		}
		page.Cursor = list.Rows[len(list.Rows)-1].ID
		s.link() // newer than all pages
	}
	if !slices.Equal(seen, made) {
		t.Errorf("seen %d links, made %d", len(seen), len(made))
	}
}

func TestLinksByOffset(t *testing.T) {
	s := newShop(t)
	for range 5 {
		s.link()
	}
	all, err := s.Links(s.ctx(), s.by, nil, pay.Page{Limit: 100})
	s.must(err)
	for offset := range 7 {
		list, err := s.Links(s.ctx(), s.by, nil, pay.Page{Limit: 2, Offset: offset, ByOffset: true})
		s.must(err)
		want := all.Rows[min(offset, 5):min(offset+2, 5)]
		if !slices.Equal(ids(list.Rows, linkID), ids(want, linkID)) || list.Total != 5 || list.HasMore != (offset+2 < 5) {
			t.Errorf("from %d: %d rows of %d, more %v", offset, len(list.Rows), list.Total, list.HasMore)
		}
	}
}

// A cursor need not be there any more, and one of nobody's is only a place in
// the order.
func TestCursorOfADeletedLink(t *testing.T) {
	s := newShop(t)
	old, gone := s.link(), s.link()
	_, err := s.DeleteLink(s.ctx(), s.by, gone.ID)
	s.must(err)
	first := slices.MaxFunc([]pay.ID{old.ID, gone.ID}, func(a, b pay.ID) int { return slices.Compare(a[:], b[:]) })
	list, err := s.Links(s.ctx(), s.by, nil, pay.Page{Limit: 10, Cursor: first})
	s.must(err)
	for _, l := range list.Rows {
		if slices.Compare(l.ID[:], first[:]) >= 0 {
			t.Errorf("%s is not behind the cursor", l.ID.UUID())
		}
	}
	var last pay.ID
	for i := range last {
		last[i] = 0xff
	}
	if list, err := s.Links(s.ctx(), s.by, nil, pay.Page{Limit: 10, Cursor: last}); err != nil || len(list.Rows) != 1 || list.HasMore {
		t.Errorf("%d links behind the last id, %v", len(list.Rows), err)
	}
}

// What SQL filters and what Go says of a link are the same, for every kind of
// link.
func TestActiveIsTheSameInSQL(t *testing.T) {
	s := newShopUnaudited(t)
	past, future := time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	conn := s.superuser()
	for _, stopped := range []*time.Time{nil, &past} {
		for _, expires := range []*time.Time{nil, &past, &future} {
			for _, u := range []struct{ most, used, held *int64 }{
				{nil, ptr(int64(0)), ptr(int64(0))}, {nil, ptr(int64(9)), ptr(int64(9))}, {ptr(int64(2)), ptr(int64(0)), ptr(int64(2))},
				{ptr(int64(2)), ptr(int64(1)), ptr(int64(1))}, {ptr(int64(2)), ptr(int64(2)), ptr(int64(0))}, {ptr(int64(1)), ptr(int64(1)), ptr(int64(0))},
			} {
				l := s.link()
				_, err := conn.Exec(s.ctx(), `UPDATE links SET deactivated_at = $2, expires_at = $3, max_uses = $4, uses_count = $5, uses_held = $6 WHERE id = $1`,
					l.ID, stopped, expires, u.most, u.used, u.held)
				s.must(err)
			}
		}
	}
	all, err := s.Links(s.ctx(), s.by, nil, pay.Page{Limit: 100})
	s.must(err)
	total := 0
	for _, want := range []bool{true, false} {
		list, err := s.Links(s.ctx(), s.by, &want, pay.Page{Limit: 100})
		s.must(err)
		wanted := slices.DeleteFunc(slices.Clone(all.Rows), func(l pay.Link) bool { return (l.Reason(time.Now()) == pay.LinkActive) != want })
		if !slices.Equal(ids(list.Rows, linkID), ids(wanted, linkID)) || list.Total != len(wanted) || len(wanted) == 0 {
			t.Errorf("active %v: %d links in SQL, %d in Go, total %d", want, len(list.Rows), len(wanted), list.Total)
		}
		total += len(list.Rows)
	}
	if total != len(all.Rows) || total != 36 {
		t.Errorf("%d active and inactive links of %d", total, len(all.Rows))
	}
}
