package views

import "linktill/internal/pay"

// LineJSON is one line of a payment. Amounts are integer minor units.
type LineJSON struct {
	Description string `json:"description"`
	Quantity    int64  `json:"quantity"`
	UnitAmount  int64  `json:"unit_amount"`
	Amount      int64  `json:"amount"`
	Tax         int64  `json:"tax"`
}

// PaymentJSON is a payment on /v1. Amounts are integer minor units.
type PaymentJSON struct {
	ID             string         `json:"id"`
	Number         int64          `json:"number"`
	Amount         int64          `json:"amount"`
	AmountRefunded int64          `json:"amount_refunded"`
	Currency       string         `json:"currency"`
	Status         string         `json:"status"`
	Description    string         `json:"description"`
	Reference      *string        `json:"reference"`
	PaymentLinkID  *string        `json:"payment_link_id"`
	ProductID      *string        `json:"product_id"`
	CheckoutID     string         `json:"checkout_id"`
	CustomerID     string         `json:"customer_id"`
	PayerEmail     string         `json:"payer_email"`
	Card           *CardJSON      `json:"card"`
	Lines          []LineJSON     `json:"lines"`
	Tax            int64          `json:"tax"`
	Metadata       map[string]any `json:"metadata"`
	FailureCode    *string        `json:"failure_code"`
	FailureMessage *string        `json:"failure_message"`
	Livemode       bool           `json:"livemode"`
	CompletedAt    *string        `json:"completed_at"`
	CreatedAt      string         `json:"created_at"`
	UpdatedAt      string         `json:"updated_at"`
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
		Currency: p.Currency, Status: PaymentStatus(p.State), Description: p.Description, Reference: text(p.Reference),
		PaymentLinkID: pay.LinkPrefix.ShowOpt(p.LinkID), CheckoutID: pay.CheckoutPrefix.Show(p.CheckoutID),
		CustomerID: pay.CustomerPrefix.Show(p.CustomerID), PayerEmail: p.PayerEmail,
		Lines:    []LineJSON{{Description: p.Description, Quantity: 1, UnitAmount: p.AmountMinor, Amount: p.AmountMinor}},
		Metadata: object(p.Metadata), FailureCode: text(p.FailureCode), FailureMessage: text(p.FailureMessage), Livemode: p.Livemode,
		CompletedAt: stampOpt(p.PaidAt), CreatedAt: stamp(p.CreatedAt), UpdatedAt: stamp(p.UpdatedAt),
	}
	if p.CardLast4 != "" {
		out.Card = &CardJSON{Brand: p.CardBrand, Last4: p.CardLast4}
	}
	return out
}

// RefundJSON is a refund on /v1. Amounts are integer minor units. AmountUSD is
// set for refunds in USD only.
type RefundJSON struct {
	ID             string  `json:"id"`
	Number         int64   `json:"number"`
	PaymentID      string  `json:"payment_id"`
	Amount         int64   `json:"amount"`
	Currency       string  `json:"currency"`
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
		Amount: r.AmountMinor, Currency: r.Currency, Reason: r.Reason, Status: string(r.State),
		FailureCode: text(r.FailureCode), FailureMessage: text(r.FailureMessage), Livemode: r.Livemode,
		CreatedAt: stamp(r.CreatedAt), UpdatedAt: stamp(r.UpdatedAt),
	}
	if r.Currency == "USD" {
		out.AmountUSD = text(r.Amount().Decimal())
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
