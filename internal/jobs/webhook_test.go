package jobs_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"linktill/internal/hook"
	"linktill/internal/jobs"
	"linktill/internal/pay"
	"linktill/store"
)

// told is one request that a receiver got.
type told struct {
	id, timestamp, signature, body string
	event                          struct {
		ID, Type, CreatedAt string
		Livemode            bool
		Data                map[string]any
	}
}

// receiver is a merchant's program on this machine. It keeps what it is told and
// answers with answer, 200 where that is nil.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []told
	answer func(told, http.ResponseWriter)
}

func newReceiver(t *testing.T, answer func(told, http.ResponseWriter)) *receiver {
	t.Helper()
	r := &receiver{answer: answer}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		one := told{id: req.Header.Get("webhook-id"), timestamp: req.Header.Get("webhook-timestamp"), signature: req.Header.Get("webhook-signature"), body: string(body)}
		if err := json.Unmarshal(body, &one.event); err != nil {
			t.Errorf("%s: %v", body, err)
		}
		r.mu.Lock()
		r.got = append(r.got, one)
		r.mu.Unlock()
		if r.answer != nil {
			r.answer(one, w)
		}
	}))
	t.Cleanup(func() {
		r.CloseClientConnections()
		r.Close()
	})
	return r
}

func (r *receiver) all() []told {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.got)
}

func (r *receiver) names() []string {
	var names []string
	for _, one := range r.all() {
		names = append(names, one.event.Type)
	}
	return names
}

// teller may reach this machine; what is public it cannot.
func (s till) teller() *jobs.Teller {
	return &jobs.Teller{Store: s.store, Secrets: s.keys, PublicURL: "https://pay.example.com", Now: time.Now,
		Hook: hook.New(hook.Options{Allowed: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, Timeout: 2 * time.Second})}
}

// hook makes an endpoint and returns it with its secret.
func (s till) hook(url string, events ...string) (pay.Webhook, string) {
	s.t.Helper()
	secret, id := hook.NewSecret(), s.store.NewID(s.by.MerchantNumber)
	w, err := s.store.CreateWebhook(s.t.Context(), s.by, pay.Webhook{ID: id, URL: url, Events: events}, s.keys.Seal([]byte(secret), id[:]))
	must(s.t, err)
	return w, secret
}

// tell sends what is due for the endpoint, now.
func (s till) tell(w pay.Webhook) {
	s.t.Helper()
	must(s.t, s.teller().Tell(s.t.Context(), store.WebhookArgs{MerchantID: w.MerchantID.UUID(), WebhookID: w.ID.UUID()}))
}

func (s till) exec(sql string, args ...any) {
	s.t.Helper()
	_, err := s.store.Pool().Exec(s.t.Context(), sql, args...)
	must(s.t, err)
}

// inTime lets all waits pass.
func (s till) inTime() {
	s.exec(`UPDATE deliveries SET next_attempt_at = now() WHERE state = 'pending'`)
}

func (s till) deliveries(w pay.Webhook) []pay.Delivery {
	s.t.Helper()
	list, err := s.store.Deliveries(s.t.Context(), s.by, w.ID, store.DeliveryFilter{}, pay.Page{Limit: 100})
	must(s.t, err)
	return list.Rows
}

