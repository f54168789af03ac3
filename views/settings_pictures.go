package views

import "linktill/views/ui"

// PicturesSettings are the pictures that the merchant sent.
type PicturesSettings struct {
	// SettingsHead has in Errors, under "", why one was not deleted.
	SettingsHead
	// Room is "12 pictures, 3 of 256 MB".
	Room     string
	Pictures []StoredPicture
	Pager    ui.Pager
}

// StoredPicture is one of them.
type StoredPicture struct {
	// Src is the address at which it is shown, Href that of its largest size.
	Src, Href string
	// Alt says what it shows; may be "".
	Alt string
	// Pixels is "1600 × 1200", Size "340 KB", Kind "JPEG".
	Pixels, Size, Kind string
	// Created is when it was sent.
	Created ui.Moment
	// Uses are where it is shown; MoreUses says that there are more.
	Uses     []PictureUse
	MoreUses bool
	// DeleteAction is where its form posts.
	DeleteAction string
}

// PictureUse is a place where a picture is shown.
type PictureUse struct {
	// Words is "Listing “Mug”".
	Words string
	// Href is its page; "" when that is in the other mode, Mode, "live" or "test".
	Href, Mode string
}

func (p StoredPicture) name() string { return or(p.Alt, "Picture of "+p.Pixels+" pixels") }
