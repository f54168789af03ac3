package store_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"linktill/internal/pay"
	"linktill/store"
)

// draft changes the draft of the page.
func (s shop) draft(change func(*pay.BioDraft) error) pay.BioDraft {
	s.t.Helper()
	d, err := s.ChangeBioDraft(s.ctx(), s.by, change)
	s.must(err)
	return d
}

func (s shop) textBlock(text string) pay.BioBlock {
	return pay.BioBlock{ID: s.NewID(s.by.MerchantNumber), Type: pay.BlockText, Text: text}
}

// texts are what the draft's parts say, in their order.
func texts(c pay.BioContent) (all string) {
	for _, item := range c.Items {
		all += item.Text + item.Title
	}
	return all
}

// What is drafted is seen by nobody before it is published, and each version can
// be brought back.
func TestBioDraftIsPublishedAndBroughtBack(t *testing.T) {
	s := newShop(t)
	slug := s.owner.Merchant.Slug
	s.publish(s.by, pay.BioBlock{Type: pay.BlockText, Text: "a"})
	l := s.bioLink("z")
	d := s.draft(func(d *pay.BioDraft) error { return d.Add(s.textBlock("b")) })
	if !d.Changed || texts(d.BioContent) != "abz" || d.Base != 1 {
		t.Fatalf("%q from %d, changed %v", texts(d.BioContent), d.Base, d.Changed)
	}
	if p, err := s.PublicBio(s.ctx(), slug); err != nil || len(p.Bio.Blocks) != 1 {
		t.Errorf("the draft is public: %+v, %v", p.Bio.Blocks, err)
	}
	if _, err := s.PublishBio(s.ctx(), s.by, d.Revision-1); !errors.Is(err, pay.ErrBioChanged) {
		t.Errorf("published what nobody looked at: %v", err)
	}
	number, err := s.PublishBio(s.ctx(), s.by, d.Revision)
	p, _ := s.PublicBio(s.ctx(), slug)
	if err != nil || number != 2 || len(p.Bio.Blocks) != 2 || len(p.Bio.Links) != 1 || p.Bio.Links[0].ID != l.ID {
		t.Errorf("version %d, %v: %+v", number, err, p.Bio)
	}
	if d, err := s.BioDraft(s.ctx(), s.by); err != nil || d.Changed || texts(d.BioContent) != "abz" {
		t.Errorf("after publishing: %+v, %v", d, err)
	}
	if number, err = s.RestoreBio(s.ctx(), s.by, 1); err != nil || number != 3 {
		t.Errorf("brought back as %d, %v", number, err)
	}
	versions, err := s.BioVersions(s.ctx(), s.by)
	if err != nil || len(versions) != 3 || versions[0].Restored != 1 || texts(versions[0].Content) != "az" || texts(versions[1].Content) != "abz" {
		t.Errorf("%+v, %v", versions, err)
	}
	if _, err := s.RestoreBio(s.ctx(), s.by, 9); code(err) != pay.NotFound {
		t.Errorf("a version that never was: %v", err)
	}
	if got := s.bioNotes(); got != "Version 1, Version 2, Version 3 brought back Version 1" {
		t.Errorf("the log says %q", got)
	}
}

// bioNotes is what the audit log says was published, oldest first.
func (s shop) bioNotes() string {
	s.t.Helper()
	list, err := s.AuditEntries(s.ctx(), s.caller(), store.AuditFilter{Topic: pay.Topic("settings"), Limit: 100})
	s.must(err)
	var all []string
	for _, e := range slices.Backward(list.Rows) {
		note := e.Name
		for _, c := range e.Changes {
			note += " " + c.Field + " " + c.To
		}
		if e.Act == pay.ActBioPublished && e.Livemode != nil && !*e.Livemode {
			all = append(all, note)
		}
	}
	return strings.Join(all, ", ")
}

