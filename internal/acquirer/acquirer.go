// Package acquirer is what Linktill asks of whoever moves the money: an
// interface of eight verbs with one kind of answer, and the words of the answer.
// An adapter passes the suite in acquirertest before anything is built on it.
package acquirer

import (
	"context"
	"errors"
	"fmt"

	"linktill/internal/pay"
)

// Acquirer takes payments by card and gives them back. Each operation has an
// idempotency key: the same call with the same key, by whatever process and at
// the same time, is one operation with one outcome.
//
// An error means that the outcome is not known: the operation may have
// happened, and only Status can tell. The one exception is a *Misuse, which is
// definite: nothing happened.
type Acquirer interface {
	// Name is how attempts record the acquirer, "sandbox".
	Name() string
	// Pay takes the money: Paid, Declined, RequiresAction, Pending, or Canceled
	// when Void came first. With Hold it is Authorized instead of Paid: the
	// amount is held on the card, until it is captured or released.
	Pay(ctx context.Context, r PayRequest) (Result, error)
	// Save keeps a card for later payments, without taking any money: Completed
	// with the Result's Card, or Declined.
	Save(ctx context.Context, r SaveRequest) (Result, error)
	// Capture takes all or a part of what a payment holds, once: Completed,
	// Pending or Failed.
	Capture(ctx context.Context, r HoldRequest) (Result, error)
	// Release gives up what a payment still holds, which is its Money to the
	// unit: Completed, Pending or Failed.
	Release(ctx context.Context, r HoldRequest) (Result, error)
	// Refund gives back all or a part of a payment: Completed, Pending or Failed.
	Refund(ctx context.Context, r RefundRequest) (Result, error)
	// Void stops the payment with that key if it is not finished: Canceled, or
	// what became of it when that is too late. A key that was never seen is
	// canceled for good, so that a Pay still on its way will be refused.
	Void(ctx context.Context, key string) (Result, error)
	// Status says what became of the operation with that key, and NotFound for
	// a key that was never seen.
	Status(ctx context.Context, key string) (Result, error)
}

// KeyMax is the longest idempotency key that an adapter must take, in bytes.
const KeyMax = 64

// PayRequest asks for a payment.
type PayRequest struct {
	// Key is the idempotency key, 1 to KeyMax bytes.
	Key   string
	Money pay.Money
	Card  pay.Card
	// Save asks to keep the card as well; a Result that is Paid then has it. Token
	// is a card that was kept before, charged without the customer there: it takes
	// the place of Card.
	Save  bool
	Token string
	// Description is for the customer's statement.
	Description string
	// ReturnURL is where the customer's browser goes after a challenge.
	ReturnURL string
	// Livemode is true when real money is to move.
	Livemode bool
	// Hold asks to hold the amount only.
	Hold bool
	// Simulate is one of pay.Simulations, for the sandbox; "" for none.
	Simulate string
}

// SaveRequest asks to keep a card.
type SaveRequest struct {
	// Key is the idempotency key, of no other operation.
	Key      string
	Card     pay.Card
	Livemode bool
}

// HoldRequest asks to take or to give up what a payment holds.
type HoldRequest struct {
	// Key is the idempotency key of the capture or release, not of the payment.
	Key string
	// PaymentRef is the Ref that the payment's Result carried.
	PaymentRef string
	Money      pay.Money
}

// RefundRequest asks to give back all or a part of a payment.
type RefundRequest struct {
	// Key is the idempotency key of the refund, not of the payment.
	Key string
	// PaymentRef is the Ref that the payment's Result carried.
	PaymentRef string
	Money      pay.Money
	// Reason is what the merchant wrote, for the acquirer's records.
	Reason string
}

// State is what became of an operation.
type State string

// The states. RequiresAction and Pending are not final.
const (
	Paid           State = "paid"
	Authorized     State = "authorized" // held on the card
	Declined       State = "declined"
	RequiresAction State = "requires_action" // the customer has to go to ActionURL
	Pending        State = "pending"         // ask Status again later
	Completed      State = "completed"       // a refund, capture, release or saved card
	Failed         State = "failed"          // a refund, capture or release
	Canceled       State = "canceled"
	NotFound       State = "not_found"
)

// Final reports whether the state can no longer change.
func (s State) Final() bool {
	return s == Paid || s == Authorized || s == Declined || s == Completed || s == Failed || s == Canceled
}

// Result is an acquirer's answer.
type Result struct {
	State State
	// Ref is the acquirer's own reference of the operation, for refunds and for
	// people who search; empty with NotFound.
	Ref string
	// DeclineCode says why, with Declined and Failed.
	DeclineCode DeclineCode
	// Message is a sentence that may be shown to the customer, or to the
	// merchant when it is about a refund.
	Message string
	// ActionURL is where the customer proves to be the card's holder, with
	// RequiresAction.
	ActionURL string
	// Money is the amount of the operation, as the acquirer has it.
	Money pay.Money
	// Card is the card that was kept, where that was asked for.
	Card pay.SavedCard
}

// Misuse is a definite refusal of a call that was wrong in itself, such as a
// key used again with other parameters: this call made nothing happen.
type Misuse struct{ Reason string }

// Error returns what was wrong, for logs.
func (e *Misuse) Error() string { return "acquirer: " + e.Reason }

// Misusef returns a Misuse.
func Misusef(format string, args ...any) *Misuse {
	return &Misuse{Reason: fmt.Sprintf(format, args...)}
}

// IsMisuse reports whether err is a Misuse, so that the outcome is known.
func IsMisuse(err error) bool {
	var m *Misuse
	return errors.As(err, &m)
}

// CheckKey refuses a key that some acquirer would not take.
func CheckKey(key string) error {
	if key == "" || len(key) > KeyMax {
		return Misusef("the idempotency key has %d bytes, not 1 to %d", len(key), KeyMax)
	}
	for i := range len(key) {
		if key[i] <= ' ' || key[i] > '~' {
			return Misusef("the idempotency key has a character other than visible ASCII")
		}
	}
	return nil
}

// CheckMoney refuses an amount that is not one to pay or refund.
func CheckMoney(m pay.Money) error {
	if _, known := pay.CurrencyOf(m.Currency); !known {
		return Misusef("%q is not a currency", m.Currency)
	}
	if err := pay.CheckAmount(m.Minor); err != nil {
		return Misusef("%d minor units: %v", m.Minor, err)
	}
	return nil
}
