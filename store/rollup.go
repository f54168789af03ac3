package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

const (
	// foldBatch is how many events are folded into the takings at a time.
	foldBatch = 2_000
	// tailMax is how many events a page reads that are not folded yet.
	tailMax = 20_000
)

// FoldTakings adds what happened since the last time to the takings of every
// merchant, and returns how many events that were. Any number of processes may
// do it at once: each merchant's are folded by one of them.
func (s *Store) FoldTakings(ctx context.Context) (events int64, err error) {
	rows, err := s.pool.Query(ctx, `/* FoldTakings */
		SELECT c.merchant_id, c.livemode
		FROM merchant_counters c LEFT JOIN takings_folded f ON f.merchant_id = c.merchant_id AND f.livemode = c.livemode
		WHERE c.events > coalesce(f.seq, 0)`)
	if err != nil {
		return 0, explain(err)
	}
	type book struct {
		MerchantID pay.ID
		Livemode   bool
	}
	behind, err := pgx.CollectRows(rows, pgx.RowToStructByPos[book])
	if err != nil {
		return 0, explain(err)
	}
	var errs []error // of one merchant is no reason to leave the others
	for _, b := range behind {
		n, err := s.foldMerchant(ctx, b.MerchantID, b.Livemode)
		events, errs = events+n, append(errs, err)
	}
	return events, errors.Join(errs...)
}

// foldMerchant folds one batch after the other, until none is left.
func (s *Store) foldMerchant(ctx context.Context, merchantID pay.ID, livemode bool) (events int64, err error) {
	for {
		var n int64
		err := s.inTx(ctx, func(tx pgx.Tx) error {
			var err error
			n, err = foldNext(ctx, tx, merchantID, livemode)
			return err
		})
		if events += n; err != nil || n == 0 {
			return events, err
		}
	}
}

