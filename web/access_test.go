package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"linktill/internal/pay"
	"linktill/store"
)

// Every route of the real table, as somebody who has no business there.
func TestEveryRouteAsksWhoItIs(t *testing.T) {
	s := newShop(t, nil)
	half := s.signIn(store.SignIn{UserID: s.open().User.ID})
	member, key := s.member(), s.open().TestAPIKey.Reveal()
	stale := s.member()
	_, err := s.pool.Exec(t.Context(), `UPDATE sessions SET fresh_until = now() WHERE id = $1`, stale.session.ID)
	s.must(err)
	for _, r := range Routes(s.h) {
		a := ask{method: r.Method, path: example(r.Path)}
		as := func(who string, cookie, key string) answer {
			a := a
			a.cookie, a.key = cookie, key
			if r.Method == http.MethodPost && key == "" {
				a.body = form("csrf", map[string]string{half.cookie: half.csrf, stale.cookie: stale.csrf, member.cookie: member.csrf}[cookie])
			}
			got := s.send(a)
			checkHeaders(t, who+" "+r.Method+" "+r.Path, got)
			return got
		}
		switch r.Access {
		case Key:
			door := entryOf(r.Path)
			for who, got := range map[string]answer{
				"nobody": as("nobody", "", ""), "a session": as("a session", member.cookie, ""),
				"a wrong key":   s.send(s.shown(door, door.styles[0], key+"x", ask{method: r.Method, path: a.path})),
				"a wrong style": s.send(s.shown(door, unknownStyle, key, ask{method: r.Method, path: a.path})),
			} {
				if got.StatusCode != 401 || got.Header.Get("WWW-Authenticate") != door.challenge || got.problem(t).Message == "" {
					t.Errorf("%s at %s %s: %d %v %s", who, r.Method, r.Path, got.StatusCode, got.Header, got.body)
				}
			}
		case Person:
			s.asksForAPerson(r, half.cookie, member.cookie, key)
		case PasswordOnly, Member, Fresh:
			wantRedirect(t, r, "nobody", as("nobody", "", ""), logInPath)
			wantRedirect(t, r, "an ended session", as("an ended session", "x"+member.cookie, ""), logInPath)
			if got := as("a key", "", key); got.StatusCode != 401 {
				t.Errorf("a key at %s %s: %d", r.Method, r.Path, got.StatusCode)
			}
			if got := s.send(ask{method: r.Method, path: a.path, cookie: member.cookie, key: "x"}); got.StatusCode != 401 {
				t.Errorf("a cookie counted beside an Authorization header at %s %s: %d", r.Method, r.Path, got.StatusCode)
			}
			if r.Access > PasswordOnly {
				wantRedirect(t, r, "half signed in", as("half signed in", half.cookie, ""), codePath)
			}
			if r.Access == Fresh {
				wantRedirect(t, r, "not fresh", as("not fresh", stale.cookie, ""), stepUpPath)
			}
		}
	}
}

func wantRedirect(t *testing.T, r Route, who string, a answer, path string) {
	t.Helper()
	location, err := url.Parse(a.Header.Get("Location"))
	if a.StatusCode != 303 || err != nil || location.Path != path || location.Host != "" {
		t.Errorf("%s at %s %s: %d to %s", who, r.Method, r.Path, a.StatusCode, location)
	}
}

