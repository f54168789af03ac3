package handlers

import (
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
	"linktill/views/ui"
)

// Home answers GET /: the dashboard, or the way in.
func (h *Handlers) Home(c *fiber.Ctx) error { return redirect(c, "/dashboard") }

// SwitchMode answers POST /dashboard/mode: from test to live and back.
func (h *Handlers) SwitchMode(c *fiber.Ctx) error {
	var in struct {
		Livemode bool   `form:"livemode"`
		Return   string `form:"return"`
	}
	if err := bindForm(c, &in); err != nil {
		return err
	}
	if err := h.Store.SetLivemode(c.UserContext(), caller(c).SessionID, in.Livemode); err != nil {
		return err
	}
	flash := "You see test data now. No real money moves."
	if in.Livemode {
		flash = "You see live data now."
	}
	return h.respond(c, reply{Redirect: localPath(in.Return, "/dashboard"), Flash: flash})
}

// periods are what the overview can show, in days.
var periods = map[string]int{"today": 1, "7d": 7, "30d": 30, "90d": 90}

// latestPayments is how many payments the overview shows.
const latestPayments = 6

// Overview answers GET /dashboard.
func (h *Handlers) Overview(c *fiber.Ctx) error {
	period := c.Query("period", "7d")
	days, known := periods[period]
	if !known {
		period, days = "7d", periods["7d"]
	}
	ctx, by, in := c.UserContext(), caller(c), zone(c)
	payments, err := h.Store.Payments(ctx, by, store.PaymentFilter{}, pay.Page{Limit: latestPayments})
	if err != nil {
		return err
	}
	attention, err := h.Store.Attention(ctx, by)
	if err != nil {
		return err
	}
	page := views.OverviewPage{Period: period, ZoneName: zoneName(h.Now().In(in)), Attention: attentionItems(attention),
		Latest: views.Show(payments.Rows, func(p pay.Payment) views.PaymentRow { return paymentRow(p, in) }),
		Steps:  steps(attention, caller(c).SecondFactorOn)}
	if page.Currencies, err = h.figures(c, days); err != nil {
		return err
	}
	return h.respond(c, reply{Page: views.Overview(h.frame(c, "/dashboard"), page)})
}

// figures adds up the period, which ends with today, and the one before it, a
// group for each currency.
func (h *Handlers) figures(c *fiber.Ctx, days int) ([]views.CurrencyFigures, error) {
	now := h.Now().In(zone(c))
	starts := make([]time.Time, 2*days+1)
	for i := range starts {
		starts[i] = time.Date(now.Year(), now.Month(), now.Day()+1-2*days+i, 0, 0, 0, 0, now.Location())
	}
	totals, err := h.Store.DayTotals(c.UserContext(), caller(c), starts)
	if err != nil {
		return nil, err
	}
	var groups []views.CurrencyFigures
	for len(totals) > 0 {
		n := 1
		for n < len(totals) && totals[n].Currency == totals[0].Currency {
			n++
		}
		groups = append(groups, currencyFigures(totals[:n], starts[days:]))
		totals = totals[n:]
	}
	return groups, nil
}

// currencyFigures are the figures of one currency; starts are those of the
// period's days, and its end. Days are counted from the period before.
func currencyFigures(totals []store.DayTotal, starts []time.Time) views.CurrencyFigures {
	days, currency := len(starts)-1, totals[0].Currency
	money := func(minor int64) string { return pay.Money{Minor: minor, Currency: currency}.String() }
	var now, before store.DayTotal
	net := make([]int64, days)
	for _, t := range totals {
		sum := &before
		if t.Day >= days {
			sum = &now
			net[t.Day-days] = t.GrossMinor - t.RefundMinor
		}
		sum.GrossMinor += t.GrossMinor
		sum.RefundMinor += t.RefundMinor
		sum.Payments += t.Payments
	}
	f := views.CurrencyFigures{
		Currency: currency, Gross: money(now.GrossMinor), Refunds: money(now.RefundMinor),
		Net: money(now.GrossMinor - now.RefundMinor), Payments: fmt.Sprint(now.Payments),
		GrossChange: change(now.GrossMinor, before.GrossMinor), RefundsChange: change(now.RefundMinor, before.RefundMinor),
		NetChange:      change(now.GrossMinor-now.RefundMinor, before.GrossMinor-before.RefundMinor),
		PaymentsChange: change(now.Payments, before.Payments),
	}
	if days == 1 {
		return f // one point is no line
	}
	for i, minor := range net {
		f.Points = append(f.Points, views.ChartPoint{Label: starts[i].Format("Mon 2 Jan"), Amount: money(minor), Minor: minor})
	}
	return f
}

// change compares a figure with the period before, in whole per cent.
func change(now, before int64) views.Change {
	switch {
	case before <= 0:
		return views.Change{}
	case now == before:
		return views.Change{Text: "0 %", Direction: "same"}
	case now > before:
		return views.Change{Text: fmt.Sprintf("%d %%", (now-before)*100/before), Direction: "up"}
	}
	return views.Change{Text: fmt.Sprintf("%d %%", (before-now)*100/before), Direction: "down"}
}

func attentionItems(a store.Attention) []views.AttentionItem {
	var items []views.AttentionItem
	add := func(n int, tone, one, many, href, action string) {
		switch {
		case n == 1:
			items = append(items, views.AttentionItem{Tone: tone, Text: one, Href: href, Action: action})
		case n > 1:
			items = append(items, views.AttentionItem{Tone: tone, Text: fmt.Sprintf(many, n), Href: href, Action: action})
		}
	}
	add(a.Unknown, ui.Warn, "One payment is waiting for the bank’s answer.", "%d payments are waiting for the bank’s answer.",
		"/dashboard/payments?status=unknown", "Look at it")
	add(a.EndingLinks, ui.Info, "One link ends within three days.", "%d links end within three days.", "/dashboard/links?status=active", "See links")
	add(a.RunningOut, ui.Info, "One link is almost used up.", "%d links are almost used up.", "/dashboard/links?status=active", "See links")
	return items
}

// steps is the checklist of a new merchant; nil once all was done.
func steps(a store.Attention, secondFactor bool) []views.Step {
	list := []views.Step{
		{Title: "Turn on two-factor", Hint: "A code from your phone protects refunds and keys.", Done: secondFactor, Href: "/dashboard/security/totp", Action: "Turn on"},
		{Title: "Create a payment link", Hint: "One address, one QR code, any number of customers.", Done: a.HasLink, Href: "/dashboard/links/new", Action: "Create link"},
		{Title: "Take a test payment", Hint: "Open your link and pay with a test card. No money moves.", Done: a.HasPayment, Href: "/dashboard/links", Action: "Open a link"},
		{Title: "Refund it", Hint: "Open the payment and give a part of it back.", Done: a.HasRefund, Href: "/dashboard/payments", Action: "See payments"},
		{Title: "Create an API key", Hint: "When a program of yours takes payments.", Done: a.HasKey, Href: "/dashboard/keys", Action: "Create key"},
	}
	for _, s := range list {
		if !s.Done {
			return list
		}
	}
	return nil
}
