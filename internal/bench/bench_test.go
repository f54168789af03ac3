package main

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestPlainForgivesWhatPgbenchNeeds(t *testing.T) {
	t.Parallel()
	server := plain("/* Begin */\n\tSELECT  $1::text, now() + $2 FROM links l\n\t-- why\n\tWHERE l.id = $3")
	for _, script := range []string{
		"/* Begin */ SELECT :name::text, now() + :life FROM links l WHERE l.id = :link_id",
		"/* Begin */ SELECT /*?*/NULL::text, now() + :life /*+*/, more/*-*/ FROM links l WHERE l.id = /*?*/bench.link(:number, :n)",
	} {
		if got := plain(script); got != server {
			t.Errorf("plain(%q) = %q, want %q", script, got, server)
		}
	}
	if plain("SELECT :a FROM links") == plain("SELECT $1 FROM payments") {
		t.Error("two statements look alike")
	}
}

func TestLoggedTakesStatementsOnly(t *testing.T) {
	t.Parallel()
	log := "2026-01-02 03:04:05.006 GMT [7] LOG:  statement: begin\n" +
		"2026-01-02 03:04:05.006 GMT [7] LOG:  execute stmtcache_1: /* FinishAttempt */\n\t\tUPDATE links SET n = $1\n" +
		"2026-01-02 03:04:05.006 GMT [7] DETAIL:  parameters: $1 = 'SELECT'\n" +
		"2026-01-02 03:04:05.006 GMT [7] LOG:  statement: SET ROLE linktill_app\n" +
		"2026-01-02 03:04:05.006 GMT [7] LOG:  statement: commit\n"
	want := []string{"begin", "/* finishattempt */ update links set n = ?", "commit"}
	if got := logged(log); !slices.Equal(got, want) {
		t.Errorf("logged = %q, want %q", got, want)
	}
}

func TestScriptsHaveStatements(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]string{
		"pay": "/* publiclink */", "page": "/* publiclink */", "list": "/* payments */", "link": "/* keycaller */", "session": "/* keycaller */",
	} {
		statements := scripted(name)
		if len(statements) == 0 || !strings.HasPrefix(statements[0], first) {
			t.Errorf("%s starts with %q", name, statements)
		}
	}
	if n := len(scripted("pay")); n != 12 {
		t.Errorf("pay has %d statements, want 12: three round trips of their own, and a transaction of nine", n)
	}
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	for want, r := range map[string]row{
		"ok, stretch": ratio("", "", []float64{0.9, 1, 1.1}, 0.7, 0.9),
		"ok":          ratio("", "", []float64{0.7, 0.8, 0.9}, 0.7, 0.9),
		"open":        ratio("", "", []float64{0.5, 0.6, 0.7}, 0.7, 0.9),
		"BELOW":       atMost("", "", []float64{2.1, 2.2}, 2, 1.5),
		"":            plainRow("", []float64{1, 2, 3}),
	} {
		if got := r.verdict(); got != want {
			t.Errorf("verdict of %s is %q, want %q", r.shown, got, want)
		}
	}
}

func TestQuantiles(t *testing.T) {
	t.Parallel()
	var o outcome
	for i := range 101 {
		o.times = append(o.times, time.Duration(100-i)*time.Millisecond)
	}
	if o.ms(0.5) != 50 || o.ms(0.99) != 99 {
		t.Errorf("p50 %v, p99 %v", o.ms(0.5), o.ms(0.99))
	}
	if median([]float64{3, 1}) != 2 || median([]float64{9, 1, 2}) != 2 {
		t.Error("the median is wrong")
	}
}

func TestBenchLinkNamesItsMerchant(t *testing.T) {
	t.Parallel()
	const number = 0x89abcdef
	if id := benchLink(number, 7); id.MerchantNumber() != number || id.Time().UnixMilli() != 1_700_000_000_000 {
		t.Errorf("%s is of merchant %x and of %s", id.UUID(), id.MerchantNumber(), id.Time())
	}
}
