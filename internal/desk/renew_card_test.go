package desk

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"linktill/internal/pay"
	"linktill/store"
)

// An acquirer that takes the money of somebody who subscribes and keeps no card is
// told about: the payment stands, and nobody is charged again.
func TestPaidWithoutACardIsSaid(t *testing.T) {
	t.Parallel()
	s := newSubscribers(t, "2027-01-15T15:00:00Z", "UTC")
	var log bytes.Buffer
	s.desk.log = slog.New(slog.NewTextHandler(&log, nil))
	l, err := s.store.CreateLink(context.Background(), s.by, pay.Link{ID: s.store.NewID(s.by.MerchantNumber), AmountMinor: ptr(int64(5_00)),
		Currency: "BSD", Description: "Paper", Interval: monthly})
	must(t, err)
	begun := s.pay(l, challenged)
	_, err = s.bank.Answer(context.Background(), begun.Attempt.ActionURL[len("/sandbox/3ds/"):], true)
	must(t, err)
	if log.Len() > 0 {
		t.Errorf("before: %s", log.String())
	}
	done := s.desk.record(context.Background(), begun, store.AttemptOutcome{State: pay.AttemptPaid, AcquirerRef: begun.Attempt.AcquirerRef})
	if p := s.payment(done.Payment.ID); p.State != pay.PaymentPaid || !p.SubscriptionID.IsZero() {
		t.Errorf("%s, subscription %s", p.State, p.SubscriptionID.UUID())
	}
	if said := log.String(); !strings.Contains(said, "level=ERROR") || !strings.Contains(said, pay.PaymentPrefix.Show(done.Payment.ID)) {
		t.Errorf("the log says %q", said)
	}
}
