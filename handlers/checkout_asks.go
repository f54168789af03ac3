package handlers

import (
	"slices"
	"strconv"
	"strings"

	"linktill/internal/pay"
	"linktill/views"
)

// customs are the answers as typed, in the order of the link's fields.
func (in payForm) customs() []string {
	return []string{in.Custom1, in.Custom2, in.Custom3, in.Custom4, in.Custom5}
}

func customName(i int) string { return "custom_" + strconv.Itoa(i+1) }

// asks are the fields of the merchant's own that the page has. What was tried
// once keeps its answers.
func (o offer) asks() []pay.CustomField {
	if o.frozen {
		return nil
	}
	return o.link.CustomFields
}

func (o offer) asksNote() bool { return !o.frozen && o.link.AsksNote }

// answers are what the customer said, without the fields that they left empty.
func (in payForm) answers(c *pay.Checks, o offer) []pay.CustomAnswer {
	var answers []pay.CustomAnswer
	for i, f := range o.asks() {
		if a := f.Answer(c, customName(i), in.customs()[i], o.locale()); a.Value != "" {
			answers = append(answers, a)
		}
	}
	return answers
}

// note is what the customer wrote to the merchant, where the page asks for it.
func (in payForm) note(c *pay.Checks, o offer) string {
	if !o.asksNote() {
		return ""
	}
	note := pay.CleanText(in.Note)
	c.CheckLength("note", note, pay.CustomerNoteMax)
	return note
}

// fillAsks shows the merchant's own fields with what was typed.
func (in payForm) fillAsks(m *views.CheckoutForm, o offer) {
	for i, f := range o.asks() {
		m.Customs = append(m.Customs, views.CustomInput{Name: customName(i), Label: f.Label, Kind: string(f.Kind), Options: f.Options,
			Required: f.Required, Value: in.customs()[i]})
	}
	m.AsksNote, m.Note = o.asksNote(), in.Note
}

// choosable is how many pieces of a line the customer may choose, 0 when there
// is no choice.
func (o offer) choosable() int64 {
	most := int64(o.quantityMax)
	if o.left != nil {
		most = min(most, *o.left)
	}
	if o.checkout == nil || o.frozen || most < 2 {
		return 0
	}
	return most
}

// choose puts the quantities that were typed into the lines, and notes what is
// wrong with them. Whatever is not on the form stays as it is sold.
func (o *offer) choose(in payForm) {
	most := o.choosable()
	if most == 0 {
		return
	}
	o.checkout.Lines = slices.Clone(o.checkout.Lines)
	chosen := false
	for i := range o.checkout.Lines {
		if i >= len(in.Quantity) {
			break
		}
		n, err := strconv.ParseInt(pay.PlainDigits(strings.TrimSpace(in.Quantity[i])), 10, 64)
		if err != nil || n < 1 || n > most {
			o.quantityChecks.Add(quantityName(i), "Choose a whole number from 1 to %d.", most)
			continue
		}
		chosen = chosen || n != o.checkout.Lines[i].Quantity
		o.checkout.Lines[i].Quantity = n
	}
	if chosen && o.describes {
		o.checkout.Description = pay.DescribeLines(o.checkout.Lines)
	}
}

// quantityName is the field of a line's quantity: they are all called quantity,
// in the order of the lines.
func quantityName(i int) string {
	if i == 0 {
		return "quantity"
	}
	return "quantity." + strconv.Itoa(i)
}

// fillQuantities offers the choice.
func (in payForm) fillQuantities(m *views.CheckoutForm, o offer) {
	most := o.choosable()
	for i := range m.Lines {
		l := &m.Lines[i]
		if l.Choosable = most; most == 0 {
			continue
		}
		l.Chosen = o.locale().Digits(strconv.FormatInt(l.Quantity, 10))
		if l.Errors = m.Errors[quantityName(i)]; len(l.Errors) > 0 {
			l.Chosen = in.Quantity[i]
		}
	}
}

// answered puts answers given before back into the form.
func (in *payForm) answered(o offer, answers []pay.CustomAnswer) {
	typed := []*string{&in.Custom1, &in.Custom2, &in.Custom3, &in.Custom4, &in.Custom5}
	for i, f := range o.asks() {
		for _, a := range answers {
			if a.Key == f.Key {
				*typed[i] = a.Value
			}
		}
	}
}
