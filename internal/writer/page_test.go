package writer

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"linktill/internal/pay"
)

func (o PageOrder) laid(t *testing.T) (pay.Bio, string) {
	t.Helper()
	ready, err := o.Ready(func(i int) string { return fmt.Sprintf("links.%d", i) })
	if err != nil {
		t.Fatal(err)
	}
	page, err := Templates{}.Page(t.Context(), ready)
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("%s | %s | %s\n", page.Title, page.Tagline, page.Theme)
	for _, b := range page.Blocks {
		text += strings.TrimSpace(strings.Join([]string{string(b.Type), b.Title, b.Text, b.URL}, " ")) + "\n"
	}
	return page, text
}

func TestTemplatesPage(t *testing.T) {
	t.Parallel()
	links := []Link{{"", "https://www.instagram.com/island"}, {"Our shop", "https://island.example/shop"}, {"", "mailto:maria@example.com"},
		{"Again", "https://island.example/shop"}, {"", "https://www.example.org/map?q=1"}}
	for _, c := range []struct {
		order PageOrder
		want  string
	}{
		{PageOrder{Description: "Island Coffee: beans from the Bahamas. We roast on Bay Street. Come by for a cup!", Links: links},
			"Island Coffee | Beans from the Bahamas. | market\nheading  About\ntext  We roast on Bay Street. Come by for a cup!\nheading  Have a look\n" +
				"link Our shop  https://island.example/shop\nlink maria@example.com  mailto:maria@example.com\nlink example.org  https://www.example.org/map?q=1\n" +
				"social Instagram  https://www.instagram.com/island\n"},
		{PageOrder{Description: "Wir backen in Köln. Jeden Morgen ist das Brot frisch.", Brand: "Bäckerei Schmidt"},
			"Bäckerei Schmidt | Wir backen in Köln. | market\nheading  Über uns\ntext  Jeden Morgen ist das Brot frisch.\n"},
		{PageOrder{Description: "Yoga"}, "Yoga |  | bloom\ntext  Yoga\n"},
		{PageOrder{Description: "<b>Ann</b> is a writer &amp; <script>x</script>speaker."}, "Ann | Ann is a writer & xspeaker. | ink\ntext  Ann is a writer & xspeaker.\n"},
		{PageOrder{Description: "<>", Links: links[1:2]}, "island.example |  | paper\nlink Our shop  https://island.example/shop\n"},
	} {
		if _, got := c.order.laid(t); got != c.want {
			t.Errorf("%q:\n%s", c.order.Description, got)
		}
	}
}

// Whatever is asked for, the page can be saved as it is.
func TestTemplatesPageKeepsTheRules(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		order := PageOrder{Description: rapid.OneOf(rapid.StringN(1, TextMax, -1), rapid.StringMatching(`([a-zé]{1,9}[ ,.!:<&]{1,3}[A-Z]?)+`)).Draw(t, "description"),
			Brand: rapid.StringN(0, BrandMax, -1).Draw(t, "brand")}
		for range rapid.IntRange(0, LinksMax).Draw(t, "links") {
			order.Links = append(order.Links, Link{rapid.StringN(0, LinkTitleMax, -1).Draw(t, "title"),
				rapid.SampledFrom([]string{"https://a.example/x", "http://b.example", "tel:+1242", "https://x.com/y", "mailto:a@b.example?subject=x"}).Draw(t, "url")})
		}
		ready, err := order.Ready(func(int) string { return "" })
		if err != nil {
			return
		}
		page, err := Templates{}.Page(t.Context(), ready)
		if err != nil {
			t.Fatalf("%v: %+v", err, layPage(ready))
		}
		if _, err := pay.NewBio(pay.ID{}, false).Apply(pay.BioPatch{Title: &page.Title, Tagline: &page.Tagline, Theme: &page.Theme, Blocks: &page.Blocks}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestSentences(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "One": "One", "One. Two! Three? Four": "One.|Two!|Three?|Four", "3.5 kg, e.g. beans. Done": "3.5 kg, e.g. beans.|Done",
		"One\n\n two": "One|two", "¿Qué? ¡Sí! Ya": "¿Qué?|¡Sí!|Ya", "Er sagt: „Gut.“ Dann": "Er sagt: „Gut.“|Dann", "É. Été": "É.|Été",
	} {
		if got := strings.Join(sentences(text), "|"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	for _, c := range []struct {
		text string
		n    int
		want string
	}{{"abc", 3, "abc"}, {"one two three", 9, "one two…"}, {"onetwothree", 5, "onet…"}, {"é é é é", 4, "é é…"}, {"one, two", 7, "one…"}} {
		if got := cut(c.text, c.n); got != c.want {
			t.Errorf("cut(%q, %d) = %q", c.text, c.n, got)
		}
	}
}
