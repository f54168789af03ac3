package web

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
)

// server runs an app of its own so that a test can stop it.
func (s *shop) server(pause time.Duration, table []Route) (url string, stop context.CancelFunc, stopped <-chan error) {
	s.t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	s.must(err)
	url = "http://" + ln.Addr().String()
	s.h.PublicURL = url
	app, err := New(Deps{Handlers: s.h, Auth: s.h, Sealer: s.keys, Table: table})
	s.must(err)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, app, ln, s.h, pause) }()
	return url, stop, done
}

func TestStopDropsNoRequest(t *testing.T) {
	s := newShop(t, nil)
	table := append(infrastructure(s.h), Route{Method: "GET", Path: "/work", Access: Public, Handle: func(c *fiber.Ctx) error {
		if err := s.pool.Ping(c.UserContext()); err != nil {
			return err
		}
		return c.SendString(strings.Repeat("x", 20_000))
	}})
	url, stop, stopped := s.server(200*time.Millisecond, table)
	var answered, refused atomic.Int64
	var clients sync.WaitGroup
	for range 16 {
		clients.Go(func() {
			client := &http.Client{Transport: &http.Transport{}, Timeout: 10 * time.Second}
			for {
				err := work(client, url)
				var dial *net.OpError
				switch {
				case err == nil:
					answered.Add(1)
				case errors.As(err, &dial) && dial.Op == "dial":
					refused.Add(1) // not even a connection: the server has stopped
					return
				default:
					t.Errorf("dropped after %d answers: %v", answered.Load(), err)
					return
				}
			}
		})
	}
	waitFor(t, "load", func() bool { return answered.Load() > 500 })
	stop()
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	clients.Wait()
	if refused.Load() != 16 {
		t.Errorf("%d clients found the server closed", refused.Load())
	}
}

func work(client *http.Client, url string) error {
	res, err := client.Get(url + "/work")
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err == nil && (res.StatusCode != 200 || len(body) != 20_000) {
		err = errors.New(res.Status)
	}
	return err
}

func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("no %s within 20 seconds", what)
		}
	}
}

