package main

import (
	"context"
	"fmt"
)

// duel is our server and pgbench taking turns at the same work.
type duel struct {
	goal, what    string
	must, stretch float64
	rival         rival
	// ours is one turn of our server.
	ours func(ctx context.Context) (outcome, error)
	// afterwards is called with each turn of either side.
	afterwards func(done int)
}

// result is what a duel showed.
type result struct {
	ratios, our, their []float64
	all                outcome
}

// fight runs the pairs and adds the row.
func (b *bench) fight(ctx context.Context, d duel) (result, error) {
	var r result
	b.quiet()
	for range b.pairs {
		theirs, done, err := b.run(ctx, d.rival)
		if err != nil {
			return r, err
		}
		d.tell(done)
		ours, err := d.ours(ctx)
		if err != nil {
			return r, err
		}
		d.tell(ours.done)
		r.add(ours, theirs)
		if ctx.Err() != nil {
			return r, ctx.Err()
		}
	}
	b.note(r.all)
	b.rows = append(b.rows, d.row(r))
	return r, nil
}

func (d duel) tell(done int) {
	if d.afterwards != nil {
		d.afterwards(done)
	}
}

func (r *result) add(ours outcome, theirs float64) {
	r.ratios = append(r.ratios, ours.perSecond()/theirs)
	r.our, r.their = append(r.our, ours.perSecond()), append(r.their, theirs)
	r.all.add(ours)
}

func (d duel) row(r result) row {
	one := ratio(d.goal, d.what, r.ratios, d.must, d.stretch)
	one.ours, one.theirs = fmt.Sprintf("%.0f", median(r.our)), fmt.Sprintf("%.0f", median(r.their))
	one.p50, one.p99 = r.all.waits()
	one.cpu, one.answered = fmt.Sprintf("%.3f", r.all.cpuMS()), r.all.done
	return one
}

// note counts wrong answers.
func (b *bench) note(o outcome) {
	b.failed += o.failed
	if o.why != nil {
		b.why = o.why
	}
}
