package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// localeSample is a language with a few facts, the same for all of them.
var localeSample = map[string]string{
	"cldr-numbers-full/main/LANG/numbers.json": `{"main":{"LANG":{"numbers":{"defaultNumberingSystem":"latn","minimumGroupingDigits":"2",
		"symbols-numberSystem-latn":{"decimal":",","group":"\u00a0","minusSign":"-"},
		"currencyFormats-numberSystem-latn":{"standard":"#,##0.00¤;-#,##0.00¤","standard-alphaNextToNumber":"#,##0.00 ¤"},
		"percentFormats-numberSystem-latn":{"standard":"#,##0 %"}}}}}`,
	"cldr-numbers-full/main/LANG/currencies.json": `{"main":{"LANG":{"numbers":{"currencies":{"JPY":{"symbol":"JP¥"},"BSD":{}}}}}}`,
	"cldr-dates-full/main/LANG/ca-gregorian.json": `{"main":{"LANG":{"dates":{"calendars":{"gregorian":{
		"months":{"format":{"abbreviated":{"1":"a","2":"b","3":"c","4":"d","5":"e","6":"f","7":"g","8":"h","9":"i","10":"j","11":"k","12":"l"},
			"wide":{"1":"A","2":"B","3":"C","4":"D","5":"E","6":"F","7":"G","8":"H","9":"I","10":"J","11":"K","12":"L"}}},
		"days":{"format":{"wide":{"sun":"1","mon":"2","tue":"3","wed":"4","thu":"5","fri":"6","sat":"7"}}},
		"dayPeriods":{"format":{"abbreviated":{"am":"vor","pm":"nach"}}},
		"dateFormats":{"medium":"dd.MM.y","full":"EEEE, d. MMMM y"},"timeFormats":{"short":"HH:mm","medium":"HH:mm:ss"},
		"dateTimeFormats":{"medium":"{1}, {0}","full":"{1} {0}"}}}}}}}`,
	"cldr-localenames-full/main/LANG/territories.json": `{"main":{"LANG":{"localeDisplayNames":{"territories":{"DE":"Ärz","BS":"Zett"}}}}}`,
}

// localeModules writes the samples for all languages, with some files changed.
func localeModules(t *testing.T, changed map[string]string) string {
	t.Helper()
	files := map[string]string{
		"currency-codes/iso-4217-list-one.xml":           isoSample,
		"cldr-numbers-full/main/en/currencies.json":      cldrSample,
		"cldr-localenames-full/main/en/territories.json": `{"main":{"en":{"localeDisplayNames":{"territories":{"DE":"Germany","BS":"Bahamas"}}}}}`,
		"cldr-core/supplemental/primaryZones.json":       `{"supplemental":{"primaryZones":{"DE":"Europe/Berlin"}}}`,
		"cldr-bcp47/bcp47/timezone.json":                 `{"keyword":{"u":{"tz":{"bsnas":{"_alias":"America/Nassau"}}}}}`,
		"localized-address-format/dist/index.esm.js":     "const x",
	}
	for _, lang := range localeLanguages {
		for name, text := range localeSample {
			files[strings.ReplaceAll(name, "LANG", lang)] = strings.ReplaceAll(text, "LANG", lang)
		}
	}
	for name, text := range changed {
		files[name] = text
	}
	modules := t.TempDir()
	for name, text := range files {
		path := filepath.Join(modules, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return modules
}

func TestLocaleTable(t *testing.T) {
	t.Parallel()
	got, err := localeTable(localeModules(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{datePackage, cldrPackage, `{Lang: "de", zero: '0', decimal: ",", group: "\u00a0", minus: "-", groupMin: 2, groupHigher: 3,`,
		`money: "#¤", moneyLetter: "# ¤", moneyMinus: "−#¤", percent: "# %",`, `short: "dd.MM.y, HH:mm", exact: "EEEE, d. MMMM y HH:mm:ss",`,
		`"a|b|c|d|e|f|g|h|i|j|k|l"`, `halves: "vor|nach"`, `"JPY JP¥"`, `"DE Ärz|BS Zett"`} {
		if !strings.Contains(string(got), want) {
			t.Errorf("no %s in\n%.2000s", want, got)
		}
	}
}

func TestLocaleTableRefuses(t *testing.T) {
	t.Parallel()
	for name, changed := range map[string]map[string]string{
		"digits that are not known": {"cldr-numbers-full/main/ar/numbers.json": strings.ReplaceAll(strings.ReplaceAll(localeSample["cldr-numbers-full/main/LANG/numbers.json"], "LANG", "ar"), "latn", "thai")},
		"no dates":                  {"cldr-dates-full/main/de/ca-gregorian.json": `{"main":{"de":{"dates":{"calendars":{"gregorian":{}}}}}}`},
		"another language's file":   {"cldr-localenames-full/main/de/territories.json": `{"main":{"fr":{}}}`},
		"one sign for two":          {"cldr-numbers-full/main/de/currencies.json": `{"main":{"de":{"numbers":{"currencies":{"JPY":{"symbol":"¥"},"BSD":{"symbol":"¥"}}}}}}`},
	} {
		if got, err := localeTable(localeModules(t, changed)); err == nil {
			t.Errorf("%s: no error but %.300s", name, got)
		}
	}
	if _, err := localeTable(t.TempDir()); err == nil {
		t.Error("no error without the packages")
	}
}

func TestAddressTable(t *testing.T) {
	t.Parallel()
	for form, want := range map[string]string{"%N%n%O%n%A%n%Z %C": "AZC", "%Z%n%S%C%D%n%A%n%O%n%N": "ZSCA", "%N%n%O%n%X %A %C %X": "AC", "": ""} {
		if got := addressOrder(form); got != want {
			t.Errorf("%s is %s, want %s", form, got, want)
		}
	}
	if _, err := addressTable(localeModules(t, nil)); err == nil {
		t.Error("a table of no countries")
	}
	if _, err := addressTable(t.TempDir()); err == nil {
		t.Error("no error without the package")
	}
}
