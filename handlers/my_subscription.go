package handlers

import (
	"errors"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/store"
	"linktill/views"
)

// Saving cards tries them at the bank: the bound is that of a form that pays.
const (
	myCardWindow = 10 * time.Minute
	myCardMax    = 20
)

// mySubscription is the subscription whose secret address was opened, and the
// customer as a caller: somebody without a user and a key.
func (h *Handlers) mySubscription(c *fiber.Ctx) (store.PublicSubscription, pay.Caller, error) {
	id, ok := secret.SubscriptionCapability.Parse(h.Secrets, c.Params("token"))
	if !ok {
		return store.PublicSubscription{}, pay.Caller{}, pay.Errorf(pay.NotFound, "There is no subscription at this address.")
	}
	x, err := h.Store.PublicSubscription(c.UserContext(), id)
	keepLook(c, pageOfMine(c, x), x.MerchantName)
	return x, pay.Caller{MerchantID: x.MerchantID, MerchantNumber: id.MerchantNumber(), Livemode: x.Livemode}, err
}

// MySubscription answers GET /subscription/{token}.
func (h *Handlers) MySubscription(c *fiber.Ctx) error {
	x, by, err := h.mySubscription(c)
	if err != nil {
		return err
	}
	return h.showMine(c, fiber.StatusOK, x, by, func(m *views.MySubscription) {
		m.Saved, m.Stale = c.Query("done") == "card", c.Query("done") == "stale"
	})
}

// showMine shows the customer's page with a change.
func (h *Handlers) showMine(c *fiber.Ctx, status int, x store.PublicSubscription, by pay.Caller, change func(m *views.MySubscription)) error {
	charges, err := h.Store.Charges(c.UserContext(), by, x.ID, pay.Page{Limit: 24})
	if err != nil {
		return err
	}
	m := views.MySubscription{Subscription: x.Subscription, Open: x.Open, MerchantName: x.MerchantName, CardEnds: x.CardEnds(h.Now()), Base: h.mySubscriptionPath(x.ID),
		Card: views.CheckoutForm{Livemode: x.Livemode, TestCards: h.testCards()},
		Charges: views.Show(charges.Rows, func(r pay.Charge) views.MyCharge {
			shown := views.MyCharge{Charge: r}
			if r.State == pay.ChargePaid {
				shown.ReceiptHref = h.receiptPath(r.PaymentID)
			}
			return shown
		})}
	change(&m)
	return h.render(c, status, views.MySubscriptionPage(pageOfMine(c, x), m))
}

// pageOfMine is what pages about the subscription are given.
func pageOfMine(c *fiber.Ctx, x store.PublicSubscription) views.Page {
	return branded(views.PageIn(languageKept(c, x.Language)), x.MerchantSlug, x.Counter)
}

// cardForm is a card as the customer typed it.
type cardForm struct {
	Number string `form:"card_number"`
	Expiry string `form:"card_expiry"`
	CVC    string `form:"card_cvc"`
	Name   string `form:"card_name"`
	Terms  string `form:"terms"`
	Lang   string `form:"lang"`
}

// GiveMyCard answers POST /subscription/{token}/card.
func (h *Handlers) GiveMyCard(c *fiber.Ctx) error {
	x, by, err := h.mySubscription(c)
	if err != nil {
		return err
	}
	var in cardForm
	if err := bindForm(c, &in); err != nil {
		return err
	}
	if err := h.brakeCards(c, x.ID); err != nil {
		return err
	}
	card, err := pay.ParseCard(pay.PlainDigits(in.Number), pay.PlainDigits(in.Expiry), pay.PlainDigits(in.CVC), in.Name, h.Now())
	if err == nil {
		_, err = h.Desk.GiveCard(c.UserContext(), by, x.Subscription, in.Terms, card)
	}
	var e *pay.Error
	switch {
	case err == nil:
		return h.backToMine(c, x.ID, "card", in.Lang)
	case !errors.As(err, &e):
		return err
	case e.Code == pay.Conflict:
		return h.backToMine(c, x.ID, "stale", in.Lang)
	case e.Code != pay.Invalid && e.Code != pay.CardDeclined:
		return err
	}
	return h.showMine(c, statuses[e.Code], x, by, func(m *views.MySubscription) { in.again(&m.Card, e) })
}

// again fills the form with what was typed, but for the card's number and code.
func (in cardForm) again(form *views.CheckoutForm, e *pay.Error) {
	form.CardExpiry, form.CardName, form.Again = in.Expiry, in.Name, true
	if e.Code == pay.CardDeclined {
		form.Declined = e.Message
		return
	}
	form.Errors = formErrors(e)
}

// brakeCards stops a visitor who tries one card after the other.
func (h *Handlers) brakeCards(c *fiber.Ctx, id pay.ID) error {
	n, _, err := h.Store.Hit(c.UserContext(), refusalKey(c, id), myCardWindow, 1)
	if err != nil || n <= myCardMax {
		return err
	}
	return &pay.Error{Code: pay.TooMany, RetryAfterSeconds: int(myCardWindow.Seconds()),
		Message: "Too many cards were tried here. Nothing was charged; please wait ten minutes."}
}

// CancelMySubscription answers POST /subscription/{token}/cancel: it ends with
// the period that is paid, or at once when none is.
func (h *Handlers) CancelMySubscription(c *fiber.Ctx) error {
	return h.actOnMine(c, func(by pay.Caller, id pay.ID) error {
		_, err := h.Store.CancelSubscription(c.UserContext(), by, id, true)
		return err
	})
}

// KeepMySubscription answers POST /subscription/{token}/keep.
func (h *Handlers) KeepMySubscription(c *fiber.Ctx) error {
	return h.actOnMine(c, func(by pay.Caller, id pay.ID) error {
		_, err := h.Store.KeepSubscription(c.UserContext(), by, id)
		return err
	})
}

// actOnMine does one thing. What is so already, because the button was pressed
// twice or the merchant was faster, is shown as it stands.
func (h *Handlers) actOnMine(c *fiber.Ctx, do func(by pay.Caller, id pay.ID) error) error {
	x, by, err := h.mySubscription(c)
	if err != nil {
		return err
	}
	var in struct {
		Lang string `form:"lang"`
	}
	if err := bindForm(c, &in); err != nil {
		return err
	}
	done := "ok"
	if err := do(by, x.ID); pay.CodeOf(err) == pay.Conflict {
		done = "stale"
	} else if err != nil {
		return err
	}
	return h.backToMine(c, x.ID, done, in.Lang)
}

func (h *Handlers) backToMine(c *fiber.Ctx, id pay.ID, done, lang string) error {
	path := h.mySubscriptionPath(id) + "?done=" + done
	if lang = strings.ToLower(lang); views.Speaks(lang) {
		path += "&lang=" + lang
	}
	return redirect(c, path)
}
