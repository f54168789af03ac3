package main

import (
	"context"
	"fmt"

	"linktill/internal/pay"
	"linktill/internal/secret"
)

// How much there is to measure on. How long the longer lists are is a flag.
const (
	merchants = 100
	linksEach = 100
	fewRows   = 1_000
)

// benchID is the id that bench.id_at in seed.sql makes of the first moment.
func benchID(prefix pay.Prefix, kind string, number int64, n int) pay.ID {
	const at = 1_700_000_000_000
	id, ok := prefix.Parse(fmt.Sprintf("%08x-%04x-8%s-80%02x-%06x%06x", at>>16, at&0xffff, kind, number>>24, number&0xffffff, n))
	if !ok {
		panic("not an id")
	}
	return id
}

// benchLink is the id that bench.link in seed.sql computes.
func benchLink(number int64, n int) pay.ID { return benchID(pay.LinkPrefix, "000", number, n) }

// benchProduct is the id that bench.product in seed.sql computes.
func benchProduct(number int64, n int) pay.ID { return benchID(pay.ProductPrefix, "006", number, n) }

// payPath is the address of link n of merchant number.
func payPath(number int64, n int) string {
	return fmt.Sprintf("/pay/bench-%d/%s", number, pay.LinkPrefix.Show(benchLink(number, n)))
}

// seed makes what is paid, and an API key for each of the merchants.
func (l *lab) seed(ctx context.Context) error {
	if _, err := l.conn.Exec(ctx, script("seed")); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	if _, err := l.conn.Exec(ctx, `CALL bench.make_merchants($1, $2)`, merchants, linksEach); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	keys, err := secret.New([]byte(l.secretKey))
	if err != nil {
		return err
	}
	l.keys = make([]string, merchants)
	hashes := make([][]byte, merchants)
	for i := range l.keys {
		l.keys[i] = secret.NewAPIKey(uint32(i+1), false)
		hashes[i] = keys.Hash(secret.ForAPIKey, l.keys[i])
	}
	scopes := make([]string, len(pay.Scopes))
	for i, scope := range pay.Scopes {
		scopes[i] = string(scope)
	}
	if _, err := l.conn.Exec(ctx, `CALL bench.make_keys($1, $2)`, hashes, scopes); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	// Not settled yet: plans made for tables that are known to be empty would
	// last for the first row.
	return nil
}

// keyOf is the API key of a merchant with one of the first numbers.
func (l *lab) keyOf(number int64) string { return l.keys[number-1] }
