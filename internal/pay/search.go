package pay

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// SearchMax is how much of what is typed into the search is read, in characters.
const SearchMax = 200

// searchWordsMax is how many words of it are looked for.
const searchWordsMax = 6

// Search is what somebody typed into the search, read in every way that makes
// sense: "4242" may be a payment's number, a card or an amount. Zero fields say
// that it cannot be read that way.
type Search struct {
	// Text is what was typed, cleaned; "" when nothing was.
	Text string
	// ID is what it names. Prefix says what kind of thing, "" when it does not say.
	ID     ID
	Prefix Prefix
	// Number is that of a payment or a refund.
	Number int64
	// Last4 are the last digits of a card.
	Last4 string
	// Email is an address or the beginning of one.
	Email string
	// Amounts is the amount in each currency that it can be.
	Amounts []Money
	// Words are what descriptions, reasons and names are searched for.
	Words []string
}

// Searched are the kinds of things that an id can name in the search.
var Searched = []Prefix{
	PaymentPrefix, AttemptPrefix, RefundPrefix, CapturePrefix, CheckoutPrefix, CustomerPrefix,
	LinkPrefix, ProductPrefix, ListingPrefix, SubscriptionPrefix, ChargePrefix, EventPrefix, WebhookPrefix,
	PayoutPrefix, PlacementPrefix,
}

// ParseSearch reads what was typed. Nothing is an error: what cannot be read is
// looked for as words.
func ParseSearch(typed string) Search {
	s := Search{Text: CleanLine(typed)}
	if runes := []rune(s.Text); len(runes) > SearchMax {
		s.Text = CleanLine(string(runes[:SearchMax]))
	}
	if s.Text == "" || s.readID() {
		return s
	}
	s.Number, s.Last4, s.Email = readNumber(s.Text), readLast4(s.Text), readEmail(s.Text)
	s.Amounts = readAmounts(s.Text)
	if s.Last4 == "" || len(digitsOf(s.Text)) <= 4 { // a whole card number is nobody's text
		s.Words = readWords(s.Text)
	}
	return s
}

// readID reads an id as it is shown, or without its prefix, or as a UUID.
func (s *Search) readID() bool {
	for _, prefix := range Searched {
		rest, found := strings.CutPrefix(s.Text, string(prefix))
		if !found || rest == "" || rest[0] != '_' && rest[0] != '-' {
			continue
		}
		if id, ok := prefix.Parse(s.Text); ok {
			s.ID, s.Prefix = id, prefix
			return true
		}
	}
	id, ok := decodeBase58(s.Text)
	if len(s.Text) == 36 {
		id, ok = parseUUID(strings.ToLower(s.Text))
	}
	// Words of 22 letters are not made by a merchant.
	if ok && id.MerchantNumber() != 0 {
		s.ID = id
	}
	return !s.ID.IsZero()
}

// readNumber reads "12" and "#12".
func readNumber(text string) int64 {
	text = strings.TrimPrefix(text, "#")
	if !onlyDigits(text) || len(text) > 18 {
		return 0
	}
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}

// readLast4 reads "4242", "•••• 4242", "Visa 4242", and takes no more than that
// of a whole card number.
func readLast4(text string) string {
	digits := digitsOf(text)
	if len(digits) == 4 && strings.HasSuffix(text, digits) {
		before := strings.ToLower(strings.Trim(strings.TrimSuffix(text, digits), " .*•x·-…"))
		if before == "" && !strings.HasPrefix(text, "-") || isBrand(before) {
			return digits
		}
	}
	if len(digits) >= cardDigitsMin && len(digits) <= cardDigitsMax && withoutSeparators(text) == digits && luhn(digits) {
		return digits[len(digits)-4:]
	}
	return ""
}

func isBrand(word string) bool {
	return slices.Contains([]string{"visa", "mastercard", "amex", "american express", "card", "discover", "jcb", "unionpay", "diners", "maestro"}, word)
}

// readEmail reads an address or its beginning. It is compared as it is kept, in
// small letters.
func readEmail(text string) string {
	text = strings.ToLower(text)
	if len(text) < 2 || len(text) > EmailMax || strings.ContainsFunc(text, notInEmail) || strings.Count(text, "@") > 1 {
		return ""
	}
	if onlyDigits(text) || strings.HasPrefix(text, "#") {
		return ""
	}
	return text
}

// readAmounts reads "12.50", "B$12.50", "12.50 EUR", "1,250" and "12,50".
func readAmounts(text string) []Money {
	number, fits := amountParts(text)
	if number == "" {
		return nil
	}
	if whole, decimals, found := strings.Cut(number, ","); found && !strings.Contains(number, ".") && onlyDigits(whole) && len(decimals) < 3 && onlyDigits(decimals) {
		number = whole + "." + decimals
	}
	var amounts []Money
	for _, c := range currencyTable {
		if minor, err := ParseAmount(number, c.Code); err == nil && minor > 0 && fits(c) {
			amounts = append(amounts, Money{minor, c.Code})
		}
	}
	return amounts
}

// amountParts cuts the currency off, and says which currencies it may be. "$"
// is that of whatever country one is in.
func amountParts(text string) (number string, fits func(Currency) bool) {
	number = strings.Trim(text, "0123456789.,")
	number, sign := strings.TrimSpace(strings.Replace(text, number, "", 1)), strings.ToUpper(strings.TrimSpace(number))
	if strings.IndexFunc(number, notAmount) >= 0 {
		return "", nil
	}
	if sign == "" {
		return number, func(Currency) bool { return true }
	}
	known := slices.ContainsFunc(currencyTable, func(c Currency) bool { return meansCurrency(sign, c) })
	if !known {
		return "", nil
	}
	return number, func(c Currency) bool { return meansCurrency(sign, c) }
}

func meansCurrency(sign string, c Currency) bool {
	return sign == c.Code || sign == strings.ToUpper(c.Symbol) || sign == "$" && strings.HasSuffix(c.Symbol, "$")
}

// readWords are the words that all have to be found.
func readWords(text string) []string {
	words := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '“' || r == '”' || r == '"' })
	return words[:min(len(words), searchWordsMax)]
}

func onlyDigits(s string) bool { return s != "" && digitsOf(s) == s }

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
