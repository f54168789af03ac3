package views

import (
	"strings"

	"linktill/internal/pay"
)

// ShopPath is where everybody sees a merchant's listings.
func ShopPath(slug string) string { return "/shop/" + slug }

// ListingPath is the page of one listing.
func ListingPath(slug string, id pay.ID) string {
	return ShopPath(slug) + "/" + pay.ListingPrefix.Show(id)
}

// ListingAddress is where customers see a listing.
func (m Merchant) ListingAddress(id pay.ID) string { return m.PublicURL + ListingPath(m.Slug, id) }

// ListingJSON is a listing on /v1. The amount is integer minor units, null while
// it is not decided.
type ListingJSON struct {
	ID          string   `json:"id"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Amount      *int64   `json:"amount"`
	Currency    string   `json:"currency"`
	Category    *string  `json:"category"`
	Tags        []string `json:"tags"`
	Images      []string `json:"images"`
	ProductID   *string  `json:"product_id"`
	Status      string   `json:"status"`
	URL         string   `json:"url"`
	Livemode    bool     `json:"livemode"`
	CreatedAt   string   `json:"created_at"`
	UpdatedAt   string   `json:"updated_at"`
}

// NewListingJSON returns the listing as the API shows it.
func NewListingJSON(l pay.Listing, m Merchant) ListingJSON {
	return ListingJSON{
		ID: pay.ListingPrefix.Show(l.ID), Title: l.Title, Description: l.Description, Amount: l.AmountMinor, Currency: l.Currency,
		Category: text(l.Category), Tags: list(l.Tags), Images: absolute(list(l.Images), m.PublicURL), ProductID: pay.ProductPrefix.ShowOpt(l.ProductID),
		Status: string(l.State), URL: m.ListingAddress(l.ID), Livemode: l.Livemode,
		CreatedAt: stamp(l.CreatedAt), UpdatedAt: stamp(l.UpdatedAt),
	}
}

// absolute are addresses as other sites need them: those on this server in full.
func absolute(addresses []string, publicURL string) []string {
	out := make([]string, len(addresses))
	for i, address := range addresses {
		if out[i] = address; strings.HasPrefix(address, "/") {
			out[i] = publicURL + address
		}
	}
	return out
}

// RemovedJSON is the answer to removing something.
type RemovedJSON struct {
	ID      string `json:"id"`
	Deleted bool   `json:"deleted"`
}
