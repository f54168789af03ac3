package store_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
	"linktill/store"
)

// hook makes an endpoint that hears of those events.
func (s shop) hook(by pay.Caller, events ...string) pay.Webhook {
	s.t.Helper()
	w, err := s.CreateWebhook(s.ctx(), by, pay.Webhook{ID: s.NewID(by.MerchantNumber), URL: "https://example.com/hook", Events: events}, []byte("sealed"))
	s.must(err)
	return w
}

// names are the deliveries of an endpoint, in order.
func (s shop) names(w pay.Webhook) []string {
	s.t.Helper()
	rows, err := s.pool.Query(s.ctx(), `SELECT name FROM deliveries WHERE endpoint_id = $1 ORDER BY event_seq, name`, w.ID)
	s.must(err)
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	s.must(err)
	return names
}

func (s shop) wantNames(w pay.Webhook, want ...string) {
	s.t.Helper()
	got := s.names(w)
	if len(got) != len(want) {
		s.t.Fatalf("deliveries %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			s.t.Fatalf("deliveries %v, want %v", got, want)
		}
	}
}

// The catalogue is in Go and in SQL: it is the same.
func TestEventNamesAreTheSameInSQL(t *testing.T) {
	s := newShop(t)
	rows, err := s.pool.Query(s.ctx(), `SELECT type, name, needs, canonical, addressed FROM event_names`)
	s.must(err)
	type row struct {
		pay.EventName
		canonical, addressed bool
	}
	got, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (e row, err error) {
		err = r.Scan(&e.Type, &e.Name, &e.Needs, &e.canonical, &e.addressed)
		return e, err
	})
	s.must(err)
	inGo := map[pay.EventName]bool{}
	for _, n := range pay.EventNames() {
		inGo[n] = true
	}
	for _, r := range got {
		if !inGo[r.EventName] || r.canonical != (string(r.Type) == r.Name) || r.addressed != (r.Type == pay.EventWebhookTest) {
			t.Errorf("only in SQL: %+v", r)
		}
	}
	if len(got) != len(inGo) {
		t.Errorf("%d names in SQL, %d in Go", len(got), len(inGo))
	}
}

// Each endpoint hears of what it chose, under the names it chose, and of nothing
// in the other mode.
func TestEventsAreQueuedForThoseWhoChoseThem(t *testing.T) {
	s := newShop(t)
	all, some, alias := s.hook(s.by, "*"), s.hook(s.by, "payment.completed", "refund.completed"), s.hook(s.by, "transaction.status_changed", "payment_link.payment.completed", "order.created")
	other, off, gone := s.hook(live(s.by), "*"), s.hook(s.by, "*"), s.hook(s.by, "*")
	rival := s.hook(s.rival(), "*")
	no := false
	_, err := s.ChangeWebhook(s.ctx(), s.by, off.ID, pay.WebhookPatch{Enabled: &no}, nil)
	s.must(err)
	s.must(s.DeleteWebhook(s.ctx(), s.by, gone.ID))
	s.refunded(s.paid(s.link()), 4_00)
	s.wantNames(all, "payment_link.created", "payment.created", "payment.completed", "refund.created", "refund.completed", "payment.refunded")
	s.wantNames(some, "payment.completed", "refund.completed")
	s.wantNames(alias, "transaction.status_changed", "payment_link.payment.completed", "transaction.status_changed", "transaction.status_changed")
	for name, w := range map[string]pay.Webhook{"the other mode": other, "a disabled one": off, "a deleted one": gone, "another merchant": rival} {
		if got := s.names(w); len(got) != 0 {
			t.Errorf("%s hears of %v", name, got)
		}
	}
}

