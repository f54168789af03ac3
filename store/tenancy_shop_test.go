package store_test

import "linktill/internal/pay"

// shopThings are one of each of what the first merchant shows.
type shopThings struct {
	listing pay.Listing
	bioLink pay.BioLink
}

func (s shop) shopThings() shopThings {
	s.t.Helper()
	product := s.product()
	h := shopThings{listing: s.listing(func(l *pay.Listing) { l.ProductID = product.ID }), bioLink: s.bioLink("a")}
	s.publish(s.by)
	p, err := s.PublicBio(s.ctx(), s.owner.Merchant.Slug)
	s.must(err)
	s.CountBioView(p)
	return h
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
		{"ListingsOf", func(by pay.Caller) (int, error) {
			l, err := s.ListingsOf(ctx, by, h.listing.ProductID)
			return len(l), err
		}},
		{"Bio", func(by pay.Caller) (int, error) { b, err := s.Bio(ctx, by); return len(b.Links), err }},
		{"BioDraft", func(by pay.Caller) (int, error) { d, err := s.BioDraft(ctx, by); return len(d.Items), err }},
		{"BioVersions", func(by pay.Caller) (int, error) { v, err := s.BioVersions(ctx, by); return len(v), err }},
		{"BioVersion", func(by pay.Caller) (int, error) { _, err := s.BioVersion(ctx, by, 1); return one(err) }},
		{"BioNumbers", func(by pay.Caller) (int, error) {
			n, err := s.BioNumbers(ctx, by, "2020-01-01", "2099-12-31")
			return len(n.Views), err
		}},
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
		{"BioPreview", func(by pay.Caller) (int, error) {
			p, err := s.BioPreview(ctx, by, pay.BioContent{Items: []pay.BioItem{{BioBlock: pay.BioBlock{Type: pay.BlockListing, ListingID: h.listing.ID}}}})
			return len(p.Listings), err
		}},
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
		{"RestoreBio", func(by pay.Caller) (int, error) { return s.RestoreBio(ctx, by, 1) }},
		{"DeleteBioLink", func(by pay.Caller) (int, error) { return one(s.DeleteBioLink(ctx, by, h.bioLink.ID)) }},
	}
}
