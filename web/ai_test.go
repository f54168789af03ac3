package web

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"linktill/handlers"
	"linktill/internal/pay"
	"linktill/internal/writer"
)

// ai asks one of the writing helpers.
func (s *shop) ai(path, body string) (int, map[string]any) {
	s.t.Helper()
	return s.api("POST", "/ai/"+path, body)
}

func fieldErrors(v map[string]any) []string {
	var names []string
	errors, _ := v["errors"].(map[string]any)
	for name := range errors {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func TestGenerateDescription(t *testing.T) {
	s := newHouse(t)
	const order = `{"name":"Island Blend","keywords":["dark roast","ground fresh"],"tone":"luxury","language":"de","max_length":200}`
	got := s.send(ask{method: "POST", path: "/v1/ai/generate-description/", key: s.open().TestAPIKey.Reveal(), body: order})
	v := got.json(t)
	text, _ := v["text"].(string)
	if got.StatusCode != 200 || len(v) != 2 || v["model"] != "linktill-templates" || !strings.Contains(text, "Island Blend") ||
		!strings.Contains(text, "dark roast und ground fresh") || len([]rune(text)) > 200 {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	if got.Header.Get("Ratelimit-Limit") != "20" || got.Header.Get("Ratelimit-Remaining") == "" || got.Header.Get("Ratelimit-Reset") == "" {
		t.Errorf("%v", got.Header)
	}
	if _, again := s.ai("generate-description", order); again["text"] != text {
		t.Errorf("the same order gives %q and %q", text, again["text"])
	}
	if status, v := s.ai("generate-description", `{"name":"Island Blend","keywords":"dark roast, ground fresh"}`); status != 200 ||
		!strings.Contains(v["text"].(string), "dark roast and ground fresh") {
		t.Errorf("%d %v", status, v)
	}
}

func TestBadAIInput(t *testing.T) {
	s := newHouse(t)
	long := strings.Repeat("x", 2001)
	for _, c := range []struct {
		path, body string
		fields     []string
	}{
		{"generate-description", `{}`, []string{"name"}},
		{"generate-description", `{"name":" \u200b "}`, []string{"name"}},
		{"generate-description", `{"name":"x","tone":"angry","language":"it","max_length":59,"keywords":[1]}`, []string{"keywords.0", "language", "max_length", "tone"}},
		{"generate-description", `{"name":"` + long + `","max_length":2001,"keywords":5}`, []string{"keywords", "max_length", "name"}},
		{"generate-description", `{"name":"x","keywords":["` + long + `"]}`, []string{"keywords"}},
		{"generate-description", `{"name":"x","keywords":"a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u"}`, []string{"keywords"}},
		{"generate-description", `{"name":5,"prompt":"x"}`, []string{"name", "prompt"}},
		{"generate-caption", `{}`, []string{"text"}},
		{"generate-caption", `{"text":"x","product_id":"prd_1"}`, []string{"text"}},
		{"generate-caption", `{"text":"","network":"myspace","tone":"x","language":"xx","hashtags":"many"}`, []string{"hashtags", "language", "network", "text", "tone"}},
		{"generate-caption", `{"text":"` + long + `","hashtags":31}`, []string{"hashtags", "text"}},
		{"generate-caption", `{"text":"x","hashtags":-1}`, []string{"hashtags"}},
		{"generate-caption", `{"text":"x","hashtags":1.5}`, []string{"hashtags"}},
		{"build-page", `{}`, []string{"description"}},
		{"build-page", `{"description":"` + long + `","brand":"` + long + `","links":[1]}`, []string{"brand", "description", "links.0", "links.0.url"}},
		{"build-page", `{"description":"x","links":["javascript:alert(1)",{"title":5,"url":"//x","kind":"y"},{"url":"https://x@y.example"}]}`,
			[]string{"links.0.url", "links.1.kind", "links.1.title", "links.1.url", "links.2.url"}},
		{"build-page", `{"description":"x","links":[` + strings.Repeat(`"https://x.example",`, 30) + `"https://x.example"]}`, []string{"links"}},
	} {
		if status, v := s.ai(c.path, c.body); status != 422 || !slices.Equal(fieldErrors(v), c.fields) {
			t.Errorf("%s %.80s: %d %v", c.path, c.body, status, v["errors"])
		}
	}
	_, v := s.ai("generate-description", `{"name":"x","language":"it"}`)
	if message, _ := v["message"].(string); !strings.Contains(message, "linktill-templates writes en, de, fr and es") {
		t.Errorf("%v", v)
	}
}

// captionOf asks for a caption and returns its text.
func (s *shop) captionOf(field, id string) (int, string) {
	s.t.Helper()
	status, v := s.ai("generate-caption", `{"`+field+`":"`+id+`","network":"facebook"}`)
	text, _ := v["text"].(string)
	return status, text
}

func TestGenerateCaption(t *testing.T) {
	s := newHouse(t)
	s.open()
	listing := s.makes("POST", "/listings", `{"title":"Island Blend","description":"Ground fresh.","amount":1400,"currency":"BSD","category":"Coffee","tags":["dark roast"]}`)["id"].(string)
	product := s.makes("POST", "/products", `{"name":"Island Blend","description":"Ground fresh.","amount":1400,"currency":"BSD"}`)["id"].(string)
	link := s.makes("POST", "/payment-links", `{"amount":1400,"description":"Island Blend"}`)["id"].(string)
	for field, id := range map[string]string{"listing_id": listing, "product_id": product, "payment_link_id": link} {
		status, text := s.captionOf(field, id)
		if status != 200 || !strings.Contains(text, "Island Blend") || !strings.Contains(text, "B$14.00") || strings.Contains(text, s.url) == (field == "listing_id") {
			t.Errorf("%s: %d %q", field, status, text)
		}
	}
	s.makes("POST", "/listings/"+listing+"/publish", "")
	if _, text := s.captionOf("listing_id", listing); !strings.Contains(text, s.url+"/shop/") {
		t.Errorf("published: %q", text)
	}
	s.makes("POST", "/payment-links/"+link+"/deactivate", "")
	if _, text := s.captionOf("payment_link_id", link); strings.Contains(text, s.url) {
		t.Errorf("a link that takes nothing is advertised: %q", text)
	}
	status, v := s.ai("generate-caption", `{"text":"Our bakery opens on Saturday! Fresh bread and coffee.","network":"x","tone":"playful","hashtags":1}`)
	if tags, _ := v["hashtags"].([]any); status != 200 || len(tags) != 1 || v["model"] != "linktill-templates" || !strings.Contains(v["text"].(string), "opens on Saturday!") {
		t.Errorf("%d %v", status, v)
	}
	if _, v := s.ai("generate-caption", `{"text":"Fresh bread.","hashtags":false}`); len(v["hashtags"].([]any)) != 0 {
		t.Errorf("%v", v)
	}
}

// A caption tells nothing of what its caller may not read.
func TestCaptionsOfOthersThings(t *testing.T) {
	s := newHouse(t)
	s.open()
	things := map[string]string{
		"listing_id":      s.makes("POST", "/listings", `{"title":"Secret","amount":1400,"currency":"BSD"}`)["id"].(string),
		"product_id":      s.makes("POST", "/products", `{"name":"Secret","description":"x","amount":1400,"currency":"BSD"}`)["id"].(string),
		"payment_link_id": s.makes("POST", "/payment-links", `{"amount":1400,"description":"Secret"}`)["id"].(string),
	}
	rival, err := handlers.OpenMerchant(t.Context(), s.st, s.keys, pay.NewMerchant{Name: "Rival", Email: "rival@example.com", Currency: "BSD", Country: "BS"}, "")
	s.must(err)
	caption := func(key, field, id string) answer {
		return s.send(ask{method: "POST", path: "/v1/ai/generate-caption", key: key, body: `{"` + field + `":"` + id + `"}`})
	}
	wants := func(who string, a answer, status int) {
		t.Helper()
		if a.StatusCode != status || strings.Contains(a.body, "Secret") {
			t.Errorf("%s: %d %s", who, a.StatusCode, a.body)
		}
	}
	for field, id := range things {
		wants("another merchant at "+field, caption(rival.TestAPIKey.Reveal(), field, id), 404)
		wants("live mode at "+field, caption(s.opened.LiveAPIKey.Reveal(), field, id), 404)
		wants("an odd id at "+field, caption(s.opened.TestAPIKey.Reveal(), field, "nonsense"), 404)
	}
	s.exec(`UPDATE api_keys SET scopes = '{ai:use}'`)
	for field, id := range things {
		wants("ai:use alone at "+field, caption(s.opened.TestAPIKey.Reveal(), field, id), 403)
	}
	wants("ai:use alone at text", caption(s.opened.TestAPIKey.Reveal(), "text", "Bread."), 200)
	s.exec(`UPDATE api_keys SET scopes = '{links:read}'`)
	wants("without ai:use", caption(s.opened.TestAPIKey.Reveal(), "text", "Bread."), 403)
}

// What is drafted can be saved as it is.
func TestBuildPage(t *testing.T) {
	s := newHouse(t)
	s.open()
	status, v := s.ai("build-page", `{"description":"Island Coffee: beans from the Bahamas. We roast on Bay Street.",
		"links":["https://instagram.com/island",{"title":"Our shop","url":"https://island.example/shop"},{"url":"mailto:maria@example.com"}]}`)
	page, _ := v["page"].(map[string]any)
	if status != 200 || len(v) != 2 || v["model"] != "linktill-templates" || page["title"] != "Island Coffee" || page["theme"] != "market" || len(page["blocks"].([]any)) != 6 {
		t.Fatalf("%d %v", status, v)
	}
	if kept := s.makes("GET", "/bio", ""); kept["title"] != "" || kept["updated_at"] != nil {
		t.Errorf("a draft was saved: %v", kept)
	}
	body, err := json.Marshal(page)
	s.must(err)
	if saved := s.makes("PUT", "/bio", string(body)); saved["title"] != page["title"] || len(saved["blocks"].([]any)) != 6 {
		t.Errorf("%v", saved)
	}
}

func TestDraftsAreLimited(t *testing.T) {
	s := newHouse(t)
	test, live := s.open().TestAPIKey.Reveal(), s.open().LiveAPIKey.Reveal()
	draft := func(key, body string) answer {
		return s.send(ask{method: "POST", path: "/v1/ai/build-page", key: key, body: body})
	}
	for range 30 {
		draft(test, `{}`) // what is refused anyway costs nothing
	}
	for i := range 20 {
		key := []string{test, live}[i%2]
		if a := draft(key, `{"description":"x"}`); a.StatusCode != 200 {
			t.Fatalf("draft %d: %d %s", i, a.StatusCode, a.body)
		}
		s.asOneWindow(time.Minute)
	}
	for name, key := range map[string]string{"test": test, "live": live} {
		a := draft(key, `{"description":"x"}`)
		if a.StatusCode != 429 || a.Header.Get("Retry-After") == "" || a.Header.Get("Ratelimit-Limit") != "20" || a.Header.Get("Ratelimit-Remaining") != "0" {
			t.Errorf("%s: %d %v", name, a.StatusCode, a.Header)
		}
	}
	if a := s.send(ask{path: "/v1/payment-links", key: test}); a.StatusCode != 200 {
		t.Errorf("everything else: %d", a.StatusCode)
	}
}

// With a language model its answers are passed on, and its failures are told.
func TestAIWithAModel(t *testing.T) {
	s := newHouse(t)
	var calls atomic.Int32
	var content atomic.Value
	model := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		text := content.Load().(string)
		if text == "" {
			w.WriteHeader(500)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"choices": []any{map[string]any{"message": map[string]string{"role": "assistant", "content": text}}}})
	}))
	t.Cleanup(model.Close)
	s.h.Writer = writer.NewModel(model.URL, "", "test-model", slog.New(slog.NewTextHandler(io.Discard, nil)))
	key := s.open().TestAPIKey.Reveal()
	describe := func(idempotencyKey string) answer {
		return s.send(ask{method: "POST", path: "/v1/ai/generate-description", key: key, body: `{"name":"Blend","language":"it"}`,
			header: map[string]string{"Idempotency-Key": idempotencyKey}})
	}
	content.Store(`{"text":"Un caffè."}`)
	for range 2 {
		if a := describe("k1"); a.StatusCode != 200 || a.body != `{"text":"Un caffè.","model":"test-model"}`+"\n" {
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
	}
	if n := calls.Load(); n != 1 {
		t.Errorf("a repeated request asked the model %d times", n)
	}
	for name, text := range map[string]string{"an answer in HTML": `{"text":"<b>x</b>"}`, "500": ""} {
		content.Store(text)
		a := describe(name)
		if p := a.problem(t); a.StatusCode != 503 || p.Code != "UNAVAILABLE" || !strings.Contains(p.Message, "Nothing was saved") || a.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.body)
		}
		content.Store(`{"text":"Un caffè."}`)
		if a := describe(name); a.StatusCode != 200 {
			t.Errorf("%s, then again: %d %s", name, a.StatusCode, a.body)
		}
	}
	if a := s.send(ask{method: "POST", path: "/v1/ai/generate-description", key: key, body: `{"name":"Blend","language":"in Italian"}`}); a.StatusCode != 422 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
}
