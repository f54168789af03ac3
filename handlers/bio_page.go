package handlers

import (
	"net/url"
	"slices"
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
	if isCounted(c) {
		h.Store.CountBioView(p)
	}
	page := views.PageIn(languageOf(c, ""))
	return h.render(c, fiber.StatusOK, views.Bio(page, h.bioPage(p, goPath, views.BioWordsIn(page.Lang))))
}

// FollowBioLink answers GET /@{slug}/go/{link}: it counts and leads on, to
// addresses that the merchant stored and nowhere else.
func (h *Handlers) FollowBioLink(c *fiber.Ctx) error {
	id, ok := pay.BioLinkPrefix.Parse(c.Params("link"))
	if !ok {
		return h.noBio(c, pay.NoSuchBioLink())
	}
	slug := c.Params("slug")
	followed, err := h.Store.FollowBioLink(c.UserContext(), slug, id)
	if err != nil {
		return h.noBio(c, err)
	}
	if isCounted(c) {
		h.Store.CountBioClick(followed)
	}
	c.Set("X-Robots-Tag", "noindex, nofollow")
	return c.Redirect(blockTarget(slug, followed.Block), fiber.StatusSeeOther)
}

// isCounted reports whether a person looks, as far as that can be known. Asking
// for the head, or looking ahead, as programs do that show a preview, is not
// looking; and programs that fetch pages say what they are.
func isCounted(c *fiber.Ctx) bool {
	if c.Method() != fiber.MethodGet || c.Get("Sec-Purpose") != "" || c.Get("Purpose") != "" {
		return false
	}
	agent := strings.ToLower(c.Get(fiber.HeaderUserAgent))
	return agent != "" && !slices.ContainsFunc(programs, func(name string) bool { return strings.Contains(agent, name) })
}

// programs are parts of the names of what fetches pages by itself.
var programs = []string{"bot", "crawl", "spider", "slurp", "preview", "facebookexternalhit", "whatsapp/", "embedly", "skypeuri", "vkshare", "headless", "lighthouse",
	"monitor", "uptime", "curl/", "wget/", "python", "go-http-client", "okhttp", "axios", "node-fetch", "java/", "libwww", "httpclient", "scrapy", "postman"}

// blockTarget is where a block leads.
func blockTarget(slug string, b pay.BioBlock) string {
	switch b.Type {
	case pay.BlockPaymentLink:
		return views.PayPath(slug, b.PaymentLinkID)
	case pay.BlockListing:
		return views.ListingPath(slug, b.ListingID)
	}
	return b.URL
}

// leads is where something on the page leads: in the editor's preview straight
// there, because looking at one's own page is not counted.
type leads func(slug string, b pay.BioBlock) string

// goPath leads through the counter, but for mail and telephone, which not every
// phone opens after a redirect, and for what has no id to be counted by.
func goPath(slug string, b pay.BioBlock) string {
	target := blockTarget(slug, b)
	if b.ID.IsZero() || strings.HasPrefix(target, "mailto:") || strings.HasPrefix(target, "tel:") {
		return target
	}
	return views.BioGoPath(slug, b.ID)
}

func (h *Handlers) noBio(c *fiber.Ctx, err error) error {
	if pay.CodeOf(err) != pay.NotFound || wantsJSON(c) {
		return err
	}
	return h.render(c, fiber.StatusNotFound, views.Nothing(publicPage(), views.NothingPage{Reason: "no_bio"}))
}

func (h *Handlers) bioPage(p store.PublicBio, to leads, w *views.BioWords) views.BioPage {
	b, slug := p.Bio, p.Merchant.Slug
	m := views.BioPage{Title: b.Title, Tagline: b.Tagline, Theme: string(b.Theme), Accent: string(b.Accent), Livemode: b.Livemode}
	if m.Title == "" {
		m.Title = p.Merchant.Name
	}
	if !b.PictureID.IsZero() {
		m.Picture = pay.PicturePath(b.PictureID)
	}
	if p.HasShop {
		m.ShopHref = views.ShopPath(slug)
	}
	content := b.Content()
	for _, item := range content.Items {
		if !item.Shown(h.Now()) {
			continue
		}
		if !item.PageLink {
			h.addPart(&m, p, item.BioBlock, to, w)
		} else if item.Type == pay.BlockSocial {
			m.Networks = append(m.Networks, networkAt(item.BioBlock, to(slug, item.BioBlock)))
		} else {
			m.Links = append(m.Links, views.BioItem{Href: to(slug, item.BioBlock), Title: item.Title, Place: placeOf(item.URL, item.Title), Away: true})
		}
	}
	if b.Livemode {
		m.Share = views.Share{URL: h.PublicURL + views.BioPath(slug), Site: p.Merchant.Name, Title: m.Title,
			Text: opening(b.Tagline, p.Merchant.Name), Picture: h.avatarAddress(b)}
	}
	return m
}

