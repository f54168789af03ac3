package web

import (
	"linktill/handlers"
	"linktill/internal/pay"
)

// products are those of document 001, at the door that it describes and on /v1.
func products(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "GET", Path: "/products", Access: Key, Scope: pay.ProductsRead, Handle: h.ListProducts},
		{Method: "POST", Path: "/products", Access: Key, Scope: pay.ProductsWrite, Handle: h.CreateProduct},
		{Method: "GET", Path: "/products/:id", Access: Key, Scope: pay.ProductsRead, Handle: h.ShowProduct},
		{Method: "PUT", Path: "/products/:id", Access: Key, Scope: pay.ProductsWrite, Handle: h.ChangeProduct},

		{Method: "GET", Path: "/v1/products", Access: Key, Scope: pay.ProductsRead, Handle: h.ListProducts},
		{Method: "POST", Path: "/v1/products", Access: Key, Scope: pay.ProductsWrite, Handle: h.CreateProduct},
		{Method: "GET", Path: "/v1/products/:id", Access: Key, Scope: pay.ProductsRead, Handle: h.ShowProduct},
		{Method: "PUT", Path: "/v1/products/:id", Access: Key, Scope: pay.ProductsWrite, Handle: h.ChangeProduct},
		{Method: "DELETE", Path: "/v1/products/:id", Access: Key, Scope: pay.ProductsWrite, Handle: h.DeleteProduct},

		{Method: "GET", Path: handlers.NoProductPath, Access: Public, Handle: h.NoProduct},
	}
}
