package pay

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"
)

func TestLocaleWritesMoney(t *testing.T) {
	t.Parallel()
	bsd, jpy, kwd, eur := Money{123450, "BSD"}, Money{123450, "JPY"}, Money{1234500, "KWD"}, Money{-123450, "EUR"}
	for lang, want := range map[string][4]string{
		"en": {"B$1,234.50", "¥123,450", "KWD\u00a01,234.500", "-€1,234.50"},
		"de": {"1.234,50\u00a0B$", "123.450\u00a0¥", "1.234,500\u00a0KWD", "-1.234,50\u00a0€"},
		"fr": {"1\u202f234,50\u00a0B$", "123\u202f450\u00a0JPY", "1\u202f234,500\u00a0KWD", "-1\u202f234,50\u00a0€"},
		"es": {"1234,50\u00a0B$", "123.450\u00a0JPY", "1234,500\u00a0KWD", "-1234,50\u00a0€"},
		"ja": {"B$1,234.50", "￥123,450", "KWD\u00a01,234.500", "-€1,234.50"},
		"zh": {"B$1,234.50", "JP¥123,450", "KWD\u00a01,234.500", "-€1,234.50"},
		"tr": {"B$1.234,50", "¥123.450", "KWD\u00a01.234,500", "-€1.234,50"},
		"sv": {"1\u00a0234,50\u00a0BS$", "123\u00a0450\u00a0JPY", "1\u00a0234,500\u00a0KWD", "−1\u00a0234,50\u00a0€"},
		"bn": {"১,২৩৪.৫০\u00a0B$", "১,২৩,৪৫০\u00a0JP¥", "১,২৩৪.৫০০\u00a0KWD", "-১,২৩৪.৫০€"},
		"ar": {"\u200f1,234.50\u00a0\u200eB$\u200e", "\u200f123,450\u00a0\u200eJP¥\u200e", "\u200f1,234.500\u00a0د.ك.\u200f", "\u200f\u200e-1,234.50\u200f\u00a0€"},
	} {
		for i, m := range []Money{bsd, jpy, kwd, eur} {
			if got := LocaleOf(lang).Money(m); got != want[i] {
				t.Errorf("%s writes %s as %q, want %q", lang, m, got, want[i])
			}
		}
	}
	if got := LocaleOf("de").MoneyAround("EUR", "{}"); got != "{}\u00a0€" {
		t.Errorf("around: %q", got)
	}
	if got := LocaleOf("de").Money(Money{5, "XXX"}); !strings.Contains(got, "XXX") {
		t.Errorf("an unknown currency: %q", got)
	}
}

// English is what Money.String always wrote.
func TestEnglishLocaleIsMoneysOwn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := Money{rapid.Int64Range(-MaxAmountMinor, MaxAmountMinor).Draw(t, "minor"), rapid.SampledFrom(currencyTable).Draw(t, "currency").Code}
		if got := LocaleOf("en").Money(m); got != m.String() {
			t.Fatalf("%q, want %q", got, m.String())
		}
		if back, ok := ParseShown(m.String()); !ok || back != m {
			t.Fatalf("%q reads as %v", m, back)
		}
	})
	for _, s := range []string{"", "12.50", "B$", "B$1,23", "$1.234", "Ana $1.00", "At least"} {
		if m, ok := ParseShown(s); ok {
			t.Errorf("%q reads as %v", s, m)
		}
	}
}

// What a page shows and asks to type is read as exactly that, in each language
// and each currency.
func TestLocaleReadsWhatItWrites(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := LocaleOf(rapid.SampledFrom(ProductLanguages).Draw(t, "lang"))
		m := Money{rapid.Int64Range(0, MaxAmountMinor).Draw(t, "minor"), rapid.SampledFrom(currencyTable).Draw(t, "currency").Code}
		for _, typed := range []string{l.Decimal(m), l.Money(m), " " + l.Decimal(m) + " "} {
			if got, err := l.ParseAmount(typed, m.Currency); err != nil || got != m.Minor {
				t.Fatalf("%s reads %q as %d, want %d: %v", l.Lang, typed, got, m.Minor, err)
			}
		}
		digits := l.Decimal(m)
		if strings.ContainsFunc(digits, func(r rune) bool { return !unicode.IsDigit(r) && string(r) != l.DecimalMark() }) {
			t.Fatalf("%s types %q", l.Lang, digits)
		}
	})
}

