package handlers

import (
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

// taxRateJSON is a rate as programs send it; pointers tell 0 and missing apart.
type taxRateJSON struct {
	Country string `json:"country"`
	Rate    *int   `json:"rate"`
	Name    string `json:"name"`
}

type taxRatesJSON struct {
	Data *[]taxRateJSON `json:"data"`
}

// rates returns the set, checked. It must be there: without one every rate
// would be taken away.
func (in taxRatesJSON) rates() ([]pay.TaxRate, error) {
	var checks pay.Checks
	if in.Data == nil {
		checks.Add("data", "Send the whole list of rates; [] takes them all away.")
		return nil, checks.Err()
	}
	rates := make([]pay.TaxRate, len(*in.Data))
	for i, r := range *in.Data {
		rates[i] = pay.TaxRate{Country: r.Country, Name: r.Name, BasisPoints: -1}
		if r.Rate != nil {
			rates[i].BasisPoints = *r.Rate
		}
	}
	return pay.CheckTaxRates("data", rates)
}

// TaxRates answers GET /v1/tax-rates.
func (h *Handlers) TaxRates(c *fiber.Ctx) error {
	rates, err := h.Store.TaxRates(c.UserContext(), caller(c).MerchantID)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewTaxRatesJSON(rates)})
}

// SetTaxRates answers PUT /v1/tax-rates, which replaces the whole set.
func (h *Handlers) SetTaxRates(c *fiber.Ctx) error {
	var in taxRatesJSON
	if err := bindJSON(c, &in); err != nil {
		return err
	}
	rates, err := in.rates()
	if err != nil {
		return err
	}
	if err := h.Store.SetTaxRates(c.UserContext(), caller(c), rates); err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewTaxRatesJSON(rates)})
}

// taxPrefillJSON asks for the standard rates of countries, or of a region.
type taxPrefillJSON struct {
	Countries *[]string `json:"countries"`
	Region    *string   `json:"region"`
}

func (in taxPrefillJSON) countries() ([]string, error) {
	var checks pay.Checks
	checks.That((in.Countries == nil) != (in.Region == nil), "countries", "Send either countries, such as [\"BS\",\"US\"], or the region \"EU\".")
	if in.Region != nil {
		checks.That(*in.Region == "EU", "region", "The one region is \"EU\".")
		return pay.EUCountries(), checks.Err()
	}
	if in.Countries == nil {
		return nil, checks.Err()
	}
	return *in.Countries, checks.Err()
}

// PrefillTaxRates answers POST /v1/tax-rates/prefill: a proposal, which nobody
// charges before it is sent back by PUT.
func (h *Handlers) PrefillTaxRates(c *fiber.Ctx) error {
	var in taxPrefillJSON
	if err := bindJSON(c, &in); err != nil {
		return err
	}
	countries, err := in.countries()
	if err != nil {
		return err
	}
	rates, unknown, err := pay.Prefill("countries", countries)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewTaxPrefillJSON(rates, unknown)})
}
