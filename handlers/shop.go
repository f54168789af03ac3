package handlers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

// shopPage is how many listings the shop shows on one page.
const shopPage = 24

// Shop answers GET /shop/{slug}.
func (h *Handlers) Shop(c *fiber.Ctx) error {
	page, err := paging(c, pay.ListingPrefix)
	if err != nil {
		return err
	}
	page.Limit = shopPage
	shop, err := h.Store.PublicShop(c.UserContext(), c.Params("slug"), page)
	if pay.CodeOf(err) == pay.NotFound && !wantsJSON(c) {
		return h.render(c, fiber.StatusNotFound, views.Nothing(publicPage(), views.NothingPage{Reason: "no_shop"}))
	}
	if err != nil {
		return err
	}
	m, path := shop.Merchant, views.ShopPath(shop.Merchant.Slug)
	photos, err := h.photos(c.UserContext(), m.ID, views.Show(shop.Listings.Rows, func(l store.ShopListing) pay.Listing { return l.Listing })...)
	if err != nil {
		return err
	}
	out := views.ShopPage{MerchantName: m.Name, Livemode: shop.Livemode, Items: views.Show(shop.Listings.Rows, h.shopItem(m.Slug, photos))}
	if shop.HasBio && shop.Livemode {
		out.BioHref = views.BioPath(m.Slug)
	}
	last := ""
	if shop.Listings.HasMore {
		last = pay.ListingPrefix.Show(shop.Listings.Rows[len(shop.Listings.Rows)-1].ID)
	}
	out.Pager = pager(page, shop.Listings.HasMore, path+"?", last)
	if shop.Livemode {
		out.Share = views.Share{URL: h.PublicURL + path, Site: m.Name, Title: m.Name, Text: "Everything that " + m.Name + " sells online."}
		for _, l := range slices.Backward(shop.Listings.Rows) { // the newest that has a picture
			out.Share = h.withPicture(out.Share, photos(l.Listing))
		}
	}
	return h.render(c, fiber.StatusOK, views.Shop(branded(publicPage(), m.Slug, m.Counter), out))
}

func (h *Handlers) shopItem(slug string, photos func(pay.Listing) []views.Photo) func(store.ShopListing) views.ShopItem {
	return func(l store.ShopListing) views.ShopItem {
		return views.ShopItem{Href: views.ListingPath(slug, l.ID), Title: l.Title, Price: listingPrice(l.Listing), Category: l.Category,
			Badge: badge(l.Stock.Reason(h.Now())), Look: lookOf(l.Listing, photos(l.Listing))}
	}
}

func listingPrice(l pay.Listing) string {
	if price, known := l.Price(); known {
		return price.String()
	}
	return ""
}

// lookOf shows a listing by its first picture or, without one, draws it by its
// name; the tint comes from its id, so that it stays the same.
func lookOf(l pay.Listing, photos []views.Photo) views.Look {
	look := views.Look{Name: l.Title, Tint: int(l.ID[len(l.ID)-1] % 6)}
	if len(photos) > 0 {
		look.Photo = photos[0]
	}
	return look
}

// badge says why something cannot be bought, "" when it can.
func badge(r pay.ShopReason) string {
	switch r {
	case pay.ShopOpen:
		return ""
	case pay.ShopSoldOut:
		return "Sold out"
	case pay.ShopExpired:
		return "Expired"
	}
	return "Not available"
}

// ListingPage answers GET /shop/{slug}/{listing}.
func (h *Handlers) ListingPage(c *fiber.Ctx) error {
	id, ok := pay.ListingPrefix.Parse(c.Params("listing"))
	if !ok {
		return h.noListing(c, store.PublicListing{})
	}
	l, err := h.Store.PublicListing(c.UserContext(), id)
	if pay.CodeOf(err) == pay.NotFound || err == nil && l.Merchant.Slug != c.Params("slug") {
		return h.noListing(c, store.PublicListing{})
	}
	if err != nil {
		return err
	}
	if l.State != pay.ListingPublished || l.DeletedAt != nil {
		return h.noListing(c, l)
	}
	photos, err := h.photos(c.UserContext(), l.MerchantID, l.Listing)
	if err != nil {
		return err
	}
	return h.render(c, fiber.StatusOK, views.Listing(branded(publicPage(), l.Merchant.Slug, l.Merchant.Counter), h.listingPage(l, photos(l.Listing))))
}

// noListing shows what is left of a listing that is not shown: nothing, when
// nobody ever saw it.
func (h *Handlers) noListing(c *fiber.Ctx, l store.PublicListing) error {
	if wantsJSON(c) {
		return pay.NoSuchListing()
	}
	m := views.NothingPage{Reason: "no_listing"}
	if l.PublishedAt == nil {
		return h.render(c, fiber.StatusNotFound, views.Nothing(publicPage(), m))
	}
	m = views.NothingPage{Reason: "paused", MerchantName: l.Merchant.Name, ShopHref: views.ShopPath(l.Merchant.Slug), Livemode: l.Livemode}
	if l.DeletedAt != nil {
		m.Reason = "removed"
	}
	return h.render(c, fiber.StatusGone, views.Nothing(branded(publicPage(), l.Merchant.Slug, l.Merchant.Counter), m))
}

func (h *Handlers) listingPage(l store.PublicListing, photos []views.Photo) views.ListingPage {
	slug := l.Merchant.Slug
	m := views.ListingPage{
		MerchantName: l.Merchant.Name, ShopHref: views.ShopPath(slug), Title: l.Title, Description: l.Description, Category: l.Category,
		Tags: l.Tags, Price: listingPrice(l.Listing), Badge: badge(l.Stock.Reason(h.Now())), Left: left(l.Stock),
		BuyHref: views.ListingPath(slug, l.ID) + "/pay", Livemode: l.Livemode, Look: lookOf(l.Listing, nil), Photos: photos,
	}
	if !l.Livemode {
		return m
	}
	m.Share = views.Share{URL: h.PublicURL + views.ListingPath(slug, l.ID), Site: l.Merchant.Name, Title: l.Title, Text: opening(l.Description, m.Price)}
	if price, known := l.Price(); known {
		m.Share.Price, m.Share.Currency = price.Decimal(), price.Currency
	}
	if outside := slices.IndexFunc(l.Pictures(), pay.ID.IsZero); outside >= 0 {
		m.Share.Picture = l.Images[outside]
	}
	m.Share = h.withPicture(m.Share, photos)
	return m
}

// left says how many there are, when they run out.
func left(s pay.Stock) string {
	if s.Quantity == nil || *s.Quantity > 5 {
		return ""
	}
	return fmt.Sprintf("Only %d left", *s.Quantity)
}

// openingMax is how many characters of a text other sites are shown.
const openingMax = 200

// opening is how a text begins, on one line; or else, when there is none.
func opening(text, orElse string) string {
	line := []rune(strings.Join(strings.Fields(text), " "))
	switch {
	case len(line) == 0:
		return orElse
	case len(line) > openingMax:
		return strings.TrimSpace(string(line[:openingMax-1])) + "…"
	}
	return string(line)
}
