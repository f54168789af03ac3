package views

import (
	"linktill/internal/pay"
	"linktill/views/ui"
)

// words are the texts of the pages for customers in one language. The tags are
// the names of the messages in the files under words.
type words struct {
	lang   string
	locale pay.Locale

	PoweredBy    line   `id:"powered_by"`
	PayTitle     phrase `id:"pay_title"`
	PaymentTo    phrase `id:"payment_to"`
	Reference    string `id:"reference"`
	QROfPage     string `id:"qr_of_page"`
	PhoneInstead line   `id:"phone_instead"`
	PhoneHow     line   `id:"phone_how"`
	Tax          string `id:"tax"`
	IncludingTax phrase `id:"including_tax"`
	TestMode     line   `id:"test_mode"`
	TestModeNote line   `id:"test_mode_note"`
	TestCards    line   `id:"test_cards"`
	WhatHappens  string `id:"what_happens"`
	AnyDate      line   `id:"any_date"`
	HowMuch      line   `id:"how_much"`
	OtherAmount  string `id:"other_amount"`
	Amount       string `id:"amount"`

	Email         string `id:"email"`
	ForReceipt    string `id:"for_receipt"`
	CardNumber    string `id:"card_number"`
	Expires       string `id:"expires"`
	MonthYear     string `id:"month_year"`
	CVC           string `id:"cvc"`
	CardName      string `id:"card_name"`
	Optional      string `id:"optional"`
	Pay           string `id:"pay"`
	PayAmount     phrase `id:"pay_amount"`
	ReserveAmount phrase `id:"reserve_amount"`
	NoteHeld      line   `id:"note_held"`
	NoteUsedOnce  line   `id:"note_used_once"`
	CancelTo      phrase `id:"cancel_to"`
	Choose        string `id:"choose"`
	CardAgain     string `id:"card_again"`
	NoteKept      line   `id:"note_kept"`
	Quantity      string `id:"quantity"`
	Update        string `id:"update"`
	Note          string `id:"note"`
	Language      string `id:"language"`

	BankTitle      string `id:"bank_title"`
	BankName       string `id:"bank_name"`
	BankSimulation string `id:"bank_simulation"`
	BankQuestion   string `id:"bank_question"`
	BankShop       string `id:"bank_shop"`
	BankApprove    string `id:"bank_approve"`
	BankRefuse     string `id:"bank_refuse"`
	BankDoneTitle  string `id:"bank_done_title"`
	BankDoneText   string `id:"bank_done_text"`
	BankBack       string `id:"bank_back"`
	BankNote       string `id:"bank_note"`
	QuoteID        phrase `id:"quote_id"`

	ShowReceipt   string `id:"show_receipt"`
	BackTo        phrase `id:"back_to"`
	WriteTo       phrase `id:"write_to"`
	LookAgain     string `id:"look_again"`
	StartAgain    string `id:"start_again"`
	PaymentNumber string `id:"payment_number"`

	ReceiptFrom  phrase `id:"receipt_from"`
	Payment      string `id:"payment"`
	TestReceipt  string `id:"test_receipt"`
	ContinueTo   phrase `id:"continue_to"`
	Print        string `id:"print"`
	CopyTo       phrase `id:"copy_to"`
	PaidInTheEnd string `id:"paid_in_the_end"`
	Date         string `id:"date"`
	Card         string `id:"card"`
	ByCustomer   string `id:"by_customer"`
	Total        string `id:"total"`
	WithoutTax   string `id:"without_tax"`

	// closed, status and receipts are by the reason, the state and the status,
	// problems by the HTTP status.
	closed, status, receipts, problems map[string]endWords
	// inputs are what a customer is asked besides, by the field; parts are the names
	// that a country has for a part of an address, by field and kind.
	inputs map[string]ui.Input
	parts  map[string]string
	// renews say how often a card is charged, by the unit and its plural.
	renews map[string]phrase
	// told is what rules and acquirers tell in English, toldWith what they tell
	// with a value. English has none of it.
	told     map[string]string
	toldWith []toldWith
}

// endWords are what a page says that ends or pauses a checkout.
type endWords struct{ tone, icon, title, sentence string }

