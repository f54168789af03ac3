package pay

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// fieldsOf names the fields that an error is about, sorted.
func fieldsOf(err error) []string {
	var e *Error
	if !errors.As(err, &e) {
		return nil
	}
	var fields []string
	for field := range e.Fields {
		fields = append(fields, field)
	}
	slices.Sort(fields)
	return fields
}

func ptrTo[T any](v T) *T { return &v }

func someListing() Listing {
	return Listing{Title: "Mug", AmountMinor: ptrTo(int64(14_50)), Currency: "BSD", State: ListingDraft}
}

func TestListingIsCleaned(t *testing.T) {
	t.Parallel()
	l, err := someListing().Apply(ListingPatch{
		Title: ptrTo("  Enamel\u202e \n mug "), Description: ptrTo(" One\r\nTwo "), Category: ptrTo(" For  the table "),
		Tags: ptrTo([]string{" red ", "red", "blue"}), Images: ptrTo([]string{" HTTPS://img.example/Mug.jpg "}),
	})
	if err != nil || l.Title != "Enamel mug" || l.Description != "One\nTwo" || l.Category != "For the table" ||
		!slices.Equal(l.Tags, []string{"red", "blue"}) || !slices.Equal(l.Images, []string{"https://img.example/Mug.jpg"}) || *l.AmountMinor != 14_50 {
		t.Errorf("%+v, %v", l, err)
	}
}

func TestListingPatchIsRefused(t *testing.T) {
	t.Parallel()
	many := make([]string, 21)
	for i := range many {
		many[i] = strconv.Itoa(i)
	}
	for field, p := range map[string]ListingPatch{
		"title":       {Title: ptrTo(" ")},
		"description": {Description: ptrTo(strings.Repeat("x", 5001))},
		"amount":      {SetAmount: true, AmountMinor: ptrTo(int64(0))},
		"currency":    {Currency: ptrTo("XXX")},
		"category":    {Category: ptrTo(strings.Repeat("x", 61))},
		"tags":        {Tags: &many},
		"tags.1":      {Tags: ptrTo([]string{"fine", strings.Repeat("x", 41)})},
		"tags.0":      {Tags: ptrTo([]string{" "})},
		"images.0":    {Images: ptrTo([]string{"http://img.example/a.jpg"})},
		"images.1":    {Images: ptrTo([]string{"https://img.example/a.jpg", "javascript:alert(1)"})},
		"images":      {Images: ptrTo(slices.Repeat([]string{"https://img.example/a.jpg"}, 11))},
	} {
		if _, err := someListing().Apply(p); !slices.Equal(fieldsOf(err), []string{field}) || CodeOf(err) != Invalid {
			t.Errorf("%s: %v", field, err)
		}
	}
	_, err := someListing().Apply(ListingPatch{Title: ptrTo(""), SetAmount: true, AmountMinor: ptrTo(int64(-1)), Currency: ptrTo("")})
	if !slices.Equal(fieldsOf(err), []string{"amount", "currency", "title"}) {
		t.Errorf("all at once: %v", err)
	}
}

// Every state with every act.
func TestListingStates(t *testing.T) {
	t.Parallel()
	now := time.Now()
	earlier := now.Add(-time.Hour)
	for _, from := range ListingStates {
		l := someListing()
		if l.State = from; from != ListingDraft {
			l.PublishedAt = &earlier
		}
		published, err := l.Publish(now)
		if err != nil || published.State != ListingPublished || published.PublishedAt == nil {
			t.Errorf("publish from %s: %+v, %v", from, published, err)
		}
		if from != ListingDraft && !published.PublishedAt.Equal(earlier) {
			t.Errorf("publish from %s forgot when it was published first", from)
		}
		paused, err := l.Pause()
		if from == ListingDraft && !slices.Equal(fieldsOf(err), []string{"status"}) || from != ListingDraft && (err != nil || paused.State != ListingPaused) {
			t.Errorf("pause from %s: %+v, %v", from, paused, err)
		}
		l.AmountMinor = nil
		if _, err := l.Publish(now); !slices.Equal(fieldsOf(err), []string{"amount"}) {
			t.Errorf("publish from %s without a price: %v", from, err)
		}
		l.AmountMinor = ptrTo(int64(1))
		_, err = l.Apply(ListingPatch{SetAmount: true})
		if free := from == ListingDraft; free != (err == nil) || !free && !slices.Equal(fieldsOf(err), []string{"amount"}) {
			t.Errorf("no price any more in %s: %v", from, err)
		}
	}
	wrong := someListing()
	wrong.Currency = "ZZZ"
	if _, err := wrong.Publish(now); !slices.Equal(fieldsOf(err), []string{"currency"}) {
		t.Errorf("publish with an unknown currency: %v", err)
	}
}

