package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"linktill/migrations"
)

// Migrate brings the database at url up to date: our tables, the job queue's,
// and the rights of the role linktill_app. Several processes may call it at
// once; one does the work and the others wait.
func Migrate(ctx context.Context, url string) error {
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return fmt.Errorf("store: DATABASE_URL: %w", err)
	}
	defer pool.Close()
	db := stdlib.OpenDBFromPool(pool)
	defer func() { _ = db.Close() }()
	unlock, err := lockMigrations(ctx, db)
	if err != nil {
		return err
	}
	defer unlock()
	if err := migrateOurs(ctx, db); err != nil {
		return err
	}
	if err := migrateRiver(ctx, pool); err != nil {
		return err
	}
	if _, err := pool.Exec(ctx, grants); err != nil {
		return fmt.Errorf("store: grants: %w", err)
	}
	return nil
}

// migrationLock is the advisory lock that all of Migrate holds; goose's own
// would cover only its part.
const migrationLock = 7_231_554_001

func lockMigrations(ctx context.Context, db *sql.DB) (unlock func(), err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: connect: %w", err)
	}
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, migrationLock); err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("store: migration lock: %w", err)
	}
	return func() {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, migrationLock)
		_ = conn.Close()
	}, nil
}

func migrateOurs(ctx context.Context, db *sql.DB) error {
	provider, err := goose.NewProvider(goose.DialectPostgres, db, migrations.FS)
	if err != nil {
		return fmt.Errorf("store: migrate: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("store: migrate: %w", err)
	}
	return nil
}

func migrateRiver(ctx context.Context, pool *pgxpool.Pool) error {
	if _, err := pool.Exec(ctx, `CREATE SCHEMA IF NOT EXISTS river`); err != nil {
		return fmt.Errorf("store: schema of the job queue: %w", err)
	}
	migrator, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: RiverSchema})
	if err != nil {
		return fmt.Errorf("store: migrate the job queue: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("store: migrate the job queue: %w", err)
	}
	return nil
}

// grants gives linktill_app what the running server needs and no more: it can
// neither define tables nor change what is append-only. Where the database's
// user may not make roles the server runs as that user, and the triggers alone
// keep the append-only tables.
const grants = `
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'linktill_app') THEN
        CREATE ROLE linktill_app NOLOGIN;
    END IF;
    IF NOT pg_has_role(current_user, 'linktill_app', 'MEMBER') THEN
        GRANT linktill_app TO CURRENT_USER;
    END IF;
    GRANT USAGE ON SCHEMA public, river TO linktill_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, river TO linktill_app;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public, river TO linktill_app;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public, river TO linktill_app;
    REVOKE UPDATE, DELETE, TRUNCATE ON transfers FROM linktill_app;
    REVOKE UPDATE, DELETE, TRUNCATE ON events FROM linktill_app;
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON audit_entries, audit_chains FROM linktill_app;
EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN
    RAISE NOTICE 'linktill_app is not used: %', SQLERRM;
END $$`
