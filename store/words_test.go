package store_test

import (
	"testing"

	"linktill/internal/pay"
	"linktill/store"
)

// The tables of legal moves are in Go and in SQL: they are the same, for every
// pair, and for what is no state.
func TestMovesAreTheSameInSQL(t *testing.T) {
	s := newShop(t)
	payments := append([]pay.PaymentState{"", "PAID"}, pay.PaymentStates...)
	for _, from := range payments {
		for _, to := range payments {
			var got bool
			s.must(s.pool.QueryRow(s.ctx(), `SELECT payment_may_go($1, $2)`, string(from), string(to)).Scan(&got))
			if got != pay.PaymentMay(from, to) {
				t.Errorf("payment %q to %q: %v in SQL, %v in Go", from, to, got, !got)
			}
		}
	}
	refunds := append([]pay.RefundState{"", "COMPLETED"}, pay.RefundStates...)
	for _, from := range refunds {
		for _, to := range refunds {
			var got bool
			s.must(s.pool.QueryRow(s.ctx(), `SELECT refund_may_go($1, $2)`, string(from), string(to)).Scan(&got))
			if got != pay.RefundMay(from, to) {
				t.Errorf("refund %q to %q: %v in SQL, %v in Go", from, to, got, !got)
			}
		}
	}
	subscriptions := append([]pay.SubscriptionState{"", "ACTIVE"}, pay.SubscriptionStates...)
	for _, from := range subscriptions {
		for _, to := range subscriptions {
			var got bool
			s.must(s.pool.QueryRow(s.ctx(), `SELECT subscription_may_go($1, $2)`, string(from), string(to)).Scan(&got))
			if got != pay.SubscriptionMay(from, to) {
				t.Errorf("subscription %q to %q: %v in SQL, %v in Go", from, to, got, !got)
			}
		}
	}
}

// Whatever a program tries, a payment goes only where it may: the trigger
// refuses every other UPDATE.
func TestTriggerRefusesIllegalPaymentMoves(t *testing.T) {
	s := newShopUnaudited(t)
	id := s.begin(s.link()).Payment.ID
	conn := s.superuser()
	const set = `UPDATE payments SET state = $2, paid_at = CASE WHEN $2 IN ('paid', 'partially_refunded', 'refunded') THEN now() END WHERE id = $1`
	for _, from := range pay.PaymentStates {
		for _, to := range pay.PaymentStates {
			_, err := conn.Exec(s.ctx(), set, id, string(from))
			s.must(err)
			_, err = s.pool.Exec(s.ctx(), set, id, string(to))
			if legal := from == to || pay.PaymentMay(from, to); legal != (err == nil) {
				t.Errorf("%s to %s: %v", from, to, err)
			} else if sqlState, constraint := state(err); !legal && (sqlState != "23514" || constraint != "payment_transition" || code(store.Explain(err)) != pay.Conflict) {
				t.Errorf("%s to %s: %s %s", from, to, sqlState, constraint)
			}
		}
	}
}

func TestTriggerRefusesIllegalRefundMoves(t *testing.T) {
	s := newShopUnaudited(t)
	id := s.beginRefund(s.paid(s.link()), 1_00).Refund.ID
	conn := s.superuser()
	const set = `UPDATE refunds SET state = $2, check_at = CASE WHEN $2 IN ('pending', 'processing') THEN now() END WHERE id = $1`
	for _, from := range pay.RefundStates {
		for _, to := range pay.RefundStates {
			_, err := conn.Exec(s.ctx(), set, id, string(from))
			s.must(err)
			_, err = s.pool.Exec(s.ctx(), set, id, string(to))
			if legal := from == to || pay.RefundMay(from, to); legal != (err == nil) {
				t.Errorf("%s to %s: %v", from, to, err)
			} else if _, constraint := state(err); !legal && (constraint != "refund_transition" || code(store.Explain(err)) != pay.Conflict) {
				t.Errorf("%s to %s: %v", from, to, err)
			}
		}
	}
}

func TestTriggerRefusesIllegalSubscriptionMoves(t *testing.T) {
	s := newShopUnaudited(t)
	id := s.subscription()
	conn := s.superuser()
	const set = `UPDATE subscriptions SET state = $2, canceled_at = CASE WHEN $2 = 'canceled' THEN now() END WHERE id = $1`
	for _, from := range pay.SubscriptionStates {
		for _, to := range pay.SubscriptionStates {
			_, err := conn.Exec(s.ctx(), set, id, string(from))
			s.must(err)
			_, err = s.pool.Exec(s.ctx(), set, id, string(to))
			if legal := from == to || pay.SubscriptionMay(from, to); legal != (err == nil) {
				t.Errorf("%s to %s: %v", from, to, err)
			} else if _, constraint := state(err); !legal && (constraint != "subscription_transition" || code(store.Explain(err)) != pay.Conflict) {
				t.Errorf("%s to %s: %v", from, to, err)
			}
		}
	}
}

// The database keeps the sums that everything else relies on, whoever writes.
func TestConstraintsKeepTheSums(t *testing.T) {
	s := newShop(t)
	l := s.link(uses(2))
	p := s.paid(l)
	for _, change := range []string{
		`UPDATE links SET uses_held = 2`, `UPDATE links SET uses_count = 3`, `UPDATE links SET uses_held = -1`, `UPDATE links SET max_uses = 0`,
		`UPDATE links SET taken_minor = -1`, `UPDATE links SET amount_minor = 0`, `UPDATE links SET min_amount_minor = 1`,
		`UPDATE payments SET refunded_minor = captured_minor + 1`, `UPDATE payments SET refunded_minor = 600, refund_reserved_minor = 401`,
		`UPDATE payments SET refund_reserved_minor = -1`, `UPDATE payments SET captured_minor = amount_minor + 1`, `UPDATE payments SET captured_minor = -1`,
		`UPDATE payments SET paid_at = NULL`, `UPDATE payments SET state = 'lost'`, `UPDATE payments SET card_last4 = '42424'`,
		`UPDATE attempts SET check_at = now()`, `UPDATE attempts SET state = 'processing'`,
		`UPDATE customers SET email = 'Ana@Example.com'`,
	} {
		refuses(t, s.pool, "23514", change)
	}
	refuses(t, s.pool, "23505", `INSERT INTO payments SELECT (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(), 'number', 99))).* FROM payments p WHERE id = $1`, p.ID)
}
