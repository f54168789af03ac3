// Package writer drafts texts for merchants: descriptions, captions, pages. A
// language model writes them where one is set, and rules do where none is. What
// comes back is a draft; nobody saves or publishes it here.
package writer

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"linktill/internal/pay"
)

// Writer drafts texts. Its errors are pay.Unavailable when it cannot write now:
// nobody else takes its place unasked.
type Writer interface {
	// Model names who writes.
	Model() string
	// Languages lists what it can write; nil is whatever it is asked for.
	Languages() []string
	Describe(ctx context.Context, order DescriptionOrder) (string, error)
	Caption(ctx context.Context, order CaptionOrder) (Caption, error)
	Page(ctx context.Context, order PageOrder) (pay.Bio, error)
}

// Tone is how a text sounds.
type Tone string

// The tones; the first is what a text has when nobody says.
const (
	Friendly     Tone = "friendly"
	Professional Tone = "professional"
	Playful      Tone = "playful"
	Luxury       Tone = "luxury"
)

// Tones are all of them.
var Tones = []Tone{Friendly, Professional, Playful, Luxury}

// Limits of what can be asked for, in characters where nothing else is said.
const (
	NameMax              = 255
	KeywordsMax          = 20 // keywords
	KeywordMax           = 60
	DescriptionLengthMin = 60
	DescriptionLengthMax = 2000
	DescriptionLength    = 600
	TextMax              = 2000
	HashtagsMax          = 30 // hashtags
	BrandMax             = pay.BioTitleMax
	LinksMax             = 30 // links
	LinkTitleMax         = pay.BlockTitleMax
)

// DefaultLanguage is what a text is in when nobody says.
const DefaultLanguage = "en"

// DescriptionOrder asks for the description of something that is sold.
type DescriptionOrder struct {
	Name      string
	Keywords  []string
	Tone      Tone
	Language  string
	LengthMax int
}

// Ready returns the order cleaned and with everything said, or what is wrong
// with it.
func (o DescriptionOrder) Ready(w Writer) (DescriptionOrder, error) {
	o.Name, o.Keywords = pay.CleanLine(o.Name), cleanLines(o.Keywords)
	o.Tone, o.Language = orElse(o.Tone, Friendly), orElse(o.Language, DefaultLanguage)
	var c pay.Checks
	c.That(o.Name != "", "name", "Say what it is called.")
	c.CheckLength("name", o.Name, NameMax)
	c.That(len(o.Keywords) <= KeywordsMax, "keywords", "At most %d keywords.", KeywordsMax)
	for _, keyword := range o.Keywords {
		c.That(utf8.RuneCountInString(keyword) <= KeywordMax, "keywords", "Each keyword has at most %d characters.", KeywordMax)
	}
	c.That(o.LengthMax >= DescriptionLengthMin && o.LengthMax <= DescriptionLengthMax, "max_length",
		"From %d to %d characters.", DescriptionLengthMin, DescriptionLengthMax)
	checkManner(&c, w, o.Tone, o.Language)
	return o, c.Err()
}

// About is what a caption is about. For a text of the merchant's own, Details
// is all there is.
type About struct {
	Name    string
	Details string
	Words   []string // category and tags
	Price   string   // as people read it, "" when there is none
	URL     string   // where it can be had, "" when nowhere
}

// CaptionOrder asks for what to write beside a picture on a social network.
type CaptionOrder struct {
	About    About
	Network  Network
	Tone     Tone
	Language string
	// Hashtags is how many are wanted at the most; below 0 as many as suit the
	// network.
	Hashtags int
}

// Caption is such a text. The hashtags, each with its #, are not part of it.
type Caption struct {
	Text     string
	Hashtags []string
}

// Ready is as for DescriptionOrder. What the caption is about is known later.
func (o CaptionOrder) Ready(w Writer) (CaptionOrder, error) {
	o.Network = orElse(o.Network, Instagram)
	o.Tone, o.Language = orElse(o.Tone, Friendly), orElse(o.Language, DefaultLanguage)
	var c pay.Checks
	rules, known := networks[o.Network]
	c.That(known, "network", "Choose one of %s.", pay.WordsOf(Networks))
	c.That(o.Hashtags <= HashtagsMax, "hashtags", "At most %d hashtags.", HashtagsMax)
	if o.Hashtags < 0 {
		o.Hashtags = rules.hashtags
	}
	checkManner(&c, w, o.Tone, o.Language)
	return o, c.Err()
}

// LengthMax is how long text and hashtags may be together.
func (o CaptionOrder) LengthMax() int { return networks[o.Network].length }

// PageOrder asks for a page about somebody.
type PageOrder struct {
	Description string
	Brand       string
	Links       []Link
}

// Link is somewhere that a page leads to.
type Link struct{ Title, URL string }

// Ready is as for DescriptionOrder. field names a link where it was sent.
func (o PageOrder) Ready(field func(i int) string) (PageOrder, error) {
	o.Description, o.Brand = pay.CleanText(o.Description), pay.CleanLine(o.Brand)
	o.Links = slices.Clone(o.Links)
	var c pay.Checks
	c.That(o.Description != "", "description", "Say in a few words what the page is about.")
	c.CheckLength("description", o.Description, TextMax)
	c.CheckLength("brand", o.Brand, BrandMax)
	c.That(len(o.Links) <= LinksMax, "links", "At most %d links.", LinksMax)
	for i := range o.Links {
		l := &o.Links[i]
		l.Title = pay.CleanLine(l.Title)
		c.CheckLength(field(i)+".title", l.Title, LinkTitleMax)
		c.CheckAddress(field(i)+".url", l.URL, pay.BioSchemes...)
		if address, ok := pay.ParseAddress(l.URL, pay.BioSchemes...); ok {
			l.URL = address
		}
	}
	return o, c.Err()
}

// languageTag is the form of en, pt-BR or sr-Latn.
var languageTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$`)

func checkManner(c *pay.Checks, w Writer, tone Tone, language string) {
	c.That(slices.Contains(Tones, tone), "tone", "Choose one of %s.", pay.WordsOf(Tones))
	if can := w.Languages(); can != nil {
		c.That(slices.Contains(can, language), "language", "%s writes %s.", w.Model(), pay.WordsOf(can))
		return
	}
	c.That(languageTag.MatchString(language), "language", "The code of a language, such as en or pt-BR.")
}

func orElse[T ~string](value, otherwise T) T {
	if value == "" {
		return otherwise
	}
	return value
}

// cleanLines cleans texts and leaves empty ones out, and those that were there.
func cleanLines(texts []string) []string {
	var clean []string
	for _, text := range texts {
		text = pay.CleanLine(text)
		again := slices.ContainsFunc(clean, func(other string) bool { return strings.EqualFold(other, text) })
		if text != "" && !again {
			clean = append(clean, text)
		}
	}
	return clean
}
