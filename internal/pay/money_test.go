package pay

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestMoneyString(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		money         Money
		text, decimal string
	}{
		{Money{50_00, "BSD"}, "B$50.00", "50.00"},
		{Money{50_00, "USD"}, "$50.00", "50.00"},
		{Money{50_00, "EUR"}, "€50.00", "50.00"},
		{Money{5000, "JPY"}, "¥5,000", "5000"},
		{Money{5_000, "KWD"}, "KWD\u00a05.000", "5.000"},
		{Money{-1_00, "USD"}, "-$1.00", "-1.00"},
		{Money{-7, "USD"}, "-$0.07", "-0.07"},
		{Money{0, "USD"}, "$0.00", "0.00"},
		{Money{0, "JPY"}, "¥0", "0"},
		{Money{5, "BHD"}, "BHD\u00a00.005", "0.005"},
		{Money{MaxAmountMinor, "BSD"}, "B$99,999,999.99", "99999999.99"},
		{Money{100, "XCG"}, "Cg.\u00a01.00", "1.00"},
		{Money{1234567, "XOF"}, "F\u202fCFA\u00a01,234,567", "1234567"},
		{Money{math.MinInt64, "USD"}, "-$92,233,720,368,547,758.08", "-92233720368547758.08"},
		{Money{12, "???"}, `12 minor units of "???"`, "12"},
	} {
		if got := c.money.String(); got != c.text {
			t.Errorf("%d %s: String() = %q, want %q", c.money.Minor, c.money.Currency, got, c.text)
		}
		if got := c.money.Decimal(); got != c.decimal {
			t.Errorf("%d %s: Decimal() = %q, want %q", c.money.Minor, c.money.Currency, got, c.decimal)
		}
	}
}

func TestMoneyAddSub(t *testing.T) {
	t.Parallel()
	usd := func(minor int64) Money { return Money{minor, "USD"} }
	if got, err := usd(1_50).Add(usd(2_75)); err != nil || got != usd(4_25) {
		t.Errorf("Add = %v, %v", got, err)
	}
	if got, err := usd(1_50).Sub(usd(2_75)); err != nil || got != usd(-1_25) {
		t.Errorf("Sub = %v, %v", got, err)
	}
	for name, fails := range map[string]func() (Money, error){
		"sum too large":        func() (Money, error) { return usd(math.MaxInt64).Add(usd(1)) },
		"sum too small":        func() (Money, error) { return usd(math.MinInt64).Add(usd(-1)) },
		"difference too small": func() (Money, error) { return usd(-2).Sub(usd(math.MaxInt64)) },
		"difference too large": func() (Money, error) { return usd(0).Sub(usd(math.MinInt64)) },
		"add of another":       func() (Money, error) { return usd(1).Add(Money{1, "BSD"}) },
		"sub of another":       func() (Money, error) { return usd(1).Sub(Money{1, "BSD"}) },
	} {
		if got, err := fails(); err == nil {
			t.Errorf("%s: got %v and no error", name, got)
		}
	}
}

func TestMoneyAddNeverWrong(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := Money{rapid.Int64().Draw(t, "a"), "BSD"}, Money{rapid.Int64().Draw(t, "b"), "BSD"}
		sum, err := a.Add(b)
		if err != nil {
			return
		}
		if exact := float64(a.Minor) + float64(b.Minor); math.Abs(exact-float64(sum.Minor)) > 1<<12 {
			t.Fatalf("%d + %d = %d", a.Minor, b.Minor, sum.Minor)
		}
		if back, err := sum.Sub(b); err != nil || back != a {
			t.Fatalf("%v - %v = %v, %v; want %v", sum, b, back, err, a)
		}
	})
}

func TestCheckAmount(t *testing.T) {
	t.Parallel()
	for _, minor := range []int64{1, 50_00, MaxAmountMinor} {
		if err := CheckAmount(minor); err != nil {
			t.Errorf("CheckAmount(%d) = %v", minor, err)
		}
	}
	for _, minor := range []int64{0, -1, math.MinInt64, MaxAmountMinor + 1, 1e15, math.MaxInt64} {
		if err := CheckAmount(minor); CodeOf(err) != InvalidAmount {
			t.Errorf("CheckAmount(%d) = %v", minor, err)
		}
	}
	var documented *Error
	if !errors.As(CheckAmount(0), &documented) || documented.Message != "Amount must be positive or null" {
		t.Errorf("CheckAmount(0) says %v", documented)
	}
}

func TestParseAmount(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, currency string
		want           int64
	}{
		{"50.00", "BSD", 50_00}, {"50", "BSD", 50_00}, {"50.5", "BSD", 50_50}, {" 50.00 ", "BSD", 50_00},
		{"8.35", "USD", 8_35}, {"0.07", "USD", 7}, {"007.50", "USD", 7_50}, {"0", "USD", 0}, {"0.00", "USD", 0},
		{"1,234.50", "USD", 1234_50}, {"1,234", "USD", 1234_00}, {"12,345,678.90", "USD", 12345678_90},
		{"99999999.99", "USD", MaxAmountMinor}, {"5000", "JPY", 5000}, {"5,000", "JPY", 5000},
		{"9999999999", "JPY", MaxAmountMinor}, {"1.234", "KWD", 1234}, {"1,234.5", "KWD", 1234500}, {"1,234,567", "KWD", 1234567000},
	} {
		got, err := ParseAmount(c.text, c.currency)
		if err != nil || got != c.want {
			t.Errorf("ParseAmount(%q, %s) = %d, %v; want %d", c.text, c.currency, got, err, c.want)
		}
	}
}

func TestParseAmountRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, currency, says string }{
		{"", "BSD", "Enter an amount, for example 12.50"},
		{"   ", "JPY", "Enter an amount, for example 1200"},
		{"10,00", "BSD", "Use a point"}, {"10,5", "BSD", "Use a point"}, {"1.234,50", "EUR", "Use a point"},
		{"1,234", "KWD", "Use a point"}, {"1,2345", "BSD", "Use a point"}, {",", "BSD", "Use a point"},
		{"-5", "BSD", "without a sign"}, {"+5", "BSD", "without a sign"}, {"-", "BSD", "without a sign"},
		{"−5", "BSD", "digits 0 to 9"}, {"1e3", "BSD", "digits 0 to 9"}, {"NaN", "BSD", "digits 0 to 9"},
		{"Inf", "BSD", "digits 0 to 9"}, {"0x10", "BSD", "digits 0 to 9"}, {"１２", "BSD", "digits 0 to 9"},
		{"١٢", "BSD", "digits 0 to 9"}, {"$5", "BSD", "digits 0 to 9"}, {"5 000", "BSD", "digits 0 to 9"},
		{"1_000", "BSD", "digits 0 to 9"}, {"5\x00", "BSD", "digits 0 to 9"}, {"5\xff", "BSD", "digits 0 to 9"},
		{strings.Repeat("0", 41), "BSD", "digits 0 to 9"},
		{"1.2.3", "BSD", "only one point"}, {".50", "BSD", "both sides"}, {"5.", "BSD", "both sides"}, {".", "BSD", "both sides"},
		{"12,34,567", "BSD", "groups of three"}, {"1,234,56", "BSD", "groups of three"}, {"1234,567.00", "BSD", "groups of three"},
		{"0,123.00", "BSD", "groups of three"}, {",123.00", "BSD", "groups of three"}, {"1,,234", "BSD", "groups of three"},
		{"10,00", "JPY", "groups of three"}, {"1.234", "BSD", "BSD has 2 decimals"}, {"1.000", "BSD", "2 decimals"},
		{"1.0", "JPY", "JPY has no decimals"}, {"1.2345", "KWD", "3 decimals"},
		{"100000000", "BSD", "The most is B$99,999,999.99"}, {"10000000000", "JPY", "The most is ¥9,999,999,999"},
		{"99999999999999999999999999", "BSD", "The most is"},
	} {
		got, err := ParseAmount(c.text, c.currency)
		var e *Error
		if got != 0 || !errors.As(err, &e) || e.Code != InvalidAmount || !strings.Contains(e.Message, c.says) {
			t.Errorf("ParseAmount(%q, %s) = %d, %v; want a sentence with %q", c.text, c.currency, got, err, c.says)
		}
	}
	if _, err := ParseAmount("1", "a currency of no country"); CodeOf(err) != Invalid || len(err.Error()) > 120 {
		t.Errorf("unknown currency: %v", err)
	}
}

func drawCurrency(t *rapid.T) Currency { return rapid.SampledFrom(Currencies()).Draw(t, "currency") }

func TestParseAmountReadsDecimal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := Money{rapid.Int64Range(0, MaxAmountMinor).Draw(t, "minor"), drawCurrency(t).Code}
		if got, err := ParseAmount(m.Decimal(), m.Currency); err != nil || got != m.Minor {
			t.Fatalf("ParseAmount(%q, %s) = %d, %v; want %d", m.Decimal(), m.Currency, got, err, m.Minor)
		}
	})
}

func TestParseAmountReadsString(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := drawCurrency(t)
		m := Money{rapid.Int64Range(0, MaxAmountMinor).Draw(t, "minor"), c.Code}
		shown := strings.TrimSpace(strings.TrimPrefix(m.String(), c.Symbol))
		if got, err := ParseAmount(shown, m.Currency); err != nil || got != m.Minor {
			t.Fatalf("ParseAmount(%q, %s) = %d, %v; want %d", shown, m.Currency, got, err, m.Minor)
		}
	})
}

// TestParseAmountMisplacedComma takes one digit out of a group or puts one in.
func TestParseAmountMisplacedComma(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.Int64Range(1_000, 9_999_999).Draw(t, "whole")
		digits := fmt.Sprint(whole)
		at := rapid.IntRange(1, len(digits)-1).Draw(t, "at")
		text := digits[:at] + "," + digits[at:] + ".00"
		_, err := ParseAmount(text, "BSD")
		if right := len(digits)-at == 3 && at <= 3; (err == nil) != right {
			t.Fatalf("ParseAmount(%q) = %v", text, err)
		}
	})
}

func FuzzParseAmount(f *testing.F) {
	for _, text := range []string{"50.00", "1,234.50", "10,00", "", "-1", "1e9", "１２", "NaN", "99999999.99", "0.001", ",,", ".,.", "\xff"} {
		f.Add(text, uint8(0))
	}
	all := Currencies()
	f.Fuzz(func(t *testing.T, text string, which uint8) {
		c := all[int(which)%len(all)]
		minor, err := ParseAmount(text, c.Code)
		if err != nil {
			var e *Error
			if minor != 0 || !errors.As(err, &e) || e.Code != InvalidAmount || e.Message == "" || len(e.Message) > 200 {
				t.Fatalf("ParseAmount(%q, %s) = %d, %v", text, c.Code, minor, err)
			}
			return
		}
		again, err := ParseAmount(Money{minor, c.Code}.Decimal(), c.Code)
		if minor < 0 || minor > MaxAmountMinor || err != nil || again != minor {
			t.Fatalf("ParseAmount(%q, %s) = %d, then %d, %v", text, c.Code, minor, again, err)
		}
	})
}
