package store_test

import (
	"bytes"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"linktill/internal/pay"
	"linktill/store"
)

// drawing is a picture of three sizes that is told apart by its mark.
func (s shop) drawing(by pay.Caller, mark byte) store.NewPicture {
	p := store.NewPicture{Digest: [32]byte{mark}, Sizes: []store.PictureSize{
		{Width: 1000, Body: bytes.Repeat([]byte{mark}, 1000)}, {Width: 160, Body: []byte{mark, 160}}, {Width: 480, Body: []byte{mark, 224}}}}
	p.ID, p.ContentType, p.Width, p.Height = s.NewID(by.MerchantNumber), "image/jpeg", 1000, 700
	return p
}

func (s shop) picture(by pay.Caller, mark byte) store.NewPicture {
	s.t.Helper()
	p := s.drawing(by, mark)
	var err error
	p.Picture, err = s.CreatePicture(s.ctx(), by, "pictures", p)
	s.must(err)
	return p
}

func TestPictureIsServedInTheSmallestSizeThatDoes(t *testing.T) {
	s := newShop(t)
	p := s.picture(s.by, 'a')
	if p.Bytes != 1004 || p.MerchantID != s.by.MerchantID {
		t.Errorf("%+v", p.Picture)
	}
	for asked, want := range map[int]int{0: 1000, 1: 2, 160: 2, 161: 2, 480: 2, 481: 1000, 1000: 1000, 5000: 1000} {
		kind, body, err := s.PublicPicture(s.ctx(), p.ID, asked)
		if err != nil || kind != "image/jpeg" || len(body) != want || asked > 160 && want == 2 && body[1] != 224 {
			t.Errorf("%d wide: %s, %d bytes, %v", asked, kind, len(body), err)
		}
	}
	for _, id := range []pay.ID{{}, s.NewID(s.by.MerchantNumber), s.NewID(7)} {
		if _, _, err := s.PublicPicture(s.ctx(), id, 0); code(err) != pay.NotFound {
			t.Errorf("%s: %v", id, err)
		}
	}
}

// The same thing sent by twelve at once is one picture.
func TestPictureTwiceIsOne(t *testing.T) {
	s := newShop(t)
	var first atomic.Pointer[pay.ID]
	atOnce(t, 12, func(int) error {
		p, err := s.CreatePicture(s.ctx(), s.by, "pictures", s.drawing(s.by, 'a'))
		if before := first.Swap(&p.ID); before != nil && *before != p.ID {
			t.Errorf("%s and %s", before, p.ID)
		}
		return err
	})
	if n := s.count(`SELECT count(*) FROM pictures`); n != 1 {
		t.Errorf("%d pictures", n)
	}
	if other := s.picture(s.rival(), 'a'); other.ID == *first.Load() {
		t.Error("somebody else's")
	}
}

func TestPicturesAreBounded(t *testing.T) {
	s := newShop(t)
	p := s.picture(s.by, 'a')
	_, err := s.pool.Exec(s.ctx(), `UPDATE pictures SET bytes = $1`, int64(pay.PicturesByteMax-1003))
	s.must(err)
	if _, err := s.CreatePicture(s.ctx(), s.by, "pictures", s.drawing(s.by, 'b')); code(err) != pay.Invalid || !strings.Contains(err.Error(), "room for 256") {
		t.Errorf("too many bytes: %v", err)
	}
	if again, err := s.CreatePicture(s.ctx(), s.by, "pictures", s.drawing(s.by, 'a')); err != nil || again.ID != p.ID {
		t.Errorf("one that is there: %v", err)
	}
	s.picture(s.rival(), 'b')
	_, err = s.pool.Exec(s.ctx(), `INSERT INTO pictures (merchant_id, id, digest, content_type, width, height, bytes)
		SELECT $1, gen_random_uuid(), sha256(n::text::bytea), 'image/png', 1, 1, 1 FROM generate_series(2, $2::int) n`, s.by.MerchantID, pay.PicturesMax)
	s.must(err)
	if _, err := s.CreatePicture(s.ctx(), s.by, "pictures", s.drawing(s.by, 'c')); code(err) != pay.Invalid || !strings.Contains(err.Error(), "You have 1000 pictures") {
		t.Errorf("too many: %v", err)
	}
}

// A listing shows its own merchant's pictures only.
func TestListingTakesOnlyItsMerchantsPictures(t *testing.T) {
	s := newShop(t)
	ours, theirs := pay.PicturePath(s.picture(s.by, 'a').ID), pay.PicturePath(s.picture(s.rival(), 'b').ID)
	l := s.listing(func(l *pay.Listing) { l.Images, l.ImageAlts = []string{ours}, []string{"A mug"} })
	if l.ImageAlt(0) != "A mug" || len(l.Pictures()) != 1 {
		t.Errorf("%+v", l)
	}
	for _, images := range [][]string{{theirs}, {ours, pay.PicturePath(s.NewID(s.by.MerchantNumber))}} {
		if _, err := s.ChangeListing(s.ctx(), s.by, l.ID, pay.ListingPatch{Images: &images}); code(err) != pay.Invalid {
			t.Errorf("%v: %v", images, err)
		}
	}
	if _, err := s.CreateListing(s.ctx(), s.by, pay.Listing{ID: s.NewID(s.by.MerchantNumber), Title: "x", Currency: "BSD", Images: []string{theirs}}); code(err) != pay.Invalid {
		t.Errorf("a new one: %v", err)
	}
	l, err := s.ChangeListing(s.ctx(), s.by, l.ID, pay.ListingPatch{Images: &[]string{"https://img.example/x.jpg", ours}})
	if err != nil || l.ImageAlt(0) != "" || l.ImageAlt(1) != "A mug" {
		t.Errorf("its words stay with a picture: %+v, %v", l, err)
	}
	if _, err := s.ChangeListing(s.ctx(), s.by, l.ID, pay.ListingPatch{Images: &[]string{}, ImagesSeen: &[]string{ours}}); code(err) != pay.Conflict {
		t.Errorf("a form that is out of date: %v", err)
	}
}

