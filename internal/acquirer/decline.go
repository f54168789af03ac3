package acquirer

// DeclineCode says why a payment was declined or a refund failed, in the same
// words for every acquirer. The values are stored and shown in the API: they
// are never changed.
type DeclineCode string

// The reasons for a declined payment.
const (
	CardDeclined         DeclineCode = "card_declined"
	InsufficientFunds    DeclineCode = "insufficient_funds"
	ExpiredCard          DeclineCode = "expired_card"
	IncorrectCVC         DeclineCode = "incorrect_cvc"
	ProcessingError      DeclineCode = "processing_error"
	AuthenticationFailed DeclineCode = "authentication_failed"
	TestCardRequired     DeclineCode = "test_card_required"
	LiveModeUnavailable  DeclineCode = "live_mode_unavailable"
)

// The reasons for a failed refund, capture or release.
const (
	RefundReturned    DeclineCode = "refund_returned"
	RefundTooLarge    DeclineCode = "refund_too_large"
	RefundNotPossible DeclineCode = "refund_not_possible"
	HoldNotPossible   DeclineCode = "hold_not_possible"
)

// DeclineCodes lists all reasons, those of payments first.
var DeclineCodes = []DeclineCode{
	CardDeclined, InsufficientFunds, ExpiredCard, IncorrectCVC, ProcessingError, AuthenticationFailed,
	TestCardRequired, LiveModeUnavailable, RefundReturned, RefundTooLarge, RefundNotPossible, HoldNotPossible,
}

// Message returns what to tell the customer, or the merchant about a refund:
// what happened, that nothing was taken, what to do next. A code that is not
// ours is told as CardDeclined.
func (c DeclineCode) Message() string {
	switch c {
	case InsufficientFunds:
		return "There is not enough money on this card. You were not charged. Use another card."
	case ExpiredCard:
		return "This card has expired. You were not charged. Use another card."
	case IncorrectCVC:
		return "The card's security code is not right. You were not charged. Check the code and try again."
	case ProcessingError:
		return "The bank could not process the card just now. You were not charged. Try again in a minute, or use another card."
	case AuthenticationFailed:
		return "Your bank could not confirm that it was you. You were not charged. Try again, or use another card."
	case TestCardRequired:
		return "Only test cards can pay here, in test mode. Your card was not charged and its number was not kept. Pay with 4242 4242 4242 4242, any future date and any code."
	case LiveModeUnavailable:
		return "Payments with real money are not set up here yet. You were not charged. Ask the seller for another way to pay."
	case RefundReturned:
		return "The customer's bank sent the refund back. The money is still yours. Ask the customer for another way to pay it back."
	case RefundTooLarge:
		return "The refund is more than what is left of the payment. Nothing was refunded. Refund a smaller amount."
	case RefundNotPossible:
		return "The acquirer has no finished payment to refund here. Nothing was refunded. Reload the payment and check its state."
	case HoldNotPossible:
		return "The acquirer holds no such amount for this payment any more. Nothing was charged. Reload the payment and check its state."
	default:
		return "The bank declined this card. You were not charged. Use another card, or ask your bank."
	}
}
