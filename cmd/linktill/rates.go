package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"linktill/internal/pay"
)

var errRatesUsage = errors.New("the commands are: linktill rates import [--force] FILE, and linktill rates list")

// rates works beside a server on the same database as well as alone.
func (p program) rates(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errRatesUsage
	}
	switch args[0] {
	case "import":
		return p.importRates(ctx, args[1:])
	case "list":
		if len(args) == 1 {
			return p.listRates(ctx)
		}
	}
	return errRatesUsage
}

func (p program) importRates(ctx context.Context, args []string) error {
	var force bool
	flags := flag.NewFlagSet("linktill rates import", flag.ContinueOnError)
	flags.SetOutput(p.stderr)
	flags.BoolVar(&force, "force", false, "also when the rates that are there are of a later day")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() != 1 {
		return errRatesUsage
	}
	rates, err := p.readRates(flags.Arg(0))
	if err != nil {
		return fmt.Errorf("nothing was imported: %w", err)
	}
	h, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	if err := h.store.ImportRates(ctx, rates, force); err != nil {
		return fmt.Errorf("nothing was imported: %w", err)
	}
	_, err = fmt.Fprintf(p.stdout, "Imported the rates of %d currencies of %s.\n", len(rates.Rates), rates.AsOf.Format(time.DateOnly))
	if err == nil && rates.Left > 0 {
		_, err = fmt.Fprintf(p.stdout, "Left out %d that Linktill does not have.\n", rates.Left)
	}
	return err
}

// readRates reads the file, or standard input for "-".
func (p program) readRates(name string) (pay.EuroRates, error) {
	var from io.Reader = p.stdin
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return pay.EuroRates{}, err
		}
		defer func() { _ = file.Close() }()
		from = file
	}
	return pay.ReadEuroRates(from, time.Now())
}

// listRates prints what one unit of each currency is worth.
func (p program) listRates(ctx context.Context) error {
	h, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	rates, err := h.store.CurrencyRates(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "Currency\tUS dollars\tOf")
	for _, r := range rates {
		fmt.Fprintf(w, "%s\t%s\t%s\n", r.Currency, r.Decimal(), r.AsOf.Format(time.DateOnly))
	}
	return w.Flush()
}
