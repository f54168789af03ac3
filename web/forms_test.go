package web

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"linktill/internal/mail"
	"linktill/internal/pay"
)

// moneyForms lead to the forms of the dashboard that move money: the page of
// each, where it is sent, and what somebody types. A new route that moves money
// has to be entered here.
var moneyForms = map[string]func(s *shop, b *browser) (page answer, path string, typed []string){
	"/dashboard/payments/:id/refund": func(s *shop, b *browser) (answer, string, []string) {
		at := "/dashboard/payments/" + s.paid("5000") + "/refund"
		return b.get(at), at, []string{"amount", "12.00", "reason", "cold", "code", s.freshCode()}
	},
	"/dashboard/payments/:id/capture": func(s *shop, b *browser) (answer, string, []string) {
		at := s.held()
		return b.get(at), at + "/capture", []string{"amount", "5.00"}
	},
	"/dashboard/payments/:id/void": func(s *shop, b *browser) (answer, string, []string) {
		at := s.held()
		return b.get(at), at + "/void", nil
	},
	"/dashboard/subscriptions/:id/retry": func(s *shop, b *browser) (answer, string, []string) {
		at := s.unpaid()
		return b.get(at), at + "/retry", nil
	},
	"/dashboard/payouts": func(s *shop, b *browser) (answer, string, []string) {
		s.paid("5000")
		return b.get("/dashboard/payouts/new"), "/dashboard/payouts", payoutFields("")[2:]
	},
	"/dashboard/payouts/:id/reverse": func(s *shop, b *browser) (answer, string, []string) {
		s.paid("5000")
		at := "/dashboard/payouts/" + s.payout()
		return b.get(at), at + "/reverse", []string{"reason", "Recorded twice"}
	},
}

// held pays a product whose price is only held, and returns the payment's path.
func (s *shop) held() string {
	s.t.Helper()
	_, path := s.onSale(`,"transaction_type":"authorization"`)
	s.browser().paysAt(path, goodCard)
	return "/dashboard/payments/" + s.lastPayment()["id"].(string)
}

// unpaid is the path of a subscription whose card was declined for a later period.
func (s *shop) unpaid() string {
	s.t.Helper()
	path := s.subscribed("4000000000000341")
	id := path[strings.LastIndex(path, "/")+1:]
	x, _ := pay.SubscriptionPrefix.Parse(id)
	_, err := s.pool.Exec(s.t.Context(), `UPDATE subscriptions SET interval_unit = 'day', interval_count = 30, anchor_at = now() - interval '31 days',
		next_charge_at = now() - interval '1 day' WHERE id = $1`, x)
	s.must(err)
	_, err = s.pool.Exec(s.t.Context(), `UPDATE charges SET period_start = period_start - interval '40 days', period_end = period_end - interval '40 days' WHERE subscription_id = $1`, x)
	s.must(err)
	if _, err := s.h.Desk.Renew(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// Whatever moves money from the dashboard moves it once, however often its form is
// sent, and also when nothing came of it but a refusal.
func TestFormsMoveMoneyOnce(t *testing.T) {
	for _, r := range Routes(newTill(t).h) {
		if !r.MovesMoney || r.Access != Member && r.Access != Fresh {
			continue
		}
		t.Run(r.Path, func(t *testing.T) {
			open := moneyForms[r.Path]
			if open == nil {
				t.Fatal("enter this route in moneyForms")
			}
			s := newTill(t)
			b := s.signedInBrowser()
			page, path, typed := open(s, b)
			_, form, _ := strings.Cut(page.body, `action="`+path+`"`)
			form, _, _ = strings.Cut(form, "</form>")
			typed = append(typed, "nonce", fieldOf(answer{body: form}, "nonce"))
			if seen := fieldOf(answer{body: form}, "seen"); seen != "" {
				typed = append(typed, "seen", seen)
			}
			before := s.fingerprint()
			first := b.post(path, typed...)
			moved := s.fingerprint()
			if first.StatusCode != 303 || before == moved {
				t.Fatalf("%d, and nothing has moved: %v\n%.500s", first.StatusCode, before == moved, first.body)
			}
			if again := b.post(path, typed...); !replayed(again) || again.Header.Get("Location") != first.Header.Get("Location") || s.fingerprint() != moved {
				t.Errorf("sent again: %d, its first answer: %v, and it moved again: %v", again.StatusCode, replayed(again), s.fingerprint() != moved)
			}
		})
	}
}

// A form with a field too many is a form of another time: nothing is done.
func TestFormsTakeNothingElse(t *testing.T) {
	s := newTill(t)
	at := s.objects(s.open().TestAPIKey.Reveal(), false)
	at["merchant"], at["member"] = pay.MerchantPrefix.Show(s.open().Merchant.ID), pay.UserPrefix.Show(s.another("helper@example.com", pay.Viewer))
	at["session"], at["picture"], at["passkey"] = pay.SessionPrefix.Show(s.member().session.ID), s.picture(), s.passkey()
	at["invite"], at["mail"] = s.openInvite("guest@example.com"), s.keepMail(mail.Reader{MerchantID: s.open().Merchant.ID}, "[Test] Receipt")
	b := s.signedInBrowser()
	before := s.books()
	for _, r := range Routes(s.h) {
		if r.Method != "POST" || r.Access != Member && r.Access != Fresh {
			continue
		}
		path, _, err := filled(r, func(object string) string { return at[object] })
		s.must(err)
		if got := b.post(path, "no_such_field", "1"); !slices.Contains([]int{404, 409, 422}, got.StatusCode) {
			t.Errorf("%s: %d to %q", r.Path, got.StatusCode, got.Header.Get("Location"))
		}
	}
	for table, sum := range s.books() {
		if before[table] != sum && table != "public.link_views" { // these are written a little later
			t.Errorf("something was changed: %s", table)
		}
	}
}

// Why something was not done stands out, and is read aloud at once.
func TestRefusalsAreNoGoodNews(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	says := func(path, role, tone, text string) {
		t.Helper()
		page := b.wants(b.get(path), 200).body
		if !regexp.MustCompile(`(?s)class="flash" role="` + role + `">\s*<div class="notice tone-` + tone + `">.{0,400}` + text).MatchString(page) {
			t.Errorf("%s does not say %q as %s", path, text, role)
		}
	}
	at := s.subscribed(goodCard)
	b.wants(b.post(at+"/pause"), 303, at)
	says(at, "status", "good", "Paused.")
	b.wants(b.post(at+"/pause"), 303, at)
	says(at, "alert", "bad", "Only a running subscription can be paused.")
	link, _ := s.link(`{"amount":5000,"expires_at":"2099-06-01T00:00:00Z"}`)
	at = "/dashboard/links/" + link
	b.wants(b.post(at+"/deactivate"), 303, at)
	s.exec(`UPDATE links SET expires_at = now() - interval '1 minute' WHERE expires_at IS NOT NULL`)
	b.wants(b.post(at+"/activate"), 303, at)
	says(at, "alert", "bad", "This payment link has expired.")
	at = s.unpaid()
	b.wants(b.post(at+"/retry"), 303, at)
	says(at, "alert", "bad", "is not charged yet")
}
