package handlers

import (
	"errors"
	"net/url"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

const customersPath = "/dashboard/customers"

func customerPath(id pay.ID) string { return customersPath + "/" + pay.CustomerPrefix.Show(id) }

// CustomersPage answers GET /dashboard/customers.
func (h *Handlers) CustomersPage(c *fiber.Ctx) error {
	page, err := paging(c, pay.CustomerPrefix)
	if err != nil {
		return err
	}
	in := readFilter(c)
	in = filterInput{from: in.from, to: in.to, email: in.email}
	var checks pay.Checks
	b := in.bounds(c, &checks)
	var e *pay.Error
	if errors.As(checks.Err(), &e) {
		list := views.CustomersPage{Filters: h.customerFilters(c, in, b, e)}
		return h.respond(c, reply{Status: statuses[e.Code], Page: views.Customers(h.frame(c, customersPath), list)})
	}
	ctx, by := c.UserContext(), caller(c)
	filter := store.CustomerFilter{Email: pay.ParseSearch(in.email).Email, From: b.from, To: b.to}
	customers, err := h.Store.CustomersLeft(ctx, by, filter, page)
	if err != nil {
		return err
	}
	ids := views.Show(customers.Rows, func(cu pay.Customer) pay.ID { return cu.ID })
	totals, err := h.Store.CustomerTotals(ctx, by, ids)
	if err != nil {
		return err
	}
	list := views.CustomersPage{Filters: h.customerFilters(c, in, b, nil), Narrowed: len(in.query()) > 0, Customers: customerRows(customers.Rows, totals, zone(c))}
	last := ""
	if customers.HasMore {
		last = customerCursor(customers.Rows[len(customers.Rows)-1])
	}
	list.Pager = in.pagerOf(customersPath, page, customers.HasMore, last)
	return h.respond(c, reply{Page: views.Customers(h.frame(c, customersPath), list)})
}

func (h *Handlers) customerFilters(c *fiber.Ctx, in filterInput, b bounds, e *pay.Error) views.Filters {
	f := h.filters(c, in, customersPath, b, e)
	f.OnlyPeople, f.EmailHint = true, "The beginning is enough."
	return f
}

func customerRows(customers []pay.Customer, totals []store.CustomerTotal, in *time.Location) []views.CustomerRow {
	return views.Show(customers, func(c pay.Customer) views.CustomerRow {
		row := views.CustomerRow{Href: customerPath(c.ID), Email: c.Email, Name: c.Name, Since: moment(c.CreatedAt, in)}
		row.CustomerSums = customerSums(c.ID, totals, in)
		return row
	})
}

// customerSums are what one customer paid, net of refunds, in each currency.
func customerSums(id pay.ID, totals []store.CustomerTotal, in *time.Location) (s views.CustomerSums) {
	var n int64
	var last time.Time
	for _, t := range totals {
		if t.CustomerID != id {
			continue
		}
		sum := views.CustomerSum{Paid: pay.Money{Minor: t.PaidMinor, Currency: t.Currency}.String(),
			Kept: pay.Money{Minor: t.PaidMinor - t.RefundedMinor, Currency: t.Currency}.String(), Payments: strconv.FormatInt(t.Payments, 10)}
		if t.RefundedMinor > 0 {
			sum.Refunded = pay.Money{Minor: t.RefundedMinor, Currency: t.Currency}.String()
		}
		s.Sums, s.AtLeast = append(s.Sums, sum), t.AtLeast
		n += t.Payments
		if t.Last.After(last) {
			last = t.Last
		}
	}
	if s.Payments = strconv.FormatInt(n, 10); s.AtLeast {
		s.Payments += "+"
	}
	s.Last = moment(last, in)
	return s
}

// customerPayments is how many payments a customer's page shows.
const customerPayments = 10

func (h *Handlers) customerPage(c *fiber.Ctx, cu pay.Customer) (views.CustomerPage, error) {
	ctx, by, in := c.UserContext(), caller(c), zone(c)
	page := views.CustomerPage{
		ID: pay.CustomerPrefix.Show(cu.ID), Base: customerPath(cu.ID), Email: cu.Email, Name: cu.Name, NameTyped: cu.Name, Nonce: newNonce(),
		Since: moment(cu.CreatedAt, in), CanChange: by.May(pay.PaymentsWrite), Errors: views.Errors{},
	}
	totals, err := h.Store.CustomerTotals(ctx, by, []pay.ID{cu.ID})
	if err != nil {
		return page, err
	}
	page.CustomerSums = customerSums(cu.ID, totals, in)
	payments, err := h.Store.Payments(ctx, by, store.PaymentFilter{CustomerID: cu.ID}, pay.Page{Limit: customerPayments})
	if err != nil {
		return page, err
	}
	page.Payments = views.Show(payments.Rows, func(p pay.Payment) views.PaymentRow { return paymentRow(p, in) })
	if payments.HasMore {
		page.PaymentsHref = paymentsPath + "?customer=" + page.ID
	}
	return page, h.customerSubscriptions(c, cu, &page)
}

// customerSubscriptionsMax is how many subscriptions a customer's page shows.
const customerSubscriptionsMax = 20

func (h *Handlers) customerSubscriptions(c *fiber.Ctx, cu pay.Customer, page *views.CustomerPage) error {
	by, in := caller(c), zone(c)
	list, err := h.Store.Subscriptions(c.UserContext(), by, store.SubscriptionFilter{CustomerID: cu.ID}, pay.Page{Limit: customerSubscriptionsMax})
	page.Subscriptions = views.Show(list.Rows, func(x pay.Subscription) views.SubscriptionRow { return subscriptionRow(x, in) })
	if list.HasMore {
		page.OnlyNewest = customerSubscriptionsMax
	}
	if by.May(pay.PaymentsWrite) && cu.Email != "" {
		page.SubscribeHref = subscriptionsPath + "/new?email=" + url.QueryEscape(cu.Email)
	}
	return err
}

// ChangeCustomer answers POST /dashboard/customers/{id}: another name.
func (h *Handlers) ChangeCustomer(c *fiber.Ctx) error {
	customer, err := h.customerParam(c)
	if err != nil {
		return err
	}
	var in struct {
		Name string `form:"name"`
	}
	err = bindForm(c, &in)
	name := pay.CleanLine(in.Name)
	if err == nil {
		var checks pay.Checks
		checks.CheckLength("name", name, pay.CustomerNameMax)
		err = checks.Err()
	}
	if err == nil {
		_, err = h.Store.RenameCustomer(c.UserContext(), caller(c), customer.ID, name)
	}
	if err != nil {
		return h.again(c, err, func(e *pay.Error) reply { return h.customerAgain(c, customer, in.Name, e) })
	}
	return h.respond(c, reply{Redirect: customerPath(customer.ID), Flash: "Name saved."})
}

func (h *Handlers) customerAgain(c *fiber.Ctx, cu pay.Customer, typed string, e *pay.Error) reply {
	page, err := h.customerPage(c, cu)
	if err != nil {
		return reply{Redirect: customerPath(cu.ID), Refused: e.Message}
	}
	page.NameTyped, page.Errors = typed, formErrors(e)
	return reply{Page: views.Customer(h.frame(c, customersPath), page)}
}
