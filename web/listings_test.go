package web

import (
	"strings"
	"testing"

	"linktill/internal/pay"
)

// listing makes a published listing with the key of either mode; it returns the
// id and the path of its page.
func (s *shop) listing(key, body string) (id, path string) {
	s.t.Helper()
	made := s.send(ask{method: "POST", path: "/v1/listings", key: key, body: body}).json(s.t)
	id, _ = made["id"].(string)
	shown := s.send(ask{method: "POST", path: "/v1/listings/" + id + "/publish", key: key}).json(s.t)
	if shown["status"] != "published" {
		s.t.Fatalf("%v, then %v", made, shown)
	}
	return id, strings.TrimPrefix(shown["url"].(string), s.url)
}

func TestListingOverJSON(t *testing.T) {
	s := newTill(t)
	product := s.makesProduct("")
	l := s.makes("POST", "/listings", `{"title":" Enamel mug ","description":"Blue.\r\nHolds a lot.","amount":1450,"currency":"bsd","category":"Table",
		"tags":["blue","blue","mug"],"images":["https://img.example/mug.jpg"],"product_id":"`+product+`"}`)
	want := map[string]any{"title": "Enamel mug", "description": "Blue.\nHolds a lot.", "amount": 1450.0, "currency": "BSD", "category": "Table",
		"product_id": product, "status": "draft", "livemode": false, "url": s.url + "/shop/island-coffee/" + l["id"].(string)}
	for field, value := range want {
		if l[field] != value {
			t.Errorf("%s is %v, want %v", field, l[field], value)
		}
	}
	if tags := l["tags"].([]any); len(tags) != 2 || len(l["images"].([]any)) != 1 || l["created_at"] == nil || l["updated_at"] == nil {
		t.Errorf("%v", l)
	}
	bare := s.makes("POST", "/listings", `{"title":"Draft"}`)
	if bare["amount"] != nil || bare["currency"] != "BSD" || bare["category"] != nil || bare["product_id"] != nil || len(bare["tags"].([]any)) != 0 {
		t.Errorf("bare: %v", bare)
	}
	at := "/listings/" + l["id"].(string)
	if got := s.makes("GET", at, ""); got["title"] != "Enamel mug" {
		t.Errorf("read: %v", got)
	}
	if got := s.makes("PUT", at+"/", `{"title":"Tin mug","product_id":null,"tags":[]}`); got["title"] != "Tin mug" || got["product_id"] != nil || got["amount"] != 1450.0 || len(got["tags"].([]any)) != 0 {
		t.Errorf("changed: %v", got)
	}
}

func TestListingLife(t *testing.T) {
	s := newTill(t)
	at := "/listings/" + s.makes("POST", "/listings", `{"title":"Mug"}`)["id"].(string)
	for _, step := range []struct {
		method, path, body string
		status             int
		want               string // the status after it, or the field that is wrong
	}{
		{"POST", at + "/publish", "", 422, "amount"},
		{"POST", at + "/unpublish", "", 422, "status"},
		{"PUT", at, `{"amount":1450}`, 200, "draft"},
		{"POST", at + "/publish", "{}", 200, "published"},
		{"POST", at + "/publish", "", 200, "published"},
		{"PUT", at, `{"amount":null}`, 422, "amount"},
		{"PUT", at, `{"description":"Blue"}`, 200, "published"},
		{"POST", at + "/unpublish", "", 200, "paused"},
		{"POST", at + "/publish", "", 200, "published"},
	} {
		status, got := s.api(step.method, step.path, step.body)
		if status != step.status || status == 200 && got["status"] != step.want || status == 422 && wrongFields(got) != step.want {
			t.Errorf("%s %s %s: %d %v", step.method, step.path, step.body, status, got)
		}
	}
	if got := s.makes("DELETE", at, ""); got["deleted"] != true || "/listings/"+got["id"].(string) != at {
		t.Errorf("removed: %v", got)
	}
	for _, again := range []struct{ method, path string }{{"GET", at}, {"PUT", at}, {"DELETE", at}, {"POST", at + "/publish"}, {"POST", at + "/unpublish"}} {
		if status, got := s.api(again.method, again.path, ""); status != 404 || got["error"] != "not_found" {
			t.Errorf("%s %s after removal: %d %v", again.method, again.path, status, got)
		}
	}
	var events []string
	rows, err := s.pool.Query(t.Context(), `SELECT type FROM events WHERE type LIKE 'listing.%' ORDER BY seq`)
	s.must(err)
	for rows.Next() {
		var event string
		s.must(rows.Scan(&event))
		events = append(events, strings.TrimPrefix(event, "listing."))
	}
	if got := strings.Join(events, " "); got != "created updated published updated paused published removed" {
		t.Error(got)
	}
}

