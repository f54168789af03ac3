package views

import (
	"strings"

	"linktill/views/ui"
)

var everyUnits = []ui.Choice{{Value: "day", Label: "days"}, {Value: "week", Label: "weeks"}, {Value: "month", Label: "months"}, {Value: "year", Label: "years"}}

var askKinds = []ui.Choice{{Value: "text", Label: "Text"}, {Value: "number", Label: "Number"}, {Value: "choice", Label: "One of several"}, {Value: "checkbox", Label: "A box to tick"}}

// AskKind is the words for a kind of answer.
func AskKind(kind string) string {
	for _, k := range askKinds {
		if k.Value == kind {
			return k.Label
		}
	}
	return kind
}

// againOpen and asksOpen keep the folded parts open when something in them was
// filled in.
func (m LinkForm) againOpen() bool { return m.Repeats || m.Errors.First("interval") != "" }

func (m LinkForm) asksOpen() bool {
	open := m.AsksNote || m.QuantityMax != "" || m.Errors.First("quantity_max", "custom_fields") != ""
	for _, a := range m.Asks {
		open = open || a.isOpen()
	}
	return open
}

func (a LinkAsk) isOpen() bool {
	return a.Label != "" || a.Required || a.Options != "" || a.wrong() != ""
}

// wrong is the first part that has a mistake.
func (a LinkAsk) wrong() string {
	switch {
	case len(a.LabelErrors) > 0:
		return a.at("label")
	case len(a.KindErrors) > 0:
		return a.at("type")
	case len(a.OptionsErrors) > 0:
		return a.at("options")
	}
	return ""
}

func (a LinkAsk) summary() string { return or(a.Label, "Add a question") }

// previewEvery is how often it is charged: "every month", "every 2 weeks".
func (m LinkForm) previewEvery() string {
	if n := strings.TrimSpace(m.Every); n != "1" && n != "" {
		return "every " + n + " " + m.Unit + "s"
	}
	return "every " + m.Unit
}

// previewAsks are what the customer is asked.
func (m LinkForm) previewAsks() (labels []string) {
	for _, a := range m.Asks {
		if label := strings.TrimSpace(a.Label); label != "" {
			labels = append(labels, label)
		}
	}
	if m.AsksNote {
		labels = append(labels, "Note")
	}
	return labels
}
