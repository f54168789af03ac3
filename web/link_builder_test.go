package web

import (
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// asking is a form with everything that a link can ask.
var asking = []string{"kind", "fixed", "currency", "BSD", "amount", "25", "description", "Beans", "note", "on", "quantity_max", "",
	"ask_key", "", "ask_label", "Which roast?", "ask_kind", "choice", "ask_options", "Light\r\n\r\nDark", "ask_required", "0",
	"ask_key", "", "ask_label", "", "ask_kind", "text", "ask_options", "",
	"ask_key", "", "ask_label", "Name on the bag", "ask_kind", "text", "ask_options", ""}

// sends posts a form in which names come several times.
func (b *browser) sends(path string, pairs ...string) answer {
	b.t.Helper()
	values := url.Values{"csrf": {b.csrf}}
	for i := 0; i < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return b.do("POST", path, values.Encode())
}

// builds makes a link by the form, and returns its path.
func (b *browser) builds(pairs ...string) (path string) {
	b.t.Helper()
	path, _, _ = strings.Cut(b.wants2(b.sends("/dashboard/links", pairs...), 303, "/dashboard/links/link_"), "?")
	return path
}

func TestLinkAsks(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	at := b.builds(asking...)
	link := func() map[string]any {
		return s.makes("GET", "/payment-links/"+strings.TrimPrefix(at, "/dashboard/links/"), "")
	}
	fields := link()["custom_fields"].([]any)
	roast, _ := fields[0].(map[string]any)
	if len(fields) != 2 || roast["key"] != "which_roast" || roast["required"] != true || !reflect.DeepEqual(roast["options"], []any{"Light", "Dark"}) || link()["note"] != true {
		t.Errorf("asks %v", link())
	}
	edit := b.wants(b.get(at+"/edit"), 200, "Which roast?", "Light\nDark", `value="which_roast"`, `name="ask_required" value="0" checked`)
	b.wants(b.post(at, "edition", fieldOf(edit, "edition"), "description", "Beans", "quantity_max", "5", "ask_key", "which_roast", "ask_label", "Roast", "ask_kind", "text", "ask_options", ""), 303, at)
	l := link()
	if fields = l["custom_fields"].([]any); len(fields) != 1 || fields[0].(map[string]any)["key"] != "which_roast" || l["quantity_max"].(float64) != 5 || l["note"] != false {
		t.Errorf("changed: %v", l)
	}
}

func TestLinkAsksWrongly(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	for _, test := range []struct {
		name  string
		form  []string
		shows []string
	}{
		{"one choice", []string{"ask_label", "Roast", "ask_kind", "choice", "ask_options", "Light"}, []string{"f-ask-options-0-error", "A choice has 2 to 20 options.", "Light"}},
		{"no question", []string{"ask_label", "", "ask_kind", "text", "ask_options", "", "ask_label", "", "ask_kind", "number", "ask_options", "", "ask_required", "1"},
			[]string{"f-ask-label-1-error", "This is needed."}},
		{"unknown kind", []string{"ask_label", "Roast", "ask_kind", "map", "ask_options", ""}, []string{"f-ask-kind-0-error", "Roast"}},
		{"never", []string{"repeats", "on", "every", "0", "unit", "week"}, []string{"Between 1 and 156.", `value="week" selected`}},
		{"often", []string{"repeats", "on", "every", "often", "unit", "day"}, []string{"Enter a whole number, such as 1", `value="often"`}},
		{"too many pieces", []string{"quantity_max", "101"}, []string{"A whole number from 1 to 100.", `value="101"`}},
		{"pieces of a plan", []string{"quantity_max", "3", "repeats", "on", "every", "1", "unit", "month"}, []string{"paid once", `value="3"`}},
	} {
		got := b.sends("/dashboard/links", slices.Concat([]string{"kind", "fixed", "currency", "BSD", "amount", "25"}, test.form)...)
		for _, text := range test.shows {
			if got.StatusCode != 422 || !strings.Contains(got.body, text) {
				t.Errorf("%s: %d without %q", test.name, got.StatusCode, text)
			}
		}
	}
}

func TestLinkThatChargesAgain(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	at := b.builds("kind", "fixed", "currency", "BSD", "amount", "25", "repeats", "on", "every", "2", "unit", "week")
	b.wants(b.get(at), 200, "every 2 weeks")
	b.wants(b.get(at+"/edit"), 200, "Charged every 2 weeks")
	b.wants(b.get("/dashboard/links/new?from="+strings.TrimPrefix(at, "/dashboard/links/")), 200, `name="repeats" value="on" checked`, `value="week" selected`)
}

func TestCloneLink(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	at := b.builds(slices.Concat(asking, []string{"max_uses", "9", "reference", "R-7", "expires_at", "2099-06-01T00:00"})...)
	id := strings.TrimPrefix(at, "/dashboard/links/")
	b.wants(b.get(at), 200, "/dashboard/links/new?from="+id, "0 of 9 paid, 9 left")
	b.wants(b.get("/dashboard/links/new?from="+id), 200, "Create a payment link", `value="25.00"`, "Which roast?", "R-7", `value="9"`, "2099-06-01T00:00")
	open := s.makes("POST", "/payment-links", `{"min_amount":100,"max_amount":900,"suggested_amounts":[200,300]}`)["id"].(string)
	b.wants(b.get("/dashboard/links/new?from="+open), 200, `value="1.00"`, `value="9.00"`, `value="2.00, 3.00"`, `value="open" checked`)
	for _, from := range []string{"link_nothing", "x"} {
		b.wants(b.get("/dashboard/links/new?from="+from), 404, "")
	}
}
