package views

import (
	"time"

	"linktill/internal/pay"
)

// APICheckoutJSON is a new checkout session on /api. The order is the session:
// it has no other id. ExpiresAt is in Unix seconds.
type APICheckoutJSON struct {
	CheckoutID  string `json:"checkout_id"`
	OrderID     string `json:"order_id"`
	Token       string `json:"token"`
	ExpiresAt   int64  `json:"expires_at"`
	CheckoutURL string `json:"checkout_url"`
	Amount      string `json:"amount"`
	TaxAmount   string `json:"tax_amount"`
	Currency    string `json:"currency"`
	Livemode    bool   `json:"livemode"`
}

// NewAPICheckoutJSON returns the session as /api answers it; the token, and the
// address made of it, let whoever has them pay.
func NewAPICheckoutJSON(c pay.Checkout, token, url string) APICheckoutJSON {
	id := pay.CheckoutPrefix.Show(c.ID)
	return APICheckoutJSON{CheckoutID: id, OrderID: id, Token: token, ExpiresAt: c.ExpiresAt.Unix(), CheckoutURL: url,
		Amount: c.Amount().Decimal(), TaxAmount: pay.Money{Minor: c.TaxMinor, Currency: c.Currency}.Decimal(),
		Currency: c.Currency, Livemode: c.Livemode}
}

// CheckoutLineJSON is one line of a session on /v1. Amounts are integer minor
// units; net and tax add up to amount. TaxRate is in basis points.
type CheckoutLineJSON struct {
	ProductID  *string `json:"product_id"`
	Name       string  `json:"name"`
	Quantity   int64   `json:"quantity"`
	UnitAmount int64   `json:"unit_amount"`
	TaxRate    int     `json:"tax_rate"`
	Net        int64   `json:"net"`
	Tax        int64   `json:"tax"`
	Amount     int64   `json:"amount"`
}

// CheckoutJSON is a checkout session on /v1. Amounts are integer minor units.
type CheckoutJSON struct {
	ID              string              `json:"id"`
	URL             string              `json:"url"`
	Token           string              `json:"token"`
	Status          pay.CheckoutStatus  `json:"status"`
	Amount          int64               `json:"amount"`
	Tax             int64               `json:"tax"`
	Currency        string              `json:"currency"`
	Description     string              `json:"description"`
	Lines           []CheckoutLineJSON  `json:"lines"`
	PaymentID       *string             `json:"payment_id"`
	PaymentLinkID   *string             `json:"payment_link_id"`
	Billing         pay.Billing         `json:"billing"`
	TransactionType pay.TransactionType `json:"transaction_type"`
	Language        string              `json:"language"`
	SuccessURL      *string             `json:"success_url"`
	FailedURL       *string             `json:"failed_url"`
	CancelURL       *string             `json:"cancel_url"`
	SandboxSimulate *string             `json:"sandbox_simulate"`
	Metadata        map[string]any      `json:"metadata"`
	Livemode        bool                `json:"livemode"`
	ExpiresAt       string              `json:"expires_at"`
	CreatedAt       string              `json:"created_at"`
}

// NewCheckoutJSON returns the session as /v1 shows it now; p is its payment, nil
// while there is none.
func NewCheckoutJSON(c pay.Checkout, p *pay.Payment, token, url string, now time.Time) CheckoutJSON {
	out := CheckoutJSON{
		ID: pay.CheckoutPrefix.Show(c.ID), URL: url, Token: token, Status: c.Status(p, now), Amount: c.AmountMinor, Tax: c.TaxMinor,
		Currency: c.Currency, Description: c.Description, Lines: Show(c.Lines, newCheckoutLineJSON),
		PaymentLinkID: pay.LinkPrefix.ShowOpt(c.LinkID), Billing: c.Billing, TransactionType: c.TransactionType, Language: c.Language,
		SuccessURL: text(c.SuccessURL), FailedURL: text(c.FailedURL), CancelURL: text(c.CancelURL), SandboxSimulate: text(c.Simulate),
		Metadata: object(c.Metadata), Livemode: c.Livemode, ExpiresAt: stamp(c.ExpiresAt), CreatedAt: stamp(c.CreatedAt),
	}
	if p != nil {
		out.PaymentID = pay.PaymentPrefix.ShowOpt(p.ID)
	}
	return out
}

func newCheckoutLineJSON(l pay.Line) CheckoutLineJSON {
	return CheckoutLineJSON{ProductID: pay.ProductPrefix.ShowOpt(l.ProductID), Name: l.Name, Quantity: l.Quantity, UnitAmount: l.UnitAmountMinor,
		TaxRate: l.TaxRateBasisPoint, Net: l.NetMinor, Tax: l.TaxMinor, Amount: l.GrossMinor}
}
