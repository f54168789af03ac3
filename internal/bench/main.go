// Command bench measures Linktill against PostgreSQL itself, on one machine and
// in one run, and prints one table of ratios.
//
// Absolute figures of a shared machine swing by a factor of two or three within
// an hour, so none of them is a goal. A row sets what our server does beside
// what pgbench does with the same statements in the same transactions, one round
// trip each, with the same number of clients, on the same database and over the
// same Unix socket. Both sides take turns, a few seconds each; the row shows the
// median of the turns' ratios with the lowest and the highest. A ratio of 1 says
// that everything around the statements costs nothing; pipelining statements can
// lift it above 1.
//
// The server is the real program with its usual settings, except for the rate of
// an API key. It runs without the worker, because the receipts of either side's
// payments would be sent during the other side's turn; only the rows of webhooks
// have one, a process of its own, that sends to this process. PostgreSQL is our
// own, with durability on. The generator is a closed loop in this process and
// shares the processors with both.
//
// Forms are paid with checkouts from real pages, got between the turns. When all
// is paid, the books are audited, and payments, uses, transfers, events, jobs and links
// are counted against what was answered. Then two merchants get few and many rows
// of everything that is listed; a page of either must take the same time.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// bench is one run.
type bench struct {
	*lab
	pairs   int
	seconds int
	rows    []row
	// few and many are merchants with that many rows of everything, long is how
	// many are many.
	few, many shop
	long      int
	// paid counts the payments of both sides, made their links.
	paid, made int
	// foreign is how many processors others used when a row began.
	foreign float64
	// failed counts answers that were not what they should have been.
	failed int
	why    error
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) (err error) {
	b := &bench{}
	binary := flag.String("binary", "bin/linktill", "the program to measure")
	flag.IntVar(&b.pairs, "pairs", 5, "turns of each side in a row")
	flag.IntVar(&b.seconds, "seconds", 3, "length of a turn that pays; others are 1 s shorter")
	flag.IntVar(&b.long, "rows", 1_000_000, "length of the long lists")
	flag.Parse()
	if b.long < fewRows {
		return fmt.Errorf("at least %d rows", fewRows)
	}
	if b.pairs < 1 || b.seconds < 2 {
		return errors.New("at least one pair, and turns of at least 2 s")
	}
	start := time.Now()
	if b.lab, err = openLab(ctx, *binary); b.lab != nil {
		defer func() { err = errors.Join(err, b.close()) }()
	}
	if err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"starting", b.starts}, {"comparing statements", b.checkScripts}, {"paying", b.pays},
		{"programs", b.programs}, {"auditing", b.audits}, {"webhooks", b.webhooks}, {"making long lists", b.history},
		{"pages", b.reads}, {"bio pages", b.bioPages}, {"lists", b.lists}, {"overview", b.overviews}, {"QR pictures", b.pictures}, {"weighing", b.weighs},
	} {
		fmt.Fprintf(os.Stderr, "%4.0f s  %s\n", time.Since(start).Seconds(), part.name)
		if err := part.do(ctx); err != nil {
			b.print(os.Stdout, time.Since(start))
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	b.print(os.Stdout, time.Since(start))
	if b.failed > 0 {
		return fmt.Errorf("%d answers were wrong; the last: %w", b.failed, b.why)
	}
	return nil
}
