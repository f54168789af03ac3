package pay

import (
	"slices"
	"time"
)

// Listing is something a merchant shows in their shop, with a page of its own.
// The amount is minor units of Currency.
type Listing struct {
	MerchantID  ID
	ID          ID
	Livemode    bool
	Title       string
	Description string
	AmountMinor *int64 // nil: not decided yet, which only a draft may be
	Currency    string
	Category    string
	Tags        []string
	Images      []string // addresses: of pictures kept here, see PicturePath, or on other sites
	ImageAlts   []string // what they show, in their order; may be shorter
	ProductID   ID       // whose stock it sells; zero: it has no stock
	State       ListingState
	PublishedAt *time.Time // for the first time
	DeletedAt   *time.Time
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// ListingState says who sees a listing.
type ListingState string

// The states: a draft becomes published, and a published listing can be paused
// and published again.
const (
	ListingDraft     ListingState = "draft"
	ListingPublished ListingState = "published"
	ListingPaused    ListingState = "paused"
)

// ListingStates are all of them, in their order.
var ListingStates = []ListingState{ListingDraft, ListingPublished, ListingPaused}

// The events of listings.
const (
	EventListingCreated   EventType = "listing.created"
	EventListingUpdated   EventType = "listing.updated"
	EventListingPublished EventType = "listing.published"
	EventListingPaused    EventType = "listing.paused"
	EventListingRemoved   EventType = "listing.removed"
)

// Limits of a listing.
const (
	ListingTitleMax       = 200
	ListingDescriptionMax = 5000
	ListingCategoryMax    = 60
	ListingTagsMax        = 20
	ListingTagMax         = 40
	ListingImagesMax      = 10
)

// NoSuchListing is the answer for a listing that is not there, was deleted, or
// is somebody else's.
func NoSuchListing() *Error { return Errorf(NotFound, "There is no listing with this id.") }

// Price is what the listing costs, and false while that is not decided.
func (l Listing) Price() (Money, bool) {
	if l.AmountMinor == nil {
		return Money{}, false
	}
	return Money{Minor: *l.AmountMinor, Currency: l.Currency}, true
}

// Check says what is wrong with a listing as it is to be kept.
func (l Listing) Check() error {
	var c Checks
	c.That(l.Title != "", "title", "Give it a title, so that customers know what it is.")
	c.CheckLength("title", l.Title, ListingTitleMax)
	c.CheckLength("description", l.Description, ListingDescriptionMax)
	c.CheckLength("category", l.Category, ListingCategoryMax)
	if l.AmountMinor != nil {
		if err := CheckAmount(*l.AmountMinor); err != nil {
			c.Add("amount", "%s", err.(*Error).Message)
		}
	}
	if _, known := CurrencyOf(l.Currency); !known {
		c.Add("currency", "%q is not a currency code of ISO 4217.", l.Currency)
	}
	l.checkTags(&c)
	l.checkImages(&c)
	return c.Err()
}

func (l Listing) checkTags(c *Checks) {
	c.That(len(l.Tags) <= ListingTagsMax, "tags", "At most %d tags.", ListingTagsMax)
	for i, tag := range l.Tags {
		c.That(tag != "", nth("tags", i), "A tag has at least one character.")
		c.CheckLength(nth("tags", i), tag, ListingTagMax)
	}
}

func (l Listing) checkImages(c *Checks) {
	c.That(len(l.Images) <= ListingImagesMax, "images", "At most %d pictures.", ListingImagesMax)
	for i, image := range l.Images {
		if _, ours := ParsePicturePath(image); !ours {
			c.CheckAddress(nth("images", i), image, "https")
		}
	}
	for i, alt := range l.ImageAlts {
		c.CheckLength(nth("image_alts", i), alt, PictureAltMax)
	}
}

// ListingPatch is what a merchant wants changed; a nil field stays as it is.
// Amount and product may become empty, and so have a Set flag beside them.
type ListingPatch struct {
	Title       *string
	Description *string
	SetAmount   bool
	AmountMinor *int64
	Currency    *string
	Category    *string
	Tags        *[]string
	Images      *[]string
	ImageAlts   *[]string // nil: each picture that stays keeps its own
	SetProduct  bool
	ProductID   ID
	// Edition and ImagesSeen are what a form showed that is sent back: the change
	// is refused when there is something else by now. Programs send neither.
	Edition    *string
	ImagesSeen *[]string
}

// Apply returns the listing as the patch would make it, or what is wrong with
// that.
func (l Listing) Apply(p ListingPatch) (Listing, error) {
	if p.Edition != nil && *p.Edition != l.Edition() || p.ImagesSeen != nil && !slices.Equal(*p.ImagesSeen, l.Images) {
		return l, Stale("listing")
	}
	before := l
	set(&l.Title, p.Title, CleanLine)
	set(&l.Description, p.Description, CleanText)
	set(&l.Currency, p.Currency, nil)
	set(&l.Category, p.Category, CleanLine)
	set(&l.Tags, p.Tags, cleanTags)
	set(&l.Images, p.Images, cleanAddresses)
	l.ImageAlts = before.altsFor(l.Images)
	set(&l.ImageAlts, p.ImageAlts, cleanLines)
	if p.SetAmount {
		l.AmountMinor = p.AmountMinor
	}
	if p.SetProduct {
		l.ProductID = p.ProductID
	}
	var c Checks
	c.Join(l.Check())
	c.That(l.AmountMinor != nil || l.State == ListingDraft, "amount", "Only a draft can be without a price.")
	return l, c.Err()
}

// set puts a wanted value in place of the old one, cleaned; clean may be nil.
func set[T any](field *T, wanted *T, clean func(T) T) {
	switch {
	case wanted == nil:
	case clean == nil:
		*field = *wanted
	default:
		*field = clean(*wanted)
	}
}

// cleanTags keeps each tag once, where it stood first.
func cleanTags(tags []string) []string {
	var clean []string
	for _, tag := range tags {
		if tag = CleanLine(tag); !slices.Contains(clean, tag) {
			clean = append(clean, tag)
		}
	}
	return clean
}

// Publish returns the listing shown to everybody, or what it lacks for that.
func (l Listing) Publish(now time.Time) (Listing, error) {
	var c Checks
	c.That(l.AmountMinor != nil, "amount", "Set a price before you publish it.")
	c.Join(l.Check())
	if err := c.Err(); err != nil {
		return l, err
	}
	l.State = ListingPublished
	if l.PublishedAt == nil {
		l.PublishedAt = &now
	}
	return l, nil
}

// Pause returns the listing hidden again.
func (l Listing) Pause() (Listing, error) {
	if l.State == ListingDraft {
		var c Checks
		c.Add("status", "It is a draft: nobody sees it yet.")
		return l, c.Err()
	}
	l.State = ListingPaused
	return l, nil
}

// Stock is what is known of the product that a listing sells.
type Stock struct {
	Quantity  *int64 // not sold yet; nil: without end
	ExpiresAt *time.Time
	Deleted   bool
	// QuantityMax is how many pieces a customer may choose at once.
	QuantityMax int
}

// ShopReason says why something shown cannot be bought; "" when it can.
type ShopReason string

// The reasons.
const (
	ShopOpen    ShopReason = ""
	ShopSoldOut ShopReason = "sold_out"
	ShopExpired ShopReason = "expired"
	ShopClosed  ShopReason = "closed"
)

// Reason says why the product cannot be sold now, ShopOpen when it can.
func (s Stock) Reason(now time.Time) ShopReason {
	switch {
	case s.Deleted:
		return ShopClosed
	case s.ExpiresAt != nil && !now.Before(*s.ExpiresAt):
		return ShopExpired
	case s.Quantity != nil && *s.Quantity <= 0:
		return ShopSoldOut
	}
	return ShopOpen
}