// Every route of the real table that changes something, asked by another
// site's page with the browser of somebody who is signed in.
func TestEveryChangeIsGuardedAgainstOtherSites(t *testing.T) {
	s := newShop(t, nil)
	me, other := s.member(), s.member()
	for _, r := range Routes(s.h) {
		if r.Method != http.MethodPost || r.Access >= Key {
			continue
		}
		good := form("csrf", me.csrf)
		cases := map[string]ask{
			"cross-site":     {body: good, header: map[string]string{"Sec-Fetch-Site": "cross-site"}},
			"same-site":      {body: good, header: map[string]string{"Sec-Fetch-Site": "same-site"}},
			"another origin": {body: good, header: map[string]string{"Origin": "https://evil.example"}},
			"no origin":      {body: good, header: map[string]string{"Origin": "null"}},
			"alike origin":   {body: good, header: map[string]string{"Origin": s.url + ".evil.example"}},
		}
		if r.Access >= PasswordOnly {
			cases["no token"] = ask{body: form("x", "y")}
			cases["nothing"] = ask{}
			cases["empty token"] = ask{body: form("csrf", "")}
			cases["token of another session"] = ask{body: form("csrf", other.csrf)}
			cases["token in the query"] = ask{path: "?csrf=" + me.csrf}
			cases["token in a header"] = ask{header: map[string]string{"X-Csrf-Token": me.csrf}}
			cases["plain text"] = ask{body: good, header: map[string]string{"Content-Type": "text/plain"}}
			cases["JSON"] = ask{body: `{"csrf":"` + me.csrf + `"}`, header: map[string]string{"Content-Type": "application/json"}}
		}
		for name, a := range cases {
			a.method, a.path, a.cookie = "POST", example(r.Path)+a.path, me.cookie
			if got := s.send(a); got.StatusCode != 403 {
				t.Errorf("%s at %s: %d", name, r.Path, got.StatusCode)
			}
		}
		for _, override := range []ask{
			{method: "GET", path: example(r.Path) + "?_method=POST", cookie: me.cookie, header: map[string]string{"X-Http-Method-Override": "POST"}},
			{method: "PUT", path: example(r.Path), cookie: me.cookie, body: good},
		} {
			if got := s.send(override); got.StatusCode < 300 && override.method == "PUT" {
				t.Errorf("%s %s: %d", override.method, r.Path, got.StatusCode)
			}
		}
	}
	var left int
	s.must(s.pool.QueryRow(t.Context(), `SELECT count(*) FROM sessions WHERE id = ANY($1)`, []string{me.session.ID.UUID(), other.session.ID.UUID()}).Scan(&left))
	if left != 2 {
		t.Errorf("%d of 2 sessions are left", left)
	}
}

func TestFormsOfThisSitePass(t *testing.T) {
	p := &probes{}
	s := newShop(t, p.table)
	m := s.member()
	for name, header := range map[string]map[string]string{
		"browser":     {"Sec-Fetch-Site": "same-origin", "Origin": s.url},
		"old browser": {"Origin": s.url},
		"no browser":  {},
		"typed":       {"Sec-Fetch-Site": "none"},
	} {
		if a := s.send(ask{method: "POST", path: "/member", cookie: m.cookie, body: form("csrf", m.csrf), header: header}); a.StatusCode != 201 {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.body)
		}
	}
	if a := s.send(ask{path: "/member?do=csrf", cookie: m.cookie}); a.body != m.csrf || len(a.body) < 22 {
		t.Errorf("token %q, want %q", a.body, m.csrf)
	}
}

func TestScopes(t *testing.T) {
	s := newShop(t, (&probes{}).table)
	key := s.open().TestAPIKey.Reveal()
	_, err := s.pool.Exec(t.Context(), `UPDATE api_keys SET scopes = '{links:read}'`)
	s.must(err)
	if a := s.send(ask{path: "/v1/things", key: key}); a.StatusCode != 201 {
		t.Errorf("reading: %d %s", a.StatusCode, a.body)
	}
	a := s.send(ask{method: "POST", path: "/v1/things", key: key, body: "{}"})
	if p := a.problem(t); a.StatusCode != 403 || p.Error != "forbidden" || !strings.Contains(p.Message, "links:write") {
		t.Errorf("writing: %d %s", a.StatusCode, a.body)
	}
	for _, change := range []string{"expires_at = now()", "expires_at = NULL, revoked_at = now()"} {
		_, err := s.pool.Exec(t.Context(), `UPDATE api_keys SET `+change)
		s.must(err)
		if a := s.send(ask{path: "/v1/things", key: key}); a.StatusCode != 401 || a.problem(t).Error != "unauthorized" {
			t.Errorf("%s: %d %s", change, a.StatusCode, a.body)
		}
	}
	for _, header := range []string{"Basic eDp5", "Bearer", "Bearer ", key, "bearer x", "Token " + key} {
		if a := s.send(ask{path: "/v1/things", header: map[string]string{"Authorization": header}}); a.StatusCode != 401 {
			t.Errorf("%q: %d", header, a.StatusCode)
		}
	}
}

