package store_test

import (
	"testing"

	"linktill/internal/dbtest"
	"linktill/store"
)

// The server's role may work with the tables and never make or change one.
func TestServerHasNoDDL(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	var role string
	if err := pool.QueryRow(t.Context(), `SELECT current_user`).Scan(&role); err != nil || role != "linktill_app" {
		t.Fatalf("the server works as %q, %v", role, err)
	}
	for _, ddl := range []string{
		`CREATE TABLE mine (x int)`, `CREATE TABLE river.mine (x int)`, `CREATE SCHEMA mine`, `CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
		`DROP TABLE links`, `ALTER TABLE payments DROP CONSTRAINT payments_refunds_within_captured`, `ALTER TABLE payments DISABLE TRIGGER payment_transition`,
		`DROP TRIGGER transfers_append_only ON transfers`, `CREATE INDEX mine ON links (id)`,
		`CREATE ROLE mine`, `SET session_replication_role = replica`, `CREATE EXTENSION pgcrypto`, `COPY links TO PROGRAM 'cat'`,
		`CREATE OR REPLACE FUNCTION payment_may_go(old_state text, new_state text) RETURNS boolean LANGUAGE sql AS 'SELECT true'`,
		`CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
	} {
		refuses(t, pool, "42501", ddl)
	}
}

// The connections have the limits that keep one stuck statement from taking
// the rest along.
func TestConnectionsHaveLimits(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	if got := pool.Config().MaxConns; got != store.PoolSize {
		t.Errorf("%d connections at most", got)
	}
	for setting, want := range map[string]string{
		"statement_timeout": "5s", "lock_timeout": "2s", "idle_in_transaction_session_timeout": "5s", "application_name": "linktill", "TimeZone": "GMT",
	} {
		var got string
		if err := pool.QueryRow(t.Context(), `SELECT current_setting($1)`, setting).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, %v", setting, got, err)
		}
	}
	for _, url := range []string{"postgres://%zz", "postgres://127.0.0.1:1/none?connect_timeout=1"} {
		if pool, err := store.OpenPool(t.Context(), url); err == nil {
			pool.Close()
			t.Errorf("%s was opened", url)
		}
	}
}
