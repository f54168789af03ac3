package pay

import (
	"slices"
	"time"
)

// BioContent is all of a bio page that its merchant decides, in one list from the
// top: the blocks, then the page's links.
type BioContent struct {
	Title     string
	Tagline   string
	Theme     BioTheme
	Accent    BioAccent
	AvatarURL string
	PictureID ID
	SoldOut   BioSoldOut
	Badge     string
	Items     []BioItem
}

// BioItem is a part of the page in the editor.
type BioItem struct {
	BioBlock
	// PageLink says that it is one of the page's links, which stand below the
	// blocks and have addresses of their own in the API.
	PageLink bool
	// Revision is the page's when the item was changed last.
	Revision int
}

// BioDraft is a page that is being worked on.
type BioDraft struct {
	BioContent
	// Page is what everybody sees.
	Page Bio
	// Revision is the page's after the change; HeadRevision the one at which
	// title, line and looks were changed last.
	Revision, HeadRevision int
	// Base is the version that the draft was begun from.
	Base int
	// Changed says that something differs from the page.
	Changed   bool
	Removed   []BioRemoved
	UpdatedAt time.Time
	UpdatedBy string // an e-mail address
}

// BioRemoved is an item that can be brought back, and where it stood, from 0.
type BioRemoved struct {
	Item BioItem
	At   int
}

// bioRemovedMax is how many removed items can be brought back.
const bioRemovedMax = 100

// BioVersion is a page as it was published.
type BioVersion struct {
	Number    int
	Restored  int // the older version that it is once more; 0 for none
	CreatedAt time.Time
	By        string // an e-mail address, or an API key's name
	ByKey     bool
	Content   BioContent
}

// Content is the page in one list. Networks stand last, as they are shown.
func (b Bio) Content() BioContent {
	c := BioContent{Title: b.Title, Tagline: b.Tagline, Theme: b.Theme, Accent: b.Accent, AvatarURL: b.AvatarURL, PictureID: b.PictureID,
		SoldOut: b.SoldOut, Badge: b.Badge}
	for _, block := range b.Blocks {
		c.Items = append(c.Items, BioItem{BioBlock: block, Revision: b.Revision})
	}
	for _, kind := range []BioKind{BioKindLink, BioKindSocial} {
		for _, l := range b.Links {
			if l.Kind == kind {
				c.Items = append(c.Items, BioItem{BioBlock: l.block(), PageLink: true, Revision: b.Revision})
			}
		}
	}
	return c
}

func (l BioLink) block() BioBlock {
	b := BioBlock{ID: l.ID, Type: BlockType(l.Kind), Title: l.Title, URL: l.URL, Off: !l.Enabled}
	if l.StartsAt != nil {
		b.StartsAt = l.StartsAt.UTC()
	}
	if l.EndsAt != nil {
		b.EndsAt = l.EndsAt.UTC()
	}
	return b
}

// Parts are the blocks and the links of the list.
func (c BioContent) Parts() (blocks []BioBlock, links []BioLink) {
	for _, item := range c.Items {
		if !item.PageLink {
			blocks = append(blocks, item.BioBlock)
			continue
		}
		l := BioLink{ID: item.ID, Title: item.Title, URL: item.URL, Kind: BioKind(item.Type), Enabled: !item.Off, Position: len(links) + 1}
		if !item.StartsAt.IsZero() {
			l.StartsAt = &item.StartsAt
		}
		if !item.EndsAt.IsZero() {
			l.EndsAt = &item.EndsAt
		}
		links = append(links, l)
	}
	return blocks, links
}

// With is the page as the content would make it.
func (b Bio) With(c BioContent) Bio {
	b.Title, b.Tagline, b.Theme, b.Accent, b.AvatarURL, b.PictureID, b.SoldOut, b.Badge = c.Title, c.Tagline, c.Theme, c.Accent, c.AvatarURL, c.PictureID, c.SoldOut, c.Badge
	b.Blocks, b.Links = c.Parts()
	return b
}

