package devpg

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestClosedParent: root's PostgreSQL runs as somebody who cannot enter a home
// of mode 0700, so root's cluster goes elsewhere, and is found there again.
func TestClosedParent(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	if err := os.Chmod(filepath.Dir(dir), 0o700); err != nil {
		t.Fatal(err)
	}
	server := start(t, Options{Dir: dir, Fast: true})
	moved := clusterDir(dir)
	if isRoot := os.Geteuid() == 0; isRoot != strings.HasPrefix(moved, rootsClusters+"/") {
		t.Fatalf("root = %v, and the cluster is in %s", isRoot, moved)
	}
	if moved != dir {
		t.Cleanup(func() { _ = os.RemoveAll(moved) })
	}
	query[int](t, server.URL(Database), `SELECT 1`)
	if guest, attached := Attach(t.Context(), dir); !attached || guest.URL(Database) != server.URL(Database) {
		t.Error("the running server is not found")
	}
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	start(t, Options{Dir: dir, Fast: true})
	if again := clusterDir(dir); again != moved {
		t.Errorf("the second start used %s, want the first one's %s", again, moved)
	}
}

func TestSquattedSocketDirectory(t *testing.T) {
	t.Parallel()
	who, err := accountFor(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	p := place{dir: t.TempDir(), account: who}
	open := filepath.Join(t.TempDir(), "open")
	if err := os.Mkdir(open, 0o777); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(p.dir, link); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{open, link} {
		if got, err := p.privateTemp(dir); err == nil {
			t.Errorf("%s was used as %s, want it refused", dir, got)
		}
	}
	fresh := filepath.Join(t.TempDir(), "fresh")
	for range 2 { // made, then found
		if _, err := p.privateTemp(fresh); err != nil {
			t.Error(err)
		}
	}
}

func TestNewestFirst(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for _, version := range []string{"9.6", "14", "17", "101"} {
		if err := os.MkdirAll(filepath.Join(root, version, "bin"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, dir := range newestFirst(filepath.Join(root, "*", "bin")) {
		got = append(got, filepath.Base(filepath.Dir(dir)))
	}
	if want := []string{"101", "17", "14", "9.6"}; !slices.Equal(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
}

func TestVersionThatFits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		major, needed int
		fits          bool
	}{
		{15, 0, true}, {oldest, 0, true}, {oldest - 1, 0, false},
		{15, 15, true}, {17, 15, false}, {15, 17, false}, {oldest - 1, oldest - 1, true},
	} {
		if got := (programs{major: c.major}).fits(c.needed); got != c.fits {
			t.Errorf("PostgreSQL %d for a cluster of %d fits = %v, want %v", c.major, c.needed, got, c.fits)
		}
	}
}

func TestDebsThatAreNeeded(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"postgresql": false, "postgresql-15": true, "postgresql-client-17": true, "postgresql-common": false,
		"libpq5": true, "libicu72": true, "libxml2": true, "libxslt1.1": true,
		"libllvm14": false, "libz3-4": false, "libjson-perl": false, "libperl5.36": false, "perl": false, "ssl-cert": false,
	} {
		if got := neededDebs.MatchString(name) && !needlessDebs.MatchString(name); got != want {
			t.Errorf("%s is needed = %v, want %v", name, got, want)
		}
	}
}

// The server's environment has nothing of ours in it: it may be read by others.
func TestEnvironmentHasNoSecrets(t *testing.T) {
	t.Setenv("SECRET_KEY", "canary")
	t.Setenv("PGDATA", "/elsewhere")
	for _, entry := range (programs{dir: "/opt/pg/bin", libs: "/opt/pg/lib"}).environment("/home") {
		if strings.Contains(entry, "canary") || strings.HasPrefix(entry, "PGDATA") {
			t.Errorf("the server would see %s", entry)
		}
	}
}
