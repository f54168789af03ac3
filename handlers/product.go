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

// ListProducts answers GET /dashboard/products, GET /products and GET
// /v1/products.
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
	if !wantsJSON(c) {
		return h.respond(c, reply{Page: views.Products(h.frame(c, productsPath), productsPage(c, h.Now(), products, page))})
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

// NewProduct answers GET /dashboard/products/new.
func (h *Handlers) NewProduct(c *fiber.Ctx) error {
	m, err := h.Store.Merchant(c.UserContext(), caller(c).MerchantID)
	if err != nil {
		return err
	}
	in := productForm{Currency: m.DefaultCurrency, Stock: "endless", Language: "en", VisibleFields: m.Asks}
	return h.respond(c, reply{Page: h.productFormPage(c, in, pay.Product{}, nil)})
}

// CreateProduct answers POST /dashboard/products, POST /products and POST
// /v1/products.
func (h *Handlers) CreateProduct(c *fiber.Ctx) error {
	var form productForm
	in, err := h.readProduct(c, &form, pay.Product{})
	var p pay.Product
	if err == nil {
		p, err = h.Store.CreateProduct(c.UserContext(), caller(c), h.operationID(c), in)
	}
	if err != nil {
		return h.again(c, err, func(e *pay.Error) reply { return reply{Page: h.productFormPage(c, form, pay.Product{}, e)} })
	}
	return h.respond(c, reply{Status: fiber.StatusCreated, Data: h.productJSON(c, p),
		Redirect: productPath(p.ID) + "?created=1", Flash: "Product created."})
}

// readProduct binds a product from whichever form it came in; of is the one
// that it changes.
func (h *Handlers) readProduct(c *fiber.Ctx, form *productForm, of pay.Product) (pay.ProductInput, error) {
	if wantsJSON(c) {
		var in productInput
		err := bindJSON(c, &in)
		return in.product(), err
	}
	if err := bindForm(c, form); err != nil {
		return pay.ProductInput{}, err
	}
	return form.input(caller(c), of, h.Now(), zone(c))
}

// ShowProduct answers GET /dashboard/products/{id}, GET /products/{id} and GET
// /v1/products/{id}.
func (h *Handlers) ShowProduct(c *fiber.Ctx) error {
	p, err := h.productAt(c)
	if err != nil {
		return err
	}
	if wantsJSON(c) {
		return h.respond(c, reply{Data: h.productJSON(c, p)})
	}
	return h.productPage(c, p, fiber.StatusOK, stockFormOf(p))
}

// EditProduct answers GET /dashboard/products/{id}/edit.
func (h *Handlers) EditProduct(c *fiber.Ctx) error {
	p, err := h.productAt(c)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Page: h.productFormPage(c, formOfProduct(p, zone(c)), p, nil)})
}

// ChangeProduct answers POST /dashboard/products/{id}; PUT /products/{id}, with
// nothing but that it worked; and PUT /v1/products/{id}, with the product.
func (h *Handlers) ChangeProduct(c *fiber.Ctx) error {
	before, err := h.productAt(c)
	if err != nil {
		return err
	}
	var form productForm
	in, err := h.readProduct(c, &form, before)
	p := before
	if err == nil {
		p, err = h.Store.ChangeProduct(c.UserContext(), caller(c), before.ID, in)
	}
	if pay.CodeOf(err) == pay.Conflict && !wantsJSON(c) {
		return h.staleProduct(c, form, before.ID)
	}
	if err != nil {
		return h.again(c, err, func(e *pay.Error) reply { return reply{Page: h.productFormPage(c, form, before, e)} })
	}
	if doorOf(c) == productsDoor {
		return h.respond(c, reply{Status: fiber.StatusNoContent})
	}
	return h.respond(c, reply{Data: h.productJSON(c, p), Redirect: productPath(p.ID), Flash: "Product changed."})
}

// stockInput is the stock of a product as its form sends it.
type stockInput struct {
	Stock    string `form:"stock"`
	Quantity string `form:"quantity"`
	Seen     string `form:"seen"`
}

// ChangeStock answers POST /dashboard/products/{id}/stock.
func (h *Handlers) ChangeStock(c *fiber.Ctx) error {
	before, err := h.productAt(c)
	if err != nil {
		return err
	}
	var form stockInput
	if err := bindForm(c, &form); err != nil {
		return err
	}
	in, err := form.input(before)
	if err == nil {
		_, err = h.Store.ChangeProduct(c.UserContext(), caller(c), before.ID, in)
	}
	switch pay.CodeOf(err) {
	case pay.Conflict, pay.Invalid:
		return h.stockAgain(c, form, err)
	}
	if err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: productPath(before.ID), Flash: "Stock set."})
}

// DeleteProduct answers POST /dashboard/products/{id}/delete and DELETE
// /v1/products/{id}.
func (h *Handlers) DeleteProduct(c *fiber.Ctx) error {
	id, err := productParam(c)
	if err != nil {
		return err
	}
	if err := bindNothing(c); err != nil {
		return err
	}
	p, err := h.Store.DeleteProduct(c.UserContext(), caller(c), id)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.RemovedJSON{ID: pay.ProductPrefix.Show(p.ID), Deleted: true},
		Redirect: productsPath, Flash: "Product deleted. Its payments stay in your list of payments."})
}

// productAt returns the caller's product that the address names.
func (h *Handlers) productAt(c *fiber.Ctx) (pay.Product, error) {
	id, err := productParam(c)
	if err != nil {
		return pay.Product{}, err
	}
	return h.Store.Product(c.UserContext(), caller(c), id)
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
