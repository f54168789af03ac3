package web

import (
	"linktill/handlers"
	"linktill/internal/pay"

	"github.com/gofiber/fiber/v2"
)

// Access is what a route asks of whoever calls it.
type Access int

// The kinds of access. The zero value is none of them, so a route that forgets
// to say stops the start.
const (
	// Public asks nothing and reads no cookie: customers, probes, files.
	Public Access = iota + 1
	// Guest asks nothing but has a session to write to: logging in.
	Guest
	// PasswordOnly asks for a person who gave the password; the second factor
	// may still be missing.
	PasswordOnly
	// Member asks for a person who is signed in fully: with the second factor,
	// where they have one. With a scope, their role must grant it.
	Member
	// Fresh is Member, with the password or a code given in the last minutes.
	Fresh
	// Key asks for an API key with the scope. A cookie is never read.
	Key
	// Person is Member for programs, which send JSON: by "Authorization: Token"
	// with the value of the session's cookie, or by the cookie itself with the
	// header X-Csrf-Token. An API key is refused.
	Person
)

// Route is one line of the table.
type Route struct {
	Method, Path string
	Access       Access
	Scope        pay.Scope
	// OrScope is another scope that is as good as Scope; "" is none.
	OrScope pay.Scope
	Handle  fiber.Handler
	// PerMinute bounds the requests of one client address; 0 does not.
	PerMinute int
	// MovesMoney keeps the answer to an idempotency key for good.
	MovesMoney bool
	// Owner says for which merchant a public call that makes something is made:
	// that lets it have an idempotency key.
	Owner func(c *fiber.Ctx) (pay.Caller, error)
	// Upload lets the form carry files: the body may be larger, and take longer,
	// for people who are signed in fully.
	Upload bool
	// SetUp lets a member in who has no second factor yet although the merchant
	// asks for one: it is where they set one up, or a way out.
	SetUp bool
	// Always answers however busy the server is; nothing slow may say so.
	Always bool
}

// Routes is THE route table: what is not on it does not exist. Of two lines
// that match the same path the more exact one stands first.
func Routes(h *handlers.Handlers) []Route {
	var table []Route
	for _, group := range [][]Route{
		infrastructure(h), door(h), security(h), team(h), settings(h), keys(h), customers(h), links(h), placements(h), payments(h), money(h), balance(h), subscriptions(h),
		products(h), api(h), webhooks(h), stalls(h), bio(h), account(h), mailbox(h), assistants(h), reference(h),
	} {
		table = append(table, group...)
	}
	return table
}

func infrastructure(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "GET", Path: "/healthz", Access: Public, Always: true, Handle: h.Health},
		{Method: "GET", Path: "/readyz", Access: Public, Always: true, Handle: h.Ready},
		{Method: "GET", Path: "/static/*", Access: Public, Always: true, Handle: h.Static},
		{Method: "GET", Path: "/", Access: Public, Handle: h.Home},
	}
}
