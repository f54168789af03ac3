package pay

import (
	"slices"
	"strings"
)

// AddressPart is a field of an address as a country asks for it.
type AddressPart struct {
	Field BillingField
	// Kind is what the country calls it: "prefecture" or "county" for a state,
	// "zip", "pin" or "eircode" for a postal code; "" is the ordinary name.
	Kind string
	// Optional parts are asked and may stay empty.
	Optional bool
}

// addressFields are the fields that the letters of addressTable stand for.
var addressFields = map[rune]BillingField{'A': "address", 'C': "city", 'S': "state", 'Z': "zip"}

// stateKinds and zipKinds are what a state and a postal code are called, where
// that is not the ordinary name.
var (
	stateKinds = kinds(map[string]string{
		"state":      "US AU IN MX BR MY NG VE FM PW",
		"province":   "CA AR CN CR CU EC ES IT KR PA PG TH TR VN",
		"prefecture": "JP",
		"county":     "IE TW EE",
		"island":     "BS CV KN KY TV",
		"emirate":    "AE",
		"department": "CO HN NI SV UY",
	})
	zipKinds = kinds(map[string]string{"zip": "US AS FM GU MH MP PR PW VI PH", "pin": "IN", "eircode": "IE"})
	// needsState and needsZip are the countries where an address is not complete
	// without one.
	needsState = strings.Fields("AE AU BR CA CN ES IN IT JP MX TW US")
	needsZip   = strings.Fields("AT AU BE BR CA CH CN CZ DE DK EE ES FI FR GB GG GR HU IE IM IN IT JE JP KR LI LT LU MC MX MY NL " +
		"NO NZ PL PR PT RO RU SE SG SI SK SM TR TW UA US VA ZA")
	// noCity are places where an address has none.
	noCity = strings.Fields("AE SG GI MC VA")
	// familyFirst are the countries that write the family name before the given
	// one.
	familyFirst = strings.Fields("CN HK HU JP KR MO TW VN")
)

func kinds(lists map[string]string) map[string]string {
	of := map[string]string{}
	for kind, list := range lists {
		for _, country := range strings.Fields(list) {
			of[country] = kind
		}
	}
	return of
}

// AddressForm puts what a customer is asked into the order of their country, and
// says what it is called there. What the country's addresses do not have comes
// last and is optional. country is "" when it is not known: then everything
// stands in the order of BillingFields.
func AddressForm(fields []BillingField, country string) []AddressPart {
	order := addressOrder(country)
	parts := make([]AddressPart, 0, len(fields))
	for _, field := range inOrder(fields, country, order) {
		parts = append(parts, partOf(field, country, order))
	}
	return parts
}

// addressOrder is the order of the letters of addressTable in a country.
func addressOrder(country string) string {
	order, known := addressTable[country]
	switch {
	case country == "JP":
		return "ZSCA" // the table leaves the city to the lines of the address
	case !known && country != "":
		return "ACZ" // the ordinary form of the countries that are not in the table
	}
	return order
}

// inOrder sorts the fields: names, then the address in its place, then the rest.
func inOrder(fields []BillingField, country, order string) []BillingField {
	sorted := slices.Clone(fields)
	if country == "" {
		return sorted
	}
	wanted := []BillingField{"first_name", "last_name", "email", "phone", "country"}
	if slices.Contains(familyFirst, country) {
		wanted[0], wanted[1] = wanted[1], wanted[0]
	}
	for _, letter := range order + "ACSZ" {
		if field := addressFields[letter]; !slices.Contains(wanted, field) {
			wanted = append(wanted, field)
		}
	}
	place := func(f BillingField) int {
		if i := slices.Index(wanted, f); i >= 0 {
			return i
		}
		return len(wanted)
	}
	slices.SortStableFunc(sorted, func(a, b BillingField) int { return place(a) - place(b) })
	return sorted
}

func partOf(field BillingField, country, order string) AddressPart {
	part := AddressPart{Field: field}
	if country == "" {
		return part
	}
	switch field {
	case "state":
		part.Kind, part.Optional = stateKinds[country], !slices.Contains(needsState, country)
	case "zip":
		part.Kind, part.Optional = zipKinds[country], !slices.Contains(needsZip, country)
	case "city":
		part.Optional = slices.Contains(noCity, country) || !strings.Contains(order, "C")
	}
	return part
}

// RequiredIn are the fields that a customer of that country must fill in.
func RequiredIn(fields []BillingField, country string) []BillingField {
	var required []BillingField
	for _, part := range AddressForm(fields, country) {
		if !part.Optional {
			required = append(required, part.Field)
		}
	}
	return required
}
