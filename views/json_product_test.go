package views

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"linktill/internal/pay"
)

func TestProductJSON(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 3, 14, 5, 6, 7_890_000, time.FixedZone("", -5*3600))
	three := int64(3)
	p := pay.Product{ID: pay.NewID(at, 77), Name: "<b>", Description: "d", Currency: "JPY", AmountMinor: 990, Quantity: &three, Held: 1, Sold: 2,
		Language: "ja", TransactionType: pay.TypePayment, CreatedAt: at, UpdatedAt: at, ExpiresAt: &at, Livemode: true}
	id := pay.ProductPrefix.Show(p.ID)
	encode := func(v any) map[string]any {
		b, err := json.Marshal(v)
		var out map[string]any
		if err != nil || json.Unmarshal(b, &out) != nil {
			t.Fatalf("%s, %v", b, err)
		}
		return out
	}
	short, full := encode(NewProductJSON(p, "https://pay.example")), encode(NewFullProductJSON(p, "https://pay.example"))
	for field, want := range map[string]any{"id": id, "amount": 990.0, "quantity": 3.0, "infinite": false, "test": false,
		"created_at": "2026-11-03T19:05:06.007Z", "pay_url": "https://pay.example/products/" + id + "/pay",
		"payment_url": "https://pay.example/products/" + id + "/pay", "confirm_url": "https://pay.example/v2/confirm_order/" + id + "/77"} {
		if short[field] != want || full[field] != want {
			t.Errorf("%s: %v and %v, want %v", field, short[field], full[field], want)
		}
	}
	if len(short) != 16 || len(full) != 25 {
		t.Errorf("%d and %d fields", len(short), len(full))
	}
	for field, want := range map[string]any{"immortal": false, "expired_at": "2026-11-03T19:05:06Z", "return_url": nil, "shop_id": 77.0, "held": 1.0, "sold": 2.0, "quantity_max": 1.0, "livemode": true} {
		if got, there := full[field]; got != want || !there {
			t.Errorf("%s: %v, want %v", field, got, want)
		}
	}
	endless := encode(NewFullProductJSON(pay.Product{}, ""))
	if endless["quantity"] != nil || endless["infinite"] != true || endless["immortal"] != true || endless["test"] != true || endless["visible_fields"] == nil {
		t.Errorf("%v", endless)
	}
	if data, ok := short["additional_data"].(map[string]any); !ok || len(data) != 0 || !strings.HasPrefix(id, "prd_") {
		t.Errorf("additional_data %v", short["additional_data"])
	}
}
