package store_test

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"linktill/internal/pay"
	"linktill/store"
)

// breach breaks one rule of audit.sql and no other, with triggers and foreign
// keys off. :merchant, :payment and :refund stand for the ids of one book; what
// the rule says is broken is one of the book's objects, by that name.
type breach struct {
	object string
	sql    []string
}

// The payment of a book is of 10.00, 4.00 of which were refunded. A rule that
// looks at several things is broken in several ways: "rule: way".
var breaches = map[string]breach{
	"transfers_balance": {"account", []string{balance("available", "+ 1"), balance("acquirer", "- 1")}},
	"accounts_sum": {"currency", []string{
		transfer(`'nowhere', 'available', 1, 'refund_released', :refund`), balance("available", "+ 1")}},
	"nothing_owed_to_nobody": {"currency", []string{
		transfer(`'available', 'pending', 1, 'refund_released', :refund`), balance("available", "- 1"), balance("pending", "+ 1")}},
	"refunds_within_captured": {"payment", []string{ // more is refunded than was taken, and all else says so as well
		`ALTER TABLE payments DROP CONSTRAINT IF EXISTS payments_refunds_within_captured`,
		`UPDATE payments SET captured_minor = 300, amount_minor = 300, state = 'refunded' WHERE id = :payment`,
		`UPDATE checkouts SET amount_minor = 300 WHERE merchant_id = :merchant`,
		`UPDATE links SET taken_minor = 300 WHERE merchant_id = :merchant`,
		`UPDATE transfers SET amount_minor = 300 WHERE kind = 'payment' AND source_id = :payment`,
		told("payment", `"captured_minor": 300`),
		balance("available", "- 700"), balance("acquirer", "+ 700")}},
	"payment_counts_its_refunds":      {"payment", []string{`UPDATE payments SET refunded_minor = 399 WHERE id = :payment`}},
	"refund_state_of_payment":         {"payment", []string{`UPDATE payments SET state = 'paid' WHERE id = :payment`}},
	"link_counts_its_payments":        {"link", []string{`UPDATE links SET uses_count = uses_count + 1 WHERE merchant_id = :merchant`}},
	"link_counts_its_payments: held":  {"link", []string{`UPDATE links SET uses_held = 1 WHERE merchant_id = :merchant`}},
	"link_counts_its_payments: taken": {"link", []string{`UPDATE links SET taken_minor = 999 WHERE merchant_id = :merchant`}},
	"paid_is_posted_once": {"payment", []string{
		`DELETE FROM transfers WHERE kind = 'payment' AND source_id = :payment`, balance("available", "- 1000"), balance("acquirer", "+ 1000")}},
	"refund_is_posted": {"refund", []string{`UPDATE transfers SET kind = 'refund_released' WHERE kind = 'refund_completed' AND source_id = :refund`}},
	"transfer_has_its_source": {"transfer", []string{
		transfer(`'acquirer', 'available', 1, 'payment', gen_random_uuid()`), balance("available", "+ 1"), balance("acquirer", "- 1")}},
	"payout_is_posted": {"payout", []string{payout(4_00, "NULL")}},
	"payout_is_posted: reversed": {"payout", []string{payout(4_00, "now()"), balance("available", "- 400"), account("paid_out", 4_00),
		`INSERT INTO transfers (merchant_id, id, livemode, currency, debit_code, credit_code, amount_minor, kind, source_id)
		VALUES (:merchant, :refund, false, 'BSD', 'available', 'paid_out', 400, 'payout', '` + extraTransfer + `')`}},
	"takings_add_up":             {"currency", []string{takings("false", "1", "0")}},
	"takings_add_up: tail":       {"currency", []string{told("payment", `"captured_minor": 999`)}},
	"takings_add_up: twice":      {"currency", []string{takings("false", "1000", "0")}},
	"takings_never_fall":         {"currency", []string{takings("false", "1", "0"), strings.Replace(takings("false", "0", "0"), "2026-01-01", "2026-01-02", 1)}},
	"takings_never_fall: ahead":  {"everything", []string{`INSERT INTO takings_folded (merchant_id, livemode, seq) VALUES (:merchant, true, 1)`}},
	"attempts_and_payment_agree": {"payment", []string{`UPDATE attempts SET state = 'declined' WHERE payment_id = :payment`}},
	"one_success_per_payment": {"payment", []string{`INSERT INTO attempts (merchant_id, id, payment_id, number, state)
		VALUES (:merchant, gen_random_uuid(), :payment, 2, 'paid')`}},
	"every_version_has_its_event":         {"payment", []string{`UPDATE payments SET version = version + 1 WHERE id = :payment`}},
	"every_version_has_its_event: refund": {"refund", []string{`UPDATE refunds SET version = version + 1 WHERE id = :refund`}},
	"every_version_has_its_event: link":   {"link", []string{`UPDATE links SET version = version + 1 WHERE merchant_id = :merchant`}},
	"every_version_has_its_event: twice":  {"payment", []string{`UPDATE events SET version = 1 WHERE object_id = :payment AND version = 2`}},
	"links_are_counted":                   {"mode", []string{`UPDATE merchant_counters SET links = links + 1 WHERE merchant_id = :merchant AND NOT livemode`}},
	"event_sequence":                      {"mode", []string{`UPDATE merchant_counters SET events = events + 1 WHERE merchant_id = :merchant AND NOT livemode`}},
	"dashboard_refund_is_authorized": {"refund", []string{`UPDATE refunds SET key_id = NULL, authorization_id = gen_random_uuid(),
		user_id = (SELECT user_id FROM members WHERE merchant_id = :merchant) WHERE id = :refund`}},
	"dashboard_refund_is_authorized: not used": {"refund", []string{
		`INSERT INTO authorizations (merchant_id, id, user_id, session_id, operation, digest, expires_at)
		SELECT :merchant, :refund, user_id, user_id, 'refund', '', now() FROM members WHERE merchant_id = :merchant`,
		`UPDATE refunds SET key_id = NULL, authorization_id = :refund, user_id = (SELECT user_id FROM members WHERE merchant_id = :merchant) WHERE id = :refund`}},
	"modes_do_not_mix: customer": {"payment", []string{`UPDATE customers SET livemode = true WHERE merchant_id = :merchant`}},
	"modes_do_not_mix: link": {"payment", []string{`UPDATE links SET livemode = true WHERE merchant_id = :merchant`,
		`UPDATE merchant_counters SET links = CASE WHEN livemode THEN 1 ELSE 0 END WHERE merchant_id = :merchant`}},
	"modes_do_not_mix: amount":   {"payment", []string{`UPDATE checkouts SET amount_minor = 999 WHERE merchant_id = :merchant`}},
	"modes_do_not_mix: currency": {"payment", []string{`UPDATE checkouts SET currency = 'USD' WHERE merchant_id = :merchant`}},
	"modes_do_not_mix: refund": {"refund", []string{`UPDATE refunds SET livemode = true WHERE id = :refund`, told("refund", `"amount_minor": 0`),
		takings("true", "0", "400")}},
	"modes_do_not_mix: refunded": {"refund", []string{ // another currency than was paid
		`UPDATE refunds SET currency = 'USD' WHERE id = :refund`, told("refund", `"currency": "USD"`),
		`UPDATE transfers SET currency = 'USD' WHERE source_id = :refund`, balance("available", "+ 400"), balance("acquirer", "- 400"),
		`INSERT INTO accounts (merchant_id, livemode, currency, code, balance_minor) VALUES
		(:merchant, false, 'USD', 'available', -400), (:merchant, false, 'USD', 'pending', 0), (:merchant, false, 'USD', 'acquirer', 400)`}},
	"attempts_and_payment_agree: none": {"payment", []string{`DELETE FROM attempts WHERE payment_id = :payment`}},
	"modes_do_not_mix":                 {"payment", []string{`UPDATE checkouts SET livemode = true WHERE merchant_id = :merchant`}},
	"nothing_is_forgotten": {"refund", []string{ // it is under way again, and long overdue
		`UPDATE refunds SET state = 'processing', check_at = now() - interval '6 minutes' WHERE id = :refund`,
		`UPDATE payments SET refunded_minor = 0, refund_reserved_minor = 400, state = 'paid' WHERE id = :payment`,
		`DELETE FROM transfers WHERE kind = 'refund_completed' AND source_id = :refund`, told("refund", `"amount_minor": 0`),
		balance("pending", "+ 400"), balance("acquirer", "- 400")}},
	"product_counts_its_payments":       {"product", []string{product("sold", 1)}},
	"product_counts_its_payments: held": {"product", []string{product("held", 1)}},
	"audit_log_has_no_gap":              {"log", []string{`UPDATE audit_chains SET seq = seq + 1 WHERE merchant_id = :merchant`}},
	"merchant_has_an_owner":             {"team", []string{`UPDATE members SET role = 'admin' WHERE merchant_id = :merchant`}},
	"lines_add_up":                      {"checkout", []string{line(9_99, 0)}},
	"lines_add_up: tax":                 {"checkout", []string{line(10_00, 1)}},
	"hold_is_accounted_for":             {"payment", []string{`UPDATE payments SET authorized_until = now() WHERE id = :payment`}},
	"hold_is_accounted_for: captured": {"payment", []string{ // a hold that was taken, and nobody captured it
		`UPDATE payments SET transaction_type = 'authorization' WHERE id = :payment`,
		`UPDATE checkouts SET transaction_type = 'authorization' WHERE merchant_id = :merchant`}},
	"tax_of_refunds": {"payment", []string{`UPDATE payments SET tax_minor = 2, tax_refunded_minor = 1 WHERE id = :payment`}},
	"idempotency_lease": {"key", []string{`INSERT INTO idempotency_keys (merchant_id, key, fingerprint, operation_id, state, lease_until)
		VALUES (:merchant, 'stuck', '', :payment, 'running', now() - interval '25 hours')`}},
	"event_is_queued": {"webhook", []string{endpoint("'enabled', ''")}},
	"delivery_has_its_event": {"delivery", []string{endpoint("'disabled', 'manual'"), // of another number
		delivery("'pending', 0, now(), e.seq + 1, 'refund.completed'")}},
	"delivery_has_its_event: name": {"delivery", []string{endpoint("'disabled', 'manual'"),
		delivery("'pending', 0, now(), e.seq, 'payment.completed'")}},
	"delivery_counts_its_tries": {"delivery", []string{endpoint("'disabled', 'manual'"),
		delivery("'pending', 1, now(), e.seq, 'refund.completed'")}},
	"delivery_counts_its_tries: refused": {"delivery", []string{endpoint("'disabled', 'manual'"),
		delivery("'delivered', 1, NULL, e.seq, 'refund.completed'"),
		`INSERT INTO delivery_attempts (merchant_id, delivery_id, number, at, duration_ms, url, signature, response_status)
		VALUES (:merchant, '` + extraTransfer + `', 1, now(), 1, '', '', 500)`}},
}

