package store_test

import (
	"context"
	"crypto/rand"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/dbtest"
	"linktill/store"
)

// emptyDatabase makes a database that nobody has migrated, owned by that role,
// or by the superuser where that is "". Both are gone when the test ends.
func emptyDatabase(t *testing.T, owner string) string {
	t.Helper()
	ctx := context.Background()
	address, err := url.Parse(dbtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	admin, err := pgx.Connect(ctx, address.String())
	if err != nil {
		t.Fatal(err)
	}
	name := "e_" + strings.ToLower(rand.Text())
	create := "CREATE DATABASE " + name
	if owner != "" {
		create += " OWNER " + owner
		if _, err := admin.Exec(ctx, "CREATE ROLE "+owner+" LOGIN PASSWORD 'x'"); err != nil {
			t.Fatal(err)
		}
		address.User = url.UserPassword(owner, "x")
	}
	if _, err := admin.Exec(ctx, create); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		defer admin.Close(ctx)
		_, err := admin.Exec(ctx, "DROP DATABASE "+name+" WITH (FORCE)")
		if err == nil && owner != "" {
			_, err = admin.Exec(ctx, "DROP ROLE "+owner)
		}
		if err != nil {
			t.Error(err)
		}
	})
	address.Path = "/" + name
	return address.String()
}

// versions are the migrations that were run, of ours and of the job queue's.
func versions(t *testing.T, url string) (ours, river int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	err = conn.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM goose_db_version WHERE version_id > 0), (SELECT count(*) FROM river.river_migration)`).Scan(&ours, &river)
	if err != nil {
		t.Fatal(err)
	}
	return ours, river
}

// Several processes start at once on a fresh database: each goes on when all
// is there, and a later start changes nothing.
func TestMigrateAtOnceAndAgain(t *testing.T) {
	t.Parallel()
	url := emptyDatabase(t, "")
	if n := atOnce(t, 4, func(int) error { return store.Migrate(t.Context(), url) }); n != 4 {
		t.Errorf("%d of 4 migrated", n)
	}
	ours, river := versions(t, url)
	if ours < 3 || river < 5 {
		t.Errorf("%d and %d migrations were run", ours, river)
	}
	if err := store.Migrate(t.Context(), url); err != nil {
		t.Error(err)
	}
	if again, riverAgain := versions(t, url); again != ours || riverAgain != river {
		t.Errorf("a second time %d and %d more were run", again-ours, riverAgain-river)
	}
}

// Where the database's user may not make roles, as with most hosts, the server
// works as that user.
func TestMigrateWithoutRights(t *testing.T) {
	t.Parallel()
	owner := "owner_" + strings.ToLower(rand.Text())
	url := emptyDatabase(t, owner)
	for range 2 {
		if err := store.Migrate(t.Context(), url); err != nil {
			t.Fatal(err)
		}
	}
	pool, err := store.OpenPool(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	var role string
	if err := pool.QueryRow(t.Context(), `SELECT current_user`).Scan(&role); err != nil || role != owner {
		t.Errorf("the server works as %q, %v", role, err)
	}
	st, err := store.New(pool, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	s := shop{accounts: accounts{Store: st, pool: pool, t: t}, url: url}
	s.owner = s.open("maria@example.com", "Island Coffee", nil)
	s.by = s.keyCaller(s.owner.Merchant, "till")
	s.refunded(s.paid(s.link()), 4_00)
	refuses(t, pool, "42501", `UPDATE transfers SET amount_minor = 1`)
	refuses(t, pool, "42501", `TRUNCATE transfers`)
	dbtest.Audit(t, pool)
}

func TestMigrateSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"postgres://%zz", "postgres://127.0.0.1:1/none?connect_timeout=1"} {
		if err := store.Migrate(t.Context(), url); err == nil || !strings.HasPrefix(err.Error(), "store: ") {
			t.Errorf("%s: %v", url, err)
		}
	}
}
