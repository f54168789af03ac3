package handlers

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
	"linktill/views/ui"
)

// zone is the caller's merchant's time zone.
func zone(c *fiber.Ctx) *time.Location { return pay.Merchant{TimeZone: caller(c).TimeZone}.Location() }

// moment writes a time for people, in the merchant's zone, with the zone in
// the title.
func moment(t time.Time, in *time.Location) ui.Moment {
	if t.IsZero() {
		return ui.Moment{}
	}
	local := t.In(in)
	return ui.Moment{
		Text:    local.Format("2 Jan 2006, 15:04"),
		Title:   local.Format("Monday 2 January 2006, 15:04:05") + " " + zoneName(local),
		Machine: t.UTC().Format(time.RFC3339),
	}
}

func momentOpt(t *time.Time, in *time.Location) ui.Moment {
	if t == nil {
		return ui.Moment{}
	}
	return moment(*t, in)
}

// momentOn is a moment as the page's language writes it.
func momentOn(page views.Page, t time.Time, in *time.Location) ui.Moment {
	m := moment(t, in)
	if !m.IsZero() && page.Locale().Lang != "en" {
		local := t.In(in)
		m.Text, m.Title = page.Locale().Moment(local)
		m.Title += " (" + zoneOffset(local) + ")"
	}
	return m
}

// zoneName names a zone for people: "Nassau time (UTC−5)".
func zoneName(t time.Time) string {
	name := t.Location().String()
	if name == "UTC" {
		return name
	}
	city := name[strings.LastIndexByte(name, '/')+1:]
	return strings.ReplaceAll(city, "_", " ") + " time (" + zoneOffset(t) + ")"
}

func zoneOffset(t time.Time) string {
	_, seconds := t.Zone()
	sign := "+"
	if seconds < 0 {
		sign, seconds = "−", -seconds
	}
	offset := fmt.Sprintf("UTC%s%d", sign, seconds/3600)
	if minutes := seconds % 3600 / 60; minutes > 0 {
		offset += fmt.Sprintf(":%02d", minutes)
	}
	return offset
}

// plain writes a custom value as text.
func plain(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case string:
		return v
	}
	b, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(b)
}

// cardName is "Visa •••• 4242", or "" when no card is known.
func cardName(brand, last4 string) string {
	if last4 == "" {
		return ""
	}
	return pay.BrandName(brand) + " •••• " + last4
}

// frame is the dashboard around a page. path is where the mode switch leads.
func (h *Handlers) frame(c *fiber.Ctx, path string) views.Frame {
	by := caller(c)
	return views.Frame{
		Page:         h.page(c),
		MerchantName: by.MerchantName, UserEmail: by.UserEmail, Livemode: by.Livemode, Path: path,
		Shut: shut(by), Merchants: by.Memberships > 1, Mailbox: h.Mails != nil,
	}
}

// placeScopes are what the places of the rail ask for; the others are open to
// every member.
var placeScopes = map[string]pay.Scope{
	"links": pay.LinksRead, "products": pay.ProductsRead, "listings": pay.ListingsRead, "bio": pay.BioRead,
	"payments": pay.PaymentsRead, "refunds": pay.RefundsRead, "subscriptions": pay.PaymentsRead,
	"customers": pay.CustomersRead, "balance": pay.PaymentsRead,
	"keys": pay.KeysRead, "webhooks": pay.WebhooksRead, "events": pay.EventsRead, "settings": pay.AccountRead,
}

// shut are the places that the person's role may not open.
func shut(by pay.Caller) map[string]bool {
	shut := map[string]bool{}
	for place, scope := range placeScopes {
		shut[place] = !by.May(scope)
	}
	return shut
}

// More answers GET /dashboard/more: the places that a phone's bar has no room for.
func (h *Handlers) More(c *fiber.Ctx) error {
	return h.respond(c, reply{Page: views.More(h.frame(c, "/dashboard/more"))})
}

