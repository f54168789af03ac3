package handlers

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
	"linktill/views/ui"
)

func (h *Handlers) keysPage(c *fiber.Ctx, keys pay.List[pay.APIKey], list pay.Page) views.KeysPage {
	page := views.KeysPage{Livemode: caller(c).Livemode, CanCreate: caller(c).May(pay.KeysWrite), APIBase: h.PublicURL + "/v1",
		Curl: curl("sk_…", h.PublicURL+"/v1/payments")}
	for _, k := range keys.Rows {
		row := views.KeyRow{
			RevokeAction: keysPath + "/" + pay.KeyPrefix.Show(k.ID) + "/revoke",
			Name:         k.Name, Hint: k.Hint(), Scopes: scopeWords(k.Scopes), RefundLimit: refundLimitWords(c, k),
			Revocable: k.RevokedAt == nil && caller(c).May(pay.KeysWrite),
			LastUsed:  momentOpt(k.LastUsedAt, zone(c)), Created: moment(k.CreatedAt, zone(c)), Expires: momentOpt(k.ExpiresAt, zone(c)),
		}
		switch {
		case k.RevokedAt != nil:
			row.Status = ui.Status{Tone: ui.Quiet, Word: "Revoked"}
		case !k.Works(h.Now()):
			row.Status = ui.Status{Tone: ui.Quiet, Word: "Expired"}
		default:
			row.Status = ui.Status{Tone: ui.Good, Word: "Active"}
		}
		page.Keys = append(page.Keys, row)
	}
	last := ""
	if keys.HasMore {
		last = pay.KeyPrefix.Show(keys.Rows[len(keys.Rows)-1].ID)
	}
	page.Pager = pager(list, keys.HasMore, keysPath+"?", last)
	return page
}

func curl(key, address string) string {
	return "curl -H 'Authorization: Bearer " + key + "' " + address
}

// scopeWords says in plain words what scopes allow: seeing and changing the same
// in one, and a ready choice by its name.
func scopeWords(scopes []pay.Scope) []string {
	for _, p := range pay.KeyPresets {
		if words, _ := p.Words(); slices.Equal(p.Scopes(), scopes) {
			return []string{words}
		}
	}
	var words []string
	for _, s := range scopes {
		read, write := pay.Scope(s.Noun()+":read"), pay.Scope(s.Noun()+":write")
		both := slices.Contains(scopes, read) && slices.Contains(scopes, write)
		switch {
		case !both:
			words = append(words, s.Words())
		case s == read:
			words = append(words, scopeGroups[s.Noun()]+": see and change")
		}
	}
	return words
}

// scopeGroups are the headings under which scopes are chosen.
var scopeGroups = map[string]string{
	"checkout": "Checkouts", "payments": "Payments", "refunds": "Refunds", "links": "Payment links", "products": "Products",
	"listings": "Listings", "bio": "Bio page", "customers": "Customers", "webhooks": "Webhooks", "account": "Business",
	"keys": "API keys", "ai": "Writing help", "events": "Events",
}

// refundLimitWords says what bounds the refunds of a key; "" when it has no
// limit, or may not refund.
func refundLimitWords(c *fiber.Ctx, k pay.APIKey) string {
	if k.RefundLimitMinor == nil || !slices.Contains(k.Scopes, pay.RefundsWrite) {
		return ""
	}
	return "Refunds of " + pay.Money{Minor: *k.RefundLimitMinor, Currency: caller(c).DefaultCurrency}.String() + " at most"
}

// limitHint explains a limit that is a number of smallest units, whatever the
// currency.
func limitHint(own pay.Currency) string {
	const example = 50_00
	other := "JPY"
	if own.Exponent == 0 {
		other = "EUR"
	}
	return "In " + own.Code + ". Left empty, there is no limit. Payments in other currencies are limited to as many of their smallest unit: " +
		pay.Money{Minor: example, Currency: own.Code}.String() + " here is " + pay.Money{Minor: example, Currency: other}.String() + " there."
}

