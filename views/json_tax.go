package views

import "linktill/internal/pay"

// TaxRateJSON is a tax rate on /v1. Rate is in basis points: 1900 is 19 %.
type TaxRateJSON struct {
	Country string `json:"country"`
	Rate    int    `json:"rate"`
	Name    string `json:"name"`
}

// TaxRatesJSON is a whole set of rates, as it is read and as it is replaced.
type TaxRatesJSON struct {
	Data []TaxRateJSON `json:"data"`
}

// NewTaxRatesJSON returns the rates as the API shows them.
func NewTaxRatesJSON(rates []pay.TaxRate) TaxRatesJSON {
	return TaxRatesJSON{Data: Show(rates, func(r pay.TaxRate) TaxRateJSON { return TaxRateJSON{r.Country, r.BasisPoints, r.Name} })}
}

// TaxPrefillJSON is a proposal for a set of rates. Unknown are the countries
// without a standard rate in our table, AsOf the day the table is of.
type TaxPrefillJSON struct {
	Data    []TaxRateJSON `json:"data"`
	Unknown []string      `json:"unknown"`
	AsOf    string        `json:"as_of"`
}

// NewTaxPrefillJSON returns the proposal as the API shows it.
func NewTaxPrefillJSON(rates []pay.TaxRate, unknown []string) TaxPrefillJSON {
	return TaxPrefillJSON{Data: NewTaxRatesJSON(rates).Data, Unknown: list(unknown), AsOf: pay.StandardTaxDay()}
}
