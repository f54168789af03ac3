package store_test

import (
	"errors"
	"slices"
	"strconv"
	"testing"
	"time"

	"linktill/internal/pay"
)

func bioLinkID(l pay.BioLink) pay.ID { return l.ID }

// bioLink adds a link to the page.
func (s shop) bioLink(title string, change ...func(*pay.BioLinkPatch)) pay.BioLink {
	s.t.Helper()
	p := pay.BioLinkPatch{Title: &title, URL: ptr("https://example.com/" + title)}
	for _, c := range change {
		c(&p)
	}
	l, err := s.CreateBioLink(s.ctx(), s.by, s.NewID(s.by.MerchantNumber), p)
	s.must(err)
	return l
}

// bioOrder is the titles of the page's links, with their positions checked.
func (s shop) bioOrder() (titles string) {
	s.t.Helper()
	b, err := s.Bio(s.ctx(), s.by)
	s.must(err)
	for i, l := range b.Links {
		if l.Position != i+1 {
			s.t.Errorf("%s is at %d, not at %d", l.Title, l.Position, i+1)
		}
		titles += l.Title
	}
	return titles
}

func TestBioBeforeAnything(t *testing.T) {
	s := newShop(t)
	b, err := s.Bio(s.ctx(), s.by)
	if err != nil || b.Published || b.UpdatedAt != nil || b.Theme != "paper" || len(b.Blocks)+len(b.Links) != 0 {
		t.Errorf("%+v, %v", b, err)
	}
	if n := s.count(`SELECT count(*) FROM bio_pages`); n != 0 {
		t.Error("reading made a page")
	}
	if links, err := s.OrderBioLinks(s.ctx(), s.by, nil); err != nil || len(links) != 0 {
		t.Errorf("nothing in order: %v, %v", links, err)
	}
	if _, err := s.OrderBioLinks(s.ctx(), s.by, []pay.ID{s.NewID(1)}); code(err) != pay.Invalid {
		t.Errorf("an order of what is not there: %v", err)
	}
}

// unnamed are blocks without the ids that the store gave them.
func unnamed(blocks []pay.BioBlock) []pay.BioBlock {
	blocks = slices.Clone(blocks)
	for i := range blocks {
		blocks[i].ID = pay.ID{}
	}
	return blocks
}

func TestBioIsKept(t *testing.T) {
	s := newShop(t)
	link, listing := s.link(), s.listing()
	blocks := []pay.BioBlock{
		{Type: pay.BlockHeading, Text: "Hi"}, {Type: pay.BlockText, Text: "Ein <b>\nText"}, {Type: pay.BlockLink, Title: "Menu", URL: "https://menu.example"},
		{Type: pay.BlockPaymentLink, PaymentLinkID: link.ID}, {Type: pay.BlockListing, ListingID: listing.ID, Title: "Our mug"},
		{Type: pay.BlockSocial, URL: "tel:+12425550100"}, {Type: pay.BlockImage, URL: "https://img.example/a.jpg", Alt: "A cup"},
	}
	b, err := s.SaveBio(s.ctx(), s.by, pay.BioPatch{Title: ptr("Island Coffee"), Theme: ptr(pay.BioTheme("shore")), Blocks: &blocks})
	if err != nil || !slices.Equal(unnamed(b.Blocks), blocks) || b.Title != "Island Coffee" || b.Theme != "shore" || b.Published || b.UpdatedAt == nil {
		t.Fatalf("%+v, %v", b, err)
	}
	if b, err = s.SaveBio(s.ctx(), s.by, pay.BioPatch{Published: ptr(true)}); err != nil || !b.Published || len(b.Blocks) != 7 || b.Title != "Island Coffee" {
		t.Errorf("%+v, %v", b, err)
	}
	// What was deleted since does not stand in the way of the rest.
	_, err = s.DeleteLink(s.ctx(), s.by, link.ID)
	s.must(err)
	if _, err = s.SaveBio(s.ctx(), s.by, pay.BioPatch{Tagline: ptr("Roasted here")}); err != nil {
		t.Error(err)
	}
	if other, err := s.Bio(s.ctx(), live(s.by)); err != nil || other.UpdatedAt != nil {
		t.Errorf("the live page: %+v, %v", other, err)
	}
}

