package views

import (
	"context"
	"embed"
	"io"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"linktill/internal/pay"
	"linktill/views/ui"
)

//go:embed words/*.json
var wordFiles embed.FS

// line is a text that pages show as it is. It draws itself, which costs them
// less than a text that is only known when they are drawn.
type line string

// Render writes the text.
func (l line) Render(_ context.Context, to io.Writer) error {
	_, err := io.WriteString(to, templ.EscapeString(string(l)))
	return err
}

// phrase is a text around the one value that it is said with.
type phrase struct{ before, after string }

func (p phrase) with(value string) string { return p.before + value + p.after }

// gaps are what all messages are filled in with, when they are read: a character
// that no text has marks where a value stands.
var gaps = map[string]string{"Name": "\x01", "Place": "\x02", "Amount": "\x03", "Tax": "\x04", "Email": "\x05", "Count": "\x06"}

// gapMarks are all of them.
const gapMarks = "\x01\x02\x03\x04\x05\x06"

// phraseOf cuts a text at its value, which in text from right to left keeps its
// own direction.
func (w *words) phraseOf(text string) phrase {
	at := strings.IndexAny(text, gapMarks)
	if at < 0 {
		return phrase{before: text}
	}
	if w.locale.RightToLeft() {
		return phrase{text[:at] + "\u2068", "\u2069" + text[at+1:]}
	}
	return phrase{text[:at], text[at+1:]}
}

// catalogue has the words of each language. They are read once, when a page
// first speaks it, so that a page looks nothing up.
var catalogue = func() map[string]func() *words {
	all := map[string]func() *words{}
	for _, lang := range pay.ProductLanguages {
		all[lang] = sync.OnceValue(func() *words { return readWords(lang) })
	}
	return all
}()

var english = sync.OnceValue(func() *words { return readWords(defaultLanguage) })

const defaultLanguage = "en"

// wordsIn are the words of a language, and the English ones when it is not
// spoken here.
func wordsIn(lang string) *words {
	if lang == "" || lang == defaultLanguage {
		return english()
	}
	if read, spoken := catalogue[lang]; spoken {
		return read()
	}
	return english()
}

func (p Page) words() *words { return wordsIn(p.Lang) }

// PageIn is a page for customers in a language, in English when that one is not
// spoken here.
func PageIn(lang string) Page {
	if catalogue[lang] == nil {
		lang = ""
	}
	return Page{Lang: lang, RTL: pay.LocaleOf(lang).RightToLeft()}
}

// Speaks reports whether pages for customers are there in a language.
func Speaks(lang string) bool { return catalogue[lang] != nil }

// Say is what was told in English, in the page's language as far as it knows
// how.
func (p Page) Say(text string) string { return p.words().say(text) }

// Locale is how the page's language writes amounts and moments.
func (p Page) Locale() pay.Locale { return pay.LocaleOf(p.lang()) }

// readWords reads the files, which are a part of the program: that they are
// whole is tested.
func readWords(lang string) *words {
	w := &words{lang: lang, locale: pay.LocaleOf(lang)}
	ids, say := speaker(lang)
	w.fill(say)
	if lang != defaultLanguage {
		_, inEnglish := speaker(defaultLanguage)
		w.learn(ids, inEnglish, say)
	}
	return w
}

// speaker reads a language, and returns the names of all messages and what says
// them. A value that belongs into a text is left open.
func speaker(lang string) (ids []string, say func(id string) string) {
	bundle := i18n.NewBundle(language.English)
	ids = readFile(bundle, defaultLanguage)
	if lang != defaultLanguage {
		readFile(bundle, lang)
	}
	localizer := i18n.NewLocalizer(bundle, lang)
	return ids, func(id string) string {
		// What a language does not have comes in English, and with an error.
		text, err := localizer.Localize(&i18n.LocalizeConfig{MessageID: id, TemplateData: gaps})
		if text == "" {
			panic(err)
		}
		return text
	}
}

