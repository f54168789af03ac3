package pay

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Card is a payment card as its holder typed it. It lives in memory from the
// request to the acquirer and nowhere else: every way to print, log or encode
// it shows only the brand and the last four digits.
type Card struct {
	// Number has 12 to 19 digits and nothing between them.
	Number string
	// CVC has 3 digits, 4 on American Express.
	CVC string
	// Holder is the name on the card; it may be empty.
	Holder string
	// ExpMonth is 1 to 12, ExpYear has four digits. The card is good until the
	// end of that month.
	ExpMonth, ExpYear int
}

// The lengths of a card's parts, in digits and in runes.
const (
	cardDigitsMin, cardDigitsMax = 12, 19
	cardHolderMax                = 100
)

// ParseCard reads a card from what was typed into a form. It reports all that
// is wrong at once, in fields named card_number, card_expiry, card_cvc and
// card_holder; no sentence repeats what was typed.
func ParseCard(number, expiry, cvc, holder string, now time.Time) (Card, error) {
	var checks Checks
	card := Card{Number: withoutSeparators(number), CVC: strings.TrimSpace(cvc), Holder: CleanLine(holder)}
	checkCardNumber(&checks, card.Number)
	card.ExpMonth, card.ExpYear = checkExpiry(&checks, expiry, now)
	checkCVC(&checks, card)
	checkHolder(&checks, card.Holder)
	if err := checks.Err(); err != nil {
		return Card{}, err
	}
	return card, nil
}

// withoutSeparators drops the spaces and dashes that people copy from the card.
func withoutSeparators(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) {
			return -1
		}
		return r
	}, s)
}

func checkCardNumber(checks *Checks, number string) {
	switch {
	case number == "":
		checks.Add("card_number", "Enter the card number.")
	case !allDigits(number):
		checks.Add("card_number", "Write the card number with the digits 0 to 9; spaces and dashes may stand between them.")
	case len(number) < cardDigitsMin || len(number) > cardDigitsMax:
		checks.Add("card_number", "A card number has %d to %d digits. Check that it is complete.", cardDigitsMin, cardDigitsMax)
	case !luhn(number):
		checks.Add("card_number", "A digit of this card number is wrong. Compare it with the card.")
	}
}

// luhn reports whether the last digit is the check digit of the others: every
// second digit from the right is doubled, and the digit sum is a multiple of 10.
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}

// checkExpiry reads MM/YY or MM/YYYY.
func checkExpiry(checks *Checks, expiry string, now time.Time) (month, year int) {
	if strings.TrimSpace(expiry) == "" {
		checks.Add("card_expiry", "Enter the month and year the card expires, for example 09/31.")
		return 0, 0
	}
	month, year, ok := splitExpiry(expiry)
	if !ok {
		checks.Add("card_expiry", "Write the expiry date as month and year, for example 09/31.")
		return 0, 0
	}
	if month < 1 || month > 12 {
		checks.Add("card_expiry", "The month comes first, from 01 to 12, for example 09/31.")
		return 0, 0
	}
	// The month after, 12 hours later: the card is good until its last month
	// has ended everywhere on Earth.
	if !now.Before(time.Date(year, time.Month(month)+1, 1, 12, 0, 0, 0, time.UTC)) {
		checks.Add("card_expiry", "This card has expired. Use another card.")
		return 0, 0
	}
	return month, year
}

// splitExpiry takes a slash, a dash, a space or nothing between month and
// year, as browsers fill in each of them.
func splitExpiry(expiry string) (month, year int, ok bool) {
	parts := strings.FieldsFunc(expiry, func(r rune) bool { return r == '/' || unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) })
	if len(parts) == 1 && (len(parts[0]) == 4 || len(parts[0]) == 6) {
		parts = []string{parts[0][:2], parts[0][2:]}
	}
	if len(parts) != 2 || !allDigits(parts[0]) || !allDigits(parts[1]) || len(parts[0]) > 2 || len(parts[1]) != 2 && len(parts[1]) != 4 {
		return 0, 0, false
	}
	month, _ = strconv.Atoi(parts[0])
	year, _ = strconv.Atoi(parts[1])
	if len(parts[1]) == 2 {
		year += 2000
	}
	return month, year, true
}

