package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"
	"time"
)

// call is one documented call with the answer that its document prints. Words
// in braces stand for what was kept of an earlier answer.
type call struct {
	name         string
	points       []int // of the document's checklist that the call proves
	method, path string
	as           string // "" is the test key, as its door wants it; else a name of credentials
	body         string
	status       int
	answer       string            // JSON, or "" for an empty body
	same         []string          // fields whose values are as printed; of the others the type is
	opens        []string          // fields that hold addresses of ours that work
	keep         map[string]string // names for fields of the answer
	header       map[string]string // headers of the answer; a value of "" is any
	act          func(*reader)     // what happens beside the API: customers pay
}

// reader makes the calls of a document one after the other.
type reader struct {
	*shop
	member signedIn
	words  map[string]string
	rows   [][]string
}

// newReader has a merchant that trades in the currency of its document.
func newReader(t *testing.T) *reader {
	s := newTill(t)
	r := &reader{shop: s, member: s.member(), words: map[string]string{
		"slug": s.open().Merchant.Slug, "shop": strconv.FormatUint(uint64(s.open().Merchant.Number), 10), "url": s.url,
		"future": time.Now().AddDate(0, 3, 0).UTC().Format(time.RFC3339), "day": time.Now().AddDate(0, 3, 0).UTC().Format(time.DateOnly),
	}}
	return r
}

