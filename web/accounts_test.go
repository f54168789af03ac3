package web

import (
	"context"
	"encoding/hex"
	"fmt"
	"html"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/jobs"
	"linktill/internal/mail"
	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/store"
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
// that address, or else shows that text.
func (b *browser) wants(a answer, status int, text string) answer {
	b.t.Helper()
	at, body := a.Header.Get("Location"), html.UnescapeString(a.body)
	read := strings.Join(strings.Fields(tag.ReplaceAllString(body, "")), " ")
	if a.StatusCode != status || status/100 == 3 && at != text || status/100 != 3 && !strings.Contains(body+read, text) {
		b.t.Fatalf("%s %s: %d to %q, want %d %q\n%.1500s", a.Request.Method, a.Request.URL.Path, a.StatusCode, at, status, text, read)
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

func TestLogInTakesBothFactors(t *testing.T) {
	s := newHouse(t)
	o := s.open()
	b := s.browser()
	b.wants(b.get("/dashboard"), 303, "/login?next=%2Fdashboard")
	b.wants(b.post("/login", "email", " Maria@Example.com ", "password", o.Password.Reveal(), "return", "/dashboard/links"), 303, "/login/code?next=%2Fdashboard%2Flinks")
	half := b.cookie()
	for _, path := range []string{"/dashboard", "/dashboard/security", "/dashboard/keys", "/dashboard/security/totp"} {
		b.wants(b.get(path), 303, "/login/code?next="+url.QueryEscape(path))
	}
	b.wants(b.get("/login/code?next=/dashboard/links"), 200, `name="return" value="/dashboard/links"`)
	b.wants(b.post("/login/code", "code", "000000"), 422, "This code is not right")
	b.wants(b.post("/login/code", "code", ""), 422, "Enter the code")
	code := s.code()
	b.wants(b.post("/login/code", "code", code[:3]+" "+code[3:], "return", "/dashboard/links"), 303, "/dashboard/links")
	if full := b.cookie(); half == "" || full == "" || full == half {
		t.Error("the session's token is not renewed with the code")
	}
	b.wants(b.get("/dashboard"), 200, "Island Coffee")
	if got := s.send(ask{path: "/dashboard", cookie: half}); got.StatusCode != 303 {
		t.Errorf("the token from before the code: %d", got.StatusCode)
	}
	other := s.browser()
	other.password()
	other.wants(other.post("/login/code", "code", code), 422, "has been used")
}

// A token that somebody planted in the browser never becomes a session.
func TestPlantedTokenIsNotAdopted(t *testing.T) {
	s := newHouse(t)
	b := s.browser()
	u, err := url.Parse(s.url)
	s.must(err)
	planted := strings.Repeat("A", 43)
	b.client.Jar.SetCookies(u, []*http.Cookie{{Name: s.h.Sessions.Cookie.Name, Value: planted, Path: "/"}})
	b.password()
	if b.cookie() == planted {
		t.Error("the planted token is in use")
	}
	if got := s.send(ask{path: "/login/code", cookie: planted}); got.StatusCode != 303 {
		t.Errorf("the planted token works: %d", got.StatusCode)
	}
}

func TestLogInSaysTheSameOfEverybody(t *testing.T) {
	s := newHouse(t)
	s.open()
	b := s.browser()
	known := b.wants(b.post("/login", "email", "maria@example.com", "password", "wrong password"), 422, "do not match")
	unknown := b.wants(b.post("/login", "email", "nobody@example.com", "password", "wrong password"), 422, "do not match")
	if strings.ReplaceAll(known.body, "maria@", "nobody@") != unknown.body {
		t.Error("the page tells whether an account exists")
	}
	b.wants(b.post("/login", "email", "not an address", "password", "x"), 422, "do not match")
	if strings.Contains(known.body, "wrong password") {
		t.Error("the password is shown again")
	}
}

func TestWrongPasswordsAreBraked(t *testing.T) {
	s := newHouse(t)
	o := s.open()
	s.waitForWindow(time.Minute, 20)
	b := s.browser()
	for range 5 {
		b.wants(b.post("/login", "email", o.User.Email, "password", "wrong"), 422, "do not match")
	}
	got := b.wants(b.post("/login", "email", o.User.Email, "password", o.Password.Reveal()), 429, "wait a little")
	if got.Header.Get("Retry-After") == "" {
		t.Error("it does not say when to come back")
	}
	for i := range 15 {
		b.wants(b.post("/login", "email", fmt.Sprintf("u%d@example.com", i), "password", "wrong"), 422, "do not match")
	}
	b.wants(b.post("/login", "email", "another@example.com", "password", "wrong"), 429, "wait a little")
	s.exec(`DELETE FROM rate_hits`)
	// Right ones do not count.
	for range 8 {
		b.password()
	}
}

// waitForWindow makes sure that the counts of a test fall into one window.
func (s *shop) waitForWindow(window time.Duration, seconds int) {
	s.t.Helper()
	if _, left, err := s.st.Peek(s.t.Context(), "x", window); err == nil && left < seconds {
		s.exec(`SELECT set_config('statement_timeout', '30s', false), pg_sleep($1)`, left)
	}
}

func (s *shop) exec(sql string, args ...any) {
	s.t.Helper()
	_, err := s.pool.Exec(s.t.Context(), sql, args...)
	s.must(err)
}

func TestCodePageBrakesWrongCodes(t *testing.T) {
	s := newHouse(t)
	b := s.browser()
	b.password()
	for range pay.SecondFactorTries - 1 {
		b.wants(b.post("/login/code", "code", "123456"), 422, "not right")
	}
	b.wants(b.post("/login/code", "code", "123456"), 429, "Too many wrong codes. Try again in")
	got := b.wants(b.post("/login/code", "code", s.code()), 429, "no code is looked at")
	if got.Header.Get("Retry-After") == "" {
		t.Error("it does not say when to come back")
	}
	s.exec(`UPDATE users SET second_factor_blocked_until = now()`)
	b.wants(b.post("/login/code", "code", s.code()), 303, "/dashboard")
}

func TestHalfSignedSessionEnds(t *testing.T) {
	s := newHouse(t)
	b := s.browser()
	b.password()
	s.exec(`UPDATE sessions SET created_at = now() - interval '11 minutes'`)
	b.wants(b.post("/login/code", "code", s.code()), 303, "/login")
	b.wants(b.get("/dashboard"), 303, "/login?next=%2Fdashboard")
}

// One code for many browsers at once opens one of them.
func TestOneCodeOpensOneBrowser(t *testing.T) {
	s := newHouse(t)
	const n = 20
	var browsers [n]*browser
	for i := range browsers {
		browsers[i] = s.browser()
		browsers[i].password()
	}
	code := s.code()
	statuses := make(chan int, n)
	var all sync.WaitGroup
	for _, b := range browsers {
		all.Go(func() { statuses <- b.post("/login/code", "code", code).StatusCode })
	}
	all.Wait()
	close(statuses)
	opened := 0
	for status := range statuses {
		if status == 303 {
			opened++
		}
	}
	if opened != 1 {
		t.Errorf("one code opened %d browsers", opened)
	}
}

func TestLogOutEndsTheSession(t *testing.T) {
	s := newHouse(t)
	b := s.signedInBrowser()
	cookie := b.cookie()
	if got := s.send(ask{method: "POST", path: "/logout", cookie: cookie}); got.StatusCode != 403 {
		t.Errorf("another site can log people out: %d", got.StatusCode)
	}
	got := b.wants(b.post("/logout"), 303, "/login")
	if got.Header.Get("Clear-Site-Data") == "" {
		t.Error("the browser keeps the pages")
	}
	if got := s.send(ask{path: "/dashboard", cookie: cookie}); got.StatusCode != 303 {
		t.Errorf("the token works after log-out: %d", got.StatusCode)
	}
}

// outbox is a mail server that keeps everything.
type outbox struct {
	mu   sync.Mutex
	sent []mail.Message
}

func (o *outbox) Send(_ context.Context, m mail.Message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent = append(o.sent, m)
	return nil
}

// work does what the queue holds about accounts and returns the mails.
func (s *shop) work() []mail.Message {
	s.t.Helper()
	box := &outbox{}
	accounts := &jobs.Accounts{Store: s.st, Secrets: s.keys, Mail: box, PublicURL: s.h.PublicURL}
	rows, err := s.pool.Query(s.t.Context(), `DELETE FROM river.river_job RETURNING kind, coalesce(args->>'email', ''),
		coalesce(args->>'user_id', ''), coalesce(args->>'notice', '')`)
	s.must(err)
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (job [4]string, err error) {
		err = row.Scan(&job[0], &job[1], &job[2], &job[3])
		return job, err
	})
	s.must(err)
	for _, job := range found {
		switch job[0] {
		case (store.ResetArgs{}).Kind():
			s.must(accounts.SendReset(s.t.Context(), store.ResetArgs{Email: job[1]}))
		case (store.NoticeArgs{}).Kind():
			s.must(accounts.SendNotice(s.t.Context(), store.NoticeArgs{UserID: job[2], Notice: pay.Notice(job[3])}, time.Now()))
		}
	}
	return box.sent
}

var resetLink = regexp.MustCompile(`(http\S+)(/reset/\w+)`)

func TestPasswordReset(t *testing.T) {
	s := newHouse(t)
	o := s.open()
	inside := s.signedInBrowser()
	b := s.browser()
	known := b.wants(b.post("/forgot", "email", "maria@example.com"), 200, "If maria@example.com has an account")
	unknown := b.wants(b.post("/forgot", "email", "mario@example.com"), 200, "/var/lib/linktill/mail")
	if strings.ReplaceAll(known.body, "maria@", "mario@") != unknown.body {
		t.Error("the page tells whether an account exists")
	}
	b.wants(b.post("/forgot", "email", "no address"), 422, "Enter an e-mail address")
	mails := s.work()
	if len(mails) != 1 || mails[0].To != "maria@example.com" {
		t.Fatalf("%d mails", len(mails))
	}
	link := resetLink.FindStringSubmatch(mails[0].Text)
	if link == nil || link[1] != s.h.PublicURL {
		t.Fatalf("the link is not on our own address: %q", link)
	}
	path := link[2]

	b.wants(b.get(path), 200, "For maria@example.com")
	b.wants(b.get(path), 200, "For maria@example.com") // looking uses nothing up
	b.wants(b.post(path, "password", "short"), 422, "At least 10 characters")
	b.wants(b.post(path, "password", "a very unlikely phrase"), 303, "/login")
	b.wants(b.post(path, "password", "another unlikely phrase"), 410, "used already")
	b.wants(b.get(path), 410, "used already")
	b.wants(b.get("/reset/"+secret.NewToken(0)), 410, "used already")

	b.wants(b.get("/dashboard"), 303, "/login?next=%2Fdashboard") // it logs nobody in
	inside.wants(inside.get("/dashboard"), 303, "/login?next=%2Fdashboard")
	b.wants(b.post("/login", "email", o.User.Email, "password", o.Password.Reveal()), 422, "do not match")
	b.wants(b.post("/login", "email", o.User.Email, "password", "a very unlikely phrase"), 303, "/login/code")
	b.wants(b.get("/login/code"), 200, "Your code")
	b.wants(b.post("/login/code", "code", s.freshCode()), 303, "/dashboard")
	if mails := s.work(); len(mails) != 1 || mails[0].Subject != "Your password was reset" {
		t.Errorf("%+v", mails)
	}
}

func TestResetsAreNotMailBombs(t *testing.T) {
	s := newHouse(t)
	s.open()
	s.waitForWindow(time.Hour, 5)
	b := s.browser()
	for range 6 {
		b.wants(b.post("/forgot", "email", "maria@example.com"), 200, "If maria@example.com")
	}
	if mails := s.work(); len(mails) != 3 {
		t.Errorf("%d mails to one address within the hour", len(mails))
	}
}

var enrolSecret = regexp.MustCompile(`(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}`)
var recoveryCode = regexp.MustCompile(`<code>([0-9a-z]{7}-[0-9a-z]{7})</code>`)

// From an empty database: an account, two-factor, and what protects it.
func TestTwoFactorIsTurnedOnAndOff(t *testing.T) {
	s := newHouse(t)
	const email, password = "ana@example.com", "a rather long phrase"
	b, second := s.browser(), s.browser()
	b.wants(b.get("/signup"), 200, "America")
	b.wants(b.post("/signup", "name", "", "email", "ana", "password", "password123", "currency", "XXX", "country", "BS"), 422, "Enter an e-mail address")
	b.wants(b.post("/signup", "name", "Ana's Shop", "email", email, "password", password, "currency", "BSD", "country", "BS"), 303, "/dashboard")
	b.wants(b.get("/dashboard"), 200, "Ana's Shop")
	second.wants(second.post("/login", "email", email, "password", password), 303, "/dashboard")

	page := b.wants(b.get("/dashboard/security/totp"), 200, "Linktill: "+email)
	again := b.wants(b.get("/dashboard/security/totp"), 200, "data:image/png;base64,")
	shown := enrolSecret.FindString(page.body)
	if shown == "" || shown != enrolSecret.FindString(again.body) {
		t.Fatalf("the secret %q is not the same on the next look", shown)
	}
	b.wants(b.get("/dashboard/security"), 200, "Set up two-factor") // looking turns nothing on
	b.get("/dashboard/security/totp")
	b.wants(b.post("/dashboard/security/totp", "code", "000000"), 422, "does not fit")
	before := b.cookie()
	codes := recoveryCode.FindAllStringSubmatch(b.wants(b.post("/dashboard/security/totp", "code", codeOf(t, shown)), 200, "Two-factor is on.").body, -1)
	if len(codes) != pay.RecoveryCodeCount || b.cookie() == before {
		t.Fatalf("%d recovery codes, token renewed: %v", len(codes), b.cookie() != before)
	}
	b.wants(b.get("/dashboard/security"), 200, "10 of 10 left")
	second.wants(second.get("/dashboard"), 303, "/login?next=%2Fdashboard")

	second.wants(second.post("/login", "email", email, "password", password), 303, "/login/code")
	second.wants(second.get("/login/code"), 200, "recovery codes")
	second.wants(second.post("/login/code", "code", strings.ToUpper(codes[0][1])), 303, "/dashboard")
	third := s.browser()
	third.wants(third.post("/login", "email", email, "password", password), 303, "/login/code")
	third.get("/login/code")
	third.wants(third.post("/login/code", "code", codes[0][1]), 422, "not right")

	b.get("/dashboard/security")
	b.wants(b.post("/dashboard/security/totp/disable", "code", codes[1][1]), 422, "not your password")
	b.wants(b.post("/dashboard/security/totp/disable", "password", password), 422, "Enter the code")
	b.wants(b.post("/dashboard/security/recovery", "password", password, "code", "999999"), 422, "not right")
	renewed := b.wants(b.post("/dashboard/security/recovery", "password", password, "code", codes[1][1]), 200, "do not work any more")
	fresh := recoveryCode.FindAllStringSubmatch(renewed.body, -1)
	second.wants(second.get("/dashboard"), 303, "/login?next=%2Fdashboard")
	b.get("/dashboard/security")
	b.wants(b.post("/dashboard/security/totp/disable", "password", password, "code", codes[2][1]), 422, "not right")
	b.wants(b.post("/dashboard/security/totp/disable", "password", password, "code", fresh[0][1]), 303, "/dashboard/security")
	b.wants(b.get("/dashboard/security/totp"), 200, email)
	if next := enrolSecret.FindString(b.get("/dashboard/security/totp").body); next == shown {
		t.Error("the same secret is offered again")
	}
	var subjects []string
	for _, m := range s.work() {
		subjects = append(subjects, m.Subject)
	}
	for _, want := range []string{"Two-factor is on", "Two-factor was turned off", "You have new recovery codes", "A recovery code was used"} {
		if !strings.Contains(strings.Join(subjects, "|"), want) {
			t.Errorf("no mail %q in %q", want, subjects)
		}
	}
}

// codeOf computes the code of a secret as a page shows it.
func codeOf(t *testing.T, grouped string) string {
	t.Helper()
	raw, err := base32NoPadding(strings.ReplaceAll(grouped, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	code, err := secret.TOTPSecret(raw).Code(time.Now().Unix() / pay.TOTPStepSeconds)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func TestPasswordChange(t *testing.T) {
	s := newHouse(t)
	o := s.open()
	b, other := s.signedInBrowser(), s.signedInBrowser()
	before := b.cookie()
	change := func(current, password, code string) answer {
		return b.post("/dashboard/security/password", "current_password", current, "password", password, "code", code, "username", o.User.Email)
	}
	code := s.freshCode()
	b.wants(change("wrong", "a new unlikely phrase", code), 422, "not your password")
	b.wants(change(o.Password.Reveal(), "password123", code), 422, "among the first")
	b.wants(change(o.Password.Reveal(), "a new unlikely phrase", "000000"), 422, "not right")
	b.wants(change(o.Password.Reveal(), "a new unlikely phrase", code), 303, "/dashboard/security")
	if b.cookie() == before {
		t.Error("the session's token is not renewed")
	}
	b.wants(b.get("/dashboard/security"), 200, "Your password is changed")
	other.wants(other.get("/dashboard"), 303, "/login?next=%2Fdashboard")
	if got := s.send(ask{path: "/dashboard", cookie: before}); got.StatusCode != 303 {
		t.Errorf("the old token: %d", got.StatusCode)
	}
}

func TestStepUp(t *testing.T) {
	s := newHouse(t)
	b := s.signedInBrowser()
	b.wants(b.get("/dashboard/keys/new"), 200, "What may it do?")
	s.exec(`UPDATE sessions SET fresh_until = now() - interval '1 second'`)
	const confirm = "/dashboard/security/confirm"
	b.wants(b.get("/dashboard/keys/new"), 303, confirm+"?next=%2Fdashboard%2Fkeys%2Fnew")
	b.wants(b.post("/dashboard/keys", "name", "x", "scopes", "links:read"), 303, confirm)
	b.wants(b.get(confirm+"?next=/dashboard/keys/new"), 200, `name="return" value="/dashboard/keys/new"`)
	b.wants(b.post(confirm, "code", "000000"), 422, "not right")
	code := s.freshCode()
	b.wants(b.post(confirm, "code", code, "return", "/dashboard/keys/new"), 303, "/dashboard/keys/new")
	b.wants(b.get("/dashboard/keys/new"), 200, "What may it do?")
	b.get(confirm)
	b.wants(b.post(confirm, "code", code), 422, "has been used")
	for _, evil := range []string{"//evil.example", `/\evil.example`, "https://evil.example", "javascript:alert(1)", "/\tevil", "evil"} {
		b.wants(b.post(confirm, "code", s.freshCode(), "return", evil), 303, "/dashboard")
	}
	n, _, err := s.st.Peek(s.t.Context(), "none", time.Minute)
	s.must(err)
	if n != 0 {
		t.Error("a step-up counts as a failure")
	}
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	s := newHouse(t)
	b, second, third := s.signedInBrowser(), s.signedInBrowser(), s.signedInBrowser()
	page := b.wants(b.get("/dashboard/security"), 200, "Firefox on Linux")
	revoke := regexp.MustCompile(`/dashboard/security/sessions/ses_\w+/revoke`).FindAllString(page.body, -1)
	if len(revoke) != 2 {
		t.Fatalf("%d sessions can be ended", len(revoke))
	}
	b.wants(b.post(revoke[0]), 303, "/dashboard/security")
	open := 0
	for _, other := range []*browser{second, third} {
		if other.get("/dashboard").StatusCode == 200 {
			open++
		}
	}
	if open != 1 {
		t.Errorf("%d of the two others are open", open)
	}
	b.wants(b.post(revoke[0]), 404, "")
	b.wants(b.post("/dashboard/security/sessions/revoke"), 303, "/dashboard/security")
	second.wants(second.get("/dashboard"), 303, "/login?next=%2Fdashboard")
	third.wants(third.get("/dashboard"), 303, "/login?next=%2Fdashboard")
	b.wants(b.get("/dashboard/security"), 200, "Every other place is logged out.")
}

// What must never be found in a copy of the database, in logs or on later pages.
func TestSecretsAreNowhereInTheClear(t *testing.T) {
	s := newHouse(t)
	o := s.open()
	b := s.signedInBrowser()
	b.wants(b.get("/dashboard/keys/new"), 200, "")
	made := b.wants(b.post("/dashboard/keys", "nonce", "one-nonce", "name", "Web shop", "scopes", "links:read"), 201, "shown this once")
	key := regexp.MustCompile(`sk_test_\w{36}`).FindString(made.body)
	b.get("/dashboard/security")
	renewed := b.post("/dashboard/security/recovery", "password", o.Password.Reveal(), "code", s.freshCode())
	recovery := recoveryCode.FindStringSubmatch(renewed.body)
	b.post("/forgot", "email", o.User.Email)
	mails := s.work()
	link := resetLink.FindStringSubmatch(mails[len(mails)-1].Text)
	if key == "" || recovery == nil || link == nil {
		t.Fatalf("key %q, recovery code %q, link %q", key, recovery, link)
	}
	needles := map[string]string{
		"password": o.Password.Reveal(), "TOTP secret": string(o.TOTP), "TOTP secret as typed": o.TOTP.Base32(),
		"API key": key, "first API key": o.TestAPIKey.Reveal(), "live API key": o.LiveAPIKey.Reveal(),
		"recovery code": recovery[1], "recovery code as hashed": strings.ReplaceAll(recovery[1], "-", ""),
		"reset token": strings.TrimPrefix(link[2], "/reset/"), "session token": b.cookie(),
	}
	dump := s.dump()
	later := b.get("/dashboard/keys").body + b.get("/dashboard/security").body
	for name, needle := range needles {
		for place, text := range map[string]string{"the database": dump, "the log": s.log.String(), "later pages": later} {
			if strings.Contains(text, needle) || strings.Contains(text, hex.EncodeToString([]byte(needle))) {
				t.Errorf("the %s is in %s", name, place)
			}
		}
	}
	if !strings.Contains(dump, hex.EncodeToString([]byte("$argon2id$"))) && !strings.Contains(dump, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Error("the dump lacks the password's hash: it is not a dump")
	}
}

// dump is every row of every table as text.
func (s *shop) dump() string {
	s.t.Helper()
	rows, err := s.pool.Query(s.t.Context(), `SELECT quote_ident(schemaname) || '.' || quote_ident(tablename)
		FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename NOT LIKE 'goose%'`)
	s.must(err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	s.must(err)
	var all strings.Builder
	for _, table := range tables {
		rows, err := s.pool.Query(s.t.Context(), `SELECT t::text FROM `+table+` t`)
		s.must(err)
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		s.must(err)
		all.WriteString(strings.Join(lines, "\n"))
	}
	return all.String()
}
