package handlers

import (
	"strconv"
	"time"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/views"
	"linktill/views/ui"
)

func (in subscriptionInput) subscription(zone *time.Location) (pay.NewSubscription, error) {
	var c pay.Checks
	n := pay.NewSubscription{CustomerEmail: in.Email, CustomerName: pay.CleanLine(in.Name), Currency: in.Currency,
		AmountMinor: in.amountMinor(&c), Description: pay.CleanText(in.Description), Interval: in.interval()}
	if at := checkLocalTime(&c, "first_charge_at", in.FirstChargeAt, zone); at != nil {
		n.FirstChargeAt = *at
	}
	return n, c.Err()
}

func (in subscriptionInput) patch() (pay.SubscriptionPatch, error) {
	var c pay.Checks
	version, err := strconv.Atoi(in.Version)
	c.That(err == nil, "", "This page was not complete. Nothing was changed; please press the button again.")
	return pay.SubscriptionPatch{Version: version, AmountMinor: in.amountMinor(&c), Description: pay.CleanText(in.Description), Interval: in.interval()}, c.Err()
}

func inputOf(x pay.Subscription) subscriptionInput {
	return subscriptionInput{Description: x.Description, Amount: x.Amount().Decimal(), Currency: x.Currency,
		Count: strconv.Itoa(x.Count), Unit: string(x.Unit), Version: strconv.Itoa(x.Version)}
}

// intervalUnits are the choices of an interval's unit.
var intervalUnits = []views.Option{{Value: "day", Label: "days"}, {Value: "week", Label: "weeks"}, {Value: "month", Label: "months"}, {Value: "year", Label: "years"}}

func (h *Handlers) subscriptionForm(c *fiber.Ctx, in subscriptionInput, x pay.Subscription, e *pay.Error) templ.Component {
	m := views.SubscriptionForm{
		Action: subscriptionsPath, Cancel: subscriptionsPath, Nonce: newNonce(), Version: in.Version,
		Email: in.Email, Name: in.Name, Description: in.Description, Amount: in.Amount, Currency: in.Currency,
		Count: in.Count, Unit: in.Unit, FirstChargeAt: in.FirstChargeAt, Currencies: offeredCurrencies(c, in.Currency), Units: intervalUnits,
		ZoneName: zoneName(h.Now().In(zone(c))), Errors: formErrors(e),
	}
	if !x.ID.IsZero() {
		m.Editing, m.Action, m.Cancel = true, subscriptionPath(x.ID), subscriptionPath(x.ID)
		if known, ok := pay.CurrencyOf(x.Currency); ok {
			m.CurrencySymbol = known.Symbol
		}
	}
	if in.stale {
		m.Stands = "As it stands now: " + x.Description + ", " + x.Amount().String() + " " + x.Interval.String() + ". Below is what you typed."
	}
	return views.SubscriptionEdit(h.frame(c, subscriptionsPath), m)
}

func subscriptionStatus(x pay.Subscription) ui.Status {
	switch x.State {
	case pay.SubscriptionActive:
		if x.CancelAtPeriodEnd {
			return ui.Status{Tone: ui.Warn, Word: "Ends soon"}
		}
		return ui.Status{Tone: ui.Good, Word: "Active"}
	case pay.SubscriptionPastDue:
		return ui.Status{Tone: ui.Bad, Word: "Past due"}
	case pay.SubscriptionPaused:
		return ui.Status{Tone: ui.Quiet, Word: "Paused"}
	case pay.SubscriptionCanceled:
		return ui.Status{Tone: ui.Quiet, Word: "Ended"}
	}
	if x.AwaitsCard() {
		return ui.Status{Tone: ui.Info, Word: "Waiting for the card"}
	}
	return ui.Status{Tone: ui.Info, Word: "Not begun"}
}

func subscriptionRow(x pay.Subscription, in *time.Location) views.SubscriptionRow {
	row := views.SubscriptionRow{Href: subscriptionPath(x.ID), Customer: x.CustomerName, Description: x.Description,
		Price: x.Amount().String(), Interval: x.Interval.String(), Status: subscriptionStatus(x)}
	if row.Customer == "" {
		row.Customer = x.CustomerEmail
	}
	if x.NextChargeAt != nil && !x.CancelAtPeriodEnd {
		row.Next = x.NextChargeAt.In(in).Format("2 Jan 2006")
	}
	return row
}

