package views

import (
	"slices"
	"strings"
	"testing"

	"linktill/internal/pay"
)

// Every language says everything on a bio page, in its own words.
func TestBioSpeaksEveryLanguage(t *testing.T) {
	t.Parallel()
	english := messages(t, "bio.en")
	for _, lang := range pay.ProductLanguages {
		own := messages(t, "bio."+lang)
		if !slices.Equal(names(own), names(english)) {
			t.Errorf("%s has %v, want %v", lang, names(own), names(english))
		}
		for name, text := range own {
			if lang != "en" && text == english[name] {
				t.Errorf("%s of %s is English", name, lang)
			}
			if strings.Contains(text, "{{.Amount}}") != strings.Contains(english[name], "{{.Amount}}") {
				t.Errorf("%s of %s: %q", name, lang, text)
			}
		}
		w, five := BioWordsIn(lang), pay.Money{Minor: 500, Currency: "BSD"}
		for _, text := range []string{w.PayVerb(), w.SoldOut(), w.Between(&five, nil), w.Between(nil, &five), w.Between(&five, &five), w.Between(nil, nil)} {
			if text == "" || strings.ContainsAny(text, "\x00\x01\x02\x03{}") {
				t.Errorf("%s says %q", lang, text)
			}
		}
	}
	if got := BioWordsIn("tlh").Buy; got != "Buy" {
		t.Errorf("a language that is not spoken here: %q", got)
	}
	if five := (pay.Money{Minor: 500, Currency: "EUR"}); BioWordsIn("de").Between(&five, nil) != "Ab 5,00\u00a0€" {
		t.Errorf("%q", BioWordsIn("de").Between(&five, nil))
	}
}
