package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// readTurn is how long a turn that only reads takes.
func (b *bench) readTurn() time.Duration { return time.Duration(b.seconds-1) * time.Second }

// history gives one merchant few payments and another one many.
func (b *bench) history(ctx context.Context) error {
	for _, h := range []struct {
		s shop
		n int
	}{{b.few, fewPayments}, {b.many, manyPayments}} {
		if _, err := b.conn.Exec(ctx, `CALL bench.make_payments($1, $2)`, h.s.number, h.n); err != nil {
			return err
		}
	}
	return b.settle(ctx)
}

// reads runs the rows that change nothing.
func (b *bench) reads(ctx context.Context) error {
	pages := make([][]byte, 512)
	for i := range pages {
		pages[i] = get(b.addr, allLinks.path(), "")
	}
	turn := func(clients int, requests ...[]byte) func(context.Context) (outcome, error) {
		return func(context.Context) (outcome, error) {
			return load{addr: b.addr, clients: clients, lasts: b.readTurn(), want: 200, cpu: b.cpuTime,
				next: func(i int) []byte { return requests[i%len(requests)] }}.run()
		}
	}
	list := b.listRequest(b.many, "")
	var merchantID string
	if err := b.conn.QueryRow(ctx, `SELECT id::text FROM merchants WHERE number = $1`, b.many.number).Scan(&merchantID); err != nil {
		return err
	}
	of := map[string]string{"merchant_id": merchantID, "livemode": "f", "rows": "21", "zero": "0"}
	for _, d := range []duel{
		{goal: "G3", what: "payment page, 8 clients", must: 0.20, stretch: 0.27, rival: rival{script: "page", clients: 8, set: allLinks.set()}, ours: turn(8, pages...)},
		{goal: "G3", what: "payment page, 32 clients", must: 0.25, stretch: 0.33, rival: rival{script: "page", clients: 32, set: allLinks.set()}, ours: turn(32, pages...)},
		{goal: "G4", what: "list 20 of 1 M, 8 clients", must: 0.13, stretch: 0.18, rival: rival{script: "list", clients: 8, set: of}, ours: turn(8, list)},
		{goal: "G4", what: "list 20 of 1 M, 32 clients", must: 0.17, stretch: 0.24, rival: rival{script: "list", clients: 32, set: of}, ours: turn(32, list)},
	} {
		d.rival.seconds = b.seconds - 1
		r, err := b.fight(ctx, d)
		if err != nil {
			return err
		}
		if d.what == "payment page, 8 clients" {
			b.rows = append(b.rows, tail("payment page, p99 ÷ p50, 8 clients", r.all, 15, 10))
		}
	}
	return b.depths(ctx)
}

// listRequest asks for a page of 20 payments.
func (b *bench) listRequest(s shop, query string) []byte {
	return get(b.addr, "/v1/payments?limit=20"+query, "Authorization: Bearer "+s.TestAPIKey+"\r\n")
}

// depths compares how long one client waits for a page of payments: of many and
// of few, and from anywhere among many and from their start.
func (b *bench) depths(ctx context.Context) error {
	deep, err := b.cursors(ctx, 1000)
	if err != nil {
		return err
	}
	kinds := [3][][]byte{{b.listRequest(b.few, "")}, {b.listRequest(b.many, "")}, {}}
	for _, cursor := range deep {
		kinds[2] = append(kinds[2], b.listRequest(b.many, "&cursor="+cursor))
	}
	var all [3]outcome
	var byNumber, byDepth []float64
	b.quiet()
	for range b.pairs {
		var turn [3]outcome
		for k, requests := range kinds {
			turn[k], err = load{addr: b.addr, clients: 1, lasts: time.Second, want: 200,
				next: func(i int) []byte { return requests[i%len(requests)] }}.run()
			if err != nil {
				return err
			}
			all[k].add(turn[k])
			b.note(turn[k])
		}
		byNumber = append(byNumber, turn[1].ms(0.5)/turn[0].ms(0.5))
		byDepth = append(byDepth, turn[2].ms(0.5)/turn[1].ms(0.5))
	}
	for i, r := range []row{
		atMost("G5", "list p50, at 1 M ÷ at 1 k payments", byNumber, 1.5, 1.3),
		atMost("G5", "list p50, at a random cursor ÷ first page", byDepth, 2.0, 1.5),
	} {
		r.p50, r.p99 = fmt.Sprintf("%.2f", all[i+1].ms(0.5)), fmt.Sprintf("%.2f", all[i+1].ms(0.99))
		b.rows = append(b.rows, r)
	}
	return nil
}

// cursors returns n cursors from anywhere in the many payments.
func (b *bench) cursors(ctx context.Context, n int) ([]string, error) {
	numbers := make([]int64, n)
	for i := range numbers {
		numbers[i] = 100 + rand.Int64N(manyPayments-100)
	}
	rows, err := b.conn.Query(ctx, `
		SELECT p.id FROM payments p JOIN merchants m ON m.id = p.merchant_id
		WHERE m.number = $1 AND p.number = ANY ($2) ORDER BY random()`, b.many.number, numbers)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (string, error) {
		var id pay.ID
		err := row.Scan(&id)
		return pay.PaymentPrefix.Show(id), err
	})
}

// pictures runs the rows of QR codes. What a repeated one is compared with is
// the smallest answer that the server has.
func (b *bench) pictures(context.Context) error {
	same := get(b.addr, "/qr/"+pay.LinkPrefix.Show(benchLink(1, 1)), "")
	ask := func(request []byte) (outcome, error) {
		o, err := load{addr: b.addr, clients: 8, lasts: time.Second, want: 200, next: func(int) []byte { return request }}.run()
		b.note(o)
		return o, err
	}
	var ratios, ours, hellos []float64
	var all outcome
	b.quiet()
	for range b.pairs {
		hello, err := ask(get(b.addr, "/healthz", ""))
		if err != nil {
			return err
		}
		picture, err := ask(same)
		if err != nil {
			return err
		}
		all.add(picture)
		ratios = append(ratios, picture.perSecond()/hello.perSecond())
		ours, hellos = append(ours, picture.perSecond()), append(hellos, hello.perSecond())
	}
	r := ratio("G17", "QR PNG again, 8 clients ÷ /healthz", ratios, 0.2, 0.4)
	r.ours, r.theirs = fmt.Sprintf("%.0f", median(ours)), fmt.Sprintf("(%.0f)", median(hellos))
	r.p50, r.p99 = fmt.Sprintf("%.2f", all.ms(0.5)), fmt.Sprintf("%.2f", all.ms(0.99))
	b.rows = append(b.rows, r)

	const drawn = 500
	first, err := load{addr: b.addr, clients: 1, lasts: time.Minute, want: 200, cpu: b.cpuTime, next: func(i int) []byte {
		if i == drawn {
			return nil
		}
		return get(b.addr, "/qr/"+pay.LinkPrefix.Show(benchLink(2+int64(i/linksEach), 1+i%linksEach)), "")
	}}.run()
	b.note(first)
	b.rows = append(b.rows, below("G17", "QR PNG for the first time, processor time", first.cpuMS(), "ms", 2, 0.5))
	return err
}
