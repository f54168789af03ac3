package views

import (
	"fmt"

	"linktill/views/ui"
)

// SettingsHead is what every page of the settings has.
type SettingsHead struct {
	// MayChange is false for people who only look; Role is what they are.
	MayChange bool
	Role      string
	// Edition is what the form was opened with, Changes what somebody else changed
	// meanwhile.
	Edition string
	Changes []ChangedField
	// Errors are by input.
	Errors Errors
}

// SettingsIndex leads to all settings.
type SettingsIndex struct {
	SettingsHead
	// Slug is the merchant's, Stopped when all checkouts were stopped; may be zero.
	Slug    string
	Stopped ui.Moment
	// Places are the pages, with what is set there now.
	Places []SettingsPlace
}

// SettingsPlace is one page of the settings.
type SettingsPlace struct{ Icon, Title, Text, Now, Href string }

// OrganizationSettings is who the merchant is.
type OrganizationSettings struct {
	SettingsHead
	// Slug is what stands in their addresses, such as ShopAddress.
	Slug, ShopAddress                                  string
	Name, Website, ContactEmail, Telegram              string
	Country, DefaultCurrency, TimeZone, Address, TaxID string
	Countries, Currencies, Zones                       []Option
}

// BrandSettings is how the merchant's pages for customers look.
type BrandSettings struct {
	SettingsHead
	// Name is the merchant's. Accent is what the colour field shows, Own whether it
	// is theirs.
	Name, Accent string
	Own          bool
	// Logo is the address of their picture; "" is none.
	Logo string
	// Tones are what the colour becomes.
	Tones Tones
	// Tried is true when the colour was looked at and is not saved.
	Tried bool
}

// CheckoutSettings is what the pages on which customers pay say.
type CheckoutSettings struct {
	SettingsHead
	PayMessage, PaidNote, PaidURL, Language string
	Languages                               []Option
	// Asks is what new products can begin with.
	Asks []AskOption
}

// TaxSettings is what is charged as tax, and where.
type TaxSettings struct {
	SettingsHead
	// Mode is TAX_INCLUSIVE or TAX_EXCLUSIVE.
	Mode string
	// Inclusive and Exclusive say what a price means, with an example.
	Inclusive, Exclusive string
	// TableDay is the day of the published rates: "21 Nov 2026".
	TableDay string
	Rates    []TaxRow
	// Country, Rate and Name are the form for another one, as typed; Choices its
	// countries.
	Country, Rate, Name string
	Choices             []Option
	// Open is the country whose form has what is wrong; "" is that for another one.
	Open string
}

// TaxRow is the tax of one country.
type TaxRow struct {
	// Code is the country's, Country its name.
	Code, Country string
	// Rate is "12.5", Shown "12.5 %".
	Rate, Shown, Name string
	// Note says how it differs from the published rate; may be "".
	Note string
}

// CurrencySettings is which currencies forms offer.
type CurrencySettings struct {
	SettingsHead
	// Default is the one that is always offered.
	Default CurrencyRow
	// All is true when every currency is.
	All  bool
	Rows []CurrencyRow
}

// CurrencyRow is one currency.
type CurrencyRow struct {
	Code, Label string
	// Rate is "1 EUR = 1.08 USD on 20 Nov 2026", "" when it is not known.
	Rate    string
	Offered bool
}

// DangerSettings is what owners do seldom.
type DangerSettings struct {
	SettingsHead
	Name    string
	Owner   bool
	Stopped ui.Moment
	Exports []Option
}

// inkName names the ink of a button.
func (t Tones) inkName() string {
	if t.Ink == whiteInk {
		return "white"
	}
	return "black"
}

func ratio(x float64) string { return fmt.Sprintf("%.2f:1", float64(int(x*100))/100) }

// tooPale reports whether white cannot be read on the colour, nor the colour on
// paper.
func (t Tones) tooPale() bool { return t.WhiteContrast < ReadableContrast }

// LanguageNames are the languages of pages for customers, each by its own name.
func LanguageNames() []Option { return languages }
