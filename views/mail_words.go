package views

import (
	"reflect"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"linktill/internal/pay"
)

// mailWords are the texts of the mails to customers, with values still open. The
// tags are the names of the messages in the files words/mail.*.json.
type mailWords struct {
	*words // what mails say as the pages do

	TestTag  string `id:"test_tag"`
	TestNote string `id:"test_note"`
	PaidTo   string `id:"paid_to"`

	ReceiptSubject string `id:"receipt_subject"`
	ReceiptHeading string `id:"receipt_heading"`
	ReceiptAsk     string `id:"receipt_ask"`
	NextCharge     string `id:"next_charge"`
	Manage         string `id:"manage"`

	RefundSubject string `id:"refund_subject"`
	RefundHeading string `id:"refund_heading"`
	RefundText    string `id:"refund_text"`
	Refunded      string `id:"refunded"`
	Reason        string `id:"reason"`

	CardSubject string `id:"card_subject"`
	CardHeading string `id:"card_heading"`
	CardText    string `id:"card_text"`
	CardButton  string `id:"card_button"`
	CardUnknown string `id:"card_unknown"`
	FirstCharge string `id:"first_charge"`

	FailedSubject string `id:"failed_subject"`
	FailedHeading string `id:"failed_heading"`
	FailedRetry   string `id:"failed_retry"`
	FailedButton  string `id:"failed_button"`

	EndsSubject string `id:"card_ends_subject"`
	EndsHeading string `id:"card_ends_heading"`
	EndsText    string `id:"card_ends_text"`

	EndedSubject    string `id:"ended_subject"`
	EndedHeading    string `id:"ended_heading"`
	EndedByYou      string `id:"ended_by_you"`
	EndedByMerchant string `id:"ended_by_merchant"`
	EndedUnpaid     string `id:"ended_unpaid"`
	EndedNoMore     string `id:"ended_no_more"`

	GoesOnSubject string `id:"goes_on_subject"`
	GoesOnHeading string `id:"goes_on_heading"`
	GoesOnText    string `id:"goes_on_text"`

	TermsSubject string `id:"terms_subject"`
	TermsHeading string `id:"terms_heading"`
	TermsText    string `id:"terms_text"`
	TermsCancel  string `id:"terms_cancel"`

	EndingSubject string `id:"ending_subject"`
	EndingHeading string `id:"ending_heading"`
	EndingText    string `id:"ending_text"`

	SeeSubscription string `id:"see_subscription"`
	Ask             string `id:"ask"`
	YoursAlone      string `id:"yours_alone"`
}

// mailGaps mark where a value stands in a text, with characters that no text has.
var mailGaps = map[string]string{"Name": "\x01", "Amount": "\x02", "Date": "\x03"}

// mailCatalogue has the words of each language, read when a mail first needs them.
var mailCatalogue = func() map[string]func() *mailWords {
	all := map[string]func() *mailWords{}
	for _, lang := range pay.ProductLanguages {
		all[lang] = sync.OnceValue(func() *mailWords { return readMailWords(lang) })
	}
	return all
}()

// mailWordsIn are the words of a language, the English ones when it is not spoken
// here.
func mailWordsIn(lang string) *mailWords {
	if read, spoken := mailCatalogue[lang]; spoken {
		return read()
	}
	return mailCatalogue[defaultLanguage]()
}

// readMailWords reads a file that is a part of the program: that it is whole is
// tested.
func readMailWords(lang string) *mailWords {
	w := &mailWords{words: wordsIn(lang)}
	readTexts(reflect.ValueOf(w).Elem(), "mail", lang)
	return w
}

// readTexts gives each field with a tag its text in the file of that kind and
// language, with values still open.
func readTexts(fields reflect.Value, kind, lang string) {
	bundle := i18n.NewBundle(language.English)
	readFile(bundle, kind+"."+lang)
	localizer := i18n.NewLocalizer(bundle, lang)
	for i := range fields.NumField() {
		id := fields.Type().Field(i).Tag.Get("id")
		if id == "" {
			continue
		}
		text, err := localizer.Localize(&i18n.LocalizeConfig{MessageID: id, TemplateData: mailGaps})
		if text == "" {
			panic(err)
		}
		fields.Field(i).SetString(text)
	}
}

// saying is what a mail fills the gaps of its texts with.
type saying struct{ name, amount, date string }

// in fills a text in. In text from right to left a value keeps its direction.
func (s saying) in(w *words, text string) string {
	hold := func(value string) string {
		if w.locale.RightToLeft() {
			return "\u2068" + value + "\u2069"
		}
		return value
	}
	return strings.NewReplacer(mailGaps["Name"], hold(s.name), mailGaps["Amount"], hold(s.amount), mailGaps["Date"], hold(s.date)).Replace(text)
}
