package store

import (
	"encoding/json"
	"fmt"
	"time"

	"linktill/internal/pay"
)

// storedBlock is a block as columns hold it. DO NOT change the names: they are in
// the database.
type storedBlock struct {
	ID            string        `json:"id,omitempty"`
	Type          pay.BlockType `json:"type"`
	Title         string        `json:"title,omitempty"`
	Text          string        `json:"text,omitempty"`
	URL           string        `json:"url,omitempty"`
	Alt           string        `json:"alt,omitempty"`
	PaymentLinkID string        `json:"payment_link_id,omitempty"`
	ListingID     string        `json:"listing_id,omitempty"`
	PictureID     string        `json:"picture_id,omitempty"`
	Off           bool          `json:"off,omitempty"`
	StartsAt      time.Time     `json:"starts_at,omitzero"`
	EndsAt        time.Time     `json:"ends_at,omitzero"`
}

func (s storedBlock) block() pay.BioBlock {
	b := pay.BioBlock{Type: s.Type, Title: s.Title, Text: s.Text, URL: s.URL, Alt: s.Alt, Off: s.Off, StartsAt: s.StartsAt, EndsAt: s.EndsAt}
	b.ID, _ = pay.BioLinkPrefix.Parse(s.ID)
	b.PaymentLinkID, _ = pay.LinkPrefix.Parse(s.PaymentLinkID)
	b.ListingID, _ = pay.ListingPrefix.Parse(s.ListingID)
	b.PictureID, _ = pay.PicturePrefix.Parse(s.PictureID)
	return b
}

func storeBlock(b pay.BioBlock) storedBlock {
	return storedBlock{ID: uuidOpt(b.ID), Type: b.Type, Title: b.Title, Text: b.Text, URL: b.URL, Alt: b.Alt,
		PaymentLinkID: uuidOpt(b.PaymentLinkID), ListingID: uuidOpt(b.ListingID), PictureID: uuidOpt(b.PictureID),
		Off: b.Off, StartsAt: b.StartsAt, EndsAt: b.EndsAt}
}

func uuidOpt(id pay.ID) string {
	if id.IsZero() {
		return ""
	}
	return id.UUID()
}

// blockColumn reads the column of blocks.
type blockColumn struct{ to *[]pay.BioBlock }

// Scan decodes the column.
func (b blockColumn) Scan(src any) error {
	var stored []storedBlock
	if err := readColumn(src, &stored); err != nil {
		return fmt.Errorf("store: blocks: %w", err)
	}
	blocks := make([]pay.BioBlock, len(stored))
	for i, s := range stored {
		blocks[i] = s.block()
	}
	*b.to = blocks
	return nil
}

func readColumn(src, to any) error {
	text, err := columnText(src)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, to)
}

func storeBlocks(blocks []pay.BioBlock) []storedBlock {
	stored := make([]storedBlock, len(blocks))
	for i, b := range blocks {
		stored[i] = storeBlock(b)
	}
	return stored
}

// storedItem is a block in a draft or a version.
type storedItem struct {
	storedBlock
	PageLink bool `json:"page_link,omitempty"`
	Revision int  `json:"revision,omitempty"`
	At       int  `json:"at,omitempty"` // where it stood, of a removed one
}

func storeItem(item pay.BioItem) storedItem {
	return storedItem{storedBlock: storeBlock(item.BioBlock), PageLink: item.PageLink, Revision: item.Revision}
}

func (s storedItem) item() pay.BioItem {
	return pay.BioItem{BioBlock: s.block(), PageLink: s.PageLink, Revision: s.Revision}
}

// storedBio is a page in one column. DO NOT change the names.
type storedBio struct {
	Title        string         `json:"title"`
	Tagline      string         `json:"tagline"`
	Theme        pay.BioTheme   `json:"theme"`
	Accent       pay.BioAccent  `json:"accent"`
	AvatarURL    string         `json:"avatar_url,omitempty"`
	PictureID    string         `json:"picture_id,omitempty"`
	SoldOut      pay.BioSoldOut `json:"sold_out"`
	Badge        string         `json:"badge,omitempty"`
	Items        []storedItem   `json:"items"`
	Removed      []storedItem   `json:"removed,omitempty"`
	HeadRevision int            `json:"head_revision,omitempty"`
}

func storeContent(c pay.BioContent) storedBio {
	s := storedBio{Title: c.Title, Tagline: c.Tagline, Theme: c.Theme, Accent: c.Accent, AvatarURL: c.AvatarURL, PictureID: uuidOpt(c.PictureID),
		SoldOut: c.SoldOut, Badge: c.Badge}
	for _, item := range c.Items {
		s.Items = append(s.Items, storeItem(item))
	}
	return s
}

func (s storedBio) content() pay.BioContent {
	c := pay.BioContent{Title: s.Title, Tagline: s.Tagline, Theme: s.Theme, Accent: s.Accent, AvatarURL: s.AvatarURL, SoldOut: s.SoldOut, Badge: s.Badge}
	c.PictureID, _ = pay.PicturePrefix.Parse(s.PictureID)
	for _, item := range s.Items {
		c.Items = append(c.Items, item.item())
	}
	return c
}

func storeDraft(d pay.BioDraft) storedBio {
	s := storeContent(d.BioContent)
	s.HeadRevision = d.HeadRevision
	for _, r := range d.Removed {
		item := storeItem(r.Item)
		item.At = r.At
		s.Removed = append(s.Removed, item)
	}
	return s
}

// contentColumn reads the column of a page.
type contentColumn struct{ to *storedBio }

// Scan decodes the column; NULL leaves the page as it is.
func (c contentColumn) Scan(src any) error {
	if src == nil {
		return nil
	}
	if err := readColumn(src, c.to); err != nil {
		return fmt.Errorf("store: bio page: %w", err)
	}
	return nil
}
