package views

// Filters narrow a list of the dashboard: the form, and a chip for each part
// that is set.
type Filters struct {
	// Path is the list: "/dashboard/payments".
	Path string
	// Chips are the parts that are set, each with the way to take it away.
	Chips []FilterChip
	// Status, Link and Customer are kept when the form is sent; may be "".
	Status, Link, Customer string
	// Currency, Min, Max, From, To and Email are what was typed.
	Currency, Min, Max, From, To, Email string
	// EmailHint says what may be typed as an address; "" is the whole one.
	EmailHint string
	// OnlyPeople leaves out the amounts: the list is of people.
	OnlyPeople bool
	// Currencies can be chosen from.
	Currencies []Option
	// ZoneName is whose days they are: "Nassau time (UTC−5)".
	ZoneName string
	// Errors are by input: currency, min, max, from, to, email.
	Errors Errors
}

// FilterChip is one part of a filter that is set.
type FilterChip struct {
	// Label says what it leaves: "B$10.00 or more".
	Label string
	// Without is the list without it.
	Without string
}

// first is the input where the cursor belongs.
func (f Filters) first() string {
	return f.Errors.First("currency", "min", "max", "from", "to", "email")
}
