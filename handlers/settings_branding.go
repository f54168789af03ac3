package handlers

import (
	"fmt"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

const brandingPath = settingsPath + "/branding"

// ourAccent is what the colour field shows where a merchant has none.
const ourAccent = "#125a66"

// brandForm is the look as the dashboard's form sends it. Shown is the colour
// that the field had at first: a browser always sends one.
type brandForm struct {
	Look       string  `form:"look"`
	Accent     string  `form:"accent"`
	Shown      string  `form:"shown"`
	RemoveLogo string  `form:"remove_logo"`
	Act        string  `form:"act"`
	Edition    string  `form:"edition"`
	Logo       uploads `form:"logo"`
}

func formOfBrand(m pay.Merchant) brandForm {
	if m.Accent == "" {
		return brandForm{Look: "ours", Accent: ourAccent}
	}
	return brandForm{Look: "own", Accent: m.Accent}
}

// accent is the colour that is wanted: who chooses one wants it, whatever is
// ticked.
func (in brandForm) accent() string {
	if in.Look == "own" || in.Shown != "" && in.Accent != in.Shown {
		return firstOf(in.Accent, "#")
	}
	return ""
}

func (h *Handlers) brandForm(c *fiber.Ctx, in brandForm, logo *pay.ID) settingsForm {
	accent := in.accent()
	return settingsForm{path: brandingPath, done: "Saved. Your pages look like this from now on.",
		patch:  pay.OrganizationPatch{Accent: &accent, LogoID: logo, Edition: editionSent(in.Edition)},
		labels: []string{"Colour"}, typed: []string{accent}, stored: func(m pay.Merchant) []string { return []string{m.Accent} },
		draw: func(m pay.Merchant, head views.SettingsHead) (templ.Component, error) {
			page := views.BrandSettings{SettingsHead: head, Name: m.Name, Own: accent != "", Accent: ourAccent}
			if clean, ok := pay.ParseAccent(accent); ok {
				page.Accent, page.Tones = clean, views.TonesOf(clean)
			}
			page.Tried = in.Act == "look" && page.Own && accent != m.Accent
			if !m.LogoID.IsZero() {
				page.Logo = pay.PicturePath(m.LogoID) + fmt.Sprintf("?w=%d", pay.LogoShownPX)
			}
			return views.SettingsBranding(h.frame(c, brandingPath), page), nil
		}}
}

// BrandSettings answers GET /dashboard/settings/branding.
func (h *Handlers) BrandSettings(c *fiber.Ctx) error {
	return h.showSettings(c, func(m pay.Merchant) settingsForm { return h.brandForm(c, formOfBrand(m), nil) })
}

// SaveBrand answers POST /dashboard/settings/branding; with act=look it only
// says how the colour reads.
func (h *Handlers) SaveBrand(c *fiber.Ctx) error {
	var in brandForm
	if err := bindForm(c, &in); err != nil {
		return err
	}
	if in.Act == "look" {
		return h.tryBrand(c, in)
	}
	logo, taken, err := h.takeLogo(c, in)
	if err != nil && pay.CodeOf(err) != pay.Invalid {
		return err
	}
	form := h.brandForm(c, in, logo)
	form.taken = taken
	return h.saveSettings(c, form, err)
}

// tryBrand shows the form with the colour, and saves nothing.
func (h *Handlers) tryBrand(c *fiber.Ctx, in brandForm) error {
	var checks pay.Checks
	_, ok := pay.ParseAccent(in.Accent)
	if checks.That(ok, "accent", "Write the colour as # and six digits or letters from a to f, such as #0d5e6f."); !ok {
		return h.saveSettings(c, h.brandForm(c, in, nil), checks.Err())
	}
	in.Look = "own"
	return h.showSettings(c, func(pay.Merchant) settingsForm { return h.brandForm(c, in, nil) })
}

// takeLogo keeps a logo that was sent: nil leaves what there is, zero takes it
// away. taken is the picture when it is a new one. Pages on which people pay
// carry it within, so that it must be light.
func (h *Handlers) takeLogo(c *fiber.Ctx, in brandForm) (logo *pay.ID, taken pay.ID, err error) {
	sent, err := h.takeOne(c, "logo", pay.LogoPX)
	switch {
	case err != nil:
		return nil, taken, err
	case sent.id.IsZero() && in.RemoveLogo == "":
		return nil, taken, nil
	case sent.id.IsZero():
		return &sent.id, taken, nil
	}
	if sent.fresh {
		taken = sent.id
	}
	_, shown, err := h.Store.PublicPicture(c.UserContext(), sent.id, pay.LogoShownPX)
	if err != nil {
		return nil, taken, err
	}
	var checks pay.Checks
	checks.That(len(shown) <= pay.LogoBytesMax, "logo",
		"Drawn %d pixels wide, this logo still takes %d KB, and a checkout has room for %d. Send one with fewer colours and details, or as a JPEG.",
		pay.LogoShownPX, (len(shown)+1023)>>10, pay.LogoBytesMax>>10)
	return &sent.id, taken, checks.Err()
}
