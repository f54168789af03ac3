package views

// ProblemPage is every error page: what happened, what was not lost, what to do.
type ProblemPage struct {
	// Status is the HTTP status: 404.
	Status int
	// Title is the heading; "" takes the status's own.
	Title string
	// Sentence says what happened; "" takes the status's own.
	Sentence string
	// Advice says what to do next; "" takes the status's own.
	Advice string
	// RequestID is what to quote when asking for help; may be "".
	RequestID string
	// ActionHref and ActionLabel are the one way on; "" is "/" and "Go to the start".
	ActionHref, ActionLabel string
	// MerchantName is whose page it is; "" when it is nobody's.
	MerchantName string
	// Public is true on customers' pages, where the dashboard is not offered.
	Public bool
}
