package handlers

import (
	"strconv"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

func refundCursor(r pay.Refund) string { return pay.RefundPrefix.Show(r.ID) }

// refundJSON is a refund as programs order it: no amount means all that is left.
type refundJSON struct {
	Amount   *int64  `json:"amount"`
	Currency string  `json:"currency"`
	Reason   *string `json:"reason"`
}

// refundForm is a refund as a member orders it, with the code from their app.
type refundForm struct {
	Amount string `form:"amount"`
	Reason string `form:"reason"`
	Code   string `form:"code"`
	// Seen is what was left to refund when the form was opened, in minor units.
	Seen string `form:"seen"`
}

// NewRefund answers GET /dashboard/payments/{id}/refund.
func (h *Handlers) NewRefund(c *fiber.Ctx) error {
	p, err := h.paymentParam(c)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Page: h.refundFormPage(c, p, refundForm{Amount: p.Refundable().Decimal()}, nil)})
}

// CreateRefund answers POST /dashboard/payments/{id}/refund and POST
// /v1/payments/{id}/refund. Who asks with a session needs a fresh second factor
// for exactly this refund, whichever address they ask at; an API key needs its
// scope and stays within its own limit.
func (h *Handlers) CreateRefund(c *fiber.Ctx) error {
	p, err := h.paymentParam(c)
	if err != nil {
		return err
	}
	var form refundForm
	order, err := readRefund(c, p, &form)
	var done store.PaidRefund
	if err == nil {
		order.ID = h.operationID(c)
		done, err = h.refund(c, p, order, form)
	}
	if err != nil {
		return h.again(c, err, func(e *pay.Error) reply { return reply{Page: h.refundFormPage(c, p, form, e)} })
	}
	return h.respond(c, refundReply(done.Refund))
}

// refund orders the refund, unless this very request made it already and only
// its answer was lost: then its code has been used up, and what became of it
// is the answer.
func (h *Handlers) refund(c *fiber.Ctx, p pay.Payment, order pay.RefundOrder, form refundForm) (store.PaidRefund, error) {
	ctx, by := c.UserContext(), caller(c)
	before, err := h.Store.Refund(ctx, by, order.ID)
	if err == nil {
		// No amount means all that is left, which is less by now. That the request
		// is the same, its fingerprint has told.
		order.AmountMinor = before.AmountMinor
		return h.Desk.Refund(ctx, by, order, pay.ID{})
	}
	if pay.CodeOf(err) != pay.NotFound {
		return store.PaidRefund{}, err
	}
	if err := form.stale(p); err != nil {
		return store.PaidRefund{}, err
	}
	if err := pay.CheckRefund(p, order, by); err != nil {
		return store.PaidRefund{}, err
	}
	var authorization pay.ID
	if !by.IsKey() {
		if authorization, err = h.authorize(c, form.Code, "refund", order.Digest()); err != nil {
			return store.PaidRefund{}, err
		}
	}
	return h.Desk.Refund(ctx, by, order, authorization)
}

// staleField holds the error of a form that was opened before something changed.
const staleField = "stale"

// stale refuses a form that was opened when more, or less, was left to refund:
// whoever sent it did not know of the other refund.
func (f refundForm) stale(p pay.Payment) error {
	if f.Seen == "" || f.Seen == seenLeft(p) {
		return nil
	}
	const says = "Somebody refunded a part of this payment after you opened the page. Nothing more was refunded. Look at what is left, and send it again if it is still right."
	return &pay.Error{Code: pay.Invalid, Message: says, Fields: map[string][]string{staleField: {says}}}
}

func seenLeft(p pay.Payment) string { return strconv.FormatInt(p.Refundable().Minor, 10) }

