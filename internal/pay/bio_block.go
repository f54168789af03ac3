package pay

import (
	"maps"
	"slices"
)

// BioBlock is one part of a bio page. Which fields count depends on its type.
type BioBlock struct {
	Type          BlockType
	Title         string // of a link, or in place of the thing's own name
	Text          string // of a heading or a text
	URL           string // of a link, a network or a picture
	Alt           string // what a picture shows, in words
	PaymentLinkID ID
	ListingID     ID
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
	BlockImage:       {"url", "alt"},
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
		c.CheckAddress(at+"url", b.URL, "https")
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

// CheckReferences notes the blocks whose payment link or listing is not among
// those that are there.
func CheckReferences(c *Checks, blocks []BioBlock, links, listings []ID) {
	for i, b := range blocks {
		switch b.Type {
		case BlockPaymentLink:
			c.That(slices.Contains(links, b.PaymentLinkID), nth("blocks", i)+".payment_link_id", "There is no payment link with this id.")
		case BlockListing:
			c.That(slices.Contains(listings, b.ListingID), nth("blocks", i)+".listing_id", "There is no listing with this id.")
		}
	}
}
