package store_test

import (
	"errors"
	"slices"
	"testing"

	"linktill/internal/pay"
)

// listingOf makes a draft of 14.50 after the change.
func (s shop) listingOf(by pay.Caller, change ...func(*pay.Listing)) pay.Listing {
	s.t.Helper()
	l := pay.Listing{ID: s.NewID(by.MerchantNumber), Title: "Mug", AmountMinor: ptr(int64(14_50)), Currency: "BSD"}
	for _, c := range change {
		c(&l)
	}
	l, err := s.CreateListing(s.ctx(), by, l)
	s.must(err)
	return l
}

func (s shop) listing(change ...func(*pay.Listing)) pay.Listing {
	s.t.Helper()
	return s.listingOf(s.by, change...)
}

// shownBy makes a published listing.
func (s shop) shownBy(by pay.Caller, change ...func(*pay.Listing)) pay.Listing {
	s.t.Helper()
	l, err := s.PublishListing(s.ctx(), by, s.listingOf(by, change...).ID)
	s.must(err)
	return l
}

func listingID(l pay.Listing) pay.ID { return l.ID }

func TestListingIsKeptAsItWasMade(t *testing.T) {
	s := newShop(t)
	p := s.product()
	l := s.listing(func(l *pay.Listing) {
		l.Description, l.Category, l.Tags, l.Images, l.ProductID = "Ein <b>\nKrug", "Table", []string{"red", "blue"}, []string{"https://img.example/a.jpg"}, p.ID
		l.State = pay.ListingPublished // a new one is a draft, whatever it says
	})
	if l.MerchantID != s.by.MerchantID || l.Livemode || l.State != pay.ListingDraft || l.PublishedAt != nil || l.Description != "Ein <b>\nKrug" ||
		!slices.Equal(l.Tags, []string{"red", "blue"}) || l.ProductID != p.ID || len(l.Images) != 1 || *l.AmountMinor != 14_50 {
		t.Errorf("%+v", l)
	}
	bare := s.listing(func(l *pay.Listing) { l.AmountMinor = nil })
	if bare.AmountMinor != nil || !bare.ProductID.IsZero() || bare.Tags == nil || len(bare.Tags)+len(bare.Images) != 0 {
		t.Errorf("%+v", bare)
	}
	s.wantEvents(l.ID, "listing.created")
}

func TestCreateListingTwiceIsOneListing(t *testing.T) {
	s := newShop(t)
	first := s.listing()
	made := atOnce(t, 12, func(int) error {
		again, err := s.CreateListing(s.ctx(), s.by, pay.Listing{ID: first.ID, Title: "Other", Currency: "USD"})
		if err == nil && (again.Title != "Mug" || again.Currency != "BSD") {
			return errors.New("another listing")
		}
		return err
	})
	if n := s.count(`SELECT count(*) FROM listings`); made != 12 || n != 1 || s.count(`SELECT count(*) FROM events WHERE type LIKE 'listing%'`) != 1 {
		t.Errorf("%d of 12 succeeded, %d listings", made, n)
	}
}

// A product is the merchant's own, of the same mode, and not deleted.
func TestListingSellsAProductOfItsOwn(t *testing.T) {
	s := newShop(t)
	gone := s.product()
	_, err := s.DeleteProduct(s.ctx(), s.by, gone.ID)
	s.must(err)
	ours := s.listing()
	for name, id := range map[string]pay.ID{"deleted": gone.ID, "live": s.productOf(live(s.by)).ID, "a rival's": s.productOf(s.rival()).ID, "nobody's": s.NewID(s.by.MerchantNumber)} {
		l := pay.Listing{ID: s.NewID(s.by.MerchantNumber), Title: "Mug", Currency: "BSD", ProductID: id}
		var e *pay.Error
		if _, err := s.CreateListing(s.ctx(), s.by, l); !errors.As(err, &e) || e.Code != pay.Invalid || e.Fields["product_id"] == nil {
			t.Errorf("create with a %s product: %v", name, err)
		}
		if _, err := s.ChangeListing(s.ctx(), s.by, ours.ID, pay.ListingPatch{SetProduct: true, ProductID: id}); !errors.As(err, &e) || e.Fields["product_id"] == nil {
			t.Errorf("change to a %s product: %v", name, err)
		}
	}
	if n := s.count(`SELECT count(*) FROM listings`); n != 1 {
		t.Errorf("%d listings", n)
	}
	s.wantEvents(ours.ID, "listing.created")
}

