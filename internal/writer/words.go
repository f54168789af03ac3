package writer

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"linktill/internal/pay"
)

// joined lists words for a sentence: "a, b and c".
func joined(words []string, and string) string {
	if last := len(words) - 1; last > 0 {
		return strings.Join(words[:last], ", ") + " " + and + " " + words[last]
	}
	return strings.Join(words, "")
}

// cut shortens a text to at most n characters, between two words where that
// leaves most of it.
func cut(text string, n int) string {
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	kept := string(runes[:n-1])
	if space := strings.LastIndexFunc(kept, unicode.IsSpace); space > len(kept)/2 {
		kept = kept[:space]
	}
	return strings.TrimRightFunc(kept, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) }) + "…"
}

// sentenceEnd is where a sentence ends: a full stop in "3.5" or "e.g. " before
// a small letter is none.
var sentenceEnd = regexp.MustCompile(`[.!?…]["”“»)]?\s+(?:[\p{Lu}\p{N}¿¡"“«(])`)

// sentences takes a text apart.
func sentences(text string) []string {
	var list []string
	for _, line := range strings.Split(text, "\n") {
		line = pay.CleanLine(line)
		for line != "" {
			at := sentenceEnd.FindStringIndex(line)
			if at == nil {
				list = append(list, line)
				break
			}
			_, last := utf8.DecodeLastRuneInString(line[:at[1]])
			list = append(list, strings.TrimSpace(line[:at[1]-last]))
			line = line[at[1]-last:]
		}
	}
	return list
}

// start returns as many whole sentences as fit, at the least a piece of one.
func start(text string, n int) string {
	kept := ""
	for _, sentence := range sentences(text) {
		longer := strings.TrimSpace(kept + " " + sentence)
		if utf8.RuneCountInString(longer) > n {
			break
		}
		kept = longer
	}
	if kept == "" {
		return cut(pay.CleanLine(text), n)
	}
	return kept
}

var tag = regexp.MustCompile(`<[^<>]*>`)

// untagged takes markup out of a text.
func untagged(text string) string {
	text = strings.ReplaceAll(tag.ReplaceAllString(html.UnescapeString(text), ""), "<", "")
	if markup.MatchString(text) {
		text = strings.ReplaceAll(text, "&", "+")
	}
	return pay.CleanText(text)
}

// isBreak is what words are apart by.
func isBreak(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) }

// hashtagMax is the longest hashtag that people read, in characters.
const hashtagMax = 30

// asHashtag joins the words of a phrase: "island coffee" is #IslandCoffee.
func asHashtag(phrase string) string {
	var b strings.Builder
	letters := false
	for _, word := range strings.FieldsFunc(phrase, isBreak) {
		first, size := utf8.DecodeRuneInString(word)
		b.WriteRune(unicode.ToUpper(first))
		b.WriteString(word[size:])
		letters = letters || strings.ContainsFunc(word, unicode.IsLetter)
	}
	if n := utf8.RuneCountInString(b.String()); !letters || n < 2 || n > hashtagMax {
		return ""
	}
	return "#" + b.String()
}

// hashtags proposes up to n, of what a caption is about.
func hashtags(about About, language string, n int) []string {
	phrases := append([]string{about.Name}, about.Words...)
	phrases = append(phrases, telling(about.Name+" "+about.Details, language)...)
	list := []string{}
	for _, phrase := range phrases {
		one := asHashtag(phrase)
		again := slices.ContainsFunc(list, func(other string) bool { return strings.EqualFold(other, one) })
		if one != "" && !again && len(list) < n {
			list = append(list, one)
		}
	}
	return list
}

// telling are the words that say what a text is about: long ones that are not
// common, the more frequent first.
func telling(text, language string) []string {
	count := map[string]int{}
	var words []string
	for _, word := range strings.FieldsFunc(strings.ToLower(address.ReplaceAllString(text, " ")), isBreak) {
		if utf8.RuneCountInString(word) < 5 || slices.Contains(tongues[language].common, word) {
			continue
		}
		if count[word]++; count[word] == 1 {
			words = append(words, word)
		}
	}
	slices.SortStableFunc(words, func(a, b string) int { return count[b] - count[a] })
	return words
}

// languageOf guesses the language of a text; English when nothing tells.
func languageOf(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), isBreak)
	best, most := DefaultLanguage, 0
	for _, language := range languages {
		n := 0
		for _, word := range words {
			if slices.Contains(tongues[language].common, word) {
				n++
			}
		}
		if n > most {
			best, most = language, n
		}
	}
	return best
}
