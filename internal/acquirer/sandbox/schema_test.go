package sandbox

import (
	"errors"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"linktill/internal/acquirer"
	"linktill/internal/dbtest"
)

// TestTablesRepeatTheRules writes what no code of ours would.
func TestTablesRepeatTheRules(t *testing.T) {
	t.Parallel()
	pool := newPool(t)
	r := payment("4242424242424242")
	mustPay(t, New(pool, quick), r)
	for constraint, statement := range map[string]string{
		"refunded_at_most_paid":         `UPDATE sandbox.operations SET refunded_minor = amount_minor + 1 WHERE key = $1`,
		"reason_when_refused":           `UPDATE sandbox.operations SET state = 'declined' WHERE key = $1`,
		"state_of_kind":                 `UPDATE sandbox.operations SET state = 'completed' WHERE key = $1`,
		"amount_unless_canceled":        `UPDATE sandbox.operations SET amount_minor = NULL WHERE key = $1`,
		"challenge_has_token":           `UPDATE sandbox.operations SET state = 'requires_action' WHERE key = $1`,
		"refund_of_payment":             `UPDATE sandbox.operations SET payment_ref = 'x' WHERE key = $1`,
		"operations_pkey":               `INSERT INTO sandbox.operations (key, kind, state) VALUES ($1, 'payment', 'canceled')`,
		"operations_amount_minor_check": `UPDATE sandbox.operations SET amount_minor = -1 WHERE key = $1`,
		"operations_card_last4_check":   `UPDATE sandbox.operations SET card_last4 = '4242424242424242' WHERE key = $1`,
	} {
		_, err := pool.Exec(t.Context(), statement, r.Key)
		var refused *pgconn.PgError
		if !errors.As(err, &refused) || refused.ConstraintName != constraint {
			t.Errorf("%s: %v", constraint, err)
		}
	}
}

func TestMigrateByManyAtOnce(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	errs := make([]error, 8)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() { errs[i] = Migrate(t.Context(), pool) })
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	s := New(pool, quick)
	r := payment("4242424242424242")
	want := mustPay(t, s, r)
	if err := Migrate(t.Context(), pool); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Status(t.Context(), r.Key); err != nil || got != want {
		t.Errorf("after another Migrate: %+v, %v", got, err)
	}
}

// TestServerRoleIsEnough migrates and pays over connections that have stepped
// down to the role of the server, which may define nothing and delete nothing.
func TestServerRoleIsEnough(t *testing.T) {
	t.Parallel()
	pool := newPool(t)
	var role string
	if err := pool.QueryRow(t.Context(), `SELECT current_user`).Scan(&role); err != nil || role != "linktill_app" {
		t.Fatalf("connected as %s, %v", role, err)
	}
	s := New(pool, quick)
	r := payment("4242424242424242")
	paid := mustPay(t, s, r)
	if got, err := s.Refund(t.Context(), acquirer.RefundRequest{Key: "r1", PaymentRef: paid.Ref, Money: r.Money}); err != nil || got.State != acquirer.Completed {
		t.Errorf("Refund = %+v, %v", got, err)
	}
	for _, statement := range []string{`DELETE FROM sandbox.operations`, `TRUNCATE sandbox.operations`, `CREATE TABLE sandbox.more ()`} {
		if _, err := pool.Exec(t.Context(), statement); err == nil {
			t.Errorf("the server may %s", statement)
		}
	}
}