// readFile adds the messages of a language and returns their names.
func readFile(bundle *i18n.Bundle, lang string) (ids []string) {
	name := "words/" + lang + ".json"
	body, err := wordFiles.ReadFile(name)
	if err != nil {
		panic(err)
	}
	file, err := bundle.ParseMessageFileBytes(body, name)
	if err != nil {
		panic(err)
	}
	for _, m := range file.Messages {
		ids = append(ids, m.ID)
	}
	return ids
}

// fill gives each field its text, by the name in its tag.
func (w *words) fill(say func(id string) string) {
	fields := reflect.ValueOf(w).Elem()
	for i := range fields.NumField() {
		id := fields.Type().Field(i).Tag.Get("id")
		if id == "" {
			continue
		}
		switch field := fields.Field(i).Addr().Interface().(type) {
		case *string:
			*field = say(id)
		case *line:
			*field = line(say(id))
		case *phrase:
			*field = w.phraseOf(say(id))
		}
	}
	w.closed, w.status, w.receipts = ends("closed_", closedEnds, say), ends("status_", statusEnds, say), ends("receipt_", receiptEnds, say)
	w.problems, w.renews, w.parts = ends("problem_", problemEnds, say), map[string]phrase{}, map[string]string{}
	for _, unit := range renewUnits {
		w.renews[unit] = w.phraseOf(say("renews_" + unit))
	}
	for _, kind := range addressKinds {
		w.parts[kind] = say("field_" + kind)
	}
	w.inputs = map[string]ui.Input{}
	for name, input := range billingInputs {
		input.Label = say("field_" + name)
		w.inputs[name] = input
	}
}

func ends(of string, looks map[string]endWords, say func(id string) string) map[string]endWords {
	all := maps.Clone(looks)
	for name, end := range all {
		end.title, end.sentence = say(of+name+"_title"), say(of+name+"_text")
		all[name] = end
	}
	return all
}

// toldPrefix begins the names of sentences that rules and acquirers tell in
// English.
const toldPrefix = "told_"

// learn notes how this language says what is told in English.
func (w *words) learn(ids []string, inEnglish, say func(id string) string) {
	w.told = map[string]string{}
	for _, id := range ids {
		if !strings.HasPrefix(id, toldPrefix) {
			continue
		}
		text := inEnglish(id)
		if strings.ContainsAny(text, gapMarks) {
			w.toldWith = append(w.toldWith, newToldWith(text, say(id)))
		} else {
			w.told[text] = say(id)
		}
	}
	// The sentence with the most words of its own is the one that is meant.
	slices.SortFunc(w.toldWith, func(a, b toldWith) int { return len(b.english.String()) - len(a.english.String()) })
}

// toldWith is a sentence that is told with values, in English and as said here.
type toldWith struct {
	english *regexp.Regexp
	gaps    []string // the mark of each value, in the order of the English text
	said    string
}

func newToldWith(english, said string) toldWith {
	t := toldWith{said: said}
	for _, r := range english {
		if strings.ContainsRune(gapMarks, r) {
			t.gaps = append(t.gaps, string(r))
		}
	}
	pattern := regexp.QuoteMeta(english)
	for _, mark := range t.gaps {
		pattern = strings.Replace(pattern, mark, "(.+)", 1)
	}
	t.english = regexp.MustCompile("(?s)^" + pattern + "$")
	return t
}

// with is the sentence with the values that the English text has.
func (t toldWith) with(w *words, text string) (said string, is bool) {
	values := t.english.FindStringSubmatch(text)
	if values == nil {
		return "", false
	}
	said = t.said
	for i, mark := range t.gaps {
		said = strings.Replace(said, mark, w.value(values[i+1], mark), 1)
	}
	return said, true
}

// value is what a sentence is told with, as the language writes it.
func (w *words) value(told, mark string) string {
	switch mark {
	case gaps["Amount"]:
		if m, is := pay.ParseShown(told); is {
			told = w.locale.Money(m)
		}
	case gaps["Count"]:
		told = w.locale.Digits(told)
	}
	if w.locale.RightToLeft() {
		return "\u2068" + told + "\u2069"
	}
	return told
}
