// Package web assembles the server: the route table, and what every request
// passes on its way to a handler.
package web

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"linktill/handlers"
	"linktill/internal/pay"
	"linktill/store"
)

// The limits of one request.
const (
	bodyMax        = 64 << 10
	headerMax      = 8 << 10
	readTimeout    = 5 * time.Second // of the whole request
	requestTimeout = 10 * time.Second
	writeTimeout   = 15 * time.Second
	idleTimeout    = 60 * time.Second
	connectionsMax = 16 << 10
	// inFlightMax is how many requests are worked on at once. Beyond it people
	// are told so at once: a queue that grows makes everybody's answer late.
	inFlightMax = 1024
)

// Authenticator says who somebody is. Its errors are pay.Unauthorized where the
// credential is not, or no longer, good.
type Authenticator interface {
	// Key looks an API key up and counts the request against its rate.
	Key(ctx context.Context, key string) (pay.Caller, store.RateState, error)
	// Session reads the member of a signed-in session, with their role as it is
	// now, and whether they have a second factor.
	Session(ctx context.Context, s store.Session) (caller pay.Caller, hasSecondFactor bool, err error)
}

// Sealer encrypts what is kept for repeated requests; aad binds it to its row.
type Sealer interface {
	Seal(plain, aad []byte) []byte
	Open(sealed, aad []byte) ([]byte, error)
}

// Deps is what the server is made of.
type Deps struct {
	Handlers *handlers.Handlers
	Auth     Authenticator
	Sealer   Sealer
	Metrics  *Metrics
	// ListenAddr is accepted as a host name when PublicURL is on this machine.
	ListenAddr string
	// Proxies are believed about the client's address and the request's id.
	Proxies []netip.Prefix
	// Table is the route table; nil takes Routes.
	Table []Route
	// InFlightMax bounds the requests at work; 0 takes inFlightMax.
	InFlightMax int64
}

// assembly is the server while it is put together.
type assembly struct {
	Deps
	h       *handlers.Handlers
	hosts   map[string]bool
	headers [][2]string

	inFlight atomic.Int64
	arrivals arrivals
}

// New builds the server. It fails on a route that is not declared properly.
func New(deps Deps) (*fiber.App, error) {
	public, err := url.Parse(deps.Handlers.PublicURL)
	if err != nil || public.Host == "" {
		return nil, fmt.Errorf("web: PUBLIC_URL %q has no host", deps.Handlers.PublicURL)
	}
	if deps.Handlers.Sessions == nil {
		return nil, errors.New("web: no session manager")
	}
	if deps.Table == nil {
		deps.Table = Routes(deps.Handlers)
	}
	if deps.InFlightMax == 0 {
		deps.InFlightMax = inFlightMax
	}
	if err := checkTable(deps.Table); err != nil {
		return nil, err
	}
	a := &assembly{Deps: deps, h: deps.Handlers, hosts: hostsOf(public, deps.ListenAddr), headers: securityHeaders(public)}
	app := fiber.New(a.config())
	app.Use(a.outer)
	for _, r := range deps.Table {
		handle := a.route(r)
		if r.Method == fiber.MethodGet {
			app.Add(fiber.MethodHead, r.Path, handle)
		}
		app.Add(r.Method, r.Path, handle)
	}
	app.Server().CloseOnShutdown = true
	app.Server().HeaderReceived = a.limits
	app.Server().ErrorHandler = a.unread(app, app.Server().ErrorHandler)
	app.Server().Handler = a.outermost(app, app.Server().Handler)
	return app, checkDeclared(app, deps.Table)
}

func (a *assembly) config() fiber.Config {
	return fiber.Config{
		// Strings that outlive the request would change with the next one.
		Immutable:     true,
		CaseSensitive: true,
		ReadTimeout:   readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		BodyLimit: bodyMax, ReadBufferSize: headerMax, Concurrency: connectionsMax,
		DisableStartupMessage:        true,
		DisablePreParseMultipartForm: true,
		// c.Protocol and c.Hostname believe nobody; addresses are read by clientIP.
		EnableTrustedProxyCheck: true,
		ErrorHandler: func(c *fiber.Ctx, err error) error {
			a.setHeaders(c)
			return a.h.Error(c, err)
		},
	}
}

// route puts before a handler what its line of the table asks for, the first
// to run last.
func (a *assembly) route(r Route) fiber.Handler {
	handle := r.Handle
	switch r.Access {
	case Public:
		if r.Owner != nil {
			handle = a.onBehalf(r, a.idempotent(r, keyOfPublic, handle))
		}
		handle = a.sameOrigin(handle)
	case Guest:
		handle = a.withSession(a.sameOrigin(handle))
	case Key:
		handle = a.withKey(r, a.idempotent(r, keyOfHeader, handle))
	case Person:
		handle = a.sameOrigin(a.withPerson(r, a.idempotent(r, keyOfHeader, handle)))
	default:
		handle = a.withSession(a.sameOrigin(a.withMember(r, a.idempotent(r, keyOfForm, handle))))
	}
	handle = a.notTooMany(r, a.perMinute(r, handle))
	if r.Upload {
		handle = uploading(handle)
	}
	return func(c *fiber.Ctx) error {
		handlers.SetRoutePattern(c, r.Path)
		return handle(c)
	}
}

// outermost answers what fiber would answer by itself: methods that it does not
// know, and a panic in what is meant to catch panics.
func (a *assembly) outermost(app *fiber.App, inner fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(fctx *fasthttp.RequestCtx) {
		defer func() {
			if p := recover(); p != nil {
				a.h.Log.Error("panic outside of a request", "panic", fmt.Sprint(p))
				fctx.Response.Reset()
				fctx.Response.SetStatusCode(fasthttp.StatusInternalServerError)
				for _, header := range a.headers {
					fctx.Response.Header.Set(header[0], header[1])
				}
			}
		}()
		if fctx.IsPost() {
			a.arrivals.arrived(&fctx.Request.Header)
			defer a.arrivals.end(&fctx.Request.Header)
		}
		defer forget(fctx)
		if strings.Contains(knownMethods, " "+string(fctx.Method())+" ") {
			inner(fctx)
			return
		}
		c := app.AcquireCtx(fctx)
		defer app.ReleaseCtx(c)
		_ = app.ErrorHandler(c, fiber.ErrNotImplemented)
	}
}

const knownMethods = " GET HEAD POST PUT PATCH DELETE OPTIONS TRACE CONNECT "
