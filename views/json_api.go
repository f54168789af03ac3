package views

import "linktill/internal/pay"

// The door /api writes amounts as decimal numbers in texts, "99.00", with as
// many decimals as the currency has.

// APIProductJSON is one of the products that a transaction paid for.
type APIProductJSON struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Quantity int64  `json:"quantity"`
	Amount   string `json:"amount"`
}

// DepositAttemptJSON is one try to pay. PaymentID is the transaction's id: it
// is the same for all its attempts.
type DepositAttemptJSON struct {
	ID            string `json:"id"`
	Status        string `json:"status"`
	PaymentID     string `json:"paymentId"`
	AttemptedAt   string `json:"attemptedAt"`
	ErrorMessage  string `json:"errorMessage"`
	PaymentMethod string `json:"paymentMethod"`
}

// TransactionJSON is a payment on /api.
type TransactionJSON struct {
	ID               string               `json:"id"`
	Number           int64                `json:"number"`
	Amount           string               `json:"amount"`
	AmountInCents    int64                `json:"amount_in_cents"`
	AmountRefunded   string               `json:"amount_refunded"`
	AmountRefundable string               `json:"amount_refundable"`
	TaxAmount        string               `json:"tax_amount"`
	Currency         string               `json:"currency"`
	Status           string               `json:"status"`
	Description      string               `json:"description"`
	PayerEmail       string               `json:"payer_email"`
	Products         []APIProductJSON     `json:"products"`
	OrderID          string               `json:"order_id"`
	CheckoutID       string               `json:"checkout_id"`
	PaymentLinkID    *string              `json:"payment_link_id"`
	Metadata         map[string]any       `json:"metadata"`
	DepositAttempts  []DepositAttemptJSON `json:"depositAttempts"`
	Livemode         bool                 `json:"livemode"`
	PaidAt           *string              `json:"paid_at"`
	CreatedAt        string               `json:"created_at"`
	UpdatedAt        string               `json:"updated_at"`
}

// NewTransactionJSON returns the payment as /api shows it. attempts are its
// tries, newest first; of lines only those are shown that are of a product.
func NewTransactionJSON(p pay.Payment, lines []pay.Line, attempts []pay.Attempt) TransactionJSON {
	in := func(minor int64) string { return pay.Money{Minor: minor, Currency: p.Currency}.Decimal() }
	out := TransactionJSON{
		ID: pay.PaymentPrefix.Show(p.ID), Number: p.Number, Amount: in(p.AmountMinor), AmountInCents: p.AmountMinor,
		AmountRefunded: in(p.RefundedMinor), AmountRefundable: p.Refundable().Decimal(), TaxAmount: in(p.TaxMinor),
		Currency: p.Currency, Status: string(p.State), Description: p.Description, PayerEmail: p.PayerEmail,
		Products: []APIProductJSON{}, OrderID: pay.CheckoutPrefix.Show(p.CheckoutID), CheckoutID: pay.CheckoutPrefix.Show(p.CheckoutID),
		PaymentLinkID: pay.LinkPrefix.ShowOpt(p.LinkID), Metadata: object(p.Metadata), Livemode: p.Livemode,
		PaidAt: stampOpt(p.PaidAt), CreatedAt: stamp(p.CreatedAt), UpdatedAt: stamp(p.UpdatedAt),
		DepositAttempts: Show(attempts, newDepositAttemptJSON),
	}
	for _, l := range lines {
		if !l.ProductID.IsZero() {
			out.Products = append(out.Products, APIProductJSON{ID: pay.ProductPrefix.Show(l.ProductID), Name: l.Name,
				Quantity: l.Quantity, Amount: in(l.GrossMinor)})
		}
	}
	return out
}

// depositStatus is how /api spells what became of an attempt. What is not known
// yet, for whichever reason, is pending.
func depositStatus(s pay.AttemptState) string {
	switch s {
	case pay.AttemptPaid:
		return "succeeded"
	case pay.AttemptDeclined:
		return "failed"
	case pay.AttemptProcessing, pay.AttemptRequiresAction, pay.AttemptUnknown:
		return "pending"
	}
	return string(s)
}

