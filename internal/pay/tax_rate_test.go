package pay

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestStandardTax(t *testing.T) {
	t.Parallel()
	for country, want := range map[string]int{
		"BS": 1000, "DE": 1900, "EE": 2400, "FI": 2550, "SK": 2300, "RO": 2100, "CH": 810, "LI": 810, "CA": 500, "JP": 1000, "BO": 1494,
	} {
		if got, known := StandardTax(country); !known || got.BasisPoints != want {
			t.Errorf("StandardTax(%s) = %v, %v; want %d", country, got, known, want)
		}
	}
	for _, country := range []string{"", "de", "US", "KW", "ZZ", "DEU"} {
		if got, known := StandardTax(country); known {
			t.Errorf("StandardTax(%q) = %v; want none", country, got)
		}
	}
}

func TestTaxTable(t *testing.T) {
	t.Parallel()
	if len(taxTable) < 120 || !slices.IsSortedFunc(taxTable, func(a, b TaxRate) int { return strings.Compare(a.Country, b.Country) }) {
		t.Errorf("%d countries, or not sorted", len(taxTable))
	}
	if _, err := CheckTaxRates("data", taxTable); err != nil {
		t.Errorf("the table does not pass the rules of what it fills in: %v", err)
	}
	if union := EUCountries(); len(union) != 27 {
		t.Errorf("%d countries of the European Union", len(union))
	} else if rates, unknown, err := Prefill("countries", union); err != nil || len(rates) != 27 || unknown != nil {
		t.Errorf("prefilled %d, unknown %v, %v", len(rates), unknown, err)
	}
}

func TestCheckTaxRates(t *testing.T) {
	t.Parallel()
	got, err := CheckTaxRates("data", []TaxRate{{"DE", 1900, " MwSt. "}, {"BS", 0, ""}})
	if want := []TaxRate{{"BS", 0, ""}, {"DE", 1900, "MwSt."}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
	_, err = CheckTaxRates("data", []TaxRate{
		{"DE", 10001, ""}, {"de", -1, ""}, {"DE", 5, strings.Repeat("x", TaxNameMax+1)}, {"", 0, ""}, {"UM", 0, ""},
	})
	var e *Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	for _, field := range []string{"data.0.rate", "data.1.country", "data.1.rate", "data.2.country", "data.2.name", "data.3.country", "data.4.country"} {
		if len(e.Fields[field]) != 1 {
			t.Errorf("%s: %v", field, e.Fields[field])
		}
	}
	if len(e.Fields) != 7 {
		t.Errorf("%v", e.Fields)
	}
	if _, err := CheckTaxRates("data", make([]TaxRate, 1000)); err == nil {
		t.Error("a thousand countries are taken")
	}
}

func TestPrefill(t *testing.T) {
	t.Parallel()
	rates, unknown, err := Prefill("countries", []string{"US", "DE", "AT"})
	if want := []TaxRate{{"AT", 2000, "VAT"}, {"DE", 1900, "VAT"}}; err != nil || !slices.Equal(rates, want) || !slices.Equal(unknown, []string{"US"}) {
		t.Errorf("got %v, %v, %v", rates, unknown, err)
	}
	if _, _, err := Prefill("countries", []string{"DE", "DE", "xx"}); err == nil {
		t.Error("a country twice and one that is none are taken")
	}
}
