package pay

import (
	"slices"
	"strings"
	"time"
)

// OrganizationPatch is what somebody wants changed of their merchant; a nil
// field stays as it is. Everything else of a merchant is fixed, or changed by
// acts of their own.
type OrganizationPatch struct {
	Name            *string
	Website         *string
	ContactEmail    *string
	Telegram        *string
	PriceMode       *PriceMode
	Country         *string
	DefaultCurrency *string
	TimeZone        *string
	Address         *string
	TaxID           *string
	Currencies      *[]string
	Asks            *[]string
	Accent          *string
	LogoID          *ID
	PayMessage      *string
	PaidNote        *string
	PaidURL         *string
	Language        *string
	// Stopped stops all checkouts, or opens them again.
	Stopped *bool
	// Edition is what the form was opened with; nil does not mind what changed
	// since.
	Edition *string
}

// Edition names what of a merchant a patch is about to change: a form that was
// opened with another one shows what is not there any more. A picture is no part
// of it: a form carries one only when it was chosen, and who chose it means it.
func (m Merchant) Edition(p OrganizationPatch) string {
	var values []any
	for _, f := range m.settings() {
		if f.wanted(p) && f.name != "logo" {
			values = append(values, f.name, f.value)
		}
	}
	return edition(values...)
}

// setting is one thing that can be set: what the audit log calls it, what it is,
// and whether a patch sets it.
type setting struct {
	name, value string
	wanted      func(OrganizationPatch) bool
}

func (m Merchant) settings() []setting {
	logo, stopped := "", "no"
	if !m.LogoID.IsZero() {
		logo = PicturePrefix.Show(m.LogoID)
	}
	if m.StoppedAt != nil {
		stopped = "yes"
	}
	return []setting{
		{"name", m.Name, func(p OrganizationPatch) bool { return p.Name != nil }},
		{"website", m.Website, func(p OrganizationPatch) bool { return p.Website != nil }},
		{"contact e-mail", m.ContactEmail, func(p OrganizationPatch) bool { return p.ContactEmail != nil }},
		{"telegram", m.Telegram, func(p OrganizationPatch) bool { return p.Telegram != nil }},
		{"country", m.Country, func(p OrganizationPatch) bool { return p.Country != nil }},
		{"default currency", m.DefaultCurrency, func(p OrganizationPatch) bool { return p.DefaultCurrency != nil }},
		{"time zone", m.TimeZone, func(p OrganizationPatch) bool { return p.TimeZone != nil }},
		{"address", m.Address, func(p OrganizationPatch) bool { return p.Address != nil }},
		{"tax number", m.TaxID, func(p OrganizationPatch) bool { return p.TaxID != nil }},
		{"prices", string(m.PriceMode), func(p OrganizationPatch) bool { return p.PriceMode != nil }},
		{"currencies", strings.Join(m.Currencies, ", "), func(p OrganizationPatch) bool { return p.Currencies != nil }},
		{"asked by new products", strings.Join(m.Asks, ", "), func(p OrganizationPatch) bool { return p.Asks != nil }},
		{"colour", m.Accent, func(p OrganizationPatch) bool { return p.Accent != nil }},
		{"logo", logo, func(p OrganizationPatch) bool { return p.LogoID != nil }},
		{"message at the checkout", m.PayMessage, func(p OrganizationPatch) bool { return p.PayMessage != nil }},
		{"note after payment", m.PaidNote, func(p OrganizationPatch) bool { return p.PaidNote != nil }},
		{"address after payment", m.PaidURL, func(p OrganizationPatch) bool { return p.PaidURL != nil }},
		{"language", m.Language, func(p OrganizationPatch) bool { return p.Language != nil }},
		{"payments stopped", stopped, func(p OrganizationPatch) bool { return p.Stopped != nil }},
	}
}

// SettingsChanged lists what is different of a merchant now, for the audit log.
func SettingsChanged(before, now Merchant) []Change {
	var changes []Change
	was := before.settings()
	for i, f := range now.settings() {
		changes = append(changes, Changed(f.name, was[i].value, f.value))
	}
	return Changes(changes...)
}

