package web

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
)

// style is a way to send a credential.
type style int

const (
	noStyle style = iota
	unknownStyle
	bearerStyle
	basicStyle
	apiKeyStyle // "Authorization: Api-Key K", or the header "Api-Key: K"
	tokenStyle  // the value of a session's cookie, which a program holds itself
)

var schemes = map[string]style{"bearer": bearerStyle, "basic": basicStyle, "api-key": apiKeyStyle, "token": tokenStyle}

// credential is what a request says of who sends it, cookies apart.
type credential struct {
	style  style
	secret string
	// shopID goes with basicStyle: the number of the merchant whose key it is.
	shopID string
}

// credentialOf reads the one credential of a request. Two at once are none:
// which of them would count should not be a guess.
func credentialOf(c *fiber.Ctx) credential {
	header := &c.Request().Header
	sent, keys := header.PeekAll(fiber.HeaderAuthorization), header.PeekAll("Api-Key")
	switch {
	case len(sent)+len(keys) == 0:
		return credential{}
	case len(sent)+len(keys) > 1:
		return credential{style: unknownStyle}
	case len(keys) == 1:
		return credential{style: apiKeyStyle, secret: strings.TrimSpace(string(keys[0]))}
	}
	scheme, rest, _ := strings.Cut(string(sent[0]), " ")
	found := credential{style: schemes[strings.ToLower(scheme)], secret: strings.TrimSpace(rest)}
	switch found.style {
	case noStyle:
		return credential{style: unknownStyle}
	case basicStyle:
		return basicCredential(found.secret)
	}
	return found
}

func basicCredential(encoded string) credential {
	pair, err := base64.StdEncoding.DecodeString(encoded)
	shopID, key, found := strings.Cut(string(pair), ":")
	if err != nil || !found {
		return credential{style: unknownStyle}
	}
	return credential{style: basicStyle, secret: key, shopID: shopID}
}

// isOf reports whether the shop id, where one was sent, is the key's merchant's.
func (sent credential) isOf(caller pay.Caller) bool {
	return sent.style != basicStyle || sent.shopID == strconv.FormatUint(uint64(caller.MerchantNumber), 10)
}

// entry is how an API key is shown at a door. Each door takes the styles that
// its reference document describes and no other: what a program sends to the
// wrong door is a mistake that it should hear of.
type entry struct {
	root      string
	styles    []style
	challenge string
	advice    string
}

// entries are the doors, the more exact one first.
var entries = []entry{
	{"/v1/products", []style{bearerStyle, basicStyle}, `Bearer realm="Linktill", Basic realm="Linktill", charset="UTF-8"`,
		`Send your API key as "Authorization: Bearer sk_…", or by HTTP Basic with your shop id as the user and the key as the password.`},
	{"/products", []style{basicStyle}, `Basic realm="Linktill", charset="UTF-8"`,
		"Authenticate by HTTP Basic, with your shop id as the user and your API key as the password."},
	{"/api", []style{apiKeyStyle, bearerStyle}, `Api-Key realm="Linktill", Bearer realm="Linktill"`,
		`Send your API key as "Authorization: Api-Key sk_…" or in the header "Api-Key".`},
	{"/", []style{bearerStyle}, `Bearer realm="Linktill"`, `Send your API key as "Authorization: Bearer sk_…".`},
}

// entryOf is the door that a path belongs to.
func entryOf(path string) entry {
	for _, e := range entries {
		if rest, ok := strings.CutPrefix(path, e.root); ok && (rest == "" || rest[0] == '/' || e.root == "/") {
			return e
		}
	}
	panic("web: no door leads to " + path)
}

func (e entry) takes(s style) bool { return slices.Contains(e.styles, s) }
