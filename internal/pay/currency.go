package pay

import "sort"

// Currency is a national currency of ISO 4217 that a payment can be made in.
type Currency struct {
	// Code is the ISO 4217 alphabetic code, in capitals.
	Code string
	// Exponent is the number of decimals of the minor unit: 2 for BSD, 0 for
	// JPY, 3 for KWD.
	Exponent int
	// Symbol names the currency beside any other one in English text, "B$" for
	// BSD; it is the code when there is no such symbol.
	Symbol string
	// Name is the English name, for lists to choose from.
	Name string
}

// CurrencyOf returns the currency with that code. The code is compared as it
// is: capitals only.
func CurrencyOf(code string) (Currency, bool) {
	i := sort.Search(len(currencyTable), func(i int) bool { return currencyTable[i].Code >= code })
	if i == len(currencyTable) || currencyTable[i].Code != code {
		return Currency{}, false
	}
	return currencyTable[i], true
}

// Currencies returns all of them, sorted by code. The slice is the caller's.
func Currencies() []Currency { return append([]Currency(nil), currencyTable...) }

// MinorPerUnit is how many minor units one unit of the currency has: 100 for
// USD, 1 for JPY, 1000 for BHD. An unknown currency has 1.
func MinorPerUnit(currency string) int64 {
	c, _ := CurrencyOf(currency)
	n := int64(1)
	for range c.Exponent {
		n *= 10
	}
	return n
}
