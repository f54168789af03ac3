package writer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"linktill/internal/pay"
)

// What a model answers is checked as if a stranger had sent it: it has read
// what strangers wrote.

// readAnswer decodes one JSON object without anything around it but the fence
// that models like to put there.
func readAnswer(text string, into any) error {
	text = strings.TrimSpace(text)
	if inner, fenced := strings.CutPrefix(text, "```"); fenced {
		inner, closed := strings.CutSuffix(strings.TrimPrefix(inner, "json"), "```")
		if !closed {
			return errors.New("a fence is not closed")
		}
		text = inner
	}
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	decoder.DisallowUnknownFields()
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is something behind the object")
	}
	return nil
}

// markup finds what a browser would take for HTML.
var markup = regexp.MustCompile(`<[A-Za-z/!?]|&[A-Za-z]+;|&#`)

// address finds what people or programs would take for an address.
var address = regexp.MustCompile(`(?i)\b(?:[a-z][a-z0-9+.-]*://|www\.|javascript:|data:|mailto:)[^\s"'<>]*`)

// addresses lists the addresses in texts.
func addresses(texts ...string) []string {
	var found []string
	for _, text := range texts {
		for _, one := range address.FindAllString(text, -1) {
			found = append(found, bareAddress(one))
		}
	}
	return found
}

// bareAddress takes off what belongs to the sentence around an address.
func bareAddress(s string) string { return strings.TrimRight(s, ".,;:!?)…") }

// plainText returns the text cleaned, or why it is none: too long, with markup,
// or with an address that nobody gave.
func plainText(text string, lengthMax int, given ...string) (string, error) {
	text = pay.CleanText(text)
	n := utf8.RuneCountInString(text)
	switch {
	case n == 0:
		return "", errors.New("there is no text")
	case n > lengthMax:
		return "", fmt.Errorf("the text has %d characters and not %d", n, lengthMax)
	case markup.MatchString(text):
		return "", errors.New("there is markup in the text")
	}
	for _, found := range addresses(text) {
		if !slices.ContainsFunc(given, func(one string) bool { return bareAddress(one) == found }) {
			return "", errors.New("there is an address in the text that was not given")
		}
	}
	return text, nil
}

var hashtag = regexp.MustCompile(`^#[\p{L}\p{M}\p{N}_]{1,50}$`)

// checkCaption returns the caption cleaned, or why it is none.
func checkCaption(caption Caption, order CaptionOrder) (Caption, error) {
	text, err := plainText(caption.Text, order.LengthMax(), append(addresses(order.About.Name, order.About.Details), order.About.URL)...)
	if err != nil {
		return Caption{}, err
	}
	clean := Caption{Text: text, Hashtags: []string{}}
	length := utf8.RuneCountInString(text)
	for _, tag := range caption.Hashtags {
		tag = "#" + strings.TrimPrefix(pay.CleanLine(tag), "#")
		if !hashtag.MatchString(tag) {
			return Caption{}, errors.New("there is a hashtag that is none")
		}
		if !slices.Contains(clean.Hashtags, tag) {
			clean.Hashtags = append(clean.Hashtags, tag)
			length += 1 + utf8.RuneCountInString(tag)
		}
	}
	if len(clean.Hashtags) > order.Hashtags || length > order.LengthMax() {
		return Caption{}, fmt.Errorf("%d hashtags, %d characters in all", len(clean.Hashtags), length)
	}
	return clean, nil
}

// pageAnswer is a page as PUT /v1/bio takes it.
type pageAnswer struct {
	Title   string       `json:"title"`
	Tagline string       `json:"tagline"`
	Theme   pay.BioTheme `json:"theme"`
	Blocks  []any        `json:"blocks"`
}

// pageBlocks are the blocks that can be written from what a PageOrder says.
var pageBlocks = []pay.BlockType{pay.BlockHeading, pay.BlockText, pay.BlockLink, pay.BlockSocial}

// checkPage returns the page by the rules of the bio page, or why it is none.
// It leads only where the order says.
func checkPage(answer pageAnswer, order PageOrder) (pay.Bio, error) {
	var c pay.Checks
	blocks := pay.ReadBlocks(&c, "blocks", answer.Blocks)
	c.That(len(blocks) > 0, "blocks", "there is none")
	c.That(strings.TrimSpace(answer.Title) != "", "title", "there is none")
	if err := c.Err(); err != nil {
		return pay.Bio{}, err
	}
	page, err := pay.Bio{}.Apply(pay.BioPatch{Title: &answer.Title, Tagline: &answer.Tagline, Theme: &answer.Theme, Blocks: &blocks})
	if err != nil {
		return pay.Bio{}, err
	}
	given := make([]string, len(order.Links))
	for i, l := range order.Links {
		given[i] = l.URL
	}
	for _, b := range page.Blocks {
		if !slices.Contains(pageBlocks, b.Type) {
			return pay.Bio{}, fmt.Errorf("a block is of type %q", b.Type)
		}
		if b.URL != "" && !slices.Contains(given, b.URL) {
			return pay.Bio{}, errors.New("a block leads to an address that was not given")
		}
	}
	return page, checkPageTexts(page, append(given, addresses(order.Description, order.Brand)...))
}

func checkPageTexts(page pay.Bio, given []string) error {
	texts := []string{page.Title, page.Tagline}
	for _, b := range page.Blocks {
		texts = append(texts, b.Title, b.Text)
	}
	for _, text := range texts {
		if text == "" {
			continue
		}
		if _, err := plainText(text, TextMax, given...); err != nil {
			return err
		}
	}
	return nil
}
