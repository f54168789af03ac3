package pay

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"
)

// odd are spellings of addresses that are not public, or that only some read as
// addresses.
var odd = []string{
	"127.0.0.1", "127.0.0.1.", "127.1", "127.255.255.254", "0.0.0.0", "0", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.0x1",
	"[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[::ffff:7f00:1]", "[::ffff:93.184.216.34]", "[fe80::1]",
	"[fc00::1]", "[fd12:3456::1]", "[ff02::1]", "[fe80::1%25eth0]",
	"10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254", "224.0.0.1", "255.255.255.255",
	"localhost", "LOCALHOST", "localhost.", "a.localhost", "host.local", "db.internal", "router.lan", "nas.home.arpa", "x.onion", "intranet", "db",
	"example.com:22", "example.com:80", "example.com:5432", "example.com:0", "example.com:99999", "1.1.1.1:25", "example..com", ".example.com", "-", "a_b",
}

func TestWebhookAddresses(t *testing.T) {
	t.Parallel()
	check := func(address string, allowed ...netip.Prefix) (string, error) {
		var c Checks
		kept := CheckWebhookURL(&c, "url", address, allowed)
		return kept, c.Err()
	}
	for _, host := range odd {
		for _, scheme := range []string{"https://", "HTTPS://", "http://"} {
			if kept, err := check(scheme + host + "/hook"); err == nil {
				t.Errorf("%s%s is taken as %s", scheme, host, kept)
			}
		}
	}
	for _, address := range []string{
		"", "x", "https://", "https:///x", "//example.com", "/x", "ftp://example.com", "javascript://example.com/%0aalert(1)", "file:///etc/passwd",
		"gopher://example.com", "https:example.com", "https://user@example.com", "https://user:pw@example.com/", "https://example.com/#x", "https://example.com/#",
		"https://exa mple.com", "https://example.com\\@127.0.0.1/", "https://example.com\n", "https://example.com/\x00", "https://münchen.example/",
		"http://example.com/", "https://example.com/" + strings.Repeat("x", WebhookURLMax), "https://example.com/" + strings.Repeat("\"", 900), "https://%31%32%37.0.0.1/", "https://[::1", "https://exa%6dple.com:x",
	} {
		if kept, err := check(address); err == nil {
			t.Errorf("%q is taken as %s", address, kept)
		}
	}
	for address, want := range map[string]string{
		"https://example.com": "https://example.com", "HTTPS://Example.COM/Hook?a=B": "https://example.com/Hook?a=B",
		"https://example.com:8443/x": "https://example.com:8443/x", "https://xn--mnchen-3ya.example.com/": "https://xn--mnchen-3ya.example.com/",
		"https://1.1.1.1/x": "https://1.1.1.1/x", "https://[2606:4700::1111]/": "https://[2606:4700::1111]/", "https://example.com./": "https://example.com./",
	} {
		if kept, err := check(address); err != nil || kept != want {
			t.Errorf("%s is kept as %q, %v", address, kept, err)
		}
	}
}

// Networks that are allowed are reached by http and on every port; others, by
// what the address itself says, are not.
func TestWebhookAddressesInAllowedNetworks(t *testing.T) {
	t.Parallel()
	allowed := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for address, want := range map[string]bool{
		"http://127.0.0.1:8081/x": true, "https://127.9.9.9:22": true, "http://[fd00::1]:80/": true, "http://[::ffff:127.0.0.1]/": true,
		"http://receiver:3000/": true, "http://localhost:3000/": true, // where it leads is judged at the connection
		"http://10.0.0.1/": false, "https://10.0.0.1/": false, "https://[::1]/": false, "http://1.1.1.1/": false, "https://1.1.1.1:22/": false, "http://0x7f.1/": false,
	} {
		var c Checks
		if CheckWebhookURL(&c, "url", address, allowed); c.OK() != want {
			t.Errorf("%s: %v", address, c.Err())
		}
	}
}

func TestNewWebhook(t *testing.T) {
	t.Parallel()
	address, long := "https://example.com/h", strings.Repeat("x", WebhookDescriptionMax+1)
	w, err := NewWebhook(WebhookPatch{URL: &address, Events: []string{"payment.completed", "*", "payment.completed"}, Description: new(string)}, nil)
	if err != nil || w.State != WebhookEnabled || !slices.Equal(w.Events, []string{"payment.completed", "*"}) {
		t.Errorf("%+v, %v", w, err)
	}
	bad := "http://127.0.0.1"
	_, err = NewWebhook(WebhookPatch{URL: &bad, Events: []string{"payment.done"}, Description: &long}, nil)
	var e *Error
	if CodeOf(err) != Invalid {
		t.Fatal(err)
	}
	e = err.(*Error)
	for _, field := range []string{"url", "events", "description"} {
		if len(e.Fields[field]) != 1 {
			t.Errorf("%s: %v", field, e.Fields[field])
		}
	}
	_, err = NewWebhook(WebhookPatch{}, nil)
	if e := err.(*Error); len(e.Fields["url"]) != 1 || len(e.Fields["events"]) != 1 {
		t.Errorf("%v", e.Fields)
	}
	if _, err = NewWebhook(WebhookPatch{URL: &address, Events: []string{}}, nil); CodeOf(err) != Invalid {
		t.Errorf("no events: %v", err)
	}
	if _, err = NewWebhook(WebhookPatch{URL: &address, Events: []string{"webhook.test"}}, nil); CodeOf(err) != Invalid {
		t.Errorf("a test is nothing to choose: %v", err)
	}
}

