package web

import (
	"encoding/base64"
	"strconv"
	"strings"
	"testing"

	"linktill/internal/pay"
	"linktill/store"
)

// shown is the request with an API key, shown in that style.
func (s *shop) shown(door entry, as style, key string, a ask) ask {
	authorization := map[style]string{
		bearerStyle: "Bearer " + key, apiKeyStyle: "Api-Key " + key, tokenStyle: "Token " + key, unknownStyle: "Digest " + key,
		basicStyle: basic(strconv.FormatUint(uint64(s.open().Merchant.Number), 10), key),
	}[as]
	header := map[string]string{"Authorization": authorization, "Content-Type": "application/json"}
	for name, value := range a.header {
		header[name] = value
	}
	a.header = header
	return a
}

func basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

// with is a request with these headers and a JSON body.
func with(method, path string, pairs ...string) ask {
	a := ask{method: method, path: path, header: map[string]string{"Content-Type": "application/json"}}
	if method != "GET" {
		a.body = "{}"
	}
	for i := 0; i < len(pairs); i += 2 {
		a.header[pairs[i]] = pairs[i+1]
	}
	return a
}

// Each door takes the styles of its document, and says so to the others.
func TestStylesOfTheDoors(t *testing.T) {
	s := newShop(t, (&probes{}).table)
	key := s.open().TestAPIKey.Reveal()
	taken := map[string][]style{
		"/v1/things": {bearerStyle}, "/v1/products/things": {bearerStyle, basicStyle}, "/products/things": {basicStyle},
		"/api/things": {apiKeyStyle, bearerStyle},
	}
	for path, styles := range taken {
		door := entryOf(path)
		for as := unknownStyle; as <= tokenStyle; as++ {
			want := 401
			for _, one := range styles {
				if one == as {
					want = 201
				}
			}
			for _, slash := range []string{"", "/"} {
				got := s.send(s.shown(door, as, key, ask{method: "POST", path: path + slash, body: "{}"}))
				if got.StatusCode != want || (want == 401) != (got.Header.Get("WWW-Authenticate") == door.challenge) {
					t.Errorf("style %d at %s%s: %d %v", as, path, slash, got.StatusCode, got.Header)
				}
			}
		}
		if !strings.HasPrefix(door.challenge, map[style]string{bearerStyle: "Bearer ", basicStyle: "Basic ", apiKeyStyle: "Api-Key "}[styles[0]]) {
			t.Errorf("%s asks for %s", path, door.challenge)
		}
	}
}

