package pay

import (
	"encoding/json"
	"net/mail"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// CleanText trims what a person typed and takes out what is invisible or turns
// the reading direction around: such characters make one name look like
// another. Line breaks stay.
func CleanText(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == utf8.RuneError || deceptive(r) || unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s))
}

// CleanLine is CleanText for what stands on one line.
func CleanLine(s string) string { return strings.Join(strings.Fields(CleanText(s)), " ") }

// deceptive are bidirectional controls, zero-width characters (but for the
// joiners, which some scripts need) and the invisible tags.
func deceptive(r rune) bool {
	switch {
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0x061C,
		r == 0x200B, r == 0x200E, r == 0x200F, r == 0xFEFF, r == 0x2060,
		r >= 0xE0000 && r <= 0xE007F:
		return true
	}
	return false
}

// CheckLength notes a text of more than limit characters.
func (c *Checks) CheckLength(field, s string, limit int) {
	c.That(utf8.RuneCountInString(s) <= limit, field, "At most %d characters.", limit)
}

// EmailMax is the longest e-mail address there is.
const EmailMax = 254

// ParseEmail reads an address, without a name beside it, and lowers its case.
func ParseEmail(s string) (string, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if len(s) > EmailMax || s == "" || !utf8.ValidString(s) || strings.ContainsFunc(s, notInEmail) {
		return "", false
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || a.Name != "" {
		return "", false
	}
	_, domain, _ := strings.Cut(s, "@")
	if strings.ContainsAny(s, "\r\n\t <>\"") || !strings.Contains(domain, ".") && domain != "localhost" {
		return "", false
	}
	return s, true
}

// IsDeliverable reports whether mail to an address can arrive anywhere: names
// that end in .example or .invalid are reserved for not existing (RFC 2606).
func IsDeliverable(email string) bool {
	return email != "" && !strings.HasSuffix(email, ".example") && !strings.HasSuffix(email, ".invalid")
}

// notInEmail finds what an address does not show, or shows as nothing.
func notInEmail(r rune) bool {
	return r <= ' ' || r > '~' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
}

// Limits of metadata.
const (
	MetadataMaxKeys     = 50
	MetadataMaxKeyLen   = 40
	MetadataMaxValueLen = 500
	MetadataMaxBytes    = 8 << 10
)

// CleanMetadata returns the custom values with CleanLine applied to every key
// and CleanText to every text.
func CleanMetadata(m map[string]any) map[string]any {
	if m == nil {
		return nil
	}
	clean := make(map[string]any, len(m))
	for key, value := range m {
		if text, ok := value.(string); ok {
			value = CleanText(text)
		}
		clean[CleanLine(key)] = value
	}
	return clean
}

// CheckMetadata notes what is wrong with an object of custom values: each is a
// text, a number, a boolean or null.
func (c *Checks) CheckMetadata(field string, m map[string]any) {
	c.That(len(m) <= MetadataMaxKeys, field, "At most %d keys.", MetadataMaxKeys)
	for key, value := range m {
		c.That(key != "" && utf8.RuneCountInString(key) <= MetadataMaxKeyLen, field,
			"Each key has 1 to %d characters.", MetadataMaxKeyLen)
		switch v := value.(type) {
		case string:
			c.That(utf8.RuneCountInString(v) <= MetadataMaxValueLen && !strings.ContainsRune(v, 0), field,
				"Each value has at most %d characters.", MetadataMaxValueLen)
		case nil, bool:
		case json.Number:
			c.That(smallNumber(v), field, "The number of %q is too long: at most 20 digits.", key)
		default:
			c.Add(field, "The value of %q is a text, a number, true, false or null.", key)
		}
		c.That(!strings.ContainsRune(key, 0), field, "Keys are plain text.")
	}
	b, err := json.Marshal(m)
	c.That(err == nil && len(b) <= MetadataMaxBytes, field, "At most %d KB in all.", MetadataMaxBytes>>10)
}

// smallNumber refuses what the database would write out in full: a short text
// such as 1e100000 has a hundred thousand digits.
func smallNumber(n json.Number) bool {
	mantissa, exponent, has := strings.Cut(strings.ToLower(string(n)), "e")
	if len(mantissa) > 22 {
		return false
	}
	e, err := strconv.Atoi(exponent)
	return !has || err == nil && e >= -20 && e <= 20
}
