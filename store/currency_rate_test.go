package store_test

import (
	"fmt"
	"math/big"
	"sync"
	"testing"
	"time"

	"linktill/internal/pay"
)

func euroRates(day int, dollars int64) pay.EuroRates {
	asOf := time.Date(2026, 11, day, 0, 0, 0, 0, time.UTC)
	return pay.EuroRates{AsOf: asOf, Rates: []pay.CurrencyRate{
		{Currency: "EUR", USDPerUnit: big.NewRat(dollars, 1000), AsOf: asOf},
		{Currency: "JPY", USDPerUnit: big.NewRat(dollars, 158170), AsOf: asOf},
		{Currency: "USD", USDPerUnit: big.NewRat(1, 1), AsOf: asOf},
	}}
}

func (s shop) rates() string {
	s.t.Helper()
	rates, err := s.CurrencyRates(s.ctx())
	s.must(err)
	text := ""
	for _, r := range rates {
		text += fmt.Sprintf("%s=%s/%s ", r.Currency, r.Decimal(), r.AsOf.Format("01-02"))
	}
	return text
}

func TestImportRates(t *testing.T) {
	s := newShop(t)
	if got := s.rates(); got != "USD=1.000000000000/01-04 " {
		t.Errorf("at first: %s", got)
	}
	s.must(s.ImportRates(s.ctx(), euroRates(20, 1092), false))
	const friday = "EUR=1.092000000000/11-20 JPY=0.006903964089/11-20 USD=1.000000000000/11-20 "
	if got := s.rates(); got != friday {
		t.Errorf("imported: %s", got)
	}
	if err := s.ImportRates(s.ctx(), euroRates(19, 1091), false); err == nil || s.rates() != friday {
		t.Errorf("older ones: %v, %s", err, s.rates())
	}
	s.must(s.ImportRates(s.ctx(), euroRates(20, 1092), false)) // the same once more
	s.must(s.ImportRates(s.ctx(), euroRates(19, 1091), true))
	if got := s.rates(); got != "EUR=1.091000000000/11-19 JPY=0.006897641778/11-19 USD=1.000000000000/11-19 " {
		t.Errorf("older ones, forced: %s", got)
	}
}

// One rate that cannot be kept keeps all of them out.
func TestImportRatesIsAllOrNothing(t *testing.T) {
	s := newShop(t)
	s.must(s.ImportRates(s.ctx(), euroRates(19, 1091), false))
	before := s.rates()
	bad := euroRates(20, 1092)
	bad.Rates[1].USDPerUnit = new(big.Rat)
	if err := s.ImportRates(s.ctx(), bad, false); err == nil || s.rates() != before {
		t.Errorf("%v, %s", err, s.rates())
	}
	// A currency that somebody keeps by hand stays.
	s.exec(`INSERT INTO currency_rates VALUES ('BSD', 1, '2026-12-31')`)
	s.must(s.ImportRates(s.ctx(), euroRates(20, 1092), false))
	if n := s.count(`SELECT count(*) FROM currency_rates WHERE currency = 'BSD' AND as_of = '2026-12-31'`); n != 1 {
		t.Error("a rate kept by hand is gone")
	}
}

// Whichever comes last, the youngest day stays.
func TestImportsAtOnce(t *testing.T) {
	s := newShop(t)
	var all sync.WaitGroup
	for day := 1; day <= 8; day++ {
		all.Go(func() { _ = s.ImportRates(s.ctx(), euroRates(day, 1000+int64(day)), false) })
	}
	all.Wait()
	if got := s.rates(); got != "EUR=1.008000000000/11-08 JPY=0.006372889929/11-08 USD=1.000000000000/11-08 " {
		t.Error(got)
	}
}
