package web

import (
	"bufio"
	"errors"
	"io"
	"sync/atomic"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"linktill/handlers"
	"linktill/internal/pay"
	"linktill/static"
	"linktill/store"
)

func bufioReader(r io.Reader) *bufio.Reader { return bufio.NewReader(r) }

func newRequestCtx() *fasthttp.RequestCtx { return &fasthttp.RequestCtx{} }

// probes is a table with a route of each kind of access. Their handler does
// what the query asks, and counts.
type probes struct{ runs atomic.Int64 }

func (p *probes) table(s *shop) []Route {
	do := func(c *fiber.Ctx) error { return p.do(s, c) }
	return append(infrastructure(s.h),
		Route{Method: "GET", Path: "/public", Access: Public, Handle: do},
		Route{Method: "POST", Path: "/public", Access: Public, Handle: do},
		Route{Method: "GET", Path: "/guest", Access: Guest, Handle: do},
		Route{Method: "POST", Path: "/guest", Access: Guest, Handle: do},
		Route{Method: "POST", Path: "/few", Access: Public, PerMinute: 3, Handle: do},
		Route{Method: "GET", Path: "/half", Access: PasswordOnly, Handle: do},
		Route{Method: "POST", Path: "/half", Access: PasswordOnly, Handle: do},
		Route{Method: "GET", Path: "/member", Access: Member, Handle: do},
		Route{Method: "POST", Path: "/member", Access: Member, Scope: pay.LinksWrite, Handle: do},
		Route{Method: "GET", Path: "/fresh", Access: Fresh, Handle: do},
		Route{Method: "POST", Path: "/fresh", Access: Fresh, Handle: do},
		Route{Method: "GET", Path: "/reset/:token", Access: Public, Handle: do},
		Route{Method: "GET", Path: "/v1/things", Access: Key, Scope: pay.LinksRead, Handle: do},
		Route{Method: "POST", Path: "/v1/things", Access: Key, Scope: pay.LinksWrite, Handle: do},
		Route{Method: "POST", Path: "/v1/money", Access: Key, Scope: pay.RefundsWrite, MovesMoney: true, Handle: do},
		Route{Method: "DELETE", Path: "/v1/things/:id", Access: Key, Scope: pay.LinksWrite, Handle: do},
		Route{Method: "POST", Path: "/v1/either", Access: Key, Scope: pay.RefundsWrite, OrScope: pay.PaymentsWrite, Handle: do},
		Route{Method: "POST", Path: "/v1/products/things", Access: Key, Scope: pay.ProductsWrite, Handle: do},
		Route{Method: "POST", Path: "/products/things", Access: Key, Scope: pay.ProductsWrite, Handle: do},
		Route{Method: "POST", Path: "/api/things", Access: Key, Scope: pay.CheckoutCreate, Handle: do},
		Route{Method: "GET", Path: "/api/own", Access: Person, Scope: pay.LinksRead, Handle: do},
		Route{Method: "PATCH", Path: "/api/own", Access: Person, Scope: pay.AccountWrite, Handle: do},
		Route{Method: "POST", Path: "/api/own", Access: Person, Scope: pay.LinksWrite, Handle: do},
		Route{Method: "POST", Path: "/api/public", Access: Public, Owner: s.owner, Handle: do},
	)
}

func (p *probes) do(s *shop, c *fiber.Ctx) error {
	run := p.runs.Add(1)
	switch c.Query("do") {
	case "panic":
		panic("secret detail")
	case "fail":
		return errors.New("secret detail")
	case "invalid":
		return &pay.Error{Code: pay.Invalid, Message: "Must be less.", Fields: map[string][]string{"amount": {"Must be less."}}}
	case "declined":
		return pay.Errorf(pay.CardDeclined, "Declined.")
	case "once":
		if run == 1 {
			return errors.New("secret detail")
		}
	case "redirect":
		return c.Redirect("/public?made="+handlers.RequestID(c), fiber.StatusSeeOther)
	case "location":
		return c.Redirect(string(c.Request().URI().QueryArgs().Peek("to")), fiber.StatusSeeOther)
	case "half page":
		c.Set(fiber.HeaderETag, `"x"`)
		c.Set(fiber.HeaderCacheControl, "public")
		_, _ = c.WriteString("<html>half")
		return errors.New("secret detail")
	case "csrf":
		return c.SendString(s.h.CSRF(c))
	case "put":
		s.h.Sessions.Put(c.UserContext(), "k", "v")
	case "logout":
		return s.h.Sessions.Destroy(c.UserContext())
	case "revoke":
		if err := s.st.RevokeOtherSessions(c.UserContext(), store.SessionOf(c.UserContext()).UserID, pay.ID{}); err != nil {
			return err
		}
		s.h.Sessions.Put(c.UserContext(), "k", "v")
	case "ip":
		return c.SendString(handlers.ClientIP(c))
	case "operation":
		return c.Status(fiber.StatusCreated).JSON(fiber.Map{"id": handlers.OperationID(c), "run": run})
	}
	return c.Status(fiber.StatusCreated).JSON(fiber.Map{"run": run})
}

// owner is whom a public probe is for.
func (s *shop) owner(*fiber.Ctx) (pay.Caller, error) {
	m := s.open().Merchant
	return pay.Caller{MerchantID: m.ID, MerchantNumber: m.Number}, nil
}

// noteOperations has each POST under /v1 write down the id it runs under.
func noteOperations(table []Route, ids *[]pay.ID) []Route {
	for i, r := range table {
		if r.Method != fiber.MethodPost || r.Access != Key {
			continue
		}
		table[i].Handle = func(c *fiber.Ctx) error {
			*ids = append(*ids, handlers.OperationID(c))
			return r.Handle(c)
		}
	}
	return table
}

func staticPath() string { return static.URL("css/dashboard.css") }
