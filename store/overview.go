package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// DayTotal is what one day took in one currency, in minor units.
type DayTotal struct {
	Currency    string
	Day         int // 0 is the first
	GrossMinor  int64
	RefundMinor int64
	Payments    int64
}

// DayTotals adds up payments by the day they were paid, and refunds by the day
// they were completed. starts are the moments at which the days begin, and the
// end of the last: the caller knows its zone, and the database needs not.
func (s *Store) DayTotals(ctx context.Context, by pay.Caller, starts []time.Time) ([]DayTotal, error) {
	rows, err := s.pool.Query(ctx, `/* DayTotals */
		SELECT currency, width_bucket(at, $5::timestamptz[]) - 1 AS day, sum(gross)::bigint, sum(refund)::bigint, sum(n)::bigint
		FROM (
			SELECT currency, paid_at AS at, captured_minor AS gross, 0 AS refund, 1 AS n
			FROM payments
			WHERE merchant_id = $1 AND livemode = $2 AND paid_at >= $3 AND paid_at < $4
			UNION ALL
			SELECT currency, updated_at, 0, amount_minor, 0
			FROM refunds
			WHERE merchant_id = $1 AND livemode = $2 AND state = 'completed' AND updated_at >= $3 AND updated_at < $4
		) facts
		GROUP BY currency, day ORDER BY currency, day`,
		by.MerchantID, by.Livemode, starts[0], starts[len(starts)-1], starts)
	if err != nil {
		return nil, explain(err)
	}
	totals, err := pgx.CollectRows(rows, pgx.RowToStructByPos[DayTotal])
	return totals, explain(err)
}

// Attention is what somebody should look at.
type Attention struct {
	Unknown     int // payments whose outcome the acquirer has not told
	EndingLinks int // active links that expire within three days
	RunningOut  int // active links with at most a tenth of their uses left
	HasLink     bool
	HasPayment  bool
	HasKey      bool
	HasRefund   bool
}

// Attention counts, up to a hundred of each.
func (s *Store) Attention(ctx context.Context, by pay.Caller) (a Attention, err error) {
	err = s.pool.QueryRow(ctx, `/* Attention */
		SELECT
			(SELECT count(*) FROM (SELECT FROM payments WHERE merchant_id = $1 AND livemode = $2 AND state = 'unknown' LIMIT 100) x),
			(SELECT count(*) FROM (SELECT FROM links l WHERE l.merchant_id = $1 AND l.livemode = $2 AND l.deleted_at IS NULL
				AND `+linkIsActive+` AND l.expires_at < now() + interval '3 days' LIMIT 100) x),
			(SELECT count(*) FROM (SELECT FROM links l WHERE l.merchant_id = $1 AND l.livemode = $2 AND l.deleted_at IS NULL
				AND `+linkIsActive+` AND l.max_uses >= 5 AND l.uses_count * 10 >= l.max_uses * 9 LIMIT 100) x),
			EXISTS (SELECT FROM links WHERE merchant_id = $1 AND livemode = $2),
			EXISTS (SELECT FROM payments WHERE merchant_id = $1 AND livemode = $2 AND paid_at IS NOT NULL),
			EXISTS (SELECT FROM api_keys WHERE merchant_id = $1),
			EXISTS (SELECT FROM refunds WHERE merchant_id = $1 AND livemode = $2)`, by.MerchantID, by.Livemode).
		Scan(&a.Unknown, &a.EndingLinks, &a.RunningOut, &a.HasLink, &a.HasPayment, &a.HasKey, &a.HasRefund)
	return a, explain(err)
}
