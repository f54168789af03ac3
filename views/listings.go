package views

import "linktill/views/ui"

// ListingsPage is the list of what the shop shows.
type ListingsPage struct {
	// Filter is the chosen chip: "all", "draft", "published" or "paused".
	Filter string
	// Listings are this page's rows.
	Listings []ListingRow
	// Pager leads to newer and older rows.
	Pager ui.Pager
	// ShopURL is the public shop.
	ShopURL string
	// CanCreate is true when the person's role may create listings.
	CanCreate bool
}

// ListingRow is one listing in a list.
type ListingRow struct {
	// Href is the listing's page.
	Href string
	// Title is what it is.
	Title string
	// Price is "B$18.00" or "No price yet".
	Price string
	// Category is a word; may be "".
	Category string
	// Status is "Draft", "Published" or "Paused".
	Status ui.Status
	// Stock is "3 left" or "Sold out"; "" for what has no stock.
	Stock string
	// Look is how it is drawn.
	Look Look
}

// ListingAdminPage is one listing in the dashboard.
type ListingAdminPage struct {
	// ID is the shown id, lst_…; Base is the path of its pages.
	ID, Base string
	// Title, Price, Description and Category are its own.
	Title, Price, Description, Category string
	// Tags are a few words.
	Tags []string
	// Status is "Draft", "Published" or "Paused"; StatusReason says what that means.
	Status       ui.Status
	StatusReason string
	// URL is its public page; ViewHref is it, or the preview while it has none.
	URL, ViewHref string
	// Published is true while customers see it, Draft until they first did.
	Published, Draft bool
	// Product is what it sells, with its path; the zero value has no stock.
	Product Fact
	// Stock is "3 left, 1 being paid for".
	Stock string
	// Created and Updated are when it was made and last changed.
	Created, Updated ui.Moment
	// CanChange is true when the person's role may change listings.
	CanChange bool
	// Nonce is the idempotency key of duplicating.
	Nonce string
	// Pictures are changed on this page.
	Pictures PicturesForm
}

// PicturesForm are the pictures of a listing, to be changed.
type PicturesForm struct {
	// Rows are the pictures in their order.
	Rows []PictureRow
	// Room is how many more there may be.
	Room int
	// Stale is true when somebody else changed them since the form was opened.
	Stale bool
	// Errors are by input name.
	Errors Errors
}

// PictureRow is one picture of a listing.
type PictureRow struct {
	// Address is what the form sends back.
	Address string
	// Photo is the picture; the zero value for one on another site.
	Photo Photo
	// Alt is what it shows, as typed.
	Alt string
}

// ListingForm makes a listing or changes one.
type ListingForm struct {
	// Action is where the form posts; Cancel is where "Cancel" leads.
	Action, Cancel string
	// Editing is true when a listing is changed.
	Editing bool
	// MustPrice is true when it cannot be without a price any more.
	MustPrice bool
	// Nonce is the idempotency key of creating.
	Nonce string
	// Edition is what is being changed, so that a change in between is noticed.
	Edition string
	// Changes are what somebody else changed meanwhile.
	Changes []ChangedField
	// Title to ProductID are the inputs as typed.
	Title, Description, Amount, Currency, Category, Tags, ProductID string
	// Kept are pictures that were sent already.
	Kept []PictureRow
	// Currencies and Products are the choices; Categories are suggestions.
	Currencies, Products []Option
	// Errors are by input name, and "" for the whole form.
	Errors Errors
}

// focus is where the cursor goes.
func (m ListingForm) focus() string {
	if f := m.Errors.First("title", "description", "amount", "currency", "category", "tags", "product_id", "pictures"); f != "" {
		return f
	}
	if m.Editing {
		return ""
	}
	return "title"
}

func (m ListingForm) priceHint() string {
	if m.MustPrice {
		return "What customers pay, tax included."
	}
	return "May stay empty in a draft. With a product chosen below, empty takes the product’s price."
}
