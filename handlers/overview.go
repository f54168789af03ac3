package handlers

import (
	"context"

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

// latestPayments is how many payments the overview shows.
const latestPayments = 6

// Overview answers GET /dashboard.
func (h *Handlers) Overview(c *fiber.Ctx) error {
	by, in := caller(c), zone(c)
	period, now := pay.PeriodNamed(c.Query("period")), h.Now().In(in)
	span := period.Span(now)
	facts, err := h.overviewFacts(c.UserContext(), by, span)
	if err != nil {
		return err
	}
	page := views.OverviewPage{
		Periods: periodChips(period), Zone: zoneName(now), Days: spanDays(span, now), Compared: spanBefore(span), Behind: facts.takings.Behind,
		Currencies: currencyFigures(facts.takings.Figures, span, now, by.DefaultCurrency), Attention: attentionItems(facts.attention, by),
		Latest: views.Show(facts.latest.Rows, func(p pay.Payment) views.PaymentRow { return paymentRow(p, in) }), CanCreate: by.May(pay.LinksWrite),
	}
	page.Steps, page.StepsHidden = firstSteps(facts.steps, by), facts.steps.Hidden
	return h.respond(c, reply{Page: views.Overview(h.frame(c, "/dashboard"), page)})
}

// overviewFacts are what the overview is made of.
type overviewFacts struct {
	takings   store.Overview
	latest    pay.List[pay.Payment]
	attention map[pay.Attention]int
	steps     pay.FirstSteps
}

func (h *Handlers) overviewFacts(ctx context.Context, by pay.Caller, span pay.Span) (f overviewFacts, err error) {
	if f.takings, err = h.Store.Overview(ctx, by, span); err != nil {
		return f, err
	}
	if f.latest, err = h.Store.Payments(ctx, by, store.PaymentFilter{}, pay.Page{Limit: latestPayments}); err != nil {
		return f, err
	}
	if f.attention, err = h.Store.Attention(ctx, by); err != nil {
		return f, err
	}
	f.steps, err = h.Store.FirstSteps(ctx, by)
	return f, err
}

// HideSteps answers POST /dashboard/steps: it puts the list of first steps away,
// or back.
func (h *Handlers) HideSteps(c *fiber.Ctx) error {
	var in struct {
		Hidden bool `form:"hidden"`
	}
	if err := bindForm(c, &in); err != nil {
		return err
	}
	if err := h.Store.HideSteps(c.UserContext(), caller(c), in.Hidden); err != nil {
		return err
	}
	flash := "The first steps are back."
	if in.Hidden {
		flash = "The first steps are put away. You find them again at the end of this page."
	}
	return h.respond(c, reply{Redirect: "/dashboard", Flash: flash})
}

func periodChips(chosen pay.Period) []ui.Chip {
	return views.Show(pay.Periods, func(p pay.Period) ui.Chip {
		return ui.Chip{Label: p.Label, Href: "?period=" + p.Name, Current: p == chosen}
	})
}

// attentionWords say what needs somebody, of one and of many, and where.
var attentionWords = []struct {
	kind                                 pay.Attention
	tone, one, many, href, action, other string
	scope                                pay.Scope
}{
	{pay.AttentionUnknown, ui.Warn, "One payment is waiting for the bank’s answer.", "payments are waiting for the bank’s answer.",
		"/dashboard/payments?status=unknown", "Look at it", "Look at them", pay.PaymentsRead},
	{pay.AttentionWebhookOff, ui.Bad, "A webhook endpoint was turned off because it did not answer.", "webhook endpoints were turned off because they did not answer.",
		"/dashboard/webhooks", "See webhooks", "See webhooks", pay.WebhooksRead},
	{pay.AttentionWebhookFails, ui.Warn, "A webhook endpoint does not accept what it is sent.", "webhook endpoints do not accept what they are sent.",
		"/dashboard/webhooks", "See webhooks", "See webhooks", pay.WebhooksRead},
	{pay.AttentionPastDue, ui.Warn, "One subscription is past due.", "subscriptions are past due.",
		"/dashboard/subscriptions?status=past_due", "Look at it", "Look at them", pay.PaymentsRead},
	{pay.AttentionCardEnds, ui.Info, "The card of one subscription ends soon, and its customer has not given another.", "subscriptions have a card that ends soon, and their customers have not given another.",
		"/dashboard/subscriptions?status=card_ends", "Look at it", "Look at them", pay.PaymentsRead},
	{pay.AttentionEnding, ui.Info, "One link ends within three days.", "links end within three days.",
		"/dashboard/links?status=active", "See links", "See links", pay.LinksRead},
	{pay.AttentionRunningOut, ui.Info, "One link is almost used up.", "links are almost used up.",
		"/dashboard/links?status=active", "See links", "See links", pay.LinksRead},
	{pay.AttentionLowStock, ui.Info, "One product is almost sold out.", "products are almost sold out.",
		"/dashboard/products", "See products", "See products", pay.ProductsRead},
}

// attentionItems are the sentences, leaving out what this person may not see.
func attentionItems(found map[pay.Attention]int, by pay.Caller) []views.AttentionItem {
	var items []views.AttentionItem
	for _, w := range attentionWords {
		n := found[w.kind]
		if n == 0 || !by.May(w.scope) {
			continue
		}
		item := views.AttentionItem{Tone: w.tone, Text: w.one, Href: w.href, Action: w.action}
		if n > 1 {
			item.Text, item.Action = counted(int64(n))+" "+w.many, w.other
		}
		if n >= store.AttentionMax {
			item.Text = "At least " + item.Text
		}
		items = append(items, item)
	}
	return items
}

// firstSteps is the checklist of a new merchant; nil once all was done. What this
// person may not do has no button.
func firstSteps(done pay.FirstSteps, by pay.Caller) []views.Step {
	list := []struct {
		views.Step
		scope pay.Scope
	}{
		{views.Step{Title: "Turn on two-factor", Hint: "A code from your phone protects refunds and keys.", Done: done.SecondFactor, Href: "/dashboard/security/totp", Action: "Turn on"}, ""},
		{views.Step{Title: "Create a payment link", Hint: "One address, one QR code, any number of customers.", Done: done.Link, Href: "/dashboard/links/new", Action: "Create link"}, pay.LinksWrite},
		{views.Step{Title: "Take a test payment", Hint: "Open your link and pay with a test card. No money moves.", Done: done.Payment, Href: "/dashboard/links", Action: "Open a link"}, pay.LinksRead},
		{views.Step{Title: "Refund it", Hint: "Open the payment and give a part of it back.", Done: done.Refund, Href: "/dashboard/payments", Action: "See payments"}, pay.RefundsWrite},
		{views.Step{Title: "Add your logo", Hint: "Your logo and your colour, on the pages and mails that customers see.", Done: done.Brand, Href: brandingPath, Action: "Add logo"}, pay.AccountWrite},
		{views.Step{Title: "Create an API key", Hint: "When a program of yours takes payments.", Done: done.Key, Href: "/dashboard/keys", Action: "Create key"}, pay.KeysWrite},
	}
	var steps []views.Step
	open := false
	for _, s := range list {
		if s.scope != "" && !by.May(s.scope) {
			s.Href, s.Action = "", ""
		}
		open = open || !s.Done
		steps = append(steps, s.Step)
	}
	if !open {
		return nil
	}
	return steps
}
