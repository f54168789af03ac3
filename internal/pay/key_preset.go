package pay

import (
	"slices"
	"strings"
)

// KeyPreset is a ready choice of what an API key may do.
type KeyPreset string

// The presets.
const (
	PresetRead KeyPreset = "read"
	PresetTake KeyPreset = "take"
	PresetAll  KeyPreset = "all"
)

// KeyPresets are all of them, in the order in which people are shown them.
var KeyPresets = []KeyPreset{PresetRead, PresetTake, PresetAll}

// Scopes are what a preset lets a key do; none for what is no preset.
func (p KeyPreset) Scopes() []Scope {
	switch p {
	case PresetRead:
		return slices.DeleteFunc(slices.Clone(Scopes), func(s Scope) bool { return !strings.HasSuffix(string(s), ":read") })
	case PresetTake:
		return []Scope{CheckoutCreate, PaymentsRead, LinksRead, LinksWrite, ProductsRead, ListingsRead}
	case PresetAll:
		return slices.Clone(Scopes)
	}
	return nil
}

// Words are what a preset is called, and Hint what it comes to.
func (p KeyPreset) Words() (words, hint string) {
	switch p {
	case PresetRead:
		return "Read only", "For bookkeeping and reports. It changes nothing and moves no money."
	case PresetTake:
		return "Take payments", "For a shop. It makes links and checkouts and sees payments. It cannot refund."
	}
	return "Everything", "Whatever you may do, refunds included. For programs that you trust like yourself."
}

// Hint says of a scope what its words do not; "" for most.
func (s Scope) Hint() string { return scopeHints[s] }

// Events are told whole. Leaving out who paid would make them useless to most
// programs, so these scopes say that they tell it.
var scopeHints = map[Scope]string{
	PaymentsRead:  "With the names and e-mail addresses of those who paid.",
	RefundsWrite:  "Moves money out, without a two-factor code.",
	WebhooksRead:  "With the names and e-mail addresses of those who paid.",
	WebhooksWrite: "Whoever can do this can have every event sent to an address of their own, with the names and e-mail addresses of those who paid.",
	EventsRead:    "With the names and e-mail addresses of those who paid, whatever else the key may see.",
	KeysWrite:     "The keys that it creates can do no more than it can.",
}
