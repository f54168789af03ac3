package handlers

import (
	"errors"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/desk"
	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/store"
	"linktill/views"
)

// Declined cards and started challenges of one visitor at one link: the mark of
// somebody who tries stolen numbers. Cards that pay do not count, however
// many people share an address. Test mode is for trying.
const (
	refusalWindow  = 10 * time.Minute
	refusalMaxLive = 10
	refusalMaxTest = 200
)

func refusalKey(c *fiber.Ctx, linkID pay.ID) string {
	return "refused:" + linkID.UUID() + ":" + rateNet(c)
}

// ShowLinkCheckout answers GET /pay/{slug}/{link} and, for a printed code, GET
// /pay/{slug}/{link}/{placement}.
func (h *Handlers) ShowLinkCheckout(c *fiber.Ctx) error { return h.showOffer(c, h.viewedLink) }

// PayLinkCheckout answers POST to the same addresses.
func (h *Handlers) PayLinkCheckout(c *fiber.Ctx) error { return h.payOffer(c, h.atLink) }

// ShowProductCheckout answers GET /products/{id}/pay and GET
// /v2/confirm_order/{id}/{shop_id}.
func (h *Handlers) ShowProductCheckout(c *fiber.Ctx) error { return h.showOffer(c, h.atProduct) }

// PayProductCheckout answers POST /products/{id}/pay.
func (h *Handlers) PayProductCheckout(c *fiber.Ctx) error { return h.payOffer(c, h.atProduct) }

// ShowListingCheckout answers GET /shop/{slug}/{listing}/pay.
func (h *Handlers) ShowListingCheckout(c *fiber.Ctx) error { return h.showOffer(c, h.atListing) }

// PayListingCheckout answers POST /shop/{slug}/{listing}/pay.
func (h *Handlers) PayListingCheckout(c *fiber.Ctx) error { return h.payOffer(c, h.atListing) }

// PaySession answers POST /checkout/{token}.
func (h *Handlers) PaySession(c *fiber.Ctx) error { return h.payOffer(c, h.atCheckout) }

// showOffer shows the page on which to pay. It writes nothing: the checkout
// that the form carries exists once somebody pays.
func (h *Handlers) showOffer(c *fiber.Ctx, find finder) error {
	o, err := h.offerAt(c, find)
	if err != nil {
		return h.closed(c, o, err)
	}
	if o.closed != "" {
		return h.closedOffer(c, o)
	}
	return h.openForm(c, o, checkoutTry{id: h.Store.NewID(o.merchantNumber), number: 1})
}

// openForm shows an empty form, or that nobody can pay here yet.
func (h *Handlers) openForm(c *fiber.Ctx, o offer, try checkoutTry) error {
	if !h.Desk.Accepts(o.livemode) {
		o.closed = "inactive"
		return h.closedOffer(c, o)
	}
	return h.checkoutPage(c, fiber.StatusOK, o, payForm{}, try, nil)
}

// closed shows the page of a link that takes no payments.
func (h *Handlers) closed(c *fiber.Ctx, o offer, err error) error {
	reason, known := closedReasons[pay.CodeOf(err)]
	if !known || wantsJSON(c) {
		return err
	}
	o.closed = reason
	return h.closedOffer(c, o)
}

// closedOffer shows why nothing can be paid here.
func (h *Handlers) closedOffer(c *fiber.Ctx, o offer) error {
	if wantsJSON(c) {
		if err := o.link.Reason(h.Now()).Err(); err != nil && !o.link.ID.IsZero() {
			return err
		}
		if o.closed == "stopped" {
			return pay.Errorf(pay.Unavailable, "The seller has stopped taking payments for now.")
		}
		return pay.Errorf(pay.NotFound, "There is nothing to pay at this address.")
	}
	if o.closed == "not_found" || o.closed == "no_product" {
		return h.render(c, fiber.StatusNotFound, views.Closed(o.page(), views.CheckoutClosed{Reason: o.closed}))
	}
	m := views.CheckoutClosed{Reason: o.closed, MerchantName: o.merchantName, Description: o.description(), Livemode: o.livemode}
	status := fiber.StatusGone
	switch {
	case o.closed == "stopped":
		status = fiber.StatusServiceUnavailable
	case o.closed == "inactive" && o.link.Reason(h.Now()) == pay.LinkActive && o.checkout == nil:
		status = fiber.StatusOK
	case o.frozen && o.again != "":
		m.BackHref, m.BackHost = o.again, hostOf(o.again)
	}
	return h.render(c, status, views.Closed(o.page(), m))
}

