package views

import (
	"time"

	"linktill/internal/pay"
)

// Merchant is what the JSON of a merchant's things says of the merchant.
type Merchant struct {
	ID        pay.ID
	Slug      string
	PublicURL string
}

// LinkAddress is where customers pay a link.
func (m Merchant) LinkAddress(id pay.ID) string { return m.PublicURL + PayPath(m.Slug, id) }

// PayPath is the path of that address. It is printed on paper: it never changes.
func PayPath(slug string, id pay.ID) string { return "/pay/" + slug + "/" + pay.LinkPrefix.Show(id) }

// PlacementPath is the path for a printed code of the link.
func PlacementPath(slug string, id pay.ID, code string) string { return PayPath(slug, id) + "/" + code }

// QRAddress is the picture of that address.
func (m Merchant) QRAddress(id pay.ID) string { return m.PublicURL + "/qr/" + pay.LinkPrefix.Show(id) }

// LinkJSON is a payment link on /v1. Amounts are integer minor units, times
// RFC 3339 in UTC.
type LinkJSON struct {
	ID                 string            `json:"id"`
	MerchantID         string            `json:"merchant_id"`
	MerchantSlug       string            `json:"merchant_slug"`
	Amount             *int64            `json:"amount"`
	MinAmount          *int64            `json:"min_amount"`
	MaxAmount          *int64            `json:"max_amount"`
	SuggestedAmounts   []int64           `json:"suggested_amounts"`
	Currency           string            `json:"currency"`
	Description        string            `json:"description"`
	URL                string            `json:"url"`
	QRCodeURL          string            `json:"qr_code_url"`
	IsActive           bool              `json:"is_active"`
	DeactivationReason *string           `json:"deactivation_reason"`
	DeactivatedAt      *string           `json:"deactivated_at"`
	UsesCount          int64             `json:"uses_count"`
	UsesHeld           int64             `json:"uses_held"`
	MaxUses            *int64            `json:"max_uses"`
	ExpiresAt          *string           `json:"expires_at"`
	Metadata           map[string]any    `json:"metadata"`
	CustomFields       []CustomFieldJSON `json:"custom_fields"`
	Note               bool              `json:"note"`
	QuantityMax        int               `json:"quantity_max"`
	Recurring          *RecurringJSON    `json:"recurring"`
	Livemode           bool              `json:"livemode"`
	CreatedAt          string            `json:"created_at"`
	UpdatedAt          string            `json:"updated_at"`
}

// NewLinkJSON returns the link as the API shows it now.
func NewLinkJSON(l pay.Link, m Merchant, now time.Time) LinkJSON {
	reason := l.Reason(now)
	return LinkJSON{
		ID: pay.LinkPrefix.Show(l.ID), MerchantID: pay.MerchantPrefix.Show(m.ID), MerchantSlug: m.Slug,
		Amount: l.AmountMinor, MinAmount: l.MinAmountMinor, MaxAmount: l.MaxAmountMinor,
		SuggestedAmounts: list(l.SuggestedMinor), Currency: l.Currency, Description: l.Description,
		URL: m.LinkAddress(l.ID), QRCodeURL: m.QRAddress(l.ID),
		IsActive: reason == pay.LinkActive, DeactivationReason: text(string(reason)), DeactivatedAt: stampOpt(l.DeactivatedAt),
		UsesCount: l.UsesCount, UsesHeld: l.UsesHeld, MaxUses: l.MaxUses, ExpiresAt: stampOpt(l.ExpiresAt),
		CustomFields: Show(l.CustomFields, NewCustomFieldJSON), Note: l.AsksNote, QuantityMax: max(l.QuantityMax, 1), Recurring: newRecurringJSON(l.Interval),
		Metadata: object(l.Metadata), Livemode: l.Livemode, CreatedAt: stamp(l.CreatedAt), UpdatedAt: stamp(l.UpdatedAt),
	}
}

// RecurringJSON is how often whoever pays a link is charged again.
type RecurringJSON struct {
	Interval      pay.IntervalUnit `json:"interval"` // "day", "week", "month" or "year"
	IntervalCount int              `json:"interval_count"`
}

// newRecurringJSON is nil for what is paid once.
func newRecurringJSON(every pay.Interval) *RecurringJSON {
	if every.IsZero() {
		return nil
	}
	return &RecurringJSON{Interval: every.Unit, IntervalCount: every.Count}
}

// list and object are never null in JSON.
func list[T any](rows []T) []T {
	if rows == nil {
		return []T{}
	}
	return rows
}

func object(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}

// text is nil for "", for JSON fields that are null when there is nothing.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// stamp writes a time for JSON: RFC 3339 in UTC.
func stamp(t time.Time) string { return t.UTC().Truncate(time.Second).Format(time.RFC3339) }

func stampOpt(t *time.Time) *string {
	if t == nil {
		return nil
	}
	return text(stamp(*t))
}
