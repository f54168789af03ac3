package handlers

import (
	"encoding/json"
	"strconv"
	"strings"

	"linktill/internal/pay"
	"linktill/internal/writer"
)

// descriptionJSON is an order for a description as programs send it.
type descriptionJSON struct {
	Name      string `json:"name"`
	Keywords  any    `json:"keywords"` // a list of texts, or one with commas
	Tone      string `json:"tone"`
	Language  string `json:"language"`
	MaxLength *int   `json:"max_length"`
}

func (in descriptionJSON) order(w writer.Writer) (writer.DescriptionOrder, error) {
	var checks pay.Checks
	order := writer.DescriptionOrder{Name: in.Name, Tone: writer.Tone(in.Tone), Language: in.Language, LengthMax: writer.DescriptionLength}
	if in.MaxLength != nil {
		order.LengthMax = *in.MaxLength
	}
	order.Keywords = readKeywords(&checks, in.Keywords)
	order, err := order.Ready(w)
	checks.Join(err)
	return order, checks.Err()
}

func readKeywords(checks *pay.Checks, sent any) []string {
	switch sent := sent.(type) {
	case nil:
		return nil
	case string:
		return strings.Split(sent, ",")
	case []any:
		words := make([]string, len(sent))
		for i, one := range sent {
			word, ok := one.(string)
			checks.That(ok, nthOf("keywords", i), "Must be a text.")
			words[i] = word
		}
		return words
	}
	checks.Add("keywords", "A list of texts, or one text with commas between them.")
	return nil
}

// captionJSON is an order for a caption as programs send it.
type captionJSON struct {
	ListingID     *string `json:"listing_id"`
	ProductID     *string `json:"product_id"`
	PaymentLinkID *string `json:"payment_link_id"`
	Text          *string `json:"text"`
	Network       string  `json:"network"`
	Tone          string  `json:"tone"`
	Language      string  `json:"language"`
	Hashtags      any     `json:"hashtags"` // whether, or how many
}

func (in captionJSON) order(w writer.Writer) (writer.CaptionOrder, error) {
	var checks pay.Checks
	named := 0
	for _, id := range []*string{in.ListingID, in.ProductID, in.PaymentLinkID, in.Text} {
		if id != nil {
			named++
		}
	}
	checks.That(named == 1, "text", "Send exactly one of listing_id, product_id, payment_link_id and text.")
	if in.Text != nil {
		checks.That(pay.CleanText(*in.Text) != "", "text", "Say what the caption is about.")
		checks.CheckLength("text", *in.Text, writer.TextMax)
	}
	order := writer.CaptionOrder{Network: writer.Network(in.Network), Tone: writer.Tone(in.Tone), Language: in.Language}
	order.Hashtags = readHashtags(&checks, in.Hashtags)
	order, err := order.Ready(w)
	checks.Join(err)
	return order, checks.Err()
}

// readHashtags returns how many are wanted, -1 for as many as suit.
func readHashtags(checks *pay.Checks, sent any) int {
	switch sent := sent.(type) {
	case nil:
		return -1
	case bool:
		if sent {
			return -1
		}
		return 0
	case json.Number:
		if n, err := strconv.Atoi(sent.String()); err == nil && n >= 0 {
			return min(n, writer.HashtagsMax+1)
		}
	}
	checks.Add("hashtags", "true, false, or how many at the most.")
	return 0
}

// pageJSON is an order for a page as programs send it.
type pageJSON struct {
	Description string `json:"description"`
	Brand       string `json:"brand"`
	Links       []any  `json:"links"` // addresses, or objects with title and url
}

func (in pageJSON) order() (writer.PageOrder, error) {
	var checks pay.Checks
	order := writer.PageOrder{Description: in.Description, Brand: in.Brand}
	for i, sent := range in.Links {
		order.Links = append(order.Links, readPageLink(&checks, nthOf("links", i), sent))
	}
	order, err := order.Ready(func(i int) string { return nthOf("links", i) })
	checks.Join(err)
	return order, checks.Err()
}

// readPageLink reads an address, or an object with title and url.
func readPageLink(checks *pay.Checks, at string, sent any) (link writer.Link) {
	switch sent := sent.(type) {
	case string:
		return writer.Link{URL: sent}
	case map[string]any:
		for name, value := range sent {
			text, isText := value.(string)
			checks.That(isText || value == nil, at+"."+name, "Must be a text.")
			switch name {
			case "title":
				link.Title = text
			case "url":
				link.URL = text
			default:
				checks.Add(at+"."+name, "There is no such field.")
			}
		}
		return link
	}
	checks.Add(at, "Must be an address, or an object with title and url.")
	return link
}
