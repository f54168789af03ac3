package pay

import (
	"maps"
	"slices"
	"time"
)

// BioBlock is one part of a bio page. Which fields count depends on its type. It
// is shown while it is not off, from StartsAt until EndsAt.
type BioBlock struct {
	ID            ID // for what is counted of it; the zero id is never counted
	Type          BlockType
	Title         string // of a link, or in place of the thing's own name
	Text          string // of a heading or a text
	URL           string // of a link, a network or a picture
	Alt           string // what a picture shows, in words
	PaymentLinkID ID
	ListingID     ID
	PictureID     ID // of a picture that is kept here, in place of URL
	Off           bool
	StartsAt      time.Time // the zero time is no bound, as for EndsAt
	EndsAt        time.Time
}

// Shown reports whether visitors see the block now.
func (b BioBlock) Shown(now time.Time) bool {
	return !b.Off && !now.Before(b.StartsAt) && (b.EndsAt.IsZero() || now.Before(b.EndsAt))
}

// CanBePressed reports whether the block leads somewhere, so that it is counted.
func (b BioBlock) CanBePressed() bool {
	return b.Type != BlockHeading && b.Type != BlockText && b.Type != BlockImage
}

// BlockType says what a block is.
type BlockType string

// The types of blocks.
const (
	BlockHeading     BlockType = "heading"
	BlockText        BlockType = "text"
	BlockLink        BlockType = "link"
	BlockPaymentLink BlockType = "payment_link"
	BlockListing     BlockType = "listing"
	BlockSocial      BlockType = "social"
	BlockImage       BlockType = "image"
)

// BlockTypes are all of them.
var BlockTypes = []BlockType{BlockHeading, BlockText, BlockLink, BlockPaymentLink, BlockListing, BlockSocial, BlockImage}

// blockFields are the fields that a block of each type can have; the first is
// the one that it must have.
var blockFields = map[BlockType][]string{
	BlockHeading:     {"text"},
	BlockText:        {"text"},
	BlockLink:        {"url", "title"},
	BlockPaymentLink: {"payment_link_id", "title"},
	BlockListing:     {"listing_id", "title"},
	BlockSocial:      {"url", "title"},
	BlockImage:       {"url", "alt", "picture_id"},
}

// Limits of a block.
const (
	BlockHeadingMax = 120
	BlockTextMax    = 1000
	BlockTitleMax   = 120
	BlockAltMax     = 200
)

// ReadBlocks makes blocks of the objects that a program sent. What is not a
// block, has a field that its type does not know, or breaks a rule is noted under
// its place: "blocks[2].url".
func ReadBlocks(c *Checks, list string, sent []any) []BioBlock {
	blocks := make([]BioBlock, len(sent))
	for i, value := range sent {
		object, ok := value.(map[string]any)
		if !ok {
			c.Add(nth(list, i), "Must be an object.")
			continue
		}
		var own Checks
		at := nth(list, i) + "."
		blocks[i] = readBlock(&own, at, object)
		if own.OK() {
			cleanBlocks(blocks[i : i+1])[0].check(&own, at)
		}
		c.Join(own.Err())
	}
	return blocks
}

func readBlock(c *Checks, at string, object map[string]any) BioBlock {
	name, _ := object["type"].(string)
	b := BioBlock{Type: BlockType(name)}
	known, ok := blockFields[b.Type]
	if !ok {
		c.Add(at+"type", "Choose one of %s.", WordsOf(BlockTypes))
		return b
	}
	for _, field := range slices.Sorted(maps.Keys(object)) {
		if field == "type" {
			continue
		}
		text, isText := object[field].(string)
		switch {
		case slices.Contains(showFields, field):
			b.putShown(c, at, field, object[field])
		case !slices.Contains(known, field):
			c.Add(at+field, "A block of type %s has no such field.", b.Type)
		case !isText && object[field] != nil:
			c.Add(at+field, "Must be a text.")
		default:
			b.put(c, at, field, text)
		}
	}
	return b
}

// showFields say when a block of any type is shown.
var showFields = []string{"enabled", "starts_at", "ends_at"}

// putShown fills one field that says when the block is shown.
func (b *BioBlock) putShown(c *Checks, at, field string, value any) {
	if field == "enabled" {
		enabled, ok := value.(bool)
		c.That(ok, at+field, "Must be true or false.")
		b.Off = !enabled
		return
	}
	if value == nil {
		return
	}
	text, _ := value.(string)
	moment, err := time.Parse(time.RFC3339, text)
	c.That(err == nil, at+field, "A time in ISO 8601, such as 2026-12-31T18:00:00Z.")
	if field == "starts_at" {
		b.StartsAt = moment.UTC()
	} else {
		b.EndsAt = moment.UTC()
	}
}

