package pay_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"linktill/internal/pay"
)

func TestCleanText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"  Coffee \n":                      "Coffee",
		"two\r\nlines":                     "two\nlines",
		"a\rb":                             "ab",
		"tab\tstays":                       "tab\tstays",
		"nul\x00bell\x07del\x7f":           "nulbelldel",
		"evil\u202Egpj.exe":                "evilgpj.exe",
		"\u2066Pay\u2069Pal\u200b":         "PayPal",
		"\ufeffmark\u2060ed\u200e\u200f":   "marked",
		"tag\U000E0041\U000E007F":          "tag",
		"bad\xff\xfeutf8":                  "badutf8",
		"قهوة الجزيرة":                     "قهوة الجزيرة",
		"בית קפה":                          "בית קפה",
		"می\u200cخواهم":                    "می\u200cخواهم",
		"क्\u200dष":                        "क्\u200dष",
		"👨\u200d👩\u200d👧":                  "👨\u200d👩\u200d👧",
		"Crème brûlée 5 €":                 "Crème brûlée 5 €",
		"\u200b \u200b":                    "",
		"<script>alert(1)</script> & \"'`": "<script>alert(1)</script> & \"'`",
	} {
		if got := pay.CleanText(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
	if got := pay.CleanLine(" a \n b\u2028c\t d\u00a0e "); got != "a b c d e" {
		t.Errorf("a line becomes %q", got)
	}
}

// Every character that turns the reading direction around is taken out.
func TestCleanTextTurnsNothingAround(t *testing.T) {
	t.Parallel()
	for _, table := range unicode.Bidi_Control.R16 {
		for r := rune(table.Lo); r <= rune(table.Hi); r += rune(table.Stride) {
			if got := pay.CleanText("a" + string(r) + "b"); got != "ab" {
				t.Errorf("%U stays", r)
			}
		}
	}
}

func TestCheckLengthCountsCharacters(t *testing.T) {
	t.Parallel()
	var c pay.Checks
	c.CheckLength("name", strings.Repeat("é", 5), 5)
	if !c.OK() {
		t.Error("five characters of two bytes are more than five")
	}
	c.CheckLength("name", "sixsix", 5)
	wantFields(t, c.Err(), map[string]string{"name": "At most 5 characters."})
}

func TestParseEmail(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"maria@example.com": "maria@example.com", "  Maria@Example.COM ": "maria@example.com", "a+tag@b.co": "a+tag@b.co",
		"o'hara@example.com": "o'hara@example.com", "a.b-c_d@sub.example.com": "a.b-c_d@sub.example.com", "dev@localhost": "dev@localhost",
		"jörg@exämple.com":                        "jörg@exämple.com",
		strings.Repeat("a", 242) + "@example.com": strings.Repeat("a", 242) + "@example.com",
	} {
		if got, ok := pay.ParseEmail(in); !ok || got != want {
			t.Errorf("%.80q becomes %q, %v", in, got, ok)
		}
	}
	for _, in := range []string{
		"", " ", "maria", "maria@", "@example.com", "maria@example", "maria@@example.com", "maria@exa mple.com", "ma ria@example.com",
		"Maria <maria@example.com>", "<maria@example.com>", "maria@example.com, ana@example.com", "maria@example.com;ana@example.com",
		"maria@example.com\r\nBcc: all@example.com", "\"maria\"@example.com", "\"a b\"@example.com", "maria(x)@example.com",
		"maria..a@example.com", ".maria@example.com", "maria.@example.com", "maria@example..com", "maria@.com", "maria@example.com.",
		"maria\x00@example.com", "mailto:maria@example.com?x", strings.Repeat("a", 243) + "@example.com", "\xff@example.com",
	} {
		if got, ok := pay.ParseEmail(in); ok {
			t.Errorf("%.80q is taken as %q", in, got)
		}
	}
}

// An address looks like exactly one address: what cannot be seen is not in it.
func TestParseEmailRefusesWhatCannotBeSeen(t *testing.T) {
	t.Parallel()
	for _, r := range []rune{0x00AD, 0x00A0, 0x061C, 0x200B, 0x200C, 0x200D, 0x200E, 0x202E, 0x2028, 0x2060, 0x2066, 0x3000, 0xFEFF, 0xE0041} {
		for _, in := range []string{"mar" + string(r) + "ia@example.com", "maria@exam" + string(r) + "ple.com"} {
			if _, ok := pay.ParseEmail(in); ok {
				t.Errorf("%+q is taken", in)
			}
		}
	}
}