func TestLocaleReadsAmounts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lang, currency, typed string
		minor                 int64
	}{
		{"de", "EUR", "12,5", 1250}, {"de", "EUR", "1.234", 123400}, {"de", "EUR", "1.234,5", 123450},
		{"de", "EUR", "1,234.50", 123450}, {"de", "EUR", "1.234.567", 123456700}, {"de", "EUR", "50 €", 5000}, {"de", "EUR", "EUR 50", 5000},
		{"de", "JPY", "5.000", 5000}, {"de", "KWD", "1,234", 1234}, {"de", "BSD", "B$50", 5000}, {"de", "BSD", "0", 0},
		{"fr", "EUR", "1 234,50", 123450}, {"fr", "EUR", "1\u202f234", 123400}, {"fr", "EUR", "12.50", 1250}, {"de", "EUR", "1’234,50", 123450},
		{"en", "USD", "1,234.50", 123450}, {"en", "USD", "1,234", 123400}, {"en", "KWD", "1.234", 1234},
		{"bn", "BSD", "১,২৩,৪৫৬.৫০", 12345650}, {"bn", "BSD", "১২.৫", 1250}, {"bn", "BSD", "1,23,456", 12345600},
		{"ar", "KWD", "١٢٫٥٠٠", 12500}, {"ar", "BSD", "١٬٢٣٤٫٥٠", 123450}, {"ar", "BSD", "12.50", 1250}, {"ja", "JPY", "１，２００", 1200},
	} {
		if got, err := LocaleOf(c.lang).ParseAmount(c.typed, c.currency); err != nil || got != c.minor {
			t.Errorf("%s reads %q of %s as %d, want %d: %v", c.lang, c.typed, c.currency, got, c.minor, err)
		}
	}
}

func TestLocaleRefusesAmounts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ lang, currency, typed, says string }{
		{"de", "EUR", "", "Enter an amount, for example 12,50."},
		{"de", "KWD", "1.234", "This can be read as two amounts. Write it like this: 12,500."},
		{"en", "KWD", "1,234", "This can be read as two amounts. Write it like this: 12.500."},
		{"fr", "EUR", "1.234", "two amounts"},
		{"de", "EUR", "1,234", "too many decimals. Write the amount like this: 12,50."},
		{"de", "JPY", "5,5", "like this: 1200."}, {"de", "EUR", "12,5,0", "as a number"}, {"de", "EUR", "1.23.456", "as a number"},
		{"de", "EUR", "-5", "as a number"}, {"de", "EUR", "5e3", "as a number"}, {"de", "EUR", "0x10", "as a number"}, {"de", "EUR", "12,", "as a number"},
		{"de", "EUR", ",50", "as a number"}, {"de", "EUR", "12.50", "for example 12,50."}, {"en", "USD", "12,50", "for example 12.50."}, {"de", "EUR", "zwölf", "as a number"}, {"bn", "BSD", "abc", "for example ১২.৫০."},
		{"de", "EUR", "12 34", "as a number"}, {"de", "EUR", "0.123.456", "as a number"}, {"de", "EUR", strings.Repeat("9", 41), "as a number"},
		{"de", "EUR", "99999999999", "too large. The most is €99,999,999.99."}, {"en", "USD", "NaN", "as a number"}, {"en", "USD", "1.2.3", "as a number"},
		{"en", "XXX", "1", "not the code"},
	} {
		got, err := LocaleOf(c.lang).ParseAmount(c.typed, c.currency)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s reads %q of %s as %d: %v, want %q", c.lang, c.typed, c.currency, got, err, c.says)
		}
	}
}

