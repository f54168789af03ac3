package handlers

import (
	"errors"
	"time"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
	"linktill/views/ui"
)

const payoutsPath = "/dashboard/payouts"

func payoutPath(id pay.ID) string { return payoutsPath + "/" + pay.PayoutPrefix.Show(id) }

func payoutCursor(o pay.Payout) string { return pay.PayoutPrefix.Show(o.ID) }

// ListPayouts answers GET /dashboard/payouts.
func (h *Handlers) ListPayouts(c *fiber.Ctx) error {
	list, err := paging(c, pay.PayoutPrefix)
	if err != nil {
		return err
	}
	payouts, err := h.Store.Payouts(c.UserContext(), caller(c), list)
	if err != nil {
		return err
	}
	balances, err := h.Store.AccountBalances(c.UserContext(), caller(c))
	if err != nil {
		return err
	}
	page, last := views.PayoutsPage{Payouts: views.Show(payouts.Rows, payoutRow)}, ""
	page.CanRecord, page.WhyNot = mayRecord(c, balances)
	if payouts.HasMore {
		last = payoutCursor(payouts.Rows[len(payouts.Rows)-1])
	}
	page.Pager = pager(list, payouts.HasMore, payoutsPath+"?", last)
	return h.respond(c, reply{Page: views.Payouts(h.frame(c, payoutsPath), page)})
}

func payoutRow(o pay.Payout) views.PayoutRow {
	row := views.PayoutRow{Href: payoutPath(o.ID), Amount: o.Amount().String(), PaidOn: o.PaidOn.Format("2 Jan 2006"),
		Destination: o.Destination, Reference: o.Reference, Status: ui.Status{Tone: ui.Good, Word: "Recorded"}}
	if o.ReversedAt != nil {
		row.Status = ui.Status{Tone: ui.Quiet, Word: "Reversed"}
	}
	return row
}

// payoutForm is a payout as it is typed.
type payoutForm struct {
	Currency    string `form:"currency"`
	Amount      string `form:"amount"`
	PaidOn      string `form:"paid_on"`
	Destination string `form:"destination"`
	Reference   string `form:"reference"`
}

// NewPayout answers GET /dashboard/payouts/new.
func (h *Handlers) NewPayout(c *fiber.Ctx) error {
	in := payoutForm{PaidOn: merchantDay(h.Now().In(zone(c))).Format(time.DateOnly)}
	page, err := h.payoutFormPage(c, in, nil)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Page: page})
}

// CreatePayout answers POST /dashboard/payouts.
func (h *Handlers) CreatePayout(c *fiber.Ctx) error {
	var in payoutForm
	order, err := readPayout(c, &in)
	var o pay.Payout
	if err == nil {
		order.ID = h.operationID(c)
		o, err = h.Store.RecordPayout(c.UserContext(), caller(c), order, merchantDay(h.Now().In(zone(c))))
	}
	if err != nil {
		page, broken := h.payoutFormPage(c, in, err)
		if broken != nil {
			return broken
		}
		return h.again(c, err, func(*pay.Error) reply { return reply{Page: page} })
	}
	return h.respond(c, reply{Redirect: balancePath, Flash: o.Amount().String() + " recorded as paid out."})
}

// merchantDay is the day that a clock shows, at midnight in UTC.
func merchantDay(now time.Time) time.Time {
	year, month, day := now.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// readPayout binds the form. An amount can be read only in a currency.
func readPayout(c *fiber.Ctx, in *payoutForm) (pay.PayoutOrder, error) {
	if err := bindForm(c, in); err != nil {
		return pay.PayoutOrder{}, err
	}
	order := pay.PayoutOrder{Currency: in.Currency, Destination: pay.CleanLine(in.Destination), Reference: pay.CleanLine(in.Reference)}
	var checks pay.Checks
	if _, known := pay.CurrencyOf(in.Currency); !known {
		checks.Add("currency", "Choose a currency that you were paid in.")
	} else if minor, err := pay.ParseAmount(in.Amount, in.Currency); err != nil {
		checks.Add("amount", "%s", err.(*pay.Error).Message)
	} else {
		order.AmountMinor = minor
	}
	day, err := time.Parse(time.DateOnly, in.PaidOn)
	checks.That(err == nil, "paid_on", "Enter the day on which it was made, for example 2026-11-03.")
	order.PaidOn = day
	checks.That(order.Destination != "", "destination", "Say where the money went, for example the bank and the last digits of the account.")
	return order, checks.Err()
}

// payoutFormPage is the form; err is what was wrong with the try before.
func (h *Handlers) payoutFormPage(c *fiber.Ctx, in payoutForm, err error) (templ.Component, error) {
	balances, broken := h.Store.AccountBalances(c.UserContext(), caller(c))
	if broken != nil {
		return nil, broken
	}
	var e *pay.Error
	errors.As(err, &e)
	m := views.PayoutForm{Nonce: newNonce(), Currency: in.Currency, Amount: in.Amount, PaidOn: in.PaidOn, Destination: in.Destination,
		Reference: in.Reference, Today: merchantDay(h.Now().In(zone(c))).Format(time.DateOnly), Errors: formErrors(e)}
	for _, b := range balances {
		if b.AvailableMinor > 0 {
			m.Currencies = append(m.Currencies, views.Option{Value: b.Currency, Label: b.Currency + " – " + b.Available().String() + " available"})
		}
	}
	if m.Currency == "" {
		m.Currency = caller(c).DefaultCurrency
	}
	return views.NewPayout(h.frame(c, balancePath), m), nil
}

func (h *Handlers) payoutParam(c *fiber.Ctx) (pay.Payout, error) {
	id, ok := pay.PayoutPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.Payout{}, pay.NoSuchPayout()
	}
	return h.Store.Payout(c.UserContext(), caller(c), id)
}

// ShowPayout answers GET /dashboard/payouts/{id}.
func (h *Handlers) ShowPayout(c *fiber.Ctx) error {
	o, err := h.payoutParam(c)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Page: h.payoutPage(c, o, "", nil)})
}

// ReversePayout answers POST /dashboard/payouts/{id}/reverse.
func (h *Handlers) ReversePayout(c *fiber.Ctx) error {
	o, err := h.payoutParam(c)
	if err != nil {
		return err
	}
	var in struct {
		Reason string `form:"reason"`
	}
	if err = bindForm(c, &in); err == nil {
		_, err = h.Store.ReversePayout(c.UserContext(), caller(c), o.ID, pay.CleanLine(in.Reason))
	}
	if err != nil {
		return h.again(c, err, func(e *pay.Error) reply { return reply{Page: h.payoutPage(c, o, in.Reason, e)} })
	}
	return h.respond(c, reply{Redirect: payoutPath(o.ID), Flash: o.Amount().String() + " is available again."})
}

func (h *Handlers) payoutPage(c *fiber.Ctx, o pay.Payout, reason string, e *pay.Error) templ.Component {
	in := zone(c)
	m := views.PayoutPage{PayoutRow: payoutRow(o), ID: pay.PayoutPrefix.Show(o.ID), Recorded: moment(o.CreatedAt, in), RecordedBy: o.UserEmail,
		CanReverse: o.ReversedAt == nil && caller(c).May(pay.AccountWrite), Nonce: newNonce(), Reason: reason, Errors: formErrors(e)}
	if o.ReversedAt != nil {
		m.Reversed, m.ReversedBy, m.ReversalReason = moment(*o.ReversedAt, in), o.ReverserEmail, o.ReversalReason
	}
	return views.Payout(h.frame(c, payoutsPath), m)
}
