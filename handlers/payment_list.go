package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

const paymentsPath = "/dashboard/payments"

// paymentChips are the states that each chip of the dashboard's list leaves.
var paymentChips = map[string][]pay.PaymentState{
	"all":        nil,
	"paid":       {pay.PaymentPaid, pay.PaymentPartiallyRefunded},
	"processing": {pay.PaymentCreated, pay.PaymentProcessing, pay.PaymentAuthorized},
	"held":       {pay.PaymentAuthorized},
	"unknown":    {pay.PaymentUnknown},
	"failed":     {pay.PaymentFailed, pay.PaymentCanceled, pay.PaymentExpired},
	"refunded":   {pay.PaymentPartiallyRefunded, pay.PaymentRefunded},
}

var paymentChipWords = []views.Option{{Value: "all", Label: "All"}, {Value: "paid", Label: "Paid"}, {Value: "processing", Label: "In progress"},
	{Value: "held", Label: "Held"}, {Value: "unknown", Label: "Unknown"}, {Value: "failed", Label: "Failed"}, {Value: "refunded", Label: "Refunded"}}

// ListPayments answers GET /dashboard/payments and GET /v1/payments.
func (h *Handlers) ListPayments(c *fiber.Ctx) error {
	page, err := paging(c, pay.PaymentPrefix)
	if err != nil {
		return err
	}
	if !wantsJSON(c) {
		return h.paymentsPage(c, page)
	}
	filter, err := h.apiPaymentFilter(c)
	if err != nil {
		return err
	}
	ctx, by := c.UserContext(), caller(c)
	payments, err := h.Store.Payments(ctx, by, filter, page)
	if err == nil && page.ByOffset {
		payments.Total, err = h.Store.CountPayments(ctx, by, filter)
	}
	if err == nil {
		err = h.Store.WithLines(ctx, payments.Rows)
	}
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewListJSON(payments, page, views.NewPaymentJSON, paymentCursor)})
}

// apiPaymentFilter reads the filters of the API: a status as it spells them, and
// a link.
func (h *Handlers) apiPaymentFilter(c *fiber.Ctx) (store.PaymentFilter, error) {
	var f store.PaymentFilter
	var checks pay.Checks
	if text := c.Query("link", c.Query("payment_link_id")); text != "" {
		var ok bool
		f.LinkID, ok = pay.LinkPrefix.Parse(text)
		checks.That(ok, "payment_link_id", "Must be the id of a payment link.")
	}
	if status := c.Query("status"); status != "" {
		f.States = statesOf(status)
		checks.That(f.States != nil, "status", "Must be a payment's status, such as completed.")
	}
	return f, checks.Err()
}

func statesOf(status string) []pay.PaymentState {
	for _, s := range pay.PaymentStates {
		if views.PaymentStatus(s) == status {
			return []pay.PaymentState{s}
		}
	}
	return nil
}

// paymentFilter reads the filter of the dashboard's list.
func (h *Handlers) paymentFilter(c *fiber.Ctx) (in filterInput, b bounds, f store.PaymentFilter, err error) {
	in = readFilter(c)
	var checks pay.Checks
	b = in.bounds(c, &checks)
	states, known := paymentChips[in.status]
	if in.status != "" && !known {
		states = statesOf(in.status)
		checks.That(states != nil, "status", "There is no such status of payments.")
	}
	f = store.PaymentFilter{States: states, Email: in.emailBound(&checks), Currency: b.currency, MinMinor: b.minMinor, MaxMinor: b.maxMinor, From: b.from, To: b.to}
	var ok bool
	if in.link != "" {
		f.LinkID, ok = pay.LinkPrefix.Parse(in.link)
		checks.That(ok, "link", "There is no payment link with this id.")
	}
	if in.customer != "" {
		f.CustomerID, ok = pay.CustomerPrefix.Parse(in.customer)
		checks.That(ok, "customer", "There is no customer with this id.")
	}
	return in, b, f, checks.Err()
}

// paymentsPage is the dashboard's list. What was wrong with the filter is said
// beside its fields.
func (h *Handlers) paymentsPage(c *fiber.Ctx, page pay.Page) error {
	in, b, filter, err := h.paymentFilter(c)
	var e *pay.Error
	if errors.As(err, &e) {
		list := views.PaymentsPage{Filters: h.filters(c, in, paymentsPath, b, e), Status: in.statusChips(paymentsPath, paymentChipWords)}
		return h.respond(c, reply{Status: statuses[e.Code], Page: views.Payments(h.frame(c, paymentsPath), list)})
	}
	payments, err := h.Store.Payments(c.UserContext(), caller(c), filter, page)
	if err != nil {
		return err
	}
	local := zone(c)
	list := views.PaymentsPage{
		Filters: h.filters(c, in, paymentsPath, b, nil), Status: in.statusChips(paymentsPath, paymentChipWords), ExportHref: in.at(paymentsPath + "/export"),
		Payments: views.Show(payments.Rows, func(p pay.Payment) views.PaymentRow { return paymentRow(p, local) }),
		Narrowed: len(in.query()) > 0,
	}
	if list.Link, err = h.linkChip(c, filter.LinkID, &list.Filters, in); err != nil {
		return err
	}
	if err := h.customerChip(c, filter.CustomerID, &list.Filters, in, paymentsPath); err != nil {
		return err
	}
	last := ""
	if payments.HasMore {
		last = paymentCursor(payments.Rows[len(payments.Rows)-1])
	}
	list.Pager = in.pagerOf(paymentsPath, page, payments.HasMore, last)
	return h.respond(c, reply{Page: views.Payments(h.frame(c, paymentsPath), list)})
}

// linkChip names the link whose payments are shown.
func (h *Handlers) linkChip(c *fiber.Ctx, id pay.ID, f *views.Filters, in filterInput) (views.PlaceOf, error) {
	if id.IsZero() {
		return views.PlaceOf{}, nil
	}
	l, err := h.Store.Link(c.UserContext(), caller(c), id)
	if err != nil {
		return views.PlaceOf{}, err
	}
	f.Chips = append(f.Chips, views.FilterChip{Label: "Link: " + l.Description, Without: in.at(paymentsPath, "link")})
	return views.PlaceOf{Href: linkPath(l.ID), Label: l.Description}, nil
}

// customerChip names the customer of whom things are shown.
func (h *Handlers) customerChip(c *fiber.Ctx, id pay.ID, f *views.Filters, in filterInput, path string) error {
	if id.IsZero() {
		return nil
	}
	customer, err := h.Store.Customer(c.UserContext(), caller(c), id)
	if err == nil {
		f.Chips = append(f.Chips, views.FilterChip{Label: "Customer: " + customer.Email, Without: in.at(path, "customer")})
	}
	return err
}