// told changes what the event that counts said of its object.
func told(object, change string) string {
	return `UPDATE events SET data = data || '{` + change + `}' WHERE object_id = :` + object + ` AND type IN ('payment.completed', 'refund.completed')`
}

// takings are folded ones that nothing brought.
func takings(livemode, gross, refund string) string {
	return `INSERT INTO takings (merchant_id, livemode, currency, quarter, gross_minor, refund_minor, paid, started, converted)
		VALUES (:merchant, ` + livemode + `, 'BSD', '2026-01-01', ` + gross + `, ` + refund + `, 0, 0, 0)`
}

func payout(minor int, reversedAt string) string {
	return `INSERT INTO payouts (merchant_id, id, livemode, amount_minor, currency, paid_on, destination, user_id, reversed_at, reversed_by, reversal_reason)
		SELECT :merchant, '` + extraTransfer + `', false, ` + strconv.Itoa(minor) + `, 'BSD', '2026-01-01', 'Bank', m.user_id, r.at,
			CASE WHEN r.at IS NOT NULL THEN m.user_id END, CASE WHEN r.at IS NOT NULL THEN 'Twice' ELSE '' END
		FROM members m, (SELECT ` + reversedAt + `::timestamptz AS at) r WHERE m.merchant_id = :merchant`
}

