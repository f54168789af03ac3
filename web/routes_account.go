package web

import (
	"linktill/handlers"
	"linktill/internal/pay"
)

// account is the merchant itself: settings, taxes, customers, balance.
func account(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "GET", Path: "/v1/me", Access: Key, Scope: pay.AccountRead, Handle: h.ShowMe},
		{Method: "PUT", Path: "/v1/me", Access: Key, Scope: pay.AccountWrite, Handle: h.ChangeMe},
		{Method: "GET", Path: "/v1/customers", Access: Key, Scope: pay.CustomersRead, Handle: h.ListCustomers},
		{Method: "GET", Path: "/v1/customers/:id", Access: Key, Scope: pay.CustomersRead, Handle: h.ShowCustomer},
		{Method: "GET", Path: "/v1/balance", Access: Key, Scope: pay.PaymentsRead, Handle: h.ShowBalance},
		{Method: "GET", Path: "/v1/tax-rates", Access: Key, Scope: pay.AccountRead, Handle: h.TaxRates},
		{Method: "PUT", Path: "/v1/tax-rates", Access: Key, Scope: pay.AccountWrite, Handle: h.SetTaxRates},
		{Method: "POST", Path: "/v1/tax-rates/prefill", Access: Key, Scope: pay.AccountRead, Handle: h.PrefillTaxRates},
	}
}
