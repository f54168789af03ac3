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
	Shown string `form:"shown"`
	// Lang is the page's language, Update the button that pays nothing.
	Lang     string   `form:"lang"`
	Update   string   `form:"update"`
	Quantity []string `form:"quantity"`
	Note     string   `form:"note"`
	Custom1  string   `form:"custom_1"`
	Custom2  string   `form:"custom_2"`
	Custom3  string   `form:"custom_3"`
	Custom4  string   `form:"custom_4"`
	Custom5  string   `form:"custom_5"`

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
	order := desk.Order{Link: o.link, Language: o.language, PlacementID: o.placementID}
	var ok bool
	c.Join(o.quantityChecks.Err())
	order.Answers, order.Note = in.answers(&c, o), in.note(&c, o)
	if o.checkout == nil {
		order.AmountMinor = in.amount(&c, o)
	} else {
		order.Offer, order.Name = in.priced(&c, o, now)
	}
	order.Email, ok = pay.ParseEmail(in.Email)
	c.That(ok, "email", "Enter your e-mail address, such as ana@example.com. The receipt goes there.")
	card, err := pay.ParseCard(pay.PlainDigits(in.CardNumber), pay.PlainDigits(in.CardExpiry), pay.PlainDigits(in.CardCVC), in.CardName, now)
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
	typed.Check(c, pay.RequiredIn(o.fields(), o.formCountry(typed)), now, func(f pay.BillingField) string { return string(f) })
	checkout, err := o.priced(typed["country"])
	if err != nil {
		c.Join(err)
		return nil, ""
	}
	if c.OK() && in.Shown != strconv.FormatInt(checkout.AmountMinor, 10) {
		c.Add("", "The total is %s now. Nothing was charged: look at it, type your card again and press the button.", checkout.Amount())
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
func (in payForm) amount(c *pay.Checks, o offer) int64 {
	l := o.link
	if l.AmountMinor != nil {
		return *l.AmountMinor
	}
	var minor int64
	var err error
	if in.Suggested != "" && strings.TrimSpace(in.Amount) == "" {
		minor, err = pay.ParseAmount(in.Suggested, l.Currency)
	} else {
		minor, err = o.locale().ParseAmount(in.Amount, l.Currency)
	}
	if err == nil {
		err = l.CheckPayable(minor)
	}
	if err != nil {
		c.Add("amount", "%s", err.(*pay.Error).Message)
	}
	return minor
}
