package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strconv"

	"linktill/internal/pay"
)

// linkRequest asks for a new payment link of a merchant.
func (b *bench) linkRequest(merchant int64) []byte {
	return postJSON(b.addr, "/v1/payment-links", b.keyOf(merchant),
		`{"amount": 1250, "currency": "BSD", "description": "Flat white and banana bread"}`)
}

// createLink asks for one of any of the merchants.
func (b *bench) createLink(int) []byte { return b.linkRequest(1 + rand.Int64N(merchants)) }

// sellByAPI opens a checkout session for a product, as a merchant's program
// does, and pays it at its address, as the customer's browser does.
func (b *bench) sellByAPI(c *client, _ int) error {
	number := 1 + rand.Int64N(merchants)
	answer, err := c.want(201, postJSON(b.addr, "/v1/checkouts", b.keyOf(number),
		fmt.Sprintf(`{"products": [{"id": %q, "quantity": 1}]}`, pay.ProductPrefix.Show(benchProduct(number, 1)))))
	if err != nil {
		return err
	}
	var session struct {
		Token  string
		Amount int64
	}
	if err := json.Unmarshal(answer, &session); err != nil {
		return err
	}
	_, err = c.want(paidStatus, post(b.addr, "/checkout/"+session.Token, cardForm(url.Values{
		"checkout": {session.Token}, "shown": {strconv.FormatInt(session.Amount, 10)},
	})))
	return err
}

// programs runs the rows of what merchants' programs do.
func (b *bench) programs(ctx context.Context) error {
	for _, r := range []struct {
		goal, what, script string
		must, stretch      float64
		do                 exchange
		count              *int
	}{
		{"G18", "POST /v1/payment-links, 8 clients", "link", 0.50, 0.70, ask(201, b.createLink), &b.made},
		{"G1", "POST /v1/checkouts and pay it, 8 clients", "session", 0.70, 0.90, b.sellByAPI, &b.paid},
	} {
		if err := b.settle(ctx); err != nil {
			return err
		}
		_, err := b.fight(ctx, duel{goal: r.goal, what: r.what, must: r.must, stretch: r.stretch,
			rival:      rival{script: r.script, clients: 8, seconds: b.seconds, set: allLinks.set()},
			ours:       func(context.Context) (outcome, error) { return b.turn(8, r.do) },
			afterwards: func(done int) { *r.count += done },
		})
		if err != nil {
			return err
		}
	}
	return nil
}
