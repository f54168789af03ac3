package views

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"linktill/internal/pay"
)

var (
	created = time.Date(2026, 3, 1, 9, 30, 15, 987_654_321, time.FixedZone("Nassau", -5*3600))
	changed = created.Add(90 * time.Minute)
)

// fixedID is the same in every run: 1970, merchant 7.
func fixedID(last byte) (id pay.ID) {
	id[6], id[8], id[12], id[15] = 0x80, 0x80, 7, last
	return id
}

func ptr[T any](v T) *T { return &v }

// wantJSON compares the value as it is encoded, line by line.
func wantJSON(t *testing.T, value any, want string) {
	t.Helper()
	var got strings.Builder
	encoder := json.NewEncoder(&got)
	encoder.SetIndent("", "\t")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		t.Fatal(err)
	}
	if strings.TrimSpace(got.String()) != strings.TrimSpace(want) {
		t.Errorf("got %s\nwant %s", got.String(), want)
	}
}

var islandCoffee = Merchant{ID: fixedID(1), Slug: "island-coffee", PublicURL: "https://pay.example.com"}

func TestLinkJSON(t *testing.T) {
	t.Parallel()
	wantJSON(t, NewLinkJSON(pay.Link{
		ID: fixedID(2), AmountMinor: ptr(int64(50_00)), SuggestedMinor: []int64{}, Currency: "BSD", Description: "Coffee & <cake>",
		UsesCount: 1, UsesHeld: 2, MaxUses: ptr(int64(50)), ExpiresAt: &changed, Livemode: true, TakenMinor: 50_00,
		Metadata: map[string]any{"n": json.Number("9007199254740993"), "none": nil}, CreatedAt: created, UpdatedAt: changed,
	}, islandCoffee, created), `{
	"id": "link_111111118C6oxMkBMKvD2q",
	"merchant_id": "mer_111111118C6oxMkBMKvD2p",
	"merchant_slug": "island-coffee",
	"amount": 5000,
	"min_amount": null,
	"max_amount": null,
	"suggested_amounts": [],
	"currency": "BSD",
	"description": "Coffee & <cake>",
	"url": "https://pay.example.com/pay/island-coffee/link_111111118C6oxMkBMKvD2q",
	"qr_code_url": "https://pay.example.com/qr/link_111111118C6oxMkBMKvD2q",
	"is_active": true,
	"deactivation_reason": null,
	"deactivated_at": null,
	"uses_count": 1,
	"uses_held": 2,
	"max_uses": 50,
	"expires_at": "2026-03-01T16:00:15Z",
	"metadata": {
		"n": 9007199254740993,
		"none": null
	},
	"custom_fields": [],
	"note": false,
	"quantity_max": 1,
	"recurring": null,
	"livemode": true,
	"created_at": "2026-03-01T14:30:15Z",
	"updated_at": "2026-03-01T16:00:15Z"
}`)
}

func TestOpenLinkJSON(t *testing.T) {
	t.Parallel()
	wantJSON(t, NewLinkJSON(pay.Link{
		ID: fixedID(2), MinAmountMinor: ptr(int64(500)), MaxAmountMinor: ptr(int64(900)), SuggestedMinor: []int64{500, 700}, Currency: "JPY",
		Metadata: map[string]any{}, DeactivatedAt: &changed, Interval: pay.Interval{Unit: pay.UnitMonth, Count: 2}, CreatedAt: created, UpdatedAt: changed,
	}, islandCoffee, created), `{
	"id": "link_111111118C6oxMkBMKvD2q",
	"merchant_id": "mer_111111118C6oxMkBMKvD2p",
	"merchant_slug": "island-coffee",
	"amount": null,
	"min_amount": 500,
	"max_amount": 900,
	"suggested_amounts": [
		500,
		700
	],
	"currency": "JPY",
	"description": "",
	"url": "https://pay.example.com/pay/island-coffee/link_111111118C6oxMkBMKvD2q",
	"qr_code_url": "https://pay.example.com/qr/link_111111118C6oxMkBMKvD2q",
	"is_active": false,
	"deactivation_reason": "manual",
	"deactivated_at": "2026-03-01T16:00:15Z",
	"uses_count": 0,
	"uses_held": 0,
	"max_uses": null,
	"expires_at": null,
	"metadata": {},
	"custom_fields": [],
	"note": false,
	"quantity_max": 1,
	"recurring": {
		"interval": "month",
		"interval_count": 2
	},
	"livemode": false,
	"created_at": "2026-03-01T14:30:15Z",
	"updated_at": "2026-03-01T16:00:15Z"
}`)
}

// Why a link is not active is one of the documented words.
func TestLinkReasonJSON(t *testing.T) {
	t.Parallel()
	for want, l := range map[string]pay.Link{
		"manual": {DeactivatedAt: &created}, "expired": {ExpiresAt: &created}, "max_uses": {MaxUses: ptr(int64(1)), UsesCount: 1},
	} {
		if got := NewLinkJSON(l, islandCoffee, created); got.IsActive || got.DeactivationReason == nil || *got.DeactivationReason != want {
			t.Errorf("%s: %+v", want, got)
		}
	}
}

// A program that reads an array or an object never meets null.
func TestCollectionsAreNeverNull(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]any{
		"link":    NewLinkJSON(pay.Link{}, Merchant{}, created),
		"payment": NewPaymentJSON(pay.Payment{}),
		"key":     NewKeyJSON(pay.APIKey{}),
		"list":    NewListJSON(pay.List[pay.Refund]{}, pay.DefaultPage(), NewRefundJSON, nil),
	} {
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]any
		if err := json.Unmarshal(text, &fields); err != nil {
			t.Fatal(err)
		}
		for _, field := range []string{"suggested_amounts", "metadata", "lines", "scopes", "data"} {
			if value, there := fields[field]; there && value == nil {
				t.Errorf("%s: %s is null", name, field)
			}
		}
	}
}