// staleNotice shows what the form said and what is.
func (f refundForm) staleNotice(p pay.Payment, e *pay.Error) views.Stale {
	then, err := strconv.ParseInt(f.Seen, 10, 64)
	if e == nil || e.Fields[staleField] == nil || err != nil {
		return views.Stale{}
	}
	return views.Stale{Text: e.Message, Then: pay.Money{Minor: then, Currency: p.Currency}.String() + " left to refund",
		Now: p.Refundable().String() + " left to refund"}
}

// readRefund binds an order from whichever form it came in.
func readRefund(c *fiber.Ctx, p pay.Payment, form *refundForm) (pay.RefundOrder, error) {
	order := pay.RefundOrder{PaymentID: p.ID, AmountMinor: p.Refundable().Minor, Currency: p.Currency}
	if wantsJSON(c) {
		var in refundJSON
		if err := bindJSON(c, &in); err != nil {
			return order, err
		}
		if in.Amount != nil {
			order.AmountMinor = *in.Amount
		}
		if in.Currency != "" {
			order.Currency = in.Currency
		}
		order.Reason = pay.DefaultRefundReason
		if in.Reason != nil {
			order.Reason = pay.CleanText(*in.Reason)
		}
		return order, nil
	}
	if err := bindForm(c, form); err != nil {
		return order, err
	}
	var checks pay.Checks
	minor, err := pay.ParseAmount(form.Amount, p.Currency)
	if err != nil {
		checks.Add("amount", "%s", err.(*pay.Error).Message)
	}
	order.AmountMinor, order.Reason = minor, pay.CleanText(form.Reason)
	checks.That(order.Reason != "", "reason", "Say why you refund it. The customer reads it on the receipt.")
	return order, checks.Err()
}

// refundReply is the refund, and says on its payment's page what became of it.
func refundReply(r pay.Refund) reply {
	out := reply{Status: fiber.StatusCreated, Data: views.NewRefundJSON(r), Redirect: paymentPath(r.PaymentID)}
	switch r.State {
	case pay.RefundCompleted:
		out.Flash = r.Amount().String() + " refunded."
	case pay.RefundRejected, pay.RefundFailed:
		out.Refused = "The refund did not go through: " + r.FailureMessage
	default:
		out.Flash = r.Amount().String() + " is on its way back. This page shows when it has arrived."
	}
	return out
}

// refundFormPage is the form for a refund; e is what was wrong with the try
// before. The code is never shown again.
func (h *Handlers) refundFormPage(c *fiber.Ctx, p pay.Payment, in refundForm, e *pay.Error) templ.Component {
	currency, _ := pay.CurrencyOf(p.Currency)
	m := views.RefundForm{
		Base: paymentPath(p.ID), Nonce: newNonce(), Seen: seenLeft(p), Stale: in.staleNotice(p, e), PaymentAmount: p.Amount().String(), Left: p.Refundable().String(),
		Description: p.Description, Customer: p.PayerEmail, Card: cardName(p.CardBrand, p.CardLast4),
		CurrencySymbol: currency.Symbol, Decimals: currency.Exponent, Amount: in.Amount, Reason: in.Reason,
		NeedsEnrol: !caller(c).SecondFactorOn, WhyNot: h.whyNoRefund(c, p), Errors: formErrors(e),
	}
	return views.Refund(h.frame(c, paymentPath(p.ID)), m)
}

// ListRefunds answers GET /v1/refunds.
func (h *Handlers) ListRefunds(c *fiber.Ctx) error {
	page, err := paging(c, pay.RefundPrefix)
	if err != nil {
		return err
	}
	refunds, err := h.Store.Refunds(c.UserContext(), caller(c), pay.ID{}, page)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewListJSON(refunds, page, views.NewRefundJSON, refundCursor)})
}

// ShowRefund answers GET /v1/refunds/{id}.
func (h *Handlers) ShowRefund(c *fiber.Ctx) error {
	id, ok := pay.RefundPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.Errorf(pay.NotFound, "There is no refund with this id.")
	}
	r, err := h.Store.Refund(c.UserContext(), caller(c), id)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewRefundJSON(r)})
}
