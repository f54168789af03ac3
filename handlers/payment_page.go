package handlers

import (
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
	"linktill/views/ui"
)

// notes say what a state means where its word is not enough.
var notes = map[pay.PaymentState]string{
	pay.PaymentUnknown:    "The bank has not answered yet. We keep asking until it does; the customer is never charged twice.",
	pay.PaymentProcessing: "The customer is paying right now, or is on their bank’s page.",
}

func (h *Handlers) paymentPage(c *fiber.Ctx, p pay.Payment) (views.PaymentPage, error) {
	ctx, by, in := c.UserContext(), caller(c), zone(c)
	attempts, err := h.Store.Attempts(ctx, by.MerchantID, p.ID)
	if err != nil {
		return views.PaymentPage{}, err
	}
	refunds, err := h.Store.Refunds(ctx, by, p.ID, pay.Page{Limit: pay.PageLimitMax})
	if err != nil {
		return views.PaymentPage{}, err
	}
	events, err := h.Store.Timeline(ctx, by, p.ID)
	if err != nil {
		return views.PaymentPage{}, err
	}
	actors, captors, err := h.Store.Actors(ctx, by, p.ID)
	if err != nil {
		return views.PaymentPage{}, err
	}
	page := h.paymentFacts(c, p)
	holdFacts(c, p, &page)
	if page.CameBy, err = h.cameBy(c, p); err != nil {
		return page, err
	}
	if page.Notes, err = h.paymentNotes(c, p); err != nil {
		return page, err
	}
	page.Attempts = views.Show(attempts, func(a pay.Attempt) views.AttemptRow { return attemptRow(a, p, in) })
	page.Refunds = views.Show(refunds.Rows, func(r pay.Refund) views.RefundRow { return refundRow(r, actors[r.ID], by, in) })
	page.Timeline = timeline(events, whoActed{by, p.PayerEmail, actors, captors}, in)
	page.Lines, err = h.paymentLines(c, p)
	return page, err
}

// cameBy is the printed code by which the customer came; the zero value for none.
func (h *Handlers) cameBy(c *fiber.Ctx, p pay.Payment) (views.PlaceOf, error) {
	if p.LinkID.IsZero() {
		return views.PlaceOf{}, nil
	}
	came, err := h.Store.PlacementsOf(c.UserContext(), caller(c), []pay.ID{p.ID})
	if place, printed := came[p.ID]; printed {
		return views.PlaceOf{Href: linkPath(place.LinkID) + "#placements", Label: place.Name}, nil
	}
	return views.PlaceOf{}, err
}

// paymentLines shows what was bought, each with the tax in it.
func (h *Handlers) paymentLines(c *fiber.Ctx, p pay.Payment) ([]views.BoughtLine, error) {
	if p.LinesCount == 0 {
		return nil, nil
	}
	lines, err := h.Store.Lines(c.UserContext(), p.MerchantID, p.CheckoutID)
	return views.Show(lines, func(l pay.Line) views.BoughtLine { return boughtLine(l, p.Currency) }), err
}

func boughtLine(l pay.Line, currency string) views.BoughtLine {
	show := func(minor int64) string { return pay.Money{Minor: minor, Currency: currency}.String() }
	line := views.BoughtLine{Name: l.Name, Quantity: l.Quantity, Amount: show(l.GrossMinor)}
	if l.Quantity > 1 {
		line.Each = show(l.UnitAmountMinor)
	}
	if l.TaxMinor > 0 {
		line.Tax, line.TaxRate = show(l.TaxMinor), pay.LocaleOf("en").Percent(l.TaxRateBasisPoint)
	}
	return line
}

