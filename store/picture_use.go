package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// PictureShelf is one page of a merchant's pictures, newest first, and how much
// room all of them take. They belong to both modes.
type PictureShelf struct {
	pay.List[pay.Picture]
	Bytes int64
}

// PictureShelf lists the pictures that a merchant keeps.
func (s *Store) PictureShelf(ctx context.Context, merchantID pay.ID, page pay.Page) (shelf PictureShelf, err error) {
	rows, err := s.pool.Query(ctx, `/* PictureShelf */
		SELECT `+pictureColumns+` FROM pictures
		WHERE merchant_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3 OFFSET $4`, merchantID, page.Cursor, page.Limit+1, page.Offset)
	if err != nil {
		return shelf, explain(err)
	}
	pictures, err := pgx.CollectRows(rows, scanPicture)
	if err != nil {
		return shelf, explain(err)
	}
	shelf.List = pay.Cut(pictures, page.Limit)
	err = s.pool.QueryRow(ctx, `/* PictureShelf */
		SELECT count(*), coalesce(sum(bytes), 0)::bigint FROM pictures WHERE merchant_id = $1`, merchantID).Scan(&shelf.Total, &shelf.Bytes)
	return shelf, explain(err)
}

// pictureUses are the places of the merchant $1 that show one of the pictures $2,
// whose paths are $3. The columns of bio pages name pictures by their UUID,
// listings by their path.
const pictureUses = `(
	WITH asked AS (SELECT * FROM unnest($2::uuid[], $3::text[]) a (id, path)),
	bio AS (
		SELECT 'bio' AS place, livemode, picture_id::text AS id FROM bio_pages WHERE merchant_id = $1
		UNION ALL
		SELECT 'bio', livemode, jsonb_path_query(blocks, '$.**.picture_id') #>> '{}' FROM bio_pages WHERE merchant_id = $1
		UNION ALL
		SELECT 'bio_draft', livemode, jsonb_path_query(content, '$.**.picture_id') #>> '{}' FROM bio_drafts WHERE merchant_id = $1
		UNION ALL
		SELECT 'bio_history', livemode, jsonb_path_query(content, '$.**.picture_id') #>> '{}' FROM bio_versions WHERE merchant_id = $1)
	SELECT DISTINCT a.id AS picture_id, b.place, b.livemode, NULL::uuid AS listing_id, '' AS title, '' AS alt FROM asked a JOIN bio b ON b.id = a.id::text
	UNION ALL
	SELECT a.id, 'logo', NULL, NULL, '', '' FROM asked a JOIN merchants m ON m.id = $1 AND m.logo_id = a.id
	UNION ALL
	SELECT a.id, 'listing', l.livemode, l.id, l.title, coalesce(l.image_alts[array_position(l.images, a.path)], '')
	FROM asked a JOIN listings l ON l.merchant_id = $1 AND l.deleted_at IS NULL AND a.path = ANY (l.images))`

// PictureUses returns where each of the merchant's pictures is shown, at most
// pay.PictureUsesMax places of each.
func (s *Store) PictureUses(ctx context.Context, merchantID pay.ID, ids []pay.ID) (map[pay.ID][]pay.PictureUse, error) {
	return usesOf(ctx, s.pool, merchantID, ids)
}

func usesOf(ctx context.Context, q querier, merchantID pay.ID, ids []pay.ID) (map[pay.ID][]pay.PictureUse, error) {
	uses := map[pay.ID][]pay.PictureUse{}
	rows, err := q.Query(ctx, `/* PictureUses */
		SELECT picture_id, place, livemode, listing_id, title, alt
		FROM (SELECT u.*, row_number() OVER (PARTITION BY picture_id ORDER BY place, livemode DESC, listing_id DESC) AS nth FROM `+pictureUses+` u) placed
		WHERE nth <= $4 ORDER BY picture_id, nth`, merchantID, ids, picturePaths(ids), pay.PictureUsesMax)
	if err != nil {
		return nil, explain(err)
	}
	var u pay.PictureUse
	_, err = pgx.ForEachRow(rows, []any{&u.PictureID, &u.Place, &u.Livemode, &u.ListingID, &u.Title, &u.Alt}, func() error {
		uses[u.PictureID] = append(uses[u.PictureID], u)
		return nil
	})
	return uses, explain(err)
}

func picturePaths(ids []pay.ID) []string {
	paths := make([]string, len(ids))
	for i, id := range ids {
		paths[i] = pay.PicturePath(id)
	}
	return paths
}

// DeletePicture deletes a picture that is shown nowhere, and refuses one that is.
func (s *Store) DeletePicture(ctx context.Context, by pay.Caller, id pay.ID) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		p, deleted, err := deleteUnused(ctx, tx, by.MerchantID, id)
		if err != nil {
			return err
		}
		if !deleted {
			uses, err := usesOf(ctx, tx, by.MerchantID, []pay.ID{id})
			if err == nil {
				err = pay.PictureInUse(uses[id])
			}
			return err
		}
		return s.audit(ctx, tx, by, pay.AuditNote{Act: pay.ActPictureDeleted, Object: pay.PicturePrefix.Show(id), Name: fmt.Sprintf("%d × %d pixels", p.Width, p.Height)})
	})
}

// DropPicture deletes a picture that was kept for a form that was refused, unless
// it is shown somewhere by now. It was never seen, so that nothing is told of it.
func (s *Store) DropPicture(ctx context.Context, merchantID, id pay.ID) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		_, _, err := deleteUnused(ctx, tx, merchantID, id)
		return err
	})
	if pay.CodeOf(err) == pay.NotFound {
		return nil
	}
	return err
}

// deleteUnused deletes a picture unless it is shown somewhere. Whoever shows one
// locks it until they have: after the lock here the second statement sees what
// they did, and those who come later see that it is gone.
func deleteUnused(ctx context.Context, tx pgx.Tx, merchantID, id pay.ID) (p pay.Picture, deleted bool, err error) {
	rows, err := tx.Query(ctx, `/* DeletePicture */
		SELECT `+pictureColumns+` FROM pictures WHERE merchant_id = $1 AND id = $2 FOR UPDATE`, merchantID, id)
	if err != nil {
		return p, false, err
	}
	if p, err = pgx.CollectExactlyOneRow(rows, scanPicture); err != nil {
		return p, false, notFound(err, pay.NotFound, pay.NoSuchPicture().Message)
	}
	tag, err := tx.Exec(ctx, `/* DeletePicture */
		DELETE FROM pictures p WHERE p.merchant_id = $1 AND p.id = ANY ($2) AND NOT EXISTS (SELECT FROM `+pictureUses+` u)`,
		merchantID, []pay.ID{id}, picturePaths([]pay.ID{id}))
	return p, err == nil && tag.RowsAffected() > 0, err
}