// What the ends look like; their words are in the languages.
var (
	closedEnds = map[string]endWords{
		"expired":         {tone: ui.Quiet, icon: "clock"},
		"max_uses":        {tone: ui.Quiet, icon: "check"},
		"inactive":        {tone: ui.Quiet, icon: "stop"},
		"not_found":       {tone: ui.Quiet, icon: "link"},
		"stopped":         {tone: ui.Quiet, icon: "stop"},
		"sold_out":        {tone: ui.Quiet, icon: "stop"},
		"product_expired": {tone: ui.Quiet, icon: "clock"},
		"no_product":      {tone: ui.Quiet, icon: "link"},
		"canceled":        {tone: ui.Quiet, icon: "cross"},
		"session_expired": {tone: ui.Quiet, icon: "clock"},
		"paid":            {tone: ui.Good, icon: "check"},
	}
	statusEnds = map[string]endWords{
		"processing": {tone: ui.Info, icon: "clock"},
		"confirming": {tone: ui.Info, icon: "bank"},
		"expired":    {tone: ui.Quiet, icon: "clock"},
		"failed":     {tone: ui.Bad, icon: "cross"},
	}
	receiptEnds = map[string]endWords{
		"paid":               {tone: ui.Good, icon: "check"},
		"authorized":         {tone: ui.Info, icon: "lock"},
		"voided":             {tone: ui.Quiet, icon: "check"},
		"refund_pending":     {tone: ui.Info, icon: "refund"},
		"partially_refunded": {tone: ui.Good, icon: "refund"},
		"refunded":           {tone: ui.Good, icon: "refund"},
	}
	problemEnds = map[string]endWords{"400": {}, "404": {}, "409": {}, "429": {}, "500": {}, "503": {}}
)

// renewUnits are the intervals of a subscription, one of them and several.
var renewUnits = []string{"day", "week", "month", "year", "days", "weeks", "months", "years"}

// addressKinds are the parts of an address that have names of their own in some
// countries, see pay.AddressPart.
var addressKinds = []string{
	"state_state", "state_province", "state_prefecture", "state_county", "state_island", "state_emirate", "state_department",
	"zip_zip", "zip_pin", "zip_eircode",
}

// billingInputs are what the inputs of a customer's fields look like; what they
// are called is in the languages.
var billingInputs = map[string]ui.Input{
	"first_name":  {Autocomplete: "given-name", MaxLength: 100},
	"last_name":   {Autocomplete: "family-name", MaxLength: 100},
	"phone":       {Type: "tel", Autocomplete: "tel", InputMode: "tel", MaxLength: 40},
	"country":     {Autocomplete: "country"},
	"state":       {Autocomplete: "address-level1", MaxLength: 100},
	"city":        {Autocomplete: "address-level2", MaxLength: 100},
	"address":     {Autocomplete: "street-address", MaxLength: 200},
	"zip":         {Autocomplete: "postal-code", MaxLength: 20},
	"birth_date":  {Type: "date", Autocomplete: "bday"},
	"taxpayer_id": {MaxLength: 40},
}

// say is what was told in English, in this language as far as it knows how.
func (w *words) say(text string) string {
	if w.told == nil {
		return text
	}
	if known, is := w.told[text]; is {
		return known
	}
	for _, t := range w.toldWith {
		if said, is := t.with(w, text); is {
			return said
		}
	}
	return text
}

// knows reports whether a text that was told in English can be said.
func (w *words) knows(text string) bool { return w.told == nil || w.say(text) != text }

func (w *words) sayAll(sentences []string) []string {
	if w.told == nil || len(sentences) == 0 {
		return sentences
	}
	return Show(sentences, w.say)
}

// reason is why something was refunded: what the merchant wrote stays as it is.
func (w *words) reason(text string) string {
	if text == english().ByCustomer {
		return w.ByCustomer
	}
	return text
}

func endOf(ends map[string]endWords, name, orElse string) endWords {
	if end, known := ends[name]; known {
		return end
	}
	return ends[orElse]
}

func (m CheckoutClosed) words(w *words) endWords { return endOf(w.closed, m.Reason, "inactive") }

func (m CheckoutStatus) words(w *words) endWords {
	end := endOf(w.status, m.State, "processing")
	if m.Reason != "" {
		end.sentence = w.say(m.Reason) + " " + end.sentence
	}
	return end
}

func (m ReceiptPage) words(w *words) endWords { return endOf(w.receipts, m.Status, "paid") }

func (m ReceiptPage) heading(w *words) string {
	if m.Description == "" {
		return w.Payment
	}
	return m.Description
}
