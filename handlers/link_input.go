package handlers

import (
	"sort"
	"strconv"
	"strings"
	"time"

	"linktill/internal/pay"
	"linktill/views"
)

// linkJSON is a new payment link as programs send it.
type linkJSON struct {
	MerchantSlug     string            `json:"merchant_slug"`
	Amount           *int64            `json:"amount"`
	MinAmount        *int64            `json:"min_amount"`
	MaxAmount        *int64            `json:"max_amount"`
	SuggestedAmounts []int64           `json:"suggested_amounts"`
	Currency         *string           `json:"currency"`
	Description      *string           `json:"description"`
	MaxUses          *int64            `json:"max_uses"`
	ExpiresAt        *string           `json:"expires_at"`
	Metadata         map[string]any    `json:"metadata"`
	CustomFields     []customFieldJSON `json:"custom_fields"`
	Note             bool              `json:"note"`
	QuantityMax      *int              `json:"quantity_max"`
}

func (in linkJSON) link(by pay.Caller) (pay.Link, error) {
	var c pay.Checks
	c.That(in.MerchantSlug == "" || in.MerchantSlug == by.MerchantSlug, "merchant_slug",
		"This key belongs to another merchant. Leave the field out.")
	l := pay.Link{
		AmountMinor: in.Amount, MinAmountMinor: in.MinAmount, MaxAmountMinor: in.MaxAmount, SuggestedMinor: in.SuggestedAmounts,
		Currency: by.DefaultCurrency, MaxUses: in.MaxUses, Metadata: pay.CleanMetadata(in.Metadata),
	}
	if in.Currency != nil {
		l.Currency = strings.ToUpper(*in.Currency)
	}
	l.CustomFields, l.AsksNote = customFields(in.CustomFields), in.Note
	if in.QuantityMax != nil {
		l.QuantityMax = *in.QuantityMax
		c.That(l.QuantityMax >= 1, "quantity_max", "A whole number from 1 to %d.", pay.AdjustableQuantities)
	}
	if in.Description != nil {
		l.Description = pay.CleanText(*in.Description)
	}
	if in.ExpiresAt != nil {
		l.ExpiresAt = checkMoment(&c, "expires_at", *in.ExpiresAt)
	}
	return l, c.Err()
}

// checkMoment reads an ISO 8601 time; a date alone means the end of that day
// in UTC.
func checkMoment(c *pay.Checks, field, s string) *time.Time {
	t, ok := pay.ParseMoment(s)
	if !ok {
		c.Add(field, "Must be a time such as 2026-12-31T18:00:00Z.")
		return nil
	}
	return &t
}

// linkForm is the link builder's form.
type linkForm struct {
	Description string `form:"description"`
	Kind        string `form:"kind"`
	Amount      string `form:"amount"`
	Currency    string `form:"currency"`
	MinAmount   string `form:"min_amount"`
	MaxAmount   string `form:"max_amount"`
	Suggested   string `form:"suggested"`
	MaxUses     string `form:"max_uses"`
	ExpiresAt   string `form:"expires_at"`
	Reference   string `form:"reference"`
	Metadata    string `form:"metadata"`
	// Repeats charges again and again: every so many of Unit.
	Repeats     bool   `form:"repeats"`
	Every       string `form:"every"`
	Unit        string `form:"unit"`
	AsksNote    bool   `form:"note"`
	QuantityMax string `form:"quantity_max"`
	// What the customer is asked, row by row; AskRequired has the numbers of the
	// rows that must be answered.
	AskKey      []string `form:"ask_key"`
	AskLabel    []string `form:"ask_label"`
	AskKind     []string `form:"ask_kind"`
	AskOptions  []string `form:"ask_options"`
	AskRequired []string `form:"ask_required"`
	// Edition is that of the link that the form was opened with.
	Edition string `form:"edition"`
}

// referenceKey is where a link's reference is kept in its metadata.
const referenceKey = "reference"