func (h *Handlers) paymentFacts(c *fiber.Ctx, p pay.Payment) views.PaymentPage {
	in := zone(c)
	page := views.PaymentPage{
		ID: pay.PaymentPrefix.Show(p.ID), Base: paymentPath(p.ID), Amount: p.Amount().String(), Currency: p.Currency,
		Status: paymentStatus(p.State), StatusNote: notes[p.State], Description: p.Description, Reference: p.Reference,
		CustomerEmail: p.PayerEmail, CustomerHref: customerPath(p.CustomerID), IDs: paymentIDs(p), Created: moment(p.CreatedAt, in), Paid: momentOpt(p.PaidAt, in),
		WhyNoRefund: h.whyNoRefund(c, p),
	}
	_, page.Metadata = referenceApart(p.Metadata)
	page.CanRefund = page.WhyNoRefund == ""
	if p.CardLast4 != "" {
		page.CardBrand, page.CardLast4 = pay.BrandName(p.CardBrand), p.CardLast4
	}
	if p.State == pay.PaymentFailed {
		page.StatusNote = p.FailureMessage
	}
	if !p.LinkID.IsZero() {
		page.LinkHref, page.LinkDescription = linkPath(p.LinkID), p.Description
	}
	if p.State.Succeeded() {
		page.ReceiptHref, page.MailNonce, page.WhyNoMail = h.receiptPath(p.ID), newNonce(), whyNoMail(c, p)
		page.CanMail = page.WhyNoMail == ""
	}
	if p.RefundedMinor > 0 {
		page.Refunded = pay.Money{Minor: p.RefundedMinor, Currency: p.Currency}.String()
		page.Net = pay.Money{Minor: p.CapturedMinor - p.RefundedMinor, Currency: p.Currency}.String()
	}
	return page
}

// holdFacts say what is held on the card and was taken of it, and what of the
// amount is tax.
func holdFacts(c *fiber.Ctx, p pay.Payment, page *views.PaymentPage) {
	if p.TaxMinor > 0 {
		page.Tax = pay.Money{Minor: p.TaxMinor, Currency: p.Currency}.String()
		page.NetOfTax = pay.Money{Minor: p.AmountMinor - p.TaxMinor, Currency: p.Currency}.String()
	}
	left := p.Voidable()
	if left.Minor > 0 && !caller(c).May(pay.PaymentsWrite) {
		page.StatusNote = left.String() + " is held on the card until " + momentOpt(p.AuthorizedUntil, zone(c)).Text +
			". You are a viewer: an owner, admin or manager can capture it or give it up."
	} else if left.Minor > 0 {
		currency, _ := pay.CurrencyOf(p.Currency)
		page.Held, page.HeldUntil, page.Nonce = left.String(), momentOpt(p.AuthorizedUntil, zone(c)), newNonce()
		page.CurrencySymbol, page.Decimals = currency.Symbol, currency.Exponent
		page.CanCapture, page.CaptureAmount = p.Capturable().Minor > 0, p.Capturable().Decimal()
	}
	if p.TransactionType == pay.TypeAuthorization && p.State.Succeeded() && p.CapturedMinor < p.AmountMinor {
		page.Captured = pay.Money{Minor: p.CapturedMinor, Currency: p.Currency}.String()
	}
}

// whyNoRefund says why this person cannot refund this payment, "" when they can.
func (h *Handlers) whyNoRefund(c *fiber.Ctx, p pay.Payment) string {
	switch {
	case !caller(c).May(pay.RefundsWrite):
		return "You are a viewer: an owner, admin or manager can refund payments."
	case p.State == pay.PaymentAuthorized:
		return "Nothing was taken yet: the amount is held until " + momentOpt(p.AuthorizedUntil, zone(c)).Text + "."
	case p.State == pay.PaymentUnknown:
		return "Refunds are possible once the bank has answered."
	case !p.State.Succeeded():
		return "Only a paid payment can be refunded."
	case p.State == pay.PaymentRefunded:
		return "This payment was refunded in full."
	case p.Refundable().Minor == 0:
		return "All of this payment is being refunded."
	}
	return ""
}

// whyNoMail says why the receipt cannot be sent again, "" when it can.
func whyNoMail(c *fiber.Ctx, p pay.Payment) string {
	switch {
	case !caller(c).May(pay.PaymentsWrite):
		return "You are a viewer: an owner, admin or manager can send the receipt again."
	case p.PayerEmail == "":
		return "The customer gave no address to send the receipt to."
	case !pay.IsDeliverable(p.PayerEmail):
		return "The receipt cannot be sent: " + p.PayerEmail + " is an address for examples."
	}
	return ""
}

// paymentIDs are the names that the payment and what belongs to it have, here and
// at the bank.
func paymentIDs(p pay.Payment) []views.Fact {
	ids := []views.Fact{
		{Name: "Payment", Value: pay.PaymentPrefix.Show(p.ID)}, {Name: "Number", Value: strconv.FormatInt(p.Number, 10)},
		{Name: "Checkout", Value: pay.CheckoutPrefix.Show(p.CheckoutID)}, {Name: "Customer", Value: pay.CustomerPrefix.Show(p.CustomerID)},
	}
	if p.AcquirerRef != "" {
		ids = append(ids, views.Fact{Name: "At the bank", Value: p.AcquirerRef})
	}
	return ids
}