// Two who work at once do not undo one another: the later of two changes of one
// block is told, and changes of different blocks both stay.
func TestTwoEditorsAtOnce(t *testing.T) {
	s := newShop(t)
	a, b := s.textBlock("a"), s.textBlock("b")
	d := s.draft(func(d *pay.BioDraft) error { return errors.Join(d.Add(a), d.Add(b)) })
	seen := d.Items[0].Revision
	change := func(block pay.BioBlock, text string, seen int) error {
		block.Text = text
		_, err := s.ChangeBioDraft(s.ctx(), s.by, func(d *pay.BioDraft) error { return d.Replace(block, seen) })
		return err
	}
	s.must(change(a, "A", seen))
	s.must(change(b, "B", seen))
	if err := change(a, "lost?", seen); !errors.Is(err, pay.ErrBioChanged) {
		t.Errorf("a stale change: %v", err)
	}
	if n := atOnce(t, 6, func(i int) error {
		_, err := s.ChangeBioDraft(s.ctx(), s.by, func(d *pay.BioDraft) error { return d.Add(s.textBlock("+")) })
		return err
	}); n != 6 {
		t.Errorf("%d of 6 were added", n)
	}
	if d, err := s.BioDraft(s.ctx(), s.by); err != nil || texts(d.BioContent) != "AB++++++" {
		t.Errorf("%q, %v", texts(d.BioContent), err)
	}
}

// Programs publish at once; a draft stays, and knows that it was overtaken. What a
// key does in a row is one version.
func TestProgramsPublishBesideADraft(t *testing.T) {
	s := newShop(t)
	s.publish(s.caller(), pay.BioBlock{Type: pay.BlockText, Text: "a"})
	d := s.draft(func(d *pay.BioDraft) error { return d.Add(s.textBlock("b")) })
	for _, title := range []string{"One", "Two"} {
		_, err := s.SaveBio(s.ctx(), s.by, pay.BioPatch{Title: &title})
		s.must(err)
	}
	now, err := s.BioDraft(s.ctx(), s.by)
	if err != nil || now.Base == now.Page.Version || texts(now.BioContent) != "ab" || now.Title != "" || now.Page.Title != "Two" {
		t.Errorf("the draft: %+v, %v", now, err)
	}
	versions, err := s.BioVersions(s.ctx(), s.by)
	if err != nil || len(versions) != 2 || !versions[0].ByKey || versions[0].By == "" || versions[1].ByKey || versions[1].By == "" || versions[0].Content.Title != "Two" {
		t.Errorf("%+v, %v", versions, err)
	}
	if got := s.bioNotes(); got != "Version 1, Version 2" { // one entry for what a key does in a row
		t.Errorf("the log says %q", got)
	}
	s.must(s.DiscardBioDraft(s.ctx(), s.by, now.Revision))
	if after, err := s.BioDraft(s.ctx(), s.by); err != nil || after.Changed || texts(after.BioContent) != "a" || after.Revision <= d.Revision {
		t.Errorf("discarded: %+v, %v", after, err)
	}
}

// Blocks keep what was counted of them when a program sends them again.
func TestBlocksKeepTheirNames(t *testing.T) {
	s := newShop(t)
	s.publish(s.by, pay.BioBlock{Type: pay.BlockText, Text: "a"}, pay.BioBlock{Type: pay.BlockText, Text: "b"})
	before, err := s.Bio(s.ctx(), s.by)
	s.must(err)
	s.publish(s.by, pay.BioBlock{Type: pay.BlockText, Text: "b"}, pay.BioBlock{Type: pay.BlockText, Text: "c"})
	after, err := s.Bio(s.ctx(), s.by)
	s.must(err)
	if after.Blocks[0].ID != before.Blocks[1].ID || after.Blocks[1].ID == before.Blocks[0].ID || after.Blocks[1].ID.IsZero() {
		t.Errorf("%v, then %v", before.Blocks, after.Blocks)
	}
}

// Looking writes nothing until it is flushed; flushing at once counts each view
// once, by the day of the merchant's zone.
func TestBioNumbers(t *testing.T) {
	s := newShop(t)
	s.publish(s.by)
	p, err := s.PublicBio(s.ctx(), s.owner.Merchant.Slug)
	s.must(err)
	for range 50 {
		s.CountBioView(p)
	}
	if n := s.count(`SELECT count(*) FROM bio_views`); n != 0 {
		t.Error("a view was written")
	}
	atOnce(t, 20, func(i int) error {
		s.CountBioView(p)
		return s.FlushBioCounts(s.ctx())
	})
	day := time.Now().In(p.Merchant.Location()).Format(time.DateOnly)
	n, err := s.BioNumbers(s.ctx(), s.by, day, day)
	if err != nil || n.Views[day] != 70 || len(n.Clicks) != 0 {
		t.Errorf("%+v, %v", n, err)
	}
	if n, err = s.BioNumbers(s.ctx(), live(s.by), day, day); err != nil || len(n.Views) != 0 {
		t.Errorf("live: %+v, %v", n, err)
	}
}
