package pay

import (
	"strings"
	"testing"
)

func TestParseAddress(t *testing.T) {
	t.Parallel()
	all := []string{"https", "http", "mailto", "tel"}
	for sent, want := range map[string]string{
		"https://example.com":                              "https://example.com",
		" https://example.com/a?b=c#d ":                    "https://example.com/a?b=c#d",
		"HTTPS://Example.com/Path":                         "https://Example.com/Path",
		"http://example.com:8080/":                         "http://example.com:8080/",
		"https://xn--kse-qla.example/":                     "https://xn--kse-qla.example/",
		"https://example.com/Käse?q=ß":                     "https://example.com/K%C3%A4se?q=%C3%9F",
		"https://[2001:db8::1]/":                           "https://[2001:db8::1]/",
		"https://127.0.0.1/":                               "https://127.0.0.1/",
		"https://example.com/%0d%0aSet-Cookie:x":           "https://example.com/%0d%0aSet-Cookie:x",
		"mailto:hello@example.com":                         "mailto:hello@example.com",
		"mailto:hello@example.com?subject=Hi%20you":        "mailto:hello@example.com?subject=Hi%20you",
		"tel:+1-242-555-0100":                              "tel:+1-242-555-0100",
		"tel:(242)555.0100":                                "tel:(242)555.0100",
		"https://example.com/" + strings.Repeat("a", 2028): "https://example.com/" + strings.Repeat("a", 2028),
	} {
		if got, ok := ParseAddress(sent, all...); !ok || got != want {
			t.Errorf("%q: %q, %v", sent, got, ok)
		}
	}
}

// Whatever a browser may run, or read as another host than a person does.
func TestParseAddressRefuses(t *testing.T) {
	t.Parallel()
	for _, sent := range []string{
		"", "example.com", "/local", "//evil.example", "/\\evil.example", "https:example.com", "https:/example.com", "https://",
		"javascript:alert(1)", "JaVa\tScript:alert(1)", "java\nscript:alert(1)", " javascript:alert(1)", "javascript://host/%0aalert(1)",
		"\u200bjavascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd", "blob:https://x", "ftp://x.example",
		"https://ok.example@evil.example/", "https://user:pass@example.com/", "https://example.com\\@evil.example", "https:\\\\evil.example",
		"https://exa mple.com", "https://example.com/a b", "https://example.com/\"onload=", "https://example.com/<x>", "https://example.com/\r\nSet-Cookie: a=b",
		"https://пример.example", "https://exämple.com", "https://ex\u202eample.com", "https://.example.com", "https://a..b", "https://example.com:0/", "https://example.com:99999/",
		"https://example.com:port/", "https://%65xample.com/%zz", "https://[::1", "https://exa%6dple.com\x00",
		"mailto:", "mailto:nobody", "mailto:a@example.com,b@example.com", "mailto:a@example.com?bcc=b@example.com", "mailto:a@example.com?subject=%zz",
		"tel:", "tel:+", "tel:5", "tel:call-me", "tel:1+2", "tel:" + strings.Repeat("1", 41),
		"https://example.com/" + strings.Repeat("a", 2029), "https://example.com/" + strings.Repeat("ä", 900),
	} {
		if got, ok := ParseAddress(sent, "https", "http", "mailto", "tel"); ok {
			t.Errorf("%q was taken as %q", sent, got)
		}
	}
	for _, sent := range []string{"http://example.com", "mailto:a@example.com", "tel:+12425550100"} {
		if _, ok := ParseAddress(sent, "https"); ok {
			t.Errorf("%q was taken where only https may be", sent)
		}
	}
}

func TestCheckAddressSaysHowItStarts(t *testing.T) {
	t.Parallel()
	var c Checks
	c.CheckAddress("url", "x", "https", "http", "tel")
	if got := c.Err().(*Error).Message; !strings.Contains(got, "https://, http:// or tel:,") {
		t.Error(got)
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, seed := range []string{"https://example.com/a", "javascript:alert(1)", "https://a@b", "https:// x", "mailto:a@example.com?subject=x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := ParseAddress(s, "https", "http", "mailto", "tel")
		if !ok {
			return
		}
		if len(got) > AddressMax || strings.ContainsFunc(got, func(r rune) bool { return r <= ' ' || r > '~' || r == '\\' }) {
			t.Errorf("%q became %q", s, got)
		}
		if again, ok := ParseAddress(got, "https", "http", "mailto", "tel"); !ok || again != got {
			t.Errorf("%q is %q the second time, %v", got, again, ok)
		}
	})
}
