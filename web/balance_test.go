package web

import (
	"html"
	"regexp"
	"strings"
	"testing"
	"time"

	"linktill/internal/pay"
)

// nonceOn is the nonce of the form on a page.
func (b *browser) nonceOn(page answer) string {
	b.t.Helper()
	found := nonceField.FindStringSubmatch(page.body)
	if found == nil {
		b.t.Fatalf("%s has no nonce", page.Request.URL.Path)
	}
	return html.UnescapeString(found[1])
}

// payout is the form's fields, as somebody fills it in, with a change.
func payoutFields(nonce string, change ...string) []string {
	fields := []string{"nonce", nonce, "currency", "BSD", "amount", "30.00", "paid_on", time.Now().AddDate(0, 0, -1).Format(time.DateOnly),
		"destination", "Royal Bank ••42", "reference", "LT-1"}
	for i := 0; i < len(change); i += 2 {
		for j := 0; j < len(fields); j += 2 {
			if fields[j] == change[i] {
				fields[j+1] = change[i+1]
			}
		}
	}
	return fields
}

// Recorded, sent again, looked at, reversed: the balance follows, once each.
func TestPayoutLife(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	b.wants(b.get("/dashboard/balance"), 200, "Nothing has come in yet")
	b.wants(b.get("/dashboard/payouts/new"), 200, "Nothing is available")
	b.wants(b.get("/dashboard/payouts"), 200, "No payouts recorded")
	s.paid("5000")
	page := b.wants(b.get("/dashboard/balance"), 200, "AvailableB$50.00", "Paid outB$0.00", "Record payout", "+B$50.00")
	if strings.Contains(page.body, "All payouts") {
		t.Error("there are no payouts to show all of")
	}
	form := b.wants(b.get("/dashboard/payouts/new"), 200, "BSD – B$50.00 available", `max="`+time.Now().In(s.zone()).Format(time.DateOnly))
	fields := payoutFields(b.nonceOn(form))
	for range 2 { // a double click, or back and again
		b.wants(b.post("/dashboard/payouts", fields...), 303, "/dashboard/balance")
	}
	b.wants(b.get("/dashboard/balance"), 200, "B$30.00 recorded as paid out.", "AvailableB$20.00", "Paid outB$30.00", "-B$30.00")
	list := b.wants(b.get("/dashboard/payouts"), 200, "Royal Bank ••42", "LT-1", "Recorded")
	path := regexp.MustCompile(`/dashboard/payouts/po_\w+`).FindString(list.body)
	one := b.wants(b.get(path), 200, "B$30.00 paid out", "by "+s.open().User.Email, "Recorded by mistake?")
	again := b.wants(b.post(path+"/reverse", "nonce", b.nonceOn(one), "reason", " "), 422, "Say why it is reversed.")
	for range 2 {
		b.wants(b.post(path+"/reverse", "nonce", b.nonceOn(again), "reason", "Recorded twice"), 303, path)
	}
	b.wants(b.get(path), 200, "Reversed", "Recorded twice")
	b.wants(b.get("/dashboard/balance"), 200, "AvailableB$50.00", "Paid outB$0.00", "Payout, reversed")
	if _, got := s.api("GET", "/balance", ""); len(got["data"].([]any)) != 1 {
		t.Errorf("programs: %v", got)
	}
}

func (s *shop) zone() *time.Location { return s.open().Merchant.Location() }

// What is wrong is said beside the field, and what was typed is still there.
func TestPayoutMistakes(t *testing.T) {
	s := newTill(t)
	s.paid("5000")
	b := s.signedInBrowser()
	for name, c := range map[string]struct {
		change []string
		says   string
	}{
		"too much":      {[]string{"amount", "50.01"}, "At most B$50.00 is available."},
		"nothing":       {[]string{"amount", "0"}, "The amount must be more than zero."},
		"no number":     {[]string{"amount", "all"}, "digits 0 to 9"},
		"no currency":   {[]string{"currency", "XXX"}, "Choose a currency that you were paid in."},
		"another one":   {[]string{"currency", "EUR"}, "Choose a currency that you were paid in."},
		"no date":       {[]string{"paid_on", "soon"}, "Enter the day"},
		"in the future": {[]string{"paid_on", time.Now().AddDate(0, 0, 3).Format(time.DateOnly)}, "still to come"},
		"to nobody":     {[]string{"destination", " "}, "Say where the money went"},
		"a novel":       {[]string{"reference", strings.Repeat("x", 121)}, "At most 120 characters."},
	} {
		fields := payoutFields(b.nonceOn(b.get("/dashboard/payouts/new")), c.change...)
		page := b.wants(b.post("/dashboard/payouts", fields...), 422, c.says)
		for i := 0; i < len(fields); i += 2 {
			typed := html.EscapeString(strings.TrimSpace(fields[i+1]))
			if fields[i] != "nonce" && fields[i] != "currency" && !strings.Contains(page.body, typed) {
				t.Errorf("%s: the form lost %q", name, typed)
			}
		}
	}
	if n := s.rows("payouts"); n != 0 {
		t.Errorf("%d payouts were recorded", n)
	}
	b.wants(b.get("/dashboard/payouts/po_1"), 404)
}

// Who may not record payouts sees the balance, and why there is no button.
func TestPayoutsOfRoles(t *testing.T) {
	s := newTill(t)
	s.paid("5000")
	b := s.signedInBrowser()
	nonce := b.nonceOn(b.get("/dashboard/payouts/new"))
	s.becomes(pay.Manager)
	page := b.wants(b.get("/dashboard/balance"), 200, "AvailableB$50.00", "Owners and admins record payouts.")
	if strings.Contains(page.body, "/dashboard/payouts/new") {
		t.Error("a manager is offered what they may not do")
	}
	b.wants(b.get("/dashboard/payouts/new"), 403)
	b.wants(b.post("/dashboard/payouts", payoutFields(nonce)...), 403)
	if n := s.rows("payouts"); n != 0 {
		t.Errorf("%d payouts were recorded", n)
	}
}

// Many lines are read a page at a time.
func TestBalancePages(t *testing.T) {
	s := newTill(t)
	_, path := s.link(`{"amount":100}`)
	const paid = 21
	for range paid {
		s.browser().paysAt(path, goodCard)
	}
	b := s.signedInBrowser()
	older := regexp.MustCompile(`/dashboard/balance\?cursor=tr_\w+`)
	page := b.wants(b.get("/dashboard/balance"), 200, "Older")
	if n := strings.Count(page.body, "<tr data-row"); n != 20 {
		t.Errorf("%d lines on the first page", n)
	}
	page = b.wants(b.get(older.FindString(page.body)), 200, "Newer")
	if n := strings.Count(page.body, "<tr data-row"); n != paid-20 {
		t.Errorf("%d lines on the second page", n)
	}
}

// payout records one of a cent and returns its id.
func (s *shop) payout() string {
	s.t.Helper()
	o := s.open()
	by := pay.Caller{MerchantID: o.Merchant.ID, MerchantNumber: o.Merchant.Number, UserID: o.User.ID, Role: pay.Owner}
	day := time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC)
	made, err := s.h.Store.RecordPayout(s.t.Context(), by, pay.PayoutOrder{ID: s.h.Store.NewID(o.Merchant.Number), AmountMinor: 1,
		Currency: "BSD", PaidOn: day, Destination: "Bank"}, day)
	s.must(err)
	return pay.PayoutPrefix.Show(made.ID)
}
