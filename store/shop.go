package store

import (
	"context"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// ShopListing is a listing with the stock of its product.
type ShopListing struct {
	pay.Listing
	Stock pay.Stock
}

const shopListingColumns = listingColumns + `, p.quantity, p.expires_at, p.deleted_at IS NOT NULL, coalesce(p.quantity_max, 1)`

func shopListingFields(l *ShopListing) []any {
	return append(listingFields(&l.Listing), &l.Stock.Quantity, &l.Stock.ExpiresAt, &l.Stock.Deleted, &l.Stock.QuantityMax)
}

func scanShopListing(row pgx.CollectableRow) (l ShopListing, err error) {
	return l, row.Scan(shopListingFields(&l)...)
}

// Shop is what everybody sees of a merchant's listings. While none is published
// in live mode, those in test mode are shown, so that a new merchant can look.
type Shop struct {
	Merchant pay.Merchant
	Livemode bool
	HasBio   bool
	Listings pay.List[ShopListing]
}

// PublicShop returns the shop of the merchant with that slug.
func (s *Store) PublicShop(ctx context.Context, slug string, page pay.Page) (shop Shop, err error) {
	if !utf8.ValidString(slug) { // nobody's, and more than the database takes
		return shop, pay.Errorf(pay.NotFound, "%s", noMerchant)
	}
	var hasLive, hasTest bool
	err = s.pool.QueryRow(ctx, `/* PublicShop */
		SELECT `+merchantColumns+`,
			EXISTS (SELECT FROM listings WHERE merchant_id = m.id AND livemode AND state = 'published' AND deleted_at IS NULL),
			EXISTS (SELECT FROM listings WHERE merchant_id = m.id AND NOT livemode AND state = 'published' AND deleted_at IS NULL),
			EXISTS (SELECT FROM bio_pages WHERE merchant_id = m.id AND livemode AND published)
		FROM merchants m WHERE m.slug = $1`, slug).Scan(append(merchantFields(&shop.Merchant), &hasLive, &hasTest, &shop.HasBio)...)
	if err != nil {
		return shop, notFound(err, pay.NotFound, noMerchant)
	}
	shop.Livemode = hasLive || !hasTest
	rows, err := s.pool.Query(ctx, `/* PublicShop */
		SELECT `+shopListingColumns+`
		FROM listings l LEFT JOIN products p ON p.merchant_id = l.merchant_id AND p.id = l.product_id
		WHERE l.merchant_id = $1 AND l.livemode = $2 AND l.state = 'published' AND l.deleted_at IS NULL
			AND ($3::uuid IS NULL OR l.id < $3)
		ORDER BY l.id DESC LIMIT $4`, shop.Merchant.ID, shop.Livemode, page.Cursor, page.Limit+1)
	if err != nil {
		return shop, explain(err)
	}
	listings, err := pgx.CollectRows(rows, scanShopListing)
	shop.Listings = pay.Cut(listings, page.Limit)
	return shop, explain(err)
}

// PublicListing is a listing as anybody with its address sees it, and its
// merchant.
type PublicListing struct {
	ShopListing
	Merchant pay.Merchant
}

// PublicListing looks a listing up by its id alone, in any mode and state, also
// a deleted one: whether to show it is for the caller to decide.
func (s *Store) PublicListing(ctx context.Context, id pay.ID) (l PublicListing, err error) {
	err = s.pool.QueryRow(ctx, `/* PublicListing */
		SELECT `+shopListingColumns+`, `+merchantColumns+`
		FROM merchants m JOIN listings l ON l.merchant_id = m.id
			LEFT JOIN products p ON p.merchant_id = l.merchant_id AND p.id = l.product_id
		WHERE m.number = $1 AND l.id = $2`, int64(id.MerchantNumber()), id).
		Scan(append(shopListingFields(&l.ShopListing), merchantFields(&l.Merchant)...)...)
	return l, notFound(err, pay.NotFound, pay.NoSuchListing().Message)
}
