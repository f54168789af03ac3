package web

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"linktill/internal/pay"
	"linktill/store"
)

var (
	blockAt    = regexp.MustCompile(`data-block="(bl_[^"]*)"`)
	revisionAt = regexp.MustCompile(`name="revision" value="(\d+)"`)
)

// adds puts a block on the page through the editor and returns its id.
func (b *browser) adds(kind string, pairs ...string) string {
	b.t.Helper()
	page := b.wants(b.get("/dashboard/bio?add="+kind), 200, "Add "+strings.ToLower(map[string]string{"payment_link": "Payment link"}[kind]))
	got := b.post("/dashboard/bio/blocks", append([]string{"nonce", b.nonceIn(page), "type", kind}, pairs...)...)
	_, id, found := strings.Cut(got.Header.Get("Location"), "#b-")
	if got.StatusCode != 303 || !found {
		b.t.Fatalf("%s: %d to %q\n%.600s", kind, got.StatusCode, got.Header.Get("Location"), got.body)
	}
	return id
}

func (b *browser) nonceIn(page answer) string {
	b.t.Helper()
	_, rest, found := strings.Cut(page.body, `name="nonce" value="`)
	nonce, _, _ := strings.Cut(rest, `"`)
	if !found {
		b.t.Fatal("the page has no nonce")
	}
	return nonce
}

// revision is that of the first form on the page that has one.
func (b *browser) revision(page answer) string {
	b.t.Helper()
	found := revisionAt.FindStringSubmatch(page.body)
	if found == nil {
		b.t.Fatalf("no revision on\n%.900s", page.body)
	}
	return found[1]
}

func blocksOn(page answer) string {
	var ids []string
	for _, found := range blockAt.FindAllStringSubmatch(page.body, -1) {
		ids = append(ids, found[1])
	}
	return strings.Join(ids, " ")
}

const bioAt = "/dashboard/bio"

// A page from nothing to public and back, by forms alone.
func TestBioIsEdited(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	link, _ := s.link(`{"amount":5000,"description":"Tasting","max_uses":1}`)
	page := b.wants(b.get(bioAt), 200, "One page for everything you do", "Start from my links and listings", "Not published")
	b.wants(b.post(bioAt+"/start", "nonce", b.nonceIn(page)), 303, bioAt)
	page = b.wants(b.get(bioAt), 200, "Tasting", "Unpublished changes", "<h2>Island Coffee</h2>")
	first := blocksOn(page)
	heading, away := b.adds("heading", "text", "Read <b>more</b>"), b.adds("link", "title", "Menu", "url", "menu.example/today")
	if again := b.adds("payment_link", "about", link, "title", "Once more"); again == first {
		t.Error("two blocks have one id")
	} else {
		b.wants(b.post(bioAt+"/blocks/"+again+"/delete"), 303, bioAt+"?removed="+again)
		b.wants(b.get(bioAt+"?removed="+again), 200, "Removed: Once more", "Undo")
		b.wants(b.post(bioAt+"/blocks/"+again+"/restore"), 303, bioAt+"#b-"+again)
		b.wants(b.post(bioAt+"/blocks/"+again+"/move", "to", "0", "way", "up"), 303, bioAt+"?pressed="+again+"&way=up#b-"+again)
		if got := blocksOn(b.get(bioAt)); got != strings.Join([]string{again, first, heading, away}, " ") {
			t.Errorf("the order is %s", got)
		}
		b.wants(b.post(bioAt+"/blocks/"+again+"/switch", "on", "false", "csrf", b.csrf), 303)
	}
	b.wants(b.get("/@island-coffee"), 404, "There is no page here yet")
	preview := b.wants(b.get(bioAt+"/preview"), 200, "Tasting", "Read <b>more</b>", "menu.example", `target="_blank"`)
	if policy := preview.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'self'") || preview.Header.Get("X-Frame-Options") != "SAMEORIGIN" || strings.Contains(preview.body, "Once more") || strings.Contains(preview.body, "/go/") {
		t.Errorf("the preview: %s", policy)
	}
	page = b.get(bioAt)
	if policy := page.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-src 'self'") || !strings.Contains(policy, "frame-ancestors 'none'") {
		t.Errorf("the editor: %s", policy)
	}
	b.wants(b.post(bioAt+"/publish", "revision", b.revision(page)), 303, bioAt)
	b.wants(b.get(bioAt), 200, "Published. Everybody sees it now.", "Take it down")
	public := b.wants(b.get("/@island-coffee"), 200, "Tasting", "Menu")
	if strings.Contains(public.body, "Once more") || strings.Contains(public.body, "<b>more") {
		t.Error("what is off is shown, or markup is")
	}
	b.wants(b.post(bioAt+"/unpublish"), 303, bioAt)
	b.wants(b.get("/@island-coffee"), 404, "There is no page here yet")
}