func (o offer) description() string {
	if o.checkout != nil {
		return o.checkout.Description
	}
	return o.link.Description
}

// checkoutTry says which attempt of which checkout a form is for.
type checkoutTry struct {
	id     pay.ID
	number int
}

// payOffer pays, and sends the customer to the page of whatever became of it.
// A form that comes twice pays once.
func (h *Handlers) payOffer(c *fiber.Ctx, find finder) error {
	o, err := h.offerAt(c, find)
	if err != nil {
		return h.closed(c, o, err)
	}
	if err := o.brake(); err != nil {
		return err
	}
	var in payForm
	if err := bindForm(c, &in); err != nil {
		return err
	}
	try, genuine := h.tryOf(in, o.merchantNumber)
	if o.frozen && o.checkout.ID != try.id {
		try, genuine = checkoutTry{id: o.checkout.ID, number: 1}, false
	}
	if o.closed != "" {
		return h.paidBefore(c, o, in, try)
	}
	if o.choose(in); in.Update != "" {
		return h.updated(c, o, in, try)
	}
	order, err := in.order(o, h.Now())
	if err == nil && !genuine {
		err = pay.Errorf(pay.Invalid, "This page was not complete. Nothing was charged; please press the button again.")
	}
	if err == nil {
		order.MerchantNumber, order.CheckoutID, order.AttemptNumber = o.merchantNumber, try.id, try.number
		var begun store.Begun
		if begun, err = h.Desk.Pay(c.UserContext(), order); err == nil {
			return h.afterPay(c, o, in, begun)
		}
	}
	return h.payProblem(c, o, in, try, err)
}

// updated shows the form anew after another country or quantity was chosen:
// what it costs, and what else it asks. Nothing is paid.
func (h *Handlers) updated(c *fiber.Ctx, o offer, in payForm, try checkoutTry) error {
	if err := o.quantityChecks.Err(); err != nil {
		return h.checkoutPage(c, fiber.StatusUnprocessableEntity, o, in, try, err.(*pay.Error))
	}
	return h.checkoutPage(c, fiber.StatusOK, o, in, try, nil)
}

// paidBefore answers a form for something that has closed: it may be the very
// payment that closed it, sent twice. Nobody waits for the row of what is sold
// out just to hear that it is.
func (h *Handlers) paidBefore(c *fiber.Ctx, o offer, in payForm, try checkoutTry) error {
	b, err := h.Store.Checkout(c.UserContext(), try.id)
	switch {
	case err == nil && b.Attempt.Number >= try.number:
		return h.afterPay(c, o, in, b)
	case err == nil || pay.CodeOf(err) == pay.NotFound:
		return h.closedOffer(c, o)
	}
	return err
}

// brake stops a visitor with too many refused cards.
func (o offer) brake() error {
	allowed := refusalMaxTest
	if o.livemode {
		allowed = refusalMaxLive
	}
	if o.recentRefusals < allowed {
		return nil
	}
	return &pay.Error{Code: pay.TooMany, RetryAfterSeconds: int(refusalWindow.Seconds()),
		Message: "Too many cards were refused here. Nothing was charged; please wait ten minutes, or ask the seller for another way to pay."}
}

// tryOf reads which attempt the form is for. A form without a genuine checkout
// gets a fresh one.
func (h *Handlers) tryOf(in payForm, merchantNumber uint32) (try checkoutTry, genuine bool) {
	id, ok := secret.CheckoutCapability.Parse(h.Secrets, in.Checkout)
	number, err := strconv.Atoi(in.Attempt)
	if !ok || err != nil || number < 1 || number > store.AttemptsMax+1 || id.MerchantNumber() != merchantNumber {
		return checkoutTry{id: h.Store.NewID(merchantNumber), number: 1}, false
	}
	return checkoutTry{id: id, number: number}, true
}

