package web

import (
	"regexp"
	"strings"
	"testing"
)

// fieldOf is the value of a hidden field.
func fieldOf(a answer, name string) string {
	found := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(a.body)
	if found == nil {
		return ""
	}
	return found[1]
}

// made is the id at the end of the address that a form led to.
func made(a answer) string {
	at, _, _ := strings.Cut(a.Header.Get("Location"), "?")
	return at[strings.LastIndexByte(at, '/')+1:]
}

func TestProductIsMadeChangedAndDeleted(t *testing.T) {
	s := newHouse(t)
	b := s.signedInBrowser()
	b.wants(b.get("/dashboard/products"), 200, "No products yet")
	page := b.wants(b.get("/dashboard/products/new"), 200, "Everything ticked must be filled in", "Only where the law sets an age")
	typed := []string{"name", "Enamel mug", "description", "A mug", "amount", "18.00", "currency", "BSD", "stock", "counted", "quantity", "4",
		"visible_fields", "phone", "language", "de", "hold", "true", "expired_at", "2099-06-01T12:00", "return_url", "https://x.example/thanks", "nonce", fieldOf(page, "nonce")}
	first, again := b.post("/dashboard/products", typed...), b.post("/dashboard/products", typed...)
	if first.StatusCode != 303 || made(first) != made(again) || s.rows("products") != 1 {
		t.Fatalf("%d, %q, %q, %d products\n%s", first.StatusCode, made(first), made(again), s.rows("products"), first.body)
	}
	path := "/dashboard/products/" + made(first)
	b.wants(b.get(path+"?created=1"), 200, "Your product is on sale", "B$18.00", "4 left", s.url+"/products/"+made(first)+"/pay", "Telephone number", "Deutsch", "Held on the card", "1 Jun 2099, 12:00")
	_, got := s.api("GET", "/products/"+made(first), "")
	if got["amount"] != 1800.0 || got["quantity"] != 4.0 || got["transaction_type"] != "authorization" || got["language"] != "de" || len(got["visible_fields"].([]any)) != 1 {
		t.Errorf("the API says %v", got)
	}
	b.wants(b.get("/dashboard/products"), 200, "Enamel mug", "4 left", "On sale")
	edit := b.wants(b.get(path+"/edit"), 200, `value="Enamel mug"`, `value="18.00"`, `value="2099-06-01T12:00"`)
	change := []string{"name", "Tin mug", "description", "A mug", "amount", "20", "currency", "BSD", "language", "en", "edition", fieldOf(edit, "edition")}
	b.wants(b.post(path, change...), 303, path)
	b.wants(b.get(path), 200, "Product changed.", "Tin mug", "B$20.00", "Taken at once", "Their e-mail address and the card", "Never")
	for _, code := range []string{"/qr.svg", "/qr.png"} {
		if got := b.get(path + code); got.StatusCode != 200 || !strings.HasPrefix(got.Header.Get("Content-Type"), "image/") {
			t.Errorf("%s: %d %s", code, got.StatusCode, got.Header.Get("Content-Type"))
		}
	}
	b.wants(b.post(path+"/delete"), 303, "/dashboard/products")
	b.wants(b.get(path), 404)
}

// A form that somebody opened before another change says so, shows both, and
// saves nothing until it is sent again.
func TestStaleProductShowsBoth(t *testing.T) {
	s := newHouse(t)
	b := s.signedInBrowser()
	id := s.makesProduct("")
	path := "/dashboard/products/" + id
	edit := b.wants(b.get(path+"/edit"), 200)
	s.makes("PUT", "/products/"+id, `{"amount":1200,"quantity":7}`)
	typed := []string{"name", "Beans", "description", "Mine", "amount", "9.90", "currency", "USD", "language", "en", "edition", fieldOf(edit, "edition")}
	stale := b.wants(b.post(path, typed...), 409, "Somebody changed this product while you had it open.", "9.90 USD", "12.00 USD", "Mine")
	if _, got := s.api("GET", "/products/"+id, ""); got["amount"] != 1200.0 || got["description"] == "Mine" {
		t.Errorf("it was saved: %v", got)
	}
	typed[len(typed)-1] = fieldOf(stale, "edition")
	b.wants(b.post(path, typed...), 303, path)
	if _, got := s.api("GET", "/products/"+id, ""); got["amount"] != 990.0 || got["quantity"] != 7.0 {
		t.Errorf("sent again: %v", got)
	}
}

