package handlers

import (
	"net/url"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
	"linktill/views/ui"
)

func paymentCursor(p pay.Payment) string { return pay.PaymentPrefix.Show(p.ID) }

// paymentParam returns the payment that the address names.
func (h *Handlers) paymentParam(c *fiber.Ctx) (pay.Payment, error) {
	id, ok := pay.PaymentPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.Payment{}, pay.Errorf(pay.PaymentNotFound, "There is no payment with this id.")
	}
	return h.Store.Payment(c.UserContext(), caller(c), id)
}

// paymentChips are the filters of the dashboard's list, and the states each
// leaves.
var paymentChips = map[string][]pay.PaymentState{
	"all":        nil,
	"paid":       {pay.PaymentPaid, pay.PaymentPartiallyRefunded},
	"processing": {pay.PaymentCreated, pay.PaymentProcessing, pay.PaymentAuthorized},
	"unknown":    {pay.PaymentUnknown},
	"failed":     {pay.PaymentFailed, pay.PaymentCanceled, pay.PaymentExpired},
	"refunded":   {pay.PaymentPartiallyRefunded, pay.PaymentRefunded},
}

// ListPayments answers GET /dashboard/payments and GET /v1/payments.
func (h *Handlers) ListPayments(c *fiber.Ctx) error {
	page, err := paging(c, pay.PaymentPrefix)
	if err != nil {
		return err
	}
	filter, err := h.paymentFilter(c)
	if err != nil {
		return err
	}
	ctx, by := c.UserContext(), caller(c)
	payments, err := h.Store.Payments(ctx, by, filter, page)
	if err == nil && page.ByOffset {
		payments.Total, err = h.Store.CountPayments(ctx, by, filter)
	}
	if err != nil {
		return err
	}
	if wantsJSON(c) {
		return h.respond(c, reply{Data: views.NewListJSON(payments, page, views.NewPaymentJSON, paymentCursor)})
	}
	list, err := h.paymentsPage(c, payments, page, filter)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Page: views.Payments(h.frame(c, "/dashboard/payments"), list)})
}

// paymentFilter reads status (a chip of the dashboard, or a status as the API
// spells it) and link.
func (h *Handlers) paymentFilter(c *fiber.Ctx) (store.PaymentFilter, error) {
	var f store.PaymentFilter
	var checks pay.Checks
	if text := c.Query("link", c.Query("payment_link_id")); text != "" {
		var ok bool
		f.LinkID, ok = pay.LinkPrefix.Parse(text)
		checks.That(ok, "payment_link_id", "Must be the id of a payment link.")
	}
	status := c.Query("status")
	states, isChip := paymentChips[status]
	switch {
	case status == "":
	case isChip && !wantsJSON(c):
		f.States = states
	default:
		f.States = statesOf(status)
		checks.That(f.States != nil, "status", "Must be a payment's status, such as completed.")
	}
	return f, checks.Err()
}

func statesOf(status string) []pay.PaymentState {
	for _, s := range pay.PaymentStates {
		if views.PaymentStatus(s) == status {
			return []pay.PaymentState{s}
		}
	}
	return nil
}

func (h *Handlers) paymentsPage(c *fiber.Ctx, payments pay.List[pay.Payment], page pay.Page, f store.PaymentFilter) (views.PaymentsPage, error) {
	in, query := zone(c), url.Values{}
	out := views.PaymentsPage{Filter: c.Query("status", "all")}
	query.Set("status", out.Filter)
	out.Payments = views.Show(payments.Rows, func(p pay.Payment) views.PaymentRow { return paymentRow(p, in) })
	if !f.LinkID.IsZero() {
		l, err := h.Store.Link(c.UserContext(), caller(c), f.LinkID)
		if err != nil {
			return out, err
		}
		query.Set("link", pay.LinkPrefix.Show(l.ID))
		out.LinkHref, out.LinkDescription = linkPath(l.ID), l.Description
	}
	last := ""
	if payments.HasMore {
		last = paymentCursor(payments.Rows[len(payments.Rows)-1])
	}
	out.Pager = pager(page, payments.HasMore, "/dashboard/payments?"+query.Encode()+"&", last)
	return out, nil
}

// linkPaymentJSON is a payment in the list of a link's payments.
type linkPaymentJSON struct {
	ID          string  `json:"id"`
	Amount      int64   `json:"amount"`
	Currency    string  `json:"currency"`
	Status      string  `json:"status"`
	CustomerID  string  `json:"customer_id"`
	PayerEmail  string  `json:"payer_email"`
	CompletedAt *string `json:"completed_at"`
}

// LinkPayments answers GET /v1/payment-links/{id}/payments: the payments made
// through a link, which are those that took money.
func (h *Handlers) LinkPayments(c *fiber.Ctx) error {
	page, err := paging(c, pay.PaymentPrefix)
	if err != nil {
		return err
	}
	l, err := h.linkParam(c)
	if err != nil {
		return err
	}
	filter := store.PaymentFilter{LinkID: l.ID, States: slices.DeleteFunc(slices.Clone(pay.PaymentStates), func(s pay.PaymentState) bool { return !s.Succeeded() })}
	payments, err := h.Store.Payments(c.UserContext(), caller(c), filter, page)
	if err != nil {
		return err
	}
	list := views.NewListJSON(payments, page, newLinkPaymentJSON, paymentCursor)
	return h.respond(c, reply{Data: struct {
		Payments   []linkPaymentJSON `json:"payments"`
		Total      int64             `json:"total"`
		HasMore    bool              `json:"has_more"`
		NextCursor *string           `json:"next_cursor"`
	}{list.Data, l.UsesCount, list.HasMore, list.NextCursor}})
}

