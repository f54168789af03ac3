package pay

import (
	"slices"
	"strconv"
	"strings"
)

// How long a slug is, in characters.
const (
	SlugMin = 2
	SlugMax = 40
)

// reservedSlugs would stand where a page of ours does or look as if the page
// were Linktill's own.
var reservedSlugs = strings.Fields(`
	about abuse account accounts admin administrator api app apps assets auth bank bio billing blog card cards
	cdn checkout contact customer customers dashboard dev developer developers docs email events favicon-ico
	forgot gallery healthz help home images index info legal link links linktill live localhost login logout
	mail me media merchant merchants metrics my news null oauth official owner pay payment payments payout
	payouts postmaster pricing privacy product products profile qr readyz receipt receipts refund refunds register
	reset robots-txt root sandbox secure security settings shop shops signin signout signup sitemap-xml static
	status store subscribe subscriptions support sys system team terms test undefined user users v1 v2 verify
	webhook webhooks webmaster www`)

// ParseSlug checks the name that a merchant's public addresses carry: lower
// case letters of ASCII, digits and single hyphens between them. Letters of
// other scripts are refused, because some look exactly like these.
func ParseSlug(s string) (string, error) {
	switch {
	case len(s) < SlugMin || len(s) > SlugMax:
		return "", Errorf(Invalid, "Between %d and %d characters.", SlugMin, SlugMax)
	case strings.ContainsFunc(s, func(r rune) bool { return !strings.ContainsRune(slugLetters, r) }):
		return "", Errorf(Invalid, "Only small letters from a to z, digits and hyphens.")
	case s[0] == '-' || s[len(s)-1] == '-' || strings.Contains(s, "--"):
		return "", Errorf(Invalid, "Hyphens stand between letters, one at a time.")
	case isReserved(s):
		return "", Errorf(Invalid, "This address is reserved. Choose another.")
	}
	return s, nil
}

const slugLetters = "abcdefghijklmnopqrstuvwxyz0123456789-"

func isReserved(slug string) bool {
	return slices.ContainsFunc(reservedSlugs, func(reserved string) bool {
		return SlugLook(reserved) == SlugLook(slug)
	})
}

// SlugLook is the same for slugs that are taken for each other when read: with
// and without hyphens, 0 and o, 1 and l and i, rn and m, vv and w. Two
// merchants never share it. The store has the same expression in SQL.
func SlugLook(slug string) string {
	look := strings.NewReplacer("-", "", "0", "o", "1", "l", "i", "l").Replace(slug)
	return strings.ReplaceAll(strings.ReplaceAll(look, "rn", "m"), "vv", "w")
}

// SuggestSlug makes a slug from a business's name; "shop" when nothing of the
// name can be written in ASCII letters. It may be taken or reserved.
func SuggestSlug(name string) string {
	var out strings.Builder
	for _, r := range strings.ToLower(name) {
		switch plain, known := plainLetters[r]; {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			out.WriteRune(r)
		case known:
			out.WriteString(plain)
		case r == '\'' || r == '’':
		default:
			out.WriteByte(' ')
		}
	}
	slug := strings.Join(strings.Fields(out.String()), "-")
	if len(slug) > slugBaseMax {
		slug = strings.TrimRight(slug[:slugBaseMax], "-")
	}
	if len(slug) < SlugMin {
		return "shop"
	}
	return slug
}

// slugBaseMax leaves room for a number behind a suggested slug.
const slugBaseMax = SlugMax - 7

// NumberedSlug is the slug's nth alternative: "island-coffee-2".
func NumberedSlug(slug string, n int) string { return slug + "-" + strconv.Itoa(n) }

var plainLetters = func() map[rune]string {
	letters := map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'þ': "th", '&': " and "}
	for plain, accented := range map[string]string{
		"a": "àáâãäåāăą", "c": "çćĉċč", "d": "ďđð", "e": "èéêëēĕėęě", "g": "ĝğġģ", "h": "ĥħ", "i": "ìíîïĩīĭįı",
		"j": "ĵ", "k": "ķ", "l": "ĺļľŀł", "n": "ñńņňŋ", "o": "òóôõöøōŏő", "r": "ŕŗř", "s": "śŝşšș", "t": "ţťŧț",
		"u": "ùúûüũūŭůűų", "w": "ŵ", "y": "ýÿŷ", "z": "źżž",
	} {
		for _, r := range accented {
			letters[r] = plain
		}
	}
	return letters
}()