func TestStockIsSet(t *testing.T) {
	s := newHouse(t)
	b := s.signedInBrowser()
	id := s.makesProduct(`,"quantity":"5"`)
	path := "/dashboard/products/" + id
	page := b.wants(b.get(path), 200, "5 left")
	s.exec(`UPDATE products SET held = 2`)
	b.wants(b.post(path+"/stock", "stock", "counted", "quantity", "1", "seen", fieldOf(page, "seen")), 422, "2 are being paid for right now, so there cannot be fewer than 2", `value="1"`, "3 left, 2 being paid for")
	b.wants(b.post(path+"/stock", "stock", "counted", "quantity", "many", "seen", "5"), 422, "Enter how many there are", `value="many"`)
	s.exec(`UPDATE products SET held = 1, quantity = 4, sold = 1`)
	stale := b.wants(b.post(path+"/stock", "stock", "counted", "quantity", "10", "seen", "5"), 409, "it was 5 and is 4 now. You typed 10", `value="10"`)
	b.wants(b.post(path+"/stock", "stock", "counted", "quantity", "10", "seen", fieldOf(stale, "seen")), 303, path)
	b.wants(b.get(path), 200, "Stock set.", "9 left, 1 being paid for")
	b.wants(b.post(path+"/stock", "stock", "endless", "quantity", "", "seen", "10"), 303, path)
	b.wants(b.get(path), 200, "No limit, 1 being paid for")
}

func TestWrongProductKeepsWhatWasTyped(t *testing.T) {
	s := newHouse(t)
	b := s.signedInBrowser()
	for name, c := range map[string]struct{ field, value, says string }{
		"no name":         {"name", "", "can't be blank"},
		"no description":  {"description", "", "can't be blank"},
		"no price":        {"amount", "", "Enter the price, such as 12.50."},
		"no number":       {"amount", "eighteen", "amount"},
		"nothing":         {"amount", "0", "more than zero"},
		"no currency":     {"currency", "XXX", "ISO 4217"},
		"no quantity":     {"quantity", "", "as a whole number"},
		"half a piece":    {"quantity", "1.5", "as a whole number"},
		"too many":        {"quantity", "99999999999", "less than or equal"},
		"a field we lack": {"visible_fields", "shoe_size", "shoe_size"},
		"a past":          {"expired_at", "2020-01-01T10:00", "in the past"},
		"no time":         {"expired_at", "soon", "Enter a date with a time"},
		"no address":      {"return_url", "javascript:alert(1)", "is not an address"},
		"no language":     {"language", "xx", "is not included"},
	} {
		typed := map[string]string{"name": "Ünïque mug", "description": "A\nmug", "amount": "18.00", "currency": "BSD", "stock": "counted", "quantity": "4", "language": "en"}
		typed[c.field] = c.value
		var pairs []string
		for field, value := range typed {
			pairs = append(pairs, field, value)
		}
		got := b.post("/dashboard/products", pairs...)
		if got.StatusCode != 422 || !strings.Contains(got.body, c.says) && !strings.Contains(got.body, strings.ReplaceAll(c.says, "'", "&#39;")) {
			t.Errorf("%s: %d, want %q", name, got.StatusCode, c.says)
		}
		if c.field != "name" && !strings.Contains(got.body, "Ünïque mug") || c.field != "language" && c.field != "currency" && c.field != "visible_fields" && !strings.Contains(got.body, c.value) {
			t.Errorf("%s: the form lost something", name)
		}
	}
	if n := s.rows("products"); n != 0 {
		t.Errorf("%d products", n)
	}
}

