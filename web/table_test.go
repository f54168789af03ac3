package web

import (
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"linktill/handlers"
	"linktill/internal/pay"
)

func TestTheTableIsComplete(t *testing.T) {
	t.Parallel()
	if err := checkTable(Routes(&handlers.Handlers{})); err != nil {
		t.Error(err)
	}
}

func TestABadTableStopsTheStart(t *testing.T) {
	t.Parallel()
	ok := func(*fiber.Ctx) error { return nil }
	good := Route{Method: "GET", Path: "/a", Access: Public, Handle: ok}
	for name, c := range map[string]struct {
		routes []Route
		want   string
	}{
		"no access":       {[]Route{{Method: "GET", Path: "/b", Handle: ok}}, "declares no access"},
		"unknown access":  {[]Route{{Method: "GET", Path: "/b", Access: 99, Handle: ok}}, "declares no access"},
		"no handler":      {[]Route{{Method: "GET", Path: "/b", Access: Public}}, "no handler"},
		"no method":       {[]Route{{Path: "/b", Access: Public, Handle: ok}}, "method"},
		"no slash":        {[]Route{{Method: "GET", Path: "b", Access: Public, Handle: ok}}, "slash"},
		"slash behind":    {[]Route{{Method: "GET", Path: "/b/", Access: Public, Handle: ok}}, "slash"},
		"key, no scope":   {[]Route{{Method: "GET", Path: "/v1/b", Access: Key, Handle: ok}}, "no scope"},
		"made-up scope":   {[]Route{{Method: "GET", Path: "/v1/b", Access: Key, Scope: "all", Handle: ok}}, "no such scope"},
		"scope of nobody": {[]Route{{Method: "GET", Path: "/b", Access: Public, Scope: pay.LinksRead, Handle: ok}}, "nobody"},
		"browser deletes": {[]Route{{Method: "DELETE", Path: "/b", Access: Member, Handle: ok}}, "GET and POST"},
		"money by GET":    {[]Route{{Method: "GET", Path: "/v1/b", Access: Key, Scope: pay.RefundsWrite, MovesMoney: true, Handle: ok}}, "only POST"},
		"twice":           {[]Route{good, good}, "never reached"},
		"hidden":          {[]Route{{Method: "GET", Path: "/x/:id", Access: Public, Handle: ok}, {Method: "GET", Path: "/x/new", Access: Public, Handle: ok}}, "never reached behind /x/:id"},
		"hidden by star":  {[]Route{{Method: "GET", Path: "/x/*", Access: Public, Handle: ok}, {Method: "GET", Path: "/x/a/b", Access: Public, Handle: ok}}, "never reached"},
	} {
		if err := checkTable(c.routes); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	fine := []Route{good, {Method: "POST", Path: "/a", Access: Public, Handle: ok}, {Method: "GET", Path: "/x/new", Access: Public, Handle: ok},
		{Method: "GET", Path: "/x/:id.svg", Access: Public, Handle: ok}, {Method: "GET", Path: "/x/:id", Access: Public, Handle: ok},
		{Method: "GET", Path: "/x/:id/edit", Access: Public, Handle: ok}}
	if err := checkTable(fine); err != nil {
		t.Error(err)
	}
}

func TestAnUndeclaredRouteStopsTheStart(t *testing.T) {
	t.Parallel()
	table := []Route{{Method: "GET", Path: "/a", Access: Public, Handle: func(*fiber.Ctx) error { return nil }}}
	app := fiber.New()
	app.Use(func(c *fiber.Ctx) error { return c.Next() })
	app.Get("/a", table[0].Handle)
	if err := checkDeclared(app, table); err != nil {
		t.Error(err)
	}
	app.Post("/a", table[0].Handle)
	app.Get("/debug", table[0].Handle)
	err := checkDeclared(app, table)
	if err == nil || !strings.Contains(err.Error(), "POST /a ") || !strings.Contains(err.Error(), "GET /debug ") {
		t.Error(err)
	}
}
