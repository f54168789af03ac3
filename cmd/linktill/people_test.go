package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"linktill/internal/fetch"
)

// codes are the codes of an authenticator app, made by oathtool. A code counts
// once, for its step of thirty seconds and the next one.
type codes struct {
	t      *testing.T
	secret string
	last   int64 // the step of the last code
}

// margin is how long a code must count at the least when it is handed out.
const margin = 6 * time.Second

// next returns the oldest code that was not handed out and still counts. It
// waits only when the newest one was handed out already.
func (c *codes) next() string {
	c.t.Helper()
	var step int64
	until(c.t, 40*time.Second, "the app shows a new code", func() bool {
		now := time.Now()
		step = now.Unix()/30 - 1
		if now.Add(margin).Unix()/30 > now.Unix()/30 {
			step++
		}
		step = max(step, c.last+1)
		return step <= now.Unix()/30
	})
	c.last = step
	return codeAt(c.t, c.secret, step)
}

// codeAt asks oathtool for the code of a step.
func codeAt(t *testing.T, secret string, step int64) string {
	t.Helper()
	tool, err := fetch.Oathtool(context.Background(), t.Output())
	must(t, err)
	at := time.Unix(step*30, 0).UTC().Format("2006-01-02 15:04:05 UTC")
	said, err := exec.Command(tool, "--totp", "--base32", "--now", at, secret).Output()
	must(t, err)
	return strings.TrimSpace(string(said))
}

// person is a browser without scripts: it keeps cookies and fills in forms.
type person struct {
	*shop
	jar *http.Client
	at  string // which server they talk to
}

func (s *shop) person() *person {
	s.t.Helper()
	client := newClient()
	var err error
	client.Jar, err = cookiejar.New(nil)
	must(s.t, err)
	s.t.Cleanup(client.CloseIdleConnections)
	return &person{shop: s, jar: client, at: s.url}
}

func (p *person) get(path string) answer {
	p.t.Helper()
	return p.send(ask{at: p.at, method: "GET", path: path, client: p.jar})
}

func (p *person) tryPost(path string, form url.Values) (answer, error) {
	return p.try(ask{at: p.at, method: "POST", path: path, form: true, body: form.Encode(), client: p.jar})
}

func (p *person) post(path string, form url.Values) answer {
	p.t.Helper()
	got, err := p.tryPost(path, form)
	must(p.t, err)
	return got
}

// goesTo fails unless the answer sends the browser to that path.
func (p *person) goesTo(got answer, path string) {
	p.t.Helper()
	if to := got.Header.Get("Location"); got.StatusCode != http.StatusSeeOther || !strings.HasPrefix(to, path) {
		p.t.Fatalf("answered %d to %q, want to go to %s\n%s", got.StatusCode, to, path, got.body)
	}
}

// password is the first step of logging in.
func (p *person) password() {
	p.t.Helper()
	got := p.post("/login", p.formTo("/login", "/login", "email", p.merchant.Email, "password", p.merchant.Password))
	p.goesTo(got, "/login/code")
}

// logIn signs the owner in with password and code.
func (p *person) logIn() *person {
	p.t.Helper()
	p.password()
	p.goesTo(p.post("/login/code", p.formTo("/login/code", "/login/code", "code", p.codes.next())), "/dashboard")
	return p
}

// The sandbox's cards that the tests pay with.
const (
	cardPays         = "4242424242424242"
	cardDeclined     = "4000000000000002"
	cardChallenged   = "4000000000003220"
	cardTimesOutPaid = "4000000000000259"
	cardTimesOutDead = "4000000000000267"
)

// checkout opens a link's page and fills its form in.
func (p *person) checkout(linkID, card string) url.Values {
	p.t.Helper()
	return p.checkoutAt(p.payPath(linkID), card)
}

// checkoutAt is checkout for any page on which something is paid.
func (p *person) checkoutAt(path, card string, more ...string) url.Values {
	p.t.Helper()
	return with(p.formTo(path, path, whoPays(card)...), more...)
}

// whoPays is what every checkout asks a customer for.
func whoPays(card string) []string {
	return []string{"email", "ana@example.com", "card_number", card, "card_expiry", "12/40", "card_cvc", "123", "card_name", "Ana Silva"}
}

func (s *shop) payPath(linkID string) string { return "/pay/" + s.merchant.Slug + "/" + linkID }

// pays pays a link and returns the payment's id.
func (s *shop) pays(linkID string) string {
	s.t.Helper()
	return s.paysAt(s.payPath(linkID))
}

// paysAt is pays for any page on which something is paid.
func (s *shop) paysAt(path string) string {
	s.t.Helper()
	p := s.person()
	got := p.post(path, p.checkoutAt(path, cardPays))
	p.goesTo(got, "/receipt/")
	return paymentOn(s, p.get(got.Header.Get("Location")))
}

var paymentID = regexp.MustCompile(`pay_[1-9A-HJ-NP-Za-km-z]{22}`)

// paymentOn finds the payment's number on a page.
func paymentOn(s *shop, page answer) string {
	s.t.Helper()
	id := paymentID.FindString(page.body)
	if id == "" {
		s.t.Fatalf("there is no payment number on %s:\n%s", page.Request.URL.Path, page.body)
	}
	return id
}

// refundForm is the dashboard's form for a refund, filled in.
func (p *person) refundForm(payment, amount, code string) url.Values {
	p.t.Helper()
	return p.formTo(refundPath(payment), refundPath(payment), "amount", amount, "reason", "The coffee was cold", "code", code)
}

func refundPath(payment string) string { return fmt.Sprintf("/dashboard/payments/%s/refund", payment) }
