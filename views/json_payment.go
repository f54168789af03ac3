package views

import "linktill/internal/pay"

// LineJSON is one line of a payment. Amounts are integer minor units; tax is a
// part of amount, at tax_rate basis points.
type LineJSON struct {
	Description string  `json:"description"`
	ProductID   *string `json:"product_id"`
	Quantity    int64   `json:"quantity"`
	UnitAmount  int64   `json:"unit_amount"`
	Amount      int64   `json:"amount"`
	Net         int64   `json:"net"`
	Tax         int64   `json:"tax"`
	TaxRate     int     `json:"tax_rate"`
}

// linesJSON are the lines of a payment; an amount by link is one.
func linesJSON(p pay.Payment) []LineJSON {
	if len(p.Lines) == 0 {
		return []LineJSON{{Description: p.Description, ProductID: pay.ProductPrefix.ShowOpt(p.ProductID), Quantity: 1,
			UnitAmount: p.AmountMinor, Amount: p.AmountMinor, Net: p.AmountMinor - p.TaxMinor, Tax: p.TaxMinor}}
	}
	return Show(p.Lines, func(l pay.Line) LineJSON {
		return LineJSON{Description: l.Name, ProductID: pay.ProductPrefix.ShowOpt(l.ProductID), Quantity: l.Quantity, UnitAmount: l.UnitAmountMinor,
			Amount: l.GrossMinor, Net: l.NetMinor, Tax: l.TaxMinor, TaxRate: l.TaxRateBasisPoint}
	})
}

// PaymentJSON is a payment on /v1. Amounts are integer minor units.
type PaymentJSON struct {
	ID              string             `json:"id"`
	Number          int64              `json:"number"`
	Amount          int64              `json:"amount"`
	AmountCaptured  int64              `json:"amount_captured"`
	AmountRefunded  int64              `json:"amount_refunded"`
	AmountVoided    int64              `json:"amount_voided"`
	Currency        string             `json:"currency"`
	Status          string             `json:"status"`
	TransactionType string             `json:"transaction_type"`
	AuthorizedUntil *string            `json:"authorized_until"`
	Description     string             `json:"description"`
	Reference       *string            `json:"reference"`
	PaymentLinkID   *string            `json:"payment_link_id"`
	ProductID       *string            `json:"product_id"`
	CheckoutID      string             `json:"checkout_id"`
	CustomerID      string             `json:"customer_id"`
	PayerEmail      string             `json:"payer_email"`
	Card            *CardJSON          `json:"card"`
	Lines           []LineJSON         `json:"lines"`
	Tax             int64              `json:"tax"`
	CustomFields    []CustomAnswerJSON `json:"custom_fields"`
	CustomerNote    *string            `json:"customer_note"`
	Metadata        map[string]any     `json:"metadata"`
	FailureCode     *string            `json:"failure_code"`
	FailureMessage  *string            `json:"failure_message"`
	Livemode        bool               `json:"livemode"`
	CompletedAt     *string            `json:"completed_at"`
	CreatedAt       string             `json:"created_at"`
	UpdatedAt       string             `json:"updated_at"`
}

// CardJSON is what is known of the card that paid.
type CardJSON struct {
	Brand string `json:"brand"`
	Last4 string `json:"last4"`
}

// PaymentStatus is a payment's state as /v1 spells it: paid is "completed".
func PaymentStatus(s pay.PaymentState) string {
	if s == pay.PaymentPaid {
		return "completed"
	}
	return string(s)
}

