package pay

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func readJSONBlocks(t *testing.T, text string) ([]BioBlock, error) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var sent []any
	if err := d.Decode(&sent); err != nil {
		t.Fatal(err)
	}
	var c Checks
	blocks := ReadBlocks(&c, "blocks", sent)
	return blocks, c.Err()
}

func TestBlocksOfEveryType(t *testing.T) {
	t.Parallel()
	link, listing := NewID(time.Now(), 7), NewID(time.Now(), 7)
	blocks, err := readJSONBlocks(t, `[{"type":"heading","text":"Hi"},{"type":"text","text":"a\nb"},{"type":"link","title":"Menu","url":"https://menu.example"},
		{"type":"payment_link","payment_link_id":"`+LinkPrefix.Show(link)+`"},{"type":"listing","listing_id":"`+ListingPrefix.Show(listing)+`","title":null},
		{"type":"social","url":"tel:+12425550100"},{"type":"image","url":"https://img.example/a.jpg","alt":"A cup"}]`)
	if err != nil || len(blocks) != len(BlockTypes) || blocks[3].PaymentLinkID != link || blocks[4].ListingID != listing {
		t.Fatalf("%+v, %v", blocks, err)
	}
	b, err := NewBio(ID{}, true).Apply(BioPatch{Blocks: &blocks})
	if err != nil || !slices.Equal(b.Blocks, blocks) {
		t.Errorf("%+v, %v", b.Blocks, err)
	}
}

func TestBlocksAreRefusedByPlace(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 1001)
	for text, field := range map[string]string{
		`["x"]`: "blocks.0",
		`[{}]`:  "blocks.0.type",
		`[{"type":"heading","text":"a"},{"type":"html"}]`: "blocks.1.type",
		`[{"type":7}]`: "blocks.0.type",
		`[{"type":"heading","text":"a","url":"https://x.example"}]`:                            "blocks.0.url",
		`[{"type":"heading","text":7}]`:                                                        "blocks.0.text",
		`[{"type":"heading"}]`:                                                                 "blocks.0.text",
		`[{"type":"heading","text":"` + long[:121] + `"}]`:                                     "blocks.0.text",
		`[{"type":"text","text":"` + long + `"}]`:                                              "blocks.0.text",
		`[{"type":"text","text":"a"},{"type":"link","title":"t","url":"javascript:alert(1)"}]`: "blocks.1.url",
		`[{"type":"link","url":"https://x.example"}]`:                                          "blocks.0.title",
		`[{"type":"link","title":"` + long[:121] + `","url":"https://x.example"}]`:             "blocks.0.title",
		`[{"type":"social","url":"data:text/html,x"}]`:                                         "blocks.0.url",
		`[{"type":"image","url":"http://img.example/a.jpg","alt":"a"}]`:                        "blocks.0.url",
		`[{"type":"image","url":"https://img.example/a.jpg"}]`:                                 "blocks.0.alt",
		`[{"type":"payment_link"}]`:                                                            "blocks.0.payment_link_id",
		`[{"type":"payment_link","payment_link_id":"lst_x"}]`:                                  "blocks.0.payment_link_id",
		`[{"type":"listing","listing_id":""}]`:                                                 "blocks.0.listing_id",
		`[{"type":"listing","listing_id":"x","onclick":"y"}]`:                                  "blocks.0.listing_id blocks.0.onclick",
		`[{"type":"html"},{"type":"link","title":"t","url":"vbscript:x"}]`:                     "blocks.0.type blocks.1.url",
	} {
		if _, err := readJSONBlocks(t, text); strings.Join(fieldsOf(err), " ") != field {
			t.Errorf("%.80s: %v, want %s", text, err, field)
		}
	}
	many := slices.Repeat([]BioBlock{{Type: BlockText, Text: "a"}}, 101)
	if _, err := NewBio(ID{}, true).Apply(BioPatch{Blocks: &many}); !slices.Equal(fieldsOf(err), []string{"blocks"}) {
		t.Errorf("101 blocks: %v", err)
	}
	if _, err := NewBio(ID{}, true).Apply(BioPatch{Blocks: &[]BioBlock{{Type: "html"}}}); !slices.Equal(fieldsOf(err), []string{"blocks.0.type"}) {
		t.Errorf("a made-up type: %v", err)
	}
}

