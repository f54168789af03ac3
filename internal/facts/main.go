// Facts writes the committed tables of facts from the packages that publish
// them. It needs npm; what it writes changes only with the versions below.
//
//	go run ./internal/facts -out internal/pay
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// The packages read. The first carries the list of ISO 4217 as its maintenance
// agency publishes it, the second the English names and symbols of CLDR; the
// next are CLDR's names of countries, what it knows of time zones, and how dates
// are written; then come the standard rates of value added taxes, and last the
// order in which addresses are written.
const (
	isoPackage       = "currency-codes@2.2.0"
	cldrPackage      = "cldr-numbers-full@48.2.0"
	territoryPackage = "cldr-localenames-full@48.2.0"
	zonePackage      = "cldr-bcp47@48.2.0"
	corePackage      = "cldr-core@48.2.0"
	datePackage      = "cldr-dates-full@48.2.0"
	taxPackage       = "sales-tax@2.23.0"
	addressPackage   = "localized-address-format@1.3.3"
)

func main() {
	out := flag.String("out", "internal/pay", "the folder to write the tables to")
	flag.Parse()
	if err := run(*out); err != nil {
		fmt.Fprintln(os.Stderr, "facts:", err)
		os.Exit(1)
	}
}

func run(out string) error {
	dir, err := os.MkdirTemp("", "facts-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := install(dir, isoPackage, cldrPackage, territoryPackage, zonePackage, corePackage, datePackage, taxPackage, addressPackage); err != nil {
		return err
	}
	for file, table := range map[string]func(modules string) ([]byte, error){
		"currency_table.go": currencyTable,
		"country_table.go":  countryTable,
		"tax_table.go":      taxTable,
		"locale_table.go":   localeTable,
		"address_table.go":  addressTable,
	} {
		source, err := table(filepath.Join(dir, "node_modules"))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(out, file), source, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// install puts the packages into dir/node_modules and runs none of their scripts.
func install(dir string, packages ...string) error {
	args := append([]string{"install", "--prefix", dir, "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"}, packages...)
	npm := exec.Command("npm", args...)
	npm.Dir = dir // not ours: npm would look for a package.json upwards from here
	if output, err := npm.CombinedOutput(); err != nil {
		return fmt.Errorf("npm install: %w\n%s", err, output)
	}
	return nil
}
