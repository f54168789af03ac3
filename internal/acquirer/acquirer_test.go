package acquirer

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"linktill/internal/pay"
)

func TestScrub(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"card=4242424242424242&cvc=123", "card=[card number]&cvc=[security code]"},
		{"card[number]=4242+4242+4242+4242&card[cvc]=0123", "card[number]=[card number]&card[cvc]=[security code]"},
		{"card%5Bnumber%5D=4242%204242%204242%204242&card%5Bcvc%5D=123", "card%5Bnumber%5D=[card number]&card%5Bcvc%5D=[security code]"},
		{`{"number":"4242 4242 4242 4242","cvc":"123","exp":"09/31"}`, `{"number":"[card number]","cvc":"[security code]","exp":"09/31"}`},
		{`{\"number\":\"4242-4242-4242-4242\",\"cvv\": \"1234\"}`, `{\"number\":\"[card number]\",\"cvv\": \"[security code]\"}`},
		{"<Number>378282246310005</Number><CVV2>1234</CVV2>", "<Number>[card number]</Number><CVV2>[security code]</CVV2>"},
		{"Security code: 987", "Security code: [security code]"},
		{"verification_value => 987", "verification_value => 987"},
		{"verification_value=987", "verification_value=[security code]"},
		{"number 4242 4242 4242 4241 is mistyped", "number [card number] is mistyped"},
		{"1234567890123456789012345", "[card number]"},
		{"amount=1234500&currency=BSD at 2026-11-21T10:00:00Z", "amount=1234500&currency=BSD at 2026-11-21T10:00:00Z"},
		{"Visa ending in 4242", "Visa ending in 4242"},
		{"from 192.168.100.200", "from 192.168.100.200"},
		{"\xff4242424242424242\xff", "\xff[card number]\xff"},
	} {
		if got := Scrub(c.in); got != c.want {
			t.Errorf("Scrub(%q)\n got %q\nwant %q", c.in, got, c.want)
		}
	}
}

// TestScrubLeavesNoNumber hides a card number, with any separators, anywhere.
func TestScrubLeavesNoNumber(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`[0-9]{12,19}`).Draw(t, "number")
		separator := rapid.SampledFrom([]string{"", " ", "-", "+", "%20", "\u00a0", "  ", "–"}).Draw(t, "separator")
		before := rapid.StringMatching(`[a-z"=:{ ]{0,20}`).Draw(t, "before")
		after := rapid.StringMatching(`[a-z"=:} ]{0,20}`).Draw(t, "after")
		got := Scrub(before + strings.Join(strings.Split(number, ""), separator) + after)
		if strings.Contains(got, number[len(number)-4:]) || strings.Contains(got, number[:4]) {
			t.Fatalf("%s is left in %q", number, got)
		}
		if again := Scrub(got); again != got {
			t.Fatalf("scrubbing twice makes %q of %q", again, got)
		}
	})
}

func FuzzScrub(f *testing.F) {
	f.Add("cvc=123&number=4242424242424242")
	f.Fuzz(func(t *testing.T, s string) {
		if got := Scrub(Scrub(s)); len(got) > 20*len(s)+20 {
			t.Fatalf("%q grew to %q", s, got)
		}
	})
}

func TestDeclineCodes(t *testing.T) {
	t.Parallel()
	sentences := map[string]DeclineCode{}
	for _, code := range DeclineCodes {
		message := code.Message()
		if other, taken := sentences[message]; taken {
			t.Errorf("%s and %s say the same", code, other)
		}
		sentences[message] = code
		if !strings.HasSuffix(message, ".") || strings.Count(message, ".") < 3 {
			t.Errorf("%s does not say what happened, what was not lost and what to do: %s", code, message)
		}
	}
	if DeclineCode("do_not_honor").Message() != CardDeclined.Message() {
		t.Error("an unknown code has no sentence")
	}
}

func TestStateFinal(t *testing.T) {
	t.Parallel()
	for state, want := range map[State]bool{Paid: true, Declined: true, Completed: true, Failed: true, Canceled: true,
		RequiresAction: false, Pending: false, NotFound: false, "": false} {
		if got := state.Final(); got != want {
			t.Errorf("%q.Final() = %v", state, got)
		}
	}
}

func TestCheckKeyAndMoney(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"a", "att_4kQ", strings.Repeat("k", KeyMax)} {
		if err := CheckKey(key); err != nil {
			t.Errorf("CheckKey(%q) = %v", key, err)
		}
	}
	for _, key := range []string{"", "a b", "é", "a\n", "\x00", strings.Repeat("k", KeyMax+1)} {
		if err := CheckKey(key); !IsMisuse(err) {
			t.Errorf("CheckKey(%q) = %v", key, err)
		}
	}
	for _, m := range []pay.Money{{}, {Minor: 1}, {Minor: 1, Currency: "XAU"}, {Currency: "BSD"}, {Minor: -1, Currency: "BSD"}, {Minor: 1e15, Currency: "BSD"}} {
		if err := CheckMoney(m); !IsMisuse(err) {
			t.Errorf("CheckMoney(%v) = %v", m, err)
		}
	}
	if err := CheckMoney(pay.Money{Minor: 1, Currency: "JPY"}); err != nil {
		t.Error(err)
	}
	if wrapped := fmt.Errorf("pay: %w", Misusef("x")); !IsMisuse(wrapped) || IsMisuse(fmt.Errorf("x")) {
		t.Error("IsMisuse is wrong about wrapped errors")
	}
}
