package pay

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// TaxRate is what a merchant charges customers of one country, or what most
// things are taxed at there.
type TaxRate struct {
	// Country is the ISO 3166 code of two capitals.
	Country     string
	BasisPoints int
	// Name is what the tax is called, such as VAT.
	Name string
}

// TaxNameMax is the longest name of a tax, in characters.
const TaxNameMax = 60

// StandardTax returns the tax on most things in a country, as the table has
// it; none where only parts of the country have one. It is a start for a
// merchant's settings, no advice: reduced rates and exemptions are theirs to enter.
func StandardTax(country string) (TaxRate, bool) {
	i, found := slices.BinarySearchFunc(taxTable, country, func(r TaxRate, code string) int { return cmp.Compare(r.Country, code) })
	if !found {
		return TaxRate{}, false
	}
	return taxTable[i], true
}

// StandardTaxDay is the day, such as 2026-01-31, that the standard rates are
// those of.
func StandardTaxDay() string { return taxTableDay }

// EUCountries returns the codes of the European Union's countries, sorted. The
// slice is the caller's.
func EUCountries() []string { return slices.Clone(taxUnion) }

// CheckTaxRates returns a merchant's whole set of rates, cleaned and sorted by
// country. field names where they were sent ("data.0.country").
func CheckTaxRates(field string, rates []TaxRate) ([]TaxRate, error) {
	var checks Checks
	checks.That(len(rates) <= len(countryTable), field, "At most %d countries.", len(countryTable))
	clean, seen := slices.Clone(rates), map[string]bool{}
	for i := range clean {
		r := &clean[i]
		at := field + "." + strconv.Itoa(i)
		checks.checkCountry(at+".country", r.Country, seen)
		checks.That(r.BasisPoints >= 0 && r.BasisPoints <= TaxBasisPointsMax, at+".rate",
			"A whole number of basis points from 0 to %d: 1900 is 19 %%.", TaxBasisPointsMax)
		r.Name = CleanLine(r.Name)
		checks.CheckLength(at+".name", r.Name, TaxNameMax)
	}
	slices.SortFunc(clean, func(a, b TaxRate) int { return cmp.Compare(a.Country, b.Country) })
	return clean, checks.Err()
}

// checkCountry notes what is no country, and what is in seen already.
func (c *Checks) checkCountry(field, code string, seen map[string]bool) {
	_, known := CountryOf(code)
	c.That(known, field, "A country's ISO 3166 code of two capitals, such as BS or DE.")
	c.That(!known || !seen[code], field, "This country is in the list more than once.")
	seen[code] = true
}

// Prefill returns the standard rates of countries, sorted, and the countries
// whose standard rate is not known.
func Prefill(field string, countries []string) (rates []TaxRate, unknown []string, err error) {
	var checks Checks
	checks.That(len(countries) <= len(countryTable), field, "At most %d countries.", len(countryTable))
	seen := map[string]bool{}
	for i, code := range countries {
		checks.checkCountry(field+"."+strconv.Itoa(i), code, seen)
		if rate, known := StandardTax(code); known {
			rates = append(rates, rate)
		} else {
			unknown = append(unknown, code)
		}
	}
	slices.SortFunc(rates, func(a, b TaxRate) int { return cmp.Compare(a.Country, b.Country) })
	slices.Sort(unknown)
	return rates, unknown, checks.Err()
}

// PutTaxRate returns the rates with one more, or with another one for a country
// that has one.
func PutTaxRate(rates []TaxRate, r TaxRate) ([]TaxRate, error) {
	rates = append(DropTaxRate(rates, r.Country), r)
	clean, err := CheckTaxRates("", rates)
	var c Checks
	var e *Error
	if errors.As(err, &e) {
		for field, sentences := range e.Fields {
			c.Add(field[strings.LastIndexByte(field, '.')+1:], "%s", sentences[0])
		}
	}
	return clean, c.Err()
}

// DropTaxRate returns the rates without that of a country.
func DropTaxRate(rates []TaxRate, country string) []TaxRate {
	return slices.DeleteFunc(slices.Clone(rates), func(r TaxRate) bool { return r.Country == country })
}

// TaxRatesChanged lists what is different, for the audit log.
func TaxRatesChanged(before, now []TaxRate) []Change {
	words := map[string][2]string{}
	for i, rates := range [][]TaxRate{before, now} {
		for _, r := range rates {
			both := words[r.Country]
			both[i] = strings.TrimSpace(LocaleOf("en").Percent(r.BasisPoints) + " " + r.Name)
			words[r.Country] = both
		}
	}
	var changes []Change
	for _, country := range slices.Sorted(maps.Keys(words)) {
		changes = append(changes, Changed(country, words[country][0], words[country][1]))
	}
	return Changes(changes...)
}

// ParsePercent reads a rate as people type it: 19, 19.5 %, 7,25. It returns basis
// points, of which a percent has a hundred.
func ParsePercent(s string) (basisPoints int, ok bool) {
	s = strings.TrimSpace(strings.TrimSuffix(CleanLine(s), "%"))
	whole, part, _ := strings.Cut(strings.ReplaceAll(s, ",", "."), ".")
	digits := func(s string) bool { return !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) }
	if whole == "" || len(whole) > 3 || len(part) > 2 || !digits(whole) || !digits(part) {
		return 0, false
	}
	n, err := strconv.Atoi(whole + (part + "00")[:2])
	return n, err == nil && n <= TaxBasisPointsMax
}
