package web

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"linktill/handlers"
	"linktill/internal/pay"
	"linktill/store"
)

// Where people are sent who may not go on yet.
const (
	logInPath  = "/login"
	codePath   = "/login/code"
	stepUpPath = "/dashboard/security/confirm"
)

// withKey asks for an API key with the route's scope. A cookie counts nothing
// here, whatever session it names.
func (a *assembly) withKey(r Route, next fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		key, ok := bearer(c.Get(fiber.HeaderAuthorization))
		if !ok {
			return pay.Errorf(pay.Unauthorized, "Send your API key as \"Authorization: Bearer sk_…\".")
		}
		caller, rate, err := a.Auth.Key(c.UserContext(), key)
		if err != nil {
			return err
		}
		handlers.SetCaller(c, caller)
		handlers.SetRateHeaders(c, rate)
		if rate.Exceeded {
			return handlers.TooMany(rate)
		}
		if !caller.May(r.Scope) {
			return pay.Errorf(pay.Forbidden, "This API key does not have the scope %s.", r.Scope)
		}
		return next(c)
	}
}

func bearer(authorization string) (key string, ok bool) {
	scheme, key, found := strings.Cut(authorization, " ")
	key = strings.TrimSpace(key)
	return key, found && strings.EqualFold(scheme, "Bearer") && key != ""
}

// withMember asks for a person, as far as the route wants them to have proved
// who they are. Their role and second factor are read anew each time.
func (a *assembly) withMember(r Route, next fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		s := store.SessionOf(c.UserContext())
		if s.UserID.IsZero() {
			return askFor(c, logInPath, pay.Errorf(pay.Unauthorized, "Log in to go on."))
		}
		if err := a.checkFormToken(c); err != nil {
			return err
		}
		caller, hasSecondFactor, err := a.Auth.Session(c.UserContext(), s)
		if pay.CodeOf(err) == pay.Unauthorized {
			return askFor(c, logInPath, err)
		}
		if err != nil {
			return err
		}
		handlers.SetCaller(c, caller)
		switch {
		case r.Access > PasswordOnly && hasSecondFactor && s.SecondFactorAt.IsZero():
			return askFor(c, codePath, pay.Errorf(pay.SecondFactor, "Enter the code of your second factor to go on."))
		case r.Access == Fresh && !a.h.Now().Before(s.FreshUntil):
			return askFor(c, stepUpPath, pay.Errorf(pay.SecondFactor, "Confirm that it is you to go on."))
		case r.Scope != "" && !caller.May(r.Scope):
			return pay.Errorf(pay.Forbidden, "Your role does not allow this. Ask an owner of the organization.")
		}
		return next(c)
	}
}

// askFor sends a browser to the page where what is missing can be given, and
// from there back to where it wanted to go. Programs get the error.
func askFor(c *fiber.Ctx, path string, err error) error {
	if handlers.WantsJSON(c) {
		return err
	}
	back := c.OriginalURL()
	if !isSafe(c.Method()) {
		// What was typed is gone; the page with the form is the place to return to.
		back = sameSitePath(c.Get(fiber.HeaderReferer))
	}
	if handlers.IsLocalPath(back) && back != "/" {
		path += "?next=" + url.QueryEscape(back)
	}
	return c.Redirect(path, fiber.StatusSeeOther)
}

// sameSitePath returns the path of a referrer. Its host does not matter: the
// path is only ever opened on this site.
func sameSitePath(referrer string) string {
	u, err := url.Parse(referrer)
	if err != nil {
		return ""
	}
	return u.RequestURI()
}