// A paid payment is told in order, signed, under every name that was chosen, in
// the shape of the door that the name is from.
func TestWebhooksAreTold(t *testing.T) {
	s := newTill(t)
	r := newReceiver(t, nil)
	all, secret := s.hook(r.URL, "*")
	s.pay("4242424242424242")
	s.tell(all)
	if got := strings.Join(r.names(), " "); got != "payment_link.created payment.created payment.completed" {
		t.Fatalf("told %s", got)
	}
	for _, one := range r.all() {
		at, err := time.Parse(time.RFC3339, time.Now().Format(time.RFC3339))
		must(t, err)
		var seconds int64
		_, err = fmt.Sscan(one.timestamp, &seconds)
		must(t, err)
		want, err := hook.Sign([]string{secret}, one.id, time.Unix(seconds, 0), one.body)
		must(t, err)
		if one.signature != want || at.Unix()-seconds > 60 || !strings.HasPrefix(one.id, "dlv_") || !strings.HasPrefix(one.event.ID, "evt_") || one.event.Livemode {
			t.Errorf("%+v", one)
		}
	}
	link, completed := r.all()[0].event.Data, r.all()[2].event.Data
	if link["url"] != "https://pay.example.com/pay/island-coffee/"+link["id"].(string) || link["amount"] != 1250.0 || link["is_active"] != true {
		t.Errorf("%v", link)
	}
	if completed["status"] != "completed" || completed["amount"] != 1250.0 || completed["payment_link_id"] != link["id"] {
		t.Errorf("%v", completed)
	}
	for _, d := range s.deliveries(all) {
		if d.State != pay.DeliveryDelivered || d.Attempts != 1 || d.Last.ResponseStatus != 200 || d.Last.URL != r.URL {
			t.Errorf("%+v", d)
		}
	}
	s.tell(all)
	if len(r.all()) != 3 {
		t.Error("something was told twice")
	}
}

func TestAliasesAreToldInTheirShape(t *testing.T) {
	s := newTill(t)
	r := newReceiver(t, nil)
	w, _ := s.hook(r.URL, "transaction.status_changed", "payment_link.payment.completed", "refund.status_changed")
	p := s.pay("4242424242424242")
	keys, err := s.store.APIKeys(t.Context(), s.by, false, pay.DefaultPage())
	must(t, err)
	by := s.by
	by.UserID, by.Role, by.KeyID, by.Scopes = pay.ID{}, "", keys.Rows[0].ID, pay.Scopes
	_, err = s.desk.Refund(s.t.Context(), by, pay.RefundOrder{ID: s.store.NewID(s.by.MerchantNumber), PaymentID: p.ID, AmountMinor: 100, Currency: "BSD", Reason: "cold"}, pay.ID{})
	must(t, err)
	s.tell(w)
	for _, one := range r.all() {
		switch one.event.Type {
		case pay.NameTransactionChanged:
			if one.event.Data["amount"] != "12.50" || one.event.Data["amount_in_cents"] != 1250.0 || len(one.event.Data["depositAttempts"].([]any)) != 1 {
				t.Errorf("%s", one.body)
			}
		case pay.NameRefundChanged:
			if one.event.Data["amount"] != "1.00" || one.event.Data["transaction_id"] == nil {
				t.Errorf("%s", one.body)
			}
		case pay.NameLinkPaid:
			if one.event.Data["amount"] != 1250.0 || one.event.Data["status"] != "completed" {
				t.Errorf("%s", one.body)
			}
		}
	}
	got := r.names()
	slices.Sort(got)
	if fmt.Sprint(got) != "[payment_link.payment.completed refund.status_changed refund.status_changed transaction.status_changed transaction.status_changed transaction.status_changed]" {
		t.Errorf("%v", got)
	}
}

// A try that fails is made again under the same id with the same body; the ones
// after it wait, and come after it.
func TestTriesSayTheSame(t *testing.T) {
	s := newTill(t)
	fail := true
	r := newReceiver(t, func(_ told, w http.ResponseWriter) {
		if fail {
			w.Header().Set("Retry-After", "1800")
			http.Error(w, "not now", http.StatusServiceUnavailable)
		}
	})
	w, _ := s.hook(r.URL, "*")
	s.pay("4242424242424242")
	s.tell(w)
	s.tell(w) // nothing is due
	first := s.deliveries(w)[2]
	if wait := time.Until(*first.NextAttemptAt); len(r.all()) != 1 || first.Last.ResponseStatus != 503 || first.Last.ResponseBody != "not now\n" || wait < 29*time.Minute || wait > 37*time.Minute {
		t.Fatalf("%d tries, %+v", len(r.all()), first)
	}
	fail = false
	s.exec(`UPDATE links SET description = 'Something else'`)
	s.inTime()
	s.tell(w)
	got := r.all()
	if len(got) != 4 || got[0].id != got[1].id || got[0].body != got[1].body || got[1].id == got[2].id {
		t.Errorf("%v", r.names())
	}
}

