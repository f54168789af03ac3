package handlers

import (
	"github.com/gofiber/fiber/v2"

	"linktill/views"
)

// PaymentsExport answers GET /dashboard/payments/export: what the file will
// hold, and how far its download is.
func (h *Handlers) PaymentsExport(c *fiber.Ctx) error {
	in, b, filter, err := h.paymentFilter(c)
	if err != nil {
		return err
	}
	rows, err := h.Store.CountExport(c.UserContext(), caller(c), filter)
	if err != nil {
		return err
	}
	page := h.exportPage(c, in, b, paymentsPath, "payments", rows)
	if _, err := h.linkChip(c, filter.LinkID, &page.Filters, in); err != nil {
		return err
	}
	if err := h.customerChip(c, filter.CustomerID, &page.Filters, in, paymentsPath); err != nil {
		return err
	}
	page.Columns = paymentHead
	return h.respond(c, reply{Page: views.Export(h.frame(c, paymentsPath), page)})
}

// RefundsExport answers GET /dashboard/refunds/export.
func (h *Handlers) RefundsExport(c *fiber.Ctx) error {
	in, b, filter, err := h.refundFilter(c)
	if err != nil {
		return err
	}
	rows, err := h.Store.CountRefundExport(c.UserContext(), caller(c), filter)
	if err != nil {
		return err
	}
	page := h.exportPage(c, in, b, refundsPath, "refunds", rows)
	if err := h.customerChip(c, filter.CustomerID, &page.Filters, in, refundsPath); err != nil {
		return err
	}
	page.Columns = refundHead
	return h.respond(c, reply{Page: views.Export(h.frame(c, refundsPath), page)})
}

func (h *Handlers) exportPage(c *fiber.Ctx, in filterInput, b bounds, path, what string, rows int) views.ExportPage {
	page := views.ExportPage{
		What: what, ListHref: in.at(path), FileHref: in.at(path + ".csv"), FileName: exportName(caller(c), what, b, h.Now().In(zone(c))),
		Rows: rows, RowsShown: counted(int64(rows)), ZoneName: zoneName(h.Now().In(zone(c))), Filters: h.filters(c, in, path, b, nil),
	}
	if in.status != "" && in.status != "all" {
		page.Filters.Chips = append(page.Filters.Chips, views.FilterChip{Label: "Status: " + in.status})
	}
	return page
}
