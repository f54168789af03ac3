package store_test

import (
	"testing"
	"time"

	"linktill/internal/pay"
)

func (s shop) publish(by pay.Caller, blocks ...pay.BioBlock) {
	s.t.Helper()
	_, err := s.SaveBio(s.ctx(), by, pay.BioPatch{Published: ptr(true), Blocks: &blocks})
	s.must(err)
}

func TestPublicBio(t *testing.T) {
	s := newShop(t)
	slug := s.owner.Merchant.Slug
	if _, err := s.PublicBio(s.ctx(), slug); code(err) != pay.NotFound {
		t.Errorf("nothing yet: %v", err)
	}
	link, gone, shown, draft := s.link(), s.link(), s.shownBy(s.by), s.listing()
	s.bioLink("a")
	if _, err := s.PublicBio(s.ctx(), slug); code(err) != pay.NotFound {
		t.Errorf("not published: %v", err)
	}
	s.publish(s.by, pay.BioBlock{Type: pay.BlockPaymentLink, PaymentLinkID: link.ID}, pay.BioBlock{Type: pay.BlockPaymentLink, PaymentLinkID: gone.ID},
		pay.BioBlock{Type: pay.BlockListing, ListingID: shown.ID}, pay.BioBlock{Type: pay.BlockListing, ListingID: draft.ID})
	_, err := s.DeleteLink(s.ctx(), s.by, gone.ID)
	s.must(err)
	p, err := s.PublicBio(s.ctx(), slug)
	s.must(err)
	if p.Bio.Livemode || p.Merchant.Slug != slug || len(p.Bio.Blocks) != 4 || len(p.Bio.Links) != 1 || len(p.Links) != 1 || p.Links[link.ID].Description != "Coffee" ||
		len(p.Listings) != 1 || p.Listings[shown.ID].Title != "Mug" {
		t.Errorf("%+v", p)
	}
	s.publish(live(s.by))
	if p, err := s.PublicBio(s.ctx(), slug); err != nil || !p.Bio.Livemode || len(p.Bio.Blocks)+len(p.Bio.Links) != 0 {
		t.Errorf("the live page: %+v, %v", p, err)
	}
	_, err = s.SaveBio(s.ctx(), live(s.by), pay.BioPatch{Published: ptr(false)})
	s.must(err)
	if p, err := s.PublicBio(s.ctx(), slug); err != nil || p.Bio.Livemode {
		t.Errorf("the test page again: %+v, %v", p, err)
	}
}

// follow is a press on a link of the page, counted unless it is not found.
func (s shop) follow(slug string, id pay.ID) (address string, err error) {
	f, err := s.FollowBioLink(s.ctx(), slug, id)
	if err == nil {
		s.CountBioClick(f)
	}
	return f.Block.URL, err
}

