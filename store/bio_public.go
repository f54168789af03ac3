package store

import (
	"context"
	"errors"
	"slices"
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
	// Pictures are those of its blocks.
	Pictures map[pay.ID]pay.Picture
	// Deleted are the names of those that are gone for good; only a preview has them.
	Deleted map[pay.ID]string
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

// BioPreview is the caller's page with that content, as everybody would see it.
func (s *Store) BioPreview(ctx context.Context, by pay.Caller, content pay.BioContent) (p PublicBio, err error) {
	if p.Merchant, err = s.Merchant(ctx, by.MerchantID); err != nil {
		return p, err
	}
	p.Bio = pay.NewBio(by.MerchantID, by.Livemode).With(content)
	err = s.pool.QueryRow(ctx, `/* BioPreview */
		SELECT EXISTS (SELECT FROM listings WHERE merchant_id = $1 AND livemode = $2 AND state = 'published' AND deleted_at IS NULL)`,
		by.MerchantID, by.Livemode).Scan(&p.HasShop)
	if err != nil {
		return p, explain(err)
	}
	b := &pgx.Batch{}
	p.queueThings(b)
	p.queueDeleted(b)
	return p, explain(s.pool.SendBatch(ctx, b).Close())
}

// queueDeleted asks which of the things that the blocks are about were deleted,
// so that their merchant can be told.
func (p *PublicBio) queueDeleted(b *pgx.Batch) {
	links, listings, _ := referredTo(p.Bio.Blocks)
	p.Deleted = map[pay.ID]string{}
	b.Queue(`/* BioPreview */
		SELECT id, description FROM links WHERE merchant_id = $1 AND livemode = $2 AND id = ANY($3) AND deleted_at IS NOT NULL
		UNION ALL
		SELECT id, title FROM listings WHERE merchant_id = $1 AND livemode = $2 AND id = ANY($4) AND deleted_at IS NOT NULL`,
		p.Bio.MerchantID, p.Bio.Livemode, links, listings).
		Query(func(rows pgx.Rows) error {
			var id pay.ID
			var name string
			_, err := pgx.ForEachRow(rows, []any{&id, &name}, func() error {
				p.Deleted[id] = name
				return nil
			})
			return err
		})
}

// fillBio reads, in one round trip, what the page shows besides itself.
func (s *Store) fillBio(ctx context.Context, p *PublicBio) error {
	b := &pgx.Batch{}
	b.Queue(selectBioLinks, p.Bio.MerchantID, p.Bio.Livemode).
		Query(eachRow(bioLinkFields, func(l pay.BioLink) { p.Bio.Links = append(p.Bio.Links, l) }))
	p.queueThings(b)
	return explain(s.pool.SendBatch(ctx, b).Close())
}

// queueThings asks for what the page's blocks are about. A listing that is paused
// was public before, and its block may say so; a draft never was.
func (p *PublicBio) queueThings(b *pgx.Batch) {
	links, listings, pictures := referredTo(p.Bio.Blocks)
	p.Links, p.Listings, p.Pictures = map[pay.ID]pay.Link{}, map[pay.ID]ShopListing{}, map[pay.ID]pay.Picture{}
	isThing := func(id pay.ID) bool { return !id.IsZero() }
	if slices.ContainsFunc(links, isThing) {
		b.Queue(`/* PublicBio */
			SELECT `+linkColumns+` FROM links l
			WHERE l.merchant_id = $1 AND l.livemode = $2 AND l.id = ANY($3) AND l.deleted_at IS NULL`, p.Bio.MerchantID, p.Bio.Livemode, links).
			Query(eachRow(linkFields, func(l pay.Link) { p.Links[l.ID] = l }))
	}
	if slices.ContainsFunc(listings, isThing) {
		b.Queue(`/* PublicBio */
			SELECT `+shopListingColumns+`
			FROM listings l LEFT JOIN products p ON p.merchant_id = l.merchant_id AND p.id = l.product_id
			WHERE l.merchant_id = $1 AND l.livemode = $2 AND l.id = ANY($3) AND l.state <> 'draft' AND l.deleted_at IS NULL`,
			p.Bio.MerchantID, p.Bio.Livemode, listings).
			Query(eachRow(shopListingFields, func(l ShopListing) { p.Listings[l.ID] = l }))
	}
	if slices.ContainsFunc(pictures, isThing) {
		b.Queue(`/* PublicBio */
			SELECT `+pictureColumns+` FROM pictures WHERE merchant_id = $1 AND id = ANY($2)`, p.Bio.MerchantID, pictures).
			Query(eachRow(pictureFields, func(f pay.Picture) { p.Pictures[f.ID] = f }))
	}
}

// BioFollowed is a link or block that somebody pressed on a published page.
type BioFollowed struct {
	MerchantID pay.ID
	Livemode   bool
	TimeZone   string
	ID         pay.ID
	// Block says where it leads; a link of the page is one, too.
	Block pay.BioBlock
}

// FollowBioLink returns the link or block that is shown on the published page of
// the merchant with that slug.
func (s *Store) FollowBioLink(ctx context.Context, slug string, id pay.ID) (f BioFollowed, err error) {
	if !utf8.ValidString(slug) {
		return f, errNoBio
	}
	f.ID = id
	err = s.pool.QueryRow(ctx, `/* FollowBioLink */
		SELECT m.id, b.livemode, m.time_zone, l.url
		FROM merchants m
			JOIN bio_links l ON l.merchant_id = m.id
			JOIN bio_pages b ON b.merchant_id = l.merchant_id AND b.livemode = l.livemode
		WHERE m.number = $1 AND m.slug = $2 AND l.id = $3 AND b.published AND l.enabled
			AND (l.starts_at IS NULL OR l.starts_at <= $4) AND (l.ends_at IS NULL OR l.ends_at > $4)`,
		int64(id.MerchantNumber()), slug, id, s.now()).Scan(&f.MerchantID, &f.Livemode, &f.TimeZone, &f.Block.URL)
	if !errors.Is(err, pgx.ErrNoRows) {
		return f, explain(err)
	}
	return s.followBlock(ctx, slug, f)
}

func (s *Store) followBlock(ctx context.Context, slug string, f BioFollowed) (BioFollowed, error) {
	rows, err := s.pool.Query(ctx, `/* FollowBioLink */
		SELECT m.id, b.livemode, m.time_zone, b.blocks FROM merchants m JOIN bio_pages b ON b.merchant_id = m.id
		WHERE m.number = $1 AND m.slug = $2 AND b.published`, int64(f.ID.MerchantNumber()), slug)
	if err != nil {
		return f, explain(err)
	}
	row := f
	var blocks []pay.BioBlock
	found := false
	_, err = pgx.ForEachRow(rows, []any{&row.MerchantID, &row.Livemode, &row.TimeZone, blockColumn{&blocks}}, func() error {
		i := slices.IndexFunc(blocks, func(b pay.BioBlock) bool { return b.ID == f.ID && b.Shown(s.now()) && b.CanBePressed() })
		if i >= 0 {
			f, found = row, true
			f.Block = blocks[i]
		}
		return nil
	})
	if err == nil && !found {
		err = errNoBio
	}
	return f, explain(err)
}
