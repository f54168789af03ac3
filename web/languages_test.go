package web

import (
	"html"
	"net/http"
	"strings"
	"testing"

	"linktill/internal/pay"
)

// payVerbs are the buttons of a product that costs B$20.00, which each language
// writes in its own form.
var payVerbs = map[string]string{
	"en": "Pay B$20.00", "es": "Pagar B$20.00", "tr": "B$20.00 öde", "de": "B$20.00 bezahlen", "it": "Paga B$20.00",
	"ru": "Оплатить B$20.00", "zh": "支付 B$20.00", "fr": "Payer B$20.00", "da": "Betal B$20.00", "sv": "Betala B$20.00",
	"no": "Betal B$20.00", "fi": "Maksa B$20.00", "pl": "Zapłać B$20.00", "ja": "B$20.00 を支払う", "be": "Аплаціць B$20.00",
	"uk": "Сплатити B$20.00", "ka": "B$20.00 გადახდა", "ro": "Plătiți B$20.00", "az": "B$20.00 ödə", "lv": "Maksāt B$20.00",
	"et": "Maksa B$20.00", "pt": "Pagar B$20.00", "sr": "Плати B$20.00", "bn": "B$20.00 পেমেন্ট করুন", "tg": "Пардохти B$20.00",
	"kk": "B$20.00 төлеу", "ar": "ادفع \u2068B$20.00\u2069",
}

func payVerb(lang string) string {
	return strings.Replace(payVerbs[lang], "B$20.00", pay.LocaleOf(lang).Money(pay.Money{Minor: 2000, Currency: "BSD"}), 1)
}

// inLanguage makes a product in a language and returns the path where it is
// paid.
func (s *shop) inLanguage(lang, more string) (path string) {
	s.t.Helper()
	p := s.makes("POST", "/products", `{"name":"Mug <script>alert(1)</script>","description":"A mug","currency":"BSD","amount":2000,"language":"`+lang+`"`+more+`}`)
	return strings.TrimPrefix(p["pay_url"].(string), s.url)
}

func TestProductsArePaidInEachLanguage(t *testing.T) {
	s := newTill(t)
	b := s.browser()
	for _, lang := range pay.ProductLanguages {
		path := s.inLanguage(lang, `,"visible_fields":["first_name","country"]`)
		dir := map[bool]string{true: "rtl", false: "ltr"}[lang == "ar"]
		page := b.wants(b.get(path), 200, `<html lang="`+lang+`" dir="`+dir+`"`, payVerb(lang)+"</button>")
		if strings.Contains(page.body, "<script>alert") || !strings.Contains(page.body, "Mug &lt;script&gt;") || (strings.Contains(page.body, "First name") || strings.Contains(page.body, "Test mode")) && lang != "en" {
			t.Errorf("%s: %.2000s", lang, page.body)
		}
	}
}

// From the form to the receipt, a customer reads one language: that of what is
// sold.
func TestPaymentKeepsItsLanguage(t *testing.T) {
	s := newTill(t)
	path := s.inLanguage("de", `,"visible_fields":["city"],"quantity":3`)
	b := s.browser()
	page := b.wants(b.get(path), 200, "Kartennummer", "Ort", "Testmodus")
	pays := func(path, number, city string) answer {
		return b.do("POST", path, form(b.cardForm(page, card{number, "12/40", "123"}, "city", city)...))
	}
	b.wants(pays(path, goodCard, ""), 422, "Bitte ausfüllen.")
	b.wants(pays(path, "4242 4242 4242 4241", "Ulm"), 422, `lang="de"`, "Eine Ziffer dieser Kartennummer ist falsch.")
	declined := b.wants(pays(path, declinedCard, "Ulm"), 402, `lang="de"`, "Die Zahlung hat nicht geklappt", "Die Bank hat diese Karte abgelehnt.")
	page = declined
	action := html.UnescapeString(declined.body[strings.Index(declined.body, `action="/checkout/`)+len(`action="`):])
	action, _, _ = strings.Cut(action, `"`)
	b.wants(b.get(action), 200, `lang="de"`, "Die Zahlung hat nicht geklappt")
	paid := pays(action, goodCard, "Ulm")
	receipt := b.wants(b.get(paid.Header.Get("Location")), 200, `<html lang="de"`, "Das ist Ihr Beleg.", "Testbeleg.", "Zahlungsnummer", "Datum")
	if strings.Contains(receipt.body, "Payment number") || strings.Contains(receipt.body, "Nov ") {
		t.Errorf("the receipt says %.3000s", receipt.body)
	}
	s.makes("POST", "/payments/"+s.lastPayment()["id"].(string)+"/refund", `{"amount":500}`)
	b.wants(b.get(paid.Header.Get("Location")), 200, "Am Ende bezahlt", "Auf Wunsch des Kunden", "-5,00\u00a0B$", "15,00\u00a0B$")

	page = b.get(path)
	waiting := pays(path, timeoutCard, "Ulm").Header.Get("Location")
	if got := b.get(waiting); got.StatusCode == http.StatusOK && !strings.Contains(got.body, `lang="de"`) {
		t.Errorf("waiting: %.500s", got.body)
	}
}

func TestLinksAndUnknownThingsAreInEnglish(t *testing.T) {
	s := newTill(t)
	b := s.browser()
	_, path := s.link(`{"amount":2000,"currency":"BSD","description":"Mug"}`)
	b.wants(b.get(path), 200, `lang="en"`, "Pay B$20.00</button>")
	b.wants(b.get("/products/prd_111111118C6oxMkBMKvD2x/pay"), 404, `lang="en"`, "nothing for sale")
	sold := s.inLanguage("ja", `,"quantity":0`)
	b.wants(b.get(sold), 410, `lang="ja"`, "売り切れ")
}
