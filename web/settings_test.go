package web

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"regexp"
	"strings"
	"testing"

	"linktill/internal/pay"
)

var editionField = regexp.MustCompile(`name="edition" value="(\w+)"`)

// organization is the form as a browser sends it, with some fields replaced.
func organization(edition string, pairs ...string) []string {
	all := []string{"edition", edition, "name", "Island Tea", "website", "https://tea.example/", "contact_email", "hi@tea.example", "telegram", "@island_tea",
		"country", "DE", "time_zone", "Europe/Berlin", "default_currency", "EUR", "address", " Bay Street 12 \n\nNassau", "tax_id", "DE 123"}
	for i := 0; i < len(pairs); i += 2 {
		for j := 0; j < len(all); j += 2 {
			if all[j] == pairs[i] {
				all[j+1] = pairs[i+1]
			}
		}
	}
	return all
}

func TestOrganizationSettings(t *testing.T) {
	s := newHouse(t)
	b := s.signedInBrowser()
	b.wants(b.get("/dashboard/settings"), 200, "Organization", "Branding", "Taxes", "/dashboard/team", "/dashboard/security", "/dashboard/audit", "Danger zone")
	page := b.get("/dashboard/settings/organization")
	b.wants(page, 200, "never changes", "UTC−5 · America/New York", `value="Island Coffee"`)
	edition := editionField.FindStringSubmatch(page.body)[1]
	b.wants(b.post("/dashboard/settings/organization", organization(edition, "name", "", "website", "tea", "country", "XX", "time_zone", "Mars", "default_currency", "EU")...), 422,
		"Enter the name", "can be opened", "Choose a country", "Choose a time zone", "Choose a currency", `value="tea"`)
	b.wants(b.post("/dashboard/settings/organization", organization(edition)...), 303, "/dashboard/settings/organization")
	b.wants(b.get("/dashboard/settings/organization"), 200, "Saved.", "Bay Street 12\nNassau", `value="Island Tea"`)
	b.wants(b.post("/dashboard/settings/organization", organization(edition, "name", "Island Cocoa")...), 409, "Somebody changed this page", "Island Cocoa", "Island Tea")
	b.wants(b.get("/dashboard/audit"), 200, "Settings changed", "Island Coffee → Island Tea", "BSD → EUR")
	s.becomes(pay.Viewer)
	b.wants(b.get("/dashboard/settings/organization"), 200, "Only owners and admins change settings", "<fieldset class=\"form\" disabled")
	b.wants(b.post("/dashboard/settings/organization", organization("")...), 403, "Your role")
}

func TestCheckoutSettingsReachCustomers(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	b.get("/dashboard/settings/checkout")
	b.wants(b.post("/dashboard/settings/checkout", "paid_url", "javascript:alert(1)", "pay_message", strings.Repeat("x", 201), "language", "xx"), 422,
		"a browser can open", "At most 200 characters", "Choose a language", "javascript:alert(1)")
	b.wants(b.post("/dashboard/settings/checkout", "pay_message", "We roast on Mondays.", "paid_note", "See you soon.", "paid_url", "https://tea.example/thanks", "language", "de"), 303, "/dashboard/settings/checkout")
	asks := form("csrf", b.csrf, "language", "de", "pay_message", "We roast on Mondays.", "asks", "phone") + "&asks=first_name"
	b.wants(b.do("POST", "/dashboard/settings/checkout", asks+"&asks=shoe_size"), 422, "shoe_size", `value="phone" checked`)
	b.wants(b.do("POST", "/dashboard/settings/checkout", asks), 303, "/dashboard/settings/checkout")
	for page, box := range map[string]string{"/dashboard/settings/checkout": "asks", "/dashboard/products/new": "visible_fields"} {
		ticked := regexp.MustCompile(`name="`+box+`" value="(\w+)"[^>]* checked`).FindAllStringSubmatch(b.get(page).body, -1)
		if len(ticked) != 2 || ticked[0][1] != "first_name" || ticked[1][1] != "phone" {
			t.Errorf("%s ticks %q", page, ticked)
		}
	}
	m := s.open().Merchant
	_, err := s.st.UpdateOrganization(t.Context(), pay.Caller{MerchantID: m.ID, UserID: s.open().User.ID}, pay.OrganizationPatch{Address: ptrOf("Bay Street 12\nNassau"), TaxID: ptrOf("TIN 7")})
	s.must(err)
	path := s.payPath()
	visitor := s.browser()
	visitor.wants(visitor.get(path), 200, "We roast on Mondays.", `lang="de"`)
	visitor.wants(visitor.get(path+"?lang=en"), 200, `lang="en"`)
}

func ptrOf[T any](v T) *T { return &v }

// payPath is the address of a link that can be paid.
func (s *shop) payPath() string {
	s.t.Helper()
	made := s.makes("POST", "/payment-links", `{"amount":5000,"description":"Tea"}`)
	return "/pay/" + s.open().Merchant.Slug + "/" + made["id"].(string)
}

