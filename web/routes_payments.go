package web

import (
	"linktill/handlers"
	"linktill/internal/pay"
)

// payments are the dashboard's lists of what was paid, given back and by whom,
// their files, the search, and what is written down about a payment.
func payments(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "GET", Path: "/dashboard/search", Access: Member, Scope: pay.PaymentsRead, Handle: h.Search},

		{Method: "GET", Path: "/dashboard/payments.csv", Access: Member, Scope: pay.PaymentsRead, Handle: h.ExportPayments},
		{Method: "GET", Path: "/dashboard/payments/export", Access: Member, Scope: pay.PaymentsRead, Handle: h.PaymentsExport},
		{Method: "POST", Path: "/dashboard/payments/:id/receipt", Access: Member, Scope: pay.PaymentsWrite, Handle: h.ResendReceipt},
		{Method: "POST", Path: "/dashboard/payments/:id/notes", Access: Member, Scope: pay.PaymentsWrite, Handle: h.AddNote},
		{Method: "POST", Path: "/dashboard/payments/:id/notes/:note", Access: Member, Scope: pay.PaymentsWrite, Handle: h.EditNote},
		{Method: "POST", Path: "/dashboard/payments/:id/notes/:note/delete", Access: Member, Scope: pay.PaymentsWrite, Handle: h.DeleteNote},

		{Method: "GET", Path: "/dashboard/refunds", Access: Member, Scope: pay.RefundsRead, Handle: h.RefundsPage},
		{Method: "GET", Path: "/dashboard/refunds.csv", Access: Member, Scope: pay.RefundsRead, Handle: h.ExportRefunds},
		{Method: "GET", Path: "/dashboard/refunds/export", Access: Member, Scope: pay.RefundsRead, Handle: h.RefundsExport},

		{Method: "GET", Path: "/dashboard/customers", Access: Member, Scope: pay.CustomersRead, Handle: h.CustomersPage},
		{Method: "GET", Path: "/dashboard/customers/:id", Access: Member, Scope: pay.CustomersRead, Handle: h.ShowCustomer},
		{Method: "POST", Path: "/dashboard/customers/:id", Access: Member, Scope: pay.PaymentsWrite, Handle: h.ChangeCustomer},
	}
}
