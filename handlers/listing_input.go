package handlers

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
)

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
func (h *Handlers) readListing(c *fiber.Ctx, of pay.Listing) (pay.ListingPatch, error) {
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
	if p.Images != nil {
		h.ownPictures(*p.Images)
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

// ownPictures puts, in place of addresses of pictures on this server, what they
// are kept as.
func (h *Handlers) ownPictures(images []string) {
	for i, image := range images {
		path, ours := strings.CutPrefix(strings.TrimSpace(image), h.PublicURL)
		if _, is := pay.ParsePicturePath(path); ours && is {
			images[i] = path
		}
	}
}
