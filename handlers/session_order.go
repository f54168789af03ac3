package handlers

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
)

// openSession stores a checkout session of these lines, taxed for the customer's
// country, unless something is wrong with what was asked for. Where nobody says
// where the customer is, they are taken to be at home.
func (h *Handlers) openSession(c *fiber.Ctx, checks *pay.Checks, in pay.Checkout, mode pay.PriceMode, home string) (pay.Checkout, error) {
	if err := checks.Err(); err != nil {
		return in, err
	}
	country := in.Billing["country"]
	if country == "" {
		country = home
	}
	ctx, by := c.UserContext(), caller(c)
	rate, err := h.Store.TaxRate(ctx, by.MerchantID, country)
	if err != nil {
		return in, err
	}
	lines, total, err := pay.PriceLines(in.Lines, rate, mode, linesField(in.Lines))
	if err != nil {
		return in, err
	}
	in.ID, in.Lines, in.AmountMinor, in.TaxMinor = h.operationID(c), lines, total.GrossMinor, total.TaxMinor
	if in.Description == "" {
		in.Description = pay.DescribeLines(lines)
	}
	return h.Store.CreateCheckout(ctx, by, in)
}

// linesField is where the lines were sent.
func linesField(lines []pay.Line) string {
	if slices.ContainsFunc(lines, func(l pay.Line) bool { return !l.ProductID.IsZero() }) {
		return "products"
	}
	return "lines"
}

// put takes over what a session is made of.
func (b basket) put(in *pay.Checkout) {
	in.Lines = append(in.Lines, b.lines...)
	if len(b.products) > 0 {
		in.TransactionType, _ = pay.TypeOf(b.products)
		in.Language, in.Fields = pay.LanguageOf(b.products), pay.FieldsOf(b.products)
	}
}

// apiCurrencies are the ones that /api charges in, the default first.
var apiCurrencies = []string{"USD", "EUR"}

// apiCurrency reads a currency of /api. One that is not taken comes back as "".
func apiCurrency(checks *pay.Checks, sent *string, fallback string) string {
	if sent == nil {
		return fallback
	}
	currency := strings.ToUpper(*sent)
	if !slices.Contains(apiCurrencies, currency) {
		checks.Add("currency", "Must be one of %s.", strings.Join(apiCurrencies, " and "))
		return ""
	}
	return currency
}

// apiCustomerJSON is what /api is told of a customer, and where their browser
// goes afterwards; the addresses in either spelling.
type apiCustomerJSON struct {
	BillingCountry    string  `json:"billing_country"`
	BillingPostalCode string  `json:"billing_postal_code"`
	BillingFirstName  string  `json:"billing_first_name"`
	BillingLastName   string  `json:"billing_last_name"`
	BillingEmail      string  `json:"billing_email"`
	BillingPhone      string  `json:"billing_phone"`
	Currency          *string `json:"currency"`
	SuccessURL        string  `json:"successUrl"`
	FailedURL         string  `json:"failedUrl"`
	CancelURL         string  `json:"cancelUrl"`
	SuccessURLToo     string  `json:"success_url"`
	FailedURLToo      string  `json:"failed_url"`
	CancelURLToo      string  `json:"cancel_url"`
}

// apiBillingRequired is what /api must be told of a customer.
var apiBillingRequired = []pay.BillingField{"first_name", "last_name", "email", "country"}

// apiBillingName is how /api spells a billing field.
func apiBillingName(field pay.BillingField) string {
	if field == "zip" {
		field = "postal_code"
	}
	return "billing_" + string(field)
}

// apiCustomer is what a session knows by this; it notes all that is wrong.
func (h *Handlers) apiCustomer(checks *pay.Checks, in apiCustomerJSON) pay.Checkout {
	out := pay.Checkout{
		Billing: pay.Billing{"country": strings.ToUpper(in.BillingCountry), "zip": in.BillingPostalCode, "first_name": in.BillingFirstName,
			"last_name": in.BillingLastName, "email": in.BillingEmail, "phone": in.BillingPhone}.Clean(),
		SuccessURL: eitherURL(checks, "successUrl", in.SuccessURL, "success_url", in.SuccessURLToo),
		FailedURL:  eitherURL(checks, "failedUrl", in.FailedURL, "failed_url", in.FailedURLToo),
		CancelURL:  eitherURL(checks, "cancelUrl", in.CancelURL, "cancel_url", in.CancelURLToo),
	}
	out.Billing.Check(checks, apiBillingRequired, h.Now(), apiBillingName)
	return out
}

// eitherURL is a return address that was sent under one of two names.
func eitherURL(checks *pay.Checks, camel, address, snake, tooAddress string) string {
	name := camel
	if address == "" {
		name, address = snake, tooAddress
	}
	checks.That(tooAddress == "" || tooAddress == address, snake, "This differs from %s: send one of the two.", camel)
	pay.CheckReturnURL(checks, name, address)
	return address
}
