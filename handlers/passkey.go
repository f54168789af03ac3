package handlers

import (
	"encoding/json"
	"net/netip"
	"net/url"

	"github.com/a-h/templ"
	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

// relyingParty is this server as passkeys know it: by PUBLIC_URL's host and
// origin and no other. ok is false where browsers have no passkeys: at an
// address instead of a name, or without https away from localhost.
func (h *Handlers) relyingParty() (rp *webauthn.WebAuthn, ok bool) {
	u, err := url.Parse(h.PublicURL)
	if err != nil {
		return nil, false
	}
	host := u.Hostname()
	if _, err := netip.ParseAddr(host); err == nil || u.Scheme != "https" && host != "localhost" {
		return nil, false
	}
	rp, err = webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: "Linktill", RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference: protocol.PreferNoAttestation,
	})
	return rp, err == nil
}

// passkeyOwner is a person as the library asks for them.
type passkeyOwner struct {
	id   pay.ID
	name string
	keys []webauthn.Credential
}

func (o passkeyOwner) WebAuthnID() []byte                         { return o.id[:] }
func (o passkeyOwner) WebAuthnName() string                       { return o.name }
func (o passkeyOwner) WebAuthnDisplayName() string                { return o.name }
func (o passkeyOwner) WebAuthnCredentials() []webauthn.Credential { return o.keys }

// passkeyOwner reads a person's passkeys; of copied ones the library hears
// nothing.
func (h *Handlers) passkeyOwner(c *fiber.Ctx, userID pay.ID, email string) (passkeyOwner, error) {
	o := passkeyOwner{id: userID, name: email}
	kept, err := h.Store.Passkeys(c.UserContext(), userID)
	if err != nil {
		return o, err
	}
	for _, k := range kept {
		if k.ClonedAt != nil {
			continue
		}
		var credential webauthn.Credential
		if err := json.Unmarshal(k.Credential, &credential); err != nil {
			return o, err
		}
		credential.Authenticator.SignCount = uint32(k.SignCount)
		o.keys = append(o.keys, credential)
	}
	return o, nil
}

// keepChallenge remembers what the browser is asked, and returns it as the page
// carries it.
func (h *Handlers) keepChallenge(c *fiber.Ctx, purpose string, asked any, kept *webauthn.SessionData) (options string, err error) {
	data, err := json.Marshal(kept)
	if err != nil {
		return "", err
	}
	if err := h.Store.SetPasskeyChallenge(c.UserContext(), session(c).ID, session(c).UserID, purpose, data); err != nil {
		return "", err
	}
	out, err := json.Marshal(asked)
	return string(out), err
}

// takeChallenge returns what this session's browser was asked, for the only time.
func (h *Handlers) takeChallenge(c *fiber.Ctx, purpose string) (kept webauthn.SessionData, err error) {
	data, err := h.Store.TakePasskeyChallenge(c.UserContext(), session(c).ID, session(c).UserID, purpose)
	if err == nil {
		err = json.Unmarshal(data, &kept)
	}
	return kept, err
}

// passkeyOptions is what the browser signs to show that its person is there, ""
// for somebody without a passkey.
func (h *Handlers) passkeyOptions(c *fiber.Ctx, who store.Credentials) (string, error) {
	rp, ok := h.relyingParty()
	if !ok || who.User.Passkeys == 0 {
		return "", nil
	}
	owner, err := h.passkeyOwner(c, who.User.ID, who.User.Email)
	if err != nil || len(owner.keys) == 0 {
		return "", err
	}
	asked, kept, err := rp.BeginLogin(owner, webauthn.WithUserVerification(protocol.VerificationPreferred))
	if err != nil {
		return "", err
	}
	return h.keepChallenge(c, store.ToUsePasskey, asked.Response, kept)
}

const passkeyWrong = "The passkey was not accepted. Press the button to try again, or use a code."

// verifyPasskey checks what a passkey signed. Like a code it counts once.
func (h *Handlers) verifyPasskey(c *fiber.Ctx, answer string) error {
	s := session(c)
	kept, err := h.takeChallenge(c, store.ToUsePasskey)
	if err != nil {
		return onCode(err)
	}
	who, err := h.Store.Credentials(c.UserContext(), s.UserID)
	if err != nil {
		return err
	}
	owner, err := h.passkeyOwner(c, who.User.ID, who.User.Email)
	if err != nil {
		return err
	}
	rp, ok := h.relyingParty()
	signed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if ok && err == nil {
		if _, err = rp.ValidateLogin(owner, kept, signed); err == nil {
			return onCode(h.Store.UsePasskey(c.UserContext(), s.UserID, signed.RawID, int64(signed.Response.AuthenticatorData.Counter)))
		}
	}
	if err := h.Store.PasskeyRefused(c.UserContext(), s.UserID); err != nil {
		return err
	}
	return onCode(pay.Errorf(pay.BadCode, passkeyWrong))
}

// onCode puts the sentence where the form shows what is wrong as a whole.
func onCode(err error) error {
	if pay.CodeOf(err) != pay.BadCode {
		return err
	}
	e := err.(*pay.Error)
	return &pay.Error{Code: e.Code, Message: e.Message, Fields: map[string][]string{"": {e.Message}}}
}

// passkeyAnswer is a form that a passkey filled in.
type passkeyAnswer struct {
	Credential string `form:"credential"`
	Return     string `form:"return"`
}