func TestBadListings(t *testing.T) {
	s := newTill(t)
	at := "/listings/" + s.makes("POST", "/listings", `{"title":"Mug","amount":1}`)["id"].(string)
	for body, wrong := range map[string]string{
		`{"title":""}`:                                "title",
		`{"title":null}`:                              "title",
		`{"title":7}`:                                 "title",
		`{"title":"x","amount":0}`:                    "amount",
		`{"title":"x","amount":-1}`:                   "amount",
		`{"title":"x","amount":1000000000000000}`:     "amount",
		`{"title":"x","amount":1.5}`:                  "amount",
		`{"title":"x","amount":"1450"}`:               "amount",
		`{"title":"x","currency":"ABC"}`:              "currency",
		`{"title":"x","tags":"a"}`:                    "tags",
		`{"title":"x","tags":["a",7]}`:                "tags.1",
		`{"title":"x","tags":[""]}`:                   "tags.0",
		`{"title":"x","images":["http://a.example"]}`: "images.0",
		`{"title":"x","images":["https://a.example/b","javascript:alert(1)"]}`:                      "images.1",
		`{"title":"x","product_id":"prd_x"}`:                                                        "product_id",
		`{"title":"x","product_id":"` + pay.ProductPrefix.Show(s.st.NewID(1)) + `"}`:                "product_id",
		`{"title":"x","status":"published"}`:                                                        "status",
		`{"title":"x","price":5}`:                                                                   "price",
		`{"title":"x","livemode":true}`:                                                             "livemode",
		`{"title":"` + strings.Repeat("x", 201) + `","amount":0,"product_id":"x","status":"draft"}`: "amount product_id status title",
	} {
		for _, call := range []struct{ method, path string }{{"POST", "/listings"}, {"PUT", at}} {
			if status, got := s.api(call.method, call.path, body); status != 422 || wrongFields(got) != wrong {
				t.Errorf("%s %.90s: %d %v, want %s", call.method, body, status, got["errors"], wrong)
			}
		}
	}
	if list := s.makes("GET", "/listings", ""); len(list["data"].([]any)) != 1 {
		t.Errorf("a refused listing was kept: %v", list)
	}
	for _, bad := range []string{"status=gone", "limit=0", "offset=-1", "offset=1&cursor=lst_x", "cursor=prd_x"} {
		if status, got := s.api("GET", "/listings?"+bad, ""); status != 422 {
			t.Errorf("%s: %d %v", bad, status, got)
		}
	}
}

func TestListingsArePaged(t *testing.T) {
	s := newTill(t)
	key := s.open().TestAPIKey.Reveal()
	for range 4 {
		s.listing(key, `{"title":"Mug","amount":1450}`)
		s.makes("POST", "/listings", `{"title":"Draft"}`)
	}
	seen := map[string]bool{}
	for cursor := ""; ; {
		page := s.makes("GET", "/listings?status=published&limit=3&cursor="+cursor, "")
		for _, row := range page["data"].([]any) {
			seen[row.(map[string]any)["id"].(string)] = true
		}
		s.listing(key, `{"title":"Late","amount":1}`) // rows that arrive meanwhile move nothing
		if page["has_more"] != true {
			break
		}
		cursor = page["next_cursor"].(string)
	}
	if len(seen) != 4 {
		t.Errorf("saw %d listings of 4", len(seen))
	}
	page := s.makes("GET", "/listings?offset=8&limit=5", "")
	if len(page["data"].([]any)) != 2 || page["total"] != 10.0 || page["offset"] != 8.0 || page["limit"] != 5.0 {
		t.Errorf("by offset: %v", page)
	}
}

// The same key twice is one listing.
func TestListingsWithAnIdempotencyKey(t *testing.T) {
	s := newTill(t)
	a := ask{method: "POST", path: "/v1/listings", key: s.open().TestAPIKey.Reveal(), body: `{"title":"Mug"}`, header: map[string]string{"Idempotency-Key": "k-1"}}
	first, second := s.send(a), s.send(a)
	if first.StatusCode != 201 || second.body != first.body || second.Header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("%d %s, then %s", first.StatusCode, first.body, second.body)
	}
	if list := s.makes("GET", "/listings", ""); len(list["data"].([]any)) != 1 {
		t.Errorf("%v", list)
	}
}