// Clicks are counted by the day, exactly, and hold nothing of who clicked.
func TestFollowBioLink(t *testing.T) {
	s := newShop(t)
	slug, l := s.owner.Merchant.Slug, s.bioLink("a")
	if _, err := s.follow(slug, l.ID); code(err) != pay.NotFound {
		t.Errorf("not published: %v", err)
	}
	s.publish(s.by)
	atOnce(t, 40, func(i int) error {
		url, err := s.follow(slug, l.ID)
		if err == nil && url != "https://example.com/a" {
			t.Errorf("leads to %s", url)
		}
		if i%8 == 0 {
			return s.FlushBioCounts(s.ctx())
		}
		return err
	})
	b, err := s.Bio(s.ctx(), s.by)
	s.must(err)
	if n := s.count(`SELECT sum(clicks)::int FROM bio_clicks WHERE link_id = $1`, l.ID); n != 40 || b.Links[0].Clicks != 40 {
		t.Errorf("%d clicks by day, %d in all", n, b.Links[0].Clicks)
	}
	past, future := time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	for name, p := range map[string]pay.BioLinkPatch{
		"off": {Enabled: ptr(false)}, "not yet": {Enabled: ptr(true), SetStartsAt: true, StartsAt: &future},
	} {
		_, err := s.ChangeBioLink(s.ctx(), s.by, l.ID, p)
		s.must(err)
		if _, err := s.follow(slug, l.ID); code(err) != pay.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = s.pool.Exec(s.ctx(), `UPDATE bio_links SET enabled = true, starts_at = NULL, ends_at = $1`, past)
	s.must(err)
	if _, err := s.follow(slug, l.ID); code(err) != pay.NotFound {
		t.Errorf("ended: %v", err)
	}
	_, err = s.pool.Exec(s.ctx(), `UPDATE bio_links SET ends_at = NULL`)
	s.must(err)
	s.rival()
	for name, other := range map[string]string{"another's slug": "rival", "no slug": ""} {
		if _, err := s.follow(other, l.ID); code(err) != pay.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Blocks are followed and counted as well as links.
func TestFollowBlock(t *testing.T) {
	s := newShop(t)
	slug, link := s.owner.Merchant.Slug, s.link()
	s.publish(s.by, pay.BioBlock{Type: pay.BlockPaymentLink, PaymentLinkID: link.ID}, pay.BioBlock{Type: pay.BlockLink, Title: "Soon", URL: "https://a.example", StartsAt: time.Now().Add(time.Hour).UTC()},
		pay.BioBlock{Type: pay.BlockText, Text: "a"})
	b, err := s.Bio(s.ctx(), s.by)
	s.must(err)
	f, err := s.FollowBioLink(s.ctx(), slug, b.Blocks[0].ID)
	if err != nil || f.Block.PaymentLinkID != link.ID || f.MerchantID != s.by.MerchantID || f.Livemode {
		t.Errorf("%+v, %v", f, err)
	}
	for _, i := range []int{1, 2} {
		if _, err := s.FollowBioLink(s.ctx(), slug, b.Blocks[i].ID); code(err) != pay.NotFound {
			t.Errorf("block %d: %v", i, err)
		}
	}
	if _, err := s.FollowBioLink(s.ctx(), "rival", b.Blocks[0].ID); code(err) != pay.NotFound {
		t.Errorf("another's slug: %v", err)
	}
}

// A click that meets the removal of its link is counted once at the most, and
// never brings the link back.
func TestClicksWhileLinksGo(t *testing.T) {
	s := newShop(t)
	s.publish(s.by)
	slug := s.owner.Merchant.Slug
	var have []pay.ID
	for _, title := range []string{"a", "b", "c", "d"} {
		have = append(have, s.bioLink(title).ID)
	}
	atOnce(t, 48, func(i int) error {
		id := have[i%4]
		switch {
		case i >= 44:
			return s.DeleteBioLink(s.ctx(), s.by, id)
		case i >= 40:
			_, err := s.ChangeBioLink(s.ctx(), s.by, id, pay.BioLinkPatch{Position: ptr(1)})
			return err
		case i >= 36:
			return s.FlushBioCounts(s.ctx())
		}
		_, err := s.follow(slug, id)
		return err
	})
	s.must(s.FlushBioCounts(s.ctx()))
	if links, clicks := s.count(`SELECT count(*) FROM bio_links`), s.count(`SELECT coalesce(sum(clicks), 0)::int FROM bio_clicks`); links != 0 || clicks > 36 {
		t.Errorf("%d links are left, %d clicks", links, clicks)
	}
}

func TestBioConstraints(t *testing.T) {
	s := newShop(t)
	s.publish(s.by)
	s.bioLink("a")
	for _, change := range []string{
		`UPDATE bio_links SET url = 'javascript:alert(1)'`, `UPDATE bio_links SET url = '//evil.example'`, `UPDATE bio_links SET title = ''`,
		`UPDATE bio_links SET kind = 'x'`, `UPDATE bio_links SET position = 0`, `UPDATE bio_links SET clicks = -1`, `UPDATE bio_links SET starts_at = now(), ends_at = now()`,
		`UPDATE bio_pages SET theme = 'neon'`, `UPDATE bio_pages SET avatar_url = 'http://img.example/a'`, `UPDATE bio_pages SET blocks = '{}'`,
	} {
		refuses(t, s.pool, "23514", change)
	}
	for _, theme := range pay.BioThemes {
		_, err := s.pool.Exec(s.ctx(), `UPDATE bio_pages SET theme = $1`, string(theme))
		s.must(err)
	}
}
