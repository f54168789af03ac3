package devpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/jackc/pgx/v5"
)

// StartTest runs a Fast server for tests that this process has to itself. Its
// cluster stays in the temporary folder, so that only the first of later runs
// pays for making one, but it starts without the databases of earlier runs. When
// the process ends without Stop, the server ends with it.
func StartTest(ctx context.Context) (*Server, error) {
	base := filepath.Join(os.TempDir(), fmt.Sprintf("linktill-test-%d", os.Geteuid()))
	if err := os.MkdirAll(base, 0o711); err != nil {
		return nil, fmt.Errorf("devpg: %w", err)
	}
	for slot := 1; ; slot++ {
		dir := filepath.Join(base, strconv.Itoa(slot))
		server, err := startTestIn(ctx, dir)
		if err != nil && !errors.Is(err, errOwned) && ctx.Err() == nil && discard(dir) == nil {
			// Left broken by a power cut, or made by a PostgreSQL that is gone.
			server, err = startTestIn(ctx, dir)
		}
		if !errors.Is(err, errOwned) {
			return server, err
		}
	}
}

// discard removes a test cluster that nobody owns.
func discard(dir string) error {
	lock, err := tryLock(dir + ".lock")
	if err != nil {
		return err
	}
	if lock == nil {
		return errOwned
	}
	defer lock.Close()
	return os.RemoveAll(clusterDir(dir))
}

func startTestIn(ctx context.Context, dir string) (*Server, error) {
	server, err := Start(ctx, Options{
		Dir: dir, Fast: true, alone: true,
		Log:      os.Stderr,
		Settings: map[string]string{"max_connections": "400", "autovacuum_naptime": "5min"},
	})
	if err != nil {
		return nil, err
	}
	if err := dropAll(ctx, server.URL("postgres")); err != nil {
		return nil, errors.Join(fmt.Errorf("devpg: databases of an earlier test run: %w", err), server.Stop())
	}
	return server, nil
}

// dropAll drops every database but those that PostgreSQL itself made.
func dropAll(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	rows, err := conn.Query(ctx, `SELECT datname FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1')`)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range names {
		quoted := pgx.Identifier{name}.Sanitize()
		if _, err := conn.Exec(ctx, `ALTER DATABASE `+quoted+` IS_TEMPLATE false`); err != nil {
			return err
		}
		if _, err := conn.Exec(ctx, `DROP DATABASE `+quoted+` WITH (FORCE)`); err != nil {
			return err
		}
	}
	return nil
}