func TestWebhookIsDisabledAndEnabled(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	w := Webhook{State: WebhookEnabled}
	off, _ := w.Apply(WebhookPatch{Enabled: &no}, nil)
	if off.State != WebhookDisabled || off.DisabledReason != WebhookManual {
		t.Errorf("%+v", off)
	}
	failing := Webhook{State: WebhookDisabled, DisabledReason: WebhookFailing}
	if same, _ := failing.Apply(WebhookPatch{Enabled: &no}, nil); same.DisabledReason != WebhookFailing {
		t.Errorf("%+v", same)
	}
	if on, _ := failing.Apply(WebhookPatch{Enabled: &yes}, nil); on.State != WebhookEnabled || on.DisabledReason != "" {
		t.Errorf("%+v", on)
	}
}

// Every name of the reference documents is in the catalogue, and nothing is in
// it twice.
func TestEventNames(t *testing.T) {
	t.Parallel()
	seen := map[[2]string]bool{}
	for _, n := range EventNames() {
		key := [2]string{string(n.Type), n.Name}
		if seen[key] {
			t.Errorf("%v is there twice", key)
		}
		seen[key] = true
	}
	choices := WebhookChoices()
	for _, name := range []string{
		"payment_link.created", "payment_link.payment.completed", "payment_link.deactivated", "payment_link.expired",
		"transaction.status_changed", "refund.status_changed", "payment.created", "payment.completed", "payment.failed", "payment.expired",
		"payment.canceled", "payment.refunded", "refund.created", "refund.completed", "refund.failed", "order.created", "listing.published", "listing.removed",
	} {
		if !slices.Contains(choices, name) {
			t.Errorf("%s cannot be chosen", name)
		}
	}
	for _, s := range PaymentStates {
		if s != PaymentProcessing && !slices.Contains(EventTypes, PaymentEvent(s)) {
			t.Errorf("%s is in no catalogue", PaymentEvent(s))
		}
	}
	if slices.Contains(choices, string(EventWebhookTest)) {
		t.Error("a test can be chosen")
	}
}

func TestDeliveryWaits(t *testing.T) {
	t.Parallel()
	var total time.Duration
	for tries := 1; ; tries++ {
		least, again := DeliveryWait(tries, 0, 0)
		most, _ := DeliveryWait(tries, 0, 999)
		if !again {
			if tries != DeliveryTriesMax {
				t.Errorf("given up after %d tries", tries)
			}
			break
		}
		if least != deliveryWaits[tries] || most <= least || most >= least*6/5 {
			t.Errorf("after %d tries %s to %s", tries, least, most)
		}
		total += most
	}
	if total >= WebhookFailingMax {
		t.Errorf("the tries of one delivery take %s: no endpoint is disabled before they are over", total)
	}
	for asked, want := range map[time.Duration]time.Duration{0: 5 * time.Second, time.Second: 5 * time.Second, time.Minute: time.Minute, 1000 * time.Hour: time.Hour, -time.Hour: 5 * time.Second} {
		if got, _ := DeliveryWait(1, asked, 0); got != want {
			t.Errorf("asked for %s: %s", asked, got)
		}
	}
	if got, _ := DeliveryWait(9, time.Minute, 0); got != 24*time.Hour {
		t.Errorf("a wish for less shortens it to %s", got)
	}
}

func TestWhenAWebhookIsDisabled(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 10, 0, 0, 0, 0, time.UTC)
	since := func(d time.Duration) *time.Time { at := now.Add(-d); return &at }
	for _, c := range []struct {
		failing *time.Time
		status  int
		want    WebhookReason
	}{
		{nil, 500, ""}, {since(time.Hour), 500, ""}, {since(WebhookFailingMax - time.Second), 0, ""},
		{since(WebhookFailingMax), 500, WebhookFailing}, {since(30 * 24 * time.Hour), 0, WebhookFailing}, {nil, 410, WebhookGone}, {nil, 404, ""},
	} {
		if got := (Webhook{FailingSince: c.failing}).NextDisabled(c.status, now); got != c.want {
			t.Errorf("%v, status %d: %q", c.failing, c.status, got)
		}
	}
	for status, want := range map[int]bool{200: true, 204: true, 299: true, 0: false, 199: false, 300: false, 302: false, 400: false, 500: false} {
		if Accepted(status) != want {
			t.Errorf("%d", status)
		}
	}
}

func FuzzWebhookURL(f *testing.F) {
	for _, host := range odd {
		f.Add("https://" + host + "/x")
	}
	f.Add("https://example.com:8443/a?b=c")
	f.Fuzz(func(t *testing.T, address string) {
		var c Checks
		kept := CheckWebhookURL(&c, "url", address, nil)
		if !c.OK() {
			return
		}
		var again Checks
		if twice := CheckWebhookURL(&again, "url", kept, nil); !again.OK() || twice != kept {
			t.Errorf("%q is kept as %q, and that as %q: %v", address, kept, twice, again.Err())
		}
		if !strings.HasPrefix(kept, "https://") {
			t.Errorf("%q is kept as %q", address, kept)
		}
	})
}
