package views

import "linktill/internal/pay"

// SubscriptionJSON is a subscription as events tell of it. The amount is in
// minor units, times are RFC 3339 in UTC.
type SubscriptionJSON struct {
	ID                string  `json:"id"`
	Status            string  `json:"status"`
	Amount            int64   `json:"amount"`
	Currency          string  `json:"currency"`
	Description       string  `json:"description"`
	Interval          string  `json:"interval"`
	IntervalCount     int     `json:"interval_count"`
	CustomerID        string  `json:"customer_id"`
	PaymentLinkID     *string `json:"payment_link_id"`
	NextChargeAt      *string `json:"next_charge_at"`
	CancelAtPeriodEnd bool    `json:"cancel_at_period_end"`
	CancelReason      *string `json:"cancel_reason"`
	ChargedCount      int     `json:"charged_count"`
	Livemode          bool    `json:"livemode"`
	CreatedAt         string  `json:"created_at"`
	UpdatedAt         string  `json:"updated_at"`
	CanceledAt        *string `json:"canceled_at"`
}

// NewSubscriptionJSON returns the subscription as events tell of it.
func NewSubscriptionJSON(s pay.Subscription) SubscriptionJSON {
	out := SubscriptionJSON{
		ID: pay.SubscriptionPrefix.Show(s.ID), Status: string(s.State), Amount: s.AmountMinor, Currency: s.Currency, Description: s.Description,
		Interval: string(s.Unit), IntervalCount: s.Count, CustomerID: pay.CustomerPrefix.Show(s.CustomerID),
		NextChargeAt: stampOpt(s.NextChargeAt), CancelAtPeriodEnd: s.CancelAtPeriodEnd, CancelReason: text(string(s.CancelReason)),
		ChargedCount: s.ChargedCount, Livemode: s.Livemode, CreatedAt: stamp(s.CreatedAt), UpdatedAt: stamp(s.UpdatedAt), CanceledAt: stampOpt(s.CanceledAt),
	}
	if !s.LinkID.IsZero() {
		out.PaymentLinkID = text(pay.LinkPrefix.Show(s.LinkID))
	}
	return out
}
