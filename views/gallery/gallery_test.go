package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestPages renders every page in every state and checks what holds for all.
func TestPages(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, p := range Pages() {
		name := p.Name + "/" + p.State
		if seen[name] {
			t.Errorf("%s is twice in the gallery", name)
		}
		seen[name] = true
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var body bytes.Buffer
			if err := p.Component.Render(context.Background(), &body); err != nil {
				t.Fatal(err)
			}
			root, err := html.Parse(&body)
			if err != nil {
				t.Fatal(err)
			}
			d := read(root)
			if p.Group == mailGroup {
				d.checkMail(t)
				return
			}
			d.checkOutline(t)
			d.checkPolicy(t)
			d.checkLabels(t)
			d.checkReferences(t)
			d.checkForms(t)
			checkTables(t, root)
		})
	}
}

// document is a parsed page: its elements in order, and those with an id.
type document struct {
	elements []*html.Node
	ids      map[string]int
}

func read(root *html.Node) document {
	d := document{ids: map[string]int{}}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		d.elements = append(d.elements, n)
		if id := attr(n, "id"); id != "" {
			d.ids[id]++
		}
	}
	return d
}

func (d document) all(tags ...string) []*html.Node {
	var found []*html.Node
	for _, n := range d.elements {
		if slices.Contains(tags, n.Data) {
			found = append(found, n)
		}
	}
	return found
}

func (d document) checkOutline(t *testing.T) {
	if n := len(d.all("h1")); n != 1 {
		t.Errorf("%d h1, want 1", n)
	}
	if n := len(d.all("main")); n != 1 {
		t.Errorf("%d main, want 1", n)
	}
	if titles := d.all("title"); len(titles) == 0 || strings.TrimSpace(text(titles[0])) == "" {
		t.Error("no title")
	}
	if attr(d.all("html")[0], "lang") == "" {
		t.Error("no lang")
	}
	for id, n := range d.ids {
		if n > 1 {
			t.Errorf("id %q is used %d times", id, n)
		}
	}
}

// checkPolicy holds pages to the content security policy; that no hostile text
// became markup follows from it.
func (d document) checkPolicy(t *testing.T) {
	for _, n := range d.elements {
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
			if strings.Contains(a.Val, "TemplFailedSanitization") {
				t.Errorf("<%s %s> was given an address that is not allowed", n.Data, a.Key)
			}
			if strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:") {
				t.Errorf("<%s %s> runs a script", n.Data, a.Key)
			}
		}
	}
	if len(d.all("style", "object", "embed", "base")) > 0 {
		t.Error("an element that the policy forbids")
	}
	for _, f := range d.all("iframe") {
		if src := attr(f, "src"); !strings.HasPrefix(src, "/") || attr(f, "title") == "" {
			t.Errorf("a frame from %q with the title %q", src, attr(f, "title"))
		}
	}
	for _, s := range d.all("script") {
		if src := attr(s, "src"); !strings.HasPrefix(src, "/static/") || text(s) != "" {
			t.Errorf("script %q with text %q", src, text(s))
		}
	}
	for _, i := range d.all("img") {
		if src := attr(i, "src"); !strings.HasPrefix(src, "/") && !strings.HasPrefix(src, "data:image/") {
			t.Errorf("picture from %q", src)
		}
	}
}

func (d document) checkLabels(t *testing.T) {
	labelled := map[string]bool{}
	for _, l := range d.all("label") {
		labelled[attr(l, "for")] = true
	}
	for _, n := range d.all("input", "select", "textarea") {
		if attr(n, "type") == "hidden" || attr(n, "aria-label") != "" || labelled[attr(n, "id")] && attr(n, "id") != "" || inside(n, "label") {
			continue
		}
		t.Errorf("<%s name=%q> has no label", n.Data, attr(n, "name"))
	}
	for _, n := range d.all("button", "a", "summary") {
		if strings.TrimSpace(text(n)) == "" && attr(n, "aria-label") == "" && !hasLabelled(n) {
			t.Errorf("<%s class=%q> says nothing", n.Data, attr(n, "class"))
		}
	}
	for _, n := range d.all("img") {
		if !has(n, "alt") {
			t.Errorf("picture %.40q has no alt", attr(n, "src"))
		}
	}
}

