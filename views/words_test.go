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
	files, err := fs.Glob(wordFiles, "words/??.json") // the others are of mails
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
			got, want := placeholder.FindAllString(said, -1), placeholder.FindAllString(text, -1)
			slices.Sort(got)
			slices.Sort(want)
			// Only what is told can have more values than one.
			if !slices.Equal(got, want) || len(want) > 1 && !strings.HasPrefix(id, toldPrefix) {
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
		if lang != "en" && same > 10 {
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

func TestWhatIsNotSpokenIsEnglish(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"", "en", "xx", "de-AT", "../de", "DE"} {
		if p := PageIn(lang); p.words() != english() || p.lang() != "en" {
			t.Errorf("%q speaks %q with lang %q", lang, p.words().Pay, p.lang())
		}
	}
	if p := PageIn("ar"); !p.RTL || p.dir() != "rtl" || p.words() == english() {
		t.Errorf("Arabic is %+v", p)
	}
	if PageIn("de").RTL || Speaks("xx") || !Speaks("ar") {
		t.Error("German is not written from right to left")
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
	told = append(told, toldByRules...)
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
	for lang, sentences := range map[string]map[string]string{
		"de": {"At most 100 characters.": "Höchstens 100 Zeichen.", "At most B$1,234.50.": "Höchstens 1.234,50\u00a0B$.",
			"Only 3 of Mug, blue. are left. Nothing was charged.": "Nur noch 3 von Mug, blue. übrig. Es wurde nichts abgebucht."},
		"bn": {"At most 100 characters.": "সর্বোচ্চ ১০০টি অক্ষর।", "At least B$5.00.": "কমপক্ষে ৫.০০\u00a0B$।"},
		"ar": {"At least B$5.00.": "\u2068\u200f5.00\u00a0\u200eB$\u200e\u2069 على الأقل."},
	} {
		for told, want := range sentences {
			if got := wordsIn(lang).say(told); got != want {
				t.Errorf("%s says %q as %q, want %q", lang, told, got, want)
			}
		}
	}
}

// toldByRules are the sentences of rules and of the store that a customer can
// read.
var toldByRules = []string{
	"Enter an amount, for example 12.50.", "Write the amount as a number, for example 12.50.", "These are too many decimals. Write the amount like this: 12.50.",
	"This can be read as two amounts. Write it like this: 12.50.", "This amount is too large. The most is B$99,999,999.99.", "Enter an amount of more than zero.",
	"At least B$5.00.", "At most B$5.00.", "Choose a whole number from 1 to 100.", "Only 3 of Mug are left. Nothing was charged.", "Mug is sold out. Nothing was charged.",
	"The last pieces of Mug are being paid for right now. Nothing was charged; try again in a few minutes.",
	"The last places are being paid for right now. Try again in a few minutes.",
	"The last pieces were being paid for just now. Nothing was charged; press the button again.", "Mug is not on sale any more. Nothing was charged.",
	"The price has changed. Nothing was charged; look at the new price and press the button again.",
	"The amount has changed. Nothing was charged; press the button again to pay the new amount.",
	"This checkout has expired. Nothing was charged; go back to the shop to start anew.",
	"The total is B$5.00 now. Nothing was charged: look at it, type your card again and press the button.",
	"Write this as a number, in digits.", "Choose one of these.", "Tick this to go on.", "This payment was tried 10 times. Open the page again to start anew.",
	"The payment was not completed, and nothing was charged.", "These products cost more than one payment can be.",
	"Too many cards were refused here. Nothing was charged; please wait ten minutes, or ask the seller for another way to pay.",
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
	m.Lines = []CheckoutLine{{Name: hostile, Quantity: 2, Amount: "B$50.00", Choosable: 5, Chosen: hostile}}
	m.Renews, m.RenewsEvery, m.AsksNote, m.Note, m.Again = "months", "3", true, hostile, true
	m.Customs = []CustomInput{{Name: "custom_1", Label: hostile, Kind: "text", Value: hostile}, {Name: "custom_2", Label: hostile, Kind: "choice", Options: []string{hostile, "b"}},
		{Name: "custom_3", Label: hostile, Kind: "checkbox"}, {Name: "custom_4", Label: hostile, Kind: "number", Required: true}}
	for name := range billingInputs {
		m.Fields = append(m.Fields, BillingInput{Name: name, Value: hostile})
	}
	bought := ReceiptPage{MerchantName: hostile, MerchantEmail: "a@b.example", Description: hostile, Amount: "B$50.00", Email: hostile, ContinueHref: "https://x.example", ContinueHost: hostile,
		Answers: []Fact{{hostile, hostile}}, MerchantAddress: []string{hostile}, MerchantTaxID: hostile, WithoutTax: "B$45.00", Taxes: []ReceiptTax{{"12 %", "B$5.00"}}}
	english := messages(t, "en")
	for _, lang := range pay.ProductLanguages {
		p, said := PageIn(lang), messages(t, lang)
		for _, page := range []templ.Component{Checkout(p, m), Receipt(p, bought), Closed(p, CheckoutClosed{Reason: "paid", MerchantName: hostile, BackHref: "/", BackHost: hostile, ContactEmail: "a@b.example"}),
			CheckoutState(p, CheckoutStatus{State: "failed", Reason: hostile, MerchantName: hostile, BackHref: "/", BackHost: hostile}),
			Problem(p, ProblemPage{Status: 404, Public: true, RequestID: hostile}), Problem(p, ProblemPage{Status: 429, Public: true, Sentence: toldByRules[len(toldByRules)-1]}),
			Challenge(p, ChallengePage{MerchantName: hostile, Amount: "B$50.00"}), Challenge(p, ChallengePage{Done: true})} {
			got := draw(t, page)
			if strings.Contains(got, "<script>alert") || strings.ContainsAny(got, gapMarks) || strings.Contains(got, "{{") || strings.Contains(got, "<no value>") {
				t.Errorf("%s: %.3000s", lang, got)
			}
			if !strings.Contains(got, `<html lang="`+lang+`" dir="`+p.dir()+`"`) {
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
