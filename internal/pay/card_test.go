package pay

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var cardNow = time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)

func TestParseCard(t *testing.T) {
	t.Parallel()
	want := Card{Number: "4242424242424242", CVC: "123", Holder: "Ada Rolle", ExpMonth: 9, ExpYear: 2031}
	for _, number := range []string{"4242424242424242", "4242 4242 4242 4242", " 4242-4242-4242-4242 ", "4242\u00a04242–42424242"} {
		for _, expiry := range []string{"09/31", "9/31", "09/2031", " 09 / 31 ", "09-31", "09 2031", "0931", "092031"} {
			got, err := ParseCard(number, expiry, " 123 ", "  Ada \u202e\x00 \n Rolle ", cardNow)
			if err != nil || got != want {
				t.Errorf("ParseCard(%q, %q) = %s %d/%d, %v", number, expiry, got, got.ExpMonth, got.ExpYear, err)
			}
		}
	}
	if amex, err := ParseCard("3782 822463 10005", "12/99", "1234", "", cardNow); err != nil || amex.ExpYear != 2099 {
		t.Errorf("amex: %v, %v", amex, err)
	}
}

func TestParseCardRefuses(t *testing.T) {
	t.Parallel()
	const number, expiry, cvc = "4242424242424242", "09/31", "123"
	for _, c := range []struct{ number, expiry, cvc, holder, field, says string }{
		{"", expiry, cvc, "", "card_number", "Enter the card number"},
		{"４２４２424242424242", expiry, cvc, "", "card_number", "digits 0 to 9"},
		{"4242.4242.4242.4242", expiry, cvc, "", "card_number", "digits 0 to 9"},
		{"42424242424", expiry, cvc, "", "card_number", "12 to 19 digits"},
		{strings.Repeat("4", 20), expiry, cvc, "", "card_number", "12 to 19 digits"},
		{"4242424242424241", expiry, cvc, "", "card_number", "A digit"},
		{"4224424242424242", expiry, cvc, "", "card_number", "A digit"},
		{number, "", cvc, "", "card_expiry", "Enter the month"},
		{number, "soon", cvc, "", "card_expiry", "month and year"},
		{number, "09/031", cvc, "", "card_expiry", "month and year"},
		{number, "٠٩/٣١", cvc, "", "card_expiry", "month and year"},
		{number, "€31", cvc, "", "card_expiry", "month and year"},
		{number, "009/31", cvc, "", "card_expiry", "month and year"},
		{number, "1/2/31", cvc, "", "card_expiry", "month and year"},
		{number, "13/31", cvc, "", "card_expiry", "month comes first"},
		{number, "00/31", cvc, "", "card_expiry", "month comes first"},
		{number, "10/26", cvc, "", "card_expiry", "has expired"},
		{number, "10/0026", cvc, "", "card_expiry", "has expired"},
		{number, expiry, "", "", "card_cvc", "3 digits on the back"},
		{number, expiry, "12", "", "card_cvc", "3 digits"},
		{number, expiry, "1234", "", "card_cvc", "3 digits"},
		{number, expiry, "12a", "", "card_cvc", "3 digits"},
		{"378282246310005", expiry, "123", "", "card_cvc", "4 digits on the front"},
		{number, expiry, cvc, "4242 4242 4242 4242", "card_holder", "looks like a card number"},
		{number, expiry, cvc, strings.Repeat("é", 101), "card_holder", "100 letters"},
	} {
		got, err := ParseCard(c.number, c.expiry, c.cvc, c.holder, cardNow)
		var e *Error
		if got != (Card{}) || !errors.As(err, &e) || e.Code != Invalid || len(e.Fields) != 1 || len(e.Fields[c.field]) != 1 || !strings.Contains(e.Fields[c.field][0], c.says) {
			t.Errorf("ParseCard(%q, %q, %q, %q) = %v; want %s: %s", c.number, c.expiry, c.cvc, c.holder, err, c.field, c.says)
		}
	}
}

func TestParseCardReportsAllAtOnce(t *testing.T) {
	t.Parallel()
	_, err := ParseCard("4242424242424241", "01/20", "9", "4242424242424242", cardNow)
	var e *Error
	if !errors.As(err, &e) || len(e.Fields) != 4 {
		t.Fatalf("got %v", err)
	}
	if text := fmt.Sprint(e.Message, e.Fields, e); strings.Contains(text, "42424") {
		t.Errorf("the error repeats the number: %s", text)
	}
}

