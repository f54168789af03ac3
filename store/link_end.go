package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// linkEndsTold is how many links are told of at once.
const linkEndsTold = 100

// TellLinkEnds adds the events of links that ended by themselves: expired since
// it was last called, or used as often as they may be. It returns how many.
func (s *Store) TellLinkEnds(ctx context.Context) (told int, err error) {
	rows, err := s.pool.Query(ctx, `/* TellLinkEnds */
		(SELECT l.merchant_id, l.id FROM links l
		WHERE l.expires_at <= $1 AND l.deleted_at IS NULL AND l.deactivated_at IS NULL AND l.expiry_told IS DISTINCT FROM l.expires_at
		ORDER BY l.expires_at LIMIT $2)
		UNION (SELECT merchant_id, link_id FROM link_ends LIMIT $2)`, s.now(), linkEndsTold)
	if err != nil {
		return 0, explain(err)
	}
	type ended struct{ merchantID, id pay.ID }
	links, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (e ended, err error) {
		err = row.Scan(&e.merchantID, &e.id)
		return e, err
	})
	if err != nil {
		return 0, explain(err)
	}
	for _, l := range links {
		n, err := s.tellLinkEnd(ctx, l.merchantID, l.id)
		if err != nil {
			return told, err
		}
		told += n
	}
	return told, nil
}

// tellLinkEnd looks again with the link locked: it may have been revived, or
// told of by another process.
func (s *Store) tellLinkEnd(ctx context.Context, merchantID, id pay.ID) (told int, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		var l pay.Link
		var expiryTold bool
		err := tx.QueryRow(ctx, `/* tellLinkEnd */
			SELECT `+linkColumns+`, l.expiry_told IS NOT DISTINCT FROM l.expires_at FROM links l
			WHERE l.merchant_id = $1 AND l.id = $2 FOR NO KEY UPDATE`, merchantID, id).Scan(append(linkFields(&l), &expiryTold)...)
		if err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `/* tellLinkEnd */ DELETE FROM link_ends WHERE merchant_id = $1 AND link_id = $2`, merchantID, id)
		if err != nil {
			return err
		}
		event := pay.EventLinkDeactivated
		switch reason := l.Reason(s.now()); {
		case reason == pay.LinkPastExpiry && !expiryTold:
			event = pay.EventLinkExpired
		case reason == pay.LinkAllUsed && tag.RowsAffected() == 1:
		default:
			return nil
		}
		b := &pgx.Batch{}
		b.Queue(`/* tellLinkEnd */
			UPDATE links SET version = version + 1, updated_at = $3, expiry_told = CASE WHEN $4 THEN expires_at ELSE expiry_told END
			WHERE merchant_id = $1 AND id = $2`, merchantID, id, s.now(), event == pay.EventLinkExpired)
		s.queueEvent(b, eventOfLink, merchantID, l.Livemode, event, id)
		told = 1
		return send(ctx, tx, b)
	})
	return told, err
}
