// Package dbtest gives each test a private PostgreSQL database with the current
// schema. `make test` starts one server for all packages; a plain `go test`
// starts one for its own process, which ends with it.
package dbtest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"linktill/internal/devpg"
	"linktill/migrations"
	"linktill/store"
)

// EnvURL names a server to make the databases in. Its user must be allowed to
// create databases and roles.
const EnvURL = "LINKTILL_TEST_DATABASE_URL"

// New returns a pool, made as the server makes its own, on a database that only
// this test uses. Both are gone when the test ends.
func New(tb testing.TB) *pgxpool.Pool {
	tb.Helper()
	pool, err := store.OpenPool(tb.Context(), URL(tb))
	if err != nil {
		tb.Fatalf("dbtest: %v", err)
	}
	tb.Cleanup(pool.Close)
	return pool
}

// URL is the connection string of a migrated database that only this test uses,
// for whole processes that are to run on it. It is dropped when the test ends,
// under whoever is still connected.
func URL(tb testing.TB) string {
	tb.Helper()
	server := startServer(tb)
	name := "t_" + randomName()
	clone := fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", quote(name), quote(server.template))
	if _, err := server.admin.Exec(tb.Context(), clone); err != nil {
		tb.Fatalf("dbtest: %v", err)
	}
	tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if _, err := server.admin.Exec(ctx, "DROP DATABASE "+quote(name)+" WITH (FORCE)"); err != nil {
			tb.Errorf("dbtest: %v", err)
		}
	})
	return server.url(name)
}

// Audit fails the test for every row that the invariants' queries return.
func Audit(tb testing.TB, pool *pgxpool.Pool) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	violations, err := store.Audit(ctx, pool)
	if err != nil {
		tb.Errorf("audit: %v", err)
	}
	for _, violation := range violations {
		tb.Errorf("audit: %+v", violation)
	}
}

// server is what all tests of this process share.
type server struct {
	base     *url.URL
	admin    *pgxpool.Pool
	template string
}

// started keeps the error, so that every test says why there is no database.
var started = sync.OnceValues(prepare)

func startServer(tb testing.TB) *server {
	tb.Helper()
	s, err := started()
	if err != nil {
		tb.Fatalf("dbtest: %v", err)
	}
	return s
}

// prepare outlives the test that happens to be first, hence its own context.
func prepare() (*server, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	address := os.Getenv(EnvURL)
	if address == "" {
		running, err := devpg.StartTest(ctx) // ends with this process
		if err != nil {
			return nil, err
		}
		address = running.URL("postgres")
	}
	base, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", EnvURL, err)
	}
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", EnvURL, err)
	}
	config.MaxConns = 4
	admin, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	s := &server{base: base, admin: admin}
	s.template, err = s.ensureTemplate(ctx)
	return s, err
}

func (s *server) url(database string) string {
	u := *s.base
	u.Path = "/" + database
	return u.String()
}

// templateLock is the advisory lock under which one process makes the template.
const templateLock = 7_231_554_002

// ensureTemplate makes the migrated database that all others are copies of. It
// gets its name only when it is complete, and lets nobody connect: PostgreSQL
// does not copy a database that is in use.
func (s *server) ensureTemplate(ctx context.Context) (string, error) {
	name, err := templateName()
	if err != nil {
		return "", err
	}
	conn, err := s.admin.Acquire(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, templateLock); err != nil {
		return "", err
	}
	defer func() { _, _ = conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, templateLock) }()
	var found bool
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&found)
	if err != nil || found {
		return name, err
	}
	fresh := "making_" + randomName()
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+quote(fresh)); err != nil {
		return "", err
	}
	if err := store.Migrate(ctx, s.url(fresh)); err != nil {
		return "", err
	}
	for _, statement := range []string{
		"ALTER DATABASE " + quote(fresh) + " ALLOW_CONNECTIONS false",
		"ALTER DATABASE " + quote(fresh) + " RENAME TO " + quote(name),
	} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return "", err
		}
	}
	return name, nil
}

// templateName changes with every migration.
func templateName() (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(migrations.FS, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(migrations.FS, path)
		fmt.Fprintf(sum, "%s %d\n%s", path, len(text), text)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("dbtest: %w", err)
	}
	return "template_" + hex.EncodeToString(sum.Sum(nil)[:8]), nil
}

func randomName() string { return strings.ToLower(rand.Text()) }

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }
