package web

import (
	"net/http"
	"strings"
	"sync"
	"testing"
)

func TestCustomerChoosesHowMany(t *testing.T) {
	s := newTill(t)
	id, path := s.onSale(`,"quantity":3,"quantity_max":"10"`)
	b := s.browser()
	page := b.wants(b.get(path), 200, `name="quantity"`, "Pay B$20.00")
	pays := func(path string, page answer, more ...string) answer {
		return b.do("POST", path, form(b.cardForm(page, card{goodCard, "12/40", "123"}, more...)...))
	}
	shown := b.wants(pays(path, page, "quantity", "2", "update", "quantity"), 200, "Pay B$40.00", "2 × Mug", `value="2"`)
	b.wants(pays(path, page, "quantity", "2"), 422, "The total is B$40.00 now", "type your card again")
	for _, wrong := range []string{"0", "-1", "4", "1.5", "x", "", "99999999999999999999"} {
		b.wants(pays(path, shown, "quantity", wrong), 422, "Choose a whole number from 1 to 3.")
	}
	b.wants(pays(path, shown, "quantity", "4", "update", "quantity"), 422, "Choose a whole number from 1 to 3.")
	b.wantPaid(pays(path, shown, "quantity", "২"))
	p := s.lastPayment()
	line := p["lines"].([]any)[0].(map[string]any)
	if p["amount"] != 4000.0 || line["quantity"] != 2.0 || p["product_id"] != id || p["description"] != "2 × Mug" {
		t.Errorf("paid %v", p)
	}
	// Who looks while others buy is told, and more than there is is never sold.
	if got := b.get(path); strings.Contains(got.body, `name="quantity"`) {
		t.Error("the last one can be chosen twice")
	}
	b.wantPaid(b.paysAt(path, goodCard, "quantity", "2")) // one is left, and no choice: the field is nobody's
	if left := s.makes("GET", "/products/"+id, ""); left["quantity"] != 0.0 || left["sold"] != 3.0 || left["quantity_max"] != 10.0 {
		t.Errorf("left: %v", left)
	}
}

func TestManyChooseTheLastPieces(t *testing.T) {
	s := newTill(t)
	id, path := s.onSale(`,"quantity":5,"quantity_max":3`)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			b := s.browser()
			page := b.get(path)
			shown := b.do("POST", path, form(b.cardForm(page, card{goodCard, "12/40", "123"}, "quantity", "2", "update", "quantity")...))
			b.do("POST", path, form(b.cardForm(shown, card{goodCard, "12/40", "123"}, "quantity", "2")...))
		})
	}
	wg.Wait()
	if left := s.makes("GET", "/products/"+id, ""); left["quantity"].(float64)+left["sold"].(float64) != 5 || left["sold"].(float64) > 4 || left["held"] != 0.0 {
		t.Errorf("left: %v", left)
	}
}

func TestLinkSoldByThePiece(t *testing.T) {
	s := newTill(t)
	_, path := s.link(`{"amount":2500,"currency":"BSD","description":"Ticket","quantity_max":4}`)
	b := s.browser()
	page := b.wants(b.get(path), 200, `name="quantity"`, "Pay B$25.00")
	pays := func(page answer, more ...string) answer {
		return b.do("POST", path, form(b.cardForm(page, card{goodCard, "12/40", "123"}, more...)...))
	}
	shown := b.wants(pays(page, "quantity", "4", "update", "quantity"), 200, "Pay B$100.00")
	b.wantPaid(pays(shown, "quantity", "4"))
	if p := s.lastPayment(); p["amount"] != 10000.0 || p["description"] != "Ticket" || p["lines"].([]any)[0].(map[string]any)["quantity"] != 4.0 {
		t.Errorf("paid %v", p)
	}
	for _, body := range []string{`{"quantity_max":2}`, `{"amount":100,"quantity_max":101}`, `{"amount":100,"quantity_max":0}`, `{"amount":100,"quantity_max":-1}`} {
		if status, got := s.api("POST", "/payment-links", body); status != 422 || got["errors"].(map[string]any)["quantity_max"] == nil {
			t.Errorf("%s: %d %v", body, status, got)
		}
	}
}

const askingLink = `{"amount":2000,"currency":"BSD","description":"Mug","note":true,"custom_fields":[{"label":"Name on the mug","required":true},
	{"label":"How many people?","type":"number"},{"label":"Which day?","type":"choice","options":["Saturday","Sunday"],"required":true},{"key":"adult","label":"I am 18","type":"checkbox","required":true}]}`

func TestLinkAsksTheMerchantsQuestions(t *testing.T) {
	s := newTill(t)
	id, path := s.link(askingLink)
	b := s.browser()
	b.wants(b.get(path), 200, "Name on the mug", `name="custom_2"`, "Sunday", "I am 18", "Note to the seller")
	got := b.wants(b.paysAt(path, goodCard, "custom_2", "many", "custom_3", "Friday", "note", "A <b>present</b>"), 422,
		"This is needed.", "Write this as a number", "Choose one of these.", "Tick this to go on.", `value="many"`, "A <b>present")
	if b.wants(got, 422, "Type the card again"); strings.Contains(got.body, "<b>present") {
		t.Error("what was typed is markup")
	}
	good := []string{"custom_1", "Ana <3", "custom_2", "4", "custom_3", "Sunday", "custom_4", "on", "note", "A present."}
	// A declined card keeps what was answered.
	declined := b.wants(b.paysAt(path, declinedCard, good...), 402, `value="Ana <3"`, "A present.")
	b.wantPaid(b.do("POST", path, form(b.cardForm(declined, card{goodCard, "12/40", "123"}, good...)...)))
	p := s.lastPayment()
	answers := p["custom_fields"].([]any)
	if len(answers) != 4 || p["customer_note"] != "A present." {
		t.Fatalf("paid %v", p)
	}
	first, last := answers[0].(map[string]any), answers[3].(map[string]any)
	if first["key"] != "name_on_the_mug" || first["value"] != "Ana <3" || last["key"] != "adult" || last["value"] != "true" {
		t.Errorf("answers %v", answers)
	}
	// The payment keeps the questions as they were.
	l := s.makes("PATCH", "/payment-links/"+id, `{"custom_fields":[{"label":"Colour"}],"note":false}`)
	if l["note"] != false || l["custom_fields"].([]any)[0].(map[string]any)["key"] != "colour" {
		t.Errorf("the link is %v", l)
	}
	if again := s.lastPayment()["custom_fields"].([]any); len(again) != 4 {
		t.Errorf("answers %v", again)
	}
	b.wants(b.get(path), 200, "Colour")
	if got := s.makes("PATCH", "/payment-links/"+id, `{"custom_fields":null,"quantity_max":2}`); len(got["custom_fields"].([]any)) != 0 || got["quantity_max"] != 2.0 {
		t.Errorf("the link is %v", got)
	}
}

func TestLinkRefusesBadQuestions(t *testing.T) {
	s := newTill(t)
	for field, body := range map[string]string{
		"custom_fields":           `[{"label":"1"},{"label":"2"},{"label":"3"},{"label":"4"},{"label":"5"},{"label":"6"}]`,
		"custom_fields.0.label":   `[{"label":" "}]`,
		"custom_fields.0.type":    `[{"label":"x","type":"date"}]`,
		"custom_fields.0.options": `[{"label":"x","type":"choice","options":["a"]}]`,
		"custom_fields.1.key":     `[{"key":"a","label":"x"},{"key":"B c","label":"x"}]`,
	} {
		status, got := s.api("POST", "/payment-links", `{"amount":100,"custom_fields":`+body+`}`)
		if errors, _ := got["errors"].(map[string]any); status != 422 || errors[field] == nil {
			t.Errorf("%s: %d %v", body, status, got)
		}
	}
	if status, _ := s.api("POST", "/payment-links", `{"amount":100,"custom_fields":[{"label":"x","colour":"red"}]}`); status != 422 {
		t.Errorf("an unknown field: %d", status)
	}
}

// The address is asked in the form of the country, and changing the country
// pays nothing.
func TestAddressByCountry(t *testing.T) {
	s := newTill(t)
	_, path := s.onSale(`,"visible_fields":["first_name","last_name","country","state","city","address","zip"]`)
	b := s.browser()
	page := b.get(path)
	update := func(country string) answer {
		return b.do("POST", path, form(b.cardForm(page, card{"", "", ""}, "first_name", "Ana", "country", country, "update", "country")...))
	}
	japan := b.wants(update("JP"), 200, "Prefecture", `value="Ana"`, "Postal code")
	if zip, city, family, given := strings.Index(japan.body, `name="zip"`), strings.Index(japan.body, `name="city"`), strings.Index(japan.body, `name="last_name"`), strings.Index(japan.body, `name="first_name"`); zip > city || family > given {
		t.Error("Japan is asked in another order")
	}
	if strings.Contains(japan.body, "This is needed") {
		t.Error("an update complains about what is not typed yet")
	}
	b.wants(update("US"), 200, "ZIP code", ">State")
	b.wants(update("IE"), 200, "Eircode", "County")
	bahamas := b.wants(update("BS"), 200, "Island")
	address := []string{"first_name", "Ana", "last_name", "Rolle", "country", "BS", "city", "Nassau", "address", "Bay Street 1"}
	b.wantPaid(b.do("POST", path, form(b.cardForm(bahamas, card{goodCard, "12/40", "123"}, address...)...))) // no postal codes there
	if len(s.makes("GET", "/payments", "")["data"].([]any)) != 1 {
		t.Error("an update paid")
	}
	address[5] = "US"
	b.wants(b.paysAt(path, goodCard, address...), 422, "This is needed.", "ZIP code")
}

