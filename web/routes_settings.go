package web

import (
	"linktill/handlers"
	"linktill/internal/pay"
)

// settings is what a merchant sets, and the style sheets of their look.
func settings(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "GET", Path: "/brand/:slug/:file", Access: Public, Handle: h.BrandSheet},

		{Method: "GET", Path: "/dashboard/settings", Access: Member, Scope: pay.AccountRead, Handle: h.Settings},
		{Method: "GET", Path: "/dashboard/settings/organization", Access: Member, Scope: pay.AccountRead, Handle: h.OrganizationSettings},
		{Method: "POST", Path: "/dashboard/settings/organization", Access: Member, Scope: pay.AccountWrite, Handle: h.SaveOrganization},
		{Method: "GET", Path: "/dashboard/settings/branding", Access: Member, Scope: pay.AccountRead, Handle: h.BrandSettings},
		{Method: "POST", Path: "/dashboard/settings/branding", Access: Member, Scope: pay.AccountWrite, Handle: h.SaveBrand, Upload: true},
		{Method: "GET", Path: "/dashboard/settings/pictures", Access: Member, Scope: pay.AccountRead, Handle: h.PicturesPage},
		{Method: "POST", Path: "/dashboard/settings/pictures/:id/delete", Access: Member, Scope: pay.AccountWrite, Handle: h.DeletePicture},
		{Method: "GET", Path: "/dashboard/settings/checkout", Access: Member, Scope: pay.AccountRead, Handle: h.CheckoutSettings},
		{Method: "POST", Path: "/dashboard/settings/checkout", Access: Member, Scope: pay.AccountWrite, Handle: h.SaveCheckoutSettings},
		{Method: "GET", Path: "/dashboard/settings/currencies", Access: Member, Scope: pay.AccountRead, Handle: h.CurrencySettings},
		{Method: "POST", Path: "/dashboard/settings/currencies", Access: Member, Scope: pay.AccountWrite, Handle: h.SaveCurrencies},
		{Method: "GET", Path: "/dashboard/settings/taxes", Access: Member, Scope: pay.AccountRead, Handle: h.TaxSettings},
		{Method: "POST", Path: "/dashboard/settings/taxes", Access: Member, Scope: pay.AccountWrite, Handle: h.AddTaxRate},
		{Method: "POST", Path: "/dashboard/settings/taxes/mode", Access: Member, Scope: pay.AccountWrite, Handle: h.SetPriceMode},
		{Method: "POST", Path: "/dashboard/settings/taxes/change", Access: Member, Scope: pay.AccountWrite, Handle: h.ChangeTaxRate},
		{Method: "POST", Path: "/dashboard/settings/taxes/remove", Access: Member, Scope: pay.AccountWrite, Handle: h.RemoveTaxRate},
		{Method: "GET", Path: "/dashboard/settings/danger", Access: Fresh, Scope: pay.AccountWrite, Handle: h.DangerZone},
		{Method: "POST", Path: "/dashboard/settings/danger/stop", Access: Fresh, Scope: pay.AccountWrite, Handle: h.StopPayments},
		{Method: "POST", Path: "/dashboard/settings/danger/start", Access: Fresh, Scope: pay.AccountWrite, Handle: h.StartPayments},
	}
}
