package store_test

import (
	"testing"

	"linktill/internal/pay"
	"linktill/store"
)

// What an endpoint's health says is what became of its deliveries of the day.
func TestWebhookHealth(t *testing.T) {
	s := newShop(t)
	w, idle := s.hook(s.by, "*"), s.hook(s.by, "listing.removed")
	w.MerchantID = s.by.MerchantID
	s.link()
	s.link()
	s.link()
	health := func() store.WebhookHealth {
		all, err := s.WebhookHealth(s.ctx(), s.by)
		s.must(err)
		if all[idle.ID].LastAt != nil || all[idle.ID].Told != 0 || len(all) != 2 {
			t.Errorf("%+v", all)
		}
		return all[w.ID]
	}
	if got := health(); got.LastAt != nil || got.Told != 0 || got.Waiting != 3 {
		t.Errorf("before the first try: %+v", got)
	}
	run := s.start(w)
	due := s.due(run)
	s.record(run, due[0], 200)
	s.record(run, due[1], 500)
	if got := health(); got.LastAt == nil || got.LastOK || got.Told != 2 || got.Failed != 1 || got.Waiting != 1 {
		t.Errorf("after two tries: %+v", got)
	}
	s.inTime()
	for _, d := range s.due(run) {
		s.record(run, d, 200)
	}
	if got := health(); !got.LastOK || got.Told != 3 || got.Failed != 0 || got.Waiting != 0 {
		t.Errorf("in the end: %+v", got)
	}
}

// The list is narrowed by state and by event.
func TestDeliveriesAreNarrowed(t *testing.T) {
	s := newShop(t)
	w := s.hook(s.by, "*")
	s.paid(s.link())
	s.exec(`UPDATE deliveries SET state = 'failed', next_attempt_at = NULL WHERE name = 'payment.completed'`)
	for _, c := range []struct {
		filter store.DeliveryFilter
		want   int
	}{
		{store.DeliveryFilter{}, 3}, {store.DeliveryFilter{State: pay.DeliveryFailed}, 1}, {store.DeliveryFilter{Name: "payment.created"}, 1},
		{store.DeliveryFilter{State: pay.DeliveryFailed, Name: "payment.created"}, 0},
	} {
		list, err := s.Deliveries(s.ctx(), s.by, w.ID, c.filter, pay.Page{Limit: 10, ByOffset: true})
		s.must(err)
		if len(list.Rows) != c.want || list.Total != c.want {
			t.Errorf("%+v: %d rows, %d in all", c.filter, len(list.Rows), list.Total)
		}
	}
}

// A secret that was renewed ends when somebody says so, and the newest stays.
func TestOldSecretsEnd(t *testing.T) {
	s := newShop(t)
	w := s.hook(s.by, "*")
	_, err := s.RotateWebhook(s.ctx(), s.by, w.ID, s.NewID(s.by.MerchantNumber), []byte("newer"))
	s.must(err)
	secrets, err := s.WebhookSecrets(s.ctx(), s.by, w.ID)
	s.must(err)
	if len(secrets) != 2 || secrets[0].ExpiresAt != nil || secrets[1].ExpiresAt == nil {
		t.Fatalf("%+v", secrets)
	}
	_, err = s.EndOldSecrets(s.ctx(), s.by, w.ID)
	s.must(err)
	w.MerchantID = s.by.MerchantID
	if run := s.start(w); len(run.Sealed) != 1 || string(run.Sealed[0]) != "newer" {
		t.Errorf("%q is signed with", run.Sealed)
	}
}
