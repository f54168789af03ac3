package handlers

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

func (h *Handlers) linksPage(c *fiber.Ctx, links pay.List[pay.Link], page pay.Page) views.LinksPage {
	filter := c.Query("status", "all")
	out := views.LinksPage{Filter: filter, CanCreate: caller(c).May(pay.LinksWrite)}
	for _, l := range links.Rows {
		status, _ := linkStatus(l.Reason(h.Now()))
		out.Links = append(out.Links, views.LinkRow{Href: linkPath(l.ID), Description: l.Description, Amount: linkAmount(l),
			Status: status, Uses: linkUses(l, false), Created: moment(l.CreatedAt, zone(c))})
	}
	last := ""
	if links.HasMore {
		last = pay.LinkPrefix.Show(links.Rows[len(links.Rows)-1].ID)
	}
	out.Pager = pager(page, links.HasMore, "/dashboard/links?status="+url.QueryEscape(filter)+"&", last)
	return out
}

// linkAmount says what a link costs.
func linkAmount(l pay.Link) string {
	switch {
	case l.AmountMinor != nil:
		return l.Money(*l.AmountMinor).String()
	case l.MinAmountMinor != nil && l.MaxAmountMinor != nil:
		return l.Money(*l.MinAmountMinor).String() + " to " + l.Money(*l.MaxAmountMinor).String()
	case l.MinAmountMinor != nil:
		return "From " + l.Money(*l.MinAmountMinor).String()
	case l.MaxAmountMinor != nil:
		return "Up to " + l.Money(*l.MaxAmountMinor).String()
	}
	return "Customer decides"
}

// linkCharges says how often a link charges whoever paid it; "" is once.
func linkCharges(l pay.Link) string {
	if l.Interval.IsZero() {
		return ""
	}
	return l.Interval.String()
}

// linkUses says how often a link was paid, and with details what is under way.
func linkUses(l pay.Link, details bool) string {
	uses := fmt.Sprintf("%d paid", l.UsesCount)
	if l.MaxUses != nil {
		uses = fmt.Sprintf("%d of %d paid", l.UsesCount, *l.MaxUses)
	}
	if left, limited := l.Left(); details && limited {
		uses += fmt.Sprintf(", %d left", left)
	}
	if details && l.UsesHeld > 0 {
		uses += fmt.Sprintf(", %d being paid for now", l.UsesHeld)
	}
	return uses
}

// linkPayments is how many payments a link's page shows.
const linkPayments = 10

func (h *Handlers) linkPage(c *fiber.Ctx, l pay.Link, typed placementForm, e *pay.Error) (views.LinkPage, error) {
	by, in := caller(c), zone(c)
	payments, err := h.Store.Payments(c.UserContext(), by, store.PaymentFilter{LinkID: l.ID}, pay.Page{Limit: linkPayments})
	if err != nil {
		return views.LinkPage{}, err
	}
	merchant, reason := h.merchantOf(c), l.Reason(h.Now())
	status, why := linkStatus(reason)
	p := views.LinkPage{
		ID: pay.LinkPrefix.Show(l.ID), Base: linkPath(l.ID), Description: l.Description, Amount: linkAmount(l),
		Suggested: suggested(l), Status: status, StatusReason: why, URL: merchant.LinkAddress(l.ID),
		QRSVG: qrPath(l.ID, ".svg"), QRPNG: qrPath(l.ID, "") + "?size=1024",
		Uses: linkUses(l, true), UsesPercent: usesPercent(l), Taken: l.Money(l.TakenMinor).String(),
		Expires: momentOpt(l.ExpiresAt, in), Created: moment(l.CreatedAt, in),
		Active: reason == pay.LinkActive, CanActivate: reason == pay.LinkManual, CanChange: by.May(pay.LinksWrite),
		JustCreated: c.Query("created") == "1", Charges: linkCharges(l),
	}
	if len(l.Lines) == 0 {
		p.CloneHref = "/dashboard/links/new?from=" + p.ID
	}
	p.Places = views.LinkPlaces{Action: p.Base + "/placements", Nonce: newNonce(), Typed: typed.Names, Errors: formErrors(e), CanChange: p.CanChange}
	if err := h.fillNumbers(c, &p, l); err != nil {
		return p, err
	}
	p.ShareText, p.MailHref = linkShare(by.MerchantName, l.Description, p.URL)
	p.Reference, p.Metadata = referenceApart(l.Metadata)
	if l.UpdatedAt.Sub(l.CreatedAt) > time.Second {
		p.Updated = moment(l.UpdatedAt, in)
	}
	p.Payments = views.Show(payments.Rows, func(p pay.Payment) views.PaymentRow { return paymentRow(p, in) })
	if payments.HasMore {
		p.PaymentsHref = "/dashboard/payments?link=" + p.ID
	}
	return p, nil
}

// linkShare is a sentence to send with a link's address, and a mail that has both.
func linkShare(merchant, description, address string) (text, mail string) {
	text = strings.TrimSpace(merchant + ": " + description)
	return text, "mailto:?subject=" + url.PathEscape(text) + "&body=" + url.PathEscape("Pay here: "+address)
}

// referenceApart takes the reference out of the custom values.
func referenceApart(metadata map[string]any) (reference string, rest []views.Fact) {
	for _, fact := range metadataFacts(metadata) {
		if fact.Name == referenceKey {
			reference = fact.Value
		} else {
			rest = append(rest, fact)
		}
	}
	return reference, rest
}

