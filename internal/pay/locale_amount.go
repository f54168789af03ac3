package pay

import (
	"strconv"
	"strings"
	"unicode"
)

// digitZeros are the zeros of the digits that keyboards of our languages have:
// Arabic, Persian, Hindi, Bengali, and those of full width.
var digitZeros = []rune{'\u0660', '\u06f0', '\u0966', '\u09e6', '\uff10'}

// PlainDigits writes the digits of a text as 0 to 9.
func PlainDigits(s string) string {
	return strings.Map(func(r rune) rune {
		for _, zero := range digitZeros {
			if r >= zero && r <= zero+9 {
				return '0' + r - zero
			}
		}
		return r
	}, s)
}

// sameMark are the marks that keyboards have in place of others.
var sameMark = strings.NewReplacer("\u066b", ".", "\u066c", " ", "\uff0e", ".", "\uff0c", ",", "\u060c", ",",
	"\u00a0", " ", "\u202f", " ", "\u2009", " ", "'", " ", "\u2019", " ")

// withoutDirection drops the marks that keep text from right to left in order.
var withoutDirection = strings.NewReplacer("\u200e", "", "\u200f", "", "\u061c", "")

// ParseAmount reads an amount as a customer types it on a page in this language,
// and returns minor units. Nothing is rounded and nothing guessed: what could be
// one amount or another a thousand times as large is refused. 0 can be read:
// CheckAmount says whether it may be paid.
func (l Locale) ParseAmount(s, currency string) (int64, error) {
	c, known := CurrencyOf(currency)
	if !known {
		return ParseAmount(s, currency)
	}
	typed := sameMark.Replace(PlainDigits(l.withoutSign(s, c)))
	if typed == "" {
		return 0, Errorf(InvalidAmount, "Enter an amount, for example %s.", l.example(c))
	}
	if len(typed) > amountTextMax || strings.Trim(typed, "0123456789., ") != "" {
		return 0, l.notAnAmount(c)
	}
	whole, fraction, e := l.cut(typed, c)
	if e != nil {
		return 0, e
	}
	if len(fraction) > c.Exponent {
		return 0, Errorf(InvalidAmount, "These are too many decimals. Write the amount like this: %s.", l.example(c))
	}
	minor, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", c.Exponent-len(fraction)), 10, 64)
	if err != nil || minor > MaxAmountMinor {
		return 0, Errorf(InvalidAmount, "This amount is too large. The most is %s.", Money{MaxAmountMinor, c.Code})
	}
	return minor, nil
}

// withoutSign drops the sign or the code of the currency before or behind the
// number.
func (l Locale) withoutSign(s string, c Currency) string {
	s = strings.TrimSpace(withoutDirection.Replace(s))
	for _, sign := range []string{withoutDirection.Replace(l.symbol(c.Code)), c.Symbol, c.Code} {
		if rest := strings.TrimSuffix(strings.TrimPrefix(s, sign), sign); rest != s {
			return strings.TrimSpace(rest)
		}
	}
	return s
}

// cut finds the mark before the decimals, and takes out those between groups.
func (l Locale) cut(typed string, c Currency) (whole, fraction string, e *Error) {
	last := strings.LastIndexAny(typed, ".,")
	if last < 0 {
		whole, ok := l.ungrouped(typed, " ")
		return whole, "", l.unless(ok, c)
	}
	mark := typed[last : last+1]
	other := strings.Trim(".,", mark)
	count, after := strings.Count(typed, mark), len(typed)-last-1
	switch {
	case after == 0, strings.Contains(typed[last:], " "):
		return "", "", l.notAnAmount(c)
	case count > 1: // a mark that stands twice is one between groups
		whole, ok := l.ungrouped(typed, mark)
		return whole, "", l.unless(ok, c)
	case after == 3 && mark != l.decimal && !strings.ContainsAny(typed[:last], other+" "):
		if mark != l.group || c.Exponent == 3 {
			return "", "", Errorf(InvalidAmount, "This can be read as two amounts. Write it like this: %s.", l.example(c))
		}
		whole, ok := l.ungrouped(typed, mark)
		return whole, "", l.unless(ok, c)
	case mark == l.group && !strings.ContainsAny(typed[:last], other):
		return "", "", l.notAnAmount(c) // a digit of the group may be missing
	}
	groups := other
	if strings.Contains(typed, " ") {
		groups = " "
	}
	whole, ok := l.ungrouped(typed[:last], groups)
	return whole, typed[last+1:], l.unless(ok, c)
}

// ungrouped takes out the marks between groups, if they stand where they may.
func (l Locale) ungrouped(typed, mark string) (digits string, ok bool) {
	groups := strings.Split(typed, mark)
	ok = groups[0] != "" && (len(groups) == 1 || len(groups[0]) <= 3 && groups[0][0] != '0')
	for i, group := range groups[1:] {
		last := i == len(groups)-2
		ok = ok && (len(group) == 3 || !last && len(group) == l.groupHigher)
	}
	digits = strings.Join(groups, "")
	return digits, ok && strings.Trim(digits, "0123456789") == ""
}

func (l Locale) unless(ok bool, c Currency) *Error {
	if ok {
		return nil
	}
	return l.notAnAmount(c)
}

func (l Locale) notAnAmount(c Currency) *Error {
	return Errorf(InvalidAmount, "Write the amount as a number, for example %s.", l.example(c))
}

// example is an ordinary amount of the currency as it is typed.
func (l Locale) example(c Currency) string { return l.Decimal(ordinary(c)) }

// ParseNumber reads a number that is no amount, and returns it in plain digits
// with a point.
func (l Locale) ParseNumber(s string) (string, bool) {
	s = strings.ReplaceAll(sameMark.Replace(PlainDigits(strings.TrimSpace(s))), "−", "-")
	digits := strings.TrimPrefix(s, "-")
	if l.decimal == "," {
		digits = strings.Replace(digits, ",", ".", 1)
	}
	whole, fraction, pointed := strings.Cut(digits, ".")
	if !allDigits(whole) || pointed && !allDigits(fraction) || len(digits) > numberDigitsMax {
		return "", false
	}
	if strings.HasPrefix(s, "-") {
		digits = "-" + digits
	}
	return digits, true
}

// numberDigitsMax bounds such a number.
const numberDigitsMax = 20

// ParseShown reads what Money.String wrote: no two currencies have one sign, so
// that it can only be one amount.
func ParseShown(s string) (Money, bool) {
	unsigned := strings.TrimPrefix(s, "-")
	at := strings.IndexFunc(unsigned, unicode.IsDigit)
	if at < 1 {
		return Money{}, false
	}
	symbol := strings.TrimSuffix(unsigned[:at], "\u00a0")
	for _, c := range currencyTable {
		if c.Symbol != symbol {
			continue
		}
		minor, err := strconv.ParseInt(strings.NewReplacer(",", "", ".", "").Replace(unsigned[at:]), 10, 64)
		if s != unsigned {
			minor = -minor
		}
		m := Money{minor, c.Code}
		return m, err == nil && m.String() == s
	}
	return Money{}, false
}
