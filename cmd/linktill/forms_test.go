package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// webForm is a form of a page: where it goes, and what it sends when nobody
// types anything. Names has every field, those that are empty too.
type webForm struct {
	method, action string
	values         url.Values
	names          []string
}

// parse reads a page, which is always possible: browsers read anything.
func parse(t *testing.T, page string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	must(t, err)
	return root
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// formsOf are the forms of a page.
func formsOf(t *testing.T, page string) (forms []*webForm) {
	t.Helper()
	var in *webForm
	for n := range parse(t, page).Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "form" {
			method, _ := attr(n, "method")
			action, _ := attr(n, "action")
			in = &webForm{method: strings.ToUpper(method), action: action, values: url.Values{}}
			forms = append(forms, in)
			continue
		}
		if in != nil {
			in.add(n)
		}
	}
	return forms
}

// add takes one control over, as a browser does when the form is sent.
func (f *webForm) add(n *html.Node) {
	name, named := attr(n, "name")
	if !named {
		return
	}
	value, _ := attr(n, "value")
	kind, _ := attr(n, "type")
	_, checked := attr(n, "checked")
	switch n.Data {
	case "input":
		if (kind != "radio" && kind != "checkbox") || checked {
			f.values.Add(name, value)
		}
	case "textarea":
		if n.FirstChild != nil {
			value = n.FirstChild.Data
		}
		f.values.Add(name, value)
	case "select":
		f.values.Add(name, chosen(n))
	case "button":
	default:
		return
	}
	for _, known := range f.names {
		if known == name {
			return
		}
	}
	f.names = append(f.names, name)
}

func chosen(list *html.Node) string {
	first := ""
	for n := range list.Descendants() {
		if n.Type != html.ElementNode || n.Data != "option" {
			continue
		}
		value, _ := attr(n, "value")
		if _, selected := attr(n, "selected"); selected {
			return value
		}
		if first == "" {
			first = value
		}
	}
	return first
}

// formTo opens a page and returns what its form with that action sends, with
// more fields filled in.
func (p *person) formTo(page, action string, more ...string) url.Values {
	p.t.Helper()
	got := p.get(page)
	if got.StatusCode != http.StatusOK {
		p.t.Fatalf("GET %s: %d to %q\n%s", page, got.StatusCode, got.Header.Get("Location"), got.body)
	}
	return with(p.formIn(got, action), more...)
}

// formIn is what the form of an answer sends.
func (p *person) formIn(page answer, action string) url.Values {
	p.t.Helper()
	for _, f := range formsOf(p.t, page.body) {
		if f.action == action {
			return f.values
		}
	}
	p.t.Fatalf("%s has no form for %s:\n%s", page.Request.URL.Path, action, page.body)
	return nil
}

// with sets fields, given as names and values in turn.
func with(form url.Values, more ...string) url.Values {
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}
