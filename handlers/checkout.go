package handlers

import (
	"errors"
	"strconv"
	"time"

	"github.com/a-h/templ"
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

// publicLink returns the link that a public address names.
func (h *Handlers) publicLink(c *fiber.Ctx) (store.PublicLink, error) {
	id, ok := pay.LinkPrefix.Parse(c.Params("link"))
	if !ok {
		return store.PublicLink{}, pay.NoSuchLink()
	}
	p, err := h.Store.PublicLink(c.UserContext(), id, refusalKey(c, id), refusalWindow)
	if err == nil && p.MerchantSlug != c.Params("slug") {
		return p, pay.NoSuchLink()
	}
	return p, err
}

// ShowCheckout answers GET /pay/{slug}/{link}. It writes nothing: the checkout
// that the form carries exists once somebody pays.
func (h *Handlers) ShowCheckout(c *fiber.Ctx) error {
	p, err := h.publicLink(c)
	if err != nil {
		return h.closed(c, p, err)
	}
	if err := p.Link.Reason(h.Now()).Err(); err != nil {
		return h.closed(c, p, err)
	}
	if !h.Desk.Accepts(p.Link.Livemode) {
		return h.render(c, fiber.StatusOK, views.Closed(publicPage(), closedPage(p, "inactive")))
	}
	return h.render(c, fiber.StatusOK, h.checkoutForm(p, payForm{}, checkoutTry{id: h.Store.NewID(p.MerchantNumber), number: 1}, nil))
}

// closed shows the page of a link that takes no payments.
func (h *Handlers) closed(c *fiber.Ctx, p store.PublicLink, err error) error {
	reasons := map[pay.Code]string{pay.LinkNotFound: "not_found", pay.LinkExpired: "expired", pay.LinkMaxUses: "max_uses", pay.LinkInactive: "inactive"}
	reason, known := reasons[pay.CodeOf(err)]
	if !known || wantsJSON(c) {
		return err
	}
	if reason == "not_found" {
		return h.render(c, fiber.StatusNotFound, views.Closed(publicPage(), views.CheckoutClosed{Reason: reason}))
	}
	return h.render(c, fiber.StatusGone, views.Closed(publicPage(), closedPage(p, reason)))
}

func closedPage(p store.PublicLink, reason string) views.CheckoutClosed {
	return views.CheckoutClosed{Reason: reason, MerchantName: p.MerchantName, Description: p.Link.Description, Livemode: p.Link.Livemode}
}

// checkoutTry says which attempt of which checkout a form is for.
type checkoutTry struct {
	id     pay.ID
	number int
}

// PayCheckout answers POST /pay/{slug}/{link}: it pays, and sends the customer
// to the page of whatever became of it. A form that comes twice pays once.
func (h *Handlers) PayCheckout(c *fiber.Ctx) error {
	p, err := h.publicLink(c)
	if err != nil {
		return h.closed(c, p, err)
	}
	if err := h.brake(p); err != nil {
		return err
	}
	var in payForm
	if err := bindForm(c, &in); err != nil {
		return err
	}
	try, genuine := h.tryOf(in, p.MerchantNumber)
	order, err := in.order(p.Link, h.Now())
	if err == nil && !genuine {
		err = pay.Errorf(pay.Invalid, "This page was not complete. Nothing was charged; please press the button again.")
	}
	if err == nil {
		order.Link, order.MerchantNumber, order.CheckoutID, order.AttemptNumber = p.Link, p.MerchantNumber, try.id, try.number
		var begun store.Begun
		if begun, err = h.Desk.Pay(c.UserContext(), order); err == nil {
			return h.afterPay(c, p, in, begun)
		}
	}
	return h.payProblem(c, p, in, try, err)
}

// brake stops a visitor with too many refused cards.
func (h *Handlers) brake(p store.PublicLink) error {
	allowed := refusalMaxTest
	if p.Link.Livemode {
		allowed = refusalMaxLive
	}
	if p.RecentRefusals < allowed {
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
func (h *Handlers) afterPay(c *fiber.Ctx, p store.PublicLink, in payForm, b store.Begun) error {
	challenged := b.Attempt.State == pay.AttemptRequiresAction && b.Payment.State == pay.PaymentProcessing
	if b.Fresh && (challenged || b.Payment.State == pay.PaymentFailed) {
		if _, _, err := h.Store.Hit(c.UserContext(), refusalKey(c, p.Link.ID), refusalWindow, 1); err != nil {
			return err
		}
	}
	switch {
	case challenged:
		return redirect(c, b.Attempt.ActionURL)
	case b.Payment.State == pay.PaymentFailed && b.Fresh:
		return h.render(c, fiber.StatusPaymentRequired, h.checkoutForm(p, in, nextTry(b), pay.Errorf(pay.CardDeclined, "%s", b.Payment.FailureMessage)))
	case b.Payment.State.Succeeded():
		return redirect(c, h.receiptPath(b.Payment.ID))
	}
	return redirect(c, h.checkoutPath(b.Payment.CheckoutID))
}

func nextTry(b store.Begun) checkoutTry {
	return checkoutTry{id: b.Payment.CheckoutID, number: b.Attempt.Number + 1}
}

// payProblem shows the form again with what is wrong, or the page of a link
// that has just closed.
func (h *Handlers) payProblem(c *fiber.Ctx, p store.PublicLink, in payForm, try checkoutTry, err error) error {
	var e *pay.Error
	if !errors.As(err, &e) {
		return err
	}
	switch status := statuses[e.Code]; {
	case e.Code == pay.LinkMaxUses && p.Link.Reason(h.Now()) == pay.LinkActive && p.Link.UsesHeld > 0,
		status == fiber.StatusUnprocessableEntity && !gone[e.Code]:
		return h.render(c, fiber.StatusUnprocessableEntity, h.checkoutForm(p, in, try, e))
	case e.Code == pay.Conflict:
		return h.render(c, fiber.StatusConflict, h.checkoutForm(p, in, checkoutTry{id: h.Store.NewID(p.MerchantNumber), number: 1}, e))
	}
	return h.closed(c, p, err)
}

// checkoutForm is the page on which to pay; e is what was wrong with the try
// before.
func (h *Handlers) checkoutForm(p store.PublicLink, in payForm, try checkoutTry, e *pay.Error) templ.Component {
	l := p.Link
	currency, _ := pay.CurrencyOf(l.Currency)
	address := views.PayPath(p.MerchantSlug, l.ID)
	m := views.CheckoutForm{
		MerchantName: p.MerchantName, Description: l.Description, Reference: reference(l.Metadata), Action: address, Livemode: l.Livemode,
		Fixed: l.AmountMinor != nil, Currency: l.Currency, CurrencySymbol: currency.Symbol, Decimals: currency.Exponent,
		Checkout: secret.CheckoutCapability.Show(h.Secrets, try.id), Attempt: strconv.Itoa(try.number),
		Amount: in.Amount, Email: in.Email, CardExpiry: in.CardExpiry, CardName: in.CardName,
		QR: qrPath(l.ID, ".svg"), Errors: views.Errors{},
	}
	if m.Fixed {
		m.Total = l.Money(*l.AmountMinor).String()
	} else {
		m.AmountHint, m.Suggested = amountHint(l), suggestions(l, in.Suggested)
	}
	if !l.Livemode {
		m.TestCards = h.testCards()
	}
	switch {
	case e == nil:
	case e.Code == pay.CardDeclined:
		m.Declined = e.Message
	default:
		m.Errors = formErrors(e)
		m.Errors["card_name"] = append(m.Errors["card_name"], m.Errors["card_holder"]...)
	}
	return views.Checkout(publicPage(), m)
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

func amountHint(l pay.Link) string {
	if l.MinAmountMinor == nil && l.MaxAmountMinor == nil {
		return ""
	}
	return linkAmount(l) + "."
}

func suggestions(l pay.Link, chosen string) []views.SuggestedAmount {
	return views.Show(l.SuggestedMinor, func(minor int64) views.SuggestedAmount {
		value := l.Money(minor).Decimal()
		return views.SuggestedAmount{Value: value, Label: l.Money(minor).String(), Checked: value == chosen}
	})
}