// arrange makes blocks of the links that no longer stand below everything else,
// large ones first: only there can the page's links be.
func (c *BioContent) arrange() {
	still, social := true, true
	for i := len(c.Items) - 1; i >= 0; i-- {
		item := &c.Items[i]
		social = social && item.Type == BlockSocial
		still = still && item.PageLink && item.Title != "" && (item.Type == BlockLink || social)
		item.PageLink = still
	}
}

// Find returns where an item stands, -1 for nowhere.
func (c BioContent) Find(id ID) int {
	return slices.IndexFunc(c.Items, func(item BioItem) bool { return item.ID == id })
}

func (c BioContent) check() error {
	var checks Checks
	blocks, links := c.Parts()
	checks.That(len(blocks) <= BioBlocksMax && len(links) <= BioLinksMax, "", "There are %d parts already, which is the most. Remove one that is not needed.", BioBlocksMax)
	return checks.Err()
}

// ErrBioChanged is the answer to a change of something that somebody else
// changed since it was looked at.
var ErrBioChanged = Errorf(Conflict, "Somebody changed this since you opened it. Nothing of either is lost: compare, and decide.")

// ErrBioGone is the answer to a block about something that is not the caller's, or
// is not there any more.
var ErrBioGone = &Error{Code: Invalid, Message: "What this block is about is not there any more. Choose another.",
	Fields: map[string][]string{"about": {"This is not there any more. Choose another."}}}

// Add puts a new block below the others, above the page's links.
func (d *BioDraft) Add(b BioBlock) error {
	b, err := b.ready()
	if err != nil {
		return err
	}
	if d.Find(b.ID) >= 0 {
		return nil // the same form again
	}
	d.insert(d.below(), BioItem{BioBlock: b, Revision: d.Revision})
	return d.check()
}

// below is where the blocks end and the page's links begin.
func (d *BioDraft) below() int {
	at := len(d.Items)
	for at > 0 && d.Items[at-1].PageLink {
		at--
	}
	return at
}

func (d *BioDraft) insert(at int, item BioItem) {
	d.Items = slices.Insert(d.Items, min(at, len(d.Items)), item)
	d.arrange()
}

// ready is a block cleaned, or what is wrong with it, under the names of its
// fields.
func (b BioBlock) ready() (BioBlock, error) {
	b = cleanBlocks([]BioBlock{b})[0]
	var c Checks
	b.check(&c, "")
	return b, c.Err()
}

// Replace puts a block in the place of the one with its id. seen is the revision
// of that one when it was looked at.
func (d *BioDraft) Replace(b BioBlock, seen int) error {
	i := d.Find(b.ID)
	if i < 0 {
		return NoSuchBioBlock()
	}
	before := d.Items[i]
	b.Type, b.Off = before.Type, before.Off
	if b.PictureID.IsZero() && b.URL == "" {
		b.PictureID, b.URL = before.PictureID, before.URL
	}
	b, err := b.ready()
	if err != nil || b == before.BioBlock { // the same form again
		return err
	}
	if before.Revision != seen {
		return ErrBioChanged
	}
	d.Items[i] = BioItem{BioBlock: b, PageLink: before.PageLink, Revision: d.Revision}
	d.arrange()
	return nil
}

// NoSuchBioBlock is the answer for a block that is not there or was removed.
func NoSuchBioBlock() *Error { return Errorf(NotFound, "There is no such block on the page.") }

// Switch shows or hides a block.
func (d *BioDraft) Switch(id ID, on bool) error {
	i := d.Find(id)
	if i < 0 {
		return NoSuchBioBlock()
	}
	d.Items[i].Off, d.Items[i].Revision = !on, d.Revision
	return nil
}

// Remove takes a block off the page; Restore brings it back.
func (d *BioDraft) Remove(id ID) error {
	i := d.Find(id)
	if i < 0 && slices.ContainsFunc(d.Removed, func(r BioRemoved) bool { return r.Item.ID == id }) {
		return nil // it is off
	}
	if i < 0 {
		return NoSuchBioBlock()
	}
	d.Removed = append(d.Removed, BioRemoved{Item: d.Items[i], At: i})
	d.Removed = d.Removed[max(0, len(d.Removed)-bioRemovedMax):]
	d.Items = slices.Delete(d.Items, i, i+1)
	d.arrange()
	return nil
}

