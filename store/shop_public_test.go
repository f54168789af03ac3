package store_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"linktill/internal/pay"
	"linktill/store"
)

func TestPublicShop(t *testing.T) {
	s := newShop(t)
	look := func(page pay.Page) store.Shop {
		t.Helper()
		shop, err := s.PublicShop(s.ctx(), s.owner.Merchant.Slug, page)
		s.must(err)
		return shop
	}
	if shop := look(pay.DefaultPage()); !shop.Livemode || len(shop.Listings.Rows) != 0 || shop.Merchant.ID != s.by.MerchantID {
		t.Errorf("nothing yet: %+v", shop)
	}
	s.listing()
	first := s.shownBy(s.by)
	if shop := look(pay.DefaultPage()); shop.Livemode || len(shop.Listings.Rows) != 1 || shop.Listings.Rows[0].ID != first.ID {
		t.Errorf("test listings only: %+v", shop)
	}
	p := s.productOf(live(s.by), stock(0))
	stocked := s.shownBy(live(s.by), func(l *pay.Listing) { l.ProductID = p.ID })
	var shown []pay.ID
	for range 4 {
		shown = append(shown, s.shownBy(live(s.by)).ID)
	}
	paused := s.shownBy(live(s.by))
	_, err := s.PauseListing(s.ctx(), live(s.by), paused.ID)
	s.must(err)
	gone := s.shownBy(live(s.by))
	_, err = s.DeleteListing(s.ctx(), live(s.by), gone.ID)
	s.must(err)
	s.shownBy(live(s.rival()))
	shop := look(pay.Page{Limit: 3})
	rest := look(pay.Page{Limit: 3, Cursor: shop.Listings.Rows[2].ID})
	var seen []pay.ID
	for _, l := range slices.Concat(shop.Listings.Rows, rest.Listings.Rows) {
		if seen = append(seen, l.ID); l.ID == stocked.ID && l.Stock.Reason(time.Now()) != pay.ShopSoldOut || l.ID != stocked.ID && l.Stock.Reason(time.Now()) != pay.ShopOpen {
			t.Errorf("%s: %+v", l.Title, l.Stock)
		}
	}
	want := append([]pay.ID{stocked.ID}, shown...)
	sortIDs := func(a, b pay.ID) int { return slices.Compare(b[:], a[:]) }
	slices.SortFunc(want, sortIDs)
	if !shop.Livemode || !shop.Listings.HasMore || rest.Listings.HasMore || !slices.Equal(seen, want) {
		t.Errorf("live %v, %d of %d", shop.Livemode, len(seen), len(want))
	}
	if _, err := s.PublicShop(s.ctx(), "nobody-here", pay.DefaultPage()); code(err) != pay.NotFound {
		t.Errorf("no such merchant: %v", err)
	}
}

// In any state, because the page of a removed listing says so.
func TestPublicListing(t *testing.T) {
	s := newShop(t)
	p := s.product(stock(3))
	l := s.listing(func(l *pay.Listing) { l.ProductID = p.ID })
	got, err := s.PublicListing(s.ctx(), l.ID)
	if err != nil || got.State != pay.ListingDraft || got.Merchant.Slug != s.owner.Merchant.Slug || *got.Stock.Quantity != 3 || got.Stock.Deleted {
		t.Errorf("%+v, %v", got, err)
	}
	_, err = s.DeleteProduct(s.ctx(), s.by, p.ID)
	s.must(err)
	_, err = s.DeleteListing(s.ctx(), s.by, l.ID)
	s.must(err)
	if got, err := s.PublicListing(s.ctx(), l.ID); err != nil || got.DeletedAt == nil || got.Stock.Reason(time.Now()) != pay.ShopClosed {
		t.Errorf("%+v, %v", got, err)
	}
	forged := l.ID
	forged[12]++ // another merchant's number
	for _, id := range []pay.ID{forged, s.NewID(s.by.MerchantNumber), {}} {
		if _, err := s.PublicListing(s.ctx(), id); code(err) != pay.NotFound {
			t.Errorf("%s: %v", id.UUID(), err)
		}
	}
}

func TestCustomers(t *testing.T) {
	s := newShop(t)
	s.paid(s.link())
	s.paid(s.linkOf(live(s.by)))
	list, err := s.Customers(s.ctx(), s.by, "", pay.Page{Limit: 5, ByOffset: true})
	if err != nil || len(list.Rows) != 1 || list.Total != 1 || list.Rows[0].Email != "ana@example.com" || list.Rows[0].Name != "Ana" || list.Rows[0].Livemode {
		t.Fatalf("%+v, %v", list, err)
	}
	if list, err := s.Customers(s.ctx(), s.by, "bea@example.com", pay.DefaultPage()); err != nil || len(list.Rows) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
	if c, err := s.Customer(s.ctx(), s.by, list.Rows[0].ID); err != nil || c != list.Rows[0] {
		t.Errorf("%+v, %v", c, err)
	}
	_, err = s.pool.Exec(s.ctx(), `INSERT INTO customers (merchant_id, id, livemode, email) SELECT $1, $2::uuid, false, 'c@example.com'`, s.by.MerchantID, s.NewID(s.by.MerchantNumber))
	s.must(err)
	first, err := s.Customers(s.ctx(), s.by, "", pay.Page{Limit: 1})
	s.must(err)
	second, err := s.Customers(s.ctx(), s.by, "", pay.Page{Limit: 1, Cursor: first.Rows[0].ID})
	if err != nil || !first.HasMore || second.HasMore || len(second.Rows) != 1 || second.Rows[0].ID == first.Rows[0].ID {
		t.Errorf("%+v then %+v, %v", first, second, err)
	}
}

// Of two who change different fields of a merchant, neither undoes the other.
func TestUpdateOrganization(t *testing.T) {
	s := newShop(t)
	patches := []pay.OrganizationPatch{{Name: ptr("Island Tea")}, {Website: ptr("https://tea.example")}, {ContactEmail: ptr("hi@tea.example")}, {Telegram: ptr("island_tea")}, {PriceMode: ptr(pay.PriceExclusive)}}
	if n := atOnce(t, len(patches), func(i int) error { _, err := s.UpdateOrganization(s.ctx(), s.by, patches[i]); return err }); n != len(patches) {
		t.Errorf("%d of %d changes", n, len(patches))
	}
	m, err := s.Merchant(s.ctx(), s.by.MerchantID)
	if err != nil || m.Name != "Island Tea" || m.Website != "https://tea.example" || m.ContactEmail != "hi@tea.example" || m.Telegram != "@island_tea" ||
		m.PriceMode != "TAX_EXCLUSIVE" || m.Slug != s.owner.Merchant.Slug || !m.UpdatedAt.After(m.CreatedAt) {
		t.Errorf("%+v, %v", m, err)
	}
	before := m
	if _, err := s.UpdateOrganization(s.ctx(), s.by, pay.OrganizationPatch{Name: ptr("Other"), Website: ptr("javascript:x")}); code(err) != pay.Invalid {
		t.Errorf("%v", err)
	}
	if after, err := s.Merchant(s.ctx(), s.by.MerchantID); err != nil || !reflect.DeepEqual(after, before) {
		t.Errorf("half of it was kept: %+v", after)
	}
	if _, err := s.UpdateOrganization(s.ctx(), pay.Caller{}, pay.OrganizationPatch{}); code(err) != pay.NotFound {
		t.Errorf("nobody: %v", err)
	}
}
