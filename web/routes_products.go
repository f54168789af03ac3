package web

import (
	"linktill/handlers"
	"linktill/internal/pay"
)

// products are sold with stock: at the door /products, on /v1 and in the dashboard.
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

		{Method: "GET", Path: "/dashboard/products", Access: Member, Scope: pay.ProductsRead, Handle: h.ListProducts},
		{Method: "GET", Path: "/dashboard/products/new", Access: Member, Scope: pay.ProductsWrite, Handle: h.NewProduct},
		{Method: "POST", Path: "/dashboard/products", Access: Member, Scope: pay.ProductsWrite, Handle: h.CreateProduct},
		{Method: "GET", Path: "/dashboard/products/:id", Access: Member, Scope: pay.ProductsRead, Handle: h.ShowProduct},
		{Method: "GET", Path: "/dashboard/products/:id/qr.svg", Access: Member, Scope: pay.ProductsRead, Handle: h.ProductQR(true)},
		{Method: "GET", Path: "/dashboard/products/:id/qr.png", Access: Member, Scope: pay.ProductsRead, Handle: h.ProductQR(false)},
		{Method: "GET", Path: "/dashboard/products/:id/edit", Access: Member, Scope: pay.ProductsWrite, Handle: h.EditProduct},
		{Method: "POST", Path: "/dashboard/products/:id", Access: Member, Scope: pay.ProductsWrite, Handle: h.ChangeProduct},
		{Method: "POST", Path: "/dashboard/products/:id/stock", Access: Member, Scope: pay.ProductsWrite, Handle: h.ChangeStock},
		{Method: "POST", Path: "/dashboard/products/:id/delete", Access: Member, Scope: pay.ProductsWrite, Handle: h.DeleteProduct},

		{Method: "GET", Path: handlers.NoProductPath, Access: Public, Handle: h.NoProduct},
	}
}
