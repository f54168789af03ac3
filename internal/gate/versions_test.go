package gate

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"
)

// floor are the oldest versions that are safe to use. fasthttp stands beside
// fiber because fiber alone would bring one that lets line breaks into redirects
// and takes a second Content-Length.
var floor = map[string]string{
	"github.com/gofiber/fiber/v2":   "v2.52.15",
	"github.com/valyala/fasthttp":   "v1.74.0",
	"github.com/jackc/pgx/v5":       "v5.12.0",
	"github.com/a-h/templ":          "v0.3.1020",
	"github.com/alexedwards/scs/v2": "v2.9.0",
}

func TestVersionsAreSafe(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	module, err := modfile.Parse("go.mod", text, nil)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, requirement := range module.Require {
		found[requirement.Mod.Path] = requirement.Mod.Version
	}
	for path, oldest := range floor {
		if semver.Compare(found[path], oldest) < 0 {
			t.Errorf("%s is %q, the oldest safe one is %s", path, found[path], oldest)
		}
	}
	if len(module.Replace) > 0 {
		t.Errorf("go.mod replaces %d modules: their versions say nothing then", len(module.Replace))
	}
}
