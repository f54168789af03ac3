package fetch

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const simulation = `Reading package lists...
The following NEW packages will be installed:
  libllvm14 libpq5 postgresql postgresql-15
Inst libpq5 (15.18-0+deb12u1 Debian:12.15/oldstable [amd64])
Inst libc6 [2.36-9+deb12u10] (2.36-9+deb12u13 Debian:12.15/oldstable [amd64])
Inst libllvm14 (1:14.0.6-12 Debian:12.15/oldstable [amd64])
Inst postgresql-15 (15.18-0+deb12u1 Debian:12.15/oldstable [amd64])
Conf libpq5 (15.18-0+deb12u1 Debian:12.15/oldstable [amd64])
`

func TestPlanned(t *testing.T) {
	t.Parallel()
	if got, want := planned([]byte(simulation), nil), []string{"libpq5", "libllvm14", "postgresql-15"}; !slices.Equal(got, want) {
		t.Errorf("planned %v, want %v: all but the C library", got, want)
	}
	want := func(name string) bool { return !strings.HasPrefix(name, "libllvm") }
	if got, want := planned([]byte(simulation), want), []string{"libpq5", "postgresql-15"}; !slices.Equal(got, want) {
		t.Errorf("planned %v, want %v", got, want)
	}
}

func TestLibraryPath(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for _, file := range []string{"usr/lib/x86_64-linux-gnu/libpq.so.5", "usr/lib/x86_64-linux-gnu/nss/libnssckbi.so", "lib/x86_64-linux-gnu/libz.so.1", "usr/share/doc/libpq5/copyright"} {
		path := filepath.Join(root, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"usr/lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu/nss", "lib/x86_64-linux-gnu"}
	for i := range want {
		want[i] = filepath.Join(root, want[i])
	}
	if got := strings.Split(LibraryPath(root), ":"); !slices.Equal(got, want) {
		t.Errorf("library path %v, want %v", got, want)
	}
}

func TestLockTakesTurns(t *testing.T) {
	t.Parallel()
	cache := t.TempDir()
	unlock, err := Lock(t.Context(), cache)
	if err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := Lock(short, cache); err == nil {
		t.Fatal("two hold the lock")
	}
	unlock()
	unlock, err = Lock(t.Context(), cache)
	if err != nil {
		t.Fatal(err)
	}
	unlock()
}

func TestCacheDirOfSomebodyElse(t *testing.T) {
	t.Parallel()
	target := t.TempDir()
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	if ours(target) != nil || ours(link) == nil {
		t.Error("a folder of our own is accepted, a link is not")
	}
}
