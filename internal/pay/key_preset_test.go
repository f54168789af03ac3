package pay_test

import (
	"slices"
	"strings"
	"testing"

	"linktill/internal/pay"
)

// Reading changes nothing, taking payments gives nothing back, and everything is
// everything.
func TestKeyPresets(t *testing.T) {
	t.Parallel()
	for _, p := range pay.KeyPresets {
		scopes := p.Scopes()
		words, hint := p.Words()
		if len(scopes) == 0 || words == "" || hint == "" {
			t.Errorf("%s: %v, %q, %q", p, scopes, words, hint)
		}
		for _, s := range scopes {
			if !slices.Contains(pay.Scopes, s) {
				t.Errorf("%s has %s, which is none", p, s)
			}
		}
	}
	for _, s := range pay.PresetRead.Scopes() {
		if !strings.HasSuffix(string(s), ":read") {
			t.Errorf("read only has %s", s)
		}
	}
	for _, s := range []pay.Scope{pay.RefundsWrite, pay.KeysWrite, pay.WebhooksWrite, pay.AccountWrite, pay.PaymentsWrite} {
		if slices.Contains(pay.PresetTake.Scopes(), s) {
			t.Errorf("taking payments has %s", s)
		}
	}
	if !slices.Equal(pay.PresetAll.Scopes(), pay.Scopes) || len(pay.KeyPreset("own").Scopes()) != 0 {
		t.Error("everything is not everything")
	}
}

// Whatever tells of payers says so to whoever grants it.
func TestScopesSayWhatTheyTell(t *testing.T) {
	t.Parallel()
	for _, s := range []pay.Scope{pay.PaymentsRead, pay.WebhooksRead, pay.WebhooksWrite, pay.EventsRead} {
		if !strings.Contains(s.Hint(), "e-mail addresses") {
			t.Errorf("%s: %q", s, s.Hint())
		}
	}
}
