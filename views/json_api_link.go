package views

import (
	"time"

	"linktill/internal/pay"
)

// APILinkLineJSON is a product as it was when its link was made.
type APILinkLineJSON struct {
	ProductID  string `json:"product_id"`
	Name       string `json:"name"`
	Quantity   int64  `json:"quantity"`
	UnitAmount string `json:"unit_amount"`
	Amount     string `json:"amount"`
}

// APILinkJSON is a payment link on /api. Token is the id as a UUID. Amount is
// without tax where PricingMode says that tax is added, and null where the
// customer enters it.
type APILinkJSON struct {
	ID                 string            `json:"id"`
	Token              string            `json:"token"`
	Name               string            `json:"name"`
	Description        string            `json:"description"`
	URL                string            `json:"url"`
	QRCodeURL          string            `json:"qr_code_url"`
	Currency           string            `json:"currency"`
	Amount             *string           `json:"amount"`
	PricingMode        pay.PriceMode     `json:"pricing_mode"`
	Products           []APILinkLineJSON `json:"products"`
	IsActive           bool              `json:"is_active"`
	DeactivationReason *string           `json:"deactivation_reason"`
	UsesCount          int64             `json:"uses_count"`
	MaxUses            *int64            `json:"max_uses"`
	ExpiresAt          *string           `json:"expires_at"`
	Metadata           map[string]any    `json:"metadata"`
	Livemode           bool              `json:"livemode"`
	CreatedAt          string            `json:"created_at"`
	UpdatedAt          string            `json:"updated_at"`
}

// NewAPILinkJSON returns the link as /api shows it now.
func NewAPILinkJSON(l pay.Link, m Merchant, now time.Time) APILinkJSON {
	reason := l.Reason(now)
	out := APILinkJSON{
		ID: pay.LinkPrefix.Show(l.ID), Token: l.ID.UUID(), Name: l.Name, Description: l.Description,
		URL: m.LinkAddress(l.ID), QRCodeURL: m.QRAddress(l.ID), Currency: l.Currency, PricingMode: l.PricingMode,
		IsActive: reason == pay.LinkActive, DeactivationReason: text(string(reason)), UsesCount: l.UsesCount, MaxUses: l.MaxUses,
		ExpiresAt: stampOpt(l.ExpiresAt), Metadata: object(l.Metadata), Livemode: l.Livemode,
		CreatedAt: stamp(l.CreatedAt), UpdatedAt: stamp(l.UpdatedAt),
		Products: Show(l.Lines, func(line pay.Line) APILinkLineJSON {
			return APILinkLineJSON{ProductID: pay.ProductPrefix.Show(line.ProductID), Name: line.Name, Quantity: line.Quantity,
				UnitAmount: l.Money(line.UnitAmountMinor).Decimal(), Amount: l.Money(line.UnitAmountMinor * line.Quantity).Decimal()}
		}),
	}
	if l.AmountMinor != nil {
		out.Amount = text(l.Money(*l.AmountMinor).Decimal())
	}
	return out
}

// APILinkDeletedJSON is the answer to deleting a link on /api.
type APILinkDeletedJSON struct {
	ID       string `json:"id"`
	Token    string `json:"token"`
	Deleted  bool   `json:"deleted"`
	IsActive bool   `json:"is_active"`
}

// NewAPILinkDeletedJSON returns what /api says of a link that is gone.
func NewAPILinkDeletedJSON(l pay.Link) APILinkDeletedJSON {
	return APILinkDeletedJSON{ID: pay.LinkPrefix.Show(l.ID), Token: l.ID.UUID(), Deleted: true}
}

// APILinkPaymentJSON is a payment in the list of a link's payments on /api.
type APILinkPaymentJSON struct {
	ID             string  `json:"id"`
	Number         int64   `json:"number"`
	Amount         string  `json:"amount"`
	AmountInCents  int64   `json:"amount_in_cents"`
	AmountRefunded string  `json:"amount_refunded"`
	Currency       string  `json:"currency"`
	Status         string  `json:"status"`
	PayerEmail     string  `json:"payer_email"`
	PaidAt         *string `json:"paid_at"`
	CreatedAt      string  `json:"created_at"`
}

// NewAPILinkPaymentJSON returns the payment as such a list shows it.
func NewAPILinkPaymentJSON(p pay.Payment) APILinkPaymentJSON {
	return APILinkPaymentJSON{ID: pay.PaymentPrefix.Show(p.ID), Number: p.Number, Amount: p.Amount().Decimal(), AmountInCents: p.AmountMinor,
		AmountRefunded: pay.Money{Minor: p.RefundedMinor, Currency: p.Currency}.Decimal(), Currency: p.Currency, Status: string(p.State),
		PayerEmail: p.PayerEmail, PaidAt: stampOpt(p.PaidAt), CreatedAt: stamp(p.CreatedAt)}
}
