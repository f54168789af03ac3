package pay

import (
	"strings"
	"testing"
	"time"
)

func TestLocaleDayIsTheMomentWithoutItsHours(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 12, 9, 19, 5, 0, 0, time.UTC)
	for lang, want := range map[string]string{"en": "9 Dec 2026", "de": "09.12.2026", "ja": "2026/12/09", "zh": "2026年12月9日", "pt": "9 de dez. de 2026", "kk": "2026\u202fж. 09 жел."} {
		if got := LocaleOf(lang).Day(at); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
	for _, lang := range ProductLanguages {
		l := LocaleOf(lang)
		moment, _ := l.Moment(at)
		day := l.Day(at)
		if rest, is := strings.CutPrefix(moment, day); !is || day == "" || !strings.Contains(rest, l.Digits("05")) || strings.ContainsAny(day, ":") {
			t.Errorf("%s: %q of %q", lang, day, moment)
		}
	}
}