var sheetLink = regexp.MustCompile(`rel="stylesheet" href="([^"]+)"`)

func TestBrandReachesCustomers(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	visitor, path := s.browser(), s.payPath()
	if got := sheetLink.FindAllStringSubmatch(visitor.get(path).body, -1); len(got) != 1 || !strings.HasPrefix(got[0][1], "/static/") {
		t.Errorf("without a look: %v", got)
	}
	b.get("/dashboard/settings/branding")
	b.wants(b.post("/dashboard/settings/branding", "look", "own", "accent", "#facc15", "shown", "#125a66", "act", "look"), 200, "Not saved yet", "under 4.5:1", "written in black")
	b.wants(b.post("/dashboard/settings/branding", "look", "own", "accent", "yellow", "shown", "#125a66"), 422, "six digits")
	b.wants(b.sendsLogo([]byte("<svg/>"), "look", "ours", "accent", "#125a66", "shown", "#125a66"), 422)
	opened := b.get("/dashboard/settings/branding")
	b.wants(b.sendsLogo(logoPNG(), "edition", fieldOf(opened, "edition"), "look", "ours", "accent", "#b91c1c", "shown", "#125a66"), 303, "/dashboard/settings/branding")
	b.wants(b.get("/dashboard/settings/branding"), 200, "/img/pic_", `value="#b91c1c"`)
	sheets := sheetLink.FindAllStringSubmatch(visitor.get(path).body, -1)
	if len(sheets) != 1 || !strings.HasPrefix(sheets[0][1], "/brand/"+s.open().Merchant.Slug+"/public.") {
		t.Fatalf("with a look: %v", sheets)
	}
	sheet := visitor.get(sheets[0][1])
	visitor.wants(sheet, 200, "--b-back:#b91c1c", "url(data:image/", ".pay-form")
	if !strings.Contains(sheet.Header.Get("Cache-Control"), "immutable") || sheet.Header.Get("Set-Cookie") != "" {
		t.Errorf("%v", sheet.Header)
	}
	old := visitor.get("/brand/" + s.open().Merchant.Slug + "/public.000000000000.css")
	if old.StatusCode != 200 || strings.Contains(old.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("an old address: %d %v", old.StatusCode, old.Header)
	}
	s.pagesLookLikeTheirs(path)
	visitor.wants(visitor.get("/brand/nobody/public.0.css"), 404)
	visitor.wants(visitor.get("/brand/"+s.open().Merchant.Slug+"/dashboard.0.css"), 404)
	b.wants(b.post("/dashboard/settings/branding", "look", "ours", "accent", "#b91c1c", "shown", "#b91c1c", "remove_logo", "true"), 303)
	if got := sheetLink.FindStringSubmatch(visitor.get(path).body)[1]; !strings.HasPrefix(got, "/static/") {
		t.Errorf("taken back: %s", got)
	}
}

// pagesLookLikeTheirs looks at what else customers see than what they pay on: the
// ends of a link and of a product, a subscription, and what goes wrong at it.
func (s *shop) pagesLookLikeTheirs(path string) {
	s.t.Helper()
	mine := s.myPage(s.subscribed(goodCard))
	_, err := s.pool.Exec(s.t.Context(), `UPDATE links SET deactivated_at = now()`)
	s.must(err)
	visitor := s.browser()
	for _, page := range []struct {
		sheet string
		got   answer
	}{
		{"public", visitor.wants(visitor.get(path), 410, "switched off")},
		{"public", visitor.wants(visitor.get(s.inLanguage("de", `,"quantity":0`)), 410, `lang="de"`)},
		{"mine", visitor.wants(visitor.get(mine), 200, "Coffee")},
		{"public", visitor.wants(visitor.manyCards(mine), 429, "too fast")},
	} {
		sheets := sheetLink.FindAllStringSubmatch(page.got.body, -1)
		if len(sheets) != 1 || !strings.HasPrefix(sheets[0][1], "/brand/"+s.open().Merchant.Slug+"/"+page.sheet+".") || !strings.Contains(page.got.body, `class="payee"`) {
			s.t.Errorf("%v\n%.900s", sheets, page.got.body)
		}
	}
}

// manyCards tries one wrong card after the other, and returns what stops that.
func (b *browser) manyCards(mine string) (got answer) {
	b.t.Helper()
	for page := b.get(mine); got.Response == nil || got.StatusCode == 422; {
		got = b.post(mine+"/card", cardFields(page, "4242 4242 4242 4241")...)
	}
	return got
}

// sendsLogo sends the form of the look with a file.
func (b *browser) sendsLogo(file []byte, pairs ...string) answer {
	b.t.Helper()
	return b.sendsFile("/dashboard/settings/branding", "logo", file, pairs...)
}

func logoPNG() []byte {
	picture := image.NewRGBA(image.Rect(0, 0, 200, 200))
	for i := range 200 {
		picture.Set(i, i, color.RGBA{R: 200, A: 255})
	}
	var out bytes.Buffer
	_ = png.Encode(&out, picture)
	return out.Bytes()
}

