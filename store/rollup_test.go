package store_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // also where the machine has no time zones

	"linktill/internal/pay"
	"linktill/store"
)

// clocked is the same shop at another time.
func (s shop) clocked(at time.Time) shop {
	s.t.Helper()
	st, err := store.New(s.pool, func() time.Time { return at })
	s.must(err)
	s.Store = st
	return s
}

func (s shop) fold() int64 {
	s.t.Helper()
	n, err := s.FoldTakings(s.ctx())
	s.must(err)
	return n
}

func (s shop) overview(span pay.Span) []pay.Figures {
	s.t.Helper()
	o, err := s.Overview(s.ctx(), s.by, span)
	s.must(err)
	if o.Behind {
		s.t.Error("the latest is said to be missing")
	}
	return o.Figures
}

func in(t *testing.T, zone, at string) time.Time {
	t.Helper()
	place, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	moment, err := time.ParseInLocation("2006-01-02 15:04", at, place)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

// Days begin at the merchant's midnight, also those of 23 and 25 hours, whether
// or not what came in was folded.
func TestOverviewOverDaylightSaving(t *testing.T) {
	for name, c := range map[string]struct {
		zone, now string
		hours     time.Duration // of the day before
	}{
		"spring":        {"America/New_York", "2026-03-09 10:00", 23},
		"autumn":        {"America/New_York", "2026-11-02 10:00", 25},
		"half an hour":  {"Australia/Lord_Howe", "2026-04-06 10:00", 24},
		"at midnight":   {"America/Havana", "2026-03-09 10:00", 23},
		"the first day": {"Pacific/Kiritimati", "2026-01-01 10:00", 24},
		"a quarter off": {"Asia/Kathmandu", "2026-06-03 10:00", 24},
		"far west":      {"Etc/GMT+12", "2026-12-31 10:00", 24},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			l := s.link()
			span := pay.Period{Days: 3}.Span(in(t, c.zone, c.now))
			if got := span.Starts[2].Sub(span.Starts[1]).Truncate(time.Hour); got != c.hours*time.Hour {
				t.Errorf("a day of %s", got)
			}
			for _, at := range span.Starts { // what is before the first or behind the last belongs to no day
				for _, off := range []time.Duration{-time.Microsecond, 0, 12 * time.Hour} {
					s.clocked(at.Add(off)).paid(l)
				}
			}
			one := pay.Takings{GrossMinor: 30_00, Paid: 3, Started: 3, Converted: 3}
			want := []pay.Takings{one, one, one}
			for _, when := range []string{"before", "after"} {
				got := s.overview(span)
				if len(got) != 1 || !slices.Equal(got[0].Steps, want) || got[0].Now != (pay.Takings{GrossMinor: 90_00, Paid: 9, Started: 9, Converted: 9}) {
					t.Errorf("%s it was folded: %+v, want %+v", when, got, want)
				}
				s.fold()
			}
		})
	}
}

// Payments count when they were paid, refunds when they were completed, tries
// when they were begun; each currency by itself, the other mode not at all.
func TestOverviewKeepsApart(t *testing.T) {
	s := newShop(t)
	now := in(t, "America/Nassau", "2026-05-03 09:07")
	span := pay.Period{Days: 2}.Span(now)
	may1, may2 := s.clocked(now.AddDate(0, 0, -2)), s.clocked(now.AddDate(0, 0, -1))
	yen := func(l *pay.Link) { l.AmountMinor, l.Currency = ptr(int64(700)), "JPY" }
	first := may1.paid(s.link())
	may2.paid(s.link(yen))
	begun := may1.begin(s.link()) // on the first, and paid on the third
	s.clocked(now).finish(begun, pay.AttemptPaid)
	may2.paid(s.linkOf(live(s.by)))
	may2.finish(may2.begin(s.link()), pay.AttemptDeclined)
	may2.refunded(first, 3_00)
	may2.finishRefund(may2.beginRefund(first, 1_00), pay.RefundFailed)
	may2.beginRefund(first, 2_00)
	want := []pay.Figures{
		{Currency: "BSD", Before: pay.Takings{GrossMinor: 10_00, Paid: 1, Started: 2, Converted: 2},
			Now:   pay.Takings{GrossMinor: 10_00, RefundMinor: 3_00, Paid: 1, Started: 1},
			Steps: []pay.Takings{{RefundMinor: 3_00, Started: 1}, {GrossMinor: 10_00, Paid: 1}}},
		{Currency: "JPY", Now: pay.Takings{GrossMinor: 700, Paid: 1, Started: 1, Converted: 1},
			Steps: []pay.Takings{{GrossMinor: 700, Paid: 1, Started: 1, Converted: 1}, {}}},
	}
	for _, when := range []string{"before", "after"} {
		if got := s.overview(span); !equalFigures(got, want) {
			t.Errorf("%s it was folded: %+v, want %+v", when, got, want)
		}
		s.fold()
	}
	if o, err := s.Overview(s.ctx(), s.rival(), span); err != nil || len(o.Figures) != 0 || o.Behind {
		t.Errorf("the rival: %+v, %v", o, err)
	}
}

func equalFigures(a, b []pay.Figures) bool {
	return slices.EqualFunc(a, b, func(x, y pay.Figures) bool {
		return x.Currency == y.Currency && x.Before == y.Before && x.Now == y.Now && slices.Equal(x.Steps, y.Steps)
	})
}

