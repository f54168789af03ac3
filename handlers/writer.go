package handlers

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/internal/writer"
	"linktill/views"
)

// draftsPerMinute is how many drafts a merchant can ask for: each may keep a
// language model busy for seconds.
const draftsPerMinute = 20

// writer is who drafts texts: the rules, where nothing else is set.
func (h *Handlers) writer() writer.Writer {
	if h.Writer == nil {
		return writer.Templates{}
	}
	return h.Writer
}

// limitDrafts counts a draft for the merchant, whose keys share the limit.
func (h *Handlers) limitDrafts(c *fiber.Ctx) error {
	return h.limit(c, "drafts:"+caller(c).MerchantID.UUID(), draftsPerMinute, time.Minute)
}

// GenerateDescription answers POST /v1/ai/generate-description.
func (h *Handlers) GenerateDescription(c *fiber.Ctx) error {
	var in descriptionJSON
	if err := bindJSON(c, &in); err != nil {
		return err
	}
	order, err := in.order(h.writer())
	if err != nil {
		return err
	}
	if err := h.limitDrafts(c); err != nil {
		return err
	}
	text, err := h.writer().Describe(c.UserContext(), order)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.DescriptionJSON{Text: text, Model: h.writer().Model()}})
}

// GenerateCaption answers POST /v1/ai/generate-caption.
func (h *Handlers) GenerateCaption(c *fiber.Ctx) error {
	var in captionJSON
	if err := bindJSON(c, &in); err != nil {
		return err
	}
	order, err := in.order(h.writer())
	if err != nil {
		return err
	}
	if err := h.limitDrafts(c); err != nil {
		return err
	}
	if order.About, err = h.captionAbout(c, in); err != nil {
		return err
	}
	caption, err := h.writer().Caption(c.UserContext(), order)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.CaptionJSON{Text: caption.Text, Hashtags: caption.Hashtags, Model: h.writer().Model()}})
}

// BuildPage answers POST /v1/ai/build-page.
func (h *Handlers) BuildPage(c *fiber.Ctx) error {
	var in pageJSON
	if err := bindJSON(c, &in); err != nil {
		return err
	}
	order, err := in.order()
	if err != nil {
		return err
	}
	if err := h.limitDrafts(c); err != nil {
		return err
	}
	page, err := h.writer().Page(c.UserContext(), order)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewPageDraftJSON(page, h.writer().Model())})
}

// captionAbout finds what a caption is about, among the merchant's own.
func (h *Handlers) captionAbout(c *fiber.Ctx, in captionJSON) (writer.About, error) {
	switch {
	case in.ListingID != nil:
		return h.aboutListing(c, *in.ListingID)
	case in.ProductID != nil:
		return h.aboutProduct(c, *in.ProductID)
	case in.PaymentLinkID != nil:
		return h.aboutLink(c, *in.PaymentLinkID)
	}
	return writer.About{Details: pay.CleanText(*in.Text)}, nil
}

// mayRead refuses to tell by way of a caption what the caller may not read.
func mayRead(c *fiber.Ctx, scope pay.Scope) error {
	if !caller(c).May(scope) {
		return pay.Errorf(pay.Forbidden, "This API key does not have the scope %s.", scope)
	}
	return nil
}

func (h *Handlers) aboutListing(c *fiber.Ctx, shown string) (about writer.About, err error) {
	if err := mayRead(c, pay.ListingsRead); err != nil {
		return about, err
	}
	id, ok := pay.ListingPrefix.Parse(shown)
	if !ok {
		return about, pay.NoSuchListing()
	}
	l, err := h.Store.Listing(c.UserContext(), caller(c), id)
	if err != nil {
		return about, err
	}
	about = writer.About{Name: l.Title, Details: l.Description, Words: l.Tags}
	if l.Category != "" {
		about.Words = append([]string{l.Category}, l.Tags...)
	}
	if price, known := l.Price(); known {
		about.Price = price.String()
	}
	if l.State == pay.ListingPublished {
		about.URL = h.merchantOf(c).ListingAddress(l.ID)
	}
	return about, nil
}

func (h *Handlers) aboutProduct(c *fiber.Ctx, shown string) (about writer.About, err error) {
	if err := mayRead(c, pay.ProductsRead); err != nil {
		return about, err
	}
	id, ok := pay.ProductPrefix.Parse(shown)
	if !ok {
		return about, pay.NoSuchProduct()
	}
	p, err := h.Store.Product(c.UserContext(), caller(c), id)
	if err != nil {
		return about, err
	}
	price := pay.Money{Minor: p.AmountMinor, Currency: p.Currency}
	return writer.About{Name: p.Name, Details: p.Description, Price: price.String(), URL: h.PublicURL + views.ProductPath(p.ID)}, nil
}

func (h *Handlers) aboutLink(c *fiber.Ctx, shown string) (about writer.About, err error) {
	if err := mayRead(c, pay.LinksRead); err != nil {
		return about, err
	}
	id, ok := pay.LinkPrefix.Parse(shown)
	if !ok {
		return about, pay.NoSuchLink()
	}
	l, err := h.Store.Link(c.UserContext(), caller(c), id)
	if err != nil {
		return about, err
	}
	about = writer.About{Name: pay.CleanLine(l.Description)}
	if about.Name == "" {
		about.Name = caller(c).MerchantName
	}
	if l.AmountMinor != nil {
		about.Price = l.Money(*l.AmountMinor).String()
	}
	if l.Reason(h.Now()) == pay.LinkActive {
		about.URL = h.merchantOf(c).LinkAddress(l.ID)
	}
	return about, nil
}
