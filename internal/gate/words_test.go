package gate

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// rule finds what a Go file must not contain and says where.
type rule func(source) []string

// inspect collects the places of the nodes that are wrong.
func inspect(s source, isWrong func(ast.Node) string) []string {
	var found []string
	ast.Inspect(s.tree, func(node ast.Node) bool {
		if node != nil {
			if why := isWrong(node); why != "" {
				found = append(found, s.at(node)+": "+why)
			}
		}
		return true
	})
	return found
}

// skips finds tests that may not run: a skipped test fails the gate.
func skips(s source) []string {
	return inspect(s, func(node ast.Node) string {
		selector, is := node.(*ast.SelectorExpr)
		if !is {
			return ""
		}
		switch selector.Sel.Name {
		case "Skip", "Skipf", "SkipNow":
			return "a test that may skip proves nothing"
		case "Short":
			if of, is := selector.X.(*ast.Ident); is && of.Name == "testing" {
				return "there is one set of tests, not a short one"
			}
		}
		return ""
	})
}

// sleeps finds waiting by time in tests, which is either flaky or slow.
func sleeps(s source) []string {
	return inspect(s, func(node ast.Node) string {
		selector, is := node.(*ast.SelectorExpr)
		if !is || selector.Sel.Name != "Sleep" {
			return ""
		}
		if of, is := selector.X.(*ast.Ident); !is || of.Name != "time" {
			return ""
		}
		return "wait for a signal, or poll with a deadline"
	})
}

// floats finds floating point, which loses money.
func floats(s source) []string {
	return inspect(s, func(node ast.Node) string {
		switch n := node.(type) {
		case *ast.Ident:
			if n.Name == "float32" || n.Name == "float64" {
				return "money is int64 minor units"
			}
		case *ast.BasicLit:
			if n.Kind == token.FLOAT {
				return "money is int64 minor units"
			}
		case *ast.SelectorExpr:
			switch n.Sel.Name {
			case "ParseFloat", "FormatFloat", "Float64", "Float32":
				return "money is int64 minor units"
			}
		}
		return ""
	})
}

var (
	sqlStart = regexp.MustCompile(`(?i)\b(SELECT|INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s`)
	verb     = regexp.MustCompile(`%[-+# 0-9.\[\]*]*[a-zA-Z]`)
)

// builtSQL finds statements that are put together from values: by a format with
// verbs, or by adding something that is no constant written in capitals or
// lower case letters in this package's files.
func builtSQL(s source) []string {
	return inspect(s, func(node ast.Node) string {
		switch n := node.(type) {
		case *ast.CallExpr:
			if isFormat(n) && len(n.Args) > 0 && sqlStart.MatchString(literals(n.Args[0])) && verb.MatchString(literals(n.Args[0])) {
				return "a statement is written out; values are its arguments"
			}
		case *ast.BinaryExpr:
			if n.Op == token.ADD && sqlStart.MatchString(literals(n)) && addsCall(n) {
				return "a statement is written out; values are its arguments"
			}
		}
		return ""
	})
}

func isFormat(call *ast.CallExpr) bool {
	selector, is := call.Fun.(*ast.SelectorExpr)
	return is && (selector.Sel.Name == "Sprintf" || selector.Sel.Name == "Fprintf" || selector.Sel.Name == "Appendf")
}

// literals joins the string literals below a node.
func literals(node ast.Node) string {
	var text strings.Builder
	ast.Inspect(node, func(node ast.Node) bool {
		if literal, is := node.(*ast.BasicLit); is && literal.Kind == token.STRING {
			if value, err := strconv.Unquote(literal.Value); err == nil {
				text.WriteString(value + " ")
			}
		}
		return true
	})
	return text.String()
}

// addsCall tells whether a sum has a part that is computed: a call, an element,
// a field of something.
func addsCall(sum *ast.BinaryExpr) bool {
	for _, part := range []ast.Expr{sum.X, sum.Y} {
		switch n := part.(type) {
		case *ast.BinaryExpr:
			if addsCall(n) {
				return true
			}
		case *ast.CallExpr, *ast.IndexExpr, *ast.SelectorExpr:
			return true
		}
	}
	return false
}

// holds applies a rule to all files that keep accepts.
func holds(t *testing.T, keep func(source) bool, broken rule) {
	t.Helper()
	every(t, keep, func(s source) {
		for _, found := range broken(s) {
			t.Error(found)
		}
	})
}

func TestNoTestSkips(t *testing.T) {
	t.Parallel()
	holds(t, source.isGo, skips)
}

func TestNoTestSleeps(t *testing.T) {
	t.Parallel()
	holds(t, source.isTest, sleeps)
}

func TestNoFloatsNearMoney(t *testing.T) {
	t.Parallel()
	holds(t, func(s source) bool {
		return product(s) && (within(s.folder(), "internal/pay") || within(s.folder(), "store") || within(s.folder(), "internal/desk"))
	}, floats)
}

func TestStatementsAreWrittenOut(t *testing.T) {
	t.Parallel()
	holds(t, func(s source) bool { return product(s) && within(s.folder(), "store") }, builtSQL)
}

func TestRulesFindWhatTheyForbid(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		broken rule
		text   string
		want   int
	}{
		{"skip", skips, "func f(t *testing.T) { t.Skip(); t.Skipf(``); t.SkipNow() }", 3},
		{"short", skips, "var _ = testing.Short()", 1},
		{"a field named Short", skips, "var _ = name.Short", 0},
		{"sleep", sleeps, "func f() { time.Sleep(1) }", 1},
		{"somebody else's sleep", sleeps, "func f() { clock.Sleep(1) }", 0},
		{"float type", floats, "func f(amount float64) {}", 1},
		{"float literal", floats, "var x = 0.5", 1},
		{"float parsed", floats, "var x, _ = strconv.ParseFloat(s, 64)", 1},
		{"integers", floats, "var x int64 = 5", 0},
		{"formatted statement", builtSQL, "var q = fmt.Sprintf(`SELECT * FROM %s`, t)", 1},
		{"format without a statement", builtSQL, "var q = fmt.Sprintf(`selected %d`, n)", 0},
		{"added value", builtSQL, "var q = `DELETE FROM x WHERE id = ` + id.String()", 1},
		{"added constant", builtSQL, "var q = `SELECT ` + columns + ` FROM x`", 0},
	} {
		if found := c.broken(sample(t, c.text)); len(found) != c.want {
			t.Errorf("%s: found %v, want %d", c.name, found, c.want)
		}
	}
}
