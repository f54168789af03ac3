package writer

import (
	"cmp"
	"context"
	"hash/fnv"
	"slices"
	"strings"
	"unicode/utf8"

	"linktill/internal/pay"
)

// Templates writes by rules, where no language model is set. The same order
// gives the same text.
type Templates struct{}

// TemplatesName is what says that no model wrote a text.
const TemplatesName = "linktill-templates"

// Model is TemplatesName.
func (Templates) Model() string { return TemplatesName }

// Languages lists what there are phrases for.
func (Templates) Languages() []string { return slices.Clone(languages) }

// choice picks among phrases by what an order says.
type choice uint64

func choiceOf(parts ...string) choice {
	sum := fnv.New64a()
	for _, part := range parts {
		_, _ = sum.Write([]byte(part + "\x00"))
	}
	return choice(sum.Sum64())
}

// of returns one of the phrases. turn differs between the parts of one text.
func (c choice) of(list []string, turn uint) string {
	return list[uint64(c)>>(turn*8)%uint64(len(list))]
}

// fill puts a value into a phrase, in which it stands before other punctuation.
func fill(phrase, hole, value string) string {
	return strings.ReplaceAll(phrase, "{"+hole+"}", strings.TrimRight(value, ".!?:;, "))
}

// Describe puts a description together, as much of it as fits.
func (Templates) Describe(_ context.Context, o DescriptionOrder) (string, error) {
	in, p := tongues[o.Language], tongues[o.Language].tones[o.Tone]
	c := choiceOf(o.Name, string(o.Tone), o.Language, strings.Join(o.Keywords, ","))
	open := fill(c.of(p.Open, 0), "name", untagged(o.Name))
	end, more := c.of(p.Close, 2), c.of(p.More, 3)
	words := ""
	if len(o.Keywords) > 0 {
		words = fill(c.of(p.Words, 1), "words", untagged(joined(o.Keywords, and(in, o.Language, o.Keywords))))
	}
	return firstThatFits(o.LengthMax, " ", [][]string{
		{open, words, more, end}, {open, words, end}, {open, words}, {open, end}, {open}}), nil
}

// and is the word before the last keyword: in Spanish "y" becomes "e" before
// the sound of an i.
func and(in tongue, language string, words []string) string {
	last := strings.ToLower(words[len(words)-1])
	if language == "es" && (strings.HasPrefix(last, "i") || strings.HasPrefix(last, "hi") && !strings.HasPrefix(last, "hie")) {
		return "e"
	}
	return in.and
}

// firstThatFits joins the parts of the first text that is short enough, and
// cuts the last one when none is.
func firstThatFits(lengthMax int, between string, texts [][]string) string {
	text := ""
	for _, parts := range texts {
		parts = slices.DeleteFunc(slices.Clone(parts), func(part string) bool { return part == "" })
		if text = strings.Join(parts, between); utf8.RuneCountInString(text) <= lengthMax && text != "" {
			return text
		}
	}
	return cut(text, lengthMax)
}

// snippetMax is how much of a description a caption repeats, in characters.
const snippetMax = 280

// Caption puts a caption together. Its hashtags are left out one by one where
// the text needs their room.
func (Templates) Caption(_ context.Context, o CaptionOrder) (Caption, error) {
	about := o.About
	about.Name, about.Details = untagged(about.Name), untagged(about.Details)
	tags := hashtags(about, o.Language, o.Hashtags)
	for len(tags) > 0 && utf8.RuneCountInString(strings.Join(tags, " ")) > o.LengthMax()/3 {
		tags = tags[:len(tags)-1]
	}
	room := o.LengthMax()
	for _, tag := range tags {
		room -= 1 + utf8.RuneCountInString(tag)
	}
	return Caption{Text: captionText(about, o, room), Hashtags: tags}, nil
}

// endRoom is what a caption has left at the least beside its last line.
const endRoom = 40

// captionText puts the text together: what it is, a little about it, what it
// costs, and on a line of its own where it can be had.
func captionText(about About, o CaptionOrder, room int) string {
	in, p := tongues[o.Language], tongues[o.Language].tones[o.Tone]
	c := choiceOf(about.Name, about.Details, string(o.Tone), o.Language, string(o.Network))
	open, price, end := "", "", c.of(p.Close, 2)
	if about.Name != "" {
		open = fill(c.of(p.Open, 0), "name", about.Name)
	}
	if about.Price != "" {
		price = strings.ReplaceAll(in.price, "{price}", about.Price)
	}
	switch {
	case about.URL != "" && networks[o.Network].bare:
		end = in.bio
	case about.URL != "":
		end = strings.ReplaceAll(in.order, "{url}", about.URL)
	}
	left := room - 1 - utf8.RuneCountInString(end)
	if left < endRoom {
		left, end = room, ""
	}
	snippet := start(about.Details, left)
	if open != "" {
		snippet = start(about.Details, min(left, snippetMax))
	}
	body := firstThatFits(left, " ", [][]string{{open, snippet, price}, {open, price}, {open}, {cmp.Or(open, snippet)}})
	return strings.TrimSpace(body + "\n" + end)
}

// Page lays a page out of what the order says.
func (Templates) Page(_ context.Context, o PageOrder) (pay.Bio, error) {
	return checkPage(layPage(o), o)
}
