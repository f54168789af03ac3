package pay

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCurrencyOf(t *testing.T) {
	t.Parallel()
	exponents := map[string]int{
		"BSD": 2, "USD": 2, "EUR": 2, "XCG": 2, "ZWG": 2, "SLE": 2, "VED": 2, "MRU": 2, "IDR": 2, "COP": 2, "XCD": 2,
		"JPY": 0, "KRW": 0, "ISK": 0, "XOF": 0, "CLP": 0, "KWD": 3, "BHD": 3, "TND": 3, "IQD": 3,
	}
	for code, want := range exponents {
		got, known := CurrencyOf(code)
		if !known || got.Exponent != want || got.Code != code || got.Name == "" {
			t.Errorf("CurrencyOf(%q) = %+v, %v; want exponent %d", code, got, known, want)
		}
	}
	for _, code := range []string{"", "bsd", "BS", "BSDD", "ZZZ", "AAA", "XAU", "XXX", "XTS", "XDR", "CLF", "CHE", "USN", "UYW", "ANG", "BGN"} {
		if got, known := CurrencyOf(code); known {
			t.Errorf("CurrencyOf(%q) = %+v; want none", code, got)
		}
	}
}

func TestCurrencies(t *testing.T) {
	t.Parallel()
	all := Currencies()
	if len(all) < 150 {
		t.Errorf("only %d currencies", len(all))
	}
	if !slices.IsSortedFunc(all, func(a, b Currency) int { return strings.Compare(a.Code, b.Code) }) {
		t.Error("currencies are not sorted by code")
	}
	owner := map[string]string{}
	for _, c := range all {
		if other, taken := owner[c.Symbol]; taken {
			t.Errorf("%s and %s share the symbol %q", other, c.Code, c.Symbol)
		}
		owner[c.Symbol] = c.Code
		if len(c.Code) != 3 || c.Symbol == "" || !utf8.ValidString(c.Name) || c.Exponent < 0 || c.Exponent > 3 {
			t.Errorf("odd currency %+v", c)
		}
	}
	all[0].Code = "changed"
	if Currencies()[0].Code == "changed" {
		t.Error("a caller can change the table")
	}
}
