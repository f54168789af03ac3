package handlers

import (
	"context"
	"sync"

	"linktill/internal/pay"
)

// turns lets one picture be drawn at a time, because the largest take over a
// hundred megabytes while they are, and each merchant wait with one: whoever sends
// many waits for their own, and the next of others comes after at most one of
// each merchant.
type turns struct {
	// one is full while a picture is drawn. Who waits to fill a channel does so in
	// the order in which they came.
	one chan struct{}
	mu  sync.Mutex
	// lines are the merchants that have pictures under way.
	lines map[pay.ID]*line
}

// line is one merchant's: head is full while one of theirs stands before one.
type line struct {
	head   chan struct{}
	length int
}

func newTurns() *turns {
	return &turns{one: make(chan struct{}, 1), lines: map[pay.ID]*line{}}
}

// take waits for the merchant's turn. Afterwards done has to be called.
func (t *turns) take(ctx context.Context, merchantID pay.ID) (done func(), err error) {
	l := t.join(merchantID)
	if err := fill(ctx, l.head); err != nil {
		t.leave(merchantID, l)
		return nil, err
	}
	if err := fill(ctx, t.one); err != nil {
		<-l.head
		t.leave(merchantID, l)
		return nil, err
	}
	return func() {
		<-t.one
		<-l.head
		t.leave(merchantID, l)
	}, nil
}

func fill(ctx context.Context, place chan<- struct{}) error {
	select {
	case place <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t *turns) join(merchantID pay.ID) *line {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.lines[merchantID]
	if l == nil {
		l = &line{head: make(chan struct{}, 1)}
		t.lines[merchantID] = l
	}
	l.length++
	return l
}

func (t *turns) leave(merchantID pay.ID, l *line) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if l.length--; l.length == 0 {
		delete(t.lines, merchantID)
	}
}
