package handlers

import (
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

func customerCursor(c pay.Customer) string { return pay.CustomerPrefix.Show(c.ID) }

// ListCustomers answers GET /v1/customers.
func (h *Handlers) ListCustomers(c *fiber.Ctx) error {
	page, err := paging(c, pay.CustomerPrefix)
	if err != nil {
		return err
	}
	email := c.Query("email")
	if email != "" {
		var ok bool
		var checks pay.Checks
		email, ok = pay.ParseEmail(email)
		if checks.That(ok, "email", "This is not an e-mail address."); !ok {
			return checks.Err()
		}
	}
	customers, err := h.Store.Customers(c.UserContext(), caller(c), email, page)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewListJSON(customers, page, views.NewCustomerJSON, customerCursor)})
}

// customerParam returns the customer that the address names.
func (h *Handlers) customerParam(c *fiber.Ctx) (pay.Customer, error) {
	id, ok := pay.CustomerPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.Customer{}, pay.NoSuchCustomer()
	}
	return h.Store.Customer(c.UserContext(), caller(c), id)
}

// ShowCustomer answers GET /dashboard/customers/{id} and GET /v1/customers/{id}.
func (h *Handlers) ShowCustomer(c *fiber.Ctx) error {
	customer, err := h.customerParam(c)
	if err != nil {
		return err
	}
	if wantsJSON(c) {
		return h.respond(c, reply{Data: views.NewCustomerJSON(customer)})
	}
	page, err := h.customerPage(c, customer)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Page: views.Customer(h.frame(c, customersPath), page)})
}
