package pay

import "time"

// ChargeState is where the charge of one period stands.
type ChargeState string

// The states of a charge. A failed one is tried again at RetryAt, if there is
// one; a voided one was given up because the subscription ended first.
const (
	ChargeProcessing ChargeState = "processing"
	ChargePaid       ChargeState = "paid"
	ChargeFailed     ChargeState = "failed"
	ChargeVoided     ChargeState = "voided"
)

// Charge is one period of a subscription and the payment for it. There is one
// for each period, whatever number of times its card is tried.
type Charge struct {
	MerchantID     ID
	ID             ID
	Livemode       bool
	SubscriptionID ID
	PaymentID      ID
	State          ChargeState
	PeriodStart    time.Time
	PeriodEnd      time.Time
	AmountMinor    int64
	Currency       string
	Tries          int
	FirstFailedAt  *time.Time
	RetryAt        *time.Time
	FailureMessage string
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// Amount is what the period costs.
func (c Charge) Amount() Money { return Money{Minor: c.AmountMinor, Currency: c.Currency} }

// RetryAfter is how long after its first failure a charge is tried again. After
// the last of them the subscription ends unpaid.
var RetryAfter = []time.Duration{1 * day, 3 * day, 5 * day, 7 * day}

const day = 24 * time.Hour
