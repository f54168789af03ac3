// Package store keeps everything in PostgreSQL. An exported method is one
// transaction and takes the merchant; SQL is written out where it is used and
// names its caller in a comment, so that pg_stat_statements can be read.
package store

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"linktill/internal/pay"
)

// RiverSchema is where the job queue's tables live, apart from ours.
const RiverSchema = "river"

// Store is the database, safe for use by many goroutines.
type Store struct {
	pool *pgxpool.Pool
	// jobs only inserts: whoever works them is made in package jobs.
	jobs *river.Client[pgx.Tx]
	// now is the clock that ids and the times of what happened come from; leases
	// and expiries compare with the database's own now().
	now func() time.Time
	// bio holds what was counted of bio pages and is not in the database yet, the
	// others what was counted of links and their printed codes.
	bio, linkViews, placementViews viewCounts
}

// New returns a Store over a pool made by OpenPool on a migrated database.
func New(pool *pgxpool.Pool, now func() time.Time) (*Store, error) {
	jobs, err := river.NewClient(riverpgxv5.New(pool), &river.Config{
		Schema: RiverSchema,
		Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return nil, fmt.Errorf("store: job client: %w", err)
	}
	return &Store{pool: pool, jobs: jobs, now: now}, nil
}

// Pool gives the pool to those that keep tables of their own beside ours: the
// sandbox's journal, the job workers, the readiness check.
func (s *Store) Pool() *pgxpool.Pool { return s.pool }

// NewID mints an id for a row of the merchant with that number.
func (s *Store) NewID(merchantNumber uint32) pay.ID { return pay.NewID(s.now(), merchantNumber) }

// PoolSize is how many connections a process opens at the most.
const PoolSize = 20

// OpenPool connects, with the limits that keep one stuck statement or lock
// from taking the rest of the process with it. Where the role linktill_app is
// there to be used, every connection steps down to it: it owns no table.
func OpenPool(ctx context.Context, url string) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("store: DATABASE_URL: %w", err)
	}
	config.MaxConns = PoolSize
	config.MinIdleConns = 2
	for name, value := range map[string]string{
		"application_name":                    "linktill",
		"statement_timeout":                   "5000",
		"lock_timeout":                        "2000",
		"idle_in_transaction_session_timeout": "5000",
		"timezone":                            "GMT", // the one zone PostgreSQL knows on every machine
	} {
		config.ConnConfig.RuntimeParams[name] = value
	}
	config.AfterConnect = prepare
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("store: connect: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("store: connect: %w", err)
	}
	return pool, nil
}

// prepare readies a new connection.
func prepare(ctx context.Context, conn *pgx.Conn) error {
	registerID(conn)
	return stepDown(ctx, conn)
}

func stepDown(ctx context.Context, conn *pgx.Conn) error {
	var may bool
	err := conn.QueryRow(ctx, `/* stepDown */
		SELECT coalesce((SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = 'linktill_app'), false)`).Scan(&may)
	if err != nil || !may {
		return err
	}
	_, err = conn.Exec(ctx, `SET ROLE linktill_app`)
	return err
}

// inTx runs do in one transaction. A deadlock or a serialization failure, which
// the lock order should make impossible, is tried again a few times.
func (s *Store) inTx(ctx context.Context, do func(tx pgx.Tx) error) error {
	for try := 1; ; try++ {
		err := pgx.BeginFunc(ctx, s.pool, do)
		if !isRetryable(err) || try == 4 {
			return explain(err)
		}
		retries.Add(1)
		select {
		case <-time.After(time.Duration(rand.IntN(10*try)+1) * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
