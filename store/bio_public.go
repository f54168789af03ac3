package store

import (
	"context"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// PublicBio is a bio page as everybody sees it, with what its blocks are about.
// A payment link or a listing that is gone, or not shown, is not in the maps.
type PublicBio struct {
	Merchant pay.Merchant
	Bio      pay.Bio
	HasShop  bool // listings of the page's mode are published
	Links    map[pay.ID]pay.Link
	Listings map[pay.ID]ShopListing
}

var errNoBio = pay.Errorf(pay.NotFound, "There is no page at this address.")

// PublicBio returns the published page of the merchant with that slug: the live
// one when there is one, else the one in test mode.
func (s *Store) PublicBio(ctx context.Context, slug string) (p PublicBio, err error) {
	if !utf8.ValidString(slug) { // nobody's, and more than the database takes
		return p, errNoBio
	}
	err = s.pool.QueryRow(ctx, `/* PublicBio */
		SELECT `+merchantColumns+`, `+bioColumns+`, EXISTS (SELECT FROM listings
			WHERE merchant_id = m.id AND livemode = b.livemode AND state = 'published' AND deleted_at IS NULL)
		FROM merchants m JOIN bio_pages b ON b.merchant_id = m.id
		WHERE m.slug = $1 AND b.published ORDER BY b.livemode DESC LIMIT 1`, slug).
		Scan(append(append(merchantFields(&p.Merchant), bioFields(&p.Bio)...), &p.HasShop)...)
	if err != nil {
		return p, notFound(err, pay.NotFound, errNoBio.Message)
	}
	return p, s.fillBio(ctx, &p)
}

// fillBio reads, in one round trip, what the page shows besides itself.
func (s *Store) fillBio(ctx context.Context, p *PublicBio) error {
	links, listings := referredTo(p.Bio.Blocks)
	p.Links, p.Listings = map[pay.ID]pay.Link{}, map[pay.ID]ShopListing{}
	b := &pgx.Batch{}
	b.Queue(selectBioLinks, p.Bio.MerchantID, p.Bio.Livemode).
		Query(eachRow(bioLinkFields, func(l pay.BioLink) { p.Bio.Links = append(p.Bio.Links, l) }))
	if len(links) > 0 {
		b.Queue(`/* PublicBio */
			SELECT `+linkColumns+` FROM links l
			WHERE l.merchant_id = $1 AND l.livemode = $2 AND l.id = ANY($3) AND l.deleted_at IS NULL`, p.Bio.MerchantID, p.Bio.Livemode, links).
			Query(eachRow(linkFields, func(l pay.Link) { p.Links[l.ID] = l }))
		b.Queue(`/* PublicBio */
			SELECT `+shopListingColumns+`
			FROM listings l LEFT JOIN products p ON p.merchant_id = l.merchant_id AND p.id = l.product_id
			WHERE l.merchant_id = $1 AND l.livemode = $2 AND l.id = ANY($3) AND l.state = 'published' AND l.deleted_at IS NULL`,
			p.Bio.MerchantID, p.Bio.Livemode, listings).
			Query(eachRow(shopListingFields, func(l ShopListing) { p.Listings[l.ID] = l }))
	}
	return explain(s.pool.SendBatch(ctx, b).Close())
}

// FollowBioLink returns where a link that is shown on the published page leads,
// and counts that somebody followed it when counted is true.
func (s *Store) FollowBioLink(ctx context.Context, slug string, id pay.ID, counted bool) (url string, err error) {
	if !utf8.ValidString(slug) {
		return "", errNoBio
	}
	err = s.pool.QueryRow(ctx, `/* FollowBioLink */
		WITH followed AS (
			SELECT l.merchant_id, l.id, l.url
			FROM merchants m
				JOIN bio_links l ON l.merchant_id = m.id
				JOIN bio_pages b ON b.merchant_id = l.merchant_id AND b.livemode = l.livemode
			WHERE m.number = $1 AND m.slug = $2 AND l.id = $3 AND b.published AND l.enabled
				AND (l.starts_at IS NULL OR l.starts_at <= $4) AND (l.ends_at IS NULL OR l.ends_at > $4)
		), total AS (
			UPDATE bio_links l SET clicks = l.clicks + 1 FROM followed f
			WHERE $5 AND l.merchant_id = f.merchant_id AND l.id = f.id
			RETURNING l.merchant_id, l.id
		), day AS (
			INSERT INTO bio_clicks AS c (merchant_id, link_id, day, clicks)
			SELECT merchant_id, id, ($4::timestamptz AT TIME ZONE 'UTC')::date, 1 FROM total
			ON CONFLICT (merchant_id, link_id, day) DO UPDATE SET clicks = c.clicks + 1
		)
		SELECT url FROM followed`, int64(id.MerchantNumber()), slug, id, s.now(), counted).Scan(&url)
	return url, notFound(err, pay.NotFound, errNoBio.Message)
}
