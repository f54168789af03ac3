package handlers

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"linktill/internal/pay"
	"linktill/views"
)

// currencyFigures are the figures of each currency in which something happened,
// in this period or the one before, the merchant's own first. Different
// currencies are never added together.
func currencyFigures(all []pay.Figures, span pay.Span, now time.Time, own string) []views.CurrencyFigures {
	var shown []views.CurrencyFigures
	for _, f := range all {
		if f.Now.IsZero() && f.Before.IsZero() {
			continue
		}
		figures := oneCurrency(f, span, now)
		if f.Currency == own {
			shown = slices.Insert(shown, 0, figures)
		} else {
			shown = append(shown, figures)
		}
	}
	return shown
}

func oneCurrency(f pay.Figures, span pay.Span, now time.Time) views.CurrencyFigures {
	money := func(minor int64) string { return pay.Money{Minor: minor, Currency: f.Currency}.String() }
	out := views.CurrencyFigures{
		Currency: f.Currency, Gross: money(f.Now.GrossMinor), Refunds: money(f.Now.RefundMinor),
		Net: money(f.Now.NetMinor()), Payments: counted(f.Now.Paid), Step: "day",
		GrossChange:    change(f.Now.GrossMinor, f.Before.GrossMinor, money),
		RefundsChange:  change(f.Now.RefundMinor, f.Before.RefundMinor, money),
		NetChange:      change(f.Now.NetMinor(), f.Before.NetMinor(), money),
		PaymentsChange: change(f.Now.Paid, f.Before.Paid, counted),
	}
	if started := f.Now.Started; started > 0 {
		out.Converted = strconv.FormatInt(f.Now.Converted*100/started, 10) + " %"
		out.ConvertedOf = counted(f.Now.Converted) + " of " + counted(started)
	}
	layout := "Mon 2 Jan"
	if span.Hourly {
		out.Step, layout = "hour", "15:04"
		if len(span.Starts) != 24+1 { // an hour is there twice, or not at all
			layout = "15:04 MST"
		}
	}
	for i, t := range f.Steps[:span.Past(now)] {
		out.Points = append(out.Points, views.ChartPoint{
			Label: span.Starts[i].Format(layout), Amount: money(t.NetMinor()), Minor: t.NetMinor(),
			Gross: money(t.GrossMinor), Refunds: money(t.RefundMinor), Payments: counted(t.Paid),
		})
	}
	return out
}

// changeMax is the largest change that is told in per cent; beyond it the figure
// of the period before says more.
const changeMax = 999

// change compares a figure with the period before, in whole per cent where that
// means something: of nothing, or less, there is no per cent.
func change(now, before int64, show func(int64) string) views.Change {
	c := views.Change{Direction: "same", Title: "The period before: " + show(before)}
	switch {
	case now == before && before == 0:
		return views.Change{}
	case now > before:
		c.Direction = "up"
	case now < before:
		c.Direction = "down"
	}
	difference := max(now-before, before-now)
	if before <= 0 || difference/before*100 > changeMax {
		c.Text = "from " + show(before)
		return c
	}
	percent := difference*100/before + difference*100%before*2/before // to the nearest
	c.Text = counted(percent) + " %"
	if percent == 0 && difference > 0 {
		c.Text = "under 1 %"
	}
	return c
}

// counted writes a number with commas between thousands.
func counted(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// spanDays names a period's days: "15 – 21 Nov 2026".
func spanDays(span pay.Span, now time.Time) string {
	from := span.Starts[0]
	if from.Year() != now.Year() {
		return from.Format("2 Jan 2006") + " – " + now.Format("2 Jan 2006")
	}
	return daysBetween(from, now) + now.Format(" 2006")
}

// spanBefore names the days of the period before, and until when it was counted.
func spanBefore(span pay.Span) string {
	last := span.BeforeTo.Add(-time.Nanosecond)
	if !last.After(span.BeforeFrom) { // it is just past midnight
		last = span.BeforeFrom
	}
	text := daysBetween(span.BeforeFrom, last)
	if hour, minute, _ := span.BeforeTo.Clock(); hour+minute > 0 {
		text += " until " + span.BeforeTo.Format("15:04")
	}
	return text
}

// daysBetween names two days and what is between them, without the year.
func daysBetween(from, to time.Time) string {
	first, last := from.Format("2 Jan"), to.Format("2 Jan")
	switch {
	case first == last:
		return from.Format("Mon 2 Jan")
	case from.Month() == to.Month() && from.Year() == to.Year():
		first, _, _ = strings.Cut(first, " ")
	}
	return first + " – " + last
}
