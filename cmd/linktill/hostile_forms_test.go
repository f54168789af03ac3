package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// hostileFields are values that nobody types, for any field of a form.
var hostileFields = []string{
	"", " ", "x", "0", "-1", "1.005", "1e309", "99999999999999999999", "１２３", "NaN", "10,00", "on", "\u202etxt.exe", "\u200b", "a\x00b",
	"a\r\nBcc: x@example.com", "\xff\xfe", hostileText, "2026-02-30T25:61", "//evil.example", strings.Repeat("long ", 2_000),
}

// formRun goes through all forms of some pages.
type formRun struct {
	*shop
	sent    int
	fresh   func() *person // who opens the pages; asked again when an act ended the visit
	visitor *person
}

// TestHostileForms sends every hostile value as every field of every form that
// a visitor, a customer, somebody with half a log-in and an owner are shown,
// and each form without it, and with it twice.
func TestHostileForms(t *testing.T) {
	t.Parallel()
	s := newShop(t, release)
	s.serve()
	t.Run("visitors", func(t *testing.T) {
		t.Parallel()
		s := s.in(t)
		s.merchant = s.newMerchant("Beach Bar", "owner@beach-bar.example") // whose password is going to change
		r := &formRun{shop: s, fresh: s.person}
		r.pages("/login", "/signup", "/forgot", s.resetPath())
	})
	t.Run("half a log-in", func(t *testing.T) {
		t.Parallel()
		r := &formRun{shop: s.in(t), fresh: func() *person { p := s.in(t).person(); p.password(); return p }}
		r.pages("/login/code")
	})
	t.Run("customers", func(t *testing.T) {
		t.Parallel()
		s := s.in(t)
		open := read[object](t, s.api("POST", "/v1/payment-links", `{"suggested_amounts":[500],"max_amount":10000}`).body)["id"].(string)
		customer := s.person()
		challenged := customer.post(s.payPath(open), with(customer.checkout(open, cardChallenged), "amount", "5.00"))
		customer.goesTo(challenged, "/sandbox/3ds/")
		r := &formRun{shop: s, fresh: s.person}
		_, product := s.newProduct(`,"visible_fields":["first_name","last_name","phone","country","state","city","address","zip","birth_date","taxpayer_id"]`)
		_, session := s.newSession(`"lines":[{"name":"Fee","unit_amount":500}],"currency":"BSD"`)
		r.pages(s.payPath(s.newLink(5_00, "")), s.payPath(open), product, session, challenged.Header.Get("Location"))
	})
	t.Run("owner", func(t *testing.T) {
		t.Parallel()
		s := s.in(t)
		link := s.newLink(5_000_00, `,"description":"Retreat"`)
		payment := s.pays(link)
		_, product := s.newHeldProduct("")
		r := &formRun{shop: s, fresh: func() *person { return s.person().logIn() }}
		r.pages("/dashboard/links/new", "/dashboard/links/"+link+"/edit", "/dashboard/links/"+link, "/dashboard/payments/"+payment,
			refundPath(payment), paymentPath(s.paysAt(product)), "/dashboard/keys", "/dashboard/keys/new", "/dashboard/security", "/dashboard/security/confirm")
	})
}

// resetPath is the address that a mail for a new password holds.
func (s *shop) resetPath() (path string) {
	s.t.Helper()
	p := s.person()
	p.post("/forgot", p.formTo("/forgot", "/forgot", "email", s.merchant.Email))
	until(s.t, startMax, "the mail for a new password is written", func() bool {
		for _, mail := range s.mails() {
			if _, rest, found := strings.Cut(mail, s.url+"/reset/"); found {
				path = "/reset/" + rest[:strings.IndexAny(rest, "\r\n\"< ")]
			}
		}
		return path != ""
	})
	return path
}

// good are values with which a form gets past the fields that are not tried.
var good = map[string]string{
	"email": "ana@example.com", "password": "an honest phrase of words", "name": "Ana", "amount": "5.00", "card_number": cardPays, "card_expiry": "12/40",
	"card_cvc": "123", "card_name": "Ana", "reason": "Cold", "code": "000000", "description": "Coffee", "scopes": "links:read",
	"first_name": "Ana", "last_name": "Silva", "phone": "+12425550100", "country": "BS", "state": "NP", "city": "Nassau", "address": "Bay Street 1",
	"zip": "1", "birth_date": "1990-01-31", "taxpayer_id": "1",
}

func (r *formRun) pages(paths ...string) {
	r.t.Helper()
	r.visitor = r.fresh()
	for _, path := range paths {
		page := r.visitor.get(path)
		if page.StatusCode != http.StatusOK {
			r.t.Errorf("GET %s: %d to %q", path, page.StatusCode, page.Header.Get("Location"))
			continue
		}
		seen := map[string]bool{}
		for _, f := range formsOf(r.t, page.body) {
			if f.method == "POST" && !seen[f.action] {
				seen[f.action] = true
				r.form(path, f)
			}
		}
		if len(seen) == 0 {
			r.t.Errorf("%s has no form", path)
		}
	}
	r.t.Logf("%d forms were sent", r.sent)
}

