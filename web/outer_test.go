package web

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"linktill/internal/pay"
)

// problem is an error as programs read it.
type problem struct {
	Error, Code, Message string
	Errors               map[string][]string
	RequestID            string `json:"request_id"`
}

func (a answer) problem(t *testing.T) (p problem) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), &p); err != nil {
		t.Errorf("%d %s: %v", a.StatusCode, a.body, err)
	}
	return p
}

// checkHeaders wants what every answer carries.
func checkHeaders(t *testing.T, name string, a answer) {
	t.Helper()
	for header, want := range map[string]string{
		"Content-Security-Policy":      contentPolicy,
		"X-Content-Type-Options":       "nosniff",
		"X-Frame-Options":              "DENY",
		"Referrer-Policy":              "same-origin",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Server":                       "",
		"Access-Control-Allow-Origin":  "",
	} {
		if got := a.Header.Get(header); got != want {
			t.Errorf("%s: %s is %q", name, header, got)
		}
	}
	for _, header := range []string{"Permissions-Policy", "X-Request-Id", "Cache-Control"} {
		if a.Header.Get(header) == "" {
			t.Errorf("%s: no %s", name, header)
		}
	}
	if strings.Contains(a.body, "secret detail") {
		t.Errorf("%s: internals are shown: %s", name, a.body)
	}
}

func TestEveryAnswerHasTheHeaders(t *testing.T) {
	s := newShop(t, nil)
	big := strings.Repeat("x", bodyMax+1)
	for _, r := range Routes(s.h) {
		if r.Path == "/docs" {
			continue // its content policy is its own, and has its own test
		}
		a := s.send(ask{method: r.Method, path: example(r.Path)})
		checkHeaders(t, r.Method+" "+r.Path, a)
	}
	for name, c := range map[string]struct {
		ask    ask
		status int
	}{
		"not found":          {ask{path: "/nowhere"}, 404},
		"not found, API":     {ask{path: "/v1/nowhere"}, 404},
		"not found, static":  {ask{path: "/static/../go.mod"}, 404},
		"wrong method":       {ask{method: "DELETE", path: "/healthz"}, 405},
		"OPTIONS":            {ask{method: "OPTIONS", path: "/healthz"}, 405},
		"TRACE":              {ask{method: "TRACE", path: "/healthz"}, 405},
		"made-up method":     {ask{method: "BREW", path: "/healthz"}, 501},
		"another host":       {ask{path: "/login", host: "evil.example"}, 421},
		"a probe by address": {ask{path: "/healthz", host: "10.0.0.7:8080"}, 200},
		"large body":         {ask{method: "POST", path: "/healthz", body: big}, 413},
		"large header":       {ask{path: "/healthz", header: map[string]string{"X": strings.Repeat("x", headerMax)}}, 431},
		"encoded body":       {ask{method: "POST", path: "/healthz", body: "x", header: map[string]string{"Content-Encoding": "gzip"}}, 415},
		"path tricks":        {ask{path: "/..%2f/%2e%2e//v1;/"}, 404},
		"HEAD of no page":    {ask{method: "HEAD", path: "/nowhere"}, 404},
		"case matters":       {ask{path: "/Healthz"}, 404},
		"slash behind it":    {ask{path: "/healthz/"}, 200},
		"HEAD of what is it": {ask{method: "HEAD", path: "/healthz"}, 200},
	} {
		a, err := s.try(c.ask)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		checkHeaders(t, name, a)
		if a.StatusCode != c.status {
			t.Errorf("%s: %d", name, a.StatusCode)
		}
		if c.ask.method == "HEAD" && a.body != "" {
			t.Errorf("%s: has a body", name)
		}
	}
	for name, request := range map[string]string{
		"nonsense":    "nonsense\r\n\r\n",
		"two lengths": "POST /healthz HTTP/1.1\r\nHost: " + strings.TrimPrefix(s.url, "http://") + "\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
	} {
		if a := s.raw(request); a.StatusCode != 400 {
			t.Errorf("%s: %d", name, a.StatusCode)
		} else {
			checkHeaders(t, name, a)
		}
	}
}

