// Package desk moves money: it alone holds both the store and an acquirer. All
// flows have the same shape: record the intent and commit, call the acquirer
// with no transaction open, record the outcome and commit. A call without a
// clear answer leaves the outcome unknown; Settle asks until there is one.
package desk

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"linktill/internal/acquirer"
	"linktill/internal/acquirer/sandbox"
	"linktill/internal/pay"
	"linktill/store"
)

// How long things take. The lease covers the call and the recording of its
// outcome, so that nobody asks the acquirer while the call may still be on its
// way.
const (
	callMax      = 15 * time.Second
	lease        = callMax + 5*time.Second
	challengeMax = 15 * time.Minute
	// challengeLook is how often a challenge is asked about meanwhile.
	challengeLook = 30 * time.Second
	// patience is how long a customer looks at a turning wheel; after it they
	// see the confirming page, while the call goes on.
	patience = 2 * time.Second
)

// Desk runs the flows. Make it with New, and Wait for it before the process
// ends.
type Desk struct {
	store   *store.Store
	sandbox *sandbox.Sandbox
	log     *slog.Logger
	// returnPath makes the path to which a customer comes back after a
	// challenge, from the checkout's id.
	returnPath func(checkoutID pay.ID) string
	now        func() time.Time
	patience   time.Duration
	underWay   sync.WaitGroup
}

// New returns a Desk that takes test payments with the sandbox. Live payments
// need an acquirer of the merchant's own, which this build does not have.
func New(s *store.Store, sb *sandbox.Sandbox, returnPath func(checkoutID pay.ID) string, now func() time.Time, log *slog.Logger) *Desk {
	return &Desk{store: s, sandbox: sb, log: log, returnPath: returnPath, now: now, patience: patience}
}

// Wait returns when all calls under way have been recorded.
func (d *Desk) Wait() { d.underWay.Wait() }

// acquirerFor returns who takes payments in that mode.
func (d *Desk) acquirerFor(livemode bool) (acquirer.Acquirer, error) {
	if livemode {
		return nil, pay.Errorf(pay.Conflict, "This merchant cannot take live payments yet. Nothing was charged.")
	}
	return d.sandbox, nil
}

// named returns the acquirer that took a payment. One that is not there any
// more leaves its payments as they are, to be looked at by a person.
func (d *Desk) named(name string) (acquirer.Acquirer, bool) {
	return d.sandbox, name == d.sandbox.Name()
}

// call runs one call to an acquirer and the recording of its outcome apart
// from the request that asked for it: a customer who goes away, or a request
// that times out, does not stop it half-way. It waits for the result, but not
// longer than the patience; the second result is false then.
func call[T any](ctx context.Context, d *Desk, do func(ctx context.Context) T) (result T, done bool) {
	results := make(chan T, 1)
	d.underWay.Add(1)
	go func() {
		defer d.underWay.Done()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lease)
		defer cancel()
		results <- do(ctx)
	}()
	timer := time.NewTimer(d.patience)
	defer timer.Stop()
	select {
	case result = <-results:
		return result, true
	case <-timer.C:
		return result, false
	}
}
