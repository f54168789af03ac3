package handlers

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

const taxesPath = settingsPath + "/taxes"

// taxForm is the rate of a country as the dashboard's form sends it.
type taxForm struct {
	Country string `form:"country"`
	Rate    string `form:"rate"`
	Name    string `form:"name"`
	Act     string `form:"act"`
}

// taxRate is what was typed. Without a rate it is the published one.
func (in taxForm) taxRate() (pay.TaxRate, error) {
	var c pay.Checks
	r := pay.TaxRate{Country: in.Country, Name: in.Name}
	country, known := pay.CountryOf(in.Country)
	c.That(known, "country", "Choose a country from the list.")
	standard, published := pay.StandardTax(in.Country)
	switch {
	case strings.TrimSpace(in.Rate) != "":
		var ok bool
		r.BasisPoints, ok = pay.ParsePercent(in.Rate)
		c.That(ok, "rate", "Write the rate in percent with two decimals at most, from 0 to 100: 19 or 7.25.")
	case published:
		r.BasisPoints, r.Name = standard.BasisPoints, firstOf(in.Name, standard.Name)
	case known:
		c.Add("rate", "No standard rate is published for %s. Enter the one that you charge.", country.Name)
	}
	return r, c.Err()
}

// TaxSettings answers GET /dashboard/settings/taxes.
func (h *Handlers) TaxSettings(c *fiber.Ctx) error {
	return h.taxPage(c, fiber.StatusOK, "", taxForm{}, nil)
}

// taxPage shows the page, with what was typed into the form of a country, or
// into that for another one.
func (h *Handlers) taxPage(c *fiber.Ctx, status int, open string, in taxForm, e *pay.Error) error {
	m, err := h.Store.Merchant(c.UserContext(), caller(c).MerchantID)
	if err != nil {
		return err
	}
	head := settingsHead(c)
	head.Edition, head.Errors = m.Edition(pay.OrganizationPatch{PriceMode: &m.PriceMode}), formErrors(e)
	page := views.TaxSettings{SettingsHead: head, Mode: string(m.PriceMode), Country: m.Country, Open: open}
	if open == "" && e != nil {
		page.Country, page.Rate, page.Name = in.Country, in.Rate, in.Name
	}
	if err := h.fillTaxes(c, &page, m, in); err != nil {
		return err
	}
	return h.respond(c, reply{Status: status, Page: views.SettingsTaxes(h.frame(c, taxesPath), page)})
}

// fillTaxes shows the rates, in the place of the one that is open what was typed
// into its form.
func (h *Handlers) fillTaxes(c *fiber.Ctx, page *views.TaxSettings, m pay.Merchant, in taxForm) error {
	rates, err := h.Store.TaxRates(c.UserContext(), m.ID)
	if err != nil {
		return err
	}
	page.TableDay = tableDay()
	page.Inclusive, page.Exclusive = taxExamples(m, rates)
	for _, r := range rates {
		row := taxRow(r)
		if len(page.Errors) > 0 && r.Country == page.Open {
			row.Rate, row.Name = in.Rate, in.Name
		}
		page.Rates = append(page.Rates, row)
	}
	page.Choices = taxChoices(rates, in.Country)
	if !slices.ContainsFunc(page.Choices, func(o views.Option) bool { return o.Value == page.Country }) {
		page.Country = ""
	}
	return nil
}

func tableDay() string {
	day, err := time.Parse(time.DateOnly, pay.StandardTaxDay())
	if err != nil {
		return pay.StandardTaxDay()
	}
	return day.Format("2 January 2006")
}

func taxRow(r pay.TaxRate) views.TaxRow {
	country, _ := pay.CountryOf(r.Country)
	row := views.TaxRow{Code: r.Country, Country: country.Name, Shown: percent(r.BasisPoints), Name: r.Name,
		Rate: strings.TrimRight(strings.TrimRight(pay.Money{Minor: int64(r.BasisPoints), Currency: "USD"}.Decimal(), "0"), ".")}
	if standard, known := pay.StandardTax(r.Country); known && standard.BasisPoints != r.BasisPoints {
		row.Note = "the standard rate is " + percent(standard.BasisPoints)
	}
	if row.Rate == "" {
		row.Rate = strconv.Itoa(r.BasisPoints / 100)
	}
	return row
}

// taxChoices are the countries without a rate, each with its published one.
func taxChoices(have []pay.TaxRate, typed string) []views.Option {
	options := []views.Option{{Label: "Choose…"}}
	for _, country := range pay.Countries() {
		has := slices.ContainsFunc(have, func(r pay.TaxRate) bool { return r.Country == country.Code })
		if has && country.Code != typed {
			continue
		}
		label := country.Name
		if standard, known := pay.StandardTax(country.Code); known {
			label += " · " + percent(standard.BasisPoints)
		}
		options = append(options, views.Option{Value: country.Code, Label: label})
	}
	return options
}

// exampleMajor is the price that is explained, in whole units of a currency.
const exampleMajor = 100

// taxExamples say what a price means in either way, at the rate of the merchant's
// country, else of the first that is set.
func taxExamples(m pay.Merchant, rates []pay.TaxRate) (inclusive, exclusive string) {
	rate := pay.TaxRate{Country: m.Country, BasisPoints: 1000}
	if standard, known := pay.StandardTax(m.Country); known {
		rate = standard
	}
	for i, r := range rates {
		if i == 0 || r.Country == m.Country {
			rate = r
		}
	}
	currency, _ := pay.CurrencyOf(m.DefaultCurrency)
	price := int64(exampleMajor)
	for range currency.Exponent {
		price *= 10
	}
	country, _ := pay.CountryOf(rate.Country)
	money := func(minor int64) string { return pay.Money{Minor: minor, Currency: m.DefaultCurrency}.String() }
	say := func(mode pay.PriceMode, words string) string {
		taxed, err := pay.Tax(price, rate.BasisPoints, mode)
		if err != nil {
			return ""
		}
		return "A price of " + money(price) + ", customer from " + country.Name + " (" + percent(rate.BasisPoints) + "): they pay " +
			money(taxed.GrossMinor) + words + money(taxed.TaxMinor) + " is tax."
	}
	return say(pay.PriceInclusive, ", of which "), say(pay.PriceExclusive, ", of which ")
}

