package handlers

import (
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

// CapturePayment answers POST /dashboard/payments/{id}/capture and POST
// /v1/payments/{id}/capture: it takes the amount that is held, or a part of it.
func (h *Handlers) CapturePayment(c *fiber.Ctx) error {
	p, err := h.paymentParam(c)
	if err != nil {
		return err
	}
	order := pay.CaptureOrder{ID: h.operationID(c), PaymentID: p.ID, Kind: pay.KindCapture}
	typed, err := readCapture(c, p, &order)
	var held store.HeldPayment
	if err == nil {
		held, err = h.Desk.Capture(c.UserContext(), caller(c), order)
	}
	if err != nil {
		return h.again(c, err, func(e *pay.Error) reply { return h.captureAgain(c, typed, e) })
	}
	return h.afterCapture(c, held, held.Capture.Amount().String()+" captured.")
}

// VoidPayment answers POST /dashboard/payments/{id}/void and POST
// /v1/payments/{id}/void: it gives up what is still held on the card.
func (h *Handlers) VoidPayment(c *fiber.Ctx) error {
	p, err := h.paymentParam(c)
	if err != nil {
		return err
	}
	err = bind(c, &struct {
		Seen string `form:"seen" json:"-"`
	}{})
	var held store.HeldPayment
	if err == nil {
		held, err = h.Desk.Capture(c.UserContext(), caller(c), pay.CaptureOrder{ID: h.operationID(c), PaymentID: p.ID, Kind: pay.KindVoid})
	}
	if err != nil {
		return h.again(c, err, func(e *pay.Error) reply { return h.captureAgain(c, "", e) })
	}
	return h.afterCapture(c, held, held.Capture.Amount().String()+" given up. The customer's bank shows it as available again within a few days.")
}

// readCapture reads how much is taken: all that is held, unless it is said.
func readCapture(c *fiber.Ctx, p pay.Payment, order *pay.CaptureOrder) (typed string, err error) {
	if wantsJSON(c) {
		var in struct {
			Amount *int64 `json:"amount"`
		}
		err = bindJSON(c, &in)
		order.AmountMinor = in.Amount
		return "", err
	}
	var in struct {
		Amount string `form:"amount"`
		Seen   string `form:"seen"`
	}
	if err := bindForm(c, &in); err != nil {
		return "", err
	}
	minor, err := pay.ParseAmount(in.Amount, p.Currency)
	order.AmountMinor = &minor
	if err != nil {
		var checks pay.Checks
		checks.Add("amount", "%s", err.(*pay.Error).Message)
		err = checks.Err()
	}
	return in.Amount, err
}

// captureAgain shows the payment, as it is now, with what was wrong; and what
// the page said that was sent, when somebody was faster.
func (h *Handlers) captureAgain(c *fiber.Ctx, typed string, e *pay.Error) reply {
	p, err := h.paymentParam(c)
	var page views.PaymentPage
	if err == nil {
		page, err = h.paymentPage(c, p)
	}
	if err != nil {
		return reply{Redirect: paymentsPath + "/" + c.Params("id"), Refused: e.Message}
	}
	page.CaptureAmount, page.Errors = typed, formErrors(e)
	if seen := pay.CleanLine(FormValue(c, "seen")); seen != "" && seen != page.Held {
		page.Errors = views.Errors{}
		page.Stale = views.Stale{Text: "Somebody changed this payment after you opened the page. What you asked for was not done.",
			Then: seen + " held on the card", Now: page.Status.Word}
	}
	return reply{Page: views.Payment(h.frame(c, "/dashboard/payments"), page)}
}

// afterCapture tells what became of it. What the acquirer refused changed
// nothing; what it has not answered yet is found out later.
func (h *Handlers) afterCapture(c *fiber.Ctx, held store.HeldPayment, done string) error {
	switch held.Capture.State {
	case pay.CaptureRejected:
		err := pay.Errorf(pay.NotCapturable, "%s", held.Capture.FailureMessage)
		return h.again(c, err, func(e *pay.Error) reply { return h.captureAgain(c, "", e) })
	case pay.CaptureProcessing:
		return h.respondPayment(c, fiber.StatusAccepted, held.Payment, "The acquirer has not answered yet. This page shows when it has.")
	}
	return h.respondPayment(c, fiber.StatusOK, held.Payment, done)
}
