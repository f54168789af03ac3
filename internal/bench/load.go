package main

import (
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// load is a closed loop: each client sends its next request when the last one
// has been answered.
type load struct {
	addr    string
	clients int
	lasts   time.Duration
	// want is the status of a good answer.
	want int
	// next returns request i, nil when there are no more.
	next func(i int) []byte
	// cpu is how long the server has used a processor; may be nil.
	cpu func() time.Duration
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
	var sent atomic.Int64
	var group sync.WaitGroup
	if l.cpu == nil {
		l.cpu = func() time.Duration { return 0 }
	}
	used, start := l.cpu(), time.Now()
	for i, c := range clients {
		group.Go(func() { parts[i] = l.loop(c, &sent, start) })
	}
	group.Wait()
	total := outcome{took: time.Since(start), cpu: l.cpu() - used}
	for _, part := range parts {
		total.add(part)
	}
	return total, nil
}

func (l load) loop(c *client, sent *atomic.Int64, start time.Time) (o outcome) {
	for time.Since(start) < l.lasts {
		request := l.next(int(sent.Add(1) - 1))
		if request == nil {
			return o
		}
		began := time.Now()
		status, body, err := c.do(request)
		o.times = append(o.times, time.Since(began))
		if err == nil && status != l.want {
			err = fmt.Errorf("status %d instead of %d: %.600s", status, l.want, body)
		}
		if err != nil {
			o.failed, o.why = o.failed+1, err
			if status == 0 { // the connection is gone
				return o
			}
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