func (h *Handlers) keyForm(c *fiber.Ctx, in keyInput, e views.Errors) templ.Component {
	by := caller(c)
	own, _ := pay.CurrencyOf(by.DefaultCurrency)
	form := views.KeyForm{
		Nonce: newNonce(), Livemode: by.Livemode, Name: in.Name, RefundLimit: in.Limit, ExpiresAt: in.Expires,
		Symbol: own.Symbol, LimitHint: limitHint(own),
		ZoneName: zoneName(h.Now().In(zone(c))), Errors: e,
	}
	ready := len(pay.KeyPreset(in.Preset).Scopes()) > 0
	for _, p := range pay.KeyPresets {
		words, hint := p.Words()
		form.Presets = append(form.Presets, views.ScopeChoice{Value: string(p), Label: words, Hint: hint, Checked: string(p) == in.Preset})
	}
	form.Presets = append(form.Presets, views.ScopeChoice{Value: "own", Label: "Only what I tick", Checked: !ready})
	for _, scope := range pay.Scopes {
		if !by.May(scope) {
			continue
		}
		name := scopeGroups[scope.Noun()]
		if last := len(form.Groups) - 1; last < 0 || form.Groups[last].Name != name {
			form.Groups = append(form.Groups, views.ScopeGroup{Name: name})
		}
		group := &form.Groups[len(form.Groups)-1]
		group.Scopes = append(group.Scopes, views.ScopeChoice{
			Value: string(scope), Label: scope.Words(), Hint: scope.Hint(), Checked: slices.Contains(in.Scopes, string(scope)),
		})
	}
	return views.KeyNew(h.frame(c, keysPath+"/new"), form)
}

func (h *Handlers) keyCreated(c *fiber.Ctx, k pay.APIKey, key string) views.KeyCreatedPage {
	m := views.KeyCreatedPage{
		Name: k.Name, Key: key, Scopes: scopeWords(k.Scopes), RefundLimit: refundLimitWords(c, k), Expires: momentOpt(k.ExpiresAt, zone(c)),
		Livemode: k.Livemode, Doors: h.doorsOf(c, k.Scopes),
	}
	for _, try := range keyTries {
		if slices.Contains(k.Scopes, try.scope) {
			m.Curl = curl(key, h.PublicURL+"/v1"+try.path)
			break
		}
	}
	return m
}

// keyTries are what a new key is tried with, by what it may do.
var keyTries = []struct {
	scope pay.Scope
	path  string
}{
	{pay.LinksRead, "/payment-links"}, {pay.PaymentsRead, "/payments"}, {pay.ProductsRead, "/products"}, {pay.ListingsRead, "/listings"},
	{pay.CustomersRead, "/customers"}, {pay.BioRead, "/bio"}, {pay.WebhooksRead, "/webhooks"}, {pay.EventsRead, "/events"},
	{pay.AccountRead, "/me"}, {pay.KeysRead, "/me/api-keys"},
	{pay.LinksWrite, `/payment-links -H 'Content-Type: application/json' -d '{"amount": 5000}'`},
}

// doorsOf are the ways in that a key with those scopes opens.
func (h *Handlers) doorsOf(c *fiber.Ctx, scopes []pay.Scope) []views.KeyDoor {
	may := func(nouns ...string) bool {
		return slices.ContainsFunc(scopes, func(s pay.Scope) bool { return slices.Contains(nouns, s.Noun()) })
	}
	doors := []views.KeyDoor{{For: "Everything", Address: h.PublicURL + "/v1", How: "Authorization: Bearer …"}}
	if may("products") {
		number := strconv.FormatUint(uint64(caller(c).MerchantNumber), 10)
		doors = append(doors, views.KeyDoor{For: "Shop systems", Address: h.PublicURL + "/products",
			How: strings.Join([]string{"HTTP Basic: user " + number, "password: the key"}, ", ")})
	}
	if may("checkout", "payments", "refunds", "links", "account") {
		doors = append(doors, views.KeyDoor{For: "Checkout plug-ins", Address: h.PublicURL + "/api", How: "Authorization: Api-Key …"})
	}
	return doors
}
