package handlers

import (
	"context"
	"fmt"
	"strings"

	"linktill/internal/pay"
	"linktill/views"
)

// photos looks up the pictures of several listings of one merchant at once, and
// returns what gives those of one of them in their order. Pictures on other
// sites are left out: our pages load nothing from there.
func (h *Handlers) photos(ctx context.Context, merchantID pay.ID, listings ...pay.Listing) (func(pay.Listing) []views.Photo, error) {
	var ids []pay.ID
	for _, l := range listings {
		ids = append(ids, l.Pictures()...)
	}
	found, err := h.Store.Pictures(ctx, merchantID, ids)
	of := func(l pay.Listing) []views.Photo {
		var photos []views.Photo
		for i, id := range l.Pictures() {
			if p, there := found[id]; there {
				photos = append(photos, photoOf(p, l.ImageAlt(i)))
			}
		}
		return photos
	}
	return of, err
}

// photoOf is a picture with its widths, for the browser to choose from.
func photoOf(p pay.Picture, alt string) views.Photo {
	path := pay.PicturePath(p.ID)
	var sizes []string
	for _, width := range pay.PictureWidths {
		if width < p.Width {
			sizes = append(sizes, fmt.Sprintf("%s?w=%d %dw", path, width, width))
		}
	}
	sizes = append(sizes, fmt.Sprintf("%s %dw", path, p.Width))
	return views.Photo{Src: path, Srcset: strings.Join(sizes, ", "), Width: p.Width, Height: p.Height, Alt: alt}
}

// withPicture puts a picture beside what other sites show of a page.
func (h *Handlers) withPicture(s views.Share, photos []views.Photo) views.Share {
	if len(photos) > 0 {
		first := photos[0]
		s.Picture, s.PictureWidth, s.PictureHeight, s.PictureAlt = h.PublicURL+first.Src, first.Width, first.Height, first.Alt
	}
	return s
}
