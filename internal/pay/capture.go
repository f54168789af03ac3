package pay

import "time"

// CaptureKind says what is done with an amount that is held on a card.
type CaptureKind string

// The kinds: taking it, and giving it up.
const (
	KindCapture CaptureKind = "capture"
	KindVoid    CaptureKind = "void"
)

// CaptureState is where a capture or void stands. One whose outcome is not
// known stays processing.
type CaptureState string

// The states.
const (
	CaptureProcessing CaptureState = "processing"
	CaptureCompleted  CaptureState = "completed"
	CaptureRejected   CaptureState = "rejected"
)

// Capture takes what a payment holds, or gives it up. Its id is the
// idempotency key that the acquirer gets. Amounts are minor units of Currency.
type Capture struct {
	MerchantID  ID
	ID          ID
	Livemode    bool
	PaymentID   ID
	Kind        CaptureKind
	State       CaptureState
	AmountMinor int64
	Currency    string
	// Expiry is set when nobody asked for it: the hold had come to its end.
	Expiry         bool
	AcquirerRef    string
	FailureCode    string
	FailureMessage string
	Checks         int
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// Amount is what is taken or given up.
func (c Capture) Amount() Money { return Money{Minor: c.AmountMinor, Currency: c.Currency} }

// CaptureOrder is a capture or void as somebody asks for it. AmountMinor nil is
// all that there is; a void is always of all.
type CaptureOrder struct {
	ID          ID
	PaymentID   ID
	Kind        CaptureKind
	AmountMinor *int64
	Expiry      bool
}

// CheckCapture says how much of this payment the order takes or gives up, or
// why that cannot be. The database decides once more when it is recorded.
func CheckCapture(p Payment, o CaptureOrder) (amountMinor int64, err error) {
	if o.Kind == KindVoid {
		left := p.Voidable()
		if left.Minor <= 0 {
			return 0, Errorf(NotCapturable, "This payment is %s: nothing is held on the card that could be voided.", p.State)
		}
		return left.Minor, nil
	}
	left := p.Capturable()
	if left.Minor <= 0 {
		return 0, Errorf(NotCapturable, "This payment is %s: only an authorized payment can be captured, once.", p.State)
	}
	if o.AmountMinor == nil {
		return left.Minor, nil
	}
	var c Checks
	c.That(*o.AmountMinor > 0, "amount", "The amount must be more than zero.")
	c.That(*o.AmountMinor <= left.Minor, "amount", "At most %s is held on the card.", left)
	return *o.AmountMinor, c.Err()
}
