package web

import (
	"net/url"

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
	// securityPath is where a second factor is set up.
	securityPath  = "/dashboard/security"
	merchantsPath = "/dashboard/merchants"
)

// withKey asks for an API key with one of the route's scopes, shown in a way
// that the door takes. A cookie counts nothing here, whatever session it names.
func (a *assembly) withKey(r Route, next fiber.Handler) fiber.Handler {
	door := entryOf(r.Path)
	return func(c *fiber.Ctx) error {
		sent := credentialOf(c)
		if !door.takes(sent.style) {
			return a.noKey(c, door, sent)
		}
		caller, err := a.keyCaller(c, door, sent)
		if err != nil {
			return err
		}
		if !r.allows(caller) {
			return pay.Errorf(pay.Forbidden, "This API key does not have the scope %s.", r.scopeWords())
		}
		return next(c)
	}
}

// noKey is the error for what is no API key. Where the door takes a session's
// token as well, one that works is known, and only of the wrong kind.
func (a *assembly) noKey(c *fiber.Ctx, door entry, sent credential) error {
	if sent.style == tokenStyle && door.root == "/api" {
		if err := a.loadSession(c, sent.secret); err != nil {
			return err
		}
		if !store.SessionOf(c.UserContext()).UserID.IsZero() {
			return pay.Errorf(pay.Forbidden, "This is for API keys: a session does it in the dashboard.")
		}
	}
	return challenge(c, door.challenge, pay.Errorf(pay.Unauthorized, "%s", door.advice))
}

// keyCaller finds who the key acts for and notes them, with what is left of
// their rate.
func (a *assembly) keyCaller(c *fiber.Ctx, door entry, sent credential) (pay.Caller, error) {
	caller, rate, err := a.Auth.Key(c.UserContext(), sent.secret)
	if err == nil && !sent.isOf(caller) {
		err = pay.Errorf(pay.Unauthorized, "This shop id and this API key do not belong together.")
	}
	if pay.CodeOf(err) == pay.Unauthorized {
		return caller, challenge(c, door.challenge, err)
	}
	if err != nil {
		return caller, err
	}
	handlers.SetCaller(c, caller)
	handlers.SetRateHeaders(c, rate)
	if rate.Exceeded {
		return caller, handlers.TooMany(rate)
	}
	return caller, nil
}

// challenge says with the error how to authenticate.
func challenge(c *fiber.Ctx, how string, err error) error {
	c.Set(fiber.HeaderWWWAuthenticate, how)
	return err
}

// allows reports whether the caller has one of the route's scopes, or it asks
// for none.
func (r Route) allows(caller pay.Caller) bool {
	return r.Scope == "" || caller.May(r.Scope) || r.OrScope != "" && caller.May(r.OrScope)
}

func (r Route) scopeWords() string {
	if r.OrScope != "" {
		return string(r.Scope) + " or " + string(r.OrScope)
	}
	return string(r.Scope)
}

// withMember asks for a person at a browser, as far as the route wants them to
// have proved who they are.
func (a *assembly) withMember(r Route, next fiber.Handler) fiber.Handler {
	admit := a.admit(r, next)
	return func(c *fiber.Ctx) error {
		if store.SessionOf(c.UserContext()).UserID.IsZero() {
			return askFor(c, logInPath, pay.Errorf(pay.Unauthorized, "Log in to go on."))
		}
		if err := a.checkFormToken(c, handlers.FormValue(c, "csrf")); err != nil {
			return err
		}
		return admit(c)
	}
}

// How a program says that it acts for a person.
const (
	tokenChallenge = `Token realm="Linktill"`
	tokenAdvice    = "This is for people: send the value of your session's cookie as \"Authorization: Token …\"."
)

// withPerson asks for a session like withMember, but of a program: by an
// Authorization header, which no other site's page can send; or by the cookie,
// which comes by itself and therefore needs the form token beside it. An API
// key that works is known here, and not allowed.
func (a *assembly) withPerson(r Route, next fiber.Handler) fiber.Handler {
	admit, door := a.admit(r, next), entryOf(r.Path)
	return func(c *fiber.Ctx) error {
		c.Vary(fiber.HeaderCookie)
		sent := credentialOf(c)
		if door.takes(sent.style) {
			if _, err := a.keyCaller(c, door, sent); err != nil {
				return err
			}
			return pay.Errorf(pay.Forbidden, "API keys cannot do this. %s", tokenAdvice)
		}
		token := sent.secret
		if sent.style == noStyle {
			token = c.Cookies(a.h.Sessions.Cookie.Name)
		} else if sent.style != tokenStyle {
			token = ""
		}
		if err := a.loadSession(c, token); err != nil {
			return err
		}
		if store.SessionOf(c.UserContext()).UserID.IsZero() {
			return challenge(c, tokenChallenge, pay.Errorf(pay.Unauthorized, tokenAdvice))
		}
		if sent.style == noStyle {
			if err := a.checkFormToken(c, c.Get("X-Csrf-Token")); err != nil {
				return err
			}
		}
		err := admit(c)
		if pay.CodeOf(err) == pay.Unauthorized {
			return challenge(c, tokenChallenge, err)
		}
		return err
	}
}

// admit lets a signed-in person through as far as the route wants them to have
// proved who they are. Their role and second factor are read anew each time.
func (a *assembly) admit(r Route, next fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		s := store.SessionOf(c.UserContext())
		caller, hasSecondFactor, err := a.Auth.Session(c.UserContext(), s)
		if pay.CodeOf(err) == pay.Unauthorized {
			return askFor(c, logInPath, err)
		}
		if err != nil {
			return err
		}
		handlers.SetCaller(c, caller)
		path, err := a.missing(r, s, caller, hasSecondFactor)
		if path != "" {
			return askFor(c, path, err)
		}
		if err != nil {
			return err
		}
		return next(c)
	}
}

// missing says what a signed-in person lacks for the route, and at which path
// they can give it; "" is nowhere.
func (a *assembly) missing(r Route, s store.Session, caller pay.Caller, hasSecondFactor bool) (path string, err error) {
	switch {
	case caller.MerchantID.IsZero() && r.Access > PasswordOnly:
		return merchantsPath, pay.Errorf(pay.Forbidden, "You do not work for any merchant now.")
	case r.Access > PasswordOnly && hasSecondFactor && s.SecondFactorAt.IsZero():
		return codePath, pay.Errorf(pay.SecondFactor, "Enter the code of your second factor to go on.")
	case r.Access > PasswordOnly && caller.TwoFactorRequired && !hasSecondFactor && !r.SetUp:
		return securityPath, pay.Errorf(pay.SecondFactor, "%s asks its team for a second factor. Set one up in the dashboard, under Security.", caller.MerchantName)
	case r.Access == Fresh && !a.h.Now().Before(s.FreshUntil):
		return stepUpPath, pay.Errorf(pay.SecondFactor, "Confirm that it is you to go on.")
	case !r.allows(caller):
		return "", pay.Errorf(pay.Forbidden, "Your role does not allow this. Ask an owner of the organization.")
	}
	return "", nil
}

// onBehalf notes the merchant for whom a public call is made, so that it can
// have an idempotency key.
func (a *assembly) onBehalf(r Route, next fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		owner, err := r.Owner(c)
		if err != nil {
			return err
		}
		handlers.SetCaller(c, owner)
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
