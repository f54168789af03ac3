package pay

import "time"

// Payout is money that reached the merchant outside of Linktill, as a member
// recorded it. Amounts are minor units of Currency.
type Payout struct {
	MerchantID  ID
	ID          ID
	Livemode    bool
	AmountMinor int64
	Currency    string
	// PaidOn is the day it was made, at midnight in UTC.
	PaidOn time.Time
	// Destination says where it went, Reference how it can be found there.
	Destination string
	Reference   string
	// UserID and UserEmail are who recorded it.
	UserID    ID
	UserEmail string
	CreatedAt time.Time
	// ReversedAt is set when it was recorded by mistake; the reason says why.
	ReversedAt     *time.Time
	ReversedBy     ID
	ReverserEmail  string
	ReversalReason string
}

// Amount is what was paid out.
func (p Payout) Amount() Money { return Money{Minor: p.AmountMinor, Currency: p.Currency} }

// Limits of what is said about a payout, in characters.
const (
	PayoutTextMax   = 120
	PayoutReasonMax = 500
)

// PayoutOrder is a payout as somebody records it.
type PayoutOrder struct {
	ID          ID
	AmountMinor int64
	Currency    string
	PaidOn      time.Time
	Destination string
	Reference   string
}

// Amount is what was paid out.
func (o PayoutOrder) Amount() Money { return Money{Minor: o.AmountMinor, Currency: o.Currency} }

// Check notes what is wrong with a payout that is recorded on that day, of a
// balance with that much available. The database decides once more.
func (o PayoutOrder) Check(c *Checks, available Money, today time.Time) {
	c.That(o.AmountMinor > 0, "amount", "The amount must be more than zero.")
	c.That(o.AmountMinor <= max(available.Minor, 0) || o.AmountMinor <= 0, "amount", "%s", TooMuchToPayOut(available))
	c.That(!o.PaidOn.After(today), "paid_on", "Record a payout once it was made: this day is still to come.")
	c.That(o.PaidOn.Year() >= 2000, "paid_on", "Enter the day on which it was made.")
	c.That(o.Destination != "", "destination", "Say where the money went, for example the bank and the last digits of the account.")
	c.CheckLength("destination", o.Destination, PayoutTextMax)
	c.CheckLength("reference", o.Reference, PayoutTextMax)
}

// TooMuchToPayOut says that there is not that much.
func TooMuchToPayOut(available Money) string {
	if available.Minor <= 0 {
		return "Nothing is available in " + available.Currency + " to be paid out."
	}
	return "At most " + available.String() + " is available."
}

// CheckReversal says what is wrong with the reason for which a payout is taken
// back.
func CheckReversal(reason string) error {
	var c Checks
	c.That(reason != "", "reason", "Say why it is reversed. The reason stays with the payout.")
	c.CheckLength("reason", reason, PayoutReasonMax)
	return c.Err()
}

// NoSuchPayout is the error of an id that names none.
func NoSuchPayout() error { return Errorf(NotFound, "There is no payout with this id.") }
