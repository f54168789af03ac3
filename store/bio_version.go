package store

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

const (
	// bioVersionsKept is how many versions can be looked at and brought back.
	bioVersionsKept = 50
	// bioVersionPause keeps programs, which change one link after the other, from
	// filling the history: what a key changes within it is one version.
	bioVersionPause = 10 * time.Minute
)

// PublishBio shows the draft to everybody. seen is the revision that was looked
// at: what nobody looked at is not published.
func (s *Store) PublishBio(ctx context.Context, by pay.Caller, seen int) (number int, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		d, err := s.lockDraft(ctx, tx, by)
		if err != nil {
			return err
		}
		if !d.Changed && d.Page.Published {
			number = d.Page.Version // it is public already
			return nil
		}
		if d.Revision-1 != seen {
			return pay.ErrBioChanged
		}
		if err := s.dropDraft(ctx, tx, by); err != nil {
			return err
		}
		number, err = s.publish(ctx, tx, by, d.Page, d.BioContent, 0)
		return err
	})
	return number, err
}

// RestoreBio shows an older version to everybody once more, as a new one. A draft
// stays.
func (s *Store) RestoreBio(ctx context.Context, by pay.Caller, older int) (number int, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		b, err := lockBio(ctx, tx, by)
		if err != nil {
			return err
		}
		v, err := bioVersion(ctx, tx, by, older)
		if err != nil {
			return err
		}
		number, err = s.publish(ctx, tx, by, b, v.Content, older)
		return err
	})
	return number, err
}

// publish writes content to the page, which is locked, and keeps it as a version.
func (s *Store) publish(ctx context.Context, tx pgx.Tx, by pay.Caller, page pay.Bio, content pay.BioContent, restored int) (int, error) {
	page = page.With(content)
	page.Published = true
	if err := s.writeBio(ctx, tx, by, page); err != nil {
		return 0, err
	}
	ids := linkIDs(page.Links)
	if _, err := tx.Exec(ctx, `/* publish */
		DELETE FROM bio_links WHERE merchant_id = $1 AND livemode = $2 AND NOT id = ANY($3)`, by.MerchantID, by.Livemode, ids); err != nil {
		return 0, err
	}
	for _, l := range page.Links {
		_, err := tx.Exec(ctx, `/* publish */
			INSERT INTO bio_links (merchant_id, id, livemode, title, url, kind, enabled, starts_at, ends_at, position, clicks, created_at, updated_at)
			SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
				coalesce((SELECT sum(clicks) FROM bio_clicks WHERE merchant_id = $1 AND link_id = $2), 0), $11, $11
			ON CONFLICT (merchant_id, id) DO UPDATE SET title = $4, url = $5, kind = $6, enabled = $7, starts_at = $8, ends_at = $9, position = $10, updated_at = $11`,
			by.MerchantID, l.ID, by.Livemode, l.Title, l.URL, l.Kind, l.Enabled, l.StartsAt, l.EndsAt, l.Position, s.now())
		if err != nil {
			return 0, err
		}
	}
	return s.addVersion(ctx, tx, by, content, restored)
}

// addVersion keeps content as the newest version, forgets the oldest, and notes in
// the audit log that everybody sees it. Whoever publishes changes nothing more
// after it.
func (s *Store) addVersion(ctx context.Context, tx pgx.Tx, by pay.Caller, content pay.BioContent, restored int) (number int, err error) {
	err = tx.QueryRow(ctx, `/* addVersion */
		WITH page AS (
			UPDATE bio_pages SET version = version + 1 WHERE merchant_id = $1 AND livemode = $2 RETURNING version
		), old AS (
			DELETE FROM bio_versions v USING page WHERE v.merchant_id = $1 AND v.livemode = $2 AND v.number <= page.version - $3
		)
		INSERT INTO bio_versions (merchant_id, livemode, number, content, restored, user_id, key_id, created_at)
		SELECT $1, $2, version, $4, nullif($5::int, 0), $6, $7, $8 FROM page RETURNING number`,
		by.MerchantID, by.Livemode, bioVersionsKept, storeContent(content), restored, by.UserID, by.KeyID, s.now()).Scan(&number)
	if err != nil {
		return 0, err
	}
	note := pay.AuditNote{Act: pay.ActBioPublished, Name: bioVersionName(number), OfMode: true}
	if restored > 0 {
		note.Changes = []pay.Change{pay.Changed("brought back", "", bioVersionName(restored))}
	}
	return number, s.audit(ctx, tx, by, note)
}

func bioVersionName(number int) string { return "Version " + strconv.Itoa(number) }

// keepVersion keeps what a program published. The page is locked.
func (s *Store) keepVersion(ctx context.Context, tx pgx.Tx, by pay.Caller) error {
	b, err := lockBio(ctx, tx, by)
	if pay.CodeOf(err) == pay.NotFound || err == nil && !b.Published {
		return nil
	}
	if err != nil {
		return err
	}
	if b.Links, err = bioLinks(ctx, tx, by.MerchantID, by.Livemode); err != nil {
		return err
	}
	done, err := tx.Exec(ctx, `/* keepVersion */
		UPDATE bio_versions SET content = $4, created_at = $5
		WHERE merchant_id = $1 AND livemode = $2 AND number = $3 AND key_id = $6 AND restored IS NULL AND created_at > $7`,
		by.MerchantID, by.Livemode, b.Version, storeContent(b.Content()), s.now(), by.KeyID, s.now().Add(-bioVersionPause))
	if err != nil || done.RowsAffected() > 0 {
		return err
	}
	_, err = s.addVersion(ctx, tx, by, b.Content(), 0)
	return err
}

const selectBioVersion = `SELECT v.number, coalesce(v.restored, 0), v.created_at, coalesce(u.email, k.name, ''), v.key_id IS NOT NULL, v.content
	FROM bio_versions v LEFT JOIN users u ON u.id = v.user_id
		LEFT JOIN api_keys k ON k.merchant_id = v.merchant_id AND k.id = v.key_id
	WHERE v.merchant_id = $1 AND v.livemode = $2`

func scanBioVersion(row pgx.Row) (v pay.BioVersion, err error) {
	var stored storedBio
	err = row.Scan(&v.Number, &v.Restored, &v.CreatedAt, &v.By, &v.ByKey, contentColumn{&stored})
	v.Content = stored.content()
	return v, err
}

// BioVersions returns what was published, the newest first.
func (s *Store) BioVersions(ctx context.Context, by pay.Caller) ([]pay.BioVersion, error) {
	rows, err := s.pool.Query(ctx, `/* BioVersions */ `+selectBioVersion+` ORDER BY v.number DESC`, by.MerchantID, by.Livemode)
	if err != nil {
		return nil, explain(err)
	}
	versions, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (pay.BioVersion, error) { return scanBioVersion(row) })
	return versions, explain(err)
}

// BioVersion returns one version.
func (s *Store) BioVersion(ctx context.Context, by pay.Caller, number int) (pay.BioVersion, error) {
	return bioVersion(ctx, s.pool, by, number)
}

func bioVersion(ctx context.Context, q queryRower, by pay.Caller, number int) (pay.BioVersion, error) {
	v, err := scanBioVersion(q.QueryRow(ctx, `/* BioVersion */ `+selectBioVersion+` AND v.number = $3`, by.MerchantID, by.Livemode, number))
	return v, notFound(err, pay.NotFound, "There is no such version of the page. The newest 50 are kept.")
}
