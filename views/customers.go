package views

import "linktill/views/ui"

// CustomersPage is the list of customers.
type CustomersPage struct {
	// Filters narrow it; Narrowed is true when anything does.
	Filters  Filters
	Narrowed bool
	// Customers are this page's rows.
	Customers []CustomerRow
	// Pager leads to newer and older rows.
	Pager ui.Pager
}

// CustomerRow is one customer in a list.
type CustomerRow struct {
	// Href is the customer's page.
	Href string
	// Email is who it is; Name may be "".
	Email, Name string
	// Since is when they came first.
	Since ui.Moment
	CustomerSums
}

// CustomerSums are what a customer paid.
type CustomerSums struct {
	// Sums are by currency, the largest first.
	Sums []CustomerSum
	// Payments is how many took money: "12", or "10000+".
	Payments string
	// Last is when the last one did; may be zero.
	Last ui.Moment
	// AtLeast says that only the newest payments were added up.
	AtLeast bool
}

// CustomerSum is what a customer paid in one currency.
type CustomerSum struct {
	// Paid, Refunded and Kept are amounts; Refunded may be "".
	Paid, Refunded, Kept string
	// Payments is how many.
	Payments string
}

// CustomerPage is one customer.
type CustomerPage struct {
	// ID is the shown id, cus_….
	ID string
	// Base is the path of the page.
	Base string
	// Email is who it is; Name may be "". NameTyped is what is in the form.
	Email, Name, NameTyped string
	// Nonce makes sending the form twice act once.
	Nonce string
	// Since is when they came first.
	Since ui.Moment
	// CanChange is true when this person may change the name.
	CanChange bool
	// Errors are by input: name, and "" for the whole form.
	Errors Errors
	CustomerSums
	// Payments are the latest; PaymentsHref leads to all, "" when these are all.
	Payments     []PaymentRow
	PaymentsHref string
	// Subscriptions are theirs, newest first, and OnlyNewest is how many at most
	// when there are more. SubscribeHref leads to the form for another one; "" for
	// those who may not.
	Subscriptions []SubscriptionRow
	OnlyNewest    int
	SubscribeHref string
}

// title is what the customer is called on their page.
func (m CustomerPage) title() string { return or(m.Name, m.Email) }
