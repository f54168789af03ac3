package store

import (
	"context"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// PictureSize is a picture in one of its widths.
type PictureSize struct {
	Width int
	Body  []byte
}

// NewPicture is a picture to be kept; digest tells what was sent for it.
type NewPicture struct {
	pay.Picture
	Digest [32]byte
	Sizes  []PictureSize
}

const pictureColumns = `merchant_id, id, content_type, width, height, bytes, created_at`

func pictureFields(p *pay.Picture) []any {
	return []any{&p.MerchantID, &p.ID, &p.ContentType, &p.Width, &p.Height, &p.Bytes, &p.CreatedAt}
}

func scanPicture(row pgx.CollectableRow) (p pay.Picture, err error) {
	return p, row.Scan(pictureFields(&p)...)
}

// PictureByDigest returns the merchant's picture that was made of what has this
// digest, in whichever mode; ok is false when there is none.
func (s *Store) PictureByDigest(ctx context.Context, merchantID pay.ID, digest [32]byte) (p pay.Picture, ok bool, err error) {
	rows, err := s.pool.Query(ctx, `/* PictureByDigest */
		SELECT `+pictureColumns+` FROM pictures WHERE merchant_id = $1 AND digest = $2`, merchantID, digest[:])
	if err != nil {
		return p, false, explain(err)
	}
	found, err := pgx.CollectRows(rows, scanPicture)
	if err != nil || len(found) == 0 {
		return p, false, explain(err)
	}
	return found[0], true, nil
}

// CreatePicture keeps a picture where its merchant has room for it, and returns
// the one that was made of the same before, where there is one. field is the
// form's, for what is wrong with it. The merchant's row is locked so that two at
// once cannot share the last room.
func (s *Store) CreatePicture(ctx context.Context, by pay.Caller, field string, p NewPicture) (kept pay.Picture, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `/* CreatePicture */ SELECT FROM merchants WHERE id = $1 FOR NO KEY UPDATE`, by.MerchantID); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `/* CreatePicture */
			SELECT `+pictureColumns+` FROM pictures WHERE merchant_id = $1 AND digest = $2`, by.MerchantID, p.Digest[:])
		if err != nil {
			return err
		}
		if same, err := pgx.CollectRows(rows, scanPicture); err != nil || len(same) > 0 {
			if err == nil {
				kept = same[0]
			}
			return err
		}
		kept, err = s.insertPicture(ctx, tx, by, field, p)
		return err
	})
	return kept, err
}

func (s *Store) insertPicture(ctx context.Context, tx pgx.Tx, by pay.Caller, field string, p NewPicture) (pay.Picture, error) {
	kept := p.Picture
	kept.MerchantID, kept.CreatedAt, kept.Bytes = by.MerchantID, s.now(), 0
	for _, size := range p.Sizes {
		kept.Bytes += int64(len(size.Body))
	}
	var pictures, bytes int64
	err := tx.QueryRow(ctx, `/* insertPicture */
		SELECT count(*), coalesce(sum(bytes), 0)::bigint FROM pictures WHERE merchant_id = $1`, by.MerchantID).Scan(&pictures, &bytes)
	if err != nil {
		return kept, err
	}
	if err := pay.CheckRoom(field, pictures, bytes, kept.Bytes); err != nil {
		return kept, err
	}
	b := &pgx.Batch{}
	b.Queue(`/* insertPicture */
		INSERT INTO pictures (`+pictureColumns+`, digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		kept.MerchantID, kept.ID, kept.ContentType, kept.Width, kept.Height, kept.Bytes, kept.CreatedAt, p.Digest[:])
	for _, size := range p.Sizes {
		b.Queue(`/* insertPicture */
			INSERT INTO picture_sizes (merchant_id, picture_id, width, body) VALUES ($1, $2, $3, $4)`,
			kept.MerchantID, kept.ID, size.Width, size.Body)
	}
	return kept, send(ctx, tx, b)
}

// Pictures returns those of the merchant's pictures that have one of the ids.
func (s *Store) Pictures(ctx context.Context, merchantID pay.ID, ids []pay.ID) (map[pay.ID]pay.Picture, error) {
	found := map[pay.ID]pay.Picture{}
	if len(ids) == 0 {
		return found, nil
	}
	rows, err := s.pool.Query(ctx, `/* Pictures */
		SELECT `+pictureColumns+` FROM pictures WHERE merchant_id = $1 AND id = ANY ($2)`, merchantID, ids)
	if err != nil {
		return nil, explain(err)
	}
	pictures, err := pgx.CollectRows(rows, scanPicture)
	for _, p := range pictures {
		found[p.ID] = p
	}
	return found, explain(err)
}

// keepPictures makes sure that a listing's pictures are its merchant's, and stay
// until the transaction ends.
func keepPictures(ctx context.Context, tx pgx.Tx, by pay.Caller, l pay.Listing) error {
	ids := l.Pictures()
	rows, err := tx.Query(ctx, `/* keepPictures */
		SELECT id FROM pictures WHERE merchant_id = $1 AND id = ANY ($2) FOR SHARE`, by.MerchantID, ids)
	if err != nil {
		return err
	}
	there, err := pgx.CollectRows(rows, pgx.RowTo[pay.ID])
	if err != nil {
		return err
	}
	var c pay.Checks
	for i, id := range ids {
		c.That(id.IsZero() || slices.Contains(there, id), "images."+strconv.Itoa(i), "There is no picture with this address.")
	}
	return c.Err()
}

// PublicPicture returns a picture as anybody with its address sees it: the
// smallest size that is at least that wide, or else the largest. 0 asks for the
// largest.
func (s *Store) PublicPicture(ctx context.Context, id pay.ID, width int) (contentType string, body []byte, err error) {
	err = s.pool.QueryRow(ctx, `/* PublicPicture */
		SELECT p.content_type, s.body
		FROM merchants m JOIN pictures p ON p.merchant_id = m.id
			JOIN picture_sizes s ON s.merchant_id = p.merchant_id AND s.picture_id = p.id
		WHERE m.number = $1 AND p.id = $2
		ORDER BY s.width >= $3 AND $3 > 0 DESC, CASE WHEN s.width >= $3 AND $3 > 0 THEN s.width ELSE -s.width END LIMIT 1`,
		int64(id.MerchantNumber()), id, width).Scan(&contentType, &body)
	return contentType, body, notFound(err, pay.NotFound, pay.NoSuchPicture().Message)
}
