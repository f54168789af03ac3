package views

import (
	"strings"
	"unicode"

	"linktill/views/ui"
)

// Share is what other sites show of a page that somebody posts there.
type Share struct {
	// URL is the page's one address; "" keeps the page out of search engines.
	URL string
	// Site is the merchant's name.
	Site string
	// Title and Text are a line and a sentence or two.
	Title, Text string
	// Picture is the address of a picture, on any site; may be "". Nobody's
	// browser fetches it from our page. Its size in pixels is 0 when unknown.
	Picture                     string
	PictureWidth, PictureHeight int
	// PictureAlt is what it shows; may be "".
	PictureAlt string
	// Price and Currency are "50.00" and "BSD" on the page of one thing.
	Price, Currency string
}

// ShopPage is what everybody sees of a merchant's listings.
type ShopPage struct {
	// MerchantName is whose shop it is.
	MerchantName string
	// Livemode is false for listings in test mode: the ribbon says so.
	Livemode bool
	// BioHref leads to the bio page; may be "".
	BioHref string
	// Items are the listings, newest first.
	Items []ShopItem
	// Pager leads to the others.
	Pager ui.Pager
	// Share is for other sites.
	Share Share
}

// ShopItem is a listing in the shop.
type ShopItem struct {
	// Href is its page.
	Href string
	// Title is what it is.
	Title string
	// Price is "B$50.00".
	Price string
	// Category is one word; may be "".
	Category string
	// Badge is "Sold out", when it cannot be bought; may be "".
	Badge string
	// Look is how it is drawn.
	Look Look
}

// Photo is a picture of a merchant, kept on this site.
type Photo struct {
	// Src is its path; "" is none. Srcset are its widths for the browser to choose
	// from.
	Src, Srcset string
	// Width and Height are its pixels, so that nothing jumps when it comes.
	Width, Height int
	// Alt is what it shows, for people who cannot see it; may be "".
	Alt string
}

// Look is how something without a picture of its own is drawn.
type Look struct {
	// Photo is its picture; the zero value draws a price tag.
	Photo Photo
	// Name is what its first letter is taken from.
	Name string
	// Tint is the tag's colour, from 0 to 5.
	Tint int
}

// letter is the first letter of its name.
func (l Look) letter() string {
	for _, r := range l.Name {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return strings.ToUpper(string(r))
		}
	}
	return "·"
}

// ListingPage is the page of one listing.
type ListingPage struct {
	// MerchantName is who sells it.
	MerchantName string
	// ShopHref leads to everything else they sell.
	ShopHref string
	// Title is what it is.
	Title string
	// Description says more, on several lines; may be "".
	Description string
	// Category is one word; may be "".
	Category string
	// Tags are a few words; may be empty.
	Tags []string
	// Price is "B$50.00".
	Price string
	// Left is how many there are when it is good to know: "Only 3 left"; may be "".
	Left string
	// Badge is why it cannot be bought: "Sold out"; "" when it can.
	Badge string
	// BuyHref is where it is paid.
	BuyHref string
	// Livemode is false in test mode: the ribbon says so.
	Livemode bool
	// Photos are its pictures; without any Look is drawn.
	Photos []Photo
	// Look is how it is drawn.
	Look Look
	// Preview is true for the merchant's own look at it, before it is for sale.
	Preview bool
	// Share is for other sites; its price is also for search engines.
	Share Share
}

// availability is the badge in the words of schema.org.
func (m ListingPage) availability() string {
	switch m.Badge {
	case "":
		return "https://schema.org/InStock"
	case "Sold out":
		return "https://schema.org/SoldOut"
	}
	return "https://schema.org/Discontinued"
}

// NothingPage is shown where there is no shop, listing or bio page, or none any
// more.
type NothingPage struct {
	// Reason is "no_shop", "no_listing", "paused", "removed" or "no_bio".
	Reason string
	// MerchantName is who had it; "" when nobody has.
	MerchantName string
	// ShopHref leads to what else they sell; may be "".
	ShopHref string
	// Livemode is false in test mode.
	Livemode bool
}

// nothingWords are a title, a sentence and an icon.
type nothingWords struct{ title, sentence, icon string }

func (m NothingPage) words() nothingWords {
	switch m.Reason {
	case "paused":
		return nothingWords{"Not for sale right now", m.MerchantName + " is taking a break from selling this. It may come back.", "clock"}
	case "removed":
		return nothingWords{"No longer for sale", m.MerchantName + " has taken this out of the shop.", "stop"}
	case "no_listing":
		return nothingWords{"There is nothing for sale here", "Check the address for a typing error, or ask whoever gave it to you.", "info"}
	case "no_bio":
		return nothingWords{"There is no page here yet", "Check the name after the @ for a typing error. If it is yours, publish your page first.", "info"}
	}
	return nothingWords{"There is no shop here", "Check the address for a typing error, or ask whoever gave it to you.", "info"}
}
