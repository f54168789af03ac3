package pay

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Locale is how a language writes amounts, numbers, moments and the names of
// countries. How many decimals a currency has is not a matter of language: that
// is ISO 4217's in each of them.
type Locale struct {
	// Lang is the language, without a region: "de".
	Lang string

	zero                              rune   // the digit 0
	decimal, group, minus             string // marks
	groupMin                          int    // digits before the first mark between groups, at the least
	groupHigher                       int    // digits of each group but the last, which has three
	money, moneyLetter, moneyMinus    string // # is the number, ¤ the sign; with a letter beside the number; less than nothing
	percent                           string // # is the number
	short, exact                      string // a moment, in the letters of CLDR
	monthsShort, months, days, halves string // lists with | between
	symbols                           string // the signs of currencies that differ from Currency.Symbol: "USD US$|…"
	countries                         string // the names of countries in the order of the language: "AF Afghanistan|…"
}

// englishLocale is read in many countries, so that it names months and counts
// hours as most of them do.
var englishLocale = Locale{
	Lang: "en", zero: '0', decimal: ".", group: ",", minus: "-", groupMin: 1, groupHigher: 3,
	money: "¤#", moneyLetter: "¤\u00a0#", percent: "# %", short: "d MMM y, HH:mm", exact: "EEEE d MMMM y, HH:mm:ss",
	monthsShort: "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec",
	months:      "January|February|March|April|May|June|July|August|September|October|November|December",
	days:        "Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday", halves: "AM|PM",
}

// LocaleOf returns the locale of a language, the English one when it is not
// spoken here.
func LocaleOf(lang string) Locale {
	i, found := slices.BinarySearchFunc(localeTable, lang, func(l Locale, lang string) int { return cmp.Compare(l.Lang, lang) })
	if !found {
		return englishLocale
	}
	return localeTable[i]
}

// RightToLeft reports whether the language is written from right to left.
func (l Locale) RightToLeft() bool { return l.Lang == "ar" }

// Money writes an amount: "B$1,234.50" in English, "1.234,50 B$" in German.
func (l Locale) Money(m Money) string {
	c, known := CurrencyOf(m.Currency)
	if !known {
		return m.String()
	}
	_, whole, fraction := m.parts(c.Exponent)
	return l.signed(m, l.number(whole, fraction))
}

// MoneyAround writes an amount of a currency with a text in the place of the
// number, for a script that fills it in.
func (l Locale) MoneyAround(currency, number string) string {
	return l.signed(Money{Currency: currency}, number)
}

// signed puts a number and the sign of its currency together.
func (l Locale) signed(m Money, number string) string {
	symbol := l.symbol(m.Currency)
	form := l.money
	beside, _ := utf8.DecodeRuneInString(symbol)
	if strings.HasPrefix(strings.TrimLeft(form, "\u200f"), "¤") {
		beside, _ = utf8.DecodeLastRuneInString(symbol)
	}
	if !unicode.IsSymbol(beside) {
		form = l.moneyLetter
	}
	if m.Minor < 0 {
		form = "−" + form
		if l.moneyMinus != "" {
			form = l.moneyMinus
		}
		form = strings.Replace(form, "−", l.minus, 1)
		if l.RightToLeft() { // the minus would pull the sign over to its side
			number += "\u200f"
		}
	}
	return strings.NewReplacer("#", number, "¤", l.apart(symbol)).Replace(form)
}

// apart keeps a sign of Latin letters together where the text around it runs
// from right to left: "B$" would turn into "$B".
func (l Locale) apart(symbol string) string {
	if l.RightToLeft() && strings.ContainsFunc(symbol, func(r rune) bool { return r < 0x80 && unicode.IsLetter(r) }) {
		return "\u200e" + symbol + "\u200e"
	}
	return symbol
}

// symbol is the sign of a currency, which no other currency has in this
// language.
func (l Locale) symbol(code string) string {
	if _, after, found := strings.Cut("|"+l.symbols, "|"+code+" "); found {
		symbol, _, _ := strings.Cut(after, "|")
		return symbol
	}
	c, _ := CurrencyOf(code)
	return c.Symbol
}

// Sign is the sign of a currency as it stands beside an amount that is typed.
func (l Locale) Sign(currency string) string { return l.symbol(currency) }

// DecimalMark stands before the decimals.
func (l Locale) DecimalMark() string { return l.decimal }

