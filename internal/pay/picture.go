package pay

import (
	"strings"
	"time"
)

// Picture is a picture that a merchant sent, as we drew it anew.
type Picture struct {
	MerchantID  ID
	ID          ID
	ContentType string
	Width       int // pixels of the largest size
	Height      int
	Bytes       int64 // of all sizes together
	CreatedAt   time.Time
}

// Limits of a picture. What is sent may be as large as a telephone's
// photograph; what is kept is smaller. The number of pixels is looked at before
// anything is unpacked: a few kilobytes can unpack to gigabytes.
const (
	PictureSentBytesMax = 8 << 20
	PictureKeptBytesMax = 2 << 20
	PictureSidePXMax    = 4096
	PictureAltMax       = 250
)

// What one merchant may keep.
const (
	PicturesMax     = 1000
	PicturesByteMax = 256 << 20
)

// PictureWidths are the sizes in which a picture is kept beside its largest,
// where they are smaller than that.
var PictureWidths = []int{160, 480, 960}

// PicturePlace is a kind of place where a picture is shown.
type PicturePlace string

// The places. The draft of a bio page has the blocks that can be brought back,
// and its history the versions that can be.
const (
	PictureLogo       PicturePlace = "logo"
	PictureListing    PicturePlace = "listing"
	PictureBio        PicturePlace = "bio"
	PictureBioDraft   PicturePlace = "bio_draft"
	PictureBioHistory PicturePlace = "bio_history"
)

// PictureUse is one place where a picture is shown.
type PictureUse struct {
	PictureID ID
	Place     PicturePlace
	// Livemode is nil for what both modes have.
	Livemode *bool
	// ListingID is the listing, Title what it is called, and Alt what it says the
	// picture shows.
	ListingID ID
	Title     string
	Alt       string
}

// Words say where it is.
func (u PictureUse) Words() string {
	switch u.Place {
	case PictureLogo:
		return "Your logo"
	case PictureListing:
		return "Listing “" + u.Title + "”"
	case PictureBioDraft:
		return "Draft of the bio page"
	case PictureBioHistory:
		return "History of the bio page"
	}
	return "Bio page"
}

// PictureUsesMax is how many places of one picture are looked up: what is used in
// one cannot be deleted.
const PictureUsesMax = 12

// PictureInUse is the answer to deleting a picture that is shown somewhere.
func PictureInUse(uses []PictureUse) *Error {
	places := make([]string, len(uses))
	for i, u := range uses {
		places[i] = u.Words()
	}
	if len(uses) == 0 {
		return Errorf(Conflict, "This picture was used until a moment ago. Look at it again.")
	}
	if len(uses) == PictureUsesMax {
		places = append(places, "and more")
	}
	return Errorf(Conflict, "This picture is used, so it was not deleted: %s. Take it away there first.", strings.Join(places, ", "))
}

// NoSuchPicture is the answer for a picture that is not there.
func NoSuchPicture() *Error { return Errorf(NotFound, "There is no picture with this id.") }

// PictureGone is the answer to showing a picture that was deleted meanwhile. field
// is the form's.
func PictureGone(field string) *Error {
	const gone = "This picture was deleted meanwhile. Send it again."
	return &Error{Code: Invalid, Message: gone, Fields: map[string][]string{field: {gone}}}
}

// CheckRoom refuses one more picture where there is no room for it.
func CheckRoom(field string, pictures, kept, more int64) error {
	var c Checks
	switch {
	case pictures >= PicturesMax:
		c.Add(field, "You have %d pictures, which is as many as there can be. Delete some in Settings, Pictures, then send this one again.", pictures)
	case kept+more > PicturesByteMax:
		c.Add(field, "Your pictures take %d MB, and there is room for %d. Delete some in Settings, Pictures, then send this one again.", kept>>20, PicturesByteMax>>20)
	}
	return c.Err()
}

// picturePath is where every picture is shown.
const picturePath = "/img/"

// PicturePath is the address of a picture on this site.
func PicturePath(id ID) string { return picturePath + PicturePrefix.Show(id) }

// ParsePicturePath reads what PicturePath wrote, and nothing else.
func ParsePicturePath(path string) (ID, bool) {
	shown, ours := strings.CutPrefix(path, picturePath)
	id, ok := PicturePrefix.Parse(shown)
	return id, ours && ok && PicturePath(id) == path
}