func TestListingLife(t *testing.T) {
	s := newShop(t)
	l := s.listing(func(l *pay.Listing) { l.AmountMinor = nil })
	if _, err := s.PublishListing(s.ctx(), s.by, l.ID); code(err) != pay.Invalid {
		t.Errorf("published without a price: %v", err)
	}
	if _, err := s.PauseListing(s.ctx(), s.by, l.ID); code(err) != pay.Invalid {
		t.Errorf("a draft was paused: %v", err)
	}
	l, err := s.ChangeListing(s.ctx(), s.by, l.ID, pay.ListingPatch{SetAmount: true, AmountMinor: ptr(int64(5_00)), Tags: &[]string{"new"}})
	if err != nil || *l.AmountMinor != 5_00 || l.Title != "Mug" || !slices.Equal(l.Tags, []string{"new"}) {
		t.Errorf("%+v, %v", l, err)
	}
	for _, act := range []func() (pay.Listing, error){
		func() (pay.Listing, error) { return s.PublishListing(s.ctx(), s.by, l.ID) },
		func() (pay.Listing, error) { return s.PublishListing(s.ctx(), s.by, l.ID) },
		func() (pay.Listing, error) { return s.PauseListing(s.ctx(), s.by, l.ID) },
		func() (pay.Listing, error) { return s.PauseListing(s.ctx(), s.by, l.ID) },
		func() (pay.Listing, error) { return s.PublishListing(s.ctx(), s.by, l.ID) },
	} {
		got, err := act()
		s.must(err)
		if l.PublishedAt != nil && !l.PublishedAt.Equal(*got.PublishedAt) {
			t.Error("the first publication was forgotten")
		}
		l = got
	}
	if _, err := s.ChangeListing(s.ctx(), s.by, l.ID, pay.ListingPatch{SetAmount: true}); code(err) != pay.Invalid {
		t.Errorf("a published listing lost its price: %v", err)
	}
	gone, err := s.DeleteListing(s.ctx(), s.by, l.ID)
	if err != nil || gone.DeletedAt == nil || gone.State != pay.ListingPublished {
		t.Errorf("%+v, %v", gone, err)
	}
	if _, err := s.Listing(s.ctx(), s.by, l.ID); code(err) != pay.NotFound {
		t.Errorf("after removal: %v", err)
	}
	if _, err := s.PublishListing(s.ctx(), s.by, l.ID); code(err) != pay.NotFound {
		t.Errorf("published after removal: %v", err)
	}
	if n := s.count(`SELECT count(*) FROM listings`); n != 1 {
		t.Error("the row is gone")
	}
	s.wantEvents(l.ID, "listing.created", "listing.updated", "listing.published", "listing.paused", "listing.published", "listing.removed")
}

