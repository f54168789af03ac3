package hook

import (
	"bytes"
	"compress/gzip"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"
)

var loopback = netip.MustParsePrefix("127.0.0.1/32")

// receiver is an endpoint on this machine.
func receiver(t *testing.T, answer http.HandlerFunc) *httptest.Server {
	t.Helper()
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) // only then the server notices when the client goes away
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer(w, r)
	}))
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server
}

// send makes one try with a client that may reach this machine.
func send(t *testing.T, url string, change ...func(*Options)) Answer {
	t.Helper()
	o := Options{Allowed: []netip.Prefix{loopback}}
	for _, c := range change {
		c(&o)
	}
	answer, err := New(o).Send(t.Context(), Delivery{URL: url, ID: "dlv_1", Body: `{"a":1}`, Secrets: []string{NewSecret()}, At: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func within(d time.Duration) func(*Options) { return func(o *Options) { o.Timeout = d } }

func TestSendIsWhatTheSpecificationSays(t *testing.T) {
	var got *http.Request
	var body []byte
	server := receiver(t, func(w http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body)
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, "thanks")
	})
	answer := send(t, server.URL+"/hook?x=1")
	if answer.Status != 202 || answer.Body != "thanks" || answer.Error != "" || !answer.Accepted() || answer.Took <= 0 {
		t.Errorf("%+v", answer)
	}
	if got.Method != "POST" || got.URL.String() != "/hook?x=1" || string(body) != `{"a":1}` || got.ContentLength != 7 {
		t.Errorf("%s %s %s", got.Method, got.URL, body)
	}
	for name, want := range map[string]string{"Content-Type": "application/json", "Webhook-Id": "dlv_1", "Webhook-Signature": answer.Signature,
		"User-Agent": "Linktill-Webhooks/1", "Accept-Encoding": "", "Authorization": "", "Cookie": "", "Referer": ""} {
		if got.Header.Get(name) != want {
			t.Errorf("%s: %q", name, got.Header.Get(name))
		}
	}
}

// A redirect is an answer like any other: what it names is not asked.
func TestRedirectsAreNotFollowed(t *testing.T) {
	var reached atomic.Int32
	private := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	t.Cleanup(private.Close)
	server := receiver(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", private.URL)
		w.WriteHeader(map[string]int{"/301": 301, "/302": 302, "/303": 303, "/307": 307, "/308": 308}[r.URL.Path])
	})
	for _, path := range []string{"/301", "/302", "/303", "/307", "/308"} {
		if answer := send(t, server.URL+path); "/"+http.StatusText(answer.Status) == "/" || answer.Accepted() || answer.Status/100 != 3 {
			t.Errorf("%s: %+v", path, answer)
		}
	}
	if reached.Load() != 0 {
		t.Error("a redirect was followed")
	}
}

// An endpoint that does not answer, or goes on answering, costs its time and no
// more.
func TestSlowAnswersEnd(t *testing.T) {
	server := receiver(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/drip" {
			w.WriteHeader(http.StatusOK)
			for r.Context().Err() == nil {
				_, _ = w.Write([]byte("x"))
				_ = http.NewResponseController(w).Flush()
				select {
				case <-r.Context().Done():
				case <-time.After(20 * time.Millisecond):
				}
			}
		}
		<-r.Context().Done()
	})
	for _, path := range []string{"/hang", "/drip"} {
		answer := send(t, server.URL+path, within(300*time.Millisecond))
		if answer.Status != 0 || answer.Error != "There was no answer within 15 seconds." || answer.Took > 10*time.Second {
			t.Errorf("%s: %+v", path, answer)
		}
	}
}

// However large an answer is, 64 KiB are read of it and 4 KiB kept; a packed
// one is not unpacked.
func TestLargeAnswersAreCut(t *testing.T) {
	const gigabyte = 1 << 30
	var written atomic.Int64
	server := receiver(t, func(w http.ResponseWriter, r *http.Request) {
		to := io.Writer(w)
		if r.URL.Path == "/packed" {
			w.Header().Set("Content-Encoding", "gzip")
			packed := gzip.NewWriter(w)
			defer func() { _ = packed.Close() }()
			to = packed
		}
		block := []byte(strings.Repeat("x", 1<<20))
		for sum := 0; sum < gigabyte; sum += len(block) {
			n, err := to.Write(block)
			if written.Add(int64(n)); err != nil {
				return
			}
		}
	})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	answer := send(t, server.URL+"/large")
	if answer.Status != 200 || answer.Body != strings.Repeat("x", keepMax) {
		t.Errorf("status %d, %d bytes kept, %q", answer.Status, len(answer.Body), answer.Error)
	}
	if answer := send(t, server.URL+"/packed"); answer.Status != 200 || answer.Body != "" {
		t.Errorf("packed: status %d, %d bytes kept", answer.Status, len(answer.Body))
	}
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 30<<20 {
		t.Errorf("%d MB more are in use", grown>>20)
	}
}