func attemptRow(a pay.Attempt, p pay.Payment, in *time.Location) views.AttemptRow {
	return views.AttemptRow{ID: pay.AttemptPrefix.Show(a.ID), Created: moment(a.CreatedAt, in), Amount: p.Amount().String(),
		Card: cardName(a.CardBrand, a.CardLast4), Status: attemptStatus(a.State), Reason: a.Message}
}

func refundRow(r pay.Refund, who store.Actor, by pay.Caller, in *time.Location) views.RefundRow {
	row := views.RefundRow{ID: pay.RefundPrefix.Show(r.ID), Created: moment(r.CreatedAt, in), Amount: r.Amount().String(),
		Status: refundStatus(r.State), Reason: reasonWords(r.Reason), By: actorName(who, by), Note: r.FailureMessage}
	return row
}

// actorName says who did something: "You", an address, or an API key by its name.
func actorName(a store.Actor, by pay.Caller) string {
	switch {
	case a.UserID == by.UserID && !by.UserID.IsZero():
		return "You"
	case a.Key != "":
		return "API key " + a.Key
	}
	return a.Email
}

// eventWords are what a timeline says.
var eventWords = map[pay.EventType]ui.TimelineItem{
	pay.EventPaymentCreated:    {Tone: ui.Info, Title: "Customer started to pay"},
	pay.EventPaymentProcessing: {Tone: ui.Info, Title: "Customer tried again"},
	pay.EventPaymentUnknown:    {Tone: ui.Warn, Title: "The bank did not answer; we keep asking"},
	pay.EventPaymentCompleted:  {Tone: ui.Good, Title: "Paid"},
	pay.EventPaymentFailed:     {Tone: ui.Bad, Title: "Payment failed"},
	pay.EventPaymentAuthorized: {Tone: ui.Good, Title: "Amount held on the card"},
	pay.EventPaymentCanceled:   {Tone: ui.Warn, Title: "Voided: the hold was given up"},
	pay.EventPaymentExpired:    {Tone: ui.Warn, Title: "The hold came to its end"},
	pay.EventPaymentVoided:     {Tone: ui.Info, Title: "The rest of the hold was given up"},
	pay.EventRefundCreated:     {Tone: ui.Info, Title: "Refund started"},
	pay.EventRefundCompleted:   {Tone: ui.Good, Title: "Refunded"},
	pay.EventRefundFailed:      {Tone: ui.Bad, Title: "Refund failed"},
	pay.EventRefundRejected:    {Tone: ui.Bad, Title: "Refund rejected"},
}

// whoActed knows who did what to a payment.
type whoActed struct {
	by       pay.Caller
	customer string
	byID     map[pay.ID]store.Actor
	byKind   map[pay.CaptureKind]store.Actor
}

// of says who made an event happen; "" for the bank and for time.
func (w whoActed) of(e pay.Event) string {
	switch e.Type {
	case pay.EventPaymentCreated, pay.EventPaymentProcessing:
		return w.customer
	case pay.EventRefundCreated:
		return actorName(w.byID[e.ObjectID], w.by)
	case pay.EventPaymentCompleted:
		return actorName(w.byKind[pay.KindCapture], w.by)
	case pay.EventPaymentCanceled, pay.EventPaymentVoided:
		return actorName(w.byKind[pay.KindVoid], w.by)
	}
	return ""
}

// timeline lists what happened, newest first. That a payment was refunded is
// told by its refunds.
func timeline(events []pay.Event, who whoActed, in *time.Location) []ui.TimelineItem {
	var items []ui.TimelineItem
	for _, e := range slices.Backward(events) {
		item, known := eventWords[e.Type]
		if !known {
			continue
		}
		item.At = moment(e.CreatedAt, in)
		item.Detail = eventDetail(e)
		if name := who.of(e); name != "" && item.Detail != "" {
			item.Detail += " · " + name
		} else if name != "" {
			item.Detail = name
		}
		items = append(items, item)
	}
	return items
}

func eventDetail(e pay.Event) string {
	if message, _ := e.Data["failure_message"].(string); message != "" {
		return message
	}
	switch e.Type {
	case pay.EventPaymentCompleted:
		return minorOf(e.Data["captured_minor"], e.Data["currency"]).String()
	case pay.EventRefundCreated, pay.EventRefundCompleted, pay.EventPaymentAuthorized:
		return minorOf(e.Data["amount_minor"], e.Data["currency"]).String()
	}
	return ""
}
