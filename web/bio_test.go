package web

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"linktill/internal/pay"
)

// bioLink adds a link to the test page and returns its id.
func (s *shop) bioLink(body string) string {
	s.t.Helper()
	return s.makes("POST", "/bio/links", body)["id"].(string)
}

func TestBioOverJSON(t *testing.T) {
	s := newTill(t)
	empty := s.makes("GET", "/bio", "")
	want := map[string]any{"handle": "island-coffee", "url": s.url + "/@island-coffee", "title": "", "tagline": "", "theme": "paper", "avatar_url": nil, "published": false, "livemode": false, "updated_at": nil}
	for field, value := range want {
		if empty[field] != value {
			t.Errorf("%s is %v, want %v", field, empty[field], value)
		}
	}
	if blocks, links := empty["blocks"].([]any), empty["links"].([]any); len(blocks)+len(links) != 0 || len(empty) != len(want)+2 {
		t.Errorf("%v", empty)
	}
	link, _ := s.link(`{"amount":5000}`)
	listing := s.makes("POST", "/listings", `{"title":"Mug"}`)["id"].(string)
	blocks := `[{"type":"heading","text":"Hi"},{"type":"text","text":"a\nb"},{"type":"link","title":"Menu","url":"https://menu.example"},{"type":"payment_link","payment_link_id":"` + link +
		`"},{"type":"listing","title":"Our mug","listing_id":"` + listing + `"},{"type":"social","url":"https://instagram.com/x"},{"type":"image","url":"https://img.example/a.jpg","alt":"A cup"}]`
	saved := s.makes("PUT", "/bio", `{"handle":"island-coffee","title":"Island Coffee","tagline":"Roasted here","theme":"shore","avatar_url":"https://img.example/a.jpg","blocks":`+blocks+`,"published":true}`)
	if saved["title"] != "Island Coffee" || saved["theme"] != "shore" || saved["published"] != true || saved["updated_at"] == nil || len(saved["blocks"].([]any)) != 7 {
		t.Errorf("%v", saved)
	}
	for i, b := range saved["blocks"].([]any) {
		b := b.(map[string]any)
		if i == 3 && b["payment_link_id"] != link || i == 4 && (b["listing_id"] != listing || b["title"] != "Our mug") || i == 6 && b["alt"] != "A cup" {
			t.Errorf("block %d: %v", i, b)
		}
	}
	merged := s.makes("PUT", "/bio", `{"tagline":null,"avatar_url":null}`)
	if merged["tagline"] != "" || merged["avatar_url"] != nil || merged["title"] != "Island Coffee" || len(merged["blocks"].([]any)) != 7 || merged["published"] != true {
		t.Errorf("merged: %v", merged)
	}
	if cleared := s.makes("PUT", "/bio", `{"blocks":[]}`); len(cleared["blocks"].([]any)) != 0 {
		t.Errorf("cleared: %v", cleared)
	}
	if live := s.send(ask{path: "/v1/bio", key: s.open().LiveAPIKey.Reveal()}).json(t); live["livemode"] != true || live["title"] != "" {
		t.Errorf("the live page: %v", live)
	}
}