func TestListingIsMadePublishedAndPaused(t *testing.T) {
	s := newHouse(t)
	b := s.signedInBrowser()
	product := s.makesProduct(`,"quantity":"3"`)
	b.wants(b.get("/dashboard/listings"), 200, "Nothing in your shop yet")
	page := b.wants(b.get("/dashboard/listings/new?product="+product), 200, `value="Beans"`, "3 left")
	create := b.wants(b.post("/dashboard/listings", "title", "Island beans", "description", "Dark\n\nand sweet", "amount", "", "currency", "BSD", "category", "Coffee",
		"tags", "dark, , sweet;dark", "product_id", product, "nonce", fieldOf(page, "nonce")), 303)
	id := made(create)
	path := "/dashboard/listings/" + id
	b.wants(b.get(path), 200, "Only you see it.", "3 left", "Coffee", "Publish")
	if _, got := s.api("GET", "/listings/"+id, ""); got["amount"] != 990.0 || got["currency"] != "USD" || len(got["tags"].([]any)) != 2 || got["product_id"] != product {
		t.Errorf("it takes the product's price: %v", got)
	}
	b.wants(b.get(path+"/preview"), 200, "This is a preview that only you see", "Island beans")
	public := "/shop/" + s.open().Merchant.Slug + "/" + id
	b.wants(b.get(public), 404)
	b.wants(b.post(path+"/publish"), 303, path)
	b.wants(b.get(path), 200, "It is in your shop now.", s.url+public)
	b.wants(b.get(public), 200, "Island beans", "Only 3 left", "Buy")
	b.wants(b.get("/dashboard/listings?status=published"), 200, "Island beans")
	b.wants(b.get("/dashboard/listings?status=draft"), 200, "No listing is a draft right now.")
	edit := b.wants(b.get(path+"/edit"), 200, `value="dark, sweet"`)
	b.wants(b.post(path, "title", "Island beans", "description", "", "amount", "", "currency", "BSD", "category", "", "tags", "", "product_id", "", "edition", fieldOf(edit, "edition")), 422, "Only a draft can be without a price.")
	s.makes("PUT", "/listings/"+id, `{"title":"Theirs"}`)
	stale := b.wants(b.post(path, "title", "Mine", "description", "", "amount", "12", "currency", "BSD", "category", "", "tags", "", "product_id", product, "edition", fieldOf(edit, "edition")), 409,
		"Somebody changed this listing while you had it open.", "Theirs", `value="Mine"`)
	b.wants(b.post(path, "title", "Mine", "amount", "12", "currency", "BSD", "product_id", product, "edition", fieldOf(stale, "edition")), 303, path)
	b.wants(b.post(path+"/pause"), 303, path)
	b.wants(b.get(public), 410, "taking a break")
	page = b.wants(b.get(path), 200, "Paused")
	twice := b.post(path+"/duplicate", "nonce", fieldOf(page, "nonce"))
	if again := b.post(path+"/duplicate", "nonce", fieldOf(page, "nonce")); twice.Header.Get("Location") != again.Header.Get("Location") || s.rows("listings") != 2 {
		t.Errorf("duplicated twice: %q, %q", twice.Header.Get("Location"), again.Header.Get("Location"))
	}
	b.wants(b.get(twice.Header.Get("Location")), 200, "Mine (copy)")
	b.wants(b.post(path+"/delete"), 303, "/dashboard/listings")
	b.wants(b.get(path), 404)
}

// A draft without a price cannot be published: the form says where to set it.
func TestDraftWithoutAPriceIsNotPublished(t *testing.T) {
	s := newHouse(t)
	b := s.signedInBrowser()
	id := s.makes("POST", "/listings", `{"title":"Hamper"}`)["id"].(string)
	b.wants(b.post("/dashboard/listings/"+id+"/publish"), 422, "Set a price before you publish it.", `value="Hamper"`)
}

// The shop shows pictures of its own only, with their size, and other sites get
// the full address.
func TestShopShowsPictures(t *testing.T) {
	s := newHouse(t)
	b := s.signedInBrowser()
	live := s.open().LiveAPIKey.Reveal()
	b.wants(b.post("/dashboard/mode", "livemode", "true", "return", "/dashboard/listings"), 303)
	id, _ := s.listing(live, `{"title":"Mug","amount":1800,"images":["https://img.example.com/mug.jpg"]}`)
	path, public := "/dashboard/listings/"+id, "/shop/"+s.open().Merchant.Slug
	b.wants(b.get(path), 200, "On another site")
	b.wants(b.post(path+"/publish"), 303)
	outside := b.wants(b.get(public+"/"+id), 200, `property="og:image" content="https://img.example.com/mug.jpg"`)
	if strings.Contains(outside.body, "<img") {
		t.Error("a picture of another site is loaded")
	}
	b.wants(b.upload(path+"/pictures", false, [][]byte{aPhoto(t, 1000, 500, red)}, "images", "https://img.example.com/mug.jpg", "alts", "", "act", "save"), 303)
	address := b.shown(path)[5]
	own := []string{"images", "https://img.example.com/mug.jpg", "alts", "", "images", address, "alts", "A red mug", "act", "up-1"}
	b.wants(b.upload(path+"/pictures", false, nil, own...), 303)
	page := b.wants(b.get(public+"/"+id), 200, `width="1000" height="500" alt="A red mug"`, address+"?w=480 480w",
		`property="og:image" content="`+s.url+address+`"`, `property="og:image:width" content="1000"`, `name="twitter:card" content="summary_large_image"`, `itemprop="image" href="`+s.url+address+`"`, `rel="canonical" href="`+s.url+public+"/"+id+`"`)
	if strings.Count(page.body, "<img") != 1 {
		t.Error("not one picture")
	}
	b.wants(b.get(public), 200, `src="`+address+`"`, `property="og:image" content="`+s.url+address+`"`)
	b.wants(b.get("/dashboard/listings"), 200, address)
}
