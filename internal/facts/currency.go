package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// revised is the day when added and left were last gone over.
const revised = "2026-11-21"

// added holds the currencies that came into use after the list in isoPackage
// was published. Source: the Central Bank of Curaçao and Sint Maarten, whose
// guilder replaced ANG on 2025-03-31.
var added = []currency{
	{code: "XCG", exponent: 2, name: "Caribbean guilder"},
}

// left holds what is in the list and yet cannot be paid with: withdrawn money
// and one index unit that the list does not mark as a fund.
var left = map[string]string{
	"ANG": "replaced by XCG on 2025-03-31",
	"BGN": "replaced by EUR on 2026-01-01",
	"CUC": "withdrawn in 2021",
	"UYW": "a unit of account",
}

// local holds the signs that dollars are written with at home where they stand
// beside others. CLDR has only "$" for them, which USD keeps.
var local = map[string]string{
	"BBD": "Bds$", "BSD": "B$", "BZD": "BZ$", "FJD": "FJ$", "GYD": "G$",
	"JMD": "J$", "KYD": "CI$", "SGD": "S$", "TTD": "TT$",
}

// currency is one line of the table.
type currency struct {
	code         string
	exponent     int
	symbol, name string
}

// currencyTable returns the Go source of pay's table of currencies.
func currencyTable(modules string) ([]byte, error) {
	list, published, err := readCurrencies(modules)
	if err != nil {
		return nil, err
	}
	return source(list, published)
}

// readCurrencies returns the currencies with their names and signs, sorted by
// code, and the day when the list was published.
func readCurrencies(modules string) (list []currency, published string, err error) {
	list, published, err = readISO(filepath.Join(modules, "currency-codes", "iso-4217-list-one.xml"))
	if err != nil {
		return nil, "", err
	}
	words, err := readCLDR(filepath.Join(modules, "cldr-numbers-full", "main", "en", "currencies.json"))
	if err != nil {
		return nil, "", err
	}
	list = append(list, added...)
	sort.Slice(list, func(i, j int) bool { return list[i].code < list[j].code })
	return list, published, name(list, words)
}

// readISO returns the national currencies of the list, without names of funds,
// metals and test codes, and the day the list was published.
func readISO(path string) (list []currency, published string, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, "", err
	}
	var doc struct {
		Published string `xml:"Pblshd,attr"`
		Entries   []struct {
			Name struct {
				Fund bool   `xml:"IsFund,attr"`
				Text string `xml:",chardata"`
			} `xml:"CcyNm"`
			Code       string `xml:"Ccy"`
			MinorUnits string `xml:"CcyMnrUnts"`
		} `xml:"CcyTbl>CcyNtry"`
	}
	if err := xml.Unmarshal(data, &doc); err != nil {
		return nil, "", fmt.Errorf("%s: %w", path, err)
	}
	seen := map[string]bool{}
	for _, e := range doc.Entries {
		exponent, err := strconv.Atoi(e.MinorUnits) // "N.A." for metals and codes that are no money
		if err != nil || e.Name.Fund || left[e.Code] != "" || seen[e.Code] {
			continue
		}
		seen[e.Code] = true
		list = append(list, currency{code: e.Code, exponent: exponent, name: e.Name.Text})
	}
	return list, doc.Published, nil
}

// words are what CLDR says about one currency in English.
type words struct {
	Name   string `json:"displayName"`
	Symbol string `json:"symbol"`
	Narrow string `json:"symbol-alt-narrow"`
}

func readCLDR(path string) (map[string]words, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var doc struct {
		Main struct {
			English struct {
				Numbers struct {
					Currencies map[string]words `json:"currencies"`
				} `json:"numbers"`
			} `json:"en"`
		} `json:"main"`
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return doc.Main.English.Numbers.Currencies, nil
}

// name gives each currency its English name and a symbol of its own.
func name(list []currency, english map[string]words) error {
	narrow := map[string]int{}
	for _, c := range list {
		narrow[english[c.code].Narrow]++
	}
	owner := map[string]string{}
	for i := range list {
		c := &list[i]
		w := english[c.code]
		if w.Name != "" {
			c.name = w.Name
		}
		c.symbol = symbol(c.code, w, narrow[w.Narrow] == 1)
		if other := owner[c.symbol]; other != "" {
			return fmt.Errorf("%s and %s share the symbol %s", other, c.code, c.symbol)
		}
		owner[c.symbol] = c.code
	}
	return nil
}

// symbol chooses the sign used at home, then the one CLDR shows in English
// beside others, then a currency sign that no other currency has, then the code.
func symbol(code string, w words, narrowIsOwn bool) string {
	if s := local[code]; s != "" {
		return s
	}
	if w.Symbol != "" && w.Symbol != code {
		return w.Symbol
	}
	r, size := utf8.DecodeRuneInString(w.Narrow)
	// U+20C0, the som sign, is younger than the fonts of many phones; signs of
	// the Arabic block would turn the text around them.
	if narrowIsOwn && size == len(w.Narrow) && unicode.Is(unicode.Sc, r) && r != '\u20c0' && !unicode.Is(unicode.Arabic, r) && r != '\u060b' {
		return w.Narrow
	}
	return code
}

func source(list []currency, published string) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "// Code generated by internal/facts; DO NOT EDIT.\n//\n")
	fmt.Fprintf(&b, "// Codes and exponents: ISO 4217 as published on %s, from npm\n// %s (MIT), ", published, isoPackage)
	fmt.Fprintf(&b, "amended by hand on %s. Names and symbols: Unicode CLDR,\n// from npm %s (Unicode-3.0).\n\n", revised, cldrPackage)
	fmt.Fprintf(&b, "package pay\n\n// currencyTable is sorted by code.\nvar currencyTable = []Currency{\n")
	for _, c := range list {
		fmt.Fprintf(&b, "{Code: %q, Exponent: %d, Symbol: %q, Name: %q},\n", c.code, c.exponent, c.symbol, c.name)
	}
	b.WriteString("}\n")
	return format.Source(b.Bytes())
}
