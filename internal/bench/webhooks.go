package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// How long deliveries may take until something must be wrong.
const patience = time.Minute

// webhooks runs the rows of what endpoints are told. The worker is a process of
// its own, as it can be, so that the server's memory stays comparable.
func (b *bench) webhooks(ctx context.Context) (err error) {
	in, err := openInbox()
	if err != nil {
		return err
	}
	defer in.close()
	stop, err := b.work(ctx)
	if err != nil {
		return err
	}
	defer stop()
	for _, r := range []struct {
		merchant          int64
		endpoints, events int
	}{{1, 1, 500 * b.seconds}, {2, 8, 200 * b.seconds}} {
		if err := b.tells(ctx, in, r.merchant, r.endpoints, r.events); err != nil {
			return err
		}
	}
	return b.tellsBesideOneThatHangs(ctx, in, 3)
}

// work starts a worker with an empty queue, and returns when it has done what it
// does at its start.
func (b *bench) work(ctx context.Context) (stop func(), err error) {
	if _, err := b.conn.Exec(ctx, `TRUNCATE river.river_job`); err != nil {
		return nil, err
	}
	worker := b.linktill(ctx, "serve", "--worker")
	log, err := b.serverLog()
	if err != nil {
		return nil, err
	}
	defer log.Close()
	worker.Stderr = log
	if err := worker.Start(); err != nil {
		return nil, err
	}
	stop = func() {
		_ = worker.Process.Kill()
		_ = worker.Wait()
	}
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		var done int
		err = b.conn.QueryRow(ctx, `SELECT count(*) FROM river.river_job WHERE kind IN ('audit', 'prune') AND state = 'completed'`).Scan(&done)
		if err == nil && done == 2 {
			return stop, nil
		}
		if err != nil {
			break
		}
	}
	stop()
	return nil, errors.Join(err, fmt.Errorf("the worker is not at rest after %s", patience))
}

// listen has an endpoint of the merchant told of all events of a type.
func (b *bench) listen(merchant int64, url, event string) error {
	c, err := dial(b.addr)
	if err != nil {
		return err
	}
	defer c.close()
	_, err = c.want(201, postJSON(b.addr, "/v1/webhooks", b.keyOf(merchant), fmt.Sprintf(`{"url": %q, "events": [%q]}`, url, event)))
	return err
}

// tells measures how fast a pile of events is told, from its commit to the last
// delivery; what comes before the first one is part of it.
func (b *bench) tells(ctx context.Context, in *inbox, merchant int64, endpoints, events int) error {
	for i := range endpoints {
		if err := b.listen(merchant, fmt.Sprintf("%s/%d", in.url, i), "payment.unknown"); err != nil {
			return err
		}
	}
	var perSecond []float64
	b.quiet()
	for range b.pairs {
		in.expect(events * endpoints)
		if _, err := b.conn.Exec(ctx, `CALL bench.happen($1, $2)`, merchant, events); err != nil {
			return err
		}
		committed := time.Now()
		last, err := in.wait(ctx, patience)
		if err != nil {
			return err
		}
		perSecond = append(perSecond, float64(events*endpoints)/last.Sub(committed).Seconds())
	}
	b.rows = append(b.rows, plainRow(fmt.Sprintf("webhooks, %d × %d deliveries: per second from the commit on", endpoints, events), perSecond))
	return nil
}

// tellsBesideOneThatHangs measures how long it takes from a commit to the
// delivery, when another endpoint of the merchant never answers.
func (b *bench) tellsBesideOneThatHangs(ctx context.Context, in *inbox, merchant int64) error {
	for _, path := range []string{"/hang", "/healthy"} {
		if err := b.listen(merchant, in.url+path, "payment_link.created"); err != nil {
			return err
		}
	}
	const every = 20 * time.Millisecond
	n := 6 * b.seconds * int(time.Second/every) // longer than a try of the one that hangs
	in.expect(n)
	committed, err := b.createLinks(ctx, merchant, n, every)
	if err != nil {
		return err
	}
	if _, err := in.wait(ctx, patience); err != nil {
		return err
	}
	arrived, err := in.arrived()
	if err != nil {
		return err
	}
	var waits outcome
	for id, at := range committed {
		waits.times = append(waits.times, arrived[id].Sub(at))
	}
	r := below("", "webhooks, commit to delivery p99 beside an endpoint that hangs", waits.ms(0.99)/1000, "s", 5, 2)
	r.p50, r.p99 = waits.waits()
	b.rows = append(b.rows, r)
	return nil
}

// createLinks has the server make links at a pace, and returns when it said that
// each of them is there.
func (b *bench) createLinks(ctx context.Context, merchant int64, n int, every time.Duration) (map[string]time.Time, error) {
	c, err := dial(b.addr)
	if err != nil {
		return nil, err
	}
	defer c.close()
	request := b.linkRequest(merchant)
	pace := time.NewTicker(every)
	defer pace.Stop()
	made := map[string]time.Time{}
	for range n {
		answer, err := c.want(201, request)
		at := time.Now()
		var link struct{ ID string }
		if err == nil {
			err = json.Unmarshal(answer, &link)
		}
		if err != nil {
			return nil, err
		}
		made[link.ID] = at
		select {
		case <-pace.C:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	b.made += n
	return made, nil
}
