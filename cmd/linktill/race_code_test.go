package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// codeRace is one member in many browsers: one is signed in and orders refunds,
// the others have given their password and enter a code.
type codeRace struct {
	*pair
	owner   *person
	entries []*person
	began   time.Time
	payment string
}

// TestOneCodeAtOnce: fifty times the same code of the authenticator app, half
// of them to refund and half to log in, over two servers: one is accepted.
//
// It runs before the parallel tests: all fifty wait for one row, and beside a
// dozen other servers the last could wait until the database sends them away.
func TestOneCodeAtOnce(t *testing.T) {
	r := &codeRace{pair: newPair(t)}
	r.payment = r.pays(r.newLink(1_000_000, ""))
	r.owner = r.person().logIn()
	for i := range crowd / 2 {
		p := r.person()
		p.at = r.at[i%2]
		r.entries = append(r.entries, p)
	}
	var refunds, entered int
	n := rounds(t)
	for round := range n {
		got := r.round(t, round)
		refunds += got["refunded"]
		entered += got["entered"]
		if got["refunded"]+got["entered"] != 1 || got["refused"] != crowd-1 {
			t.Fatalf("round %d: %v", round, got)
		}
	}
	if made := r.number(`SELECT count(*) FROM refunds`); made != int64(refunds) {
		t.Errorf("%d refunds were made, %d accepted", made, refunds)
	}
	t.Logf("%d rounds: %d refunds and %d log-ins accepted", n, refunds, entered)
	r.inOrder()
}

// round has everybody send the same code, once.
func (r *codeRace) round(t *testing.T, round int) map[string]int {
	t.Helper()
	r.passwords()
	// The same thirty seconds serve many rounds: what was used up is forgotten.
	r.exec(`UPDATE users SET totp_last_step = 0, second_factor_failures = 0`)
	code := codeAt(t, r.merchant.TOTPSecret, time.Now().Unix()/30)
	form := r.owner.refundForm(r.payment, "0.01", code)
	var got tally
	together(crowd, func(i int) {
		if i%2 == 0 {
			mine := with(map[string][]string{}, "csrf", form.Get("csrf"), "nonce", fmt.Sprintf("round-%d-%d", round, i),
				"amount", "0.01", "reason", "cold", "code", code)
			got.add(r.outcome(t, r.owner.ofServer(r.at[i/2%2]).post(refundPath(r.payment), mine), "refunded"))
			return
		}
		p := r.entries[i/2]
		got.add(r.outcome(t, p.post("/login/code", p.formTo("/login/code", "/login/code", "code", code)), "entered"))
	})
	return got.counts
}

// passwords has every browser that enters codes give its password, unless it
// did and no code of it was accepted since. That counts for ten minutes.
func (r *codeRace) passwords() {
	r.t.Helper()
	renew := time.Since(r.began) > 5*time.Minute
	if renew {
		r.began = time.Now()
	}
	for _, p := range r.entries {
		if renew || p.get("/login/code").StatusCode != http.StatusOK {
			p.password()
		}
	}
}

// ofServer is the same browser at another server.
func (p *person) ofServer(at string) *person { return &person{shop: p.shop, jar: p.jar, at: at} }

func (r *codeRace) outcome(t *testing.T, got answer, accepted string) string {
	t.Helper()
	switch {
	case got.StatusCode == http.StatusSeeOther:
		return accepted
	case got.StatusCode == http.StatusUnprocessableEntity && strings.Contains(got.body, "This code has been used"):
		return "refused"
	}
	return fmt.Sprintf("%d to %q: %s", got.StatusCode, got.Header.Get("Location"), got.body)
}
