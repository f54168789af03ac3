package views

import (
	"reflect"
	"sync"

	"linktill/internal/pay"
)

// myWords are the texts of a customer's page about their subscription, with
// values still open. The tags are the names in the files words/subscription.*.json.
type myWords struct {
	*words

	Title       string `id:"title"`
	Active      string `id:"active"`
	Waiting     string `id:"waiting"`
	NotBegun    string `id:"not_begun"`
	PastDue     string `id:"past_due"`
	Paused      string `id:"paused"`
	Ended       string `id:"ended"`
	NextCharge  string `id:"next_charge"`
	FirstCharge string `id:"first_charge"`
	EndsOn      string `id:"ends_on"`
	Card        string `id:"card"`
	CardExpires string `id:"card_expires"`
	CardEnds    string `id:"card_ends"`
	Agree       string `id:"agree"`

	GiveCard   string `id:"give_card"`
	ChangeCard string `id:"change_card"`
	SaveCard   string `id:"save_card"`
	SaveAndPay string `id:"save_and_pay"`
	CardSaved  string `id:"card_saved"`
	FailedText string `id:"failed_text"`
	RetryOn    string `id:"retry_on"`
	UnderWay   string `id:"under_way"`
	PausedText string `id:"paused_text"`
	EndedText  string `id:"ended_text"`
	EndingText string `id:"ending_text"`

	Cancel         string `id:"cancel"`
	CancelQuestion string `id:"cancel_question"`
	CancelLater    string `id:"cancel_later"`
	CancelNow      string `id:"cancel_now"`
	Keep           string `id:"keep"`

	Charges      string `id:"charges"`
	NoCharges    string `id:"no_charges"`
	ChargePaid   string `id:"charge_paid"`
	ChargeFailed string `id:"charge_failed"`
	ChargeOpen   string `id:"charge_open"`
	Receipt      string `id:"receipt"`
	Stale        string `id:"stale"`
	YoursAlone   string `id:"yours_alone"`
}

// myCatalogue has the words of each language, read when a page first needs them.
var myCatalogue = func() map[string]func() *myWords {
	all := map[string]func() *myWords{}
	for _, lang := range pay.ProductLanguages {
		all[lang] = sync.OnceValue(func() *myWords {
			w := &myWords{words: wordsIn(lang)}
			readTexts(reflect.ValueOf(w).Elem(), "subscription", lang)
			return w
		})
	}
	return all
}()

func (p Page) myWords() *myWords {
	if read, spoken := myCatalogue[p.lang()]; spoken {
		return read()
	}
	return myCatalogue[defaultLanguage]()
}
