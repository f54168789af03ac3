package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"linktill/internal/dbtest"
	"linktill/internal/pay"
	"linktill/store"
)

// shop is a store with one merchant that takes money. by is a key of the
// merchant in test mode, which may do everything. When the test ends the books
// are audited.
type shop struct {
	accounts
	by  pay.Caller
	url string
}

func newShop(t *testing.T) shop {
	t.Helper()
	s := newShopUnaudited(t)
	t.Cleanup(func() { dbtest.Audit(t, s.pool) })
	return s
}

// newShopUnaudited is for those that break the books on purpose.
func newShopUnaudited(t *testing.T) shop {
	t.Helper()
	t.Parallel()
	url := dbtest.URL(t)
	pool, err := store.OpenPool(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	st, err := store.New(pool, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	s := shop{accounts: accounts{Store: st, pool: pool, t: t}, url: url}
	s.owner = s.open("maria@example.com", "Island Coffee", []byte("sealed"))
	s.by = s.keyCaller(s.owner.Merchant, "till")
	return s
}

// keyCaller makes a key of the merchant and returns who calls with it.
func (s shop) keyCaller(m pay.Merchant, name string) pay.Caller {
	s.t.Helper()
	by := pay.Caller{MerchantID: m.ID, MerchantNumber: m.Number, UserID: s.owner.User.ID, Role: pay.Owner}
	k, err := s.key(by, name)
	s.must(err)
	by.UserID, by.Role, by.KeyID, by.Scopes = pay.ID{}, "", k.ID, pay.Scopes
	return by
}

// rival is another merchant in the same database.
func (s shop) rival() pay.Caller {
	s.t.Helper()
	return s.keyCaller(s.open("rival@example.com", "Rival", nil).Merchant, "rival")
}

func live(by pay.Caller) pay.Caller {
	by.Livemode = true
	return by
}

func ptr[T any](v T) *T { return &v }

// linkOf makes a link of 10.00 after the change.
func (s shop) linkOf(by pay.Caller, change ...func(*pay.Link)) pay.Link {
	s.t.Helper()
	l := pay.Link{ID: s.NewID(by.MerchantNumber), AmountMinor: ptr(int64(10_00)), Currency: "BSD", Description: "Coffee"}
	for _, c := range change {
		c(&l)
	}
	l, err := s.CreateLink(s.ctx(), by, l)
	s.must(err)
	return l
}

func (s shop) link(change ...func(*pay.Link)) pay.Link {
	s.t.Helper()
	return s.linkOf(s.by, change...)
}

func uses(n int64) func(*pay.Link) { return func(l *pay.Link) { l.MaxUses = &n } }

// ctx lasts longer than the test's own, so that cleanups can use it.
func (s shop) ctx() context.Context { return context.WithoutCancel(s.t.Context()) }

// order is a customer's first try to pay a link.
func (s shop) order(l pay.Link) store.BeginPayment {
	number := l.ID.MerchantNumber()
	o := store.BeginPayment{MerchantNumber: number, Link: l, CheckoutID: s.NewID(number), AttemptNumber: 1, AmountMinor: 25_00,
		Email: "ana@example.com", Name: "Ana", CardBrand: "visa", CardLast4: "4242", Acquirer: "sandbox", Lease: time.Minute}
	if l.AmountMinor != nil {
		o.AmountMinor = *l.AmountMinor
	}
	return o
}

func (s shop) begin(l pay.Link) store.Begun {
	s.t.Helper()
	b, err := s.Begin(s.ctx(), s.order(l))
	s.must(err)
	return b
}

func (s shop) finish(b store.Begun, state pay.AttemptState) store.Begun {
	s.t.Helper()
	out := store.AttemptOutcome{State: state, AcquirerRef: "ref", CheckAfter: time.Minute}
	if state == pay.AttemptDeclined {
		out.DeclineCode, out.Message = "card_declined", "The bank declined this card."
	}
	b, err := s.FinishAttempt(s.ctx(), b, out)
	s.must(err)
	return b
}

// held is a payment whose amount is held on the card.
func (s shop) held() pay.Payment {
	s.t.Helper()
	o := s.order(pay.Link{ID: s.NewID(s.by.MerchantNumber)})
	lines, total, err := pay.PriceLines([]pay.Line{{Name: "Course", Quantity: 1, UnitAmountMinor: 25_00}}, 0, pay.PriceInclusive, "")
	s.must(err)
	o.Link, o.Offer = pay.Link{}, &pay.Checkout{MerchantID: s.by.MerchantID, Origin: pay.OriginListing, Currency: "BSD", Description: "Course",
		TransactionType: pay.TypeAuthorization, Lines: lines, AmountMinor: total.GrossMinor}
	b, err := s.Begin(s.ctx(), o)
	s.must(err)
	return s.finish(b, pay.AttemptAuthorized).Payment
}

func (s shop) paid(l pay.Link) pay.Payment {
	s.t.Helper()
	return s.finish(s.begin(l), pay.AttemptPaid).Payment
}

func (s shop) refundOrder(p pay.Payment, minor int64) pay.RefundOrder {
	return pay.RefundOrder{ID: s.NewID(p.ID.MerchantNumber()), PaymentID: p.ID, AmountMinor: minor, Currency: p.Currency, Reason: "cold"}
}

func (s shop) beginRefund(p pay.Payment, minor int64) store.PaidRefund {
	s.t.Helper()
	r, err := s.BeginRefund(s.ctx(), s.by, s.refundOrder(p, minor), pay.ID{}, time.Minute)
	s.must(err)
	return r
}

func (s shop) finishRefund(r store.PaidRefund, state pay.RefundState) store.PaidRefund {
	s.t.Helper()
	r, err := s.FinishRefund(s.ctx(), r, store.RefundOutcome{State: state, AcquirerRef: "ref", CheckAfter: time.Minute})
	s.must(err)
	return r
}

func (s shop) refunded(p pay.Payment, minor int64) store.PaidRefund {
	s.t.Helper()
	return s.finishRefund(s.beginRefund(p, minor), pay.RefundCompleted)
}

func (s shop) payment(id pay.ID) pay.Payment {
	s.t.Helper()
	p, err := s.Payment(s.ctx(), s.by, id)
	s.must(err)
	return p
}

func (s shop) linkNow(id pay.ID) pay.Link {
	s.t.Helper()
	l, err := s.Link(s.ctx(), s.by, id)
	s.must(err)
	return l
}

// superuser is a connection of the database's owner on which no trigger runs
// and no foreign key is checked.
func (s shop) superuser() *pgx.Conn {
	s.t.Helper()
	conn, err := pgx.Connect(s.ctx(), s.url)
	s.must(err)
	s.t.Cleanup(func() { _ = conn.Close(context.Background()) })
	_, err = conn.Exec(s.ctx(), `SET session_replication_role = replica`)
	s.must(err)
	return conn
}

// state is the SQLSTATE and the constraint of a database's refusal.
func state(err error) (sqlState, constraint string) {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code, pg.ConstraintName
	}
	return "", ""
}

// refuses checks that the statement fails with that SQLSTATE.
func refuses(t *testing.T, pool *pgxpool.Pool, want, sql string, args ...any) {
	t.Helper()
	_, err := pool.Exec(t.Context(), sql, args...)
	if got, _ := state(err); got != want {
		t.Errorf("%s: %v, want SQLSTATE %s", sql, err, want)
	}
}
