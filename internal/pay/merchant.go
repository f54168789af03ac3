package pay

import "time"

// Merchant is an organization that takes money. Number is random; it is part
// of every id of the merchant and its shop_id for HTTP Basic.
type Merchant struct {
	ID              ID
	Number          uint32
	Slug            string
	Name            string
	Email           string
	Website         string
	ContactEmail    string
	Telegram        string
	Country         string // ISO 3166, two capitals
	DefaultCurrency string // ISO 4217
	TimeZone        string // a name of the time zone database
	PriceMode       PriceMode
	Address         string   // on receipts, line by line
	TaxID           string   // their number as a taxpayer, on receipts
	Currencies      []string // that forms offer; none is all
	Asks            []string // BillingFields that new products begin with
	Counter
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Location is the merchant's time zone, UTC when its name is not known here.
func (m Merchant) Location() *time.Location {
	if zone, err := time.LoadLocation(m.TimeZone); err == nil {
		return zone
	}
	return time.UTC
}

// MerchantNameMax is how many characters a merchant's name has at most.
const MerchantNameMax = 120

// NewMerchant is what somebody says who opens a merchant, with themselves as
// its owner. An empty Slug takes one from the name, an empty TimeZone that of
// the country.
type NewMerchant struct {
	Slug     string
	Name     string
	Email    string
	Currency string
	Country  string
	TimeZone string
}

// Clean returns the input as it will be kept: trimmed, with codes in capitals.
func (n NewMerchant) Clean() NewMerchant {
	n.Name = CleanLine(n.Name)
	if email, ok := ParseEmail(n.Email); ok {
		n.Email = email
	}
	if n.TimeZone == "" {
		if country, known := CountryOf(n.Country); known {
			n.TimeZone = country.TimeZone
		}
	}
	return n
}

// Check says what is wrong with a cleaned input.
func (n NewMerchant) Check(c *Checks) {
	c.That(n.Name != "", "name", "Enter the name that your customers know you by.")
	c.CheckLength("name", n.Name, MerchantNameMax)
	_, emailOK := ParseEmail(n.Email)
	c.That(emailOK, "email", "Enter an e-mail address, like maria@example.com.")
	if _, known := CurrencyOf(n.Currency); !known {
		c.Add("currency", "Choose a currency from the list.")
	}
	if _, known := CountryOf(n.Country); !known {
		c.Add("country", "Choose a country from the list.")
	}
	if _, err := time.LoadLocation(n.TimeZone); err != nil || n.TimeZone == "Local" {
		c.Add("time_zone", "%q is not a time zone.", n.TimeZone)
	}
	if n.Slug != "" {
		if _, err := ParseSlug(n.Slug); err != nil {
			c.Add("slug", "%s", err.(*Error).Message)
		}
	}
}
