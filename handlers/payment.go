package handlers

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

func paymentCursor(p pay.Payment) string { return pay.PaymentPrefix.Show(p.ID) }

// paymentParam returns the payment that the address names.
func (h *Handlers) paymentParam(c *fiber.Ctx) (pay.Payment, error) {
	id, ok := pay.PaymentPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.Payment{}, pay.Errorf(pay.PaymentNotFound, "There is no payment with this id.")
	}
	return h.Store.Payment(c.UserContext(), caller(c), id)
}

// linkPaymentJSON is a payment in the list of a link's payments.
type linkPaymentJSON struct {
	ID          string  `json:"id"`
	Amount      int64   `json:"amount"`
	Currency    string  `json:"currency"`
	Status      string  `json:"status"`
	CustomerID  string  `json:"customer_id"`
	PayerEmail  string  `json:"payer_email"`
	CompletedAt *string `json:"completed_at"`
}

// LinkPayments answers GET /v1/payment-links/{id}/payments: the payments made
// through a link, which are those that took money.
func (h *Handlers) LinkPayments(c *fiber.Ctx) error {
	page, err := paging(c, pay.PaymentPrefix)
	if err != nil {
		return err
	}
	l, err := h.linkParam(c)
	if err != nil {
		return err
	}
	payments, err := h.linkPayments(c, l, page)
	if err != nil {
		return err
	}
	list := views.NewListJSON(payments, page, newLinkPaymentJSON, paymentCursor)
	return h.respond(c, reply{Data: struct {
		Payments   []linkPaymentJSON `json:"payments"`
		Total      int               `json:"total"`
		HasMore    bool              `json:"has_more"`
		NextCursor *string           `json:"next_cursor"`
	}{list.Data, payments.Total, list.HasMore, list.NextCursor}})
}

// linkPayments are the payments that took money through a link, counted. A use
// of the link may also be an amount that is only held.
func (h *Handlers) linkPayments(c *fiber.Ctx, l pay.Link, page pay.Page) (pay.List[pay.Payment], error) {
	ctx, by, filter := c.UserContext(), caller(c), store.PaymentFilter{LinkID: l.ID, States: paidStates()}
	payments, err := h.Store.Payments(ctx, by, filter, page)
	if err == nil {
		payments.Total, err = h.Store.CountPayments(ctx, by, filter)
	}
	return payments, err
}

// paidStates are those of payments that took money.
func paidStates() []pay.PaymentState {
	return slices.DeleteFunc(slices.Clone(pay.PaymentStates), func(s pay.PaymentState) bool { return !s.Succeeded() })
}

func newLinkPaymentJSON(p pay.Payment) linkPaymentJSON {
	full := views.NewPaymentJSON(p)
	return linkPaymentJSON{ID: full.ID, Amount: full.Amount, Currency: full.Currency, Status: full.Status,
		CustomerID: full.CustomerID, PayerEmail: full.PayerEmail, CompletedAt: full.CompletedAt}
}

// ShowPayment answers GET /dashboard/payments/{id} and GET /v1/payments/{id}.
func (h *Handlers) ShowPayment(c *fiber.Ctx) error {
	p, err := h.paymentParam(c)
	if err != nil {
		return err
	}
	if wantsJSON(c) {
		return h.respondPayment(c, fiber.StatusOK, p, "")
	}
	page, err := h.paymentPage(c, p)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Page: views.Payment(h.frame(c, "/dashboard/payments"), page)})
}

// respondPayment answers programs with the payment, and sends browsers to its
// page.
func (h *Handlers) respondPayment(c *fiber.Ctx, status int, p pay.Payment, flash string) error {
	full := []pay.Payment{p}
	if err := h.Store.WithLines(c.UserContext(), full); err != nil {
		return err
	}
	return h.respond(c, reply{Status: status, Data: views.NewPaymentJSON(full[0]), Redirect: paymentPath(p.ID), Flash: flash})
}
