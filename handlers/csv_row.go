package handlers

import (
	"bufio"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"linktill/internal/pay"
	"linktill/store"
)

// csvWriter writes rows as RFC 4180 has them. Its errors stay in the buffer, and
// come out when that is flushed.
type csvWriter struct {
	out   *bufio.Writer
	first bool // of the row
}

// newCSV begins a file with the mark by which spreadsheets know UTF-8.
func newCSV(out *bufio.Writer) *csvWriter {
	_, _ = out.WriteString("\ufeff")
	return &csvWriter{out: out, first: true}
}

// end ends the row. Only rows end in a carriage return, so that whoever counts
// those counts rows.
func (w *csvWriter) end() {
	_, _ = w.out.WriteString("\r\n")
	w.first = true
}

func (w *csvWriter) row(cells []string) {
	for _, cell := range cells {
		w.text(cell)
	}
	w.end()
}

// text writes what somebody typed.
func (w *csvWriter) text(cell string) { w.cell(defused(strings.ReplaceAll(cell, "\r", ""))) }

// ours writes a number or a time that we made: a minus is a minus there.
func (w *csvWriter) ours(cell string) { w.cell(cell) }

func (w *csvWriter) cell(cell string) {
	if !w.first {
		_ = w.out.WriteByte(',')
	}
	w.first = false
	if strings.ContainsAny(cell, "\",\n;\t") || strings.HasPrefix(cell, " ") || strings.HasSuffix(cell, " ") {
		cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
	}
	_, _ = w.out.WriteString(cell)
}

// splits is where a spreadsheet that separates cells by semicolons or tabs, as
// most of Europe's do, makes another cell out of what stands within one of ours,
// and that would be a formula. It looks past spaces and quotes, as they do.
var splits = regexp.MustCompile(`([;\t\r\n])([\p{Zs}"]*[=+\-@＝＋－＠])`)

// defused is a cell that no spreadsheet takes for a formula: before one stands
// an apostrophe, which is not shown at the beginning of a cell. Wide forms of the
// signs count as the signs.
func defused(cell string) string {
	if strings.ContainsAny(cell, ";\t\r\n") {
		cell = splits.ReplaceAllString(cell, "$1'$2")
	}
	if first, _ := utf8.DecodeRuneInString(cell); cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + cell
	}
	return cell
}

// csvTime is a time in the merchant's zone with its offset.
func csvTime(t time.Time, in *time.Location) string { return t.In(in).Format(time.RFC3339) }

func csvTimeOpt(t *time.Time, in *time.Location) string {
	if t == nil {
		return ""
	}
	return csvTime(*t, in)
}

var paymentHead = []string{
	"Id", "Number", "Status", "Created", "Paid", "Amount", "Currency", "Captured", "Refunded", "Net", "Tax", "Description", "Reference", "Customer e-mail",
	"Customer id", "Card", "Card last 4", "Payment link id", "Printed code", "Bank reference", "Failure", "Mode", "Metadata",
}

// writePayment writes one payment; cameBy is the name of the printed code by which
// the customer came. Amounts are decimal numbers of the currency.
func writePayment(w *csvWriter, p pay.Payment, cameBy string, in *time.Location) {
	amount := func(minor int64) { w.ours(pay.Money{Minor: minor, Currency: p.Currency}.Decimal()) }
	w.ours(pay.PaymentPrefix.Show(p.ID))
	w.ours(strconv.FormatInt(p.Number, 10))
	w.ours(paymentStatus(p.State).Word)
	w.ours(csvTime(p.CreatedAt, in))
	w.ours(csvTimeOpt(p.PaidAt, in))
	amount(p.AmountMinor)
	w.ours(p.Currency)
	amount(p.CapturedMinor)
	amount(p.RefundedMinor)
	amount(p.CapturedMinor - p.RefundedMinor)
	amount(p.TaxMinor)
	w.text(p.Description)
	w.text(p.Reference)
	w.text(p.PayerEmail)
	w.ours(pay.CustomerPrefix.Show(p.CustomerID))
	w.ours(cardBrandOf(p))
	w.ours(p.CardLast4)
	w.ours(showOpt(pay.LinkPrefix, p.LinkID))
	w.text(cameBy)
	w.text(p.AcquirerRef)
	w.text(p.FailureMessage)
	w.ours(mode(p.Livemode))
	w.text(metadataText(p.Metadata))
	w.end()
}

var refundHead = []string{
	"Id", "Number", "Status", "Created", "Changed", "Amount", "Currency", "Tax", "Reason", "Failure", "Payment id", "Payment number", "Payment for",
	"Customer e-mail", "Customer id", "Bank reference", "Mode",
}

// writeRefund writes one refund.
func writeRefund(w *csvWriter, r store.PaidRefund, in *time.Location) {
	ref, p := r.Refund, r.Payment
	w.ours(pay.RefundPrefix.Show(ref.ID))
	w.ours(strconv.FormatInt(ref.Number, 10))
	w.ours(refundStatus(ref.State).Word)
	w.ours(csvTime(ref.CreatedAt, in))
	w.ours(csvTime(ref.UpdatedAt, in))
	w.ours(ref.Amount().Decimal())
	w.ours(ref.Currency)
	w.ours(pay.Money{Minor: ref.TaxMinor, Currency: ref.Currency}.Decimal())
	w.text(reasonWords(ref.Reason))
	w.text(ref.FailureMessage)
	w.ours(pay.PaymentPrefix.Show(p.ID))
	w.ours(strconv.FormatInt(p.Number, 10))
	w.text(p.Description)
	w.text(p.PayerEmail)
	w.ours(pay.CustomerPrefix.Show(p.CustomerID))
	w.text(ref.AcquirerRef)
	w.ours(mode(ref.Livemode))
	w.end()
}

func cardBrandOf(p pay.Payment) string {
	if p.CardLast4 == "" {
		return ""
	}
	return pay.BrandName(p.CardBrand)
}

func showOpt(prefix pay.Prefix, id pay.ID) string {
	if id.IsZero() {
		return ""
	}
	return prefix.Show(id)
}

func mode(livemode bool) string {
	if livemode {
		return "live"
	}
	return "test"
}

// metadataText is the custom values as JSON; "" for none.
func metadataText(metadata map[string]any) string {
	if len(metadata) == 0 {
		return ""
	}
	b, err := json.Marshal(metadata)
	if err != nil {
		return ""
	}
	return string(b)
}