// What is wrong is said beside its field, with what was typed; nothing is kept.
func TestBioFormsKeepWhatWasTyped(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	page := b.get(bioAt + "?add=link")
	got := b.post(bioAt+"/blocks", "nonce", b.nonceIn(page), "type", "link", "title", "", "url", "javascript:alert(1)", "starts_at", "2031-01-02T10:00", "ends_at", "2031-01-01T10:00")
	b.wants(got, 422, "Give it a title", "It ends before it starts", "2031-01-02T10:00", "javascript:alert(1)")
	for kind, want := range map[string]string{"heading": "Write the heading", "text": "Write the text", "payment_link": "Choose a payment link", "listing": "Choose a listing", "image": "Choose a picture", "neon": "Choose one of"} {
		page := b.get(bioAt + "?add=" + kind)
		if kind == "neon" {
			page = b.get(bioAt + "?add=text")
		}
		b.wants(b.post(bioAt+"/blocks", "nonce", b.nonceIn(page), "type", kind, "alt", "x"), 422, want)
	}
	b.wants(b.post(bioAt+"/head", "title", strings.Repeat("x", 121), "theme", "neon", "accent", "gold", "sold_out", "x", "badge", strings.Repeat("y", 31)), 422,
		"At most 120 characters", "Choose one of paper", "Choose one of the colours", "At most 30 characters")
	if d, err := s.st.BioDraft(t.Context(), s.bioOwner()); err != nil || d.Changed {
		t.Errorf("something was kept: %+v, %v", d, err)
	}
}

func (s *shop) bioOwner() pay.Caller {
	o := s.open()
	return pay.Caller{MerchantID: o.Merchant.ID, MerchantNumber: o.Merchant.Number, UserID: o.User.ID, Role: pay.Owner}
}

// Of two who change one block, the later is shown what the earlier saved, and
// decides; the same for publishing what somebody changed meanwhile.
func TestStaleBioChanges(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	id := b.adds("text", "text", "Both saw this")
	opened := b.get(bioAt + "?edit=" + id)
	revisions := revisionAt.FindAllStringSubmatch(opened.body, -1)
	mine, whole := revisions[len(revisions)-1][1], revisions[0][1]
	b.wants(b.post(bioAt+"/blocks/"+id, "type", "text", "text", "Theirs", "revision", mine), 303)
	got := b.wants(b.post(bioAt+"/blocks/"+id, "type", "text", "text", "Mine", "revision", mine), 409, "Somebody changed this since you opened it", "Theirs", ">Mine</textarea>", "Save mine", "Keep theirs")
	again := revisionAt.FindAllStringSubmatch(got.body, -1)
	b.wants(b.post(bioAt+"/publish", "revision", whole), 409, "The page was changed since you opened this", "maria@example.com", "Publish")
	b.wants(b.post(bioAt+"/discard", "revision", whole), 409, "The page was changed since you opened this")
	b.wants(b.post(bioAt+"/blocks/"+id, "type", "text", "text", "Mine", "revision", again[len(again)-1][1]), 303)
	b.wants(b.get(bioAt), 200, "Mine")
	head := []string{"title", "A", "tagline", "", "theme", "ink", "accent", "plum", "sold_out", "hide", "badge", "", "revision", mine}
	b.wants(b.post(bioAt+"/head", head...), 409, "Save mine", "Keep theirs")
}

