package writer

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"linktill/internal/pay"
)

func TestTemplatesDescribe(t *testing.T) {
	t.Parallel()
	order := DescriptionOrder{Name: "Island Blend, 250 g", Keywords: []string{"dark roast", "Dark Roast", " ", "chocolate notes", "ground fresh"},
		Tone: "", Language: "", LengthMax: DescriptionLength}
	ready, err := order.Ready(Templates{})
	if err != nil {
		t.Fatal(err)
	}
	text, err := Templates{}.Describe(t.Context(), ready)
	if err != nil || !strings.Contains(text, "Island Blend, 250 g") || !strings.Contains(text, "dark roast, chocolate notes and ground fresh") {
		t.Errorf("%q, %v", text, err)
	}
	if again, _ := (Templates{}).Describe(t.Context(), ready); again != text {
		t.Errorf("%q, then %q", text, again)
	}
	seen := map[string]bool{}
	for _, language := range languages {
		for _, tone := range Tones {
			ready.Language, ready.Tone = language, tone
			text, _ := Templates{}.Describe(t.Context(), ready)
			seen[text] = true
			if strings.ContainsAny(text, "{}") {
				t.Errorf("a hole is open: %s", text)
			}
		}
	}
	if len(seen) != len(languages)*len(Tones) {
		t.Errorf("only %d texts differ", len(seen))
	}
	ready.Language, ready.Keywords = "es", []string{"azúcar", "higos"}
	if text, _ := (Templates{}).Describe(t.Context(), ready); !strings.Contains(text, "azúcar e higos") {
		t.Errorf("Spanish: %s", text)
	}
}

// Every language has every phrase, and nothing that is not filled in.
func TestPhrasesAreWhole(t *testing.T) {
	t.Parallel()
	if len(tongues) != len(languages) {
		t.Errorf("%d languages are there, %d are told", len(tongues), len(languages))
	}
	for _, language := range languages {
		in := tongues[language]
		if in.and == "" || in.bio == "" || in.about == "" || in.links == "" || len(in.common) < 10 ||
			!strings.Contains(in.price, "{price}") || !strings.Contains(in.order, "{url}") {
			t.Errorf("%s lacks something", language)
		}
		for _, tone := range Tones {
			p := in.tones[tone]
			for hole, list := range map[string][]string{"{name}": p.Open, "{words}": p.Words, "": slices.Concat(p.More, p.Close)} {
				if len(list) < 2 || slices.ContainsFunc(list, func(s string) bool { return !strings.Contains(s, hole) || strings.Count(s, "{") != min(1, len(hole)) }) {
					t.Errorf("%s, %s: %q", language, tone, list)
				}
			}
		}
	}
	for _, network := range Networks {
		if networks[network].length < 280 {
			t.Errorf("%s has no length", network)
		}
	}
}

// Whatever is asked for, the text is there, fits, and passes the checks that a
// model's text has to pass.
func TestTemplatesKeepTheRules(t *testing.T) {
	t.Parallel()
	anyText := rapid.OneOf(rapid.StringN(1, 300, -1), rapid.StringMatching(`[a-zA-ZäéÑ ,.!?:<>&"/]{1,200}`),
		rapid.SampledFrom([]string{"<script>x</script>", "a &lt;b&gt; &amp;lt;c", "https://x.example/a b", "{name} {words}", "...", "Ünïcode 🥐 Croissant"}))
	rapid.Check(t, func(t *rapid.T) {
		tone, language := rapid.SampledFrom(Tones).Draw(t, "tone"), rapid.SampledFrom(languages).Draw(t, "language")
		d, err := DescriptionOrder{Name: anyText.Draw(t, "name"), Tone: tone, Language: language,
			Keywords:  rapid.SliceOfN(rapid.StringN(0, 30, -1), 0, 20).Draw(t, "keywords"),
			LengthMax: rapid.IntRange(DescriptionLengthMin, DescriptionLengthMax).Draw(t, "length")}.Ready(Templates{})
		if err == nil {
			text, err := Templates{}.Describe(t.Context(), d)
			if clean, problem := plainText(text, d.LengthMax, addresses(text)...); err != nil || problem != nil || clean != text {
				t.Fatalf("%q: %v %v", text, err, problem)
			}
		}
		c, err := CaptionOrder{Tone: tone, Language: language, Network: rapid.SampledFrom(Networks).Draw(t, "network"),
			Hashtags: rapid.IntRange(-1, HashtagsMax).Draw(t, "hashtags")}.Ready(Templates{})
		if err != nil {
			t.Fatal(err)
		}
		c.About = About{Name: pay.CleanLine(rapid.OneOf(rapid.Just(""), anyText).Draw(t, "about")), Details: pay.CleanText(anyText.Draw(t, "details")),
			Words: rapid.SliceOfN(anyText, 0, 5).Draw(t, "words"), Price: rapid.SampledFrom([]string{"", "B$14.00", "KWD\u00a05.000"}).Draw(t, "price"),
			URL: rapid.SampledFrom([]string{"", "https://pay.example.com/pay/island-coffee/link_4kQ9aaaaaaaaaaaaaaaaaa", "https://x.example/" + strings.Repeat("y", 240)}).Draw(t, "url")}
		caption, err := Templates{}.Caption(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		length := utf8.RuneCountInString(caption.Text)
		for _, tag := range caption.Hashtags {
			length += 1 + utf8.RuneCountInString(tag)
			if !hashtag.MatchString(tag) {
				t.Fatalf("%q is no hashtag", tag)
			}
		}
		if length > c.LengthMax() || len(caption.Hashtags) > c.Hashtags || markup.MatchString(caption.Text) || caption.Hashtags == nil {
			t.Fatalf("%d characters: %+v", length, caption)
		}
	})
}
