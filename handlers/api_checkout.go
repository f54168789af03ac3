package handlers

import (
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/views"
)

// apiCheckoutJSON is a checkout session as programs ask for it on /api.
type apiCheckoutJSON struct {
	apiCustomerJSON
	Products        any     `json:"products"`
	SandboxSimulate *string `json:"sandbox_simulate"`
}

// CreateAPICheckout answers POST /api/checkout/create/.
func (h *Handlers) CreateAPICheckout(c *fiber.Ctx) error {
	var in apiCheckoutJSON
	if err := bindJSON(c, &in); err != nil {
		return err
	}
	ctx, by := c.UserContext(), caller(c)
	m, err := h.Store.Merchant(ctx, by.MerchantID)
	if err != nil {
		return err
	}
	var checks pay.Checks
	session := h.apiCustomer(&checks, in.apiCustomerJSON)
	session.Currency = apiCurrency(&checks, in.Currency, apiCurrencies[0])
	if in.SandboxSimulate != nil {
		session.Simulate = *in.SandboxSimulate
		checks.CheckSimulation("sandbox_simulate", session.Simulate, by.Livemode)
	}
	basket, err := h.fill(ctx, by, &checks, "id", session.Currency, readProducts(&checks, "id", in.Products))
	if err != nil {
		return err
	}
	basket.put(&session)
	if session, err = h.openSession(c, &checks, session, m.PriceMode, m.Country); err != nil {
		return err
	}
	return h.respond(c, reply{Status: fiber.StatusCreated, Data: h.apiCheckoutJSON(session)})
}

// apiCheckoutJSON is a session as /api answers it to whoever made it.
func (h *Handlers) apiCheckoutJSON(session pay.Checkout) views.APICheckoutJSON {
	return views.NewAPICheckoutJSON(session, secret.CheckoutCapability.Show(h.Secrets, session.ID), h.PublicURL+h.checkoutPath(session.ID))
}

// LinkOwner finds for whom a checkout from a link is made: who pays is nobody we
// know, but the session is the merchant's.
func (h *Handlers) LinkOwner(c *fiber.Ctx) (pay.Caller, error) {
	id, ok := pay.LinkPrefix.Parse(c.Params("token"))
	if !ok {
		return pay.Caller{}, pay.NoSuchLink()
	}
	p, err := h.Store.PublicLink(c.UserContext(), id, refusalKey(c, id), refusalWindow)
	return pay.Caller{MerchantID: p.Link.MerchantID, MerchantNumber: p.MerchantNumber, MerchantSlug: p.MerchantSlug, Livemode: p.Link.Livemode}, err
}

// CreateLinkCheckout answers POST /api/checkout/payment-link/{token}/: anybody
// who has the link may start a session for what it offers, at the prices that
// were frozen in it.
func (h *Handlers) CreateLinkCheckout(c *fiber.Ctx) error {
	id, _ := pay.LinkPrefix.Parse(c.Params("token"))
	l, err := h.Store.Link(c.UserContext(), caller(c), id)
	if err != nil {
		return err
	}
	var in apiCustomerJSON
	if err := bindJSON(c, &in); err != nil {
		return err
	}
	if err := l.Reason(h.Now()).Err(); err != nil {
		return err
	}
	var checks pay.Checks
	session := h.apiCustomer(&checks, in)
	session.Currency = apiCurrency(&checks, &l.Currency, "")
	if sent := apiCurrency(&checks, in.Currency, l.Currency); sent != "" {
		checks.That(sent == l.Currency, "currency", "This link is paid in %s.", l.Currency)
	}
	session.LinkID, session.Metadata, session.TransactionType = l.ID, l.Metadata, l.TransactionType
	session.Description, session.Lines = l.Description, l.Offer()
	checks.That(len(session.Lines) > 0, "amount", "Customers choose the amount of this link themselves: send them to its own page.")
	if session, err = h.openSession(c, &checks, session, l.PricingMode, ""); err != nil {
		return err
	}
	return h.respond(c, reply{Status: fiber.StatusCreated, Data: h.apiCheckoutJSON(session)})
}
