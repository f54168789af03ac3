package pay

import (
	"fmt"
	"math"
	"math/bits"
)

// PriceMode says whether a merchant's prices hold the tax already.
type PriceMode string

// The price modes, as the API and the database spell them.
const (
	PriceInclusive PriceMode = "TAX_INCLUSIVE"
	PriceExclusive PriceMode = "TAX_EXCLUSIVE"
)

// PriceModes returns both modes.
func PriceModes() []PriceMode { return []PriceMode{PriceInclusive, PriceExclusive} }

// Valid reports whether m is one of the two.
func (m PriceMode) Valid() bool { return m == PriceInclusive || m == PriceExclusive }

// A tax rate is a whole number of basis points, hundredths of a percent: 1900
// is 19 %. At most everything is taken once more.
const (
	BasisPoints       = 10_000
	TaxBasisPointsMax = BasisPoints
)

// TaxedAmount is an amount taken apart: what the merchant keeps, what is owed
// to the state, and what the customer pays. NetMinor + TaxMinor = GrossMinor.
type TaxedAmount struct{ NetMinor, TaxMinor, GrossMinor int64 }

// Tax takes an amount apart. Inclusive, the amount is what the customer pays
// and the tax is a part of it; exclusive, the tax comes on top. The tax is
// rounded to the minor unit, halves up; the rest follows from it, so that the
// parts always add up. It works on minor units and is the same in every currency.
func Tax(amountMinor int64, rateBasisPoints int, mode PriceMode) (TaxedAmount, error) {
	if amountMinor < 0 || rateBasisPoints < 0 || rateBasisPoints > TaxBasisPointsMax {
		return TaxedAmount{}, fmt.Errorf("pay: no tax of %d basis points on %d minor units", rateBasisPoints, amountMinor)
	}
	amount, rate := uint64(amountMinor), uint64(rateBasisPoints)
	switch mode {
	case PriceInclusive:
		tax := int64(roundedShare(amount, rate, BasisPoints+rate))
		return TaxedAmount{amountMinor - tax, tax, amountMinor}, nil
	case PriceExclusive:
		tax := int64(roundedShare(amount, rate, BasisPoints))
		if tax > math.MaxInt64-amountMinor {
			return TaxedAmount{}, Errorf(InvalidAmount, "Amount is too large once the tax is added.")
		}
		return TaxedAmount{amountMinor, tax, amountMinor + tax}, nil
	}
	return TaxedAmount{}, fmt.Errorf("pay: %q is not a price mode", mode)
}

// ProrateTax returns how much of the tax on whole falls on a part of it,
// rounded to the minor unit, halves up: never less than nothing, never more
// than the tax, and all of it for the whole.
//
// For parts that follow each other take the difference of what falls on the
// sums so far, so that the parts' taxes add up to the tax:
//
//	ProrateTax(tax, before+part, whole) - ProrateTax(tax, before, whole)
func ProrateTax(taxMinor, partMinor, wholeMinor int64) int64 {
	switch {
	case taxMinor <= 0 || partMinor <= 0 || wholeMinor <= 0:
		return 0
	case partMinor >= wholeMinor:
		return taxMinor
	}
	return int64(roundedShare(uint64(taxMinor), uint64(partMinor), uint64(wholeMinor)))
}

// roundedShare returns amount × part ÷ whole, halves up, for part ≤ whole: the
// product may need 128 bits, the result is at most amount.
func roundedShare(amount, part, whole uint64) uint64 {
	high, low := bits.Mul64(amount, part)
	share, rest := bits.Div64(high, low, whole)
	if rest >= whole-rest {
		share++
	}
	return share
}
