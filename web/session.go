package web

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gofiber/fiber/v2"

	"linktill/handlers"
	"linktill/internal/pay"
	"linktill/store"
)

// NewSessions returns the manager of browser sessions. Over https the cookie's
// name starts with __Host-, so that no other host of the domain can set it.
func NewSessions(s *store.Store, publicURL string) *scs.SessionManager {
	sm := scs.New()
	sm.Store = s.Sessions()
	sm.Lifetime = store.SessionLifetime
	// Being idle is judged by the row; scs would save every session it loads.
	sm.IdleTimeout = 0
	sm.HashTokenInStore = true
	sm.Cookie.Name = "linktill"
	if strings.HasPrefix(publicURL, "https:") {
		sm.Cookie.Name, sm.Cookie.Secure = "__Host-linktill", true
	}
	sm.Cookie.HttpOnly = true
	sm.Cookie.SameSite = http.SameSiteLaxMode
	sm.Cookie.Path = "/"
	return sm
}

// withSession loads the session of the request's cookie and saves it after the
// handler. Where an Authorization header says who asks, no cookie is read.
func (a *assembly) withSession(next fiber.Handler) fiber.Handler {
	sm := a.h.Sessions
	return func(c *fiber.Ctx) error {
		c.Vary(fiber.HeaderCookie)
		token := c.Cookies(sm.Cookie.Name)
		if handlers.WantsJSON(c) {
			token = ""
		}
		if err := a.loadSession(c, token); err != nil {
			return err
		}
		// The error page is made here, so that the session is saved with it.
		if err := next(c); err != nil {
			if err := a.h.Error(c, err); err != nil {
				return err
			}
		}
		return saveSession(c, sm, c.UserContext())
	}
}

// loadSession puts the session with that token, or a new empty one, into the
// request's context.
func (a *assembly) loadSession(c *fiber.Ctx, token string) error {
	ctx := store.WithVisit(c.UserContext(), handlers.ClientIP(c), c.Get(fiber.HeaderUserAgent))
	ctx, err := a.h.Sessions.Load(ctx, token)
	if err == nil {
		c.SetUserContext(ctx)
	}
	return err
}

func saveSession(c *fiber.Ctx, sm *scs.SessionManager, ctx context.Context) error {
	switch sm.Status(ctx) {
	case scs.Modified:
		token, expiry, err := sm.Commit(ctx)
		// The session was ended meanwhile. Its cookie is worth nothing any more, and
		// taking it away could take a newer one that the browser has got since.
		if errors.Is(err, store.ErrRevoked) {
			return nil
		}
		if err != nil {
			return err
		}
		writeCookie(c, sm, ctx, token, expiry)
	case scs.Destroyed:
		writeCookie(c, sm, ctx, "", time.Time{})
	}
	return nil
}

// cookieWriter lets scs write its own cookie, so that no attribute is forgotten.
type cookieWriter http.Header

func (w cookieWriter) Header() http.Header         { return http.Header(w) }
func (w cookieWriter) Write(b []byte) (int, error) { return len(b), nil }
func (w cookieWriter) WriteHeader(int)             {}

func writeCookie(c *fiber.Ctx, sm *scs.SessionManager, ctx context.Context, token string, expiry time.Time) {
	w := cookieWriter{}
	sm.WriteSessionCookie(ctx, w, token, expiry)
	for _, cookie := range http.Header(w)[fiber.HeaderSetCookie] {
		c.Response().Header.Add(fiber.HeaderSetCookie, cookie)
	}
}

// sameOrigin refuses what another site's page had a browser send. Programs,
// which say neither where they come from nor have cookies, pass.
func (a *assembly) sameOrigin(next fiber.Handler) fiber.Handler {
	protection := http.NewCrossOriginProtection()
	return func(c *fiber.Ctx) error {
		if isSafe(c.Method()) {
			return next(c)
		}
		header := http.Header{}
		for _, name := range []string{"Sec-Fetch-Site", fiber.HeaderOrigin} {
			if value := c.Get(name); value != "" {
				header.Set(name, value)
			}
		}
		stub := &http.Request{Method: c.Method(), Host: string(c.Context().Host()), Header: header}
		if err := protection.Check(stub); err != nil {
			return pay.Errorf(pay.Forbidden, "This was sent from another site's page. Nothing was changed.")
		}
		return next(c)
	}
}

// checkFormToken refuses a change that does not come with the token of this
// session's forms.
func (a *assembly) checkFormToken(c *fiber.Ctx, got string) error {
	if isSafe(c.Method()) {
		return nil
	}
	want := a.h.CSRF(c)
	if want == "" || subtle.ConstantTimeCompare([]byte(want), []byte(got)) != 1 {
		return pay.Errorf(pay.Forbidden, "This form is out of date. Nothing was changed; please go back, reload the page and send it again.")
	}
	return nil
}

func isSafe(method string) bool { return method == fiber.MethodGet || method == fiber.MethodHead }