func paymentStatus(s pay.PaymentState) ui.Status {
	switch s {
	case pay.PaymentPaid:
		return ui.Status{Tone: ui.Good, Word: "Paid"}
	case pay.PaymentPartiallyRefunded:
		return ui.Status{Tone: ui.Good, Word: "Partly refunded"}
	case pay.PaymentRefunded:
		return ui.Status{Tone: ui.Quiet, Word: "Refunded"}
	case pay.PaymentFailed:
		return ui.Status{Tone: ui.Bad, Word: "Failed"}
	case pay.PaymentUnknown:
		return ui.Status{Tone: ui.Warn, Word: "Not confirmed yet"}
	case pay.PaymentCanceled:
		return ui.Status{Tone: ui.Quiet, Word: "Canceled"}
	case pay.PaymentExpired:
		return ui.Status{Tone: ui.Quiet, Word: "Expired"}
	case pay.PaymentAuthorized:
		return ui.Status{Tone: ui.Info, Word: "Authorized"}
	}
	return ui.Status{Tone: ui.Info, Word: "Processing"}
}

func attemptStatus(s pay.AttemptState) ui.Status {
	switch s {
	case pay.AttemptPaid:
		return ui.Status{Tone: ui.Good, Word: "Paid"}
	case pay.AttemptAuthorized:
		return ui.Status{Tone: ui.Good, Word: "Authorized"}
	case pay.AttemptDeclined:
		return ui.Status{Tone: ui.Bad, Word: "Declined"}
	case pay.AttemptCanceled:
		return ui.Status{Tone: ui.Quiet, Word: "Not completed"}
	case pay.AttemptUnknown:
		return ui.Status{Tone: ui.Warn, Word: "Not confirmed yet"}
	case pay.AttemptRequiresAction:
		return ui.Status{Tone: ui.Info, Word: "Waiting for the customer’s bank page"}
	}
	return ui.Status{Tone: ui.Info, Word: "Processing"}
}

func refundStatus(s pay.RefundState) ui.Status {
	switch s {
	case pay.RefundCompleted:
		return ui.Status{Tone: ui.Good, Word: "Completed"}
	case pay.RefundFailed:
		return ui.Status{Tone: ui.Bad, Word: "Failed"}
	case pay.RefundRejected:
		return ui.Status{Tone: ui.Bad, Word: "Rejected"}
	}
	return ui.Status{Tone: ui.Info, Word: "On its way"}
}

func linkStatus(r pay.LinkReason) (status ui.Status, why string) {
	switch r {
	case pay.LinkActive:
		return ui.Status{Tone: ui.Good, Word: "Active"}, ""
	case pay.LinkPastExpiry:
		return ui.Status{Tone: ui.Quiet, Word: "Expired"}, "It stopped at the time you set. A later time in “Edit” opens it again."
	case pay.LinkAllUsed:
		return ui.Status{Tone: ui.Quiet, Word: "Used up"}, "It was paid as often as you allowed. A higher number in “Edit” opens it again."
	}
	return ui.Status{Tone: ui.Quiet, Word: "Inactive"}, "You turned it off. Customers who open it read that it takes no payments."
}

// paymentRow is a payment in a list.
func paymentRow(p pay.Payment, in *time.Location) views.PaymentRow {
	row := views.PaymentRow{
		Href: paymentPath(p.ID), Amount: p.Amount().String(), Status: paymentStatus(p.State), Description: p.Description,
		Customer: p.PayerEmail, Card: cardName(p.CardBrand, p.CardLast4), Created: moment(p.CreatedAt, in),
	}
	if p.RefundedMinor > 0 {
		row.Refunded = pay.Money{Minor: p.RefundedMinor, Currency: p.Currency}.String() + " refunded"
	}
	return row
}

func paymentPath(id pay.ID) string { return "/dashboard/payments/" + pay.PaymentPrefix.Show(id) }

func linkPath(id pay.ID) string { return "/dashboard/links/" + pay.LinkPrefix.Show(id) }

// pager leads through a list whose path has the filters and ends in "?" or "&".
func pager(list pay.Page, more bool, path, last string) ui.Pager {
	var p ui.Pager
	if !list.Cursor.IsZero() {
		p.Newer = path[:len(path)-1]
	}
	if more {
		p.Older = path + "cursor=" + last
	}
	return p
}

// minorOf reads an amount from an event's data.
func minorOf(minor, currency any) pay.Money {
	number, _ := minor.(json.Number)
	n, _ := number.Int64()
	code, _ := currency.(string)
	return pay.Money{Minor: n, Currency: code}
}
