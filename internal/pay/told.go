package pay

// Told is an event together with what it is about, read from the event's row:
// as it was right after. Object is a Payment, Refund, Link, Product, Listing,
// Subscription or Webhook, nil for anything else.
type Told struct {
	Event
	Object any
	// Lines and Attempts are a payment's. Attempts, newest first, are those begun
	// by then, each as it stands now.
	Lines    []Line
	Attempts []Attempt
}