func (h *Handlers) subscriptionPage(c *fiber.Ctx, x pay.Subscription) (views.SubscriptionPage, error) {
	ctx, by, in := c.UserContext(), caller(c), x.Schedule().Zone
	list, err := paging(c, pay.ChargePrefix)
	if err != nil {
		return views.SubscriptionPage{}, err
	}
	charges, err := h.Store.Charges(ctx, by, x.ID, list)
	if err != nil {
		return views.SubscriptionPage{}, err
	}
	events, err := h.Store.EventsOf(ctx, by, x.ID)
	if err != nil {
		return views.SubscriptionPage{}, err
	}
	m := h.subscriptionFacts(c, x)
	m.Charges = views.Show(charges.Rows, func(r pay.Charge) views.ChargeRow { return chargeRow(r, in) })
	if charges.HasMore {
		m.Pager.Older = m.Base + "?offset=" + strconv.Itoa(list.Offset+len(charges.Rows))
	}
	if list.Offset > 0 {
		m.Pager.Newer = m.Base + "?offset=" + strconv.Itoa(max(0, list.Offset-list.Limit))
	}
	m.Timeline = views.Show(events, func(e pay.Event) ui.TimelineItem { return subscriptionEvent(e, in) })
	allow(&m, x, charges.Rows, by)
	return m, nil
}

func (h *Handlers) subscriptionFacts(c *fiber.Ctx, x pay.Subscription) views.SubscriptionPage {
	in := x.Schedule().Zone
	m := views.SubscriptionPage{
		ID: pay.SubscriptionPrefix.Show(x.ID), Base: subscriptionPath(x.ID), Description: x.Description, Price: x.Amount().String(),
		Interval: x.Interval.String(), Status: subscriptionStatus(x), CustomerName: x.CustomerName, CustomerEmail: x.CustomerEmail,
		CustomerHref: "/dashboard/customers/" + pay.CustomerPrefix.Show(x.CustomerID), Card: cardName(x.Card.Brand, x.Card.Last4),
		Began: moment(x.AnchorAt, in), Ended: momentOpt(x.CanceledAt, in), Zone: zoneName(h.Now().In(in)),
		Paid: "Nothing yet", Nonce: newNonce(),
	}
	if m.Card != "" {
		m.CardExpiry = cardExpiry(x.Card)
	}
	if x.ChargedCount > 0 {
		m.Paid = pay.Money{Minor: x.ChargedMinor, Currency: x.Currency}.String() + " in " + numberOf(x.ChargedCount, "charge", "charges")
	}
	if !x.CancelAtPeriodEnd {
		m.Next = momentOpt(x.NextChargeAt, in)
	}
	if !x.LinkID.IsZero() {
		m.LinkHref = linkPath(x.LinkID)
	}
	if x.State != pay.SubscriptionCanceled && caller(c).May(pay.PaymentsWrite) {
		m.CustomerURL = h.PublicURL + h.mySubscriptionPath(x.ID)
	}
	m.StatusNote, m.StatusTone = subscriptionNote(x, in, h.Now())
	return m
}

func (h *Handlers) mySubscriptionPath(id pay.ID) string {
	return "/subscription/" + secret.SubscriptionCapability.Show(h.Secrets, id)
}

func cardExpiry(k pay.SavedCard) string {
	return time.Date(k.ExpYear, time.Month(k.ExpMonth), 1, 0, 0, 0, 0, time.UTC).Format("01/06")
}

