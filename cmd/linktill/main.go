// Command linktill is the whole of Linktill: the server, its worker, and what
// an operator needs beside them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if os.Getenv("GOGC") == "" {
		// The heap is a few megabytes: collecting it less often costs little memory
		// and saves a fifth of the time that a request takes.
		debug.SetGCPercent(400)
	}
	context.AfterFunc(ctx, stop) // a second Ctrl-C does not wait
	if err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "linktill:", err)
		os.Exit(1)
	}
}

// program is what every command is given.
type program struct {
	getenv         func(string) string
	stdin          io.Reader
	stdout, stderr io.Writer
}

const usage = `Linktill takes payments with nothing but a link.

  linktill serve            serve the dashboard, the checkout, the API and the worker
      --demo                with the demo merchant Island Coffee
      --web, --worker       only that part; the other runs elsewhere
  linktill merchant create  open a merchant with its owner and API keys
      --name --email --country [--slug] [--currency] [--time-zone] [--password] [--json]
  linktill rates import     read what currencies are worth from a file, - for standard input:
      [--force] FILE        the European Central Bank's daily eurofxref-daily.xml
  linktill rates list       show what they are worth
  linktill migrate          bring the database up to date
  linktill audit            check that all money adds up and the audit logs are whole; prints what is not
  linktill config           list the settings with their values and meanings
`

var errUsage = errors.New("there is no such command; see linktill help")

// run is main with its surroundings passed in, so that tests can start it.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	p := program{getenv: getenv, stdin: os.Stdin, stdout: stdout, stderr: stderr}
	if len(args) == 0 {
		args = []string{"help"}
	}
	switch args[0] {
	case "serve":
		return p.serve(ctx, args[1:])
	case "merchant":
		if len(args) < 2 || args[1] != "create" {
			return errors.New("the command is: linktill merchant create")
		}
		return p.createMerchant(ctx, args[2:])
	case "rates":
		return p.rates(ctx, args[1:])
	case "migrate":
		return p.migrate(ctx)
	case "audit":
		return p.audit(ctx)
	case "config":
		return p.config()
	case "help", "--help", "-h":
		_, err := io.WriteString(stdout, usage)
		return err
	}
	return errUsage
}
