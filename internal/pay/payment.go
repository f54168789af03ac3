package pay

import "time"

// PaymentState is where a payment stands; PaymentMay says where it may go.
type PaymentState string

// The states of a payment.
const (
	PaymentCreated           PaymentState = "created"
	PaymentProcessing        PaymentState = "processing"
	PaymentAuthorized        PaymentState = "authorized"
	PaymentPaid              PaymentState = "paid"
	PaymentFailed            PaymentState = "failed"
	PaymentUnknown           PaymentState = "unknown"
	PaymentPartiallyRefunded PaymentState = "partially_refunded"
	PaymentRefunded          PaymentState = "refunded"
	PaymentCanceled          PaymentState = "canceled"
	PaymentExpired           PaymentState = "expired"
)

// paymentMoves is the table of legal moves; migrations/0001_words.sql repeats
// it for the trigger, and a test compares the two. failed may go on: the
// customer tries another card, or the acquirer's success arrives late.
var paymentMoves = map[PaymentState][]PaymentState{
	PaymentCreated:           {PaymentProcessing, PaymentCanceled, PaymentExpired},
	PaymentProcessing:        {PaymentAuthorized, PaymentPaid, PaymentFailed, PaymentUnknown},
	PaymentUnknown:           {PaymentAuthorized, PaymentPaid, PaymentFailed},
	PaymentAuthorized:        {PaymentPaid, PaymentCanceled, PaymentExpired},
	PaymentFailed:            {PaymentProcessing, PaymentPaid},
	PaymentCanceled:          {PaymentPaid},
	PaymentExpired:           {PaymentPaid},
	PaymentPaid:              {PaymentPartiallyRefunded, PaymentRefunded},
	PaymentPartiallyRefunded: {PaymentRefunded},
	PaymentRefunded:          nil,
}

// PaymentStates are all states, in the order of a payment's life.
var PaymentStates = []PaymentState{
	PaymentCreated, PaymentProcessing, PaymentUnknown, PaymentAuthorized, PaymentPaid,
	PaymentPartiallyRefunded, PaymentRefunded, PaymentFailed, PaymentCanceled, PaymentExpired,
}

// PaymentMay reports whether a payment may go from one state to another.
func PaymentMay(from, to PaymentState) bool { return may(paymentMoves, from, to) }

// PaymentFrom lists the states from which a payment may go to that one.
func PaymentFrom(to PaymentState) []PaymentState { return sources(paymentMoves, PaymentStates, to) }

func may[S comparable](moves map[S][]S, from, to S) bool {
	for _, s := range moves[from] {
		if s == to {
			return true
		}
	}
	return false
}

func sources[S comparable](moves map[S][]S, all []S, to S) []S {
	var from []S
	for _, s := range all {
		if may(moves, s, to) {
			from = append(from, s)
		}
	}
	return from
}

// Succeeded reports whether money was taken, whatever was refunded since.
func (s PaymentState) Succeeded() bool {
	return s == PaymentPaid || s == PaymentPartiallyRefunded || s == PaymentRefunded
}

// Open reports whether the outcome is still to come.
func (s PaymentState) Open() bool {
	return s == PaymentCreated || s == PaymentProcessing || s == PaymentUnknown
}