// NewPaymentJSON returns the payment as the API shows it.
func NewPaymentJSON(p pay.Payment) PaymentJSON {
	out := PaymentJSON{
		ID: pay.PaymentPrefix.Show(p.ID), Number: p.Number, Amount: p.AmountMinor, AmountRefunded: p.RefundedMinor,
		AmountCaptured: p.CapturedMinor, AmountVoided: p.VoidedMinor, TransactionType: string(p.TransactionType), AuthorizedUntil: stampOpt(p.AuthorizedUntil),
		ProductID: pay.ProductPrefix.ShowOpt(p.ProductID), Tax: p.TaxMinor,
		Currency: p.Currency, Status: PaymentStatus(p.State), Description: p.Description, Reference: text(p.Reference),
		PaymentLinkID: pay.LinkPrefix.ShowOpt(p.LinkID), CheckoutID: pay.CheckoutPrefix.Show(p.CheckoutID),
		CustomerID: pay.CustomerPrefix.Show(p.CustomerID), PayerEmail: p.PayerEmail,
		Lines: linesJSON(p), CustomFields: Show(p.CustomFields, newCustomAnswerJSON), CustomerNote: text(p.CustomerNote),
		Metadata: object(p.Metadata), FailureCode: text(p.FailureCode), FailureMessage: text(p.FailureMessage), Livemode: p.Livemode,
		CompletedAt: stampOpt(p.PaidAt), CreatedAt: stamp(p.CreatedAt), UpdatedAt: stamp(p.UpdatedAt),
	}
	if p.CardLast4 != "" {
		out.Card = &CardJSON{Brand: p.CardBrand, Last4: p.CardLast4}
	}
	return out
}

// RefundJSON is a refund on /v1. Amounts are integer minor units; tax is a part
// of amount. AmountUSD is decimal, null where no rate was known.
type RefundJSON struct {
	ID             string  `json:"id"`
	Number         int64   `json:"number"`
	PaymentID      string  `json:"payment_id"`
	Amount         int64   `json:"amount"`
	Currency       string  `json:"currency"`
	Tax            int64   `json:"tax"`
	AmountUSD      *string `json:"amount_usd"`
	Reason         string  `json:"reason"`
	Status         string  `json:"status"`
	FailureCode    *string `json:"failure_code"`
	FailureMessage *string `json:"failure_message"`
	Livemode       bool    `json:"livemode"`
	CreatedAt      string  `json:"created_at"`
	UpdatedAt      string  `json:"updated_at"`
}

// NewRefundJSON returns the refund as the API shows it.
func NewRefundJSON(r pay.Refund) RefundJSON {
	out := RefundJSON{
		ID: pay.RefundPrefix.Show(r.ID), Number: r.Number, PaymentID: pay.PaymentPrefix.Show(r.PaymentID),
		Amount: r.AmountMinor, Currency: r.Currency, Tax: r.TaxMinor, Reason: r.Reason, Status: string(r.State),
		FailureCode: text(r.FailureCode), FailureMessage: text(r.FailureMessage), Livemode: r.Livemode,
		CreatedAt: stamp(r.CreatedAt), UpdatedAt: stamp(r.UpdatedAt),
	}
	if r.USDMinor != nil {
		out.AmountUSD = text(pay.Money{Minor: *r.USDMinor, Currency: "USD"}.Decimal())
	}
	return out
}

// ListJSON is a list of /v1. NextCursor is null on the last page.
type ListJSON[T any] struct {
	Data       []T     `json:"data"`
	HasMore    bool    `json:"has_more"`
	NextCursor *string `json:"next_cursor"`
	Total      *int    `json:"total,omitempty"`
	Limit      *int    `json:"limit,omitempty"`
	Offset     *int    `json:"offset,omitempty"`
}

// NewListJSON shows a page of rows; cursor shows a row's id. A list asked for
// by offset says how far it is.
func NewListJSON[R, T any](list pay.List[R], page pay.Page, show func(R) T, cursor func(R) string) ListJSON[T] {
	out := ListJSON[T]{Data: Show(list.Rows, show), HasMore: list.HasMore}
	if list.HasMore {
		out.NextCursor = text(cursor(list.Rows[len(list.Rows)-1]))
	}
	if page.ByOffset {
		out.Total, out.Limit, out.Offset = &list.Total, &page.Limit, &page.Offset
	}
	return out
}

// Show turns rows into what is shown of them; never nil, so that JSON has [].
func Show[R, T any](rows []R, show func(R) T) []T {
	out := make([]T, len(rows))
	for i, row := range rows {
		out[i] = show(row)
	}
	return out
}
