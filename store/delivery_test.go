package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
	"linktill/store"
)

// start takes the endpoint for sending.
func (s shop) start(w pay.Webhook) store.WebhookRun {
	s.t.Helper()
	run, ok, err := s.StartWebhook(s.ctx(), w.MerchantID, w.ID)
	s.must(err)
	if !ok {
		s.t.Fatal("the endpoint is somebody else's")
	}
	return run
}

func (s shop) due(run store.WebhookRun) []store.DueDelivery {
	s.t.Helper()
	due, err := s.DueDeliveries(s.ctx(), run, 50)
	s.must(err)
	return due
}

// record notes that a try was answered with that status.
func (s shop) record(run store.WebhookRun, d store.DueDelivery, status int) (goOn bool) {
	s.t.Helper()
	tried := store.Tried{Body: "{}", Accepted: pay.Accepted(status), Attempt: pay.DeliveryAttempt{Number: d.Delivery.Attempts + 1, At: time.Now(),
		DurationMillis: 5, URL: "https://example.com", Signature: "v1,x", ResponseStatus: status, ResponseHeaders: "server: theirs", ResponseBody: "said"}}
	if !tried.Accepted {
		var again bool
		tried.Wait, again = pay.DeliveryWait(d.Delivery.Tries+1, 0, 0)
		tried.Last = !again
	}
	_, goOn, err := s.RecordTry(s.ctx(), run, d.Delivery, tried)
	s.must(err)
	return goOn
}

// inTime lets all waits pass.
func (s shop) inTime() {
	s.t.Helper()
	s.exec(`UPDATE deliveries SET next_attempt_at = now() WHERE state = 'pending'`)
}

func show(due []store.DueDelivery) string {
	names := make([]string, len(due))
	for i, d := range due {
		names[i] = fmt.Sprintf("%d:%s", d.Delivery.EventSeq, d.Delivery.Name)
	}
	return strings.Join(names, " ")
}

// queuedJobs are the endpoints that wait in the job queue, with the queue.
func (s shop) queuedJobs() []string {
	s.t.Helper()
	rows, err := s.pool.Query(s.ctx(), `SELECT queue || ' ' || (args->>'webhook_id') FROM river.river_job WHERE kind = 'webhook' ORDER BY id`)
	s.must(err)
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	s.must(err)
	return got
}

// Many who send at once send each delivery once, in order: one holds the
// endpoint at a time.
func TestManySendersSendOnce(t *testing.T) {
	s := newShop(t)
	w := s.hook(s.by, "*")
	w.MerchantID = s.by.MerchantID
	for range 20 {
		s.link()
	}
	sent := make(chan string, 100)
	for len(sent) < 20 {
		atOnce(t, 8, func(int) error {
			run, mine, err := s.StartWebhook(s.ctx(), w.MerchantID, w.ID)
			if err != nil || !mine {
				return err
			}
			for _, d := range s.due(run)[:min(7, len(s.due(run)))] {
				sent <- d.Delivery.ID.UUID()
				if !s.record(run, d, 200) {
					break
				}
			}
			return s.EndWebhook(s.ctx(), run)
		})
	}
	close(sent)
	once := map[string]bool{}
	for id := range sent {
		if once[id] {
			t.Errorf("%s was sent twice", id)
		}
		once[id] = true
	}
	if n := s.count(`SELECT count(*) FROM deliveries WHERE state = 'delivered' AND attempts = 1`); n != 20 || len(once) != 20 {
		t.Errorf("%d delivered, %d sent", n, len(once))
	}
}

// An endpoint is queued once, by whoever comes first, and again when the one who
// took it was killed.
func TestEndpointsAreQueuedOnce(t *testing.T) {
	s := newShop(t)
	w := s.hook(s.by, "*")
	s.link()
	queued := make(chan int, 10)
	atOnce(t, 10, func(int) error {
		n, err := s.QueueWebhooks(s.ctx())
		queued <- n
		return err
	})
	close(queued)
	sum := 0
	for n := range queued {
		sum += n
	}
	if want := []string{"webhooks " + w.ID.UUID()}; sum != 1 || !slices.Equal(s.queuedJobs(), want) {
		t.Errorf("queued %d times: %v", sum, s.queuedJobs())
	}
	// Whichever of several jobs comes first takes it, and only one does.
	started := atOnce(t, 6, func(int) error {
		_, mine, err := s.StartWebhook(s.ctx(), w.MerchantID, w.ID)
		if err == nil && !mine {
			err = pay.Errorf(pay.Conflict, "taken")
		}
		return err
	})
	if started != 1 {
		t.Errorf("%d took it", started)
	}
	if n, err := s.QueueWebhooks(s.ctx()); n != 0 || err != nil {
		t.Errorf("while somebody sends: %d, %v", n, err)
	}
	s.exec(`UPDATE webhook_endpoints SET lease_until = now() - interval '1 second'`) // the one who sent was killed
	if n, err := s.QueueWebhooks(s.ctx()); n != 1 || err != nil {
		t.Errorf("after its lease: %d, %v", n, err)
	}
	run := s.start(w)
	s.record(run, s.due(run)[0], 200)
	s.must(s.EndWebhook(s.ctx(), run))
	if n, err := s.QueueWebhooks(s.ctx()); n != 0 || err != nil {
		t.Errorf("with nothing due: %d, %v", n, err)
	}
}

