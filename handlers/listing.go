package handlers

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

func (h *Handlers) listingJSON(c *fiber.Ctx, l pay.Listing) views.ListingJSON {
	return views.NewListingJSON(l, h.merchantOf(c))
}

func listingCursor(l pay.Listing) string { return pay.ListingPrefix.Show(l.ID) }

// ListListings answers GET /v1/listings.
func (h *Handlers) ListListings(c *fiber.Ctx) error {
	page, err := paging(c, pay.ListingPrefix)
	if err != nil {
		return err
	}
	state := pay.ListingState(c.Query("status"))
	if state != "" && !slices.Contains(pay.ListingStates, state) {
		var checks pay.Checks
		checks.Add("status", "Choose one of draft, published and paused.")
		return checks.Err()
	}
	listings, err := h.Store.Listings(c.UserContext(), caller(c), state, page)
	if err != nil {
		return err
	}
	show := func(l pay.Listing) views.ListingJSON { return h.listingJSON(c, l) }
	return h.respond(c, reply{Data: views.NewListJSON(listings, page, show, listingCursor)})
}

// CreateListing answers POST /v1/listings. A new listing is a draft.
func (h *Handlers) CreateListing(c *fiber.Ctx) error {
	draft := pay.Listing{ID: h.operationID(c), Currency: caller(c).DefaultCurrency, State: pay.ListingDraft}
	patch, err := readListing(c, draft)
	if err != nil {
		return err
	}
	l, err := draft.Apply(patch)
	if err == nil {
		l, err = h.Store.CreateListing(c.UserContext(), caller(c), l)
	}
	if err != nil {
		return err
	}
	return h.respond(c, reply{Status: fiber.StatusCreated, Data: h.listingJSON(c, l)})
}

// ShowListing answers GET /v1/listings/{id}.
func (h *Handlers) ShowListing(c *fiber.Ctx) error {
	return h.withListing(c, func(id pay.ID) (pay.Listing, error) {
		return h.Store.Listing(c.UserContext(), caller(c), id)
	})
}

// ChangeListing answers PUT /v1/listings/{id}: fields that are not sent stay.
func (h *Handlers) ChangeListing(c *fiber.Ctx) error {
	return h.withListing(c, func(id pay.ID) (pay.Listing, error) {
		patch, err := readListing(c, pay.Listing{Title: "…", Currency: caller(c).DefaultCurrency, State: pay.ListingDraft})
		if err != nil {
			return pay.Listing{}, err
		}
		return h.Store.ChangeListing(c.UserContext(), caller(c), id, patch)
	})
}

// PublishListing answers POST /v1/listings/{id}/publish.
func (h *Handlers) PublishListing(c *fiber.Ctx) error {
	return h.withListing(c, func(id pay.ID) (pay.Listing, error) {
		return h.Store.PublishListing(c.UserContext(), caller(c), id)
	})
}

// PauseListing answers POST /v1/listings/{id}/unpublish.
func (h *Handlers) PauseListing(c *fiber.Ctx) error {
	return h.withListing(c, func(id pay.ID) (pay.Listing, error) {
		return h.Store.PauseListing(c.UserContext(), caller(c), id)
	})
}

// withListing acts on the listing that the address names, and answers with it.
func (h *Handlers) withListing(c *fiber.Ctx, act func(id pay.ID) (pay.Listing, error)) error {
	id, ok := pay.ListingPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.NoSuchListing()
	}
	l, err := act(id)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: h.listingJSON(c, l)})
}

// DeleteListing answers DELETE /v1/listings/{id}.
func (h *Handlers) DeleteListing(c *fiber.Ctx) error {
	id, ok := pay.ListingPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.NoSuchListing()
	}
	if _, err := h.Store.DeleteListing(c.UserContext(), caller(c), id); err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.RemovedJSON{ID: pay.ListingPrefix.Show(id), Deleted: true}})
}

// listingInput is a listing as programs send it, new or to be changed.
type listingInput struct {
	Title       opt[string]   `json:"title"`
	Description opt[string]   `json:"description"`
	Amount      opt[int64]    `json:"amount"`
	Currency    opt[string]   `json:"currency"`
	Category    opt[string]   `json:"category"`
	Tags        opt[[]string] `json:"tags"`
	Images      opt[[]string] `json:"images"`
	ProductID   opt[string]   `json:"product_id"`
	Status      opt[any]      `json:"status"`
}

// readListing reads what is to be changed of a listing. When something of it
// cannot be read, what the rules find wrong with the rest is said as well, of
// the listing as it would be.
func readListing(c *fiber.Ctx, of pay.Listing) (pay.ListingPatch, error) {
	var in listingInput
	if err := bindJSON(c, &in); err != nil {
		return pay.ListingPatch{}, err
	}
	var checks pay.Checks
	checks.That(!in.Status.Set, "status", "This is changed by publish and unpublish.")
	p := pay.ListingPatch{Title: in.Title.wanted(), Description: in.Description.wanted(), Category: in.Category.wanted(),
		Tags: in.Tags.wanted(), Images: in.Images.wanted(), SetAmount: in.Amount.Set, SetProduct: in.ProductID.Set}
	if in.Amount.Set && !in.Amount.Null {
		p.AmountMinor = &in.Amount.Value
	}
	if in.Currency.Set {
		currency := strings.ToUpper(in.Currency.Value)
		if in.Currency.Null {
			currency = caller(c).DefaultCurrency
		}
		p.Currency = &currency
	}
	if in.ProductID.Set && !in.ProductID.Null {
		var ok bool
		p.ProductID, ok = pay.ProductPrefix.Parse(in.ProductID.Value)
		checks.That(ok, "product_id", "There is no product with this id.")
	}
	if !checks.OK() {
		_, err := of.Apply(p)
		checks.Join(err)
	}
	return p, checks.Err()
}