func newLinkPaymentJSON(p pay.Payment) linkPaymentJSON {
	full := views.NewPaymentJSON(p)
	return linkPaymentJSON{ID: full.ID, Amount: full.Amount, Currency: full.Currency, Status: full.Status,
		CustomerID: full.CustomerID, PayerEmail: full.PayerEmail, CompletedAt: full.CompletedAt}
}

// ShowPayment answers GET /dashboard/payments/{id} and GET /v1/payments/{id}.
func (h *Handlers) ShowPayment(c *fiber.Ctx) error {
	p, err := h.paymentParam(c)
	if err != nil {
		return err
	}
	if wantsJSON(c) {
		return h.respond(c, reply{Data: views.NewPaymentJSON(p)})
	}
	page, err := h.paymentPage(c, p)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Page: views.Payment(h.frame(c, "/dashboard/payments"), page)})
}

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
	page := h.paymentFacts(c, p)
	page.Attempts = views.Show(attempts, func(a pay.Attempt) views.AttemptRow { return attemptRow(a, p, in) })
	page.Refunds = views.Show(refunds.Rows, func(r pay.Refund) views.RefundRow { return refundRow(r, by, in) })
	page.Timeline = timeline(events, in)
	return page, nil
}

func (h *Handlers) paymentFacts(c *fiber.Ctx, p pay.Payment) views.PaymentPage {
	in := zone(c)
	page := views.PaymentPage{
		ID: pay.PaymentPrefix.Show(p.ID), Base: paymentPath(p.ID), Amount: p.Amount().String(), Currency: p.Currency,
		Status: paymentStatus(p.State), StatusNote: notes[p.State], Description: p.Description, Reference: p.Reference,
		CustomerEmail: p.PayerEmail, Created: moment(p.CreatedAt, in), Paid: momentOpt(p.PaidAt, in),
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
		page.ReceiptHref = h.receiptPath(p.ID)
	}
	if p.RefundedMinor > 0 {
		page.Refunded = pay.Money{Minor: p.RefundedMinor, Currency: p.Currency}.String()
		page.Net = pay.Money{Minor: p.CapturedMinor - p.RefundedMinor, Currency: p.Currency}.String()
	}
	return page
}

// whyNoRefund says why this person cannot refund this payment, "" when they can.
func (h *Handlers) whyNoRefund(c *fiber.Ctx, p pay.Payment) string {
	switch {
	case !caller(c).May(pay.RefundsWrite):
		return "Your role may not refund payments."
	case !p.State.Succeeded():
		return "Only a paid payment can be refunded."
	case p.State == pay.PaymentRefunded:
		return "This payment was refunded in full."
	case p.Refundable().Minor == 0:
		return "All of this payment is being refunded."
	}
	return ""
}

func attemptRow(a pay.Attempt, p pay.Payment, in *time.Location) views.AttemptRow {
	return views.AttemptRow{ID: pay.AttemptPrefix.Show(a.ID), Created: moment(a.CreatedAt, in), Amount: p.Amount().String(),
		Card: cardName(a.CardBrand, a.CardLast4), Status: attemptStatus(a.State), Reason: a.Message}
}

func refundRow(r pay.Refund, by pay.Caller, in *time.Location) views.RefundRow {
	row := views.RefundRow{ID: pay.RefundPrefix.Show(r.ID), Created: moment(r.CreatedAt, in), Amount: r.Amount().String(),
		Status: refundStatus(r.State), Reason: reasonWords(r.Reason), By: "A member", Note: r.FailureMessage}
	switch {
	case r.UserID == by.UserID && !by.UserID.IsZero():
		row.By = "You"
	case !r.KeyID.IsZero():
		row.By = "API key"
	}
	return row
}

// eventWords are what a timeline says.
var eventWords = map[pay.EventType]ui.TimelineItem{
	pay.EventPaymentCreated:    {Tone: ui.Info, Title: "Customer started to pay"},
	pay.EventPaymentProcessing: {Tone: ui.Info, Title: "Customer tried again"},
	pay.EventPaymentUnknown:    {Tone: ui.Warn, Title: "The bank did not answer; we keep asking"},
	pay.EventPaymentCompleted:  {Tone: ui.Good, Title: "Paid"},
	pay.EventPaymentFailed:     {Tone: ui.Bad, Title: "Payment failed"},
	pay.EventRefundCreated:     {Tone: ui.Info, Title: "Refund started"},
	pay.EventRefundCompleted:   {Tone: ui.Good, Title: "Refunded"},
	pay.EventRefundFailed:      {Tone: ui.Bad, Title: "Refund failed"},
	pay.EventRefundRejected:    {Tone: ui.Bad, Title: "Refund rejected"},
}

// timeline lists what happened, newest first. That a payment was refunded is
// told by its refunds.
func timeline(events []pay.Event, in *time.Location) []ui.TimelineItem {
	var items []ui.TimelineItem
	for _, e := range slices.Backward(events) {
		item, known := eventWords[e.Type]
		if !known {
			continue
		}
		item.At = moment(e.CreatedAt, in)
		item.Detail = eventDetail(e)
		items = append(items, item)
	}
	return items
}

func eventDetail(e pay.Event) string {
	if message, _ := e.Data["failure_message"].(string); message != "" {
		return message
	}
	switch e.Type {
	case pay.EventRefundCreated, pay.EventRefundCompleted, pay.EventPaymentCompleted:
		return minorOf(e.Data["amount_minor"], e.Data["currency"]).String()
	}
	return ""
}
