package handlers

import (
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/store"
	"linktill/views"
)

// How often the page of an open payment asks again, in seconds.
const (
	refreshProcessing = 2
	refreshUnknown    = 5
)

// CheckoutState answers GET /checkout/{token}: where a payment stands, for
// whoever has the address. It changes nothing.
func (h *Handlers) CheckoutState(c *fiber.Ctx) error {
	id, ok := secret.CheckoutCapability.Parse(h.Secrets, c.Params("token"))
	if !ok {
		return pay.Errorf(pay.NotFound, "There is no checkout at this address.")
	}
	b, err := h.Store.Checkout(c.UserContext(), id)
	if err != nil {
		return err
	}
	switch {
	case b.Payment.State.Succeeded():
		return redirect(c, h.receiptPath(b.Payment.ID))
	case b.Attempt.State == pay.AttemptRequiresAction && b.Payment.State == pay.PaymentProcessing:
		return redirect(c, b.Attempt.ActionURL)
	case b.Payment.State == pay.PaymentFailed:
		return h.failedCheckout(c, b)
	}
	return h.openCheckout(c, b)
}

// failedCheckout offers the form again, while the link takes payments and the
// checkout further attempts.
func (h *Handlers) failedCheckout(c *fiber.Ctx, b store.Begun) error {
	p, err := h.Store.PublicLink(c.UserContext(), b.Payment.LinkID, refusalKey(c, b.Payment.LinkID), refusalWindow)
	if err != nil {
		return h.closed(c, p, err)
	}
	if err := p.Link.Reason(h.Now()).Err(); err != nil {
		return h.closed(c, p, err)
	}
	try := nextTry(b)
	if try.number > store.AttemptsMax {
		return h.render(c, fiber.StatusOK, views.CheckoutState(publicPage(), views.CheckoutStatus{
			State: "failed", MerchantName: p.MerchantName, Description: b.Payment.Description, Amount: b.Payment.Amount().String(),
			Reason: b.Payment.FailureMessage, AgainHref: views.PayPath(p.MerchantSlug, p.Link.ID), Livemode: b.Payment.Livemode,
		}))
	}
	typed := payForm{Email: b.Payment.PayerEmail, Amount: b.Payment.Amount().Decimal()}
	return h.render(c, fiber.StatusOK, h.checkoutForm(p, typed, try, pay.Errorf(pay.CardDeclined, "%s", b.Payment.FailureMessage)))
}

// openCheckout shows that the answer is still to come.
func (h *Handlers) openCheckout(c *fiber.Ctx, b store.Begun) error {
	_, m, err := h.Store.Receipt(c.UserContext(), b.Payment.ID)
	if err != nil {
		return err
	}
	page := views.CheckoutStatus{
		State: "processing", MerchantName: m.Name, Description: b.Payment.Description, Amount: b.Payment.Amount().String(),
		RefreshSeconds: refreshProcessing, PaymentNumber: pay.PaymentPrefix.Show(b.Payment.ID), Livemode: b.Payment.Livemode,
	}
	if b.Payment.State == pay.PaymentUnknown {
		page.State, page.RefreshSeconds = "confirming", refreshUnknown
	}
	return h.render(c, fiber.StatusOK, views.CheckoutState(publicPage(), page))
}

// Receipt answers GET /receipt/{token}.
func (h *Handlers) Receipt(c *fiber.Ctx) error {
	id, ok := secret.ReceiptCapability.Parse(h.Secrets, c.Params("token"))
	if !ok {
		return pay.Errorf(pay.NotFound, "There is no receipt at this address.")
	}
	p, m, err := h.Store.Receipt(c.UserContext(), id)
	if err != nil {
		return err
	}
	if !p.State.Succeeded() {
		return redirect(c, h.checkoutPath(p.CheckoutID))
	}
	refunds, err := h.Store.Refunds(c.UserContext(), pay.Caller{MerchantID: m.ID, Livemode: p.Livemode}, p.ID, pay.Page{Limit: pay.PageLimitMax})
	if err != nil {
		return err
	}
	return h.render(c, fiber.StatusOK, views.Receipt(publicPage(), receiptPage(p, m, refunds.Rows)))
}

func receiptPage(p pay.Payment, m pay.Merchant, refunds []pay.Refund) views.ReceiptPage {
	in := m.Location()
	page := views.ReceiptPage{
		MerchantName: m.Name, MerchantEmail: m.ContactEmail, Description: p.Description, Amount: p.Amount().String(),
		Status: string(p.State), Paid: momentOpt(p.PaidAt, in), Card: cardName(p.CardBrand, p.CardLast4), Email: p.PayerEmail,
		PaymentNumber: pay.PaymentPrefix.Show(p.ID), Reference: p.Reference, Livemode: p.Livemode,
	}
	if p.RefundedMinor > 0 {
		page.Refunded = pay.Money{Minor: p.RefundedMinor, Currency: p.Currency}.String()
		page.Net = pay.Money{Minor: p.CapturedMinor - p.RefundedMinor, Currency: p.Currency}.String()
	}
	for _, r := range refunds {
		row := views.ReceiptRefund{Amount: r.Amount().String(), Created: moment(r.CreatedAt, in), Word: "On its way", Reason: reasonWords(r.Reason)}
		switch r.State {
		case pay.RefundCompleted:
			row.Word = "Refunded"
		case pay.RefundFailed, pay.RefundRejected:
			row.Word = "Did not go through"
		case pay.RefundPending, pay.RefundProcessing:
			if p.State == pay.PaymentPaid {
				page.Status = "refund_pending"
			}
		}
		page.Refunds = append(page.Refunds, row)
	}
	return page
}

// reasonWords is a refund's reason for people: the API's default is a code.
func reasonWords(reason string) string {
	if reason == pay.DefaultRefundReason {
		return "Requested by the customer"
	}
	return reason
}

// Challenge answers GET /sandbox/3ds/{token}: the sandbox's stand-in for the
// page on which a bank asks its customer to confirm a payment.
func (h *Handlers) Challenge(c *fiber.Ctx) error {
	info, err := h.Desk.Challenge(c.UserContext(), c.Params("token"))
	if err != nil {
		return err
	}
	return h.render(c, fiber.StatusOK, views.Challenge(publicPage(), views.ChallengePage{
		Action: "/sandbox/3ds/" + c.Params("token"), MerchantName: info.MerchantName, Amount: info.Amount.String(),
		Card: cardName(info.CardBrand, info.CardLast4), Date: moment(info.CreatedAt, info.Zone), Done: info.Done, ContinueHref: info.ReturnPath,
	}))
}

// AnswerChallenge answers POST /sandbox/3ds/{token}.
func (h *Handlers) AnswerChallenge(c *fiber.Ctx) error {
	var in struct {
		Answer string `form:"answer"`
	}
	if err := bindForm(c, &in); err != nil {
		return err
	}
	if in.Answer != "approve" && in.Answer != "fail" {
		return pay.Errorf(pay.Invalid, "Choose whether to approve the payment or to refuse it.")
	}
	path, err := h.Desk.AnswerChallenge(c.UserContext(), c.Params("token"), in.Answer == "approve")
	if err != nil {
		return err
	}
	return redirect(c, path)
}
