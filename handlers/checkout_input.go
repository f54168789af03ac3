package handlers

import (
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
}

// order checks everything at once, so that a customer corrects the form once.
func (in payForm) order(l pay.Link, now time.Time) (desk.PayLink, error) {
	var c pay.Checks
	var order desk.PayLink
	var ok bool
	order.AmountMinor = in.amount(&c, l)
	order.Email, ok = pay.ParseEmail(in.Email)
	c.That(ok, "email", "Enter your e-mail address, such as ana@example.com. The receipt goes there.")
	card, err := pay.ParseCard(in.CardNumber, in.CardExpiry, in.CardCVC, in.CardName, now)
	c.Join(err)
	order.Card = card
	return order, c.Err()
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
