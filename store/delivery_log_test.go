package store_test

import (
	"slices"
	"testing"
	"time"

	"linktill/internal/pay"
	"linktill/store"
)

func TestDeletedAndDisabledEndpoints(t *testing.T) {
	s := newShop(t)
	gone, off := s.hook(s.by, "*"), s.hook(s.by, "*")
	s.link()
	s.link()
	sending, other := s.start(gone), s.start(off)
	d := s.due(sending)[0]
	s.must(s.DeleteWebhook(s.ctx(), s.by, gone.ID))
	if s.record(sending, d, 200) {
		t.Error("it goes on with a deleted endpoint")
	}
	o := s.due(other)[0]
	_, err := s.ChangeWebhook(s.ctx(), s.by, off.ID, pay.WebhookPatch{Enabled: ptr(false)}, nil)
	s.must(err)
	if s.record(other, o, 200) {
		t.Error("it goes on with a disabled endpoint")
	}
	s.must(s.EndWebhook(s.ctx(), sending))
	s.must(s.EndWebhook(s.ctx(), other))
	if n := s.count(`SELECT count(*) FROM delivery_attempts`); n != 2 {
		t.Errorf("%d of 2 tries are recorded", n)
	}
	if n, err := s.QueueWebhooks(s.ctx()); n != 0 || err != nil {
		t.Errorf("%d are queued, %v", n, err)
	}
	for _, w := range []pay.Webhook{gone, off} {
		if _, mine, err := s.StartWebhook(s.ctx(), w.MerchantID, w.ID); mine || err != nil {
			t.Errorf("%v, %v", mine, err)
		}
	}
	// What waited is sent when it is enabled again; what happened meanwhile is not.
	s.link()
	_, err = s.ChangeWebhook(s.ctx(), s.by, off.ID, pay.WebhookPatch{Enabled: ptr(true)}, nil)
	s.must(err)
	s.link()
	if got := show(s.due(s.start(off))); got != "2:payment_link.created 4:payment_link.created" {
		t.Errorf("when it is enabled again: %s", got)
	}
}

// After days of nothing but failures an endpoint is disabled and its owners are
// told once; one success begins anew.
func TestFailingSinceAndDisabling(t *testing.T) {
	s := newShop(t)
	w := s.hook(s.by, "*")
	s.link()
	s.link()
	run := s.start(w)
	d := s.due(run)
	s.record(run, d[0], 500)
	failing := func() *time.Time {
		now, err := s.Webhook(s.ctx(), s.by, w.ID)
		s.must(err)
		return now.FailingSince
	}
	first := failing()
	s.inTime()
	s.record(run, s.due(run)[0], 0)
	if first == nil || failing() == nil || !failing().Equal(*first) {
		t.Errorf("failing since %v, then %v", first, failing())
	}
	s.inTime()
	s.record(run, s.due(run)[0], 200)
	if failing() != nil {
		t.Errorf("after a success it is failing since %v", failing())
	}
	disabled := atOnce(t, 5, func(int) error { return s.DisableWebhook(s.ctx(), run.Webhook, pay.WebhookFailing) })
	now, err := s.Webhook(s.ctx(), s.by, w.ID)
	s.must(err)
	if disabled != 5 || now.State != pay.WebhookDisabled || now.DisabledReason != pay.WebhookFailing {
		t.Errorf("%+v", now)
	}
	if n := s.count(`SELECT count(*) FROM river.river_job WHERE kind = 'webhook_disabled_mail'`); n != 1 {
		t.Errorf("%d mails are asked for", n)
	}
	got, m, to, err := s.DisabledWebhook(s.ctx(), w.MerchantID, w.ID)
	s.must(err)
	if got.URL != w.URL || m.Name != "Island Coffee" || !slices.Equal(to, []string{"maria@example.com"}) {
		t.Errorf("%+v %s %v", got, m.Name, to)
	}
	_, err = s.ChangeWebhook(s.ctx(), s.by, w.ID, pay.WebhookPatch{Enabled: ptr(true)}, nil)
	s.must(err)
	if _, _, _, err := s.DisabledWebhook(s.ctx(), w.MerchantID, w.ID); code(err) != pay.NotFound {
		t.Errorf("enabled again: %v", err)
	}
}