func TestCardExpiresWithItsMonth(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		now  string
		good bool
	}{{"2026-11-30T23:59:59Z", true}, {"2026-12-01T11:59:59Z", true}, {"2026-12-01T12:00:00Z", false}} {
		now, _ := time.Parse(time.RFC3339, c.now)
		if _, err := ParseCard("4242424242424242", "11/26", "123", "", now); (err == nil) != c.good {
			t.Errorf("at %s: %v", c.now, err)
		}
	}
}

func TestLuhnSeesEveryWrongDigit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`[0-9]{11,18}`).Draw(t, "number")
		right := 0
		for check := range 10 {
			if luhn(number + fmt.Sprint(check)) {
				right++
			}
		}
		if right != 1 {
			t.Fatalf("%s has %d check digits", number, right)
		}
	})
}

func TestCardBrand(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{
		"4242424242424242": "visa", "5555555555554444": "mastercard", "2221000000000009": "mastercard", "2720990000000007": "mastercard",
		"2721000000000004": "card", "378282246310005": "amex", "341111111111111": "amex", "6011111111111117": "discover",
		"6450000000000000": "discover", "6500000000000002": "discover", "30569309025904": "diners", "38520000023237": "diners", "36000000000008": "diners",
		"3530111333300000": "jcb", "3590000000000000": "card", "6200000000000005": "unionpay", "9999999999999995": "card", "": "card", "3": "card",
	} {
		if got := (Card{Number: number}).Brand(); got != want {
			t.Errorf("brand of %s = %s, want %s", number, got, want)
		}
	}
	if got := BrandName("amex"); got != "American Express" {
		t.Errorf("BrandName(amex) = %s", got)
	}
	if got := BrandName("other"); got != "Card" {
		t.Errorf("BrandName(other) = %s", got)
	}
}

func TestCardIsRedactedEverywhere(t *testing.T) {
	t.Parallel()
	card := Card{Number: "4242424242424242", CVC: "987", Holder: "Ada Rolle", ExpMonth: 9, ExpYear: 2031}
	type holder struct{ Card Card }
	var logged bytes.Buffer
	// The time of day would now and then hold the digits that are looked for.
	timeless := &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}
	slog.New(slog.NewJSONHandler(&logged, timeless)).Info("pay", "card", card, "holder", holder{card}, "pointer", &card)
	slog.New(slog.NewTextHandler(&logged, timeless)).Info("pay", "card", card, "holder", holder{card}, "pointer", &card)
	outputs := []string{logged.String()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%T"} {
		outputs = append(outputs, fmt.Sprintf(verb, card), fmt.Sprintf(verb, &card), fmt.Sprintf(verb, holder{card}), fmt.Sprintf(verb, []Card{card}))
	}
	asJSON, err := json.Marshal(map[string]any{"card": card, "pointer": &card})
	if err != nil || !strings.Contains(string(asJSON), `"Visa ending in 4242"`) {
		t.Errorf("JSON: %s, %v", asJSON, err)
	}
	asXML, _ := xml.Marshal(holder{card})
	var asGob bytes.Buffer
	if err := gob.NewEncoder(&asGob).Encode(card); err == nil {
		t.Error("gob takes a card")
	}
	for _, output := range append(outputs, string(asJSON), string(asXML), asGob.String()) {
		if strings.Contains(output, "42424242") || strings.Contains(output, "987") || strings.Contains(output, "Ada") {
			t.Errorf("leaks: %s", output)
		}
	}
	if got := (Card{Number: "123", CVC: "9"}).String(); got != "Card" {
		t.Errorf("short number shown as %q", got)
	}
}

func FuzzParseCard(f *testing.F) {
	f.Add("4242424242424242", "09/31", "123", "Ada Rolle")
	f.Add("4242-4242 4242–4242", "0931", "1234", "")
	f.Add("\xff", "1/é", "\x00", "\u202e")
	f.Fuzz(func(t *testing.T, number, expiry, cvc, holder string) {
		card, err := ParseCard(number, expiry, cvc, holder, cardNow)
		if err != nil {
			if card != (Card{}) {
				t.Fatal("a card with an error")
			}
			return
		}
		again, err := ParseCard(card.Number, fmt.Sprintf("%02d/%04d", card.ExpMonth, card.ExpYear), card.CVC, card.Holder, cardNow)
		if err != nil || again != card {
			t.Fatalf("not stable: %v", err)
		}
	})
}
