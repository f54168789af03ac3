package pay

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Origin says what a checkout was made from.
type Origin string

// The origins of a checkout.
const (
	OriginLink    Origin = "link"
	OriginProduct Origin = "product"
	OriginListing Origin = "listing"
	OriginSession Origin = "session"
	// OriginSubscription is a period of a subscription; nobody sees its page.
	OriginSubscription Origin = "subscription"
)

// TransactionType says whether a payment takes the money at once or holds it
// on the card until it is captured.
type TransactionType string

// The transaction types.
const (
	TypePayment       TransactionType = "payment"
	TypeAuthorization TransactionType = "authorization"
)

// Line is one position of a checkout, or of a link made of products, which has
// no tax yet. Amounts are minor units of the checkout's currency; net and tax
// add up to gross.
type Line struct {
	ProductID         ID
	Name              string
	Quantity          int64
	UnitAmountMinor   int64
	TaxRateBasisPoint int
	NetMinor          int64
	TaxMinor          int64
	GrossMinor        int64
}

// LinesMax is how many lines one checkout can have, QuantityMax how many pieces
// one line.
const (
	LinesMax    = 100
	QuantityMax = 1_000_000
)

// PriceLines works out net, tax and gross of each line at that rate, and their
// sums. An amount that is too large is an Invalid error on field.
func PriceLines(lines []Line, rateBasisPoints int, mode PriceMode, field string) ([]Line, TaxedAmount, error) {
	priced, total := slices.Clone(lines), TaxedAmount{}
	for i := range priced {
		l := &priced[i]
		amount, err := Money{Minor: l.UnitAmountMinor}.Times(l.Quantity)
		var taxed TaxedAmount
		if err == nil {
			taxed, err = Tax(amount.Minor, rateBasisPoints, mode)
		}
		if err == nil {
			err = CheckAmount(total.GrossMinor + taxed.GrossMinor)
		}
		if err != nil {
			var c Checks
			c.Add(field, "These products cost more than one payment can be.")
			return nil, TaxedAmount{}, c.Err()
		}
		l.TaxRateBasisPoint, l.NetMinor, l.TaxMinor, l.GrossMinor = rateBasisPoints, taxed.NetMinor, taxed.TaxMinor, taxed.GrossMinor
		total.NetMinor += taxed.NetMinor
		total.TaxMinor += taxed.TaxMinor
		total.GrossMinor += taxed.GrossMinor
	}
	return priced, total, nil
}

// DescribeLines is what a payment of these lines is called.
func DescribeLines(lines []Line) string {
	names := make([]string, 0, len(lines))
	for _, l := range lines {
		name := l.Name
		if l.Quantity > 1 {
			name = strconv.FormatInt(l.Quantity, 10) + " × " + name
		}
		names = append(names, name)
	}
	text := strings.Join(names, ", ")
	if runes := []rune(text); len(runes) > LinkDescriptionMax {
		text = string(runes[:LinkDescriptionMax-1]) + "…"
	}
	return text
}

// BillingField names something that a customer can be asked for.
type BillingField string

// BillingFields are all of them, in the order in which a form asks.
var BillingFields = []BillingField{
	"first_name", "last_name", "email", "phone", "country", "state", "city", "address", "zip", "birth_date", "taxpayer_id",
}

// billingMax bounds what is kept of each field, in characters.
var billingMax = map[BillingField]int{
	"first_name": 100, "last_name": 100, "email": EmailMax, "phone": 40, "country": 2, "state": 100, "city": 100,
	"address": 200, "zip": 20, "birth_date": 10, "taxpayer_id": 40,
}

// Billing is what is known of a customer, by field; fields without a value are
// not in it.
type Billing map[BillingField]string

// Clean returns the fields that have a value, cleaned.
func (b Billing) Clean() Billing {
	clean := Billing{}
	for field, value := range b {
		if value = CleanLine(value); value != "" {
			clean[field] = value
		}
	}
	return clean
}

// Check notes what is wrong with the fields, and which of the required ones are
// missing. name turns a field into the name by which the caller sent it.
func (b Billing) Check(c *Checks, required []BillingField, now time.Time, name func(BillingField) string) {
	for _, field := range BillingFields {
		value, sent := b[field], name(field)
		if value == "" {
			c.That(!slices.Contains(required, field), sent, "This is needed.")
			continue
		}
		if n := billingMax[field]; field != "country" && utf8.RuneCountInString(value) > n {
			c.Add(sent, "At most %d characters.", n)
			continue
		}
		switch field {
		case "email":
			_, ok := ParseEmail(value)
			c.That(ok, sent, "This is not an e-mail address.")
		case "country":
			c.That(isCountry(value), sent, "This is not a country: send its two letters, such as BS.")
		case "birth_date":
			day, err := time.Parse(time.DateOnly, value)
			c.That(err == nil && day.Before(now) && day.Year() >= 1900, sent, "This is not a day of birth: write it as 1990-12-31.")
		}
	}
}

// Name is first and last name, whichever are known, as far as a customer's name
// goes.
func (b Billing) Name() string {
	name := []rune(strings.TrimSpace(b["first_name"] + " " + b["last_name"]))
	return strings.TrimSpace(string(name[:min(len(name), CustomerNameMax)]))
}

// Checkout is what a customer is offered, with its price frozen: made by an API
// call as a session, or when somebody pays a link, a product or a listing.
type Checkout struct {
	MerchantID      ID
	ID              ID
	Livemode        bool
	Origin          Origin
	LinkID          ID
	ListingID       ID
	KeyID           ID
	AmountMinor     int64
	TaxMinor        int64
	Currency        string
	Description     string
	TransactionType TransactionType
	Lines           []Line
	Billing         Billing
	// Fields are what the customer is asked for on the page.
	Fields   []BillingField
	Language string
	// Where the customer's browser goes afterwards; "" is nowhere.
	SuccessURL, FailedURL, CancelURL string
	// Simulate is the outcome that a sandbox session was made for; see Simulations.
	Simulate   string
	Metadata   map[string]any
	CanceledAt *time.Time
	ExpiresAt  time.Time
	CreatedAt  time.Time
}

// NoSuchCheckout is the answer at an address that leads to no checkout.
func NoSuchCheckout() *Error { return Errorf(NotFound, "There is no checkout at this address.") }

// Amount is what the customer is asked to pay, tax included.
func (c Checkout) Amount() Money { return Money{Minor: c.AmountMinor, Currency: c.Currency} }

// CheckoutLife is how long a session can be paid.
const CheckoutLife = 24 * time.Hour

// Simulations are the outcomes that a sandbox session can be made for. The ones
// that cancel make a session that is canceled from the start; the others decide
// what becomes of whichever test card pays.
var Simulations = []string{"payment_failed", "checkout_canceled", "canceled", "success_pending_deposit", "checkout_pending"}

// CheckReturnURL notes when an address is not one that a browser can be sent to.
func CheckReturnURL(c *Checks, field, address string) {
	if address == "" {
		return
	}
	u, err := url.Parse(address)
	ok := err == nil && (u.Scheme == "https" || u.Scheme == "http") && isWebAddress(address) &&
		len(address) <= AddressMax && CleanLine(address) == address && !strings.ContainsAny(address, "\\ ")
	c.That(ok, field, "This is not an address that a browser can open: it starts with https:// or http://.")
}

func isCountry(code string) bool {
	_, known := CountryOf(code)
	return known
}
