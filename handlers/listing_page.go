package handlers

import (
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
	"linktill/views/ui"
)

const listingsPath = "/dashboard/listings"

func listingPath(id pay.ID) string { return listingsPath + "/" + pay.ListingPrefix.Show(id) }

// listingsPage answers with the list.
func (h *Handlers) listingsPage(c *fiber.Ctx, listings pay.List[pay.Listing], page pay.Page) error {
	by, filter := caller(c), c.Query("status", "all")
	photos, err := h.photos(c.UserContext(), by.MerchantID, listings.Rows...)
	if err != nil {
		return err
	}
	products, err := h.productsOf(c, listings.Rows)
	if err != nil {
		return err
	}
	out := views.ListingsPage{Filter: filter, ShopURL: views.ShopPath(by.MerchantSlug), CanCreate: by.May(pay.ListingsWrite)}
	for _, l := range listings.Rows {
		status, _ := listingStatus(l)
		row := views.ListingRow{Href: listingPath(l.ID), Title: l.Title, Price: priceOrNone(l), Category: l.Category, Status: status, Look: lookOf(l, photos(l))}
		if p, known := products[l.ProductID]; known {
			row.Stock = stockWords(p)
		}
		out.Listings = append(out.Listings, row)
	}
	last := ""
	if listings.HasMore {
		last = pay.ListingPrefix.Show(listings.Rows[len(listings.Rows)-1].ID)
	}
	out.Pager = pager(page, listings.HasMore, listingsPath+"?status="+url.QueryEscape(filter)+"&", last)
	return h.respond(c, reply{Page: views.Listings(h.frame(c, listingsPath), out)})
}

