package handlers

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

// ShowTransaction answers GET /api/transactions/{id}/: a payment, by its id or
// its number within the merchant.
func (h *Handlers) ShowTransaction(c *fiber.Ctx) error {
	ctx, by := c.UserContext(), caller(c)
	p, err := h.Store.PaymentNamed(ctx, by, c.Params("id"))
	if err != nil {
		return err
	}
	attempts, err := h.Store.Attempts(ctx, by.MerchantID, p.ID)
	if err != nil {
		return err
	}
	lines, err := h.Store.Lines(ctx, by.MerchantID, p.CheckoutID)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewTransactionJSON(p, lines, attempts)})
}

// apiRefundJSON is a refund as programs order it on /api: no amount means all
// that is left, and the reason is theirs to give.
type apiRefundJSON struct {
	Amount *string `json:"amount"`
	Reason *string `json:"reason"`
}

func (in apiRefundJSON) order(p pay.Payment) (pay.RefundOrder, error) {
	order := pay.RefundOrder{PaymentID: p.ID, AmountMinor: p.Refundable().Minor, Currency: p.Currency}
	var checks pay.Checks
	if in.Amount != nil {
		order.AmountMinor = checkDecimal(&checks, "amount", *in.Amount, p.Currency)
	}
	if in.Reason != nil {
		order.Reason = pay.CleanText(*in.Reason)
	}
	checks.That(order.Reason != "", "reason", "Say why you refund it. The customer reads it on the receipt.")
	checks.CheckLength("reason", order.Reason, pay.RefundReasonMax)
	return order, checks.Err()
}

// checkDecimal reads an amount as programs write it: unlike people, without
// commas and spaces.
func checkDecimal(checks *pay.Checks, field, sent, currency string) int64 {
	minor, err := pay.ParseAmount(sent, currency)
	if err != nil {
		checks.Add(field, "%s", err.(*pay.Error).Message)
		return 0
	}
	checks.That(strings.Trim(sent, "0123456789.") == "", field, "Write the amount with digits and a point only, such as %s.", pay.Money{Minor: minor, Currency: currency}.Decimal())
	return minor
}

// RefundTransaction answers POST /api/transactions/{id}/refund/.
func (h *Handlers) RefundTransaction(c *fiber.Ctx) error {
	p, err := h.Store.PaymentNamed(c.UserContext(), caller(c), c.Params("id"))
	if err != nil {
		return err
	}
	var in apiRefundJSON
	if err := bindJSON(c, &in); err != nil {
		return err
	}
	order, err := in.order(p)
	if err != nil {
		return err
	}
	order.ID = h.operationID(c)
	done, err := h.refund(c, p, order, refundForm{})
	if err != nil {
		return err
	}
	return h.respond(c, reply{Status: fiber.StatusCreated, Data: views.NewAPIRefundOrderJSON(done.Refund, done.Payment)})
}