func (in linkForm) link(zone *time.Location) (pay.Link, error) {
	var c pay.Checks
	l := pay.Link{Currency: in.Currency, Description: pay.CleanText(in.Description)}
	if in.Kind == "open" {
		l.MinAmountMinor = checkAmount(&c, "min_amount", in.MinAmount, in.Currency)
		l.MaxAmountMinor = checkAmount(&c, "max_amount", in.MaxAmount, in.Currency)
		l.SuggestedMinor = checkAmounts(&c, "suggested", in.Suggested, in.Currency)
	} else {
		c.That(strings.TrimSpace(in.Amount) != "", "amount", "Enter the amount, or let the customer decide.")
		l.AmountMinor = checkAmount(&c, "amount", in.Amount, in.Currency)
	}
	l.Interval = in.interval(&c)
	in.limits(&c, &l, zone)
	return l, c.Err()
}

// limits reads what can also be changed later.
func (in linkForm) limits(c *pay.Checks, l *pay.Link, zone *time.Location) {
	l.MaxUses = checkCount(c, "max_uses", in.MaxUses)
	l.ExpiresAt = checkLocalTime(c, "expires_at", in.ExpiresAt, zone)
	l.Metadata = checkPairs(c, "metadata", in.Metadata)
	if reference := pay.CleanLine(in.Reference); reference != "" {
		l.Metadata[referenceKey] = reference
	}
	in.asks(c, l)
}

func (in linkForm) patch(zone *time.Location) (pay.LinkPatch, error) {
	var c pay.Checks
	var l pay.Link
	in.limits(&c, &l, zone)
	description := pay.CleanText(in.Description)
	return pay.LinkPatch{Edition: &in.Edition, Description: &description, SetMaxUses: true, MaxUses: l.MaxUses,
		SetExpiresAt: true, ExpiresAt: l.ExpiresAt, SetMetadata: true, Metadata: l.Metadata,
		CustomFields: &l.CustomFields, AsksNote: &l.AsksNote, QuantityMax: &l.QuantityMax}, c.Err()
}

// checkAmount reads a typed amount; nothing typed is nil.
func checkAmount(c *pay.Checks, field, s, currency string) *int64 {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	if _, known := pay.CurrencyOf(currency); !known {
		return nil // the currency's own error says what is wrong
	}
	minor, err := pay.ParseAmount(s, currency)
	if err != nil {
		c.Add(field, "%s", err.(*pay.Error).Message)
		return nil
	}
	c.That(minor > 0, field, "Enter an amount of more than zero.")
	return &minor
}

// checkAmounts reads amounts with spaces, new lines, semicolons or commas
// between them. "1,000" alone is one thousand; "5,10" is five and ten.
func checkAmounts(c *pay.Checks, field, s, currency string) []int64 {
	var amounts []int64
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ';' || r == '\n' }) {
		parts := []string{strings.Trim(part, ",")}
		if _, err := pay.ParseAmount(parts[0], currency); err != nil {
			parts = strings.Split(parts[0], ",")
		}
		for _, one := range parts {
			if minor := checkAmount(c, field, one, currency); minor != nil {
				amounts = append(amounts, *minor)
			}
		}
	}
	return amounts
}

