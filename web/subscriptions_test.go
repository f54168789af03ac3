package web

import (
	"regexp"
	"strings"
	"sync"
	"testing"

	"linktill/internal/pay"
)

// subscriptionFields is the form's fields, as somebody fills it in.
func subscriptionFields(nonce string, change ...string) []string {
	fields := []string{"nonce", nonce, "email", "ben@example.com", "name", "Ben", "description", "Beans, 1 kg", "amount", "24.00", "currency", "BSD",
		"count", "1", "unit", "month", "first_charge_at", "", "version", "1"}
	for i := 0; i < len(change); i += 2 {
		for j := 0; j < len(fields); j += 2 {
			if fields[j] == change[i] {
				fields[j+1] = change[i+1]
			}
		}
	}
	return fields
}

// subscribed has a customer pay a link that subscribes them, and returns the
// path of the subscription's page.
func (s *shop) subscribed(number string) string {
	s.t.Helper()
	_, path := s.link(`{"amount":2000,"description":"Coffee"}`)
	_, err := s.pool.Exec(s.t.Context(), `UPDATE links SET interval_unit = 'month', interval_count = 1 WHERE description = 'Coffee'`)
	s.must(err)
	s.browser().paysAt(path, number)
	b := s.signedInBrowser()
	return regexp.MustCompile(`/dashboard/subscriptions/sub_\w+`).FindString(b.get("/dashboard/subscriptions").body)
}

// subscription makes one that waits for its card, and returns its id.
func (s *shop) subscription() string {
	s.t.Helper()
	o := s.open()
	by := pay.Caller{MerchantID: o.Merchant.ID, MerchantNumber: o.Merchant.Number, UserID: o.User.ID, Role: pay.Owner}
	x, err := s.h.Store.CreateSubscription(s.t.Context(), by, pay.NewSubscription{ID: s.h.Store.NewID(o.Merchant.Number), CustomerEmail: "ben@example.com",
		AmountMinor: 1, Currency: "BSD", Description: "Beans", Interval: pay.Interval{Unit: pay.UnitMonth, Count: 1}})
	s.must(err)
	return pay.SubscriptionPrefix.Show(x.ID)
}

func TestSubscriptionLife(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	b.wants(b.get("/dashboard/subscriptions"), 200, "No subscriptions yet", "Create subscription")
	path := s.subscribed(goodCard)
	page := b.wants(b.get(path), 200, "Coffee", "B$20.00 every month", "Active", "Visa •••• 4242", "ana@example.com", "B$20.00 in 1 charge", "Created")
	b.wants(b.get(regexp.MustCompile(`/dashboard/payments/pay_\w+`).FindString(page.body)), 200, "B$20.00", "Paid")
	customer := regexp.MustCompile(`/dashboard/customers/cus_\w+`).FindString(page.body)
	b.wants(b.get(customer), 200, `href="`+path+`"`, "Coffee", "every month", "Active", "/dashboard/subscriptions/new?email=ana%40example.com")
	b.wants(b.post(path+"/pause"), 303, path)
	b.wants(b.get(path), 200, "Paused", "Resume")
	b.wants(b.post(path+"/pause"), 303, path)
	b.wants(b.get(path), 200, "Only a running subscription can be paused.")
	b.wants(b.post(path+"/resume"), 303, path)
	b.wants(b.post(path+"/cancel?when=now", "when", "period_end"), 303, path)
	b.wants(b.get(path), 200, "Ends soon", "You have canceled it. It ends on", "Keep it")
	b.wants(b.post(path+"/keep"), 303, path)
	b.wants(b.post(path+"/cancel", "when", "now"), 303, path)
	got := b.wants(b.get(path), 200, "Ended")
	for _, gone := range []string{"/cancel", "/pause", "/edit", "/subscription/sbs_"} {
		if strings.Contains(got.body, path+gone) {
			t.Errorf("an ended subscription offers %s", gone)
		}
	}
	b.wants(b.post(path+"/cancel", "when", "now"), 303, path)
	b.wants(b.get(path), 200, "This subscription has ended already.")
	b.wants(b.get("/dashboard/subscriptions?status=canceled"), 200, "ana@example.com", "Ended")
	b.wants(b.get("/dashboard/subscriptions?status=paused"), 200, "None of these")
	b.wants(b.get("/dashboard/subscriptions?status=x"), 422)
}

