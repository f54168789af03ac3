package web

import (
	"html"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"linktill/internal/pay"
	"linktill/internal/secret"
)

// newHouse is a shop with the real route table and the real credentials.
func newHouse(t *testing.T) *shop {
	t.Helper()
	return newShop(t, nil, func(d *Deps) {
		d.Handlers.Secrets = d.Sealer.(*secret.Keys)
		d.Handlers.DefaultCurrency, d.Handlers.APIPerMinute, d.Handlers.MailFolder = "BSD", 60_000, "/var/lib/linktill/mail"
		d.Auth = d.Handlers
	})
}

// browser keeps its cookies and the form token of the page it saw last.
type browser struct {
	*shop
	client *http.Client
	csrf   string
}

func (s *shop) browser() *browser {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	s.must(err)
	client := *s.client
	client.Jar = jar
	return &browser{shop: s, client: &client}
}

var csrfField = regexp.MustCompile(`name="csrf" value="([^"]*)"`)

func (b *browser) do(method, path, body string) answer {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.url+path, strings.NewReader(body))
	b.must(err)
	if body != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	res, err := b.client.Do(req)
	b.must(err)
	text := readAll(b.t, res)
	if found := csrfField.FindStringSubmatch(text); found != nil {
		b.csrf = html.UnescapeString(found[1])
	}
	return answer{res, text}
}

func (b *browser) get(path string) answer {
	b.t.Helper()
	return b.do("GET", path, "")
}

func (b *browser) post(path string, pairs ...string) answer {
	b.t.Helper()
	return b.do("POST", path, form(append([]string{"csrf", b.csrf}, pairs...)...))
}

// wants fails unless the answer has that status and, when it redirects, leads to
// that address, or else shows those texts.
func (b *browser) wants(a answer, status int, texts ...string) answer {
	b.t.Helper()
	at, body := a.Header.Get("Location"), html.UnescapeString(a.body)
	read := strings.Join(strings.Fields(tag.ReplaceAllString(body, "")), " ")
	if a.StatusCode != status {
		b.t.Fatalf("%s %s: %d to %q, want %d %q\n%.1500s", a.Request.Method, a.Request.URL.Path, a.StatusCode, at, status, texts, read)
	}
	for _, text := range texts {
		if status/100 == 3 && at != text || status/100 != 3 && !strings.Contains(body+read, text) {
			b.t.Fatalf("%s %s: %d to %q, want %q\n%.1500s", a.Request.Method, a.Request.URL.Path, status, at, text, read)
		}
	}
	return a
}

var tag = regexp.MustCompile(`<[^>]*>`)

func (b *browser) cookie() string {
	u, err := url.Parse(b.url)
	b.must(err)
	for _, c := range b.client.Jar.Cookies(u) {
		if c.Name == b.h.Sessions.Cookie.Name {
			return c.Value
		}
	}
	return ""
}

// code is the owner's code now. Each is used once only, so those who need
// another one right after take the next step with freshCode.
func (s *shop) code() string {
	s.t.Helper()
	code, err := s.open().TOTP.Code(time.Now().Unix() / pay.TOTPStepSeconds)
	s.must(err)
	return code
}

// freshCode is code with all earlier use of it forgotten.
func (s *shop) freshCode() string {
	s.t.Helper()
	_, err := s.pool.Exec(s.t.Context(), `UPDATE users SET totp_last_step = 0, second_factor_failures = 0, second_factor_blocked_until = NULL`)
	s.must(err)
	return s.code()
}

// signedInBrowser is the owner's browser after password and code.
func (s *shop) signedInBrowser() *browser {
	s.t.Helper()
	b := s.browser()
	b.password()
	b.wants(b.post("/login/code", "code", s.freshCode()), 303, "/dashboard")
	b.wants(b.get("/dashboard/security"), 200, "Security")
	return b
}

// password gives the owner's password and opens the page for the code.
func (b *browser) password() {
	b.t.Helper()
	o := b.open()
	b.wants(b.post("/login", "email", o.User.Email, "password", o.Password.Reveal()), 303, "/login/code")
	b.wants(b.get("/login/code"), 200, "Your code")
}

func readAll(t *testing.T, res *http.Response) string {
	t.Helper()
	defer func() { _ = res.Body.Close() }()
	var b strings.Builder
	if _, err := copyAll(&b, res.Body); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// asOneWindow moves what was counted in earlier windows into the current one,
// for tests that a window may end in the middle of.
func (s *shop) asOneWindow(window time.Duration) {
	s.t.Helper()
	s.exec(`WITH earlier AS (DELETE FROM rate_hits WHERE win < date_bin($1, now(), 'epoch') RETURNING key, n)
		INSERT INTO rate_hits AS r (key, win, n) SELECT key, date_bin($1, now(), 'epoch'), n FROM earlier
		ON CONFLICT (key, win) DO UPDATE SET n = r.n + excluded.n`, window)
}

func (s *shop) exec(sql string, args ...any) {
	s.t.Helper()
	_, err := s.pool.Exec(s.t.Context(), sql, args...)
	s.must(err)
}