func TestBioPatch(t *testing.T) {
	t.Parallel()
	b, err := NewBio(ID{}, true).Apply(BioPatch{Title: ptrTo(" Island\n Coffee "), Theme: ptrTo(BioTheme("shore")), AvatarURL: ptrTo("https://img.example/a.jpg"), Published: ptrTo(true)})
	if err != nil || b.Title != "Island Coffee" || b.Theme != "shore" || !b.Published {
		t.Fatalf("%+v, %v", b, err)
	}
	if same, err := b.Apply(BioPatch{}); err != nil || same.Title != b.Title || same.Theme != b.Theme || same.AvatarURL != b.AvatarURL || !same.Published {
		t.Errorf("nothing changed: %+v, %v", same, err)
	}
	if none, err := b.Apply(BioPatch{AvatarURL: ptrTo("")}); err != nil || none.AvatarURL != "" {
		t.Errorf("without a picture: %+v, %v", none, err)
	}
	_, err = b.Apply(BioPatch{Title: ptrTo(strings.Repeat("x", 121)), Tagline: ptrTo(strings.Repeat("x", 201)), Theme: ptrTo(BioTheme("neon")), AvatarURL: ptrTo("http://img.example/a.jpg")})
	if !slices.Equal(fieldsOf(err), []string{"avatar_url", "tagline", "theme", "title"}) {
		t.Errorf("all at once: %v", err)
	}
}

func TestBioLinkPatch(t *testing.T) {
	t.Parallel()
	now := time.Now()
	past, soon, later := now.Add(-time.Hour), now.Add(time.Hour), now.Add(2*time.Hour)
	l, err := NewBioLink(ID{1}).Apply(BioLinkPatch{Title: ptrTo(" Menu "), URL: ptrTo("https://menu.example"), SetStartsAt: true, StartsAt: &soon, SetEndsAt: true, EndsAt: &later}, now)
	if err != nil || l.Title != "Menu" || l.Kind != BioKindLink || !l.Enabled {
		t.Fatalf("%+v, %v", l, err)
	}
	for fields, p := range map[string]BioLinkPatch{
		"title":    {Title: ptrTo("")},
		"url":      {URL: ptrTo("javascript:alert(1)")},
		"kind":     {Kind: ptrTo(BioKind("button"))},
		"ends_at":  {SetEndsAt: true, EndsAt: &soon},
		"position": {Position: ptrTo(0)},
	} {
		if _, err := l.Apply(p, now); strings.Join(fieldsOf(err), " ") != fields {
			t.Errorf("%s: %v", fields, err)
		}
	}
	if _, err := l.Apply(BioLinkPatch{SetStartsAt: true, SetEndsAt: true, EndsAt: &past}, now); !slices.Equal(fieldsOf(err), []string{"ends_at"}) {
		t.Errorf("an end in the past: %v", err)
	}
	l.StartsAt, l.EndsAt = &past, &past
	if _, err := l.Apply(BioLinkPatch{SetStartsAt: true, Title: ptrTo("Old")}, now); err != nil {
		t.Errorf("a link that has ended can be renamed: %v", err)
	}
}

func TestBioLinkShown(t *testing.T) {
	t.Parallel()
	now := time.Now()
	before, after := now.Add(-1), now.Add(1)
	for _, c := range []struct {
		starts, ends *time.Time
		enabled      bool
		want         bool
	}{
		{nil, nil, true, true}, {nil, nil, false, false}, {&now, nil, true, true}, {&after, nil, true, false},
		{nil, &now, true, false}, {&before, &after, true, true}, {&before, &after, false, false},
	} {
		if got := (BioLink{Enabled: c.enabled, StartsAt: c.starts, EndsAt: c.ends}).Shown(now); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestCheckOrder(t *testing.T) {
	t.Parallel()
	a, b, x := ID{1}, ID{2}, ID{3}
	have := []ID{a, b}
	for fields, wanted := range map[string][]ID{
		"":      {b, a},
		"ids":   {a},
		"ids.1": {a, a},
		"ids.2": {a, b, x},
		"ids.0": {{}, b},
	} {
		if err := CheckOrder(have, wanted); strings.Join(fieldsOf(err), " ") != fields {
			t.Errorf("%v: %v", wanted, err)
		}
	}
	if err := CheckOrder(nil, nil); err != nil {
		t.Errorf("nothing in order: %v", err)
	}
}

// Moving keeps every link once and puts the one where it was wanted.
func TestMoved(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 9).Draw(t, "links")
		order := make([]ID, n)
		for i := range order {
			order[i] = ID{byte(i + 1)}
		}
		id, position := order[rapid.IntRange(0, n-1).Draw(t, "which")], rapid.IntRange(1, 12).Draw(t, "position")
		moved := Moved(order, id, position)
		if CheckOrder(order, moved) != nil || slices.Index(moved, id) != min(position, n)-1 {
			t.Fatalf("%v to %d: %v", id[0], position, moved)
		}
	})
}
