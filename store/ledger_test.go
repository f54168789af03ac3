package store_test

import (
	"testing"

	"linktill/internal/pay"
)

func money(minor int64, currency string) pay.Money {
	return pay.Money{Minor: minor, Currency: currency}
}

// What the merchant has follows each transfer: paid, set aside, given back or
// released. Currencies and modes are apart.
func TestBalances(t *testing.T) {
	s := newShop(t)
	if available, pending, err := s.Balances(s.ctx(), s.by); err != nil || len(available)+len(pending) != 0 {
		t.Errorf("before anything: %v, %v, %v", available, pending, err)
	}
	p := s.paid(s.link())
	s.paid(s.link(func(l *pay.Link) { l.AmountMinor, l.Currency = ptr(int64(500)), "JPY" }))
	s.paid(s.linkOf(live(s.by)))
	want := func(when string, available, pending pay.Money) {
		t.Helper()
		gotAvailable, gotPending, err := s.Balances(s.ctx(), s.by)
		s.must(err)
		if len(gotAvailable) != 2 || gotAvailable[0] != available || gotAvailable[1] != money(500, "JPY") {
			t.Errorf("%s: available %v, want %v", when, gotAvailable, available)
		}
		if pending.Currency != "" && (len(gotPending) != 1 || gotPending[0] != pending) {
			t.Errorf("%s: pending %v, want %v", when, gotPending, pending)
		}
	}
	want("paid", money(10_00, "BSD"), pay.Money{})
	r := s.beginRefund(p, 4_00)
	want("set aside", money(6_00, "BSD"), money(4_00, "BSD"))
	s.finishRefund(r, pay.RefundFailed)
	want("released", money(10_00, "BSD"), money(0, "BSD"))
	s.refunded(p, 4_00)
	want("given back", money(6_00, "BSD"), money(0, "BSD"))
	if available, _, err := s.Balances(s.ctx(), live(s.by)); err != nil || len(available) != 1 || available[0] != money(10_00, "BSD") {
		t.Errorf("live: %v, %v", available, err)
	}
	if available, _, err := s.Balances(s.ctx(), s.rival()); err != nil || len(available) != 0 {
		t.Errorf("the rival has %v, %v", available, err)
	}
}

const insertTransfer = `INSERT INTO transfers (merchant_id, id, livemode, currency, debit_code, credit_code, amount_minor, kind, source_id)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`

// The database itself refuses transfers that are no transfers.
func TestLedgerRefusesWhatIsNoTransfer(t *testing.T) {
	s := newShop(t)
	p := s.paid(s.link())
	s.paid(s.link(func(l *pay.Link) { l.Currency = "USD" }))
	id, rival := s.NewID(s.by.MerchantNumber), s.rival()
	for name, c := range map[string]struct {
		want string
		args []any
	}{
		"posted twice":         {"23505", []any{s.by.MerchantID, id, false, "BSD", "acquirer", "available", 10_00, "payment", p.ID}},
		"nothing":              {"23514", []any{s.by.MerchantID, id, false, "BSD", "acquirer", "available", 0, "payment", id}},
		"negative":             {"23514", []any{s.by.MerchantID, id, false, "BSD", "acquirer", "available", -1, "payment", id}},
		"to itself":            {"23514", []any{s.by.MerchantID, id, false, "BSD", "available", "available", 1, "payment", id}},
		"of no kind":           {"23514", []any{s.by.MerchantID, id, false, "BSD", "acquirer", "available", 1, "gift", id}},
		"to no account":        {"23503", []any{s.by.MerchantID, id, false, "BSD", "acquirer", "pocket", 1, "payment", id}},
		"in no currency":       {"23503", []any{s.by.MerchantID, id, false, "EUR", "acquirer", "available", 1, "payment", id}},
		"in the other mode":    {"23503", []any{s.by.MerchantID, id, true, "BSD", "acquirer", "available", 1, "payment", id}},
		"from somebody else's": {"23503", []any{rival.MerchantID, id, false, "BSD", "acquirer", "available", 1, "payment", id}},
	} {
		t.Run(name, func(t *testing.T) { refuses(t, s.pool, c.want, insertTransfer, c.args...) })
	}
	refuses(t, s.pool, "23514", `INSERT INTO accounts (merchant_id, livemode, currency, code) VALUES ($1, false, 'BSD', 'pocket')`, s.by.MerchantID)
}

// What was written stays as it was written, for the server's role and for the
// tables' owner, whom only the triggers hold.
func TestLedgerAndEventsAreAppendOnly(t *testing.T) {
	s := newShop(t)
	s.refunded(s.paid(s.link()), 4_00)
	for _, change := range []string{
		`UPDATE transfers SET amount_minor = 1`, `UPDATE transfers SET created_at = now()`, `DELETE FROM transfers`, `TRUNCATE transfers`,
		`UPDATE events SET data = '{}'`, `UPDATE events SET seq = seq + 100`, `DELETE FROM events`, `TRUNCATE events CASCADE`, `TRUNCATE merchants CASCADE`,
	} {
		t.Run(change, func(t *testing.T) {
			conn, err := s.pool.Acquire(t.Context())
			s.must(err)
			defer conn.Release()
			for _, role := range []string{`SET ROLE linktill_app`, `SET ROLE NONE`} {
				_, err := conn.Exec(t.Context(), role)
				s.must(err)
				tx, err := conn.Begin(t.Context())
				s.must(err)
				_, err = tx.Exec(t.Context(), change)
				if got, _ := state(err); got != "42501" {
					t.Errorf("%s: %v", role, err)
				}
				s.must(tx.Rollback(t.Context()))
			}
			_, err = conn.Exec(t.Context(), `SET ROLE linktill_app`)
			s.must(err)
		})
	}
}
