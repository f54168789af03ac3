package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"linktill/internal/pay"
	"linktill/store"
)

// carded is a subscription that is charged in so many days, with a card that is
// good until so many months from now.
func (s shop) carded(days, months int, change ...string) pay.ID {
	s.t.Helper()
	id, now := s.subscription(), s.Now()
	last := time.Date(now.Year(), now.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	_, err := s.PutCard(s.ctx(), s.by, id, s.terms(id), pay.SavedCard{ID: s.NewID(s.by.MerchantNumber), Acquirer: "sandbox", Token: "t", Brand: "visa",
		Last4: "4242", ExpMonth: int(last.Month()), ExpYear: last.Year()})
	s.must(err)
	s.exec(`UPDATE subscriptions SET next_charge_at = $2 WHERE id = $1`, id, now.AddDate(0, 0, days))
	for _, set := range change {
		s.exec(`UPDATE subscriptions SET `+set+` WHERE id = $1`, id)
	}
	return id
}

// told are the subscriptions whose customers are asked for another card.
func (s shop) told() (ids []string) {
	s.t.Helper()
	rows, err := s.pool.Query(s.ctx(), `SELECT args->>'subscription_id' FROM river.river_job WHERE kind = 'subscription_mail' AND args->>'about' = 'card_ends'`)
	s.must(err)
	for rows.Next() {
		var id string
		s.must(rows.Scan(&id))
		ids = append(ids, id)
	}
	s.must(rows.Err())
	return ids
}

// Five jobs at once tell each customer once for each card, and nobody whose card
// is good for more than a month.
func TestTellCardEndsOnce(t *testing.T) {
	s := newShopUnaudited(t).clocked(time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC))
	soon := s.carded(7, 0)
	want := []string{soon.UUID(), s.carded(200, 0).UUID(), s.carded(7, 0, "state = 'active'").UUID()}
	for range 9 {
		want = append(want, s.carded(3, 0).UUID())
	}
	s.carded(7, 1)
	s.carded(200, 3) // there is time
	s.carded(7, -1)
	s.carded(7, 0, "cancel_at_period_end = true")
	s.carded(7, 0, "state = 'paused', next_charge_at = NULL")
	s.carded(7, 0, "state = 'past_due'")
	if got := s.attention(s.by)[pay.AttentionCardEnds]; got != 0 {
		t.Errorf("%d before anybody was told", got)
	}
	atOnce(t, 5, func(int) error { _, err := s.TellCardEnds(s.ctx()); return err })
	got := s.told()
	slices.Sort(got)
	if slices.Sort(want); !slices.Equal(got, want) {
		t.Errorf("told %s\nwant %s", strings.Join(got, " "), strings.Join(want, " "))
	}
	listed, err := s.Subscriptions(s.ctx(), s.by, store.SubscriptionFilter{CardEnds: true}, pay.Page{Limit: 100})
	if err != nil || len(listed.Rows) != len(want) || s.attention(s.by)[pay.AttentionCardEnds] != len(want) {
		t.Errorf("%d in the list, %d want attention, %v", len(listed.Rows), s.attention(s.by)[pay.AttentionCardEnds], err)
	}
	later := s.clocked(time.Date(2026, 3, 20, 9, 0, 0, 0, time.UTC))
	n, err := later.TellCardEnds(s.ctx())
	if err != nil || n != 0 {
		t.Errorf("%d told again, %v", n, err)
	}
	_, err = s.PutCard(s.ctx(), s.by, soon, s.terms(soon), pay.SavedCard{ID: s.NewID(s.by.MerchantNumber), Acquirer: "sandbox", Token: "u", Brand: "visa", Last4: "1111", ExpMonth: 4, ExpYear: 2026})
	s.must(err)
	if got := s.attention(s.by)[pay.AttentionCardEnds]; got != len(want)-1 {
		t.Errorf("%d want attention with another card", got)
	}
	if n, err = s.clocked(time.Date(2026, 4, 2, 9, 0, 0, 0, time.UTC)).TellCardEnds(s.ctx()); err != nil || n != 2 { // it, and the one that outlasted March
		t.Errorf("%d told of April, %v", n, err)
	}
}

// A subscription of a customer of whom nobody knows what they read is in the
// merchant's language.
func TestSubscriptionSpeaksTheMerchantsLanguage(t *testing.T) {
	s := newShop(t)
	for _, c := range []struct{ own, asked, want string }{{"", "", "en"}, {"pt", "", "pt"}, {"pt", "de", "de"}} {
		s.exec(`UPDATE merchants SET language = $2 WHERE id = $1`, s.by.MerchantID, c.own)
		x, err := s.CreateSubscription(s.ctx(), s.by, pay.NewSubscription{ID: s.NewID(s.by.MerchantNumber), CustomerEmail: "ben@example.com", AmountMinor: 10_00,
			Currency: "BSD", Description: "Beans", Interval: pay.Interval{Unit: pay.UnitMonth, Count: 1}, Language: c.asked})
		if err != nil || x.Language != c.want {
			t.Errorf("%+v: %s, %v", c, x.Language, err)
		}
	}
}