// Tag names the language with its digits, for scripts that write numbers.
func (l Locale) Tag() string {
	if l.zero == '০' {
		return l.Lang + "-u-nu-beng"
	}
	return l.Lang + "-u-nu-latn"
}

// number writes digits with the marks of the language. fraction starts with a
// point, unless it is empty.
func (l Locale) number(whole, fraction string) string {
	var b strings.Builder
	for i := range len(whole) {
		if left := len(whole) - i; i > 0 && len(whole) >= 3+l.groupMin && (left == 3 || left > 3 && (left-3)%l.groupHigher == 0) {
			b.WriteString(l.group)
		}
		b.WriteRune(l.zero + rune(whole[i]-'0'))
	}
	if fraction != "" {
		b.WriteString(l.decimal)
		b.WriteString(l.Digits(fraction[1:]))
	}
	return b.String()
}

// Digits writes the digits 0 to 9 of a text as the language does.
func (l Locale) Digits(text string) string {
	if l.zero == '0' {
		return text
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return l.zero + r - '0'
		}
		return r
	}, text)
}

// Decimal writes an amount without its currency, as it is typed: "1234,50".
func (l Locale) Decimal(m Money) string {
	c, _ := CurrencyOf(m.Currency)
	_, whole, fraction := m.parts(c.Exponent)
	if fraction != "" {
		fraction = l.decimal + fraction[1:]
	}
	return l.Digits(whole + fraction)
}

// Percent writes basis points: 1250 is "12.5 %" in English.
func (l Locale) Percent(basisPoints int) string {
	whole, part := strconv.Itoa(basisPoints/100), ""
	if rest := basisPoints % 100; rest > 0 {
		part = "." + strings.TrimRight(strconv.Itoa(100 + rest)[1:], "0")
	}
	return strings.Replace(l.percent, "#", l.number(whole, part), 1)
}

// Moment writes a time in its own zone, short and to the second.
func (l Locale) Moment(t time.Time) (short, exact string) {
	return l.format(l.short, t), l.format(l.exact, t)
}

// format fills a pattern of CLDR in: runs of letters stand for parts of a
// moment, what is between apostrophes for itself.
func (l Locale) format(pattern string, t time.Time) string {
	var b strings.Builder
	for pattern != "" {
		r, size := utf8.DecodeRuneInString(pattern)
		if r == '\'' {
			text, rest, _ := strings.Cut(pattern[1:], "'")
			b.WriteString(text)
			pattern = rest
			continue
		}
		if r > 'z' || !unicode.IsLetter(r) {
			b.WriteRune(r)
			pattern = pattern[size:]
			continue
		}
		run := len(pattern) - len(strings.TrimLeft(pattern, pattern[:1]))
		b.WriteString(l.part(pattern[:run], t))
		pattern = pattern[run:]
	}
	return b.String()
}

// part is what a run of letters stands for.
func (l Locale) part(letters string, t time.Time) string {
	named := func(list string, i int) string { return strings.Split(list, "|")[i] }
	number := map[byte]int{'y': t.Year(), 'M': int(t.Month()), 'd': t.Day(), 'H': t.Hour(), 'h': (t.Hour()+11)%12 + 1, 'm': t.Minute(), 's': t.Second()}
	switch letters {
	case "MMM":
		return named(l.monthsShort, int(t.Month())-1)
	case "MMMM":
		return named(l.months, int(t.Month())-1)
	case "EEEE", "cccc":
		return named(l.days, int(t.Weekday()))
	case "a":
		return named(l.halves, t.Hour()/12)
	}
	return l.Digits(fmt.Sprintf("%0*d", len(letters), number[letters[0]]))
}

// Countries are all of them with their names in this language, in its order.
// The slice is the caller's.
func (l Locale) Countries() []Country {
	if l.countries == "" {
		return Countries()
	}
	lines := strings.Split(l.countries, "|")
	list := make([]Country, len(lines))
	for i, line := range lines {
		list[i].Code, list[i].Name, _ = strings.Cut(line, " ")
	}
	return list
}

// CountryName is the name of a country in this language.
func (l Locale) CountryName(code string) string {
	if _, after, found := strings.Cut("|"+l.countries, "|"+code+" "); found {
		name, _, _ := strings.Cut(after, "|")
		return name
	}
	c, _ := CountryOf(code)
	return c.Name
}
