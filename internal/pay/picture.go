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

// NoSuchPicture is the answer for a picture that is not there.
func NoSuchPicture() *Error { return Errorf(NotFound, "There is no picture with this id.") }

// CheckRoom refuses one more picture where there is no room for it.
func CheckRoom(field string, pictures, kept, more int64) error {
	var c Checks
	switch {
	case pictures >= PicturesMax:
		c.Add(field, "You have %d pictures, which is as many as there can be. Delete some that you do not need, then send this one again.", pictures)
	case kept+more > PicturesByteMax:
		c.Add(field, "Your pictures take %d MB, and there is room for %d. Delete some that you do not need, then send this one again.", kept>>20, PicturesByteMax>>20)
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
