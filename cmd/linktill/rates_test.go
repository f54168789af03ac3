package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"linktill/internal/dbtest"
)

// commands runs commands in this process on a database of its own.
type commands struct {
	t   *testing.T
	env map[string]string
}

func newCommands(t *testing.T) commands {
	t.Helper()
	return commands{t, map[string]string{"DATABASE_URL": dbtest.URL(t), "DATA_DIR": t.TempDir()}}
}

func (c commands) run(stdin string, args ...string) (said string, err error) {
	c.t.Helper()
	var out, errs bytes.Buffer
	p := program{getenv: func(name string) string { return c.env[name] }, stdin: strings.NewReader(stdin), stdout: &out, stderr: &errs}
	err = p.rates(c.t.Context(), args)
	return out.String() + errs.String(), err
}

func euroXML(day, rates string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<gesmes:subject>Reference rates</gesmes:subject><gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
<Cube><Cube time="` + day + `">` + rates + `</Cube></Cube></gesmes:Envelope>`
}

const someRates = `<Cube currency="USD" rate="1.0921"/><Cube currency="JPY" rate="158.17"/><Cube currency="XXX" rate="2"/>`

func TestRates(t *testing.T) {
	t.Parallel()
	c := newCommands(t)
	file := filepath.Join(t.TempDir(), "eurofxref-daily.xml")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	wants := func(stdin, want string, args ...string) {
		t.Helper()
		if said, err := c.run(stdin, args...); err != nil || said != want {
			t.Errorf("%v: %v\n%s", args, err, said)
		}
	}
	const first = "Currency  US dollars      Of\nUSD       1.000000000000  1999-01-04\n"
	wants("", first, "list")
	write(euroXML("2025-01-31", strings.Replace(someRates, "158.17", "0", 1)))
	for _, args := range [][]string{{"import", file}, {"import", "--force", file}, {"import", file + "x"}, {"import", "-"}, {"import"}, {"import", file, file}, {"list", "x"}, {"lists"}, nil} {
		if said, err := c.run("", args...); err == nil || said != "" {
			t.Errorf("%v: %v %s", args, err, said)
		}
	}
	wants("", first, "list")
	write(euroXML("2025-01-31", someRates))
	wants("", "Imported the rates of 3 currencies of 2025-01-31.\nLeft out 1 that Linktill does not have.\n", "import", file)
	const friday = "Currency  US dollars      Of\nEUR       1.092100000000  2025-01-31\nJPY       0.006904596320  2025-01-31\nUSD       1.000000000000  2025-01-31\n"
	wants("", friday, "list")
	older := euroXML("2025-01-30", `<Cube currency="USD" rate="1"/>`)
	if said, err := c.run(older, "import", "-"); err == nil || !strings.Contains(err.Error(), "nothing was imported: the rates of 2025-01-31 are there already") {
		t.Errorf("an older file: %v %s", err, said)
	}
	wants("", friday, "list")
	wants(older, "Imported the rates of 2 currencies of 2025-01-30.\n", "import", "--force", "-")
}
