package handlers

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/views"
)

// checkoutPage shows the page on which to pay; e is what was wrong with the try
// before.
func (h *Handlers) checkoutPage(c *fiber.Ctx, status int, o offer, in payForm, try checkoutTry, e *pay.Error) error {
	m := views.CheckoutForm{
		MerchantName: o.merchantName, Message: o.counter.PayMessage, Description: o.description(), Action: o.action, Livemode: o.livemode,
		Checkout: secret.CheckoutCapability.Show(h.Secrets, try.id), Attempt: strconv.Itoa(try.number),
		Amount: in.Amount, Email: in.Email, CardExpiry: in.CardExpiry, CardName: in.CardName, Errors: views.Errors{},
	}
	switch {
	case e == nil:
	case e.Code == pay.CardDeclined:
		m.Declined = e.Message
	default:
		m.Errors = formErrors(e)
		m.Errors["card_name"] = append(m.Errors["card_name"], m.Errors["card_holder"]...)
	}
	if o.checkout != nil {
		if err := h.fillLines(&m, o, in); err != nil {
			return err
		}
	} else {
		h.fillAmount(&m, o, in)
	}
	in.fillAsks(&m, o)
	if !o.livemode {
		m.TestCards = h.testCards()
	}
	if m.QR = o.qr; e != nil {
		m.QR, m.Again = "", true
	}
	return h.render(c, status, views.Checkout(o.page(), m))
}

// fillAmount shows an amount by link.
func (h *Handlers) fillAmount(m *views.CheckoutForm, o offer, in payForm) {
	l, p := o.link, o.page()
	currency, _ := pay.CurrencyOf(l.Currency)
	m.Reference = reference(l.Metadata)
	m.Fixed, m.Currency, m.CurrencySymbol, m.Decimals = l.AmountMinor != nil, l.Currency, p.Locale().Sign(l.Currency), currency.Exponent
	if m.Fixed {
		m.Total = p.Locale().Money(l.Money(*l.AmountMinor))
	} else {
		m.AmountHint, m.Suggested = amountHint(p, l), suggestions(p, l, in.Suggested)
		m.AmountAround, m.Numbers, m.DecimalMark = p.Locale().MoneyAround(l.Currency, "{}"), p.Locale().Tag(), p.Locale().DecimalMark()
	}
	if m.Renews = string(l.Interval.Unit); l.Interval.Count > 1 {
		m.Renews, m.RenewsEvery = m.Renews+"s", p.Locale().Digits(strconv.Itoa(l.Interval.Count))
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
	m.Fixed, m.Currency, m.Total, m.Shown = true, priced.Currency, o.locale().Money(priced.Amount()), strconv.FormatInt(priced.AmountMinor, 10)
	m.Holds = priced.TransactionType == pay.TypeAuthorization
	m.Reference = reference(priced.Metadata)
	m.Lines = views.Show(priced.Lines, func(l pay.Line) views.CheckoutLine { return lineOf(o.locale(), l, priced.Currency, o.mode) })
	in.fillQuantities(m, o)
	if m.Email == "" {
		m.Email = priced.Billing["email"]
	}
	if priced.TaxMinor > 0 {
		m.Tax, m.TaxIncluded = o.locale().Money(pay.Money{Minor: priced.TaxMinor, Currency: priced.Currency}), o.mode != pay.PriceExclusive
		m.TaxName, m.TaxPercent = o.taxName(known["country"]), o.locale().Percent(priced.Lines[0].TaxRateBasisPoint)
	}
	country := o.formCountry(known)
	for _, part := range pay.AddressForm(o.fields(), country) {
		value := known[part.Field]
		if part.Field == "country" && value == "" {
			value = country
		}
		m.Fields = append(m.Fields, views.BillingInput{Name: string(part.Field), Kind: part.Kind, Value: value, Optional: part.Optional})
	}
	if slices.ContainsFunc(m.Fields, func(f views.BillingInput) bool { return f.Name == "country" }) {
		m.Countries = countriesIn(o.locale())
	}
	if o.frozen && o.checkout.CancelURL != "" {
		m.CancelHref, m.CancelHost = o.checkout.CancelURL, hostOf(o.checkout.CancelURL)
	}
	return nil
}

// lineOf shows a line: with tax on top, prices are without it.
func lineOf(in pay.Locale, l pay.Line, currency string, mode pay.PriceMode) views.CheckoutLine {
	minor := l.GrossMinor
	if mode == pay.PriceExclusive {
		minor = l.NetMinor
	}
	return views.CheckoutLine{Name: l.Name, Quantity: l.Quantity, Amount: in.Money(pay.Money{Minor: minor, Currency: currency})}
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

// percent writes basis points in English: 1250 is "12.5 %".
func percent(basisPoints int) string { return pay.LocaleOf("en").Percent(basisPoints) }

// formCountry is the country that the form is laid out for: the one that was
// chosen, else the merchant's where the price is worked out for it.
func (o offer) formCountry(known pay.Billing) string {
	country := known["country"]
	if o.checkout != nil && country == "" {
		country = o.checkout.Billing["country"]
	}
	if country == "" && o.asksCountry() {
		country = o.country
	}
	if _, is := pay.CountryOf(country); !is {
		return ""
	}
	return country
}

func countryChoices() []views.Option { return countriesIn(pay.LocaleOf("en")) }

func countriesIn(in pay.Locale) []views.Option {
	return views.Show(in.Countries(), func(c pay.Country) views.Option { return views.Option{Value: c.Code, Label: c.Name} })
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
