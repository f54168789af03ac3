package handlers

import (
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

// Search answers GET /dashboard/search?q=…: the page of the one thing that it
// finds, or all that it can be.
func (h *Handlers) Search(c *fiber.Ctx) error {
	in := pay.ParseSearch(c.Query("q"))
	page := views.SearchPage{Query: in.Text}
	var err error
	switch {
	case in.Text == "":
		return h.respond(c, reply{Page: views.Search(h.frame(c, "/dashboard/search"), page)})
	case !in.ID.IsZero():
		err = h.searchID(c, in, &page)
	default:
		err = h.searchText(c, in, &page)
	}
	if err != nil {
		return err
	}
	if only := page.Only(); only != "" {
		return redirect(c, only)
	}
	return h.respond(c, reply{Page: views.Search(h.frame(c, "/dashboard/search"), page)})
}

// searchID finds what the id names in this mode, or says that it is in the other.
func (h *Handlers) searchID(c *fiber.Ctx, in pay.Search, page *views.SearchPage) error {
	by := caller(c)
	found, err := h.Store.Named(c.UserContext(), by, in.ID)
	if err != nil {
		return err
	}
	for _, t := range found {
		if in.Prefix == "" || in.Prefix == pay.Prefix(t.Name) {
			page.Things = append(page.Things, foundThing(t, in.Text))
		}
	}
	if len(page.Things) > 0 {
		return nil
	}
	by.Livemode = !by.Livemode
	elsewhere, err := h.Store.Named(c.UserContext(), by, in.ID)
	if len(elsewhere) > 0 {
		page.OtherMode = map[bool]string{true: "live", false: "test"}[by.Livemode]
	}
	return err
}

// foundThing is a thing as a row of what was found.
func foundThing(t store.FoundThing, name string) views.SearchThing {
	kind := thingNamed(t.Prefix)
	return views.SearchThing{Href: kind.pageOf(t.ID), Kind: kind.words, Name: name}
}

func (h *Handlers) searchText(c *fiber.Ctx, in pay.Search, page *views.SearchPage) error {
	found, err := h.Store.Search(c.UserContext(), caller(c), in)
	if err != nil {
		return err
	}
	local := zone(c)
	page.Payments = views.Show(found.Payments.Rows, func(p pay.Payment) views.PaymentRow { return paymentRow(p, local) })
	page.Refunds = views.Show(found.Refunds.Rows, func(r store.PaidRefund) views.RefundOf {
		return views.RefundOf{RefundRow: refundRow(r.Refund, store.Actor{}, caller(c), local), Href: paymentPath(r.Payment.ID), Description: r.Payment.Description, Customer: r.Payment.PayerEmail}
	})
	page.Customers = views.Show(found.Customers.Rows, func(cu pay.Customer) views.SearchThing {
		return views.SearchThing{Href: customerPath(cu.ID), Kind: cu.Name, Name: cu.Email}
	})
	for _, l := range found.Links.Rows {
		page.Links = append(page.Links, views.SearchThing{Href: linkPath(l.ID), Kind: linkAmount(l), Name: l.Description})
	}
	for _, t := range found.Products.Rows {
		page.Products = append(page.Products, foundThing(t, t.Name))
	}
	page.MorePayments, page.MoreRefunds = found.Payments.HasMore, found.Refunds.HasMore
	page.MoreOthers = found.Customers.HasMore || found.Links.HasMore || found.Products.HasMore
	h.searchAll(in, page)
	return nil
}

// searchAll leads from the few payments shown to the list of all, where a filter
// of the list means the same.
func (h *Handlers) searchAll(in pay.Search, page *views.SearchPage) {
	if !page.MorePayments {
		return
	}
	if email, whole := pay.ParseEmail(in.Email); whole {
		page.AllPayments = filterInput{email: email}.at(paymentsPath)
	} else if len(in.Amounts) == 1 {
		m := in.Amounts[0]
		page.AllPayments = filterInput{currency: m.Currency, min: m.Decimal(), max: m.Decimal()}.at(paymentsPath)
	}
}
