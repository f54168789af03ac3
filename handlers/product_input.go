package handlers

import (
	"encoding/json"

	"linktill/internal/pay"
)

// productInput is a product as programs send it.
type productInput struct {
	Name            *string      `json:"name"`
	Description     *string      `json:"description"`
	Currency        *string      `json:"currency"`
	Amount          *looseNumber `json:"amount"`
	Quantity        *looseNumber `json:"quantity"`
	Infinite        *bool        `json:"infinite"`
	VisibleFields   *[]string    `json:"visible_fields"`
	Test            *bool        `json:"test"`
	Immortal        *bool        `json:"immortal"`
	ExpiredAt       *string      `json:"expired_at"`
	ReturnURL       *string      `json:"return_url"`
	ShopID          *looseNumber `json:"shop_id"`
	Language        *string      `json:"language"`
	TransactionType *string      `json:"transaction_type"`
	QuantityMax     *looseNumber `json:"quantity_max"`
}

func (in productInput) product() pay.ProductInput {
	return pay.ProductInput{
		Name: in.Name, Description: in.Description, Currency: in.Currency, Amount: in.Amount.text(),
		Quantity: in.Quantity.text(), ExpiredAt: in.ExpiredAt, Infinite: in.Infinite, Immortal: in.Immortal, Test: in.Test,
		VisibleFields: in.VisibleFields, ReturnURL: in.ReturnURL, Language: in.Language, TransactionType: in.TransactionType,
		ShopID: in.ShopID.text(), QuantityMax: in.QuantityMax.text(),
	}
}

// looseNumber is a number that programs send as one or as a text of its digits.
// Anything else is kept as it was sent, and refused with the field's own words.
type looseNumber string

// UnmarshalJSON takes the quotes away, if there are any.
func (n *looseNumber) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) != nil {
		text = string(b)
	}
	*n = looseNumber(text)
	return nil
}

func (n *looseNumber) text() *string {
	if n == nil {
		return nil
	}
	text := string(*n)
	return &text
}