// However publishing, pausing, changing and removing coincide: nothing happens
// after the removal, and the events tell one story without a gap.
func TestListingActsAtOnce(t *testing.T) {
	s := newShop(t)
	l := s.listing()
	atOnce(t, 24, func(i int) (err error) {
		switch i % 4 {
		case 0:
			_, err = s.PublishListing(s.ctx(), s.by, l.ID)
		case 1:
			_, err = s.PauseListing(s.ctx(), s.by, l.ID)
		case 2:
			_, err = s.ChangeListing(s.ctx(), s.by, l.ID, pay.ListingPatch{Title: ptr("Cup")})
		case 3:
			if i == 11 {
				_, err = s.DeleteListing(s.ctx(), s.by, l.ID)
			}
		}
		return err
	})
	rows, err := s.pool.Query(s.ctx(), `SELECT type, version FROM events WHERE object_id = $1 ORDER BY seq`, l.ID)
	s.must(err)
	defer rows.Close()
	state, n := "", 0
	for rows.Next() {
		var event string
		var version int
		s.must(rows.Scan(&event, &version))
		if n++; version != n || state == "listing.removed" || event == state && event != "listing.updated" {
			t.Errorf("event %d is %s, version %d, after %s", n, event, version, state)
		}
		if event != "listing.updated" {
			state = event
		}
	}
	if state != "listing.removed" {
		t.Errorf("the last is %s", state)
	}
}

// Two who change different fields at once both get what they wanted.
func TestListingChangesMerge(t *testing.T) {
	s := newShop(t)
	l := s.listing()
	patches := []pay.ListingPatch{{Title: ptr("Cup")}, {Description: ptr("Blue")}, {Category: ptr("Table")}, {Tags: &[]string{"a"}}, {SetAmount: true, AmountMinor: ptr(int64(9))}}
	if n := atOnce(t, len(patches), func(i int) error { _, err := s.ChangeListing(s.ctx(), s.by, l.ID, patches[i]); return err }); n != len(patches) {
		t.Errorf("%d of %d changes", n, len(patches))
	}
	got, err := s.Listing(s.ctx(), s.by, l.ID)
	if err != nil || got.Title != "Cup" || got.Description != "Blue" || got.Category != "Table" || len(got.Tags) != 1 || *got.AmountMinor != 9 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestListingsArePagedAndFiltered(t *testing.T) {
	s := newShop(t)
	var made, shown []pay.ID
	for i := range 7 {
		l := s.listing()
		if i%3 == 0 {
			l = s.shownBy(s.by)
			shown = append(shown, l.ID)
		}
		made = append(made, l.ID)
	}
	seen := map[pay.ID]int{}
	for page := (pay.Page{Limit: 3}); ; {
		list, err := s.Listings(s.ctx(), s.by, "", page)
		s.must(err)
		for _, l := range list.Rows {
			seen[l.ID]++
		}
		if !list.HasMore {
			break
		}
		page.Cursor = list.Rows[len(list.Rows)-1].ID
		s.listing() // newer than all pages
	}
	for _, id := range made {
		if seen[id] != 1 {
			t.Errorf("%s was seen %d times", id.UUID(), seen[id])
		}
	}
	list, err := s.Listings(s.ctx(), s.by, pay.ListingPublished, pay.Page{Limit: 2, Offset: 1, ByOffset: true})
	if err != nil || list.Total != 3 || len(list.Rows) != 2 || list.HasMore || !slices.Contains(shown, list.Rows[0].ID) {
		t.Errorf("%v of %d, %v", ids(list.Rows, listingID), list.Total, err)
	}
	if list, err := s.Listings(s.ctx(), live(s.by), "", pay.DefaultPage()); err != nil || len(list.Rows) != 0 {
		t.Errorf("live: %d, %v", len(list.Rows), err)
	}
}

func TestListingConstraints(t *testing.T) {
	s := newShop(t)
	s.shownBy(s.by)
	for _, change := range []string{
		`UPDATE listings SET amount_minor = NULL`, `UPDATE listings SET amount_minor = 0`, `UPDATE listings SET title = ''`, `UPDATE listings SET state = 'sold'`,
		`UPDATE listings SET published_at = NULL`, `UPDATE listings SET state = 'draft'`, `UPDATE listings SET currency = 'bsd'`,
	} {
		refuses(t, s.pool, "23514", change)
	}
	refuses(t, s.pool, "23503", `UPDATE listings SET product_id = $1`, s.productOf(s.rival()).ID)
}
