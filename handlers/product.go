package handlers

import (
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

// NoProductPath is the page that says that there is no such product.
const NoProductPath = "/no-such-product"

// productJSON is the product as the door of the request shows it.
func (h *Handlers) productJSON(c *fiber.Ctx, p pay.Product) any {
	if doorOf(c) == productsDoor {
		return views.NewProductJSON(p, h.PublicURL)
	}
	return views.NewFullProductJSON(p, h.PublicURL)
}

// ListProducts answers GET /products and GET /v1/products.
func (h *Handlers) ListProducts(c *fiber.Ctx) error {
	page, err := paging(c, pay.ProductPrefix)
	if err != nil {
		return err
	}
	bare := doorOf(c) == productsDoor
	if bare && !c.Context().QueryArgs().Has("limit") {
		page.Limit = pay.ProductsMax
	}
	products, err := h.Store.Products(c.UserContext(), caller(c), page)
	if err != nil {
		return err
	}
	if bare {
		return h.respond(c, reply{Data: h.bareProducts(c, products, page)})
	}
	show := func(p pay.Product) views.FullProductJSON { return views.NewFullProductJSON(p, h.PublicURL) }
	return h.respond(c, reply{Data: views.NewListJSON(products, page, show, func(p pay.Product) string { return pay.ProductPrefix.Show(p.ID) })})
}

// bareProducts is the list as that door's document has it: an array, in which
// nothing can say that it goes on. A header does.
func (h *Handlers) bareProducts(c *fiber.Ctx, products pay.List[pay.Product], page pay.Page) []views.ProductJSON {
	if products.HasMore {
		next := url.Values{
			"limit":  {strconv.Itoa(min(page.Limit, pay.PageLimitMax))},
			"cursor": {pay.ProductPrefix.Show(products.Rows[len(products.Rows)-1].ID)},
		}
		c.Set(fiber.HeaderLink, "<"+h.PublicURL+"/products?"+next.Encode()+`>; rel="next"`)
	}
	return views.Show(products.Rows, func(p pay.Product) views.ProductJSON { return views.NewProductJSON(p, h.PublicURL) })
}

// CreateProduct answers POST /products and POST /v1/products.
func (h *Handlers) CreateProduct(c *fiber.Ctx) error {
	var in productInput
	if err := bindJSON(c, &in); err != nil {
		return err
	}
	p, err := h.Store.CreateProduct(c.UserContext(), caller(c), h.operationID(c), in.product())
	if err != nil {
		return err
	}
	return h.respond(c, reply{Status: fiber.StatusCreated, Data: h.productJSON(c, p)})
}

// ShowProduct answers GET /products/{id} and GET /v1/products/{id}.
func (h *Handlers) ShowProduct(c *fiber.Ctx) error {
	id, err := productParam(c)
	if err != nil {
		return err
	}
	p, err := h.Store.Product(c.UserContext(), caller(c), id)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: h.productJSON(c, p)})
}

// ChangeProduct answers PUT /products/{id}, with nothing but that it worked,
// and PUT /v1/products/{id}, with the product.
func (h *Handlers) ChangeProduct(c *fiber.Ctx) error {
	id, err := productParam(c)
	if err != nil {
		return err
	}
	var in productInput
	if err := bindJSON(c, &in); err != nil {
		return err
	}
	p, err := h.Store.ChangeProduct(c.UserContext(), caller(c), id, in.product())
	if err != nil {
		return err
	}
	if doorOf(c) == productsDoor {
		return h.respond(c, reply{Status: fiber.StatusNoContent})
	}
	return h.respond(c, reply{Data: h.productJSON(c, p)})
}

// DeleteProduct answers DELETE /v1/products/{id}.
func (h *Handlers) DeleteProduct(c *fiber.Ctx) error {
	id, err := productParam(c)
	if err != nil {
		return err
	}
	p, err := h.Store.DeleteProduct(c.UserContext(), caller(c), id)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.RemovedJSON{ID: pay.ProductPrefix.Show(p.ID), Deleted: true}})
}

// productParam is the id of the product that the address names.
func productParam(c *fiber.Ctx) (pay.ID, error) {
	id, ok := pay.ProductPrefix.Parse(c.Params("id"))
	if !ok {
		return id, pay.NoSuchProduct()
	}
	return id, nil
}

// NoProduct answers GET /no-such-product, where programs are sent that ask
// /products for a product that is not there. It is a page for programs as well,
// which bring their credential along.
func (h *Handlers) NoProduct(c *fiber.Ctx) error {
	p, _ := problemOf(pay.NoSuchProduct())
	return h.errorPage(c, p)
}
