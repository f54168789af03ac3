package pay

import (
	"crypto/sha256"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"
)

// RefundState is where a refund stands.
type RefundState string

// The states of a refund. A refund whose outcome is not known stays processing.
const (
	RefundPending    RefundState = "pending"
	RefundProcessing RefundState = "processing"
	RefundCompleted  RefundState = "completed"
	RefundFailed     RefundState = "failed"
	RefundRejected   RefundState = "rejected"
)

var refundMoves = map[RefundState][]RefundState{
	RefundPending:    {RefundProcessing, RefundRejected},
	RefundProcessing: {RefundCompleted, RefundFailed, RefundRejected},
	RefundCompleted:  nil,
	RefundFailed:     nil,
	RefundRejected:   nil,
}

// RefundStates are all states, in the order of a refund's life.
var RefundStates = []RefundState{RefundPending, RefundProcessing, RefundCompleted, RefundFailed, RefundRejected}

// RefundMay reports whether a refund may go from one state to another.
func RefundMay(from, to RefundState) bool { return may(refundMoves, from, to) }

// Final reports whether nothing more will become of the refund.
func (s RefundState) Final() bool {
	return s == RefundCompleted || s == RefundFailed || s == RefundRejected
}

// Refund gives a payment back, whole or in part. Its id is the idempotency key
// that the acquirer gets.
type Refund struct {
	MerchantID      ID
	ID              ID
	Livemode        bool
	Number          int64
	PaymentID       ID
	State           RefundState
	Version         int
	AmountMinor     int64
	Currency        string
	TaxMinor        int64  // the part of the amount that is tax
	USDMinor        *int64 // what the amount was worth in US cents
	Reason          string
	AcquirerRef     string
	FailureCode     string
	FailureMessage  string
	UserID          ID
	AuthorizationID ID
	KeyID           ID
	Checks          int
	CreatedAt       time.Time
	UpdatedAt       time.Time
}

// Amount is what goes back to the customer.
func (r Refund) Amount() Money { return Money{Minor: r.AmountMinor, Currency: r.Currency} }

// RefundReasonMax is the longest reason, in characters.
const RefundReasonMax = 500

// DefaultRefundReason is recorded when an API caller gives none.
const DefaultRefundReason = "requested_by_customer"

// RefundOrder is a refund as somebody asks for it.
type RefundOrder struct {
	ID          ID
	PaymentID   ID
	AmountMinor int64
	Currency    string
	Reason      string
}

// CheckRefund says whether this payment can be refunded like this. The
// database decides once more when the amount is set aside.
func CheckRefund(p Payment, o RefundOrder, by Caller) error {
	if !p.State.Succeeded() {
		return Errorf(NotRefundable, "This payment is %s: only a paid payment can be refunded.", p.State)
	}
	var c Checks
	left := p.Refundable()
	switch {
	case left.Minor == 0 && p.RefundReservedMinor > 0:
		return Errorf(NotRefundable, "What was left of this payment is being refunded already.")
	case left.Minor == 0:
		return Errorf(NotRefundable, "This payment has been refunded in full.")
	case o.AmountMinor <= 0:
		c.Add("amount", "The amount must be more than zero.")
	case o.AmountMinor > left.Minor:
		return &Error{Code: RefundTooLarge, Message: "That is more than is left to refund: " + left.String() + ".",
			Fields: map[string][]string{"amount": {"At most " + left.String() + " is left to refund."}}}
	}
	if by.RefundLimitMinor != nil && o.AmountMinor > *by.RefundLimitMinor {
		c.Add("amount", "This key may refund at most %s at a time.", Money{*by.RefundLimitMinor, p.Currency})
	}
	c.That(o.Currency == "" || o.Currency == p.Currency, "currency", "The payment was made in %s.", p.Currency)
	c.That(strings.TrimSpace(o.Reason) != "", "reason", "Say why you refund it.")
	c.That(utf8.RuneCountInString(o.Reason) <= RefundReasonMax, "reason", "At most %d characters.", RefundReasonMax)
	return c.Err()
}

// Digest covers all that a member saw when they gave their second factor for
// this refund, so that the code counts for exactly it.
func (o RefundOrder) Digest() []byte {
	b, err := json.Marshal([]any{"refund", o.PaymentID.UUID(), o.AmountMinor, o.Currency, o.Reason})
	if err != nil { // strings and an integer always encode
		panic(err)
	}
	sum := sha256.Sum256(b)
	return sum[:]
}

// RefundTax is how much of a refund of that amount is tax. All refunds of a
// payment together have the share of tax that all their amounts have, so the
// roundings do not add up, and the last one has what is left.
func RefundTax(p Payment, amountMinor int64) int64 {
	already := p.TaxRefundedMinor + p.TaxReservedMinor
	due := ProrateTax(p.TaxMinor, p.RefundedMinor+p.RefundReservedMinor+amountMinor, p.CapturedMinor) - already
	return max(0, min(due, p.TaxMinor-already, amountMinor))
}
