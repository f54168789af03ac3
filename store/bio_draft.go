package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// BioDraft returns the page as it is being worked on: what everybody sees, where
// nothing differs from that.
func (s *Store) BioDraft(ctx context.Context, by pay.Caller) (pay.BioDraft, error) {
	b, err := s.Bio(ctx, by)
	if err != nil {
		return pay.BioDraft{}, err
	}
	return s.draftOf(ctx, s.pool, by, b)
}

// queryRower is a pool or a transaction.
type queryRower interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// draftOf reads the draft of a page. A page that was made before blocks had ids
// gets them here.
func (s *Store) draftOf(ctx context.Context, q queryRower, by pay.Caller, b pay.Bio) (pay.BioDraft, error) {
	b.Blocks = pay.NameBlocks(b.Blocks, nil, func() pay.ID { return s.NewID(by.MerchantNumber) })
	d := pay.BioDraft{BioContent: b.Content(), Page: b, Revision: b.Revision, HeadRevision: b.Revision, Base: b.Version}
	var stored storedBio
	var updatedAt *time.Time
	err := q.QueryRow(ctx, `/* BioDraft */
		SELECT d.content, d.base, d.updated_at, coalesce(u.email, '')
		FROM bio_drafts d LEFT JOIN users u ON u.id = d.user_id
		WHERE d.merchant_id = $1 AND d.livemode = $2`, by.MerchantID, by.Livemode).
		Scan(contentColumn{&stored}, &d.Base, &updatedAt, &d.UpdatedBy)
	if pay.CodeOf(notFound(err, pay.NotFound, "")) == pay.NotFound {
		return d, nil
	}
	if err != nil {
		return d, explain(err)
	}
	d.BioContent, d.HeadRevision, d.Changed, d.UpdatedAt = stored.content(), stored.HeadRevision, true, *updatedAt
	for _, r := range stored.Removed {
		d.Removed = append(d.Removed, pay.BioRemoved{Item: r.item(), At: r.At})
	}
	return d, nil
}

// lockDraft reads the draft and keeps others from changing it. Its revision is
// the one that a change will have.
func (s *Store) lockDraft(ctx context.Context, tx pgx.Tx, by pay.Caller) (pay.BioDraft, error) {
	b, err := s.lockNewBio(ctx, tx, by)
	if err != nil {
		return pay.BioDraft{}, err
	}
	if b.Links, err = bioLinks(ctx, tx, by.MerchantID, by.Livemode); err != nil {
		return pay.BioDraft{}, err
	}
	d, err := s.draftOf(ctx, tx, by, b)
	d.Revision++
	return d, err
}

// ChangeBioDraft has change work on the draft, which is made when there is none.
// What everybody sees stays as it is.
func (s *Store) ChangeBioDraft(ctx context.Context, by pay.Caller, change func(*pay.BioDraft) error) (d pay.BioDraft, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if d, err = s.lockDraft(ctx, tx, by); err != nil {
			return err
		}
		if err := change(&d); err != nil {
			return err
		}
		if err := checkChanged(ctx, tx, by, d); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `/* ChangeBioDraft */
			INSERT INTO bio_drafts (merchant_id, livemode, content, base, user_id, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (merchant_id, livemode) DO UPDATE SET content = $3, user_id = $5, updated_at = $6`,
			by.MerchantID, by.Livemode, storeDraft(d), d.Base, by.UserID, s.now())
		if err != nil {
			return err
		}
		d.Changed, d.UpdatedAt, d.UpdatedBy = true, s.now(), by.UserEmail
		_, err = tx.Exec(ctx, `/* ChangeBioDraft */
			UPDATE bio_pages SET revision = $3 WHERE merchant_id = $1 AND livemode = $2`, by.MerchantID, by.Livemode, d.Revision)
		return err
	})
	return d, err
}

// checkChanged refuses what was changed now to be about things that are not
// there. What went away since it was put there hides by itself.
func checkChanged(ctx context.Context, tx pgx.Tx, by pay.Caller, d pay.BioDraft) error {
	var changed []pay.BioBlock
	for _, item := range d.Items {
		if item.Revision == d.Revision {
			changed = append(changed, item.BioBlock)
		}
	}
	if d.HeadRevision == d.Revision && !d.PictureID.IsZero() {
		there, err := thoseThere(ctx, tx, `/* ChangeBioDraft */
			SELECT id FROM pictures WHERE merchant_id = $1 AND $2::boolean IS NOT NULL AND id = ANY($3) FOR KEY SHARE`, by, []pay.ID{d.PictureID})
		if err == nil && len(there) == 0 {
			err = pay.PictureGone("picture")
		}
		if err != nil {
			return err
		}
	}
	if len(changed) == 0 {
		return nil
	}
	err := checkReferences(ctx, tx, by, changed)
	if pay.CodeOf(err) == pay.Invalid {
		return pay.ErrBioGone
	}
	return err
}

// DiscardBioDraft forgets what differs from what everybody sees. seen is the
// revision that was looked at.
func (s *Store) DiscardBioDraft(ctx context.Context, by pay.Caller, seen int) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		d, err := s.lockDraft(ctx, tx, by)
		if err != nil || !d.Changed {
			return err
		}
		if d.Revision-1 != seen {
			return pay.ErrBioChanged
		}
		return s.dropDraft(ctx, tx, by)
	})
}

func (s *Store) dropDraft(ctx context.Context, tx pgx.Tx, by pay.Caller) error {
	_, err := tx.Exec(ctx, `/* dropDraft */
		WITH gone AS (DELETE FROM bio_drafts WHERE merchant_id = $1 AND livemode = $2)
		UPDATE bio_pages SET revision = revision + 1 WHERE merchant_id = $1 AND livemode = $2`, by.MerchantID, by.Livemode)
	return err
}
