package store

import (
	"context"
	"time"
)

// RateState is how much of a limit is used, for the RateLimit headers.
type RateState struct {
	Limit, Remaining int
	// ResetSeconds is the time until the limit is whole again, at least 1.
	ResetSeconds int
	Exceeded     bool
}

// RateStateOf computes the state after n hits in a window that ends in
// resetSeconds.
func RateStateOf(limit, n, resetSeconds int) RateState {
	return RateState{Limit: limit, Remaining: max(0, limit-n), ResetSeconds: max(1, resetSeconds), Exceeded: n > limit}
}

// Hit counts cost, which may be negative to give back, against key in the current window and
// returns the sum so far and the seconds until the window ends. It is exact for
// any number of processes: the count is one statement on one row.
func (s *Store) Hit(ctx context.Context, key string, window time.Duration, cost int) (n, resetSeconds int, err error) {
	err = s.pool.QueryRow(ctx, `/* Hit */
		INSERT INTO rate_hits AS r (key, win, n) VALUES ($1, date_bin($2, now(), 'epoch'), greatest($3, 0))
		ON CONFLICT (key, win) DO UPDATE SET n = greatest(0, least(r.n::bigint + $3, 2000000000))::integer
		RETURNING n, ceil(extract(epoch FROM win + $2 - now()))::integer`, key, window, cost).Scan(&n, &resetSeconds)
	return n, resetSeconds, explain(err)
}

// Peek returns what Hit counted for key in the current window, without
// counting.
func (s *Store) Peek(ctx context.Context, key string, window time.Duration) (n, resetSeconds int, err error) {
	err = s.pool.QueryRow(ctx, `/* Peek */
		SELECT coalesce((SELECT n FROM rate_hits WHERE key = $1 AND win = date_bin($2, now(), 'epoch')), 0),
		       ceil(extract(epoch FROM date_bin($2, now(), 'epoch') + $2 - now()))::integer`, key, window).Scan(&n, &resetSeconds)
	return n, resetSeconds, explain(err)
}

// rateKept is longer than every window in use.
const rateKept = 25 * time.Hour

// PruneRates deletes counts of windows that are long over and returns how many.
func (s *Store) PruneRates(ctx context.Context) (int64, error) {
	tag, err := s.pool.Exec(ctx, `/* PruneRates */ DELETE FROM rate_hits WHERE win < now() - $1::interval`, rateKept)
	return tag.RowsAffected(), explain(err)
}