// The ids that SQL mints are like the ones that Go mints.
func TestDeliveryIDsAreLikeAllOthers(t *testing.T) {
	s := newShop(t)
	w := s.hook(s.by, "*")
	before := time.Now().Add(-time.Second)
	for range 20 {
		s.link()
	}
	list, err := s.Deliveries(s.ctx(), s.by, w.ID, store.DeliveryFilter{}, pay.Page{Limit: 100})
	s.must(err)
	seen := map[pay.ID]bool{}
	for _, d := range list.Rows {
		if n := d.ID.MerchantNumber(); n != s.by.MerchantNumber || d.ID.Time().Before(before) || d.ID.Time().After(time.Now().Add(time.Second)) || d.ID[6]>>4 != 8 || d.ID[8]>>6 != 2 || seen[d.ID] {
			t.Errorf("%s: merchant %d, made %s", d.ID.UUID(), n, d.ID.Time())
		}
		seen[d.ID] = true
	}
	if len(seen) != 20 {
		t.Errorf("%d deliveries", len(seen))
	}
}

// What is rolled back is told to nobody, and leaves no gap.
func TestWhatIsRolledBackIsNotTold(t *testing.T) {
	s := newShop(t)
	w := s.hook(s.by, "*")
	l := s.link(uses(1))
	s.begin(l)
	if _, err := s.Begin(s.ctx(), s.order(l)); code(err) != pay.LinkMaxUses {
		t.Fatal(err)
	}
	if _, err := s.ChangeLink(s.ctx(), s.by, l.ID, pay.LinkPatch{SetMaxUses: true, MaxUses: ptr(int64(0))}); err == nil {
		t.Fatal("a link of no uses")
	}
	s.wantNames(w, "payment_link.created", "payment.created")
}

func TestAtMostSixteenWebhooks(t *testing.T) {
	s := newShop(t)
	made := atOnce(t, pay.WebhooksMax+8, func(i int) error {
		_, err := s.CreateWebhook(s.ctx(), s.by, pay.Webhook{ID: s.NewID(s.by.MerchantNumber), URL: "https://example.com/" + strconv.Itoa(i), Events: []string{"*"}}, []byte("sealed"))
		return err
	})
	if made != pay.WebhooksMax {
		t.Errorf("%d endpoints were made", made)
	}
	s.hook(live(s.by), "*") // each mode has its own
	list, err := s.Webhooks(s.ctx(), s.by, pay.Page{Limit: 10})
	s.must(err)
	if len(list.Rows) != 10 || !list.HasMore || list.Total != pay.WebhooksMax {
		t.Errorf("%d rows of %d, more: %v", len(list.Rows), list.Total, list.HasMore)
	}
	s.must(s.DeleteWebhook(s.ctx(), s.by, list.Rows[0].ID))
	s.hook(s.by, "*")
}

// When the answer that shows a secret was lost, the same request makes it anew.
func TestSameRequestReplacesUnseenSecret(t *testing.T) {
	s := newShop(t)
	w := pay.Webhook{ID: s.NewID(s.by.MerchantNumber), URL: "https://example.com", Events: []string{"*"}}
	for _, sealed := range []string{"first", "second"} {
		got, err := s.CreateWebhook(s.ctx(), s.by, w, []byte(sealed))
		s.must(err)
		if got.ID != w.ID || s.sealed(w)[0] != sealed || len(s.sealed(w)) != 1 {
			t.Errorf("%+v with %v", got, s.sealed(w))
		}
	}
	rotation := s.NewID(s.by.MerchantNumber)
	for _, sealed := range []string{"third", "fourth"} {
		_, err := s.RotateWebhook(s.ctx(), s.by, w.ID, rotation, []byte(sealed))
		s.must(err)
		if got := s.sealed(w); len(got) != 2 || got[0] != sealed || got[1] != "second" {
			t.Errorf("secrets %v", got)
		}
	}
}

