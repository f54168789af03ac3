package views

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"linktill/internal/pay"
)

var apiMoment = time.Date(2026, 3, 1, 12, 0, 0, 999, time.FixedZone("", 3600))

func encoded(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// In every currency an amount has as many decimals as the currency.
func TestTransactionJSONAmounts(t *testing.T) {
	t.Parallel()
	for currency, want := range map[string]string{"USD": "12.34", "JPY": "1234", "KWD": "1.234"} {
		p := pay.Payment{Currency: currency, AmountMinor: 1234, CapturedMinor: 1234, RefundedMinor: 1, RefundReservedMinor: 3, TaxMinor: 5, State: pay.PaymentPaid, CreatedAt: apiMoment}
		got := NewTransactionJSON(p, nil, nil)
		in := func(minor int64) string { return pay.Money{Minor: minor, Currency: currency}.Decimal() }
		if got.Amount != want || got.AmountInCents != 1234 || got.AmountRefunded != in(1) || got.AmountRefundable != in(1230) || got.TaxAmount != in(5) {
			t.Errorf("%s: %+v", currency, got)
		}
	}
}

// What is empty is an empty list or object, never null, so that programs can
// walk it.
func TestTransactionJSONOfNothing(t *testing.T) {
	t.Parallel()
	got := encoded(t, NewTransactionJSON(pay.Payment{Currency: "USD", State: pay.PaymentCreated, CreatedAt: apiMoment}, []pay.Line{{Name: "Tip", Quantity: 1}}, nil))
	for _, want := range []string{`"products":[]`, `"depositAttempts":[]`, `"metadata":{}`, `"paid_at":null`, `"payment_link_id":null`, `"created_at":"2026-03-01T11:00:00Z"`, `"status":"created"`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}

func TestDepositStatuses(t *testing.T) {
	t.Parallel()
	for state, want := range map[pay.AttemptState]string{
		pay.AttemptPaid: "succeeded", pay.AttemptDeclined: "failed", pay.AttemptCanceled: "canceled", pay.AttemptAuthorized: "authorized",
		pay.AttemptProcessing: "pending", pay.AttemptRequiresAction: "pending", pay.AttemptUnknown: "pending",
	} {
		if got := newDepositAttemptJSON(pay.Attempt{State: state}); got.Status != want || got.PaymentMethod != "card" {
			t.Errorf("%s: %+v", state, got)
		}
	}
}

// Ordering a refund answers processing for all that went well, and at once what
// did not.
func TestRefundOrderJSON(t *testing.T) {
	t.Parallel()
	for state, want := range map[pay.RefundState]string{
		pay.RefundPending: "processing", pay.RefundProcessing: "processing", pay.RefundCompleted: "processing",
		pay.RefundFailed: "failed", pay.RefundRejected: "rejected",
	} {
		cents := int64(4321)
		r := pay.Refund{Number: 7, State: state, AmountMinor: 4000, Currency: "EUR", USDMinor: &cents, Reason: "Late", CreatedAt: apiMoment, UpdatedAt: apiMoment}
		got := NewAPIRefundOrderJSON(r, pay.Payment{Number: 9})
		if got.Status != want || got.Amount != "40.00" || *got.AmountUSD != "43.21" || got.RefundID != 7 || got.TransactionID != 9 || got.AmountInCents != 4000 {
			t.Errorf("%s: %+v", state, got)
		}
		if one := NewAPIRefundJSON(r); one.Status != string(state) || one.ErrorMessage != nil || *one.AmountUSD != "43.21" {
			t.Errorf("%s: %+v", state, one)
		}
	}
	if got := encoded(t, NewAPIRefundJSON(pay.Refund{Currency: "EUR"})); !strings.Contains(got, `"amount_usd":null`) {
		t.Error(got)
	}
}

func TestAPILinkJSON(t *testing.T) {
	t.Parallel()
	amount := int64(17_50)
	l := pay.Link{Currency: "USD", AmountMinor: &amount, PricingMode: pay.PriceExclusive, CreatedAt: apiMoment,
		Lines: []pay.Line{{Name: "Tea", Quantity: 3, UnitAmountMinor: 5_00}, {Name: "Cup", Quantity: 1, UnitAmountMinor: 2_50}}}
	got := NewAPILinkJSON(l, Merchant{Slug: "tea", PublicURL: "https://till.example"}, apiMoment)
	if *got.Amount != "17.50" || got.Products[0].UnitAmount != "5.00" || got.Products[0].Amount != "15.00" || got.Products[1].Amount != "2.50" || !got.IsActive {
		t.Errorf("%+v", got)
	}
	if open := encoded(t, NewAPILinkJSON(pay.Link{Currency: "USD", DeactivatedAt: &apiMoment}, Merchant{}, apiMoment)); !strings.Contains(open, `"amount":null`) ||
		!strings.Contains(open, `"products":[]`) || !strings.Contains(open, `"deactivation_reason":"manual"`) {
		t.Error(open)
	}
}
