package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"linktill/internal/pay"
)

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
	b := s.browser()
	for range 5 {
		b.wants(b.post("/login", "email", o.User.Email, "password", "wrong"), 422, "do not match")
	}
	s.asOneWindow(time.Minute)
	got := b.wants(b.post("/login", "email", o.User.Email, "password", o.Password.Reveal()), 429, "wait a little")
	if got.Header.Get("Retry-After") == "" {
		t.Error("it does not say when to come back")
	}
	for i := range 15 {
		b.wants(b.post("/login", "email", fmt.Sprintf("u%d@example.com", i), "password", "wrong"), 422, "do not match")
	}
	s.asOneWindow(time.Minute)
	b.wants(b.post("/login", "email", "another@example.com", "password", "wrong"), 429, "wait a little")
	s.exec(`DELETE FROM rate_hits`)
	// Right ones do not count.
	for range 8 {
		b.password()
	}
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
