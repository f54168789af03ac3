package main

import (
	"context"
	"fmt"

	"linktill/internal/pay"
)

// How much there is to measure on.
const (
	merchants    = 100
	linksEach    = 100
	fewPayments  = 1_000
	manyPayments = 1_000_000
)

// benchLink is the id that bench.link in seed.sql computes.
func benchLink(number int64, n int) pay.ID {
	id, ok := pay.LinkPrefix.Parse(fmt.Sprintf("%08x-%04x-8000-80%02x-%06x%06x",
		1_700_000_000_000>>16, 1_700_000_000_000&0xffff, number>>24, number&0xffffff, n))
	if !ok {
		panic("not an id")
	}
	return id
}

// payPath is the address of link n of merchant number.
func payPath(number int64, n int) string {
	return fmt.Sprintf("/pay/bench-%d/%s", number, pay.LinkPrefix.Show(benchLink(number, n)))
}

// seed makes what is paid.
func (l *lab) seed(ctx context.Context) error {
	if _, err := l.conn.Exec(ctx, script("seed")); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	if _, err := l.conn.Exec(ctx, `CALL bench.make_merchants($1, $2)`, merchants, linksEach); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	// Not settled yet: plans made for tables that are known to be empty would
	// last for the first row.
	return nil
}
