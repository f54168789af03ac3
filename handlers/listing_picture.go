package handlers

import (
	"errors"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

// picturesInput are the pictures of a listing as their form sends them: all
// that it showed, with the words as typed, what to do, and new ones.
type picturesInput struct {
	Images   []string `form:"images"`
	Alts     []string `form:"alts"`
	Act      string   `form:"act"`
	Pictures uploads  `form:"pictures"`
}

// ChangePictures answers POST /dashboard/listings/{id}/pictures.
func (h *Handlers) ChangePictures(c *fiber.Ctx) error {
	l, err := h.listingAt(c)
	if err != nil {
		return err
	}
	var in picturesInput
	if err := bindForm(c, &in); err != nil {
		return err
	}
	room := max(pay.ListingImagesMax-len(l.Images), 0)
	sent, wrong := h.takePictures(c, "pictures", room, picturePX)
	if wrong != nil && pay.CodeOf(wrong) != pay.Invalid {
		return wrong
	}
	patch, done := in.patch(sent)
	l, err = h.Store.ChangeListing(c.UserContext(), caller(c), l.ID, patch)
	if err == nil {
		err = wrong
	}
	if err != nil {
		return h.picturesAgain(c, in, err)
	}
	return h.respond(c, reply{Redirect: listingPath(l.ID) + "#pictures", Flash: done})
}

// patch is what the form wants, and what to say when it is done. The words are
// those that were typed, whichever button was pressed.
func (in picturesInput) patch(sent []pay.ID) (patch pay.ListingPatch, done string) {
	shown := pay.Listing{Images: in.Images, ImageAlts: in.Alts}
	act, nth, _ := strings.Cut(in.Act, "-")
	n, isNumber := wholeNumber(nth)
	if !isNumber {
		act = ""
	}
	images, alts := shown.MovePicture(-1, 0)
	switch act {
	case "up":
		images, alts = shown.MovePicture(n, -1)
		done = "Picture moved."
	case "down":
		images, alts = shown.MovePicture(n, 1)
		done = "Picture moved."
	case "remove":
		images, alts = shown.DropPicture(n)
		done = "Picture removed."
	}
	for _, id := range sent {
		if path := pay.PicturePath(id); !slices.Contains(images, path) {
			images, alts = append(images, path), append(alts, "")
			done = "Picture added. Say below what it shows."
		}
	}
	if done == "" {
		done = "Pictures saved."
	}
	return pay.ListingPatch{Images: &images, ImageAlts: &alts, ImagesSeen: &in.Images}, done
}

// picturesAgain shows the form again: with what is wrong with it, or with the
// pictures as they are now when somebody changed them meanwhile.
func (h *Handlers) picturesAgain(c *fiber.Ctx, in picturesInput, err error) error {
	var e *pay.Error
	if !errors.As(err, &e) || e.Code != pay.Invalid && e.Code != pay.Conflict {
		return err
	}
	l, gone := h.listingAt(c)
	if gone != nil {
		return gone
	}
	m, gone := h.picturesForm(c, l)
	if gone != nil {
		return gone
	}
	for i := range m.Rows {
		if at := slices.Index(in.Images, m.Rows[i].Address); at >= 0 && at < len(in.Alts) {
			m.Rows[i].Alt = in.Alts[at]
		}
	}
	status := fiber.StatusUnprocessableEntity
	m.Errors = formErrors(e)
	if m.Stale = e.Code == pay.Conflict; m.Stale {
		status, m.Errors = fiber.StatusConflict, views.Errors{}
	}
	return h.listingAdmin(c, l, status, &m)
}