func TestSubscriptionMadeInTheDashboard(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	form := b.wants(b.get("/dashboard/subscriptions/new?email=ben@example.com"), 200, "ben@example.com", "What is it for?")
	fields := subscriptionFields(b.nonceOn(form))
	var path string
	for range 2 { // a double click, or back and again
		got := b.wants(b.post("/dashboard/subscriptions", fields...), 303)
		if to := got.Header.Get("Location"); !strings.HasPrefix(to, "/dashboard/subscriptions/sub_") || path != "" && path != to {
			t.Errorf("led to %s, before to %s", to, path)
		}
		path = got.Header.Get("Location")
	}
	page := b.wants(b.get(path), 200, "Waiting for the card", "/subscription/sbs_", "Mail it again")
	for range 2 {
		b.wants(b.post(path+"/remind", "nonce", b.nonceOn(page)), 303, path)
	}
	var mails int
	s.must(s.pool.QueryRow(t.Context(), `SELECT count(*) FROM river.river_job WHERE kind = 'subscription_mail'`).Scan(&mails))
	if mails != 2 {
		t.Errorf("%d mails, want one when it was made and one more", mails)
	}
	b.wants(b.get(path+"/edit"), 200, "Beans, 1 kg", `value="24.00"`)
	b.wants(b.post(path, subscriptionFields("", "amount", "30.00")...), 303, path)
	stale := b.wants(b.post(path, subscriptionFields("", "amount", "36.00")...), 409, "B$30.00 every month", "Below is what you typed", `value="36.00"`)
	version := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(stale.body)[1]
	b.wants(b.post(path, subscriptionFields("", "amount", "36.00", "version", version)...), 303, path)
	b.wants(b.get(path), 200, "B$36.00 every month")
}

// Nothing is changed of what another person has changed, ended or paused: each is
// told apart, and the form comes back with the version that there is.
func TestSubscriptionChangedMeanwhile(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	path := "/dashboard/subscriptions/" + s.subscription()
	var all sync.WaitGroup
	body := form(append([]string{"csrf", b.csrf}, subscriptionFields("")...)...)
	for range 12 {
		all.Go(func() {
			got, err := s.try(ask{method: "POST", path: path, body: body, cookie: b.cookie()})
			if err != nil || got.StatusCode != 303 && (got.StatusCode != 409 || fieldOf(got, "version") != "2" || !strings.Contains(got.body, "As it stands now")) {
				t.Errorf("%v, %d with version %q", err, got.StatusCode, fieldOf(got, "version"))
			}
		})
	}
	all.Wait()
	path = s.subscribed(goodCard)
	b.wants(b.post(path+"/pause"), 303, path)
	version := fieldOf(b.get(path+"/edit"), "version")
	refused := func(says string, fields ...string) {
		t.Helper()
		got := b.wants(b.post(path, subscriptionFields("", fields...)...), 409, says, `value="Beans, 1 kg"`)
		if strings.Contains(got.body, "As it stands now") {
			t.Errorf("%q is taken for somebody's change", says)
		}
	}
	refused("Resume the subscription before you change how often", "version", version, "count", "3")
	b.wants(b.post(path+"/cancel", "when", "now"), 303, path)
	refused("This subscription has ended.", "version", version)
}

// What is wrong is said beside the field, and what was typed is still there.
func TestSubscriptionMistakes(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	nonce := b.nonceOn(b.get("/dashboard/subscriptions/new"))
	for name, c := range map[string]struct {
		change []string
		says   string
	}{
		"no address":    {[]string{"email", "ben@"}, "This is not an e-mail address."},
		"no amount":     {[]string{"amount", ""}, "Enter the price of each period."},
		"no thing":      {[]string{"description", " "}, "Say what the customer pays for."},
		"no interval":   {[]string{"count", "0"}, "Between 1 and 36."},
		"too long":      {[]string{"count", "37"}, "Between 1 and 36."},
		"no number":     {[]string{"count", "monthly"}, "Between 1 and 36."},
		"no unit":       {[]string{"unit", "moon"}, "Choose days, weeks, months or years."},
		"no currency":   {[]string{"currency", "XXX"}, "is not a currency code"},
		"gone by":       {[]string{"first_charge_at", "2020-01-01T10:00"}, "This moment has passed."},
		"too far ahead": {[]string{"first_charge_at", "2090-01-01T10:00"}, "At most two years ahead."},
		"no time":       {[]string{"first_charge_at", "tomorrow"}, "Enter a date with a time"},
		"hostile":       {[]string{"description", strings.Repeat("<script>", 100)}, "At most 500"},
	} {
		t.Run(name, func(t *testing.T) {
			b.t = t
			b.wants(b.post("/dashboard/subscriptions", subscriptionFields(nonce, c.change...)...), 422, c.says, `value="ben`)
		})
	}
}

// A key has no part in subscriptions.
func TestKeysHaveNoSubscriptions(t *testing.T) {
	s := newTill(t)
	for _, path := range []string{"/dashboard/subscriptions", "/v1/subscriptions", "/api/subscriptions/"} {
		got := s.send(ask{method: "GET", path: path, key: s.open().TestAPIKey.Reveal()})
		if got.StatusCode != 401 && got.StatusCode != 403 && got.StatusCode != 404 {
			t.Errorf("%s: %d", path, got.StatusCode)
		}
	}
}
