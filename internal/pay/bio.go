package pay

import (
	"slices"
	"time"
)

// Bio is a merchant's one page for everything: who they are, what they sell,
// where else they are. There is one in each mode.
type Bio struct {
	MerchantID ID
	Livemode   bool
	Title      string
	Tagline    string
	Theme      BioTheme
	Accent     BioAccent
	AvatarURL  string
	PictureID  ID // of the avatar, in place of AvatarURL
	SoldOut    BioSoldOut
	Badge      string // of what cannot be bought; "" is a word for each reason
	Blocks     []BioBlock
	Links      []BioLink // in their order
	Published  bool
	UpdatedAt  *time.Time // nil: never saved
	Revision   int        // counts every change of the page, its links and its draft
	Version    int        // the number of the version that everybody sees
}

// BioTheme is how a bio page looks.
type BioTheme string

// BioThemes are all of them, in the order in which people are shown them. The
// first is what a new page has.
var BioThemes = []BioTheme{"paper", "ink", "shore", "market", "bloom", "ticket"}

// BioAccent is the colour of what is pressed, "" the theme's own.
type BioAccent string

// BioAccents are all of them, in the order in which people are shown them.
var BioAccents = []BioAccent{"", "sea", "plum", "moss", "brick", "honey", "slate"}

// BioSoldOut says what becomes of a block when what it sells cannot be bought.
type BioSoldOut string

// What can become of such a block.
const (
	BioBadge BioSoldOut = "badge"
	BioHide  BioSoldOut = "hide"
)

// BioKind says where a link of a bio page stands: among the large ones, or in
// the row of networks.
type BioKind string

// The kinds of links.
const (
	BioKindLink   BioKind = "link"
	BioKindSocial BioKind = "social"
)

