package handlers

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/views"
)

// checkoutPage shows the page on which to pay; e is what was wrong with the try
// before.
func (h *Handlers) checkoutPage(c *fiber.Ctx, status int, o offer, in payForm, try checkoutTry, e *pay.Error) error {
	m := views.CheckoutForm{
		MerchantName: o.merchantName, Description: o.description(), Action: o.action, Livemode: o.livemode,
		Checkout: secret.CheckoutCapability.Show(h.Secrets, try.id), Attempt: strconv.Itoa(try.number),
		Amount: in.Amount, Email: in.Email, CardExpiry: in.CardExpiry, CardName: in.CardName, Errors: views.Errors{},
	}
	if o.checkout != nil {
		if err := h.fillLines(&m, o, in); err != nil {
			return err
		}
	} else {
		h.fillAmount(&m, o.link, in)
	}
	if !o.livemode {
		m.TestCards = h.testCards()
	}
	switch {
	case e == nil:
	case e.Code == pay.CardDeclined:
		m.Declined = e.Message
	default:
		m.Errors = formErrors(e)
		m.Errors["card_name"] = append(m.Errors["card_name"], m.Errors["card_holder"]...)
	}
	return h.render(c, status, views.Checkout(o.page(), m))
}

// fillAmount shows an amount by link.
func (h *Handlers) fillAmount(m *views.CheckoutForm, l pay.Link, in payForm) {
	currency, _ := pay.CurrencyOf(l.Currency)
	m.Reference, m.QR = reference(l.Metadata), qrPath(l.ID, ".svg")
	m.Fixed, m.Currency, m.CurrencySymbol, m.Decimals = l.AmountMinor != nil, l.Currency, currency.Symbol, currency.Exponent
	if m.Fixed {
		m.Total = l.Money(*l.AmountMinor).String()
	} else {
		m.AmountHint, m.Suggested = amountHint(l), suggestions(l, in.Suggested)
	}
}

// fillLines shows what is bought, what it costs where the customer is, and what
// else they are asked for.
func (h *Handlers) fillLines(m *views.CheckoutForm, o offer, in payForm) error {
	known := in.billing()
	priced, err := o.priced(known["country"])
	if err != nil {
		return err
	}
	m.Fixed, m.Currency, m.Total, m.Shown = true, priced.Currency, priced.Amount().String(), strconv.FormatInt(priced.AmountMinor, 10)
	m.Holds = priced.TransactionType == pay.TypeAuthorization
	m.Reference = reference(priced.Metadata)
	m.Lines = views.Show(priced.Lines, func(l pay.Line) views.CheckoutLine { return lineOf(l, priced.Currency, o.mode) })
	if !o.link.ID.IsZero() && !o.frozen {
		m.QR = qrPath(o.link.ID, ".svg")
	}
	if m.Email == "" {
		m.Email = priced.Billing["email"]
	}
	if priced.TaxMinor > 0 {
		m.Tax, m.TaxIncluded = pay.Money{Minor: priced.TaxMinor, Currency: priced.Currency}.String(), o.mode != pay.PriceExclusive
		m.TaxName, m.TaxPercent = o.taxName(known["country"]), percent(priced.Lines[0].TaxRateBasisPoint)
	}
	for _, f := range o.fields() {
		value := known[f]
		if f == "country" && value == "" && o.asksCountry() {
			value = o.country
		}
		m.Fields = append(m.Fields, views.BillingInput{Name: string(f), Value: value})
	}
	if slices.ContainsFunc(m.Fields, func(f views.BillingInput) bool { return f.Name == "country" }) {
		m.Countries = countryChoices()
	}
	if o.frozen && o.checkout.CancelURL != "" {
		m.CancelHref, m.CancelHost = o.checkout.CancelURL, hostOf(o.checkout.CancelURL)
	}
	return nil
}

// lineOf shows a line: with tax on top, prices are without it.
func lineOf(l pay.Line, currency string, mode pay.PriceMode) views.CheckoutLine {
	minor := l.GrossMinor
	if mode == pay.PriceExclusive {
		minor = l.NetMinor
	}
	return views.CheckoutLine{Name: l.Name, Quantity: l.Quantity, Amount: pay.Money{Minor: minor, Currency: currency}.String()}
}

// taxName is what the tax is called in a country, "" when it has no name there.
func (o offer) taxName(country string) (name string) {
	if country == "" {
		country = o.country
	}
	for _, r := range o.rates {
		if r.Country == country && r.Name != "" {
			name = r.Name
		}
	}
	return name
}

// percent writes basis points: 1250 is "12.5 %".
func percent(basisPoints int) string {
	whole, part := strconv.Itoa(basisPoints/100), ""
	if rest := basisPoints % 100; rest > 0 {
		part = "." + strings.TrimRight(strconv.Itoa(100 + rest)[1:], "0")
	}
	return whole + part + " %"
}

func countryChoices() []views.Option {
	return views.Show(pay.Countries(), func(c pay.Country) views.Option { return views.Option{Value: c.Code, Label: c.Name} })
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
