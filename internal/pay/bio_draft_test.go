package pay

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// draftOf is a draft with a block for each letter; capitals are links of the page,
// digits its networks.
func draftOf(letters string) *BioDraft {
	d := &BioDraft{Revision: 9, HeadRevision: 3}
	for i, r := range letters {
		item := BioItem{BioBlock: BioBlock{ID: ID{15: byte(r), 14: byte(i + 1)}, Type: BlockLink, Title: string(r), URL: "https://a.example"}, Revision: 3}
		if r < 'a' {
			item.PageLink = true
		}
		if r <= '9' {
			item.Type = BlockSocial
		}
		d.Items = append(d.Items, item)
	}
	return d
}

func (d *BioDraft) letters() (all string) {
	for _, item := range d.Items {
		all += item.Title
	}
	return all
}

// pageLinks are the letters that are links of the page.
func (d *BioDraft) pageLinks() (all string) {
	for _, item := range d.Items {
		if item.PageLink {
			all += item.Title
		}
	}
	return all
}

// The page's links are only ever below everything else, large ones first: a link
// that stands elsewhere becomes a block, and nothing is lost.
func TestLinksOfThePageStandBelow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from     string
		move, to int
		want     string
		links    string
	}{
		{"abAB12", 0, 1, "baAB12", "AB12"},
		{"abAB12", 2, 0, "AabB12", "B12"},
		{"abAB12", 0, 5, "bAB12a", ""},
		{"abAB12", 5, 2, "ab2AB1", "AB1"},
		{"abAB12", 2, 3, "abBA12", "BA12"},
		{"abAB12", 4, 3, "abA1B2", "B2"},
		{"abAB12", 1, 99, "aAB12b", ""},
		{"abAB12", 3, -5, "BabA12", "A12"},
	} {
		d := draftOf(c.from)
		if err := d.Move(d.Items[c.move].ID, c.to); err != nil || d.letters() != c.want || d.pageLinks() != c.links {
			t.Errorf("%s, %d to %d: %s with %s, %v; want %s with %s", c.from, c.move, c.to, d.letters(), d.pageLinks(), err, c.want, c.links)
		}
	}
}

// However blocks are moved, removed and brought back, each is there once.
func TestNoBlockIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := draftOf("abcABC12")
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			id := draftOf("abcABC12").Items[rapid.IntRange(0, 7).Draw(t, "which")].ID
			switch rapid.IntRange(0, 2).Draw(t, "act") {
			case 0:
				_ = d.Move(id, rapid.IntRange(-1, 9).Draw(t, "to"))
			case 1:
				_ = d.Remove(id)
			case 2:
				_ = d.Restore(id)
			}
			if len(d.Items)+len(d.Removed) != 8 {
				t.Fatalf("%s and %d removed", d.letters(), len(d.Removed))
			}
			blocks, links := d.Parts()
			if again := (Bio{}).With(d.BioContent).Content(); len(blocks)+len(links) != len(d.Items) || len(again.Items) != len(d.Items) {
				t.Fatalf("%s is published as %d blocks and %d links", d.letters(), len(blocks), len(links))
			}
			for i, item := range (Bio{}).With(d.BioContent).Content().Items {
				if item.ID != d.Items[i].ID {
					t.Fatalf("%s is published in another order", d.letters())
				}
			}
		}
	})
}

func TestAddedBlocksStandAboveTheLinks(t *testing.T) {
	t.Parallel()
	d := draftOf("aA1")
	b := BioBlock{ID: ID{1}, Type: BlockText, Text: " x "}
	if err := d.Add(b); err != nil || d.Items[1].Text != "x" || d.pageLinks() != "A1" || d.Items[1].Revision != 9 {
		t.Errorf("%+v, %v", d.Items, err)
	}
	if err := d.Add(b); err != nil || len(d.Items) != 4 {
		t.Errorf("the same form again: %d, %v", len(d.Items), err)
	}
	var e *Error
	if err := d.Add(BioBlock{ID: ID{2}, Type: BlockLink, URL: "javascript:alert(1)"}); !errors.As(err, &e) || e.Fields["url"] == nil || e.Fields["title"] == nil {
		t.Errorf("%v", err)
	}
	for i := range BioBlocksMax - 2 {
		if err := d.Add(BioBlock{ID: ID{3, byte(i)}, Type: BlockText, Text: "x"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Add(BioBlock{ID: ID{4}, Type: BlockText, Text: "x"}); CodeOf(err) != Invalid {
		t.Errorf("one too many: %v", err)
	}
}

func TestStaleChangesAreRefused(t *testing.T) {
	t.Parallel()
	d := draftOf("ab")
	b := d.Items[0].BioBlock
	b.Title, b.Off = "new", true
	if err := d.Replace(b, 2); !errors.Is(err, ErrBioChanged) || d.letters() != "ab" {
		t.Errorf("%v", err)
	}
	if err := d.Replace(draftOf("ab").Items[0].BioBlock, 2); err != nil || d.Items[0].Revision != 3 {
		t.Errorf("the same again: %v", err)
	}
	if err := d.Replace(b, 3); err != nil || d.Items[0].Title != "new" || d.Items[0].Revision != 9 || d.Items[0].Off {
		t.Errorf("%+v, %v", d.Items[0], err)
	}
	head := BioHead{Title: " A  B ", Theme: "ink", SoldOut: BioHide, Accent: "moss"}
	if err := d.SetHead(head, 2); !errors.Is(err, ErrBioChanged) {
		t.Errorf("%v", err)
	}
	if err := d.SetHead(head, 3); err != nil || d.Title != "A B" || d.HeadRevision != 9 || d.Accent != "moss" {
		t.Errorf("%+v, %v", d, err)
	}
	for _, err := range []error{d.Replace(BioBlock{ID: ID{7}}, 0), d.Remove(ID{7}), d.Restore(ID{7}), d.Move(ID{7}, 0), d.Switch(ID{7}, true)} {
		if CodeOf(err) != NotFound {
			t.Errorf("a block that is not there: %v", err)
		}
	}
}

func TestBlocksAreShownForATime(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		block BioBlock
		want  bool
	}{
		{BioBlock{}, true}, {BioBlock{Off: true}, false},
		{BioBlock{StartsAt: now}, true}, {BioBlock{StartsAt: now.Add(time.Second)}, false},
		{BioBlock{EndsAt: now}, false}, {BioBlock{EndsAt: now.Add(time.Second)}, true},
	} {
		if c.block.Shown(now) != c.want {
			t.Errorf("%+v", c.block)
		}
	}
}

// What fills a page in place of another can be brought back, block by block.
func TestFillKeepsWhatWasThere(t *testing.T) {
	t.Parallel()
	d := draftOf("abA")
	if err := d.Fill("T", "L", "ink", []BioBlock{{ID: ID{1}, Type: BlockText, Text: "x"}}, true); err != nil || len(d.Items) != 1 || len(d.Removed) != 3 || d.Title != "T" {
		t.Errorf("%+v, %v", d, err)
	}
	if err := d.Fill("no", "no", "", []BioBlock{{ID: ID{2}, Type: BlockText, Text: "y"}}, false); err != nil || len(d.Items) != 2 || d.Title != "T" {
		t.Errorf("%+v, %v", d, err)
	}
	if err := draftOf("").Fill("", "", "neon", nil, true); CodeOf(err) != Invalid {
		t.Errorf("a theme that is none: %v", err)
	}
}