// However facts come, late ones before early ones, and however often and by
// however many they are folded meanwhile, the figures are what the tables say.
func TestTakingsAreWhatTheTablesSay(t *testing.T) {
	s := newShop(t)
	links := []pay.Link{s.link(), s.link(func(l *pay.Link) { l.Currency = "USD" })}
	now := in(t, "Asia/Kathmandu", "2026-11-20 16:40")
	span := pay.Period{Days: 30}.Span(now)
	dice := rand.New(rand.NewPCG(1, 2))
	for round := range 12 {
		for range 8 {
			at := s.clocked(now.Add(-time.Duration(dice.Int64N(int64(70 * 24 * time.Hour)))))
			switch p := at.begin(links[dice.IntN(2)]); dice.IntN(4) {
			case 0:
				at.finish(p, pay.AttemptDeclined)
			case 1:
				at.refunded(at.finish(p, pay.AttemptPaid).Payment, 1_00+dice.Int64N(9_00))
			default:
				s.clocked(at.Now().Add(time.Duration(dice.Int64N(int64(time.Hour))))).finish(p, pay.AttemptPaid)
			}
		}
		if round%3 != 2 {
			atOnce(t, 4, func(int) error { _, err := s.FoldTakings(s.ctx()); return err })
		}
		for _, f := range s.overview(span) {
			for i, got := range f.Steps {
				if want := s.tables(f.Currency, span.Starts[i], span.Starts[i+1]); got != want {
					t.Fatalf("round %d, %s on %s: %+v, want %+v", round, f.Currency, span.Starts[i], got, want)
				}
			}
			if want := s.tables(f.Currency, span.BeforeFrom, span.BeforeTo); f.Before != want {
				t.Fatalf("round %d, %s before: %+v, want %+v", round, f.Currency, f.Before, want)
			}
		}
	}
}

// Now is the shop's time.
func (s shop) Now() time.Time { return s.NewID(1).Time() }

// tables adds up without takings.
func (s shop) tables(currency string, from, to time.Time) (got pay.Takings) {
	s.t.Helper()
	s.must(s.pool.QueryRow(s.ctx(), `
		SELECT coalesce(sum(captured_minor) FILTER (WHERE paid_at >= $3 AND paid_at < $4), 0), count(*) FILTER (WHERE paid_at >= $3 AND paid_at < $4),
			count(*) FILTER (WHERE created_at >= $3 AND created_at < $4),
			count(*) FILTER (WHERE created_at >= $3 AND created_at < $4 AND paid_at IS NOT NULL),
			(SELECT coalesce(sum(amount_minor), 0) FROM refunds WHERE merchant_id = $1 AND currency = $2 AND state = 'completed'
				AND updated_at >= $3 AND updated_at < $4)
		FROM payments WHERE merchant_id = $1 AND currency = $2 AND NOT livemode`, s.by.MerchantID, currency, from, to).
		Scan(&got.GrossMinor, &got.Paid, &got.Started, &got.Converted, &got.RefundMinor))
	return got
}

// While customers pay, several fold at once: each event counts once.
func TestFoldingWhilePaying(t *testing.T) {
	s := newShop(t)
	l := s.link()
	const payers, each = 6, 10
	done := atOnce(t, payers+4, func(i int) error {
		for range each {
			if i >= payers {
				if _, err := s.FoldTakings(s.ctx()); err != nil {
					return err
				}
				continue
			}
			b, err := s.Begin(s.ctx(), s.order(l))
			if err == nil {
				_, err = s.FinishAttempt(s.ctx(), b, store.AttemptOutcome{State: pay.AttemptPaid, AcquirerRef: "ref"})
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	s.fold()
	got := s.overview(pay.Period{Days: 2}.Span(time.Now().UTC()))
	if want := (pay.Takings{GrossMinor: payers * each * 10_00, Paid: payers * each, Started: payers * each, Converted: payers * each}); done != payers+4 || got[0].Now != want {
		t.Errorf("%d came through, %+v, want %+v", done, got, want)
	}
	if n := s.fold(); n != 0 {
		t.Errorf("%d events were folded twice", n)
	}
}

// A history that nobody folded is folded in batches; until then a page says that
// the latest is missing, and does not read it all.
func TestFoldingAHistory(t *testing.T) {
	s := newShopUnaudited(t)
	s.paid(s.link())
	const many = 30_000
	for _, sql := range []string{
		`INSERT INTO events (merchant_id, id, livemode, seq, type, object_id, version, data)
		SELECT e.merchant_id, gen_random_uuid(), false, e.seq + n, e.type, e.object_id, n,
			jsonb_build_object('currency', 'BSD', 'captured_minor', 100, 'version', 1, 'paid_at', e.created_at, 'created_at', e.created_at)
		FROM events e, generate_series(1, 30000) n WHERE e.type = 'payment.completed'`,
		`UPDATE merchant_counters SET events = events + 30000 WHERE NOT livemode`,
	} {
		_, err := s.superuser().Exec(s.ctx(), sql)
		s.must(err)
	}
	span := pay.Period{Days: 2}.Span(time.Now().UTC())
	if o, err := s.Overview(s.ctx(), s.by, span); err != nil || !o.Behind || o.Figures[0].Now.Paid == 0 || o.Figures[0].Now.Paid > many {
		t.Errorf("before: %+v, %v", o, err)
	}
	canceled, cancel := context.WithCancel(s.ctx())
	cancel()
	if n, err := s.FoldTakings(canceled); err == nil || n != 0 {
		t.Errorf("without time: %d, %v", n, err)
	}
	if n := s.fold(); n < many || n > many+10 {
		t.Errorf("%d events were folded", n)
	}
	if got := s.overview(span)[0].Now; got.Paid != many+1 || got.GrossMinor != many*1_00+10_00 {
		t.Errorf("%+v", got)
	}
}
