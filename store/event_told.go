package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// An event's data is a row as it was. Each statement below reads it back as a
// row of its table, so that it is scanned like any other; of columns that the
// table got later it takes what stands there now.
const (
	paymentThen = `/* paymentThen */
		SELECT e.id, ` + paymentColumns + `
		FROM events e JOIN payments o ON o.merchant_id = $1 AND o.id = e.object_id, jsonb_populate_record(o, e.data) p
		WHERE e.merchant_id = $1 AND e.id = ANY ($2::uuid[])`
	refundThen = `/* refundThen */
		SELECT e.id, ` + refundColumns + `
		FROM events e JOIN refunds o ON o.merchant_id = $1 AND o.id = e.object_id, jsonb_populate_record(o, e.data) r
		WHERE e.merchant_id = $1 AND e.id = ANY ($2::uuid[])`
	linkThen = `/* linkThen */
		SELECT e.id, ` + linkColumns + `
		FROM events e JOIN links o ON o.merchant_id = $1 AND o.id = e.object_id, jsonb_populate_record(o, e.data) l
		WHERE e.merchant_id = $1 AND e.id = ANY ($2::uuid[])`
	productThen = `/* productThen */
		SELECT e.id, ` + productColumns + `
		FROM events e JOIN products o ON o.merchant_id = $1 AND o.id = e.object_id, jsonb_populate_record(o, e.data) p
		WHERE e.merchant_id = $1 AND e.id = ANY ($2::uuid[])`
	listingThen = `/* listingThen */
		SELECT e.id, ` + listingColumns + `
		FROM events e JOIN listings o ON o.merchant_id = $1 AND o.id = e.object_id, jsonb_populate_record(o, e.data) l
		WHERE e.merchant_id = $1 AND e.id = ANY ($2::uuid[])`
	webhookThen = `/* webhookThen */
		SELECT e.id, ` + webhookColumns + `
		FROM events e JOIN webhook_endpoints o ON o.merchant_id = $1 AND o.id = e.object_id, jsonb_populate_record(o, e.data) w
		WHERE e.merchant_id = $1 AND e.id = ANY ($2::uuid[])`
)

// tell reads what the events are about: one query for each noun among them.
func (s *Store) tell(ctx context.Context, merchantID pay.ID, told []*pay.Told) error {
	b := &pgx.Batch{}
	for noun, of := range byNoun(told) {
		ids := make([]string, 0, len(of))
		for id := range of {
			ids = append(ids, id.UUID())
		}
		switch noun {
		case "payment":
			queueThen(b, paymentThen, merchantID, ids, of, paymentFields)
			queueTries(b, merchantID, of)
		case "refund":
			queueThen(b, refundThen, merchantID, ids, of, refundFields)
		case "payment_link":
			queueThen(b, linkThen, merchantID, ids, of, linkFields)
		case "product":
			queueThen(b, productThen, merchantID, ids, of, productFields)
		case "listing":
			queueThen(b, listingThen, merchantID, ids, of, listingFields)
		case "webhook":
			queueThen(b, webhookThen, merchantID, ids, of, webhookFields)
		}
	}
	if b.Len() == 0 {
		return nil
	}
	return explain(s.pool.SendBatch(ctx, b).Close())
}

// byNoun sorts the events. One that several deliveries bring is read once for
// each: they are apart in memory.
func byNoun(told []*pay.Told) map[string]map[pay.ID][]*pay.Told {
	nouns := map[string]map[pay.ID][]*pay.Told{}
	for _, t := range told {
		noun := t.Type.Noun()
		if nouns[noun] == nil {
			nouns[noun] = map[pay.ID][]*pay.Told{}
		}
		nouns[noun][t.ID] = append(nouns[noun][t.ID], t)
	}
	return nouns
}

func queueThen[T any](b *pgx.Batch, sql string, merchantID pay.ID, ids []string, of map[pay.ID][]*pay.Told, fields func(*T) []any) {
	b.Queue(sql, merchantID, ids).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var id pay.ID
			var object T
			if err := rows.Scan(append([]any{&id}, fields(&object)...)...); err != nil {
				return err
			}
			for _, t := range of[id] {
				t.Object = object
			}
		}
		return rows.Err()
	})
}

// queueTries reads lines and attempts of the payments that the events are about.
func queueTries(b *pgx.Batch, merchantID pay.ID, of map[pay.ID][]*pay.Told) {
	payments := map[pay.ID][]*pay.Told{}
	var ids []string
	for _, told := range of {
		for _, t := range told {
			if payments[t.ObjectID] == nil {
				ids = append(ids, t.ObjectID.UUID())
			}
			payments[t.ObjectID] = append(payments[t.ObjectID], t)
		}
	}
	b.Queue(`/* queueTries */
		SELECT p.id, jsonb_agg(to_jsonb(x) - 'merchant_id' - 'checkout_id' ORDER BY x.position)
		FROM payments p JOIN checkout_lines x ON x.merchant_id = $1 AND x.checkout_id = p.checkout_id
		WHERE p.merchant_id = $1 AND p.id = ANY ($2::uuid[]) GROUP BY p.id`, merchantID, ids).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var id pay.ID
			var lines []pay.Line
			if err := rows.Scan(&id, jsonLines{&lines}); err != nil {
				return err
			}
			for _, t := range payments[id] {
				t.Lines = lines
			}
		}
		return rows.Err()
	})
	b.Queue(`/* queueTries */
		SELECT `+attemptColumns+` FROM attempts a
		WHERE a.merchant_id = $1 AND a.payment_id = ANY ($2::uuid[]) ORDER BY a.number DESC`, merchantID, ids).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var a pay.Attempt
			if err := rows.Scan(attemptFields(&a)...); err != nil {
				return err
			}
			for _, t := range payments[a.PaymentID] {
				if !a.CreatedAt.After(t.CreatedAt) {
					t.Attempts = append(t.Attempts, a)
				}
			}
		}
		return rows.Err()
	})
}