func TestRedelivery(t *testing.T) {
	s := newShop(t)
	w := s.hook(s.by, "*")
	s.link()
	s.link()
	run := s.start(w)
	s.record(run, s.due(run)[0], 201)
	id := s.due(run)[0].Delivery.ID // the second, which waits
	list, err := s.Deliveries(s.ctx(), s.by, w.ID, store.DeliveryFilter{}, pay.Page{Limit: 10})
	s.must(err)
	if len(list.Rows) != 2 || list.Rows[0].ID != id || list.Rows[0].Last != nil || list.Rows[1].Last == nil || list.Rows[1].Last.ResponseStatus != 201 {
		t.Fatalf("%+v", list.Rows)
	}
	first := list.Rows[1].ID
	d, err := s.Redeliver(s.ctx(), s.by, w.ID, first)
	s.must(err)
	if d.ID != first || d.State != pay.DeliveryPending || d.Attempts != 1 || d.Tries != 0 || d.Body != "{}" {
		t.Errorf("%+v", d)
	}
	due := s.due(run)
	if len(due) != 2 || due[1].Delivery.ID != first || due[1].InOrder {
		t.Fatalf("due: %s", show(due))
	}
	s.record(run, due[1], 500)
	got, tries, err := s.Delivery(s.ctx(), s.by, w.ID, first)
	s.must(err)
	if len(tries) != 2 || tries[0].Number != 2 || tries[0].ResponseStatus != 500 || tries[1].ResponseBody != "said" || tries[1].ResponseHeaders != "server: theirs" || got.State != pay.DeliveryPending || got.Tries != 1 {
		t.Errorf("%+v %+v", got, tries)
	}
	other := s.hook(s.by, "*")
	for name, try := range map[string]func() error{
		"of another endpoint": func() error { _, _, err := s.Delivery(s.ctx(), s.by, other.ID, first); return err },
		"redelivered there":   func() error { _, err := s.Redeliver(s.ctx(), s.by, other.ID, first); return err },
	} {
		if code(try()) != pay.NotFound {
			t.Errorf("%s: %v", name, try())
		}
	}
}

func TestOldDeliveriesArePruned(t *testing.T) {
	s := newShopUnaudited(t)
	w := s.hook(s.by, "*")
	s.link()
	s.link()
	run := s.start(w)
	s.record(run, s.due(run)[0], 200)
	s.exec(`UPDATE deliveries SET created_at = now() - interval '31 days' WHERE event_seq = 1`)
	if n, err := s.PruneDeliveries(s.ctx()); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if n := s.count(`SELECT (SELECT count(*) FROM deliveries) * 10 + (SELECT count(*) FROM delivery_attempts)`); n != 10 {
		t.Errorf("%d", n)
	}
}

// Not even a wrong program can tie an endpoint's rows to somebody else's, or
// write two deliveries of one event.
func TestConstraintsOfWebhooks(t *testing.T) {
	s := newShopUnaudited(t)
	ours, theirs := s.hook(s.by, "*"), s.rival()
	s.hook(theirs, "*")
	s.link()
	s.linkOf(theirs)
	event := s.count(`SELECT count(*) FROM events WHERE merchant_id = $1`, theirs.MerchantID)
	if event != 1 {
		t.Fatalf("%d events", event)
	}
	refuses(t, s.pool, "23503", `UPDATE deliveries SET endpoint_id = $2 WHERE merchant_id = $1`, theirs.MerchantID, ours.ID)
	refuses(t, s.pool, "23503", `UPDATE webhook_secrets SET endpoint_id = $2 WHERE merchant_id = $1`, theirs.MerchantID, ours.ID)
	refuses(t, s.pool, "23503", `UPDATE deliveries SET event_id = (SELECT id FROM events WHERE merchant_id = $2) WHERE merchant_id = $1`, theirs.MerchantID, s.by.MerchantID)
	refuses(t, s.pool, "23505", `INSERT INTO deliveries SELECT (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid()))).* FROM deliveries d`)
	for _, change := range []string{
		`UPDATE deliveries SET state = 'delivered'`, `UPDATE deliveries SET next_attempt_at = NULL`, `UPDATE deliveries SET tries = 1`, `UPDATE deliveries SET state = 'lost'`,
		`UPDATE webhook_endpoints SET state = 'disabled'`, `UPDATE webhook_endpoints SET disabled_reason = 'gone'`, `UPDATE webhook_endpoints SET events = '{}'`,
	} {
		refuses(t, s.pool, "23514", change)
	}
}
