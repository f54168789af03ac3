package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// inbox is a merchant's program that webhooks are sent to. At /hang it never
// answers; everywhere else it does at once.
type inbox struct {
	server *http.Server
	url    string

	mu     sync.Mutex
	got    map[string]arrival // by webhook-id: what comes twice counts once
	wanted int
	full   chan struct{}
}

// arrival is one delivery.
type arrival struct {
	at   time.Time
	body []byte
}

func openInbox() (*inbox, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	in := &inbox{url: "http://" + ln.Addr().String()}
	in.server = &http.Server{Handler: in, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = in.server.Serve(ln) }()
	return in, nil
}

func (in *inbox) close() { _ = in.server.Close() }

// ServeHTTP takes a delivery.
func (in *inbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	if r.URL.Path == "/hang" {
		<-r.Context().Done()
		return
	}
	at := time.Now()
	in.mu.Lock()
	defer in.mu.Unlock()
	in.got[r.Header.Get("webhook-id")] = arrival{at, body}
	if len(in.got) == in.wanted {
		in.wanted = -1
		close(in.full)
	}
}

// expect forgets what came so far and wants n deliveries.
func (in *inbox) expect(n int) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.got, in.wanted, in.full = map[string]arrival{}, n, make(chan struct{})
}

// wait returns when the last delivery that was expected came.
func (in *inbox) wait(ctx context.Context, limit time.Duration) (last time.Time, err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	select {
	case <-in.full:
	case <-ctx.Done():
		err = ctx.Err()
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	if err != nil {
		return last, fmt.Errorf("%d deliveries came, not %d: %w", len(in.got), in.wanted, err)
	}
	for _, a := range in.got {
		if a.at.After(last) {
			last = a.at
		}
	}
	return last, nil
}

// arrived is when each object was told of, by its id.
func (in *inbox) arrived() (map[string]time.Time, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	at := map[string]time.Time{}
	for _, a := range in.got {
		var event struct{ Data struct{ ID string } }
		if err := json.Unmarshal(a.body, &event); err != nil {
			return nil, err
		}
		at[event.Data.ID] = a.at
	}
	return at, nil
}
