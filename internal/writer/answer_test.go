package writer

import (
	"slices"
	"strings"
	"testing"

	"linktill/internal/pay"
)

func someCaption() CaptionOrder {
	return CaptionOrder{About: About{Name: "Island Blend", Details: "See www.example.com/roast.", URL: "https://pay.example.com/l"},
		Network: X, Tone: Friendly, Language: "en", Hashtags: 2}
}

func TestModelCaption(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, says(`{"text":"Fresh! https://pay.example.com/l.\nMore: www.example.com/roast","hashtags":["#Coffee","Café_Nassau","#Coffee"]}`))
	got, err := e.Caption(t.Context(), someCaption())
	if err != nil || got.Text != "Fresh! https://pay.example.com/l.\nMore: www.example.com/roast" || !slices.Equal(got.Hashtags, []string{"#Coffee", "#Café_Nassau"}) {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := newEndpoint(t, says(`{"text":"x"}`)).Caption(t.Context(), someCaption()); err != nil || got.Hashtags == nil || len(got.Hashtags) != 0 {
		t.Errorf("without hashtags: %+v, %v", got, err)
	}
	for name, content := range map[string]string{
		"three hashtags":    `{"text":"x","hashtags":["#a","#b","#c"]}`,
		"a hashtag of two":  `{"text":"x","hashtags":["#a b"]}`,
		"an empty hashtag":  `{"text":"x","hashtags":["#"]}`,
		"markup in it":      `{"text":"x","hashtags":["#<b>"]}`,
		"long together":     `{"text":"` + strings.Repeat("x", 275) + `","hashtags":["#coffee"]}`,
		"long":              `{"text":"` + strings.Repeat("x", 281) + `"}`,
		"another address":   `{"text":"https://pay.example.com/l2"}`,
		"hashtags no list":  `{"text":"x","hashtags":"#a"}`,
		"hashtag no text":   `{"text":"x","hashtags":[1]}`,
		"a field too many":  `{"text":"x","hashtags":[],"emoji":true}`,
		"hidden characters": `{"text":"\u200b","hashtags":[]}`,
	} {
		e := newEndpoint(t, says(content))
		_, err := e.Caption(t.Context(), someCaption())
		e.wantUnavailable(t, name, err, "cannot be used")
	}
}

func somePage() PageOrder {
	return PageOrder{Description: "Coffee from Nassau.", Brand: "Island Coffee",
		Links: []Link{{"Shop", "https://island.example/shop"}, {"", "mailto:maria@example.com"}}}
}

func TestModelPage(t *testing.T) {
	t.Parallel()
	e := newEndpoint(t, says(`{"title":"Island Coffee","tagline":"Coffee from Nassau","theme":"market","blocks":[
		{"type":"heading","text":"About"},{"type":"text","text":"We roast.\nEvery day."},
		{"type":"link","title":"Shop","url":"https://island.example/shop"},{"type":"link","title":"Mail","url":"mailto:maria@example.com"}]}`))
	got, err := e.Page(t.Context(), somePage())
	if err != nil || got.Title != "Island Coffee" || got.Theme != "market" || len(got.Blocks) != 4 || got.Blocks[2].URL != "https://island.example/shop" {
		t.Errorf("%+v, %v", got, err)
	}
	page := func(blocks string) string {
		return `{"title":"T","tagline":"","theme":"ink","blocks":[` + blocks + `]}`
	}
	for name, content := range map[string]string{
		"no blocks":         page(""),
		"no title":          `{"title":" ","tagline":"","theme":"ink","blocks":[{"type":"text","text":"x"}]}`,
		"no theme":          `{"title":"T","blocks":[{"type":"text","text":"x"}]}`,
		"another theme":     `{"title":"T","theme":"neon","blocks":[{"type":"text","text":"x"}]}`,
		"long title":        `{"title":"` + strings.Repeat("x", 121) + `","theme":"ink","blocks":[{"type":"text","text":"x"}]}`,
		"a field too many":  `{"title":"T","theme":"ink","css":"x","blocks":[{"type":"text","text":"x"}]}`,
		"another type":      page(`{"type":"script","text":"x"}`),
		"no object":         page(`"text"`),
		"another field":     page(`{"type":"text","text":"x","html":"y"}`),
		"wrong type":        page(`{"type":"text","text":5}`),
		"empty text":        page(`{"type":"text","text":""}`),
		"markup":            page(`{"type":"text","text":"<img src=x onerror=alert(1)>"}`),
		"address in a text": page(`{"type":"text","text":"Pay at https://evil.example"}`),
		"another address":   page(`{"type":"link","title":"x","url":"https://evil.example/shop"}`),
		"program":           page(`{"type":"link","title":"x","url":"javascript:alert(1)"}`),
		"a picture":         page(`{"type":"image","alt":"x","url":"https://island.example/shop"}`),
		"somebody's link":   page(`{"type":"payment_link","payment_link_id":"link_1"}`),
		"a payment link":    page(`{"type":"payment_link","payment_link_id":"` + pay.LinkPrefix.Show(pay.ID{1}) + `"}`),
		"too many blocks":   page(strings.Repeat(`{"type":"text","text":"x"},`, 100) + `{"type":"text","text":"x"}`),
	} {
		e := newEndpoint(t, says(content))
		_, err := e.Page(t.Context(), somePage())
		e.wantUnavailable(t, name, err, "cannot be used")
	}
}
