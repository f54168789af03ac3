package views

import (
	"reflect"
	"strings"
	"sync"

	"linktill/internal/pay"
)

// BioWords are what a bio page says besides its merchant's own words. The tags are
// the names of the messages in the files words/bio.*.json.
type BioWords struct {
	*words

	Buy          string `id:"buy"`
	VisitShop    string `id:"visit_shop"`
	Expired      string `id:"expired"`
	NotAvailable string `id:"not_available"`
	AnyAmount    string `id:"any_amount"`
	atLeast      string
	atMost       string
	Empty        string `id:"empty"`
	Elsewhere    string `id:"elsewhere"`
	OpenPicture  string `id:"open_picture"`
}

// bioBounds are the texts around an amount.
type bioBounds struct {
	AtLeast string `id:"at_least"`
	AtMost  string `id:"at_most"`
}

// bioCatalogue has the words of each language, read when a page first speaks it.
var bioCatalogue = func() map[string]func() *BioWords {
	all := map[string]func() *BioWords{}
	for _, lang := range pay.ProductLanguages {
		all[lang] = sync.OnceValue(func() *BioWords { return readBioWords(lang) })
	}
	return all
}()

// readBioWords reads a file that is a part of the program: that it is whole is
// tested.
func readBioWords(lang string) *BioWords {
	w, bounds := &BioWords{words: wordsIn(lang)}, bioBounds{}
	readTexts(reflect.ValueOf(w).Elem(), "bio", lang)
	readTexts(reflect.ValueOf(&bounds).Elem(), "bio", lang)
	w.atLeast, w.atMost = bounds.AtLeast, bounds.AtMost
	return w
}

// BioWordsIn are the words of a language, the English ones when it is not spoken
// here.
func BioWordsIn(lang string) *BioWords {
	if read, spoken := bioCatalogue[lang]; spoken {
		return read()
	}
	return bioCatalogue[defaultLanguage]()
}

func (p Page) bioWords() *BioWords { return BioWordsIn(p.lang()) }

// PayVerb is what is pressed to pay.
func (w *BioWords) PayVerb() string { return w.Pay }

// SoldOut says why something cannot be bought.
func (w *BioWords) SoldOut() string { return w.closed["sold_out"].title }

// Money writes an amount as the language does.
func (w *BioWords) Money(m pay.Money) string { return w.locale.Money(m) }

// Between says how much may be paid: nil is no bound.
func (w *BioWords) Between(least, most *pay.Money) string {
	switch {
	case least != nil && most != nil:
		return w.Money(*least) + " – " + w.Money(*most)
	case least != nil:
		return strings.ReplaceAll(w.atLeast, mailGaps["Amount"], w.Money(*least))
	case most != nil:
		return strings.ReplaceAll(w.atMost, mailGaps["Amount"], w.Money(*most))
	}
	return w.AnyAmount
}
