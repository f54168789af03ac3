package views

import (
	"io/fs"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"linktill/internal/pay"
)

func TestSubscriptionPagesHaveTheWordsOfEachLanguage(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(wordFiles, "words/subscription.*.json")
	if err != nil || len(files) != len(pay.ProductLanguages) {
		t.Errorf("%d files for %d languages, %v", len(files), len(pay.ProductLanguages), err)
	}
	english, placeholder := messages(t, "subscription.en"), regexp.MustCompile(`\{\{\.(Name|Amount|Date)\}\}`)
	for _, lang := range pay.ProductLanguages {
		own, same := messages(t, "subscription."+lang), 0
		if !slices.Equal(names(own), names(english)) {
			t.Errorf("%s says other things than English", lang)
		}
		for id, text := range english {
			said := own[id]
			got, want := placeholder.FindAllString(said, -1), placeholder.FindAllString(text, -1)
			if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(want))) || strings.ContainsAny(placeholder.ReplaceAllString(said, ""), "{}\n") || said == "" || strings.TrimSpace(said) != said {
				t.Errorf("%s %s: %q", lang, id, said)
			}
			if said == text {
				same++
			}
		}
		if lang != "en" && same > 1 { // "Card" is one in Romanian
			t.Errorf("%s says %d things as English does", lang, same)
		}
	}
}

// A text that lacks in a file, or that no field asks for, is found here.
func TestSubscriptionPagesSayAllOfTheirWords(t *testing.T) {
	t.Parallel()
	for _, lang := range pay.ProductLanguages {
		w, said := PageIn(lang).myWords(), messages(t, "subscription."+lang)
		for id, text := range fieldsOf(w) {
			for name, gap := range mailGaps {
				text = strings.ReplaceAll(text, gap, "{{."+name+"}}")
			}
			if text != said[id] {
				t.Errorf("%s %s: %q, want %q", lang, id, text, said[id])
			}
			delete(said, id)
		}
		for id := range said {
			t.Errorf("%s: nothing says %s", lang, id)
		}
	}
}

// A day that ends with a dot of its own does not get a second one.
func TestSubscriptionPagesEndSentencesOnce(t *testing.T) {
	t.Parallel()
	for _, lang := range pay.ProductLanguages {
		w := PageIn(lang).myWords()
		for month := range 12 {
			day := w.locale.Day(mailNow.AddDate(0, month, 0))
			for _, text := range []string{w.RetryOn, w.CancelLater} {
				if said := strings.ReplaceAll(text, mailGaps["Date"], day); strings.Contains(said, "..") || !strings.Contains(said, day) {
					t.Errorf("%s: %q", lang, said)
				}
			}
		}
	}
}

// fieldsOf are the texts of a struct by the names in its tags.
func fieldsOf(w *myWords) map[string]string {
	all, fields := map[string]string{}, reflect.ValueOf(w).Elem()
	for i := range fields.NumField() {
		if id := fields.Type().Field(i).Tag.Get("id"); id != "" {
			all[id] = fields.Field(i).String()
		}
	}
	return all
}
