package main

import (
	"context"
	"fmt"
	"time"
)

// browser makes a request one of a person's, which is counted.
const browser = "User-Agent: Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15\r\n"

// bioPath is the bio page of merchant number.
func bioPath(number int) string { return fmt.Sprintf("/@bench-%d", number) }

// makeBios gives each of the merchants a page such as people have: a few texts,
// three payment links with their prices, and six links elsewhere.
func (b *bench) makeBios(ctx context.Context) error {
	for _, sql := range []string{
		`INSERT INTO bio_pages (merchant_id, livemode, title, tagline, theme, published, blocks)
		SELECT m.id, false, m.name, 'Roasted on the beach since 1998', 'shore', true, jsonb_build_array(
			jsonb_build_object('type', 'heading', 'text', 'This week', 'id', bench.id_at(1700000000000, '00b', m.number, 1)),
			jsonb_build_object('type', 'payment_link', 'payment_link_id', bench.link(m.number, 1), 'id', bench.id_at(1700000000000, '00b', m.number, 2)),
			jsonb_build_object('type', 'payment_link', 'payment_link_id', bench.link(m.number, 2), 'id', bench.id_at(1700000000000, '00b', m.number, 3)),
			jsonb_build_object('type', 'payment_link', 'payment_link_id', bench.link(m.number, 3), 'id', bench.id_at(1700000000000, '00b', m.number, 4)),
			jsonb_build_object('type', 'text', 'text', 'Open every day from seven until the pot is empty.', 'id', bench.id_at(1700000000000, '00b', m.number, 5)))
		FROM merchants m WHERE m.slug LIKE 'bench-%'`,
		`INSERT INTO bio_links (merchant_id, id, livemode, title, url, kind, position)
		SELECT m.id, bench.id_at(1700000000000, '00c', m.number, n), false, 'Our story, part ' || n, 'https://story.example/' || n,
			CASE WHEN n > 3 THEN 'social' ELSE 'link' END, n
		FROM merchants m, generate_series(1, 6) n WHERE m.slug LIKE 'bench-%'`,
	} {
		if _, err := b.conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return b.settle(ctx)
}

// bioPages sets the bio page, with its views counted, beside the select of one
// payment page: it reads a page, its links and what it sells in two round trips.
// There is no peer here to compare with, so the goal is a payment page's, by half.
func (b *bench) bioPages(ctx context.Context) error {
	if err := b.makeBios(ctx); err != nil {
		return err
	}
	pages := make([][]byte, merchants)
	for i := range pages {
		pages[i] = get(b.addr, bioPath(i+1), browser)
	}
	_, err := b.fight(ctx, duel{goal: "G11", what: "bio page, 8 clients ÷ select of a payment page", must: 0.10, stretch: 0.135,
		rival: rival{script: "page", clients: 8, seconds: b.seconds - 1, set: allLinks.set()},
		ours: func(context.Context) (outcome, error) {
			return load{addr: b.addr, clients: 8, lasts: b.readTurn(), do: over(pages...), cpu: b.cpuTime}.run()
		}})
	if err != nil {
		return err
	}
	return b.countsViews(ctx)
}

// countsViews looks whether as many views were stored as pages were answered.
func (b *bench) countsViews(ctx context.Context) error {
	answered, stored := 0, -1
	for _, r := range b.rows {
		if r.goal == "G11" {
			answered = r.answered
		}
	}
	for start := time.Now(); stored < answered && time.Since(start) < 15*time.Second; time.Sleep(100 * time.Millisecond) {
		if err := b.conn.QueryRow(ctx, `SELECT coalesce(sum(views), 0)::int FROM bio_views`).Scan(&stored); err != nil {
			return err
		}
	}
	missed := max(answered-stored, stored-answered)
	b.rows = append(b.rows, below("G21", "views of bio pages: answered but not counted", float64(missed), "", 0, 0))
	return nil
}

// weighsBio puts a bio page on the scales. What the merchant's own pictures weigh
// is theirs.
func (b *bench) weighsBio() error {
	w, err := b.weigh(bioPath(1))
	if err != nil {
		return err
	}
	// A tenth, and a twenty-fifth, of the 640 kB of a known page of this kind.
	b.rows = append(b.rows, below("G16", "bio page, all bytes on the wire", float64(w.bytes)/1000, "kB", 64, 25.6),
		below("G16", "bio page, requests", float64(w.requests), "", 3, 2))
	return nil
}