func TestCustomerChoosesTheLanguage(t *testing.T) {
	s := newTill(t)
	_, path := s.link(`{"currency":"EUR","min_amount":500}`)
	b := s.browser()
	german := b.wants(b.get(path+"?lang=de"), 200, `<html lang="de"`, "Mindestens 5,00\u00a0€.", `name="lang" value="de"`, `href="?lang=ar"`)
	b.wants(b.get(path+"?lang=ar"), 200, `<html lang="ar" dir="rtl"`)
	b.wants(b.get(path+"?lang=xx"), 200, `<html lang="en"`)
	pays := func(number, amount string) answer {
		return b.do("POST", path, form(b.cardForm(german, card{number, "12/40", "123"}, "lang", "de", "amount", amount)...))
	}
	b.wants(pays(goodCard, "4,99"), 422, `lang="de"`, "Mindestens 5,00\u00a0€.", `value="4,99"`, "noch einmal ein")
	b.wants(pays(goodCard, "12.5"), 422, "zum Beispiel 12,50.")
	challenge := pays(threeDCard, "1.234,50").Header.Get("Location")
	b.wants(b.get(challenge), 200, `lang="de"`, "Sind Sie das?", "1.234,50\u00a0€")
	back := b.do("POST", challenge, form("answer", "approve"))
	receipt := b.get(back.Header.Get("Location"))
	if receipt.StatusCode == http.StatusSeeOther {
		receipt = b.get(receipt.Header.Get("Location"))
	}
	b.wants(receipt, 200, `<html lang="de"`, "1.234,50\u00a0€", "Das ist Ihr Beleg.")
	if p := s.lastPayment(); p["amount"] != 123450.0 {
		t.Errorf("paid %v", p)
	}
}

func TestBrowserSaysTheLanguage(t *testing.T) {
	s := newTill(t)
	_, path := s.link(`{"amount":2000,"currency":"BSD","description":"Mug"}`)
	asks := func(path, accepts string) answer {
		return s.send(ask{method: "GET", path: path, header: map[string]string{"Accept-Language": accepts}})
	}
	for accepts, lang := range map[string]string{"fr-CH, fr;q=0.9, en;q=0.8": "fr", "en;q=0.5, nb-NO;q=0.7": "no", "xx, de;q=0.1": "de", "*": "en", "de;q=0": "en", ";;q=,,": "en", "zh-Hant-TW": "zh"} {
		if got := asks(path, accepts); !strings.Contains(got.body, `<html lang="`+lang+`"`) || !strings.Contains(got.Header.Get("Vary"), "Accept-Language") {
			t.Errorf("%q is answered with %.80s", accepts, got.body)
		}
	}
	for path, status := range map[string]int{"/receipt/nothing": 404, "/checkout/nothing": 404, "/pay/nobody/nothing": 404} {
		if got := asks(path, "de"); got.StatusCode != status || !strings.Contains(got.body, `<html lang="de"`) || strings.Contains(got.body, "There is") {
			t.Errorf("%s: %d %.600s", path, got.StatusCode, got.body)
		}
	}
	// The merchant's language is for those who want none that is spoken here.
	b := s.signedInBrowser()
	b.get("/dashboard/settings/checkout")
	b.wants(b.post("/dashboard/settings/checkout", "language", "pt"), 303)
	for accepts, lang := range map[string]string{"": "pt", "xx": "pt", "*": "pt", "en-GB": "en", "fr;q=0.3, xx": "fr"} {
		if got := asks(path, accepts); !strings.Contains(got.body, `<html lang="`+lang+`"`) || !strings.Contains(got.Header.Get("Vary"), "Accept-Language") {
			t.Errorf("%q is answered with %.80s where the merchant's is pt", accepts, got.body)
		}
	}
	// What is sold in a language is, whatever the browser wants.
	if got := asks(s.inLanguage("ja", ""), "de"); !strings.Contains(got.body, `<html lang="ja"`) {
		t.Errorf("%.80s", got.body)
	}
}

func TestPicturesForPhones(t *testing.T) {
	s := newTill(t)
	_, path := s.onSale("")
	b := s.browser()
	for _, page := range []string{path, strings.TrimPrefix(s.makes("POST", "/checkouts", `{"lines":[{"name":"Fee","unit_amount":500}],"currency":"BSD"}`)["url"].(string), s.url)} {
		body := b.wants(b.get(page), 200, "Pay on your phone instead").body
		_, at, _ := strings.Cut(body, `src="/qr/`)
		at, _, _ = strings.Cut(at, `"`)
		got := b.get("/qr/" + at)
		secret := strings.HasPrefix(page, "/checkout/")
		if got.StatusCode != 200 || !strings.HasPrefix(got.body, "<svg") || secret != (got.Header.Get("Cache-Control") == "no-store") {
			t.Errorf("%s: %d %s", at, got.StatusCode, got.Header.Get("Cache-Control"))
		}
	}
	for _, nobody := range []string{"/qr/prd_111111118C6oxMkBMKvD2x.svg", "/qr/lst_111111118C6oxMkBMKvD2x.svg", "/qr/cs_nothing.svg"} {
		b.wants(b.get(nobody), 404)
	}
}
