package store_test

import (
	"testing"
	"time"

	"linktill/internal/pay"
	"linktill/store"
)

// shared is everything that finishing an attempt may change.
func (s shop) shared() (rows string) {
	s.t.Helper()
	s.must(s.pool.QueryRow(s.ctx(), `SELECT concat_ws('|',
		(SELECT json_agg(p ORDER BY id) FROM payments p), (SELECT json_agg(a ORDER BY id) FROM attempts a), (SELECT json_agg(r ORDER BY id) FROM refunds r),
		(SELECT json_agg(l ORDER BY id) FROM links l), (SELECT json_agg(a ORDER BY code) FROM accounts a),
		(SELECT json_agg(t ORDER BY id) FROM transfers t), (SELECT json_agg(e ORDER BY seq, id) FROM events e),
		(SELECT count(*) FROM river.river_job))`).Scan(&rows))
	return rows
}

func TestFinishMovesEverythingAtOnce(t *testing.T) {
	s := newShop(t)
	for state, want := range map[pay.AttemptState]struct {
		payment   pay.PaymentState
		held      int64
		counted   int64
		captured  int64
		transfers int
		jobs      int
		event     string
	}{
		pay.AttemptPaid:           {pay.PaymentPaid, 0, 1, 10_00, 1, 1, "payment.completed"},
		pay.AttemptDeclined:       {pay.PaymentFailed, 0, 0, 0, 0, 0, "payment.failed"},
		pay.AttemptCanceled:       {pay.PaymentFailed, 0, 0, 0, 0, 0, "payment.failed"},
		pay.AttemptUnknown:        {pay.PaymentUnknown, 1, 0, 0, 0, 0, "payment.unknown"},
		pay.AttemptRequiresAction: {pay.PaymentProcessing, 1, 0, 0, 0, 0, ""},
	} {
		l := s.link()
		b := s.begin(l)
		told := s.finish(b, state)
		p, now := s.payment(b.Payment.ID), s.linkNow(l.ID)
		if p.State != want.payment || now.UsesHeld != want.held || now.UsesCount != want.counted || p.CapturedMinor != want.captured ||
			now.TakenMinor != want.captured || (p.PaidAt != nil) != (want.captured > 0) {
			t.Errorf("%s: payment %s, captured %d; link %d held, %d counted", state, p.State, p.CapturedMinor, now.UsesHeld, now.UsesCount)
		}
		if told.Payment.State != p.State || told.Payment.Version != p.Version || told.Payment.CapturedMinor != p.CapturedMinor || told.Attempt.State != state {
			t.Errorf("%s: told %+v, stored %+v", state, told.Payment, p)
		}
		if n := s.count(`SELECT count(*) FROM transfers WHERE source_id = $1 AND amount_minor = 1000`, p.ID); n != want.transfers {
			t.Errorf("%s: %d transfers", state, n)
		}
		if n := s.count(`SELECT count(*) FROM river.river_job WHERE kind = 'receipt_mail' AND args->>'payment_id' = $1`, p.ID.UUID()); n != want.jobs {
			t.Errorf("%s: %d receipts to mail", state, n)
		}
		events := []string{"payment.created"}
		if want.event != "" {
			events = append(events, want.event)
		}
		s.wantEvents(p.ID, events...)
	}
}

// The answer to our call, the job that asks again and the acquirer's own call
// may all bring an outcome: the first that is definite counts.
func TestFinishTwiceChangesNothing(t *testing.T) {
	s := newShop(t)
	all := []pay.AttemptState{pay.AttemptPaid, pay.AttemptDeclined, pay.AttemptCanceled, pay.AttemptUnknown, pay.AttemptRequiresAction}
	for _, first := range []pay.AttemptState{pay.AttemptPaid, pay.AttemptDeclined, pay.AttemptCanceled} {
		b := s.begin(s.link(uses(5)))
		ended := s.finish(b, first)
		before := s.shared()
		for _, second := range all {
			for name, stale := range map[string]store.Begun{"stale": b, "fresh": ended} {
				got := s.finish(stale, second)
				if got.Attempt.State != first || got.Payment.State != ended.Payment.State {
					t.Errorf("%s after %s, %s: told %s", second, first, name, got.Attempt.State)
				}
			}
		}
		if s.shared() != before {
			t.Errorf("after %s something changed", first)
		}
	}
}

func TestFinishAtOnceCountsOnce(t *testing.T) {
	s := newShop(t)
	l := s.link(uses(3))
	b := s.begin(l)
	ended := make(chan pay.PaymentState, 30)
	atOnce(t, 30, func(i int) error {
		state := []pay.AttemptState{pay.AttemptPaid, pay.AttemptDeclined, pay.AttemptUnknown}[i%3]
		got, err := s.FinishAttempt(s.ctx(), b, store.AttemptOutcome{State: state, CheckAfter: time.Minute})
		ended <- got.Payment.State
		return err
	})
	close(ended)
	final := s.payment(b.Payment.ID).State
	for state := range ended {
		if state != final && state != pay.PaymentUnknown {
			t.Errorf("told %s, it is %s", state, final)
		}
	}
	now := s.linkNow(l.ID)
	if paid := final == pay.PaymentPaid; now.UsesHeld != 0 || (now.UsesCount == 1) != paid || (s.count(`SELECT count(*) FROM transfers`) == 1) != paid {
		t.Errorf("%s: %d held, %d counted", final, now.UsesHeld, now.UsesCount)
	}
}

