package handlers

import (
	"errors"
	"fmt"
	"strings"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

const settingsPath = "/dashboard/settings"

// Settings answers GET /dashboard/settings.
func (h *Handlers) Settings(c *fiber.Ctx) error {
	m, err := h.Store.Merchant(c.UserContext(), caller(c).MerchantID)
	if err != nil {
		return err
	}
	rates, err := h.Store.TaxRates(c.UserContext(), m.ID)
	if err != nil {
		return err
	}
	page := views.SettingsIndex{SettingsHead: settingsHead(c), Slug: m.Slug, Stopped: momentOpt(m.StoppedAt, zone(c)), Places: settingsPlaces(m, len(rates))}
	page.Places = append(page.Places,
		views.SettingsPlace{Icon: "copy", Title: "Pictures", Text: "All that you sent, where each is shown, and what can go.", Href: picturesPath},
		views.SettingsPlace{Icon: "team", Title: "Team", Text: "Who works here, and what they may do.", Href: "/dashboard/team"},
		views.SettingsPlace{Icon: "shield", Title: "Your security", Text: "Your second factor, passkeys, password and sessions.", Href: securityPath})
	if caller(c).May(pay.AccountWrite) {
		page.Places = append(page.Places,
			views.SettingsPlace{Icon: "list", Title: "Audit log", Text: "Who did what, when and from where.", Href: "/dashboard/audit"},
			views.SettingsPlace{Icon: "alert", Title: "Danger zone", Text: "Stop taking payments, export everything.", Href: dangerPath})
	}
	return h.respond(c, reply{Page: views.Settings(h.frame(c, settingsPath), page)})
}

// settingsPlaces are the pages about the merchant, with what is set there.
func settingsPlaces(m pay.Merchant, rates int) []views.SettingsPlace {
	country, _ := pay.CountryOf(m.Country)
	look, taxes, offered := "Linktill’s look", "No tax", "Every currency"
	switch {
	case m.Accent != "" && !m.LogoID.IsZero():
		look = "Logo and " + m.Accent
	case m.Accent != "":
		look = m.Accent
	case !m.LogoID.IsZero():
		look = "Logo"
	}
	if rates == 1 {
		taxes = "1 country"
	} else if rates > 1 {
		taxes = fmt.Sprintf("%d countries", rates)
	}
	if n := len(pay.Offered(m.Currencies, m.DefaultCurrency, "")); len(m.Currencies) > 0 {
		offered = fmt.Sprintf("%s and %d more", m.DefaultCurrency, n-1)
	}
	language := "The browser’s language"
	for _, l := range views.LanguageNames() {
		if l.Value == m.Language {
			language += ", else " + l.Label
		}
	}
	return []views.SettingsPlace{
		{Icon: "shop", Title: "Organization", Text: "Name, contact, country, time zone, address on receipts.", Now: m.Name + ", " + country.Name, Href: organizationPath},
		{Icon: "image", Title: "Branding", Text: "Your logo and your colour on pages for customers.", Now: look, Href: brandingPath},
		{Icon: "card", Title: "Checkout", Text: "Message, note after the payment, language.", Now: language, Href: checkoutSettingsPath},
		{Icon: "bank", Title: "Taxes", Text: "What is charged where, and whether prices have it in them.", Now: taxes, Href: taxesPath},
		{Icon: "balance", Title: "Currencies", Text: "Which ones forms offer.", Now: offered, Href: currenciesPath},
	}
}

func settingsHead(c *fiber.Ctx) views.SettingsHead {
	return views.SettingsHead{MayChange: caller(c).May(pay.AccountWrite), Role: strings.ToLower(caller(c).Role.Words())}
}

// settingsForm is one page of the settings: what it is filled with, what it
// wants changed, and how it is drawn.
type settingsForm struct {
	path, done string
	patch      pay.OrganizationPatch
	// rows are the label and value of each field, as typed and as stored.
	typed  []string
	stored func(pay.Merchant) []string
	labels []string
	// taken is a picture that came with the form and is new; it goes again when
	// the form is refused.
	taken pay.ID
	draw  func(m pay.Merchant, head views.SettingsHead) (templ.Component, error)
}

// showSettings shows a page of the settings as it is stored.
func (h *Handlers) showSettings(c *fiber.Ctx, form func(pay.Merchant) settingsForm) error {
	m, err := h.Store.Merchant(c.UserContext(), caller(c).MerchantID)
	if err != nil {
		return err
	}
	f := form(m)
	head := settingsHead(c)
	head.Edition = m.Edition(f.patch)
	page, err := f.draw(m, head)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Page: page})
}

// saveSettings saves what a page of the settings sent. Bad input comes back with
// what is wrong; a page that somebody overtook comes back with both.
func (h *Handlers) saveSettings(c *fiber.Ctx, f settingsForm, wrong error) error {
	err := wrong
	if err == nil {
		_, err = h.Store.UpdateOrganization(c.UserContext(), caller(c), f.patch)
	}
	if err == nil {
		return h.respond(c, reply{Redirect: f.path, Flash: f.done})
	}
	if !f.taken.IsZero() {
		if err := h.Store.DropPicture(c.UserContext(), caller(c).MerchantID, f.taken); err != nil {
			return err
		}
	}
	var e *pay.Error
	if !errors.As(err, &e) || e.Code != pay.Conflict && e.Code != pay.Invalid {
		return err
	}
	return h.settingsAgain(c, f, e)
}

// settingsAgain shows the page as it was sent, and what is wrong with it.
func (h *Handlers) settingsAgain(c *fiber.Ctx, f settingsForm, e *pay.Error) error {
	m, gone := h.Store.Merchant(c.UserContext(), caller(c).MerchantID)
	if gone != nil {
		return gone
	}
	head, status := settingsHead(c), fiber.StatusUnprocessableEntity
	head.Edition = m.Edition(f.patch)
	if e.Code == pay.Conflict {
		status = fiber.StatusConflict
		head.Changes = f.changes(m)
	} else {
		if f.patch.Edition != nil {
			head.Edition = *f.patch.Edition
		}
		head.Errors = formErrors(e)
	}
	page, broken := f.draw(m, head)
	if broken != nil {
		return broken
	}
	return h.respond(c, reply{Status: status, Page: page})
}

// changes are what was typed beside what is stored now.
func (f settingsForm) changes(m pay.Merchant) []views.ChangedField {
	var rows [][3]string
	for i, now := range f.stored(m) {
		rows = append(rows, [3]string{f.labels[i], f.typed[i], now})
	}
	return changesOf(rows)
}

// editionSent is the edition that a form carried; none where a program left it out.
func editionSent(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
