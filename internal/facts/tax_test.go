package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const taxSample = `{
	"FI": {"type": "vat", "rate": 0.255, "before": {"2024-08-31T22:00:00.000Z": {"type": "vat", "rate": 0.24}}},
	"SK": {"type": "vat", "rate": 0.25, "before": {
		"2099-12-31T22:00:00.000Z": {"type": "vat", "rate": 0.23}, "2024-12-31T22:00:00.000Z": {"type": "vat", "rate": 0.2}}},
	"BS": {"type": "vat", "rate": 0.12}, "BO": {"type": "vat", "rate": 0.1494}, "KW": {"type": "vat", "rate": 0.05},
	"US": {"type": "none", "rate": 0, "states": {"TX": {"rate": 0.0625, "type": "vat"}}},
	"CA": {"type": "gst", "rate": 0.05, "states": {"QC": {"rate": 0.09975, "type": "qst"}}}}`

func taxModules(t *testing.T, rates, changes string) string {
	t.Helper()
	modules := t.TempDir()
	for name, text := range map[string]string{
		"res/sales_tax_rates.json": rates, "res/region_countries.json": `{"EU": ["SK", "FI"]}`, "CHANGELOG.md": changes,
	} {
		path := filepath.Join(modules, "sales-tax", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return modules
}

func TestTaxTable(t *testing.T) {
	t.Parallel()
	got, err := taxTable(taxModules(t, taxSample, "Changelog\n\n## 2.23.0 (2026-05-19)\n\n## 2.22.0 (2026-04-30)\n"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(got), "[]TaxRate{\n")
	const want = `	{"BO", 1494, "VAT"},
	{"BS", 1000, "VAT"},
	{"CA", 500, "GST"},
	{"FI", 2550, "VAT"},
	{"SK", 2300, "VAT"},
}

// taxTableDay is the day that the rates are those of.
const taxTableDay = "2026-11-21"

// taxUnion are the countries of the European Union.
var taxUnion = []string{"FI", "SK"}
`
	if table != want || !strings.Contains(string(got), "2026-05-19") || !strings.Contains(string(got), taxPackage) {
		t.Errorf("got:\n%s", got)
	}
}

func TestTaxTableRefuses(t *testing.T) {
	t.Parallel()
	const changes = "## 2.23.0 (2026-05-19)\n"
	for name, modules := range map[string]string{
		"no package":           t.TempDir(),
		"another version":      taxModules(t, taxSample, "## 2.22.0 (2026-04-30)\n"),
		"part of basis points": taxModules(t, `{"FI": {"type": "vat", "rate": 0.25555}}`, changes),
		"below zero":           taxModules(t, `{"FI": {"type": "vat", "rate": -0.2}}`, changes),
		"more than all":        taxModules(t, `{"FI": {"type": "vat", "rate": 25.5}}`, changes),
		"an odd day":           taxModules(t, `{"FI": {"type": "vat", "rate": 0.2, "before": {"soon": {"rate": 0.1}}}}`, changes),
		"no rate":              taxModules(t, `{"FI": {"type": "vat"}}`, changes),
	} {
		if got, err := taxTable(modules); err == nil {
			t.Errorf("%s: no error but\n%s", name, got)
		}
	}
}
