package web

import (
	"encoding/hex"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
	"linktill/internal/secret"
)

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
