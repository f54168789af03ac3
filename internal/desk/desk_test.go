package desk

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"linktill/internal/acquirer/sandbox"
	"linktill/internal/dbtest"
	"linktill/internal/pay"
	"linktill/store"
)

// bench is a merchant with a key, a desk and a sandbox on a database of its
// own. When the test ends the books are audited, and compared with the
// sandbox's.
type bench struct {
	t     *testing.T
	pool  *pgxpool.Pool
	store *store.Store
	desk  *Desk
	bank  *sandbox.Sandbox
	by    pay.Caller
}

func newBench(t *testing.T) *bench {
	t.Helper()
	return newBenchAt(t, time.Now)
}

// newBenchAt has a clock of its own.
func newBenchAt(t *testing.T, now func() time.Time) *bench {
	t.Helper()
	ctx := context.Background()
	b := &bench{t: t, pool: dbtest.New(t)}
	must(t, sandbox.Migrate(ctx, b.pool))
	var err error
	b.store, err = store.New(b.pool, now)
	must(t, err)
	b.bank = sandbox.New(b.pool, sandbox.Options{Hang: time.Millisecond, SettleAfter: time.Millisecond})
	b.desk = New(b.store, b.bank, func(pay.ID) string { return "/checkout/x" }, now, slog.New(slog.NewTextHandler(io.Discard, nil)))
	b.desk.patience = time.Minute // on a busy machine an answer takes as long as it takes
	b.by = newMerchant(t, b.store)
	t.Cleanup(func() {
		b.desk.Wait()
		dbtest.Audit(t, b.pool)
		b.compareBooks()
	})
	return b
}

func newMerchant(t *testing.T, s *store.Store) pay.Caller {
	t.Helper()
	user := s.NewID(0)
	m, err := s.CreateMerchant(context.Background(), store.NewMerchant{
		NewMerchant:  pay.NewMerchant{Name: "Island Coffee", Email: user.UUID() + "@example.com", Currency: "BSD", Country: "BS"},
		UserID:       user,
		PasswordHash: "unused",
		Keys: func(uint32) []store.KeyToStore {
			return []store.KeyToStore{{NewAPIKey: pay.NewAPIKey{Name: "key", Scopes: pay.Scopes}, Hash: []byte("hash"), Last4: "1234"}}
		},
	})
	must(t, err)
	by := pay.Caller{MerchantID: m.Merchant.ID, MerchantNumber: m.Merchant.Number, UserID: m.User.ID, Role: pay.Owner}
	keys, err := s.APIKeys(context.Background(), by, false, pay.DefaultPage())
	must(t, err)
	by.UserID, by.KeyID, by.Scopes = pay.ID{}, keys.Rows[0].ID, pay.Scopes
	return by
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func ptr[T any](v T) *T { return &v }

// link makes a link of that amount; max nil is unlimited.
func (b *bench) link(amountMinor int64, max *int64) pay.Link {
	b.t.Helper()
	l, err := b.store.CreateLink(context.Background(), b.by, pay.Link{
		ID: b.store.NewID(b.by.MerchantNumber), AmountMinor: &amountMinor, Currency: "BSD", Description: "Coffee", MaxUses: max})
	must(b.t, err)
	return l
}

const (
	paying       = "4242424242424242"
	declined     = "4000000000000002"
	challenged   = "4000000000003220"
	timesOutPaid = "4000000000000259"
	timesOutDead = "4000000000000267"
	refundFails  = "4000000000007726"
)

func (b *bench) order(l pay.Link, number string) Order {
	card, err := pay.ParseCard(number, "12/40", "1234"[:3], "Ana", time.Now())
	must(b.t, err)
	return Order{Link: l, MerchantNumber: b.by.MerchantNumber, CheckoutID: b.store.NewID(b.by.MerchantNumber),
		AttemptNumber: 1, AmountMinor: *l.AmountMinor, Email: "ana@example.com", Card: card}
}

func (b *bench) pay(l pay.Link, number string) store.Begun {
	b.t.Helper()
	begun, err := b.desk.Pay(context.Background(), b.order(l, number))
	must(b.t, err)
	return begun
}

func (b *bench) payment(id pay.ID) pay.Payment {
	b.t.Helper()
	p, err := b.store.Payment(context.Background(), b.by, id)
	must(b.t, err)
	return p
}

func (b *bench) refundOrder(p pay.Payment, amountMinor int64) pay.RefundOrder {
	return pay.RefundOrder{ID: b.store.NewID(b.by.MerchantNumber), PaymentID: p.ID, AmountMinor: amountMinor, Currency: p.Currency, Reason: "cold"}
}

// settled makes everything due now and settles until nothing is.
func (b *bench) settled() {
	b.t.Helper()
	ctx := context.Background()
	for deadline := time.Now().Add(20 * time.Second); ; {
		_, err := b.pool.Exec(ctx, `UPDATE attempts SET check_at = now() WHERE check_at IS NOT NULL`)
		must(b.t, err)
		_, err = b.pool.Exec(ctx, `UPDATE refunds SET check_at = now() WHERE check_at IS NOT NULL`)
		must(b.t, err)
		_, err = b.pool.Exec(ctx, `UPDATE captures SET check_at = now() WHERE check_at IS NOT NULL`)
		must(b.t, err)
		n, err := b.desk.Settle(ctx)
		must(b.t, err)
		if n == 0 {
			return
		}
		if time.Now().After(deadline) {
			b.t.Fatalf("%d operations are still open", n)
		}
	}
}

// compareBooks holds our records against the sandbox's: the same operations,
// amounts and outcomes, none more on either side.
func (b *bench) compareBooks() {
	b.t.Helper()
	rows, err := b.pool.Query(context.Background(), `
		SELECT coalesce(o.key, ours.id::text), coalesce(o.state, 'nothing'), coalesce(ours.state, 'nothing')
		FROM sandbox.operations o
		FULL JOIN (
			SELECT a.id, a.state, p.amount_minor FROM attempts a
			JOIN payments p ON p.merchant_id = a.merchant_id AND p.id = a.payment_id
			UNION ALL SELECT id, state, amount_minor FROM refunds
			UNION ALL SELECT id, state, amount_minor FROM captures
		) ours ON ours.id::text = o.key
		WHERE (o.state, ours.state) NOT IN (('paid', 'paid'), ('authorized', 'authorized'), ('declined', 'declined'), ('canceled', 'canceled'),
			('requires_action', 'requires_action'), ('completed', 'completed'), ('failed', 'failed'), ('failed', 'rejected'))
			OR o.key IS NULL OR ours.id IS NULL OR o.amount_minor <> ours.amount_minor`)
	must(b.t, err)
	defer rows.Close()
	for rows.Next() {
		var key, bank, ours string
		must(b.t, rows.Scan(&key, &bank, &ours))
		b.t.Errorf("%s: the sandbox says %s, we say %s", key, bank, ours)
	}
	must(b.t, rows.Err())
}

// atOnce runs do n times, all released at the same moment.
func atOnce(n int, do func(i int)) {
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		ready.Add(1)
		done.Add(1)
		go func() {
			defer done.Done()
			ready.Done()
			<-start
			do(i)
		}()
	}
	ready.Wait()
	close(start)
	done.Wait()
}
