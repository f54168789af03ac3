package handlers

import (
	"slices"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/views"
)

const keysPath = "/dashboard/keys"

// keyInput is a new API key, as programs send it and as the form does.
type keyInput struct {
	Name   string   `json:"name" form:"name"`
	Scopes []string `json:"scopes" form:"scopes"`
	// Preset is a ready choice of scopes, Limit RefundLimit as it is typed: in
	// the merchant's currency.
	Preset      string  `json:"-" form:"preset"`
	Limit       string  `json:"-" form:"refund_limit"`
	RefundLimit *int64  `json:"refund_limit" form:"-"`
	ExpiresAt   *string `json:"expires_at" form:"-"`
	// Expires is ExpiresAt as a browser writes it, in the merchant's zone.
	Expires string `json:"-" form:"expires_at"`
}

func (in keyInput) key(c *fiber.Ctx) (pay.NewAPIKey, error) {
	var checks pay.Checks
	n := pay.NewAPIKey{Name: in.Name, Scopes: in.scopes(caller(c)), RefundLimitMinor: in.RefundLimit}
	if in.Limit != "" && slices.Contains(n.Scopes, pay.RefundsWrite) {
		n.RefundLimitMinor = checkAmount(&checks, "refund_limit", in.Limit, caller(c).DefaultCurrency)
	}
	if in.ExpiresAt != nil {
		n.ExpiresAt = checkMoment(&checks, "expires_at", *in.ExpiresAt)
	} else {
		n.ExpiresAt = checkLocalTime(&checks, "expires_at", in.Expires, zone(c))
	}
	return n.Clean(), checks.Err()
}

// scopes are what was chosen: one by one, or at once, as far as the caller goes.
func (in keyInput) scopes(by pay.Caller) []pay.Scope {
	if ready := pay.KeyPreset(in.Preset).Scopes(); len(ready) > 0 {
		return slices.DeleteFunc(ready, func(s pay.Scope) bool { return !by.May(s) })
	}
	var scopes []pay.Scope
	for _, scope := range in.Scopes {
		scopes = append(scopes, pay.Scope(scope))
	}
	return scopes
}

// ListKeys answers GET /dashboard/keys and GET /v1/me/api-keys. The page shows
// revoked keys, too.
func (h *Handlers) ListKeys(c *fiber.Ctx) error {
	list, err := paging(c, pay.KeyPrefix)
	if err != nil {
		return err
	}
	keys, err := h.Store.APIKeys(c.UserContext(), caller(c), !wantsJSON(c), list)
	if err != nil {
		return err
	}
	if wantsJSON(c) {
		show := func(k pay.APIKey) string { return pay.KeyPrefix.Show(k.ID) }
		return h.respond(c, reply{Data: views.NewListJSON(keys, list, views.NewKeyJSON, show)})
	}
	return h.respond(c, reply{Page: views.Keys(h.frame(c, keysPath), h.keysPage(c, keys, list))})
}

// NewKey answers GET /dashboard/keys/new.
func (h *Handlers) NewKey(c *fiber.Ctx) error {
	return h.render(c, fiber.StatusOK, h.keyForm(c, keyInput{Preset: string(pay.PresetTake)}, nil))
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

// RevokeKey answers POST /dashboard/keys/{id}/revoke and DELETE
// /v1/me/api-keys/{id}.
func (h *Handlers) RevokeKey(c *fiber.Ctx) error {
	id, ok := pay.KeyPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.Errorf(pay.NotFound, "There is no API key with this id.")
	}
	if err := bindNothing(c); err != nil {
		return err
	}
	revoked, err := h.Store.RevokeAPIKey(c.UserContext(), caller(c), id)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewKeyRevokedJSON(revoked), Redirect: keysPath, Flash: "The key is revoked. Nothing accepts it any more."})
}