func account(code string, minor int) string {
	return `INSERT INTO accounts (merchant_id, livemode, currency, code, balance_minor) VALUES (:merchant, false, 'BSD', '` + code + `', ` + strconv.Itoa(minor) + `)`
}

// endpoint hears of the refund that was completed before it was there.
func endpoint(state string) string {
	return `INSERT INTO webhook_endpoints (merchant_id, id, livemode, url, events, since_seq, state, disabled_reason)
		VALUES (:merchant, '` + extraTransfer + `', false, 'https://example.com', '{refund.completed}', 0, ` + state + `)`
}

func delivery(values string) string {
	return `INSERT INTO deliveries (merchant_id, id, livemode, endpoint_id, event_id, state, attempts, next_attempt_at, event_seq, name)
		SELECT :merchant, '` + extraTransfer + `', false, '` + extraTransfer + `', e.id, ` + values + `
		FROM events e WHERE e.object_id = :refund AND e.type = 'refund.completed'`
}

// extraTransfer is the id of a transfer, or a product, that a breach adds.
const extraTransfer = "00000000-0000-8000-8000-000000000001"

func product(column string, n int) string {
	return `INSERT INTO products (merchant_id, id, livemode, name, description, currency, amount_minor, ` + column + `)
		VALUES (:merchant, '` + extraTransfer + `', false, 'Mug', '', 'BSD', 1, ` + strconv.Itoa(n) + `)`
}

