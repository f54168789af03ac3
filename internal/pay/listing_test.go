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
