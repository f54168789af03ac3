package web

import (
	"linktill/handlers"
	"linktill/internal/pay"
)

// stalls are listings: on /v1, in the dashboard and in public.
func stalls(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "GET", Path: "/img/:id", Access: Public, Handle: h.Picture},
		{Method: "GET", Path: "/shop/:slug", Access: Public, Handle: h.Shop},
		{Method: "GET", Path: "/shop/:slug/:listing", Access: Public, Handle: h.ListingPage},

		{Method: "GET", Path: "/dashboard/listings", Access: Member, Scope: pay.ListingsRead, Handle: h.ListListings},
		{Method: "GET", Path: "/dashboard/listings/new", Access: Member, Scope: pay.ListingsWrite, Handle: h.NewListing},
		{Method: "POST", Path: "/dashboard/listings", Access: Member, Scope: pay.ListingsWrite, Upload: true, Handle: h.CreateListing},
		{Method: "GET", Path: "/dashboard/listings/:id", Access: Member, Scope: pay.ListingsRead, Handle: h.ShowListing},
		{Method: "GET", Path: "/dashboard/listings/:id/preview", Access: Member, Scope: pay.ListingsRead, Handle: h.PreviewListing},
		{Method: "GET", Path: "/dashboard/listings/:id/edit", Access: Member, Scope: pay.ListingsWrite, Handle: h.EditListing},
		{Method: "POST", Path: "/dashboard/listings/:id", Access: Member, Scope: pay.ListingsWrite, Upload: true, Handle: h.ChangeListing},
		{Method: "POST", Path: "/dashboard/listings/:id/pictures", Access: Member, Scope: pay.ListingsWrite, Upload: true, Handle: h.ChangePictures},
		{Method: "POST", Path: "/dashboard/listings/:id/publish", Access: Member, Scope: pay.ListingsWrite, Handle: h.PublishListing},
		{Method: "POST", Path: "/dashboard/listings/:id/pause", Access: Member, Scope: pay.ListingsWrite, Handle: h.PauseListing},
		{Method: "POST", Path: "/dashboard/listings/:id/duplicate", Access: Member, Scope: pay.ListingsWrite, Handle: h.DuplicateListing},
		{Method: "POST", Path: "/dashboard/listings/:id/delete", Access: Member, Scope: pay.ListingsWrite, Handle: h.DeleteListing},

		{Method: "GET", Path: "/v1/listings", Access: Key, Scope: pay.ListingsRead, Handle: h.ListListings},
		{Method: "POST", Path: "/v1/listings", Access: Key, Scope: pay.ListingsWrite, Handle: h.CreateListing},
		{Method: "GET", Path: "/v1/listings/:id", Access: Key, Scope: pay.ListingsRead, Handle: h.ShowListing},
		{Method: "PUT", Path: "/v1/listings/:id", Access: Key, Scope: pay.ListingsWrite, Handle: h.ChangeListing},
		{Method: "DELETE", Path: "/v1/listings/:id", Access: Key, Scope: pay.ListingsWrite, Handle: h.DeleteListing},
		{Method: "POST", Path: "/v1/listings/:id/publish", Access: Key, Scope: pay.ListingsWrite, Handle: h.PublishListing},
		{Method: "POST", Path: "/v1/listings/:id/unpublish", Access: Key, Scope: pay.ListingsWrite, Handle: h.PauseListing},
	}
}
