package web

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"

	"linktill/internal/pay"
)

// picture keeps one that is shown nowhere, and returns its id.
func (s *shop) picture() string {
	s.t.Helper()
	b, id := s.signedInBrowser(), s.makes("POST", "/listings", `{"title":"Mug","amount":1800}`)["id"].(string)
	path := "/dashboard/listings/" + id
	b.wants(b.upload(path+"/pictures", false, [][]byte{aPhoto(s.t, 300, 200, red)}, "act", "save"), 303)
	address := s.addressesOf(id)[0]
	s.makes("DELETE", "/listings/"+id, "")
	return strings.TrimPrefix(address, "/img/")
}

// All pictures stand on one shelf, which says where each is shown; what is shown
// nowhere can go.
func TestPicturesPage(t *testing.T) {
	s := newTill(t)
	b, at := s.signedInBrowser(), "/dashboard/settings/pictures"
	b.wants(b.get("/dashboard/settings"), 200, `href="`+at+`"`)
	b.wants(b.get(at), 200, "No pictures yet")
	spare := s.picture()
	id, _ := s.listing(s.open().TestAPIKey.Reveal(), `{"title":"Tin & mug","amount":1450}`)
	b.wants(b.upload("/dashboard/listings/"+id+"/pictures", false, [][]byte{aPhoto(t, 40, 30, blue)}, "act", "save"), 303)
	used := strings.TrimPrefix(s.addressesOf(id)[0], "/img/")
	remove := func(picture string) string { return at + "/" + picture + "/delete" }
	page := b.wants(b.get(at), 200, "2 pictures, 1 of 256 MB", "300 × 200", "40 × 30", "Shown nowhere", "Listing “Tin & mug”", `href="/dashboard/listings/`+id+`"`, remove(spare))
	if strings.Contains(page.body, remove(used)) {
		t.Error("one that is shown is offered to be deleted")
	}
	b.wants(b.post(remove(used)), 409, "This picture is used, so it was not deleted: Listing “Tin & mug”.", "2 pictures")
	s.browser().wants(s.browser().get("/img/"+used), 200)
	b.wants(b.post("/dashboard/mode", "livemode", "true", "return", at), 303, at)
	if page := b.wants(b.get(at), 200, "in test mode"); strings.Contains(page.body, "/dashboard/listings/"+id) {
		t.Error("the page of a listing in the other mode cannot be opened from here")
	}

	s.becomes(pay.Viewer)
	if page := b.wants(b.get(at), 200, "Only owners and admins change settings", "300 × 200"); strings.Contains(page.body, remove(spare)) {
		t.Error("a viewer may delete")
	}
	b.wants(b.post(remove(spare)), 403)
	s.becomes(pay.Owner)
	b.wants(b.post(remove(spare)), 303, at)
	b.wants(b.get(at), 200, "Picture deleted.", "1 picture,")
	b.wants(b.get("/dashboard/audit?topic=settings"), 200, "Picture deleted", "300 × 200 pixels", spare)
	for _, gone := range []string{spare, "x", pay.PicturePrefix.Show(s.st.NewID(9))} {
		b.wants(b.post(remove(gone)), 404)
	}
	s.browser().wants(s.browser().get("/img/"+spare), 404)
}

// A logo is kept only when the rest of its form is as well.
func TestRefusedLogoIsNotKept(t *testing.T) {
	s := newHouse(t)
	b, at := s.signedInBrowser(), "/dashboard/settings/branding"
	noise := image.NewNRGBA(image.Rect(0, 0, 200, 200))
	for i, seed := 0, uint32(1); i < len(noise.Pix); i++ {
		seed = seed*1664525 + 1013904223
		noise.Pix[i] = byte(seed >> 24)
	}
	var heavy bytes.Buffer
	s.must(png.Encode(&heavy, noise))
	fine := []string{"look", "own", "accent", "#b91c1c", "shown", "#b91c1c"}
	b.wants(b.sendsLogo(logoPNG(), "look", "own", "accent", "yellow", "shown", "yellow"), 422, "six digits")
	b.wants(b.sendsLogo(heavy.Bytes(), fine...), 422, "a checkout has room for 12")
	edition := fieldOf(b.get(at), "edition")
	b.wants(b.post(at, append(fine, "edition", edition)...), 303)
	b.wants(b.sendsLogo(logoPNG(), "edition", edition, "look", "own", "accent", "#0d5e6f", "shown", "#b91c1c"), 409, "Somebody changed this page")
	if n := s.rows("pictures"); n != 0 {
		t.Errorf("%d pictures are left of logos that were refused", n)
	}
	b.wants(b.sendsLogo(logoPNG(), fine...), 303, at)
	b.wants(b.sendsLogo(logoPNG(), "look", "own", "accent", "yellow", "shown", "yellow"), 422, "six digits")
	if n := s.rows("pictures"); n != 1 {
		t.Errorf("%d pictures, want the logo that was kept before", n)
	}
	b.wants(b.get(at), 200, "/img/pic_")
}
