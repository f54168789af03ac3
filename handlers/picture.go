package handlers

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

// picturesPerMinute is how many pictures a merchant may send: each is unpacked.
const picturesPerMinute = 60

// pictureTurns is whose picture is drawn next, in the whole process.
var pictureTurns = newTurns()

// takenPicture is a picture that a form sent. fresh says that there was none
// like it before.
type takenPicture struct {
	id    pay.ID
	fresh bool
}

// takePicture keeps the picture that a form sent in that field, at most maxPX
// wide and high, and returns its id; the zero id when none was chosen. What is
// wrong with it is an error of that field.
func (h *Handlers) takePicture(c *fiber.Ctx, field string, maxPX int) (pay.ID, error) {
	taken, err := h.takeOne(c, field, maxPX)
	return taken.id, err
}

// takeOne is takePicture for a form that gives back what it took when it is
// refused.
func (h *Handlers) takeOne(c *fiber.Ctx, field string, maxPX int) (takenPicture, error) {
	taken, err := h.takeAll(c, field, 1, maxPX)
	if err != nil || len(taken) == 0 {
		return takenPicture{}, err
	}
	return taken[0], nil
}

// takePictures is takePicture for a field that takes several. Those that are
// fine are kept, also beside others that are not.
func (h *Handlers) takePictures(c *fiber.Ctx, field string, atMost, maxPX int) ([]pay.ID, error) {
	taken, err := h.takeAll(c, field, atMost, maxPX)
	return views.Show(taken, func(t takenPicture) pay.ID { return t.id }), err
}

func (h *Handlers) takeAll(c *fiber.Ctx, field string, atMost, maxPX int) (taken []takenPicture, err error) {
	form, err := readForm(c)
	if err != nil {
		return nil, err
	}
	var checks pay.Checks
	sent := form.files[field]
	checks.That(len(sent) <= atMost, field, "There is room for %s here. Choose fewer.", numberOf(atMost, "picture", "pictures"))
	for i, file := range sent[:min(len(sent), atMost)] {
		picture, err := h.keepPicture(c, field, file.body, maxPX)
		if code := pay.CodeOf(err); err != nil && code != pay.Invalid {
			return taken, err
		}
		if err != nil {
			checks.Add(field, "%s%s", which(i, len(sent)), err.(*pay.Error).Message)
			continue
		}
		taken = append(taken, picture)
	}
	return taken, checks.Err()
}

// which says which of several files a sentence is about.
func which(i, of int) string {
	if of == 1 {
		return ""
	}
	return fmt.Sprintf("Picture %d: ", i+1)
}

// keepPicture draws what was sent anew and stores that. The same thing sent
// twice is one picture.
func (h *Handlers) keepPicture(c *fiber.Ctx, field string, sent []byte, maxPX int) (takenPicture, error) {
	ctx, by := c.UserContext(), caller(c)
	digest := digestOf(sent, maxPX)
	if same, known, err := h.Store.PictureByDigest(ctx, by.MerchantID, digest); err != nil || known {
		return takenPicture{id: same.ID}, err
	}
	if err := h.limit(c, "picture:"+by.MerchantID.UUID(), picturesPerMinute, time.Minute); pay.CodeOf(err) == pay.TooMany {
		return takenPicture{}, wrongPicture(field, "You sent many pictures just now. Wait a minute, then send this one again.")
	} else if err != nil {
		return takenPicture{}, err
	}
	drawn, why, err := drawInTurn(ctx, by.MerchantID, sent, maxPX)
	if err == nil && why != "" {
		err = wrongPicture(field, why)
	}
	if err != nil {
		return takenPicture{}, err
	}
	drawn.ID, drawn.Digest = h.Store.NewID(by.MerchantNumber), digest
	kept, err := h.Store.CreatePicture(ctx, by, field, drawn)
	return takenPicture{id: kept.ID, fresh: kept.ID == drawn.ID}, err
}

// digestOf tells what was sent for that size from everything else.
func digestOf(sent []byte, maxPX int) (digest [sha256.Size]byte) {
	sum := sha256.New()
	_, _ = fmt.Fprintf(sum, "%d:", maxPX)
	_, _ = sum.Write(sent)
	return [sha256.Size]byte(sum.Sum(nil))
}

// drawInTurn is drawPicture when it is the merchant's turn.
func drawInTurn(ctx context.Context, merchantID pay.ID, sent []byte, maxPX int) (drawn store.NewPicture, why string, err error) {
	done, err := pictureTurns.take(ctx, merchantID)
	if err != nil {
		return drawn, "", err
	}
	defer done()
	drawn, why = drawPicture(sent, maxPX)
	return drawn, why, nil
}

func wrongPicture(field, why string) error {
	return &pay.Error{Code: pay.Invalid, Message: why, Fields: map[string][]string{field: {why}}}
}

// pictureHeaders go with every picture. It never changes, so it can be kept for
// ever; and should a browser ever take it for a page, nothing in it runs.
var pictureHeaders = map[string]string{
	fiber.HeaderCacheControl:       "public, max-age=31536000, immutable",
	"Content-Security-Policy":      "default-src 'none'; sandbox",
	"Cross-Origin-Resource-Policy": "cross-origin", // the API gives its address to other sites
}

// Picture answers GET /img/{id}, and with ?w= the smallest size that is at
// least so wide.
func (h *Handlers) Picture(c *fiber.Ctx) error {
	id, ok := pay.PicturePrefix.Parse(c.Params("id"))
	width, isNumber := wholeNumber(c.Query("w", "0"))
	if !ok || !isNumber {
		return pay.NoSuchPicture()
	}
	etag := fmt.Sprintf(`"%s-%d"`, pay.PicturePrefix.Show(id), width)
	if c.Get(fiber.HeaderIfNoneMatch) == etag {
		setPictureHeaders(c, etag)
		return c.SendStatus(fiber.StatusNotModified)
	}
	kind, body, err := h.Store.PublicPicture(c.UserContext(), id, width)
	if err != nil {
		return err
	}
	setPictureHeaders(c, etag)
	c.Set(fiber.HeaderContentType, kind)
	return c.Send(body)
}

func setPictureHeaders(c *fiber.Ctx, etag string) {
	for name, value := range pictureHeaders {
		c.Set(name, value)
	}
	c.Set(fiber.HeaderETag, etag)
}
