package views

import "linktill/internal/pay"

// BioPath is where everybody sees a merchant's bio page.
func BioPath(slug string) string { return "/@" + slug }

// BioGoPath leads on to where a link of the page leads, and counts.
func BioGoPath(slug string, id pay.ID) string {
	return BioPath(slug) + "/go/" + pay.BioLinkPrefix.Show(id)
}

// BioJSON is the bio page on /v1.
type BioJSON struct {
	Handle    string        `json:"handle"`
	URL       string        `json:"url"`
	Title     string        `json:"title"`
	Tagline   string        `json:"tagline"`
	Theme     pay.BioTheme  `json:"theme"`
	AvatarURL *string       `json:"avatar_url"`
	Blocks    []BlockJSON   `json:"blocks"`
	Links     []BioLinkJSON `json:"links"`
	Published bool          `json:"published"`
	Livemode  bool          `json:"livemode"`
	UpdatedAt *string       `json:"updated_at"`
}

// BlockJSON is a block of the page: its type, and the fields that it has.
type BlockJSON struct {
	Type          pay.BlockType `json:"type"`
	Title         string        `json:"title,omitempty"`
	Text          string        `json:"text,omitempty"`
	URL           string        `json:"url,omitempty"`
	Alt           string        `json:"alt,omitempty"`
	PaymentLinkID *string       `json:"payment_link_id,omitempty"`
	ListingID     *string       `json:"listing_id,omitempty"`
	PictureID     *string       `json:"picture_id,omitempty"`
	// When it is shown, where that is not always.
	Enabled  *bool   `json:"enabled,omitempty"`
	StartsAt *string `json:"starts_at,omitempty"`
	EndsAt   *string `json:"ends_at,omitempty"`
}

// BioLinkJSON is a link of the page.
type BioLinkJSON struct {
	ID       string      `json:"id"`
	Title    string      `json:"title"`
	URL      string      `json:"url"`
	Kind     pay.BioKind `json:"kind"`
	Enabled  bool        `json:"enabled"`
	StartsAt *string     `json:"starts_at"`
	EndsAt   *string     `json:"ends_at"`
	Position int         `json:"position"`
	Clicks   int64       `json:"clicks"`
}

// NewBioJSON returns the page as the API shows it.
func NewBioJSON(b pay.Bio, m Merchant) BioJSON {
	avatar := b.AvatarURL
	if !b.PictureID.IsZero() {
		avatar = m.PublicURL + pay.PicturePath(b.PictureID)
	}
	return BioJSON{
		Handle: m.Slug, URL: m.PublicURL + BioPath(m.Slug), Title: b.Title, Tagline: b.Tagline, Theme: b.Theme,
		AvatarURL: text(avatar), Blocks: Show(b.Blocks, NewBlockJSON), Links: Show(b.Links, NewBioLinkJSON),
		Published: b.Published, Livemode: b.Livemode, UpdatedAt: stampOpt(b.UpdatedAt),
	}
}

// NewBlockJSON returns a block as the API shows it, and takes it.
func NewBlockJSON(b pay.BioBlock) BlockJSON {
	shown := BlockJSON{Type: b.Type, Title: b.Title, Text: b.Text, URL: b.URL, Alt: b.Alt, PictureID: pay.PicturePrefix.ShowOpt(b.PictureID),
		PaymentLinkID: pay.LinkPrefix.ShowOpt(b.PaymentLinkID), ListingID: pay.ListingPrefix.ShowOpt(b.ListingID)}
	if b.Off {
		shown.Enabled = new(bool)
	}
	if !b.StartsAt.IsZero() {
		shown.StartsAt = stampOpt(&b.StartsAt)
	}
	if !b.EndsAt.IsZero() {
		shown.EndsAt = stampOpt(&b.EndsAt)
	}
	return shown
}

// NewBioLinkJSON returns a link as the API shows it.
func NewBioLinkJSON(l pay.BioLink) BioLinkJSON {
	return BioLinkJSON{ID: pay.BioLinkPrefix.Show(l.ID), Title: l.Title, URL: l.URL, Kind: l.Kind, Enabled: l.Enabled,
		StartsAt: stampOpt(l.StartsAt), EndsAt: stampOpt(l.EndsAt), Position: l.Position, Clicks: l.Clicks}
}
