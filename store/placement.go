package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

const placementColumns = `p.merchant_id, p.id, p.link_id, p.livemode, p.code, p.name, p.created_at`

func placementFields(p *pay.Placement) []any {
	return []any{&p.MerchantID, &p.ID, &p.LinkID, &p.Livemode, &p.Code, &p.Name, &p.CreatedAt}
}

func scanPlacement(row pgx.CollectableRow) (p pay.Placement, err error) {
	return p, row.Scan(placementFields(&p)...)
}

// AddPlacements makes a printed code for each name. firstID is the id of the
// first: the same again changes nothing.
func (s *Store) AddPlacements(ctx context.Context, by pay.Caller, linkID, firstID pay.ID, names []string) error {
	if err := pay.CheckPlacementNames(names); err != nil {
		return err
	}
	return s.inTx(ctx, func(tx pgx.Tx) error {
		l, err := lockLink(ctx, tx, by, linkID)
		if err != nil {
			return err
		}
		var there, kept int
		err = tx.QueryRow(ctx, `/* AddPlacements */
			SELECT count(*) FILTER (WHERE id = $3), count(*) FILTER (WHERE removed_at IS NULL)
			FROM link_placements WHERE merchant_id = $1 AND link_id = $2`, by.MerchantID, linkID, firstID).Scan(&there, &kept)
		if err != nil || there > 0 {
			return err
		}
		if kept+len(names) > pay.PlacementsMax {
			var c pay.Checks
			c.Add("names", "A link has at most %d printed codes. Remove one that is not used any more.", pay.PlacementsMax)
			return c.Err()
		}
		b, now := &pgx.Batch{}, s.now() // which keeps the order of the names
		for i, name := range names {
			id := firstID
			if i > 0 {
				id = s.NewID(firstID.MerchantNumber())
			}
			b.Queue(`/* AddPlacements */
				INSERT INTO link_placements (merchant_id, id, livemode, link_id, code, name, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
				by.MerchantID, id, l.Livemode, linkID, pay.NewPlacementCode(), name, now.Add(time.Duration(i)*time.Microsecond))
		}
		return send(ctx, tx, b)
	})
}

// Placements are the printed codes of a link, in the order in which they were
// made.
func (s *Store) Placements(ctx context.Context, by pay.Caller, linkID pay.ID) ([]pay.Placement, error) {
	rows, err := s.pool.Query(ctx, `/* Placements */
		SELECT `+placementColumns+` FROM link_placements p
		WHERE p.merchant_id = $1 AND p.link_id = $2 AND p.livemode = $3 AND p.removed_at IS NULL ORDER BY p.created_at, p.id`,
		by.MerchantID, linkID, by.Livemode)
	if err != nil {
		return nil, explain(err)
	}
	placements, err := pgx.CollectRows(rows, scanPlacement)
	return placements, explain(err)
}

// Placement returns one printed code of a link.
func (s *Store) Placement(ctx context.Context, by pay.Caller, linkID, id pay.ID) (pay.Placement, error) {
	rows, err := s.pool.Query(ctx, `/* Placement */
		SELECT `+placementColumns+` FROM link_placements p
		WHERE p.merchant_id = $1 AND p.link_id = $2 AND p.id = $3 AND p.livemode = $4 AND p.removed_at IS NULL`,
		by.MerchantID, linkID, id, by.Livemode)
	if err != nil {
		return pay.Placement{}, explain(err)
	}
	p, err := pgx.CollectExactlyOneRow(rows, scanPlacement)
	return p, notFound(err, pay.NotFound, pay.NoSuchPlacement().Message)
}

// PlacementsOf are the printed codes by which those payments came, by the
// payment's id; codes that were removed are among them.
func (s *Store) PlacementsOf(ctx context.Context, by pay.Caller, paymentIDs []pay.ID) (map[pay.ID]pay.Placement, error) {
	came := map[pay.ID]pay.Placement{}
	if len(paymentIDs) == 0 {
		return came, nil
	}
	rows, err := s.pool.Query(ctx, `/* PlacementsOf */
		SELECT y.id, `+placementColumns+`
		FROM payments y JOIN link_placements p ON p.merchant_id = y.merchant_id AND p.id = y.placement_id
		WHERE y.merchant_id = $1 AND y.livemode = $2 AND y.id = ANY ($3)`, by.MerchantID, by.Livemode, paymentIDs)
	if err != nil {
		return nil, explain(err)
	}
	var id pay.ID
	var p pay.Placement
	_, err = pgx.ForEachRow(rows, append([]any{&id}, placementFields(&p)...), func() error {
		came[id] = p
		return nil
	})
	return came, explain(err)
}

// RenamePlacement gives a printed code another name. Its address stays.
func (s *Store) RenamePlacement(ctx context.Context, by pay.Caller, linkID, id pay.ID, name string) error {
	if err := pay.CheckPlacementName(name); err != nil {
		return err
	}
	return s.changePlacement(ctx, `/* RenamePlacement */
		UPDATE link_placements SET name = $5
		WHERE merchant_id = $1 AND link_id = $2 AND id = $3 AND livemode = $4 AND removed_at IS NULL`, by.MerchantID, linkID, id, by.Livemode, name)
}

// RemovePlacement stops the counting of a printed code. What is printed still
// opens the link.
func (s *Store) RemovePlacement(ctx context.Context, by pay.Caller, linkID, id pay.ID) error {
	return s.changePlacement(ctx, `/* RemovePlacement */
		UPDATE link_placements SET removed_at = $5
		WHERE merchant_id = $1 AND link_id = $2 AND id = $3 AND livemode = $4 AND removed_at IS NULL`, by.MerchantID, linkID, id, by.Livemode, s.now())
}

func (s *Store) changePlacement(ctx context.Context, sql string, args ...any) error {
	tag, err := s.pool.Exec(ctx, sql, args...)
	if err == nil && tag.RowsAffected() == 0 {
		return pay.NoSuchPlacement()
	}
	return explain(err)
}

// PlacementAt is the printed code by which somebody came to a link; zero when
// it is not counted.
func (s *Store) PlacementAt(ctx context.Context, merchantID, linkID pay.ID, code string) (id pay.ID, err error) {
	err = s.pool.QueryRow(ctx, `/* PlacementAt */
		SELECT id FROM link_placements WHERE merchant_id = $1 AND link_id = $2 AND code = $3 AND removed_at IS NULL`,
		merchantID, linkID, code).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return pay.ID{}, nil
	}
	return id, explain(err)
}

// PlacementAddress returns what the address of a printed code is made of, by its
// id alone, of one that was removed as well.
func (s *Store) PlacementAddress(ctx context.Context, id pay.ID) (slug string, linkID pay.ID, code string, err error) {
	err = s.pool.QueryRow(ctx, `/* PlacementAddress */
		SELECT m.slug, l.id, p.code FROM merchants m
			JOIN link_placements p ON p.merchant_id = m.id
			JOIN links l ON l.merchant_id = m.id AND l.id = p.link_id
		WHERE m.number = $1 AND p.id = $2 AND l.deleted_at IS NULL`, int64(id.MerchantNumber()), id).Scan(&slug, &linkID, &code)
	return slug, linkID, code, notFound(err, pay.NotFound, pay.NoSuchPlacement().Message)
}
