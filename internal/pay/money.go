package pay

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxAmountMinor is the most that one payment, link or refund can be, in minor
// units of any currency: ten digits, 99,999,999.99 of a currency with two
// decimals. Card networks carry the amount in a field of twelve digits and
// acquirers take fewer; ten leave room for sums of many payments in an int64,
// and every amount is far below 2^53, so that programs which read JSON numbers
// as floats see it exactly.
const MaxAmountMinor = 99_999_999_99

// Money is an amount of one currency. The zero value is nothing of no currency.
type Money struct {
	// Minor counts the currency's minor units: cents of BSD, yen, fils of KWD.
	Minor int64
	// Currency is the ISO 4217 code.
	Currency string
}

// String returns the amount as English text shows it, with a symbol that no
// other currency shares: "B$50.00", "¥5,000", "-$1.00". Symbols that end in a
// letter are kept apart by a no-break space: "KWD 5.000".
func (m Money) String() string {
	currency, known := CurrencyOf(m.Currency)
	if !known {
		return fmt.Sprintf("%d minor units of %q", m.Minor, m.Currency)
	}
	sign, whole, fraction := m.parts(currency.Exponent)
	return sign + spaced(currency.Symbol) + grouped(whole) + fraction
}

// Decimal returns the amount as a plain decimal number with all the decimals
// of its currency, "1234.50": no symbol, no grouping.
func (m Money) Decimal() string {
	currency, _ := CurrencyOf(m.Currency)
	sign, whole, fraction := m.parts(currency.Exponent)
	return sign + whole + fraction
}

// parts cuts the amount into its sign, the digits before the point, and the
// point with the digits after it.
func (m Money) parts(exponent int) (sign, whole, fraction string) {
	minor := uint64(m.Minor)
	if m.Minor < 0 {
		sign, minor = "-", -minor // in unsigned numbers, so that the smallest int64 has an opposite
	}
	digits := strconv.FormatUint(minor, 10)
	if exponent == 0 {
		return sign, digits, ""
	}
	if short := exponent + 1 - len(digits); short > 0 {
		digits = strings.Repeat("0", short) + digits
	}
	point := len(digits) - exponent
	return sign, digits[:point], "." + digits[point:]
}

// spaced returns the symbol as it stands before a digit.
func spaced(symbol string) string {
	if last, _ := utf8.DecodeLastRuneInString(symbol); unicode.Is(unicode.Sc, last) {
		return symbol
	}
	return symbol + "\u00a0"
}

// grouped puts commas between groups of three digits.
func grouped(digits string) string {
	var b strings.Builder
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteByte(digits[i])
	}
	return b.String()
}

// Add returns the sum. It fails, rather than being wrong, when the currencies
// differ or the sum does not fit.
func (m Money) Add(n Money) (Money, error) {
	if m.Currency != n.Currency {
		return Money{}, fmt.Errorf("pay: cannot add %q to %q", n.Currency, m.Currency)
	}
	if n.Minor > 0 && m.Minor > math.MaxInt64-n.Minor || n.Minor < 0 && m.Minor < math.MinInt64-n.Minor {
		return Money{}, fmt.Errorf("pay: %d and %d minor units do not fit into one amount", m.Minor, n.Minor)
	}
	return Money{m.Minor + n.Minor, m.Currency}, nil
}

// Sub returns m without n, and fails like Add.
func (m Money) Sub(n Money) (Money, error) {
	if m.Currency != n.Currency {
		return Money{}, fmt.Errorf("pay: cannot subtract %q from %q", n.Currency, m.Currency)
	}
	if n.Minor < 0 && m.Minor > math.MaxInt64+n.Minor || n.Minor > 0 && m.Minor < math.MinInt64+n.Minor {
		return Money{}, fmt.Errorf("pay: %d less %d minor units is not an amount", m.Minor, n.Minor)
	}
	return Money{m.Minor - n.Minor, m.Currency}, nil
}

// CheckAmount says whether a payment of that many minor units can be asked
// for: more than nothing, at most MaxAmountMinor. An amount left open is not
// an amount of 0; it is null, and callers do not check it here.
func CheckAmount(minor int64) error {
	if minor <= 0 {
		return Errorf(InvalidAmount, "Amount must be positive or null")
	}
	if minor > MaxAmountMinor {
		return Errorf(InvalidAmount, "Amount is too large: the most is %s minor units.", grouped(strconv.Itoa(MaxAmountMinor)))
	}
	return nil
}

// amountTextMax bounds what ParseAmount looks at, in bytes; longer texts are no amounts.
const amountTextMax = 40