// EnterPasskey answers POST /login/passkey: the second factor without a code.
func (h *Handlers) EnterPasskey(c *fiber.Ctx) error {
	var in passkeyAnswer
	if err := bindForm(c, &in); err != nil {
		return err
	}
	if done, err := h.codeDone(c); done || err != nil {
		return err
	}
	next := localPath(in.Return, "")
	if err := h.verifyPasskey(c, in.Credential); err != nil {
		return h.codeAgain(c, next, err)
	}
	if err := h.signIn(c, store.SignIn{UserID: caller(c).UserID, MerchantID: session(c).MerchantID, SecondFactor: true, LogIn: h.logIn(c, "passkey")}); err != nil {
		return err
	}
	return redirect(c, localPath(next, homePath))
}

// StepUpByPasskey answers POST /dashboard/security/confirm/passkey.
func (h *Handlers) StepUpByPasskey(c *fiber.Ctx) error {
	var in passkeyAnswer
	if err := bindForm(c, &in); err != nil {
		return err
	}
	err := h.verifyPasskey(c, in.Credential)
	if err == nil {
		err = h.Store.StepUp(c.UserContext(), session(c).ID)
	}
	if err != nil {
		return h.stepUpAgain(c, in.Return, err)
	}
	return redirect(c, localPath(in.Return, homePath))
}

// NewPasskey answers GET /dashboard/security/passkeys/new.
func (h *Handlers) NewPasskey(c *fiber.Ctx) error {
	page, err := h.passkeyForm(c, pay.DeviceName(c.Get(fiber.HeaderUserAgent)), nil)
	if err != nil {
		return err
	}
	return h.render(c, fiber.StatusOK, page)
}

func (h *Handlers) passkeyForm(c *fiber.Ctx, name string, e views.Errors) (templ.Component, error) {
	form := views.PasskeyForm{Name: name, Errors: e, Host: h.PublicURL}
	if rp, ok := h.relyingParty(); ok {
		owner, err := h.passkeyOwner(c, caller(c).UserID, caller(c).UserEmail)
		if err != nil {
			return nil, err
		}
		asked, kept, err := rp.BeginRegistration(owner, webauthn.WithExclusions(webauthn.Credentials(owner.keys).CredentialDescriptors()),
			webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
				ResidentKey: protocol.ResidentKeyRequirementDiscouraged, UserVerification: protocol.VerificationPreferred}))
		if err != nil {
			return nil, err
		}
		if form.Options, err = h.keepChallenge(c, store.ToAddPasskey, asked.Response, kept); err != nil {
			return nil, err
		}
	}
	return views.PasskeyNew(h.frame(c, securityPath), form), nil
}

// AddPasskey answers POST /dashboard/security/passkeys. The first second factor
// comes with recovery codes.
func (h *Handlers) AddPasskey(c *fiber.Ctx) error {
	var in struct {
		Name       string `form:"name"`
		Credential string `form:"credential"`
	}
	if err := bindForm(c, &in); err != nil {
		return err
	}
	by := caller(c)
	key, err := h.newPasskey(c, in.Name, in.Credential)
	var first bool
	codes, hashes := h.newRecoveryCodes(by.UserID)
	if err == nil {
		first, err = h.Store.AddPasskey(c.UserContext(), by.UserID, key, hashes, by.SessionID)
	}
	if err != nil {
		return h.wrongOr(c, err, func(e views.Errors) (templ.Component, error) { return h.passkeyForm(c, in.Name, e) })
	}
	if first {
		return h.showRecoveryCodes(c, codes, "The passkey is added, and two-factor is on.")
	}
	return h.respond(c, reply{Redirect: securityPath, Flash: "The passkey “" + key.Name + "” is added, and every other place is logged out."})
}

// newPasskey checks what a browser made of the challenge.
func (h *Handlers) newPasskey(c *fiber.Ctx, name, answer string) (k store.StoredPasskey, err error) {
	if k.Name, err = pay.CheckPasskeyName(name); err != nil {
		return k, err
	}
	kept, err := h.takeChallenge(c, store.ToAddPasskey)
	if err != nil {
		return k, onCode(err)
	}
	rp, ok := h.relyingParty()
	made, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if !ok || err != nil {
		return k, onCode(pay.Errorf(pay.BadCode, "No passkey came. Press the button and follow what your browser asks."))
	}
	owner := passkeyOwner{id: caller(c).UserID, name: caller(c).UserEmail}
	credential, err := rp.CreateCredential(owner, kept, made)
	if err != nil {
		return k, onCode(pay.Errorf(pay.BadCode, "This passkey could not be checked, so it was not added. Press the button to try again."))
	}
	credential.Attestation = webauthn.CredentialAttestation{} // of no use once it was looked at
	k.ID, k.CredentialID, k.SignCount = h.Store.NewID(0), credential.ID, int64(credential.Authenticator.SignCount)
	k.Credential, err = json.Marshal(credential)
	return k, err
}

// RemovePasskey answers POST /dashboard/security/passkeys/{id}/remove.
func (h *Handlers) RemovePasskey(c *fiber.Ctx) error {
	id, ok := pay.PasskeyPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.Errorf(pay.NotFound, "You have no such passkey.")
	}
	if err := bindNothing(c); err != nil {
		return err
	}
	k, err := h.Store.RemovePasskey(c.UserContext(), caller(c).UserID, id, caller(c).SessionID)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: securityPath, Flash: "The passkey “" + k.Name + "” is removed, and every other place is logged out."})
}
