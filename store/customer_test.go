package store_test

import (
	"fmt"
	"strings"
	"testing"

	"linktill/internal/pay"
	"linktill/store"
)

func TestCustomersAndTheirTotals(t *testing.T) {
	s := newShop(t)
	bsd, usd := s.link(), s.link(func(l *pay.Link) { l.Currency = "USD" })
	first := s.paid(bsd)
	s.refunded(first, 4_00)
	s.paid(bsd)
	last := s.paid(usd)
	s.finish(s.begin(bsd), pay.AttemptDeclined)
	s.begin(bsd)
	totals, err := s.CustomerTotals(s.ctx(), s.by, []pay.ID{first.CustomerID})
	s.must(err)
	var got []string
	for _, c := range totals {
		got = append(got, fmt.Sprint(c.Currency, " ", c.PaidMinor, " ", c.RefundedMinor, " ", c.Payments, " ", c.AtLeast))
	}
	if strings.Join(got, ", ") != "BSD 2000 400 2 false, USD 1000 0 1 false" || totals[1].Last.IsZero() || totals[1].CustomerID != last.CustomerID {
		t.Errorf("%v", got)
	}
	for email, want := range map[string]int{"": 1, "ana": 1, "ana@example.com": 1, "ben": 0, "%": 0} {
		if list, err := s.CustomersLeft(s.ctx(), s.by, store.CustomerFilter{Email: email}, pay.Page{Limit: 10}); err != nil || len(list.Rows) != want {
			t.Errorf("%q: %d customers, %v", email, len(list.Rows), err)
		}
	}
	renamed, err := s.RenameCustomer(s.ctx(), s.by, first.CustomerID, "Ana Rolle")
	if err != nil || renamed.Name != "Ana Rolle" || renamed.Email != "ana@example.com" {
		t.Errorf("%+v, %v", renamed, err)
	}
}