func suggested(l pay.Link) string {
	words := make([]string, len(l.SuggestedMinor))
	for i, minor := range l.SuggestedMinor {
		words[i] = l.Money(minor).String()
	}
	return strings.Join(words, ", ")
}

func usesPercent(l pay.Link) int {
	if l.MaxUses == nil {
		return -1
	}
	return int(l.UsesCount * 100 / *l.MaxUses)
}

func qrPath(id pay.ID, ending string) string { return "/qr/" + pay.LinkPrefix.Show(id) + ending }

// PrintLink answers GET /dashboard/links/{id}/print.
func (h *Handlers) PrintLink(c *fiber.Ctx) error {
	l, err := h.linkParam(c)
	if err != nil {
		return err
	}
	sheet := views.LinkPrintPage{Format: "poster", Base: linkPath(l.ID), MerchantName: caller(c).MerchantName, Description: l.Description, Livemode: l.Livemode}
	if format := c.Query("format"); format == "tent" || format == "code" {
		sheet.Format = format
	}
	if err := h.fillCodes(c, &sheet, l); err != nil {
		return err
	}
	if l.AmountMinor != nil {
		sheet.Amount = linkAmount(l)
	}
	return h.respond(c, reply{Page: views.LinkPrint(h.page(c), sheet)})
}

// linkFormPage is the form for a new link, or for editing one; e is what was
// wrong with what was typed.
func (h *Handlers) linkFormPage(c *fiber.Ctx, in linkForm, editing pay.Link, e *pay.Error) templ.Component {
	m := h.linkFormModel(c, in, e)
	if editing.ID.IsZero() {
		return views.LinkNew(h.frame(c, "/dashboard/links/new"), m)
	}
	return h.linkEditPage(c, m, editing)
}

// linkEditPage is the form m for editing a link, with what never changes of it.
func (h *Handlers) linkEditPage(c *fiber.Ctx, m views.LinkForm, of pay.Link) templ.Component {
	m.Editing, m.Action, m.Cancel = true, linkPath(of.ID), linkPath(of.ID)
	m.Charges = linkCharges(of)
	m.AmountShown, m.PreviewAmount = linkAmount(of), linkAmount(of)
	return views.LinkEdit(h.frame(c, "/dashboard/links"), m)
}

// staleLink shows the form again to somebody whose link was changed meanwhile,
// with what they typed and what there is now side by side.
func (h *Handlers) staleLink(c *fiber.Ctx, typed linkForm, id pay.ID) error {
	now, err := h.Store.Link(c.UserContext(), caller(c), id)
	if err != nil {
		return err
	}
	theirs := formOf(now, zone(c))
	typed.Edition = theirs.Edition
	m := h.linkFormModel(c, typed, nil)
	m.Changes = changesOf([][3]string{
		{"What it is for", typed.Description, theirs.Description},
		{"Most payments", typed.MaxUses, theirs.MaxUses}, {"Ends at", typed.ExpiresAt, theirs.ExpiresAt},
		{"Questions", typed.asksInWords(), theirs.asksInWords()}, {"Note", askedOrNot(typed.AsksNote), askedOrNot(theirs.AsksNote)},
		{"Most at once", typed.QuantityMax, theirs.QuantityMax},
		{"Your reference", typed.Reference, theirs.Reference}, {"Metadata", strings.TrimSpace(typed.Metadata), strings.TrimSpace(theirs.Metadata)},
	})
	return h.respond(c, reply{Status: fiber.StatusConflict, Page: h.linkEditPage(c, m, now)})
}

func (h *Handlers) linkFormModel(c *fiber.Ctx, in linkForm, e *pay.Error) views.LinkForm {
	local := zone(c)
	currency, known := pay.CurrencyOf(in.Currency)
	if !known {
		currency, _ = pay.CurrencyOf(caller(c).DefaultCurrency)
	}
	m := views.LinkForm{
		Action: "/dashboard/links", Cancel: "/dashboard/links", Nonce: newNonce(), Edition: in.Edition,
		Description: in.Description, Kind: in.Kind, Amount: in.Amount, Currency: currency.Code, MinAmount: in.MinAmount,
		MaxAmount: in.MaxAmount, Suggested: in.Suggested, MaxUses: in.MaxUses, ExpiresAt: in.ExpiresAt,
		Reference: in.Reference, Metadata: in.Metadata, Currencies: offeredCurrencies(c, in.Currency), ZoneName: zoneName(h.Now().In(local)),
		MerchantName: caller(c).MerchantName, CurrencySymbol: currency.Symbol, Decimals: currency.Exponent, Errors: formErrors(e),
	}
	if sentences := m.Errors["suggested_amounts"]; sentences != nil {
		m.Errors["suggested"] = append(m.Errors["suggested"], sentences...)
	}
	in.fillAsks(&m)
	if minor, err := pay.ParseAmount(in.Amount, currency.Code); err == nil {
		m.PreviewAmount = pay.Money{Minor: minor, Currency: currency.Code}.String()
	}
	return m
}

// currencyOptions are currencies for a select.
func currencyOptions(list []pay.Currency) []views.Option {
	return views.Show(list, func(c pay.Currency) views.Option {
		return views.Option{Value: c.Code, Label: c.Code + " · " + c.Name}
	})
}

// formErrors are the sentences that a form shows beside its fields, and under
// "" what concerns it as a whole.
func formErrors(e *pay.Error) views.Errors {
	errors := views.Errors{}
	if e == nil {
		return errors
	}
	for field, sentences := range e.Fields {
		errors[field] = sentences
	}
	if len(errors) == 0 {
		errors[""] = []string{e.Message}
	}
	return errors
}