// Apply returns the merchant as the patch would make it at that moment, or what
// is wrong with that. An empty text takes a contact away.
func (m Merchant) Apply(p OrganizationPatch, now time.Time) (Merchant, error) {
	if p.Edition != nil && *p.Edition != m.Edition(p) {
		return m, Stale("page")
	}
	set(&m.Name, p.Name, CleanLine)
	set(&m.Website, p.Website, cleanAddress)
	set(&m.ContactEmail, p.ContactEmail, cleanEmail)
	set(&m.Telegram, p.Telegram, cleanTelegram)
	set(&m.PriceMode, p.PriceMode, nil)
	set(&m.Address, p.Address, cleanBlock)
	set(&m.TaxID, p.TaxID, CleanLine)
	m.Counter = m.Counter.apply(p, now)
	var c Checks
	c.That(m.Name != "", "name", "Enter the name that your customers know you by.")
	c.CheckLength("name", m.Name, MerchantNameMax)
	if m.Website != "" {
		c.CheckAddress("website", m.Website, "https", "http")
	}
	if m.ContactEmail != "" {
		_, ok := ParseEmail(m.ContactEmail)
		c.That(ok, "contact_email", "This is not an e-mail address.")
	}
	c.That(m.Telegram == "" || isTelegram(m.Telegram), "telegram", "This is not a name on Telegram: it looks like @island_coffee.")
	c.That(m.PriceMode.Valid(), "price_mode", "Choose one of %s.", WordsOf(PriceModes()))
	c.CheckLength("address", m.Address, AddressBlockMax)
	c.That(strings.Count(m.Address, "\n") < AddressLinesMax, "address", "At most %d lines.", AddressLinesMax)
	c.CheckLength("tax_id", m.TaxID, TaxIDMax)
	m.Counter.check(&c)
	m.settle(p, &c)
	return m, c.Err()
}

// What a merchant's address on receipts may have.
const (
	AddressBlockMax = 400 // characters
	AddressLinesMax = 8
	TaxIDMax        = 60 // characters
)

// settle takes over where the merchant is and what money they take.
func (m *Merchant) settle(p OrganizationPatch, c *Checks) {
	if p.Country != nil {
		m.Country = *p.Country
		_, known := CountryOf(m.Country)
		c.That(known, "country", "Choose a country from the list.")
	}
	if p.TimeZone != nil {
		m.TimeZone = *p.TimeZone
		_, err := time.LoadLocation(m.TimeZone)
		c.That(err == nil && m.TimeZone != "" && m.TimeZone != "Local", "time_zone", "Choose a time zone from the list.")
	}
	if p.DefaultCurrency != nil {
		m.DefaultCurrency = *p.DefaultCurrency
		_, known := CurrencyOf(m.DefaultCurrency)
		c.That(known, "default_currency", "Choose a currency from the list.")
	}
	if p.Currencies != nil {
		m.Currencies = slices.Compact(slices.Sorted(slices.Values(*p.Currencies)))
		for _, code := range m.Currencies {
			_, known := CurrencyOf(code)
			c.That(known, "currencies", "Choose currencies from the list; %q is none of them.", clip(code))
		}
	}
	if p.Asks != nil {
		m.Asks = nil
		for _, field := range BillingFields { // in the order in which a form asks
			if slices.Contains(*p.Asks, string(field)) {
				m.Asks = append(m.Asks, string(field))
			}
		}
		for _, name := range *p.Asks {
			c.That(slices.Contains(m.Asks, name), "asks", "Choose from the list; %q is not in it.", clip(name))
		}
	}
}

// Offered are the currencies that forms offer a merchant, their own first. One
// that a thing has already is among them.
func Offered(chosen []string, own, has string) []Currency {
	first, _ := CurrencyOf(own)
	offered := []Currency{first}
	for _, c := range Currencies() {
		if c.Code != own && (len(chosen) == 0 || c.Code == has || slices.Contains(chosen, c.Code)) {
			offered = append(offered, c)
		}
	}
	return offered
}

// cleanBlock cleans each line of a text, and drops empty ones.
func cleanBlock(s string) string {
	var lines []string
	for line := range strings.Lines(CleanText(s)) {
		if line = CleanLine(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func cleanEmail(s string) string {
	if email, ok := ParseEmail(s); ok {
		return email
	}
	return CleanLine(s)
}

// cleanTelegram takes a name with or without its @, and the address of its page.
func cleanTelegram(s string) string {
	s = CleanLine(s)
	for _, start := range []string{"https://", "http://", "t.me/", "telegram.me/", "@"} {
		s = strings.TrimPrefix(s, start)
	}
	if s == "" {
		return ""
	}
	return "@" + s
}

func isTelegram(s string) bool {
	name := strings.TrimPrefix(s, "@")
	return len(name) >= 5 && len(name) <= 32 && !strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_'
	})
}