// One that was thought dead and comes back records nothing for a try that
// another one made, and stops.
func TestLateSenderIsFenced(t *testing.T) {
	s := newShop(t)
	w := s.hook(s.by, "*")
	s.link()
	s.link()
	late := s.start(w)
	lateDue := s.due(late)
	s.exec(`UPDATE webhook_endpoints SET lease_until = now() - interval '1 second'`)
	run := s.start(w)
	if !s.record(run, s.due(run)[0], 200) {
		t.Error("the one who holds it stops")
	}
	if s.record(late, lateDue[0], 500) {
		t.Error("the late one goes on")
	}
	if n := s.count(`SELECT count(*) FROM delivery_attempts WHERE response_status = 200`); n != 1 || s.count(`SELECT count(*) FROM delivery_attempts`) != 1 {
		t.Error("the late try was recorded as well")
	}
	s.must(s.EndWebhook(s.ctx(), late))
	if _, mine, err := s.StartWebhook(s.ctx(), w.MerchantID, w.ID); mine || err != nil {
		t.Errorf("the late one gave away what was not its own: %v, %v", mine, err)
	}
}

// A delivery waits for those before it until they were tried three times; then
// they step aside and are tried beside it.
func TestOrderAndSteppingAside(t *testing.T) {
	s := newShop(t)
	w := s.hook(s.by, "payment_link.created")
	for range 3 {
		s.link()
	}
	run := s.start(w)
	if got := show(s.due(run)); got != "1:payment_link.created 2:payment_link.created 3:payment_link.created" {
		t.Fatalf("due: %s", got)
	}
	for try := range pay.DeliveryInOrder {
		due := s.due(run)
		if len(due) != 3 || due[0].Delivery.EventSeq != 1 || !due[0].InOrder || due[0].Delivery.Attempts != try {
			t.Fatalf("try %d: %s", try+1, show(due))
		}
		s.record(run, due[0], 500)
		if try+1 < pay.DeliveryInOrder {
			if got := s.due(run); len(got) != 0 {
				t.Errorf("after try %d others do not wait: %s", try+1, show(got))
			}
			s.inTime()
		}
	}
	if got := show(s.due(run)); got != "2:payment_link.created 3:payment_link.created" {
		t.Errorf("after three tries: %s", got)
	}
	s.inTime()
	if got := show(s.due(run)); got != "2:payment_link.created 3:payment_link.created 1:payment_link.created" {
		t.Errorf("the one aside, when its time comes: %s", got)
	}
	for {
		s.inTime()
		due := s.due(run)
		i := slices.IndexFunc(due, func(d store.DueDelivery) bool { return d.Delivery.EventSeq == 1 })
		if i < 0 {
			break
		}
		s.record(run, due[i], 500)
	}
	if n := s.count(`SELECT attempts FROM deliveries WHERE event_seq = 1 AND state = 'failed'`); n != pay.DeliveryTriesMax {
		t.Errorf("given up after %d tries", n)
	}
}

// Endpoints of which nothing is due are not queued, however much waits behind
// what is not due; those that fail have a queue of their own.
func TestWhatWaitsIsNotQueued(t *testing.T) {
	s := newShop(t)
	dead, well := s.hook(s.by, "*"), s.hook(s.by, "*")
	s.link()
	run := s.start(dead)
	s.record(run, s.due(run)[0], 500)
	s.must(s.EndWebhook(s.ctx(), run))
	for range 5 {
		s.link()
	}
	if n, err := s.QueueWebhooks(s.ctx()); n != 1 || err != nil {
		t.Errorf("%d queued, %v", n, err)
	}
	s.inTime()
	if n, err := s.QueueWebhooks(s.ctx()); n != 1 || err != nil {
		t.Errorf("when its time has come: %d queued, %v", n, err)
	}
	if want := []string{"webhooks " + well.ID.UUID(), "webhooks_slow " + dead.ID.UUID()}; !slices.Equal(s.queuedJobs(), want) {
		t.Errorf("%v", s.queuedJobs())
	}
}
