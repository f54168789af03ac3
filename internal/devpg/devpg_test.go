package devpg

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestServerIsDurableAndClosed(t *testing.T) {
	t.Parallel()
	server := start(t, Options{Dir: testDir(t)})
	url := server.URL(Database)
	for setting, want := range map[string]string{
		"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "data_checksums": "on",
		"listen_addresses": "", "server_encoding": "UTF8", "lc_collate": "C.UTF-8", "max_connections": "100",
	} {
		sql := `SELECT setting FROM pg_settings WHERE name = '` + setting + `'`
		if setting == "lc_collate" {
			sql = `SELECT datcollate::text FROM pg_database WHERE datname = current_database()`
		}
		if got := query[string](t, url, sql); got != want {
			t.Errorf("%s = %q, want %q", setting, got, want)
		}
	}
	server.mu.Lock()
	sockets := server.sockets
	server.mu.Unlock()
	info, err := os.Stat(sockets)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the socket's directory is %v (%v), want mode 0700", info.Mode(), err)
	}
}

func TestFastAndSettings(t *testing.T) {
	t.Parallel()
	server := start(t, Options{Dir: testDir(t), Fast: true, Settings: map[string]string{"max_connections": "17"}})
	if got := query[string](t, server.URL(Database), `SHOW fsync`); got != "off" {
		t.Errorf("fsync = %s with Fast, want off", got)
	}
	if got := query[string](t, server.URL(Database), `SHOW max_connections`); got != "17" {
		t.Errorf("max_connections = %s, want 17", got)
	}
}

func TestRestartKeepsData(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	first := start(t, Options{Dir: dir})
	query[int](t, first.URL(Database), `WITH made AS (SELECT 1) SELECT * FROM made`)
	conn, err := pgx.Connect(t.Context(), first.URL(Database))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), `CREATE TABLE kept AS SELECT 42 AS answer`); err != nil {
		t.Fatal(err)
	}
	if err := first.Stop(); err != nil { // with a client connected
		t.Fatal(err)
	}
	if err := first.Stop(); err != nil {
		t.Fatalf("second Stop: %v", err)
	}
	second := start(t, Options{Dir: dir})
	if got := query[int](t, second.URL(Database), `SELECT answer FROM kept`); got != 42 {
		t.Errorf("answer = %d after a restart, want 42", got)
	}
}

func TestSecondProcessAttachesAndTakesOver(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	if _, attached := Attach(t.Context(), dir); attached {
		t.Fatal("attached to a directory that nobody owns")
	}
	owner := startOther(t, dir)
	if !owner.owned {
		t.Fatal("the first process does not own the server")
	}
	query[int](t, owner.url, `SELECT 1`)
	guest, attached := Attach(t.Context(), dir)
	if !attached || guest.Owned() || guest.URL(Database) != owner.url {
		t.Fatalf("attached = %v to %s, want to the owner's %s", attached, guest.URL(Database), owner.url)
	}
	if err := guest.Stop(); err != nil {
		t.Fatal(err)
	}
	query[int](t, owner.url, `SELECT 1`) // a guest's Stop stops nothing

	heir := start(t, Options{Dir: dir, Fast: true})
	if heir.Owned() {
		t.Fatal("two processes own one server")
	}
	owner.end(t)
	eventually(t, "the second process takes over", heir.Owned)
	query[int](t, heir.URL(Database), `SELECT 1`)
	if heir.URL(Database) != owner.url {
		t.Errorf("the URL changed from %s to %s", owner.url, heir.URL(Database))
	}
}

func TestKilledOwnerLeavesNoServer(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	owner := startOther(t, dir)
	pid := query[int](t, owner.url, `SELECT pg_backend_pid()`)
	running, err := readPostmaster(dataIn(dir))
	if err != nil {
		t.Fatal(err)
	}
	postmaster, err := strconv.Atoi(running.pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := owner.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	// At once: the new server has to wait for the old one to go.
	heir := start(t, Options{Dir: dir, Fast: true})
	if !heir.Owned() {
		t.Error("attached to a server whose owner was killed")
	}
	for _, gone := range []int{pid, postmaster} {
		if isRunning(gone) {
			t.Errorf("process %d of the killed owner's server still runs", gone)
		}
	}
	query[int](t, heir.URL(Database), `SELECT 1`)
}

// isRunning does not count what has ended and waits for init to collect it.
func isRunning(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return syscall.Kill(pid, 0) == nil && !os.IsNotExist(err)
	}
	_, state, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(state, "Z")
}

