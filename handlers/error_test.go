package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
)

// answered is what a handler made, and what it logged.
type answered struct {
	*http.Response
	body, log string
}

// run answers one GET request with do.
func run(t *testing.T, path string, do func(h *Handlers, c *fiber.Ctx) error) answered {
	t.Helper()
	var log bytes.Buffer
	h := &Handlers{Log: slog.New(slog.NewJSONHandler(&log, nil)), Now: time.Now, PublicURL: "http://localhost"}
	app := fiber.New(fiber.Config{Immutable: true, ErrorHandler: h.Error})
	app.Get("*", func(c *fiber.Ctx) error { return do(h, c) })
	res, err := app.Test(httptest.NewRequest("GET", path, nil), -1)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answered{res, string(body), log.String()}
}

func TestError(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err              error
		status, page     int
		slug, code       string
		logged           bool
		retryAfter, auth string
	}{
		"link":         {err: pay.Errorf(pay.LinkNotFound, "x"), status: 404, slug: "not_found", code: "LINK_NOT_FOUND"},
		"expired":      {err: pay.Errorf(pay.LinkExpired, "x"), status: 422, page: 410, slug: "link_expired", code: "LINK_EXPIRED"},
		"used up":      {err: pay.Errorf(pay.LinkMaxUses, "x"), status: 422, page: 410, slug: "link_max_uses", code: "LINK_MAX_USES"},
		"inactive":     {err: pay.Errorf(pay.LinkInactive, "x"), status: 422, page: 410, slug: "link_inactive", code: "LINK_INACTIVE"},
		"amount":       {err: pay.Errorf(pay.InvalidAmount, "x"), status: 422, slug: "invalid_amount", code: "INVALID_AMOUNT"},
		"wrapped":      {err: fmt.Errorf("store: %w", pay.Errorf(pay.Conflict, "x")), status: 409, slug: "conflict", code: "CONFLICT"},
		"limit":        {err: &pay.Error{Code: pay.TooMany, Message: "x", RetryAfterSeconds: 7}, status: 429, slug: "rate_limited", code: "RATE_LIMITED", retryAfter: "7"},
		"busy":         {err: &pay.Error{Code: pay.Unavailable, Message: "x", RetryAfterSeconds: 2}, status: 503, slug: "unavailable", code: "UNAVAILABLE", retryAfter: "2"},
		"declined":     {err: pay.Errorf(pay.CardDeclined, "x"), status: 402, slug: "card_declined", code: "CARD_DECLINED"},
		"second":       {err: pay.Errorf(pay.SecondFactor, "x"), status: 403, slug: "second_factor_required", code: "SECOND_FACTOR_REQUIRED"},
		"nobody":       {err: pay.Errorf(pay.Unauthorized, "x"), status: 401, slug: "unauthorized", code: "UNAUTHORIZED", auth: `Bearer realm="Linktill"`},
		"unlisted":     {err: pay.Errorf("MADE_UP", "x"), status: 500, slug: "internal_error", code: "INTERNAL_ERROR", logged: true},
		"fiber's":      {err: fiber.ErrMethodNotAllowed, status: 405, slug: "method_not_allowed", code: "METHOD_NOT_ALLOWED"},
		"fiber's 4xx":  {err: fiber.ErrTeapot, status: 400, slug: "bad_request", code: "BAD_REQUEST", logged: true},
		"fiber's 5xx":  {err: fiber.ErrBadGateway, status: 500, slug: "internal_error", code: "INTERNAL_ERROR", logged: true},
		"any":          {err: errors.New("canary"), status: 500, slug: "internal_error", code: "INTERNAL_ERROR", logged: true},
		"out of time":  {err: fmt.Errorf("canary: %w", context.DeadlineExceeded), status: 503, slug: "unavailable", code: "UNAVAILABLE", logged: true, retryAfter: "2"},
		"fiber's text": {err: fiber.NewError(404, "Cannot GET /canary"), status: 404, slug: "not_found", code: "NOT_FOUND"},
	} {
		fail := func(_ *Handlers, _ *fiber.Ctx) error { return c.err }
		api := run(t, "/v1/x", fail)
		var got problemDoor
		if err := json.Unmarshal([]byte(api.body), &got); err != nil {
			t.Errorf("%s: %s %v", name, api.body, err)
		}
		if api.StatusCode != c.status || got.Error != c.slug || string(got.Code) != c.code || got.Message == "" || got.RequestID != api.Header.Get("X-Request-Id") ||
			api.Header.Get("Retry-After") != c.retryAfter || api.Header.Get("WWW-Authenticate") != c.auth || api.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: %d %v %s", name, api.StatusCode, api.Header, api.body)
		}
		if (api.log != "") != c.logged || c.logged && !strings.Contains(api.log, got.RequestID) {
			t.Errorf("%s: logged %q", name, api.log)
		}
		page := run(t, "/pay/a/b", fail)
		want := c.page
		if want == 0 {
			want = c.status
		}
		if page.StatusCode != want || page.Header.Get("Content-Type") != "text/html; charset=utf-8" || page.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: page %d %v", name, page.StatusCode, page.Header)
		}
		if strings.Contains(api.body+page.body, "canary") {
			t.Errorf("%s: internals are shown: %s %s", name, api.body, page.body)
		}
	}
}

func TestEveryCodeHasAStatus(t *testing.T) {
	t.Parallel()
	for code, status := range statuses {
		if p, known := problemOf(pay.Errorf(code, "x")); !known || p.status != status || status < 400 {
			t.Errorf("%s: %+v", code, p)
		}
	}
}

func TestRespond(t *testing.T) {
	t.Parallel()
	page := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, "<p>page</p>")
		return err
	})
	broken := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, _ = io.WriteString(w, "<p>half")
		return errors.New("canary")
	})
	for name, c := range map[string]struct {
		path   string
		reply  reply
		status int
		body   string
	}{
		"JSON":            {"/v1/x", reply{Data: map[string]string{"a": "<b>&"}, Page: page}, 200, "{\"a\":\"<b>&\"}\n"},
		"JSON made":       {"/v1/x", reply{Status: 201, Data: []int{}}, 201, "[]\n"},
		"JSON nothing":    {"/v1/x", reply{Status: 204}, 204, ""},
		"page":            {"/x", reply{Data: 1, Page: page}, 200, "<p>page</p>"},
		"page with fault": {"/x", reply{Status: 422, Page: page}, 422, "<p>page</p>"},
		"redirect":        {"/x", reply{Status: 201, Data: 1, Redirect: "/y?z=1"}, 303, ""},
	} {
		a := run(t, c.path, func(h *Handlers, ctx *fiber.Ctx) error { return h.respond(ctx, c.reply) })
		if a.StatusCode != c.status || a.body != c.body || (c.status == 303) != (a.Header.Get("Location") == "/y?z=1") {
			t.Errorf("%s: %d %v %q", name, a.StatusCode, a.Header, a.body)
		}
	}
	for name, r := range map[string]reply{"broken page": {Page: broken}, "elsewhere": {Redirect: "//evil.example"}, "nowhere": {}, "no JSON": {Data: func() {}}} {
		path := "/x"
		if name == "no JSON" {
			path = "/v1/x"
		}
		a := run(t, path, func(h *Handlers, ctx *fiber.Ctx) error { return h.respond(ctx, r) })
		if a.StatusCode != 500 || strings.Contains(a.body, "half") || strings.Contains(a.body, "canary") || a.Header.Get("Location") != "" {
			t.Errorf("%s: %d %v %s", name, a.StatusCode, a.Header, a.body)
		}
	}
}
