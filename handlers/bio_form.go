package handlers

import (
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

// Pictures of a bio page are at most so wide and high, in pixels.
const (
	avatarPX   = 384
	bioImagePX = 1280
)

// bioBlockForm is a block as the editor sends it.
type bioBlockForm struct {
	Type     string  `form:"type"`
	Title    string  `form:"title"`
	Text     string  `form:"text"`
	URL      string  `form:"url"`
	Alt      string  `form:"alt"`
	About    string  `form:"about"`
	StartsAt string  `form:"starts_at"`
	EndsAt   string  `form:"ends_at"`
	Revision string  `form:"revision"`
	Picture  uploads `form:"picture"`
}

// block reads the form. A picture is taken apart.
func (in bioBlockForm) block(zone *time.Location) (pay.BioBlock, error) {
	var c pay.Checks
	b := pay.BioBlock{Type: pay.BlockType(in.Type), Title: in.Title, Text: in.Text, URL: addressOf(in.URL), Alt: in.Alt}
	switch b.Type {
	case pay.BlockPaymentLink:
		b.PaymentLinkID, _ = pay.LinkPrefix.Parse(in.About)
		c.That(!b.PaymentLinkID.IsZero(), "about", "Choose a payment link.")
	case pay.BlockListing:
		b.ListingID, _ = pay.ListingPrefix.Parse(in.About)
		c.That(!b.ListingID.IsZero(), "about", "Choose a listing.")
	}
	if t := checkLocalTime(&c, "starts_at", in.StartsAt, zone); t != nil {
		b.StartsAt = t.UTC()
	}
	if t := checkLocalTime(&c, "ends_at", in.EndsAt, zone); t != nil {
		b.EndsAt = t.UTC()
	}
	return b, c.Err()
}

// addressOf adds what people leave out: "example.com" is a page, and an e-mail
// address is for writing to.
func addressOf(typed string) string {
	typed = strings.TrimSpace(typed)
	if email, ok := pay.ParseEmail(typed); ok {
		return "mailto:" + email
	}
	if typed != "" && !strings.ContainsAny(typed, ": \\") && strings.Contains(typed, ".") && !strings.HasPrefix(typed, "/") {
		return "https://" + typed
	}
	return typed
}

// blockFormOf fills the form with a block, for editing.
func blockFormOf(item pay.BioItem, zone *time.Location) bioBlockForm {
	in := bioBlockForm{Type: string(item.Type), Title: item.Title, Text: item.Text, URL: strings.TrimPrefix(item.URL, "mailto:"), Alt: item.Alt}
	if !item.PaymentLinkID.IsZero() {
		in.About = pay.LinkPrefix.Show(item.PaymentLinkID)
	}
	if !item.ListingID.IsZero() {
		in.About = pay.ListingPrefix.Show(item.ListingID)
	}
	in.StartsAt, in.EndsAt = localTime(item.StartsAt, zone), localTime(item.EndsAt, zone)
	return in
}

func localTime(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format(browserTime)
}

// blockForm is the form of a block: of is what is stored, the zero item for a new
// one.
func (h *Handlers) blockForm(c *fiber.Ctx, in bioBlockForm, of pay.BioItem, e *pay.Error) (*views.BioBlockForm, error) {
	label, _ := views.BioKind(string(of.Type))
	m := &views.BioBlockForm{Nonce: newNonce(), Type: string(of.Type), Kind: strings.ToLower(label), Title: in.Title, Text: in.Text, URL: in.URL, Alt: in.Alt,
		About: in.About, StartsAt: in.StartsAt, EndsAt: in.EndsAt, Revision: of.Revision, ZoneName: zoneName(h.Now().In(zone(c))), Errors: formErrors(e),
		CanWrite: caller(c).May(pay.AIUse)}
	if !of.ID.IsZero() {
		m.ID = pay.BioLinkPrefix.Show(of.ID)
	}
	if !of.PictureID.IsZero() {
		m.Picture = pay.PicturePath(of.PictureID)
	}
	for field, at := range map[string]string{"payment_link_id": "about", "listing_id": "about", "type": ""} {
		m.Errors[at] = append(m.Errors[at], m.Errors[field]...)
	}
	if m.Type == string(pay.BlockImage) {
		for range m.Errors["url"] {
			m.Errors["picture"] = []string{"Choose a picture."}
		}
	}
	var err error
	switch of.Type {
	case pay.BlockPaymentLink:
		m.Things, err = h.linkOptions(c)
	case pay.BlockListing:
		m.Things, err = h.listingOptions(c)
	}
	if m.About != "" && !hasOption(m.Things, m.About) {
		m.Things = append([]views.Option{{Value: m.About, Label: "As it is now"}}, m.Things...)
	}
	return m, err
}

func hasOption(options []views.Option, value string) bool {
	for _, o := range options {
		if o.Value == value {
			return true
		}
	}
	return false
}

// thingsMax is how many payment links or listings can be chosen from.
const thingsMax = 100

func (h *Handlers) linkOptions(c *fiber.Ctx) ([]views.Option, error) {
	active := true
	links, err := h.Store.Links(c.UserContext(), caller(c), &active, pay.Page{Limit: thingsMax})
	return views.Show(links.Rows, func(l pay.Link) views.Option {
		return views.Option{Value: pay.LinkPrefix.Show(l.ID), Label: firstOf(l.Description, "Payment link") + " · " + linkAmount(l)}
	}), err
}

func (h *Handlers) listingOptions(c *fiber.Ctx) ([]views.Option, error) {
	listings, err := h.Store.Listings(c.UserContext(), caller(c), pay.ListingPublished, pay.Page{Limit: thingsMax})
	return views.Show(listings.Rows, func(l pay.Listing) views.Option {
		return views.Option{Value: pay.ListingPrefix.Show(l.ID), Label: l.Title + " · " + listingPrice(l)}
	}), err
}

func (h *Handlers) hasThings(c *fiber.Ctx) (bool, error) {
	links, err := h.linkOptions(c)
	if err != nil || len(links) > 0 {
		return true, err
	}
	listings, err := h.listingOptions(c)
	return len(listings) > 0, err
}

// bioHeadForm is the top of the page as the editor sends it.
type bioHeadForm struct {
	Title     string  `form:"title"`
	Tagline   string  `form:"tagline"`
	Theme     string  `form:"theme"`
	Accent    string  `form:"accent"`
	SoldOut   string  `form:"sold_out"`
	Badge     string  `form:"badge"`
	Revision  string  `form:"revision"`
	NoPicture bool    `form:"no_picture"`
	Picture   uploads `form:"picture"`
}

func (in bioHeadForm) head() pay.BioHead {
	return pay.BioHead{Title: in.Title, Tagline: in.Tagline, Theme: pay.BioTheme(in.Theme), Accent: pay.BioAccent(in.Accent),
		SoldOut: pay.BioSoldOut(in.SoldOut), Badge: in.Badge, NoPicture: in.NoPicture}
}

func headFormOf(d pay.BioDraft) bioHeadForm {
	return bioHeadForm{Title: d.Title, Tagline: d.Tagline, Theme: string(d.Theme), Accent: string(d.Accent), SoldOut: string(d.SoldOut), Badge: d.Badge}
}

// accentNames are the colours in words.
var accentNames = map[pay.BioAccent]string{"": "The theme’s", "sea": "Sea", "plum": "Plum", "moss": "Moss", "brick": "Brick", "honey": "Honey", "slate": "Slate"}

func (h *Handlers) headForm(c *fiber.Ctx, in bioHeadForm, d pay.BioDraft, e *pay.Error) *views.BioHeadForm {
	m := &views.BioHeadForm{Title: in.Title, Tagline: in.Tagline, Theme: in.Theme, Accent: in.Accent, SoldOut: in.SoldOut, Badge: in.Badge,
		Revision: d.HeadRevision, Errors: formErrors(e), CanWrite: caller(c).May(pay.AIUse)}
	if !d.PictureID.IsZero() {
		m.Picture = pay.PicturePath(d.PictureID)
	}
	for _, theme := range pay.BioThemes {
		m.Themes = append(m.Themes, views.Option{Value: string(theme), Label: themeName(theme)})
	}
	for _, accent := range pay.BioAccents {
		m.Accents = append(m.Accents, views.Option{Value: string(accent), Label: accentNames[accent]})
	}
	return m
}

// seen reads the revision that a form was made from; what is no number was never
// there.
func seen(revision string) int {
	n, err := strconv.Atoi(revision)
	if err != nil {
		return -1
	}
	return n
}
