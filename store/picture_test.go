package store_test

import (
	"bytes"
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
