package main

import (
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"
	"time"
)

// documented is one call of a reference document, with the answer that it
// shows. Words in braces stand for what an earlier answer said.
type documented struct {
	Name, Method, Path string
	Body               json.RawMessage
	Status             int
	Answer             object
	Same               []string          // fields whose values are as shown; of the others the type is
	Some               []string          // lists that have at least one element
	Keep               map[string]string // names for fields of the answer
	Pay                string            // instead of a call: customers pay that link, in test mode
	TestOnly           bool              `json:"test_only"`
	NoKey              bool              `json:"no_key"`
	Until              bool              // the answer is awaited
}

// TestDocument000 and TestDocument002 make the calls of the two documents, with
// a test key and with a live one.
func TestDocument000(t *testing.T) { documents(t, "testdata/document_000.json") }

// TestDocument002 is about payment links.
func TestDocument002(t *testing.T) { documents(t, "testdata/document_002.json") }

func documents(t *testing.T, file string) {
	t.Parallel()
	text, err := os.ReadFile(file)
	must(t, err)
	s := newShop(t, release)
	s.serve()
	for mode, key := range map[string]string{"test": s.merchant.TestAPIKey, "live": s.merchant.LiveAPIKey} {
		t.Run(mode, func(t *testing.T) {
			r := &reader{shop: s.in(t), key: key, live: mode == "live", words: map[string]string{
				"slug": s.merchant.Slug, "future": time.Now().AddDate(0, 3, 0).UTC().Format(time.RFC3339)}}
			for _, step := range read[[]json.RawMessage](t, string(text)) {
				r.step(string(step))
			}
			r.print(file)
		})
	}
	s.inOrder()
}

// reader follows a document.
type reader struct {
	*shop
	key   string
	live  bool
	words map[string]string
	table [][]string
}

func (r *reader) step(text string) {
	r.t.Helper()
	r.words["soon"] = time.Now().Add(2500 * time.Millisecond).UTC().Format(time.RFC3339Nano)
	for word, value := range r.words {
		text = strings.ReplaceAll(text, "{"+word+"}", value)
	}
	d := read[documented](r.t, text)
	switch {
	case r.live && (d.TestOnly || d.Pay != ""):
		return // nobody can pay with real money yet
	case d.Pay != "":
		r.pays(d.Pay)
		return
	}
	var got answer
	var wrong []string
	call := func() bool {
		got = r.send(ask{method: d.Method, path: d.Path, body: string(d.Body), key: r.keyFor(d)})
		wrong = r.compare(d, got)
		return len(wrong) == 0
	}
	if d.Until {
		soon(15*time.Second, call)
	} else {
		call()
	}
	r.table = append(r.table, []string{d.Method, d.Path, strconv.Itoa(got.StatusCode), strconv.Itoa(len(d.Answer)) + " fields", d.Name})
	for _, sentence := range wrong {
		r.t.Errorf("%s: %s %s: %s\n%d %s", d.Name, d.Method, d.Path, sentence, got.StatusCode, got.body)
	}
	if len(wrong) == 0 {
		r.keep(d, read[object](r.t, got.body))
	}
}

func (r *reader) keyFor(d documented) string {
	if d.NoKey {
		return ""
	}
	return r.key
}

// keep notes what later calls need; "data.0.id" goes into lists.
func (r *reader) keep(d documented, got object) {
	for word, path := range d.Keep {
		var at any = got
		for _, part := range strings.Split(path, ".") {
			if list, is := at.([]any); is {
				at = list[0]
			} else {
				at = at.(object)[part]
			}
		}
		r.words[word] = fmt.Sprint(at)
	}
}

// compare says how an answer differs from the documented one.
func (r *reader) compare(d documented, got answer) (wrong []string) {
	if got.StatusCode != d.Status {
		return []string{fmt.Sprintf("status %d, want %d", got.StatusCode, d.Status)}
	}
	if kind := got.Header.Get("Content-Type"); kind != "application/json" {
		wrong = append(wrong, "the content type is "+kind)
	}
	if got.Header.Get("X-Request-Id") == "" {
		wrong = append(wrong, "it has no X-Request-Id")
	}
	said := read[object](r.t, got.body)
	for name, shown := range d.Answer {
		value, there := said[name]
		if !there {
			wrong = append(wrong, name+" is missing")
			continue
		}
		wrong = append(wrong, r.sameKind(name, shown, value)...)
		if slices.Contains(d.Same, name) && !reflect.DeepEqual(shown, value) {
			wrong = append(wrong, fmt.Sprintf("%s is %v, want %v", name, value, shown))
		}
		if list, is := value.([]any); slices.Contains(d.Some, name) && (!is || len(list) == 0) {
			wrong = append(wrong, name+" is empty")
		}
	}
	return wrong
}

// sameKind compares the JSON types, below lists and objects as well, and
// what strings are that are times or addresses. Where null is shown anything
// may stand.
func (r *reader) sameKind(at string, shown, got any) (wrong []string) {
	switch shown := shown.(type) {
	case nil:
		return nil
	case object:
		inner, is := got.(object)
		for name, value := range shown {
			if _, there := inner[name]; !there {
				wrong = append(wrong, at+"."+name+" is missing")
				continue
			}
			wrong = append(wrong, r.sameKind(at+"."+name, value, inner[name])...)
		}
		return append(wrong, isKind(at, "an object", is)...)
	case []any:
		list, is := got.([]any)
		for i, value := range list {
			if len(shown) > 0 {
				wrong = append(wrong, r.sameKind(fmt.Sprint(at, ".", i), shown[0], value)...)
			}
		}
		return append(wrong, isKind(at, "a list", is)...)
	case string:
		text, is := got.(string)
		return append(isKind(at, "a text", is), r.sameText(at, shown, text)...)
	case bool:
		_, is := got.(bool)
		return isKind(at, "true or false", is)
	}
	number, is := got.(float64)
	return isKind(at, "a whole number", is && number == math.Trunc(number))
}

func isKind(at, kind string, is bool) []string {
	if is {
		return nil
	}
	return []string{at + " is not " + kind}
}

// sameText wants a time for a time, and an address of ours for an address.
func (r *reader) sameText(at, shown, got string) []string {
	if _, err := time.Parse(time.RFC3339, shown); err == nil {
		_, err := time.Parse(time.RFC3339, got)
		return isKind(at, "an ISO 8601 time", err == nil)
	}
	if u, err := url.Parse(shown); err == nil && u.Scheme == "https" {
		return isKind(at, "an address of this server that works", strings.HasPrefix(got, r.url+"/") && r.works(got))
	}
	return nil
}

func (r *reader) works(address string) bool {
	got := r.send(ask{at: address, method: "GET"})
	image := strings.HasPrefix(got.Header.Get("Content-Type"), "image/")
	return got.StatusCode == 200 && image == strings.Contains(address, "/qr/")
}

// print shows one row for each call.
func (r *reader) print(file string) {
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	for _, row := range r.table {
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	_ = w.Flush()
	r.t.Logf("%s\n%s", file, table.String())
}
