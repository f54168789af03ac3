package handlers

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"linktill/internal/pay"
)

// No spreadsheet takes what somebody typed for a formula.
func TestDefused(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"": "", "Tea": "Tea", "=1+1": "'=1+1", "+49 170": "'+49 170", "-5": "'-5", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t'=1", "\r=1": "'\r'=1",
		"\n=1": "'\n'=1", "＝1": "'＝1", " =1": " =1", "'=1": "'=1", "a=1": "a=1", "−5": "−5",
		"a;=1;b": "a;'=1;b", "; \"=1": ";' \"=1", "a\t+1\n\u00a0-1\n＠x": "a\t'+1\n'\u00a0-1\n'＠x", ";\t=1;=2": ";\t'=1;'=2", "Tea; milk - 2 €": "Tea; milk - 2 €",
	} {
		if got := defused(cell); got != want {
			t.Errorf("%q becomes %q, want %q", cell, got, want)
		}
	}
}

func written(write func(w *csvWriter)) string {
	var out bytes.Buffer
	buffered := bufio.NewWriter(&out)
	write(newCSV(buffered))
	_ = buffered.Flush()
	return out.String()
}

func TestCSVRows(t *testing.T) {
	t.Parallel()
	got := written(func(w *csvWriter) {
		w.row([]string{"Id", "Says", "="})
		w.ours("-12.50")
		w.text("one\r\ntwo, \"three\"")
		w.text("=HYPERLINK(\"http://evil\")")
		w.end()
	})
	want := "\ufeffId,Says,'=\r\n-12.50,\"one\ntwo, \"\"three\"\"\",\"'=HYPERLINK(\"\"http://evil\"\")\"\r\n"
	if got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestPaymentAsARow(t *testing.T) {
	t.Parallel()
	nassau, err := time.LoadLocation("America/Nassau")
	if err != nil {
		t.Fatal(err)
	}
	winter := time.Date(2026, 12, 24, 17, 0, 0, 0, time.UTC)
	p := pay.Payment{ID: pay.NewID(winter, 1), Number: 7, State: pay.PaymentPartiallyRefunded, AmountMinor: 1234_50, CapturedMinor: 1234_50, RefundedMinor: 34_50, TaxMinor: 1,
		Currency: "BSD", Description: "=cmd|'/C calc'!A0", Reference: "-7", PayerEmail: "+ana@example.com", CardBrand: "visa", CardLast4: "0042",
		CreatedAt: winter, PaidAt: &winter, Metadata: map[string]any{"table": "12"}}
	text := written(func(w *csvWriter) { w.row(paymentHead); writePayment(w, p, "@Table 4", nassau) })
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 2 || len(rows[1]) != len(paymentHead) {
		t.Fatalf("%v, %v", rows, err)
	}
	got := map[string]string{}
	for i, name := range rows[0] {
		got[name] = rows[1][i]
	}
	for name, want := range map[string]string{
		"Number": "7", "Status": "Partly refunded", "Created": "2026-12-24T12:00:00-05:00", "Paid": "2026-12-24T12:00:00-05:00", "Amount": "1234.50", "Currency": "BSD",
		"Net": "1200.00", "Tax": "0.01", "Description": "'=cmd|'/C calc'!A0", "Reference": "'-7", "Customer e-mail": "'+ana@example.com", "Card": "Visa", "Card last 4": "0042",
		"Mode": "test", "Metadata": `{"table":"12"}`, "Payment link id": "", "Printed code": "'@Table 4",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	p.RefundedMinor, p.Currency = 2000_00, "JPY"
	if text := written(func(w *csvWriter) { writePayment(w, p, "", nassau) }); !strings.Contains(text, ",-76550,") {
		t.Errorf("a negative number of ours is a number: %s", text)
	}
}

// Whatever is typed, a row has its cells, none of them begins like a formula, and
// a row ends where it ends.
func FuzzCSVCell(f *testing.F) {
	for _, text := range []string{"", "=1", "\"", ",", "\r\n", "\ufeff=1", ";=1", "'", "\x00", "a\rb", "\xff", "a; \"\"=1\t+2\n-3", ";\"\n;＝1\"", "\n;\t@"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		text := written(func(w *csvWriter) { w.row([]string{"first", typed, "last"}) })
		if strings.Count(text, "\r") != 1 {
			t.Errorf("%q ends %d rows", typed, strings.Count(text, "\r"))
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
		if err != nil || len(rows) != 1 || len(rows[0]) != 3 || rows[0][0] != "first" || rows[0][2] != "last" {
			t.Fatalf("%q: %q, %v", typed, rows, err)
		}
		if cell := rows[0][1]; cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") {
			t.Errorf("%q became %q", typed, cell)
		}
		for _, separator := range ";\t" {
			if cell := formulaIn(text, separator); cell != "" {
				t.Errorf("%q in %q with the separator %q", cell, text, separator)
			}
		}
	})
}

// formulaIn is a cell that a spreadsheet with that separator takes for a formula,
// whether or not it heeds quotes; "" when there is none.
func formulaIn(text string, separator rune) string {
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	reader.Comma, reader.LazyQuotes, reader.FieldsPerRecord = separator, true, -1
	rows, _ := reader.ReadAll() // what is wrong with a quote, it says at the end
	rows = append(rows, strings.FieldsFunc(text, func(r rune) bool { return r == separator || r == '\n' || r == '\r' }))
	for _, row := range rows {
		for _, cell := range row {
			if first, _ := utf8.DecodeRuneInString(strings.TrimLeft(cell, " \u00a0\"")); strings.ContainsRune("=+-@＝＋－＠", first) {
				return cell
			}
		}
	}
	return ""
}

func TestExportName(t *testing.T) {
	t.Parallel()
	day := func(n int) *time.Time { d := time.Date(2026, 11, n, 0, 0, 0, 0, time.UTC); return &d }
	now := day(21).Add(12 * time.Hour)
	by := pay.Caller{MerchantSlug: "island-coffee", Livemode: true}
	for want, b := range map[string]bounds{
		"payments-island-coffee-to-2026-11-21.csv":                 {},
		"payments-island-coffee-from-2026-11-01-to-2026-11-10.csv": {from: day(1), to: day(11)},
		"payments-island-coffee-from-2026-11-02-to-2026-11-21.csv": {from: day(2), to: day(30)},
	} {
		if got := exportName(by, "payments", b, now); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	by.Livemode = false
	if got := exportName(by, "refunds", bounds{}, now); got != "refunds-island-coffee-test-to-2026-11-21.csv" {
		t.Errorf("in test mode: %s", got)
	}
}
