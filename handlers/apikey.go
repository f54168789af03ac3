package handlers

import (
	"slices"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/views"
	"linktill/views/ui"
)

const keysPath = "/dashboard/keys"

// keyInput is a new API key, as programs send it and as the form does.
type keyInput struct {
	Name        string   `json:"name" form:"name"`
	Scopes      []string `json:"scopes" form:"scopes"`
	RefundLimit *int64   `json:"refund_limit" form:"-"`
	ExpiresAt   *string  `json:"expires_at" form:"-"`
	// Expires is ExpiresAt as a browser writes it, in the merchant's zone.
	Expires string `json:"-" form:"expires_at"`
}

func (in keyInput) key(c *fiber.Ctx) (pay.NewAPIKey, error) {
	var checks pay.Checks
	n := pay.NewAPIKey{Name: in.Name, RefundLimitMinor: in.RefundLimit}
	for _, scope := range in.Scopes {
		n.Scopes = append(n.Scopes, pay.Scope(scope))
	}
	if in.ExpiresAt != nil {
		n.ExpiresAt = checkMoment(&checks, "expires_at", *in.ExpiresAt)
	} else {
		n.ExpiresAt = checkLocalTime(&checks, "expires_at", in.Expires, zone(c))
	}
	return n.Clean(), checks.Err()
}

// ListKeys answers GET /dashboard/keys and GET /v1/me/api-keys. The page shows
// revoked keys, too.
func (h *Handlers) ListKeys(c *fiber.Ctx) error {
	list, err := paging(c, pay.KeyPrefix)
	if err != nil {
		return err
	}
	if !wantsJSON(c) {
		list.Limit = pay.PageLimitMax
	}
	keys, err := h.Store.APIKeys(c.UserContext(), caller(c), !wantsJSON(c), list)
	if err != nil {
		return err
	}
	if wantsJSON(c) {
		show := func(k pay.APIKey) string { return pay.KeyPrefix.Show(k.ID) }
		return h.respond(c, reply{Data: views.NewListJSON(keys, list, views.NewKeyJSON, show)})
	}
	return h.respond(c, reply{Page: views.Keys(h.frame(c, keysPath), h.keysPage(c, keys.Rows))})
}

func (h *Handlers) keysPage(c *fiber.Ctx, keys []pay.APIKey) views.KeysPage {
	page := views.KeysPage{Livemode: caller(c).Livemode, APIBase: h.PublicURL + "/v1"}
	for _, k := range keys {
		row := views.KeyRow{
			RevokeAction: keysPath + "/" + pay.KeyPrefix.Show(k.ID) + "/revoke",
			Name:         k.Name, Hint: k.Hint(), Scopes: scopeWords(k.Scopes), Revocable: k.RevokedAt == nil,
			LastUsed: momentOpt(k.LastUsedAt, zone(c)), Created: moment(k.CreatedAt, zone(c)), Expires: momentOpt(k.ExpiresAt, zone(c)),
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
	return page
}

// scopeWords says in plain words what scopes allow.
func scopeWords(scopes []pay.Scope) []string {
	if len(scopes) == len(pay.Scopes) {
		return []string{"Everything"}
	}
	return views.Show(scopes, pay.Scope.Words)
}

// NewKey answers GET /dashboard/keys/new.
func (h *Handlers) NewKey(c *fiber.Ctx) error {
	return h.render(c, fiber.StatusOK, h.keyForm(c, keyInput{}, nil))
}

func (h *Handlers) keyForm(c *fiber.Ctx, in keyInput, e views.Errors) templ.Component {
	form := views.KeyForm{
		Nonce: newNonce(), Livemode: caller(c).Livemode, Name: in.Name, ExpiresAt: in.Expires,
		ZoneName: zoneName(h.Now().In(zone(c))), Errors: e,
	}
	for _, scope := range pay.Scopes {
		if !caller(c).May(scope) {
			continue
		}
		name := scopeGroups[scope.Noun()]
		if last := len(form.Groups) - 1; last < 0 || form.Groups[last].Name != name {
			form.Groups = append(form.Groups, views.ScopeGroup{Name: name})
		}
		group := &form.Groups[len(form.Groups)-1]
		group.Scopes = append(group.Scopes, views.ScopeChoice{
			Value: string(scope), Label: scope.Words(), Checked: slices.Contains(in.Scopes, string(scope)),
		})
	}
	return views.KeyNew(h.frame(c, keysPath+"/new"), form)
}

// scopeGroups are the headings under which scopes are chosen.
var scopeGroups = map[string]string{
	"checkout": "Checkouts", "payments": "Payments", "refunds": "Refunds", "links": "Payment links", "products": "Products",
	"listings": "Listings", "bio": "Bio page", "customers": "Customers", "webhooks": "Webhooks", "account": "Business",
	"keys": "API keys", "ai": "Writing help", "events": "Events",
}

// CreateKey answers POST /dashboard/keys and POST /v1/me/api-keys. Its answer
// is the only one that shows the key.
func (h *Handlers) CreateKey(c *fiber.Ctx) error {
	var in keyInput
	if err := bind(c, &in); err != nil {
		return err
	}
	by := caller(c)
	key := secret.NewAPIKey(by.MerchantNumber, by.Livemode)
	wanted, err := in.key(c)
	var created pay.APIKey
	if err == nil {
		kept := keyToStore(h.Secrets, key, wanted)
		kept.ID = h.operationID(c)
		created, err = h.Store.CreateAPIKey(c.UserContext(), by, kept)
	}
	if err != nil {
		return h.wrong(c, err, func(e views.Errors) templ.Component { return h.keyForm(c, in, e) })
	}
	shown := views.NewKeyJSON(created)
	shown.Key = key
	return h.respond(c, reply{Status: fiber.StatusCreated, Data: shown,
		Page: views.KeyCreated(h.frame(c, keysPath), h.keyCreated(c, created, key))})
}

func (h *Handlers) keyCreated(c *fiber.Ctx, k pay.APIKey, key string) views.KeyCreatedPage {
	path := "/payments"
	if slices.Contains(k.Scopes, pay.LinksRead) {
		path = "/payment-links"
	}
	return views.KeyCreatedPage{
		Name: k.Name, Key: key, Scopes: scopeWords(k.Scopes), Expires: momentOpt(k.ExpiresAt, zone(c)), Livemode: k.Livemode,
		Curl: "curl -H 'Authorization: Bearer " + key + "' " + h.PublicURL + "/v1" + path,
	}
}

// RevokeKey answers POST /dashboard/keys/{id}/revoke and DELETE
// /v1/me/api-keys/{id}.
func (h *Handlers) RevokeKey(c *fiber.Ctx) error {
	id, ok := pay.KeyPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.Errorf(pay.NotFound, "There is no API key with this id.")
	}
	revoked, err := h.Store.RevokeAPIKey(c.UserContext(), caller(c), id)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewKeyRevokedJSON(revoked), Redirect: keysPath, Flash: "The key is revoked. Nothing accepts it any more."})
}