// avatarAddress is where the page's picture is; "" for none.
func (h *Handlers) avatarAddress(b pay.Bio) string {
	if b.PictureID.IsZero() {
		return b.AvatarURL
	}
	return h.PublicURL + pay.PicturePath(b.PictureID)
}

// addPart adds what becomes of a block. Things to press that follow one another
// are one list; what a block was about and is gone shows nothing.
func (h *Handlers) addPart(m *views.BioPage, p store.PublicBio, b pay.BioBlock, to leads, w *views.BioWords) {
	slug := p.Merchant.Slug
	switch b.Type {
	case pay.BlockHeading, pay.BlockText:
		m.Parts = append(m.Parts, views.BioPart{Kind: string(b.Type), Text: b.Text})
	case pay.BlockImage:
		part := views.BioPart{Kind: "picture", Text: b.Alt, Href: b.URL}
		if !b.PictureID.IsZero() {
			part.Picture, part.Width, part.Height = pay.PicturePath(b.PictureID), p.Pictures[b.PictureID].Width, p.Pictures[b.PictureID].Height
		}
		m.Parts = append(m.Parts, part)
	case pay.BlockSocial:
		addItem(m, "networks", networkAt(b, to(slug, b)))
	case pay.BlockLink:
		addItem(m, "items", views.BioItem{Href: to(slug, b), Title: b.Title, Place: placeOf(b.URL, b.Title), Away: true})
	case pay.BlockPaymentLink, pay.BlockListing:
		if item, there := h.sellItem(p, b, w); there {
			if item.Badge == "" {
				item.Href = to(slug, b)
			}
			addItem(m, "items", item)
		}
	}
}

// sellItem shows what a block sells. What cannot be bought has a badge, or is not
// there, as the merchant chose; what was deleted, or is a draft, is not there.
func (h *Handlers) sellItem(p store.PublicBio, b pay.BioBlock, w *views.BioWords) (item views.BioItem, there bool) {
	if l, has := p.Links[b.PaymentLinkID]; has && b.Type == pay.BlockPaymentLink {
		item = h.payItem(l, b.Title, w)
	} else if l, has := p.Listings[b.ListingID]; has && b.Type == pay.BlockListing {
		item = h.buyItem(l, b.Title, w)
	} else {
		return item, false
	}
	if item.Badge != "" && p.Bio.Badge != "" {
		item.Badge = p.Bio.Badge
	}
	return item, item.Badge == "" || p.Bio.SoldOut == pay.BioBadge
}

func addItem(m *views.BioPage, kind string, item views.BioItem) {
	if last := len(m.Parts) - 1; last >= 0 && m.Parts[last].Kind == kind {
		m.Parts[last].Items = append(m.Parts[last].Items, item)
		return
	}
	m.Parts = append(m.Parts, views.BioPart{Kind: kind, Items: []views.BioItem{item}})
}

func (h *Handlers) payItem(l pay.Link, title string, w *views.BioWords) views.BioItem {
	item := views.BioItem{Title: firstOf(title, l.Description, "Payment"), Price: linkPrice(l, w)}
	switch l.Reason(h.Now()) {
	case pay.LinkActive:
		item.Act = w.PayVerb()
	case pay.LinkPastExpiry:
		item.Badge = w.Expired
	case pay.LinkManual:
		item.Badge = w.NotAvailable
	default:
		item.Badge = w.SoldOut()
	}
	return item
}

// linkPrice is linkAmount in the customer's language.
func linkPrice(l pay.Link, w *views.BioWords) string {
	if l.AmountMinor != nil {
		return w.Money(l.Money(*l.AmountMinor))
	}
	bound := func(minor *int64) *pay.Money {
		if minor == nil {
			return nil
		}
		m := l.Money(*minor)
		return &m
	}
	return w.Between(bound(l.MinAmountMinor), bound(l.MaxAmountMinor))
}

func (h *Handlers) buyItem(l store.ShopListing, title string, w *views.BioWords) views.BioItem {
	item := views.BioItem{Title: firstOf(title, l.Title), Act: w.Buy}
	if price, known := l.Price(); known {
		item.Price = w.Money(price)
	}
	reason := l.Stock.Reason(h.Now())
	if l.State != pay.ListingPublished {
		reason = pay.ShopClosed
	}
	switch reason {
	case pay.ShopOpen:
		return item
	case pay.ShopSoldOut:
		item.Badge = w.SoldOut()
	case pay.ShopExpired:
		item.Badge = w.Expired
	default:
		item.Badge = w.NotAvailable
	}
	item.Act = ""
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
