package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"strings"
	"testing"
)

func TestURLOpensTheSameBytes(t *testing.T) {
	t.Parallel()
	for name := range bundles {
		url := URL(name)
		f, ok := Open(strings.TrimPrefix(url, "/static/"))
		if !ok || len(f.Body) == 0 {
			t.Fatalf("%s: nothing at %s", name, url)
		}
		r, err := gzip.NewReader(bytes.NewReader(f.Gzip))
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(plain, f.Body) {
			t.Errorf("%s: the compressed form differs (%v)", name, err)
		}
		if f.ETag == "" || f.ContentType == "" {
			t.Errorf("%s: no ETag or content type", name)
		}
	}
}

func TestOpenKnowsOnlyHashedNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"css/dashboard.css", "css/tokens.css", "../static.go", "", "js/app.000000000000.js"} {
		if _, ok := Open(name); ok {
			t.Errorf("Open(%q) found something", name)
		}
	}
}

func TestEverySourceIsInABundle(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, parts := range bundles {
		for _, part := range parts {
			used[part] = true
		}
	}
	for _, pattern := range []string{"css/*.css", "js/*.js"} {
		names, err := fs.Glob(sources, pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if !used[name] {
				t.Errorf("%s is in no bundle", name)
			}
		}
	}
}

// The budgets that keep pages light on a phone: all scripts together, each
// script, and what a checkout page loads besides its HTML.
func TestBudgets(t *testing.T) {
	t.Parallel()
	scripts, err := fs.Glob(sources, "js/*.js")
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, name := range scripts {
		body, err := sources.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		total += len(lean(body))
		for line := range bytes.Lines(body) { // lean would change a text of several lines
			if bytes.Count(line, []byte("`"))%2 != 0 {
				t.Errorf("%s has a text that goes over several lines: %s", name, line)
			}
		}
		if lines := bytes.Count(body, []byte("\n")); lines > 60 {
			t.Errorf("%s has %d lines, at most 60 allowed", name, lines)
		}
	}
	if total > 12_000 {
		t.Errorf("all scripts are %d bytes as they are served, at most 12,000 allowed", total)
	}
	wire := 0
	for _, name := range []string{"css/public.css", "js/checkout.js"} {
		f, _ := Open(strings.TrimPrefix(URL(name), "/static/"))
		wire += len(f.Gzip)
	}
	if wire > 16_000 {
		t.Errorf("the checkout's style and script are %d bytes compressed, at most 16,000 allowed", wire)
	}
}

func TestSqueezeKeepsRules(t *testing.T) {
	t.Parallel()
	got := string(squeeze([]byte("/* a */\n@layer ui {\n  a { color: red } /* b */\n\n}\n")))
	if want := "@layer ui {\na { color: red }\n}"; got != want {
		t.Errorf("squeeze = %q, want %q", got, want)
	}
}
