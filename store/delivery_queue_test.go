package store_test

import (
	"slices"
	"strings"
	"testing"

	"linktill/internal/pay"
	"linktill/store"
)

// Of one merchant only a few endpoints hold the workers that all share, the
// longest waiting first; those that failed have their own and do not count.
func TestNobodyFillsTheFastQueue(t *testing.T) {
	s := newShop(t)
	var hooks []pay.Webhook
	for range store.WebhooksAtOnce + 3 {
		w := s.hook(s.by, "*")
		w.MerchantID = s.by.MerchantID
		hooks = append(hooks, w)
	}
	failing := hooks[0]
	rival := s.rival()
	theirs := s.hook(rival, "*")
	s.link()
	s.linkOf(rival)
	s.exec(`UPDATE webhook_endpoints SET failing_since = now() WHERE id = $1`, failing.ID)
	last := hooks[len(hooks)-1]
	s.exec(`UPDATE deliveries SET next_attempt_at = now() - interval '1 hour' WHERE endpoint_id = $1`, last.ID)
	if n, err := s.QueueWebhooks(s.ctx()); n != store.WebhooksAtOnce+2 || err != nil {
		t.Fatalf("%d were queued, %v", n, err)
	}
	jobs := s.queuedJobs()
	fast := slices.DeleteFunc(slices.Clone(jobs), func(job string) bool { return !strings.HasPrefix(job, store.WebhookQueue+" ") })
	for _, want := range []string{"webhooks_slow " + failing.ID.UUID(), "webhooks " + theirs.ID.UUID(), "webhooks " + last.ID.UUID()} {
		if !slices.Contains(jobs, want) {
			t.Errorf("%s is not among %v", want, jobs)
		}
	}
	if len(fast) != store.WebhooksAtOnce+1 {
		t.Errorf("fast workers for %v", fast)
	}
	if n, err := s.QueueWebhooks(s.ctx()); n != 0 || err != nil {
		t.Errorf("%d more while all are busy, %v", n, err)
	}
	s.must(s.EndWebhook(s.ctx(), s.start(last))) // without a try: it stays due, longer than the others
	if n, err := s.QueueWebhooks(s.ctx()); n != 1 || err != nil {
		t.Errorf("%d after one was done, %v", n, err)
	}
	run := s.start(last)
	s.record(run, s.due(run)[0], 500)
	if n, err := s.QueueWebhooks(s.ctx()); n != 1 || err != nil {
		t.Errorf("%d after one failed and lost its place, %v", n, err)
	}
}
