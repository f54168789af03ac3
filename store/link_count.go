package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// CountLinkView counts that somebody opened the page of a link, by that printed
// code where it is not zero. It is stored with the next flush.
func (s *Store) CountLinkView(l pay.Link, zone string, placementID pay.ID) {
	d := countedDay{merchantID: l.MerchantID, livemode: l.Livemode, day: dayIn(s.now(), zone), id: l.ID}
	s.linkViews.add(d, 1)
	if d.id = placementID; !placementID.IsZero() {
		s.placementViews.add(d, 1)
	}
}

// FlushLinkViews stores what was counted of links, as FlushBioCounts does.
func (s *Store) FlushLinkViews(ctx context.Context) error {
	err := s.flush(ctx, &s.linkViews, storeViews(`/* FlushLinkViews */
		INSERT INTO link_views AS v (merchant_id, link_id, livemode, day, views) VALUES ($1, $2, $3, $4::text::date, $5)
		ON CONFLICT (merchant_id, link_id, day) DO UPDATE SET views = v.views + $5`))
	if err != nil {
		return err
	}
	return s.flush(ctx, &s.placementViews, storeViews(`/* FlushLinkViews */
		INSERT INTO placement_views AS v (merchant_id, placement_id, livemode, day, views) VALUES ($1, $2, $3, $4::text::date, $5)
		ON CONFLICT (merchant_id, placement_id, day) DO UPDATE SET views = v.views + $5`))
}

func storeViews(sql string) func(ctx context.Context, tx pgx.Tx, days []countedDay, counts []int64) error {
	return func(ctx context.Context, tx pgx.Tx, days []countedDay, counts []int64) error {
		b := &pgx.Batch{}
		for i, d := range days {
			b.Queue(sql, d.merchantID, d.id, d.livemode, d.day, counts[i])
		}
		return tx.SendBatch(ctx, b).Close()
	}
}

// linkNumbersMax is how many payments are counted for a page.
const linkNumbersMax = 20_000

// LinkNumbers are what came of a link on each day, and by each of its printed
// codes in all. Partial says that there were more payments than are counted.
type LinkNumbers struct {
	Days    []pay.Funnel
	ByPlace map[pay.ID]pay.Funnel
	Partial bool
}

// LinkNumbers counts the days that begin at these times, up to now; a person's
// days are the merchant's.
func (s *Store) LinkNumbers(ctx context.Context, by pay.Caller, linkID pay.ID, days []time.Time) (LinkNumbers, error) {
	n := LinkNumbers{Days: make([]pay.Funnel, len(days)), ByPlace: map[pay.ID]pay.Funnel{}}
	if err := s.FlushLinkViews(ctx); err != nil {
		return n, err
	}
	first := days[0].Format(time.DateOnly)
	b := &pgx.Batch{}
	b.Queue(`/* LinkNumbers */
		SELECT day - $4::text::date, views FROM link_views
		WHERE merchant_id = $1 AND link_id = $2 AND livemode = $3 AND day >= $4::text::date`, by.MerchantID, linkID, by.Livemode, first).
		Query(n.views)
	b.Queue(`/* LinkNumbers */
		SELECT v.placement_id, sum(v.views)::bigint FROM link_placements p
			JOIN placement_views v ON v.merchant_id = p.merchant_id AND v.placement_id = p.id
		WHERE p.merchant_id = $1 AND p.link_id = $2 AND p.livemode = $3 AND v.day >= $4::text::date
		GROUP BY v.placement_id`, by.MerchantID, linkID, by.Livemode, first).
		Query(n.placementViews)
	b.Queue(`/* LinkNumbers */
		SELECT width_bucket(p.created_at, $5::timestamptz[]), p.placement_id, count(*),
			count(*) FILTER (WHERE p.state IN ('paid', 'partially_refunded', 'refunded'))
		FROM (SELECT created_at, placement_id, state FROM payments
			WHERE merchant_id = $1 AND link_id = $2 AND livemode = $3 AND id >= $4
			ORDER BY id DESC LIMIT $6) p
		GROUP BY 1, 2`, by.MerchantID, linkID, by.Livemode, pay.FirstIDAt(days[0]), days, linkNumbersMax).
		Query(n.payments)
	err := s.pool.SendBatch(ctx, b).Close()
	var started int64
	for _, d := range n.Days {
		started += d.Started
	}
	n.Partial = started == linkNumbersMax
	return n, explain(err)
}

func (n LinkNumbers) views(rows pgx.Rows) error {
	var day int
	var views int64
	_, err := pgx.ForEachRow(rows, []any{&day, &views}, func() error {
		if day < len(n.Days) {
			n.Days[day].Viewed += views
		}
		return nil
	})
	return err
}

func (n LinkNumbers) placementViews(rows pgx.Rows) error {
	var id pay.ID
	var views int64
	_, err := pgx.ForEachRow(rows, []any{&id, &views}, func() error {
		n.ByPlace[id] = n.ByPlace[id].Plus(pay.Funnel{Viewed: views})
		return nil
	})
	return err
}

func (n LinkNumbers) payments(rows pgx.Rows) error {
	var day int
	var id pay.ID
	var f pay.Funnel
	_, err := pgx.ForEachRow(rows, []any{&day, &id, &f.Started, &f.Paid}, func() error {
		if day >= 1 { // 0 is before the first
			n.Days[day-1] = n.Days[day-1].Plus(f)
		}
		if !id.IsZero() {
			n.ByPlace[id] = n.ByPlace[id].Plus(f)
		}
		return nil
	})
	return err
}
