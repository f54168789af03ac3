package main

import (
	"slices"
	"testing"
	"time"
)

// killRenewal: the worker dies while its job charges a subscription. Another one
// goes on: the period is charged once, by us and by the sandbox. It begins when
// there is something to charge, since it may die as soon as it looks.
func killRenewal(t *testing.T, point string) {
	s := newShop(t, faulty)
	s.serve("--web")
	link := s.newLink(12_50, "")
	s.exec(`UPDATE links SET interval_unit = 'month', interval_count = 1`)
	s.pays(link)
	s.exec(`UPDATE charges SET period_start = now() - interval '1 month', period_end = now()`)
	s.exec(`UPDATE subscriptions SET anchor_at = now() - interval '1 month', next_charge_at = now()`)
	dying := launch(t, s.binary, append(slices.Clone(s.env), "FAULT="+point), "serve", "--worker")
	dying.wait(60 * time.Second)
	dying.wasKilled()
	launch(t, s.binary, s.env, "serve", "--worker")
	until(t, 120*time.Second, "the period is paid", func() bool {
		return s.number(`SELECT count(*) FROM charges WHERE state = 'paid'`) == 2
	})
	s.settled()
	if n := s.number(`SELECT count(*) FROM charges`); n != 2 {
		t.Errorf("there are %d periods", n)
	}
	if n := s.number(`SELECT count(*) FROM sandbox.operations WHERE state = 'paid'`); n != 2 {
		t.Errorf("the sandbox took %d payments", n)
	}
	if n := s.number(`SELECT count(*) FROM subscriptions WHERE state = 'active' AND charged_count = 2`); n != 1 {
		t.Error("the subscription does not go on")
	}
	s.inOrder()
	s.audited()
}
