package main

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"text/tabwriter"
	"time"
)

// row is one line of the table: a value beside its goals.
type row struct {
	goal, what    string
	value         float64
	shown         string
	must, stretch float64
	// lower says that less is better.
	lower bool
	// noGoal is a row that is only shown.
	noGoal bool
	// best is the best turn, for rows that have turns.
	best float64
	// What else is known of a load: answers per second of both sides, times in
	// milliseconds, the server's processor time per answer.
	ours, theirs, p50, p99, cpu string
	// answered is how often our server did it in all.
	answered int
}

// atMost is a ratio of which less is better.
func atMost(goal, what string, ratios []float64, must, stretch float64) row {
	r := ratio(goal, what, ratios, must, stretch)
	r.lower, r.best = true, slices.Min(ratios)
	return r
}

// ratio is a row of at least a ratio.
func ratio(goal, what string, ratios []float64, must, stretch float64) row {
	return row{goal: goal, what: what, value: median(ratios), best: slices.Max(ratios), must: must, stretch: stretch,
		shown: fmt.Sprintf("%.2f [%.2f..%.2f]", median(ratios), slices.Min(ratios), slices.Max(ratios))}
}

// plainRow is a row of what there is no goal for.
func plainRow(what string, values []float64) row {
	return row{what: what, noGoal: true, shown: fmt.Sprintf("%.0f [%.0f..%.0f]", median(values), slices.Min(values), slices.Max(values))}
}

// below is a row of at most a value.
func below(goal, what string, value float64, unit string, must, stretch float64) row {
	return row{goal: goal, what: what, value: value, must: must, stretch: stretch, lower: true, shown: fmt.Sprintf("%.4g %s", value, unit)}
}

// tail is the row of how much longer the slowest answers take.
func tail(what string, o outcome, must, stretch float64) row {
	r := below("G7", what, o.ms(0.99)/o.ms(0.5), "", must, stretch)
	r.p50, r.p99 = o.waits()
	return r
}

func (r row) reaches(value, goal float64) bool {
	if r.lower {
		return value <= goal
	}
	return value >= goal
}

// verdict is "open" where the median missed the goal and the best turn did not:
// then more pairs decide.
func (r row) verdict() string {
	switch {
	case r.noGoal:
		return ""
	case r.reaches(r.value, r.stretch):
		return "ok, stretch"
	case r.reaches(r.value, r.must):
		return "ok"
	case r.best > 0 && r.reaches(r.best, r.must):
		return "open"
	}
	return "BELOW"
}

func (r row) goals() (must, stretch string) {
	if r.noGoal {
		return "", ""
	}
	sign := "≥"
	if r.lower {
		sign = "≤"
	}
	return fmt.Sprintf("%s %g", sign, r.must), fmt.Sprintf("%s %g", sign, r.stretch)
}

func (b *bench) print(out io.Writer, took time.Duration) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\tWhat\tMeasured\tMust\tStretch\tGoal\tOurs/s\tpgbench/s\tp50 ms\tp99 ms\tCPU ms")
	for _, r := range b.rows {
		must, stretch := r.goals()
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n",
			r.goal, r.what, r.shown, must, stretch, r.verdict(), r.ours, r.theirs, r.p50, r.p99, r.cpu)
	}
	_ = w.Flush()
	fmt.Fprintf(out, "\n%d pairs of turns; medians [lowest..highest]. %d payments, %d wrong answers. %d processors, %.0f s in all.\n",
		b.pairs, b.paid, b.failed, runtime.NumCPU(), took.Seconds())
	fmt.Fprintln(out, `"open": the median missed the goal and the best turn did not; decide with -pairs 10.`)
	if b.foreign > quietEnough {
		fmt.Fprintf(out, "Other programs used up to %.1f processors before a row began: repeat this on a quiet machine.\n", b.foreign)
	}
}
