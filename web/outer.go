package web

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/handlers"
	"linktill/internal/pay"
)

// contentPolicy allows our own files and nothing else, on every page.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// securityHeaders go on every answer. Cache-Control is what a handler with
// something public to say replaces. The referrer stays within this site because
// addresses of receipts and resets are secrets; "no-referrer" would turn the
// Origin of our own forms into "null".
func securityHeaders(public *url.URL) [][2]string {
	headers := [][2]string{
		{"Content-Security-Policy", contentPolicy},
		{"X-Content-Type-Options", "nosniff"},
		{"X-Frame-Options", "DENY"},
		{"Referrer-Policy", "same-origin"},
		{"Cross-Origin-Opener-Policy", "same-origin"},
		{"Cross-Origin-Resource-Policy", "same-origin"},
		{"Permissions-Policy", "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), " +
			"gyroscope=(), magnetometer=(), microphone=(), midi=(), usb=()"},
		{"Cache-Control", "no-store"},
	}
	if public.Scheme == "https" {
		headers = append(headers, [2]string{"Strict-Transport-Security", "max-age=31536000; includeSubDomains"})
	}
	return headers
}

func (a *assembly) setHeaders(c *fiber.Ctx) {
	header := &c.Response().Header
	for _, h := range a.headers {
		header.Set(h[0], h[1])
	}
	header.Set(fiber.HeaderXRequestID, handlers.RequestID(c))
}

// outer is around every request: it names it, bounds it, answers for whatever
// fails within, and logs it.
func (a *assembly) outer(c *fiber.Ctx) error {
	start := time.Now()
	a.identify(c)
	a.setHeaders(c)
	if a.h.Draining.Load() {
		c.Response().SetConnectionClose()
	}
	ctx, cancel := context.WithTimeout(context.Background(), requestTimeout)
	defer cancel()
	c.SetUserContext(ctx)
	if err := a.guarded(c); err != nil {
		if err := a.h.Error(c, err); err != nil {
			c.Response().ResetBody()
			c.Status(fiber.StatusInternalServerError)
			a.h.Log.LogAttrs(ctx, slog.LevelError, "the error page failed", slog.String("error", err.Error()))
		}
	}
	a.record(c, time.Since(start))
	return nil
}

// guarded runs the request and turns a panic into an error.
func (a *assembly) guarded(c *fiber.Ctx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	if !a.knowsHost(c) {
		return fiber.ErrMisdirectedRequest
	}
	// A kilobyte can unpack to a gigabyte, so nothing is unpacked.
	if len(c.Request().Header.ContentEncoding()) > 0 {
		return fiber.ErrUnsupportedMediaType
	}
	return c.Next()
}

// knowsHost reports whether the request is for us. Probes ask by whatever
// address the machine has, and learn nothing that depends on it.
func (a *assembly) knowsHost(c *fiber.Ctx) bool {
	if path := c.Path(); path == "/healthz" || path == "/readyz" {
		return true
	}
	return a.hosts[hostName(c.Request().Header.Host())] && a.hosts[hostName(c.Request().URI().Host())]
}

// identify notes the request's id and its client. Proxies append to
// X-Forwarded-For, so it is read from the right up to the first address that is
// none of them; what stands further left anybody can write.
func (a *assembly) identify(c *fiber.Ctx) {
	addr, _ := netip.AddrFromSlice(c.Context().RemoteIP())
	addr = addr.Unmap()
	if a.trusts(addr) {
		if id := c.Get(fiber.HeaderXRequestID); isRequestID(id) {
			handlers.SetRequestID(c, id)
		}
		// Some proxies add a header of their own instead of lengthening the first.
		hops := strings.Split(string(bytes.Join(c.Request().Header.PeekAll(fiber.HeaderXForwardedFor), []byte(","))), ",")
		for i := len(hops) - 1; i >= 0 && a.trusts(addr); i-- {
			hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
			if err != nil {
				break
			}
			addr = hop.Unmap().WithZone("")
		}
	}
	handlers.SetClientIP(c, addr.String())
}

func (a *assembly) trusts(addr netip.Addr) bool {
	for _, proxy := range a.Proxies {
		if proxy.Contains(addr) {
			return true
		}
	}
	return false
}

// isRequestID keeps a proxy's ids to what is harmless in logs.
func isRequestID(id string) bool {
	if len(id) < 8 || len(id) > 64 {
		return false
	}
	return strings.IndexFunc(id, func(r rune) bool {
		return !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' || r == '_')
	}) < 0
}

// record logs and counts a request. Addresses are logged as the table spells
// them and queries not at all: both may hold secrets. Bodies never.
func (a *assembly) record(c *fiber.Ctx, took time.Duration) {
	route, status := handlers.RoutePattern(c), c.Response().StatusCode()
	if a.Metrics != nil {
		a.Metrics.observe(route, c.Method(), status, took)
	}
	attrs := make([]slog.Attr, 0, 9)
	attrs = append(attrs,
		slog.String("request_id", handlers.RequestID(c)), slog.String("method", c.Method()), slog.String("route", route),
		slog.Int("status", status), slog.Float64("ms", float64(took.Microseconds())/1000),
		slog.String("ip", handlers.ClientIP(c)))
	if who := handlers.CallerOf(c); !who.MerchantID.IsZero() {
		attrs = append(attrs, slog.String("merchant", pay.MerchantPrefix.Show(who.MerchantID)))
		if who.IsKey() {
			attrs = append(attrs, slog.String("key", pay.KeyPrefix.Show(who.KeyID)))
		} else if !who.UserID.IsZero() {
			attrs = append(attrs, slog.String("user", pay.UserPrefix.Show(who.UserID)))
		}
	}
	a.h.Log.LogAttrs(c.UserContext(), slog.LevelInfo, "request", attrs...)
}

// hostsOf lists the names under which the server answers: PUBLIC_URL's, and the
// names of this machine while PUBLIC_URL is one of them.
func hostsOf(public *url.URL, listenAddr string) map[string]bool {
	host, port := strings.ToLower(public.Hostname()), public.Port()
	if port == "" {
		port = defaultPorts[public.Scheme]
	}
	hosts := map[string]bool{net.JoinHostPort(host, port): true}
	if port == defaultPorts[public.Scheme] {
		hosts[strings.TrimSuffix(net.JoinHostPort(host, ""), ":")] = true
	}
	if _, listens, err := net.SplitHostPort(listenAddr); err == nil && isLoopback(host) {
		for _, name := range []string{"localhost", "127.0.0.1", "::1"} {
			hosts[net.JoinHostPort(name, listens)] = true
		}
	}
	return hosts
}

// defaultPorts are left out of the Host header by browsers.
var defaultPorts = map[string]string{"http": "80", "https": "443"}

func isLoopback(name string) bool {
	addr, err := netip.ParseAddr(name)
	return name == "localhost" || err == nil && addr.IsLoopback()
}

func hostName(host []byte) string { return strings.ToLower(string(host)) }
