package pay

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestTax(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		amount int64
		rate   int
		mode   PriceMode
		want   TaxedAmount
	}{
		{119_00, 1900, PriceInclusive, TaxedAmount{100_00, 19_00, 119_00}},
		{100_00, 1900, PriceExclusive, TaxedAmount{100_00, 19_00, 119_00}},
		{50_00, 0, PriceInclusive, TaxedAmount{50_00, 0, 50_00}},
		{50_00, 0, PriceExclusive, TaxedAmount{50_00, 0, 50_00}},
		{0, 2000, PriceExclusive, TaxedAmount{0, 0, 0}},
		{1, 5000, PriceExclusive, TaxedAmount{1, 1, 2}},            // half a minor unit is rounded up
		{1, 4999, PriceExclusive, TaxedAmount{1, 0, 1}},            // just below a half is not
		{3, 10000, PriceInclusive, TaxedAmount{1, 2, 3}},           // 1.5 is 2
		{5, 1000, PriceExclusive, TaxedAmount{5, 1, 6}},            // 0.5 is 1
		{1000, 1000, PriceExclusive, TaxedAmount{1000, 100, 1100}}, // JPY 1,000 at 10 %
		{12_345, 500, PriceInclusive, TaxedAmount{11_757, 588, 12_345}},
		{9_99, 2550, PriceInclusive, TaxedAmount{7_96, 2_03, 9_99}},
		{MaxAmountMinor, 10000, PriceExclusive, TaxedAmount{MaxAmountMinor, MaxAmountMinor, 2 * MaxAmountMinor}},
		{math.MaxInt64, 10000, PriceInclusive, TaxedAmount{math.MaxInt64 / 2, math.MaxInt64/2 + 1, math.MaxInt64}},
	} {
		if got, err := Tax(c.amount, c.rate, c.mode); err != nil || got != c.want {
			t.Errorf("Tax(%d, %d, %s) = %+v, %v; want %+v", c.amount, c.rate, c.mode, got, err, c.want)
		}
	}
}

func TestTaxRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		amount int64
		rate   int
		mode   PriceMode
	}{
		{-1, 1000, PriceInclusive}, {math.MinInt64, 0, PriceExclusive}, {1, -1, PriceInclusive}, {1, 10001, PriceExclusive},
		{1, 1000, ""}, {1, 1000, "tax_inclusive"},
		{math.MaxInt64, 1, PriceExclusive}, {math.MaxInt64/2 + 1, 10000, PriceExclusive},
	} {
		if got, err := Tax(c.amount, c.rate, c.mode); err == nil || got != (TaxedAmount{}) {
			t.Errorf("Tax(%d, %d, %s) = %+v, %v; want an error", c.amount, c.rate, c.mode, got, err)
		}
	}
	if _, err := Tax(math.MaxInt64, 10000, PriceExclusive); CodeOf(err) != InvalidAmount {
		t.Errorf("a sum that does not fit: %v, want %s", err, InvalidAmount)
	}
}

// exponents lists every number of decimals that a currency of ours has.
func exponents() []int {
	seen := map[int]bool{}
	var list []int
	for _, c := range Currencies() {
		if !seen[c.Exponent] {
			seen[c.Exponent] = true
			list = append(list, c.Exponent)
		}
	}
	return list
}

// anyPrice draws a price in minor units of a currency with that many decimals:
// odd ones, and those with whole major units as shops like them.
func anyPrice(exponent int) *rapid.Generator[int64] {
	unit := int64(math.Pow10(exponent))
	return rapid.OneOf(rapid.Int64Range(0, MaxAmountMinor), rapid.Int64Range(0, 10*unit),
		rapid.Map(rapid.Int64Range(0, MaxAmountMinor/unit), func(major int64) int64 { return major * unit }),
		rapid.Int64Range(0, math.MaxInt64))
}