// Versions are listed with who and when, looked at and brought back.
func TestBioHistory(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	b.wants(b.get(bioAt+"/history"), 200, "Nothing was published yet")
	b.adds("text", "text", "The first")
	b.wants(b.post(bioAt+"/publish", "revision", b.revision(b.get(bioAt))), 303)
	b.adds("text", "text", "The second")
	b.wants(b.post(bioAt+"/publish", "revision", b.revision(b.get(bioAt))), 303)
	s.makes("PUT", "/bio", `{"blocks":[]}`)
	b.wants(b.get(bioAt+"/history"), 200, "Version 3", "Public now", "the API key", "maria@example.com", "2 blocks", "Bring back")
	b.wants(b.get(bioAt+"/preview?version=1"), 200, "The first")
	b.wants(b.get(bioAt+"/preview?version=99"), 404)
	b.wants(b.post(bioAt+"/restore", "number", "2"), 303, bioAt+"/history")
	b.wants(b.get(bioAt+"/history"), 200, "Version 4", "as version 2", "Version 2 is public again, as version 4.")
	b.wants(b.get("/@island-coffee"), 200, "The second")
	b.wants(b.post(bioAt+"/restore", "number", "x"), 404)
}

// Blocks say by a badge, or by not being there, that what they sell cannot be
// bought; and their merchant reads it in the editor.
func TestBioBlocksOfWhatIsGone(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	key := s.open().TestAPIKey.Reveal()
	listing, _ := s.listing(key, `{"title":"Tin mug","amount":1450}`)
	link, _ := s.link(`{"amount":100,"description":"Vanished"}`)
	b.adds("listing", "about", listing)
	sold := b.adds("payment_link", "about", link, "title", "Our own words")
	b.adds("listing", "about", s.makes("POST", "/listings", `{"title":"Glass mug","amount":1450}`)["id"].(string))
	b.wants(b.post(bioAt+"/publish", "revision", b.revision(b.get(bioAt))), 303)
	b.wants(b.get("/@island-coffee"), 200, "Tin mug", "Our own words")
	s.makes("POST", "/listings/"+listing+"/unpublish", "")
	s.makes("DELETE", "/payment-links/"+link, "")
	page := b.wants(b.get("/@island-coffee"), 200, "Tin mug", "Not available")
	if strings.Contains(page.body, "/go/bl_") {
		t.Error("what cannot be bought can be pressed")
	}
	if strings.Contains(page.body, "Our own words") || strings.Contains(page.body, "Glass mug") {
		t.Error("what was deleted, or is a draft, is shown")
	}
	b.wants(b.get(bioAt), 200, "Not available", "Deleted: not shown", "Draft: not shown")
	b.wants(b.get(bioAt+"?edit="+sold), 200, "Vanished · deleted, choose another")
	form := b.get(bioAt + "?edit=head")
	revisions := revisionAt.FindAllStringSubmatch(form.body, -1)
	b.wants(b.post(bioAt+"/head", "title", "", "tagline", "", "theme", "ticket", "accent", "", "sold_out", "badge", "badge", "Back soon", "revision", revisions[len(revisions)-1][1]), 303)
	b.wants(b.get(bioAt+"/preview"), 200, "Back soon", "theme-ticket")
	form = b.get(bioAt + "?edit=head")
	revisions = revisionAt.FindAllStringSubmatch(form.body, -1)
	b.wants(b.post(bioAt+"/head", "title", "", "tagline", "", "theme", "ticket", "accent", "moss", "sold_out", "hide", "badge", "", "revision", revisions[len(revisions)-1][1]), 303)
	if got := b.wants(b.get(bioAt+"/preview"), 200, "accent-moss"); strings.Contains(got.body, "Tin mug") || strings.Contains(got.body, "Our own words") {
		t.Error("hidden blocks are shown")
	}
	b.wants(b.get(bioAt), 200, "Hidden: not available")
}