// modeForm is what a price means, as the dashboard's form sends it.
type modeForm struct {
	Mode    pay.PriceMode `form:"price_mode"`
	Edition string        `form:"edition"`
}

// noCountry is open while what is wrong concerns no form of a country.
const noCountry = "-"

func (h *Handlers) modeForm(c *fiber.Ctx, in modeForm) settingsForm {
	return settingsForm{path: taxesPath, done: "Saved.", patch: pay.OrganizationPatch{PriceMode: &in.Mode, Edition: editionSent(in.Edition)},
		labels: []string{"What a price means"}, typed: []string{modeWords(in.Mode)},
		stored: func(m pay.Merchant) []string { return []string{modeWords(m.PriceMode)} },
		draw: func(m pay.Merchant, head views.SettingsHead) (templ.Component, error) {
			page := views.TaxSettings{SettingsHead: head, Mode: string(in.Mode), Country: m.Country, Open: noCountry}
			err := h.fillTaxes(c, &page, m, taxForm{})
			return views.SettingsTaxes(h.frame(c, taxesPath), page), err
		}}
}

func modeWords(mode pay.PriceMode) string {
	if mode == pay.PriceExclusive {
		return "Tax comes on top"
	}
	return "Tax is in the price"
}

// SetPriceMode answers POST /dashboard/settings/taxes/mode.
func (h *Handlers) SetPriceMode(c *fiber.Ctx) error {
	var in modeForm
	if err := bindForm(c, &in); err != nil {
		return err
	}
	return h.saveSettings(c, h.modeForm(c, in), nil)
}

// AddTaxRate answers POST /dashboard/settings/taxes.
func (h *Handlers) AddTaxRate(c *fiber.Ctx) error {
	var in taxForm
	if err := bindForm(c, &in); err != nil {
		return err
	}
	if in.Act == "eu" {
		return h.addUnion(c)
	}
	rate, err := in.taxRate()
	if err == nil {
		_, err = h.Store.EditTaxRates(c.UserContext(), caller(c), func(have []pay.TaxRate) ([]pay.TaxRate, error) { return pay.PutTaxRate(have, rate) })
	}
	return h.taxesOr(c, err, "", in, "Rate added.")
}

// addUnion adds the published rates of those countries of the European Union
// that have none yet.
func (h *Handlers) addUnion(c *fiber.Ctx) error {
	_, err := h.Store.EditTaxRates(c.UserContext(), caller(c), func(have []pay.TaxRate) ([]pay.TaxRate, error) {
		rates, _, err := pay.Prefill("country", pay.EUCountries())
		for _, r := range rates {
			if !slices.ContainsFunc(have, func(h pay.TaxRate) bool { return h.Country == r.Country }) {
				have = append(have, r)
			}
		}
		if err != nil {
			return have, err
		}
		return pay.CheckTaxRates("country", have)
	})
	return h.taxesOr(c, err, "", taxForm{}, "The standard rates of the European Union are there, as of "+tableDay()+".")
}

// ChangeTaxRate answers POST /dashboard/settings/taxes/change.
func (h *Handlers) ChangeTaxRate(c *fiber.Ctx) error {
	var in taxForm
	if err := bindForm(c, &in); err != nil {
		return err
	}
	rate, err := in.taxRate()
	if err == nil {
		_, err = h.Store.EditTaxRates(c.UserContext(), caller(c), func(have []pay.TaxRate) ([]pay.TaxRate, error) {
			if !slices.ContainsFunc(have, func(r pay.TaxRate) bool { return r.Country == rate.Country }) {
				return have, noSuchRate()
			}
			return pay.PutTaxRate(have, rate)
		})
	}
	if _, known := pay.CountryOf(in.Country); !known {
		err = noSuchRate()
	}
	return h.taxesOr(c, err, in.Country, in, "Rate saved.")
}

func noSuchRate() error { return pay.Errorf(pay.NotFound, "You charge no tax for this country.") }

// RemoveTaxRate answers POST /dashboard/settings/taxes/remove. One that is
// gone already stays so.
func (h *Handlers) RemoveTaxRate(c *fiber.Ctx) error {
	var in taxForm
	if err := bindForm(c, &in); err != nil {
		return err
	}
	_, err := h.Store.EditTaxRates(c.UserContext(), caller(c), func(have []pay.TaxRate) ([]pay.TaxRate, error) {
		return pay.DropTaxRate(have, in.Country), nil
	})
	return h.taxesOr(c, err, "", taxForm{}, "Rate removed.")
}

// taxesOr leads back to the page, or shows it with what is wrong.
func (h *Handlers) taxesOr(c *fiber.Ctx, err error, open string, in taxForm, done string) error {
	var e *pay.Error
	switch {
	case err == nil:
		return h.respond(c, reply{Redirect: taxesPath, Flash: done})
	case !errors.As(err, &e) || e.Code != pay.Invalid:
		return err
	}
	return h.taxPage(c, fiber.StatusUnprocessableEntity, open, in, e)
}