// productsOf are the products that these listings sell.
func (h *Handlers) productsOf(c *fiber.Ctx, listings []pay.Listing) (map[pay.ID]pay.Product, error) {
	var ids []pay.ID
	for _, l := range listings {
		if !l.ProductID.IsZero() {
			ids = append(ids, l.ProductID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return h.Store.ProductsByID(c.UserContext(), caller(c), ids)
}

func priceOrNone(l pay.Listing) string {
	if price := listingPrice(l); price != "" {
		return price
	}
	return "No price yet"
}

func listingStatus(l pay.Listing) (status ui.Status, why string) {
	switch l.State {
	case pay.ListingPublished:
		return ui.Status{Tone: ui.Good, Word: "Published"}, ""
	case pay.ListingPaused:
		return ui.Status{Tone: ui.Warn, Word: "Paused"}, "Customers who open its address read that it is not for sale right now."
	}
	return ui.Status{Tone: ui.Quiet, Word: "Draft"}, "Only you see it. Add pictures, look at the preview, then publish it."
}

// listingAdmin answers with a listing's page; typed is the form of its pictures
// where that could not be saved.
func (h *Handlers) listingAdmin(c *fiber.Ctx, l pay.Listing, code int, typed *views.PicturesForm) error {
	by, in := caller(c), zone(c)
	products, err := h.productsOf(c, []pay.Listing{l})
	if err != nil {
		return err
	}
	pictures, err := h.picturesForm(c, l)
	if err != nil {
		return err
	}
	if typed != nil {
		pictures = *typed
	}
	status, why := listingStatus(l)
	m := views.ListingAdminPage{
		ID: pay.ListingPrefix.Show(l.ID), Base: listingPath(l.ID), Title: l.Title, Price: priceOrNone(l), Description: l.Description,
		Category: l.Category, Tags: l.Tags, Status: status, StatusReason: why, URL: h.merchantOf(c).ListingAddress(l.ID),
		Published: l.State == pay.ListingPublished, Draft: l.State == pay.ListingDraft, Created: moment(l.CreatedAt, in),
		CanChange: by.May(pay.ListingsWrite), Nonce: newNonce(), Pictures: pictures, ViewHref: listingPath(l.ID) + "/preview",
	}
	if m.Published {
		m.ViewHref = m.URL
	}
	if p, known := products[l.ProductID]; known {
		m.Product, m.Stock = views.Fact{Name: p.Name, Value: productPath(p.ID)}, stockWords(p)
	} else if !l.ProductID.IsZero() {
		m.StatusReason = "The product that it sells was deleted, so nobody can buy it. Choose another in “Edit”, or none."
	}
	if l.UpdatedAt.Sub(l.CreatedAt) > time.Second {
		m.Updated = moment(l.UpdatedAt, in)
	}
	return h.respond(c, reply{Status: code, Page: views.ListingAdmin(h.frame(c, listingsPath), m)})
}

// picturesForm fills the form of a listing's pictures.
func (h *Handlers) picturesForm(c *fiber.Ctx, l pay.Listing) (views.PicturesForm, error) {
	m := views.PicturesForm{Room: pay.ListingImagesMax - len(l.Images)}
	found, err := h.Store.Pictures(c.UserContext(), caller(c).MerchantID, l.Pictures())
	for i, id := range l.Pictures() {
		row := views.PictureRow{Address: l.Images[i], Alt: l.ImageAlt(i)}
		if p, there := found[id]; there {
			row.Photo = photoOf(p, row.Alt)
		}
		m.Rows = append(m.Rows, row)
	}
	return m, err
}

// listingFormModel is the form with what was typed.
func (h *Handlers) listingFormModel(c *fiber.Ctx, in listingForm, editing pay.Listing, e *pay.Error) (views.ListingForm, error) {
	m := views.ListingForm{
		Action: listingsPath, Cancel: listingsPath, Nonce: newNonce(), Edition: in.Edition,
		Title: in.Title, Description: in.Description, Amount: in.Amount, Currency: in.Currency, Category: in.Category, Tags: in.Tags,
		ProductID: in.ProductID, Currencies: offeredCurrencies(c, in.Currency), Errors: formErrors(e),
	}
	if !editing.ID.IsZero() {
		m.Editing, m.Action, m.Cancel, m.MustPrice = true, listingPath(editing.ID), listingPath(editing.ID), editing.State != pay.ListingDraft
	}
	products, err := h.Store.Products(c.UserContext(), caller(c), pay.Page{Limit: pay.PageLimitMax})
	if err != nil {
		return m, err
	}
	m.Products = productOptions(products.Rows, in.ProductID)
	kept, err := h.picturesForm(c, pay.Listing{Images: in.Images})
	for _, row := range kept.Rows {
		if row.Photo.Src != "" {
			m.Kept = append(m.Kept, row)
		}
	}
	return m, err
}

// productOptions are products for a select; the chosen one is among them even
// when it is none of these.
func productOptions(products []pay.Product, chosen string) []views.Option {
	options := []views.Option{{Label: "No product: never sells out"}}
	there := chosen == ""
	for _, p := range products {
		shown := pay.ProductPrefix.Show(p.ID)
		there = there || shown == chosen
		options = append(options, views.Option{Value: shown, Label: p.Name + " · " + p.Price().String() + " · " + stockWords(p)})
	}
	if !there {
		options = append(options, views.Option{Value: chosen, Label: "The product chosen now"})
	}
	return options
}

// PreviewListing answers GET /dashboard/listings/{id}/preview with the page that
// customers will see.
func (h *Handlers) PreviewListing(c *fiber.Ctx) error {
	l, err := h.listingAt(c)
	if err != nil {
		return err
	}
	photos, err := h.photos(c.UserContext(), l.MerchantID, l)
	if err != nil {
		return err
	}
	var shown store.PublicListing
	if shown.Merchant, err = h.Store.Merchant(c.UserContext(), l.MerchantID); err != nil {
		return err
	}
	shown.Listing = l
	products, err := h.productsOf(c, []pay.Listing{l})
	if p, known := products[l.ProductID]; known {
		shown.Stock = pay.Stock{Quantity: p.Quantity, ExpiresAt: p.ExpiresAt}
	}
	if err != nil {
		return err
	}
	m := h.listingPage(shown, photos(l))
	m.Preview, m.Share, m.Price = true, views.Share{}, priceOrNone(l)
	return h.respond(c, reply{Page: views.Listing(branded(h.page(c), shown.Merchant.Slug, shown.Merchant.Counter), m)})
}