// follow makes the calls and prints a row for each.
func (r *reader) follow(document string, calls []call) {
	r.t.Helper()
	for _, c := range calls {
		if c.act != nil {
			c.act(r)
			continue
		}
		r.call(c)
	}
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	for _, row := range r.rows {
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	_ = w.Flush()
	r.t.Logf("%s: %d calls\n%s", document, len(r.rows), table.String())
}

func (r *reader) fill(text string) string {
	for word, value := range r.words {
		text = strings.ReplaceAll(text, "{"+word+"}", value)
	}
	return text
}

func (r *reader) call(c call) {
	r.t.Helper()
	path := r.fill(c.path)
	got := r.send(r.ask(c.method, path, c.as, r.fill(c.body)))
	wrong := r.compare(c, got)
	verdict := "ok"
	if len(wrong) > 0 {
		verdict = "WRONG"
	}
	r.rows = append(r.rows, []string{c.method, path, strconv.Itoa(got.StatusCode), verdict, c.name})
	for _, sentence := range wrong {
		r.t.Errorf("%s: %s %s: %s\n%d %.600s", c.name, c.method, path, sentence, got.StatusCode, got.body)
	}
	if len(wrong) == 0 && len(c.keep) > 0 {
		var said any
		r.must(json.Unmarshal([]byte(got.body), &said))
		for word, at := range c.keep {
			value, _ := lookUp(said, at)
			r.words[word] = fmt.Sprint(value)
		}
	}
}

// ask is a request with the named credentials.
func (r *reader) ask(method, path, as, body string) ask {
	key := r.open().TestAPIKey.Reveal()
	a := with(method, path)
	a.body = body
	switch as {
	case "":
		a = showing(Route{Method: method, Path: path}, path, r.open(), key)
		a.body = body
	case "live":
		a = showing(Route{Method: method, Path: path}, path, r.open(), r.open().LiveAPIKey.Reveal())
		a.body = body
	case "token":
		a.header["Authorization"] = "Token " + r.member.cookie
	case "Api-Key":
		a.header["Api-Key"] = key
	case "Bearer":
		a.header["Authorization"] = "Bearer " + key
	case "nobody":
	default:
		r.t.Fatalf("%s %s: nobody has credentials called %q", method, path, as)
	}
	if body == "" {
		delete(a.header, "Content-Type")
	}
	return a
}

// compare says how an answer differs from the documented one.
func (r *reader) compare(c call, got answer) (wrong []string) {
	if got.StatusCode != c.status {
		return []string{fmt.Sprintf("status %d, want %d", got.StatusCode, c.status)}
	}
	if got.Header.Get("X-Request-Id") == "" {
		wrong = append(wrong, "it has no X-Request-Id")
	}
	for name, want := range c.header {
		if value := got.Header.Get(name); value == "" || want != "" && value != r.fill(want) {
			wrong = append(wrong, fmt.Sprintf("the header %s is %q", name, value))
		}
	}
	if c.answer == "" {
		if got.body != "" {
			wrong = append(wrong, "it has a body")
		}
		return wrong
	}
	var shown, said any
	r.must(json.Unmarshal([]byte(r.fill(c.answer)), &shown))
	if err := json.Unmarshal([]byte(got.body), &said); err != nil || got.Header.Get("Content-Type") != "application/json" {
		return append(wrong, "it is no JSON")
	}
	wrong = append(wrong, sameKind("", shown, said)...)
	for _, at := range c.same {
		want, there := lookUp(shown, at)
		if value, _ := lookUp(said, at); !there || !reflect.DeepEqual(want, value) {
			wrong = append(wrong, fmt.Sprintf("%s is %v, want %v", at, value, want))
		}
	}
	for _, at := range c.opens {
		value, _ := lookUp(said, at)
		if address, _ := value.(string); !r.opensAt(address) {
			wrong = append(wrong, fmt.Sprintf("%s: %v does not work", at, value))
		}
	}
	return wrong
}

// opensAt reports whether an address is ours and shows a page or a picture.
func (r *reader) opensAt(address string) bool {
	path, ours := strings.CutPrefix(address, r.url)
	if !ours {
		return false
	}
	got := r.send(ask{path: path})
	kind := got.Header.Get("Content-Type")
	return got.StatusCode == http.StatusOK && (strings.HasPrefix(kind, "text/html") || strings.HasPrefix(kind, "image/"))
}

// lookUp finds "data.0.id" in decoded JSON.
func lookUp(in any, at string) (any, bool) {
	if at == "" {
		return in, true
	}
	for _, part := range strings.Split(at, ".") {
		switch node := in.(type) {
		case map[string]any:
			value, there := node[part]
			if !there {
				return nil, false
			}
			in = value
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i >= len(node) {
				return nil, false
			}
			in = node[i]
		default:
			return nil, false
		}
	}
	return in, true
}

// sameKind compares the JSON types, below lists and objects as well, and of
// texts whether they are times or amounts. Where null is printed anything may
// stand; a list that is printed with something in it is not empty.
func sameKind(at string, shown, got any) (wrong []string) {
	name := strings.TrimPrefix(at, ".")
	switch shown := shown.(type) {
	case nil:
		return nil
	case map[string]any:
		inner, is := got.(map[string]any)
		for _, field := range slices.Sorted(maps.Keys(shown)) {
			value, there := inner[field]
			if is && !there {
				wrong = append(wrong, strings.TrimPrefix(at+"."+field, ".")+" is missing")
				continue
			}
			wrong = append(wrong, sameKind(at+"."+field, shown[field], value)...)
		}
		return append(wrong, isKind(name, "an object", is)...)
	case []any:
		list, is := got.([]any)
		if len(shown) > 0 {
			wrong = isKind(name, "a list with something in it", len(list) > 0)
			for i, value := range list {
				wrong = append(wrong, sameKind(fmt.Sprint(at, ".", i), shown[0], value)...)
			}
		}
		return append(wrong, isKind(name, "a list", is)...)
	case string:
		text, is := got.(string)
		return append(isKind(name, "a text", is), sameText(name, shown, text)...)
	case bool:
		_, is := got.(bool)
		return isKind(name, "true or false", is)
	}
	number, is := got.(float64)
	return isKind(name, "a whole number", is && number == math.Trunc(number))
}

func isKind(at, kind string, is bool) []string {
	if is {
		return nil
	}
	return []string{at + " is not " + kind}
}

var decimalText = regexp.MustCompile(`^\d+\.\d\d$`)

func sameText(at, shown, got string) []string {
	if _, err := time.Parse(time.RFC3339, shown); err == nil {
		_, err := time.Parse(time.RFC3339, got)
		return isKind(at, "an ISO 8601 time", err == nil)
	}
	if decimalText.MatchString(shown) {
		return isKind(at, "an amount with two decimals", decimalText.MatchString(got))
	}
	return nil
}

// pays pays at an address as a customer does, with a good card.
func (r *reader) pays(address string) {
	r.t.Helper()
	path, _ := strings.CutPrefix(r.fill(address), r.url)
	got := r.browser().paysAt(path, goodCard)
	if got.StatusCode != 303 || !strings.HasPrefix(got.Header.Get("Location"), "/receipt/") {
		r.t.Fatalf("paying at %s: %d %s", path, got.StatusCode, got.Header.Get("Location"))
	}
}
