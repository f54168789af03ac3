package handlers

import (
	"strings"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

const organizationPath = settingsPath + "/organization"

// organizationForm is the merchant as the dashboard's form sends it.
type organizationForm struct {
	Name            string `form:"name"`
	Website         string `form:"website"`
	ContactEmail    string `form:"contact_email"`
	Telegram        string `form:"telegram"`
	Country         string `form:"country"`
	TimeZone        string `form:"time_zone"`
	DefaultCurrency string `form:"default_currency"`
	Address         string `form:"address"`
	TaxID           string `form:"tax_id"`
	Edition         string `form:"edition"`
}

func formOfOrganization(m pay.Merchant) organizationForm {
	return organizationForm{Name: m.Name, Website: m.Website, ContactEmail: m.ContactEmail, Telegram: m.Telegram, Country: m.Country,
		TimeZone: m.TimeZone, DefaultCurrency: m.DefaultCurrency, Address: m.Address, TaxID: m.TaxID}
}

func (in organizationForm) patch() pay.OrganizationPatch {
	return pay.OrganizationPatch{Name: &in.Name, Website: &in.Website, ContactEmail: &in.ContactEmail, Telegram: &in.Telegram, Country: &in.Country,
		TimeZone: &in.TimeZone, DefaultCurrency: &in.DefaultCurrency, Address: &in.Address, TaxID: &in.TaxID, Edition: editionSent(in.Edition)}
}

func (in organizationForm) values() []string {
	return []string{in.Name, in.Website, in.ContactEmail, in.Telegram, in.Country, in.TimeZone, in.DefaultCurrency, in.Address, in.TaxID}
}

// form is the page with what is typed.
func (h *Handlers) organizationForm(c *fiber.Ctx, in organizationForm) settingsForm {
	return settingsForm{path: organizationPath, done: "Saved.", patch: in.patch(), typed: in.values(),
		labels: []string{"Name", "Website", "Contact e-mail", "Telegram", "Country", "Time zone", "Default currency", "Address", "Tax number"},
		stored: func(m pay.Merchant) []string { return formOfOrganization(m).values() },
		draw: func(m pay.Merchant, head views.SettingsHead) (templ.Component, error) {
			page := views.OrganizationSettings{SettingsHead: head, Slug: m.Slug, ShopAddress: strings.TrimPrefix(h.PublicURL, "https://") + views.ShopPath(m.Slug),
				Name: in.Name, Website: in.Website, ContactEmail: in.ContactEmail, Telegram: in.Telegram, Country: in.Country, DefaultCurrency: in.DefaultCurrency,
				TimeZone: in.TimeZone, Address: in.Address, TaxID: in.TaxID,
				Countries: countryChoices(), Currencies: currencyOptions(pay.Offered(m.Currencies, m.DefaultCurrency, in.DefaultCurrency)), Zones: h.zoneChoices(m.TimeZone)}
			return views.SettingsOrganization(h.frame(c, organizationPath), page), nil
		}}
}

// zoneChoices are time zones with how far they are off now.
func (h *Handlers) zoneChoices(own string) (options []views.Option) {
	now := h.Now()
	for _, z := range pay.TimeZones(own, now) {
		name := strings.ReplaceAll(z.String(), "_", " ")
		options = append(options, views.Option{Value: z.String(), Label: zoneOffset(now.In(z)) + " · " + name})
	}
	return options
}

// OrganizationSettings answers GET /dashboard/settings/organization.
func (h *Handlers) OrganizationSettings(c *fiber.Ctx) error {
	return h.showSettings(c, func(m pay.Merchant) settingsForm { return h.organizationForm(c, formOfOrganization(m)) })
}

// SaveOrganization answers POST /dashboard/settings/organization.
func (h *Handlers) SaveOrganization(c *fiber.Ctx) error {
	var in organizationForm
	if err := bindForm(c, &in); err != nil {
		return err
	}
	return h.saveSettings(c, h.organizationForm(c, in), nil)
}