func TestServerKilledUnderUsComesBack(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	server := start(t, Options{Dir: dir})
	running, err := readPostmaster(dataIn(dir))
	if err != nil {
		t.Fatal(err)
	}
	postmaster, err := strconv.Atoi(running.pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(postmaster, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the server answers again", func() bool {
		again, err := readPostmaster(dataIn(dir))
		if err != nil || again.pid == running.pid {
			return false
		}
		_, err = tryQuery[int](t.Context(), server.URL(Database), `SELECT 1`)
		return err == nil
	})
}

func TestManyStartAtOnce(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	var group sync.WaitGroup
	servers := make([]*Server, 5)
	for i := range servers {
		group.Go(func() {
			var err error
			if servers[i], err = Start(t.Context(), Options{Dir: dir, Fast: true}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	owners := 0
	for _, server := range servers {
		if server == nil {
			t.FailNow()
		}
		query[int](t, server.URL(Database), `SELECT 1`)
		if server.Owned() {
			owners++
		}
	}
	if owners != 1 {
		t.Errorf("%d of %d own the server, want 1", owners, len(servers))
	}
	for _, server := range servers { // each next one may have taken over
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	}
	if free, err := isFree(filepath.Join(clusterDir(dir), "server.lock")); err != nil || !free {
		t.Errorf("server.lock is free = %v (%v) after every Stop", free, err)
	}
}

func TestStalePostmasterOfAnotherProgram(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	first := start(t, Options{Dir: dir, Fast: true})
	text, err := os.ReadFile(filepath.Join(dataIn(dir), "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Stop(); err != nil {
		t.Fatal(err)
	}
	// As after a container's restart: the id of the old server is somebody else's.
	_, rest, _ := strings.Cut(string(text), "\n")
	stale := strconv.Itoa(os.Getpid()) + "\n" + rest
	if err := os.WriteFile(filepath.Join(dataIn(dir), "postmaster.pid"), []byte(stale), 0o644); err != nil {
		t.Fatal(err)
	}
	second := start(t, Options{Dir: dir, Fast: true})
	if !second.Owned() {
		t.Error("attached to what a stale file says")
	}
	query[int](t, second.URL(Database), `SELECT 1`)
}

func TestHalfMadeClusterIsMadeAgain(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	if err := os.MkdirAll(dataIn(dir)+".new/base", 0o700); err != nil {
		t.Fatal(err)
	}
	server := start(t, Options{Dir: dir, Fast: true})
	query[int](t, server.URL(Database), `SELECT 1`)
}

func TestLongPathAndOddNames(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(testDir(t), strings.Repeat("quite long/", 9)+`a, "b"`, "postgres")
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	server := start(t, Options{Dir: dir, Fast: true})
	query[int](t, server.URL(Database), `SELECT 1`)
	guest, attached := Attach(t.Context(), dir)
	if !attached || guest.URL(Database) != server.URL(Database) {
		t.Errorf("attached = %v to %s, want %s", attached, guest.URL(Database), server.URL(Database))
	}
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	sockets := filepath.Join(server.sockets)
	t.Cleanup(func() { _ = os.Remove(sockets) })
	if strings.HasPrefix(sockets, dir) {
		t.Errorf("the socket is in %s, whose path is too long for one", sockets)
	}
}

func TestStartSaysWhyItFails(t *testing.T) {
	t.Parallel()
	_, err := Start(t.Context(), Options{Dir: testDir(t), Fast: true, Settings: map[string]string{"shared_buffers": "much"}})
	if err == nil || !strings.Contains(err.Error(), "shared_buffers") {
		t.Errorf("error = %v, want PostgreSQL's own sentence about shared_buffers", err)
	}
}

func TestStartTestIsAlone(t *testing.T) {
	t.Parallel()
	first, err := StartTest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer first.Stop()
	second, err := StartTest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer second.Stop()
	if first.URL("postgres") == second.URL("postgres") {
		t.Error("two test servers are one")
	}
}
