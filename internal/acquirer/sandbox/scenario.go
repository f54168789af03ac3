package sandbox

import (
	"linktill/internal/acquirer"
	"linktill/internal/pay"
)

// Scenario is what happens to a payment, from the first call to the last.
type Scenario struct {
	// Name is kept in the books; it is never changed.
	Name string
	// State is the truth about the payment as soon as it is made.
	State acquirer.State
	// Decline is the reason, with the state Declined.
	Decline acquirer.DeclineCode
	// TimesOut makes Pay give no answer, and Status say Pending until it settles.
	TimesOut bool
	// Later is what becomes of the payments of the card once it is kept, when that
	// is something else.
	Later *Scenario
	// RefundReturned makes every refund of the payment fail after a while.
	RefundReturned bool
}

// The scenarios.
var (
	paid              = Scenario{Name: "paid", State: acquirer.Paid}
	declined          = declines("declined", acquirer.CardDeclined)
	insufficientFunds = declines("insufficient_funds", acquirer.InsufficientFunds)
	expiredCard       = declines("expired_card", acquirer.ExpiredCard)
	incorrectCVC      = declines("incorrect_cvc", acquirer.IncorrectCVC)
	processingError   = declines("processing_error", acquirer.ProcessingError)
	// Who subscribes is there to answer a challenge; later nobody is.
	challenge       = Scenario{Name: "challenge", State: acquirer.RequiresAction, Later: &paid}
	challengedLater = Scenario{Name: "challenged_later", State: acquirer.Paid, Later: &Scenario{Name: "challenge", State: acquirer.RequiresAction}}
	paidOnce        = Scenario{Name: "paid_once", State: acquirer.Paid, Later: &insufficientFunds}
	timeoutPaid     = Scenario{Name: "timeout_paid", State: acquirer.Paid, TimesOut: true}
	timeoutFailed   = Scenario{Name: "timeout_failed", State: acquirer.Declined, Decline: acquirer.CardDeclined, TimesOut: true}
	refundReturned  = Scenario{Name: "refund_returned", State: acquirer.Paid, RefundReturned: true}
	notTestCard     = declines("not_test_card", acquirer.TestCardRequired)
	liveMode        = declines("live_mode", acquirer.LiveModeUnavailable)
)

// simulations are what becomes of any test card in a session that was made for
// an outcome; sessions made to be canceled are never paid.
var simulations = map[string]Scenario{
	"payment_failed":          declined,
	"success_pending_deposit": timeoutPaid,
	"checkout_pending":        challenge,
}

func declines(name string, code acquirer.DeclineCode) Scenario {
	return Scenario{Name: name, State: acquirer.Declined, Decline: code}
}

// TestCard is a number that the sandbox knows. Any date in the future and any
// CVC go with it.
type TestCard struct {
	Number string
	// Outcome says in a few words what happens, for a list to choose from.
	Outcome  string
	Scenario Scenario
}

var testCards = []TestCard{
	{"4242424242424242", "Paid", paid},
	{"5555555555554444", "Paid (Mastercard)", paid},
	{"378282246310005", "Paid (American Express, code of 4 digits)", paid},
	{"4000000000003220", "Asks for 3-D Secure: approve or fail", challenge},
	{"4000000000000002", "Declined", declined},
	{"4000000000009995", "Declined: not enough money", insufficientFunds},
	{"4000000000000069", "Declined: expired card", expiredCard},
	{"4000000000000127", "Declined: wrong security code", incorrectCVC},
	{"4000000000000119", "Declined: processing error", processingError},
	{"4000000000000259", "Times out, then turns out paid", timeoutPaid},
	{"4000000000000267", "Times out, then turns out failed", timeoutFailed},
	{"4000000000007726", "Paid, but its refund fails later", refundReturned},
	{"4000000000000341", "Paid, but later charges of a subscription are declined", paidOnce},
	{"4000000000000358", "Paid, but later charges of a subscription ask for 3-D Secure", challengedLater},
}

// TestCards returns the cards of the sandbox, the plainest first.
func TestCards() []TestCard { return append([]TestCard(nil), testCards...) }

// ScenarioOf returns what happens with a card. A number that is not a test
// card's is declined, and nothing of it is kept but the last four digits.
func ScenarioOf(card pay.Card) Scenario {
	for _, known := range testCards {
		if known.Number == card.Number {
			return known.Scenario
		}
	}
	return notTestCard
}

// named returns the scenario with that name.
func named(name string) Scenario {
	for _, known := range testCards {
		if known.Scenario.Name == name {
			return known.Scenario
		}
	}
	return declined
}