// Views and clicks are counted for people, and shown by day and part.
func TestBioNumbers(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	b.wants(b.get(bioAt+"/numbers"), 200, "Nobody came by in this time")
	b.adds("link", "title", "Menu", "url", "https://menu.example")
	b.wants(b.post(bioAt+"/publish", "revision", b.revision(b.get(bioAt))), 303)
	for range 4 {
		b.get("/@island-coffee")
	}
	page := b.get("/@island-coffee")
	s.send(ask{path: "/@island-coffee", header: map[string]string{"User-Agent": "Twitterbot/1.0"}})
	s.send(ask{path: "/@island-coffee"})
	b.wants(b.get(html.UnescapeString(followed.FindStringSubmatch(page.body)[1])), 303, "https://menu.example")
	got := b.wants(b.get(bioAt+"/numbers?period=7d"), 200, "Menu", "20 %", "Clicks per view")
	if !strings.Contains(got.body, `<dd class="number">5</dd>`) || !strings.Contains(got.body, `<dd class="number">1</dd>`) {
		t.Errorf("%.2000s", got.body[strings.Index(got.body, "bio-sums"):])
	}
	b.wants(b.get(bioAt+"/numbers?period=x"), 200, "Menu")
}

// A draft that the helper wrote is shown first, and changes nothing by itself.
func TestBioIsWritten(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	const sentence = "Island Coffee: beans roasted on the beach. See https://story.example/a and https://instagram.com/island."
	page := b.wants(b.post(bioAt+"/write", "kind", "page", "description", sentence, "brand", ""), 200, "The draft", "linktill-templates", "Use this page", sentence)
	if d, err := s.st.BioDraft(t.Context(), s.bioOwner()); err != nil || d.Changed {
		t.Fatalf("it was kept: %+v, %v", d, err)
	}
	_, rest, _ := strings.Cut(page.body, `name="draft" value="`)
	draft, _, _ := strings.Cut(rest, `"`)
	b.wants(b.post(bioAt+"/write/use", "nonce", b.nonceIn(page), "draft", html.UnescapeString(draft), "how", "replace"), 303)
	b.wants(b.get(bioAt), 200, "story.example", "Instagram", "Unpublished changes")
	b.wants(b.post(bioAt+"/write", "kind", "page", "description", ""), 422, "Say in a few words what the page is about")
	b.wants(b.post(bioAt+"/write", "kind", "description", "name", "Tin mug", "keywords", "red, strong"), 200, "Tin mug", "Use as the line below the name")
	page = b.wants(b.post(bioAt+"/write", "kind", "caption", "about", "", "text", "New beans on Friday", "network", "instagram"), 200, "Add as a text block")
	b.wants(b.post(bioAt+"/write/use", "nonce", b.nonceIn(page), "text", "New beans!", "how", "add"), 303)
	b.wants(b.get(bioAt), 200, "New beans!", "story.example")
	b.wants(b.post(bioAt+"/write/use", "nonce", "n1", "draft", `{"title":"x","theme":"ink","blocks":[{"type":"link","url":"javascript:alert(1)","title":"x"}]}`, "how", "replace"), 422)
	b.wants(b.get(bioAt), 200, "New beans!")
}

// Who may only look sees the page and no way to change it.
func TestBioForViewers(t *testing.T) {
	s := newTill(t)
	s.open()
	s.becomes(pay.Viewer)
	viewer := s.signIn(store.SignIn{UserID: s.open().User.ID, SecondFactor: true})
	got := s.send(ask{path: bioAt + "?add=link", cookie: viewer.cookie})
	if got.StatusCode != 200 || !strings.Contains(got.body, "Your role can look at the page") || strings.Contains(got.body, "Publish</") || strings.Contains(got.body, "Add a block") {
		t.Errorf("%d %.900s", got.StatusCode, got.body)
	}
	if got := s.send(ask{method: "POST", path: bioAt + "/publish", cookie: viewer.cookie, body: form("csrf", viewer.csrf, "revision", "1")}); got.StatusCode != 403 {
		t.Errorf("a viewer publishes: %d", got.StatusCode)
	}
}
