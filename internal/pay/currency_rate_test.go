package pay

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// euroXML is the daily file with these rates.
func euroXML(day, rates string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
	<gesmes:subject>Reference rates</gesmes:subject>
	<gesmes:Sender>
		<gesmes:name>European Central Bank</gesmes:name>
	</gesmes:Sender>
	<Cube>
		<Cube time='` + day + `'>
			` + rates + `
		</Cube>
	</Cube>
</gesmes:Envelope>
`
}

const euroRows = `<Cube currency='USD' rate='1.0921'/>
			<Cube currency='JPY' rate='158.17'/>
			<Cube currency='IDR' rate='17000'/>
			<Cube currency='BGN' rate='1.9558'/>`

var euroNow = time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)

func TestReadEuroRates(t *testing.T) {
	t.Parallel()
	got, err := ReadEuroRates(strings.NewReader(euroXML("2026-11-20", euroRows)), euroNow)
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, r := range got.Rates {
		text += fmt.Sprintf("%s %s %s\n", r.Currency, r.Decimal(), r.AsOf.Format(time.DateOnly))
	}
	const want = `EUR 1.092100000000 2026-11-20
IDR 0.000064241176 2026-11-20
JPY 0.006904596320 2026-11-20
USD 1.000000000000 2026-11-20
`
	if text != want || got.Left != 1 || !got.AsOf.Equal(time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("%d left, of %s:\n%s", got.Left, got.AsOf, text)
	}
}

func TestReadEuroRatesRefuses(t *testing.T) {
	t.Parallel()
	good := euroXML("2026-11-20", euroRows)
	row := func(currency, rate string) string {
		return euroXML("2026-11-20", `<Cube currency='USD' rate='1.0921'/><Cube currency='`+currency+`' rate='`+rate+`'/>`)
	}
	for name, text := range map[string]string{
		"empty":              "",
		"HTML":               "<!doctype html><html><body>503</body></html>",
		"JSON":               `{"rates":{"USD":1.1}}`,
		"cut":                good[:len(good)-40],
		"something behind":   good + "<more/>",
		"text behind":        good + "x",
		"another root":       strings.ReplaceAll(good, "Envelope", "Letter"),
		"another vocabulary": strings.ReplaceAll(good, "eurofxref\"", "other\""),
		"an unknown element": strings.Replace(good, "<Cube>", "<Note/><Cube>", 1),
		"one beside the day": strings.Replace(good, "<Cube time", "<Note/><Cube time", 1),
		"one in the day":     strings.Replace(good, "<Cube currency='USD'", "<Note/><Cube currency='USD'", 1),
		"one in a rate":      strings.Replace(good, "rate='1.0921'/>", "rate='1.0921'><Note/></Cube>", 1),
		"another attribute":  strings.Replace(good, "rate='1.0921'", "rate='1.0921' multiplier='100'", 1),
		"two days":           strings.Replace(good, "</Cube>\n\t</Cube>", "</Cube><Cube time='2026-11-19'>"+euroRows+"</Cube></Cube>", 1),
		"no day":             strings.Replace(good, "2026-11-20", "", 1),
		"no such day":        euroXML("2026-02-30", euroRows),
		"a day to come":      euroXML("2026-11-23", euroRows),
		"before the euro":    euroXML("1998-12-31", euroRows),
		"no rates":           euroXML("2026-11-20", ""),
		"no dollars":         euroXML("2026-11-20", "<Cube currency='JPY' rate='158.17'/>"),
		"dollars twice":      row("USD", "1.1"),
		"the euro":           row("EUR", "1"),
		"no currency":        row("", "1"),
		"odd currency":       row("jpy", "1"),
		"long currency":      row("JPYY", "1"),
		"no rate":            row("JPY", ""),
		"zero":               row("JPY", "0.0000"),
		"below zero":         row("JPY", "-158.17"),
		"signed":             row("JPY", "+158.17"),
		"huge":               row("JPY", "10000000.1"),
		"many digits":        row("JPY", "99999999999"),
		"tiny":               row("JPY", "0.0000009"),
		"exponent":           row("JPY", "1e3"),
		"fraction":           row("JPY", "3/2"),
		"comma":              row("JPY", "158,17"),
		"hexadecimal":        row("JPY", "0x10"),
		"no number":          row("JPY", "N/A"),
		"an entity":          strings.Replace(good, "1.0921", "&rate;", 1),
		"another encoding":   strings.Replace(good, "UTF-8", "UTF-16", 1),
		"large":              strings.Replace(good, "<Cube>", "<Cube>"+strings.Repeat(" ", 300<<10), 1),
	} {
		if got, err := ReadEuroRates(strings.NewReader(text), euroNow); err == nil || len(got.Rates) != 0 {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}