// A request that takes long is finished, while the probe already says that the
// server is stopping.
func TestStopWaitsForWhatIsRunning(t *testing.T) {
	s := newShop(t, nil)
	began, end := make(chan struct{}), make(chan struct{})
	table := append(infrastructure(s.h), Route{Method: "GET", Path: "/slow", Access: Public, Handle: func(c *fiber.Ctx) error {
		close(began)
		<-end
		return c.SendString("whole")
	}})
	url, stop, stopped := s.server(time.Second, table)
	got := make(chan string, 1)
	go func() {
		res, err := http.Get(url + "/slow")
		if err != nil {
			got <- err.Error()
			return
		}
		body, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		got <- string(body)
	}()
	<-began
	stop()
	waitFor(t, "answer that it is stopping", func() bool {
		res, err := http.Get(url + "/readyz")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		return res.StatusCode == 503 && res.Close
	})
	if res, err := http.Get(url + "/healthz"); err != nil || res.StatusCode != 200 {
		t.Errorf("healthz while stopping: %v", err)
	}
	select {
	case err := <-stopped:
		t.Errorf("stopped before the request was answered: %v", err)
	default:
	}
	close(end)
	if body := <-got; body != "whole" {
		t.Errorf("the running request got %q", body)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	s.h.Draining.Store(false)
}

func TestReadiness(t *testing.T) {
	s := newShop(t, nil)
	if a := s.send(ask{path: "/readyz"}); a.StatusCode != 200 || a.body != "{\"status\":\"ready\"}\n" || a.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	s.pool.Close()
	if a := s.send(ask{path: "/readyz"}); a.StatusCode != 503 || strings.Contains(a.body, "pool") {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	if a := s.send(ask{path: "/healthz"}); a.StatusCode != 200 {
		t.Errorf("%d", a.StatusCode)
	}
}

func TestMetrics(t *testing.T) {
	s := newShop(t, (&probes{}).table)
	m := NewMetrics(s.pool)
	other := openShop(t, s.pool, (&probes{}).table, func(d *Deps) { d.Metrics = m })
	for _, path := range []string{"/reset/canary", "/canary", "/v1/things"} {
		other.send(ask{path: path})
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	s.must(err)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- m.Serve(ctx, ln) }()
	res, err := http.Get("http://" + ln.Addr().String() + "/metrics")
	s.must(err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	s.must(err)
	for _, want := range []string{
		`linktill_http_requests_total{method="GET",route="/reset/:token",status="201"} 1`,
		`linktill_http_requests_total{method="any",route="none",status="404"} 1`,
		`linktill_http_requests_total{method="GET",route="/v1/things",status="401"} 1`,
		`linktill_http_request_seconds_count{route="/v1/things"} 1`,
		"linktill_db_connections_max 20", "linktill_db_retries_total 0",
	} {
		if !strings.Contains(string(body), want) {
			t.Errorf("%s is missing", want)
		}
	}
	if strings.Contains(string(body), "canary") {
		t.Error("an address is shown")
	}
	if a := s.send(ask{path: "/metrics"}); a.StatusCode != 404 {
		t.Errorf("metrics on the main listener: %d", a.StatusCode)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestStaticFiles(t *testing.T) {
	s := newShop(t, nil)
	path := staticPath()
	plain := s.send(ask{path: path, header: map[string]string{"Accept-Encoding": "identity"}})
	packed := s.send(ask{path: path, header: map[string]string{"Accept-Encoding": "gzip"}})
	if plain.StatusCode != 200 || plain.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" || plain.Header.Get("Content-Type") != "text/css; charset=utf-8" ||
		packed.Header.Get("Content-Encoding") != "gzip" || len(packed.body) >= len(plain.body) || plain.Header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("%d %v, packed %v", plain.StatusCode, plain.Header, packed.Header)
	}
	same := s.send(ask{path: path, header: map[string]string{"If-None-Match": plain.Header.Get("Etag")}})
	if same.StatusCode != 304 || same.body != "" {
		t.Errorf("%d", same.StatusCode)
	}
	for _, path := range []string{"/static/", "/static/css/app.css", "/static/%2e%2e/static.go", "/static/css"} {
		if a := s.send(ask{path: path}); a.StatusCode != 404 || a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %v", path, a.StatusCode, a.Header)
		}
	}
}

func TestExcessIsSentAway(t *testing.T) {
	began, end := make(chan struct{}, 2), make(chan struct{})
	slow := func(c *fiber.Ctx) error {
		began <- struct{}{}
		<-end
		return c.SendString("late")
	}
	s := newShop(t, func(s *shop) []Route {
		return append(infrastructure(s.h), Route{Method: "GET", Path: "/slow", Access: Public, Handle: slow})
	}, func(d *Deps) { d.InFlightMax = 2 })
	var running sync.WaitGroup
	for range 2 {
		running.Go(func() {
			if a, err := s.try(ask{path: "/slow"}); err != nil || a.body != "late" {
				t.Errorf("%v %s", err, a.body)
			}
		})
	}
	<-began
	<-began
	a := s.send(ask{path: "/slow"})
	if a.StatusCode != 503 || a.Header.Get("Retry-After") != "1" {
		t.Errorf("one too many: %d %v", a.StatusCode, a.Header)
	}
	checkHeaders(t, "one too many", a)
	if a := s.send(ask{path: "/readyz"}); a.StatusCode != 200 {
		t.Errorf("the probe: %d", a.StatusCode)
	}
	close(end)
	running.Wait()
	if a := s.send(ask{path: "/slow"}); a.StatusCode != 200 {
		t.Errorf("afterwards: %d", a.StatusCode)
	}
}