// Payment is one customer paying one checkout, in however many attempts.
// Amounts are minor units of Currency.
type Payment struct {
	MerchantID ID
	ID         ID
	Livemode   bool
	Number     int64
	CheckoutID ID
	LinkID     ID
	ProductID  ID // when its only line is of a product
	// Interval is how often the customer agreed to pay: a payment that subscribes
	// them. SubscriptionID is the subscription that it began, or is a period of.
	Interval       Interval
	SubscriptionID ID
	// Lines are what was bought, where they were asked for; an amount by link has
	// none.
	Lines      []Line
	LinesCount int
	// CustomFields are what the customer answered, and CustomerNote what they wrote
	// to the merchant.
	CustomFields []CustomAnswer
	CustomerNote string
	// Language is what the customer reads. Only what is for them brings it:
	// Store.Receipt and Store.Checkout.
	Language            string
	CustomerID          ID
	State               PaymentState
	Version             int
	AmountMinor         int64
	Currency            string
	CapturedMinor       int64
	RefundedMinor       int64
	RefundReservedMinor int64
	TransactionType     TransactionType
	// VoidedMinor is the part of a hold that was given up, AuthorizedUntil when
	// what is left of it ends by itself.
	VoidedMinor     int64
	AuthorizedUntil *time.Time
	// TaxMinor is the part of the amount that is tax, once captured the part of
	// what was captured.
	TaxMinor         int64
	TaxRefundedMinor int64
	TaxReservedMinor int64
	// USDRate is US dollars for one unit of Currency, as a decimal number; "" when
	// none was known.
	USDRate        string
	Description    string
	Reference      string
	PayerEmail     string
	CardBrand      string
	CardLast4      string
	Acquirer       string
	AcquirerRef    string
	FailureCode    string
	FailureMessage string
	Metadata       map[string]any
	PaidAt         *time.Time
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// Amount is what the customer was asked to pay.
func (p Payment) Amount() Money { return Money{Minor: p.AmountMinor, Currency: p.Currency} }

// Refundable is what is left to refund: captured, less refunded, less what
// refunds under way have set aside.
func (p Payment) Refundable() Money {
	return Money{Minor: p.CapturedMinor - p.RefundedMinor - p.RefundReservedMinor, Currency: p.Currency}
}

// Capturable is what is held on the card and can be taken; nothing once
// something was captured.
func (p Payment) Capturable() Money {
	if p.State != PaymentAuthorized {
		return Money{Currency: p.Currency}
	}
	return p.Amount()
}

// Voidable is what is still held on the card and can be given up.
func (p Payment) Voidable() Money {
	m := Money{Currency: p.Currency}
	if p.AuthorizedUntil != nil {
		m.Minor = p.AmountMinor - p.CapturedMinor - p.VoidedMinor
	}
	return m
}

// HoldLife is how long an amount is held on a card before it is given up.
const HoldLife = 7 * 24 * time.Hour

// AttemptState is where one try to pay stands.
type AttemptState string

// The states of an attempt. The last four are final.
const (
	AttemptProcessing     AttemptState = "processing"
	AttemptRequiresAction AttemptState = "requires_action"
	AttemptUnknown        AttemptState = "unknown"
	AttemptAuthorized     AttemptState = "authorized"
	AttemptPaid           AttemptState = "paid"
	AttemptDeclined       AttemptState = "declined"
	AttemptCanceled       AttemptState = "canceled"
)

// Final reports whether nothing more will become of the attempt.
func (s AttemptState) Final() bool {
	return s.Succeeded() || s == AttemptDeclined || s == AttemptCanceled
}

// Succeeded reports whether the attempt took the money, or holds it.
func (s AttemptState) Succeeded() bool { return s == AttemptPaid || s == AttemptAuthorized }

// Attempt is one try to pay. Its id is the idempotency key that the acquirer
// gets, however often it is asked.
type Attempt struct {
	MerchantID  ID
	ID          ID
	PaymentID   ID
	Number      int
	State       AttemptState
	CardBrand   string
	CardLast4   string
	AcquirerRef string
	DeclineCode string
	Message     string
	ActionURL   string
	Checks      int
	CreatedAt   time.Time
	FinishedAt  *time.Time
}

// AttemptNext is what an attempt's outcome makes of its payment. failed is
// also what an abandoned challenge leaves: the customer may try again.
func (s AttemptState) AttemptNext() PaymentState {
	switch s {
	case AttemptPaid:
		return PaymentPaid
	case AttemptAuthorized:
		return PaymentAuthorized
	case AttemptDeclined, AttemptCanceled:
		return PaymentFailed
	case AttemptUnknown:
		return PaymentUnknown
	}
	return PaymentProcessing
}

// SettleDelay is how long to wait before the acquirer is asked again about an
// operation it gave no answer to: 2 s doubling to one hour.
func SettleDelay(checks int) time.Duration {
	return min(2*time.Second<<min(checks, 20), time.Hour)
}
