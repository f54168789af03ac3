package store

import (
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// rowThen reads the objects of events. An event's data is a row as it was: it is
// read back as a row of its table, so that it is scanned like any other; of
// columns that the table got later it takes what stands there now.
func rowThen(table, row, columns string) string {
	return `/* rowThen */
		SELECT e.id, ` + columns + `
		FROM events e JOIN ` + table + ` o ON o.merchant_id = $1 AND o.id = e.object_id, jsonb_populate_record(o, e.data) ` + row + `
		WHERE e.merchant_id = $1 AND e.id = ANY ($2)`
}

var (
	paymentThen      = rowThen("payments", "p", paymentColumns)
	refundThen       = rowThen("refunds", "r", refundColumns)
	linkThen         = rowThen("links", "l", linkColumns)
	productThen      = rowThen("products", "p", productColumns)
	listingThen      = rowThen("listings", "l", listingColumns)
	subscriptionThen = rowThen("subscriptions", "x", subscriptionColumns)
	webhookThen      = rowThen("webhook_endpoints", "w", webhookColumns)
)

// tell reads what the events are about: one query for each noun among them.
func (s *Store) tell(ctx context.Context, merchantID pay.ID, told []*pay.Told) error {
	b := &pgx.Batch{}
	for noun, of := range byNoun(told) {
		ids := slices.Collect(maps.Keys(of))
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
		case "subscription":
			queueThen(b, subscriptionThen, merchantID, ids, of, subscriptionFields)
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

func queueThen[T any](b *pgx.Batch, sql string, merchantID pay.ID, ids []pay.ID, of map[pay.ID][]*pay.Told, fields func(*T) []any) {
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
	for _, told := range of {
		for _, t := range told {
			payments[t.ObjectID] = append(payments[t.ObjectID], t)
		}
	}
	ids := slices.Collect(maps.Keys(payments))
	b.Queue(`/* queueTries */
		SELECT p.id, jsonb_agg(to_jsonb(x) - 'merchant_id' - 'checkout_id' ORDER BY x.position)
		FROM payments p JOIN checkout_lines x ON x.merchant_id = $1 AND x.checkout_id = p.checkout_id
		WHERE p.merchant_id = $1 AND p.id = ANY ($2) GROUP BY p.id`, merchantID, ids).Query(func(rows pgx.Rows) error {
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
		WHERE a.merchant_id = $1 AND a.payment_id = ANY ($2) ORDER BY a.number DESC`, merchantID, ids).
		Query(eachRow(attemptFields, func(a pay.Attempt) {
			for _, t := range payments[a.PaymentID] {
				if !a.CreatedAt.After(t.CreatedAt) {
					t.Attempts = append(t.Attempts, a)
				}
			}
		}))
}
