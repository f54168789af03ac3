package dbtest

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

func TestDatabasesAreApart(t *testing.T) {
	t.Parallel()
	one, two := New(t), New(t)
	var first, second string
	if err := one.QueryRow(t.Context(), `SELECT current_database()`).Scan(&first); err != nil {
		t.Fatal(err)
	}
	if err := two.QueryRow(t.Context(), `SELECT current_database()`).Scan(&second); err != nil {
		t.Fatal(err)
	}
	if first == second {
		t.Errorf("two tests share %s", first)
	}
	var tables int
	if err := one.QueryRow(t.Context(), `SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`).Scan(&tables); err != nil {
		t.Fatal(err)
	}
	if tables < 5 {
		t.Errorf("%d tables in a fresh database, want the migrated schema", tables)
	}
	Audit(t, one)
}

// TestDropped runs a test of its own inside, to look at what is left after it.
func TestDropped(t *testing.T) {
	t.Parallel()
	var url string
	t.Run("user", func(t *testing.T) {
		url = URL(t)
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		// Left open on purpose: a killed process does not say goodbye either.
		_ = conn
	})
	_, err := pgx.Connect(context.Background(), url)
	if pgErr := (*pgconn.PgError)(nil); !errors.As(err, &pgErr) || pgErr.Code != "3D000" {
		t.Errorf("connecting after the test gave %v, want that there is no such database", err)
	}
}

func TestTemplateIsNamedByTheMigrations(t *testing.T) {
	t.Parallel()
	one, err := templateName()
	if err != nil {
		t.Fatal(err)
	}
	two, _ := templateName()
	if one != two || len(one) != len("template_0123456789abcdef") {
		t.Errorf("template names %q and %q, want one name with a short hash", one, two)
	}
}
