package store_test

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"time"

	"linktill/internal/pay"
	"linktill/store"
)

// failing makes the first n inserts of links fail with that SQLSTATE. tries
// tells how many there were.
func (s shop) failing(sqlState string, n int) (tries func() int) {
	s.t.Helper()
	conn := s.superuser()
	for _, sql := range []string{
		`DROP SEQUENCE IF EXISTS tries`, `CREATE SEQUENCE tries`,
		`CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
		BEGIN IF nextval('tries') <= TG_ARGV[1]::int THEN RAISE EXCEPTION 'as asked' USING ERRCODE = TG_ARGV[0]; END IF; RETURN NEW; END $$`,
		`DROP TRIGGER IF EXISTS fail ON links`,
		`CREATE TRIGGER fail BEFORE INSERT ON links FOR EACH ROW EXECUTE FUNCTION fail('` + sqlState + `', '` + strconv.Itoa(n) + `')`,
	} {
		_, err := conn.Exec(s.ctx(), sql)
		s.must(err)
	}
	return func() (n int) {
		s.must(conn.QueryRow(s.ctx(), `SELECT last_value FROM tries`).Scan(&n))
		return n
	}
}

func (s shop) tryLink() error {
	_, err := s.CreateLink(s.ctx(), s.by, pay.Link{ID: s.NewID(s.by.MerchantNumber), Currency: "BSD"})
	return err
}

// A deadlock is the database's choice of a victim, not a failure: the
// transaction is run again, a few times, and counted.
func TestDeadlockIsTriedAgain(t *testing.T) {
	s := newShop(t)
	for _, sqlState := range []string{"40P01", "40001"} {
		before := store.Retries()
		tries := s.failing(sqlState, 2)
		if err := s.tryLink(); err != nil || tries() != 3 || store.Retries() < before+2 {
			t.Errorf("%s: %v after %d tries, %d counted", sqlState, err, tries(), store.Retries()-before)
		}
		tries = s.failing(sqlState, 100)
		if err := s.tryLink(); err == nil || tries() != 4 {
			t.Errorf("%s for ever: %v after %d tries", sqlState, err, tries())
		}
		s.failing(sqlState, 0)
	}
	if n := s.count(`SELECT count(*) FROM links`); n != 2 {
		t.Errorf("%d links, want one of each", n)
	}
}

// A database with too much to do is not an error of ours: come again.
func TestBusyDatabaseIsSaidSo(t *testing.T) {
	s := newShop(t)
	for _, sqlState := range []string{"55P03", "57014", "53300", "57P01", "57P03"} {
		tries := s.failing(sqlState, 1)
		var e *pay.Error
		if err := s.tryLink(); !errors.As(err, &e) || e.Code != pay.Unavailable || e.RetryAfterSeconds == 0 || tries() != 1 {
			t.Errorf("%s: %v after %d tries", sqlState, err, tries())
		}
	}
	s.failing("XX000", 1)
	if err := s.tryLink(); err == nil || code(err) != "" {
		t.Errorf("what nobody expects: %v", err)
	}
	s.must(s.tryLink())
}

func TestTimeThatIsUpIsSaidSo(t *testing.T) {
	s := newShop(t)
	ctx, cancel := context.WithDeadline(s.ctx(), time.Now().Add(-time.Second))
	defer cancel()
	for name, err := range map[string]error{
		"reading": func() error { _, err := s.Link(ctx, s.by, s.NewID(1)); return err }(),
		"writing": func() error { _, err := s.CreateLink(ctx, s.by, pay.Link{ID: s.NewID(1), Currency: "BSD"}); return err }(),
		"listing": func() error { _, err := s.Links(ctx, s.by, nil, pay.DefaultPage()); return err }(),
	} {
		if code(err) != pay.Unavailable {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// All that moves money at once, at the same rows: locks are taken in one
// order, so nobody waits for each other.
func TestEverythingAtOnce(t *testing.T) {
	s := newShop(t)
	l := s.link(uses(60))
	var paid []pay.Payment
	for range 3 {
		paid = append(paid, s.paid(l))
	}
	atOnce(t, 90, func(i int) error {
		switch i % 3 {
		case 0:
			b, err := s.Begin(s.ctx(), s.order(l))
			if err != nil {
				return err
			}
			_, err = s.FinishAttempt(s.ctx(), b, store.AttemptOutcome{State: []pay.AttemptState{pay.AttemptPaid, pay.AttemptDeclined}[i%2]})
			return err
		case 1:
			r, err := s.BeginRefund(s.ctx(), s.by, s.refundOrder(paid[i%len(paid)], 1_00), pay.ID{}, time.Minute)
			if err != nil {
				return err
			}
			_, err = s.FinishRefund(s.ctx(), r, store.RefundOutcome{State: []pay.RefundState{pay.RefundCompleted, pay.RefundFailed}[i%2]})
			return err
		}
		_, err := s.ChangeLink(s.ctx(), s.by, l.ID, pay.LinkPatch{Description: ptr("Tea")})
		return err
	})
	if n := s.count(`SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()`); n != 0 {
		t.Errorf("%d deadlocks", n)
	}
	if n := s.count(`SELECT count(*) FROM payments WHERE state = 'processing'`) + s.count(`SELECT count(*) FROM refunds WHERE state = 'processing'`); n != 0 {
		t.Errorf("%d operations did not end", n)
	}
}
