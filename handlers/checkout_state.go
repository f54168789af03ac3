package handlers

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/store"
	"linktill/views"
	"linktill/views/ui"
)

// How often the page of an open payment asks again, in seconds.
const (
	refreshProcessing = 2
	refreshUnknown    = 5
)

// CheckoutState answers GET /checkout/{token}: the page on which to pay a
// session, or where its payment stands, for whoever has the address. It changes
// nothing.
func (h *Handlers) CheckoutState(c *fiber.Ctx) error {
	id, ok := secret.CheckoutCapability.Parse(h.Secrets, c.Params("token"))
	if !ok {
		return pay.NoSuchCheckout()
	}
	b, err := h.Store.Checkout(c.UserContext(), id)
	if pay.CodeOf(err) == pay.NotFound {
		return h.openSessionPage(c, id)
	}
	if err != nil {
		return err
	}
	switch {
	case hasReceipt(b.Payment.State):
		return redirect(c, h.receiptPath(b.Payment.ID))
	case b.Attempt.State == pay.AttemptRequiresAction && b.Payment.State == pay.PaymentProcessing:
		return redirect(c, b.Attempt.ActionURL)
	case b.Payment.State == pay.PaymentFailed:
		return h.failedCheckout(c, b)
	}
	return h.openCheckout(c, b)
}

// openSessionPage offers a session that nobody has tried to pay.
func (h *Handlers) openSessionPage(c *fiber.Ctx, id pay.ID) error {
	o, err := h.offerAt(c, func(c *fiber.Ctx) (offer, error) { return h.ofCheckout(c, id) })
	if err != nil {
		return err
	}
	if o.closed != "" {
		return h.closedOffer(c, o)
	}
	return h.openForm(c, o, checkoutTry{id: id, number: 1})
}

// failedCheckout offers the form again, while it can be paid and the checkout
// takes further attempts.
func (h *Handlers) failedCheckout(c *fiber.Ctx, b store.Begun) error {
	o, err := h.ofCheckout(c, b.Payment.CheckoutID)
	if o.language = languageKept(c, b.Payment.Language); err != nil {
		return h.closed(c, o, err)
	}
	if o.closed != "" {
		return h.closedOffer(c, o)
	}
	if b.Attempt.Number >= store.AttemptsMax {
		m := views.CheckoutStatus{
			State: "failed", MerchantName: o.merchantName, Description: b.Payment.Description, Amount: o.locale().Money(b.Payment.Amount()),
			Reason: b.Payment.FailureMessage, Livemode: b.Payment.Livemode,
		}
		switch {
		case !o.frozen:
			m.AgainHref = o.again
		case o.checkout.FailedURL != "":
			m.BackHref, m.BackHost = o.checkout.FailedURL, hostOf(o.checkout.FailedURL)
		}
		return h.render(c, fiber.StatusOK, views.CheckoutState(o.page(), m))
	}
	typed := payForm{Email: b.Payment.PayerEmail, Amount: o.locale().Decimal(b.Payment.Amount()), Note: b.Payment.CustomerNote}
	typed.answered(o, b.Payment.CustomFields)
	return h.declined(c, fiber.StatusOK, o, typed, b)
}

// openCheckout shows that the answer is still to come.
func (h *Handlers) openCheckout(c *fiber.Ctx, b store.Begun) error {
	_, m, err := h.Store.Receipt(c.UserContext(), b.Payment.ID)
	if err != nil {
		return err
	}
	p := branded(views.PageIn(languageKept(c, b.Payment.Language)), m.Slug, m.Counter)
	page := views.CheckoutStatus{
		State: "processing", MerchantName: m.Name, Description: b.Payment.Description, Amount: p.Locale().Money(b.Payment.Amount()),
		RefreshSeconds: refreshProcessing, PaymentNumber: pay.PaymentPrefix.Show(b.Payment.ID), Livemode: b.Payment.Livemode,
	}
	if b.Payment.State == pay.PaymentUnknown {
		page.State, page.RefreshSeconds = "confirming", refreshUnknown
	}
	return h.render(c, fiber.StatusOK, views.CheckoutState(p, page))
}

// bought is the checkout of a payment for lines; zero for an amount by link.
func (h *Handlers) bought(c *fiber.Ctx, p pay.Payment) (pay.Checkout, error) {
	if p.LinesCount == 0 {
		return pay.Checkout{}, nil
	}
	public, err := h.Store.PublicCheckout(c.UserContext(), p.CheckoutID)
	return public.Checkout, err
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
	if !hasReceipt(p.State) {
		return redirect(c, h.checkoutPath(p.CheckoutID))
	}
	refunds, err := h.Store.Refunds(c.UserContext(), pay.Caller{MerchantID: m.ID, Livemode: p.Livemode}, p.ID, pay.Page{Limit: pay.PageLimitMax})
	if err != nil {
		return err
	}
	bought, err := h.bought(c, p)
	if err != nil {
		return err
	}
	page := receiptPage(languageKept(c, p.Language), p, m, refunds.Rows, bought)
	return h.render(c, fiber.StatusOK, views.Receipt(page.Page, page.ReceiptPage))
}

// receiptStatus is what a receipt says of an amount that was held.
var receiptStatus = map[pay.PaymentState]string{
	pay.PaymentAuthorized: "authorized", pay.PaymentCanceled: "voided", pay.PaymentExpired: "voided",
}

// hasReceipt reports whether a payment took money, or held it.
func hasReceipt(s pay.PaymentState) bool { return s.Succeeded() || receiptStatus[s] != "" }

// receipt is the page of one, put together in steps.
type receipt struct {
	views.Page
	views.ReceiptPage
}

