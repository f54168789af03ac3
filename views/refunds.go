package views

import "linktill/views/ui"

// RefundsPage is the list of refunds.
type RefundsPage struct {
	// Filters narrow it; Narrowed is true when anything does, a status included.
	Filters  Filters
	Narrowed bool
	// Status are the states to choose from.
	Status []ui.Chip
	// ExportHref leads to the rows as a file.
	ExportHref string
	// Refunds are this page's rows.
	Refunds []RefundOf
	// Pager leads to newer and older rows.
	Pager ui.Pager
}

// RefundOf is a refund in a list, with what it is of.
type RefundOf struct {
	RefundRow
	// Href is the payment's page, Description what it was for, Customer who paid.
	Href, Description, Customer string
}
