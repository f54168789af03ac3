package handlers

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"linktill/internal/desk"
	"linktill/internal/pay"
)

// payForm is what a customer sends from the checkout.
type payForm struct {
	Checkout   string `form:"checkout"`
	Attempt    string `form:"attempt"`
	Amount     string `form:"amount"`
	Suggested  string `form:"suggested"`
	Email      string `form:"email"`
	CardNumber string `form:"card_number"`
	CardExpiry string `form:"card_expiry"`
	CardCVC    string `form:"card_cvc"`
	CardName   string `form:"card_name"`
	// Shown is the total that the page showed for lines, in minor units.
	Shown      string `form:"shown"`
	FirstName  string `form:"first_name"`
	LastName   string `form:"last_name"`
	Country    string `form:"country"`
	State      string `form:"state"`
	City       string `form:"city"`
	Address    string `form:"address"`
	Zip        string `form:"zip"`
	Phone      string `form:"phone"`
	BirthDate  string `form:"birth_date"`
	TaxpayerID string `form:"taxpayer_id"`
}

// billing is what the customer typed about themselves.
func (in payForm) billing() pay.Billing {
	return pay.Billing{"first_name": in.FirstName, "last_name": in.LastName, "email": in.Email, "phone": in.Phone,
		"country": in.Country, "state": in.State, "city": in.City, "address": in.Address, "zip": in.Zip,
		"birth_date": in.BirthDate, "taxpayer_id": in.TaxpayerID}.Clean()
}

// order checks everything at once, so that a customer corrects the form once.
func (in payForm) order(o offer, now time.Time) (desk.Order, error) {
	var c pay.Checks
	order := desk.Order{Link: o.link}
	var ok bool
	if o.checkout == nil {
		order.AmountMinor = in.amount(&c, o.link)
	} else {
		order.Offer, order.Name = in.priced(&c, o, now)
	}
	order.Email, ok = pay.ParseEmail(in.Email)
	c.That(ok, "email", "Enter your e-mail address, such as ana@example.com. The receipt goes there.")
	card, err := pay.ParseCard(in.CardNumber, in.CardExpiry, in.CardCVC, in.CardName, now)
	c.Join(err)
	order.Card = card
	return order, c.Err()
}

// priced is the checkout that the customer agreed to: what they typed with it,
// at the price that they were shown.
func (in payForm) priced(c *pay.Checks, o offer, now time.Time) (priced *pay.Checkout, name string) {
	typed := in.billing()
	for _, f := range pay.BillingFields {
		if f != "email" && !slices.Contains(o.fields(), f) {
			delete(typed, f) // a field that the page did not ask for
		}
	}
	typed.Check(c, o.fields(), now, func(f pay.BillingField) string { return string(f) })
	checkout, err := o.priced(typed["country"])
	if err != nil {
		c.Join(err)
		return nil, ""
	}
	if c.OK() && in.Shown != strconv.FormatInt(checkout.AmountMinor, 10) {
		c.Add("", "The total is %s, with the tax of your country. Nothing was charged; look at it and press the button again.", checkout.Amount())
	}
	known := maps.Clone(checkout.Billing)
	if known == nil {
		known = pay.Billing{}
	}
	maps.Copy(known, typed)
	checkout.Billing = known
	return &checkout, known.Name()
}

// amount is what the link costs, or what the customer chose or typed.
func (in payForm) amount(c *pay.Checks, l pay.Link) int64 {
	if l.AmountMinor != nil {
		return *l.AmountMinor
	}
	typed := in.Amount
	if strings.TrimSpace(typed) == "" {
		typed = in.Suggested
	}
	minor, err := pay.ParseAmount(typed, l.Currency)
	if err == nil {
		err = l.CheckPayable(minor)
	}
	if err != nil {
		c.Add("amount", "%s", err.(*pay.Error).Message)
	}
	return minor
}
