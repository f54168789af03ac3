package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// cardEnds is pay.Subscription.CardEnds of a subscription x and its card k, once
// the customer was told.
const cardEnds = `k.end_told_at IS NOT NULL AND x.state IN ('trialing', 'active')
	AND x.next_charge_at IS NOT NULL AND NOT x.cancel_at_period_end`

// tellMax is how many customers are told in one transaction.
const tellMax = 100

// TellCardEnds has customers told whose card ends soon, and returns how many;
// none when all have been. Each card is claimed by the mark that it carries from
// then on, so that any number of processes tell once. A card that has ended already is left to the charge that fails.
func (s *Store) TellCardEnds(ctx context.Context) (told int, err error) {
	year, month := pay.CardMonth(s.now())
	soonYear, soonMonth := pay.CardMonth(s.now().Add(pay.CardEndsSoon))
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `/* TellCardEnds */
			WITH ending AS (
				SELECT k.merchant_id, k.id, x.id AS subscription_id
				FROM subscriptions x JOIN cards k ON k.merchant_id = x.merchant_id AND k.id = x.card_id
				WHERE x.next_charge_at IS NOT NULL AND x.state IN ('trialing', 'active') AND NOT x.cancel_at_period_end
					AND k.end_told_at IS NULL AND (k.exp_year, k.exp_month) >= ($1, $2)
					AND (k.exp_year, k.exp_month) < ($3, $4)
				ORDER BY x.next_charge_at LIMIT $6 FOR NO KEY UPDATE OF k SKIP LOCKED
			), claimed AS (
				UPDATE cards k SET end_told_at = $5 FROM ending e
				WHERE k.merchant_id = e.merchant_id AND k.id = e.id AND k.end_told_at IS NULL
				RETURNING e.subscription_id
			)
			SELECT subscription_id FROM claimed`, year, month, soonYear, soonMonth, s.now(), tellMax)
		if err != nil {
			return err
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[pay.ID])
		for _, id := range ids {
			if err := s.insertJob(ctx, tx, SubscriptionMailArgs{SubscriptionID: id.UUID(), About: MailCardEnds}); err != nil {
				return err
			}
		}
		told = len(ids)
		return err
	})
	return told, explain(err)
}
