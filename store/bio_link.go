package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

const bioLinkColumns = `l.merchant_id, l.id, l.livemode, l.title, l.url, l.kind, l.enabled, l.starts_at, l.ends_at,
	l.position, l.clicks, l.created_at, l.updated_at`

func bioLinkFields(l *pay.BioLink) []any {
	return []any{&l.MerchantID, &l.ID, &l.Livemode, &l.Title, &l.URL, &l.Kind, &l.Enabled, &l.StartsAt, &l.EndsAt,
		&l.Position, &l.Clicks, &l.CreatedAt, &l.UpdatedAt}
}

// selectBioLinks are the links of a page in their order.
const selectBioLinks = `/* bioLinks */
	SELECT ` + bioLinkColumns + ` FROM bio_links l
	WHERE l.merchant_id = $1 AND l.livemode = $2 ORDER BY l.position, l.id`

func bioLinks(ctx context.Context, q querier, merchantID pay.ID, livemode bool) ([]pay.BioLink, error) {
	rows, err := q.Query(ctx, selectBioLinks, merchantID, livemode)
	if err != nil {
		return nil, explain(err)
	}
	links, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (l pay.BioLink, err error) {
		return l, row.Scan(bioLinkFields(&l)...)
	})
	return links, explain(err)
}

func linkIDs(links []pay.BioLink) []pay.ID {
	ids := make([]pay.ID, len(links))
	for i, l := range links {
		ids[i] = l.ID
	}
	return ids
}

func bioLinkOf(links []pay.BioLink, id pay.ID) (pay.BioLink, bool) {
	i := slices.IndexFunc(links, func(l pay.BioLink) bool { return l.ID == id })
	if i < 0 {
		return pay.BioLink{}, false
	}
	return links[i], true
}

// CreateBioLink adds a link under its id, at the end unless the patch says
// where. When a link with this id is there already, because the same request ran
// before, that one is returned.
func (s *Store) CreateBioLink(ctx context.Context, by pay.Caller, id pay.ID, patch pay.BioLinkPatch) (l pay.BioLink, err error) {
	if l, err = pay.NewBioLink(id).Apply(patch, s.now()); err != nil {
		return l, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := s.lockNewBio(ctx, tx, by); err != nil {
			return err
		}
		links, err := bioLinks(ctx, tx, by.MerchantID, by.Livemode)
		if err != nil {
			return err
		}
		if again, there := bioLinkOf(links, id); there {
			l = again
			return nil
		}
		if len(links) >= pay.BioLinksMax {
			return pay.Errorf(pay.Invalid, "There are %d links already, which is the most. Remove one that is not needed.", len(links))
		}
		position := len(links) + 1
		if patch.Position != nil {
			position = min(*patch.Position, position)
		}
		_, err = tx.Exec(ctx, `/* CreateBioLink */
			INSERT INTO bio_links (merchant_id, id, livemode, title, url, kind, enabled, starts_at, ends_at, position, created_at, updated_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)`,
			by.MerchantID, id, by.Livemode, l.Title, l.URL, l.Kind, l.Enabled, l.StartsAt, l.EndsAt, position, s.now())
		if err != nil {
			return err
		}
		links, err = s.orderBioLinks(ctx, tx, by, pay.Moved(linkIDs(links), id, position))
		l, _ = bioLinkOf(links, id)
		return err
	})
	return l, err
}

// ChangeBioLink applies a patch to a link.
func (s *Store) ChangeBioLink(ctx context.Context, by pay.Caller, id pay.ID, patch pay.BioLinkPatch) (l pay.BioLink, err error) {
	err = s.withBioLinks(ctx, by, func(tx pgx.Tx, links []pay.BioLink) error {
		before, there := bioLinkOf(links, id)
		if !there {
			return pay.NoSuchBioLink()
		}
		if l, err = before.Apply(patch, s.now()); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `/* ChangeBioLink */
			UPDATE bio_links SET title = $3, url = $4, kind = $5, enabled = $6, starts_at = $7, ends_at = $8, updated_at = $9
			WHERE merchant_id = $1 AND id = $2`,
			by.MerchantID, id, l.Title, l.URL, l.Kind, l.Enabled, l.StartsAt, l.EndsAt, s.now())
		if err != nil {
			return err
		}
		order := linkIDs(links)
		if patch.Position != nil {
			order = pay.Moved(order, id, *patch.Position)
		}
		links, err = s.orderBioLinks(ctx, tx, by, order)
		l, _ = bioLinkOf(links, id)
		return err
	})
	return l, err
}

// DeleteBioLink removes a link. What was counted of it stays part of the page's
// numbers.
func (s *Store) DeleteBioLink(ctx context.Context, by pay.Caller, id pay.ID) error {
	return s.withBioLinks(ctx, by, func(tx pgx.Tx, links []pay.BioLink) error {
		if _, there := bioLinkOf(links, id); !there {
			return pay.NoSuchBioLink()
		}
		if _, err := tx.Exec(ctx, `/* DeleteBioLink */
			DELETE FROM bio_links WHERE merchant_id = $1 AND id = $2`, by.MerchantID, id); err != nil {
			return err
		}
		rest := slices.DeleteFunc(linkIDs(links), func(other pay.ID) bool { return other == id })
		_, err := s.orderBioLinks(ctx, tx, by, rest)
		return err
	})
}

// OrderBioLinks puts all links in that order.
func (s *Store) OrderBioLinks(ctx context.Context, by pay.Caller, wanted []pay.ID) (ordered []pay.BioLink, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := lockBio(ctx, tx, by); err != nil && pay.CodeOf(err) != pay.NotFound {
			return err
		}
		links, err := bioLinks(ctx, tx, by.MerchantID, by.Livemode)
		if err != nil {
			return err
		}
		if err := pay.CheckOrder(linkIDs(links), wanted); err != nil {
			return err
		}
		ordered, err = s.orderBioLinks(ctx, tx, by, wanted)
		return err
	})
	return ordered, err
}

// withBioLinks runs do with the page locked, and so its links as they stay.
func (s *Store) withBioLinks(ctx context.Context, by pay.Caller, do func(tx pgx.Tx, links []pay.BioLink) error) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := lockBio(ctx, tx, by); err != nil {
			return err
		}
		links, err := bioLinks(ctx, tx, by.MerchantID, by.Livemode)
		if err != nil {
			return err
		}
		return do(tx, links)
	})
}

// orderBioLinks numbers the links in that order, keeps the page as a new version
// and returns the links. The page is locked.
func (s *Store) orderBioLinks(ctx context.Context, tx pgx.Tx, by pay.Caller, order []pay.ID) ([]pay.BioLink, error) {
	_, err := tx.Exec(ctx, `/* orderBioLinks */
		UPDATE bio_links l SET position = o.position
		FROM unnest($2::uuid[]) WITH ORDINALITY o (id, position)
		WHERE l.merchant_id = $1 AND l.id = o.id AND l.position <> o.position`, by.MerchantID, order)
	if err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, `/* orderBioLinks */
		UPDATE bio_pages SET revision = revision + 1 WHERE merchant_id = $1 AND livemode = $2`, by.MerchantID, by.Livemode)
	if err != nil {
		return nil, err
	}
	if err := s.keepVersion(ctx, tx, by); err != nil {
		return nil, err
	}
	return bioLinks(ctx, tx, by.MerchantID, by.Livemode)
}
