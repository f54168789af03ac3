package handlers

import (
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
	"linktill/views/ui"
)

// filterInput is how one of the dashboard's lists is narrowed, as it stands in
// the address.
type filterInput struct {
	status, currency, min, max, from, to, email, link, customer string
}

func readFilter(c *fiber.Ctx) filterInput {
	read := func(name string) string { return pay.CleanLine(c.Query(name)) }
	return filterInput{
		status: read("status"), currency: read("currency"), min: read("min"), max: read("max"), from: read("from"), to: read("to"),
		email: read("email"), link: read("link"), customer: read("customer"),
	}
}

// query is the filter as an address has it, without some of its parts.
func (in filterInput) query(without ...string) url.Values {
	query := url.Values{}
	for name, value := range map[string]string{
		"status": in.status, "currency": in.currency, "min": in.min, "max": in.max, "from": in.from, "to": in.to,
		"email": in.email, "link": in.link, "customer": in.customer,
	} {
		if value != "" {
			query.Set(name, value)
		}
	}
	for _, name := range without {
		query.Del(name)
	}
	return query
}

// at is the address of a list with the filter, without some of its parts.
func (in filterInput) at(path string, without ...string) string {
	if query := in.query(without...); len(query) > 0 {
		return path + "?" + query.Encode()
	}
	return path
}

// bounds are the filter's amounts and times, as they were read.
type bounds struct {
	currency           string
	minMinor, maxMinor *int64
	from, to           *time.Time
}

// bounds reads the amounts and the period; days are those of the merchant's
// zone. An amount without a currency is in the merchant's own.
func (in *filterInput) bounds(c *fiber.Ctx, checks *pay.Checks) (b bounds) {
	if in.currency == "" && in.min+in.max != "" {
		in.currency = caller(c).DefaultCurrency
	}
	if _, known := pay.CurrencyOf(in.currency); !known && in.currency != "" {
		checks.Add("currency", "Choose a currency from the list.")
		return b
	}
	b.currency = in.currency
	b.minMinor, b.maxMinor = amountBound(checks, "min", in.min, in.currency), amountBound(checks, "max", in.max, in.currency)
	b.from, b.to = dayBound(checks, "from", in.from, zone(c), 0), dayBound(checks, "to", in.to, zone(c), 1)
	if b.minMinor != nil && b.maxMinor != nil {
		checks.That(*b.minMinor <= *b.maxMinor, "max", "This is less than the amount that it starts from.")
	}
	if b.from != nil && b.to != nil {
		checks.That(b.from.Before(*b.to), "to", "This day is before the first one.")
	}
	return b
}

func amountBound(checks *pay.Checks, field, typed, currency string) *int64 {
	if typed == "" {
		return nil
	}
	minor, err := pay.ParseAmount(typed, currency)
	if err != nil {
		checks.Add(field, "%s", err.(*pay.Error).Message)
		return nil
	}
	return &minor
}

// dayBound is the midnight at which a day begins, or with one day more, ends.
func dayBound(checks *pay.Checks, field, typed string, in *time.Location, more int) *time.Time {
	if typed == "" {
		return nil
	}
	day, err := time.Parse(time.DateOnly, typed)
	if err != nil || day.Year() < 1970 {
		checks.Add(field, "Write the day as year, month and day, for example 2026-11-21.")
		return nil
	}
	noon := time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, in)
	midnight := pay.DayStart(noon, more)
	return &midnight
}

// emailBound reads a whole address.
func (in filterInput) emailBound(checks *pay.Checks) string {
	if in.email == "" {
		return ""
	}
	email, ok := pay.ParseEmail(in.email)
	checks.That(ok, "email", "Enter the whole address, for example ana@example.com.")
	return email
}

// filters is the form of the filter, with a chip for each part that can be taken
// away.
func (h *Handlers) filters(c *fiber.Ctx, in filterInput, path string, b bounds, e *pay.Error) views.Filters {
	f := views.Filters{
		Path: path, Status: in.status, Link: in.link, Customer: in.customer, Currency: in.currency, Min: in.min, Max: in.max, From: in.from, To: in.to, Email: in.email,
		Currencies: append([]views.Option{{Label: "Any currency"}}, currencyOptions(pay.Currencies())...), Errors: formErrors(e),
		ZoneName: zoneName(h.Now().In(zone(c))),
	}
	if e != nil {
		return f
	}
	chip := func(label string, without ...string) {
		f.Chips = append(f.Chips, views.FilterChip{Label: label, Without: in.at(path, without...)})
	}
	if label := b.amountLabel(); label != "" {
		chip(label, "min", "max", "currency")
	} else if b.currency != "" {
		chip("In "+b.currency, "currency")
	}
	if label := b.periodLabel(); label != "" {
		chip(label, "from", "to")
	}
	if in.email != "" {
		chip(in.email, "email")
	}
	return f
}

func (b bounds) amountLabel() string {
	show := func(minor *int64) string { return pay.Money{Minor: *minor, Currency: b.currency}.String() }
	switch {
	case b.minMinor != nil && b.maxMinor != nil && *b.minMinor == *b.maxMinor:
		return show(b.minMinor)
	case b.minMinor != nil && b.maxMinor != nil:
		return show(b.minMinor) + " to " + show(b.maxMinor)
	case b.minMinor != nil:
		return show(b.minMinor) + " or more"
	case b.maxMinor != nil:
		return show(b.maxMinor) + " or less"
	}
	return ""
}

func (b bounds) periodLabel() string {
	const form = "2 Jan 2006"
	last := func() string { return b.to.AddDate(0, 0, -1).Format(form) }
	switch {
	case b.from != nil && b.to != nil && b.from.Format(form) == last():
		return last()
	case b.from != nil && b.to != nil:
		return b.from.Format(form) + " to " + last()
	case b.from != nil:
		return "Since " + b.from.Format(form)
	case b.to != nil:
		return "Until " + last()
	}
	return ""
}

// statusChips are the states of a list to choose from; the rest of the filter
// stays.
func (in filterInput) statusChips(path string, words []views.Option) []ui.Chip {
	return views.Show(words, func(w views.Option) ui.Chip {
		to := in
		if to.status = w.Value; w.Value == "all" {
			to.status = ""
		}
		return ui.Chip{Label: w.Label, Href: to.at(path), Current: in.status == to.status || in.status == "all" && to.status == ""}
	})
}

// pagerOf leads through a filtered list.
func (in filterInput) pagerOf(path string, page pay.Page, more bool, last string) ui.Pager {
	base := path + "?"
	if query := in.query(); len(query) > 0 {
		base += query.Encode() + "&"
	}
	return pager(page, more, base, last)
}
