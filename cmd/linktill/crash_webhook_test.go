package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// toThisMachine lets webhooks be sent to the test itself.
const toThisMachine = "WEBHOOK_ALLOW_CIDRS=127.0.0.1/32"

// untilTold is how long a delivery may wait after a kill: as long as the dead
// one's lease lasts, and until another one is the leader of the queue.
const untilTold = 150 * time.Second

// inbox is a merchant's program that takes everything.
type inbox struct {
	*httptest.Server
	mu  sync.Mutex
	got map[string][]string // by webhook-id: the event and name of each time it came
}

func newInbox(t *testing.T) *inbox {
	t.Helper()
	in := &inbox{got: map[string][]string{}}
	in.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // the sender was killed
		}
		var event struct{ ID, Type string }
		if err := json.Unmarshal(body, &event); err != nil {
			t.Errorf("%s: %v", body, err)
		}
		in.mu.Lock()
		defer in.mu.Unlock()
		id := r.Header.Get("webhook-id")
		in.got[id] = append(in.got[id], event.ID+" "+event.Type)
	}))
	t.Cleanup(in.Close)
	return in
}

// killWebhook: the server dies while it tells an endpoint. Whatever happened is
// told at least once, each time under the same id, and nothing else is.
func killWebhook(t *testing.T, point string) {
	s := newShop(t, faulty, toThisMachine)
	in := newInbox(t)
	dying := s.serveWith([]string{"FAULT=" + point})
	s.mustAPI("POST", "/v1/webhooks", fmt.Sprintf(`{"url":%q,"events":["*"]}`, in.URL))
	s.mustAPI("POST", "/v1/payment-links", `{"amount":500,"description":"Tea"}`)
	dying.wasKilled()
	s.serve()
	s.pays(s.newLink(12_50, ""))
	if !patiently(untilTold, func() bool { return s.number(`SELECT count(*) FROM deliveries WHERE state <> 'delivered'`) == 0 }) {
		t.Error("something is not told")
	}
	s.toldAll(in)
	again := 0
	in.mu.Lock()
	for _, times := range in.got {
		again += len(times) - 1
	}
	in.mu.Unlock()
	want := map[string]int{"webhook.after_send": 1}[point] // it had been sent, and nobody knew
	if again != want {
		t.Errorf("%d deliveries came again, want %d", again, want)
	}
	s.inOrder()
	s.audited()
}

// toldAll holds what the inbox got against the events.
func (s *shop) toldAll(in *inbox) {
	s.t.Helper()
	in.mu.Lock()
	defer in.mu.Unlock()
	told := map[string]string{} // the id under which an event came
	for id, times := range in.got {
		for _, one := range times {
			if one != times[0] {
				s.t.Errorf("%s brought %s and %s", id, times[0], one)
			}
			if other := told[one]; other != "" && other != id {
				s.t.Errorf("%s came as %s and as %s", one, other, id)
			}
			told[one] = id
		}
	}
	events := s.events()
	for _, one := range events {
		if told[one] == "" {
			s.t.Errorf("%s was lost", one)
		}
		delete(told, one)
	}
	if len(told) > 0 || len(events) == 0 {
		s.t.Errorf("%d events; these were invented: %v", len(events), told)
	}
}

// events are all that happened, in order, as a program catches up with them.
func (s *shop) events() (all []string) {
	s.t.Helper()
	for after := "0"; after != ""; {
		page := s.mustAPI("GET", "/v1/events?limit=100&after="+after, "")
		for _, row := range page["data"].([]any) {
			all = append(all, fmt.Sprint(row.(object)["id"], " ", row.(object)["type"]))
		}
		after, _ = page["next_cursor"].(string)
	}
	return all
}

// count is how many deliveries came, each once.
func (in *inbox) count() int {
	in.mu.Lock()
	defer in.mu.Unlock()
	return len(in.got)
}

// TestKillNineWhileTelling kills the server at moments that nobody chose, while
// people pay and an endpoint is told of it.
func TestKillNineWhileTelling(t *testing.T) {
	t.Parallel()
	s := newShop(t, release, toThisMachine)
	in := newInbox(t)
	server := s.serve()
	s.mustAPI("POST", "/v1/webhooks", fmt.Sprintf(`{"url":%q,"events":["*"]}`, in.URL))
	const deaths = 4
	for range deaths {
		link, more := s.newLink(10_00, ""), in.count()+5 // a slow machine tells while people pay
		for range 15 {
			s.pays(link)
		}
		until(t, untilTold, "some of it is told", func() bool { return in.count() >= more })
		server.kill()
		server = s.serve()
	}
	if !patiently(untilTold, func() bool { return s.number(`SELECT count(*) FROM deliveries WHERE state <> 'delivered'`) == 0 }) {
		t.Error("something is not told")
	}
	s.toldAll(in)
	s.inOrder()
	s.audited()
	t.Logf("%d kills: %d events, %d deliveries, all told", deaths, len(s.events()), in.count())
}