func TestAnswersAreKeptAsText(t *testing.T) {
	server := receiver(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", r.URL.Query().Get("after"))
		w.Header().Set("X-Long", strings.Repeat("é\xff", keepMax))
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("a\x00b\xffc" + strings.Repeat("é", keepMax)))
	})
	answer := send(t, server.URL+"?after=120")
	if !strings.HasPrefix(answer.Body, "abcé") || len(answer.Body) > keepMax || answer.RetryAfter != 2*time.Minute {
		t.Errorf("%q, %s", answer.Body[:8], answer.RetryAfter)
	}
	if h := answer.Headers; !strings.Contains(h, "\nretry-after: 120\nx-long: éé") || len(h) > keepMax || !utf8.ValidString(h) {
		t.Errorf("headers %.200q", h)
	}
	for text, want := range map[string]time.Duration{"": 0, "0": 0, "-5": 0, "x": 0, "99999999999999999999": 0, "1e3": 0} {
		if got := retryAfter(text, time.Now()); got != want {
			t.Errorf("%q is %s", text, got)
		}
	}
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if got := retryAfter("Thu, 01 Jan 2026 00:10:00 GMT", at); got != 10*time.Minute {
		t.Errorf("a date is %s", got)
	}
	if got := retryAfter("Wed, 31 Dec 2025 00:00:00 GMT", at); got != 0 {
		t.Errorf("a date that has passed is %s", got)
	}
}

// Of private addresses nothing is said, whether something listens or not, and
// nothing there hears of it.
func TestPrivateAddressesHearNothing(t *testing.T) {
	t.Parallel()
	listening, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var heard atomic.Int32
	go func() {
		for {
			conn, err := listening.Accept()
			if err != nil {
				return
			}
			heard.Add(1)
			_ = conn.Close()
		}
	}()
	_, port, _ := net.SplitHostPort(listening.Addr().String())
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, closedPort, _ := net.SplitHostPort(closed.Addr().String())
	_ = closed.Close()
	none := func(o *Options) { o.Allowed = nil }
	want := send(t, "https://127.0.0.1:"+closedPort, none)
	if want.Error == "" || strings.Contains(want.Error, "127") {
		t.Errorf("%+v", want)
	}
	for _, host := range []string{"127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0.0.0.0", "0", "[::]", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "localhost", "localhost."} {
		for _, scheme := range []string{"https://", "http://"} {
			for _, at := range []string{port, closedPort} {
				answer := send(t, scheme+host+":"+at+"/", none, func(o *Options) { o.Resolver = resolverOf(t, "127.0.0.1") })
				unknown := answer.Error == "The name of the host cannot be looked up." // no name for this resolver
				if answer.Status != 0 || answer.Body != "" || answer.Error != want.Error && !unknown {
					t.Errorf("%s%s:%s: %+v", scheme, host, at, answer)
				}
			}
		}
	}
	if err := listening.Close(); err != nil || heard.Load() != 0 {
		t.Errorf("%d connections were made, %v", heard.Load(), err)
	}
}

func TestCertificatesAreChecked(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(server.Close)
	if answer := send(t, server.URL); answer.Status != 0 || !strings.Contains(answer.Error, "certificate") {
		t.Errorf("a certificate of nobody: %+v", answer)
	}
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	if answer := send(t, server.URL, func(o *Options) { o.TLS = &tls.Config{RootCAs: roots} }); answer.Status != 200 {
		t.Errorf("with its root: %+v", answer)
	}
}

func TestNoAnswerIsAnError(t *testing.T) {
	server := receiver(t, func(w http.ResponseWriter, r *http.Request) {
		conn, _, _ := http.NewResponseController(w).Hijack()
		if r.URL.Path == "/strange" {
			_, _ = io.WriteString(conn, "HTTP/1.1 042 Strange\r\nContent-Length: 0\r\n\r\n")
		}
		_ = conn.Close()
	})
	if answer := send(t, server.URL+"/strange"); answer.Status != 0 || answer.Error != "The answer is not HTTP." {
		t.Errorf("%+v", answer)
	}
	if answer := send(t, server.URL); answer.Status != 0 || !strings.Contains(answer.Error, "broke off") {
		t.Errorf("%+v", answer)
	}
	if answer := send(t, "https://nobody.example/", func(o *Options) { o.Resolver = resolverOf(t) }); answer.Status != 0 || !strings.Contains(answer.Error, "looked up") {
		t.Errorf("%+v", answer)
	}
}