// TestTaxIsExact compares with fractions: the tax is within half a minor unit
// of what it is exactly, halves up, and the parts add up.
func TestTaxIsExact(t *testing.T) {
	t.Parallel()
	for _, exponent := range exponents() {
		rapid.Check(t, func(t *rapid.T) {
			amount := anyPrice(exponent).Draw(t, "amount")
			rate := rapid.IntRange(0, TaxBasisPointsMax).Draw(t, "rate")
			mode := rapid.SampledFrom(PriceModes()).Draw(t, "mode")
			got, err := Tax(amount, rate, mode)
			over := big.NewRat(BasisPoints, 1)
			if mode == PriceInclusive {
				over = big.NewRat(int64(BasisPoints+rate), 1)
			}
			exact := new(big.Rat).Mul(big.NewRat(amount, 1), big.NewRat(int64(rate), 1))
			want := halfUp(exact.Quo(exact, over))
			if gross := new(big.Int).Add(big.NewInt(amount), want); mode == PriceExclusive && !gross.IsInt64() {
				if CodeOf(err) != InvalidAmount {
					t.Fatalf("a gross of %s: %v", gross, err)
				}
				return
			}
			if err != nil || got.TaxMinor != want.Int64() || got.NetMinor+got.TaxMinor != got.GrossMinor || got.NetMinor < 0 {
				t.Fatalf("Tax = %+v, %v; the tax is %s", got, err, want)
			}
			if mode == PriceInclusive && got.GrossMinor != amount || mode == PriceExclusive && got.NetMinor != amount {
				t.Fatalf("%s: %+v changed the amount %d", mode, got, amount)
			}
		})
	}
}

// TestTaxModesAgree: what comes on top is what is found in the sum again, to
// the minor unit, up to 100 %.
func TestTaxModesAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		net := rapid.Int64Range(0, MaxAmountMinor).Draw(t, "net")
		rate := rapid.IntRange(0, TaxBasisPointsMax).Draw(t, "rate")
		top, err := Tax(net, rate, PriceExclusive)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Tax(top.GrossMinor, rate, PriceInclusive)
		if err != nil || back != top {
			t.Fatalf("exclusive %+v, inclusive %+v, %v", top, back, err)
		}
	})
}

func TestProrateTax(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ tax, part, whole, want int64 }{
		{19_00, 119_00, 119_00, 19_00}, {19_00, 59_50, 119_00, 9_50}, {19_00, 1, 119_00, 0}, {1, 1, 2, 1}, {1, 1, 3, 0},
		{19_00, 0, 119_00, 0}, {19_00, -5, 119_00, 0}, {0, 5, 10, 0}, {-3, 5, 10, 0}, {3, 5, 0, 0}, {3, 50, 10, 3},
		{math.MaxInt64, math.MaxInt64 - 1, math.MaxInt64, math.MaxInt64 - 1},
	} {
		if got := ProrateTax(c.tax, c.part, c.whole); got != c.want {
			t.Errorf("ProrateTax(%d, %d, %d) = %d, want %d", c.tax, c.part, c.whole, got, c.want)
		}
	}
}

// TestProrateTaxIsExact: right for one part, and parts that follow each other
// give back exactly the tax, none of them less than nothing.
func TestProrateTaxIsExact(t *testing.T) {
	t.Parallel()
	for _, exponent := range exponents() {
		rapid.Check(t, func(t *rapid.T) {
			whole := max(1, anyPrice(exponent).Draw(t, "whole"))
			tax := rapid.Int64Range(0, whole).Draw(t, "tax")
			var before, given int64
			for before < whole {
				part := rapid.Int64Range(1, whole-before).Draw(t, "part")
				if rapid.IntRange(0, 5).Draw(t, "last") == 0 {
					part = whole - before
				}
				share := new(big.Rat).SetFrac(big.NewInt(part), big.NewInt(whole))
				want := halfUp(share.Mul(share, big.NewRat(tax, 1)))
				if got := ProrateTax(tax, part, whole); got != want.Int64() {
					t.Fatalf("ProrateTax(%d, %d, %d) = %d, want %s", tax, part, whole, got, want)
				}
				step := ProrateTax(tax, before+part, whole) - ProrateTax(tax, before, whole)
				if step < 0 || step > part {
					t.Fatalf("a part of %d gives back a tax of %d", part, step)
				}
				before, given = before+part, given+step
			}
			if given != tax {
				t.Fatalf("%d of %d given back", given, tax)
			}
		})
	}
}

// halfUp rounds a fraction that is not negative.
func halfUp(r *big.Rat) *big.Int {
	r = new(big.Rat).Add(r, big.NewRat(1, 2))
	return new(big.Int).Quo(r.Num(), r.Denom())
}
