package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/devpg"
)

// lab is a PostgreSQL and a server of our own, with everything they write in
// one folder that goes when the bench ends.
type lab struct {
	dir    string
	binary string
	pg     *devpg.Server
	conn   *pgx.Conn
	server *exec.Cmd
	addr   string
	// secretKey is the server's, so that API keys can be made for it.
	secretKey string
	keys      []string
}

// shop is a merchant as `linktill merchant create --json` tells it.
type shop struct {
	Slug       string `json:"slug"`
	TestAPIKey string `json:"test_api_key"`
	Email      string `json:"email"`
	Password   string `json:"password"`
	TOTPSecret string `json:"totp_secret"`
	number     int64
}

func openLab(ctx context.Context, binary string) (*lab, error) {
	l := &lab{secretKey: rand.Text() + rand.Text()}
	var err error
	if l.binary, err = filepath.Abs(binary); err != nil {
		return nil, err
	}
	if l.dir, err = os.MkdirTemp("", "linktill-bench-"); err != nil {
		return nil, err
	}
	if err := os.Chmod(l.dir, 0o711); err != nil { // PostgreSQL's own account passes through
		return l, err
	}
	// Durability and all other settings are PostgreSQL's defaults; only its log
	// is where it can read it itself.
	options := devpg.Options{Dir: filepath.Join(l.dir, "postgres"), Log: os.Stderr, Settings: map[string]string{"logging_collector": "on"}}
	if l.pg, err = devpg.Start(ctx, options); err != nil {
		return l, err
	}
	if l.conn, err = pgx.Connect(ctx, l.pg.URL(devpg.Database)); err != nil {
		return l, err
	}
	return l, l.linktill(ctx, "migrate").Run()
}

func (l *lab) close() error {
	l.kill()
	if l.conn != nil {
		_ = l.conn.Close(context.Background())
	}
	var err error
	if l.pg != nil {
		err = l.pg.Stop()
	}
	return errors.Join(err, os.RemoveAll(l.dir))
}

// linktill prepares one of the product's commands.
func (l *lab) linktill(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, l.binary, args...)
	cmd.Env = []string{
		"DATABASE_URL=" + l.pg.URL(devpg.Database), "DATA_DIR=" + filepath.Join(l.dir, "data"), "SECRET_KEY=" + l.secretKey,
	}
	if l.addr != "" {
		cmd.Env = append(cmd.Env, "LISTEN_ADDR="+l.addr, "PUBLIC_URL=http://"+l.addr,
			"API_RATE_PER_MINUTE=1000000000", "WEBHOOK_ALLOW_CIDRS=127.0.0.0/8")
	}
	cmd.Stderr = os.Stderr
	return cmd
}

// openShop makes a merchant with an API key.
func (l *lab) openShop(ctx context.Context, slug string) (shop, error) {
	var s shop
	text, err := l.linktill(ctx, "merchant", "create", "--json", "--slug", slug, "--name", "Bench "+slug,
		"--email", slug+"@bench.example", "--currency", "BSD", "--country", "BS").Output()
	if err != nil {
		return s, fmt.Errorf("merchant create: %w", err)
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return s, fmt.Errorf("merchant create: %w", err)
	}
	return s, l.conn.QueryRow(ctx, `SELECT number FROM merchants WHERE slug = $1`, s.Slug).Scan(&s.number)
}

// serve starts the server and returns how long it took until it was ready.
func (l *lab) serve(ctx context.Context, flags ...string) (time.Duration, error) {
	l.kill()
	port, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	l.addr = port.Addr().String()
	if err := port.Close(); err != nil {
		return 0, err
	}
	log, err := l.serverLog()
	if err != nil {
		return 0, err
	}
	defer log.Close()
	l.server = l.linktill(ctx, append([]string{"serve"}, flags...)...)
	l.server.Stderr = log
	start := time.Now()
	if err := l.server.Start(); err != nil {
		l.server = nil
		return 0, err
	}
	for time.Since(start) < 20*time.Second {
		if l.ready() {
			return time.Since(start), nil
		}
		time.Sleep(time.Millisecond)
	}
	return 0, errors.New("the server is not ready after 20 s")
}

func (l *lab) serverLog() (*os.File, error) {
	return os.OpenFile(filepath.Join(l.dir, "server.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
}

func (l *lab) ready() bool {
	c, err := dial(l.addr)
	if err != nil {
		return false
	}
	defer c.close()
	status, _, err := c.do(get(l.addr, "/readyz", ""))
	return err == nil && status == 200
}

// kill ends the server at once: whatever it leaves, the database is whole.
func (l *lab) kill() {
	if l.server != nil {
		_ = l.server.Process.Kill()
		_ = l.server.Wait()
		l.server = nil
	}
}

// settle brings tables and plans into the state of a database that has been
// running for a while, so that no round pays for what another left.
func (l *lab) settle(ctx context.Context) error {
	for _, sql := range []string{`VACUUM ANALYZE`, `CHECKPOINT`} {
		if _, err := l.conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}
