package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

const bioColumns = `b.merchant_id, b.livemode, b.title, b.tagline, b.theme, b.accent, b.avatar_url, b.picture_id,
	b.sold_out, b.badge, b.blocks, b.published, b.updated_at, b.revision, b.version`

func bioFields(b *pay.Bio) []any {
	return []any{&b.MerchantID, &b.Livemode, &b.Title, &b.Tagline, &b.Theme, &b.Accent, &b.AvatarURL, &b.PictureID,
		&b.SoldOut, &b.Badge, blockColumn{&b.Blocks}, &b.Published, &b.UpdatedAt, &b.Revision, &b.Version}
}

// Bio returns the caller's bio page with its links; an empty one when nothing
// was saved yet. Clicks that this process counted are part of it.
func (s *Store) Bio(ctx context.Context, by pay.Caller) (pay.Bio, error) {
	b := pay.NewBio(by.MerchantID, by.Livemode)
	if err := s.FlushBioCounts(ctx); err != nil {
		return b, err
	}
	err := s.pool.QueryRow(ctx, `/* Bio */
		SELECT `+bioColumns+` FROM bio_pages b WHERE b.merchant_id = $1 AND b.livemode = $2`, by.MerchantID, by.Livemode).Scan(bioFields(&b)...)
	if pay.CodeOf(notFound(err, pay.NotFound, "")) == pay.NotFound {
		return b, nil
	}
	if err != nil {
		return b, explain(err)
	}
	b.Links, err = bioLinks(ctx, s.pool, by.MerchantID, by.Livemode)
	return b, err
}

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// SaveBio applies a patch to the caller's bio page, which is made when there is
// none, and shows it to everybody at once: a draft that somebody has in the
// editor stays as it is. Of two who change different fields at once, neither
// undoes the other.
func (s *Store) SaveBio(ctx context.Context, by pay.Caller, patch pay.BioPatch) (pay.Bio, error) {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		before, err := s.lockNewBio(ctx, tx, by)
		if err != nil {
			return err
		}
		b, err := before.Apply(patch)
		if err != nil {
			return err
		}
		if patch.Blocks != nil {
			if err := checkReferences(ctx, tx, by, b.Blocks); err != nil {
				return err
			}
			b.Blocks = pay.NameBlocks(b.Blocks, before.Blocks, func() pay.ID { return s.NewID(by.MerchantNumber) })
		}
		if err := s.writeBio(ctx, tx, by, b); err != nil {
			return err
		}
		return s.keepVersion(ctx, tx, by)
	})
	if err != nil {
		return pay.Bio{}, err
	}
	return s.Bio(ctx, by)
}

// writeBio stores the page but for its links.
func (s *Store) writeBio(ctx context.Context, tx pgx.Tx, by pay.Caller, b pay.Bio) error {
	_, err := tx.Exec(ctx, `/* writeBio */
		UPDATE bio_pages SET title = $3, tagline = $4, theme = $5, accent = $6, avatar_url = $7, picture_id = $8, sold_out = $9, badge = $10,
			blocks = $11, published = $12, updated_at = $13, revision = revision + 1
		WHERE merchant_id = $1 AND livemode = $2`,
		by.MerchantID, by.Livemode, b.Title, b.Tagline, b.Theme, b.Accent, b.AvatarURL, b.PictureID, b.SoldOut, b.Badge,
		storeBlocks(b.Blocks), b.Published, s.now())
	return err
}

// checkReferences refuses blocks about payment links, listings and pictures that
// are not the caller's. What is deleted later hides its block by itself.
func checkReferences(ctx context.Context, tx pgx.Tx, by pay.Caller, blocks []pay.BioBlock) error {
	links, listings, pictures := referredTo(blocks)
	links, err := thoseThere(ctx, tx, `/* SaveBio */
		SELECT id FROM links WHERE merchant_id = $1 AND livemode = $2 AND id = ANY($3) AND deleted_at IS NULL`, by, links)
	if err != nil {
		return err
	}
	listings, err = thoseThere(ctx, tx, `/* SaveBio */
		SELECT id FROM listings WHERE merchant_id = $1 AND livemode = $2 AND id = ANY($3) AND deleted_at IS NULL`, by, listings)
	if err != nil {
		return err
	}
	pictures, err = thoseThere(ctx, tx, `/* SaveBio */
		SELECT id FROM pictures WHERE merchant_id = $1 AND $2::boolean IS NOT NULL AND id = ANY($3) FOR KEY SHARE`, by, pictures)
	if err != nil {
		return err
	}
	var c pay.Checks
	pay.CheckReferences(&c, blocks, links, listings, pictures)
	return c.Err()
}

// referredTo are the payment links, listings and pictures that the blocks are
// about, with zero ids among them, which no row has.
func referredTo(blocks []pay.BioBlock) (links, listings, pictures []pay.ID) {
	for _, b := range blocks {
		links, listings, pictures = append(links, b.PaymentLinkID), append(listings, b.ListingID), append(pictures, b.PictureID)
	}
	return links, listings, pictures
}

func thoseThere(ctx context.Context, tx pgx.Tx, sql string, by pay.Caller, ids []pay.ID) ([]pay.ID, error) {
	rows, err := tx.Query(ctx, sql, by.MerchantID, by.Livemode, ids)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[pay.ID])
}

// lockNewBio is lockBio for those who may be the first.
func (s *Store) lockNewBio(ctx context.Context, tx pgx.Tx, by pay.Caller) (pay.Bio, error) {
	_, err := tx.Exec(ctx, `/* lockNewBio */
		INSERT INTO bio_pages (merchant_id, livemode, theme, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)
		ON CONFLICT (merchant_id, livemode) DO NOTHING`, by.MerchantID, by.Livemode, pay.BioThemes[0], s.now())
	if err != nil {
		return pay.Bio{}, err
	}
	return lockBio(ctx, tx, by)
}

// lockBio returns the page without its links, and keeps others from changing it
// or them.
func lockBio(ctx context.Context, tx pgx.Tx, by pay.Caller) (b pay.Bio, err error) {
	err = tx.QueryRow(ctx, `/* lockBio */
		SELECT `+bioColumns+` FROM bio_pages b WHERE b.merchant_id = $1 AND b.livemode = $2 FOR NO KEY UPDATE`,
		by.MerchantID, by.Livemode).Scan(bioFields(&b)...)
	return b, notFound(err, pay.NotFound, pay.NoSuchBioLink().Message)
}
