package main

import (
	"context"
	"net/url"
	"testing"

	cdpwa "github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// sensor gives the window a fingerprint sensor that always says yes.
func (b *tab) sensor() cdpwa.AuthenticatorID {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, cdpwa.Enable, cdpwa.EnableParams{})
	must(b.t, err)
	made, err := chromedp.Call(b.ctx, cdpwa.AddVirtualAuthenticator, cdpwa.AddVirtualAuthenticatorParams{Options: &cdpwa.VirtualAuthenticatorOptions{
		Protocol: cdpwa.AuthenticatorProtocolCtap2, Transport: cdpwa.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
	must(b.t, err)
	return made.AuthenticatorID
}

// givesPasswordAgain logs out, and in again as far as the second step.
func (b *tab) givesPasswordAgain(s *shop) {
	b.t.Helper()
	b.opens("/dashboard/merchants")
	b.clicks(`form[action="/logout"] [type=submit]`)
	b.arrives("/login")
	b.opens("/login?next=/dashboard/security")
	b.types("email", s.merchant.Email)
	b.types("password", s.merchant.Password)
	b.clicks(`form[action="/login"] [type=submit]`)
	b.arrives("/login/code")
}

const usesPasskey = `form[data-passkey="get"] [type=submit]`

// TestPasskey adds a passkey, logs in with it, confirms with it, is refused with
// a wrong signature and with a counter that stood still, and removes it.
func TestPasskey(t *testing.T) {
	t.Parallel()
	s := newShop(t, release)
	at, err := url.Parse(s.url)
	must(t, err)
	site := "http://localhost:" + at.Port() // browsers have no passkeys at numbers
	s.env = append(s.env, "PUBLIC_URL="+site)
	s.serve()
	b := s.newTab(openBrowser(t), desktop)
	b.site = site
	key := b.sensor()
	b.signsIn(s)
	b.opens("/dashboard/security/passkeys/new")
	b.types("name", "Left thumb")
	b.clicks(`form[data-passkey="create"] [type=submit]`)
	b.arrives("/dashboard/security")
	b.shows("The passkey “Left thumb” is added")

	b.givesPasswordAgain(s)
	b.clicks(usesPasskey)
	b.arrives("/dashboard/security")
	b.shows("Last used")
	b.opens("/dashboard/security/confirm?next=/dashboard/keys/new")
	b.clicks(usesPasskey)
	b.arrives("/dashboard/keys/new")

	b.givesPasswordAgain(s)
	yes := true
	_, err = chromedp.Call(b.ctx, cdpwa.SetResponseOverrideBits, cdpwa.SetResponseOverrideBitsParams{AuthenticatorID: key, IsBogusSignature: &yes})
	must(t, err)
	b.clicks(usesPasskey)
	b.shows("The passkey was not accepted")
	_, err = chromedp.Call(b.ctx, cdpwa.SetResponseOverrideBits, cdpwa.SetResponseOverrideBitsParams{AuthenticatorID: key})
	must(t, err)
	b.clicks(usesPasskey)
	b.arrives("/dashboard/security")

	b.opens("/dashboard/security")
	b.clicks(`details:has(form[action$="/remove"]) > summary`)
	b.clicks(`form[action$="/remove"] [type=submit]`)
	b.shows("The passkey “Left thumb” is removed")
	s.passkeyNoted(t)
}

// TestCopiedPasskey is refused, and so is the original from then on; codes and
// recovery codes still work.
func TestCopiedPasskey(t *testing.T) {
	t.Parallel()
	s := newShop(t, release)
	at, err := url.Parse(s.url)
	must(t, err)
	site := "http://localhost:" + at.Port()
	s.env = append(s.env, "PUBLIC_URL="+site)
	s.serve()
	b := s.newTab(openBrowser(t), desktop)
	b.site = site
	b.sensor()
	b.signsIn(s)
	b.opens("/dashboard/security/passkeys/new")
	b.types("name", "Left thumb")
	b.clicks(`form[data-passkey="create"] [type=submit]`)
	b.shows("is added")
	_, err = s.pool.Exec(context.Background(), `UPDATE passkeys SET sign_count = 1000000`) // as if a copy had signed often
	must(t, err)
	b.givesPasswordAgain(s)
	b.clicks(usesPasskey)
	b.shows("There is a copy of this passkey")
	b.opens("/login") // every session ended, this one as well
	b.types("email", s.merchant.Email)
	b.types("password", s.merchant.Password)
	b.clicks(`form[action="/login"] [type=submit]`)
	b.arrives("/login/code")
	b.types("code", s.codes.next())
	b.arrives("/dashboard")
	b.opens("/dashboard/security")
	b.shows("Copied, and not accepted any more")
}

// passkeyNoted wants what was done with the passkey in the audit log.
func (s *shop) passkeyNoted(t *testing.T) {
	t.Helper()
	for act, want := range map[string]int64{"passkey.added": 1, "passkey.removed": 1, "second_factor.failed": 1} {
		if got := s.number(`SELECT count(*) FROM audit_entries WHERE act = '` + act + `'`); got != want {
			t.Errorf("%d entries of %s, want %d", got, act, want)
		}
	}
	if got := s.number(`SELECT count(*) FROM audit_entries WHERE act = 'log_in' AND name = 'passkey'`); got != 2 {
		t.Errorf("%d log-ins with the passkey, want 2", got)
	}
}