func TestTaxSettings(t *testing.T) {
	s := newHouse(t)
	b := s.signedInBrowser()
	b.wants(b.get("/dashboard/settings/taxes"), 200, "You charge no tax", "they pay B$110.00", "of which B$9.09 is tax", "November 2026")
	b.wants(b.post("/dashboard/settings/taxes", "country", "", "rate", ""), 422, "Choose a country")
	b.wants(b.post("/dashboard/settings/taxes", "country", "DE", "rate", "nineteen", "name", "MwSt"), 422, "in percent", `value="nineteen"`, `value="MwSt"`)
	b.wants(b.post("/dashboard/settings/taxes", "country", "KP", "rate", ""), 422, "No standard rate is published")
	b.wants(b.post("/dashboard/settings/taxes", "country", "DE", "rate", ""), 303, "/dashboard/settings/taxes")
	b.wants(b.post("/dashboard/settings/taxes/change", "country", "DE", "rate", "7,25", "name", "MwSt"), 303)
	b.wants(b.get("/dashboard/settings/taxes"), 200, "7.25 %", "the standard rate is 19 %")
	b.wants(b.post("/dashboard/settings/taxes/change", "country", "DE", "rate", "101"), 422, "in percent")
	b.wants(b.post("/dashboard/settings/taxes/change", "country", "FR", "rate", "20"), 404)
	b.wants(b.post("/dashboard/settings/taxes", "act", "eu"), 303)
	b.wants(b.get("/dashboard/settings/taxes"), 200, "Austria", "7.25 %", "25.5 %")
	b.wants(b.post("/dashboard/settings/taxes/remove", "country", "AT"), 303)
	b.wants(b.post("/dashboard/settings/taxes/remove", "country", "AT"), 303)
	edition := editionField.FindStringSubmatch(b.get("/dashboard/settings/taxes").body)[1]
	b.wants(b.post("/dashboard/settings/taxes/mode", "edition", edition, "price_mode", "BOTH"), 422, "Choose one of", `value="`+edition+`"`)
	b.wants(b.post("/dashboard/settings/taxes/mode", "edition", edition, "price_mode", "TAX_EXCLUSIVE"), 303)
	stale := b.wants(b.post("/dashboard/settings/taxes/mode", "edition", edition, "price_mode", "TAX_INCLUSIVE"), 409, "Somebody changed this page", "<td>Tax comes on top</td>", `value="TAX_INCLUSIVE" checked`)
	b.wants(b.post("/dashboard/settings/taxes/mode", "edition", editionField.FindStringSubmatch(stale.body)[1], "price_mode", "TAX_INCLUSIVE"), 303)
	b.wants(b.get("/dashboard/audit"), 200, "tax rates", "TAX_INCLUSIVE → TAX_EXCLUSIVE")
}

func TestCurrencySettings(t *testing.T) {
	s := newHouse(t)
	b := s.signedInBrowser()
	s.exec(`INSERT INTO currency_rates (currency, usd_per_unit, as_of) VALUES ('EUR', 1.0832, '2026-11-20')`)
	b.wants(b.get("/dashboard/settings/currencies"), 200, "1 EUR = 1.0832 USD on 20 Nov 2026", "Bahamian")
	b.wants(b.post("/dashboard/settings/currencies", "offer", "some"), 422, "Tick at least one")
	b.wants(b.post("/dashboard/settings/currencies", "offer", "some", "currencies", "XXX"), 422, "none of them")
	b.wants(b.post("/dashboard/settings/currencies", "offer", "some", "currencies", "EUR"), 303)
	form := b.get("/dashboard/links/new").body
	if !strings.Contains(form, `value="EUR"`) || !strings.Contains(form, `value="BSD"`) || strings.Contains(form, `value="JPY"`) {
		t.Errorf("the builder does not offer what was chosen: EUR %v, BSD %v, JPY %v", strings.Contains(form, `value="EUR"`), strings.Contains(form, `value="BSD"`), strings.Contains(form, `value="JPY"`))
	}
}

func TestStoppedPayments(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	visitor, path := s.browser(), s.payPath()
	b.wants(b.get("/dashboard/settings/danger"), 200, "Stop taking payments", "append-only")
	b.wants(b.post("/dashboard/settings/danger/stop"), 303, "/dashboard/settings/danger")
	b.wants(b.get("/dashboard/settings"), 200, "You take no payments now")
	visitor.wants(visitor.get(path+"?lang=en"), 503, "No payments at the moment", "you were not charged")
	visitor.wants(visitor.post(path, "lang", "en"), 503, "No payments at the moment")
	s.becomes(pay.Admin)
	b.wants(b.post("/dashboard/settings/danger/start"), 403, "Only an owner")
	s.becomes(pay.Owner)
	b.wants(b.post("/dashboard/settings/danger/start"), 303)
	visitor.wants(visitor.get(path), 200)
}