// numberOf is "1 try" or "3 tries".
func numberOf(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// subscriptionNote says what a state means where its word is not enough.
func subscriptionNote(x pay.Subscription, in *time.Location, now time.Time) (note, tone string) {
	switch {
	case x.State == pay.SubscriptionPastDue:
		return "A charge has failed. The card is tried again one, three, five and seven days after that; then the subscription ends. The customer was told by mail, with the way to give another card.", ui.Warn
	case x.State == pay.SubscriptionCanceled && x.CancelReason == pay.CanceledUnpaid:
		return "It ended because the card could not be charged for a week.", ui.Info
	case x.State == pay.SubscriptionCanceled && x.CancelReason == pay.CanceledByCustomer:
		return "The customer canceled it.", ui.Info
	case x.CancelAtPeriodEnd && x.NextChargeAt != nil:
		who := "You have"
		if x.CancelReason == pay.CanceledByCustomer {
			who = "The customer has"
		}
		return who + " canceled it. It ends on " + x.NextChargeAt.In(in).Format("2 January 2006") + ", and nothing more is charged.", ui.Info
	case x.AwaitsCard():
		return "The customer has not given a card yet. Nothing is charged before they do.", ui.Info
	case x.CardEnds(now):
		return cardEndsNote(x, in, now), ui.Warn
	}
	return "", ""
}

// cardEndsNote says until when the card is good, and what comes of that.
func cardEndsNote(x pay.Subscription, in *time.Location, now time.Time) string {
	until := time.Date(x.Card.ExpYear, time.Month(x.Card.ExpMonth), 1, 0, 0, 0, 0, time.UTC).Format("January 2006")
	next := x.NextChargeAt.In(in).Format("2 January 2006")
	if !x.Card.EndsAt().After(now) {
		return "The card was good until the end of " + until + ". The charge on " + next + " may fail. The customer can give another card on their page."
	}
	return "The card is good until the end of " + until + ", and the next charge is on " + next + ". The customer is asked for another card by mail, once."
}

// allow says what the person may do with it now.
func allow(m *views.SubscriptionPage, x pay.Subscription, charges []pay.Charge, by pay.Caller) {
	switch {
	case !by.May(pay.PaymentsWrite):
		m.WhyNot = "Your role may look at subscriptions, and not change them."
		return
	case x.State == pay.SubscriptionCanceled:
		return
	}
	m.CanEdit, m.CanCancel = true, !x.CancelAtPeriodEnd
	m.CanCancelLater = x.State == pay.SubscriptionActive
	m.CanKeep, m.CanResume, m.CanRemind = x.CancelAtPeriodEnd && x.CancelReason == pay.CanceledByMerchant, x.State == pay.SubscriptionPaused, x.AwaitsCard()
	m.CanPause = !x.CancelAtPeriodEnd && pay.SubscriptionMay(x.State, pay.SubscriptionPaused)
	for _, r := range charges {
		m.CanRetry = m.CanRetry || r.State == pay.ChargeFailed
	}
}

func chargeRow(r pay.Charge, in *time.Location) views.ChargeRow {
	row := views.ChargeRow{Href: paymentPath(r.PaymentID), Amount: r.Amount().String(),
		Period: r.PeriodStart.In(in).Format("2 Jan 2006") + " – " + r.PeriodEnd.In(in).Format("2 Jan 2006")}
	switch r.State {
	case pay.ChargePaid:
		row.Status = ui.Status{Tone: ui.Good, Word: "Paid"}
	case pay.ChargeFailed:
		row.Status, row.Detail = ui.Status{Tone: ui.Bad, Word: "Failed"}, r.FailureMessage
	case pay.ChargeVoided:
		row.Status = ui.Status{Tone: ui.Quiet, Word: "Given up"}
	default:
		row.Status = ui.Status{Tone: ui.Info, Word: "Processing"}
	}
	if r.Tries > 1 {
		row.Detail = sentences(numberOf(r.Tries, "try", "tries")+".", row.Detail)
	}
	if r.RetryAt != nil {
		row.Detail = sentences(row.Detail, "Tried again on "+r.RetryAt.In(in).Format("2 January, 15:04")+".")
	}
	return row
}

func sentences(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

// subscriptionEvent is one line of the timeline.
func subscriptionEvent(e pay.Event, in *time.Location) ui.TimelineItem {
	item := ui.TimelineItem{Tone: ui.Quiet, At: moment(e.CreatedAt, in)}
	price := minorOf(e.Data["amount_minor"], e.Data["currency"]).String()
	switch e.Type {
	case pay.EventSubscriptionCreated:
		item.Tone, item.Title, item.Detail = ui.Info, "Created", price
	case pay.EventSubscriptionCharged:
		item.Tone, item.Title, item.Detail = ui.Good, "Charged", price
	case pay.EventSubscriptionChargeFailed:
		item.Tone, item.Title = ui.Bad, "A charge failed"
	case pay.EventSubscriptionPaused:
		item.Title = "Paused"
	case pay.EventSubscriptionResumed:
		item.Title = "Resumed"
	case pay.EventSubscriptionCanceled:
		item.Title = "Ended"
	default:
		item.Title = "Changed"
		if e.Data["cancel_at_period_end"] == true {
			item.Title = "Ends with its period"
		}
	}
	return item
}
