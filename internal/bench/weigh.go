package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"strings"
	"time"
)

// starts makes the merchants and measures the start, and what the whole server,
// worker included, needs when nothing happens.
func (b *bench) starts(ctx context.Context) error {
	var err error
	if b.few, err = b.openShop(ctx, "few-payments"); err != nil {
		return err
	}
	if b.many, err = b.openShop(ctx, "many-payments"); err != nil {
		return err
	}
	if err := b.seed(ctx); err != nil {
		return err
	}
	var times []float64
	for range b.pairs {
		took, err := b.serve(ctx)
		if err != nil {
			return err
		}
		times = append(times, took.Seconds()*1000)
	}
	time.Sleep(2 * time.Second) // idle is after what the start left is done
	idle, err := b.memory("VmRSS")
	if err != nil {
		return err
	}
	b.rows = append(b.rows, below("G13", "start to /readyz, migrated database", median(times), "ms", 300, 100),
		below("G12", "memory idle, with worker (RSS)", idle, "MB", 40, 25))
	_, err = b.serve(ctx, "--web")
	return err
}

// audits runs linktill audit and counts all that a payment leaves.
func (b *bench) audits(ctx context.Context) error {
	text, err := b.linktill(ctx, "audit").Output()
	if err != nil {
		return fmt.Errorf("%w\n%s", err, text)
	}
	var uses, paid, attempts, transfers, events, jobs, books, links, told int
	err = b.conn.QueryRow(ctx, `SELECT
		(SELECT sum(uses_count) FROM links)::bigint + (SELECT sum(sold) FROM products)::bigint,
		(SELECT count(*) FROM payments WHERE state = 'paid'),
		(SELECT count(*) FROM attempts WHERE state = 'paid'), (SELECT count(*) FROM transfers),
		(SELECT count(*) FROM events WHERE type = 'payment.completed'), (SELECT count(*) FROM river.river_job WHERE kind = 'receipt_mail'),
		(SELECT count(*) FROM sandbox.operations WHERE state = 'paid'),
		(SELECT count(*) - $1 FROM links), (SELECT count(*) - $1 FROM events WHERE type = 'payment_link.created')`, merchants*linksEach).
		Scan(&uses, &paid, &attempts, &transfers, &events, &jobs, &books, &links, &told)
	if err != nil {
		return err
	}
	worst := max(links-b.made, b.made-links, told-b.made, b.made-told)
	for _, n := range []int{uses, paid, attempts, transfers, events, jobs, books} {
		worst = max(worst, n-b.paid, b.paid-n)
	}
	b.rows = append(b.rows, below("G21", "payments, uses, transfers, events, jobs, links: difference", float64(worst), "", 0, 0),
		below("G21", "linktill audit: "+strings.TrimRight(string(text), ".\n"), 0, "broken", 0, 0))
	if worst > 0 {
		b.failed, b.why = b.failed+1, fmt.Errorf("answered %d, uses %d, paid %d, attempts %d, transfers %d, events %d, jobs %d, sandbox %d; %d links answered, %d there, %d told",
			b.paid, uses, paid, attempts, transfers, events, jobs, books, b.made, links, told)
	}
	return nil
}

func unpack(body []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

var reference = regexp.MustCompile(`<(?:link rel="(?:stylesheet|preload)"|script|img|source|iframe)[^>]* (?:href|src)="([^"]+)"[^>]*>`)

// weight is what a browser gets to show a page for the first time, answers'
// headers included.
type weight struct{ bytes, scripts, requests, others int }

// weigh gets a page and all that it refers to. A picture that is loaded lazily
// counts as well.
func (b *bench) weigh(path string) (w weight, err error) {
	c, err := dial(b.addr)
	if err != nil {
		return w, err
	}
	defer c.close()
	const packed = "Accept-Encoding: gzip\r\n"
	_, body, err := c.do(get(b.addr, path, packed))
	if err != nil {
		return w, err
	}
	if bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		if body, err = unpack(body); err != nil {
			return w, err
		}
	}
	w.requests = 1
	for _, found := range reference.FindAllStringSubmatch(string(body), -1) {
		if !strings.HasPrefix(found[1], "/") {
			if !strings.HasPrefix(found[1], "data:") {
				w.others++
			}
			continue
		}
		before := c.read
		status, _, err := c.do(get(b.addr, found[1], packed))
		if err != nil || status != 200 {
			return w, errors.Join(err, fmt.Errorf("%s answers %d", found[1], status))
		}
		w.requests++
		if strings.HasPrefix(found[0], "<script") {
			w.scripts += c.read - before
		}
	}
	w.bytes = c.read
	return w, nil
}

// weighs puts the payment page, the server and its file on the scales.
func (b *bench) weighs(context.Context) error {
	page, err := b.weigh(payPath(1, 1))
	if err != nil {
		return err
	}
	if err := b.weighsBio(); err != nil {
		return err
	}
	peak, err := b.memory("VmHWM")
	if err != nil {
		return err
	}
	file, err := os.Stat(b.binary)
	if err != nil {
		return err
	}
	b.rows = append(b.rows,
		below("G15", "payment page, all bytes on the wire", float64(page.bytes)/1000, "kB", 60, 30),
		below("G15", "payment page, scripts on the wire", float64(page.scripts)/1000, "kB", 15, 5),
		below("G15", "payment page, requests", float64(page.requests), "", 6, 3),
		below("G15", "payment page, third parties", float64(page.others), "", 0, 0),
		below("G12", "memory at its peak (VmHWM)", peak, "MB", 150, 80),
		below("G14", "binary", math.Round(float64(file.Size())/1e5)/10, "MB", 35, 25))
	return nil
}
