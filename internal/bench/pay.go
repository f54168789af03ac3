package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// paidStatus is the answer to a form that was paid: it leads to the receipt.
const paidStatus = 303

// till is a set of links that payments are spread over.
type till struct {
	firstMerchant, lastMerchant int64
	links                       int
}

var (
	allLinks = till{firstMerchant: 1, lastMerchant: merchants, links: linksEach}
	hotLink  = till{firstMerchant: 1, lastMerchant: 1, links: 1}
)

func (t till) path() string {
	return payPath(t.firstMerchant+rand.Int64N(t.lastMerchant-t.firstMerchant+1), 1+rand.IntN(t.links))
}

// set gives pgbench what our server takes from requests and constants.
func (t till) set() map[string]string {
	return map[string]string{
		"first_merchant": strconv.FormatInt(t.firstMerchant, 10), "last_merchant": strconv.FormatInt(t.lastMerchant, 10),
		"links": strconv.Itoa(t.links), "counter": "0", "visitor": "nobody", "refusal_window": "600",
		"checkout_life": "86400", "lease": "20", "card_brand": "visa", "card_last4": "4242", "acquirer": "sandbox",
		"paid": "paid", "payable": "{processing,unknown,authorized,failed,canceled,expired}", "one": "1",
		"return_url": "/checkout/of-pgbench", "acquirer_ref": "sbx_of-pgbench",
		"debit": "acquirer", "credit": "available", "kind": "payment", "event": "payment.completed",
		"no": "f", "hold_life": "604800", "key_window": "60", "amount": "1250", "currency": "BSD", "description": "Flat white and banana bread",
		"empty": "{}", "no_amounts": "{}", "no_lines": "[]", "pricing": "TAX_INCLUSIVE", "payment": "payment",
		"link_event": "payment_link.created", "session": "session", "language": "en", "zero": "0",
		"job_zero": "{0}", "job_kind": "{receipt_mail}", "job_attempts": "{25}", "job_metadata": `{"{}"}`, "job_priority": "{1}",
		"job_queue": "{default}", "job_state": "{available}", "job_tags": `{""}`, "job_unique": "{NULL}",
	}
}

// form gets a payment page and fills it in.
func (t till) form(c *client, addr string) ([]byte, error) {
	path := t.path()
	status, page, err := c.do(get(addr, path, ""))
	if err != nil {
		return nil, err
	}
	const field = `name="checkout" value="`
	at := bytes.Index(page, []byte(field))
	if status != 200 || at < 0 {
		return nil, fmt.Errorf("the page of %s answers %d and has no checkout", path, status)
	}
	checkout, _, _ := bytes.Cut(page[at+len(field):], []byte(`"`))
	return post(addr, path, cardForm(url.Values{"checkout": {string(checkout)}})), nil
}

// cardForm fills a payment page in, as one of many customers.
func cardForm(form url.Values) string {
	for name, value := range map[string]string{
		"attempt": "1", "email": fmt.Sprintf("customer%d@bench.example", rand.IntN(100_000)),
		"card_number": "4242 4242 4242 4242", "card_expiry": "12/39", "card_cvc": "123", "card_name": "",
	} {
		form.Set(name, value)
	}
	return form.Encode()
}

// forms fills in n forms.
func (t till) forms(addr string, n int) ([][]byte, error) {
	const clients = 4
	forms := make([][]byte, n)
	errs := make([]error, clients)
	var group sync.WaitGroup
	for w := range clients {
		group.Go(func() {
			c, err := dial(addr)
			if err != nil {
				errs[w] = err
				return
			}
			defer c.close()
			for i := w; i < n && errs[w] == nil; i += clients {
				forms[i], errs[w] = t.form(c, addr)
			}
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return forms, nil
}

// sell pays for the time of one turn.
func (b *bench) sell(t till, clients, perSecond int) (outcome, error) {
	forms, err := t.forms(b.addr, perSecond*b.seconds)
	if err != nil {
		return outcome{}, err
	}
	return b.turn(clients, ask(paidStatus, func(i int) []byte {
		if i >= len(forms) {
			return nil
		}
		return forms[i]
	}))
}

// turn is one turn of the server that changes something.
func (b *bench) turn(clients int, do exchange) (outcome, error) {
	return load{addr: b.addr, clients: clients, lasts: time.Duration(b.seconds) * time.Second, do: do, cpu: b.cpuTime}.run()
}

// pays runs the rows that move money.
func (b *bench) pays(ctx context.Context) error {
	warm, err := b.sell(allLinks, 8, 2000)
	if err != nil {
		return err
	}
	b.paid += warm.done
	b.note(warm)
	for i, r := range []struct {
		goal, what    string
		t             till
		clients       int
		must, stretch float64
	}{
		{"G1", "pay, many links, 8 clients", allLinks, 8, 0.70, 0.90},
		{"G1", "pay, many links, 32 clients", allLinks, 32, 0.70, 0.90},
		{"G2", "pay, one hot link, 8 clients", hotLink, 8, 0.55, 0.70},
	} {
		if err := b.settle(ctx); err != nil {
			return err
		}
		// Forms for half as much again as was seen so far; a turn ends early without.
		enough := int(1.5 * warm.perSecond())
		var logged float64
		fought, err := b.fight(ctx, duel{goal: r.goal, what: r.what, must: r.must, stretch: r.stretch,
			rival: rival{script: "pay", clients: r.clients, seconds: b.seconds, set: r.t.set()},
			ours: func(ctx context.Context) (outcome, error) {
				return b.sellAndWeigh(ctx, r.t, r.clients, enough, &logged)
			},
			afterwards: func(done int) { b.paid += done },
		})
		if err != nil {
			return err
		}
		if i == 0 {
			b.rows = append(b.rows, tail("pay, p99 ÷ p50, 8 clients", fought.all, 8, 5),
				below("G19", "pay, log written per payment, steady", logged/1000, "kB", 6, 4))
		}
	}
	return nil
}

// sellAndWeigh sells, and says how much PostgreSQL logged for each payment.
func (b *bench) sellAndWeigh(ctx context.Context, t till, clients, perSecond int, logged *float64) (outcome, error) {
	const sql = `SELECT pg_current_wal_insert_lsn() - '0/0'`
	var before, after float64
	if err := b.conn.QueryRow(ctx, sql).Scan(&before); err != nil {
		return outcome{}, err
	}
	o, err := b.sell(t, clients, perSecond)
	if err != nil {
		return o, err
	}
	err = b.conn.QueryRow(ctx, sql).Scan(&after)
	*logged = (after - before) / float64(o.done)
	return o, err
}
