package handlers

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

// BioPage answers GET /@{slug}. It reads no cookie and sets none.
func (h *Handlers) BioPage(c *fiber.Ctx) error {
	p, err := h.Store.PublicBio(c.UserContext(), c.Params("slug"))
	if err != nil {
		return h.noBio(c, err)
	}
	return h.render(c, fiber.StatusOK, views.Bio(publicPage(), h.bioPage(p)))
}

// FollowBioLink answers GET /@{slug}/go/{link}: it counts and leads on, to
// addresses that the merchant stored and nowhere else. Looking ahead, as
// programs do that show a preview, is not following.
func (h *Handlers) FollowBioLink(c *fiber.Ctx) error {
	id, ok := pay.BioLinkPrefix.Parse(c.Params("link"))
	if !ok {
		return h.noBio(c, pay.NoSuchBioLink())
	}
	counted := c.Method() == fiber.MethodGet && c.Get("Sec-Purpose") == "" && c.Get("Purpose") == ""
	address, err := h.Store.FollowBioLink(c.UserContext(), c.Params("slug"), id, counted)
	if err != nil {
		return h.noBio(c, err)
	}
	c.Set("X-Robots-Tag", "noindex, nofollow")
	return c.Redirect(address, fiber.StatusSeeOther)
}

func (h *Handlers) noBio(c *fiber.Ctx, err error) error {
	if pay.CodeOf(err) != pay.NotFound || wantsJSON(c) {
		return err
	}
	return h.render(c, fiber.StatusNotFound, views.Nothing(publicPage(), views.NothingPage{Reason: "no_bio"}))
}

func (h *Handlers) bioPage(p store.PublicBio) views.BioPage {
	b := p.Bio
	m := views.BioPage{Title: b.Title, Tagline: b.Tagline, Theme: string(b.Theme), Livemode: b.Livemode}
	if m.Title == "" {
		m.Title = p.Merchant.Name
	}
	if p.HasShop {
		m.ShopHref = views.ShopPath(p.Merchant.Slug)
	}
	for _, block := range b.Blocks {
		h.addPart(&m, p, block)
	}
	for _, l := range b.Links {
		switch {
		case !l.Shown(h.Now()):
		case l.Kind == pay.BioKindSocial:
			item := networkItem(l.URL, l.Title)
			item.Href = goHref(p.Merchant.Slug, l)
			m.Networks = append(m.Networks, item)
		default:
			m.Links = append(m.Links, views.BioItem{Href: goHref(p.Merchant.Slug, l), Title: l.Title, Place: placeOf(l.URL, l.Title), Away: true})
		}
	}
	if b.Livemode {
		m.Share = views.Share{URL: h.PublicURL + views.BioPath(p.Merchant.Slug), Site: p.Merchant.Name, Title: m.Title,
			Text: opening(b.Tagline, p.Merchant.Name), Picture: b.AvatarURL}
	}
	return m
}

// goHref is where a link leads on the page: through the counter, but for mail and
// telephone, which not every phone opens after a redirect.
func goHref(slug string, l pay.BioLink) string {
	if strings.HasPrefix(l.URL, "http") {
		return views.BioGoPath(slug, l.ID)
	}
	return l.URL
}

// addPart adds what becomes of a block. Things to press that follow one another
// are one list; what a block was about and is gone shows nothing.
func (h *Handlers) addPart(m *views.BioPage, p store.PublicBio, b pay.BioBlock) {
	switch b.Type {
	case pay.BlockHeading, pay.BlockText:
		m.Parts = append(m.Parts, views.BioPart{Kind: string(b.Type), Text: b.Text})
	case pay.BlockImage:
		m.Parts = append(m.Parts, views.BioPart{Kind: "picture", Text: b.Alt, Href: b.URL})
	case pay.BlockSocial:
		addItem(m, "networks", networkItem(b.URL, b.Title))
	case pay.BlockLink:
		addItem(m, "items", views.BioItem{Href: b.URL, Title: b.Title, Place: placeOf(b.URL, b.Title), Away: true})
	case pay.BlockPaymentLink:
		if l, there := p.Links[b.PaymentLinkID]; there {
			addItem(m, "items", h.payItem(p.Merchant.Slug, l, b.Title))
		}
	case pay.BlockListing:
		if l, there := p.Listings[b.ListingID]; there {
			addItem(m, "items", h.buyItem(p.Merchant.Slug, l, b.Title))
		}
	}
}

func addItem(m *views.BioPage, kind string, item views.BioItem) {
	if last := len(m.Parts) - 1; last >= 0 && m.Parts[last].Kind == kind {
		m.Parts[last].Items = append(m.Parts[last].Items, item)
		return
	}
	m.Parts = append(m.Parts, views.BioPart{Kind: kind, Items: []views.BioItem{item}})
}

func (h *Handlers) payItem(slug string, l pay.Link, title string) views.BioItem {
	item := views.BioItem{Title: firstOf(title, l.Description, "Payment"), Price: linkAmount(l)}
	switch l.Reason(h.Now()) {
	case pay.LinkActive:
		item.Href, item.Act = views.PayPath(slug, l.ID), "Pay"
	case pay.LinkPastExpiry:
		item.Badge = badge(pay.ShopExpired)
	case pay.LinkManual:
		item.Badge = badge(pay.ShopClosed)
	default:
		item.Badge = badge(pay.ShopSoldOut)
	}
	return item
}

func (h *Handlers) buyItem(slug string, l store.ShopListing, title string) views.BioItem {
	item := views.BioItem{Title: firstOf(title, l.Title), Price: listingPrice(l.Listing), Badge: badge(l.Stock.Reason(h.Now()))}
	if item.Badge == "" {
		item.Href, item.Act = views.ListingPath(slug, l.ID), "Buy"
	}
	return item
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// placeOf is the host of an address, unless the title says it already.
func placeOf(address, title string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if name, _, _ := strings.Cut(host, "."); name == "" || strings.Contains(strings.ToLower(title), name) {
		return ""
	}
	return host
}