func TestBadBio(t *testing.T) {
	s := newTill(t)
	for body, wrong := range map[string]string{
		`{"handle":"other-shop"}`:                      "handle",
		`{"handle":null}`:                              "handle",
		`{"title":"` + strings.Repeat("x", 121) + `"}`: "title",
		`{"theme":"neon"}`:                             "theme",
		`{"theme":null}`:                               "theme",
		`{"avatar_url":"http://img.example/a"}`:        "avatar_url",
		`{"published":null}`:                           "published",
		`{"published":"yes"}`:                          "published",
		`{"url":"https://x.example"}`:                  "url",
		`{"links":[]}`:                                 "links",
		`{"slug":"x"}`:                                 "slug",
		`{"blocks":{}}`:                                "blocks",
		`{"blocks":["x"]}`:                             "blocks.0",
		`{"blocks":[{"type":"text","text":"a"},{"type":"html","html":"x"}]}`:                                                          "blocks.1.type",
		`{"blocks":[{"type":"text","text":"a","text":"b"}]}`:                                                                          "blocks.0.text",
		`{"blocks":[{"type":"text","text":"a"},{"type":"text","text":"b"},{"type":"link","title":"t","url":"javascript:alert(1)"}]}`:  "blocks.2.url",
		`{"blocks":[{"type":"link","title":"t","url":"JaVa\tScript:alert(1)"}]}`:                                                      "blocks.0.url",
		`{"blocks":[{"type":"link","title":"t","url":"https://x.example","onclick":"y"}]}`:                                            "blocks.0.onclick",
		`{"blocks":[{"type":"payment_link","payment_link_id":"` + pay.LinkPrefix.Show(s.st.NewID(1)) + `"}]}`:                         "blocks.0.payment_link_id",
		`{"blocks":[{"type":"listing","listing_id":"lst_x"}],"theme":"neon","handle":"x","title":"` + strings.Repeat("x", 121) + `"}`: "blocks.0.listing_id handle theme title",
		`{"blocks":[` + strings.TrimSuffix(strings.Repeat(`{"type":"text","text":"a"},`, 101), ",") + `]}`:                            "blocks",
	} {
		if status, got := s.api("PUT", "/bio", body); status != 422 || wrongFields(got) != wrong {
			t.Errorf("%.90s: %d %v, want %s", body, status, got["errors"], wrong)
		}
	}
	if b := s.makes("GET", "/bio", ""); b["updated_at"] != nil {
		t.Errorf("a refused page was kept: %v", b)
	}
}

func TestBioLinksOverJSON(t *testing.T) {
	s := newTill(t)
	a := s.makes("POST", "/bio/links", `{"title":" Menu ","url":"https://menu.example/Käse"}`)
	want := map[string]any{"title": "Menu", "url": "https://menu.example/K%C3%A4se", "kind": "link", "enabled": true, "starts_at": nil, "ends_at": nil, "position": 1.0, "clicks": 0.0}
	for field, value := range want {
		if a[field] != value {
			t.Errorf("%s is %v, want %v", field, a[field], value)
		}
	}
	if len(a) != len(want)+1 || !strings.HasPrefix(a["id"].(string), "bl_") {
		t.Errorf("%v", a)
	}
	b := s.bioLink(`{"title":"Call","url":"tel:+12425550100","kind":"social"}`)
	c := s.makes("POST", "/bio/links", `{"title":"Soon","url":"mailto:hi@example.com","enabled":false,"starts_at":"2098-01-01","ends_at":"2098-12-31","position":1}`)
	if c["position"] != 1.0 || c["starts_at"] != "2098-01-01T00:00:00Z" || c["ends_at"] != "2098-12-31T23:59:59Z" || c["enabled"] != false {
		t.Errorf("%v", c)
	}
	at := "/bio/links/" + c["id"].(string)
	if got := s.makes("PUT", at, `{"ends_at":null,"position":3,"title":"Later"}`); got["position"] != 3.0 || got["ends_at"] != nil || got["title"] != "Later" || got["starts_at"] == nil {
		t.Errorf("%v", got)
	}
	order := fmt.Sprintf(`{"ids":[%q,%q,%q]}`, b, c["id"], a["id"])
	ordered := s.makes("PUT", "/bio/links/order", order)["data"].([]any)
	if len(ordered) != 3 || ordered[0].(map[string]any)["id"] != b || ordered[2].(map[string]any)["position"] != 3.0 {
		t.Errorf("%v", ordered)
	}
	if links := s.makes("GET", "/bio", "")["links"].([]any); len(links) != 3 || links[1].(map[string]any)["id"] != c["id"] {
		t.Errorf("%v", links)
	}
	for body, wrong := range map[string]string{
		`{}`:                    "ids",
		`{"ids":null}`:          "ids",
		`{"ids":"x"}`:           "ids",
		`{"ids":[7]}`:           "ids.0",
		`{"ids":["` + b + `"]}`: "ids",
		fmt.Sprintf(`{"ids":[%q,%q,%q]}`, b, b, a["id"]):              "ids.1",
		fmt.Sprintf(`{"ids":[%q,%q,%q,"bl_x"]}`, b, c["id"], a["id"]): "ids.3",
	} {
		if status, got := s.api("PUT", "/bio/links/order", body); status != 422 || wrongFields(got) != wrong {
			t.Errorf("%s: %d %v, want %s", body, status, got["errors"], wrong)
		}
	}
	if got := s.makes("DELETE", at, ""); got["deleted"] != true || got["id"] != c["id"] {
		t.Errorf("%v", got)
	}
	for _, method := range []string{"PUT", "DELETE"} {
		for _, path := range []string{at, "/bio/links/x", "/bio/links/" + pay.BioLinkPrefix.Show(s.st.NewID(s.open().Merchant.Number))} {
			if status, got := s.api(method, path, ""); status != 404 || got["error"] != "not_found" {
				t.Errorf("%s %s: %d %v", method, path, status, got)
			}
		}
	}
}

