package handlers

import (
	"slices"
	"strconv"
	"strings"

	"linktill/internal/pay"
	"linktill/views"
)

// customFieldJSON is a custom field of a link as programs send it. Without a key
// it gets one from its label.
type customFieldJSON struct {
	Key      string         `json:"key"`
	Label    string         `json:"label"`
	Type     pay.CustomKind `json:"type"`
	Options  []string       `json:"options"`
	Required bool           `json:"required"`
}

// customFields are the fields cleaned, for pay to check.
func customFields(sent []customFieldJSON) []pay.CustomField {
	fields := make([]pay.CustomField, len(sent))
	for i, f := range sent {
		fields[i] = pay.CustomField{Key: f.Key, Label: f.Label, Kind: f.Type, Options: f.Options, Required: f.Required}
	}
	return pay.CleanCustomFields(fields)
}

// asks reads what the link shall ask from now on; null takes it back.
func (in linkPatchJSON) asks(c *pay.Checks, p *pay.LinkPatch) {
	if in.CustomFields.Set {
		fields := customFields(in.CustomFields.Value)
		p.CustomFields = &fields
	}
	if in.Note.Set {
		p.AsksNote = &in.Note.Value
	}
	if in.QuantityMax.Set {
		most := in.QuantityMax.Value
		if in.QuantityMax.Null {
			most = 1
		}
		c.That(most >= 1, "quantity_max", "A whole number from 1 to %d.", pay.AdjustableQuantities)
		p.QuantityMax = &most
	}
}

// interval reads how often a link charges; not at all when it is paid once.
func (in linkForm) interval(c *pay.Checks) pay.Interval {
	if !in.Repeats {
		return pay.Interval{}
	}
	n, err := strconv.Atoi(strings.TrimSpace(in.Every))
	if err != nil {
		c.Add("interval", "Enter a whole number, such as 1 for every month.")
		return pay.Interval{}
	}
	every := pay.Interval{Unit: pay.IntervalUnit(in.Unit), Count: n}
	every.Check(c, "interval")
	if !c.OK() {
		return pay.Interval{}
	}
	return every
}

// asks reads what the link asks whoever pays.
func (in linkForm) asks(c *pay.Checks, l *pay.Link) {
	var fields []customFieldJSON
	for _, row := range in.askRows() {
		fields = append(fields, in.askRow(row))
	}
	l.CustomFields, l.AsksNote, l.QuantityMax = customFields(fields), in.AsksNote, 1
	if typed := strings.TrimSpace(in.QuantityMax); typed != "" {
		n, err := strconv.Atoi(typed)
		c.That(err == nil && n >= 1 && n <= pay.AdjustableQuantities, "quantity_max", "A whole number from 1 to %d.", pay.AdjustableQuantities)
		if c.OK() {
			l.QuantityMax = n
		}
	}
}

// askRows are the rows with something in them.
func (in linkForm) askRows() (rows []int) {
	for i := range pay.CustomFieldsMax {
		if f := in.askRow(i); pay.CleanLine(f.Label) != "" || f.Required || len(f.Options) > 0 {
			rows = append(rows, i)
		}
	}
	return rows
}

func (in linkForm) askRow(i int) customFieldJSON {
	at := func(list []string) string {
		if i < len(list) {
			return list[i]
		}
		return ""
	}
	f := customFieldJSON{Key: at(in.AskKey), Label: at(in.AskLabel), Type: pay.CustomKind(at(in.AskKind)), Required: slices.Contains(in.AskRequired, strconv.Itoa(i))}
	if f.Type == pay.CustomChoice {
		f.Options = slices.DeleteFunc(strings.Split(at(in.AskOptions), "\n"), func(line string) bool { return pay.CleanLine(line) == "" })
	}
	return f
}

// asksOf fills in what a link asks.
func (in *linkForm) asksOf(l pay.Link) {
	in.AsksNote = l.AsksNote
	if l.QuantityMax > 1 {
		in.QuantityMax = strconv.Itoa(l.QuantityMax)
	}
	for i, f := range l.CustomFields {
		in.AskKey, in.AskLabel, in.AskKind = append(in.AskKey, f.Key), append(in.AskLabel, f.Label), append(in.AskKind, string(f.Kind))
		in.AskOptions = append(in.AskOptions, strings.Join(f.Options, "\n"))
		if f.Required {
			in.AskRequired = append(in.AskRequired, strconv.Itoa(i))
		}
	}
}

// asksInWords says what the customer is asked, to compare two forms.
func (in linkForm) asksInWords() string {
	var words []string
	for _, row := range in.askRows() {
		f := in.askRow(row)
		said := []string{views.AskKind(string(f.Type))}
		if f.Required {
			said = append(said, "must be answered")
		}
		words = append(words, f.Label+" ("+strings.Join(slices.Concat(said, f.Options), ", ")+")")
	}
	return strings.Join(words, "; ")
}

func askedOrNot(asked bool) string {
	if asked {
		return "asked for"
	}
	return "not asked for"
}

// fillAsks shows the rows as typed, each with what is wrong with it.
func (in linkForm) fillAsks(m *views.LinkForm) {
	m.Repeats, m.Every, m.Unit = in.Repeats, firstOf(in.Every, "1"), firstOf(in.Unit, string(pay.UnitMonth))
	m.AsksNote, m.QuantityMax = in.AsksNote, in.QuantityMax
	used := in.askRows()
	for i := range pay.CustomFieldsMax {
		f := in.askRow(i)
		ask := views.LinkAsk{Row: strconv.Itoa(i), Key: f.Key, Label: f.Label, Kind: firstOf(string(f.Type), string(pay.CustomText)), Required: f.Required}
		if i < len(in.AskOptions) {
			ask.Options = in.AskOptions[i]
		}
		if at := slices.Index(used, i); at >= 0 {
			name := "custom_fields." + strconv.Itoa(at) + "."
			ask.LabelErrors = slices.Concat(m.Errors.On(name+"label"), m.Errors.On(name+"key"))
			ask.KindErrors, ask.OptionsErrors = m.Errors.On(name+"type"), m.Errors.On(name+"options")
		}
		m.Asks = append(m.Asks, ask)
	}
}
