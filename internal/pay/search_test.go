package pay

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestParseSearch(t *testing.T) {
	t.Parallel()
	id := NewID(time.Now(), 77)
	for _, c := range []struct {
		typed, id, number, last4, email, words string
		amounts                                string // some of them
	}{
		{typed: ""},
		{typed: " \u200b\x00 "},
		{typed: PaymentPrefix.Show(id), id: "pay"},
		{typed: "  " + RefundPrefix.Show(id) + "\n", id: "ref"},
		{typed: "link-" + id.UUID(), id: "link"},
		{typed: id.UUID(), id: "-"},
		{typed: strings.ToUpper(id.UUID()), id: "-"},
		{typed: strings.TrimPrefix(PaymentPrefix.Show(id), "pay_"), id: "-"},
		{typed: "pay_short", email: "pay_short", words: "pay_short"},
		{typed: "12", number: "12", words: "12", amounts: "B$12.00 ¥12"},
		{typed: "#12", number: "12", words: "#12"},
		{typed: "4242", number: "4242", last4: "4242", words: "4242", amounts: "B$4,242.00"},
		{typed: "•••• 4242", last4: "4242", words: "•••• 4242"},
		{typed: "Visa 4242", last4: "4242", words: "Visa 4242"},
		{typed: "4242 4242 4242 4242", last4: "4242"},
		{typed: "4242424242424242", number: "4242424242424242", last4: "4242"},
		{typed: "4242424242424241", number: "4242424242424241", words: "4242424242424241"},
		{typed: "12.50", email: "12.50", words: "12.50", amounts: "B$12.50 KWD\u00a012.500"},
		{typed: "12,50", email: "12,50", words: "12,50", amounts: "B$12.50"},
		{typed: "1,250", email: "1,250", words: "1,250", amounts: "B$1,250.00 ¥1,250"},
		{typed: "B$12.50", email: "b$12.50", words: "B$12.50", amounts: "B$12.50"},
		{typed: "b$ 1,250.00", words: "b$ 1,250.00", amounts: "B$1,250.00"},
		{typed: "12.50 eur", words: "12.50 eur", amounts: "€12.50"},
		{typed: "$5", email: "$5", words: "$5", amounts: "$5.00 B$5.00"},
		{typed: "Ana@Example.com", email: "ana@example.com", words: "Ana@Example.com"},
		{typed: "ana@", email: "ana@", words: "ana@"},
		{typed: "INV-7", email: "inv-7", words: "INV-7"},
		{typed: `flat  "white"`, words: "flat white"},
		{typed: "-5", email: "-5", words: "-5"},
		{typed: "0.00", email: "0.00", words: "0.00"},
	} {
		s := ParseSearch(c.typed)
		got := string(s.Prefix)
		if got == "" && !s.ID.IsZero() {
			got = "-"
		}
		number := ""
		if s.Number > 0 {
			number = strconv.FormatInt(s.Number, 10)
		}
		if got != c.id || got != "" && s.ID != id || number != c.number || s.Last4 != c.last4 || s.Email != c.email || strings.Join(s.Words, " ") != c.words {
			t.Errorf("%q: %+v", c.typed, s)
		}
		var shown []string
		for _, m := range s.Amounts {
			shown = append(shown, m.String())
		}
		for _, want := range strings.Fields(strings.ReplaceAll(c.amounts, "\u00a0", "_")) {
			if !slices.Contains(shown, strings.ReplaceAll(want, "_", "\u00a0")) {
				t.Errorf("%q: %s is not among %v", c.typed, want, shown)
			}
		}
		if c.amounts == "" && len(shown) > 0 {
			t.Errorf("%q is no amount: %v", c.typed, shown)
		}
	}
}

func FuzzParseSearch(f *testing.F) {
	for _, text := range []string{"", "pay_", "12.50", "B$1", "\xff", "%", strings.Repeat("9", 300), "\u202e@", "-", "..,,"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		s := ParseSearch(typed)
		if !utf8.ValidString(s.Text) || utf8.RuneCountInString(s.Text) > SearchMax || strings.ContainsRune(s.Text, 0) || len(s.Words) > searchWordsMax {
			t.Errorf("%q: %+v", typed, s)
		}
		for _, m := range s.Amounts {
			if CheckAmount(m.Minor) != nil {
				t.Errorf("%q: %v", typed, m)
			}
		}
	})
}

// Ids made at or after a time are not below the first id of it, all others are.
func TestFirstIDAt(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 21, 5, 0, 0, 0, time.UTC)
	first := FirstIDAt(at)
	for _, c := range []struct {
		at     time.Time
		before bool
	}{{at.Add(-time.Millisecond), true}, {at, false}, {at.Add(time.Millisecond), false}} {
		id := NewID(c.at, 1)
		if before := slices.Compare(id[:], first[:]) < 0; before != c.before {
			t.Errorf("%v: before is %v", c.at, before)
		}
	}
	if !FirstIDAt(time.Date(1066, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		t.Error("there was something before all ids")
	}
}

func TestNotes(t *testing.T) {
	t.Parallel()
	ana, ben := NewID(time.Now(), 1), NewID(time.Now(), 2)
	n := Note{UserID: ana}
	for _, c := range []struct {
		by           Caller
		edit, remove bool
	}{
		{Caller{UserID: ana, Role: Manager}, true, true},
		{Caller{UserID: ana, Role: Viewer}, false, false},
		{Caller{UserID: ben, Role: Manager}, false, false},
		{Caller{UserID: ben, Role: Owner}, false, true},
		{Caller{UserID: ben, Role: Admin}, false, true},
		{Caller{KeyID: ana, Scopes: Scopes}, false, false},
	} {
		if n.MayEdit(c.by) != c.edit || n.MayDelete(c.by) != c.remove {
			t.Errorf("%+v: %v, %v", c.by, n.MayEdit(c.by), n.MayDelete(c.by))
		}
	}
	if CheckNote("") == nil || CheckNote(strings.Repeat("é", NoteMax+1)) == nil || CheckNote(strings.Repeat("é", NoteMax)) != nil {
		t.Error("the length of a note")
	}
}