// example fills a pattern's parameters with something.
func example(pattern string) string {
	parts := strings.Split(pattern, "/")
	for i, part := range parts {
		if strings.HasPrefix(part, ":") {
			name, rest, _ := strings.Cut(part, ".")
			parts[i] = "x" + strings.Repeat("y", len(name)) + strings.TrimPrefix("."+rest, ".")
			if rest != "" {
				parts[i] = "x." + rest
			}
		}
	}
	return strings.ReplaceAll(strings.Join(parts, "/"), "*", "x")
}

func TestHTTPSHasHSTSAndAHostCookie(t *testing.T) {
	s := newShop(t, (&probes{}).table, func(d *Deps) { d.Handlers.PublicURL = "https://pay.example.com" })
	for host, status := range map[string]int{"pay.example.com": 201, "PAY.example.com": 201, "pay.example.com:443": 201, "pay.example.com:80": 421, "evil.example": 421, "127.0.0.1": 421} {
		a := s.send(ask{path: "/public", host: host})
		if a.StatusCode != status {
			t.Errorf("%s: %d", host, a.StatusCode)
		}
		if got := a.Header.Get("Strict-Transport-Security"); got != "max-age=31536000; includeSubDomains" {
			t.Errorf("%s: HSTS %q", host, got)
		}
	}
	a := s.send(ask{path: "/guest?do=put", host: "pay.example.com"})
	cookie := a.Header.Get("Set-Cookie")
	for _, want := range []string{"__Host-linktill=", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("cookie %q lacks %s", cookie, want)
		}
	}
	if strings.Contains(cookie, "Domain") || len(cookie) > 4096 {
		t.Errorf("cookie %q", cookie)
	}
}

