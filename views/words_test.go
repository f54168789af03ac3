package views

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"linktill/internal/acquirer"
	"linktill/internal/acquirer/sandbox"
	"linktill/internal/pay"
)

// messages are those of a file, by name.
func messages(t *testing.T, lang string) map[string]string {
	t.Helper()
	body, err := wordFiles.ReadFile("words/" + lang + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]string
	if err := json.Unmarshal(body, &all); err != nil {
		t.Fatalf("%s: %v", lang, err)
	}
	if n := bytes.Count(body, []byte("\": \"")); n != len(all) {
		t.Errorf("%s has %d lines for %d messages", lang, n, len(all))
	}
	return all
}

func names(all map[string]string) []string { return slices.Sorted(maps.Keys(all)) }

func TestEveryLanguageHasAFile(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(wordFiles, "words/*")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, lang := range pay.ProductLanguages {
		want = append(want, "words/"+lang+".json")
	}
	if slices.Sort(want); !slices.Equal(files, want) {
		t.Errorf("files %v, want %v", files, want)
	}
}

func TestEveryLanguageSaysEverything(t *testing.T) {
	t.Parallel()
	english := messages(t, "en")
	placeholder := regexp.MustCompile(`\{\{\.[A-Z][a-z]+\}\}`)
	for _, lang := range pay.ProductLanguages {
		own, same := messages(t, lang), 0
		if !slices.Equal(names(own), names(english)) {
			t.Errorf("%s says other things than English", lang)
		}
		for id, text := range english {
			said := own[id]
			if strings.TrimSpace(said) != said || said == "" || strings.ContainsAny(said, "\n\t\x00") {
				t.Errorf("%s %s: %q", lang, id, said)
			}
			if got, want := placeholder.FindAllString(said, -1), placeholder.FindAllString(text, -1); !slices.Equal(got, want) || len(want) > 1 {
				t.Errorf("%s %s has the values %v, want %v", lang, id, got, want)
			}
			if strings.ContainsAny(placeholder.ReplaceAllString(said, ""), "{}") {
				t.Errorf("%s %s: %q", lang, id, said)
			}
			if said == text {
				same++
			}
		}
		// A few words are the same: "Date" in French.
		if lang != "en" && same > 8 {
			t.Errorf("%s says %d things as English does", lang, same)
		}
	}
}

// The names in the files are those that pages ask for, no more and no fewer.
func TestEveryMessageIsUsed(t *testing.T) {
	t.Parallel()
	asked := map[string]string{}
	w := &words{}
	w.fill(func(id string) string { asked[id] = ""; return id })
	for id := range messages(t, "en") {
		if strings.HasPrefix(id, toldPrefix) {
			asked[id] = ""
		}
	}
	if got, want := names(messages(t, "en")), names(asked); !slices.Equal(got, want) {
		t.Errorf("the files have %v, the pages ask for %v", got, want)
	}
	fields := reflect.TypeFor[words]()
	for i := range fields.NumField() {
		if f := fields.Field(i); f.IsExported() && f.Tag.Get("id") == "" {
			t.Errorf("%s has no name", f.Name)
		}
	}
}

func TestLanguagesWriteMoments(t *testing.T) {
	t.Parallel()
	moment := time.Date(2026, 12, 9, 7, 5, 3, 0, time.UTC)
	for _, lang := range pay.ProductLanguages {
		short, exact, own := PageIn(lang).DateLayouts()
		if own == (lang == "en") {
			t.Errorf("%s has its own layouts: %v", lang, own)
		}
		for layout, want := range map[string]time.Time{short: moment.Truncate(time.Minute), exact: moment} {
			if got, err := time.Parse(layout, moment.Format(layout)); err != nil || !got.Equal(want) {
				t.Errorf("%s writes %q: %v", lang, moment.Format(layout), err)
			}
		}
	}
}

func TestWhatIsNotSpokenIsEnglish(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"", "en", "xx", "de-AT", "../de", "DE"} {
		if p := PageIn(lang); p.words() != english() || p.lang() != "en" {
			t.Errorf("%q speaks %q with lang %q", lang, p.words().Pay, p.lang())
		}
	}
	if w := (Page{Lang: "ar"}).words(); w != english() {
		t.Errorf("Arabic says %q", w.Pay)
	}
}

