package web

import "linktill/handlers"

// reference is the description of the API.
func reference(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "GET", Path: "/v1/openapi.json", Access: Public, Handle: h.OpenAPI()},
		{Method: "GET", Path: "/docs", Access: Public, Handle: h.Docs},
		{Method: "GET", Path: "/docs/*", Access: Public, Handle: h.Docs},
	}
}