func TestRotatedSecretsBothSign(t *testing.T) {
	s := newTill(t)
	r := newReceiver(t, nil)
	w, first := s.hook(r.URL, "payment_link.created")
	second := hook.NewSecret()
	_, err := s.store.RotateWebhook(t.Context(), s.by, w.ID, s.store.NewID(s.by.MerchantNumber), s.keys.Seal([]byte(second), w.ID[:]))
	must(t, err)
	s.pay("4242424242424242")
	s.tell(w)
	one := r.all()[0]
	var seconds int64
	_, err = fmt.Sscan(one.timestamp, &seconds)
	must(t, err)
	want, err := hook.Sign([]string{second, first}, one.id, time.Unix(seconds, 0), one.body)
	must(t, err)
	if one.signature != want {
		t.Errorf("signed %s, want %s", one.signature, want)
	}
}

// 410 disables the endpoint at once, days of failures disable it in the end, and
// its owner has one mail.
func TestEndpointsAreDisabled(t *testing.T) {
	for name, c := range map[string]struct {
		status  int
		failing string
		reason  pay.WebhookReason
		says    string
	}{
		"gone":            {410, "0 days", pay.WebhookGone, "410 Gone"},
		"failing":         {500, "5 days", pay.WebhookFailing, "five days"},
		"not yet":         {500, "4 days 23 hours", "", ""},
		"a redirect, too": {302, "5 days", pay.WebhookFailing, "five days"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newTill(t)
			r := newReceiver(t, func(_ told, w http.ResponseWriter) { w.WriteHeader(c.status) })
			w, _ := s.hook(r.URL, "*")
			s.pay("4000000000000002")
			s.exec(`UPDATE webhook_endpoints SET failing_since = now() - $1::text::interval`, c.failing)
			s.tell(w)
			now, err := s.store.Webhook(t.Context(), s.by, w.ID)
			must(t, err)
			if now.DisabledReason != c.reason || (c.reason == "") != (now.State == pay.WebhookEnabled) {
				t.Errorf("%+v", now)
			}
			s.inTime()
			s.tell(w)
			if n := len(r.all()); (n == 1) != (c.reason != "") {
				t.Errorf("it was told %d times", n)
			}
			if c.reason == "" {
				return
			}
			must(t, s.mails.SendWebhookDisabled(t.Context(), store.WebhookDisabledArgs{MerchantID: w.MerchantID.UUID(), WebhookID: w.ID.UUID()}, time.Now()))
			m := s.letter()
			if m.To != "maria@example.com" || !strings.Contains(m.Text, c.says) || !strings.Contains(m.Text, pay.WebhookPrefix.Show(w.ID)) || len(s.letters) != 0 {
				t.Errorf("%+v", m)
			}
		})
	}
}

func TestMailOfNoWebhook(t *testing.T) {
	s := newTill(t)
	w, _ := s.hook("http://127.0.0.1:1/", "*")
	must(t, s.mails.SendWebhookDisabled(t.Context(), store.WebhookDisabledArgs{MerchantID: w.MerchantID.UUID(), WebhookID: w.ID.UUID()}, time.Now()))
	if len(s.letters) != 0 {
		t.Error("an enabled endpoint has a mail")
	}
	var canceled *river.JobCancelError
	if err := s.mails.SendWebhookDisabled(t.Context(), store.WebhookDisabledArgs{}, time.Now()); !errors.As(err, &canceled) {
		t.Error(err)
	}
	if err := s.teller().Tell(t.Context(), store.WebhookArgs{}); !errors.As(err, &canceled) {
		t.Error(err)
	}
}
