package web

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
)

// checkTable refuses a table with a line that is incomplete, doubled, or hidden
// behind an earlier one.
func checkTable(table []Route) error {
	var errs []error
	for i, r := range table {
		if err := checkRoute(r); err != nil {
			errs = append(errs, fmt.Errorf("web: route %s %s: %w", r.Method, r.Path, err))
		}
		for _, earlier := range table[:i] {
			if earlier.Method == r.Method && hides(earlier.Path, r.Path) {
				errs = append(errs, fmt.Errorf("web: route %s %s is never reached behind %s", r.Method, r.Path, earlier.Path))
			}
		}
	}
	return errors.Join(errs...)
}

func checkRoute(r Route) error {
	isPost := r.Method == fiber.MethodPost
	switch {
	case !slices.Contains([]string{"GET", "POST", "PUT", "PATCH", "DELETE"}, r.Method):
		return errors.New("this method is not used here")
	case !strings.HasPrefix(r.Path, "/") || len(r.Path) > 1 && strings.HasSuffix(r.Path, "/"):
		return errors.New("the path must start, and must not end, with a slash")
	case r.Access < Public || r.Access > Person:
		return errors.New("it declares no access")
	case r.Handle == nil:
		return errors.New("it has no handler")
	case r.Access >= Key && r.Scope == "":
		return errors.New("it declares no scope")
	case r.Access < Member && r.Scope != "":
		return errors.New("nobody there has scopes")
	case r.Scope != "" && !slices.Contains(pay.Scopes, r.Scope), r.OrScope != "" && !slices.Contains(pay.Scopes, r.OrScope):
		return errors.New("there is no such scope")
	case r.OrScope != "" && (r.Scope == "" || r.OrScope == r.Scope):
		return errors.New("a second scope goes with another first one")
	case r.Owner != nil && (r.Access != Public || !isPost):
		return errors.New("only what the public sends is sent for somebody")
	case r.Access < Key && r.Method != fiber.MethodGet && !isPost:
		return errors.New("browsers send GET and POST only")
	case r.Upload && (!isPost || r.Access != Member && r.Access != Fresh):
		return errors.New("only forms of people who are signed in fully carry files")
	case r.MovesMoney && !isPost:
		return errors.New("only POST moves money")
	}
	return nil
}

// hides reports whether every path that matches later matches earlier as well.
func hides(earlier, later string) bool {
	a, b := strings.Split(earlier, "/"), strings.Split(later, "/")
	for i := range a {
		if a[i] == "*" {
			return true
		}
		whole := strings.HasPrefix(a[i], ":") && !strings.ContainsAny(a[i][1:], ".-:")
		if i >= len(b) || a[i] != b[i] && !whole {
			return false
		}
	}
	return len(a) == len(b)
}

// checkDeclared refuses an app that answers anything that is not on the table.
func checkDeclared(app *fiber.App, table []Route) error {
	declared := map[string]bool{}
	for _, r := range table {
		declared[r.Method+" "+r.Path] = true
		if r.Method == fiber.MethodGet {
			declared[fiber.MethodHead+" "+r.Path] = true
		}
	}
	var errs []error
	for _, r := range app.GetRoutes(true) {
		if !declared[r.Method+" "+r.Path] {
			errs = append(errs, fmt.Errorf("web: %s %s is answered but not on the route table", r.Method, r.Path))
		}
	}
	return errors.Join(errs...)
}