// put fills one field of the block.
func (b *BioBlock) put(c *Checks, at, field, text string) {
	switch field {
	case "title":
		b.Title = text
	case "text":
		b.Text = text
	case "url":
		b.URL = text
	case "alt":
		b.Alt = text
	case "payment_link_id":
		b.PaymentLinkID = idField(c, at+field, LinkPrefix, text)
	case "listing_id":
		b.ListingID = idField(c, at+field, ListingPrefix, text)
	case "picture_id":
		b.PictureID = idField(c, at+field, PicturePrefix, text)
	}
}

func idField(c *Checks, field string, prefix Prefix, text string) ID {
	id, ok := prefix.Parse(text)
	c.That(ok || text == "", field, "This is not an id that starts with %s_.", prefix)
	return id
}

// cleanBlocks returns the blocks as they are kept.
func cleanBlocks(blocks []BioBlock) []BioBlock {
	clean := slices.Clone(blocks)
	for i := range clean {
		b := &clean[i]
		b.Title, b.Alt, b.URL = CleanLine(b.Title), CleanLine(b.Alt), cleanAddress(b.URL)
		if b.Text = CleanText(b.Text); b.Type == BlockHeading {
			b.Text = CleanLine(b.Text)
		}
		if !b.PictureID.IsZero() {
			b.URL = "" // it is kept here
		}
	}
	return clean
}

// CheckBlocks notes what is wrong with cleaned blocks, each under its place.
func CheckBlocks(c *Checks, list string, blocks []BioBlock) {
	c.That(len(blocks) <= BioBlocksMax, list, "At most %d blocks.", BioBlocksMax)
	for i, b := range blocks {
		b.check(c, nth(list, i)+".")
	}
}

func (b BioBlock) check(c *Checks, at string) {
	c.CheckLength(at+"title", b.Title, BlockTitleMax)
	c.That(b.EndsAt.IsZero() || b.EndsAt.After(b.StartsAt), at+"ends_at", "It ends before it starts.")
	switch b.Type {
	case BlockHeading:
		c.That(b.Text != "", at+"text", "Write the heading.")
		c.CheckLength(at+"text", b.Text, BlockHeadingMax)
	case BlockText:
		c.That(b.Text != "", at+"text", "Write the text.")
		c.CheckLength(at+"text", b.Text, BlockTextMax)
	case BlockLink:
		c.That(b.Title != "", at+"title", "Give it a title: it is what people press.")
		c.CheckAddress(at+"url", b.URL, BioSchemes...)
	case BlockSocial:
		c.CheckAddress(at+"url", b.URL, BioSchemes...)
	case BlockImage:
		if b.PictureID.IsZero() {
			c.CheckAddress(at+"url", b.URL, "https")
		}
		c.That(b.Alt != "", at+"alt", "Say what the picture shows, for those who cannot see it.")
		c.CheckLength(at+"alt", b.Alt, BlockAltMax)
	case BlockPaymentLink:
		c.That(!b.PaymentLinkID.IsZero(), at+"payment_link_id", "Say which payment link.")
	case BlockListing:
		c.That(!b.ListingID.IsZero(), at+"listing_id", "Say which listing.")
	default:
		c.Add(at+"type", "Choose one of %s.", WordsOf(BlockTypes))
	}
}

// CheckReferences notes the blocks whose payment link, listing or picture is not
// among those that are there.
func CheckReferences(c *Checks, blocks []BioBlock, links, listings, pictures []ID) {
	for i, b := range blocks {
		switch b.Type {
		case BlockImage:
			c.That(b.PictureID.IsZero() || slices.Contains(pictures, b.PictureID), nth("blocks", i)+".picture_id", "There is no picture with this id.")
		case BlockPaymentLink:
			c.That(slices.Contains(links, b.PaymentLinkID), nth("blocks", i)+".payment_link_id", "There is no payment link with this id.")
		case BlockListing:
			c.That(slices.Contains(listings, b.ListingID), nth("blocks", i)+".listing_id", "There is no listing with this id.")
		}
	}
}

// NameBlocks gives an id to each block that has none: that of an equal one from
// before, so that what was counted of it stays, or a new one.
func NameBlocks(blocks, before []BioBlock, newID func() ID) []BioBlock {
	named, left := slices.Clone(blocks), slices.Clone(before)
	for i := range named {
		if !named[i].ID.IsZero() {
			continue
		}
		same := slices.IndexFunc(left, func(b BioBlock) bool {
			id := b.ID
			b.ID = ID{}
			return b == named[i] && !id.IsZero()
		})
		if same < 0 {
			named[i].ID = newID()
			continue
		}
		named[i].ID = left[same].ID
		left = slices.Delete(left, same, same+1)
	}
	return named
}