// A merchant's page leads to the web, to mail and to telephones, and nowhere
// where a browser runs something.
func TestBadBioLinks(t *testing.T) {
	s := newTill(t)
	at := "/bio/links/" + s.bioLink(`{"title":"Menu","url":"https://menu.example"}`)
	good := func(more string) string { return `{"title":"x","url":"https://x.example"` + more + `}` }
	cases := map[string]string{
		`{"title":"","url":"https://x.example"}`:                 "title",
		good(`,"kind":"button"`):                                 "kind",
		good(`,"enabled":null`):                                  "enabled",
		good(`,"enabled":"yes"`):                                 "enabled",
		good(`,"ends_at":"2020-01-01"`):                          "ends_at",
		good(`,"starts_at":"soon"`):                              "starts_at",
		good(`,"starts_at":"2099-01-02","ends_at":"2099-01-01"`): "ends_at",
		good(`,"position":0`):                                    "position",
		good(`,"clicks":9`):                                      "clicks",
		good(`,"id":"x"`):                                        "id",
		`{"title":"` + strings.Repeat("x", 121) + `","url":"x","starts_at":"soon","kind":"x"}`: "kind starts_at title url",
	}
	for _, url := range []string{"javascript:alert(1)", "JAVASCRIPT:alert(1)", `java\u0009script:alert(1)`, `\u0001javascript:alert(1)`, "javascript://x.example/%0aalert(1)",
		"data:text/html,x", "vbscript:x", "//evil.example", `/\\evil.example`, "https://ok.example@evil.example", "https://xn--.\u202eexample", "/local", ""} {
		cases[`{"title":"x","url":"`+url+`"}`] = "url"
	}
	for body, wrong := range cases {
		for _, call := range []struct{ method, path string }{{"POST", "/bio/links"}, {"PUT", at}} {
			if status, got := s.api(call.method, call.path, body); status != 422 || wrongFields(got) != wrong {
				t.Errorf("%s %.90s: %d %v, want %s", call.method, body, status, got["errors"], wrong)
			}
		}
	}
	if status, got := s.api("POST", "/bio/links", `{}`); status != 422 || wrongFields(got) != "title url" {
		t.Errorf("nothing: %d %v", status, got)
	}
	if links := s.makes("GET", "/bio", "")["links"].([]any); len(links) != 1 || links[0].(map[string]any)["url"] != "https://menu.example" {
		t.Errorf("%v", links)
	}
}

// followed finds what leads through the counter.
var followed = regexp.MustCompile(`href="(/@island-coffee/go/bl_[^"]*)"`)