func TestStockReason(t *testing.T) {
	t.Parallel()
	now := time.Now()
	past, future, none, one := now, now.Add(1), int64(0), int64(1)
	for _, c := range []struct {
		stock Stock
		want  ShopReason
	}{
		{Stock{}, ShopOpen},
		{Stock{Quantity: &one, ExpiresAt: &future}, ShopOpen},
		{Stock{Quantity: &none}, ShopSoldOut},
		{Stock{Quantity: &none, ExpiresAt: &past}, ShopExpired},
		{Stock{Quantity: &one, Deleted: true}, ShopClosed},
	} {
		if got := c.stock.Reason(now); got != c.want {
			t.Errorf("%+v: %q, want %q", c.stock, got, c.want)
		}
	}
}

func TestPicturesOfAListing(t *testing.T) {
	t.Parallel()
	l := Listing{Images: []string{"a", "b", "c"}, ImageAlts: []string{"A", "B"}}
	for _, c := range []struct {
		n, by        int
		images, alts string
	}{{0, 1, "bac", "BA"}, {2, -1, "acb", "AB"}, {2, -9, "cab", "AB"}, {0, 9, "bca", "BA"}, {-1, 0, "abc", "AB"}, {3, -1, "abc", "AB"}} {
		images, alts := l.MovePicture(c.n, c.by)
		if got := strings.Join(images, ""); got != c.images || strings.Join(alts, "") != c.alts || len(alts) != 3 {
			t.Errorf("%d by %d: %v %q", c.n, c.by, images, alts)
		}
	}
	if images, alts := l.DropPicture(1); strings.Join(images, "") != "ac" || len(alts) != 2 || alts[0] != "A" || alts[1] != "" {
		t.Errorf("%v %q", images, alts)
	}
	if images, _ := (Listing{}).MovePicture(0, 1); len(images) != 0 {
		t.Errorf("%v", images)
	}
	if strings.Join(l.Images, "") != "abc" {
		t.Error("the listing itself changed")
	}
}

func TestPicturePath(t *testing.T) {
	t.Parallel()
	id := NewID(time.Now(), 7)
	path := PicturePath(id)
	if got, ok := ParsePicturePath(path); !ok || got != id {
		t.Errorf("%s: %v, %t", path, got, ok)
	}
	for _, other := range []string{"", "/img/", path + "x", path + "?w=160", "x" + path, "/img/" + id.UUID(), "/img/" + ListingPrefix.Show(id), "https://x.example" + path} {
		if _, ok := ParsePicturePath(other); ok {
			t.Errorf("%s is taken", other)
		}
	}
}

func TestEditions(t *testing.T) {
	t.Parallel()
	price := int64(5)
	l := Listing{Title: "Mug", AmountMinor: &price, Images: []string{"a"}}
	same := l
	same.Images, same.State = nil, ListingPublished
	other := l
	other.Tags = []string{"blue"}
	if l.Edition() != same.Edition() || l.Edition() == other.Edition() {
		t.Error("an edition of a listing is what its form shows")
	}
	stock := int64(3)
	p := Product{Name: "Mug", AmountMinor: 5}
	sold := p
	sold.Quantity, sold.Sold = &stock, 2
	dear := p
	dear.AmountMinor = 6
	if p.Edition() != sold.Edition() || p.Edition() == dear.Edition() || p.Stock() != "" || sold.Stock() != "3" {
		t.Error("an edition of a product is what its form shows")
	}
	was, name := p.Edition(), "Cup"
	if _, err := dear.Apply(ProductInput{Name: &name, Edition: &was}, Caller{}, time.Now()); CodeOf(err) != Conflict {
		t.Errorf("an old form: %v", err)
	}
	if _, err := sold.Apply(ProductInput{Name: &name, StockSeen: new(string)}, Caller{}, time.Now()); CodeOf(err) != Conflict {
		t.Errorf("an old stock: %v", err)
	}
	if title := CopyTitle(strings.Repeat("é", 200)); len([]rune(title)) != ListingTitleMax || !strings.HasSuffix(title, " (copy)") {
		t.Errorf("%q", title)
	}
}

func TestRoomForPictures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pictures, kept, more int64
		fits                 bool
	}{{0, 0, 1, true}, {PicturesMax - 1, 0, 1, true}, {PicturesMax, 0, 1, false}, {1, PicturesByteMax - 1, 1, true}, {1, PicturesByteMax, 1, false}} {
		if err := CheckRoom("logo", c.pictures, c.kept, c.more); (err == nil) != c.fits {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