func TestCheckMetadata(t *testing.T) {
	t.Parallel()
	many := map[string]any{}
	for i := range pay.MetadataMaxKeys + 1 {
		many[strings.Repeat("k", i/26)+string(rune('a'+i%26))] = true
	}
	big := map[string]any{}
	for i := range 17 {
		big[string(rune('a'+i))] = strings.Repeat("x", pay.MetadataMaxValueLen)
	}
	long := strings.Repeat("é", pay.MetadataMaxKeyLen)
	const aValue = "Each value has at most 500 characters."
	for name, c := range map[string]struct {
		value map[string]any
		want  string
	}{
		"nothing":        {nil, ""},
		"each kind":      {map[string]any{"text": "x", "number": json.Number("12.50"), "yes": true, "none": nil, "empty": ""}, ""},
		"the longest":    {map[string]any{long: strings.Repeat("é", pay.MetadataMaxValueLen)}, ""},
		"too many keys":  {many, "At most 50 keys."},
		"an empty key":   {map[string]any{"": "x"}, "Each key has 1 to 40 characters."},
		"a long key":     {map[string]any{long + "k": "x"}, "Each key has 1 to 40 characters."},
		"a long value":   {map[string]any{"k": strings.Repeat("x", pay.MetadataMaxValueLen+1)}, aValue},
		"NUL in a value": {map[string]any{"k": "a\x00"}, aValue},
		"NUL in a key":   {map[string]any{"k\x00": "a"}, "Keys are plain text."},
		"an object":      {map[string]any{"k": map[string]any{}}, `The value of "k" is a text, a number, true, false or null.`},
		"a list":         {map[string]any{"k": []any{"x"}}, `The value of "k" is a text, a number, true, false or null.`},
		"more than 8 KB": {big, "At most 8 KB in all."},
	} {
		var checks pay.Checks
		checks.CheckMetadata("metadata", c.value)
		if c.want == "" {
			if err := checks.Err(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if e, _ := checks.Err().(*pay.Error); e == nil || len(e.Fields) != 1 || len(e.Fields["metadata"]) == 0 || e.Message != c.want {
			t.Errorf("%s: %v, want %q", name, checks.Err(), c.want)
		}
	}
}

// jsonb writes a number out in full: a few bytes would become a hundred
// thousand, and a few more are refused by the database.
func TestMetadataNumbersStaySmall(t *testing.T) {
	t.Parallel()
	for number, ok := range map[json.Number]bool{
		"0": true, "-1": true, "12.50": true, "9007199254740993": true, "1e3": true, "0.000001": true,
		"1e999999": false, "1e131000": false, "1e-16000": false, "-1E+131000": false,
	} {
		var c pay.Checks
		c.CheckMetadata("metadata", map[string]any{"k": number})
		if c.OK() != ok {
			t.Errorf("%s: %v", number, c.Err())
		}
	}
}

func FuzzCleanText(f *testing.F) {
	for _, seed := range []string{"Coffee", "a\r\n\r\u202eb", "\xff\xfe", "قهوة", "\U000E0041", "\u200b\u200b x \r\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean := pay.CleanText(s)
		if !utf8.ValidString(clean) || strings.ContainsAny(clean, "\x00\r\u202e\u200b") || strings.TrimSpace(clean) != clean {
			t.Errorf("%q becomes %q", s, clean)
		}
		if again := pay.CleanText(clean); again != clean {
			t.Errorf("%q becomes %q, and then %q", s, clean, again)
		}
		if line := pay.CleanLine(s); strings.ContainsAny(line, "\n\t\v") || strings.Contains(line, "  ") {
			t.Errorf("%q on one line is %q", s, line)
		}
	})
}

func FuzzParseEmail(f *testing.F) {
	for _, seed := range []string{"maria@example.com", "Maria <m@example.com>", "\"a b\"@c.d", "a@b.c\r\nX: y", "a@[1.2.3.4]", "é@é.é"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		email, ok := pay.ParseEmail(s)
		if !ok {
			return
		}
		if again, ok := pay.ParseEmail(email); !ok || again != email {
			t.Errorf("%q becomes %q, and then %q", s, email, again)
		}
		if len(email) > pay.EmailMax || strings.Count(email, "@") != 1 || strings.ContainsAny(email, "\r\n\t\x00 <>,;\"") || !utf8.ValidString(email) {
			t.Errorf("%q becomes %q", s, email)
		}
	})
}
