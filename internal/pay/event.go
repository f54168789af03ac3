package pay

import "time"

// EventType names what happened, as the API spells it.
type EventType string

// The events of links, payments and refunds. Every change of a payment's or a
// refund's state is exactly one of them.
const (
	EventLinkCreated       EventType = "payment_link.created"
	EventLinkUpdated       EventType = "payment_link.updated"
	EventLinkDeactivated   EventType = "payment_link.deactivated"
	EventLinkDeleted       EventType = "payment_link.deleted"
	EventPaymentCreated    EventType = "payment.created"
	EventPaymentProcessing EventType = "payment.processing"
	EventPaymentUnknown    EventType = "payment.unknown"
	EventPaymentCompleted  EventType = "payment.completed"
	EventPaymentFailed     EventType = "payment.failed"
	EventPaymentAuthorized EventType = "payment.authorized"
	EventPaymentCanceled   EventType = "payment.canceled"
	EventPaymentExpired    EventType = "payment.expired"
	EventPaymentVoided     EventType = "payment.voided" // the rest of a hold, after a capture
	EventPaymentRefunded   EventType = "payment.refunded"
	EventRefundCreated     EventType = "refund.created"
	EventRefundCompleted   EventType = "refund.completed"
	EventRefundFailed      EventType = "refund.failed"
	EventRefundRejected    EventType = "refund.rejected"
)

// PaymentEvent is the event of a payment that reached this state.
func PaymentEvent(s PaymentState) EventType {
	switch s {
	case PaymentPaid:
		return EventPaymentCompleted
	case PaymentPartiallyRefunded, PaymentRefunded:
		return EventPaymentRefunded
	}
	return EventType("payment." + string(s))
}

// RefundEvent is the event of a refund that reached this state.
func RefundEvent(s RefundState) EventType {
	if s == RefundProcessing {
		return EventRefundCreated
	}
	return EventType("refund." + string(s))
}

// Event is one thing that happened. Data is the object's row as it was right
// after, frozen: column names as in the database, amounts in minor units.
type Event struct {
	ID        ID
	Livemode  bool
	Seq       int64
	Type      EventType
	ObjectID  ID
	Version   int
	Data      map[string]any
	CreatedAt time.Time
}