func line(grossMinor, taxMinor int) string {
	return `INSERT INTO checkout_lines (merchant_id, checkout_id, position, name, quantity, unit_amount_minor, net_minor, tax_minor, gross_minor)
		SELECT merchant_id, id, 1, 'Mug', 1, 1, ` + strconv.Itoa(grossMinor-taxMinor) + `, ` + strconv.Itoa(taxMinor) + `, ` + strconv.Itoa(grossMinor) + `
		FROM checkouts WHERE merchant_id = :merchant`
}

func transfer(values string) string {
	return `INSERT INTO transfers (merchant_id, id, livemode, currency, debit_code, credit_code, amount_minor, kind, source_id)
		VALUES (:merchant, '` + extraTransfer + `', false, 'BSD', ` + values + `)`
}

func balance(account, change string) string {
	return `UPDATE accounts SET balance_minor = balance_minor ` + change + ` WHERE merchant_id = :merchant AND code = '` + account + `'`
}

// book is a merchant's payment with its refund, for one rule.
func (s shop) book(rule, email string) store.PaidRefund {
	s.t.Helper()
	s.by = s.keyCaller(s.open(email, "Island Coffee", nil).Merchant, rule)
	return s.refunded(s.paid(s.link()), 4_00)
}

// named are the objects of a book, as violations name them.
func named(r store.PaidRefund) map[string][]string {
	return map[string][]string{
		"payment": {r.Payment.ID.UUID()}, "refund": {r.Refund.ID.UUID()}, "link": {r.Payment.LinkID.UUID()}, "currency": {"BSD"},
		"account": {"acquirer BSD", "available BSD"}, "transfer": {extraTransfer}, "product": {extraTransfer}, "checkout": {r.Payment.CheckoutID.UUID()}, "payout": {extraTransfer}, "everything": {"all"}, "mode": {"false"}, "key": {"stuck"},
		"log": {"audit log"}, "team": {"team"},
		"webhook": {extraTransfer}, "delivery": {extraTransfer}, "extra": {extraTransfer},
	}
}

