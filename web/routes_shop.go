package web

import (
	"linktill/handlers"
	"linktill/internal/pay"
)

// stalls are listings and the bio page, on /v1 and in public.
func stalls(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "GET", Path: "/shop/:slug", Access: Public, Handle: h.Shop},
		{Method: "GET", Path: "/shop/:slug/:listing", Access: Public, Handle: h.ListingPage},
		{Method: "GET", Path: "/@:slug", Access: Public, Handle: h.BioPage},
		{Method: "GET", Path: "/@:slug/go/:link", Access: Public, Handle: h.FollowBioLink, PerMinute: 120},

		{Method: "GET", Path: "/v1/listings", Access: Key, Scope: pay.ListingsRead, Handle: h.ListListings},
		{Method: "POST", Path: "/v1/listings", Access: Key, Scope: pay.ListingsWrite, Handle: h.CreateListing},
		{Method: "GET", Path: "/v1/listings/:id", Access: Key, Scope: pay.ListingsRead, Handle: h.ShowListing},
		{Method: "PUT", Path: "/v1/listings/:id", Access: Key, Scope: pay.ListingsWrite, Handle: h.ChangeListing},
		{Method: "DELETE", Path: "/v1/listings/:id", Access: Key, Scope: pay.ListingsWrite, Handle: h.DeleteListing},
		{Method: "POST", Path: "/v1/listings/:id/publish", Access: Key, Scope: pay.ListingsWrite, Handle: h.PublishListing},
		{Method: "POST", Path: "/v1/listings/:id/unpublish", Access: Key, Scope: pay.ListingsWrite, Handle: h.PauseListing},

		{Method: "GET", Path: "/v1/bio", Access: Key, Scope: pay.BioRead, Handle: h.ShowBio},
		{Method: "PUT", Path: "/v1/bio", Access: Key, Scope: pay.BioWrite, Handle: h.SaveBio},
		{Method: "POST", Path: "/v1/bio/links", Access: Key, Scope: pay.BioWrite, Handle: h.CreateBioLink},
		{Method: "PUT", Path: "/v1/bio/links/order", Access: Key, Scope: pay.BioWrite, Handle: h.OrderBioLinks},
		{Method: "PUT", Path: "/v1/bio/links/:id", Access: Key, Scope: pay.BioWrite, Handle: h.ChangeBioLink},
		{Method: "DELETE", Path: "/v1/bio/links/:id", Access: Key, Scope: pay.BioWrite, Handle: h.DeleteBioLink},
	}
}
