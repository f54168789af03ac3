package handlers

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/static"
	"linktill/views"
)

// branded gives a page for customers the look of a merchant.
func branded(p views.Page, slug string, c pay.Counter) views.Page {
	p.Brand = views.BrandOf(slug, c)
	return p
}

// BrandSheet answers GET /brand/{slug}/{file}: a style sheet of ours in a
// merchant's look. An address of another look gets the one of now, so that no
// page is ever without.
func (h *Handlers) BrandSheet(c *fiber.Ctx) error {
	bundle, _, found := strings.Cut(c.Params("file"), ".")
	if !found || !slices.Contains(views.BrandBundles, bundle) {
		return fiber.ErrNotFound
	}
	m, err := h.Store.MerchantBySlug(c.UserContext(), c.Params("slug"))
	if pay.CodeOf(err) == pay.NotFound {
		return fiber.ErrNotFound
	}
	if err != nil {
		return err
	}
	brand := views.BrandOf(m.Slug, m.Counter)
	if brand.SheetURL(bundle) == c.Path() {
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	}
	return h.sendSheet(c, brand, bundle)
}

func (h *Handlers) sendSheet(c *fiber.Ctx, brand views.Brand, bundle string) error {
	ours, _ := static.Open(strings.TrimPrefix(static.URL("css/"+bundle+".css"), "/static/"))
	var kind string
	var logo []byte
	if !brand.Logo.IsZero() {
		var err error
		if kind, logo, err = h.Store.PublicPicture(c.UserContext(), brand.Logo, pay.LogoShownPX); err != nil {
			return err
		}
	}
	return sendFile(c, static.Made(append(slices.Clone(ours.Body), brand.Sheet(kind, logo)...), ".css"))
}
