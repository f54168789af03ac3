package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"linktill/internal/pay"
)

// AuditChain is what verifying a merchant's audit log found.
type AuditChain struct {
	MerchantID pay.ID
	Slug       string
	// From is the entry that verifying began with, and To the last that is in
	// order.
	From, To int64
	// Head is the hash that the chain ends with. Whoever keeps it elsewhere can
	// tell later that nothing up to here was written anew.
	Head string
	// Broken says what is wrong with the first entry that is not in order; ""
	// when all are.
	Broken string
	// BrokenSeq is that entry's number.
	BrokenSeq int64
}

// chainLink is one entry as it goes into the hash.
type chainLink struct {
	seq                          int64
	at                           time.Time
	userID, keyID                *string
	actor, ip, act, object, name string
	changes                      string
	livemode                     *string
	previous, hash               []byte
}

// sum computes the entry's hash by itself: the function in the database that
// made it is not asked.
func (l chainLink) sum(merchantID pay.ID) []byte {
	h := sha256.New()
	number := func(n int64) {
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], uint64(n))
		h.Write(b[:])
	}
	part := func(s *string) {
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], ^uint32(0))
		if s != nil {
			binary.BigEndian.PutUint32(b[:], uint32(len(*s)))
		}
		h.Write(b[:])
		if s != nil {
			h.Write([]byte(*s))
		}
	}
	h.Write(l.previous)
	h.Write(merchantID[:])
	number(l.seq)
	number(l.at.UnixMicro())
	for _, s := range []*string{l.userID, l.keyID, &l.actor, &l.ip, &l.act, &l.object, &l.name, &l.changes, l.livemode} {
		part(s)
	}
	return h.Sum(nil)
}

// VerifyAudit verifies the audit logs of all merchants, each on one snapshot
// with its end, and returns what it found, by slug.
func VerifyAudit(ctx context.Context, pool *pgxpool.Pool) ([]AuditChain, error) {
	var chains []AuditChain
	err := inSnapshot(ctx, pool, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `/* VerifyAudit */
			SELECT m.id, m.slug FROM merchants m WHERE EXISTS (SELECT FROM audit_chains c WHERE c.merchant_id = m.id)
				OR EXISTS (SELECT FROM audit_entries a WHERE a.merchant_id = m.id) ORDER BY m.slug`)
		if err != nil {
			return err
		}
		chains, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (c AuditChain, err error) {
			err = row.Scan(&c.MerchantID, &c.Slug)
			return c, err
		})
		for i := range chains {
			if err == nil {
				err = verifyChain(ctx, tx, &chains[i], 0)
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: verify the audit logs: %w", err)
	}
	return chains, nil
}

// AuditShown is how many entries are verified when somebody looks at the log;
// verifying all takes a time that grows with the merchant's history.
const AuditShown = 10_000

// AuditChainOf verifies the newest entries of the caller's merchant's log.
func (s *Store) AuditChainOf(ctx context.Context, by pay.Caller) (AuditChain, error) {
	c := AuditChain{MerchantID: by.MerchantID, Slug: by.MerchantSlug}
	err := inSnapshot(ctx, s.pool, func(tx pgx.Tx) error { return verifyChain(ctx, tx, &c, AuditShown) })
	return c, explain(err)
}

func inSnapshot(ctx context.Context, pool *pgxpool.Pool, do func(tx pgx.Tx) error) error {
	return pgx.BeginTxFunc(ctx, pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = '60s'`); err != nil {
			return err
		}
		return do(tx)
	})
}

// verifyChain walks a log to its end, one row in memory at a time, and stops at
// the first entry that is not in order. newest bounds how many it looks at; 0
// is all of them.
func verifyChain(ctx context.Context, tx pgx.Tx, c *AuditChain, newest int64) error {
	var end int64
	var head []byte
	err := tx.QueryRow(ctx, `/* verifyChain */
		SELECT coalesce((SELECT seq FROM audit_chains WHERE merchant_id = $1), 0),
			coalesce((SELECT hash FROM audit_chains WHERE merchant_id = $1), '')`, c.MerchantID).Scan(&end, &head)
	if err != nil {
		return err
	}
	if c.From = 1; newest > 0 {
		c.From = max(1, end-newest+1)
	}
	c.To = c.From - 1
	last, err := c.walk(ctx, tx)
	if err != nil {
		return err
	}
	switch {
	case c.Broken != "":
	case c.To != end:
		c.BrokenSeq, c.Broken = c.To+1, fmt.Sprintf("the log ends with entry %d, and should with %d", c.To, end)
	case !bytes.Equal(last, head):
		c.BrokenSeq, c.Broken = c.To+1, fmt.Sprintf("the log ends with entry %d, and its seal is another", c.To)
	}
	c.Head = hex.EncodeToString(last)
	return nil
}

// walk looks at each entry and returns the hash of the last one in order.
func (c *AuditChain) walk(ctx context.Context, tx pgx.Tx) (last []byte, err error) {
	rows, err := tx.Query(ctx, `/* verifyChain */
		SELECT seq, at, user_id::text, key_id::text, actor, ip, act, object, name, changes::text, livemode::text, previous, hash
		FROM audit_entries WHERE merchant_id = $1 AND seq >= $2 ORDER BY seq`, c.MerchantID, c.From)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for first := true; rows.Next() && c.Broken == ""; first = false {
		var l chainLink
		err := rows.Scan(&l.seq, &l.at, &l.userID, &l.keyID, &l.actor, &l.ip, &l.act, &l.object, &l.name, &l.changes, &l.livemode, &l.previous, &l.hash)
		if err != nil {
			return nil, err
		}
		if first && c.From > 1 {
			last = l.previous // what was before is not looked at
		}
		if c.look(l, last) {
			last = l.hash
		}
	}
	return last, rows.Err()
}

// look checks one entry against what was before it.
func (c *AuditChain) look(l chainLink, last []byte) (ok bool) {
	c.BrokenSeq = c.To + 1
	switch {
	case l.seq != c.BrokenSeq:
		c.Broken = "it is missing"
	case !bytes.Equal(l.previous, last):
		c.Broken = "it does not follow the entry before it"
	case !bytes.Equal(l.sum(c.MerchantID), l.hash):
		c.Broken = "its content is not what was written"
	default:
		c.To, c.BrokenSeq = l.seq, 0
		return true
	}
	return false
}