// An outcome that is not known yet is asked for again, and then ends like any
// other, also when whoever brings it read the row before.
func TestUnknownEnds(t *testing.T) {
	s := newShop(t)
	for _, end := range []pay.AttemptState{pay.AttemptPaid, pay.AttemptDeclined} {
		b := s.begin(s.link(uses(1)))
		unknown := s.finish(b, pay.AttemptUnknown)
		if again := s.finish(unknown, pay.AttemptUnknown); again.Payment.State != pay.PaymentUnknown || again.Payment.Version != 2 {
			t.Errorf("unknown again: %+v", again.Payment)
		}
		if got := s.finish(b, end); got.Payment.State != end.AttemptNext() {
			t.Errorf("%s with a row read before: %s", end, got.Payment.State)
		}
		s.wantEvents(b.Payment.ID, "payment.created", "payment.unknown", string(pay.PaymentEvent(end.AttemptNext())))
	}
}

// Nothing is half done: where the last step fails, no step happened.
func TestFinishIsAllOrNothing(t *testing.T) {
	s := newShop(t)
	b := s.begin(s.link())
	conn := s.superuser()
	_, err := conn.Exec(s.ctx(), `ALTER TABLE river.river_job ADD CONSTRAINT full_disk CHECK (kind <> 'receipt_mail')`)
	s.must(err)
	before := s.shared()
	if _, err := s.FinishAttempt(s.ctx(), b, store.AttemptOutcome{State: pay.AttemptPaid}); err == nil || code(err) != "" {
		t.Errorf("%v", err)
	}
	if s.shared() != before {
		t.Error("a part of it stayed")
	}
	_, err = conn.Exec(s.ctx(), `ALTER TABLE river.river_job DROP CONSTRAINT full_disk`)
	s.must(err)
	if got := s.finish(b, pay.AttemptPaid); got.Payment.State != pay.PaymentPaid {
		t.Errorf("afterwards it is %s", got.Payment.State)
	}
}

func TestReceiptAndLists(t *testing.T) {
	s := newShop(t)
	l := s.link()
	paid, other := s.paid(l), s.paid(s.link())
	failed := s.finish(s.begin(l), pay.AttemptDeclined).Payment
	p, m, err := s.Receipt(s.ctx(), paid.ID)
	if err != nil || p.ID != paid.ID || p.PaidAt == nil || m.Name != "Island Coffee" || m.Slug != "island-coffee" || m.TimeZone != "America/Nassau" {
		t.Errorf("%+v, %+v, %v", p, m, err)
	}
	for name, c := range map[string]struct {
		filter store.PaymentFilter
		want   []pay.ID
	}{
		"all":        {store.PaymentFilter{}, []pay.ID{failed.ID, other.ID, paid.ID}},
		"of a link":  {store.PaymentFilter{LinkID: l.ID}, []pay.ID{failed.ID, paid.ID}},
		"paid":       {store.PaymentFilter{States: []pay.PaymentState{pay.PaymentPaid}}, []pay.ID{other.ID, paid.ID}},
		"both":       {store.PaymentFilter{LinkID: l.ID, States: []pay.PaymentState{pay.PaymentFailed, pay.PaymentUnknown}}, []pay.ID{failed.ID}},
		"none there": {store.PaymentFilter{States: []pay.PaymentState{pay.PaymentRefunded}}, nil},
	} {
		list, err := s.Payments(s.ctx(), s.by, c.filter, pay.Page{Limit: 100})
		s.must(err)
		n, err := s.CountPayments(s.ctx(), s.by, c.filter)
		s.must(err)
		got := map[pay.ID]bool{}
		for _, p := range list.Rows {
			got[p.ID] = true
		}
		for _, id := range c.want {
			if !got[id] {
				t.Errorf("%s: %s is missing", name, id.UUID())
			}
		}
		if len(got) != len(c.want) || n != len(c.want) {
			t.Errorf("%s: %d listed, %d counted, want %d", name, len(got), n, len(c.want))
		}
	}
	page := pay.Page{Limit: 2}
	first, err := s.Payments(s.ctx(), s.by, store.PaymentFilter{}, page)
	s.must(err)
	page.Cursor = first.Rows[1].ID
	second, err := s.Payments(s.ctx(), s.by, store.PaymentFilter{}, page)
	s.must(err)
	if !first.HasMore || second.HasMore || len(first.Rows) != 2 || len(second.Rows) != 1 || second.Rows[0].ID == first.Rows[0].ID {
		t.Errorf("pages of %d and %d", len(first.Rows), len(second.Rows))
	}
}
