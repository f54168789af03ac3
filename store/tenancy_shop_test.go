package store_test

import "linktill/internal/pay"

// shopThings are one of each of what the first merchant shows.
type shopThings struct {
	listing pay.Listing
	bioLink pay.BioLink
}

func (s shop) shopThings() shopThings {
	s.t.Helper()
	return shopThings{listing: s.listing(), bioLink: s.bioLink("a")}
}

// shopReads are like reads, of listings, the bio page and customers.
func (s shop) shopReads(h shopThings, paid pay.Payment) []look {
	ctx, all := s.ctx(), pay.Page{Limit: 100, ByOffset: true}
	return []look{
		{"Listing", func(by pay.Caller) (int, error) { _, err := s.Listing(ctx, by, h.listing.ID); return one(err) }},
		{"Listings", func(by pay.Caller) (int, error) {
			l, err := s.Listings(ctx, by, "", all)
			return len(l.Rows) + l.Total, err
		}},
		{"Bio", func(by pay.Caller) (int, error) { b, err := s.Bio(ctx, by); return len(b.Links), err }},
		{"Customer", func(by pay.Caller) (int, error) { _, err := s.Customer(ctx, by, paid.CustomerID); return one(err) }},
		{"Customers", func(by pay.Caller) (int, error) {
			l, err := s.Customers(ctx, by, "", all)
			return len(l.Rows) + l.Total, err
		}},
	}
}

// shopWrites are like writes.
func (s shop) shopWrites(h shopThings) []look {
	ctx := s.ctx()
	return []look{
		{"ChangeListing", func(by pay.Caller) (int, error) {
			_, err := s.ChangeListing(ctx, by, h.listing.ID, pay.ListingPatch{Title: ptr("Mine")})
			return one(err)
		}},
		{"PublishListing", func(by pay.Caller) (int, error) { _, err := s.PublishListing(ctx, by, h.listing.ID); return one(err) }},
		{"PauseListing", func(by pay.Caller) (int, error) { _, err := s.PauseListing(ctx, by, h.listing.ID); return one(err) }},
		{"DeleteListing", func(by pay.Caller) (int, error) { _, err := s.DeleteListing(ctx, by, h.listing.ID); return one(err) }},
		{"ChangeBioLink", func(by pay.Caller) (int, error) {
			_, err := s.ChangeBioLink(ctx, by, h.bioLink.ID, pay.BioLinkPatch{Title: ptr("Mine")})
			return one(err)
		}},
		{"OrderBioLinks", func(by pay.Caller) (int, error) {
			links, err := s.OrderBioLinks(ctx, by, []pay.ID{h.bioLink.ID})
			if code(err) == pay.Invalid {
				err = nil // an order of what is not there
			}
			return len(links), err
		}},
		{"DeleteBioLink", func(by pay.Caller) (int, error) { return one(s.DeleteBioLink(ctx, by, h.bioLink.ID)) }},
	}
}