// ParseAmount reads an amount as a person types it, or as a program sends it
// in a decimal string, and returns minor units: "1,234.50" of BSD is 123450.
// Only digits, one point before the decimals, and commas between groups of
// three digits are taken; nothing is rounded. 0 can be read: CheckAmount says
// whether it may be paid. Errors are *Error with code InvalidAmount, and
// Invalid for a currency we do not have.
func ParseAmount(s string, currency string) (int64, error) {
	c, known := CurrencyOf(currency)
	if !known {
		return 0, Errorf(Invalid, "%q is not the code of a currency, such as BSD or USD.", clip(currency))
	}
	s = strings.TrimSpace(s)
	if err := checkAmountText(s, c); err != nil {
		return 0, err
	}
	whole, fraction, _ := strings.Cut(s, ".")
	if err := checkGroups(whole, strings.Contains(s, "."), c); err != nil {
		return 0, err
	}
	if len(fraction) > c.Exponent {
		return 0, tooManyDecimals(c)
	}
	digits := strings.ReplaceAll(whole, ",", "") + fraction + strings.Repeat("0", c.Exponent-len(fraction))
	minor, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || minor > MaxAmountMinor {
		return 0, Errorf(InvalidAmount, "This amount is too large. The most is %s.", Money{MaxAmountMinor, c.Code})
	}
	return minor, nil
}

// checkAmountText refuses what is not digits, points and commas in about the
// right places.
func checkAmountText(s string, c Currency) error {
	if s == "" {
		return Errorf(InvalidAmount, "Enter an amount, for example %s.", example(c))
	}
	if s[0] == '-' || s[0] == '+' {
		return Errorf(InvalidAmount, "Write the amount without a sign, for example %s.", example(c))
	}
	if len(s) > amountTextMax || strings.IndexFunc(s, notAmount) >= 0 {
		return Errorf(InvalidAmount, "Write the amount with the digits 0 to 9 only, for example %s.", example(c))
	}
	point, comma := strings.IndexByte(s, '.'), strings.LastIndexByte(s, ',')
	if comma > point && point >= 0 {
		return Errorf(InvalidAmount, "Use a point, not a comma, before the decimals, and commas between thousands, for example %s.", example(c))
	}
	if strings.Count(s, ".") > 1 {
		return Errorf(InvalidAmount, "Use only one point, before the decimals, for example %s.", example(c))
	}
	if point == 0 || point == len(s)-1 {
		return Errorf(InvalidAmount, "Write digits on both sides of the point, for example %s.", example(c))
	}
	return nil
}

func notAmount(r rune) bool { return (r < '0' || r > '9') && r != '.' && r != ',' }

// checkGroups refuses commas that do not stand between groups of three digits.
// One comma before three digits of a currency with three decimals could be
// either kind of comma, a factor of a thousand apart: that is refused as well.
func checkGroups(whole string, hasPoint bool, c Currency) error {
	groups := strings.Split(whole, ",")
	if len(groups) == 1 {
		return nil
	}
	if len(groups) == 2 && !hasPoint && c.Exponent > 0 && (len(groups[1]) != 3 || c.Exponent == 3) {
		return Errorf(InvalidAmount, "Use a point, not a comma, before the decimals, for example %s.", example(c))
	}
	wellFormed := len(groups[0]) >= 1 && len(groups[0]) <= 3 && groups[0][0] != '0'
	for _, group := range groups[1:] {
		wellFormed = wellFormed && len(group) == 3
	}
	if !wellFormed {
		return Errorf(InvalidAmount, "Put commas only between groups of three digits, as in 1,234, or leave them out.")
	}
	return nil
}

func tooManyDecimals(c Currency) error {
	if c.Exponent == 0 {
		return Errorf(InvalidAmount, "%s has no decimals. Write a whole number, for example %s.", c.Code, example(c))
	}
	return Errorf(InvalidAmount, "%s has %d decimals. Write at most that many, for example %s.", c.Code, c.Exponent, example(c))
}

// example returns an ordinary amount of the currency as ParseAmount reads it.
func example(c Currency) string { return ordinary(c).Decimal() }

// ordinary is an amount to show how amounts are written.
func ordinary(c Currency) Money {
	return Money{map[int]int64{0: 1200, 2: 12_50, 3: 12_500}[c.Exponent], c.Code}
}

// clip keeps what a message repeats of somebody's input short.
func clip(s string) string {
	const keep = 12
	if runes := []rune(s); len(runes) > keep {
		return string(runes[:keep]) + "…"
	}
	return s
}

// Times returns n of m, and fails like Add.
func (m Money) Times(n int64) (Money, error) {
	high, low := bits.Mul64(uint64(m.Minor), uint64(n))
	if m.Minor < 0 || n < 0 || high != 0 || low > math.MaxInt64 {
		return Money{}, fmt.Errorf("pay: %d times %d minor units is not an amount", n, m.Minor)
	}
	return Money{int64(low), m.Currency}, nil
}