func TestHostCheck(t *testing.T) {
	s := newShop(t, (&probes{}).table, func(d *Deps) { d.ListenAddr = "127.0.0.1:4711" })
	own := strings.TrimPrefix(s.url, "http://")
	for _, c := range []struct {
		name, request string
		status        int
	}{
		{"own", "GET /public HTTP/1.1\r\nHost: " + own + "\r\n\r\n", 201},
		{"the address it listens on", "GET /public HTTP/1.1\r\nHost: localhost:4711\r\n\r\n", 201},
		{"another port", "GET /public HTTP/1.1\r\nHost: localhost:4712\r\n\r\n", 421},
		{"another", "GET /public HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421},
		{"in the request line", "GET http://evil.example/public HTTP/1.1\r\nHost: " + own + "\r\n\r\n", 421},
		{"in both, different", "GET http://" + own + "/public HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421},
		{"forwarded is not read", "GET /public HTTP/1.1\r\nHost: " + own + "\r\nX-Forwarded-Host: evil.example\r\n\r\n", 201},
		{"empty", "GET /public HTTP/1.1\r\nHost:\r\n\r\n", 400},
		{"API", "GET /v1/things HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421},
	} {
		if a := s.raw(c.request); a.StatusCode != c.status || strings.Contains(a.body, "evil") || strings.Contains(a.Header.Get("Location"), "evil") {
			t.Errorf("%s: %d %s", c.name, a.StatusCode, a.body)
		}
	}
}

func TestABombIsNotUnpacked(t *testing.T) {
	p := &probes{}
	s := newShop(t, p.table)
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	_, _ = w.Write(make([]byte, 32<<20))
	s.must(w.Close())
	for _, encoding := range []string{"gzip", "br", "deflate", "zstd", "identity", "gzip, gzip", "x"} {
		a := s.send(ask{method: "POST", path: "/v1/things", key: s.open().TestAPIKey.Reveal(), body: bomb.String(), header: map[string]string{"Content-Encoding": encoding}})
		if got := a.problem(t); a.StatusCode != 415 || got.Code != "UNSUPPORTED_MEDIA_TYPE" {
			t.Errorf("%s: %d %s", encoding, a.StatusCode, a.body)
		}
	}
	if p.runs.Load() != 0 {
		t.Error("the handler ran")
	}
}

func TestBodyLimit(t *testing.T) {
	p := &probes{}
	s := newShop(t, p.table)
	if a := s.send(ask{method: "POST", path: "/public", body: strings.Repeat("x", bodyMax)}); a.StatusCode != 201 {
		t.Errorf("the most there may be: %d", a.StatusCode)
	}
	// The answer comes before the body, so a client that sends it all may be cut
	// off: this one sends none.
	if a := s.raw(fmt.Sprintf("POST /public HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n", strings.TrimPrefix(s.url, "http://"), bodyMax+1)); a.StatusCode != 413 {
		t.Errorf("one byte more: %d", a.StatusCode)
	}
	if p.runs.Load() != 1 {
		t.Errorf("the handler ran %d times", p.runs.Load())
	}
}

func TestWhatFailsIsToldPlainly(t *testing.T) {
	s := newShop(t, (&probes{}).table)
	key := s.open().TestAPIKey.Reveal()
	for _, do := range []string{"panic", "fail", "half+page"} {
		page := s.send(ask{path: "/public?do=" + do})
		checkHeaders(t, do, page)
		if page.StatusCode != 500 || !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") || strings.Contains(page.body, "half") ||
			page.Header.Get("Etag") != "" || page.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %v %s", do, page.StatusCode, page.Header, page.body)
		}
		id := page.Header.Get("X-Request-Id")
		if !strings.Contains(page.body, id) || !strings.Contains(s.log.String(), `"error":"`) || strings.Count(s.log.String(), id) != 2 {
			t.Errorf("%s: the request's id %s is not on the page and twice in the log:\n%s", do, id, s.log)
		}
		api := s.send(ask{path: "/v1/things?do=" + do, key: key})
		if p := api.problem(t); api.StatusCode != 500 || p.Error != "internal_error" || p.Code != "INTERNAL_ERROR" || p.Message == "" || p.RequestID != api.Header.Get("X-Request-Id") {
			t.Errorf("%s: %d %s", do, api.StatusCode, api.body)
		}
	}
	api := s.send(ask{path: "/v1/things?do=invalid", key: key})
	if p := api.problem(t); api.StatusCode != 422 || p.Error != "validation_failed" || len(p.Errors["amount"]) != 1 {
		t.Errorf("%d %s", api.StatusCode, api.body)
	}
	missing := s.send(ask{path: "/v1/nowhere", key: key})
	if p := missing.problem(t); missing.StatusCode != 404 || p.Error != "not_found" || p.Code != "NOT_FOUND" {
		t.Errorf("%d %s", missing.StatusCode, missing.body)
	}
}

func TestTheLogHoldsNoSecrets(t *testing.T) {
	s := newShop(t, (&probes{}).table)
	m, key := s.member(), s.open().TestAPIKey.Reveal()
	s.send(ask{path: "/reset/canary-token?do=x&q=canary-query"})
	s.send(ask{path: "/canary-path%0a%1b[31m", header: map[string]string{"User-Agent": "canary-agent"}})
	s.send(ask{method: "POST", path: "/member", cookie: m.cookie, body: form("csrf", m.csrf, "password", "canary-body")})
	s.send(ask{path: "/v1/things", key: key})
	s.send(ask{path: "/public?do=fail&token=canary-query"})
	log := s.log.String()
	for _, secret := range []string{"canary", m.cookie, m.csrf, key} {
		if strings.Contains(log, secret) {
			t.Errorf("%q is in the log:\n%s", secret, log)
		}
	}
	for _, want := range []string{`"route":"/reset/:token"`, `"route":""`, `"status":201`, `"ip":"127.0.0.1"`,
		`"merchant":"` + pay.MerchantPrefix.Show(s.open().Merchant.ID), `"user":"` + pay.UserPrefix.Show(s.open().User.ID), `"key":"key_`} {
		if !strings.Contains(log, want) {
			t.Errorf("%s is not in the log:\n%s", want, log)
		}
	}
	for line := range strings.Lines(log) {
		if !json.Valid([]byte(line)) {
			t.Errorf("no JSON: %q", line)
		}
	}
}

func TestClientAddress(t *testing.T) {
	forwarded := map[string]string{"X-Forwarded-For": "198.51.100.9, 203.0.113.5, 10.1.2.3", "X-Request-Id": "from-the-proxy"}
	direct := newDirect(t)
	if a := direct.send(ask{path: "/public?do=ip", header: forwarded}); a.body != "127.0.0.1" || a.Header.Get("X-Request-Id") == "from-the-proxy" {
		t.Errorf("a stranger was believed: %s", a.body)
	}
	behind := openShop(t, direct.pool, (&probes{}).table, func(d *Deps) {
		d.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")}
	})
	for header, want := range map[string]string{
		"198.51.100.9, 203.0.113.5, 10.1.2.3": "203.0.113.5",
		"203.0.113.5":                         "203.0.113.5",
		"":                                    "127.0.0.1",
		"nonsense":                            "127.0.0.1",
		"203.0.113.5, nonsense, 10.1.2.3":     "10.1.2.3",
		"::ffff:203.0.113.5":                  "203.0.113.5",
		"10.0.0.1, 10.0.0.2":                  "10.0.0.1",
	} {
		if a := behind.send(ask{path: "/public?do=ip", header: map[string]string{"X-Forwarded-For": header}}); a.body != want {
			t.Errorf("%q: %s, want %s", header, a.body, want)
		}
	}
	two := "GET /public?do=ip HTTP/1.1\r\nHost: " + strings.TrimPrefix(behind.url, "http://") +
		"\r\nX-Forwarded-For: 198.51.100.9\r\nX-Forwarded-For: 203.0.113.5\r\nConnection: close\r\n\r\n"
	if a := behind.raw(two); a.body != "203.0.113.5" {
		t.Errorf("of two headers the client's own was believed: %s", a.body)
	}
	if a := behind.send(ask{path: "/public", header: forwarded}); a.Header.Get("X-Request-Id") != "from-the-proxy" {
		t.Error("the proxy's request id was not taken")
	}
	if a := behind.send(ask{path: "/public", header: map[string]string{"X-Request-Id": "with <b>colour"}}); strings.Contains(a.Header.Get("X-Request-Id"), "colour") {
		t.Error("a harmful request id was taken")
	}
}

func newDirect(t *testing.T) *shop { return newShop(t, (&probes{}).table) }

func TestNoHeaderIsInjected(t *testing.T) {
	s := newShop(t, (&probes{}).table)
	for _, to := range []string{"/x%0d%0aSet-Cookie:%20evil=1", "/x%0aSet-Cookie:%20evil=1", "/x%0dSet-Cookie:%20evil=1"} {
		a := s.send(ask{path: "/public?do=location&to=" + to})
		if a.Header.Get("Set-Cookie") != "" || strings.Contains(a.body, "evil") {
			t.Errorf("%s: %v", to, a.Header)
		}
	}
	// Where the server itself puts an address into a header.
	a := s.send(ask{path: "/member?x=%0d%0aSet-Cookie:%20evil=1"})
	if a.StatusCode != 303 || a.Header.Get("Set-Cookie") != "" || a.Header.Get("Location") != "/login?next=%2Fmember%3Fx%3D%250d%250aSet-Cookie%3A%2520evil%3D1" {
		t.Errorf("%d %v", a.StatusCode, a.Header)
	}
}
