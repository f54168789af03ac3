package handlers

import (
	"testing"

	"linktill/internal/pay"
)

// What did not go through is no good news.
func TestRefundReply(t *testing.T) {
	t.Parallel()
	for state, want := range map[pay.RefundState]reply{
		pay.RefundCompleted:  {Flash: "B$12.00 refunded."},
		pay.RefundProcessing: {Flash: "B$12.00 is on its way back. This page shows when it has arrived."},
		pay.RefundRejected:   {Refused: "The refund did not go through: The card was closed."},
		pay.RefundFailed:     {Refused: "The refund did not go through: The card was closed."},
	} {
		r := pay.Refund{State: state, AmountMinor: 1200, Currency: "BSD", FailureMessage: "The card was closed."}
		if got := refundReply(r); got.Flash != want.Flash || got.Refused != want.Refused || got.Redirect != paymentPath(r.PaymentID) {
			t.Errorf("%s: %q, refused %q", state, got.Flash, got.Refused)
		}
	}
}