func receiptPage(language string, p pay.Payment, m pay.Merchant, refunds []pay.Refund, bought pay.Checkout) receipt {
	r := receipt{Page: branded(views.PageIn(language), m.Slug, m.Counter)}
	r.fill(p, m, refunds)
	r.addLines(p, bought)
	return r
}

// addLines shows what was bought, and where to go on.
func (r *receipt) addLines(p pay.Payment, c pay.Checkout) {
	for _, l := range c.Lines {
		r.Lines = append(r.Lines, views.CheckoutLine{Name: l.Name, Quantity: l.Quantity, Amount: r.money(l.GrossMinor, c.Currency)})
	}
	if len(c.Lines) == 1 && c.Lines[0].Quantity == 1 && p.TaxMinor == 0 {
		r.Lines = nil // the amount and the description say it
	}
	r.addTaxes(p, c)
	for _, a := range p.CustomFields {
		value := a.Value
		if a.Kind == pay.CustomCheckbox {
			value = "✓"
		}
		r.Answers = append(r.Answers, views.Fact{Name: a.Label, Value: value})
	}
	if c.SuccessURL != "" { // of what was bought: it comes before the merchant's
		r.ContinueHref, r.ContinueHost = c.SuccessURL, hostOf(c.SuccessURL)
	}
}

// money is an amount as the page's language writes it.
func (r *receipt) money(minor int64, currency string) string {
	return r.Locale().Money(pay.Money{Minor: minor, Currency: currency})
}

// addTaxes shows the tax by its rates. A hold that was taken in part has tax
// that its lines do not say.
func (r *receipt) addTaxes(p pay.Payment, c pay.Checkout) {
	if p.TaxMinor == 0 {
		return
	}
	byRate, sum := map[int]int64{}, int64(0)
	var rates []int
	for _, l := range c.Lines {
		if rate := l.TaxRateBasisPoint; l.TaxMinor > 0 {
			if byRate[rate] == 0 {
				rates = append(rates, rate)
			}
			byRate[rate] += l.TaxMinor
			sum += l.TaxMinor
		}
	}
	if sum != p.TaxMinor && len(rates) > 0 {
		rates, byRate = rates[:1], map[int]int64{rates[0]: p.TaxMinor}
	}
	for _, rate := range rates {
		r.Taxes = append(r.Taxes, views.ReceiptTax{Percent: r.Locale().Percent(rate), Amount: r.money(byRate[rate], p.Currency)})
	}
	r.WithoutTax = r.money(taken(p)-p.TaxMinor, p.Currency)
}

// taken is what a receipt is about: what was captured, or is held.
func taken(p pay.Payment) int64 {
	if receiptStatus[p.State] != "" {
		return p.AmountMinor
	}
	return p.CapturedMinor
}

// fill shows the payment and its refunds.
func (r *receipt) fill(p pay.Payment, m pay.Merchant, refunds []pay.Refund) {
	at := func(t time.Time) ui.Moment { return momentOn(r.Page, t, m.Location()) }
	r.ReceiptPage = views.ReceiptPage{
		MerchantName: m.Name, MerchantEmail: m.ContactEmail, Description: p.Description, Amount: r.money(taken(p), p.Currency),
		Status: string(p.State), Card: cardName(p.CardBrand, p.CardLast4), Email: p.PayerEmail,
		PaymentNumber: pay.PaymentPrefix.Show(p.ID), Reference: p.Reference, Livemode: p.Livemode,
	}
	r.addMerchant(p, m)
	if p.PaidAt != nil {
		r.Paid = at(*p.PaidAt)
	}
	if held := receiptStatus[p.State]; held != "" {
		r.Status, r.Paid = held, at(p.CreatedAt)
	}
	if p.RefundedMinor > 0 {
		r.Refunded, r.Net = r.money(p.RefundedMinor, p.Currency), r.money(p.CapturedMinor-p.RefundedMinor, p.Currency)
	}
	r.addRefunds(p, refunds, at)
}

// addMerchant shows what the merchant has set for receipts.
func (r *receipt) addMerchant(p pay.Payment, m pay.Merchant) {
	if m.PaidURL != "" {
		r.ContinueHref, r.ContinueHost = m.PaidURL, hostOf(m.PaidURL)
	}
	if r.MerchantTaxID = m.TaxID; m.Address != "" {
		r.MerchantAddress = strings.Split(m.Address, "\n")
	}
	if hasReceipt(p.State) && receiptStatus[p.State] != "voided" {
		r.Note = m.PaidNote
	}
}

func (r *receipt) addRefunds(p pay.Payment, refunds []pay.Refund, at func(time.Time) ui.Moment) {
	for _, back := range refunds {
		row := views.ReceiptRefund{Amount: r.money(-back.AmountMinor, back.Currency), Created: at(back.CreatedAt), Word: "On its way", Reason: reasonWords(back.Reason)}
		switch back.State {
		case pay.RefundCompleted:
			row.Word = "Refunded"
		case pay.RefundFailed, pay.RefundRejected:
			row.Word = "Did not go through"
		case pay.RefundPending, pay.RefundProcessing:
			if p.State == pay.PaymentPaid {
				r.Status = "refund_pending"
			}
		}
		r.Refunds = append(r.Refunds, row)
	}
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
	p := views.PageIn(languageKept(c, info.Language))
	return h.render(c, fiber.StatusOK, views.Challenge(p, views.ChallengePage{
		Action: "/sandbox/3ds/" + c.Params("token"), MerchantName: info.MerchantName, Amount: p.Locale().Money(info.Amount),
		Card: cardName(info.CardBrand, info.CardLast4), Date: momentOn(p, info.CreatedAt, info.Zone), Done: info.Done, ContinueHref: info.ReturnPath,
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
