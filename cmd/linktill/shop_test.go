package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"linktill/internal/dbtest"
)

// shop is a merchant on a database of their own, and how to reach the servers
// that the test runs there.
type shop struct {
	t        *testing.T
	binary   string
	addr     string
	url      string
	dataDir  string
	env      []string
	merchant merchantJSON
	pool     *pgxpool.Pool // the test's own look at the database
	client   *http.Client
	codes    codes
}

// newShop opens the merchant Island Coffee. No server runs yet. When the test
// ends the books must be in order.
func newShop(t *testing.T, binary func() (string, error), more ...string) *shop {
	t.Helper()
	return newShopOf(t, binary, "Island Coffee", more...)
}

func newShopOf(t *testing.T, binary func() (string, error), name string, more ...string) *shop {
	t.Helper()
	path, err := binary()
	must(t, err)
	database := dbtest.URL(t)
	s := &shop{t: t, binary: path, addr: freeAddr(t), dataDir: t.TempDir(), client: newClient()}
	s.url = "http://" + s.addr
	s.env = append([]string{"DATABASE_URL=" + database, "DATA_DIR=" + s.dataDir, "LISTEN_ADDR=" + s.addr, "PUBLIC_URL=" + s.url}, more...)
	s.pool, err = pgxpool.New(context.Background(), database)
	must(t, err)
	t.Cleanup(s.pool.Close)
	s.merchant = s.newMerchant(name, "owner@island-coffee.example")
	s.codes = codes{t: t, secret: s.merchant.TOTPSecret}
	t.Cleanup(s.client.CloseIdleConnections)
	return s
}

// in is the same shop for a part of its test.
func (s *shop) in(t *testing.T) *shop {
	part := *s
	part.t, part.codes.t = t, t
	return &part
}

// newMerchant opens one more merchant, with the command that scripts use.
func (s *shop) newMerchant(name, email string) merchantJSON {
	s.t.Helper()
	return read[merchantJSON](s.t, command(s.t, s.binary, s.env, "merchant", "create", "--name", name, "--email", email,
		"--currency", "BSD", "--country", "BS", "--json"))
}

func newClient() *http.Client {
	return &http.Client{
		Timeout:       30 * time.Second,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 64},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// serve starts a server on the shop's address and returns when it is ready.
func (s *shop) serve(args ...string) *process { return s.serveWith(nil, args...) }

func (s *shop) serveWith(env []string, args ...string) *process {
	s.t.Helper()
	p := launch(s.t, s.binary, append(append([]string{}, s.env...), env...), append([]string{"serve"}, args...)...)
	until(s.t, startMax, "the server is ready", func() bool { return p.isReady(s.url) })
	return p
}

// second starts another server on the same database and returns its address.
func (s *shop) second(args ...string) (url string, p *process) {
	s.t.Helper()
	return s.secondWith(nil, args...)
}

func (s *shop) secondWith(env []string, args ...string) (url string, p *process) {
	s.t.Helper()
	addr := freeAddr(s.t)
	p = launch(s.t, s.binary, append(append(append([]string{}, s.env...), "LISTEN_ADDR="+addr), env...), append([]string{"serve"}, args...)...)
	url = "http://" + addr
	until(s.t, startMax, "the second server is ready", func() bool { return p.isReady(url) })
	return url, p
}

// ask is one request; what is not set is left out.
type ask struct {
	at           string // another server than the shop's
	method, path string
	key          string // the API key
	form         bool   // the body is a form's
	body         string
	header       map[string]string
	client       *http.Client
}

// answer is a response that was read whole.
type answer struct {
	*http.Response
	body string
}

func (s *shop) try(a ask) (answer, error) {
	if a.at == "" {
		a.at = s.url
	}
	if a.client == nil {
		a.client = s.client
	}
	req, err := http.NewRequestWithContext(context.Background(), a.method, a.at+a.path, strings.NewReader(a.body))
	if err != nil {
		return answer{}, err
	}
	if a.key != "" {
		req.Header.Set("Authorization", "Bearer "+a.key)
	}
	switch {
	case a.form:
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	case a.body != "":
		req.Header.Set("Content-Type", "application/json")
	}
	for name, value := range a.header {
		req.Header.Set(name, value)
	}
	res, err := a.client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	return answer{res, string(body)}, err
}

func (s *shop) send(a ask) answer {
	s.t.Helper()
	got, err := s.try(a)
	must(s.t, err)
	return got
}

// refuses is send for a body that may be too large: such a request is answered
// 413 and its connection closed, which can be faster than the body is written.
func (s *shop) refuses(a ask) answer {
	s.t.Helper()
	got, err := s.try(a)
	if err != nil && len(a.body) > 64<<10 && (errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET)) {
		return answer{Response: &http.Response{StatusCode: http.StatusRequestEntityTooLarge}}
	}
	must(s.t, err)
	return got
}

// api calls the API with the test key.
func (s *shop) api(method, path, body string) answer {
	s.t.Helper()
	return s.send(ask{method: method, path: path, body: body, key: s.merchant.TestAPIKey})
}

// object is JSON of any shape.
type object = map[string]any

// mustAPI is api for calls that have to succeed.
func (s *shop) mustAPI(method, path, body string) object {
	s.t.Helper()
	got := s.api(method, path, body)
	if got.StatusCode >= 300 {
		s.t.Fatalf("%s %s: %d %s", method, path, got.StatusCode, got.body)
	}
	return read[object](s.t, got.body)
}

// newLink makes a link of that many minor units; fields are further JSON, with
// a comma before.
func (s *shop) newLink(amountMinor int, fields string) string {
	s.t.Helper()
	if !strings.Contains(fields, `"description"`) {
		fields += `,"description":"Coffee"`
	}
	made := s.mustAPI("POST", "/v1/payment-links", fmt.Sprintf(`{"amount":%d%s}`, amountMinor, fields))
	return made["id"].(string)
}

func (s *shop) link(id string) object {
	s.t.Helper()
	return s.mustAPI("GET", "/v1/payment-links/"+id, "")
}

func (s *shop) payment(id string) object {
	s.t.Helper()
	return s.mustAPI("GET", "/v1/payments/"+id, "")
}

// number reads one number from the database.
func (s *shop) number(sql string, args ...any) (n int64) {
	s.t.Helper()
	must(s.t, s.pool.QueryRow(context.Background(), sql, args...).Scan(&n))
	return n
}

func (s *shop) exec(sql string, args ...any) {
	s.t.Helper()
	_, err := s.pool.Exec(context.Background(), sql, args...)
	must(s.t, err)
}
