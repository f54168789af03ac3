package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// load is a closed loop: each client begins its next exchange when the last one
// is over.
type load struct {
	addr    string
	clients int
	lasts   time.Duration
	do      exchange
	// cpu is how long the server has used a processor; may be nil.
	cpu func() time.Duration
}

// exchange does piece i of the work over a connection: one request, or several
// that belong together. It returns errNoMore when there is nothing left to do.
type exchange func(c *client, i int) error

var errNoMore = errors.New("nothing left to do")

// ask sends what next returns, nil when there are no more, and wants that status.
func ask(want int, next func(i int) []byte) exchange {
	return func(c *client, i int) error {
		request := next(i)
		if request == nil {
			return errNoMore
		}
		_, err := c.want(want, request)
		return err
	}
}

// over sends these requests in turn, again and again, and wants 200.
func over(requests ...[]byte) exchange {
	return ask(200, func(i int) []byte { return requests[i%len(requests)] })
}

// outcome is what a load saw.
type outcome struct {
	done   int
	failed int
	// why is one of the failures.
	why   error
	took  time.Duration
	times []time.Duration
	// cpu is what the server used of a processor for all of it.
	cpu time.Duration
}

func (l load) run() (outcome, error) {
	clients := make([]*client, l.clients)
	for i := range clients {
		var err error
		if clients[i], err = dial(l.addr); err != nil {
			return outcome{}, err
		}
		defer clients[i].close()
	}
	parts := make([]outcome, l.clients)
	var begun atomic.Int64
	var group sync.WaitGroup
	if l.cpu == nil {
		l.cpu = func() time.Duration { return 0 }
	}
	used, start := l.cpu(), time.Now()
	for i, c := range clients {
		group.Go(func() { parts[i] = l.loop(c, &begun, start) })
	}
	group.Wait()
	total := outcome{took: time.Since(start), cpu: l.cpu() - used}
	for _, part := range parts {
		total.add(part)
	}
	return total, nil
}

func (l load) loop(c *client, begun *atomic.Int64, start time.Time) (o outcome) {
	for time.Since(start) < l.lasts && !c.broken {
		began := time.Now()
		err := l.do(c, int(begun.Add(1)-1))
		if errors.Is(err, errNoMore) {
			return o
		}
		o.times = append(o.times, time.Since(began))
		if err != nil {
			o.failed, o.why = o.failed+1, err
			continue
		}
		o.done++
	}
	return o
}

// add counts another part of the same row in.
func (o *outcome) add(part outcome) {
	o.done, o.failed = o.done+part.done, o.failed+part.failed
	o.times, o.cpu = append(o.times, part.times...), o.cpu+part.cpu
	if part.why != nil {
		o.why = part.why
	}
}

func (o outcome) perSecond() float64 { return float64(o.done) / o.took.Seconds() }

// ms is the quantile q of the times, in milliseconds.
func (o outcome) ms(q float64) float64 {
	if len(o.times) == 0 {
		return math.NaN()
	}
	slices.Sort(o.times)
	return float64(o.times[int(q*float64(len(o.times)-1))].Nanoseconds()) / 1e6
}

// waits are the columns of a row that say how long an answer took.
func (o outcome) waits() (p50, p99 string) {
	return fmt.Sprintf("%.2f", o.ms(0.5)), fmt.Sprintf("%.2f", o.ms(0.99))
}

// cpuMS is the server's processor time for each answer, in milliseconds.
func (o outcome) cpuMS() float64 { return o.cpu.Seconds() * 1000 / float64(o.done) }

// median of an odd or even number of values.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	if n == 0 {
		return math.NaN()
	}
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