func checkCVC(checks *Checks, card Card) {
	want, where := 3, "on the back of the card"
	if card.Brand() == "amex" {
		want, where = 4, "on the front of an American Express card"
	}
	// With an unreadable number the brand is unknown, and either length may be right.
	brandKnown := len(card.Number) >= cardDigitsMin && allDigits(card.Number)
	switch {
	case card.CVC == "":
		checks.Add("card_cvc", "Enter the security code: the %d digits %s.", want, where)
	case !allDigits(card.CVC), brandKnown && len(card.CVC) != want, len(card.CVC) < 3, len(card.CVC) > 4:
		checks.Add("card_cvc", "The security code is the %d digits %s.", want, where)
	}
}

func checkHolder(checks *Checks, holder string) {
	digits := 0
	for _, r := range holder {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	// A number typed into the wrong box would be stored as a name.
	checks.That(digits < cardDigitsMin, "card_holder", "This looks like a card number. Write the name on the card here.")
	checks.That(len([]rune(holder)) <= cardHolderMax, "card_holder", "Shorten the name to at most %d letters.", cardHolderMax)
}

// allDigits reports whether s is digits 0 to 9 and not empty.
func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// brands lists the ranges of first digits, the issuers' identification
// numbers. Only acquirers have the full list; this one chooses a name to show.
var brands = []struct {
	first, last string
	brand       string
}{
	{"34", "34", "amex"}, {"37", "37", "amex"},
	{"300", "305", "diners"}, {"3095", "3095", "diners"}, {"36", "36", "diners"}, {"38", "39", "diners"},
	{"3528", "3589", "jcb"},
	{"4", "4", "visa"},
	{"51", "55", "mastercard"}, {"2221", "2720", "mastercard"},
	{"6011", "6011", "discover"}, {"644", "649", "discover"}, {"65", "65", "discover"},
	{"62", "62", "unionpay"}, {"81", "81", "unionpay"},
}

// Brand returns visa, mastercard, amex, discover, diners, jcb or unionpay, by
// the first digits, and card for any other.
func (c Card) Brand() string {
	for _, b := range brands {
		if n := len(b.first); len(c.Number) >= n && c.Number[:n] >= b.first && c.Number[:n] <= b.last {
			return b.brand
		}
	}
	return "card"
}

// BrandName returns the name of a Brand as people know it: "American Express".
func BrandName(brand string) string {
	names := map[string]string{
		"visa": "Visa", "mastercard": "Mastercard", "amex": "American Express", "discover": "Discover",
		"diners": "Diners Club", "jcb": "JCB", "unionpay": "UnionPay",
	}
	if name, known := names[brand]; known {
		return name
	}
	return "Card"
}

// Last4 returns the last four digits, which may be stored and shown; nothing
// for what is too short to be a card number.
func (c Card) Last4() string {
	if len(c.Number) < cardDigitsMin {
		return ""
	}
	return c.Number[len(c.Number)-4:]
}

// String returns "Visa ending in 4242".
func (c Card) String() string {
	if c.Last4() == "" {
		return BrandName(c.Brand())
	}
	return BrandName(c.Brand()) + " ending in " + c.Last4()
}

// Format makes every verb of fmt, %#v and %d included, print String.
func (c Card) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(c.String())) }

// LogValue makes logs show String.
func (c Card) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalJSON encodes String.
func (c Card) MarshalJSON() ([]byte, error) { return json.Marshal(c.String()) }

// MarshalText encodes String, for maps and for XML.
func (c Card) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// MarshalBinary refuses: encoding/gob would write a card into a session.
func (c Card) MarshalBinary() ([]byte, error) {
	return nil, fmt.Errorf("pay: a card is never stored")
}
