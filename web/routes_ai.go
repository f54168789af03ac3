package web

import (
	"linktill/handlers"
	"linktill/internal/pay"
)

// assistants are the writing helpers.
func assistants(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "POST", Path: "/v1/ai/generate-description", Access: Key, Scope: pay.AIUse, Handle: h.GenerateDescription},
		{Method: "POST", Path: "/v1/ai/generate-caption", Access: Key, Scope: pay.AIUse, Handle: h.GenerateCaption},
		{Method: "POST", Path: "/v1/ai/build-page", Access: Key, Scope: pay.AIUse, Handle: h.BuildPage},
	}
}
