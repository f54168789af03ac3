package pay

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestReturnURLs(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"", "https://shop.example/ok?x={id}&y=1#z", "http://localhost:8080/back", "https://[2001:db8::1]/", "https://xn--mnchen-3ya.example/ä",
	} {
		var c Checks
		if CheckReturnURL(&c, "url", address); !c.OK() {
			t.Errorf("%q is refused: %v", address, c.Err())
		}
	}
	for _, address := range []string{
		"javascript:alert(1)", "JaVaScRiPt://shop.example/%0aalert(1)", "data:text/html,x", "//evil.example", "/\\evil.example", "/local", "https:evil.example",
		"https://bank.example@evil.example/", "https://@evil.example/", "https:///path", "https://evil.example\\@bank.example", "https://shop.example/\nx",
		" https://shop.example", "https://shop.example/a b", "https://shop.example:99999/", "https://shop.example:0/", "ftp://shop.example/",
		"https://b\u0430nk.example/", "https://shop\u202egnp.example/", "https://shop.example/\u202egnp", "https://shop.example/\u200b",
		"https://shop.example/" + strings.Repeat("x", AddressMax),
	} {
		var c Checks
		if CheckReturnURL(&c, "url", address); c.OK() {
			t.Errorf("%q is taken", address)
		}
	}
}

// The longest names that a form takes make one that can be kept.
func TestLongNamesFit(t *testing.T) {
	t.Parallel()
	b := Billing{"first_name": strings.Repeat("é", 100), "last_name": strings.Repeat("ñ", 100)}
	var c Checks
	if b.Check(&c, nil, time.Now(), func(f BillingField) string { return string(f) }); !c.OK() {
		t.Fatal(c.Err())
	}
	if name := b.Name(); utf8.RuneCountInString(name) != CustomerNameMax || !strings.HasPrefix(name, "é") || !strings.HasSuffix(name, "ñ") {
		t.Errorf("%d characters: %s", utf8.RuneCountInString(name), name)
	}
	if name := (Billing{"last_name": "Rolle"}).Name(); name != "Rolle" {
		t.Errorf("%q", name)
	}
}

func TestMoments(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]string{
		"2026-12-31": "2026-12-31T23:59:59Z", "2026-12-31T18:00+02:00": "2026-12-31T16:00:00Z",
		"2026-12-31T18:00:00.1234569Z": "2026-12-31T18:00:00.123456Z", "9999-12-31T23:59:59Z": "9999-12-31T23:59:59Z",
	} {
		if got, ok := ParseMoment(sent); !ok || got.UTC().Format(time.RFC3339Nano) != want {
			t.Errorf("%s is %s, %t", sent, got, ok)
		}
	}
	for _, sent := range []string{"", "tomorrow", "1969-12-31", "9999-12-31T23:59:59-01:00", "10000-01-01T00:00:00Z", "2026-13-01", "0001-01-01T00:00:00Z"} {
		if got, ok := ParseMoment(sent); ok {
			t.Errorf("%q is %s", sent, got)
		}
	}
}
