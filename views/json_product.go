package views

import (
	"strconv"
	"time"

	"linktill/internal/pay"
)

// ProductJSON is a product on /products, with the fields of that door's
// document and no others.
type ProductJSON struct {
	ID              string              `json:"id"`
	Name            string              `json:"name"`
	Description     string              `json:"description"`
	Currency        string              `json:"currency"`
	Amount          int64               `json:"amount"`
	Quantity        *int64              `json:"quantity"`
	Infinite        bool                `json:"infinite"`
	Language        string              `json:"language"`
	TransactionType pay.TransactionType `json:"transaction_type"`
	CreatedAt       string              `json:"created_at"`
	UpdatedAt       string              `json:"updated_at"`
	Test            bool                `json:"test"`
	AdditionalData  map[string]any      `json:"additional_data"`
	PayURL          string              `json:"pay_url"`
	PaymentURL      string              `json:"payment_url"`
	ConfirmURL      string              `json:"confirm_url"`
}

// NewProductJSON returns the product as /products shows it.
func NewProductJSON(p pay.Product, publicURL string) ProductJSON {
	return ProductJSON{
		ID: pay.ProductPrefix.Show(p.ID), Name: p.Name, Description: p.Description, Currency: p.Currency, Amount: p.AmountMinor,
		Quantity: p.Quantity, Infinite: p.Quantity == nil, Language: p.Language, TransactionType: p.TransactionType,
		CreatedAt: stampMilli(p.CreatedAt), UpdatedAt: stampMilli(p.UpdatedAt), Test: !p.Livemode, AdditionalData: map[string]any{},
		PayURL: publicURL + ProductPath(p.ID), PaymentURL: publicURL + ProductPath(p.ID), ConfirmURL: publicURL + ConfirmPath(p.ID),
	}
}

// ProductPath is the path where customers pay a product. Like a link's it is
// printed and sent around: it never changes.
func ProductPath(id pay.ID) string { return "/products/" + pay.ProductPrefix.Show(id) + "/pay" }

// ConfirmPath is the path where customers look at a product once more and
// confirm their order; it ends with the number of the merchant.
func ConfirmPath(id pay.ID) string {
	return "/v2/confirm_order/" + pay.ProductPrefix.Show(id) + "/" + shopID(id)
}

func shopID(id pay.ID) string { return strconv.FormatUint(uint64(id.MerchantNumber()), 10) }

// FullProductJSON is a product on /v1: with what the other door keeps to
// itself, and what is known of its stock.
type FullProductJSON struct {
	ProductJSON
	Immortal      bool               `json:"immortal"`
	ExpiredAt     *string            `json:"expired_at"`
	VisibleFields []pay.BillingField `json:"visible_fields"`
	ReturnURL     *string            `json:"return_url"`
	QuantityMax   int                `json:"quantity_max"`
	ShopID        uint32             `json:"shop_id"`
	Held          int64              `json:"held"`
	Sold          int64              `json:"sold"`
	Livemode      bool               `json:"livemode"`
}

// NewFullProductJSON returns the product as /v1 shows it.
func NewFullProductJSON(p pay.Product, publicURL string) FullProductJSON {
	return FullProductJSON{
		ProductJSON: NewProductJSON(p, publicURL), Immortal: p.ExpiresAt == nil, ExpiredAt: stampOpt(p.ExpiresAt),
		VisibleFields: list(p.VisibleFields), ReturnURL: text(p.ReturnURL), QuantityMax: max(p.QuantityMax, 1), ShopID: p.ID.MerchantNumber(),
		Held: p.Held, Sold: p.Sold, Livemode: p.Livemode,
	}
}

// stampMilli is stamp with milliseconds.
func stampMilli(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