func TestBioInPublic(t *testing.T) {
	s := newTill(t)
	b := s.browser()
	b.wants(b.get("/@island-coffee"), 404, "There is no page here yet")
	test := s.open().TestAPIKey.Reveal()
	once, paidAt := s.link(`{"amount":5000,"description":"Tasting","max_uses":1}`)
	late, _ := s.link(`{"description":"Reef fund"}`)
	gone, _ := s.link(`{"amount":100,"description":"Vanished"}`)
	listing, _ := s.listing(test, `{"title":"Tin mug","amount":1450}`)
	draft := s.makes("POST", "/listings", `{"title":"Secret"}`)["id"].(string)
	s.makes("PUT", "/bio", fmt.Sprintf(`{"title":"<i>Island</i>","tagline":"Roasted here","theme":"market","published":true,"blocks":[
		{"type":"heading","text":"This week"},{"type":"payment_link","payment_link_id":%q},{"type":"payment_link","payment_link_id":%q,"title":"Plant a coral"},
		{"type":"payment_link","payment_link_id":%q},{"type":"listing","listing_id":%q},{"type":"listing","listing_id":%q},
		{"type":"social","url":"https://www.instagram.com/x"},{"type":"image","url":"https://img.example/a.jpg","alt":"A cup"},{"type":"link","title":"Menu","url":"https://menu.example"}]}`,
		once, late, gone, listing, draft))
	s.makes("DELETE", "/payment-links/"+gone, "")
	s.bioLink(`{"title":"How it grows","url":"https://story.example/a"}`)
	s.bioLink(`{"title":"Hidden","url":"https://hidden.example","enabled":false}`)
	s.bioLink(`{"title":"Call us","url":"tel:+12425550100","kind":"social"}`)
	page := b.wants(b.get("/@island-coffee/"), 200, "<i>Island</i>")
	for _, want := range []string{"theme-market", "Test mode", "This week", "Tasting", "B$50.00", "Plant a coral", "Tin mug", "B$14.50", "Instagram", "How it grows", "story.example",
		`rel="noopener nofollow ugc"`, `href="tel:+12425550100"`, "A cup", "/go/bl_", `href="/shop/island-coffee"`} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, unwanted := range []string{"Vanished", "Secret", "Hidden", "<i>Island", "<img", "<script", "hidden.example"} {
		if strings.Contains(page.body, unwanted) {
			t.Errorf("the page shows %s", unwanted)
		}
	}
	follow := followed.FindAllStringSubmatch(page.body, -1)
	if len(follow) != 6 || b.get(follow[0][1]).Header.Get("Location") != paidAt {
		t.Errorf("the page leads to %v", follow)
	}
	if page.Header.Get("Set-Cookie") != "" || strings.Index(page.body, "Menu") > strings.Index(page.body, "How it grows") {
		t.Error("a cookie is set, or links stand before blocks")
	}
	s.browser().paysAt(paidAt, goodCard)
	s.exec(`UPDATE links SET expires_at = now() WHERE description = 'Reef fund'`)
	page = b.wants(b.get("/@island-coffee"), 200, "Sold out")
	if !strings.Contains(page.body, "Expired") || strings.Contains(page.body, follow[0][1]) {
		t.Error("what cannot be paid any more can be pressed")
	}
	live := s.open().LiveAPIKey.Reveal()
	if got := s.send(ask{method: "PUT", path: "/v1/bio", key: live, body: `{"published":true}`}); got.StatusCode != 200 {
		t.Fatalf("%d %s", got.StatusCode, got.body)
	}
	page = b.wants(b.get("/@island-coffee"), 200, "There is nothing here yet")
	if strings.Contains(page.body, "Test mode") || !strings.Contains(page.body, "<h1>Island Coffee</h1>") || !strings.Contains(page.body, `"og:url" content="`+s.url+`/@island-coffee"`) {
		t.Error("the live page")
	}
}

