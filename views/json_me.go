package views

import (
	"slices"
	"strings"

	"linktill/internal/pay"
)

// MeJSON is the merchant on /v1/me.
type MeJSON struct {
	ID              string  `json:"id"`
	Slug            string  `json:"slug"`
	Name            string  `json:"name"`
	Email           string  `json:"email"`
	Website         *string `json:"website"`
	ContactEmail    *string `json:"contact_email"`
	Telegram        *string `json:"telegram"`
	Country         string  `json:"country"`
	DefaultCurrency string  `json:"default_currency"`
	PriceMode       string  `json:"price_mode"`
	Livemode        bool    `json:"livemode"`
	CreatedAt       string  `json:"created_at"`
}

// NewMeJSON returns the merchant as the API shows it to a key of that mode.
func NewMeJSON(m pay.Merchant, livemode bool) MeJSON {
	return MeJSON{
		ID: pay.MerchantPrefix.Show(m.ID), Slug: m.Slug, Name: m.Name, Email: m.Email, Website: text(m.Website),
		ContactEmail: text(m.ContactEmail), Telegram: text(m.Telegram), Country: m.Country, DefaultCurrency: m.DefaultCurrency,
		PriceMode: string(m.PriceMode), Livemode: livemode, CreatedAt: stamp(m.CreatedAt),
	}
}

// CustomerJSON is a customer on /v1.
type CustomerJSON struct {
	ID        string  `json:"id"`
	Email     string  `json:"email"`
	Name      *string `json:"name"`
	CreatedAt string  `json:"created_at"`
}

// NewCustomerJSON returns the customer as the API shows them.
func NewCustomerJSON(c pay.Customer) CustomerJSON {
	return CustomerJSON{ID: pay.CustomerPrefix.Show(c.ID), Email: c.Email, Name: text(c.Name), CreatedAt: stamp(c.CreatedAt)}
}

// BalanceJSON is what the merchant has, on /v1/balance.
type BalanceJSON struct {
	Data     []CurrencyBalanceJSON `json:"data"`
	Livemode bool                  `json:"livemode"`
}

// CurrencyBalanceJSON is what the merchant has in one currency, in integer minor
// units: Available, and Pending, which is set aside for refunds under way.
type CurrencyBalanceJSON struct {
	Currency  string `json:"currency"`
	Available int64  `json:"available"`
	Pending   int64  `json:"pending"`
}

// NewBalanceJSON puts what is available and what is pending together, by the
// currencies' codes.
func NewBalanceJSON(available, pending []pay.Money, livemode bool) BalanceJSON {
	out := BalanceJSON{Data: []CurrencyBalanceJSON{}, Livemode: livemode}
	in := func(currency string) *CurrencyBalanceJSON {
		i, there := slices.BinarySearchFunc(out.Data, currency, func(b CurrencyBalanceJSON, code string) int { return strings.Compare(b.Currency, code) })
		if !there {
			out.Data = slices.Insert(out.Data, i, CurrencyBalanceJSON{Currency: currency})
		}
		return &out.Data[i]
	}
	for _, m := range available {
		in(m.Currency).Available += m.Minor
	}
	for _, m := range pending {
		in(m.Currency).Pending += m.Minor
	}
	return out
}
