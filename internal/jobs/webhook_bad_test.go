package jobs_test

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"linktill/internal/jobs"
	"linktill/internal/pay"
)

// Whatever an endpoint does, the others are told in time: one hangs, one drips,
// one answers 500, one redirects into our network, one sends without end. All of
// it runs as it does in production.
func TestBadEndpointsDelayNobody(t *testing.T) {
	s := newTill(t)
	private := newReceiver(t, nil)
	over := make(chan struct{})
	bad := map[string]func(told, http.ResponseWriter){
		"hangs": func(told, http.ResponseWriter) { <-over },
		"fails": func(_ told, w http.ResponseWriter) { http.Error(w, "no", http.StatusInternalServerError) },
		"redirect": func(_ told, w http.ResponseWriter) {
			w.Header().Set("Location", private.URL)
			w.WriteHeader(http.StatusFound)
		},
		"drips": func(_ told, w http.ResponseWriter) {
			for {
				select {
				case <-over:
					return
				case <-time.After(50 * time.Millisecond):
					_, _ = w.Write([]byte("x"))
					_ = http.NewResponseController(w).Flush()
				}
			}
		},
		"endless": func(_ told, w http.ResponseWriter) {
			block := []byte(strings.Repeat("x", 1<<16))
			for {
				if _, err := w.Write(block); err != nil {
					return
				}
			}
		},
	}
	for _, answer := range bad {
		s.hook(newReceiver(t, answer).URL, "*")
	}
	t.Cleanup(func() { close(over) }) // before the receivers are closed, which waits for their answers
	var took []time.Duration
	var mu sync.Mutex
	healthy := newReceiver(t, func(one told, _ http.ResponseWriter) {
		at, _ := pay.EventPrefix.Parse(one.event.ID)
		mu.Lock()
		defer mu.Unlock()
		took = append(took, time.Since(at.Time()))
	})
	well, _ := s.hook(healthy.URL, "*")
	client, err := jobs.New(jobs.Deps{Store: s.store, Desk: s.desk, Mailer: s.mails, Teller: s.teller(), Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	must(t, client.Start(context.WithoutCancel(t.Context())))
	t.Cleanup(func() { must(t, client.StopAndCancel(context.WithoutCancel(t.Context()))) })
	for range 20 {
		s.pay("4242424242424242")
	}
	deadline := time.Now().Add(30 * time.Second)
	for len(healthy.all()) < 60 && time.Now().Before(deadline) {
		select {
		case <-time.After(20 * time.Millisecond):
		case <-t.Context().Done():
		}
	}
	mu.Lock()
	defer mu.Unlock()
	slices.Sort(took)
	if len(took) != 60 || took[len(took)-1] > 5*time.Second {
		t.Fatalf("%d of 60 were told, the last after %v", len(took), took[max(0, len(took)-1):])
	}
	for i, d := range s.deliveries(well) {
		if i > 0 && d.State != pay.DeliveryDelivered {
			t.Errorf("%+v", d)
		}
	}
	if len(private.all()) != 0 {
		t.Error("a redirect was followed")
	}
	t.Logf("60 deliveries beside five bad endpoints: half within %s, all within %s", took[len(took)/2].Round(time.Millisecond), took[len(took)-1].Round(time.Millisecond))
}