// What rules and acquirers tell a customer most is said in each language.
func TestWhatIsToldInEnglishIsSaid(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	var told []string
	for _, typed := range [][4]string{{}, {"4x", "1", "12", strings.Repeat("4", 16)}, {"4242", "13/30", "1", ""}, {"4242424242424241", "01/20", "12", ""},
		{"378282246310005", "01/30", "", ""}, {"378282246310005", "01/30", "123", ""}} {
		_, err := pay.ParseCard(typed[0], typed[1], typed[2], typed[3], now)
		for _, sentences := range err.(*pay.Error).Fields {
			told = append(told, sentences...)
		}
	}
	var c pay.Checks
	fields := pay.Billing{"country": "Atlantis", "birth_date": "yesterday", "city": strings.Repeat("x", 200)}
	fields.Check(&c, pay.BillingFields, now, func(f pay.BillingField) string { return string(f) })
	for _, sentences := range c.Err().(*pay.Error).Fields {
		told = append(told, sentences...)
	}
	for _, code := range acquirer.DeclineCodes[:8] {
		told = append(told, code.Message())
	}
	for _, card := range sandbox.TestCards() {
		told = append(told, card.Outcome)
	}
	told = append(told, "Refunded", "On its way", "Did not go through")
	for _, lang := range pay.ProductLanguages[1:] {
		w := wordsIn(lang)
		for _, text := range told {
			if w.say(text) == text {
				t.Errorf("%s has no words for %q", lang, text)
			}
		}
		if own := "Ana’s <b>"; w.say(own) != own || w.reason("Refunded") != "Refunded" || w.reason(english().ByCustomer) != w.ByCustomer {
			t.Errorf("%s changes what merchants wrote", lang)
		}
	}
	if got := wordsIn("de").say("At most 100 characters."); got != "Höchstens 100 Zeichen." {
		t.Errorf("a sentence with a value is said as %q", got)
	}
}

func draw(t testing.TB, page templ.Component) string {
	t.Helper()
	var out bytes.Buffer
	if err := page.Render(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func aCheckout() CheckoutForm {
	return CheckoutForm{
		MerchantName: "Island Coffee", Description: "Sunset tasting for two", Action: "/pay/island-coffee/link_2Vf", Livemode: true,
		Fixed: true, Total: "B$50.00", Currency: "BSD", CurrencySymbol: "B$", Decimals: 2, Checkout: "cs-token", Attempt: "1",
		QR: "/qr/link_2VfSgrjL3bQ1xN8kYp0dZw.svg", Errors: Errors{},
	}
}

func TestPagesSpeakEachLanguage(t *testing.T) {
	t.Parallel()
	const hostile = `<script>alert(1)</script>`
	m := aCheckout()
	m.Livemode, m.Description, m.MerchantName, m.CancelHref, m.CancelHost = false, hostile, hostile, "https://shop.example/", hostile
	m.TestCards, m.Tax, m.TaxIncluded, m.TaxPercent = []TestCard{{Number: "4242", Outcome: "Paid"}}, "B$5.00", true, "12 %"
	m.Lines = []CheckoutLine{{Name: hostile, Quantity: 2, Amount: "B$50.00"}}
	for name := range billingInputs {
		m.Fields = append(m.Fields, BillingInput{Name: name, Value: hostile})
	}
	bought := ReceiptPage{MerchantName: hostile, MerchantEmail: "a@b.example", Description: hostile, Amount: "B$50.00", Email: hostile, ContinueHref: "https://x.example", ContinueHost: hostile}
	english := messages(t, "en")
	for _, lang := range pay.ProductLanguages {
		p, said := PageIn(lang), messages(t, lang)
		for _, page := range []templ.Component{Checkout(p, m), Receipt(p, bought), Closed(p, CheckoutClosed{Reason: "paid", MerchantName: hostile, BackHref: "/", BackHost: hostile, ContactEmail: "a@b.example"}),
			CheckoutState(p, CheckoutStatus{State: "failed", Reason: hostile, MerchantName: hostile, BackHref: "/", BackHost: hostile})} {
			got := draw(t, page)
			if strings.Contains(got, "<script>alert") || strings.Contains(got, gap) || strings.Contains(got, "{{") || strings.Contains(got, "<no value>") {
				t.Errorf("%s: %.3000s", lang, got)
			}
			if !strings.Contains(got, `<html lang="`+lang+`"`) || !strings.Contains(got, string(p.words().PoweredBy)) {
				t.Errorf("%s: %.300s", lang, got)
			}
			for id, text := range english {
				if own := said[id]; len(text) > 8 && own != text && !strings.Contains(own, text) && strings.Contains(got, ">"+text+"<") {
					t.Errorf("%s still says %q", lang, text)
				}
			}
		}
		if got := draw(t, Checkout(p, aCheckout())); !strings.Contains(got, p.words().PayAmount.with("B$50.00")+"</button>") {
			t.Errorf("%s has no button %q", lang, p.words().PayAmount.with("B$50.00"))
		}
	}
}

func BenchmarkCheckout(b *testing.B) {
	for _, lang := range []string{"en", "de", "bn"} {
		b.Run(lang, func(b *testing.B) {
			m, p := aCheckout(), PageIn(lang)
			var out bytes.Buffer
			b.ReportAllocs()
			for b.Loop() {
				out.Reset()
				if err := Checkout(p, m).Render(context.Background(), &out); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkReadWords(b *testing.B) {
	for b.Loop() {
		readWords("de")
	}
}