// sealed are the secrets that work, newest first.
func (s shop) sealed(w pay.Webhook) (secrets []string) {
	s.t.Helper()
	run, ok, err := s.StartWebhook(s.ctx(), s.by.MerchantID, w.ID)
	s.must(err)
	if !ok {
		s.t.Fatal("somebody else sends")
	}
	s.must(s.EndWebhook(s.ctx(), run))
	for _, sealed := range run.Sealed {
		secrets = append(secrets, string(sealed))
	}
	return secrets
}

func TestRotation(t *testing.T) {
	s := newShop(t)
	w := s.hook(s.by, "*")
	rotate := func(sealed string) error {
		_, err := s.RotateWebhook(s.ctx(), s.by, w.ID, s.NewID(s.by.MerchantNumber), []byte(sealed))
		return err
	}
	s.must(rotate("second"))
	if got := s.sealed(w); len(got) != 2 || got[0] != "second" {
		t.Errorf("right after: %v", got)
	}
	s.exec(`UPDATE webhook_secrets SET expires_at = expires_at - interval '23 hours 59 minutes' WHERE expires_at IS NOT NULL`)
	if got := s.sealed(w); len(got) != 2 {
		t.Errorf("after almost a day: %v", got)
	}
	s.exec(`UPDATE webhook_secrets SET expires_at = expires_at - interval '1 minute' WHERE expires_at IS NOT NULL`)
	if got := s.sealed(w); len(got) != 1 || got[0] != "second" {
		t.Errorf("after a day: %v", got)
	}
	made := atOnce(t, 8, func(int) error { return rotate("more") })
	if made != pay.WebhookSecretsMax-1 {
		t.Errorf("%d more secrets were made", made)
	}
	if n := s.count(`SELECT count(*) FROM webhook_secrets WHERE endpoint_id = $1 AND expires_at IS NULL`, w.ID); n != 1 {
		t.Errorf("%d secrets do not end", n)
	}
	s.must(s.DeleteWebhook(s.ctx(), s.by, w.ID))
	if n := s.count(`SELECT count(*) FROM webhook_secrets WHERE endpoint_id = $1`, w.ID); n != 0 {
		t.Errorf("%d secrets of a deleted endpoint are left", n)
	}
	if err := rotate("x"); code(err) != pay.NotFound {
		t.Errorf("of a deleted endpoint: %v", err)
	}
}

// A test goes to its endpoint whatever that chose, once for one request, and to
// no other.
func TestTestEvent(t *testing.T) {
	s := newShop(t)
	w, other := s.hook(s.by, "refund.failed"), s.hook(s.by, "*")
	id := s.NewID(s.by.MerchantNumber)
	for range 2 {
		d, err := s.TestWebhook(s.ctx(), s.by, w.ID, id)
		s.must(err)
		if d.Name != "webhook.test" || d.EventID != id || d.WebhookID != w.ID || d.State != pay.DeliveryPending {
			t.Errorf("%+v", d)
		}
	}
	s.wantNames(w, "webhook.test")
	s.wantNames(other)
	no := false
	_, err := s.ChangeWebhook(s.ctx(), s.by, w.ID, pay.WebhookPatch{Enabled: &no}, nil)
	s.must(err)
	if _, err := s.TestWebhook(s.ctx(), s.by, w.ID, s.NewID(s.by.MerchantNumber)); code(err) != pay.Conflict {
		t.Errorf("of a disabled endpoint: %v", err)
	}
}

// However payments and changes of endpoints fall, an endpoint hears of
// everything since it chose, and nothing waits for long. The audit at the end
// says so.
func TestChoicesAndEventsRace(t *testing.T) {
	s := newShop(t)
	w := s.hook(s.by, "*")
	for range rounds(t, 3) {
		atOnce(t, 24, func(i int) error {
			var err error
			switch {
			case i%3 > 0:
				_, err = s.CreateLink(s.ctx(), s.by, pay.Link{ID: s.NewID(s.by.MerchantNumber), Currency: "BSD"})
			case i%2 == 0:
				_, err = s.ChangeWebhook(s.ctx(), s.by, w.ID, pay.WebhookPatch{Enabled: ptr(i%4 == 0)}, nil)
			default:
				_, err = s.ChangeWebhook(s.ctx(), s.by, w.ID, pay.WebhookPatch{Events: []string{"*", "payment.created"}}, nil)
			}
			return err
		})
	}
	if n := s.count(`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`); n != 0 {
		t.Errorf("%d deadlocks", n)
	}
}