// A picture that is shown anywhere stays, and says where; one that is not goes,
// at the word of its own merchant only, and that is in the audit log.
func TestPictureInUseStays(t *testing.T) {
	s := newShop(t)
	owner := s.caller()
	shown, spare := s.picture(s.by, 'a'), s.picture(s.by, 'b')
	block := pay.BioBlock{Type: pay.BlockImage, PictureID: shown.ID, Alt: "A cup"}
	listing := s.listing(func(l *pay.Listing) {
		l.Images, l.ImageAlts = []string{"https://img.example/x.jpg", pay.PicturePath(shown.ID)}, []string{"", "A mug"}
	})
	_, err := s.UpdateOrganization(s.ctx(), owner, pay.OrganizationPatch{LogoID: &shown.ID})
	s.must(err)
	s.publish(live(s.by), block)
	block.ID = s.NewID(s.by.MerchantNumber)
	s.draft(func(d *pay.BioDraft) error { return d.Add(block) })
	uses, err := s.PictureUses(s.ctx(), s.by.MerchantID, []pay.ID{shown.ID, spare.ID})
	var said []string
	for _, u := range uses[shown.ID] {
		said = append(said, u.Words())
	}
	if want := []string{"Bio page", "Draft of the bio page", "History of the bio page", "Listing “" + listing.Title + "”", "Your logo"}; err != nil || len(uses[spare.ID]) != 0 || !slices.Equal(said, want) {
		t.Errorf("used in %q, %v", said, err)
	}
	if u := uses[shown.ID]; !*u[0].Livemode || *u[1].Livemode || u[3].ListingID != listing.ID || u[3].Alt != "A mug" || u[4].Livemode != nil {
		t.Errorf("%+v", u)
	}
	if err := s.DeletePicture(s.ctx(), owner, shown.ID); code(err) != pay.Conflict || !strings.Contains(err.Error(), "Draft of the bio page, ") {
		t.Errorf("one that is used: %v", err)
	}
	s.must(s.DropPicture(s.ctx(), s.by.MerchantID, shown.ID))
	for name, by := range map[string]pay.Caller{"a rival": s.rival(), "nobody": {}} {
		if err := s.DeletePicture(s.ctx(), by, spare.ID); code(err) != pay.NotFound {
			t.Errorf("by %s: %v", name, err)
		}
		if theirs, err := s.PictureUses(s.ctx(), by.MerchantID, []pay.ID{shown.ID}); err != nil || len(theirs) != 0 {
			t.Errorf("%s sees %v, %v", name, theirs, err)
		}
	}
	shelf, err := s.PictureShelf(s.ctx(), s.by.MerchantID, pay.Page{Limit: 1})
	if err != nil || shelf.Total != 2 || shelf.Bytes != 2008 || !shelf.HasMore || shelf.Rows[0].ID != spare.ID {
		t.Errorf("%+v, %v", shelf, err)
	}
	s.must(s.DeletePicture(s.ctx(), owner, spare.ID))
	if n := s.count(`SELECT count(*) FROM picture_sizes`); n != 3 {
		t.Errorf("%d sizes are left", n)
	}
	log, err := s.AuditEntries(s.ctx(), owner, store.AuditFilter{Limit: 1})
	if err != nil || log.Rows[0].Act != pay.ActPictureDeleted || log.Rows[0].Object != pay.PicturePrefix.Show(spare.ID) || log.Rows[0].Name != "1000 × 700 pixels" {
		t.Errorf("%+v, %v", log.Rows, err)
	}
}

// Whichever comes first of deleting a picture and showing it: nothing ever shows
// one that is gone.
func TestPictureIsNotDeletedWhileItIsShown(t *testing.T) {
	s := newShop(t)
	owner := s.caller()
	for i := range 12 {
		p := s.picture(s.by, byte(i+1))
		images := []string{pay.PicturePath(p.ID)}
		block := pay.BioBlock{ID: s.NewID(s.by.MerchantNumber), Type: pay.BlockImage, PictureID: p.ID, Alt: "x"}
		listing := s.listing()
		shows := []func() error{
			func() error {
				_, err := s.ChangeListing(s.ctx(), s.by, listing.ID, pay.ListingPatch{Images: &images})
				return err
			},
			func() error {
				_, err := s.ChangeBioDraft(s.ctx(), s.by, func(d *pay.BioDraft) error { return d.Add(block) })
				return err
			},
			func() error {
				_, err := s.ChangeBioDraft(s.ctx(), s.by, func(d *pay.BioDraft) error {
					return d.SetHead(pay.BioHead{Theme: pay.BioThemes[0], SoldOut: pay.BioBadge, PictureID: p.ID}, d.HeadRevision)
				})
				return err
			},
			func() error {
				_, err := s.UpdateOrganization(s.ctx(), owner, pay.OrganizationPatch{LogoID: &p.ID})
				return err
			},
		}
		if n := atOnce(t, 2, func(act int) error {
			var err error
			if act == 0 {
				err = s.DeletePicture(s.ctx(), owner, p.ID)
			} else {
				err = shows[i%len(shows)]()
			}
			if c := code(err); err != nil && c != pay.Conflict && c != pay.Invalid {
				t.Errorf("act %d: %v", act, err)
			}
			return err
		}); n != 1 {
			t.Errorf("round %d: %d of the two were done", i, n)
		}
	}
}
