package pay

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// AddressMax is the length of the longest address that is kept, in bytes.
const AddressMax = 2048

// ParseAddress reads an address that a merchant wants customers to be sent to,
// of one of the schemes: http, https, mailto or tel. What it returns is plain
// ASCII without spaces, so that no browser can read it in another way than we
// do. The second result is false for everything else: javascript: and data:
// run as programs, //host has no scheme, https://bank@evil hides its host.
func ParseAddress(s string, schemes ...string) (string, bool) {
	s = strings.TrimSpace(s)
	if CleanLine(s) != s || len(s) > AddressMax || strings.ContainsAny(s, "\\ \"<>`{}|^") {
		return "", false
	}
	scheme, rest, found := strings.Cut(s, ":")
	scheme = strings.ToLower(scheme)
	if !found || !slices.Contains(schemes, scheme) {
		return "", false
	}
	switch scheme {
	case "mailto":
		return scheme + ":" + rest, isMailTo(rest)
	case "tel":
		return scheme + ":" + rest, isTelephone(rest)
	}
	s = scheme + ":" + escapePath(rest)
	return s, len(s) <= AddressMax && isWebAddress(s)
}

// isWebAddress wants a host in ASCII that is written out: names of other
// scripts can look exactly like somebody else's, and come as xn--… where they
// are meant.
func isWebAddress(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Opaque != "" || u.User != nil || u.Hostname() == "" {
		return false
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return false
		}
	}
	host := u.Hostname()
	if strings.HasPrefix(u.Host, "[") {
		return !strings.ContainsFunc(host, func(r rune) bool { return !strings.ContainsRune("0123456789abcdefABCDEF:.", r) })
	}
	strange := strings.ContainsFunc(host, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '.' && r != '_'
	})
	return !strange && !strings.HasPrefix(host, ".") && !strings.Contains(host, "..")
}

// escapePath writes letters beyond ASCII as a browser does when it asks for
// them; in the host they stay, and are refused.
func escapePath(rest string) string {
	authority, path := rest, ""
	if at := strings.IndexAny(strings.TrimPrefix(rest, "//"), "/?#"); strings.HasPrefix(rest, "//") && at >= 0 {
		authority, path = rest[:at+2], rest[at+2:]
	}
	var out strings.Builder
	for i := range len(path) {
		if b := path[i]; b >= 0x80 {
			fmt.Fprintf(&out, "%%%02X", b)
		} else {
			out.WriteByte(b)
		}
	}
	return authority + out.String()
}

// isMailTo takes one address, and of the rest only what a letter may start with.
func isMailTo(rest string) bool {
	address, query, _ := strings.Cut(rest, "?")
	if _, ok := ParseEmail(address); !ok || strings.ContainsFunc(rest, func(r rune) bool { return r > '~' }) {
		return false
	}
	values, err := url.ParseQuery(query)
	for name := range values {
		if name != "subject" && name != "body" {
			return false
		}
	}
	return err == nil
}

func isTelephone(rest string) bool {
	digits := 0
	for i, r := range rest {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '+' && i == 0 || strings.ContainsRune("-.()", r):
		default:
			return false
		}
	}
	return digits >= 2 && len(rest) <= 40
}

// CheckAddress notes when an address is not of one of the schemes.
func (c *Checks) CheckAddress(field, s string, schemes ...string) {
	if _, ok := ParseAddress(s, schemes...); ok {
		return
	}
	c.Add(field, "This is not an address that can be opened: it starts with %s, and has at most %d characters.",
		addressStarts(schemes), AddressMax)
}

func addressStarts(schemes []string) string {
	starts := make([]string, len(schemes))
	for i, scheme := range schemes {
		starts[i] = scheme + "://"
		if scheme == "mailto" || scheme == "tel" {
			starts[i] = scheme + ":"
		}
	}
	if last := len(starts) - 1; last > 0 {
		return strings.Join(starts[:last], ", ") + " or " + starts[last]
	}
	return starts[0]
}

// cleanAddress is the address as it is kept; what is none stays, to be refused.
func cleanAddress(s string) string {
	if address, ok := ParseAddress(s, BioSchemes...); ok {
		return address
	}
	return strings.TrimSpace(s)
}

func cleanAddresses(list []string) []string {
	clean := make([]string, len(list))
	for i, s := range list {
		clean[i] = cleanAddress(s)
	}
	return clean
}

// nth names an element of a list for an error, as bindJSON does: "images.2".
func nth(list string, i int) string { return list + "." + strconv.Itoa(i) }
