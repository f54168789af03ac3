package handlers

import (
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

const currenciesPath = settingsPath + "/currencies"

// currenciesForm is which currencies are offered, as the dashboard's form sends
// it.
type currenciesForm struct {
	Offer      string   `form:"offer"` // "all" or "some"
	Currencies []string `form:"currencies"`
	Edition    string   `form:"edition"`
}

func formOfCurrencies(m pay.Merchant) currenciesForm {
	if len(m.Currencies) == 0 {
		return currenciesForm{Offer: "all"}
	}
	return currenciesForm{Offer: "some", Currencies: m.Currencies}
}

func (in currenciesForm) chosen() []string {
	if in.Offer != "some" {
		return []string{}
	}
	return slices.Compact(slices.Sorted(slices.Values(in.Currencies)))
}

func (h *Handlers) currenciesForm(c *fiber.Ctx, in currenciesForm) settingsForm {
	chosen := in.chosen()
	return settingsForm{path: currenciesPath, done: "Saved.", patch: pay.OrganizationPatch{Currencies: &chosen, Edition: editionSent(in.Edition)},
		labels: []string{"Currencies"}, typed: []string{strings.Join(chosen, ", ")},
		stored: func(m pay.Merchant) []string { return []string{strings.Join(m.Currencies, ", ")} },
		draw: func(m pay.Merchant, head views.SettingsHead) (templ.Component, error) {
			rates, err := h.Store.CurrencyRates(c.UserContext())
			if err != nil {
				return nil, err
			}
			page := views.CurrencySettings{SettingsHead: head, All: in.Offer != "some"}
			for i, currency := range pay.Offered(nil, m.DefaultCurrency, "") {
				row := currencyRow(currency, rates)
				row.Offered = slices.Contains(in.Currencies, currency.Code)
				if i == 0 {
					page.Default = row
				} else {
					page.Rows = append(page.Rows, row)
				}
			}
			return views.SettingsCurrencies(h.frame(c, currenciesPath), page), nil
		}}
}

// rateDecimalsShown is how exactly people are shown a rate.
const rateDecimalsShown = 4

func currencyRow(currency pay.Currency, rates []pay.CurrencyRate) views.CurrencyRow {
	row := views.CurrencyRow{Code: currency.Code, Label: currencyOptions([]pay.Currency{currency})[0].Label}
	for _, r := range rates {
		if r.Currency == currency.Code && currency.Code != "USD" {
			row.Rate = "1 " + r.Currency + " = " + r.USDPerUnit.FloatString(rateDecimalsShown) + " USD on " + r.AsOf.Format("2 Jan 2006")
		}
	}
	return row
}

// CurrencySettings answers GET /dashboard/settings/currencies.
func (h *Handlers) CurrencySettings(c *fiber.Ctx) error {
	return h.showSettings(c, func(m pay.Merchant) settingsForm { return h.currenciesForm(c, formOfCurrencies(m)) })
}

// SaveCurrencies answers POST /dashboard/settings/currencies.
func (h *Handlers) SaveCurrencies(c *fiber.Ctx) error {
	var in currenciesForm
	if err := bindForm(c, &in); err != nil {
		return err
	}
	var checks pay.Checks
	checks.That(in.Offer != "some" || len(in.Currencies) > 0, "currencies", "Tick at least one currency besides your default, or offer every one.")
	return h.saveSettings(c, h.currenciesForm(c, in), checks.Err())
}

// offeredCurrencies are the choices of a form for what is sold. One that a thing
// has already is among them.
func offeredCurrencies(c *fiber.Ctx, has string) []views.Option {
	return currencyOptions(pay.Offered(caller(c).Currencies, caller(c).DefaultCurrency, has))
}
