package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const isoSample = `<ISO_4217 Pblshd="2024-06-25"><CcyTbl>
	<CcyNtry><CcyNm>Yen</CcyNm><Ccy>JPY</Ccy><CcyMnrUnts>0</CcyMnrUnts></CcyNtry>
	<CcyNtry><CcyNm>Bahamian Dollar</CcyNm><Ccy>BSD</Ccy><CcyMnrUnts>2</CcyMnrUnts></CcyNtry>
	<CcyNtry><CcyNm>Bahamian Dollar</CcyNm><Ccy>BSD</Ccy><CcyMnrUnts>2</CcyMnrUnts></CcyNtry>
	<CcyNtry><CcyNm IsFund="true">Mvdol</CcyNm><Ccy>BOV</Ccy><CcyMnrUnts>2</CcyMnrUnts></CcyNtry>
	<CcyNtry><CcyNm>Gold</CcyNm><Ccy>XAU</Ccy><CcyMnrUnts>N.A.</CcyMnrUnts></CcyNtry>
	<CcyNtry><CcyNm>Guilder</CcyNm><Ccy>ANG</Ccy><CcyMnrUnts>2</CcyMnrUnts></CcyNtry>
	<CcyNtry><CcyNm>No universal currency</CcyNm></CcyNtry>
</CcyTbl></ISO_4217>`

const cldrSample = `{"main":{"en":{"numbers":{"currencies":{
	"JPY":{"displayName":"Japanese Yen","symbol":"¥"},
	"BSD":{"displayName":"Bahamian Dollar","symbol":"BSD","symbol-alt-narrow":"$"}}}}}}`

func TestCurrencyTable(t *testing.T) {
	t.Parallel()
	modules := t.TempDir()
	for name, text := range map[string]string{
		"currency-codes/iso-4217-list-one.xml":      isoSample,
		"cldr-numbers-full/main/en/currencies.json": cldrSample,
	} {
		path := filepath.Join(modules, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := currencyTable(modules)
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(got), "[]Currency{\n")
	const want = `	{Code: "BSD", Exponent: 2, Symbol: "B$", Name: "Bahamian Dollar"},
	{Code: "JPY", Exponent: 0, Symbol: "¥", Name: "Japanese Yen"},
	{Code: "XCG", Exponent: 2, Symbol: "XCG", Name: "Caribbean guilder"},
}
`
	if table != want || !strings.Contains(string(got), "2024-06-25") || !strings.Contains(string(got), isoPackage) {
		t.Errorf("got:\n%s", got)
	}
	if _, err := currencyTable(t.TempDir()); err == nil {
		t.Error("no error without the packages")
	}
}

func TestSymbol(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code   string
		words  words
		isOwn  bool
		symbol string
	}{
		{"USD", words{Symbol: "$", Narrow: "$"}, false, "$"},
		{"JMD", words{Symbol: "JMD", Narrow: "$"}, false, "J$"},
		{"UAH", words{Symbol: "UAH", Narrow: "₴"}, true, "₴"},
		{"KPW", words{Symbol: "KPW", Narrow: "₩"}, false, "KPW"},
		{"PLN", words{Symbol: "PLN", Narrow: "zł"}, true, "PLN"},
		{"KGS", words{Symbol: "KGS", Narrow: "\u20c0"}, true, "KGS"},
		{"AFN", words{Symbol: "AFN", Narrow: "\u060b"}, true, "AFN"},
		{"VED", words{}, false, "VED"},
	} {
		if got := symbol(c.code, c.words, c.isOwn); got != c.symbol {
			t.Errorf("symbol of %s = %q, want %q", c.code, got, c.symbol)
		}
	}
}

func TestNameRefusesSharedSymbols(t *testing.T) {
	t.Parallel()
	list := []currency{{code: "AAA"}, {code: "BBB"}}
	if err := name(list, map[string]words{"AAA": {Symbol: "¤"}, "BBB": {Symbol: "¤"}}); err == nil {
		t.Error("two currencies have one symbol")
	}
}