func (d document) checkReferences(t *testing.T) {
	for _, n := range d.elements {
		for _, key := range []string{"aria-describedby", "for", "data-copy"} {
			for id := range strings.FieldsSeq(attr(n, key)) {
				if d.ids[id] == 0 {
					t.Errorf("<%s %s=%q>: no such id", n.Data, key, id)
				}
			}
		}
		if attr(n, "aria-invalid") == "true" && attr(n, "aria-describedby") == "" {
			t.Errorf("<%s name=%q> is wrong without saying why", n.Data, attr(n, "name"))
		}
	}
}

// A form that changes something is a post with a token. One that only asks is a
// get without: a token in an address would be logged and shared.
func (d document) checkForms(t *testing.T) {
	for _, f := range d.all("form") {
		method, want := attr(f, "method"), 1
		if method == "get" || method == "" {
			want = 0
		} else if method != "post" {
			t.Errorf("form to %q is neither a post nor a get", attr(f, "action"))
		}
		tokens := 0
		for n := range f.Descendants() {
			if n.Type == html.ElementNode && n.Data == "input" && attr(n, "name") == "csrf" && attr(n, "value") != "" {
				tokens++
			}
		}
		if tokens != want {
			t.Errorf("form to %q has %d csrf tokens", attr(f, "action"), tokens)
		}
	}
}

// TestEveryComponentIsShown fails when a page is added without being shown here.
func TestEveryComponentIsShown(t *testing.T) {
	t.Parallel()
	shown := map[string]bool{}
	for _, p := range Pages() {
		shown[p.Name] = true
	}
	files, err := filepath.Glob("../*.templ")
	if err != nil || len(files) == 0 {
		t.Fatalf("no templates: %v", err)
	}
	exported := regexp.MustCompile(`(?m)^templ ([A-Z]\w*)\(`)
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range exported.FindAllStringSubmatch(string(body), -1) {
			if !shown[m[1]] {
				t.Errorf("%s: %s is not in the gallery", filepath.Base(file), m[1])
			}
		}
	}
}

// TestCheckoutWeight keeps the page that people open in the street light.
func TestCheckoutWeight(t *testing.T) {
	t.Parallel()
	for _, p := range Pages() {
		if p.Name != "Checkout" {
			continue
		}
		var body bytes.Buffer
		if err := p.Component.Render(context.Background(), &body); err != nil {
			t.Fatal(err)
		}
		// The QR code is a request of its own when it is served.
		page := strings.ReplaceAll(body.String(), sampleQR, "/qr/link.svg")
		if n := compressed(t, page); n > 10_000 {
			t.Errorf("%s: %d bytes of HTML, compressed", p.State, n)
		}
	}
}

// compressed is how many bytes a page has on its way: the names of all countries
// in some scripts are long, and compress well.
func compressed(t *testing.T, page string) int {
	t.Helper()
	var body bytes.Buffer
	w := gzip.NewWriter(&body)
	if _, err := w.Write([]byte(page)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return body.Len()
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func inside(n *html.Node, tag string) bool {
	for a := range n.Ancestors() {
		if a.Data == tag {
			return true
		}
	}
	return false
}

func hasLabelled(n *html.Node) bool {
	for c := range n.Descendants() {
		if attr(c, "aria-label") != "" {
			return true
		}
	}
	return false
}

// checkTables: the cells of a row are hidden on the same screens as what their
// columns are called, or each would stand below another one's heading.
func checkTables(t *testing.T, n *html.Node) {
	t.Helper()
	if n.Type == html.ElementNode && n.Data == "tr" {
		heads := n.Parent.Parent.FirstChild
		if rows := cells(n, "td"); heads.Data == "thead" && len(rows) > 0 {
			names := cells(heads.FirstChild, "th")
			if len(names) == len(rows) && !slices.Equal(names, rows) {
				t.Errorf("the columns of a table are hidden %q, its cells %q", names, rows)
			}
		}
	}
	for child := range n.ChildNodes() {
		checkTables(t, child)
	}
}

// cells says of each cell of a row on which screens it is hidden.
func cells(row *html.Node, kind string) (hidden []string) {
	for cell := range row.ChildNodes() {
		if cell.Data != kind {
			continue
		}
		classes := ""
		for _, a := range cell.Attr {
			if a.Key == "class" {
				classes = a.Val
			}
		}
		at := ""
		for _, class := range strings.Fields(classes) {
			if class == "wide" || class == "side" {
				at += class
			}
		}
		hidden = append(hidden, at)
	}
	return hidden
}
