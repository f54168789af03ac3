package pay

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"slices"
	"time"
)

// CurrencyRate is what one unit of a currency was worth in US dollars on a day.
// It goes into reports, never into what somebody pays.
type CurrencyRate struct {
	Currency   string
	USDPerUnit *big.Rat
	AsOf       time.Time
}

// rateDecimals is how many decimals of a rate are kept; the database has as many.
const rateDecimals = 12

// Decimal returns the rate as the database keeps it, rounded to the last
// decimal, halves up.
func (r CurrencyRate) Decimal() string { return r.USDPerUnit.FloatString(rateDecimals) }

// EuroRates are the reference rates of one day as the European Central Bank
// publishes them, turned into US dollars. Left counts the currencies of the
// file that we do not have.
type EuroRates struct {
	AsOf  time.Time
	Rates []CurrencyRate
	Left  int
}

// euroFileMax is how large the file may be; it has two kilobytes.
const euroFileMax = 256 << 10

// euroFirstDay is when there was a euro for the first time.
var euroFirstDay = time.Date(1999, 1, 4, 0, 0, 0, 0, time.UTC)

// euroFile is the bank's daily file. What is not named in it lands in Strange.
type euroFile struct {
	XMLName xml.Name  `xml:"http://www.gesmes.org/xml/2002-08-01 Envelope"`
	Subject string    `xml:"http://www.gesmes.org/xml/2002-08-01 subject"`
	Sender  struct{}  `xml:"http://www.gesmes.org/xml/2002-08-01 Sender"`
	Cube    euroDays  `xml:"http://www.ecb.int/vocabulary/2002-08-01/eurofxref Cube"`
	Strange []strange `xml:",any"`
}

type euroDays struct {
	Days    []euroDay `xml:"http://www.ecb.int/vocabulary/2002-08-01/eurofxref Cube"`
	Strange []strange `xml:",any"`
}

type euroDay struct {
	Time    string     `xml:"time,attr"`
	Rates   []euroRate `xml:"http://www.ecb.int/vocabulary/2002-08-01/eurofxref Cube"`
	Strange []strange  `xml:",any"`
}

type euroRate struct {
	Currency string     `xml:"currency,attr"`
	Rate     string     `xml:"rate,attr"`
	Other    []xml.Attr `xml:",any,attr"`
	Strange  []strange  `xml:",any"`
}

type strange struct{ XMLName xml.Name }

// ReadEuroRates reads the daily file: all of it, or nothing and an error. One
// unit of X is worth the dollars of a euro, divided by the X of a euro.
func ReadEuroRates(r io.Reader, now time.Time) (EuroRates, error) {
	day, err := readEuroDay(r)
	if err != nil {
		return EuroRates{}, err
	}
	asOf, err := time.Parse(time.DateOnly, day.Time)
	if err != nil || asOf.Before(euroFirstDay) || asOf.After(now.Add(24*time.Hour)) {
		return EuroRates{}, fmt.Errorf("the file is of %q, which is no day that it can be of", clip(day.Time))
	}
	perEuro, err := readEuroDayRates(day.Rates)
	if err != nil {
		return EuroRates{}, err
	}
	dollars := perEuro["USD"]
	if dollars == nil {
		return EuroRates{}, errors.New("the file has no rate for USD")
	}
	out := EuroRates{AsOf: asOf}
	perEuro["EUR"] = big.NewRat(1, 1)
	for _, c := range Currencies() {
		if rate := perEuro[c.Code]; rate != nil {
			out.Rates = append(out.Rates, CurrencyRate{c.Code, new(big.Rat).Quo(dollars, rate), asOf})
		}
	}
	out.Left = len(perEuro) - len(out.Rates)
	return out, nil
}

// readEuroDay checks that the file is what it should be and returns its one day.
func readEuroDay(r io.Reader) (euroDay, error) {
	limited := &io.LimitedReader{R: r, N: euroFileMax + 1}
	decoder := xml.NewDecoder(limited)
	var file euroFile
	err := decoder.Decode(&file)
	switch {
	case limited.N <= 0:
		return euroDay{}, fmt.Errorf("the file is larger than %d KB", euroFileMax>>10)
	case err != nil:
		return euroDay{}, fmt.Errorf("this is not the European Central Bank's file of reference rates: %w", err)
	case len(file.Cube.Days) != 1:
		return euroDay{}, fmt.Errorf("the file has the rates of %d days; the daily file has those of one", len(file.Cube.Days))
	}
	day := file.Cube.Days[0]
	if unknown := slices.Concat(file.Strange, file.Cube.Strange, day.Strange); len(unknown) > 0 {
		return euroDay{}, fmt.Errorf("the file has an element %q that is not known", clip(unknown[0].XMLName.Local))
	}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return day, nil
		}
		text, isText := token.(xml.CharData)
		if err != nil || !isText || len(CleanText(string(text))) > 0 {
			return euroDay{}, errors.New("there is something behind the end of the file's XML")
		}
	}
}

var (
	currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)
	euroDecimal  = regexp.MustCompile(`^[0-9]{1,8}(\.[0-9]{1,10})?$`)
	rateLeast    = big.NewRat(1, 1_000_000)
	rateMost     = big.NewRat(10_000_000, 1)
)

// readEuroDayRates returns the units of each currency that a euro is worth.
func readEuroDayRates(rows []euroRate) (map[string]*big.Rat, error) {
	perEuro := map[string]*big.Rat{}
	for _, row := range rows {
		switch {
		case len(row.Other) > 0 || len(row.Strange) > 0:
			return nil, fmt.Errorf("the rate of %q has more to it than is known", clip(row.Currency))
		case !currencyCode.MatchString(row.Currency) || row.Currency == "EUR":
			return nil, fmt.Errorf("%q is no currency that can be in the file", clip(row.Currency))
		case perEuro[row.Currency] != nil:
			return nil, fmt.Errorf("%s is in the file more than once", row.Currency)
		case !euroDecimal.MatchString(row.Rate):
			return nil, fmt.Errorf("%q is no rate for %s", clip(row.Rate), row.Currency)
		}
		rate, _ := new(big.Rat).SetString(row.Rate)
		if rate.Cmp(rateLeast) < 0 || rate.Cmp(rateMost) > 0 {
			return nil, fmt.Errorf("%s is no believable rate for %s", clip(row.Rate), row.Currency)
		}
		perEuro[row.Currency] = rate
	}
	return perEuro, nil
}
