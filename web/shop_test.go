package web

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/jackc/pgx/v5/pgxpool"

	"linktill/handlers"
	"linktill/internal/dbtest"
	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/store"
)

// shop is a running server with the merchant Island Coffee on its own database.
type shop struct {
	t      *testing.T
	pool   *pgxpool.Pool
	st     *store.Store
	h      *handlers.Handlers
	keys   *secret.Keys
	app    *fiber.App
	url    string
	log    *lockedBuffer
	opened handlers.OpenedMerchant
	client *http.Client
	// mails is the folder of the mailbox, once there is one.
	mails string
	// described is set where the real table is served: then every answer is held
	// against the description of the API.
	described bool
}

// lockedBuffer is a log that is read while it is written.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// newShop serves the table that routes makes, Routes when it is nil.
func newShop(t *testing.T, routes func(s *shop) []Route, change ...func(*Deps)) *shop {
	t.Helper()
	t.Parallel()
	return openShop(t, dbtest.New(t), routes, change...)
}

// openShop is newShop on a database that another server may use as well.
func openShop(t *testing.T, pool *pgxpool.Pool, routes func(s *shop) []Route, change ...func(*Deps)) *shop {
	t.Helper()
	s := &shop{t: t, pool: pool, log: &lockedBuffer{}, described: routes == nil, client: &http.Client{
		Timeout:       20 * time.Second,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 64},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	var err error
	s.st, err = store.New(pool, time.Now)
	s.must(err)
	s.keys, err = secret.New([]byte(strings.Repeat("k", 32)))
	s.must(err)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	s.must(err)
	s.url = "http://" + ln.Addr().String()
	s.h = &handlers.Handlers{Store: s.st, Secrets: s.keys, PublicURL: s.url, Now: time.Now, APIPerMinute: 60_000,
		Log: slog.New(slog.NewJSONHandler(s.log, nil))}
	deps := Deps{Handlers: s.h, Auth: s.h, Sealer: s.keys, Metrics: NewMetrics(pool)}
	if routes != nil {
		deps.Table = routes(s)
	}
	for _, c := range change {
		c(&deps)
	}
	s.h.Sessions = NewSessions(s.st, s.h.PublicURL)
	s.app, err = New(deps)
	s.must(err)
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- Serve(ctx, s.app, ln, s.h, 0) }()
	t.Cleanup(func() {
		stop()
		s.client.CloseIdleConnections()
		if err := <-served; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	return s
}

func (s *shop) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// open makes the merchant, once.
func (s *shop) open() handlers.OpenedMerchant {
	s.t.Helper()
	if s.opened.Member.User.ID.IsZero() {
		var err error
		s.opened, err = handlers.OpenMerchant(s.t.Context(), s.st, s.keys, pay.NewMerchant{
			Name: "Island Coffee", Email: "maria@example.com", Currency: "BSD", Country: "BS"}, "")
		s.must(err)
	}
	return s.opened
}

// ask is one request; what is not set is left out.
type ask struct {
	method, path, body string
	header             map[string]string
	host, cookie, key  string
}

// answer is a response that was read whole.
type answer struct {
	*http.Response
	body string
}

func (s *shop) send(a ask) answer {
	s.t.Helper()
	got, err := s.try(a)
	s.must(err)
	return got
}

func (s *shop) try(a ask) (answer, error) {
	if a.method == "" {
		a.method = "GET"
	}
	req, err := http.NewRequestWithContext(context.Background(), a.method, s.url+a.path, strings.NewReader(a.body))
	if err != nil {
		return answer{}, err
	}
	if a.host != "" {
		req.Host = a.host
	}
	if a.cookie != "" {
		req.Header.Set("Cookie", s.h.Sessions.Cookie.Name+"="+a.cookie)
	}
	if a.key != "" {
		req.Header.Set("Authorization", "Bearer "+a.key)
		req.Header.Set("Content-Type", "application/json")
	} else if a.body != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range a.header {
		req.Header[name] = []string{value}
	}
	res, err := s.client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	got := answer{res, string(body)}
	if err == nil && s.described {
		if wrong := asDescribed(req, a.body, got); wrong != nil {
			s.t.Error(wrong)
		}
	}
	return got, err
}

// raw sends bytes as they are and returns what comes back until the server
// closes or answers.
func (s *shop) raw(request string) answer {
	s.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	s.must(err)
	defer func() { _ = conn.Close() }()
	s.must(conn.SetDeadline(time.Now().Add(10 * time.Second)))
	_, err = io.WriteString(conn, request)
	s.must(err)
	res, err := http.ReadResponse(bufioReader(conn), nil)
	s.must(err)
	body, _ := io.ReadAll(res.Body)
	return answer{res, string(body)}
}

// signedIn is a browser with a session.
type signedIn struct {
	cookie, csrf string
	session      store.Session
}

// signIn makes a session without the pages for it.
func (s *shop) signIn(in store.SignIn) signedIn {
	s.t.Helper()
	ctx, err := s.h.Sessions.Load(store.WithVisit(s.t.Context(), "127.0.0.1", "test"), "")
	s.must(err)
	s.must(s.h.Sessions.RenewToken(ctx))
	s.st.SignInSession(ctx, in)
	token, _, err := s.h.Sessions.Commit(ctx)
	s.must(err)
	return signedIn{cookie: token, csrf: csrfOf(s, ctx), session: store.SessionOf(ctx)}
}

// member is a browser of the owner, fully signed in.
func (s *shop) member() signedIn {
	return s.signIn(store.SignIn{UserID: s.open().User.ID, SecondFactor: true})
}

// csrfOf computes the form token as a page shows it.
func csrfOf(s *shop, ctx context.Context) string {
	c := s.app.AcquireCtx(newRequestCtx())
	defer s.app.ReleaseCtx(c)
	c.SetUserContext(ctx)
	return s.h.CSRF(c)
}

func form(pairs ...string) string {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return values.Encode()
}
