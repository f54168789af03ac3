package pay

import (
	"slices"
	"strings"
	"time"
)

// CheckSimulation notes an outcome that no sandbox session can be made for.
// With real money nothing is ever simulated.
func (c *Checks) CheckSimulation(field, outcome string, livemode bool) {
	if outcome == "" {
		return
	}
	c.That(!livemode, field, "Outcomes are simulated with a sandbox key only; this is a live one.")
	c.That(slices.Contains(Simulations, outcome), field, "Must be one of %s.", strings.Join(Simulations, ", "))
}

// CheckoutStatus is where a session stands, for whoever made it.
type CheckoutStatus string

// The statuses of a session.
const (
	CheckoutOpen       CheckoutStatus = "open"
	CheckoutProcessing CheckoutStatus = "processing"
	CheckoutAuthorized CheckoutStatus = "authorized"
	CheckoutPaid       CheckoutStatus = "paid"
	CheckoutExpired    CheckoutStatus = "expired"
	CheckoutCanceled   CheckoutStatus = "canceled"
)

// Status says where the session stands now. p is its payment, nil while nobody
// has tried to pay; one that failed leaves the session open for another card.
func (c Checkout) Status(p *Payment, now time.Time) CheckoutStatus {
	if p != nil {
		switch {
		case p.State.Succeeded():
			return CheckoutPaid
		case p.State.Open():
			return CheckoutProcessing
		case p.State == PaymentAuthorized:
			return CheckoutAuthorized
		case p.State == PaymentCanceled:
			return CheckoutCanceled
		case p.State == PaymentExpired:
			return CheckoutExpired
		}
	}
	switch {
	case c.CanceledAt != nil:
		return CheckoutCanceled
	case !now.Before(c.ExpiresAt):
		return CheckoutExpired
	}
	return CheckoutOpen
}

// Selling returns a new link that offers these lines as they are now, or all
// that is wrong with it and that was noted before. Its amount is the sum of
// their prices; a tax that comes on top is not in it.
func (l Link) Selling(lines []Line, noted *Checks, now time.Time) (Link, error) {
	_, total, err := PriceLines(lines, 0, PriceInclusive, "products")
	noted.Join(err)
	l.Lines, l.Description = lines, DescribeLines(lines)
	rest := l
	if rest.Currency == "" { // what is wrong with it was noted
		rest.Currency = "USD"
	}
	noted.Join(rest.CheckNew(now))
	l.AmountMinor = &total.GrossMinor
	return l, noted.Err()
}

// CheckOnSale notes why so many pieces of a product cannot be offered for sale
// in that currency; "" is any. Pieces that others are paying for may come back,
// so they do not count here: whether there are enough is decided when somebody
// pays.
func (c *Checks) CheckOnSale(idField, quantityField string, p Product, quantity int64, currency string, now time.Time) {
	c.That(currency == "" || p.Currency == currency, idField, "This product is sold in %s, not in %s.", p.Currency, currency)
	c.That(p.ExpiresAt == nil || now.Before(*p.ExpiresAt), idField, "This product is not on sale any more.")
	switch left := p.Quantity; {
	case left == nil || *left >= quantity:
	case *left == 0:
		c.Add(quantityField, "This product is sold out.")
	default:
		c.Add(quantityField, "Only %d of this product are left.", *left)
	}
}

// LineOf is so many pieces of a product at its price of now.
func LineOf(p Product, quantity int64) Line {
	return Line{ProductID: p.ID, Name: p.Name, Quantity: quantity, UnitAmountMinor: p.AmountMinor}
}

// TypeOf is how products that are bought together are paid: held first when
// they all are. Of a mixture no one way is right, and ok is false.
func TypeOf(products []Product) (t TransactionType, ok bool) {
	t = TypePayment
	for i, p := range products {
		if i > 0 && p.TransactionType != t {
			return t, false
		}
		t = p.TransactionType
	}
	return t, true
}

// LanguageOf is the language of products that are bought together: theirs when
// they share one, else English.
func LanguageOf(products []Product) string {
	language := "en"
	for i, p := range products {
		if i > 0 && p.Language != language {
			return "en"
		}
		language = p.Language
	}
	return language
}

// FieldsOf is what customers who buy these products together are asked for.
func FieldsOf(products []Product) []BillingField {
	fields := []BillingField{}
	for _, field := range BillingFields {
		if slices.ContainsFunc(products, func(p Product) bool { return slices.Contains(p.VisibleFields, field) }) {
			fields = append(fields, field)
		}
	}
	return fields
}

// Offer is what a link sells, line by line: the products that were frozen in
// it, or its amount. There is none where the customer enters the amount.
func (l Link) Offer() []Line {
	switch {
	case len(l.Lines) > 0:
		return l.Lines
	case l.AmountMinor == nil:
		return nil
	}
	name := CleanLine(l.Description)
	if name == "" {
		name = "Payment"
	}
	if runes := []rune(name); len(runes) > ProductNameMax {
		name = string(runes[:ProductNameMax-1]) + "…"
	}
	return []Line{{Name: name, Quantity: 1, UnitAmountMinor: *l.AmountMinor}}
}
