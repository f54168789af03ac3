package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// The scripts for pgbench hold copies of our statements. So that a copy never
// falls behind, PostgreSQL is asked to log what the server really sends for one
// request of each kind, and that must be the script, word for word.
//
// In a script /*?*/ stands before what pgbench computes in place of a
// parameter, and /*+*/ … /*-*/ around what it needs in addition.

var (
	logEntry   = regexp.MustCompile(`(?m)^\d{4}-\d\d-\d\d [^\n]* (?:LOG:  (?:execute [^:]*|statement):|DETAIL: ) `)
	parameter  = regexp.MustCompile(`\$\d+`)
	variable   = regexp.MustCompile(`([^:]):[a-z_]\w*`)
	computed   = regexp.MustCompile(`/\*\?\*/(NULL|[\w.]+\([^)]*\))`)
	additional = regexp.MustCompile(`(?s)/\*\+\*/.*?/\*-\*/`)
	remark     = regexp.MustCompile(`(?m)--.*$|^\\set.*$`)
	spaces     = regexp.MustCompile(`\s+`)
	ending     = regexp.MustCompile(`;|\\gset.*`)
)

// plain is a statement without what may differ between the two.
func plain(sql string) string {
	sql = computed.ReplaceAllString(additional.ReplaceAllString(remark.ReplaceAllString(sql, ""), ""), "?")
	sql = variable.ReplaceAllString(parameter.ReplaceAllString(sql, "?"), "$1?")
	return strings.ToLower(strings.TrimSpace(spaces.ReplaceAllString(sql, " ")))
}

// scripted returns a script's statements.
func scripted(name string) (statements []string) {
	for _, statement := range ending.Split(remark.ReplaceAllString(script(name), ""), -1) {
		if statement = plain(statement); statement != "" {
			statements = append(statements, statement)
		}
	}
	return statements
}

// logged returns the statements of a part of PostgreSQL's log, without those
// that a new or a tested connection sends, and without those that wake River's
// workers: it does so once in a while, not with each job.
func logged(text string) (statements []string) {
	starts := logEntry.FindAllStringIndex(text, -1)
	for i, at := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		statement := plain(text[at[1]:end])
		own := strings.Contains(text[at[0]:at[1]], "DETAIL") || statement == "" ||
			strings.Contains(statement, "stepdown") || strings.HasPrefix(statement, "set role") ||
			strings.HasPrefix(statement, "with topic_to_notify as ")
		if !own {
			statements = append(statements, statement)
		}
	}
	return statements
}

// copied is a script and the work whose statements it copies.
type copied struct {
	script string
	// before is how many statements come first that the script leaves out.
	before int
	// ready returns the work; what it asks the server until then does not count.
	ready func(c *client) (exchange, error)
	// count is how often the work was done; may be nil.
	count *int
}

// checkScripts makes sure that pgbench will do what the server does.
func (b *bench) checkScripts(ctx context.Context) error {
	if err := b.logStatements(ctx, "all"); err != nil {
		return err
	}
	c, err := dial(b.addr)
	if err != nil {
		return err
	}
	defer c.close()
	always := func(do exchange) func(*client) (exchange, error) {
		return func(*client) (exchange, error) { return do, nil }
	}
	for _, script := range []copied{
		{"page", 0, always(over(get(b.addr, allLinks.path(), ""))), nil},
		{"pay", 0, func(c *client) (exchange, error) {
			form, err := allLinks.form(c, b.addr)
			return ask(paidStatus, func(int) []byte { return form }), err
		}, &b.paid},
		{"list", 1, always(over(b.listRequest(b.many, listed[0]))), nil}, // who the key is
		{"link", 0, always(ask(201, b.createLink)), &b.made},
		{"session", 0, always(b.sellByAPI), &b.paid},
	} {
		if err := b.check(ctx, c, script); err != nil {
			return err
		}
	}
	return b.logStatements(ctx, "none")
}

// check does the work until the server asked PostgreSQL exactly what the script
// asks. Once in a while it asks more, because it opens a connection.
func (l *lab) check(ctx context.Context, c *client, script copied) error {
	want := scripted(script.script)
	var asked []string
	for range 10 {
		do, err := script.ready(c)
		if err != nil {
			return err
		}
		from, err := l.logSize(ctx)
		if err != nil {
			return err
		}
		if err := do(c, 0); err != nil {
			return err
		}
		if script.count != nil {
			*script.count++
		}
		if asked, err = l.askedSince(ctx, from, script.before+len(want)); err != nil {
			return err
		}
		asked = asked[min(script.before, len(asked)):]
		if slices.Equal(asked, want) {
			return nil
		}
	}
	return differ(script.script, asked, want)
}

// askedSince returns the statements logged behind a place. The log is written by
// a process of its own, so it may take a moment until there are n.
func (l *lab) askedSince(ctx context.Context, from int64, n int) (statements []string, err error) {
	for deadline := time.Now().Add(2 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		text, err := l.logFrom(ctx, from)
		if err != nil {
			return nil, err
		}
		if statements = logged(text); len(statements) >= n || time.Now().After(deadline) {
			return statements, nil
		}
	}
}

// differ names the first statement that is not the same.
func differ(name string, asked, want []string) error {
	for i := range max(len(asked), len(want)) {
		ours, theirs := "nothing", "nothing"
		if i < len(asked) {
			ours = asked[i]
		}
		if i < len(want) {
			theirs = want[i]
		}
		if ours != theirs {
			return fmt.Errorf("statement %d of sql/%s.sql is not what the server asks any more: bring it up to date. The server asks\n\n%s\n\nthe script\n\n%s",
				i+1, name, ours, theirs)
		}
	}
	return nil
}

func (l *lab) logSize(ctx context.Context) (size int64, err error) {
	return size, l.conn.QueryRow(ctx, `SELECT size FROM pg_stat_file(pg_current_logfile())`).Scan(&size)
}

func (l *lab) logFrom(ctx context.Context, from int64) (text string, err error) {
	return text, l.conn.QueryRow(ctx, `SELECT pg_read_file(pg_current_logfile(), $1, 1 << 24)`, from).Scan(&text)
}

// logStatements has PostgreSQL log every statement of the others, or none.
func (l *lab) logStatements(ctx context.Context, which string) error {
	for _, sql := range []string{`ALTER SYSTEM SET log_statement = '` + which + `'`, `SELECT pg_reload_conf()`, `SET log_statement = 'none'`} {
		if _, err := l.conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	for range 200 {
		var now string
		err := l.conn.QueryRow(ctx, `SELECT setting FROM pg_file_settings WHERE name = 'log_statement' AND applied`).Scan(&now)
		if err != nil || now == which {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
	return errors.New("PostgreSQL does not take log_statement")
}