func newDepositAttemptJSON(a pay.Attempt) DepositAttemptJSON {
	return DepositAttemptJSON{ID: pay.AttemptPrefix.Show(a.ID), Status: depositStatus(a.State), PaymentID: pay.PaymentPrefix.Show(a.PaymentID),
		AttemptedAt: stamp(a.CreatedAt), ErrorMessage: a.Message, PaymentMethod: "card"}
}

// APIRefundJSON is a refund on /api. AmountUSD is null where no rate was known
// when it was paid.
type APIRefundJSON struct {
	ID            string  `json:"id"`
	Number        int64   `json:"number"`
	TransactionID string  `json:"transaction_id"`
	Amount        string  `json:"amount"`
	Currency      string  `json:"currency"`
	AmountInCents int64   `json:"amount_in_cents"`
	AmountUSD     *string `json:"amount_usd"`
	TaxAmount     string  `json:"tax_amount"`
	Reason        string  `json:"reason"`
	Status        string  `json:"status"`
	ErrorMessage  *string `json:"error_message"`
	CreatedAt     string  `json:"created_at"`
	UpdatedAt     string  `json:"updated_at"`
}

// NewAPIRefundJSON returns the refund as /api shows it.
func NewAPIRefundJSON(r pay.Refund) APIRefundJSON {
	return APIRefundJSON{
		ID: pay.RefundPrefix.Show(r.ID), Number: r.Number, TransactionID: pay.PaymentPrefix.Show(r.PaymentID),
		Amount: r.Amount().Decimal(), Currency: r.Currency, AmountInCents: r.AmountMinor, AmountUSD: inUSD(r.USDMinor),
		TaxAmount: pay.Money{Minor: r.TaxMinor, Currency: r.Currency}.Decimal(), Reason: r.Reason, Status: string(r.State),
		ErrorMessage: text(r.FailureMessage), CreatedAt: stamp(r.CreatedAt), UpdatedAt: stamp(r.UpdatedAt),
	}
}

func inUSD(cents *int64) *string {
	if cents == nil {
		return nil
	}
	return text(pay.Money{Minor: *cents, Currency: "USD"}.Decimal())
}

// APIRefundOrderJSON is the answer to ordering a refund on /api, where the
// numbers are the ones within the merchant.
type APIRefundOrderJSON struct {
	Status              string  `json:"status"`
	RefundID            int64   `json:"refund_id"`
	RefundPublicID      string  `json:"refund_public_id"`
	TransactionID       int64   `json:"transaction_id"`
	TransactionPublicID string  `json:"transaction_public_id"`
	Amount              string  `json:"amount"`
	Currency            string  `json:"currency"`
	AmountUSD           *string `json:"amount_usd"`
	AmountInCents       int64   `json:"amount_in_cents"`
}

// NewAPIRefundOrderJSON returns what /api answers to a refund that was ordered.
// A refund that went through is documented to be processing in this answer, also
// where the acquirer has confirmed it already: that it is completed is told by
// the webhook and by reading it. One that was refused says so at once.
func NewAPIRefundOrderJSON(r pay.Refund, p pay.Payment) APIRefundOrderJSON {
	status := r.State
	if status == pay.RefundCompleted || status == pay.RefundPending {
		status = pay.RefundProcessing
	}
	return APIRefundOrderJSON{
		Status: string(status), RefundID: r.Number, RefundPublicID: pay.RefundPrefix.Show(r.ID),
		TransactionID: p.Number, TransactionPublicID: pay.PaymentPrefix.Show(p.ID),
		Amount: r.Amount().Decimal(), Currency: r.Currency, AmountUSD: inUSD(r.USDMinor), AmountInCents: r.AmountMinor,
	}
}
