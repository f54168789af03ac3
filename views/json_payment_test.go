package views

import (
	"testing"

	"linktill/internal/pay"
)

func TestPaymentJSON(t *testing.T) {
	t.Parallel()
	wantJSON(t, NewPaymentJSON(pay.Payment{
		ID: fixedID(3), Number: 12, State: pay.PaymentPaid, AmountMinor: 50_00, CapturedMinor: 50_00, RefundedMinor: 12_00, RefundReservedMinor: 1, TransactionType: pay.TypePayment,
		Currency: "BSD", Description: "Coffee", Reference: "INV-1", LinkID: fixedID(2), CheckoutID: fixedID(4), CustomerID: fixedID(5),
		PayerEmail: "ana@example.com", CardBrand: "visa", CardLast4: "4242", Acquirer: "sandbox", AcquirerRef: "sbx_secret",
		Metadata: map[string]any{"a": "b"}, PaidAt: &changed, CreatedAt: created, UpdatedAt: changed,
		CustomFields: []pay.CustomAnswer{{Key: "size", Label: "Size", Kind: pay.CustomChoice, Value: "L"}}, CustomerNote: "A present.",
	}), `{
	"id": "pay_111111118C6oxMkBMKvD2r",
	"number": 12,
	"amount": 5000,
	"amount_captured": 5000,
	"amount_refunded": 1200,
	"amount_voided": 0,
	"currency": "BSD",
	"status": "completed",
	"transaction_type": "payment",
	"authorized_until": null,
	"description": "Coffee",
	"reference": "INV-1",
	"payment_link_id": "link_111111118C6oxMkBMKvD2q",
	"product_id": null,
	"checkout_id": "cs_111111118C6oxMkBMKvD2s",
	"customer_id": "cus_111111118C6oxMkBMKvD2t",
	"payer_email": "ana@example.com",
	"card": {
		"brand": "visa",
		"last4": "4242"
	},
	"lines": [
		{
			"description": "Coffee",
			"product_id": null,
			"quantity": 1,
			"unit_amount": 5000,
			"amount": 5000,
			"net": 5000,
			"tax": 0,
			"tax_rate": 0
		}
	],
	"tax": 0,
	"custom_fields": [
		{
			"key": "size",
			"label": "Size",
			"type": "choice",
			"value": "L"
		}
	],
	"customer_note": "A present.",
	"metadata": {
		"a": "b"
	},
	"failure_code": null,
	"failure_message": null,
	"livemode": false,
	"completed_at": "2026-03-01T16:00:15Z",
	"created_at": "2026-03-01T14:30:15Z",
	"updated_at": "2026-03-01T16:00:15Z"
}`)
}

func TestFailedPaymentJSON(t *testing.T) {
	t.Parallel()
	got := NewPaymentJSON(pay.Payment{State: pay.PaymentFailed, FailureCode: "card_declined", FailureMessage: "The bank declined this card.", Livemode: true})
	if got.Status != "failed" || *got.FailureCode != "card_declined" || *got.FailureMessage != "The bank declined this card." || !got.Livemode ||
		got.Card != nil || got.CompletedAt != nil || got.Reference != nil || got.PaymentLinkID != nil {
		t.Errorf("%+v", got)
	}
}

// paid is spelled completed here; every other state is as it is.
func TestPaymentStatusJSON(t *testing.T) {
	t.Parallel()
	for _, s := range pay.PaymentStates {
		want := string(s)
		if s == pay.PaymentPaid {
			want = "completed"
		}
		if got := PaymentStatus(s); got != want {
			t.Errorf("%s is %q", s, got)
		}
	}
}

func TestRefundJSON(t *testing.T) {
	t.Parallel()
	wantJSON(t, NewRefundJSON(pay.Refund{
		ID: fixedID(6), Number: 2, PaymentID: fixedID(3), State: pay.RefundRejected, AmountMinor: 12_05, TaxMinor: 1_29, USDMinor: ptr(int64(14_46)), Currency: "EUR", Reason: "cold",
		FailureCode: "refund_returned", FailureMessage: "Returned.", UserID: fixedID(7), AuthorizationID: fixedID(8), AcquirerRef: "sbx_secret",
		CreatedAt: created, UpdatedAt: changed,
	}), `{
	"id": "ref_111111118C6oxMkBMKvD2u",
	"number": 2,
	"payment_id": "pay_111111118C6oxMkBMKvD2r",
	"amount": 1205,
	"currency": "EUR",
	"tax": 129,
	"amount_usd": "14.46",
	"reason": "cold",
	"status": "rejected",
	"failure_code": "refund_returned",
	"failure_message": "Returned.",
	"livemode": false,
	"created_at": "2026-03-01T14:30:15Z",
	"updated_at": "2026-03-01T16:00:15Z"
}`)
	if got := NewRefundJSON(pay.Refund{State: pay.RefundProcessing, AmountMinor: 5, Currency: "BSD"}); got.AmountUSD != nil || got.FailureCode != nil ||
		got.FailureMessage != nil || got.Status != "processing" {
		t.Errorf("%+v", got)
	}
}

// Lines are as they were sold, and a hold says what can be done with it.
func TestHeldPaymentJSON(t *testing.T) {
	t.Parallel()
	got := NewPaymentJSON(pay.Payment{State: pay.PaymentAuthorized, TransactionType: pay.TypeAuthorization, AmountMinor: 50_00, TaxMinor: 5_36,
		VoidedMinor: 1, AuthorizedUntil: &changed, ProductID: fixedID(9), LinesCount: 1, Lines: []pay.Line{{ProductID: fixedID(9), Name: "Mug", Quantity: 2,
			UnitAmountMinor: 22_32, TaxRateBasisPoint: 1200, NetMinor: 44_64, TaxMinor: 5_36, GrossMinor: 50_00}}})
	line := got.Lines[0]
	if got.Status != "authorized" || got.AmountCaptured != 0 || got.AmountVoided != 1 || *got.AuthorizedUntil != "2026-03-01T16:00:15Z" || got.Tax != 5_36 ||
		*got.ProductID != *line.ProductID || line.Quantity != 2 || line.UnitAmount != 22_32 || line.Amount != 50_00 || line.Net != 44_64 || line.TaxRate != 1200 {
		t.Errorf("%+v", got)
	}
}

// A list says where it goes on, and only one asked for by offset how far it is.
func TestListJSON(t *testing.T) {
	t.Parallel()
	show := func(n int) int { return n * 10 }
	cursor := func(n int) string { return "at " + string(rune('0'+n)) }
	wantJSON(t, NewListJSON(pay.List[int]{}, pay.DefaultPage(), show, cursor), `{
	"data": [],
	"has_more": false,
	"next_cursor": null
}`)
	wantJSON(t, NewListJSON(pay.List[int]{Rows: []int{1, 2}, HasMore: true, Total: 9}, pay.DefaultPage(), show, cursor), `{
	"data": [
		10,
		20
	],
	"has_more": true,
	"next_cursor": "at 2"
}`)
	wantJSON(t, NewListJSON(pay.List[int]{Rows: []int{1}, Total: 3}, pay.Page{Limit: 1, Offset: 2, ByOffset: true}, show, cursor), `{
	"data": [
		10
	],
	"has_more": false,
	"next_cursor": null,
	"total": 3,
	"limit": 1,
	"offset": 2
}`)
}
