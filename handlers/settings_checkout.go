package handlers

import (
	"strings"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

const checkoutSettingsPath = settingsPath + "/checkout"

// checkoutSettings are the words of checkouts as the dashboard's form sends them.
type checkoutSettings struct {
	PayMessage string   `form:"pay_message"`
	PaidNote   string   `form:"paid_note"`
	PaidURL    string   `form:"paid_url"`
	Language   string   `form:"language"`
	Asks       []string `form:"asks"`
	Edition    string   `form:"edition"`
}

func formOfCheckout(m pay.Merchant) checkoutSettings {
	return checkoutSettings{PayMessage: m.PayMessage, PaidNote: m.PaidNote, PaidURL: m.PaidURL, Language: m.Language, Asks: m.Asks}
}

func (in checkoutSettings) values() []string {
	return []string{in.PayMessage, in.PaidNote, in.PaidURL, in.Language, strings.Join(in.Asks, ", ")}
}

func (h *Handlers) checkoutForm(c *fiber.Ctx, in checkoutSettings) settingsForm {
	patch := pay.OrganizationPatch{PayMessage: &in.PayMessage, PaidNote: &in.PaidNote, PaidURL: &in.PaidURL, Language: &in.Language, Asks: &in.Asks,
		Edition: editionSent(in.Edition)}
	return settingsForm{path: checkoutSettingsPath, done: "Saved. Checkouts that are opened from now on show it.", patch: patch, typed: in.values(),
		labels: []string{"Message above the button", "Note after the payment", "Where the receipt leads on", "Language", "What new products ask for"},
		stored: func(m pay.Merchant) []string { return formOfCheckout(m).values() },
		draw: func(_ pay.Merchant, head views.SettingsHead) (templ.Component, error) {
			page := views.CheckoutSettings{SettingsHead: head, PayMessage: in.PayMessage, PaidNote: in.PaidNote, PaidURL: in.PaidURL, Language: in.Language, Asks: askOptions(in.Asks),
				Languages: append([]views.Option{{Label: "English, as nothing else is set"}}, views.LanguageNames()...)}
			return views.SettingsCheckout(h.frame(c, checkoutSettingsPath), page), nil
		}}
}

// CheckoutSettings answers GET /dashboard/settings/checkout.
func (h *Handlers) CheckoutSettings(c *fiber.Ctx) error {
	return h.showSettings(c, func(m pay.Merchant) settingsForm { return h.checkoutForm(c, formOfCheckout(m)) })
}

// SaveCheckoutSettings answers POST /dashboard/settings/checkout.
func (h *Handlers) SaveCheckoutSettings(c *fiber.Ctx) error {
	var in checkoutSettings
	if err := bindForm(c, &in); err != nil {
		return err
	}
	return h.saveSettings(c, h.checkoutForm(c, in), nil)
}
