package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"linktill/internal/dbtest"
)

// open are the operations whose end is not known yet, with what was taken up
// by nobody: a challenge that waits for its customer counts as ended.
const open = `
	SELECT (SELECT count(*) FROM attempts WHERE state IN ('processing', 'unknown'))
	     + (SELECT count(*) FROM refunds WHERE state IN ('pending', 'processing'))
	     + (SELECT count(*) FROM captures WHERE state = 'processing')`

// settled waits until every operation has ended, at most as long as a crash may
// leave one open.
func (s *shop) settled() {
	s.t.Helper()
	if !patiently(60*time.Second, func() bool { return s.number(open) == 0 }) {
		s.t.Fatal("after a minute some operations have not ended")
	}
}

// inOrder waits for the end of every operation and holds our books against
// themselves, with our own audit, and against the sandbox's.
func (s *shop) inOrder() {
	s.t.Helper()
	s.settled()
	dbtest.Audit(s.t, s.pool)
	for _, difference := range s.differences() {
		s.t.Error(difference)
	}
}

// audited runs the command that operators run.
func (s *shop) audited() {
	s.t.Helper()
	if said := command(s.t, s.binary, s.env, "audit"); !strings.Contains(said, "invariants hold") {
		s.t.Errorf("linktill audit: %s", said)
	}
}

// differences lists the operations of which the sandbox and we have not the
// same amount, mode, currency and outcome, or that only one side knows, and the
// holds of which they have not the same taken and given up.
func (s *shop) differences() []string {
	s.t.Helper()
	rows, err := s.pool.Query(context.Background(), `
		SELECT coalesce(o.key, ours.id::text), coalesce(o.kind || ' ' || o.state, 'nothing'), coalesce(ours.kind || ' ' || ours.state, 'nothing')
		FROM sandbox.operations o
		FULL JOIN (
			SELECT 'payment' AS kind, a.id, a.state, p.amount_minor, p.currency, p.livemode, NULL::text AS of_payment,
				p.transaction_type = 'authorization' AS hold,
				CASE a.state WHEN 'authorized' THEN p.captured_minor ELSE 0 END AS captured_minor,
				CASE a.state WHEN 'authorized' THEN p.voided_minor ELSE 0 END AS voided_minor
			FROM attempts a JOIN payments p ON p.merchant_id = a.merchant_id AND p.id = a.payment_id
			UNION ALL
			SELECT 'refund', r.id, r.state, r.amount_minor, r.currency, false, p.acquirer_ref, false, 0, 0
			FROM refunds r JOIN payments p ON p.merchant_id = r.merchant_id AND p.id = r.payment_id
			UNION ALL
			SELECT CASE c.kind WHEN 'void' THEN 'release' ELSE c.kind END, c.id, c.state, c.amount_minor, c.currency, false, p.acquirer_ref, false, 0, 0
			FROM captures c JOIN payments p ON p.merchant_id = c.merchant_id AND p.id = c.payment_id
		) ours ON ours.id::text = o.key
		WHERE o.key IS NULL OR ours.id IS NULL OR o.kind <> ours.kind
			OR (o.state, ours.state) NOT IN (('paid', 'paid'), ('authorized', 'authorized'), ('declined', 'declined'), ('canceled', 'canceled'),
				('requires_action', 'requires_action'), ('completed', 'completed'), ('failed', 'failed'), ('failed', 'rejected'))
			OR o.amount_minor <> ours.amount_minor OR o.currency <> ours.currency OR o.livemode <> ours.livemode
			OR o.payment_ref <> ours.of_payment
			OR o.amount_minor IS NOT NULL AND (o.hold, o.captured_minor, o.released_minor) <> (ours.hold, ours.captured_minor, ours.voided_minor)`)
	must(s.t, err)
	defer rows.Close()
	var found []string
	for rows.Next() {
		var key, bank, ours string
		must(s.t, rows.Scan(&key, &bank, &ours))
		found = append(found, fmt.Sprintf("%s: the sandbox says %s, we say %s", key, bank, ours))
	}
	must(s.t, rows.Err())
	return found
}