// Restore brings back a block that was removed, to where it stood.
func (d *BioDraft) Restore(id ID) error {
	i := slices.IndexFunc(d.Removed, func(r BioRemoved) bool { return r.Item.ID == id })
	if i < 0 && d.Find(id) >= 0 {
		return nil // it is back
	}
	if i < 0 {
		return NoSuchBioBlock()
	}
	back := d.Removed[i]
	d.Removed = slices.Delete(d.Removed, i, i+1)
	back.Item.Revision = d.Revision
	d.insert(back.At, back.Item)
	return d.check()
}

// Move puts a block at another place, from 0; a place beyond an end is the end.
func (d *BioDraft) Move(id ID, to int) error {
	i := d.Find(id)
	if i < 0 {
		return NoSuchBioBlock()
	}
	item := d.Items[i]
	d.Items = slices.Delete(d.Items, i, i+1)
	d.insert(max(0, to), item)
	return nil
}

// BioHead is what the top of a page shows, and how the page looks.
type BioHead struct {
	Title, Tagline string
	Theme          BioTheme
	Accent         BioAccent
	SoldOut        BioSoldOut
	Badge          string
	// PictureID is a new picture; the zero id leaves the one that is there unless
	// NoPicture.
	PictureID ID
	NoPicture bool
}

// SetHead changes the top of the page. seen is the revision at which it was
// looked at.
func (d *BioDraft) SetHead(h BioHead, seen int) error {
	h.Title, h.Tagline, h.Badge = CleanLine(h.Title), CleanLine(h.Tagline), CleanLine(h.Badge)
	var c Checks
	checkBioHead(&c, h.Title, h.Tagline, h.Theme)
	c.That(slices.Contains(BioAccents, h.Accent), "accent", "Choose one of the colours.")
	c.That(h.SoldOut == BioBadge || h.SoldOut == BioHide, "sold_out", "Choose one of the two.")
	c.CheckLength("badge", h.Badge, BioBadgeMax)
	if err := c.Err(); err != nil {
		return err
	}
	if d.is(h) { // the same form again
		return nil
	}
	if d.HeadRevision != seen {
		return ErrBioChanged
	}
	d.Title, d.Tagline, d.Theme, d.Accent, d.SoldOut, d.Badge = h.Title, h.Tagline, h.Theme, h.Accent, h.SoldOut, h.Badge
	if h.NoPicture || !h.PictureID.IsZero() {
		d.PictureID, d.AvatarURL = h.PictureID, ""
	}
	d.HeadRevision = d.Revision
	return nil
}

// is reports whether the top of the page is so already.
func (d *BioDraft) is(h BioHead) bool {
	return d.Title == h.Title && d.Tagline == h.Tagline && d.Theme == h.Theme && d.Accent == h.Accent && d.SoldOut == h.SoldOut && d.Badge == h.Badge &&
		(h.PictureID.IsZero() || h.PictureID == d.PictureID) && !(h.NoPicture && d.PictureID != h.PictureID)
}

// Fill puts content of somebody's making into the draft: in place of all that is
// there, or below it.
func (d *BioDraft) Fill(title, tagline string, theme BioTheme, blocks []BioBlock, replace bool) error {
	if replace {
		for i, item := range d.Items {
			d.Removed = append(d.Removed, BioRemoved{Item: item, At: i})
		}
		d.Removed = d.Removed[max(0, len(d.Removed)-bioRemovedMax):]
		d.Items, d.Title, d.Tagline, d.Theme, d.HeadRevision = nil, CleanLine(title), CleanLine(tagline), theme, d.Revision
	}
	for _, b := range blocks {
		if err := d.Add(b); err != nil {
			return err
		}
	}
	var c Checks
	checkBioHead(&c, d.Title, d.Tagline, d.Theme)
	return c.Err()
}