// What everybody sees: published things, live ones first of all.
func TestShopInPublic(t *testing.T) {
	s := newTill(t)
	b := s.browser()
	b.wants(b.get("/shop/island-coffee"), 200, "Nothing is for sale right now")
	b.wants(b.get("/shop/nobody"), 404, "There is no shop here")
	test, live := s.open().TestAPIKey.Reveal(), s.open().LiveAPIKey.Reveal()
	_, tried := s.listing(test, `{"title":"Trial mug","amount":1450}`)
	page := b.wants(b.get("/shop/island-coffee"), 200, "Trial mug")
	if !strings.Contains(page.body, "Test mode") || !strings.Contains(page.body, "noindex") || strings.Contains(page.body, "og:url") {
		t.Error("the test shop does not say what it is")
	}
	b.wants(b.get(tried), 200, "Test mode")
	id, path := s.listing(live, `{"title":"Tin <b>mug</b>","description":"Blue","amount":1450,"tags":["tin"],"category":"Table","images":["https://img.example/mug.jpg"]}`)
	page = b.wants(b.get("/shop/island-coffee/"), 200, "Tin <b>mug</b>")
	if strings.Contains(page.body, "Trial mug") || strings.Contains(page.body, "Test mode") || strings.Contains(page.body, "<b>mug") {
		t.Error("the live shop shows what it should not")
	}
	page = b.wants(b.get(path), 200, "B$14.50")
	for _, want := range []string{`href="` + path + `/pay"`, `itemprop="price" content="14.50"`, `itemprop="priceCurrency" content="BSD"`, "https://schema.org/InStock",
		`property="og:url" content="` + s.url + path + `"`, `property="og:image" content="https://img.example/mug.jpg"`, "Table", "tin"} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the listing's page lacks %s", want)
		}
	}
	if strings.Contains(page.body, "<img") || strings.Contains(page.body, "<script") || page.Header.Get("Set-Cookie") != "" {
		t.Error("the page fetches from elsewhere, runs something or sets a cookie")
	}
	for _, wrong := range []string{"/shop/nobody/" + id, "/shop/island-coffee/lst_x", "/shop/island-coffee/" + pay.ListingPrefix.Show(s.st.NewID(s.open().Merchant.Number))} {
		b.wants(b.get(wrong), 404, "There is nothing for sale here")
	}
	b.wants(b.get("/shop/island-coffee?cursor=x"), 422, "")
	s.send(ask{method: "POST", path: "/v1/listings/" + id + "/unpublish", key: live})
	b.wants(b.get(path), 410, "Not for sale right now")
	s.send(ask{method: "DELETE", path: "/v1/listings/" + id, key: live})
	b.wants(b.get(path), 410, "No longer for sale")
	draft := s.makes("POST", "/listings", `{"title":"Secret"}`)
	if got := b.get(strings.TrimPrefix(draft["url"].(string), s.url)); got.StatusCode != 404 || strings.Contains(got.body, "Secret") {
		t.Errorf("a draft: %d", got.StatusCode)
	}
	if got := s.send(ask{path: path, key: test}); got.StatusCode != 404 || !strings.Contains(got.body, `"not_found"`) {
		t.Errorf("a program: %d %s", got.StatusCode, got.body)
	}
}

// A listing shows the stock of its product, and stays when that is gone.
func TestShopShowsStock(t *testing.T) {
	s := newTill(t)
	product := s.makesProduct(`,"quantity":"2","infinite":false`)
	_, path := s.listing(s.open().TestAPIKey.Reveal(), `{"title":"Mug","amount":1450,"product_id":"`+product+`"}`)
	b := s.browser()
	b.wants(b.get(path), 200, "Only 2 left")
	for change, want := range map[string]string{
		`UPDATE products SET quantity = 0, expires_at = NULL`:                                           "Sold out",
		`UPDATE products SET quantity = 9, expires_at = now()`:                                          "Expired",
		`UPDATE products SET quantity = 9, expires_at = NULL, deleted_at = coalesce(deleted_at, now())`: "Not available",
	} {
		s.exec(change)
		page := b.wants(b.get(path), 200, want)
		b.wants(b.get("/shop/island-coffee"), 200, want)
		if strings.Contains(page.body, "/pay\"") || strings.Contains(page.body, "InStock") {
			t.Errorf("%s: it can be bought", want)
		}
		s.exec(`UPDATE products SET deleted_at = NULL`)
	}
}
