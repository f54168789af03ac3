package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

const refundsPath = "/dashboard/refunds"

// refundChips are the states that each chip of the list of refunds leaves.
var refundChips = map[string][]pay.RefundState{
	"all":        nil,
	"completed":  {pay.RefundCompleted},
	"processing": {pay.RefundPending, pay.RefundProcessing},
	"failed":     {pay.RefundFailed, pay.RefundRejected},
}

var refundChipWords = []views.Option{{Value: "all", Label: "All"}, {Value: "completed", Label: "Completed"},
	{Value: "processing", Label: "On the way"}, {Value: "failed", Label: "Failed"}}

// RefundsPage answers GET /dashboard/refunds.
func (h *Handlers) RefundsPage(c *fiber.Ctx) error {
	page, err := paging(c, pay.RefundPrefix)
	if err != nil {
		return err
	}
	in, b, filter, err := h.refundFilter(c)
	var e *pay.Error
	if errors.As(err, &e) {
		list := views.RefundsPage{Filters: h.filters(c, in, refundsPath, b, e), Status: in.statusChips(refundsPath, refundChipWords)}
		return h.respond(c, reply{Status: statuses[e.Code], Page: views.Refunds(h.frame(c, refundsPath), list)})
	}
	refunds, err := h.Store.PaidRefunds(c.UserContext(), caller(c), filter, page)
	if err != nil {
		return err
	}
	local := zone(c)
	list := views.RefundsPage{
		Filters: h.filters(c, in, refundsPath, b, nil), Status: in.statusChips(refundsPath, refundChipWords), ExportHref: in.at(refundsPath + "/export"),
		Narrowed: len(in.query()) > 0,
		Refunds: views.Show(refunds.Rows, func(r store.PaidRefund) views.RefundOf {
			return views.RefundOf{RefundRow: refundRow(r.Refund, store.Actor{}, caller(c), local), Href: paymentPath(r.Payment.ID), Description: r.Payment.Description, Customer: r.Payment.PayerEmail}
		}),
	}
	if err := h.customerChip(c, filter.CustomerID, &list.Filters, in, refundsPath); err != nil {
		return err
	}
	last := ""
	if refunds.HasMore {
		last = refundCursor(refunds.Rows[len(refunds.Rows)-1].Refund)
	}
	list.Pager = in.pagerOf(refundsPath, page, refunds.HasMore, last)
	return h.respond(c, reply{Page: views.Refunds(h.frame(c, refundsPath), list)})
}

// refundFilter reads the filter of the list of refunds.
func (h *Handlers) refundFilter(c *fiber.Ctx) (in filterInput, b bounds, f store.RefundFilter, err error) {
	in = readFilter(c)
	in.link = ""
	var checks pay.Checks
	b = in.bounds(c, &checks)
	states, known := refundChips[in.status]
	checks.That(known || in.status == "", "status", "There is no such status of refunds.")
	f = store.RefundFilter{States: states, Email: in.emailBound(&checks), Currency: b.currency, MinMinor: b.minMinor, MaxMinor: b.maxMinor, From: b.from, To: b.to}
	if in.customer != "" {
		var ok bool
		f.CustomerID, ok = pay.CustomerPrefix.Parse(in.customer)
		checks.That(ok, "customer", "There is no customer with this id.")
	}
	return in, b, f, checks.Err()
}
