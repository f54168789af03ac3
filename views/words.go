package views

import (
	"context"
	"embed"
	"io"
	"maps"
	"reflect"
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

// valueIn is what the text was said with, if it is this phrase.
func (p phrase) valueIn(text string) (value string, is bool) {
	rest, starts := strings.CutPrefix(text, p.before)
	value, ends := strings.CutSuffix(rest, p.after)
	return value, starts && ends && p.before+p.after != ""
}

// gap marks in a text where its value stands. No text has this character.
const gap = "\x00"

// gaps are what all messages are filled in with, when they are read.
var gaps = map[string]string{"Name": gap, "Place": gap, "Amount": gap, "Tax": gap, "Email": gap, "Count": gap}

func phraseOf(text string) phrase {
	before, after, _ := strings.Cut(text, gap)
	return phrase{before, after}
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
	return Page{Lang: lang}
}

// DateLayouts are how the page's language writes a moment, short and to the
// second; own is false in English, which needs nothing else.
func (p Page) DateLayouts() (short, exact string, own bool) {
	w := p.words()
	return w.LayoutShort, w.LayoutExact, w.lang != defaultLanguage
}

// readWords reads the files, which are a part of the program: that they are
// whole is tested.
func readWords(lang string) *words {
	w := &words{lang: lang}
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
			*field = phraseOf(say(id))
		}
	}
	w.closed, w.status, w.receipts = ends("closed_", closedEnds, say), ends("status_", statusEnds, say), ends("receipt_", receiptEnds, say)
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
		if strings.Contains(text, gap) {
			w.toldWith = append(w.toldWith, [2]phrase{phraseOf(text), phraseOf(say(id))})
		} else {
			w.told[text] = say(id)
		}
	}
}