// BioLink is one link of a bio page. It is shown while it is enabled, from
// StartsAt until EndsAt.
type BioLink struct {
	MerchantID ID
	ID         ID
	Livemode   bool
	Title      string
	URL        string
	Kind       BioKind
	Enabled    bool
	StartsAt   *time.Time
	EndsAt     *time.Time
	Position   int // from 1
	Clicks     int64
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

// Limits of a bio page.
const (
	BioTitleMax     = 120
	BioTaglineMax   = 200
	BioBlocksMax    = 100
	BioLinksMax     = 100
	BioLinkTitleMax = 120
	BioBadgeMax     = 30
)

// BioSchemes are where a bio page may lead.
var BioSchemes = []string{"https", "http", "mailto", "tel"}

// NoSuchBioLink is the answer for a link that is not there, was removed, or is
// somebody else's.
func NoSuchBioLink() *Error { return Errorf(NotFound, "There is no bio link with this id.") }

// NewBio is the page of a merchant who has not saved one.
func NewBio(merchantID ID, livemode bool) Bio {
	return Bio{MerchantID: merchantID, Livemode: livemode, Theme: BioThemes[0], SoldOut: BioBadge}
}

// BioPatch is what a merchant wants changed; a nil field stays as it is.
type BioPatch struct {
	Title     *string
	Tagline   *string
	Theme     *BioTheme
	AvatarURL *string
	Blocks    *[]BioBlock
	Published *bool
}

// Apply returns the page as the patch would make it, or what is wrong with that.
func (b Bio) Apply(p BioPatch) (Bio, error) {
	set(&b.Title, p.Title, CleanLine)
	set(&b.Tagline, p.Tagline, CleanLine)
	set(&b.Theme, p.Theme, nil)
	if p.AvatarURL != nil {
		b.PictureID = ID{}
	}
	set(&b.AvatarURL, p.AvatarURL, cleanAddress)
	set(&b.Blocks, p.Blocks, cleanBlocks)
	set(&b.Published, p.Published, nil)
	var c Checks
	checkBioHead(&c, b.Title, b.Tagline, b.Theme)
	if b.AvatarURL != "" {
		c.CheckAddress("avatar_url", b.AvatarURL, "https")
	}
	CheckBlocks(&c, "blocks", b.Blocks)
	return b, c.Err()
}

func checkBioHead(c *Checks, title, tagline string, theme BioTheme) {
	c.CheckLength("title", title, BioTitleMax)
	c.CheckLength("tagline", tagline, BioTaglineMax)
	c.That(slices.Contains(BioThemes, theme), "theme", "Choose one of %s.", WordsOf(BioThemes))
}

// NewBioLink is a link before anything is known of it.
func NewBioLink(id ID) BioLink { return BioLink{ID: id, Kind: BioKindLink, Enabled: true} }

// BioLinkPatch is what a merchant wants changed; a nil field stays as it is. The
// times may become empty, and so have a Set flag beside them.
type BioLinkPatch struct {
	Title       *string
	URL         *string
	Kind        *BioKind
	Enabled     *bool
	SetStartsAt bool
	StartsAt    *time.Time
	SetEndsAt   bool
	EndsAt      *time.Time
	Position    *int
}

// Apply returns the link as the patch would make it, or what is wrong with that.
// Where it stands is for the store, which knows the others.
func (l BioLink) Apply(p BioLinkPatch, now time.Time) (BioLink, error) {
	set(&l.Title, p.Title, CleanLine)
	set(&l.URL, p.URL, cleanAddress)
	set(&l.Kind, p.Kind, nil)
	set(&l.Enabled, p.Enabled, nil)
	if p.SetStartsAt {
		l.StartsAt = p.StartsAt
	}
	if p.SetEndsAt {
		l.EndsAt = p.EndsAt
	}
	var c Checks
	c.That(l.Title != "", "title", "Give it a title: it is what people press.")
	c.CheckLength("title", l.Title, BioLinkTitleMax)
	c.CheckAddress("url", l.URL, BioSchemes...)
	c.That(l.Kind == BioKindLink || l.Kind == BioKindSocial, "kind", "Choose one of link and social.")
	if l.EndsAt != nil {
		c.That(l.StartsAt == nil || l.EndsAt.After(*l.StartsAt), "ends_at", "It ends before it starts.")
		c.That(!p.SetEndsAt || l.EndsAt.After(now), "ends_at", "This moment has passed.")
	}
	c.That(p.Position == nil || *p.Position >= 1, "position", "A whole number from 1, which is the top.")
	return l, c.Err()
}

// Shown reports whether visitors see the link now.
func (l BioLink) Shown(now time.Time) bool {
	return l.Enabled && (l.StartsAt == nil || !now.Before(*l.StartsAt)) && (l.EndsAt == nil || now.Before(*l.EndsAt))
}

// CheckOrder says what is wrong with a new order of links: it names every link
// exactly once.
func CheckOrder(have, wanted []ID) error {
	var c Checks
	for i, id := range wanted {
		c.That(slices.Contains(have, id), nth("ids", i), "There is no bio link with this id.")
		c.That(!slices.Contains(wanted[:i], id), nth("ids", i), "This id is there twice.")
	}
	if c.OK() {
		c.That(len(wanted) == len(have), "ids", "Name every link once: there are %d, and %d are named.", len(have), len(wanted))
	}
	return c.Err()
}

// Moved returns the order of links with one of them at another place, from 1;
// a place behind the last is the last.
func Moved(order []ID, id ID, position int) []ID {
	rest := slices.DeleteFunc(slices.Clone(order), func(other ID) bool { return other == id })
	return slices.Insert(rest, min(position-1, len(rest)), id)
}

// WordsOf lists names for a sentence: "paper, ink and shore".
func WordsOf[T ~string](names []T) string {
	words := ""
	for i, name := range names {
		switch {
		case i == 0:
		case i == len(names)-1:
			words += " and "
		default:
			words += ", "
		}
		words += string(name)
	}
	return words
}
