package main

import (
	"strings"
	"testing"
)

// checkMail holds mails to what mail programs show: nothing is loaded but a logo,
// nothing runs, and links go to our own site.
func (d document) checkMail(t *testing.T) {
	if n := len(d.all("h1")); n != 1 {
		t.Errorf("%d h1, want 1", n)
	}
	for _, n := range d.all("img") {
		if !strings.HasPrefix(attr(n, "src"), "data:image/") || attr(n, "alt") == "" || attr(n, "width") == "" {
			t.Errorf("a picture %q %q", attr(n, "src"), attr(n, "alt"))
		}
	}
	if found := d.all("script", "link", "iframe", "form", "input", "object", "base", "video", "svg"); len(found) > 0 {
		t.Errorf("<%s> in a mail", found[0].Data)
	}
	root := d.all("html")[0]
	if attr(root, "lang") == "" || (attr(root, "dir") == "rtl") != (attr(root, "lang") == "ar") {
		t.Errorf("lang %q with dir %q", attr(root, "lang"), attr(root, "dir"))
	}
	links := d.all("a")
	if len(links) < 2 || len(links) > 3 {
		t.Errorf("%d links", len(links))
	}
	for i, a := range links {
		if href := attr(a, "href"); !strings.HasPrefix(href, "https://pay.example.com/") || i > 0 && strings.TrimSpace(text(a)) != href {
			t.Errorf("link to %q says %q", href, text(a))
		}
	}
	for _, n := range d.elements {
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || strings.Contains(a.Val, "url(") || strings.Contains(a.Val, "Templ") {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
	}
}