// A block is about the merchant's own things, of the page's mode.
func TestBlocksAreAboutOwnThings(t *testing.T) {
	s := newShop(t)
	gone := s.link()
	_, err := s.DeleteLink(s.ctx(), s.by, gone.ID)
	s.must(err)
	rival := s.rival()
	for name, b := range map[string]pay.BioBlock{
		"a deleted link":    {Type: pay.BlockPaymentLink, PaymentLinkID: gone.ID},
		"a live link":       {Type: pay.BlockPaymentLink, PaymentLinkID: s.linkOf(live(s.by)).ID},
		"a rival's link":    {Type: pay.BlockPaymentLink, PaymentLinkID: s.linkOf(rival).ID},
		"a live listing":    {Type: pay.BlockListing, ListingID: s.listingOf(live(s.by)).ID},
		"a rival's listing": {Type: pay.BlockListing, ListingID: s.listingOf(rival).ID},
	} {
		field := "blocks.1." + map[pay.BlockType]string{pay.BlockPaymentLink: "payment_link_id", pay.BlockListing: "listing_id"}[b.Type]
		var e *pay.Error
		_, err := s.SaveBio(s.ctx(), s.by, pay.BioPatch{Title: ptr("x"), Blocks: &[]pay.BioBlock{{Type: pay.BlockText, Text: "a"}, b}})
		if !errors.As(err, &e) || e.Fields[field] == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if b, err := s.Bio(s.ctx(), s.by); err != nil || b.Title != "" || b.UpdatedAt != nil {
		t.Errorf("half of it was kept: %+v, %v", b, err)
	}
}

// The first page is made once, and different fields both stay, however many
// save at once.
func TestBioSavesMerge(t *testing.T) {
	s := newShop(t)
	patches := []pay.BioPatch{{Title: ptr("A")}, {Tagline: ptr("B")}, {Theme: ptr(pay.BioTheme("ink"))}, {AvatarURL: ptr("https://img.example/a.jpg")},
		{Blocks: &[]pay.BioBlock{{Type: pay.BlockText, Text: "C"}}}, {Published: ptr(true)}}
	n := atOnce(t, len(patches)+4, func(i int) error {
		if i >= len(patches) {
			_, err := s.CreateBioLink(s.ctx(), s.by, s.NewID(s.by.MerchantNumber), pay.BioLinkPatch{Title: ptr("x"), URL: ptr("https://example.com")})
			return err
		}
		_, err := s.SaveBio(s.ctx(), s.by, patches[i])
		return err
	})
	b, err := s.Bio(s.ctx(), s.by)
	if n != 10 || err != nil || b.Title != "A" || b.Tagline != "B" || b.Theme != "ink" || b.AvatarURL == "" || len(b.Blocks) != 1 || !b.Published || s.bioOrder() != "xxxx" {
		t.Errorf("%d saved: %+v, %v", n, b, err)
	}
}

func TestBioLinks(t *testing.T) {
	s := newShop(t)
	soon, later := time.Now().Add(time.Hour).UTC().Truncate(time.Microsecond), time.Now().Add(2*time.Hour).UTC().Truncate(time.Microsecond)
	a, b, c := s.bioLink("a"), s.bioLink("b"), s.bioLink("c", func(p *pay.BioLinkPatch) {
		p.Position, p.Kind, p.Enabled, p.SetStartsAt, p.StartsAt, p.SetEndsAt, p.EndsAt = ptr(1), ptr(pay.BioKindSocial), ptr(false), true, &soon, true, &later
	})
	if got := s.bioOrder(); got != "cab" || c.Position != 1 || c.Kind != pay.BioKindSocial || c.Enabled || !c.StartsAt.Equal(soon) || !c.EndsAt.Equal(later) {
		t.Errorf("%s, %+v", got, c)
	}
	again, err := s.CreateBioLink(s.ctx(), s.by, a.ID, pay.BioLinkPatch{Title: ptr("z"), URL: ptr("https://example.com")})
	if err != nil || again.Title != "a" {
		t.Errorf("created twice: %+v, %v", again, err)
	}
	moved, err := s.ChangeBioLink(s.ctx(), s.by, c.ID, pay.BioLinkPatch{Position: ptr(99), SetEndsAt: true, Enabled: ptr(true)})
	if err != nil || moved.Position != 3 || moved.EndsAt != nil || moved.StartsAt == nil || !moved.Enabled || s.bioOrder() != "abc" {
		t.Errorf("%+v, %v", moved, err)
	}
	if _, err := s.ChangeBioLink(s.ctx(), s.by, c.ID, pay.BioLinkPatch{URL: ptr("javascript:alert(1)")}); code(err) != pay.Invalid {
		t.Errorf("a script: %v", err)
	}
	ordered, err := s.OrderBioLinks(s.ctx(), s.by, []pay.ID{b.ID, c.ID, a.ID})
	if err != nil || !slices.Equal(ids(ordered, bioLinkID), []pay.ID{b.ID, c.ID, a.ID}) || s.bioOrder() != "bca" {
		t.Errorf("%v, %v", ids(ordered, bioLinkID), err)
	}
	for _, wrong := range [][]pay.ID{nil, {a.ID, b.ID}, {a.ID, b.ID, b.ID}, {a.ID, b.ID, c.ID, c.ID}, {a.ID, b.ID, s.NewID(1)}} {
		if _, err := s.OrderBioLinks(s.ctx(), s.by, wrong); code(err) != pay.Invalid {
			t.Errorf("%d ids: %v", len(wrong), err)
		}
	}
	s.must(s.DeleteBioLink(s.ctx(), s.by, c.ID))
	if err := s.DeleteBioLink(s.ctx(), s.by, c.ID); code(err) != pay.NotFound || s.bioOrder() != "ba" {
		t.Errorf("deleted twice: %v", err)
	}
}

func TestAtMostAHundredBioLinks(t *testing.T) {
	s := newShop(t)
	s.bioLink("first")
	_, err := s.pool.Exec(s.ctx(), `INSERT INTO bio_links (merchant_id, id, livemode, title, url, position)
		SELECT merchant_id, gen_random_uuid(), livemode, 'x', 'https://example.com', n FROM bio_links, generate_series(2, 98) n`)
	s.must(err)
	made := atOnce(t, 8, func(i int) error {
		_, err := s.CreateBioLink(s.ctx(), s.by, s.NewID(s.by.MerchantNumber), pay.BioLinkPatch{Title: ptr(strconv.Itoa(i)), URL: ptr("https://example.com")})
		return err
	})
	if n := s.count(`SELECT count(*) FROM bio_links`); made != 2 || n != pay.BioLinksMax {
		t.Errorf("%d were added, %d are there", made, n)
	}
}

// However reordering, removing, adding and moving coincide, the positions stay
// 1, 2, 3 and so on, and no link comes back.
func TestBioLinksAtOnce(t *testing.T) {
	s := newShop(t)
	var have []pay.ID
	for _, title := range []string{"a", "b", "c", "d", "e", "f"} {
		have = append(have, s.bioLink(title).ID)
	}
	atOnce(t, 24, func(i int) (err error) {
		switch i % 4 {
		case 0:
			order := slices.Clone(have)
			slices.Reverse(order)
			_, err = s.OrderBioLinks(s.ctx(), s.by, order)
		case 1:
			err = s.DeleteBioLink(s.ctx(), s.by, have[i%3])
		case 2:
			_, err = s.ChangeBioLink(s.ctx(), s.by, have[3+i%3], pay.BioLinkPatch{Position: ptr(1 + i%5)})
		case 3:
			_, err = s.CreateBioLink(s.ctx(), s.by, s.NewID(s.by.MerchantNumber), pay.BioLinkPatch{Title: ptr("n"), URL: ptr("https://example.com"), Position: ptr(2)})
		}
		return err
	})
	order := s.bioOrder()
	if len(order) != 9 {
		t.Errorf("left are %s", order)
	}
}
