package handlers

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

const (
	picturesPath = settingsPath + "/pictures"
	// picturesShown is how many a page has: rows of two, three and four come out even.
	picturesShown = 24
	// pictureThumbPX is the width of the size in which one is shown.
	pictureThumbPX = 480
)

// PicturesPage answers GET /dashboard/settings/pictures.
func (h *Handlers) PicturesPage(c *fiber.Ctx) error { return h.picturesPage(c, nil) }

// picturesPage shows the pictures, with why one of them was not deleted.
func (h *Handlers) picturesPage(c *fiber.Ctx, refused *pay.Error) error {
	ctx, by := c.UserContext(), caller(c)
	page, err := paging(c, pay.PicturePrefix)
	if err != nil {
		return err
	}
	page.Limit = picturesShown
	shelf, err := h.Store.PictureShelf(ctx, by.MerchantID, page)
	if err != nil {
		return err
	}
	uses, err := h.Store.PictureUses(ctx, by.MerchantID, views.Show(shelf.Rows, func(p pay.Picture) pay.ID { return p.ID }))
	if err != nil {
		return err
	}
	m := views.PicturesSettings{SettingsHead: settingsHead(c), Room: roomWords(shelf),
		Pictures: views.Show(shelf.Rows, func(p pay.Picture) views.StoredPicture { return storedPicture(c, p, uses[p.ID]) })}
	last := ""
	if shelf.HasMore {
		last = pay.PicturePrefix.Show(shelf.Rows[len(shelf.Rows)-1].ID)
	}
	m.Pager = pager(page, shelf.HasMore, picturesPath+"?", last)
	status := fiber.StatusOK
	if refused != nil {
		status, m.Errors = statuses[refused.Code], views.Errors{"": {refused.Message}}
	}
	return h.respond(c, reply{Status: status, Page: views.SettingsPictures(h.frame(c, picturesPath), m)})
}

// roomWords is "12 pictures, 3 of 256 MB".
func roomWords(shelf store.PictureShelf) string {
	const mb = 1 << 20
	return fmt.Sprintf("%s, %d of %d MB", numberOf(shelf.Total, "picture", "pictures"), (shelf.Bytes+mb-1)/mb, int64(pay.PicturesByteMax/mb))
}

func storedPicture(c *fiber.Ctx, p pay.Picture, uses []pay.PictureUse) views.StoredPicture {
	row := views.StoredPicture{
		Src: fmt.Sprintf("%s?w=%d", pay.PicturePath(p.ID), pictureThumbPX), Href: pay.PicturePath(p.ID), Created: moment(p.CreatedAt, zone(c)),
		Pixels: fmt.Sprintf("%d × %d", p.Width, p.Height), Size: sizeWords(p.Bytes), Kind: strings.ToUpper(strings.TrimPrefix(p.ContentType, "image/")),
		DeleteAction: picturesPath + "/" + pay.PicturePrefix.Show(p.ID) + "/delete", MoreUses: len(uses) == pay.PictureUsesMax,
	}
	for _, u := range uses {
		row.Uses = append(row.Uses, pictureUse(u, caller(c).Livemode))
		if row.Alt == "" {
			row.Alt = u.Alt
		}
	}
	return row
}

// pictureUse is a place with its page, where this mode has one.
func pictureUse(u pay.PictureUse, livemode bool) views.PictureUse {
	shown := views.PictureUse{Words: u.Words()}
	if u.Livemode != nil && *u.Livemode != livemode {
		shown.Mode = mode(*u.Livemode)
		return shown
	}
	shown.Href = map[pay.PicturePlace]string{pay.PictureLogo: brandingPath, pay.PictureBio: views.BioBase, pay.PictureBioDraft: views.BioBase,
		pay.PictureBioHistory: views.BioBase + "/history"}[u.Place]
	if u.Place == pay.PictureListing {
		shown.Href = listingPath(u.ListingID)
	}
	return shown
}

// sizeWords is "340 KB" or "1.2 MB".
func sizeWords(bytes int64) string {
	const kb, mb = 1 << 10, 1 << 20
	if bytes < mb {
		return fmt.Sprintf("%d KB", (bytes+kb-1)/kb)
	}
	return fmt.Sprintf("%d.%d MB", bytes/mb, bytes%mb*10/mb)
}

// DeletePicture answers POST /dashboard/settings/pictures/{id}/delete.
func (h *Handlers) DeletePicture(c *fiber.Ctx) error {
	id, ok := pay.PicturePrefix.Parse(c.Params("id"))
	if !ok {
		return pay.NoSuchPicture()
	}
	if err := bindNothing(c); err != nil {
		return err
	}
	err := h.Store.DeletePicture(c.UserContext(), caller(c), id)
	var e *pay.Error
	if errors.As(err, &e) && e.Code == pay.Conflict {
		return h.picturesPage(c, e)
	}
	if err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: picturesPath, Flash: "Picture deleted."})
}