func TestLocaleWritesMoments(t *testing.T) {
	t.Parallel()
	moment := time.Date(2026, 11, 21, 14, 5, 9, 0, time.UTC)
	for lang, want := range map[string][2]string{
		"en": {"21 Nov 2026, 14:05", "Saturday 21 November 2026, 14:05:09"},
		"de": {"21.11.2026, 14:05", "Samstag, 21. November 2026, 14:05:09"},
		"es": {"21 nov 2026, 14:05", "sábado, 21 de noviembre de 2026, 14:05:09"},
		"ja": {"2026/11/21 14:05", "2026年11月21日土曜日 14:05:09"},
		"fi": {"21.11.2026 14.05", "lauantaina 21. marraskuuta 2026 14.05.09"},
		"bn": {"২১ নভে, ২০২৬ ২:০৫ PM", "শনিবার, ২১ নভেম্বর, ২০২৬ ২:০৫:০৯ PM"},
		"ar": {"21\u200f/11\u200f/2026، 2:05 م", "السبت، 21 نوفمبر 2026، 2:05:09 م"},
		"xx": {"21 Nov 2026, 14:05", "Saturday 21 November 2026, 14:05:09"},
	} {
		short, exact := LocaleOf(lang).Moment(moment)
		short, exact = strings.ReplaceAll(short, "\u202f", " "), strings.ReplaceAll(exact, "\u202f", " ")
		if short != want[0] || exact != want[1] {
			t.Errorf("%s writes %q and %q", lang, short, exact)
		}
	}
	midnight, _ := LocaleOf("bn").Moment(time.Date(2026, 1, 2, 0, 30, 0, 0, time.UTC))
	if !strings.Contains(midnight, "১২:৩০") {
		t.Errorf("half past midnight is %q", midnight)
	}
}

func TestLocaleWritesPercent(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{"en": "12.5 %", "de": "12,5\u00a0%", "tr": "%12,5", "bn": "১২.৫%"} {
		if got := LocaleOf(lang).Percent(1250); got != want {
			t.Errorf("%s writes %q, want %q", lang, got, want)
		}
	}
	if got := LocaleOf("de").Percent(1900); got != "19\u00a0%" {
		t.Errorf("19 %% is %q", got)
	}
}

// Each language names each country, and gives no two currencies one sign.
func TestLocalesAreWhole(t *testing.T) {
	t.Parallel()
	for _, lang := range ProductLanguages {
		l := LocaleOf(lang)
		if l.Lang != lang {
			t.Errorf("there is no %s", lang)
		}
		seen, signs := map[string]bool{}, map[string]string{}
		for _, c := range l.Countries() {
			if seen[c.Code] = true; c.Name == "" || c.Name == c.Code || l.CountryName(c.Code) != c.Name {
				t.Errorf("%s calls %s %q and %q", lang, c.Code, c.Name, l.CountryName(c.Code))
			}
		}
		if len(seen) != len(countryTable) {
			t.Errorf("%s names %d countries of %d", lang, len(seen), len(countryTable))
		}
		for _, c := range currencyTable {
			sign := l.Sign(c.Code)
			if other := signs[sign]; other != "" || sign == "" {
				t.Errorf("%s writes %s for %s and %s", lang, sign, other, c.Code)
			}
			signs[sign] = c.Code
		}
		for _, list := range []struct {
			of string
			n  int
		}{{l.months, 12}, {l.monthsShort, 12}, {l.days, 7}, {l.halves, 2}} {
			if got := strings.Split(list.of, "|"); len(got) != list.n {
				t.Errorf("%s has %v", lang, got)
			}
		}
	}
	if got := LocaleOf("de").CountryName("DE"); got != "Deutschland" {
		t.Errorf("Germany is %q", got)
	}
}

func TestParseNumber(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{{"de", "12,5", "12.5"}, {"de", "-3", "-3"}, {"bn", "১২", "12"}, {"ar", "٣٫٥", "3.5"}, {"en", "0042", "0042"}} {
		if got, ok := LocaleOf(c[0]).ParseNumber(c[1]); !ok || got != c[2] {
			t.Errorf("%s reads %q as %q", c[0], c[1], got)
		}
	}
	for _, s := range []string{"", "x", "1,2,3", "1.", ".5", "--1", "1e5", strings.Repeat("1", 21)} {
		if got, ok := LocaleOf("de").ParseNumber(s); ok {
			t.Errorf("%q is read as %q", s, got)
		}
	}
}
