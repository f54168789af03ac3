package views

import "github.com/a-h/templ"

// BioPage is a merchant's one page for everything.
type BioPage struct {
	// Title is who it is, Tagline one line about them; the line may be "".
	Title, Tagline string
	// Theme is one of pay.BioThemes.
	Theme string
	// Accent is one of pay.BioAccents; "" is the theme's own colour.
	Accent string
	// Preview opens everything beside the page, which is shown in the editor.
	Preview bool
	// Picture is the path of a picture on this site; "" draws the first letter.
	Picture string
	// ShopHref leads to the merchant's listings; may be "".
	ShopHref string
	// Parts are the blocks, in their order.
	Parts []BioPart
	// Links are the large links, Networks the small ones below them.
	Links, Networks []BioItem
	// Livemode is false for the page in test mode: the ribbon says so.
	Livemode bool
	// Share is for other sites.
	Share Share
}

// BioPart is what becomes of a block, or of several of a kind in a row.
type BioPart struct {
	// Kind is "heading", "text", "items", "networks" or "picture".
	Kind string
	// Text is the heading, the text, or what the picture shows.
	Text string
	// Items are links and things to pay for, or networks.
	Items []BioItem
	// Picture is the path of a picture on this site; "" draws a frame. Href is
	// where the picture is.
	Picture, Href string
	// Width and Height are the picture's, in pixels, so that its place is kept until
	// it is there; 0 when they are not known.
	Width, Height int
}

// BioItem is one thing to press.
type BioItem struct {
	// Href is where it leads; "" when Badge says why it leads nowhere.
	Href string
	// Title is what it is.
	Title string
	// Place is where it leads, in a word: "instagram.com"; may be "".
	Place string
	// Icon is one of the signs of networks; "" is none.
	Icon string
	// Price is "B$50.00"; "" for what is not paid.
	Price string
	// Act is the verb beside the price: "Buy"; may be "".
	Act string
	// Badge is "Sold out" or "Expired"; may be "".
	Badge string
	// Away is true for what leads to another site.
	Away bool
}

// classes of the page: its theme and its colour.
func (m BioPage) classes() string {
	if m.Accent == "" {
		return "public bio theme-" + m.Theme
	}
	return "public bio theme-" + m.Theme + " accent-" + m.Accent
}

// besideIf opens a link beside the page, so that a preview stays what it is.
func besideIf(beside bool) templ.Attributes {
	if !beside {
		return nil
	}
	return templ.Attributes{"target": "_blank"}
}

// isEmpty reports whether there is nothing on the page yet.
func (m BioPage) isEmpty() bool { return len(m.Parts)+len(m.Links)+len(m.Networks) == 0 }

// rel says of another site that we do not vouch for it.
func (i BioItem) rel() string {
	if i.Away {
		return "noopener nofollow ugc"
	}
	return "noopener"
}

// signs are our own strokes for networks, on a grid of 24: what people do
// there, not anybody's trade mark.
var signs = map[string][]string{
	"photos":  {"M7 4.5h10A2.5 2.5 0 0 1 19.5 7v10a2.5 2.5 0 0 1-2.5 2.5H7A2.5 2.5 0 0 1 4.5 17V7A2.5 2.5 0 0 1 7 4.5z", "M12 15.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z", "M16.5 7.500h.01"},
	"videos":  {"M5 6h14a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 19 18H5a1.5 1.5 0 0 1-1.500-1.500v-9A1.5 1.5 0 0 1 5 6z", "m10.200 9.300 4.600 2.700-4.600 2.700z"},
	"music":   {"M9 17.500V6l10-2v11.500", "M6.500 20a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM16.500 18a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z"},
	"friends": {"M9 11.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7z", "M2.500 19.500c.6-3.300 3.100-5 6.500-5s5.900 1.700 6.500 5", "M16 5a3.500 3.500 0 0 1 0 6.500M18 15c2 .7 3.200 2.200 3.600 4.500"},
	"talk":    {"M4.500 5.500h15a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H11l-4.500 4v-4h-2a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1z", "M8 11h.01M12 11h.01M16 11h.01"},
	"message": {"M20.500 4 3.500 10.800l6 2.700 2.700 6z", "M20.500 4l-11 9.500"},
	"work":    {"M4.500 8h15a1 1 0 0 1 1 1v9.500a1 1 0 0 1-1 1h-15a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1z", "M9 8V5.500a1 1 0 0 1 1-1h4a1 1 0 0 1 1 1V8M3.500 13h17"},
	"code":    {"m8.500 8-4.500 4 4.500 4M15.500 8l4.500 4-4.500 4M13.500 5.500l-3 13"},
	"phone":   {"M6.500 4h3l1.500 4-2 1.500a10 10 0 0 0 5.500 5.500l1.500-2 4 1.500v3a2 2 0 0 1-2.200 2A16 16 0 0 1 4.500 6.200 2 2 0 0 1 6.500 4z"},
	"mail":    {"M4.5 5.5h15a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1h-15a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1z", "m4 7 8 6 8-6"},
	"place":   {"M12 21s7-6.300 7-11.300a7 7 0 0 0-14 0C5 14.700 12 21 12 21z", "M12 12.200a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z"},
	"site":    {"M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17z", "M3.500 12h17M12 3.500c2.400 2.300 3.600 5.200 3.600 8.500s-1.200 6.200-3.600 8.500c-2.400-2.300-3.600-5.200-3.600-8.500s1.200-6.200 3.600-8.500z"},
}