// foldNext folds a batch. The row that says how far it went is locked, so that
// an event is counted once; whoever finds it locked leaves it to the other.
func foldNext(ctx context.Context, tx pgx.Tx, merchantID pay.ID, livemode bool) (events int64, err error) {
	_, err = tx.Exec(ctx, `/* FoldTakings */
		INSERT INTO takings_folded (merchant_id, livemode) VALUES ($1, $2) ON CONFLICT DO NOTHING`, merchantID, livemode)
	if err != nil {
		return 0, err
	}
	var after, last int64
	err = tx.QueryRow(ctx, `/* FoldTakings */
		SELECT f.seq, c.events FROM takings_folded f JOIN merchant_counters c ON c.merchant_id = f.merchant_id AND c.livemode = f.livemode
		WHERE f.merchant_id = $1 AND f.livemode = $2 FOR UPDATE OF f SKIP LOCKED`, merchantID, livemode).Scan(&after, &last)
	last = min(last, after+foldBatch)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && last <= after {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	b := &pgx.Batch{}
	b.Queue(foldTakings, merchantID, livemode, after, last)
	b.Queue(`/* FoldTakings */ UPDATE takings_folded SET seq = $3 WHERE merchant_id = $1 AND livemode = $2`, merchantID, livemode, last)
	return last - after, send(ctx, tx, b)
}

// foldTakings adds what events say to the running totals. What is new in a
// quarter raises it and every later one; totals never fall, so the highest so
// far is the latest. A quarter that is new starts from the one before it.
const foldTakings = `/* FoldTakings */
	WITH facts AS (
		SELECT f.currency, date_bin('15 minutes', f.at, timestamptz '2000-01-01 00:00:00+00') AS quarter,
			sum(f.gross_minor)::bigint AS gross_minor, sum(f.refund_minor)::bigint AS refund_minor,
			sum(f.paid)::bigint AS paid, sum(f.started)::bigint AS started, sum(f.converted)::bigint AS converted
		FROM event_takings f
		WHERE f.merchant_id = $1 AND f.livemode = $2 AND f.seq > $3 AND f.seq <= $4
		GROUP BY 1, 2
	), first AS MATERIALIZED (
		SELECT f.currency, coalesce((SELECT max(p.quarter) FROM takings p WHERE p.merchant_id = $1 AND p.livemode = $2
			AND p.currency = f.currency AND p.quarter < f.quarter), f.quarter) AS since
		FROM (SELECT currency, min(quarter) AS quarter FROM facts GROUP BY currency) f
	), known AS (
		SELECT t.* FROM first CROSS JOIN LATERAL (SELECT * FROM takings t WHERE t.merchant_id = $1 AND t.livemode = $2
			AND t.currency = first.currency AND t.quarter >= first.since OFFSET 0) t -- which keeps it a look into the index
	)
	INSERT INTO takings AS t (merchant_id, livemode, currency, quarter, gross_minor, refund_minor, paid, started, converted)
	SELECT $1, $2, currency, quarter,
		coalesce(max(k.gross_minor) OVER upto, 0) + coalesce(sum(f.gross_minor) OVER upto, 0),
		coalesce(max(k.refund_minor) OVER upto, 0) + coalesce(sum(f.refund_minor) OVER upto, 0),
		coalesce(max(k.paid) OVER upto, 0) + coalesce(sum(f.paid) OVER upto, 0),
		coalesce(max(k.started) OVER upto, 0) + coalesce(sum(f.started) OVER upto, 0),
		coalesce(max(k.converted) OVER upto, 0) + coalesce(sum(f.converted) OVER upto, 0)
	FROM facts f FULL JOIN known k USING (currency, quarter)
	WINDOW upto AS (PARTITION BY currency ORDER BY quarter)
	ON CONFLICT (merchant_id, livemode, currency, quarter) DO UPDATE SET gross_minor = excluded.gross_minor,
		refund_minor = excluded.refund_minor, paid = excluded.paid, started = excluded.started, converted = excluded.converted`

// Overview is what a span brought, a group for each currency that ever came in.
// Behind says that so much is not folded yet that the latest is missing.
type Overview struct {
	Figures []pay.Figures
	Behind  bool
}

// Overview reads the running totals at each boundary of a span: the folded ones
// and the few events after them, all as they stood at one moment.
func (s *Store) Overview(ctx context.Context, by pay.Caller, span pay.Span) (o Overview, err error) {
	at := span.Boundaries()
	rows, err := s.pool.Query(ctx, `/* Overview */
		WITH folded AS MATERIALIZED (
			SELECT coalesce(f.seq, 0) AS seq, c.events > coalesce(f.seq, 0) + $4::bigint AS behind
			FROM merchant_counters c LEFT JOIN takings_folded f ON f.merchant_id = c.merchant_id AND f.livemode = c.livemode
			WHERE c.merchant_id = $1 AND c.livemode = $2
		), tail AS MATERIALIZED (
			SELECT f.currency, width_bucket(f.at, $3::timestamptz[]) AS n,
				sum(f.gross_minor)::bigint AS gross_minor, sum(f.refund_minor)::bigint AS refund_minor,
				sum(f.paid)::bigint AS paid, sum(f.started)::bigint AS started, sum(f.converted)::bigint AS converted
			FROM folded, event_takings f
			WHERE f.merchant_id = $1 AND f.livemode = $2 AND f.seq > folded.seq AND f.seq <= folded.seq + $4::bigint
			GROUP BY 1, 2
		)
		SELECT a.currency, folded.behind,
			coalesce(t.gross_minor, 0) + coalesce(x.gross_minor, 0), coalesce(t.refund_minor, 0) + coalesce(x.refund_minor, 0),
			coalesce(t.paid, 0) + coalesce(x.paid, 0), coalesce(t.started, 0) + coalesce(x.started, 0),
			coalesce(t.converted, 0) + coalesce(x.converted, 0)
		FROM folded, accounts a CROSS JOIN unnest($3::timestamptz[]) WITH ORDINALITY boundary (at, n)
		LEFT JOIN LATERAL (SELECT * FROM takings t WHERE t.merchant_id = $1 AND t.livemode = $2 AND t.currency = a.currency
			AND t.quarter < boundary.at ORDER BY t.quarter DESC LIMIT 1) t ON true
		LEFT JOIN LATERAL (SELECT sum(gross_minor)::bigint AS gross_minor, sum(refund_minor)::bigint AS refund_minor, sum(paid)::bigint AS paid,
			sum(started)::bigint AS started, sum(converted)::bigint AS converted
			FROM tail WHERE tail.currency = a.currency AND tail.n < boundary.n) x ON true
		WHERE a.merchant_id = $1 AND a.livemode = $2 AND a.code = 'available'
		ORDER BY a.currency, boundary.n`, by.MerchantID, by.Livemode, at, tailMax)
	if err != nil {
		return o, explain(err)
	}
	var currency string
	var t pay.Takings
	totals := make([]pay.Takings, 0, len(at))
	_, err = pgx.ForEachRow(rows, []any{&currency, &o.Behind, &t.GrossMinor, &t.RefundMinor, &t.Paid, &t.Started, &t.Converted}, func() error {
		if totals = append(totals, t); len(totals) == len(at) {
			o.Figures = append(o.Figures, span.Figures(currency, totals))
			totals = totals[:0]
		}
		return nil
	})
	return o, explain(err)
}