func TestRolesAreReadEachTime(t *testing.T) {
	s := newShop(t, (&probes{}).table)
	m := s.member()
	s.another("second@example.com", pay.Owner) // since one owner always stays
	post := ask{method: "POST", path: "/member", cookie: m.cookie, body: form("csrf", m.csrf)}
	for _, c := range []struct {
		change string
		status int
	}{
		{`UPDATE members SET role = 'manager' WHERE user_id = $1`, 201},
		{`UPDATE members SET role = 'viewer' WHERE user_id = $1`, 403},
		{`UPDATE members SET role = 'owner' WHERE user_id = $1`, 201},
		{`DELETE FROM members WHERE user_id = $1`, 303},
	} {
		_, err := s.pool.Exec(t.Context(), c.change, m.session.UserID)
		s.must(err)
		if a := s.send(post); a.StatusCode != c.status {
			t.Errorf("%s: %d %s", c.change, a.StatusCode, a.body)
		}
	}
}

func TestARevokedSessionDiesAtOnce(t *testing.T) {
	s := newShop(t, (&probes{}).table)
	second := openShop(t, s.pool, (&probes{}).table) // another process
	m := s.member()
	for _, server := range []*shop{s, second} {
		if a := server.send(ask{path: "/member", cookie: m.cookie}); a.StatusCode != 201 {
			t.Fatalf("%d %s", a.StatusCode, a.body)
		}
	}
	s.must(s.st.RevokeSession(t.Context(), m.session.UserID, m.session.ID))
	for _, server := range []*shop{s, second} {
		if a := server.send(ask{path: "/member", cookie: m.cookie}); a.StatusCode != 303 {
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
	}
}

func TestSessionOverHTTP(t *testing.T) {
	s := newShop(t, (&probes{}).table)
	if a := s.send(ask{path: "/guest"}); a.Header.Get("Set-Cookie") != "" {
		t.Errorf("a cookie for nothing: %v", a.Header)
	}
	if a := s.send(ask{path: "/public?do=x", cookie: "x"}); a.Header.Get("Set-Cookie") != "" || a.Header.Get("Vary") != "" {
		t.Errorf("a public page looked at cookies: %v", a.Header)
	}
	a := s.send(ask{path: "/guest?do=put"})
	if cookie := a.Header.Get("Set-Cookie"); !strings.HasPrefix(cookie, "linktill=") || !strings.Contains(cookie, "HttpOnly") || strings.Contains(cookie, "Secure") {
		t.Errorf("%q", cookie)
	}
	m := s.member()
	out := s.send(ask{method: "POST", path: "/member?do=logout", cookie: m.cookie, body: form("csrf", m.csrf)})
	if cookie := out.Header.Get("Set-Cookie"); !strings.HasPrefix(cookie, "linktill=;") {
		t.Errorf("log-out left the cookie: %q", cookie)
	}
	if a := s.send(ask{path: "/member", cookie: m.cookie}); a.StatusCode != 303 {
		t.Errorf("after log-out: %d", a.StatusCode)
	}
	if a := s.send(ask{method: "POST", path: "/member", cookie: m.cookie, body: form("csrf", m.csrf)}); a.StatusCode != 303 {
		t.Errorf("the form token outlived the session: %d", a.StatusCode)
	}
}

// The session is ended while the request that uses it is running: what the
// request saves afterwards brings nothing back, and takes no newer cookie away.
func TestASlowRequestResurrectsNothing(t *testing.T) {
	s := newShop(t, (&probes{}).table)
	m := s.member()
	a := s.send(ask{path: "/member?do=revoke", cookie: m.cookie})
	if a.StatusCode != 201 || a.Header.Get("Set-Cookie") != "" {
		t.Errorf("%d %v", a.StatusCode, a.Header)
	}
	if a := s.send(ask{path: "/member", cookie: m.cookie}); a.StatusCode != 303 {
		t.Errorf("the session is back: %d", a.StatusCode)
	}
	var rows int
	s.must(s.pool.QueryRow(t.Context(), `SELECT count(*) FROM sessions`).Scan(&rows))
	if rows != 0 {
		t.Errorf("%d sessions", rows)
	}
}

func TestWhereToGoOnFromLogIn(t *testing.T) {
	s := newShop(t, (&probes{}).table)
	for name, c := range map[string]struct {
		ask  ask
		want string
	}{
		"page":                {ask{path: "/member?page=2&q=a%20b"}, "/login?next=%2Fmember%3Fpage%3D2%26q%3Da%2520b"},
		"form":                {ask{method: "POST", path: "/member", header: map[string]string{"Referer": s.url + "/links/new?x=1"}}, "/login?next=%2Flinks%2Fnew%3Fx%3D1"},
		"form from elsewhere": {ask{method: "POST", path: "/member", header: map[string]string{"Referer": "https://evil.example//evil.example/x"}}, "/login"},
		"form from nowhere":   {ask{method: "POST", path: "/member"}, "/login"},
	} {
		if a := s.send(c.ask); a.StatusCode != 303 || a.Header.Get("Location") != c.want {
			t.Errorf("%s: %d to %s", name, a.StatusCode, a.Header.Get("Location"))
		}
	}
}

func TestFreshEnds(t *testing.T) {
	s := newShop(t, (&probes{}).table)
	m := s.member()
	if a := s.send(ask{path: "/fresh", cookie: m.cookie}); a.StatusCode != 201 {
		t.Errorf("fresh: %d", a.StatusCode)
	}
	s.must(s.st.EndStepUp(t.Context(), m.session.ID))
	if a := s.send(ask{path: "/fresh", cookie: m.cookie}); a.StatusCode != 303 {
		t.Errorf("ended: %d", a.StatusCode)
	}
	s.must(s.st.StepUp(t.Context(), m.session.ID))
	if a := s.send(ask{path: "/fresh", cookie: m.cookie}); a.StatusCode != 201 {
		t.Errorf("again: %d", a.StatusCode)
	}
	s.h.Now = func() time.Time { return time.Now().Add(store.SessionFresh) }
	if a := s.send(ask{path: "/fresh", cookie: m.cookie}); a.StatusCode != 303 {
		t.Errorf("ten minutes later: %d", a.StatusCode)
	}
}

func TestRateLimitOverTwoServers(t *testing.T) {
	p := &probes{}
	s := newShop(t, p.table)
	second := openShop(t, s.pool, p.table)
	passed := 0
	for i := range 10 {
		a := []*shop{s, second}[i%2].send(ask{method: "POST", path: "/few", header: map[string]string{"X-Forwarded-For": "192.0.2." + string(rune('0'+i))}})
		switch {
		case a.StatusCode == 201:
			passed++
		case a.StatusCode != 429 || a.Header.Get("Retry-After") == "" || a.Header.Get("Ratelimit-Remaining") != "0":
			t.Errorf("%d %v", a.StatusCode, a.Header)
		}
		if a.Header.Get("Ratelimit-Limit") != "3" || a.Header.Get("Ratelimit-Reset") == "" {
			t.Errorf("%v", a.Header)
		}
	}
	// The minute may end in the middle of this test.
	if passed < 3 || passed > 6 || int(p.runs.Load()) != passed {
		t.Errorf("%d passed, %d ran", passed, p.runs.Load())
	}
}

func TestRateOfAKey(t *testing.T) {
	s := newShop(t, (&probes{}).table)
	s.h.APIPerMinute = 2
	key := s.open().TestAPIKey.Reveal()
	statuses := map[int]int{}
	for range 8 {
		a := s.send(ask{path: "/v1/things", key: key})
		statuses[a.StatusCode]++
		if a.StatusCode == 429 && (a.Header.Get("Retry-After") == "" || a.problem(t).Code != string(pay.TooMany)) {
			t.Errorf("%v %s", a.Header, a.body)
		}
		if a.Header.Get("Ratelimit-Limit") != "2" {
			t.Errorf("%v", a.Header)
		}
	}
	if statuses[201] < 2 || statuses[201] > 4 || statuses[201]+statuses[429] != 8 {
		t.Errorf("%v", statuses)
	}
}
