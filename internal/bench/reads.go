package main

import (
	"context"
	"fmt"
	"time"

	"linktill/internal/pay"
)

// readTurn is how long a turn that only reads takes.
func (b *bench) readTurn() time.Duration { return time.Duration(b.seconds-1) * time.Second }

// reads runs the rows that change nothing.
func (b *bench) reads(ctx context.Context) error {
	pages := make([][]byte, 512)
	for i := range pages {
		pages[i] = get(b.addr, allLinks.path(), "")
	}
	turn := func(clients int, requests ...[]byte) func(context.Context) (outcome, error) {
		return func(context.Context) (outcome, error) {
			return load{addr: b.addr, clients: clients, lasts: b.readTurn(), do: over(requests...), cpu: b.cpuTime}.run()
		}
	}
	list := b.listRequest(b.many, listed[0])
	var merchantID string
	if err := b.conn.QueryRow(ctx, `SELECT id::text FROM merchants WHERE number = $1`, b.many.number).Scan(&merchantID); err != nil {
		return err
	}
	of := map[string]string{"merchant_id": merchantID, "livemode": "f", "rows": "21", "zero": "0"}
	for _, d := range []duel{
		{goal: "G3", what: "payment page, 8 clients", must: 0.20, stretch: 0.27, rival: rival{script: "page", clients: 8, set: allLinks.set()}, ours: turn(8, pages...)},
		{goal: "G3", what: "payment page, 32 clients", must: 0.25, stretch: 0.33, rival: rival{script: "page", clients: 32, set: allLinks.set()}, ours: turn(32, pages...)},
		{goal: "G4", what: "list 20 of " + rows(b.long) + " payments, 8 clients", must: 0.13, stretch: 0.18, rival: rival{script: "list", clients: 8, set: of}, ours: turn(8, list)},
		{goal: "G4", what: "list 20 of " + rows(b.long) + " payments, 32 clients", must: 0.17, stretch: 0.24, rival: rival{script: "list", clients: 32, set: of}, ours: turn(32, list)},
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
	return nil
}

// pictures runs the rows of QR codes. What a repeated one is compared with is
// the smallest answer that the server has.
func (b *bench) pictures(context.Context) error {
	same := get(b.addr, "/qr/"+pay.LinkPrefix.Show(benchLink(1, 1)), "")
	load8 := func(request []byte) (outcome, error) {
		o, err := load{addr: b.addr, clients: 8, lasts: time.Second, do: over(request)}.run()
		b.note(o)
		return o, err
	}
	var ratios, ours, hellos []float64
	var all outcome
	b.quiet()
	for range b.pairs {
		hello, err := load8(get(b.addr, "/healthz", ""))
		if err != nil {
			return err
		}
		picture, err := load8(same)
		if err != nil {
			return err
		}
		all.add(picture)
		ratios = append(ratios, picture.perSecond()/hello.perSecond())
		ours, hellos = append(ours, picture.perSecond()), append(hellos, hello.perSecond())
	}
	r := ratio("G17", "QR PNG again, 8 clients ÷ /healthz", ratios, 0.2, 0.4)
	r.ours, r.theirs = fmt.Sprintf("%.0f", median(ours)), fmt.Sprintf("(%.0f)", median(hellos))
	r.p50, r.p99 = all.waits()
	b.rows = append(b.rows, r)

	const drawn = 500
	first, err := load{addr: b.addr, clients: 1, lasts: time.Minute, cpu: b.cpuTime, do: ask(200, func(i int) []byte {
		if i == drawn {
			return nil
		}
		return get(b.addr, "/qr/"+pay.LinkPrefix.Show(benchLink(2+int64(i/linksEach), 1+i%linksEach)), "")
	})}.run()
	b.note(first)
	b.rows = append(b.rows, below("G17", "QR PNG for the first time, processor time", first.cpuMS(), "ms", 2, 0.5))
	return err
}