// form tries each of its fields. One of csrf and nothing else acts when it is
// complete, so that is not sent.
func (r *formRun) form(path string, f *webForm) {
	r.t.Helper()
	for _, name := range f.names {
		if name != "csrf" && (f.action == "/dashboard/mode" || f.action == "/logout") {
			continue // the other forms need the mode, and the log-in
		}
		for _, value := range hostileFields {
			r.try(path, f, name, value)
			if f.action == "/dashboard/links" && name == "description" && value == hostileText {
				r.try(path, f, "amount", "x") // shown again, typed text and all
			}
		}
		r.try(path, f, name)
		r.try(path, f, name, "1", "2")
	}
}

// TestBrokenForms sends bodies that are no form, or no form of ours.
func TestBrokenForms(t *testing.T) {
	t.Parallel()
	s := newShop(t, release)
	s.serve()
	owner := s.person().logIn()
	link := s.newLink(5_00, "")
	things := s.number(thingsMade)
	for _, path := range []string{"/dashboard/links", "/login", "/signup", "/forgot", s.payPath(link), "/dashboard/links/" + link + "/delete", "/dashboard/keys"} {
		for body, kind := range map[string]string{
			"":                                      "application/x-www-form-urlencoded",
			"%zz=1":                                 "application/x-www-form-urlencoded",
			"csrf=%ff":                              "application/x-www-form-urlencoded",
			"csrf=x&description=a;b=c":              "application/x-www-form-urlencoded",
			strings.Repeat("a=1&", 10_000):          "application/x-www-form-urlencoded",
			strings.Repeat("a", 64<<10+1):           "application/x-www-form-urlencoded",
			`{"csrf":"x"}`:                          "application/json",
			"csrf=x":                                "text/plain",
			"--x\r\nContent-Disposition: form-data": "multipart/form-data; boundary=x",
		} {
			got := s.refuses(ask{method: "POST", path: path, body: body, client: owner.jar, header: map[string]string{"Content-Type": kind}})
			if !slices.Contains([]int{400, 403, 413, 415, 422}, got.StatusCode) {
				t.Errorf("POST %s %s as %s: %d to %q", path, shorten(body), kind, got.StatusCode, got.Header.Get("Location"))
			}
		}
	}
	if after := s.number(thingsMade); after != things {
		t.Errorf("%d things were made", after-things)
	}
}

// try sends a form with these values of a field.
func (r *formRun) try(path string, f *webForm, name string, values ...string) {
	r.t.Helper()
	form := url.Values{}
	for field, value := range f.values {
		form[field] = value
	}
	for _, field := range f.names {
		if form.Get(field) == "" && good[field] != "" {
			form.Set(field, good[field])
		}
	}
	form[name] = values
	// Wrong codes and passwords are counted; here they are to be looked at.
	// Others do the same at the same time, so rows are taken in one order.
	r.exec(`DELETE FROM rate_hits WHERE (key, win) IN (SELECT key, win FROM rate_hits ORDER BY key, win FOR UPDATE)`)
	r.exec(`UPDATE users SET second_factor_failures = 0, second_factor_blocked_until = NULL
		WHERE id IN (SELECT id FROM users ORDER BY id FOR UPDATE)`)
	got := r.visitor.post(f.action, form)
	r.sent++
	if !slices.Contains([]int{200, 201, 303, 400, 402, 403, 409, 410, 413, 422}, got.StatusCode) {
		r.t.Errorf("POST %s, %s = %.60q: %d to %q\n%.500s", f.action, name, values, got.StatusCode, got.Header.Get("Location"), got.body)
	}
	if !strings.HasPrefix(got.Header.Get("Location"), "/") && got.StatusCode == http.StatusSeeOther || strings.HasPrefix(got.Header.Get("Location"), "//") {
		r.t.Errorf("POST %s, %s = %.60q leads to %q", f.action, name, values, got.Header.Get("Location"))
	}
	harmless(r.t, "POST "+f.action, got.body)
	if got.StatusCode == http.StatusSeeOther || name == "csrf" {
		r.again(path, f)
	}
}

// again opens the page anew when the visit is over, or when its form was used up.
func (r *formRun) again(path string, f *webForm) {
	r.t.Helper()
	page := r.visitor.get(path)
	if page.StatusCode != http.StatusOK {
		r.visitor = r.fresh()
		page = r.visitor.get(path)
	}
	for _, fresh := range formsOf(r.t, page.body) {
		if fresh.action == f.action {
			f.values = fresh.values
		}
	}
}
