package handlers

import (
	"context"
	"slices"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

func (h *Handlers) listingJSON(c *fiber.Ctx, l pay.Listing) views.ListingJSON {
	return views.NewListingJSON(l, h.merchantOf(c))
}

func listingCursor(l pay.Listing) string { return pay.ListingPrefix.Show(l.ID) }

// ListListings answers GET /dashboard/listings and GET /v1/listings.
func (h *Handlers) ListListings(c *fiber.Ctx) error {
	page, err := paging(c, pay.ListingPrefix)
	if err != nil {
		return err
	}
	state := pay.ListingState(c.Query("status"))
	if state == "all" && !wantsJSON(c) {
		state = ""
	}
	if state != "" && !slices.Contains(pay.ListingStates, state) {
		var checks pay.Checks
		checks.Add("status", "Choose one of draft, published and paused.")
		return checks.Err()
	}
	listings, err := h.Store.Listings(c.UserContext(), caller(c), state, page)
	if err != nil {
		return err
	}
	if !wantsJSON(c) {
		return h.listingsPage(c, listings, page)
	}
	show := func(l pay.Listing) views.ListingJSON { return h.listingJSON(c, l) }
	return h.respond(c, reply{Data: views.NewListJSON(listings, page, show, listingCursor)})
}

// NewListing answers GET /dashboard/listings/new, and with ?product= the form
// filled with a product.
func (h *Handlers) NewListing(c *fiber.Ctx) error {
	in := listingForm{Currency: caller(c).DefaultCurrency}
	if id, ok := pay.ProductPrefix.Parse(c.Query("product")); ok {
		p, err := h.Store.Product(c.UserContext(), caller(c), id)
		if err != nil {
			return err
		}
		in = listingForm{Title: p.Name, Description: p.Description, Amount: p.Price().Decimal(), Currency: p.Currency, ProductID: pay.ProductPrefix.Show(p.ID)}
	}
	return h.listingFormAgain(c, in, pay.Listing{}, nil)
}

// CreateListing answers POST /dashboard/listings and POST /v1/listings. A new
// listing is a draft.
func (h *Handlers) CreateListing(c *fiber.Ctx) error {
	draft := pay.Listing{ID: h.operationID(c), Currency: caller(c).DefaultCurrency, State: pay.ListingDraft}
	var form listingForm
	patch, err := h.readNewListing(c, &form, draft)
	l := draft
	if err == nil {
		l, err = draft.Apply(patch)
	}
	if err == nil {
		l, err = h.Store.CreateListing(c.UserContext(), caller(c), l)
	}
	if err != nil {
		return h.listingFormOr(c, err, form, pay.Listing{})
	}
	return h.respond(c, reply{Status: fiber.StatusCreated, Data: h.listingJSON(c, l),
		Redirect: listingPath(l.ID), Flash: "Draft created. Look at it, then publish it."})
}

// ShowListing answers GET /dashboard/listings/{id} and GET /v1/listings/{id}.
func (h *Handlers) ShowListing(c *fiber.Ctx) error {
	l, err := h.listingAt(c)
	if err != nil {
		return err
	}
	if wantsJSON(c) {
		return h.respond(c, reply{Data: h.listingJSON(c, l)})
	}
	return h.listingAdmin(c, l, fiber.StatusOK, nil)
}

// EditListing answers GET /dashboard/listings/{id}/edit.
func (h *Handlers) EditListing(c *fiber.Ctx) error {
	l, err := h.listingAt(c)
	if err != nil {
		return err
	}
	return h.listingFormAgain(c, formOfListing(l), l, nil)
}

// ChangeListing answers POST /dashboard/listings/{id} and PUT
// /v1/listings/{id}: fields that are not sent stay.
func (h *Handlers) ChangeListing(c *fiber.Ctx) error {
	before, err := h.listingAt(c)
	if err != nil {
		return err
	}
	var form listingForm
	patch, err := h.readListingChange(c, &form, before)
	l := before
	if err == nil {
		l, err = h.Store.ChangeListing(c.UserContext(), caller(c), before.ID, patch)
	}
	if err != nil {
		return h.listingFormOr(c, err, form, before)
	}
	return h.respond(c, reply{Data: h.listingJSON(c, l), Redirect: listingPath(l.ID), Flash: "Listing changed."})
}

// PublishListing answers POST …/{id}/publish, in the dashboard and on /v1.
func (h *Handlers) PublishListing(c *fiber.Ctx) error {
	return h.switchListing(c, h.Store.PublishListing, "Listing published. It is in your shop now.")
}

// PauseListing answers POST /dashboard/listings/{id}/pause and POST
// /v1/listings/{id}/unpublish.
func (h *Handlers) PauseListing(c *fiber.Ctx) error {
	return h.switchListing(c, h.Store.PauseListing, "Listing paused. It left your shop.")
}

// switchListing shows or hides the listing that the address names. A browser
// whose listing lacks something gets the form in which to say it.
func (h *Handlers) switchListing(c *fiber.Ctx, act func(context.Context, pay.Caller, pay.ID) (pay.Listing, error), flash string) error {
	before, err := h.listingAt(c)
	if err != nil {
		return err
	}
	if err := bindNothing(c); err != nil {
		return err
	}
	l, err := act(c.UserContext(), caller(c), before.ID)
	if err != nil {
		return h.listingFormOr(c, err, formOfListing(before), before)
	}
	return h.respond(c, reply{Data: h.listingJSON(c, l), Redirect: listingPath(l.ID), Flash: flash})
}

// DuplicateListing answers POST /dashboard/listings/{id}/duplicate.
func (h *Handlers) DuplicateListing(c *fiber.Ctx) error {
	of, err := h.listingAt(c)
	if err != nil {
		return err
	}
	if err := bindNothing(c); err != nil {
		return err
	}
	copied := of
	copied.ID, copied.State, copied.PublishedAt, copied.Title = h.operationID(c), pay.ListingDraft, nil, pay.CopyTitle(of.Title)
	l, err := h.Store.CreateListing(c.UserContext(), caller(c), copied)
	if pay.CodeOf(err) == pay.Invalid && !of.ProductID.IsZero() { // its product was deleted
		copied.ProductID = pay.ID{}
		l, err = h.Store.CreateListing(c.UserContext(), caller(c), copied)
	}
	if err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: listingPath(l.ID) + "/edit", Flash: "Duplicated as a draft."})
}

// listingAt returns the caller's listing that the address names.
func (h *Handlers) listingAt(c *fiber.Ctx) (pay.Listing, error) {
	id, ok := pay.ListingPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.Listing{}, pay.NoSuchListing()
	}
	return h.Store.Listing(c.UserContext(), caller(c), id)
}

// DeleteListing answers POST /dashboard/listings/{id}/delete and DELETE
// /v1/listings/{id}.
func (h *Handlers) DeleteListing(c *fiber.Ctx) error {
	id, ok := pay.ListingPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.NoSuchListing()
	}
	if err := bindNothing(c); err != nil {
		return err
	}
	if _, err := h.Store.DeleteListing(c.UserContext(), caller(c), id); err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.RemovedJSON{ID: pay.ListingPrefix.Show(id), Deleted: true},
		Redirect: listingsPath, Flash: "Listing deleted. It left your shop."})
}
