package pay

import "time"

// AccountCode names one of the ledger's accounts, of which a merchant has one
// for each mode and currency.
type AccountCode string

// The accounts: what the acquirer owes (as a negative balance), what is the
// merchant's, what of it is set aside for refunds under way, and what reached the
// merchant outside of Linktill.
const (
	AccountAcquirer  AccountCode = "acquirer"
	AccountAvailable AccountCode = "available"
	AccountPending   AccountCode = "pending"
	AccountPaidOut   AccountCode = "paid_out"
)

// Balance is how the accounts of one currency stand.
type Balance struct {
	Currency                                   string
	AvailableMinor, PendingMinor, PaidOutMinor int64
}

// Available is what could be paid out.
func (b Balance) Available() Money { return Money{Minor: b.AvailableMinor, Currency: b.Currency} }

// Pending is what is set aside for refunds under way.
func (b Balance) Pending() Money { return Money{Minor: b.PendingMinor, Currency: b.Currency} }

// PaidOut is what recorded payouts add up to.
func (b Balance) PaidOut() Money { return Money{Minor: b.PaidOutMinor, Currency: b.Currency} }

// TransferKind says what moved money from one account to another.
type TransferKind string

// The kinds.
const (
	TransferPayment         TransferKind = "payment"
	TransferRefundReserved  TransferKind = "refund_reserved"
	TransferRefundCompleted TransferKind = "refund_completed"
	TransferRefundReleased  TransferKind = "refund_released"
	TransferPayout          TransferKind = "payout"
	TransferPayoutReversed  TransferKind = "payout_reversed"
)

// Transfer is one line of the ledger: so much went from the debit account to the
// credit account, because of its source.
type Transfer struct {
	ID            ID
	Currency      string
	Debit, Credit AccountCode
	AmountMinor   int64
	Kind          TransferKind
	// SourceID is the payment, refund or payout. PaymentID is the payment that
	// it is about, zero for payouts; Description is what that was for, or where
	// the payout went.
	SourceID    ID
	PaymentID   ID
	Description string
	CreatedAt   time.Time
}

// On is what the transfer does to an account: more, less, or nothing.
func (t Transfer) On(code AccountCode) Money {
	m := Money{Currency: t.Currency}
	switch code {
	case t.Credit:
		m.Minor = t.AmountMinor
	case t.Debit:
		m.Minor = -t.AmountMinor
	}
	return m
}
