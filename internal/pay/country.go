package pay

import (
	"cmp"
	"slices"
)

// Country is a country or territory of ISO 3166 where a merchant may be.
type Country struct {
	// Code is the ISO 3166 code of two capitals.
	Code string
	// Name is the English name, for lists to choose from.
	Name string
	// TimeZone is the zone that most businesses there are in.
	TimeZone string
}

// CountryOf returns the country with that code, in capitals.
func CountryOf(code string) (Country, bool) {
	i, found := slices.BinarySearchFunc(countryTable, code, func(c Country, code string) int { return cmp.Compare(c.Code, code) })
	if !found {
		return Country{}, false
	}
	return countryTable[i], true
}

// Countries returns all of them, sorted by name. The slice is the caller's.
func Countries() []Country {
	list := slices.Clone(countryTable)
	slices.SortFunc(list, func(a, b Country) int { return cmp.Compare(a.Name, b.Name) })
	return list
}
