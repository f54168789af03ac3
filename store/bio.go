package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

const bioColumns = `b.merchant_id, b.livemode, b.title, b.tagline, b.theme, b.avatar_url, b.blocks, b.published, b.updated_at`

func bioFields(b *pay.Bio) []any {
	return []any{&b.MerchantID, &b.Livemode, &b.Title, &b.Tagline, &b.Theme, &b.AvatarURL, blockColumn{&b.Blocks}, &b.Published, &b.UpdatedAt}
}

// storedBlock is a block as the column holds it. DO NOT change the names: they
// are in the database.
type storedBlock struct {
	Type          pay.BlockType `json:"type"`
	Title         string        `json:"title,omitempty"`
	Text          string        `json:"text,omitempty"`
	URL           string        `json:"url,omitempty"`
	Alt           string        `json:"alt,omitempty"`
	PaymentLinkID string        `json:"payment_link_id,omitempty"`
	ListingID     string        `json:"listing_id,omitempty"`
}

// blockColumn reads the column of blocks.
type blockColumn struct{ to *[]pay.BioBlock }

// Scan decodes the column.
func (b blockColumn) Scan(src any) error {
	text, err := columnText(src)
	if err != nil {
		return err
	}
	var stored []storedBlock
	if err := json.Unmarshal(text, &stored); err != nil {
		return fmt.Errorf("store: blocks: %w", err)
	}
	blocks := make([]pay.BioBlock, len(stored))
	for i, s := range stored {
		blocks[i] = pay.BioBlock{Type: s.Type, Title: s.Title, Text: s.Text, URL: s.URL, Alt: s.Alt}
		blocks[i].PaymentLinkID, _ = pay.LinkPrefix.Parse(s.PaymentLinkID)
		blocks[i].ListingID, _ = pay.ListingPrefix.Parse(s.ListingID)
	}
	*b.to = blocks
	return nil
}

func storeBlocks(blocks []pay.BioBlock) []storedBlock {
	stored := make([]storedBlock, len(blocks))
	for i, b := range blocks {
		stored[i] = storedBlock{Type: b.Type, Title: b.Title, Text: b.Text, URL: b.URL, Alt: b.Alt}
		if !b.PaymentLinkID.IsZero() {
			stored[i].PaymentLinkID = b.PaymentLinkID.UUID()
		}
		if !b.ListingID.IsZero() {
			stored[i].ListingID = b.ListingID.UUID()
		}
	}
	return stored
}

// Bio returns the caller's bio page with its links; an empty one when nothing
// was saved yet.
func (s *Store) Bio(ctx context.Context, by pay.Caller) (pay.Bio, error) {
	b := pay.NewBio(by.MerchantID, by.Livemode)
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
// none. Of two who change different fields at once, neither undoes the other.
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
		}
		_, err = tx.Exec(ctx, `/* SaveBio */
			UPDATE bio_pages SET title = $3, tagline = $4, theme = $5, avatar_url = $6, blocks = $7, published = $8, updated_at = $9
			WHERE merchant_id = $1 AND livemode = $2`,
			by.MerchantID, by.Livemode, b.Title, b.Tagline, b.Theme, b.AvatarURL, storeBlocks(b.Blocks), b.Published, s.now())
		return err
	})
	if err != nil {
		return pay.Bio{}, err
	}
	return s.Bio(ctx, by)
}

// checkReferences refuses blocks about payment links and listings that are not
// the caller's. What is deleted later hides its block by itself.
func checkReferences(ctx context.Context, tx pgx.Tx, by pay.Caller, blocks []pay.BioBlock) error {
	links, listings := referredTo(blocks)
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
	var c pay.Checks
	pay.CheckReferences(&c, blocks, links, listings)
	return c.Err()
}

// referredTo are the payment links and listings that the blocks are about, with
// zero ids among them, which no row has.
func referredTo(blocks []pay.BioBlock) (links, listings []pay.ID) {
	for _, b := range blocks {
		links, listings = append(links, b.PaymentLinkID), append(listings, b.ListingID)
	}
	return links, listings
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
