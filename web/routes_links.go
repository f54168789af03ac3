package web

import (
	"linktill/handlers"
	"linktill/internal/pay"
)

// placements are the printed codes of a link, for customers and in the dashboard.
func placements(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "GET", Path: "/pay/:slug/:link/:placement", Access: Public, Handle: h.ShowLinkCheckout},
		{Method: "POST", Path: "/pay/:slug/:link/:placement", Access: Public, Handle: h.PayLinkCheckout},
		{Method: "POST", Path: "/dashboard/links/:id/placements", Access: Member, Scope: pay.LinksWrite, Handle: h.AddPlacements},
		{Method: "GET", Path: "/dashboard/links/:id/placements/:placement", Access: Member, Scope: pay.LinksRead, Handle: h.ShowPlacement},
		{Method: "POST", Path: "/dashboard/links/:id/placements/:placement", Access: Member, Scope: pay.LinksWrite, Handle: h.RenamePlacement},
		{Method: "POST", Path: "/dashboard/links/:id/placements/:placement/remove", Access: Member, Scope: pay.LinksWrite, Handle: h.RemovePlacement},
	}
}
