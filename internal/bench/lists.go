package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// history gives one merchant few rows of everything that is listed, and another
// one many.
func (b *bench) history(ctx context.Context) error {
	for _, h := range []struct {
		s shop
		n int
	}{{b.few, fewRows}, {b.many, b.long}} {
		if _, err := b.conn.Exec(ctx, `CALL bench.make_history($1, $2)`, h.s.number, h.n); err != nil {
			return err
		}
	}
	return b.settle(ctx)
}

// listRequest asks for a page of a list.
func (b *bench) listRequest(s shop, path string) []byte {
	return get(b.addr, path, "Authorization: Bearer "+s.TestAPIKey+"\r\n")
}

// contest is two kinds of requests whose waiting times are compared.
type contest struct {
	goal, what    string
	usual, harder [][]byte
	must, stretch float64
}

// listed are the lists of which a page is asked for.
var listed = []string{
	"/v1/payments?limit=20", "/v1/payment-links?limit=20", "/v1/products?limit=20", "/v1/events?limit=20", "/api/refunds/?page_size=20",
}

// lists compares how long one client waits for a page of 20: of many rows and of
// few, and from anywhere among many and from their start.
func (b *bench) lists(ctx context.Context) error {
	var all []contest
	for _, path := range listed {
		name, _, _ := strings.Cut(path, "?")
		all = append(all, contest{goal: "G5", what: fmt.Sprintf("GET %s p50, at %s ÷ at %s", name, rows(b.long), rows(fewRows)), must: 1.5, stretch: 1.3,
			usual: [][]byte{b.listRequest(b.few, path)}, harder: [][]byte{b.listRequest(b.many, path)}})
	}
	cursors, err := b.cursors(ctx, 1000)
	if err != nil {
		return err
	}
	deep := contest{goal: "G5", what: "GET /v1/payments p50, at a random cursor ÷ first page", must: 2.0, stretch: 1.5,
		usual: [][]byte{b.listRequest(b.many, listed[0])}}
	for _, cursor := range cursors {
		deep.harder = append(deep.harder, b.listRequest(b.many, listed[0]+"&cursor="+cursor))
	}
	for _, c := range append(all, deep) {
		if err := b.compare(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// rows shortens a number of rows: 1 k, 1 M.
func rows(n int) string {
	switch {
	case n >= 1_000_000:
		return fmt.Sprintf("%.3g M", float64(n)/1e6)
	case n >= 1_000:
		return fmt.Sprintf("%.3g k", float64(n)/1e3)
	}
	return strconv.Itoa(n)
}

// compare has both kinds take turns and adds the row.
func (b *bench) compare(ctx context.Context, c contest) error {
	var ratios []float64
	var all outcome
	b.quiet()
	for range b.pairs {
		var turns [2]outcome
		for i, requests := range [][][]byte{c.usual, c.harder} {
			var err error
			turns[i], err = load{addr: b.addr, clients: 1, lasts: listTurn, do: over(requests...)}.run()
			if err != nil {
				return err
			}
			b.note(turns[i])
		}
		ratios = append(ratios, turns[1].ms(0.5)/turns[0].ms(0.5))
		all.add(turns[1])
	}
	r := atMost(c.goal, c.what, ratios, c.must, c.stretch)
	r.p50, r.p99 = all.waits()
	b.rows = append(b.rows, r)
	return ctx.Err()
}

// listTurn is long enough for a median: one client asks for hundreds of pages.
const listTurn = 500 * time.Millisecond

// cursors returns n cursors from anywhere in the many payments.
func (b *bench) cursors(ctx context.Context, n int) ([]string, error) {
	numbers := make([]int64, n)
	for i := range numbers {
		numbers[i] = 100 + rand.Int64N(int64(b.long)-100)
	}
	found, err := b.conn.Query(ctx, `
		SELECT p.id FROM payments p JOIN merchants m ON m.id = p.merchant_id
		WHERE m.number = $1 AND p.number = ANY ($2) ORDER BY random()`, b.many.number, numbers)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(found, func(row pgx.CollectableRow) (string, error) {
		var id pay.ID
		err := row.Scan(&id)
		return pay.PaymentPrefix.Show(id), err
	})
}