// afterPay leads to where the payment stands.
func (h *Handlers) afterPay(c *fiber.Ctx, o offer, in payForm, b store.Begun) error {
	challenged := b.Attempt.State == pay.AttemptRequiresAction && b.Payment.State == pay.PaymentProcessing
	if b.Fresh && (challenged || b.Payment.State == pay.PaymentFailed) {
		if _, _, err := h.Store.Hit(c.UserContext(), refusalKey(c, o.subject), refusalWindow, 1); err != nil {
			return err
		}
	}
	switch {
	case challenged:
		return redirect(c, b.Attempt.ActionURL)
	case b.Payment.State == pay.PaymentFailed && b.Fresh:
		return h.declined(c, fiber.StatusPaymentRequired, o, in, b)
	case b.Payment.State.Succeeded() || b.Payment.State == pay.PaymentAuthorized:
		return redirect(c, h.receiptPath(b.Payment.ID))
	}
	return redirect(c, h.checkoutPath(b.Payment.CheckoutID))
}

// declined shows the form for another try. From then on the lines have the
// price that was tried, which their checkout keeps.
func (h *Handlers) declined(c *fiber.Ctx, status int, o offer, in payForm, b store.Begun) error {
	if o.checkout != nil && !o.frozen {
		var err error
		was := o.language
		if o, err = h.ofCheckout(c, b.Payment.CheckoutID); err != nil {
			return err
		}
		o.language = was
	}
	return h.checkoutPage(c, status, o, in, nextTry(b), pay.Errorf(pay.CardDeclined, "%s", b.Payment.FailureMessage))
}

func nextTry(b store.Begun) checkoutTry {
	return checkoutTry{id: b.Payment.CheckoutID, number: b.Attempt.Number + 1}
}

// payProblem shows the form again with what is wrong, or the page of an offer
// that has just closed. Who sends a form once more, because its answer got lost,
// is led to what became of it, even if it would not be taken any more.
func (h *Handlers) payProblem(c *fiber.Ctx, o offer, in payForm, try checkoutTry, err error) error {
	var e *pay.Error
	if !errors.As(err, &e) {
		return err
	}
	if before, err := h.Store.Checkout(c.UserContext(), try.id); err == nil && before.Attempt.Number >= try.number {
		return h.afterPay(c, o, in, before)
	}
	switch status := statuses[e.Code]; {
	case e.Code == pay.LinkMaxUses && o.link.Reason(h.Now()) == pay.LinkActive && o.link.UsesHeld > 0,
		status == fiber.StatusUnprocessableEntity && !gone[e.Code]:
		return h.checkoutPage(c, fiber.StatusUnprocessableEntity, o, in, try, e)
	case e.Code == pay.Conflict && !o.frozen:
		return h.checkoutPage(c, fiber.StatusConflict, o, in, checkoutTry{id: h.Store.NewID(o.merchantNumber), number: 1}, e)
	}
	return h.closed(c, o, err)
}

func (h *Handlers) testCards() []views.TestCard {
	return views.Show(h.Desk.TestCards(), func(t desk.TestCard) views.TestCard {
		return views.TestCard{Number: t.Number, Outcome: t.Outcome}
	})
}

func reference(metadata map[string]any) string {
	s, _ := metadata[referenceKey].(string)
	return s
}

// amountHint says between which amounts the customer may choose.
func amountHint(p views.Page, l pay.Link) string {
	money := func(minor *int64) string { return p.Locale().Money(l.Money(*minor)) }
	switch {
	case l.MinAmountMinor != nil && l.MaxAmountMinor != nil:
		return money(l.MinAmountMinor) + " – " + money(l.MaxAmountMinor)
	case l.MinAmountMinor != nil:
		return p.Say("At least " + l.Money(*l.MinAmountMinor).String() + ".")
	case l.MaxAmountMinor != nil:
		return p.Say("At most " + l.Money(*l.MaxAmountMinor).String() + ".")
	}
	return ""
}

// suggestions are amounts to choose from. What they send is plain, whatever the
// language: it is not typed.
func suggestions(p views.Page, l pay.Link, chosen string) []views.SuggestedAmount {
	return views.Show(l.SuggestedMinor, func(minor int64) views.SuggestedAmount {
		value := l.Money(minor).Decimal()
		return views.SuggestedAmount{Value: value, Label: p.Locale().Money(l.Money(minor)), Checked: value == chosen}
	})
}