// Following counts and leads only where the merchant said. Asking for the head,
// or looking ahead, is not following.
func TestFollowingABioLink(t *testing.T) {
	s := newTill(t)
	id := s.bioLink(`{"title":"Story","url":"https://story.example/a?b=c"}`)
	path := "/@island-coffee/go/" + id
	if got := s.send(ask{path: path}); got.StatusCode != 404 {
		t.Errorf("before it is published: %d", got.StatusCode)
	}
	s.makes("PUT", "/bio", `{"published":true}`)
	person := map[string]string{"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Instagram 350.0"}
	for _, a := range []ask{{path: path, header: person}, {path: path + "/", header: person}, {path: path + "?to=https://evil.example", header: person}, {method: "HEAD", path: path, header: person},
		{path: path, header: map[string]string{"Sec-Purpose": "prefetch", "User-Agent": person["User-Agent"]}}, {path: path},
		{path: path, header: map[string]string{"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}}} {
		got := s.send(a)
		if got.StatusCode != 303 || got.Header.Get("Location") != "https://story.example/a?b=c" || got.Header.Get("Set-Cookie") != "" || !strings.Contains(got.Header.Get("X-Robots-Tag"), "noindex") {
			t.Errorf("%+v: %d to %s", a, got.StatusCode, got.Header.Get("Location"))
		}
	}
	if links := s.makes("GET", "/bio", "")["links"].([]any); links[0].(map[string]any)["clicks"] != 3.0 {
		t.Errorf("%v", links)
	}
	for _, wrong := range []string{"/@nobody/go/" + id, "/@island-coffee/go/https://evil.example", "/@island-coffee/go/bl_x", "/@island-coffee/go/" + pay.BioLinkPrefix.Show(s.st.NewID(s.open().Merchant.Number))} {
		if got := s.send(ask{path: wrong}); got.StatusCode != 404 || got.Header.Get("Location") != "" {
			t.Errorf("%s: %d to %q", wrong, got.StatusCode, got.Header.Get("Location"))
		}
	}
}

// The page's own few words, and amounts, are in the visitor's language; what the
// merchant wrote stays.
func TestBioSpeaksTheVisitorsLanguage(t *testing.T) {
	s := newTill(t)
	id, _ := s.link(`{"amount":5000,"description":"Tasting"}`)
	s.makes("PUT", "/bio", `{"published":true,"title":"Island","blocks":[{"type":"payment_link","payment_link_id":"`+id+`"}]}`)
	for lang, want := range map[string][]string{
		"de-AT,en;q=0.5": {`lang="de"`, "Bezahlen", "50,00", "Tasting", "Bereitgestellt von"}, "ar": {`lang="ar"`, `dir="rtl"`, "ادفع", "Tasting"}, "tlh": {`lang="en"`, "B$50.00", "Pay"},
	} {
		got := s.send(ask{path: "/@island-coffee", header: map[string]string{"Accept-Language": lang}})
		for _, text := range want {
			if !strings.Contains(got.body, text) {
				t.Errorf("%s lacks %s", lang, text)
			}
		}
		if !strings.Contains(got.Header.Get("Vary"), "Accept-Language") {
			t.Errorf("%s: Vary %q", lang, got.Header.Get("Vary"))
		}
	}
}

// Every theme that can be chosen is drawn.
func TestEveryThemeIsDrawn(t *testing.T) {
	s := newTill(t)
	themes := map[string]bool{}
	for _, theme := range pay.BioThemes {
		s.makes("PUT", "/bio", `{"published":true,"theme":"`+string(theme)+`"}`)
		page := s.send(ask{path: "/@island-coffee"})
		themes[string(theme)] = strings.Contains(page.body, "theme-"+string(theme)+`"`)
	}
	if len(themes) != 6 || slices.Contains(slices.Collect(maps.Values(themes)), false) {
		t.Errorf("%v", themes)
	}
}

// When a block is shown survives being read and sent again.
func TestBlocksAreScheduledOverJSON(t *testing.T) {
	s := newTill(t)
	s.makes("PUT", "/bio", `{"published":true,"blocks":[{"type":"text","text":"Now"},{"type":"text","text":"Later","starts_at":"2098-01-01T00:00:00Z","ends_at":"2099-01-01T01:00:00+01:00"},{"type":"text","text":"Hidden","enabled":false}]}`)
	got := s.makes("GET", "/bio", "")["blocks"].([]any)
	want := []map[string]any{{"type": "text", "text": "Now"}, {"type": "text", "text": "Later", "starts_at": "2098-01-01T00:00:00Z", "ends_at": "2099-01-01T00:00:00Z"}, {"type": "text", "text": "Hidden", "enabled": false}}
	for i, block := range got {
		if !maps.Equal(block.(map[string]any), want[i]) {
			t.Errorf("%v, want %v", block, want[i])
		}
	}
	page := s.send(ask{path: "/@island-coffee"})
	if !strings.Contains(page.body, "Now") || strings.Contains(page.body, "Later") || strings.Contains(page.body, "Hidden") {
		t.Errorf("%.900s", page.body)
	}
	for body, wrong := range map[string]string{
		`{"blocks":[{"type":"text","text":"a","enabled":"yes"}]}`:                                                     "blocks.0.enabled",
		`{"blocks":[{"type":"text","text":"a","starts_at":"soon"}]}`:                                                  "blocks.0.starts_at",
		`{"blocks":[{"type":"text","text":"a","starts_at":"2098-01-02T00:00:00Z","ends_at":"2098-01-01T00:00:00Z"}]}`: "blocks.0.ends_at",
		`{"blocks":[{"type":"image","alt":"a","picture_id":"` + pay.PicturePrefix.Show(s.st.NewID(1)) + `"}]}`:        "blocks.0.picture_id",
	} {
		if status, got := s.api("PUT", "/bio", body); status != 422 || wrongFields(got) != wrong {
			t.Errorf("%s: %d %v, want %s", body, status, got["errors"], wrong)
		}
	}
}
