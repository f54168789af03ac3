package store

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// countedDay is a day of what is looked at or pressed: a payment link, a printed
// code, a block of the bio page, or with the zero id that page itself.
type countedDay struct {
	merchantID pay.ID
	livemode   bool
	day        string // 2026-11-20, of the merchant's zone
	id         pay.ID
}

// viewCounts is what was counted and is not in the database yet, so that looking
// at a page writes nothing. It is lost when the process is killed, and only then.
type viewCounts struct {
	mu       sync.Mutex
	counted  map[countedDay]int64
	flushing sync.Mutex
}

func (c *viewCounts) add(d countedDay, n int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counted == nil {
		c.counted = map[countedDay]int64{}
	}
	c.counted[d] += n
}

// take empties the counts and returns them in one order, in which everybody locks
// the rows.
func (c *viewCounts) take() (days []countedDay, counts []int64) {
	c.mu.Lock()
	counted := c.counted
	c.counted = nil
	c.mu.Unlock()
	for d := range counted {
		days = append(days, d)
	}
	slices.SortFunc(days, func(a, b countedDay) int {
		return cmp.Or(slices.Compare(a.merchantID[:], b.merchantID[:]), slices.Compare(a.id[:], b.id[:]), cmp.Compare(a.day, b.day),
			cmp.Compare(modeDigit(a.livemode), modeDigit(b.livemode)))
	})
	for _, d := range days {
		counts = append(counts, counted[d])
	}
	return days, counts
}

// modeDigit puts test before live.
func modeDigit(livemode bool) int {
	if livemode {
		return 1
	}
	return 0
}

func dayIn(t time.Time, zone string) string {
	return t.In(pay.Merchant{TimeZone: zone}.Location()).Format(time.DateOnly)
}

// CountBioView counts that somebody looked at the page. It is stored with the
// next flush.
func (s *Store) CountBioView(p PublicBio) {
	s.bio.add(countedDay{merchantID: p.Bio.MerchantID, livemode: p.Bio.Livemode, day: dayIn(s.now(), p.Merchant.TimeZone)}, 1)
}

// CountBioClick counts that somebody followed a link or block. It is stored with
// the next flush.
func (s *Store) CountBioClick(f BioFollowed) {
	s.bio.add(countedDay{merchantID: f.MerchantID, livemode: f.Livemode, day: dayIn(s.now(), f.TimeZone), id: f.ID}, 1)
}

// FlushBioCounts stores what was counted. When that fails it is kept for the next
// time. One whose answer is lost on the way may be stored twice.
func (s *Store) FlushBioCounts(ctx context.Context) error { return s.flush(ctx, &s.bio, storeCounts) }

func (s *Store) flush(ctx context.Context, c *viewCounts, store func(ctx context.Context, tx pgx.Tx, days []countedDay, counts []int64) error) error {
	c.flushing.Lock()
	defer c.flushing.Unlock()
	days, counts := c.take()
	if len(days) == 0 {
		return nil
	}
	err := s.inTx(ctx, func(tx pgx.Tx) error { return store(ctx, tx, days, counts) })
	if err != nil {
		for i, d := range days {
			c.add(d, counts[i])
		}
	}
	return err
}

func storeCounts(ctx context.Context, tx pgx.Tx, days []countedDay, counts []int64) error {
	batch := &pgx.Batch{}
	for i, d := range days {
		if d.id.IsZero() {
			batch.Queue(`/* FlushBioCounts */
				INSERT INTO bio_views AS v (merchant_id, livemode, day, views) VALUES ($1, $2, $3::text::date, $4)
				ON CONFLICT (merchant_id, livemode, day) DO UPDATE SET views = v.views + $4`, d.merchantID, d.livemode, d.day, counts[i])
			continue
		}
		batch.Queue(`/* FlushBioCounts */
			WITH total AS (UPDATE bio_links SET clicks = clicks + $5 WHERE merchant_id = $1 AND id = $2)
			INSERT INTO bio_clicks AS c (merchant_id, link_id, livemode, day, clicks) VALUES ($1, $2, $3, $4::text::date, $5)
			ON CONFLICT (merchant_id, link_id, day) DO UPDATE SET clicks = c.clicks + $5`, d.merchantID, d.id, d.livemode, d.day, counts[i])
	}
	return tx.SendBatch(ctx, batch).Close()
}

// bioFlushEvery is how much is lost at the most when the process is killed.
const bioFlushEvery = 5 * time.Second

// KeepCounts stores counts, those of links as well, every few seconds until
// ctx ends, and then what is left. noted is told what went wrong.
func (s *Store) KeepCounts(ctx context.Context, noted func(error)) {
	tick := time.NewTicker(bioFlushEvery)
	defer tick.Stop()
	flush := func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), bioFlushEvery)
		defer cancel()
		if err := errors.Join(s.FlushBioCounts(ctx), s.FlushLinkViews(ctx)); err != nil {
			noted(err)
		}
	}
	for {
		select {
		case <-tick.C:
			flush()
		case <-ctx.Done():
			flush()
			return
		}
	}
}

// BioNumbers is how often a page was seen and its parts were followed, from a day
// to another, both included.
type BioNumbers struct {
	Views  map[string]int64 // by day, 2026-11-20
	Clicks map[string]int64
	ByPart map[pay.ID]int64
}

// BioNumbers counts the days of the caller's page.
func (s *Store) BioNumbers(ctx context.Context, by pay.Caller, from, to string) (n BioNumbers, err error) {
	if err := s.FlushBioCounts(ctx); err != nil {
		return n, err
	}
	n = BioNumbers{Views: map[string]int64{}, Clicks: map[string]int64{}, ByPart: map[pay.ID]int64{}}
	b := &pgx.Batch{}
	b.Queue(`/* BioNumbers */
		SELECT day::text, views FROM bio_views
		WHERE merchant_id = $1 AND livemode = $2 AND day BETWEEN $3::text::date AND $4::text::date`, by.MerchantID, by.Livemode, from, to).
		Query(func(rows pgx.Rows) error {
			var day string
			var views int64
			_, err := pgx.ForEachRow(rows, []any{&day, &views}, func() error { n.Views[day] += views; return nil })
			return err
		})
	b.Queue(`/* BioNumbers */
		SELECT link_id, day::text, clicks FROM bio_clicks
		WHERE merchant_id = $1 AND livemode = $2 AND day BETWEEN $3::text::date AND $4::text::date`, by.MerchantID, by.Livemode, from, to).
		Query(func(rows pgx.Rows) error {
			var id pay.ID
			var day string
			var clicks int64
			_, err := pgx.ForEachRow(rows, []any{&id, &day, &clicks}, func() error {
				n.Clicks[day] += clicks
				n.ByPart[id] += clicks
				return nil
			})
			return err
		})
	return n, explain(s.pool.SendBatch(ctx, b).Close())
}
