package handlers

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/views"
)

// checkoutJSON is a checkout session as programs ask for it on /v1: of products,
// of lines that are none, or of both.
type checkoutJSON struct {
	Products        any                  `json:"products"`
	Lines           []lineJSON           `json:"lines"`
	Currency        *string              `json:"currency"`
	Billing         map[string]string    `json:"billing"`
	TransactionType *pay.TransactionType `json:"transaction_type"`
	SuccessURL      string               `json:"success_url"`
	FailedURL       string               `json:"failed_url"`
	CancelURL       string               `json:"cancel_url"`
	SandboxSimulate *string              `json:"sandbox_simulate"`
	Metadata        map[string]any       `json:"metadata"`
}

// lineJSON is a line of something that is no product.
type lineJSON struct {
	Name       string `json:"name"`
	UnitAmount int64  `json:"unit_amount"`
	Quantity   *int64 `json:"quantity"`
}

func (in lineJSON) line(checks *pay.Checks, field string) pay.Line {
	l := pay.Line{Name: pay.CleanLine(in.Name), UnitAmountMinor: in.UnitAmount, Quantity: 1}
	checks.That(l.Name != "", join(field, "name"), "This is needed.")
	checks.CheckLength(join(field, "name"), l.Name, pay.ProductNameMax)
	checks.That(pay.CheckAmount(l.UnitAmountMinor) == nil, join(field, "unit_amount"), "Must be a whole number of minor units from 1 to %d.", int64(pay.MaxAmountMinor))
	if in.Quantity != nil {
		l.Quantity = *in.Quantity
	}
	checks.That(l.Quantity >= 1 && l.Quantity <= pay.QuantityMax, join(field, "quantity"), "Must be a whole number from 1 to %d.", pay.QuantityMax)
	return l
}

// checkoutOf is what needs no look at products; it notes all that is wrong.
func (h *Handlers) checkoutOf(checks *pay.Checks, in checkoutJSON, by pay.Caller) pay.Checkout {
	out := pay.Checkout{Currency: by.DefaultCurrency, Billing: pay.Billing{}, TransactionType: pay.TypePayment,
		SuccessURL: in.SuccessURL, FailedURL: in.FailedURL, CancelURL: in.CancelURL, Metadata: pay.CleanMetadata(in.Metadata)}
	if in.Currency != nil {
		out.Currency = strings.ToUpper(*in.Currency)
		if _, known := pay.CurrencyOf(out.Currency); !known {
			checks.Add("currency", "This is not a currency code of ISO 4217.")
			out.Currency = ""
		}
	}
	for name, value := range in.Billing {
		checks.That(slices.Contains(pay.BillingFields, pay.BillingField(name)), join("billing", name), "There is no such field.")
		out.Billing[pay.BillingField(name)] = value
	}
	out.Billing["country"] = strings.ToUpper(out.Billing["country"])
	out.Billing = out.Billing.Clean()
	out.Billing.Check(checks, nil, h.Now(), func(field pay.BillingField) string { return join("billing", string(field)) })
	for i, l := range in.Lines[:min(len(in.Lines), pay.LinesMax)] {
		out.Lines = append(out.Lines, l.line(checks, nthOf("lines", i)))
	}
	checks.That(len(in.Lines) <= pay.LinesMax, "lines", "At most %d lines.", pay.LinesMax)
	checks.CheckMetadata("metadata", out.Metadata)
	for field, address := range map[string]string{"success_url": in.SuccessURL, "failed_url": in.FailedURL, "cancel_url": in.CancelURL} {
		pay.CheckReturnURL(checks, field, address)
	}
	if in.SandboxSimulate != nil {
		out.Simulate = *in.SandboxSimulate
		checks.CheckSimulation("sandbox_simulate", out.Simulate, by.Livemode)
	}
	return out
}

// settleType decides how the session is paid: as was asked for, which must be
// the way of its products where there are any.
func (in checkoutJSON) settleType(checks *pay.Checks, b basket, session *pay.Checkout) {
	if in.TransactionType == nil {
		return
	}
	wanted := *in.TransactionType
	checks.That(wanted == pay.TypePayment || wanted == pay.TypeAuthorization, "transaction_type", "Must be payment or authorization.")
	checks.That(len(b.products) == 0 || wanted == session.TransactionType, "transaction_type", "These products are sold as %s.", session.TransactionType)
	session.TransactionType = wanted
}

// CreateCheckout answers POST /v1/checkouts.
func (h *Handlers) CreateCheckout(c *fiber.Ctx) error {
	var in checkoutJSON
	if err := bindJSON(c, &in); err != nil {
		return err
	}
	ctx, by := c.UserContext(), caller(c)
	m, err := h.Store.Merchant(ctx, by.MerchantID)
	if err != nil {
		return err
	}
	var checks pay.Checks
	session := h.checkoutOf(&checks, in, by)
	var orders []productOrder
	if in.Products != nil || len(in.Lines) == 0 {
		orders = readProducts(&checks, "id", in.Products)
	}
	basket, err := h.fill(ctx, by, &checks, "id", session.Currency, orders)
	if err != nil {
		return err
	}
	basket.put(&session)
	in.settleType(&checks, basket, &session)
	checks.That(len(session.Lines) <= pay.LinesMax, "products", "At most %d lines together with the products.", pay.LinesMax)
	if session, err = h.openSession(c, &checks, session, m.PriceMode, m.Country); err != nil {
		return err
	}
	return h.respond(c, reply{Status: fiber.StatusCreated, Data: h.checkoutJSON(session, nil)})
}

func (h *Handlers) checkoutJSON(session pay.Checkout, p *pay.Payment) views.CheckoutJSON {
	return views.NewCheckoutJSON(session, p, secret.CheckoutCapability.Show(h.Secrets, session.ID), h.PublicURL+h.checkoutPath(session.ID), h.Now())
}

// ShowCheckoutSession answers GET /v1/checkouts/{id}.
func (h *Handlers) ShowCheckoutSession(c *fiber.Ctx) error {
	id, ok := pay.CheckoutPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.Errorf(pay.NotFound, "There is no checkout with this id.")
	}
	session, err := h.Store.CheckoutSession(c.UserContext(), caller(c), id)
	if err != nil {
		return err
	}
	begun, err := h.Store.Checkout(c.UserContext(), id)
	switch {
	case err == nil:
		return h.respond(c, reply{Data: h.checkoutJSON(session, &begun.Payment)})
	case pay.CodeOf(err) == pay.NotFound: // nobody has tried to pay
		return h.respond(c, reply{Data: h.checkoutJSON(session, nil)})
	}
	return err
}
