package views

import "linktill/internal/pay"

// OrganizationJSON is a merchant on /api.
type OrganizationJSON struct {
	ID              string `json:"id"`
	Slug            string `json:"slug"`
	Name            string `json:"name"`
	Website         string `json:"website"`
	ContactEmail    string `json:"contact_email"`
	Telegram        string `json:"telegram"`
	PriceMode       string `json:"price_mode"`
	Country         string `json:"country"`
	DefaultCurrency string `json:"default_currency"`
	CreatedAt       string `json:"created_at"`
	UpdatedAt       string `json:"updated_at"`
}

// NewOrganizationJSON returns the merchant as /api shows it.
func NewOrganizationJSON(m pay.Merchant) OrganizationJSON {
	return OrganizationJSON{
		ID: pay.MerchantPrefix.Show(m.ID), Slug: m.Slug, Name: m.Name, Website: m.Website, ContactEmail: m.ContactEmail,
		Telegram: m.Telegram, PriceMode: string(m.PriceMode), Country: m.Country, DefaultCurrency: m.DefaultCurrency,
		CreatedAt: stamp(m.CreatedAt), UpdatedAt: stamp(m.UpdatedAt),
	}
}
