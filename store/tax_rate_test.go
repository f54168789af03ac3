package store_test

import (
	"slices"
	"sync"
	"testing"

	"linktill/internal/pay"
)

func (s shop) taxRates(merchantID pay.ID) []pay.TaxRate {
	s.t.Helper()
	rates, err := s.TaxRates(s.ctx(), merchantID)
	s.must(err)
	return rates
}

func TestTaxRatesAreReplaced(t *testing.T) {
	s := newShop(t)
	rival := s.rival()
	id := s.by.MerchantID
	if got := s.taxRates(id); len(got) != 0 {
		t.Errorf("a new merchant has %v", got)
	}
	first := []pay.TaxRate{{Country: "BS", BasisPoints: 1000, Name: "VAT"}, {Country: "DE", BasisPoints: 1900, Name: "MwSt."}}
	s.must(s.SetTaxRates(s.ctx(), s.by, first))
	if got := s.taxRates(id); !slices.Equal(got, first) {
		t.Errorf("got %v", got)
	}
	second := []pay.TaxRate{{Country: "BS", BasisPoints: 0}, {Country: "FI", BasisPoints: 2550, Name: "ALV"}}
	s.must(s.SetTaxRates(s.ctx(), s.by, second))
	if got := s.taxRates(id); !slices.Equal(got, second) {
		t.Errorf("got %v", got)
	}
	if got := s.taxRates(rival.MerchantID); len(got) != 0 {
		t.Errorf("another merchant has %v", got)
	}
	s.must(s.SetTaxRates(s.ctx(), rival, nil))
	if got := s.taxRates(id); len(got) != 2 {
		t.Errorf("another merchant took them away: %v", got)
	}
	s.must(s.SetTaxRates(s.ctx(), s.by, nil))
	if got := s.taxRates(id); len(got) != 0 {
		t.Errorf("left: %v", got)
	}
}

// Of sets that arrive at once one is kept whole.
func TestTaxRatesAreNeverMixed(t *testing.T) {
	s := newShop(t)
	sets := [][]pay.TaxRate{
		{{Country: "DE", BasisPoints: 1}, {Country: "FR", BasisPoints: 1}}, {{Country: "FR", BasisPoints: 2}, {Country: "IT", BasisPoints: 2}}, {{Country: "ES", BasisPoints: 3}}, nil,
	}
	for range 5 {
		var all sync.WaitGroup
		for _, set := range sets {
			all.Go(func() {
				if err := s.SetTaxRates(s.ctx(), s.by, set); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		got := s.taxRates(s.by.MerchantID)
		if !slices.ContainsFunc(sets, func(set []pay.TaxRate) bool { return slices.Equal(set, got) }) {
			t.Fatalf("a mixture: %v", got)
		}
	}
}
