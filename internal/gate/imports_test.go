package gate

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layers: a package imports only lower ones and those of its own tree. What is
// not named is a leaf, at level 1: it imports pay and other leaves.
var layers = map[string]int{
	"internal/pay":      0,
	"internal/acquirer": 2, "views": 2, "store": 3,
	"internal/desk": 4,
	"internal/jobs": 5, "handlers": 5,
	"web": 6,
	"cmd": 7, "internal/dbtest": 7, "internal/testrun": 7, "internal/bench": 7,
}

const leaf = 1

// never are the imports that the layers would allow.
var never = [][2]string{
	{"store", "internal/acquirer"}, {"store", "views"},
	{"handlers", "internal/acquirer"}, {"internal/desk", "views"},
}

// foreign are other people's packages with the only trees that may import them.
// A nil list is for everybody else: pay is the standard library alone.
var foreign = map[string][]string{
	"github.com/gofiber/fiber": {"handlers", "web", "cmd"},
	"github.com/valyala":       {"handlers", "web", "cmd"},
	"github.com/a-h/templ":     {"views", "handlers", "web", "cmd"},
	"github.com/jackc/pgx":     {"store", "internal/acquirer", "internal/desk", "internal/jobs", "internal/devpg", "internal/dbtest", "internal/bench", "web", "cmd"},
}

func within(path, tree string) bool { return path == tree || strings.HasPrefix(path, tree+"/") }

// layer finds the longest named tree that a package is in.
func layer(path string) (tree string, level int) {
	tree, level = path, leaf
	longest := -1
	for named, at := range layers {
		if within(path, named) && len(named) > longest {
			tree, level, longest = named, at, len(named)
		}
	}
	return tree, level
}

// wrongImport says why one package may not import another, or nothing.
func wrongImport(from, imported string) string {
	if ours, is := strings.CutPrefix(imported, "linktill/"); is {
		return wrongWay(from, ours)
	}
	outside := strings.Contains(strings.Split(imported, "/")[0], ".")
	if outside && within(from, "internal/pay") {
		return "pay is the standard library alone"
	}
	for path, trees := range foreign {
		allowed := slices.ContainsFunc(trees, func(tree string) bool { return within(from, tree) })
		if within(imported, path) && !allowed {
			return "only " + strings.Join(trees, ", ") + " may"
		}
	}
	return ""
}

func wrongWay(from, to string) string {
	fromTree, fromLevel := layer(from)
	toTree, toLevel := layer(to)
	for _, pair := range never {
		if within(from, pair[0]) && within(to, pair[1]) {
			return "never"
		}
	}
	sameTree := fromTree == toTree
	bothLeaves := fromLevel == leaf && toLevel == leaf
	if toLevel < fromLevel || sameTree || bothLeaves {
		return ""
	}
	return "imports run one way: cmd, web, handlers and jobs, desk, store, views and acquirer, the rest, pay"
}

func TestImportsRunOneWay(t *testing.T) {
	t.Parallel()
	every(t, func(s source) bool { return s.isGo() && !s.isTest() }, func(s source) {
		for _, spec := range s.tree.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if why := wrongImport(s.folder(), imported); why != "" {
				t.Errorf("%s imports %s: %s", s.at(spec), imported, why)
			}
		}
	})
}

func TestImportRule(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to string
		wrong    bool
	}{
		{"internal/pay", "time", false},
		{"internal/pay", "linktill/internal/secret", true},
		{"internal/pay", "github.com/google/uuid", true},
		{"views", "linktill/store", true},
		{"views", "linktill/internal/desk", true},
		{"views", "github.com/gofiber/fiber/v2", true},
		{"views", "linktill/static", false},
		{"views", "linktill/views/ui", false},
		{"store", "linktill/internal/acquirer/sandbox", true},
		{"store", "linktill/views", true},
		{"store", "linktill/migrations", false},
		{"handlers", "linktill/store", false},
		{"handlers", "linktill/internal/acquirer", true},
		{"handlers", "linktill/web", true},
		{"handlers", "linktill/internal/jobs", true},
		{"handlers", "github.com/jackc/pgx/v5", true},
		{"internal/desk", "linktill/store", false},
		{"internal/desk", "linktill/internal/acquirer", false},
		{"internal/desk", "linktill/handlers", true},
		{"internal/acquirer/sandbox", "linktill/internal/acquirer", false},
		{"internal/acquirer", "linktill/store", true},
		{"internal/mail", "linktill/store", true},
		{"internal/mail", "linktill/internal/secret", false},
		{"web", "linktill/internal/dbtest", true},
		{"cmd/linktill", "linktill/web", false},
	} {
		if why := wrongImport(c.from, c.to); (why != "") != c.wrong {
			t.Errorf("%s importing %s: %q, want it wrong = %v", c.from, c.to, why, c.wrong)
		}
	}
}