func checkCount(c *pay.Checks, field, s string) *int64 {
	s = strings.TrimSpace(s)
	if s == "" {
		return nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 || n > pay.LinkMaxUsesMax {
		c.Add(field, "Enter a whole number of at least 1, or leave it empty for no limit.")
		return nil
	}
	return &n
}

// checkLocalTime reads what a browser sends for a date with a time.
func checkLocalTime(c *pay.Checks, field, s string, zone *time.Location) *time.Time {
	if s == "" {
		return nil
	}
	for _, form := range []string{browserTime, "2006-01-02T15:04:05", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(form, s, zone); err == nil && t.Year() >= 1970 {
			return &t
		}
	}
	c.Add(field, "Enter a date with a time, such as 2026-12-31 18:00.")
	return nil
}

// checkPairs reads lines of key=value.
func checkPairs(c *pay.Checks, field, s string) map[string]any {
	pairs := map[string]any{}
	for _, line := range strings.Split(s, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		key = pay.CleanLine(key)
		c.That(ok && key != "", field, "Write each line as name=value.")
		_, twice := pairs[key]
		c.That(!twice, field, "The name %q is there twice.", key)
		pairs[key] = pay.CleanLine(value)
	}
	return pairs
}

// formOf fills the form with a link, for editing.
func formOf(l pay.Link, zone *time.Location) linkForm {
	in := linkForm{Description: l.Description, Currency: l.Currency, Edition: l.Edition()}
	if l.MaxUses != nil {
		in.MaxUses = strconv.FormatInt(*l.MaxUses, 10)
	}
	if l.ExpiresAt != nil {
		in.ExpiresAt = l.ExpiresAt.In(zone).Format(browserTime)
	}
	reference, rest := referenceApart(l.Metadata)
	in.Reference = reference
	for _, fact := range rest {
		in.Metadata += fact.Name + "=" + fact.Value + "\n"
	}
	in.asksOf(l)
	return in
}

// cloneOf fills the form with a link, for making another one like it. A time
// that has passed is left out.
func cloneOf(l pay.Link, zone *time.Location, now time.Time) linkForm {
	in := formOf(l, zone)
	typed := func(minor *int64) string {
		if minor == nil {
			return ""
		}
		return l.Money(*minor).Decimal()
	}
	in.Kind, in.Amount, in.MinAmount, in.MaxAmount = "fixed", typed(l.AmountMinor), typed(l.MinAmountMinor), typed(l.MaxAmountMinor)
	if l.AmountMinor == nil {
		in.Kind = "open"
	}
	amounts := make([]string, len(l.SuggestedMinor))
	for i := range l.SuggestedMinor {
		amounts[i] = typed(&l.SuggestedMinor[i])
	}
	in.Suggested = strings.Join(amounts, ", ")
	if l.ExpiresAt != nil && !l.ExpiresAt.After(now) {
		in.ExpiresAt = ""
	}
	if in.Repeats = !l.Interval.IsZero(); in.Repeats {
		in.Every, in.Unit = strconv.Itoa(l.Interval.Count), string(l.Interval.Unit)
	}
	return in
}

// metadataFacts lists custom values by name.
func metadataFacts(m map[string]any) []views.Fact {
	facts := make([]views.Fact, 0, len(m))
	for name, value := range m {
		facts = append(facts, views.Fact{Name: name, Value: plain(value)})
	}
	sort.Slice(facts, func(i, j int) bool { return facts[i].Name < facts[j].Name })
	return facts
}

// linkPatchJSON is a PATCH as programs send it. The first three are there only
// to say that they cannot be changed.
type linkPatchJSON struct {
	Amount       opt[any]               `json:"amount"`
	Currency     opt[any]               `json:"currency"`
	MerchantSlug opt[any]               `json:"merchant_slug"`
	Description  opt[string]            `json:"description"`
	IsActive     opt[bool]              `json:"is_active"`
	MaxUses      opt[int64]             `json:"max_uses"`
	ExpiresAt    opt[string]            `json:"expires_at"`
	Metadata     opt[map[string]any]    `json:"metadata"`
	CustomFields opt[[]customFieldJSON] `json:"custom_fields"`
	Note         opt[bool]              `json:"note"`
	QuantityMax  opt[int]               `json:"quantity_max"`
}

func (in linkPatchJSON) patch() (pay.LinkPatch, error) {
	var c pay.Checks
	for field, set := range map[string]bool{"amount": in.Amount.Set, "currency": in.Currency.Set, "merchant_slug": in.MerchantSlug.Set} {
		c.That(!set, field, "This cannot be changed after creation. Create a new link instead.")
	}
	p := pay.LinkPatch{SetMaxUses: in.MaxUses.Set, SetExpiresAt: in.ExpiresAt.Set, SetMetadata: in.Metadata.Set, Metadata: pay.CleanMetadata(in.Metadata.Value)}
	if in.Description.Set {
		description := pay.CleanText(in.Description.Value)
		p.Description = &description
	}
	in.asks(&c, &p)
	if in.IsActive.Set {
		c.That(!in.IsActive.Null, "is_active", "Must be true or false.")
		p.Active = &in.IsActive.Value
	}
	if in.MaxUses.Set && !in.MaxUses.Null {
		p.MaxUses = &in.MaxUses.Value
	}
	if in.ExpiresAt.Set && !in.ExpiresAt.Null {
		p.ExpiresAt = checkMoment(&c, "expires_at", in.ExpiresAt.Value)
	}
	return p, c.Err()
}