// hookLooks are the methods about an endpoint of the first merchant's.
func (s shop) hookLooks() []look {
	s.t.Helper()
	ctx, all := s.ctx(), pay.Page{Limit: 100}
	w := s.hook(s.by, "*")
	s.link()
	list, err := s.Deliveries(ctx, s.by, w.ID, store.DeliveryFilter{}, all)
	s.must(err)
	d := list.Rows[0]
	return []look{
		{"Webhook", func(by pay.Caller) (int, error) { _, err := s.Webhook(ctx, by, w.ID); return one(err) }},
		{"Webhooks", func(by pay.Caller) (int, error) {
			l, err := s.Webhooks(ctx, by, all)
			return len(l.Rows) + l.Total, err
		}},
		{"Deliveries", func(by pay.Caller) (int, error) {
			l, err := s.Deliveries(ctx, by, w.ID, store.DeliveryFilter{}, all)
			return len(l.Rows), err
		}},
		{"Delivery", func(by pay.Caller) (int, error) { _, _, err := s.Delivery(ctx, by, w.ID, d.ID); return one(err) }},
		{"WebhookHealth", func(by pay.Caller) (int, error) { all, err := s.WebhookHealth(ctx, by); return len(all), err }},
		{"WebhookSecrets", func(by pay.Caller) (int, error) { all, err := s.WebhookSecrets(ctx, by, w.ID); return len(all), err }},
		{"DeliveriesOf", func(by pay.Caller) (int, error) { all, err := s.DeliveriesOf(ctx, by, d.EventID); return len(all), err }},
		{"SearchEvents", func(by pay.Caller) (int, error) {
			l, err := s.SearchEvents(ctx, by, store.EventFilter{}, all)
			return len(l.Rows), err
		}},
		{"EndOldSecrets", func(by pay.Caller) (int, error) { _, err := s.EndOldSecrets(ctx, by, w.ID); return one(err) }},
		{"Redeliver", func(by pay.Caller) (int, error) { _, err := s.Redeliver(ctx, by, w.ID, d.ID); return one(err) }},
		{"Event", func(by pay.Caller) (int, error) { _, err := s.Event(ctx, by, d.EventID); return one(err) }},
		{"EventSeq", func(by pay.Caller) (int, error) { _, err := s.EventSeq(ctx, by, d.EventID); return one(err) }},
		{"Events", func(by pay.Caller) (int, error) { l, err := s.Events(ctx, by, all); return len(l.Rows), err }},
		{"EventsAfter", func(by pay.Caller) (int, error) { l, err := s.EventsAfter(ctx, by, 0, all); return len(l.Rows), err }},
		{"ChangeWebhook", func(by pay.Caller) (int, error) {
			_, err := s.ChangeWebhook(ctx, by, w.ID, pay.WebhookPatch{Description: ptr("Mine")}, nil)
			return one(err)
		}},
		{"RotateWebhook", func(by pay.Caller) (int, error) {
			_, err := s.RotateWebhook(ctx, by, w.ID, s.NewID(by.MerchantNumber), []byte("mine"))
			return one(err)
		}},
		{"TestWebhook", func(by pay.Caller) (int, error) {
			_, err := s.TestWebhook(ctx, by, w.ID, s.NewID(by.MerchantNumber))
			return one(err)
		}},
		{"DeleteWebhook", func(by pay.Caller) (int, error) { return one(s.DeleteWebhook(ctx, by, w.ID)) }},
	}
}
