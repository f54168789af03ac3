package views

import "linktill/internal/pay"

// DescriptionJSON is a drafted description. Model says who wrote it.
type DescriptionJSON struct {
	Text  string `json:"text"`
	Model string `json:"model"`
}

// CaptionJSON is a drafted caption. The hashtags stand behind its text.
type CaptionJSON struct {
	Text     string   `json:"text"`
	Hashtags []string `json:"hashtags"`
	Model    string   `json:"model"`
}

// PageDraftJSON is a drafted bio page, in the shape that PUT /v1/bio takes.
type PageDraftJSON struct {
	Page  PageJSON `json:"page"`
	Model string   `json:"model"`
}

// PageJSON is what of a bio page can be drafted.
type PageJSON struct {
	Title   string       `json:"title"`
	Tagline string       `json:"tagline"`
	Theme   pay.BioTheme `json:"theme"`
	Blocks  []BlockJSON  `json:"blocks"`
}

// NewPageDraftJSON returns the draft as the API shows it.
func NewPageDraftJSON(b pay.Bio, model string) PageDraftJSON {
	return PageDraftJSON{Page: PageJSON{b.Title, b.Tagline, b.Theme, Show(b.Blocks, NewBlockJSON)}, Model: model}
}
