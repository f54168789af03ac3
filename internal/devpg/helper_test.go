package devpg

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// helperDir makes the test binary a process that starts a server on that
// directory, prints whether it owns it and its URL, and waits for a line.
const helperDir = "DEVPG_TEST_HELPER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperDir); dir != "" {
		if err := help(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func help(dir string) error {
	server, err := Start(context.Background(), Options{Dir: dir, Fast: true, Log: os.Stderr})
	if err != nil {
		return err
	}
	fmt.Println(server.Owned(), server.URL(Database))
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	return server.Stop()
}

// other is a helper process.
type other struct {
	cmd   *exec.Cmd
	in    io.WriteCloser
	owned bool
	url   string
}

func startOther(t *testing.T, dir string) *other {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helperDir+"="+dir)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("helper process: %v", err)
	}
	owned, url, _ := strings.Cut(strings.TrimSpace(line), " ")
	return &other{cmd: cmd, in: in, owned: owned == "true", url: url}
}

func (o *other) end(t *testing.T) {
	t.Helper()
	_ = o.in.Close()
	if err := o.cmd.Wait(); err != nil {
		t.Fatalf("helper process: %v", err)
	}
}

func start(t *testing.T, options Options) *Server {
	t.Helper()
	options.Log = t.Output()
	server, err := Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	return server
}

// testDir is a directory whose cluster another user may own and reach.
func testDir(t *testing.T) string {
	t.Helper()
	base, err := os.MkdirTemp("", "devpg")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(base, 0o711); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(base) })
	return filepath.Join(base, "postgres")
}

func query[T any](t *testing.T, url, sql string) T {
	t.Helper()
	value, err := tryQuery[T](t.Context(), url, sql)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return value
}

func tryQuery[T any](ctx context.Context, url, sql string) (value T, err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return value, err
	}
	defer conn.Close(ctx)
	err = conn.QueryRow(ctx, sql).Scan(&value)
	return value, err
}

// eventually polls, with a deadline generous enough for a busy machine.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !done(); {
		if time.Now().After(deadline) {
			t.Fatalf("not within 30 s: %s", what)
		}
		_ = pause(t.Context(), pollEvery)
	}
}