func TestOddCredentials(t *testing.T) {
	s := newShop(t, (&probes{}).table)
	key, number := s.open().TestAPIKey.Reveal(), strconv.FormatUint(uint64(s.open().Merchant.Number), 10)
	for name, c := range map[string]struct {
		ask    ask
		status int
	}{
		"basic":             {with("POST", "/products/things", "Authorization", basic(number, key)), 201},
		"lower-case scheme": {with("POST", "/products/things", "Authorization", "basic"+strings.TrimPrefix(basic(number, key), "Basic")), 201},
		"live basic":        {with("POST", "/products/things", "Authorization", basic(number, s.open().LiveAPIKey.Reveal())), 201},
		"other shop":        {with("POST", "/products/things", "Authorization", basic("1", key)), 401},
		"padded shop":       {with("POST", "/products/things", "Authorization", basic("0"+number, key)), 401},
		"no shop":           {with("POST", "/products/things", "Authorization", basic("", key)), 401},
		"no key":            {with("POST", "/products/things", "Authorization", basic(number, "")), 401},
		"no pair":           {with("POST", "/products/things", "Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(key))), 401},
		"not base64":        {with("POST", "/products/things", "Authorization", "Basic "+number+":"+key), 401},
		"key header":        {with("POST", "/api/things", "Api-Key", key), 201},
		"empty key header":  {with("POST", "/api/things", "Api-Key", ""), 401},
		"key header on v1":  {with("POST", "/v1/things", "Api-Key", key), 401},
		"two credentials":   {with("POST", "/api/things", "Api-Key", key, "Authorization", "Bearer "+key), 401},
		"half of one":       {with("POST", "/api/things", "Authorization", "Api-Key"), 401},
	} {
		if got := s.send(c.ask); got.StatusCode != c.status {
			t.Errorf("%s: %d %s", name, got.StatusCode, got.body)
		}
	}
	if got := s.send(with("POST", "/products/things", "Authorization", basic("1", key))); !strings.Contains(got.body, `"errors":{}`) || strings.Contains(got.body, "request_id") {
		t.Errorf("the door has its own errors: %s", got.body)
	}
}

// A route with two scopes is content with either.
func TestEitherScope(t *testing.T) {
	s := newShop(t, (&probes{}).table)
	key := s.open().TestAPIKey.Reveal()
	for scopes, status := range map[string]int{
		"{refunds:write}": 201, "{payments:write}": 201, "{payments:read,refunds:read,links:write}": 403, "{}": 403,
	} {
		_, err := s.pool.Exec(t.Context(), `UPDATE api_keys SET scopes = $1`, scopes)
		s.must(err)
		got := s.send(ask{method: "POST", path: "/v1/either", key: key, body: "{}"})
		if got.StatusCode != status || status == 403 && !strings.Contains(got.body, "refunds:write or payments:write") {
			t.Errorf("%s: %d %s", scopes, got.StatusCode, got.body)
		}
	}
}

// asksForAPerson tries the route as those who are none.
func (s *shop) asksForAPerson(r Route, half, member, key string) {
	s.t.Helper()
	path := example(r.Path)
	for name, c := range map[string]struct {
		ask    ask
		status int
		code   pay.Code
	}{
		"nobody":            {with(r.Method, path), 401, pay.Unauthorized},
		"a key":             {with(r.Method, path, "Authorization", "Api-Key "+key), 403, pay.Forbidden},
		"a key's header":    {with(r.Method, path, "Api-Key", key), 403, pay.Forbidden},
		"a wrong key":       {with(r.Method, path, "Api-Key", key+"x"), 401, pay.Unauthorized},
		"a key as token":    {with(r.Method, path, "Authorization", "Token "+key), 401, pay.Unauthorized},
		"a wrong token":     {with(r.Method, path, "Authorization", "Token x"+member), 401, pay.Unauthorized},
		"a token as Bearer": {with(r.Method, path, "Authorization", "Bearer "+member), 401, pay.Unauthorized},
		"half signed in":    {with(r.Method, path, "Authorization", "Token "+half), 403, pay.SecondFactor},
	} {
		got := s.send(c.ask)
		if got.StatusCode != c.status || got.problem(s.t).Code != string(c.code) || (c.status == 401) != (got.Header.Get("WWW-Authenticate") != "") {
			s.t.Errorf("%s at %s %s: %d %v %s", name, r.Method, r.Path, got.StatusCode, got.Header, got.body)
		}
	}
	if r.Method == "GET" {
		return
	}
	a := with(r.Method, path)
	a.cookie = member
	if got := s.send(a); got.StatusCode != 403 {
		s.t.Errorf("a cookie without its form token at %s %s: %d", r.Method, r.Path, got.StatusCode)
	}
}

// What belongs to the dashboard takes a session from a program as well.
func TestPerson(t *testing.T) {
	p := &probes{}
	s := newShop(t, p.table)
	m, half := s.member(), s.signIn(store.SignIn{UserID: s.open().User.ID})
	for _, r := range p.table(s) {
		if r.Access == Person {
			s.asksForAPerson(r, half.cookie, m.cookie, s.open().TestAPIKey.Reveal())
		}
	}
	if p.runs.Load() != 0 {
		t.Fatalf("%d of those who may not ran it", p.runs.Load())
	}
	token := "Token " + m.cookie
	cookie := func(method string, pairs ...string) ask {
		a := with(method, "/api/own", pairs...)
		a.cookie = m.cookie
		return a
	}
	for name, c := range map[string]struct {
		ask    ask
		status int
	}{
		"token":              {with("GET", "/api/own/", "Authorization", token), 201},
		"token changes":      {with("PATCH", "/api/own", "Authorization", token), 201},
		"cookie":             {cookie("GET"), 201},
		"cookie changes":     {cookie("POST", "X-Csrf-Token", m.csrf), 201},
		"other form token":   {cookie("POST", "X-Csrf-Token", half.csrf), 403},
		"another site":       {cookie("POST", "X-Csrf-Token", m.csrf, "Sec-Fetch-Site", "cross-site"), 403},
		"cookie and key":     {cookie("GET", "Api-Key", s.open().TestAPIKey.Reveal()), 403},
		"cookie and rubbish": {cookie("GET", "Authorization", "Bearer x"), 401},
		"token at key route": {with("POST", "/api/things", "Authorization", token), 403},
		"no token there":     {with("POST", "/api/things", "Authorization", "Token x"), 401},
		"token on v1":        {with("POST", "/v1/things", "Authorization", token), 401},
		"token at a page":    {with("GET", "/member", "Authorization", token), 401},
	} {
		got := s.send(c.ask)
		if got.StatusCode != c.status || got.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %d %v %s", name, got.StatusCode, got.Header, got.body)
		}
	}
	s.becomes(pay.Viewer)
	if got := s.send(with("POST", "/api/own", "Authorization", token)); got.StatusCode != 403 {
		t.Errorf("a viewer: %d %s", got.StatusCode, got.body)
	}
	s.must(s.st.RevokeSession(t.Context(), m.session.UserID, m.session.ID))
	if got := s.send(with("GET", "/api/own", "Authorization", token)); got.StatusCode != 401 {
		t.Errorf("an ended session: %d %s", got.StatusCode, got.body)
	}
}

// One merchant's keys are the same at all doors; what the public sends has its
// own.
func TestIdempotencyAtEveryDoor(t *testing.T) {
	p := &probes{}
	s := newShop(t, p.table)
	m, key := s.member(), s.open().TestAPIKey.Reveal()
	number := strconv.FormatUint(uint64(s.open().Merchant.Number), 10)
	doors := map[string][]string{
		"/products/things": {"Authorization", basic(number, key)}, "/api/things": {"Authorization", "Api-Key " + key},
		"/api/own": {"Authorization", "Token " + m.cookie}, "/api/public": nil,
	}
	for path, pairs := range doors {
		first := s.send(with("POST", path+"?do=operation", append(pairs, "Idempotency-Key", "k"+path)...))
		again := s.send(with("POST", path+"/?do=operation", append(pairs, "Idempotency-Key", "k"+path)...))
		if first.StatusCode != 201 || replayed(first) || !replayed(again) || again.body != first.body {
			t.Errorf("%s: %d %s, then %d %s", path, first.StatusCode, first.body, again.StatusCode, again.body)
		}
	}
	if runs := int(p.runs.Load()); runs != len(doors) {
		t.Errorf("%d runs of %d", runs, len(doors))
	}
	for _, path := range []string{"/products/things", "/api/things"} {
		for _, used := range []string{"/products/things", "/api/own"} {
			got := s.send(with("POST", path, append(doors[path], "Idempotency-Key", "k"+used)...))
			if got.StatusCode != 422 {
				t.Errorf("the key of %s at %s: %d", used, path, got.StatusCode)
			}
		}
	}
	if got := s.send(with("POST", "/api/things", append(doors["/api/things"], "Idempotency-Key", "k/api/public")...)); got.StatusCode != 201 {
		t.Errorf("the public took a program's key: %d %s", got.StatusCode, got.body)
	}
}
