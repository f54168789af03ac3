package pay

import "strings"

// OrganizationPatch is what somebody wants changed of their merchant; a nil
// field stays as it is. Everything else of a merchant is fixed, or changed by
// acts of their own.
type OrganizationPatch struct {
	Name         *string
	Website      *string
	ContactEmail *string
	Telegram     *string
	PriceMode    *PriceMode
}

// Apply returns the merchant as the patch would make it, or what is wrong with
// that. An empty text takes a contact away.
func (m Merchant) Apply(p OrganizationPatch) (Merchant, error) {
	set(&m.Name, p.Name, CleanLine)
	set(&m.Website, p.Website, cleanAddress)
	set(&m.ContactEmail, p.ContactEmail, cleanEmail)
	set(&m.Telegram, p.Telegram, cleanTelegram)
	set(&m.PriceMode, p.PriceMode, nil)
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
	return m, c.Err()
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