// Each rule fires when it is broken and names who and what; no other does.
func TestEveryAuditRuleFires(t *testing.T) {
	s := newShopUnaudited(t)
	ways := slices.Sorted(maps.Keys(breaches))
	if rules := store.AuditRuleNames(); len(rules) != store.AuditRules() || len(rules) == 0 {
		t.Errorf("%d rules of %d", len(rules), store.AuditRules())
	}
	for _, rule := range store.AuditRuleNames() {
		if _, tried := breaches[rule]; !tried {
			t.Errorf("nobody tries to break %s", rule)
		}
	}
	books := map[string]store.PaidRefund{}
	for i, way := range ways {
		books[way] = s.book(way, strconv.Itoa(i)+"@example.com")
	}
	if found, err := store.Audit(s.ctx(), s.pool); err != nil || len(found) != 0 {
		t.Fatalf("before: %v, %v", found, err)
	}
	conn := s.superuser()
	for way, r := range books {
		ids := strings.NewReplacer(":merchant", "'"+r.Payment.MerchantID.UUID()+"'", ":payment", "'"+r.Payment.ID.UUID()+"'", ":refund", "'"+r.Refund.ID.UUID()+"'")
		for _, sql := range breaches[way].sql {
			_, err := conn.Exec(s.ctx(), ids.Replace(sql))
			s.must(err)
		}
	}
	found, err := store.Audit(s.ctx(), s.pool)
	s.must(err)
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			rule, _, _ := strings.Cut(way, ":")
			var got []string
			for _, v := range found {
				if v.MerchantID != books[way].Payment.MerchantID {
					continue
				}
				if got = append(got, v.Object); v.Rule != rule || v.Detail == "" {
					t.Errorf("%s", v)
				}
			}
			if slices.Sort(got); !slices.Equal(got, named(books[way])[breaches[way].object]) {
				t.Errorf("it names %v, want %v", got, named(books[way])[breaches[way].object])
			}
		})
	}
}

// A book of every kind of payment and refund is in order.
func TestAuditOfAFullBookFindsNothing(t *testing.T) {
	s := newShop(t)
	l := s.link(uses(50))
	for _, state := range []pay.AttemptState{pay.AttemptPaid, pay.AttemptDeclined, pay.AttemptCanceled, pay.AttemptUnknown, pay.AttemptRequiresAction} {
		s.finish(s.begin(l), state)
	}
	for _, state := range []pay.RefundState{pay.RefundCompleted, pay.RefundFailed, pay.RefundRejected, pay.RefundProcessing} {
		s.finishRefund(s.beginRefund(s.paid(l), 3_00), state)
	}
	s.refunded(s.paid(s.link(func(l *pay.Link) { l.Currency = "KWD" })), 10_00)
	s.begin(l)
	if n := s.count(`SELECT count(DISTINCT state) FROM payments`); n != 6 {
		t.Errorf("%d kinds of payments are in the book", n)
	}
}

func TestAuditSaysWhenItCannotLook(t *testing.T) {
	s := newShopUnaudited(t)
	ctx, cancel := context.WithCancel(s.ctx())
	cancel()
	if _, err := store.Audit(ctx, s.pool); err == nil || !strings.HasPrefix(err.Error(), "store: audit: ") {
		t.Errorf("%v", err)
	}
	v := store.Violation{Rule: "accounts_sum", MerchantID: pay.NewID(time.UnixMilli(0), 1), Object: "BSD", Detail: "sum 1"}
	if got := v.String(); got != "accounts_sum: merchant "+v.MerchantID.UUID()+": BSD: sum 1" {
		t.Errorf("%s", got)
	}
}
